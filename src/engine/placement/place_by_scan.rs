//! Placement the plain way: look at every instance. The reference the fast way is compared with, and the explanation.

use crate::engine::placement::checks::{self, Check};
use crate::engine::placement::strategies::{GroupCounts, score, tie_break};
use crate::engine::placement::{TaskAsk, Witness};
use crate::model::ContainerInstanceId;
use crate::world::World;
use crate::world::views::InstanceView;

/// The instance for the task; `witness` sees every instance.
pub fn place_by_scan(
    world: &World,
    ask: &TaskAsk,
    witness: &mut impl Witness,
) -> Option<ContainerInstanceId> {
    let mut left: Vec<InstanceView<'_>> = world
        .cluster(ask.cluster)
        .instances()
        .filter(|instance| ask.considers(instance))
        .filter(|instance| can_take(instance, ask, witness))
        .collect();
    let groups = GroupCounts::of(world, ask);
    for (step, strategy) in ask.strategies.iter().enumerate() {
        let scores: Vec<i64> = left
            .iter()
            .map(|instance| score(instance, ask, strategy, &groups))
            .collect();
        let best = scores.iter().copied().min()?;
        for (instance, score) in left.iter().zip(&scores) {
            witness.ranked(instance.id, step as u8, *score);
        }
        let mut scores = scores.into_iter();
        left.retain(|_| scores.next() == Some(best));
    }
    left.iter()
        .min_by_key(|instance| tie_break(instance, ask))
        .map(|instance| instance.id)
}

/// Runs the checks, reporting the first miss, or all of them to a witness that wants all.
pub(super) fn can_take(
    instance: &InstanceView<'_>,
    ask: &TaskAsk,
    witness: &mut impl Witness,
) -> bool {
    if !witness.sees_every_check() {
        return match checks::check(instance, ask) {
            Ok(()) => {
                witness.eligible(instance.id);
                true
            }
            Err(why) => {
                witness.rejected(instance.id, why);
                false
            }
        };
    }
    let misses: Vec<_> = Check::ALL
        .iter()
        .filter_map(|which| checks::passes(*which, instance, ask).err())
        .collect();
    for why in &misses {
        witness.rejected(instance.id, *why);
    }
    if misses.is_empty() {
        witness.eligible(instance.id);
    }
    misses.is_empty()
}
