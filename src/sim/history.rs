//! Every moment within reach: kept worlds with the log between them, and forks.
//!
//! A keyframe shares unchanged pages with the live world. Explanations are not kept: they are worked out again on the
//! world of their moment.

use crate::sim::Simulation;
use crate::sim::simulation::EntryId;
use crate::world::World;

/// Entries between keyframes while a run is small enough for instant scrubbing.
const DENSE: u64 = 256;
/// The same for large runs, where a keyframe costs more than re-applying entries.
const SPARSE: u64 = 16_384;
/// From this many tasks a run is large.
const LARGE: u32 = 1_000;
/// More keyframes than this, and every second old one goes: recent history stays dense.
const KEPT_MAX: usize = 256;

/// Kept worlds, oldest first.
#[derive(Clone)]
pub struct Keyframes {
    kept: Vec<World>,
}

impl Keyframes {
    pub fn starting_with(world: &World) -> Keyframes {
        Keyframes {
            kept: vec![world.shelved()],
        }
    }

    /// Keeps `world` when it is time to.
    pub fn take(&mut self, world: &World) {
        let every = if world.counts().0 < LARGE {
            DENSE
        } else {
            SPARSE
        };
        if !world.seq().is_multiple_of(every) {
            return;
        }
        self.kept.push(world.shelved());
        if self.kept.len() > KEPT_MAX {
            let recent = self.kept.len() - KEPT_MAX / 4;
            let mut place = 0;
            self.kept.retain(|_| {
                place += 1;
                place == 1 || place > recent || place % 2 == 0
            });
        }
    }

    fn before(&self, seq: u64) -> &World {
        let after = self.kept.partition_point(|world| world.seq() <= seq);
        &self.kept[after.max(1) - 1]
    }

    fn truncate(&mut self, seq: u64) {
        self.kept.retain(|world| world.seq() <= seq);
    }
}

impl Simulation {
    /// The world when the log had `seq` entries.
    pub fn world_at(&self, seq: u64) -> World {
        let seq = seq.min(self.len());
        if seq == self.len() {
            return self.world.clone();
        }
        let kept = self.keyframes.before(seq);
        let mut world = kept.unshelved();
        for at in kept.seq()..seq {
            if let Some(entry) = self.entry(at) {
                world.apply(entry);
            }
        }
        world
    }

    /// A run that shares the first `seq` entries and goes its own way from there.
    pub fn fork_at(&self, seq: u64) -> Simulation {
        let seq = seq.min(self.len());
        let mut fork = self.clone();
        fork.world = self.world_at(seq);
        fork.log.truncate(EntryId(seq as u32).0);
        let taken = self
            .decisions()
            .filter(|(_, decided)| decided.seq < seq)
            .count();
        fork.decisions.truncate(taken as u32);
        let commands = self
            .journal()
            .filter(|journaled| journaled.seq < seq)
            .count();
        fork.journal.truncate(commands as u32);
        fork.keyframes.truncate(seq);
        fork
    }
}
