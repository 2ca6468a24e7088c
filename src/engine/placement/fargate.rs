//! Fargate has no instance to choose, only a zone: the one with the fewest siblings. Roomy for now.

use crate::assumed;
use crate::engine::placement::TaskAsk;
use crate::engine::placement::ask::Only;
use crate::kernel::Name;
use crate::world::World;

/// The zone for a Fargate task, and the siblings it has in each zone of its subnets.
pub fn choose_zone(world: &World, ask: &TaskAsk) -> (Option<Name>, Vec<(Name, u32)>) {
    assumed!(FARGATE_ZONES);
    let siblings = |zone: Name| {
        let same = |task: &crate::world::views::TaskView<'_>| {
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
        .filter(|zone| !matches!(&ask.only, Only::Zones(only) if !only.contains(zone)))
        .map(|zone| (*zone, siblings(*zone)))
        .collect();
    let fewest = counts.iter().min_by_key(|(_, count)| *count);
    (fewest.map(|(zone, _)| *zone), counts)
}
