//! DescribeContainerInstances, ListContainerInstances, UpdateContainerInstancesState, DeregisterContainerInstance.

use serde_json::Value;

use crate::api::error::ApiError;
use crate::api::input::Input;
use crate::api::json::object;
use crate::api::operations::placement::readable;
use crate::api::operations::{cluster, describe, missing};
use crate::engine::Recorder;
use crate::engine::placement::query;
use crate::model::container_instance::InstanceStatus;
use crate::model::task::StoppedReason;
use crate::model::{ClusterId, arn};
use crate::world::views::InstanceView;
use crate::world::{Cause, Event, World};

pub(super) fn describe(world: &World, input: Input<'_>) -> Result<Value, ApiError> {
    let cluster = cluster(world, input)?;
    let (mut instances, mut failures) = (Vec::new(), Vec::new());
    for reference in input.strings("containerInstances") {
        match find(world, cluster.id, reference) {
            Some(instance) => instances.push(describe::container_instance(&instance)),
            None => failures.push(unknown(&cluster.row.name, reference)),
        }
    }
    Ok(object! { "containerInstances": instances, "failures": failures })
}

fn unknown(cluster: &str, reference: &str) -> Value {
    missing(arn::container_instance_arn(
        cluster,
        arn::short_name(reference),
    ))
}

/// An instance of the cluster that was not deregistered.
fn find<'w>(world: &'w World, cluster: ClusterId, reference: &str) -> Option<InstanceView<'w>> {
    world
        .find_instance(arn::short_name(reference))
        .filter(|instance| instance.row.cluster == cluster && instance.row.is_present())
}

pub(super) fn list(world: &World, input: Input<'_>) -> Result<Value, ApiError> {
    let cluster = cluster(world, input)?;
    let status = input.str("status");
    let filter = input
        .str("filter")
        .map(|text| readable(text, "filter").map(|()| query::parse(text).ok()));
    let filter = filter.transpose()?.flatten();
    let listed = cluster
        .instances()
        .filter(|instance| status.is_none_or(|word| instance.row.status.word() == word))
        .filter(|instance| filter.as_ref().is_none_or(|query| query.selects(instance)));
    Ok(
        object! { "containerInstanceArns": listed.map(|instance| instance.arn()).collect::<Vec<_>>() },
    )
}

pub(super) fn update_state(
    recorder: &mut impl Recorder,
    cause: Cause,
    input: Input<'_>,
) -> Result<Value, ApiError> {
    let world = recorder.world();
    let (cluster_id, cluster_name) =
        cluster(world, input).map(|cluster| (cluster.id, cluster.row.name.clone()))?;
    let status = match input.str("status") {
        Some("ACTIVE") => InstanceStatus::Active,
        Some("DRAINING") => InstanceStatus::Draining,
        _ => {
            return Err(ApiError::invalid_parameter(
                "Container instance status should be one of [ACTIVE,DRAINING].",
            )
            .at("status"));
        }
    };
    let (mut instances, mut failures) = (Vec::new(), Vec::new());
    for reference in input.strings("containerInstances") {
        let Some(instance) = find(recorder.world(), cluster_id, reference) else {
            failures.push(unknown(&cluster_name, reference));
            continue;
        };
        let (id, was) = (instance.id, instance.row.status);
        if was != status {
            recorder.emit(
                cause,
                Event::InstanceStatusChanged {
                    instance: id,
                    status,
                },
            );
        }
        instances.push(describe::container_instance(&recorder.world().instance(id)));
    }
    Ok(object! { "containerInstances": instances, "failures": failures })
}

pub(super) fn deregister(
    recorder: &mut impl Recorder,
    cause: Cause,
    input: Input<'_>,
) -> Result<Value, ApiError> {
    let world = recorder.world();
    let cluster = cluster(world, input)?.id;
    let reference = input.str("containerInstance").unwrap_or_default();
    let instance = find(world, cluster, reference).ok_or_else(|| {
        ApiError::invalid_parameter("The referenced container instance was not found.")
            .at("containerInstance")
    })?;
    let id = instance.id;
    let tasks: Vec<_> = instance
        .tasks()
        .map(|task| (task.id, task.row.is_wanted()))
        .collect();
    if !tasks.is_empty() && input.bool("force") != Some(true) {
        return Err(
            ApiError::invalid_parameter("Found running tasks on the instance.")
                .at("containerInstance")
                .help("stop them, drain the instance, or pass `\"force\": true`"),
        );
    }
    for (task, _) in tasks.iter().filter(|(_, wanted)| *wanted) {
        let reason = StoppedReason::DeregistrationForced;
        recorder.emit(
            cause,
            Event::TaskStopRequested {
                task: *task,
                reason,
            },
        );
    }
    recorder.emit(
        cause,
        Event::InstanceStatusChanged {
            instance: id,
            status: InstanceStatus::Inactive,
        },
    );
    Ok(
        object! { "containerInstance": describe::container_instance(&recorder.world().instance(id)) },
    )
}
