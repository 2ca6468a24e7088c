//! Service deployments: listing and describing them, continuing one that pauses, stopping one (scheduler 5.8 and 5.9).

use serde_json::{Map, Value};

use crate::api::error::{ApiError, Exception};
use crate::api::input::Input;
use crate::api::json::object;
use crate::api::operations::{cluster, describe, missing};
use crate::engine::Recorder;
use crate::engine::service::traffic;
use crate::model::messages::Ids;
use crate::model::service::{Deployment, PauseAnswer, RolloutState};
use crate::model::{DeploymentId, arn};
use crate::world::{Cause, Event, World};

pub(super) fn list(world: &World, input: Input<'_>) -> Result<Value, ApiError> {
    let cluster = cluster(world, input)?.id;
    let name = arn::short_name(input.str("service").unwrap_or_default());
    let service = world.find_service(cluster, name).ok_or_else(|| {
        ApiError::new(Exception::ServiceNotFound, "Service not found.").at("service")
    })?;
    let own = world
        .deployments()
        .rev()
        .filter(|(_, row)| row.service == service.id);
    let list: Vec<Value> = own.map(|(id, row)| brief(world, id, row)).collect();
    Ok(object! { "serviceDeployments": list })
}

pub(super) fn describe(world: &World, input: Input<'_>) -> Value {
    let (mut found, mut failures) = (Vec::new(), Vec::new());
    for reference in input.strings("serviceDeploymentArns") {
        match find(world, reference) {
            Some(id) => found.push(full(world, id)),
            None => failures.push(missing(reference.to_owned())),
        }
    }
    object! { "serviceDeployments": found, "failures": failures }
}

/// Answers the pause a deployment waits in.
pub(super) fn resume(
    recorder: &mut impl Recorder,
    cause: Cause,
    input: Input<'_>,
) -> Result<Value, ApiError> {
    let id = waiting(recorder.world(), input)?;
    let answer = input
        .str("action")
        .and_then(PauseAnswer::from_word)
        .unwrap_or(PauseAnswer::Continue);
    let world = recorder.world();
    let settings = &world.service(world.deployment(id).service).row.settings;
    let paused = world
        .deployment(id)
        .stage
        .is_some_and(|stage| settings.shift.pause_at(stage).is_some());
    if !paused {
        let message = "The service deployment does not wait for a lifecycle hook.";
        return Err(ApiError::new(Exception::Conflict, message).at("serviceDeploymentArn"));
    }
    recorder.emit(
        cause,
        Event::PauseAnswered {
            deployment: id,
            answer,
        },
    );
    Ok(object! { "serviceDeploymentArn": deployment_arn(recorder.world(), id) })
}

/// Stops a deployment that shifts traffic: what was shifted goes back.
pub(super) fn stop(
    recorder: &mut impl Recorder,
    cause: Cause,
    input: Input<'_>,
) -> Result<Value, ApiError> {
    let id = waiting(recorder.world(), input)?;
    recorder.emit(
        cause,
        Event::PauseAnswered {
            deployment: id,
            answer: PauseAnswer::Rollback,
        },
    );
    Ok(object! { "serviceDeploymentArn": deployment_arn(recorder.world(), id) })
}

/// The deployment named, which must be under way.
fn waiting(world: &World, input: Input<'_>) -> Result<DeploymentId, ApiError> {
    let reference = input.str("serviceDeploymentArn").unwrap_or_default();
    let id = find(world, reference).ok_or_else(|| {
        ApiError::new(
            Exception::ServiceDeploymentNotFound,
            "Service deployment not found.",
        )
        .at("serviceDeploymentArn")
    })?;
    let service = world.service(world.deployment(id).service);
    if service.row.primary != id || !traffic::is_shifting(&service) {
        let message = "The service deployment is not in progress, or does not shift traffic.";
        return Err(ApiError::new(Exception::Conflict, message).at("serviceDeploymentArn"));
    }
    Ok(id)
}

fn find(world: &World, reference: &str) -> Option<DeploymentId> {
    world
        .deployments()
        .map(|(id, _)| id)
        .find(|id| deployment_arn(world, *id) == reference)
}

/// The ARN of a service deployment.
pub fn deployment_arn(world: &World, id: DeploymentId) -> String {
    let service = world.service(world.deployment(id).service);
    let cluster = &world.cluster(service.row.cluster).row.name;
    arn::service_deployment_arn(world.chance(), cluster, &service.row.name, id.0)
}

/// ServiceDeployment.status of a deployment.
fn status(world: &World, id: DeploymentId, row: &Deployment) -> &'static str {
    let newest = world.service(row.service).row.primary == id;
    match row.rollout_state {
        RolloutState::Completed if row.rolled_back_from.is_none() => "SUCCESSFUL",
        RolloutState::Completed => "ROLLBACK_SUCCESSFUL",
        RolloutState::Failed => "STOPPED",
        RolloutState::InProgress if row.rolled_back_from.is_some() => "ROLLBACK_IN_PROGRESS",
        RolloutState::InProgress if newest => "IN_PROGRESS",
        // A newer deployment took over.
        RolloutState::InProgress => "STOPPED",
    }
}

fn brief(world: &World, id: DeploymentId, row: &Deployment) -> Value {
    object! {
        "serviceDeploymentArn": deployment_arn(world, id),
        "serviceArn": world.service(row.service).arn(),
        "clusterArn": world.cluster(world.service(row.service).row.cluster).arn(),
        "startedAt": describe::timestamp(row.created_at),
        "createdAt": describe::timestamp(row.created_at),
        "status": status(world, id, row),
    }
}

fn full(world: &World, id: DeploymentId) -> Value {
    let row = world.deployment(id);
    let service = world.service(row.service);
    let mut json = brief(world, id, row);
    let mut put = Map::new();
    put.insert("deploymentId".to_owned(), Ids::deployment(world, id).into());
    put.insert("updatedAt".to_owned(), describe::timestamp(row.updated_at));
    if let Some(stage) = row.stage {
        put.insert("lifecycleStage".to_owned(), stage.word().into());
    }
    let running = service
        .tasks()
        .filter(|task| task.row.made.deployment == Some(id));
    put.insert(
        "targetServiceRevision".to_owned(),
        object! {
            "requestedTaskCount": service.row.settings.desired_count,
            "runningTaskCount": running.filter(|task| task.row.last_status.word() == "RUNNING").count(),
            "requestedProductionTrafficWeight": f64::from(row.weight) / 10.0,
        },
    );
    let breaker = &service.row.settings.circuit_breaker;
    put.insert(
        "deploymentCircuitBreaker".to_owned(),
        object! {
            "status": if breaker.enable { "MONITORING" } else { "DISABLED" },
            "failureCount": row.failure_count,
            "threshold": breaker.threshold(service.row.settings.desired_count),
        },
    );
    if let Value::Object(map) = &mut json {
        map.append(&mut put);
    }
    json
}
