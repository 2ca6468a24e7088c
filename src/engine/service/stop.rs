//! Stopping tasks: what the event list says of it, and of tasks that fail their checks.

use crate::engine::Recorder;
use crate::engine::service::events::{write, write_once};
use crate::engine::service::reconciliation::{Failing, Reconciliation};
use crate::model::load_balancer::TargetType;
use crate::model::messages::ServiceMessage;
use crate::model::task::StoppedReason;
use crate::model::{ServiceId, TaskId};
use crate::world::{Cause, Event, World};

/// Asks every task of the reconciliation's buckets to stop.
pub(super) fn stop_tasks(
    recorder: &mut impl Recorder,
    id: ServiceId,
    cause: Cause,
    outcome: &Reconciliation,
) {
    let primary = recorder.world().service(id).row.primary;
    let scaled = outcome
        .stop
        .iter()
        .map(|task| (*task, StoppedReason::ScalingActivity(primary)));
    let failed = outcome
        .unhealthy
        .iter()
        .map(|(task, what)| (*task, stopped_for(*what)));
    let (running, pending) = stop_all(recorder, cause, scaled.chain(failed));
    if pending > 0 {
        write(
            recorder,
            id,
            cause,
            ServiceMessage::StoppedPendingTasks(pending),
        );
    }
    if !running.is_empty() {
        write(
            recorder,
            id,
            cause,
            ServiceMessage::StoppedRunningTasks(running),
        );
    }
    let moved = outcome
        .moved
        .iter()
        .map(|task| (*task, StoppedReason::ZoneRebalancing(primary)));
    let (running, _) = stop_all(recorder, cause, moved);
    if !running.is_empty() {
        write(
            recorder,
            id,
            cause,
            ServiceMessage::StoppedToRebalance(running),
        );
    }
}

/// Stops tasks; returns those that ran, and how many did not yet.
fn stop_all(
    recorder: &mut impl Recorder,
    cause: Cause,
    tasks: impl Iterator<Item = (TaskId, StoppedReason)>,
) -> (Vec<TaskId>, u32) {
    let (mut running, mut pending) = (Vec::new(), 0);
    for (task, reason) in tasks {
        match recorder.world().task(task).row.counts_as_pending() {
            true => pending += 1,
            false => running.push(task),
        }
        recorder.emit(cause, Event::TaskStopRequested { task, reason });
    }
    (running, pending)
}

/// Why a task that failed its checks is stopped.
fn stopped_for(what: Failing) -> StoppedReason {
    match what {
        Failing::Containers => StoppedReason::FailedContainerHealthChecks,
        Failing::Target(group) => StoppedReason::FailedElbHealthChecks(group),
    }
}

/// ECS's message for a task that fails its checks (scheduler 6.1 #21, #22 and #24).
fn failing_message(world: &World, task: TaskId, what: Failing) -> ServiceMessage {
    let Failing::Target(group) = what else {
        return ServiceMessage::FailedContainerHealthChecks(task);
    };
    let view = world.task(task);
    let container_port = view
        .attachment_of(group)
        .map_or(0, |attachment| attachment.container_port);
    let by_instance = world.target_group(group).target_type == TargetType::Instance;
    let instance = view.row.made.instance.filter(|_| by_instance);
    let port = view.host_port(group).unwrap_or(container_port);
    ServiceMessage::TargetUnhealthy {
        task,
        instance,
        port,
        group,
    }
}

/// Says once of each task that it failed its health checks.
pub(super) fn report_failing(
    recorder: &mut impl Recorder,
    id: ServiceId,
    cause: Cause,
    outcome: &Reconciliation,
) {
    for (task, what) in &outcome.failing {
        let message = failing_message(recorder.world(), *task, *what);
        write_once(recorder, id, cause, message);
    }
}
