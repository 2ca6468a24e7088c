//! Fargate has no instance to choose, only a zone: the one with the fewest siblings among those with capacity.

use crate::assumed;
use crate::engine::placement::TaskAsk;
use crate::engine::placement::ask::Only;
use crate::kernel::{Name, WHOLE};
use crate::model::quota::{FargateMiss, Limit};
use crate::world::World;
use crate::world::views::TaskView;

/// The zone for a Fargate task, and the siblings it has in each zone of its subnets.
pub fn choose_zone(world: &World, ask: &TaskAsk) -> (Option<Name>, Vec<(Name, u32)>) {
    assumed!(FARGATE_ZONES);
    if WHOLE && is_over_quota(world, ask) {
        return (None, Vec::new());
    }
    let spot = WHOLE && world.is_fargate_spot(ask.provider);
    let siblings = |zone: Name| {
        let same = |task: &TaskView<'_>| {
            let made = task.row.made;
            let siblings = made.group == ask.group && made.cluster == ask.cluster;
            task.row.is_wanted() && siblings && made.zone == zone
        };
        world.fargate_tasks().filter(same).count() as u32
    };
    let counts: Vec<(Name, u32)> = ask
        .zones
        .iter()
        .filter(|zone| !world.is_out(**zone))
        .filter(|zone| !WHOLE || has_capacity(world, spot, **zone))
        .filter(|zone| !matches!(&ask.only, Only::Zones(only) if !only.contains(zone)))
        .map(|zone| (*zone, siblings(*zone)))
        .collect();
    let fewest = counts.iter().min_by_key(|(_, count)| *count);
    (fewest.map(|(zone, _)| *zone), counts)
}

/// Why no zone takes the task.
pub fn miss(world: &World, ask: &TaskAsk) -> FargateMiss {
    match is_over_quota(world, ask) {
        true => FargateMiss::Vcpus,
        false => FargateMiss::Capacity,
    }
}

/// CPU units of Fargate tasks, on demand or Spot; what is stopping holds its own until it has stopped.
pub fn cpu_units(world: &World, spot: bool) -> u32 {
    let same = |task: &TaskView<'_>| world.is_fargate_spot(task.row.made.provider) == spot;
    let units = |task: TaskView<'_>| task.definition().cpu_units.unwrap_or(0);
    world.fargate_tasks().filter(same).map(units).sum()
}

fn is_over_quota(world: &World, ask: &TaskAsk) -> bool {
    assumed!(FARGATE_QUOTA_ANSWER);
    let spot = world.is_fargate_spot(ask.provider);
    let Some(vcpus) = world.limit(Limit::FargateVcpus { spot }) else {
        return false;
    };
    let more = world.definition(ask.definition).cpu_units.unwrap_or(0);
    u64::from(cpu_units(world, spot)) + u64::from(more) > u64::from(vcpus) * 1_024
}

fn has_capacity(world: &World, spot: bool, zone: Name) -> bool {
    let name = world.names().text(zone);
    let none_left = |(limit, _): &(Limit, u32)| match *limit {
        Limit::FargateCapacity { spot: of, zone } => {
            of == spot && zone.is_none_or(|zone| zone == name)
        }
        _ => false,
    };
    !world.limits().iter().any(none_left)
}
