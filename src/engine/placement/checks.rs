//! Whether one instance can take one task: the checks, their order, and what a miss says.

use crate::assumed;
use crate::engine::placement::TaskAsk;
use crate::kernel::WHOLE;
use crate::model::container_instance::InstanceStatus;
use crate::model::messages::FailureReason;
use crate::model::placement::Constraint;
use crate::model::resources::RESERVED_PORTS_MAX;
use crate::words;
use crate::world::views::InstanceView;

words!(
    /// One thing an instance is asked, in the order asked.
    Check {
        Status = "ACTIVE",
        Agent = "agent connected",
        Attributes = "attributes",
        Cpu = "CPU",
        Memory = "memory",
        Ports = "ports",
        Gpu = "GPU",
        NetworkInterfaces = "network interfaces",
        Constraints = "constraints",
    }
);

// Documented: resources and attributes come before constraints. The order among them is ours and decides which reason an
// instance shows: first whether it can take anything at all, then what it is, then what it has left, cheapest first.
assumed!(FILTER_ORDER);
assumed!(DRAINING_REASON);

/// Why an instance cannot take the task, with the numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rejection {
    NotActive {
        status: InstanceStatus,
    },
    AgentDisconnected,
    /// The subnets of the request lie in other zones.
    WrongZone,
    /// The place of the missing attribute in the task definition's list.
    MissingAttribute {
        index: u16,
    },
    Cpu {
        asked: u32,
        left: u32,
    },
    Memory {
        asked: u32,
        left: u32,
    },
    PortTaken {
        port: u16,
    },
    TooManyPorts {
        asked: u32,
        used: u32,
    },
    Gpu {
        asked: u32,
        left: u32,
    },
    NetworkInterfaces {
        asked: u32,
        left: u32,
    },
    /// The place of the expression among those of the ask.
    MemberOf {
        constraint: u8,
    },
    DistinctInstance {
        siblings: u32,
    },
}

impl Rejection {
    /// Which check it failed.
    pub fn check(self) -> Check {
        match self {
            Rejection::NotActive { .. } => Check::Status,
            Rejection::AgentDisconnected => Check::Agent,
            Rejection::WrongZone | Rejection::MissingAttribute { .. } => Check::Attributes,
            Rejection::Cpu { .. } => Check::Cpu,
            Rejection::Memory { .. } => Check::Memory,
            Rejection::PortTaken { .. } | Rejection::TooManyPorts { .. } => Check::Ports,
            Rejection::Gpu { .. } => Check::Gpu,
            Rejection::NetworkInterfaces { .. } => Check::NetworkInterfaces,
            Rejection::MemberOf { .. } | Rejection::DistinctInstance { .. } => Check::Constraints,
        }
    }

    /// ECS's word for it.
    pub fn reason(self) -> FailureReason {
        match self {
            // A DRAINING instance takes nothing; ECS has no word of its own for that in failures.
            Rejection::NotActive { .. } => FailureReason::Inactive,
            Rejection::AgentDisconnected => FailureReason::Agent,
            Rejection::WrongZone => FailureReason::Location,
            Rejection::MissingAttribute { .. } => FailureReason::Attribute,
            Rejection::Cpu { .. } => FailureReason::Cpu,
            Rejection::Memory { .. } => FailureReason::Memory,
            Rejection::PortTaken { .. } | Rejection::TooManyPorts { .. } => FailureReason::Ports,
            Rejection::Gpu { .. } => FailureReason::Gpu,
            Rejection::NetworkInterfaces { .. } => FailureReason::Eni,
            Rejection::MemberOf { .. } => FailureReason::MemberOf,
            Rejection::DistinctInstance { .. } => FailureReason::DistinctInstance,
        }
    }
}

/// The first check the instance misses.
pub fn check(instance: &InstanceView<'_>, ask: &TaskAsk) -> Result<(), Rejection> {
    Check::ALL
        .iter()
        .try_for_each(|which| passes(*which, instance, ask))
}

/// Asks one thing.
pub fn passes(which: Check, instance: &InstanceView<'_>, ask: &TaskAsk) -> Result<(), Rejection> {
    let row = instance.row;
    let demand = ask.demand(instance.world);
    let left = row.remaining();
    match which {
        Check::Status if row.status != InstanceStatus::Active => {
            Err(Rejection::NotActive { status: row.status })
        }
        Check::Agent if !row.agent_connected => Err(Rejection::AgentDisconnected),
        Check::Attributes if !in_subnets(instance, ask) => Err(Rejection::WrongZone),
        Check::Attributes => {
            let required = &instance
                .world
                .definition(ask.definition)
                .required_attributes;
            match required
                .iter()
                .position(|name| !row.attributes.contains_key(name))
            {
                Some(index) => Err(Rejection::MissingAttribute {
                    index: index as u16,
                }),
                None => Ok(()),
            }
        }
        Check::Cpu if demand.cpu_units > left.cpu_units => Err(Rejection::Cpu {
            asked: demand.cpu_units,
            left: left.cpu_units,
        }),
        Check::Memory if demand.memory_mib > left.memory_mib => Err(Rejection::Memory {
            asked: demand.memory_mib,
            left: left.memory_mib,
        }),
        Check::Ports => {
            if let Some(port) = row.ports.first_conflict(demand) {
                return Err(Rejection::PortTaken { port });
            }
            let asked = (demand.tcp_ports.len() + demand.udp_ports.len()) as u32;
            if asked > 0 && row.ports.len() + asked > RESERVED_PORTS_MAX {
                return Err(Rejection::TooManyPorts {
                    asked,
                    used: row.ports.len(),
                });
            }
            Ok(())
        }
        Check::Gpu if demand.gpus > left.gpus => Err(Rejection::Gpu {
            asked: demand.gpus,
            left: left.gpus,
        }),
        Check::NetworkInterfaces if demand.network_interfaces > left.network_interfaces => {
            Err(Rejection::NetworkInterfaces {
                asked: demand.network_interfaces,
                left: left.network_interfaces,
            })
        }
        Check::Constraints => {
            if WHOLE
                && let Some(constraint) = ask
                    .member_of
                    .iter()
                    .position(|query| !query.selects(instance))
            {
                return Err(Rejection::MemberOf {
                    constraint: constraint as u8,
                });
            }
            if !ask.constraints.contains(&Constraint::DistinctInstance) {
                return Ok(());
            }
            match siblings_on(instance, ask) {
                0 => Ok(()),
                siblings => Err(Rejection::DistinctInstance { siblings }),
            }
        }
        _ => Ok(()),
    }
}

/// Whether one of the subnets lies in the instance's zone; only awsvpc tasks have subnets.
fn in_subnets(instance: &InstanceView<'_>, ask: &TaskAsk) -> bool {
    if ask.zones.is_empty() {
        return true;
    }
    let zone = instance.world.names().find(&instance.row.zone);
    zone.is_some_and(|zone| ask.zones.contains(&zone))
}

/// Tasks of the same service or group on the instance, desired status RUNNING.
pub fn siblings_on(instance: &InstanceView<'_>, ask: &TaskAsk) -> u32 {
    let counts = instance.world.spread_counts(ask.group);
    counts
        .and_then(|counts| counts.get(&instance.id))
        .copied()
        .unwrap_or(0)
}
