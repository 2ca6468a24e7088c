//! StartTask: the caller names the instances; the checks of placement still hold, its strategies do not (scheduler 1.1).

use std::sync::Arc;

use serde_json::Value;

use crate::api::error::{ApiError, Exception};
use crate::api::input::Input;
use crate::api::json::object;
use crate::api::operations::network::network_for;
use crate::api::operations::task::{answer, assumable, failures_of, place};
use crate::api::operations::{cluster, note, subnet_zones, task_definition};
use crate::engine::Recorder;
use crate::engine::placement::ask::Only;
use crate::engine::placement::{Destination, Tally, TaskAsk, place_by_scan};
use crate::model::arn;
use crate::model::placement::LaunchType;
use crate::model::task::Group;
use crate::world::Cause;

/// Instances one call may name, and characters of startedBy.
const INSTANCES_MAX: usize = 10;
const STARTED_BY_MAX: usize = 36;

pub(super) fn start(
    recorder: &mut impl Recorder,
    cause: Cause,
    input: Input<'_>,
) -> Result<Value, ApiError> {
    let world = recorder.world();
    let cluster = cluster(world, input)?.id;
    let definition = task_definition::runnable(world, input)?;
    let references: Vec<&str> = input.strings("containerInstances").collect();
    if !(1..=INSTANCES_MAX).contains(&references.len()) {
        let message = "Container instances count must be between 1 and 10.";
        return Err(ApiError::invalid_parameter(message).at("containerInstances"));
    }
    if input
        .str("startedBy")
        .is_some_and(|text| text.len() > STARTED_BY_MAX)
    {
        let message = "startedBy cannot be longer than 36 characters.";
        return Err(ApiError::new(Exception::InvalidParameter, message).at("startedBy"));
    }
    network_for(world, input, definition, LaunchType::Ec2)?;
    assumable(world, definition)?;
    let group = match input.str("group") {
        Some(group) => group.to_owned(),
        None => format!("family:{}", world.definition(definition).family),
    };
    let zones = subnet_zones(world, input);
    let group = Group::Named(note(recorder, cause, &group));
    let started_by = input
        .str("startedBy")
        .map(|text| note(recorder, cause, text));
    let ask = TaskAsk {
        cluster,
        definition,
        group,
        launch_type: LaunchType::Ec2,
        provider: None,
        member_of: TaskAsk::member_of(recorder.world(), definition, &[]),
        constraints: Arc::new([]),
        strategies: Arc::new([]),
        default_strategies: false,
        only: Only::Anywhere,
        zones: zones.into(),
    };
    let (mut tasks, mut failures) = (Vec::new(), Vec::new());
    for reference in references {
        let world = recorder.world();
        let found = world.find_instance(arn::short_name(reference));
        let found = found.filter(|instance| instance.row.cluster == cluster);
        let Some(instance) = found.map(|instance| instance.id) else {
            let name = &world.cluster(cluster).row.name;
            let unknown = arn::container_instance_arn(name, arn::short_name(reference));
            failures.push(object! { "arn": unknown, "reason": "MISSING" });
            continue;
        };
        if !world.instance(instance).row.is_present() {
            let gone = world.instance(instance).arn();
            failures.push(object! { "arn": gone, "reason": "INACTIVE" });
            continue;
        }
        let only = Only::Instance(instance);
        let ask = Arc::new(TaskAsk {
            only,
            ..ask.clone()
        });
        let mut tally = Tally::default();
        let found = place_by_scan(world, &ask, &mut tally).map(Destination::Instance);
        let Some(task) = place(recorder, &ask, found, &tally, started_by) else {
            failures.extend(failures_of(recorder.world(), &ask));
            continue;
        };
        tasks.push(task);
    }
    Ok(answer(recorder.world(), tasks, failures))
}
