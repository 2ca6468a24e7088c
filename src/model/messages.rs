//! ECS's own literal texts, made from typed variants. No English of ours.

use std::sync::Arc;

use crate::assumed;
use crate::kernel::{Name, Names, WHOLE};
use crate::model::container::ContainerReason;
use crate::model::denied::unable_to_assume;
use crate::model::ended::failed_because;
use crate::model::quota::FargateMiss;
use crate::model::service::FailedBy;
use crate::model::task::StoppedReason;
use crate::model::task_definition::TaskDefinition;
use crate::model::{ContainerInstanceId, DeploymentId, TargetGroupId, TaskId};

/// The ids a message mentions, in ECS's formats.
pub trait Ids {
    fn task(&self, task: TaskId) -> String;
    fn container_instance(&self, instance: ContainerInstanceId) -> String;
    fn ec2_instance(&self, instance: ContainerInstanceId) -> String;
    fn deployment(&self, deployment: DeploymentId) -> String;
    fn target_group(&self, group: TargetGroupId) -> String;
    fn names(&self) -> &Names;
}

/// Why one instance could not take a task, as ECS words it: in `failures[].reason` and in service events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FailureReason {
    Agent,
    Inactive,
    Attribute,
    Location,
    Cpu,
    Memory,
    Ports,
    Gpu,
    Eni,
    MemberOf,
    DistinctInstance,
    /// Every instance of the provider drains.
    NoActiveInstances,
    /// The provider has no instance.
    EmptyProvider,
}

impl FailureReason {
    /// The reason in `failures[]` (scheduler 6.2).
    pub const fn word(self) -> &'static str {
        match self {
            FailureReason::Agent => "AGENT",
            FailureReason::Inactive => "INACTIVE",
            FailureReason::Attribute => "ATTRIBUTE",
            FailureReason::Location => "LOCATION",
            FailureReason::Cpu => "RESOURCE:CPU",
            FailureReason::Memory => "RESOURCE:MEMORY",
            FailureReason::Ports => "RESOURCE:PORTS",
            FailureReason::Gpu => "RESOURCE:GPU",
            FailureReason::Eni => "RESOURCE:ENI",
            FailureReason::MemberOf => "MemberOf placement constraint unsatisfied.",
            FailureReason::DistinctInstance => "DistinctInstance placement constraint unsatisfied.",
            FailureReason::NoActiveInstances => "NO ACTIVE INSTANCES",
            FailureReason::EmptyProvider => "EMPTY CAPACITY PROVIDER",
        }
    }

    /// What a service event says of the closest matching instance (scheduler 6.1 #13b to #13h).
    fn in_service_event(self) -> String {
        match self {
            FailureReason::Cpu => "has insufficient CPU units available".to_owned(),
            FailureReason::Memory => "has insufficient memory available".to_owned(),
            FailureReason::Ports => "is already using a port required by your task".to_owned(),
            FailureReason::Attribute => "is missing an attribute required by your task".to_owned(),
            other => format!("encountered error \"{}\"", other.word()),
        }
    }
}

/// An entry of a service's event list (scheduler 6.1).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ServiceMessage {
    SteadyState,
    StartedTasks(Vec<TaskId>),
    /// Started, some of them in place of unhealthy ones.
    ReplacedUnhealthy {
        started: Vec<TaskId>,
        replaced: u32,
    },
    FailedContainerHealthChecks(TaskId),
    RegisteredTargets {
        count: u32,
        group: TargetGroupId,
    },
    DeregisteredTargets {
        count: u32,
        group: TargetGroupId,
    },
    /// Connections to so many tasks drain.
    DrainingConnections(u32),
    /// `instance` is none on Fargate and for awsvpc tasks.
    TargetUnhealthy {
        task: TaskId,
        instance: Option<ContainerInstanceId>,
        port: u16,
        group: TargetGroupId,
    },
    /// Counts by zone name, fullest first.
    NotZoneBalanced(Vec<(Name, u32)>),
    ZoneBalanced(Vec<(Name, u32)>),
    StartedToRebalance {
        zone: Name,
        tasks: Vec<TaskId>,
    },
    StoppedToRebalance(Vec<TaskId>),
    RebalancingStopped,
    UnableToPlaceInZone,
    ProtectedTasks {
        deployment: DeploymentId,
        count: u32,
    },
    DeploymentFailed(DeploymentId, FailedBy),
    RollingBack(DeploymentId),
    UnableToStartConsistently,
    OperationsThrottled,
    StoppedRunningTasks(Vec<TaskId>),
    StoppedPendingTasks(u32),
    DeploymentCompleted(DeploymentId),
    UnableToPlaceNoInstances,
    UnableToPlace {
        closest: ContainerInstanceId,
        reason: FailureReason,
    },
    StuckDeployment,
    UnableOnFargate(FargateMiss),
    /// The task's role, by its ARN, cannot be assumed.
    UnableToAssume(Arc<str>),
}

const TROUBLESHOOTING: &str =
    "For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.";

impl ServiceMessage {
    /// The text as the API returns it, for the service called `service`.
    pub fn text(&self, service: &str, ids: &impl Ids) -> String {
        let tasks = |tasks: &[TaskId]| -> String {
            tasks
                .iter()
                .map(|task| format!("(task {})", ids.task(*task)))
                .collect::<Vec<_>>()
                .join(" ")
        };
        let unable = format!(
            "(service {service}) was unable to place a task because no container instance met all of its requirements."
        );
        match self {
            ServiceMessage::SteadyState => {
                format!("(service {service}) has reached a steady state.")
            }
            ServiceMessage::StartedTasks(list) => {
                format!(
                    "(service {service}) has started {} tasks: {}.",
                    list.len(),
                    tasks(list)
                )
            }
            ServiceMessage::ReplacedUnhealthy { started, replaced } => format!(
                "(service {service}) has started {} tasks: {}. Amazon ECS replaced {replaced} tasks due to an \
                 unhealthy status.",
                started.len(),
                tasks(started)
            ),
            ServiceMessage::FailedContainerHealthChecks(task) => {
                format!(
                    "(service {service}) (task {}) failed container health checks.",
                    ids.task(*task)
                )
            }
            ServiceMessage::NotZoneBalanced(zones) => format!(
                "(service {service}) is not AZ balanced with {}. AZ Rebalancing in progress.",
                zone_list(zones, ids)
            ),
            ServiceMessage::ZoneBalanced(zones) => {
                format!(
                    "(service {service}) is AZ balanced with {}.",
                    zone_list(zones, ids)
                )
            }
            ServiceMessage::StartedToRebalance { zone, tasks: list } => format!(
                "(service {service}) has started {} tasks in {} to AZ Rebalance: {}.",
                list.len(),
                ids.names().text(*zone),
                tasks(list)
            ),
            ServiceMessage::StoppedToRebalance(list) => format!(
                "(service {service}) has stopped {} running tasks in AZ due to AZ rebalancing: {}.",
                list.len(),
                tasks(list)
            ),
            ServiceMessage::RebalancingStopped => {
                format!("(service {service}) stopped AZ Rebalancing.")
            }
            ServiceMessage::UnableToPlaceInZone => format!(
                "(service {service}) is unable to place a task in AZ because no container instance met all of its \
                 requirements."
            ),
            ServiceMessage::ProtectedTasks { deployment, count } => format!(
                "(service {service}) was unable to reach steady state because (taskSet {}) was unable to scale in due \
                 to (reason {count} tasks under protection)",
                ids.deployment(*deployment)
            ),
            ServiceMessage::RegisteredTargets { count, group } => {
                format!(
                    "(service {service}) registered {count} targets in (target-group {})",
                    ids.target_group(*group)
                )
            }
            ServiceMessage::DeregisteredTargets { count, group } => {
                format!(
                    "(service {service}) deregistered {count} targets in (target-group {})",
                    ids.target_group(*group)
                )
            }
            ServiceMessage::DrainingConnections(count) => {
                format!("(service {service}) has begun draining connections on {count} tasks.")
            }
            ServiceMessage::TargetUnhealthy {
                task,
                instance,
                port,
                group,
            } => {
                let task = ids.task(*task);
                let place = match instance {
                    Some(instance) => format!("(instance {}) ", ids.ec2_instance(*instance)),
                    None => String::new(),
                };
                format!(
                    "(service {service}) (task {task}) {place}(port {port}) is unhealthy in (target-group {}) due to \
                     (reason Health checks failed).",
                    ids.target_group(*group)
                )
            }
            ServiceMessage::DeploymentFailed(deployment, by) => {
                let why = match by {
                    FailedBy::CircuitBreaker => "tasks failed to start.".to_owned(),
                    FailedBy::Alarm(_) => "alarm detected.".to_owned(),
                    other => failed_because(*other, ids.names()),
                };
                let id = ids.deployment(*deployment);
                format!("(service {service}) (deployment {id}) deployment failed: {why}")
            }
            ServiceMessage::RollingBack(deployment) => {
                format!(
                    "(service {service}) rolling back to deployment {}.",
                    ids.deployment(*deployment)
                )
            }
            ServiceMessage::OperationsThrottled => {
                format!("(service {service}) operations are being throttled. Will try again later.")
            }
            ServiceMessage::UnableToStartConsistently => {
                format!(
                    "(service {service}) is unable to consistently start tasks successfully. {TROUBLESHOOTING}"
                )
            }
            ServiceMessage::StoppedRunningTasks(list) => {
                format!(
                    "(service {service}) has stopped {} running tasks: {}.",
                    list.len(),
                    tasks(list)
                )
            }
            ServiceMessage::StoppedPendingTasks(count) => {
                format!("(service {service}) stopped {count} pending tasks.")
            }
            ServiceMessage::DeploymentCompleted(deployment) => {
                format!(
                    "(service {service}) (deployment {}) deployment completed.",
                    ids.deployment(*deployment)
                )
            }
            ServiceMessage::UnableToPlaceNoInstances => {
                format!(
                    "{unable} Reason: No Container Instances were found in your cluster. {TROUBLESHOOTING}"
                )
            }
            ServiceMessage::UnableToAssume(role) => format!(
                "(service {service}) failed to launch a task with (error {}).",
                unable_to_assume(role)
            ),
            ServiceMessage::UnableToPlace { closest, reason } => {
                let instance = ids.container_instance(*closest);
                let said = reason.in_service_event();
                format!(
                    "{unable} The closest matching (container-instance {instance}) {said}. {TROUBLESHOOTING}"
                )
            }
            // Scheduler 6.1 #14 ends with a full stop, #15 does not.
            ServiceMessage::UnableOnFargate(miss) if WHOLE => {
                let stop = if *miss == FargateMiss::Capacity {
                    "."
                } else {
                    ""
                };
                format!(
                    "(service {service}) was unable to place a task. Reason: {}{stop}",
                    miss.word()
                )
            }
            ServiceMessage::UnableOnFargate(_) => String::new(),
            ServiceMessage::StuckDeployment => format!(
                "(service {service}) was unable to stop or start tasks during a deployment because of the service \
                 deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again."
            ),
        }
    }
}

/// `3 tasks in eu-central-1a, 1 tasks in eu-central-1c`.
fn zone_list(zones: &[(Name, u32)], ids: &impl Ids) -> String {
    let parts: Vec<String> = zones
        .iter()
        .map(|(zone, count)| format!("{count} tasks in {}", ids.names().text(*zone)))
        .collect();
    parts.join(", ")
}

/// containers[].reason (agent-and-lifecycle 8). Fargate words a missing image differently.
pub fn container_reason(
    reason: ContainerReason,
    definition: &TaskDefinition,
    container: u8,
    on_fargate: bool,
    names: &Names,
) -> String {
    let named = |place: u8| definition.containers.get(usize::from(place));
    let image = named(container).map_or("", |it| it.image.as_str());
    let name = |place: u8| named(place).map_or("", |it| it.name.as_str());
    match (reason, on_fargate) {
        (ContainerReason::Denied(text), _) => names.text(text).to_owned(),
        (ContainerReason::CannotPull, false) => format!(
            "CannotPullContainerError: Error response from daemon: manifest for {image} not found: manifest unknown: \
             manifest unknown"
        ),
        (ContainerReason::CannotPull, true) => {
            let reference = full_reference(image);
            format!(
                "CannotPullContainerError: pull image manifest has been retried 7 time(s): failed to resolve ref \
                 {reference}: {reference}: not found"
            )
        }
        (ContainerReason::DependencyTimedOut(on), _) => format!(
            "CannotStartContainerError: dependency graph: container ordering dependency [{}] for target [{}] has timed \
             out.",
            name(on),
            name(container)
        ),
        (ContainerReason::DependencyNeverMet, _) => {
            assumed!(DEPENDENCY_TEXT);
            "CannotStartContainerError: dependency graph: container ordering dependency will never be met".to_owned()
        }
    }
}

/// The image with its registry: Docker Hub when it names none.
fn full_reference(image: &str) -> String {
    match image.split_once('/') {
        None => format!("docker.io/library/{image}"),
        Some((first, _)) if !first.contains(['.', ':']) => format!("docker.io/{image}"),
        Some(_) => image.to_owned(),
    }
}

/// Task.stoppedReason (agent-and-lifecycle 8).
pub fn stopped_reason(reason: StoppedReason, ids: &impl Ids) -> String {
    match reason {
        StoppedReason::NeverPlaced(why) => format!("TaskFailedToStart: {}", why.word()),
        StoppedReason::NoAddress(zone) if WHOLE => {
            assumed!(SUBNET_OF_A_ZONE);
            let zone = ids.names().text(zone);
            let letter = zone.chars().next_back().unwrap_or_default();
            format!(
                "Unexpected EC2 error while attempting to Create Network Interface in subnet 'subnet-{letter}': \
                 InsufficientFreeAddressesInSubnet"
            )
        }
        StoppedReason::NoAddress(_) => String::new(),
        StoppedReason::SpotInterrupted => "Your Spot Task was interrupted.".to_owned(),
        StoppedReason::EssentialContainerExited => "Essential container in task exited".to_owned(),
        StoppedReason::FailedToStart(_) => "Task failed to start".to_owned(),
        StoppedReason::ScalingActivity(deployment) => {
            format!(
                "Scaling activity initiated by (deployment {})",
                ids.deployment(deployment)
            )
        }
        StoppedReason::StoppedByUser => "Task stopped by user".to_owned(),
        StoppedReason::Given(name) | StoppedReason::Denied(name) => {
            ids.names().text(name).to_owned()
        }
        StoppedReason::FailedContainerHealthChecks => {
            "Task failed container health checks".to_owned()
        }
        StoppedReason::ZoneRebalancing(deployment) => {
            format!(
                "Availability-zone rebalancing initiated by (deployment {})",
                ids.deployment(deployment)
            )
        }
        StoppedReason::FailedElbHealthChecks(group) => {
            format!(
                "Task failed ELB health checks in (target-group {})",
                ids.target_group(group)
            )
        }
        StoppedReason::DeregistrationForced => {
            "Container instance deregistration forced by user".to_owned()
        }
        StoppedReason::FargateHostLost => {
            assumed!(FARGATE_OUTAGE);
            "ECS is performing maintenance on the underlying infrastructure hosting the task."
                .to_owned()
        }
        StoppedReason::HostTerminated(instance) => {
            format!(
                "Host EC2 (instance {}) terminated.",
                ids.ec2_instance(instance)
            )
        }
    }
}
