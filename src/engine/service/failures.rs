//! Tasks that fail: replacing unhealthy ones, the circuit breaker, and the event of a service that cannot start tasks
//! (scheduler 4.3 to 4.5 and 5.4).

use crate::assumed;
use crate::engine::service::alarms;
use crate::engine::service::reconcile::is_old;
use crate::engine::service::reconciliation::{Because, Failing, Reconciliation, RolloutStep};
use crate::kernel::{SimSpan, SimTime};
use crate::model::container::HealthStatus;
use crate::model::load_balancer::TargetState;
use crate::model::service::{FailedBy, RolloutState};
use crate::model::{DeploymentId, TaskId};
use crate::world::views::{ServiceView, TaskView};

/// Failed starts in a row from which the service says that it is impaired (scheduler 4.5).
const IMPAIRED_FROM: u32 = 3;

/// Whether the circuit breaker ended the newest deployment.
pub(super) fn has_failed(service: &ServiceView<'_>) -> bool {
    service.primary().rollout_state == RolloutState::Failed
}

/// What the task failed, the grace period being over: its container checks, or those of a target group (scheduler 4.3).
pub fn failed_checks(
    service: &ServiceView<'_>,
    task: &TaskView<'_>,
    now: SimTime,
) -> Option<Failing> {
    let grace = SimSpan::from_secs(u64::from(
        service.row.settings.health_check_grace_period_secs,
    ));
    let due = task
        .row
        .started_at
        .is_some_and(|started_at| started_at + grace <= now);
    if !task.row.is_wanted() || !due {
        return None;
    }
    if task.row.health == HealthStatus::Unhealthy {
        return Some(Failing::Containers);
    }
    let unhealthy = task
        .targets()
        .find(|(_, target, _)| target.state == TargetState::Unhealthy);
    unhealthy.map(|(_, target, _)| Failing::Target(target.group))
}

pub(super) fn is_unhealthy(service: &ServiceView<'_>, task: &TaskView<'_>, now: SimTime) -> bool {
    failed_checks(service, task, now).is_some()
}

/// Stops unhealthy tasks whose replacement is healthy, or one of them when there is no room for a replacement.
pub(super) fn plan_unhealthy(
    service: &ServiceView<'_>,
    tasks: &[TaskView<'_>],
    now: SimTime,
    outcome: &mut Reconciliation,
) {
    let counted = outcome.counted;
    let failing =
        |task: &&TaskView<'_>| failed_checks(service, task, now).map(|what| (task.id, what));
    outcome.failing = tasks.iter().filter_map(|task| failing(&task)).collect();
    let new = tasks.iter().filter(|task| !is_old(service, task));
    let mut new: Vec<(TaskId, Failing)> = new.filter_map(|task| failing(&task)).collect();
    let replaced = (counted.new_healthy + counted.new_unhealthy).saturating_sub(counted.desired);
    // A replacement that is on its way has its room already.
    let lacking = counted.new_live - counted.new_unhealthy < counted.desired;
    let no_room = lacking && counted.upper <= counted.total() && counted.stopping == 0;
    let stop = if replaced > 0 && counted.new_unhealthy > 0 {
        outcome.because.push(Because::ReplacementHealthy);
        replaced.min(counted.new_unhealthy)
    } else if counted.new_unhealthy > 0 && no_room && !has_failed(service) {
        outcome.because.push(Because::UnhealthyMakesRoom);
        1
    } else {
        0
    };
    new.truncate(stop as usize);
    outcome.unhealthy = new;
}

/// The circuit breaker (scheduler 5.4) and the throttle's event (4.5).
pub(super) fn judge_failures(
    service: &ServiceView<'_>,
    tasks: &[TaskView<'_>],
    now: SimTime,
    outcome: &mut Reconciliation,
) {
    assumed!(BREAKER_AFTER_RUNNING);
    let (breaker, primary) = (service.row.settings.circuit_breaker, service.primary());
    let deployment = service.row.primary;
    if service.row.failed_starts >= IMPAIRED_FROM && !service.row.impaired {
        outcome.rollout.push(RolloutStep::Impaired);
    }
    let ended = outcome.fails();
    if ended || alarms::judge(service, outcome) {
        return;
    }
    if !breaker.enable
        || primary.rollout_state != RolloutState::InProgress
        || primary.failure_count == 0
    {
        return;
    }
    let healthy_since = tasks.iter().any(|task| {
        task.row.made.deployment == Some(deployment)
            && task
                .healthy_at()
                .is_some_and(|at| at <= now && primary.last_failed_at <= at)
    });
    if breaker.reset_on_healthy_task && healthy_since {
        outcome
            .rollout
            .push(RolloutStep::FailuresForgotten { deployment });
        return;
    }
    let threshold = breaker.threshold(outcome.counted.desired);
    outcome.because.push(Because::Failures {
        count: primary.failure_count,
        threshold,
    });
    if primary.failure_count >= threshold {
        alarms::fail(service, FailedBy::CircuitBreaker, breaker.rollback, outcome);
    }
}

/// The most recent deployment that is COMPLETED: where a rollback goes.
pub(super) fn last_completed(service: &ServiceView<'_>) -> Option<DeploymentId> {
    let mut earlier = service
        .world
        .deployments()
        .rev()
        .filter(|(_, row)| row.service == service.id);
    earlier
        .find(|(_, row)| row.rollout_state == RolloutState::Completed)
        .map(|(id, _)| id)
}
