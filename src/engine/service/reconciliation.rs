//! What one look at a service found, changes and says: the buckets that [`reconcile`](super::reconcile) fills.

use crate::kernel::{Name, SimTime};
use crate::model::service::FailedBy;
use crate::model::traffic::{HookAnswer, LifecycleStage};
use crate::model::{AlarmId, ContainerInstanceId, DeploymentId, TargetGroupId, TaskId};

/// What one look changes, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reconciliation {
    /// Tasks of the newest revision to start.
    pub start: u32,
    /// Task sets: how many tasks of each to start.
    pub start_sets: Vec<(DeploymentId, u32)>,
    /// Daemon services: the instances that get a task.
    pub start_on: Vec<ContainerInstanceId>,
    /// Rebalancing: the only zones tasks start in.
    pub start_in: Vec<Name>,
    /// Tasks that leave their zone, to stop in order.
    pub moved: Vec<TaskId>,
    /// Tasks to stop, in order.
    pub stop: Vec<TaskId>,
    /// Tasks that failed their health checks, to stop in order.
    pub unhealthy: Vec<(TaskId, Failing)>,
    /// Tasks whose health checks failed, whether or not they stop now.
    pub failing: Vec<(TaskId, Failing)>,
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
    /// Of the newest revision, with failed health checks.
    pub new_unhealthy: u32,
    /// Tasks that scale-in and deployments have to leave alone.
    pub protected: u32,
}

impl Counted {
    /// Everything that exists: what maximumPercent limits.
    pub fn total(&self) -> u32 {
        self.new_live + self.old_live + self.stopping
    }
}

/// Whose health checks a task failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failing {
    Containers,
    Target(TargetGroupId),
}

/// A change of the deployment or the service itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RolloutStep {
    /// The newest deployment has everything it wants.
    Completed {
        deployment: DeploymentId,
    },
    /// An older deployment has no task left.
    Replaced {
        deployment: DeploymentId,
    },
    /// `rollback` is the deployment to go back to; `stranded` when there should be one and is none.
    Failed {
        deployment: DeploymentId,
        by: FailedBy,
        rollback: Option<DeploymentId>,
        stranded: bool,
    },
    /// A rolling deployment has everything; its alarms are watched a while longer.
    BakeBegun {
        deployment: DeploymentId,
    },
    /// A hook calls its function, which answers at `due`.
    HookCalled {
        deployment: DeploymentId,
        hook: u8,
        due: SimTime,
    },
    HookAnswered {
        deployment: DeploymentId,
        hook: u8,
        answer: HookAnswer,
        again: SimTime,
    },
    /// A task became healthy, so the circuit breaker starts counting again.
    FailuresForgotten {
        deployment: DeploymentId,
    },
    /// The service keeps failing to start tasks.
    Impaired,
    /// A deployment that shifts traffic came to its next stage.
    StageReached {
        deployment: DeploymentId,
        stage: LifecycleStage,
    },
    /// The deployment gets this share of production traffic, in tenths of a percent.
    Shifted {
        deployment: DeploymentId,
        weight: u32,
    },
    /// Tasks move between zones from now on.
    RebalancingBegun {
        zones: Vec<(Name, u32)>,
    },
    /// The service is even over its zones again.
    Rebalanced {
        zones: Vec<(Name, u32)>,
    },
    /// Moving tasks between zones ends unfinished.
    RebalancingStopped,
    /// Protected tasks of this deployment keep the service from its steady state.
    HeldByProtection {
        deployment: DeploymentId,
        count: u32,
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
    /// Tasks failed their health checks and are replaced: the replacement starts first.
    Unhealthy {
        count: u32,
    },
    /// No room for a replacement first: one unhealthy task stops to make room.
    UnhealthyMakesRoom,
    /// The replacement of an unhealthy task is healthy: the unhealthy one stops.
    ReplacementHealthy,
    /// The deployment stands in this stage, until then if that is known.
    InStage {
        stage: LifecycleStage,
        until: SimTime,
    },
    /// Lifecycle hooks hold this stage: the next answer or call comes then.
    HookRuns {
        stage: LifecycleStage,
        until: SimTime,
    },
    /// Somebody, a timeout or a hook ended this deployment.
    Ended {
        by: FailedBy,
    },
    /// Everything is in place; alarms are watched until then.
    Bakes {
        until: SimTime,
    },
    /// A deployment alarm is in ALARM.
    AlarmOn {
        alarm: AlarmId,
    },
    /// An alarm was on when the deployment began, so none counts.
    AlarmsIgnored,
    /// Tasks move to emptier zones: a task starts there before one stops in the fullest.
    Rebalances {
        moves: u32,
    },
    /// Tasks under protection stay.
    Protected {
        count: u32,
    },
    /// Qualifying instances without a task of this daemon.
    DaemonMissing {
        instances: u32,
    },
    /// Starts wait, because the last ones failed.
    Throttled {
        failures: u32,
        until: SimTime,
    },
    /// Failures of this deployment against the circuit breaker's threshold.
    Failures {
        count: u32,
        threshold: u32,
    },
    /// The circuit breaker ended this deployment: nothing more is started.
    DeploymentFailed,
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
        self.moves_tasks() || !self.rollout.is_empty()
    }

    /// Whether the deployment only calls functions and hears their answers.
    pub fn only_calls_hooks(&self) -> bool {
        self.rollout.iter().all(|step| {
            matches!(
                step,
                RolloutStep::HookCalled { .. }
                    | RolloutStep::HookAnswered { .. }
                    | RolloutStep::BakeBegun { .. }
                    | RolloutStep::StageReached { .. }
            )
        })
    }

    /// Whether this look ends the deployment.
    pub fn fails(&self) -> bool {
        let mut steps = self.rollout.iter();
        steps.any(|step| matches!(step, RolloutStep::Failed { .. }))
    }

    /// Tasks this look wants to start, wherever they go.
    pub fn starts(&self) -> u32 {
        let sets: u32 = self.start_sets.iter().map(|(_, count)| count).sum();
        self.start + self.start_on.len() as u32 + sets
    }

    /// Whether a task starts or stops.
    pub fn moves_tasks(&self) -> bool {
        self.start > 0
            || !self.start_on.is_empty()
            || !self.start_sets.is_empty()
            || !self.stop.is_empty()
            || !self.moved.is_empty()
            || !self.unhealthy.is_empty()
    }
}
