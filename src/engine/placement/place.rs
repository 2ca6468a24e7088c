//! Placement of many equal tasks: look at every instance once, then only at what each placement touched.
//!
//! Candidates stand ordered by their scores, in groups of the leading `spread` over an attribute, whose count changes for
//! a whole group at once. Strategies that do not fit this shape fall back to the scan.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::placement::place_by_scan::{can_take, place_by_scan};
use crate::engine::placement::strategies::{GroupCounts, score, siblings, tie_break};
use crate::engine::placement::{Tally, TaskAsk};
use crate::model::ContainerInstanceId;
use crate::model::placement::{SpreadField, Strategy};
use crate::world::World;
use crate::world::views::InstanceView;

/// Strategies after the leading spread that an instance alone decides; ECS allows five in all.
const INNER_MAX: usize = 5;

type Rank = ([i64; INNER_MAX], (u32, u32));

/// Places tasks of one ask, one after the other, each seeing those before it.
pub struct Placer<'a> {
    ask: &'a TaskAsk,
    tally: Tally,
    /// `None`: the strategies need the scan.
    ordered: Option<Ordered>,
}

struct Ordered {
    /// The attribute of the leading spread.
    attribute: Option<String>,
    inner: Vec<Strategy>,
    groups: BTreeMap<Option<String>, Candidates>,
    ranks: BTreeMap<ContainerInstanceId, Rank>,
}

#[derive(Default)]
struct Candidates {
    siblings: u32,
    by_rank: BTreeSet<(Rank, ContainerInstanceId)>,
}

impl<'a> Placer<'a> {
    /// Looks at every instance of the cluster once.
    pub fn prepare(world: &World, ask: &'a TaskAsk) -> Placer<'a> {
        let mut placer = Placer {
            ask,
            tally: Tally::default(),
            ordered: shape(&ask.strategies),
        };
        let Some(ordered) = &mut placer.ordered else {
            return placer;
        };
        if let Some(attribute) = &ordered.attribute {
            for (instance, siblings) in siblings(world, ask) {
                let value = instance.attribute(attribute).map(str::to_owned);
                ordered.groups.entry(value).or_default().siblings += siblings;
            }
        }
        for instance in world
            .cluster(ask.cluster)
            .instances()
            .filter(|instance| ask.considers(instance))
        {
            if can_take(&instance, ask, &mut placer.tally) {
                ordered.insert(&instance, ask);
            }
        }
        placer
    }

    /// The instance for the next task in `world`, which has changed since only by what was [`Placer::placed`].
    pub fn choose(&mut self, world: &World) -> Option<ContainerInstanceId> {
        match &self.ordered {
            Some(ordered) => ordered.best(),
            None => {
                self.tally = Tally::default();
                place_by_scan(world, self.ask, &mut self.tally)
            }
        }
    }

    /// Takes note of a task placed on `instance`.
    pub fn placed(&mut self, world: &World, instance: ContainerInstanceId) {
        let Some(ordered) = &mut self.ordered else {
            return;
        };
        let instance = world.instance(instance);
        ordered.remove(&instance);
        let value = ordered.value(&instance);
        ordered.groups.entry(value).or_default().siblings += 1;
        // It was counted as eligible before; it is judged anew.
        self.tally.considered -= 1;
        if can_take(&instance, self.ask, &mut self.tally) {
            ordered.insert(&instance, self.ask);
        }
    }

    /// What was ruled out so far, by reason.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }
}

/// The shape the ordered way can serve: at most one spread over an attribute, and that first; nothing random.
fn shape(strategies: &[Strategy]) -> Option<Ordered> {
    let (attribute, inner) = match strategies {
        [Strategy::Spread(SpreadField::Attribute(name)), inner @ ..] => {
            (Some(name.to_string()), inner)
        }
        inner => (None, inner),
    };
    let by_instance = |strategy: &Strategy| {
        matches!(
            strategy,
            Strategy::Spread(SpreadField::Instance) | Strategy::Binpack(_)
        )
    };
    let fits = inner.len() <= INNER_MAX && inner.iter().all(by_instance);
    fits.then(|| Ordered {
        attribute,
        inner: inner.to_vec(),
        groups: BTreeMap::new(),
        ranks: BTreeMap::new(),
    })
}

impl Ordered {
    fn value(&self, instance: &InstanceView<'_>) -> Option<String> {
        self.attribute
            .as_ref()
            .and_then(|name| instance.attribute(name))
            .map(str::to_owned)
    }

    fn insert(&mut self, instance: &InstanceView<'_>, ask: &TaskAsk) {
        let mut scores = [0; INNER_MAX];
        for (slot, strategy) in scores.iter_mut().zip(&self.inner) {
            *slot = score(instance, ask, strategy, &GroupCounts::default());
        }
        let rank = (scores, tie_break(instance, ask));
        self.ranks.insert(instance.id, rank);
        self.groups
            .entry(self.value(instance))
            .or_default()
            .by_rank
            .insert((rank, instance.id));
    }

    fn remove(&mut self, instance: &InstanceView<'_>) {
        let Some(rank) = self.ranks.remove(&instance.id) else {
            return;
        };
        if let Some(group) = self.groups.get_mut(&self.value(instance)) {
            group.by_rank.remove(&(rank, instance.id));
        }
    }

    /// Of the groups with room and the fewest siblings, the best-ranked instance.
    fn best(&self) -> Option<ContainerInstanceId> {
        let with_room = || {
            self.groups
                .values()
                .filter(|group| !group.by_rank.is_empty())
        };
        let fewest = with_room().map(|group| group.siblings).min()?;
        let fewest_groups =
            with_room().filter(|group| group.siblings == fewest || self.attribute.is_none());
        fewest_groups
            .filter_map(|group| group.by_rank.first())
            .min()
            .map(|(_, instance)| *instance)
    }
}
