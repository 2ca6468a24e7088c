//! Addresses of a zone's subnet: one for each instance, each trunk and each task with an interface of its own (capacity
//! 6.3).
//!
//! Counts who holds one and says when none is left. Does not know who is to start; placement does not ask here.

use crate::assumed;
use crate::kernel::Name;
use crate::model::placement::LaunchType;
use crate::model::quota::Limit;
use crate::model::task::{StoppedReason, TaskStatus};
use crate::model::task_definition::NetworkMode;
use crate::world::World;
use crate::world::views::TaskView;

/// Whether the subnet has no address for the task's interface. Where nobody said how large it is, it has one.
pub fn none_left(task: &TaskView<'_>) -> bool {
    assumed!(SUBNET_OF_A_ZONE);
    let (world, zone) = (task.world, task.row.made.zone);
    if world.limits().is_empty() {
        return false;
    }
    free(world, zone).is_some_and(|free| free == 0)
}

/// Addresses left in the zone's subnet; none where there is no end to them.
pub fn free(world: &World, zone: Name) -> Option<u32> {
    let name = world.names().text(zone);
    let mut found = None;
    for (limit, to) in world.limits() {
        match *limit {
            Limit::AddressesTaken { zone } if zone == name => return Some(0),
            Limit::Addresses { zone } if zone == name => found = Some(*to),
            _ => {}
        }
    }
    Some(found?.saturating_sub(used(world, zone)))
}

fn used(world: &World, zone: Name) -> u32 {
    let name = world.names().text(zone);
    let instances = world.instances().filter(|it| it.row.is_present());
    let of_instances: u32 = instances
        .filter(|it| &*it.row.zone == name)
        .map(|it| {
            let row = it.row;
            1 + u32::from(row.registered.network_interfaces > row.kind.awsvpc_tasks())
        })
        .sum();
    let holds = |task: &TaskView<'_>| {
        let row = task.row;
        let own = row.made.launch_type == LaunchType::Fargate
            || task.definition().network_mode == NetworkMode::Awsvpc;
        own && row.made.zone == zone
            && TaskStatus::Provisioning < row.last_status
            && row.last_status < TaskStatus::Stopped
            && !matches!(row.stop, Some(StoppedReason::NoAddress(_)))
    };
    of_instances + world.tasks().filter(holds).count() as u32
}
