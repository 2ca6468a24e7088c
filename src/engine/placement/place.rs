//! Placement of many equal tasks: look at every instance once, then only at what each placement touched.
//!
//! Candidates stand ordered by their scores, in groups of the leading `spread` over an attribute, whose count changes for
//! a whole group at once. Strategies that do not fit this shape fall back to the scan.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use crate::engine::placement::checks::{Check, Rejection, passes};
use crate::engine::placement::place_by_scan::place_by_scan;
use crate::engine::placement::strategies::{
    GroupCounts, score_knowing, siblings, tie_break_knowing,
};
use crate::engine::placement::{Tally, TaskAsk, Witness};
use crate::kernel::SortedMap;
use crate::model::ContainerInstanceId;
use crate::model::container_instance::InstanceStatus;
use crate::model::placement::{SpreadField, Strategy};
use crate::model::resources::Amounts;
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
    /// Which group has this value of the attribute.
    by_value: SortedMap<Option<String>, usize>,
    groups: Vec<Candidates>,
    /// What instances of one shape have in common, found by the address of their attributes; never iterated.
    shapes: SortedMap<usize, Shape>,
}

/// Instances with the same attributes pass or miss alike, and stand in the same group.
#[derive(Clone, Copy)]
struct Shape {
    attributes: Result<(), Rejection>,
    group: usize,
}

#[derive(Default)]
struct Candidates {
    siblings: u32,
    best_first: BinaryHeap<Reverse<(Rank, ContainerInstanceId)>>,
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
        for (instance, siblings) in siblings(world, ask) {
            let group = ordered.shape_of(&instance, ask).group;
            ordered.groups[group].siblings += siblings;
        }
        let mut found: Vec<Vec<_>> = Vec::new();
        // Both walk in the order of registration.
        let mut siblings = siblings(world, ask).peekable();
        let instances = world.cluster(ask.cluster).instances();
        for instance in instances.filter(|instance| ask.considers(instance)) {
            while siblings.next_if(|(it, _)| it.id < instance.id).is_some() {}
            let count = siblings
                .next_if(|(it, _)| it.id == instance.id)
                .map_or(0, |(_, count)| count);
            if let Some((group, rank)) = ordered.judge(&instance, ask, count, &mut placer.tally) {
                if found.len() <= group {
                    found.resize_with(group + 1, Vec::new);
                }
                found[group].push(Reverse((rank, instance.id)));
            }
        }
        for (group, candidates) in ordered.groups.iter_mut().zip(found) {
            group.best_first = candidates.into();
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
        let group = ordered.shape_of(&instance, self.ask).group;
        ordered.groups[group].siblings += 1;
        // A sibling of another provider counts, and its instance was never a candidate.
        if !self.ask.considers(&instance) {
            return;
        }
        ordered.groups[group].remove(instance.id);
        // It was counted as eligible before; it is judged anew.
        self.tally.considered -= 1;
        let siblings = super::checks::siblings_on(&instance, self.ask);
        if let Some((group, rank)) = ordered.judge(&instance, self.ask, siblings, &mut self.tally) {
            let candidates = &mut ordered.groups[group].best_first;
            candidates.push(Reverse((rank, instance.id)));
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
        by_value: SortedMap::new(),
        groups: Vec::new(),
        shapes: SortedMap::new(),
    })
}

impl Ordered {
    fn shape_of(&mut self, instance: &InstanceView<'_>, ask: &TaskAsk) -> Shape {
        let address = Arc::as_ptr(&instance.row.attributes) as usize;
        if let Some(shape) = self.shapes.get(&address) {
            return *shape;
        }
        let name = self.attribute.as_ref();
        let value = name.and_then(|name| instance.attribute(name));
        let next = self.groups.len();
        let group = *self
            .by_value
            .or_insert_with(value.map(str::to_owned), || next);
        if group == next {
            self.groups.push(Candidates::default());
        }
        let attributes = passes(Check::Attributes, instance, ask);
        let shape = Shape { attributes, group };
        self.shapes.insert(address, shape);
        shape
    }

    /// The checks in their order, the attributes' outcome shared by all instances of one shape; then group and rank.
    fn judge(
        &mut self,
        instance: &InstanceView<'_>,
        ask: &TaskAsk,
        siblings: u32,
        tally: &mut Tally,
    ) -> Option<(usize, Rank)> {
        let shape = self.shape_of(instance, ask);
        // Most of the time one comparison tells that it fits; the checks in their order tell what it misses.
        let judged = match has_room(instance, ask) {
            true => shape
                .attributes
                .and_then(|()| passes(Check::Constraints, instance, ask)),
            false => Check::ALL.iter().try_for_each(|which| match which {
                Check::Attributes => shape.attributes,
                which => passes(*which, instance, ask),
            }),
        };
        if let Err(why) = judged {
            tally.rejected(instance.id, why);
            return None;
        }
        tally.eligible(instance.id);
        let mut scores = [0; INNER_MAX];
        for (slot, strategy) in scores.iter_mut().zip(&self.inner) {
            *slot = score_knowing(instance, strategy, &GroupCounts::default(), siblings);
        }
        Some((shape.group, (scores, tie_break_knowing(instance, siblings))))
    }

    /// Of the groups with room and the fewest siblings, the best-ranked instance.
    fn best(&self) -> Option<ContainerInstanceId> {
        let with_room = || {
            self.groups
                .iter()
                .filter(|group| !group.best_first.is_empty())
        };
        let fewest = with_room().map(|group| group.siblings).min()?;
        let fewest_groups =
            with_room().filter(|group| group.siblings == fewest || self.attribute.is_none());
        fewest_groups
            .filter_map(|group| group.best_first.peek())
            .max()
            .map(|Reverse((_, instance))| *instance)
    }
}

/// Whether every check about state and resources passes, host ports left to the checks themselves.
fn has_room(instance: &InstanceView<'_>, ask: &TaskAsk) -> bool {
    let (row, demand) = (instance.row, ask.demand(instance.world));
    let no_ports = demand.tcp_ports.is_empty() && demand.udp_ports.is_empty();
    row.status == InstanceStatus::Active
        && row.agent_connected
        && no_ports
        && row.remaining().covers(Amounts::from(demand))
}

impl Candidates {
    /// What was just placed on stands first; anything else is looked for.
    fn remove(&mut self, instance: ContainerInstanceId) {
        match self.best_first.peek() {
            Some(Reverse((_, first))) if *first == instance => drop(self.best_first.pop()),
            _ => self.best_first.retain(|Reverse((_, it))| *it != instance),
        }
    }
}
