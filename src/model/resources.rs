//! What an instance has and a task takes: CPU units, MiB, GPUs, network interfaces, host ports.

use std::sync::Arc;

use crate::kernel::SortedSet;
use crate::model::task_definition::Demand;

/// Amounts that add and subtract.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Amounts {
    pub cpu_units: u32,
    pub memory_mib: u32,
    pub gpus: u32,
    pub network_interfaces: u32,
}

impl Amounts {
    pub fn plus(self, other: Amounts) -> Amounts {
        Amounts {
            cpu_units: self.cpu_units + other.cpu_units,
            memory_mib: self.memory_mib + other.memory_mib,
            gpus: self.gpus + other.gpus,
            network_interfaces: self.network_interfaces + other.network_interfaces,
        }
    }

    /// What is left; amounts never go below zero.
    pub fn minus(self, other: Amounts) -> Amounts {
        Amounts {
            cpu_units: self.cpu_units.saturating_sub(other.cpu_units),
            memory_mib: self.memory_mib.saturating_sub(other.memory_mib),
            gpus: self.gpus.saturating_sub(other.gpus),
            network_interfaces: self
                .network_interfaces
                .saturating_sub(other.network_interfaces),
        }
    }

    pub fn covers(self, other: Amounts) -> bool {
        self.cpu_units >= other.cpu_units
            && self.memory_mib >= other.memory_mib
            && self.gpus >= other.gpus
            && self.network_interfaces >= other.network_interfaces
    }
}

impl From<&Demand> for Amounts {
    fn from(demand: &Demand) -> Amounts {
        Amounts {
            cpu_units: demand.cpu_units,
            memory_mib: demand.memory_mib,
            gpus: demand.gpus,
            network_interfaces: demand.network_interfaces,
        }
    }
}

/// The host ports a Linux agent keeps for itself (scheduler 1.4).
pub const AGENT_TCP_PORTS: [u16; 6] = [22, 2375, 2376, 51678, 51679, 51680];

/// Reserved host ports an instance may have, the agent's own included (scheduler P28).
pub const RESERVED_PORTS_MAX: u32 = 100;

/// Host ports that are taken, shared between copies until one changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Ports {
    pub tcp: Arc<SortedSet<u16>>,
    pub udp: Arc<SortedSet<u16>>,
}

impl Ports {
    /// The agent's own ports, taken from the start.
    pub fn of_agent() -> Ports {
        Ports {
            tcp: Arc::new(AGENT_TCP_PORTS.into_iter().collect()),
            udp: Arc::default(),
        }
    }

    pub fn len(&self) -> u32 {
        (self.tcp.len() + self.udp.len()) as u32
    }

    pub fn is_empty(&self) -> bool {
        self.tcp.is_empty() && self.udp.is_empty()
    }

    /// The first port of `demand` that is taken.
    pub fn first_conflict(&self, demand: &Demand) -> Option<u16> {
        let tcp = demand.tcp_ports.iter().find(|port| self.tcp.contains(port));
        tcp.or_else(|| demand.udp_ports.iter().find(|port| self.udp.contains(port)))
            .copied()
    }

    pub fn take(&mut self, demand: &Demand) {
        if !demand.tcp_ports.is_empty() {
            Arc::make_mut(&mut self.tcp).extend(demand.tcp_ports.iter().copied());
        }
        if !demand.udp_ports.is_empty() {
            Arc::make_mut(&mut self.udp).extend(demand.udp_ports.iter().copied());
        }
    }

    pub fn release(&mut self, demand: &Demand) {
        if !demand.tcp_ports.is_empty() {
            Arc::make_mut(&mut self.tcp).retain(|port| !demand.tcp_ports.contains(port));
        }
        if !demand.udp_ports.is_empty() {
            Arc::make_mut(&mut self.udp).retain(|port| !demand.udp_ports.contains(port));
        }
    }
}
