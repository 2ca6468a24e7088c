//! ECS nouns as plain data, with no behaviour beyond arithmetic. Who changes them, and when, is decided elsewhere.

pub mod account;
pub mod alarm;
pub mod arn;
pub mod assumed;
pub mod attribute;
pub mod capacity;
pub mod cluster;
pub mod container;
pub mod container_instance;
pub mod denied;
pub mod ended;
pub mod image;
pub mod load_balancer;
pub mod messages;
pub mod moves;
pub mod placement;
pub mod quota;
pub mod resources;
pub mod scaling;
pub mod service;
pub mod streams;
pub mod task;
pub mod task_definition;
pub mod traffic;

use crate::row_ids;

/// The run starts at midnight UTC on 1 January 2026, in seconds since 1970.
pub const START_EPOCH_SECS: u64 = 1_767_225_600;

row_ids!(
    ClusterId,
    ContainerInstanceId,
    /// One revision of a family.
    TaskDefinitionId,
    ServiceId,
    /// A deployment of a service (`ecs-svc/…`).
    DeploymentId,
    TaskId,
    /// A container of a task; the containers of one task stand side by side.
    ContainerId,
    ScalableTargetId,
    /// A CloudWatch alarm.
    AlarmId,
    LoadBalancerId,
    TargetGroupId,
    /// A task in a target group; the targets of one task stand side by side.
    TargetId,
    /// A message in a service's list of events.
    ServiceEventId,
    CapacityProviderId,
    AutoScalingGroupId,
    /// An EC2 instance of an Auto Scaling group.
    MachineId,
);

/// Declares the words ECS uses for a closed set, and how they are written in JSON.
#[macro_export]
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }
        impl $name {
            /// Every variant, in order.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];
            /// ECS's word for it.
            pub const fn word(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }
            /// The variant ECS writes as `word`.
            pub fn from_word(word: &str) -> Option<$name> {
                match word { $($word => Some($name::$variant),)+ _ => None }
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.word())
            }
        }
    };
}
