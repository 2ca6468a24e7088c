//! A container instance: a machine with an agent, and what is left of it.

use std::sync::Arc;

use crate::catalog::instance_types::InstanceType;
use crate::kernel::{Name, SimTime, SortedSet};
use crate::model::attribute::Attributes;
use crate::model::resources::{Amounts, Ports};
use crate::model::{CapacityProviderId, ClusterId, MachineId};
use crate::words;

words!(
    /// ContainerInstance.status (scheduler 1.2).
    InstanceStatus {
        Registering = "REGISTERING",
        RegistrationFailed = "REGISTRATION_FAILED",
        Active = "ACTIVE",
        Draining = "DRAINING",
        Deregistering = "DEREGISTERING",
        Inactive = "INACTIVE",
    }
);

/// What the operating system of an instance sees, and what its agent was told (agent-and-lifecycle 2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct AgentSettings {
    /// None: taken from the instance type.
    pub os_memory_bytes: Option<u64>,
    /// ECS_RESERVED_MEMORY.
    pub reserved_memory_mib: u32,
    /// The account setting awsvpcTrunking.
    pub trunking: bool,
}

impl AgentSettings {
    /// What the instance registers: MiB that the system sees, less what is kept back (scheduler 1.4).
    pub fn registered(&self, kind: &InstanceType) -> Amounts {
        let seen = match self.os_memory_bytes {
            Some(bytes) => (bytes >> 20) as u32,
            None => kind.registered_memory_mib(),
        };
        let trunked = kind.trunked_tasks.filter(|_| self.trunking);
        Amounts {
            cpu_units: kind.cpu_units(),
            memory_mib: seen.saturating_sub(self.reserved_memory_mib),
            gpus: kind.gpus,
            network_interfaces: trunked.unwrap_or(kind.awsvpc_tasks()),
        }
    }
}

/// One container instance.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ContainerInstance {
    pub cluster: ClusterId,
    /// The EC2 instance of an Auto Scaling group it runs on, and the provider that had the group when it registered.
    pub machine: Option<MachineId>,
    pub provider: Option<CapacityProviderId>,
    pub kind: &'static InstanceType,
    /// Availability zone, such as `us-east-1a`.
    pub zone: Arc<str>,
    pub attributes: Attributes,
    pub status: InstanceStatus,
    pub agent_connected: bool,
    pub registered_at: SimTime,
    /// When it left the cluster; never while it is there.
    pub ended_at: SimTime,
    pub registered: Amounts,
    /// INVARIANT (fits): the sum of what the placed tasks with desired status RUNNING ask for.
    pub allocated: Amounts,
    /// Taken from the scheduler's point of view: the agent's own and those of live tasks.
    pub ports: Ports,
    /// INVARIANT (host fits): what the agent has admitted and not yet seen stop. A stopping task still holds it.
    pub host: Amounts,
    pub host_ports: Ports,
    /// The next host port the agent hands out in `bridge` mode without a fixed one.
    pub next_dynamic_port: u16,
    /// Images the agent has pulled.
    pub images: Arc<SortedSet<Name>>,
}

impl ContainerInstance {
    /// What the scheduler may still place.
    pub fn remaining(&self) -> Amounts {
        self.registered.minus(self.allocated)
    }

    /// Whether the instance still belongs to the cluster.
    pub fn is_present(&self) -> bool {
        self.status != InstanceStatus::Inactive
    }
}
