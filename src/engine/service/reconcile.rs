//! What a service wants against what it has, and what to change: the rolling deployment in one function.
//!
//! The arithmetic is scheduler 5.3. Knows nothing of instances: placement says whether a start finds room.

use crate::assumed;
use crate::engine::service::TICK;
use crate::engine::service::scale_in::{self, Candidate};
use crate::kernel::SimTime;
use crate::model::container_instance::InstanceStatus;
use crate::model::service::{DeploymentStatus, RolloutState, ServiceStatus};
use crate::model::task::TaskStatus;
use crate::model::{DeploymentId, TaskId};
use crate::world::views::{ServiceView, TaskView};

/// Starts per look: 500 a minute, spread evenly (scheduler Q04).
pub const STARTS_PER_LOOK: u32 = 83;

/// What one look changes, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reconciliation {
    /// Tasks of the newest revision to start.
    pub start: u32,
    /// Tasks to stop, in order.
    pub stop: Vec<TaskId>,
    pub rollout: Vec<RolloutStep>,
    /// When to look again; `None` when nothing is left to do.
    pub again: Option<SimTime>,
    pub steady: bool,
    /// The deleted service has no task left.
    pub drained: bool,
    pub counted: Counted,
    pub because: Vec<Because>,
}

/// What the service has, as the limits count it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    pub desired: u32,
    pub lower: u32,
    pub upper: u32,
    /// Tasks of the newest revision that stay.
    pub new_live: u32,
    /// Tasks of older revisions, and of the newest on DRAINING instances.
    pub old_live: u32,
    /// Asked to stop and not STOPPED yet.
    pub stopping: u32,
    /// Running and healthy, of all revisions.
    pub healthy: u32,
    pub new_healthy: u32,
    pub old_healthy: u32,
    pub pending: u32,
}

impl Counted {
    /// Everything that exists: what maximumPercent limits.
    pub fn total(&self) -> u32 {
        self.new_live + self.old_live + self.stopping
    }
}

/// A change of the deployment or the service itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RolloutStep {
    /// The newest deployment has everything it wants.
    Completed {
        deployment: DeploymentId,
    },
    /// An older deployment has no task left.
    Replaced {
        deployment: DeploymentId,
    },
    /// The limits allow neither a start nor a stop.
    Stuck,
    SteadyState,
    Drained,
}

/// Why this look does what it does, or does nothing yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Because {
    /// `missing` more tasks of the newest revision are wanted.
    Missing {
        missing: u32,
    },
    /// No start: as many tasks exist as may exist.
    AtUpperLimit {
        total: u32,
        upper: u32,
    },
    /// Fewer starts than wanted: the limit of starts a minute.
    LaunchRate {
        budget: u32,
    },
    /// Old tasks that are not healthy are stopped at once: they count for nothing.
    OldNotHealthy {
        count: u32,
    },
    /// Old tasks above the lower limit may go.
    AboveLowerLimit {
        healthy: u32,
        lower: u32,
        stop: u32,
    },
    /// No stop: exactly the healthy tasks there have to be.
    AtLowerLimit {
        healthy: u32,
        lower: u32,
    },
    /// More tasks than desired.
    TooMany {
        extra: u32,
    },
    /// Waits for tasks that are not RUNNING yet.
    WaitsForPending {
        pending: u32,
    },
    /// Waits for running tasks to count as healthy, the next at `at`.
    WaitsForHealthy {
        count: u32,
        at: SimTime,
    },
    /// Waits for tasks that are stopping.
    WaitsForStopping {
        stopping: u32,
    },
    /// minimumHealthyPercent and maximumPercent leave no room at all.
    NoRoomToMove {
        lower: u32,
        upper: u32,
    },
    Steady,
}

impl Reconciliation {
    /// Whether anything but the next look follows.
    pub fn changes_something(&self) -> bool {
        self.start > 0 || !self.stop.is_empty() || !self.rollout.is_empty()
    }
}

/// Compares what `service` wants with what it has, and says what to change.
pub fn reconcile(service: &ServiceView<'_>, now: SimTime) -> Reconciliation {
    let tasks: Vec<TaskView<'_>> = service.tasks().collect();
    let counted = count(service, &tasks, now);
    let mut outcome = Reconciliation {
        counted,
        ..Reconciliation::default()
    };
    plan_starts(&mut outcome);
    plan_stops(service, &tasks, now, &mut outcome);
    let idle = outcome.start == 0 && outcome.stop.is_empty();
    if service.row.status == ServiceStatus::Draining {
        if tasks.is_empty() {
            outcome.rollout.push(RolloutStep::Drained);
            outcome.drained = true;
        }
    } else {
        plan_rollout(service, idle, &mut outcome);
    }
    explain_waiting(&tasks, now, idle, &mut outcome);
    outcome.again = (!outcome.steady && !outcome.drained).then_some(now + TICK);
    outcome
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
        }
    }
    counted
}

/// Starts what is missing, as far as the upper limit and the launch rate allow.
fn plan_starts(outcome: &mut Reconciliation) {
    assumed!(STOPPING_COUNTS);
    assumed!(LAUNCH_RATE);
    let counted = outcome.counted;
    let missing = counted.desired.saturating_sub(counted.new_live);
    if missing == 0 {
        return;
    }
    let room = counted.upper.saturating_sub(counted.total());
    outcome.because.push(Because::Missing { missing });
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
    let extra = counted.new_live.saturating_sub(counted.desired);
    if extra > 0 {
        outcome.because.push(Because::TooMany { extra });
        outcome
            .stop
            .extend(scale_in::choose(service, candidates(false), extra));
    }
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
    let emptied = outcome.rollout.len() == older.len();
    let settled = idle
        && emptied
        && counted.stopping == 0
        && counted.old_live == 0
        && counted.pending == 0
        && counted.new_live == counted.desired
        && counted.new_healthy == counted.desired;
    if settled {
        if service.primary().rollout_state == RolloutState::InProgress {
            outcome.rollout.push(RolloutStep::Completed {
                deployment: service.row.primary,
            });
        }
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
