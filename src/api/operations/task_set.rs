//! CreateTaskSet, UpdateTaskSet, UpdateServicePrimaryTaskSet, DeleteTaskSet and DescribeTaskSets (scheduler 5.10).

use std::sync::Arc;

use serde_json::Value;

use crate::api::error::{ApiError, Exception};
use crate::api::input::Input;
use crate::api::json::object;
use crate::api::operations::attach::load_balancers;
use crate::api::operations::network::network_for;
use crate::api::operations::service::find;
use crate::api::operations::{describe, missing, task_definition};
use crate::engine::Recorder;
use crate::engine::service::task_set::{has_task_sets, wanted};
use crate::model::DeploymentId;
use crate::model::messages::Ids;
use crate::model::service::{Deployment, ServiceSettings, ServiceStatus};
use crate::world::views::ServiceView;
use crate::world::{Cause, Event, World};

pub(super) fn create(
    recorder: &mut impl Recorder,
    cause: Cause,
    input: Input<'_>,
) -> Result<Value, ApiError> {
    let world = recorder.world();
    let service = external(world, input)?;
    if service.row.status != ServiceStatus::Active {
        let error = ApiError::new(Exception::ServiceNotActive, "Service was not ACTIVE.");
        return Err(error.at("service"));
    }
    let definition = task_definition::runnable(world, input)?;
    network_for(world, input, definition, service.row.launch_type)?;
    let scale_percent = scale(input, 100)?;
    let (settings, on_alternate) = attached(&service, load_balancers(world, input, definition)?)?;
    let id = service.id;
    let next = world.next_deployment();
    if settings != *service.row.settings {
        let updated = Event::ServiceUpdated {
            service: id,
            settings: Arc::new(settings),
        };
        recorder.emit(cause, updated);
    }
    let created = Event::TaskSetCreated {
        service: id,
        definition,
        scale_percent,
        on_alternate,
    };
    recorder.emit(cause, created);
    Ok(object! { "taskSet": one(recorder.world(), next) })
}

/// A task set's target group becomes one of the service's: the first, or the one that takes turns with it.
fn attached(
    service: &ServiceView<'_>,
    asked: Vec<crate::model::load_balancer::Attachment>,
) -> Result<(ServiceSettings, bool), ApiError> {
    let mut settings = ServiceSettings::clone(&service.row.settings);
    let refuse = |message: &str| {
        Err(ApiError::new(Exception::UnsupportedFeature, message).at("loadBalancers"))
    };
    let mut asked = asked.into_iter();
    let Some(wanted) = asked.next() else {
        return Ok((settings, false));
    };
    if asked.next().is_some() {
        return refuse("A task set has one target group.");
    }
    let Some(known) = settings.load_balancers.first_mut() else {
        settings.load_balancers.push(wanted);
        return Ok((settings, false));
    };
    if known.group == wanted.group {
        return Ok((settings, false));
    }
    if known
        .alternate
        .is_some_and(|alternate| alternate != wanted.group)
    {
        return refuse(
            "More than two target groups for the task sets of one service are not simulated yet.",
        );
    }
    known.alternate = Some(wanted.group);
    Ok((settings, true))
}

pub(super) fn update(
    recorder: &mut impl Recorder,
    cause: Cause,
    input: Input<'_>,
) -> Result<Value, ApiError> {
    let (id, row) = set(recorder.world(), input, "taskSet")?;
    let scale_percent = scale(input, row.scale_percent)?;
    recorder.emit(
        cause,
        Event::TaskSetScaled {
            deployment: id,
            scale_percent,
        },
    );
    Ok(object! { "taskSet": one(recorder.world(), id) })
}

pub(super) fn make_primary(
    recorder: &mut impl Recorder,
    cause: Cause,
    input: Input<'_>,
) -> Result<Value, ApiError> {
    let (id, row) = set(recorder.world(), input, "primaryTaskSet")?;
    let service = row.service;
    recorder.emit(cause, Event::PrimaryTaskSetChanged { service, to: id });
    Ok(object! { "taskSet": one(recorder.world(), id) })
}

pub(super) fn delete(
    recorder: &mut impl Recorder,
    cause: Cause,
    input: Input<'_>,
) -> Result<Value, ApiError> {
    let (id, row) = set(recorder.world(), input, "taskSet")?;
    if row.scale_percent > 0 && input.bool("force") != Some(true) {
        let message = "The task set cannot be deleted while it is scaled above 0.";
        return Err(ApiError::invalid_parameter(message)
            .at("taskSet")
            .help("scale it to 0 first, or pass `\"force\": true`"));
    }
    recorder.emit(cause, Event::TaskSetDeleted { deployment: id });
    Ok(object! { "taskSet": one(recorder.world(), id) })
}

pub(super) fn describe(world: &World, input: Input<'_>) -> Result<Value, ApiError> {
    let service = external(world, input)?;
    let sets: Vec<(DeploymentId, &Deployment)> = sets_of(&service).collect();
    let asked: Vec<&str> = input.strings("taskSets").collect();
    if asked.is_empty() {
        let all: Vec<Value> = sets.iter().map(|(id, _)| one(world, *id)).collect();
        return Ok(object! { "taskSets": all, "failures": Vec::<Value>::new() });
    }
    let (mut found, mut failures) = (Vec::new(), Vec::new());
    for reference in asked {
        match sets.iter().find(|(id, _)| is_named(world, *id, reference)) {
            Some((id, _)) => found.push(one(world, *id)),
            None => failures.push(missing(reference.to_owned())),
        }
    }
    Ok(object! { "taskSets": found, "failures": failures })
}

/// The task sets of a service that are not gone, newest first.
pub(super) fn sets_of<'w>(
    service: &ServiceView<'w>,
) -> impl Iterator<Item = (DeploymentId, &'w Deployment)> + use<'w> {
    service.deployments().filter(|(_, row)| row.is_task_set)
}

/// A task set as the API returns it.
pub(super) fn one(world: &World, id: DeploymentId) -> Value {
    let row = world.deployment(id);
    let service = world.service(row.service);
    let own = || {
        let tasks = service.tasks();
        tasks.filter(|task| task.row.made.deployment == Some(id))
    };
    let running = own().filter(|task| task.row.last_status.word() == "RUNNING");
    let healthy = own().filter(|task| task.counts_as_healthy(world.now()));
    let (pending, desired) = (
        own().filter(|task| task.row.counts_as_pending()).count(),
        wanted(&service, row),
    );
    let steady = healthy.count() as u32 == desired && own().all(|task| task.row.is_wanted());
    let name = Ids::deployment(world, id);
    object! {
        "id": name.as_str(),
        "taskSetArn": format!("{}/{}", service.arn().replace(":service/", ":task-set/"), crate::model::arn::short_name(&name)),
        "serviceArn": service.arn(),
        "status": if row.draining { "DRAINING" } else { row.status.word() },
        "taskDefinition": describe::definition_arn(world, row.definition),
        "computedDesiredCount": desired,
        "runningCount": running.count(),
        "pendingCount": pending,
        "scale": object! { "value": f64::from(row.scale_percent), "unit": "PERCENT" },
        "stabilityStatus": if steady { "STEADY_STATE" } else { "STABILIZING" },
        "launchType": service.row.launch_type.word(),
        "createdAt": describe::timestamp(row.created_at),
        "updatedAt": describe::timestamp(row.updated_at),
    }
}

/// The service a request names, which must have task sets.
fn external<'w>(world: &'w World, input: Input<'_>) -> Result<ServiceView<'w>, ApiError> {
    let service = find(world, input)?;
    if !has_task_sets(&service) {
        let message = "Task sets can be used only with services that use the EXTERNAL deployment controller type.";
        return Err(ApiError::invalid_parameter(message).at("service"));
    }
    Ok(service)
}

/// The task set that `key` names by id or ARN.
fn set<'w>(
    world: &'w World,
    input: Input<'_>,
    key: &str,
) -> Result<(DeploymentId, &'w Deployment), ApiError> {
    let service = external(world, input)?;
    let reference = input.str(key).unwrap_or_default();
    let found =
        sets_of(&service).find(|(id, row)| !row.draining && is_named(world, *id, reference));
    found.ok_or_else(|| {
        ApiError::new(
            Exception::TaskSetNotFound,
            "The specified task set was not found.",
        )
        .at(key)
    })
}

fn is_named(world: &World, id: DeploymentId, reference: &str) -> bool {
    let name = Ids::deployment(world, id);
    reference == name || reference.ends_with(&name["ecs-svc".len()..])
}

/// `scale` of a request, in percent.
fn scale(input: Input<'_>, absent: u32) -> Result<u32, ApiError> {
    match input.object("scale").f64("value") {
        None => Ok(absent),
        Some(value) if (0.0..=100.0).contains(&value) => Ok((value + 0.5) as u32),
        Some(_) => {
            let message = "The scale value must be between 0 and 100.";
            Err(ApiError::invalid_parameter(message).at("scale.value"))
        }
    }
}
