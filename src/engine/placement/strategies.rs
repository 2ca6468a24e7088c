//! How strategies rank the instances that can take a task: each step keeps the best, the next step chooses among those.

use crate::assumed;
use crate::engine::placement::TaskAsk;
use crate::engine::placement::checks::siblings_on;
use crate::kernel::SortedMap;
use crate::model::placement::{BinpackField, SpreadField, Strategy};
use crate::model::streams;
use crate::world::World;
use crate::world::views::InstanceView;

/// The score of an instance under one strategy: lower is better.
///
/// `spread` is the number of siblings in the same group, `binpack` what is left before placing, `random` a draw.
pub fn score(
    instance: &InstanceView<'_>,
    ask: &TaskAsk,
    strategy: &Strategy,
    groups: &GroupCounts,
) -> i64 {
    score_knowing(instance, strategy, groups, siblings_on(instance, ask))
}

/// The same for a caller that knows how many siblings are on the instance.
pub fn score_knowing(
    instance: &InstanceView<'_>,
    strategy: &Strategy,
    groups: &GroupCounts,
    siblings: u32,
) -> i64 {
    match strategy {
        Strategy::Spread(SpreadField::Instance) => i64::from(siblings),
        Strategy::Spread(SpreadField::Attribute(name)) => i64::from(groups.count(instance, name)),
        Strategy::Binpack(BinpackField::Cpu) => i64::from(instance.row.remaining().cpu_units),
        Strategy::Binpack(BinpackField::Memory) => i64::from(instance.row.remaining().memory_mib),
        Strategy::Random => {
            let task = u64::from(instance.world.next_task().0);
            (instance
                .world
                .chance()
                .bits(streams::PLACEMENT_RANDOM, task, instance.id.0)
                >> 1) as i64
        }
    }
}

/// The last word between equals: fewest siblings, then the instance registered first.
pub fn tie_break(instance: &InstanceView<'_>, ask: &TaskAsk) -> (u32, u32) {
    tie_break_knowing(instance, siblings_on(instance, ask))
}

/// The same for a caller that knows how many siblings are on the instance.
pub fn tie_break_knowing(instance: &InstanceView<'_>, siblings: u32) -> (u32, u32) {
    assumed!(PLACEMENT_TIE);
    (siblings, instance.id.0)
}

/// Instances of the cluster with siblings, and how many: a group of that name in another cluster is another group.
pub fn siblings<'w>(
    world: &'w World,
    ask: &TaskAsk,
) -> impl Iterator<Item = (InstanceView<'w>, u32)> + use<'w> {
    let cluster = ask.cluster;
    let counts = world.spread_counts(ask.group).into_iter().flatten();
    counts
        .map(|(instance, count)| (world.instance(*instance), *count))
        .filter(move |(instance, _)| instance.row.cluster == cluster)
}

/// Siblings per value of each attribute the strategies spread over, over all instances of the cluster.
#[derive(Clone, Debug, Default)]
pub struct GroupCounts {
    by_attribute: SortedMap<String, SortedMap<Option<String>, u32>>,
}

impl GroupCounts {
    pub fn of(world: &World, ask: &TaskAsk) -> GroupCounts {
        assumed!(SPREAD_COUNTS);
        assumed!(SPREAD_WITHOUT_ATTRIBUTE);
        let mut counts = GroupCounts::default();
        for strategy in ask.strategies.iter() {
            let Strategy::Spread(SpreadField::Attribute(name)) = strategy else {
                continue;
            };
            let groups = counts.by_attribute.or_default(name.to_string());
            for (instance, siblings) in siblings(world, ask) {
                let value = instance.attribute(name).map(str::to_owned);
                *groups.or_default(value) += siblings;
            }
        }
        counts
    }

    /// Siblings in the group `instance` belongs to.
    pub fn count(&self, instance: &InstanceView<'_>, attribute: &str) -> u32 {
        let value = instance.attribute(attribute).map(str::to_owned);
        self.by_attribute
            .get(attribute)
            .and_then(|groups| groups.get(&value))
            .copied()
            .unwrap_or(0)
    }
}
