//! Load balancers, their target groups, and the targets a service registers (scheduler 7).

use std::sync::Arc;

use crate::kernel::SimTime;
use crate::model::{LoadBalancerId, TargetGroupId, TaskId};
use crate::words;

words!(
    /// The kind of load balancer.
    LoadBalancerKind { Application = "application", Network = "network" }
);

words!(
    /// What a target group addresses: instances by host port, or interfaces by address.
    TargetType { Instance = "instance", Ip = "ip" }
);

words!(
    /// TargetHealth.State.
    TargetState {
        Initial = "initial",
        Healthy = "healthy",
        Unhealthy = "unhealthy",
        Draining = "draining",
        Unused = "unused",
    }
);

/// A load balancer with one listener; the listener's rule sends traffic to target groups by weight.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LoadBalancer {
    pub name: Arc<str>,
    pub kind: LoadBalancerKind,
    pub listener_port: u16,
    /// Target groups with their weights, in tenths of a percent.
    pub forwards: Vec<(TargetGroupId, u32)>,
}

/// One target group.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TargetGroup {
    pub load_balancer: LoadBalancerId,
    pub name: Arc<str>,
    pub target_type: TargetType,
    pub health_check_interval_secs: u32,
    pub healthy_threshold: u32,
    pub unhealthy_threshold: u32,
    pub deregistration_delay_secs: u32,
}

/// A task in a target group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Target {
    pub task: TaskId,
    pub group: TargetGroupId,
    pub state: TargetState,
    /// Checks of the other kind in a row: failures while healthy, successes while unhealthy.
    pub streak: u8,
    /// When its next check that matters is; never when nothing would change.
    pub due: SimTime,
    pub registered_at: SimTime,
}

/// One entry of a service's `loadBalancers`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Attachment {
    pub group: TargetGroupId,
    /// The group that takes turns with the first when traffic shifts.
    pub alternate: Option<TargetGroupId>,
    pub container_name: Arc<str>,
    pub container_port: u16,
}

impl Attachment {
    /// The group of a deployment's tasks.
    pub fn group_for(&self, on_alternate: bool) -> TargetGroupId {
        self.alternate
            .filter(|_| on_alternate)
            .unwrap_or(self.group)
    }

    /// Whether tasks of this service can be in `group`.
    pub fn has(&self, group: TargetGroupId) -> bool {
        self.group == group || self.alternate == Some(group)
    }
}
