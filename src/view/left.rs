//! Runs that were left: by a change, which can be taken back, and again to stand beside the one looked at.

use crate::kernel::SimTime;
use crate::scenario::Run;
use crate::sim::{Simulation, log};
use crate::view::track::Track;
use crate::world::World;

/// A run that was left, with the place one stood at.
#[derive(Clone)]
pub struct Kept {
    pub run: Run,
    pub seq: u64,
    pub now: SimTime,
    /// The change it was left for.
    pub label: String,
    /// Its name as a `Subject` of `Kind::Run`; given once.
    pub number: u32,
}

/// A run that was left, gone on with to the instant looked at in the one that goes on.
pub struct Other {
    pub number: u32,
    run: Run,
    pub world: World,
    pub track: Track,
    /// Entries both runs begin with.
    pub common: u64,
}

impl Other {
    /// `kept` beside `run`.
    pub fn beside(kept: &Kept, run: &Simulation) -> Other {
        Other {
            number: kept.number,
            world: kept.run.simulation.world().clone(),
            track: Track::default(),
            common: common(&kept.run.simulation, run),
            run: kept.run.clone(),
        }
    }

    pub fn run(&self) -> &Simulation {
        &self.run.simulation
    }

    /// Looks at `now`, running on where nothing is known yet.
    pub fn go_to(&mut self, now: SimTime) {
        if now > self.run().now() {
            self.run.run_until(now, u64::MAX);
        }
        let seq = entries_until(self.run(), now);
        if self.world.seq() != seq {
            self.world = self.run().world_at(seq);
        }
        self.track.follow(&self.run.simulation);
    }
}

/// The number of entries written until `time`.
pub fn entries_until(run: &Simulation, time: SimTime) -> u64 {
    let (mut low, mut high) = (0, run.len());
    while low < high {
        let middle = low + (high - low) / 2;
        if run.entry(middle).is_some_and(|entry| entry.at <= time) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

/// How many entries two runs begin with alike.
fn common(one: &Simulation, two: &Simulation) -> u64 {
    let line = |run: &Simulation, seq: u64| {
        let entry = run.entry(seq)?;
        Some(log::line(run.world(), seq, entry))
    };
    let alike = |seq: &u64| line(one, *seq) == line(two, *seq);
    (0..one.len()).take_while(alike).count() as u64
}
