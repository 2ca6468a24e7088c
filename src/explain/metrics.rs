//! What CloudWatch would show of a cluster or a service, each value with what it is a share of (capacity 8).
//!
//! Does not know how values are worked out, nor what alarms and policies make of them.

use crate::engine::metrics::{reserved, samples, value, value_at};
use crate::explain::words::{count, number, percent};
use crate::kernel::SimTime;
use crate::model::alarm::Metric;
use crate::model::resources::Amounts;
use crate::model::scaling::Work;
use crate::model::{ClusterId, ServiceId};
use crate::world::World;

/// A metric's name and its value in words.
pub type Line = (&'static str, String);

/// Reserved by tasks of what instances registered; nothing while the cluster has no instance.
pub fn of_cluster(world: &World, id: ClusterId) -> Vec<Line> {
    let share = |name, metric, of: fn(Amounts) -> u32, unit: &str| {
        let (reserved, registered) = reserved(world.cluster(id).instances(), of);
        let (reserved, registered) = (number(reserved), number(registered));
        let value = percent(value(world, metric)?);
        Some((
            name,
            format!("{value}, {reserved} of {registered} {unit} are reserved"),
        ))
    };
    let cpu = share(
        "CPUReservation",
        Metric::CpuReservation(id),
        |it| it.cpu_units,
        "units",
    );
    let memory = share(
        "MemoryReservation",
        Metric::MemoryReservation(id),
        |it| it.memory_mib,
        "MiB",
    );
    cpu.into_iter().chain(memory).collect()
}

/// Used at `now` by running tasks of what they reserve, as far as somebody gave the service a load.
pub fn of_service(world: &World, id: ServiceId, now: SimTime) -> Vec<Line> {
    let Some(load) = &world.service(id).row.load else {
        return Vec::new();
    };
    let demand = &world
        .registered(world.service(id).primary().definition)
        .demand;
    let tasks = count(samples(world, id), "running task");
    let share = |name, metric, work: &Work, size: u32, unit: &str| {
        let (Work::Tasks(curve) | Work::Units(curve)) = work;
        if curve.points.is_empty() {
            return None;
        }
        let value = percent(value_at(world, metric, now)?);
        let size = number(u64::from(size));
        Some((
            name,
            format!("{value} of {size} {unit} each, over {tasks}, a sample each a minute"),
        ))
    };
    let cpu = share(
        "CPUUtilization",
        Metric::Cpu(id),
        &load.cpu,
        demand.cpu_units,
        "units",
    );
    let memory = share(
        "MemoryUtilization",
        Metric::Memory(id),
        &load.memory,
        demand.memory_mib,
        "MiB",
    );
    cpu.into_iter().chain(memory).collect()
}
