//! What a service wants against what it has, and what to change: the rolling deployment in one function.
//!
//! The arithmetic is scheduler 5.3. Knows nothing of instances: placement says whether a start finds room.

use crate::assumed;
use crate::engine::service::TICK;
use crate::engine::service::scale_in::{self, Candidate};
use crate::kernel::{SimSpan, SimTime};
use crate::model::container::HealthStatus;
use crate::model::container_instance::InstanceStatus;
use crate::model::load_balancer::TargetState;
use crate::model::service::{DeploymentStatus, RolloutState, ServiceStatus};
use crate::model::task::TaskStatus;
use crate::model::{DeploymentId, TaskId};
use crate::world::views::{ServiceView, TaskView};

pub use crate::engine::service::reconciliation::{
    Because, Counted, Failing, Reconciliation, RolloutStep,
};

/// Starts per look: 500 a minute, spread evenly (scheduler Q04).
pub const STARTS_PER_LOOK: u32 = 83;

/// Failed starts in a row from which the service says that it is impaired (scheduler 4.5).
const IMPAIRED_FROM: u32 = 3;

/// Compares what `service` wants with what it has, and says what to change.
pub fn reconcile(service: &ServiceView<'_>, now: SimTime) -> Reconciliation {
    let tasks: Vec<TaskView<'_>> = service.tasks().collect();
    let counted = count(service, &tasks, now);
    let mut outcome = Reconciliation {
        counted,
        ..Reconciliation::default()
    };
    plan_starts(service, now, &mut outcome);
    plan_stops(service, &tasks, now, &mut outcome);
    plan_unhealthy(service, &tasks, now, &mut outcome);
    let idle = outcome.start == 0 && outcome.stop.is_empty() && outcome.unhealthy.is_empty();
    if service.row.status == ServiceStatus::Draining {
        if tasks.is_empty() {
            outcome.rollout.push(RolloutStep::Drained);
            outcome.drained = true;
        }
    } else {
        judge_failures(service, &tasks, now, &mut outcome);
        plan_rollout(service, idle, &mut outcome);
    }
    explain_waiting(&tasks, now, idle, &mut outcome);
    outcome.again = look_again(service, now, idle, &outcome);
    outcome
}

/// When to look next: at the tick while something is under way, when the throttle ends, or not at all.
fn look_again(
    service: &ServiceView<'_>,
    now: SimTime,
    idle: bool,
    outcome: &Reconciliation,
) -> Option<SimTime> {
    let counted = outcome.counted;
    if outcome.steady || outcome.drained {
        return None;
    }
    let quiet = idle && outcome.rollout.is_empty() && counted.pending == 0 && counted.stopping == 0;
    if quiet && has_failed(service) && outcome.failing.is_empty() {
        return None;
    }
    let throttled = service.row.throttled_until;
    Some(if quiet && throttled > now {
        throttled
    } else {
        now + TICK
    })
}

/// Whether the circuit breaker ended the newest deployment.
fn has_failed(service: &ServiceView<'_>) -> bool {
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

fn is_unhealthy(service: &ServiceView<'_>, task: &TaskView<'_>, now: SimTime) -> bool {
    failed_checks(service, task, now).is_some()
}

/// Whether the task has to be replaced: an older revision, or on an instance that is being drained.
fn is_old(service: &ServiceView<'_>, task: &TaskView<'_>) -> bool {
    assumed!(DRAINED_LIKE_OLD);
    let on_draining = task
        .instance()
        .is_some_and(|instance| instance.row.status == InstanceStatus::Draining);
    task.row.made.deployment != Some(service.row.primary) || on_draining
}

fn count(service: &ServiceView<'_>, tasks: &[TaskView<'_>], now: SimTime) -> Counted {
    let settings = &service.row.settings;
    let mut counted = Counted {
        desired: settings.desired_count,
        lower: settings.lower(),
        upper: settings.upper(),
        ..Counted::default()
    };
    for task in tasks {
        if !task.row.is_wanted() {
            counted.stopping += 1;
            continue;
        }
        let old = is_old(service, task);
        let healthy = u32::from(task.counts_as_healthy(now));
        counted.healthy += healthy;
        counted.pending += u32::from(task.row.counts_as_pending());
        if old {
            counted.old_live += 1;
            counted.old_healthy += healthy;
        } else {
            counted.new_live += 1;
            counted.new_healthy += healthy;
            counted.new_unhealthy += u32::from(is_unhealthy(service, task, now));
        }
    }
    counted
}

/// Starts what is missing, as far as the upper limit and the launch rate allow.
fn plan_starts(service: &ServiceView<'_>, now: SimTime, outcome: &mut Reconciliation) {
    assumed!(STOPPING_COUNTS);
    assumed!(LAUNCH_RATE);
    assumed!(UNHEALTHY_IN_PLACE);
    let counted = outcome.counted;
    // An unhealthy task has its replacement started while it still runs (scheduler 4.4).
    let missing = counted
        .desired
        .saturating_sub(counted.new_live - counted.new_unhealthy);
    if missing == 0 {
        return;
    }
    if has_failed(service) {
        outcome.because.push(Because::DeploymentFailed);
        return;
    }
    outcome.because.push(Because::Missing { missing });
    if counted.new_unhealthy > 0 {
        outcome.because.push(Because::Unhealthy {
            count: counted.new_unhealthy,
        });
    }
    if service.row.throttled_until > now {
        let (failures, until) = (service.row.failed_starts, service.row.throttled_until);
        outcome.because.push(Because::Throttled { failures, until });
        return;
    }
    let room = counted.upper.saturating_sub(counted.total());
    outcome.start = missing.min(room).min(STARTS_PER_LOOK);
    if room < missing {
        outcome.because.push(Because::AtUpperLimit {
            total: counted.total(),
            upper: counted.upper,
        });
    } else if outcome.start < missing {
        outcome.because.push(Because::LaunchRate {
            budget: STARTS_PER_LOOK,
        });
    }
}

/// Stops old tasks down to the lower limit, and what is more than desired.
fn plan_stops(
    service: &ServiceView<'_>,
    tasks: &[TaskView<'_>],
    now: SimTime,
    outcome: &mut Reconciliation,
) {
    let counted = outcome.counted;
    let candidates = |old: bool| {
        let live = tasks.iter().filter(|task| task.row.is_wanted());
        live.filter(move |task| is_old(service, task) == old)
            .map(|task| Candidate::of(task, now, service.row.primary))
            .collect::<Vec<_>>()
    };
    if counted.old_live > 0 {
        let old = candidates(true);
        let (healthy, broken): (Vec<_>, Vec<_>) =
            old.into_iter().partition(|candidate| candidate.healthy);
        if !broken.is_empty() {
            outcome.because.push(Because::OldNotHealthy {
                count: broken.len() as u32,
            });
            outcome
                .stop
                .extend(broken.iter().map(|candidate| candidate.task));
        }
        let above = counted.healthy.saturating_sub(counted.lower);
        let stop = above.min(counted.old_healthy);
        if stop > 0 {
            outcome.because.push(Because::AboveLowerLimit {
                healthy: counted.healthy,
                lower: counted.lower,
                stop,
            });
            outcome
                .stop
                .extend(scale_in::choose(service, healthy, stop));
        } else if counted.old_healthy > 0 {
            outcome.because.push(Because::AtLowerLimit {
                healthy: counted.healthy,
                lower: counted.lower,
            });
        }
    }
    let extra = (counted.new_live - counted.new_unhealthy).saturating_sub(counted.desired);
    if extra > 0 {
        outcome.because.push(Because::TooMany { extra });
        outcome
            .stop
            .extend(scale_in::choose(service, candidates(false), extra));
    }
}

/// Stops unhealthy tasks whose replacement is healthy, or one of them when there is no room for a replacement.
fn plan_unhealthy(
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
fn judge_failures(
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
        outcome.start = 0;
        let rollback = if breaker.rollback {
            last_completed(service)
        } else {
            None
        };
        outcome.rollout.push(RolloutStep::Failed {
            deployment,
            rollback,
        });
    }
}

/// The most recent deployment that is COMPLETED: where a rollback goes.
fn last_completed(service: &ServiceView<'_>) -> Option<DeploymentId> {
    let mut earlier = service
        .world
        .deployments()
        .rev()
        .filter(|(_, row)| row.service == service.id);
    earlier
        .find(|(_, row)| row.rollout_state == RolloutState::Completed)
        .map(|(id, _)| id)
}

fn plan_rollout(service: &ServiceView<'_>, idle: bool, outcome: &mut Reconciliation) {
    let counted = outcome.counted;
    let older: Vec<_> = service
        .deployments()
        .filter(|(_, row)| row.status == DeploymentStatus::Active)
        .map(|(id, _)| id)
        .collect();
    for deployment in &older {
        let has_tasks = service
            .tasks()
            .any(|task| task.row.made.deployment == Some(*deployment));
        if !has_tasks {
            outcome.rollout.push(RolloutStep::Replaced {
                deployment: *deployment,
            });
        }
    }
    let emptied = older.iter().all(|deployment| {
        outcome.rollout.contains(&RolloutStep::Replaced {
            deployment: *deployment,
        })
    });
    let settled = idle
        && emptied
        && counted.stopping == 0
        && counted.old_live == 0
        && counted.pending == 0
        && counted.new_live == counted.desired
        && counted.new_healthy == counted.desired
        && counted.new_unhealthy == 0;
    if settled {
        if service.primary().rollout_state == RolloutState::InProgress {
            outcome.rollout.push(RolloutStep::Completed {
                deployment: service.row.primary,
            });
        }
        assumed!(STEADY_REPEAT);
        if !service.row.steady {
            outcome.rollout.push(RolloutStep::SteadyState);
        }
        outcome.steady = true;
        outcome.because.push(Because::Steady);
        return;
    }
    let quiet = counted.stopping == 0
        && counted.pending == 0
        && counted.healthy == counted.new_live + counted.old_live;
    let stuck = idle
        && quiet
        && counted.old_live > 0
        && counted.upper <= counted.desired
        && counted.lower >= counted.desired;
    if stuck {
        outcome.because.push(Because::NoRoomToMove {
            lower: counted.lower,
            upper: counted.upper,
        });
        outcome.rollout.push(RolloutStep::Stuck);
    }
}

/// What an idle look waits for.
fn explain_waiting(tasks: &[TaskView<'_>], now: SimTime, idle: bool, outcome: &mut Reconciliation) {
    if !idle || outcome.steady {
        return;
    }
    let counted = outcome.counted;
    if counted.pending > 0 {
        outcome.because.push(Because::WaitsForPending {
            pending: counted.pending,
        });
    }
    if counted.stopping > 0 {
        outcome.because.push(Because::WaitsForStopping {
            stopping: counted.stopping,
        });
    }
    let unproven = tasks.iter().filter(|task| {
        task.row.is_wanted()
            && task.row.last_status == TaskStatus::Running
            && !task.counts_as_healthy(now)
    });
    let times: Vec<SimTime> = unproven
        .map(|task| task.healthy_at().unwrap_or(SimTime::NEVER))
        .collect();
    if let Some(at) = times.iter().copied().min() {
        outcome.because.push(Because::WaitsForHealthy {
            count: times.len() as u32,
            at,
        });
    }
}
