//! What Amazon EventBridge would be told: task, instance, service, deployment and hook records in ECS's shapes
//! (scheduler 6.4).

use serde_json::Value;

use crate::api::json::object;
use crate::api::operations::{deployment_arn, describe};
use crate::kernel::SimTime;
use crate::model::ended::rollout_reason;
use crate::model::messages::{FailureReason, Ids, ServiceMessage};
use crate::model::service::RolloutState;
use crate::model::traffic::HookAnswer;
use crate::model::{DeploymentId, ServiceId, TaskId, arn};
use crate::sim::Simulation;
use crate::world::{Entry, Event, World};

/// Every record of the first `entries` entries, oldest first.
pub fn records(simulation: &Simulation, entries: u64) -> Vec<Value> {
    let mut world = World::new(simulation.seed());
    let mut all = Vec::new();
    for (seq, entry) in simulation.entries().take_while(|(seq, _)| *seq < entries) {
        world.apply(entry);
        all.extend(record(&world, seq, entry));
    }
    all
}

/// The latest records of the first `entries` entries, newest first, each with the number of its entry.
pub fn recent(simulation: &Simulation, entries: u64, most: usize) -> Vec<(u64, Value)> {
    // A screen of them begins where that many entries may each have told one.
    let mut may_tell = (0..entries).rev().filter(|seq| {
        simulation.entry(*seq).is_some_and(|entry| {
            !matches!(
                entry.event,
                Event::ContainerMoved { .. }
                    | Event::TaskAdmitted { .. }
                    | Event::ServiceLooked { .. }
            )
        })
    });
    let from = may_tell.nth(4 * most).unwrap_or(0);
    let mut world = simulation.world_at(from);
    let mut all = Vec::new();
    for seq in from..entries {
        let Some(entry) = simulation.entry(seq) else {
            break;
        };
        world.apply(entry);
        all.extend(record(&world, seq, entry).map(|record| (seq, record)));
    }
    all.reverse();
    all.truncate(most);
    all
}

/// The record that entry `seq` causes; `world` is the one right after it.
pub fn record(world: &World, seq: u64, entry: &Entry) -> Option<Value> {
    let (kind, resource, detail) = match &entry.event {
        Event::TaskCreated(_) => task(world, TaskId(world.next_task().0.checked_sub(1)?)),
        Event::TaskMoved { task: id, .. } | Event::TaskStopRequested { task: id, .. } => {
            task(world, *id)
        }
        Event::InstanceRegistered(_) => instance(&world.instances().last()?),
        Event::InstanceStatusChanged { instance: id, .. }
        | Event::AgentConnectionChanged { instance: id, .. } => instance(&world.instance(*id)),
        Event::ServiceEventWritten { service, message } => {
            return action(world, seq, entry.at, *service, message);
        }
        Event::Scaled { target, .. } => {
            let service = world.scalable_target(*target).service;
            said(world, service, "INFO", "SERVICE_DESIRED_COUNT_UPDATED")
        }
        Event::ServiceCreated(_) | Event::DeploymentStarted { .. } => {
            let id = DeploymentId(world.next_deployment().0.checked_sub(1)?);
            deployment(world, id, "SERVICE_DEPLOYMENT_IN_PROGRESS")
        }
        Event::RolledBack { to, .. } => deployment(world, *to, "SERVICE_DEPLOYMENT_IN_PROGRESS"),
        Event::DeploymentFailed { deployment: id, .. } => {
            deployment(world, *id, "SERVICE_DEPLOYMENT_FAILED")
        }
        Event::DeploymentChanged {
            deployment: id,
            rollout_state: RolloutState::Completed,
            status,
        } if status.word() == "PRIMARY" => deployment(world, *id, "SERVICE_DEPLOYMENT_COMPLETED"),
        Event::HookAnswered {
            deployment, answer, ..
        } => {
            let name = match answer {
                HookAnswer::InProgress => return None,
                HookAnswer::Succeeded => "HOOK_SUCCEEDED",
                HookAnswer::Timeout => "HOOK_TIMED_OUT",
                _ => "HOOK_FAILED",
            };
            hook(world, *deployment, name)
        }
        Event::StageReached { deployment, stage } => {
            let service = world.service(world.deployment(*deployment).service);
            service.row.settings.shift.pause_at(*stage)?;
            hook(world, *deployment, "HOOK_AWAITING_ACTION")
        }
        _ => return None,
    };
    Some(envelope(world, seq, entry.at, kind, resource, detail))
}

type Parts = (&'static str, String, Value);

fn envelope(
    world: &World,
    seq: u64,
    at: SimTime,
    kind: &str,
    resource: String,
    detail: Value,
) -> Value {
    object! {
        "version": "0",
        "id": arn::event_id(world.chance(), seq as u32),
        "detail-type": kind,
        "source": "aws.ecs",
        "account": arn::ACCOUNT,
        "time": arn::utc(at),
        "region": arn::REGION,
        "resources": vec![resource],
        "detail": detail,
    }
}

fn task(world: &World, id: TaskId) -> Parts {
    let view = world.task(id);
    ("ECS Task State Change", view.arn(), describe::task(&view))
}

fn instance(view: &crate::world::views::InstanceView<'_>) -> Parts {
    let detail = describe::container_instance(view);
    ("ECS Container Instance State Change", view.arn(), detail)
}

fn deployment(world: &World, id: DeploymentId, name: &str) -> Parts {
    let row = world.deployment(id);
    let from = row.rolled_back_from.map(|from| world.deployment(from));
    let by = row.failed_by.or(from.and_then(|from| from.failed_by));
    let text = Ids::deployment(world, id);
    let failed = row.rollout_state == RolloutState::Failed;
    let detail = object! {
        "eventType": if failed { "ERROR" } else { "INFO" },
        "eventName": name,
        "deploymentId": text.as_str(),
        "updatedAt": arn::utc(row.updated_at),
        "reason": rollout_reason(row.rollout_state, by, &text, world.names()),
    };
    let service = world.service(row.service).arn();
    ("ECS Deployment State Change", service, detail)
}

fn hook(world: &World, id: DeploymentId, name: &str) -> Parts {
    let row = world.deployment(id);
    let deployment = deployment_arn(world, id);
    let detail = object! {
        "eventName": name,
        "lifecycleStage": row.stage.map_or("", |stage| stage.word()),
        "serviceDeploymentArn": deployment.as_str(),
    };
    ("ECS Hook State Change", deployment, detail)
}

fn said(world: &World, service: ServiceId, level: &str, name: &str) -> Parts {
    let view = world.service(service);
    let detail = object! {
        "eventType": level,
        "eventName": name,
        "clusterArn": world.cluster(view.row.cluster).arn(),
        "createdAt": arn::utc(world.now()),
    };
    ("ECS Service Action", view.arn(), detail)
}

/// A line of the service's event list that is also a record.
fn action(
    world: &World,
    seq: u64,
    at: SimTime,
    service: ServiceId,
    message: &ServiceMessage,
) -> Option<Value> {
    use ServiceMessage as M;
    let (level, name) = match message {
        M::SteadyState => ("INFO", "SERVICE_STEADY_STATE"),
        M::StartedTasks(_) | M::ReplacedUnhealthy { .. } | M::StartedToRebalance { .. } => {
            ("INFO", "TASKS_STARTED")
        }
        M::StoppedRunningTasks(_) | M::StoppedPendingTasks(_) | M::StoppedToRebalance(_) => {
            ("INFO", "TASKS_STOPPED")
        }
        M::NotZoneBalanced(_) => ("INFO", "SERVICE_REBALANCING_STARTED"),
        M::ZoneBalanced(_) => ("INFO", "SERVICE_REBALANCING_COMPLETED"),
        M::RebalancingStopped => ("INFO", "SERVICE_REBALANCING_STOPPED"),
        M::ProtectedTasks { .. } => ("INFO", "TASKSET_SCALE_IN_FAILURE_BY_TASK_PROTECTION"),
        M::UnableToStartConsistently => ("WARN", "SERVICE_TASK_START_IMPAIRED"),
        M::OperationsThrottled => ("ERROR", "ECS_OPERATION_THROTTLED"),
        M::UnableToPlace { .. } | M::UnableToPlaceNoInstances => {
            ("ERROR", "SERVICE_TASK_PLACEMENT_FAILURE")
        }
        _ => return None,
    };
    let (kind, resource, mut detail) = said(world, service, level, name);
    if let M::UnableToPlace { closest, reason } = message {
        detail["reason"] = FailureReason::word(*reason).into();
        detail["containerInstanceArns"] = vec![world.instance(*closest).arn()].into();
    }
    Some(envelope(world, seq, at, kind, resource, detail))
}
