//! Service deployments: listing and describing them, continuing one that pauses, stopping one (scheduler 5.8 and 5.9).

use serde_json::{Map, Value};

use crate::api::error::{ApiError, Exception};
use crate::api::input::Input;
use crate::api::json::object;
use crate::api::operations::{cluster, describe, missing};
use crate::engine::Recorder;
use crate::engine::service::alarms;
use crate::model::ended::failed_because;
use crate::model::messages::Ids;
use crate::model::service::{Deployment, FailedBy, PauseAnswer, RolloutState};
use crate::model::traffic::HookStatus;
use crate::model::{DeploymentId, arn};
use crate::world::views::ServiceView;
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
    let asked: Vec<&str> = input.strings("status").collect();
    let list: Vec<Value> = own
        .filter(|(id, row)| asked.is_empty() || asked.contains(&status(world, *id, row)))
        .map(|(id, row)| brief(world, id, row))
        .collect();
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

pub(super) fn describe_revisions(world: &World, input: Input<'_>) -> Value {
    let (mut found, mut failures) = (Vec::new(), Vec::new());
    for reference in input.strings("serviceRevisionArns") {
        let mut all = world.deployments();
        match all.find(|(id, _)| revision_arn(world, *id) == reference) {
            Some((id, row)) => found.push(revision(world, id, row)),
            None => failures.push(missing(reference.to_owned())),
        }
    }
    object! { "serviceRevisions": found, "failures": failures }
}

/// What a deployment brought out: it stays as it was, whatever the service becomes.
fn revision(world: &World, id: DeploymentId, row: &Deployment) -> Value {
    let service = world.service(row.service);
    object! {
        "serviceRevisionArn": revision_arn(world, id),
        "serviceArn": service.arn(),
        "clusterArn": world.cluster(service.row.cluster).arn(),
        "taskDefinition": describe::definition_arn(world, row.definition),
        "launchType": service.row.launch_type.word(),
        "createdAt": describe::timestamp(row.created_at),
    }
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

/// Stops a deployment: it goes back to the last one that completed.
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
    let in_progress = service.primary().rollout_state == RolloutState::InProgress;
    if service.row.primary != id || !in_progress {
        let message = "The service deployment is not in progress.";
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
    let back = || {
        world
            .deployments()
            .find(|(_, other)| other.rolled_back_from == Some(id))
    };
    match row.rollout_state {
        RolloutState::Failed if row.stranded => "ROLLBACK_FAILED",
        RolloutState::Failed => match back().map(|(_, other)| other.rollout_state) {
            Some(RolloutState::Completed) => "ROLLBACK_SUCCESSFUL",
            Some(_) => "ROLLBACK_IN_PROGRESS",
            None => "STOPPED",
        },
        RolloutState::Completed => "SUCCESSFUL",
        // Its own service deployment was done before another one failed and went back to it.
        RolloutState::InProgress if row.rolled_back_from.is_some() => "SUCCESSFUL",
        RolloutState::InProgress if !newest => "STOPPED",
        RolloutState::InProgress if row.pause_answer == Some(PauseAnswer::Rollback) => {
            "ROLLBACK_REQUESTED"
        }
        RolloutState::InProgress => "IN_PROGRESS",
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
            "arn": revision_arn(world, id),
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
    put.insert("alarms".to_owned(), alarms_of(&service, row));
    put.insert(
        "lifecycleHookDetails".to_owned(),
        hook_details(&service, row),
    );
    if let Some(at) = row.finished_at {
        put.insert("finishedAt".to_owned(), describe::timestamp(at));
    }
    if let Some(by) = row.failed_by {
        let reason = match row.stranded {
            true => "No rollback candidate was found to run the rollback.".to_owned(),
            false => failed_because(by, world.names()),
        };
        let to = world
            .deployments()
            .find(|(_, other)| other.rolled_back_from == Some(id));
        if let Some((to, _)) = to {
            let rollback = object! {
                "reason": reason.as_str(),
                "startedAt": describe::timestamp(row.updated_at),
                "serviceRevisionArn": revision_arn(world, to),
            };
            put.insert("rollback".to_owned(), rollback);
        }
        put.insert("statusReason".to_owned(), reason.into());
    }
    if let Value::Object(map) = &mut json {
        map.append(&mut put);
    }
    json
}

fn alarms_of(service: &ServiceView<'_>, row: &Deployment) -> Value {
    let settings = &service.row.settings;
    let triggered = match row.failed_by {
        Some(FailedBy::Alarm(alarm)) => vec![&*service.world.alarm(alarm).name],
        _ => Vec::new(),
    };
    object! {
        "status": alarms::status(service, row),
        "alarmNames": settings.alarms.names.iter().map(|name| &**name).collect::<Vec<_>>(),
        "triggeredAlarmNames": triggered,
    }
}

/// The function hooks that were called in this stage.
fn hook_details(service: &ServiceView<'_>, row: &Deployment) -> Value {
    let functions = service.row.settings.shift.functions.iter();
    let runs = functions
        .zip(&row.hook_runs)
        .filter(|(_, run)| run.status != HookStatus::AwaitingAction);
    let list: Vec<Value> = runs
        .map(|(hook, run)| {
            object! {
                "targetType": "AWS_LAMBDA",
                "targetArn": &*hook.target,
                "status": run.status.word(),
            }
        })
        .collect();
    list.into()
}

/// The ARN of the service revision a deployment brings out.
pub fn revision_arn(world: &World, id: DeploymentId) -> String {
    let service = world.service(world.deployment(id).service);
    let cluster = &world.cluster(service.row.cluster).row.name;
    arn::service_revision_arn(cluster, &service.row.name, &Ids::deployment(world, id))
}
