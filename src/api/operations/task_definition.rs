//! RegisterTaskDefinition, DeregisterTaskDefinition, DescribeTaskDefinition and the two lists.

use std::sync::Arc;

use serde_json::Value;

use crate::api::error::ApiError;
use crate::api::input::Input;
use crate::api::json::object;
use crate::api::operations::describe;
use crate::api::operations::placement::readable;
use crate::api::task_definition;
use crate::engine::Recorder;
use crate::kernel::WHOLE;
use crate::model::{TaskDefinitionId, arn};
use crate::world::{Cause, Event, World};

pub(super) fn register(
    recorder: &mut impl Recorder,
    cause: Cause,
    request: &Value,
) -> Result<Value, ApiError> {
    let family = Input::new(request).str("family").unwrap_or_default();
    let world = recorder.world();
    // Numbers only grow and are never used again (task-definition 11).
    let last = world
        .family(family)
        .last()
        .map_or(0, |id| world.definition(*id).revision);
    let definition = task_definition::register(request, last + 1)?;
    for (place, expression) in definition.placement_constraints.iter().enumerate() {
        readable(
            expression,
            &format!("placementConstraints[{place}].expression"),
        )?;
    }
    recorder.emit(cause, Event::TaskDefinitionRegistered(Arc::new(definition)));
    if !WHOLE {
        return Ok(Value::Null);
    }
    let world = recorder.world();
    let newest = world
        .definitions()
        .next_back()
        .map(|(id, _)| describe::task_definition(world, id));
    Ok(object! { "taskDefinition": newest, "tags": Input::new(request).list("tags") })
}

pub(super) fn deregister(
    recorder: &mut impl Recorder,
    cause: Cause,
    input: Input<'_>,
) -> Result<Value, ApiError> {
    let reference = input.str("taskDefinition").unwrap_or_default();
    let short = arn::short_name(reference);
    let Some((_, revision)) = short.split_once(':') else {
        return Err(ApiError::client("Revision is missing.").at("taskDefinition"));
    };
    if revision.parse::<u32>().is_err() {
        let message = format!("Invalid revision number. Number: {revision}");
        return Err(ApiError::invalid_parameter(message).at("taskDefinition"));
    }
    let id = find(recorder.world(), reference)?;
    if !recorder.world().registered(id).active {
        return Err(ApiError::client("TaskDefinition is inactive").at("taskDefinition"));
    }
    recorder.emit(cause, Event::TaskDefinitionDeregistered { definition: id });
    Ok(object! { "taskDefinition": describe::task_definition(recorder.world(), id) })
}

pub(super) fn describe(world: &World, input: Input<'_>) -> Result<Value, ApiError> {
    let id = find(world, input.str("taskDefinition").unwrap_or_default())?;
    Ok(object! { "taskDefinition": describe::task_definition(world, id) })
}

fn find(world: &World, reference: &str) -> Result<TaskDefinitionId, ApiError> {
    world
        .find_definition(reference)
        .ok_or_else(|| ApiError::client("Unable to describe task definition.").at("taskDefinition"))
}

/// The revision a task or service is to run: it must be there and ACTIVE.
pub(super) fn runnable(world: &World, input: Input<'_>) -> Result<TaskDefinitionId, ApiError> {
    let reference = input.str("taskDefinition").unwrap_or_default();
    if reference.is_empty() {
        return Err(ApiError::client("TaskDefinition can not be blank.").at("taskDefinition"));
    }
    let id = world.find_definition(reference).ok_or_else(|| {
        let known: Vec<&str> = world.families().map(|(family, _)| family).collect();
        let error = ApiError::client("TaskDefinition not found.").at("taskDefinition");
        match known.is_empty() {
            true => error.help("register it first with RegisterTaskDefinition"),
            false => error.help(format!("families here: {}", known.join(", "))),
        }
    })?;
    match world.registered(id).active {
        true => Ok(id),
        false => Err(ApiError::client("TaskDefinition is inactive").at("taskDefinition")),
    }
}

pub(super) fn list(world: &World, input: Input<'_>) -> Value {
    let active = input.str("status").unwrap_or("ACTIVE") == "ACTIVE";
    let family = input.str("familyPrefix");
    let mut arns: Vec<String> = world
        .families()
        .filter(|(name, _)| family.is_none_or(|family| family == *name))
        .flat_map(|(_, ids)| ids)
        .filter(|id| world.registered(**id).active == active)
        .map(|id| describe::definition_arn(world, *id))
        .collect();
    if input.str("sort") == Some("DESC") {
        arns.reverse();
    }
    object! { "taskDefinitionArns": arns }
}

pub(super) fn families(world: &World, input: Input<'_>) -> Value {
    let prefix = input.str("familyPrefix").unwrap_or_default();
    let status = input.str("status").unwrap_or("ALL");
    let matches = |ids: &[TaskDefinitionId]| {
        let active = ids.iter().any(|id| world.registered(*id).active);
        status == "ALL" || active == (status == "ACTIVE")
    };
    let names = world
        .families()
        .filter(|(name, ids)| name.starts_with(prefix) && matches(ids));
    object! { "families": names.map(|(name, _)| name).collect::<Vec<_>>() }
}
