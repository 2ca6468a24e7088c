//! A service and its deployments: what is wanted, and the limits a rollout keeps.

use std::sync::Arc;

use crate::kernel::{Name, SimTime, TimerId};
use crate::model::capacity::StrategyItem;
use crate::model::load_balancer::Attachment;
use crate::model::messages::ServiceMessage;
use crate::model::placement::{Constraint, LaunchType, Strategy};
use crate::model::scaling::Load;
use crate::model::traffic::{HookFault, HookRun, LifecycleStage, Shift};
use crate::model::{AlarmId, ClusterId, DeploymentId, ServiceId, TaskDefinitionId};
use crate::words;

words!(
    /// Service.status.
    ServiceStatus { Active = "ACTIVE", Draining = "DRAINING", Inactive = "INACTIVE" }
);

words!(
    /// Deployment.status: the newest is PRIMARY, one being replaced is ACTIVE.
    DeploymentStatus { Primary = "PRIMARY", Active = "ACTIVE", Inactive = "INACTIVE" }
);

words!(
    /// Deployment.rolloutState.
    RolloutState { InProgress = "IN_PROGRESS", Completed = "COMPLETED", Failed = "FAILED" }
);

/// What a caller can set on a service; an update replaces the whole.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ServiceSettings {
    pub desired_count: u32,
    pub minimum_healthy_percent: u32,
    pub maximum_percent: u32,
    pub constraints: Vec<Constraint>,
    /// Empty: ECS's default for services.
    pub strategies: Vec<Strategy>,
    /// The zones of its subnets, where Fargate tasks go.
    pub zones: Vec<Name>,
    pub health_check_grace_period_secs: u32,
    pub circuit_breaker: CircuitBreaker,
    pub alarms: DeploymentAlarms,
    pub load_balancers: Vec<Attachment>,
    pub zone_rebalancing: bool,
    pub shift: Shift,
    pub early_success: Option<EarlySuccess>,
    /// What the caller sent beyond that, as Describe shows it.
    pub network_configuration: Option<Arc<str>>,
    /// capacityProviderStrategy; empty where a launch type says where tasks run.
    pub providers: Vec<StrategyItem>,
}

words!(
    /// schedulingStrategy: a number of tasks, or one on each instance.
    SchedulingStrategy { Replica = "REPLICA", Daemon = "DAEMON" }
);

words!(
    /// thresholdConfiguration.type.
    ThresholdType { BoundedPercent = "BOUNDED_PERCENT", UnboundedPercent = "UNBOUNDED_PERCENT", Count = "COUNT" }
);

/// deploymentCircuitBreaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CircuitBreaker {
    pub enable: bool,
    pub rollback: bool,
    /// Whether a task that becomes healthy sets the count to zero.
    pub reset_on_healthy_task: bool,
    pub threshold_type: ThresholdType,
    pub threshold_value: u32,
}

impl Default for CircuitBreaker {
    /// What DescribeServices shows of a service that never set one (scheduler 5.1).
    fn default() -> CircuitBreaker {
        CircuitBreaker {
            enable: false,
            rollback: false,
            reset_on_healthy_task: true,
            threshold_type: ThresholdType::BoundedPercent,
            threshold_value: 50,
        }
    }
}

impl CircuitBreaker {
    /// Failures that make a deployment of `desired_count` tasks fail (scheduler 5.4).
    pub fn threshold(&self, desired_count: u32) -> u32 {
        let percent =
            (u64::from(desired_count) * u64::from(self.threshold_value)).div_ceil(100) as u32;
        match self.threshold_type {
            ThresholdType::BoundedPercent => percent.clamp(3, 200),
            ThresholdType::UnboundedPercent => percent,
            ThresholdType::Count => self.threshold_value,
        }
    }
}

/// deploymentConfiguration.alarms (scheduler 5.5).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct DeploymentAlarms {
    pub enable: bool,
    pub rollback: bool,
    pub names: Vec<Arc<str>>,
}

/// Who or what made a deployment fail; `messages` has the sentences.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FailedBy {
    CircuitBreaker,
    Alarm(AlarmId),
    /// StopServiceDeployment, or a pause answered with ROLLBACK.
    User,
    /// A pause that nobody answered, whose timeout rolls back.
    PauseTimeout(LifecycleStage),
    Hook {
        stage: LifecycleStage,
        target: Name,
        fault: HookFault,
    },
    /// The stage took longer than ECS allows.
    StageTimeout(LifecycleStage),
}

words!(
    /// deploymentController.type.
    DeploymentController { Ecs = "ECS", CodeDeploy = "CODE_DEPLOY", External = "EXTERNAL" }
);

/// One service.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Service {
    pub cluster: ClusterId,
    pub name: Arc<str>,
    pub status: ServiceStatus,
    pub launch_type: LaunchType,
    pub scheduling: SchedulingStrategy,
    pub controller: DeploymentController,
    pub settings: Arc<ServiceSettings>,
    pub created_at: SimTime,
    /// The newest deployment.
    pub primary: DeploymentId,
    /// When the service scheduler looks again; none while there is nothing to do.
    pub timer: Option<TimerId>,
    /// What it is asked to carry, when a scenario says so.
    pub load: Option<Arc<Load>>,
    pub steady: bool,
    /// Tasks are being moved between zones.
    pub rebalancing: bool,
    /// Tasks of the newest deployment that failed to start, one after the other.
    pub failed_starts: u32,
    /// Whether it said that it is impaired; said once until a start succeeds.
    pub impaired: bool,
    /// No task is started before this: the service keeps failing.
    pub throttled_until: SimTime,
    /// The last failure it reported, and when: the same text is not repeated (scheduler 6.1).
    pub reported: Option<(Arc<ServiceMessage>, SimTime)>,
}

words!(
    /// ContinueServiceDeployment.action.
    PauseAnswer { Continue = "CONTINUE", Rollback = "ROLLBACK" }
);

/// One deployment of a service.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Deployment {
    pub service: ServiceId,
    pub definition: TaskDefinitionId,
    pub status: DeploymentStatus,
    pub rollout_state: RolloutState,
    /// A task set that somebody made, with its share of the desired count.
    pub is_task_set: bool,
    pub scale_percent: u32,
    /// The task set is being deleted.
    pub draining: bool,
    /// failedTasks.
    pub failed_tasks: u32,
    /// What the circuit breaker counts.
    pub failure_count: u32,
    pub last_failed_at: SimTime,
    /// The deployment it rolls back from.
    pub rolled_back_from: Option<DeploymentId>,
    /// Where a deployment that shifts traffic stands; none for ROLLING ones.
    pub stage: Option<LifecycleStage>,
    pub stage_since: SimTime,
    /// Its share of production traffic, in tenths of a percent.
    pub weight: u32,
    /// Whether its tasks are in the alternate target groups.
    pub on_alternate: bool,
    /// What somebody said to the pause it waits in.
    pub pause_answer: Option<PauseAnswer>,
    /// Why it failed.
    pub failed_by: Option<FailedBy>,
    /// It should have rolled back and had nothing to roll back to.
    pub stranded: bool,
    /// One of its alarms was on when it began, so none of them counts.
    pub alarms_ignored: bool,
    /// When a rolling deployment began to watch its alarms with everything in place.
    pub baking_since: Option<SimTime>,
    /// Functions called so far, one per hook.
    pub hook_runs: Vec<HookRun>,
    pub finished_at: Option<SimTime>,
    pub created_at: SimTime,
    pub updated_at: SimTime,
}

/// earlySuccessCriteria, when enabled: a rolling deployment is done before it is complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EarlySuccess {
    pub healthy_percent: u32,
    /// Whether the old tasks may go afterwards rather than before.
    pub deferred: bool,
}

impl EarlySuccess {
    /// Healthy tasks of the new revision that are enough: rounded up, at least one (scheduler 5.3).
    pub fn required(&self, desired_count: u32) -> u32 {
        lower_limit(desired_count, self.healthy_percent).max(1)
    }
}

/// The lower limit of running and healthy tasks: rounded up (scheduler 5.3).
pub fn lower_limit(desired_count: u32, minimum_healthy_percent: u32) -> u32 {
    (u64::from(desired_count) * u64::from(minimum_healthy_percent)).div_ceil(100) as u32
}

/// The upper limit of tasks that exist at once: rounded down (scheduler 5.3).
pub fn upper_limit(desired_count: u32, maximum_percent: u32) -> u32 {
    (u64::from(desired_count) * u64::from(maximum_percent) / 100) as u32
}

impl ServiceSettings {
    pub fn lower(&self) -> u32 {
        lower_limit(self.desired_count, self.minimum_healthy_percent)
    }

    pub fn upper(&self) -> u32 {
        upper_limit(self.desired_count, self.maximum_percent)
    }
}
