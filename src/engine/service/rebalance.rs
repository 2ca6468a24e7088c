//! Availability Zone rebalancing: whether a steady service is even over its zones, and what would make it so
//! (scheduler 3.4).

use crate::assumed;
use crate::engine::placement::checks::{Check, passes};
use crate::engine::placement::{Rejection, TaskAsk};
use crate::engine::service::reconcile::is_protected;
use crate::engine::service::reconciliation::{Because, Reconciliation, RolloutStep};
use crate::engine::service::scale_in::{self, Candidate};
use crate::engine::service::service_ask;
use crate::kernel::{Name, SimTime, SortedMap, sort_by_key};
use crate::model::container_instance::InstanceStatus;
use crate::model::placement::{LaunchType, SpreadField, Strategy, ZONE_ATTRIBUTE};
use crate::model::service::{RolloutState, SchedulingStrategy, ServiceSettings};
use crate::world::views::{ServiceView, TaskView};

/// Tasks per zone, fullest first; zones of equal count by name.
pub type ZoneCounts = Vec<(Name, u32)>;

/// Whether a service may be rebalanced at all.
pub fn is_eligible(scheduling: SchedulingStrategy, settings: &ServiceSettings) -> bool {
    let spreads_zones = match settings.strategies.first() {
        None => true,
        Some(Strategy::Spread(SpreadField::Attribute(name))) => &**name == ZONE_ATTRIBUTE,
        Some(_) => false,
    };
    scheduling == SchedulingStrategy::Replica && spreads_zones && settings.maximum_percent > 100
}

/// Tasks of the service in each zone it can use, those without any included.
pub fn zone_counts(service: &ServiceView<'_>) -> ZoneCounts {
    let world = service.world;
    let mut counts: SortedMap<&str, (Name, u32)> = usable_zones(service)
        .into_iter()
        .map(|zone| (world.names().text(zone), (zone, 0)))
        .collect();
    for task in service.tasks().filter(|task| task.row.is_wanted()) {
        if let Some((_, count)) = counts.get_mut(task.zone()) {
            *count += 1;
        }
    }
    let mut counts: ZoneCounts = counts.into_values().collect();
    // A stable sort: zones of equal count stay in the order of their names.
    sort_by_key(&mut counts, |(_, count)| std::cmp::Reverse(*count));
    counts
}

/// On Fargate the zones of the subnets; on EC2 those with an instance that could ever take a task.
fn usable_zones(service: &ServiceView<'_>) -> Vec<Name> {
    assumed!(REBALANCE_ZONES);
    let world = service.world;
    if service.row.launch_type == LaunchType::Fargate {
        return service.row.settings.zones.clone();
    }
    let ask = service_ask(world, service.id);
    let mut zones = Vec::new();
    for instance in world.cluster(service.row.cluster).instances() {
        let able = instance.row.status == InstanceStatus::Active
            && [Check::Agent, Check::Attributes]
                .iter()
                .all(|check| passes(*check, &instance, &ask).is_ok())
            && meets_constraints(&instance, &ask);
        let zone = world.names().find(&instance.row.zone);
        zones.extend(zone.filter(|zone| able && !zones.contains(zone)));
    }
    zones
}

/// distinctInstance comes and goes with the tasks; memberOf is what keeps a zone out.
fn meets_constraints(instance: &crate::world::views::InstanceView<'_>, ask: &TaskAsk) -> bool {
    !matches!(
        passes(Check::Constraints, instance, ask),
        Err(Rejection::MemberOf { .. })
    )
}

/// How many tasks have to move: none while the fullest and the emptiest zone differ by less than two.
pub fn moves_needed(counts: &ZoneCounts) -> u32 {
    let (Some(most), Some(fewest)) = (counts.first(), counts.last()) else {
        return 0;
    };
    if most.1 - fewest.1 < 2 {
        return 0;
    }
    let total: u32 = counts.iter().map(|(_, count)| count).sum();
    let zones = counts.len() as u32;
    let (share, rest) = (total / zones, total % zones);
    // The fullest zones take the remainder, so that as few tasks as possible move.
    let ideal = |place: usize| share + u32::from((place as u32) < rest);
    counts
        .iter()
        .enumerate()
        .map(|(place, (_, count))| count.saturating_sub(ideal(place)))
        .sum()
}

/// Begins, continues or ends the moving of tasks. A task starts in an emptier zone before one stops in a fuller one.
pub(super) fn plan(
    service: &ServiceView<'_>,
    tasks: &[TaskView<'_>],
    now: SimTime,
    outcome: &mut Reconciliation,
) {
    let row = service.row;
    let may = row.settings.zone_rebalancing
        && is_eligible(row.scheduling, &row.settings)
        && service.primary().rollout_state == RolloutState::Completed
        && outcome.counted.old_live == 0;
    if !may {
        if row.rebalancing {
            outcome.rollout.push(RolloutStep::RebalancingStopped);
        }
        return;
    }
    // A service that was just found steady, or one already moving; anything else comes first.
    let settled = outcome.steady && row.steady;
    if !settled && !row.rebalancing {
        return;
    }
    let counted = outcome.counted;
    let counts = zone_counts(service);
    let extra = counted.new_live.saturating_sub(counted.desired);
    if extra > 0 {
        // Every task that came has to be healthy before as many leave.
        if counted.new_healthy >= counted.desired + extra && counted.stopping == 0 {
            let free = tasks
                .iter()
                .filter(|task| task.row.is_wanted() && !is_protected(task, now));
            let candidates = free
                .map(|task| Candidate::of(task, now, row.primary))
                .collect();
            outcome.moved = scale_in::choose(service, candidates, extra);
            outcome.because.push(Because::Rebalances { moves: extra });
        }
        return;
    }
    let moves = moves_needed(&counts);
    if moves == 0 {
        if row.rebalancing && counted.stopping == 0 && counted.pending == 0 {
            outcome
                .rollout
                .push(RolloutStep::Rebalanced { zones: counts });
        }
        return;
    }
    let room = counted.upper.saturating_sub(counted.total());
    if counted.stopping > 0 || room == 0 {
        return;
    }
    let fewest = counts.last().map_or(0, |(_, count)| *count);
    outcome.start_in = counts
        .iter()
        .filter(|(_, count)| *count == fewest)
        .map(|(zone, _)| *zone)
        .collect();
    outcome.start = moves.min(room);
    outcome.steady = false;
    outcome.because.push(Because::Rebalances { moves });
    if !row.rebalancing {
        outcome
            .rollout
            .push(RolloutStep::RebalancingBegun { zones: counts });
    }
}
