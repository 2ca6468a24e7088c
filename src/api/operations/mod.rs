//! What each operation does: checks against the world, then events. Responses have ECS's shapes.
//!
//! A refused request leaves nothing behind. Shapes and types were checked before, in `operation`.

mod alarm;
mod attach;
mod capacity;
mod cluster;
mod controller;
mod deployment;
pub mod describe;
mod detect;
mod instance;
mod managed;
mod network;
mod placement;
mod plain;
mod policy;
mod protection;
mod scaling;
mod service;
mod shift;
mod start_task;
mod strategy;
mod task;
mod task_definition;
mod task_set;

use std::sync::Arc;

use serde_json::Value;

use crate::api::error::{ApiError, Exception};
use crate::api::input::Input;
use crate::api::json::object;
use crate::api::operation::Operation;
use crate::engine::Recorder;
use crate::kernel::Name;
use crate::kernel::WHOLE;
use crate::model::arn;
use crate::world::views::ClusterView;
use crate::world::{Cause, Event, World};
pub use deployment::deployment_arn;

/// Carries out a checked request. On `Err` nothing was recorded.
pub fn execute(
    recorder: &mut impl Recorder,
    cause: Cause,
    operation: Operation,
    request: &Value,
) -> Result<Value, ApiError> {
    let input = Input::new(request);
    match operation {
        Operation::CreateCluster => cluster::create(recorder, cause, input),
        Operation::RegisterTaskDefinition => task_definition::register(recorder, cause, request),
        Operation::CreateService => service::create(recorder, cause, input),
        _ if WHOLE => execute_more(recorder, cause, operation, input),
        _ => panic!("this operation needs the whole engine"),
    }
}

fn execute_more(
    recorder: &mut impl Recorder,
    cause: Cause,
    operation: Operation,
    input: Input<'_>,
) -> Result<Value, ApiError> {
    match operation {
        Operation::DescribeClusters => Ok(cluster::describe(recorder.world(), input)),
        Operation::ListClusters => Ok(cluster::list(recorder.world())),
        Operation::DeleteCluster => cluster::delete(recorder, cause, input),
        Operation::DeregisterTaskDefinition => task_definition::deregister(recorder, cause, input),
        Operation::DescribeTaskDefinition => task_definition::describe(recorder.world(), input),
        Operation::ListTaskDefinitions => Ok(task_definition::list(recorder.world(), input)),
        Operation::ListTaskDefinitionFamilies => {
            Ok(task_definition::families(recorder.world(), input))
        }
        Operation::RunTask => task::run(recorder, cause, input),
        Operation::StartTask => start_task::start(recorder, cause, input),
        Operation::StopTask => task::stop(recorder, cause, input),
        Operation::DescribeTasks => task::describe(recorder.world(), input),
        Operation::ListTasks => task::list(recorder.world(), input),
        Operation::UpdateTaskProtection => protection::update(recorder, cause, input),
        Operation::GetTaskProtection => protection::get(recorder.world(), input),
        Operation::UpdateService => service::update(recorder, cause, input),
        Operation::DeleteService => service::delete(recorder, cause, input),
        Operation::DescribeServices => service::describe(recorder.world(), input),
        Operation::ListServices => service::list(recorder.world(), input),
        Operation::CreateTaskSet => task_set::create(recorder, cause, input),
        Operation::UpdateTaskSet => task_set::update(recorder, cause, input),
        Operation::UpdateServicePrimaryTaskSet => task_set::make_primary(recorder, cause, input),
        Operation::DeleteTaskSet => task_set::delete(recorder, cause, input),
        Operation::DescribeTaskSets => task_set::describe(recorder.world(), input),
        Operation::ListServiceDeployments => deployment::list(recorder.world(), input),
        Operation::DescribeServiceRevisions => {
            Ok(deployment::describe_revisions(recorder.world(), input))
        }
        Operation::DescribeServiceDeployments => Ok(deployment::describe(recorder.world(), input)),
        Operation::ContinueServiceDeployment => deployment::resume(recorder, cause, input),
        Operation::StopServiceDeployment => deployment::stop(recorder, cause, input),
        Operation::PutMetricAlarm => alarm::put(recorder, cause, input),
        Operation::SetAlarmState => alarm::set_state(recorder, cause, input),
        Operation::DescribeAlarms => Ok(alarm::describe(recorder.world(), input)),
        Operation::RegisterScalableTarget => scaling::register(recorder, cause, input),
        Operation::PutScalingPolicy => scaling::put_policy(recorder, cause, input),
        Operation::DeleteScalingPolicy => scaling::delete_policy(recorder, cause, input),
        Operation::PutScheduledAction => scaling::put_action(recorder, cause, input),
        Operation::DescribeScalableTargets => Ok(scaling::describe(recorder.world(), input)),
        Operation::CreateCapacityProvider => capacity::create(recorder, cause, input),
        Operation::UpdateCapacityProvider => capacity::update(recorder, cause, input),
        Operation::DeleteCapacityProvider => capacity::delete(recorder, cause, input),
        Operation::DescribeCapacityProviders => Ok(capacity::list(recorder.world(), input)),
        Operation::PutClusterCapacityProviders => capacity::put(recorder, cause, input),
        Operation::DescribeContainerInstances => instance::describe(recorder.world(), input),
        Operation::ListContainerInstances => instance::list(recorder.world(), input),
        Operation::UpdateContainerInstancesState => instance::update_state(recorder, cause, input),
        Operation::DeregisterContainerInstance => instance::deregister(recorder, cause, input),
        Operation::CreateCluster | Operation::RegisterTaskDefinition | Operation::CreateService => {
            Ok(Value::Null)
        }
    }
}

/// The cluster a request names; `default` when it names none.
fn cluster<'w>(world: &'w World, input: Input<'_>) -> Result<ClusterView<'w>, ApiError> {
    let name = arn::short_name(input.str("cluster").unwrap_or("default"));
    world.find_cluster(name).ok_or_else(|| {
        let known: Vec<&str> = world.clusters().map(|cluster| &*cluster.row.name).collect();
        let help = match known.as_slice() {
            [] => "create it first with CreateCluster".to_owned(),
            names => format!("there is: {}", names.join(", ")),
        };
        ApiError::new(Exception::ClusterNotFound, "Cluster not found.")
            .at("cluster")
            .help(help)
    })
}

/// The zones of the subnets of a request's awsvpc configuration.
fn subnet_zones(world: &World, input: Input<'_>) -> Vec<Name> {
    crate::assumed!(FARGATE_ZONES);
    let configuration = input
        .object("networkConfiguration")
        .object("awsvpcConfiguration");
    zones_of(world, configuration.strings("subnets"))
}

/// The zone of each subnet, by its last letter or else by its place.
fn zones_of<'s>(world: &World, subnets: impl Iterator<Item = &'s str>) -> Vec<Name> {
    let zones = crate::catalog::zones::ZONES;
    let mut names: Vec<Name> = Vec::new();
    for (place, subnet) in subnets.enumerate() {
        let last = subnet.len() - subnet.chars().next_back().map_or(0, char::len_utf8);
        let zone = crate::catalog::zones::zone(&subnet[last..]).unwrap_or(zones[place % 3]);
        names.extend(
            world
                .names()
                .find(zone)
                .filter(|name| !names.contains(name)),
        );
    }
    names
}

/// Notes a text rows will mention, unless it is known.
fn note(recorder: &mut impl Recorder, cause: Cause, text: &str) -> Name {
    if recorder.world().names().find(text).is_none() {
        recorder.emit(
            cause,
            Event::TextNoted {
                text: Arc::from(text),
            },
        );
    }
    recorder.world().names().find(text).unwrap_or_default()
}

/// An entry of `failures` for something unknown.
fn missing(arn: String) -> Value {
    object! { "arn": arn, "reason": "MISSING" }
}
