//! EC2 instance types: size, architecture, GPUs, network interfaces, price.
//!
//! As of 2026-11-22, us-east-1, Linux. Sizes and interface limits from EC2's DescribeInstanceTypes, trunking limits from
//! the ECS developer guide, on-demand prices from the public price list. The rows stand in `instance_types.txt`: name,
//! vCPU, MiB, architecture, GPUs, network interfaces, awsvpc tasks with trunking (`-` when not supported or not known),
//! micro-dollars per hour (0 when not known).

use std::sync::OnceLock;

const ROWS: &str = include_str!("instance_types.txt");

/// The day the table was read from its sources.
pub const AS_OF: &str = "2026-11-22";

/// One EC2 instance type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct InstanceType {
    pub name: &'static str,
    pub vcpus: u32,
    /// Nominal memory in MiB; the agent registers less.
    pub memory_mib: u32,
    pub arm64: bool,
    pub gpus: u32,
    /// Network interfaces the machine can hold, its own included.
    pub network_interfaces: u32,
    /// awsvpc tasks with ENI trunking, where the type supports it.
    pub trunked_tasks: Option<u32>,
    /// On-demand price in micro-dollars per hour; 0 when not known.
    pub price_micro_usd_hour: u64,
}

impl InstanceType {
    /// CPU units the agent registers: 1,024 per vCPU.
    pub fn cpu_units(&self) -> u32 {
        self.vcpus * 1_024
    }

    /// MiB the agent registers: what the operating system sees, taken as 97 % of the nominal size (capacity 6.4).
    pub fn registered_memory_mib(&self) -> u32 {
        (u64::from(self.memory_mib) * 97 / 100) as u32
    }

    /// awsvpc tasks without trunking: all interfaces but the machine's own (scheduler P11).
    pub fn awsvpc_tasks(&self) -> u32 {
        self.network_interfaces.saturating_sub(1)
    }
}

/// All types, in the order of the table.
pub fn instance_types() -> &'static [InstanceType] {
    static TYPES: OnceLock<Vec<InstanceType>> = OnceLock::new();
    TYPES.get_or_init(|| ROWS.lines().filter_map(parse_row).collect())
}

/// The type called `name`.
pub fn instance_type(name: &str) -> Option<&'static InstanceType> {
    instance_types().iter().find(|row| row.name == name)
}

fn parse_row(row: &'static str) -> Option<InstanceType> {
    let mut cells = row.split(' ');
    let name = cells.next()?;
    let vcpus = cells.next()?.parse().ok()?;
    let memory_mib = cells.next()?.parse().ok()?;
    let arm64 = cells.next()? == "ARM64";
    let gpus = cells.next()?.parse().ok()?;
    let network_interfaces = cells.next()?.parse().ok()?;
    let trunked_tasks = cells.next()?.parse().ok();
    let price_micro_usd_hour = cells.next()?.parse().ok()?;
    Some(InstanceType {
        name,
        vcpus,
        memory_mib,
        arm64,
        gpus,
        network_interfaces,
        trunked_tasks,
        price_micro_usd_hour,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read_and_names_are_unique() {
        assert_eq!(instance_types().len(), ROWS.lines().count());
        let mut names: Vec<_> = instance_types().iter().map(|row| row.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), instance_types().len());
    }

    #[test]
    fn known_types() {
        let m5 = instance_type("m5.large").unwrap();
        assert_eq!(
            (
                m5.cpu_units(),
                m5.registered_memory_mib(),
                m5.awsvpc_tasks()
            ),
            (2_048, 7_946, 2)
        );
        assert_eq!(m5.trunked_tasks, Some(10));
        assert!(instance_type("m6g.large").unwrap().arm64);
        assert_eq!(instance_type("m5.enormous"), None);
    }
}
