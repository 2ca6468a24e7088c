//! What a service wants against what it has, and what to change: the rolling deployment in one function.
//!
//! The arithmetic is scheduler 5.3. Knows nothing of instances: placement says whether a start finds room.

use crate::assumed;
use crate::engine::service::failures::{has_failed, is_unhealthy, judge_failures, plan_unhealthy};
use crate::engine::service::scale_in::{self, Candidate};
use crate::engine::service::traffic::{self, is_shifting};
use crate::engine::service::{TICK, alarms, daemon, rebalance, task_set};
use crate::kernel::SimTime;
use crate::kernel::WHOLE;
use crate::model::container_instance::InstanceStatus;
use crate::model::service::{
    DeploymentStatus, RolloutState, SchedulingStrategy, ServiceStatus, lower_limit, upper_limit,
};
use crate::model::task::TaskStatus;
use crate::world::views::{ServiceView, TaskView};

pub use crate::engine::service::reconciliation::{
    Because, Counted, Failing, Reconciliation, RolloutStep,
};

/// Starts per look: 500 a minute, spread evenly (scheduler Q04).
pub const STARTS_PER_LOOK: u32 = 83;

/// Compares what `service` wants with what it has, and says what to change.
pub fn reconcile(service: &ServiceView<'_>, now: SimTime) -> Reconciliation {
    let tasks: Vec<TaskView<'_>> = service.tasks().collect();
    let counted = count(service, &tasks, now);
    let mut outcome = Reconciliation {
        counted,
        ..Reconciliation::default()
    };
    if WHOLE && task_set::has_task_sets(service) {
        task_set::plan(service, &tasks, now, &mut outcome);
    } else if WHOLE && is_daemon(service) {
        daemon::plan(service, &tasks, now, &mut outcome);
    } else if WHOLE && is_shifting(service) {
        traffic::plan(service, &tasks, now, &mut outcome);
    } else {
        plan_starts(service, now, &mut outcome);
        if WHOLE {
            plan_stops(service, &tasks, now, &mut outcome);
        }
    }
    if WHOLE {
        plan_unhealthy(service, &tasks, now, &mut outcome);
    }
    let idle = !outcome.moves_tasks();
    if !WHOLE {
        plan_rollout(service, now, idle, &mut outcome);
    } else if service.row.status == ServiceStatus::Draining {
        if tasks.is_empty() {
            outcome.rollout.push(RolloutStep::Drained);
            outcome.drained = true;
        }
    } else if task_set::has_task_sets(service) {
        task_set::settle(service, &tasks, now, idle, &mut outcome);
    } else {
        judge_failures(service, &tasks, now, &mut outcome);
        plan_rollout(service, now, idle, &mut outcome);
        rebalance::plan(service, &tasks, now, &mut outcome);
    }
    explain_waiting(&tasks, now, idle, &mut outcome);
    outcome.again = look_again(service, now, idle, &outcome);
    outcome
}

fn is_daemon(service: &ServiceView<'_>) -> bool {
    service.row.scheduling == SchedulingStrategy::Daemon
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
    // A long bake is slept through; what a hook waits for is never missed.
    let until = outcome.because.iter().find_map(|it| match it {
        Because::InStage { until, .. }
        | Because::HookRuns { until, .. }
        | Because::Bakes { until } => Some(*until).filter(|until| !until.is_never()),
        _ => None,
    });
    let quiet_but_for_hooks = quiet
        || (idle && counted.pending == 0 && counted.stopping == 0 && outcome.only_calls_hooks());
    if let Some(until) = until {
        return Some(if quiet_but_for_hooks {
            until
        } else {
            until.min(now + TICK)
        });
    }
    let throttled = service.row.throttled_until;
    Some(if quiet && throttled > now {
        throttled
    } else {
        now + TICK
    })
}

/// Whether the task has to be replaced: an older revision, or on an instance that is being drained.
pub(super) fn is_old(service: &ServiceView<'_>, task: &TaskView<'_>) -> bool {
    assumed!(DRAINED_LIKE_OLD);
    let on_draining = task
        .instance()
        .is_some_and(|instance| instance.row.status == InstanceStatus::Draining);
    let replaced = task.row.made.deployment != Some(service.row.primary);
    on_draining || replaced && !task_set::has_task_sets(service)
}

/// Whether scale-in and deployments have to leave the task alone (scheduler 4.6).
pub(super) fn is_protected(task: &TaskView<'_>, now: SimTime) -> bool {
    assumed!(PROTECTION_SCOPE);
    let on_draining = task
        .instance()
        .is_some_and(|instance| instance.row.status == InstanceStatus::Draining);
    task.row.protected_until > now && !on_draining
}

fn count(service: &ServiceView<'_>, tasks: &[TaskView<'_>], now: SimTime) -> Counted {
    let settings = &service.row.settings;
    let mut counted = Counted {
        desired: settings.desired_count,
        lower: settings.lower(),
        upper: settings.upper(),
        ..Counted::default()
    };
    if WHOLE && task_set::has_task_sets(service) {
        let sets = service.deployments();
        counted.desired = sets.map(|(_, set)| task_set::wanted(service, set)).sum();
    }
    if WHOLE && is_daemon(service) {
        counted.desired = daemon::qualifying(service).len() as u32;
        counted.lower = lower_limit(counted.desired, settings.minimum_healthy_percent);
        counted.upper = upper_limit(counted.desired, settings.maximum_percent);
    }
    if WHOLE && is_shifting(service) {
        // Blue stays whole and green comes up beside it (scheduler B08).
        counted.lower = counted.desired;
        counted.upper = counted.desired * 2;
    }
    for task in tasks {
        if !task.row.is_wanted() {
            counted.stopping += 1;
            continue;
        }
        let old = is_old(service, task);
        let healthy = u32::from(task.counts_as_healthy(now));
        counted.healthy += healthy;
        counted.pending += u32::from(task.row.counts_as_pending());
        counted.protected += u32::from(is_protected(task, now));
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
        let live = tasks
            .iter()
            .filter(|task| task.row.is_wanted() && !is_protected(task, now));
        live.filter(move |task| is_old(service, task) == old)
            .map(|task| Candidate::of(task, now, service.row.primary))
            .collect::<Vec<_>>()
    };
    // A deployment that failed and did not go back leaves the old tasks alone.
    if counted.old_live > 0 && !has_failed(service) {
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
        let stop = above.min(healthy.len() as u32);
        if stop > 0 {
            outcome.because.push(Because::AboveLowerLimit {
                healthy: counted.healthy,
                lower: counted.lower,
                stop,
            });
            outcome
                .stop
                .extend(scale_in::choose(service, healthy, stop));
        } else if above == 0 && counted.old_healthy > 0 {
            outcome.because.push(Because::AtLowerLimit {
                healthy: counted.healthy,
                lower: counted.lower,
            });
        }
    }
    let extra = (counted.new_live - counted.new_unhealthy).saturating_sub(counted.desired);
    if counted.protected > 0 && (counted.old_live > 0 || extra > 0) {
        outcome.because.push(Because::Protected {
            count: counted.protected,
        });
    }
    // Rebalancing starts more than desired on purpose.
    if extra > 0 && !service.row.rebalancing {
        outcome.because.push(Because::TooMany { extra });
        outcome
            .stop
            .extend(scale_in::choose(service, candidates(false), extra));
    }
}

fn plan_rollout(service: &ServiceView<'_>, now: SimTime, idle: bool, outcome: &mut Reconciliation) {
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
        let in_progress = service.primary().rollout_state == RolloutState::InProgress;
        if in_progress && (outcome.fails() || !alarms::has_baked(service, now, outcome)) {
            return;
        }
        if in_progress {
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
    let held = older.iter().find_map(|deployment| {
        let own = service.tasks().filter(|task| {
            task.row.made.deployment == Some(*deployment) && is_protected(task, service.world.now())
        });
        let count = own.count() as u32;
        (count > 0).then_some((*deployment, count))
    });
    let waits_only = idle && counted.pending == 0 && counted.new_healthy == counted.desired;
    if let Some((deployment, count)) = held.filter(|_| waits_only) {
        outcome
            .rollout
            .push(RolloutStep::HeldByProtection { deployment, count });
    }
    if !outcome.fails()
        && succeeds_early(service, counted)
        && alarms::has_baked(service, now, outcome)
    {
        outcome.rollout.push(RolloutStep::Completed {
            deployment: service.row.primary,
        });
    }
    let quiet = counted.stopping == 0
        && counted.pending == 0
        && counted.healthy == counted.new_live + counted.old_live;
    let stuck = idle
        && !is_shifting(service)
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

/// Whether enough of a rolling deployment is healthy to call it done (scheduler E01 to E05).
fn succeeds_early(service: &ServiceView<'_>, counted: Counted) -> bool {
    let in_progress =
        service.primary().rollout_state == RolloutState::InProgress && !is_shifting(service);
    service.row.settings.early_success.is_some_and(|early| {
        in_progress
            && counted.new_healthy >= early.required(counted.desired)
            && (early.deferred || counted.old_live + counted.stopping == 0)
    })
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
