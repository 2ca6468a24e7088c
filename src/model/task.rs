//! A task: its place, its two statuses, and why it stopped.

use crate::assumed;
use crate::kernel::{Name, SimTime, TimerId};
use crate::model::container::HealthStatus;
use crate::model::messages::FailureReason;
use crate::model::placement::LaunchType;
use crate::model::{
    CapacityProviderId, ClusterId, ContainerId, ContainerInstanceId, DeploymentId, ServiceId,
    TargetGroupId, TargetId, TaskDefinitionId,
};
use crate::words;

words!(
    /// lastStatus (agent-and-lifecycle 6). DELETED is not simulated.
    TaskStatus {
        Provisioning = "PROVISIONING",
        Pending = "PENDING",
        Activating = "ACTIVATING",
        Running = "RUNNING",
        Deactivating = "DEACTIVATING",
        Stopping = "STOPPING",
        Deprovisioning = "DEPROVISIONING",
        Stopped = "STOPPED",
    }
);

words!(
    /// stopCode.
    StopCode {
        TaskFailedToStart = "TaskFailedToStart",
        EssentialContainerExited = "EssentialContainerExited",
        UserInitiated = "UserInitiated",
        ServiceSchedulerInitiated = "ServiceSchedulerInitiated",
        SpotInterruption = "SpotInterruption",
        TerminationNotice = "TerminationNotice",
    }
);

/// Why a task stops; `messages` has the sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StoppedReason {
    EssentialContainerExited,
    /// The container could not be brought to RUNNING.
    FailedToStart(ContainerId),
    /// Scale-in, an old revision replaced, or the service deleted.
    ScalingActivity(DeploymentId),
    StoppedByUser,
    /// The text a caller gave to StopTask.
    Given(Name),
    /// Moved to another zone.
    ZoneRebalancing(DeploymentId),
    FailedContainerHealthChecks,
    FailedElbHealthChecks(TargetGroupId),
    DeregistrationForced,
    HostTerminated(ContainerInstanceId),
    /// What Fargate ran it on is gone.
    FargateHostLost,
    /// It waited for its provider until nobody waited any longer.
    NeverPlaced(FailureReason),
    /// Fargate Spot took its capacity back.
    SpotInterrupted,
    /// The subnet in that zone had no address left for its interface.
    NoAddress(Name),
    /// A role may not do what the start needs; the text says which.
    Denied(Name),
}

impl StoppedReason {
    pub fn stop_code(self) -> StopCode {
        match self {
            StoppedReason::EssentialContainerExited => StopCode::EssentialContainerExited,
            StoppedReason::FailedToStart(_)
            | StoppedReason::Denied(_)
            | StoppedReason::NeverPlaced(_)
            | StoppedReason::NoAddress(_) => StopCode::TaskFailedToStart,
            StoppedReason::SpotInterrupted => StopCode::SpotInterruption,
            StoppedReason::ScalingActivity(_)
            | StoppedReason::ZoneRebalancing(_)
            | StoppedReason::FailedContainerHealthChecks
            | StoppedReason::FailedElbHealthChecks(_) => StopCode::ServiceSchedulerInitiated,
            StoppedReason::StoppedByUser
            | StoppedReason::Given(_)
            | StoppedReason::DeregistrationForced => StopCode::UserInitiated,
            StoppedReason::HostTerminated(_) | StoppedReason::FargateHostLost => {
                StopCode::TerminationNotice
            }
        }
    }
}

/// Whose sibling a task is: the scope of spread and distinctInstance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    Service(ServiceId),
    /// `family:<family>` or the caller's text.
    Named(Name),
}

/// What a task is made from: everything known when it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NewTask {
    pub cluster: ClusterId,
    pub definition: TaskDefinitionId,
    pub group: Group,
    pub started_by: Option<Name>,
    pub deployment: Option<DeploymentId>,
    pub launch_type: LaunchType,
    /// The provider its strategy chose.
    pub provider: Option<CapacityProviderId>,
    /// Where it was placed; none on Fargate, and while it waits for its provider.
    pub instance: Option<ContainerInstanceId>,
    /// The zone's name.
    pub zone: Name,
    /// When its network interface or Fargate host is ready; never when it needs neither.
    pub provisioned_at: SimTime,
}

/// One task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Task {
    pub made: NewTask,
    /// Its number among the tasks of its group, from 1.
    pub number: u32,
    pub last_status: TaskStatus,
    /// Whether it is asked to stop; desiredStatus is RUNNING until then.
    pub stop: Option<StoppedReason>,
    pub health: HealthStatus,
    /// Whether the agent has given it room on its host.
    pub admitted: bool,
    /// Scale-in and deployments leave it alone until then.
    pub protected_until: SimTime,
    pub first_container: ContainerId,
    pub containers: u8,
    pub first_target: TargetId,
    pub targets: u8,
    /// When the move under way is done; never when it waits for containers or for nothing.
    pub due: SimTime,
    pub timer: Option<TimerId>,
    pub created_at: SimTime,
    pub pull_started_at: Option<SimTime>,
    pub pull_stopped_at: Option<SimTime>,
    pub started_at: Option<SimTime>,
    pub stopping_at: Option<SimTime>,
    pub execution_stopped_at: Option<SimTime>,
    pub stopped_at: Option<SimTime>,
    pub version: u32,
}

impl Task {
    pub fn is_wanted(&self) -> bool {
        self.stop.is_none()
    }

    pub fn desired_status(&self) -> &'static str {
        if self.is_wanted() {
            "RUNNING"
        } else {
            "STOPPED"
        }
    }

    pub fn is_stopped(&self) -> bool {
        self.last_status == TaskStatus::Stopped
    }

    /// Its containers, in the order of the task definition.
    pub fn container_ids(&self) -> impl DoubleEndedIterator<Item = ContainerId> + use<> {
        let first = self.first_container.0;
        (first..first + u32::from(self.containers)).map(ContainerId)
    }

    /// Its targets, one per target group of the service.
    pub fn target_ids(&self) -> impl Iterator<Item = TargetId> + use<> {
        let first = self.first_target.0;
        (first..first + u32::from(self.targets)).map(TargetId)
    }

    /// The service it belongs to.
    pub fn service(&self) -> Option<ServiceId> {
        match self.made.group {
            Group::Service(service) => Some(service),
            Group::Named(_) => None,
        }
    }

    /// Whether it waits in PROVISIONING for an instance of its provider.
    pub fn waits_for_provider(&self) -> bool {
        self.made.instance.is_none()
            && self.made.launch_type == LaunchType::Ec2
            && self.last_status == TaskStatus::Provisioning
    }

    /// PENDING as a service counts it: on the way to RUNNING (scheduler 4.1).
    pub fn counts_as_pending(&self) -> bool {
        assumed!(PENDING_COUNT);
        self.last_status < TaskStatus::Running
    }
}
