//! Runs that were left: by a change, which can be taken back, and again to stand beside the one looked at. Knows how far
//! two runs agree and where they stand; what is told of them is the panel's.

use crate::kernel::SimTime;
use crate::scenario::Run;
use crate::sim::Simulation;
use crate::view::track::Track;
use crate::world::World;

/// Entries a run beside is gone on with at a time: a frame does not wait for more.
const AT_ONCE: u64 = 4_000;

/// A run that was left, with the place one stood at.
#[derive(Clone)]
pub struct Kept {
    pub run: Run,
    pub seq: u64,
    pub now: SimTime,
    /// The change it was left for.
    pub label: String,
    /// Entries that the run with the change and the one without begin with.
    pub fork: u64,
    /// Its name as a `Subject` of `Kind::Run`. Taking the change back hands it on: the two runs change places.
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
    /// Whether it has got to the instant looked at.
    pub arrived: bool,
}

impl Other {
    /// The run called `number` of those that were left one after the other.
    pub fn of(left: &[Kept], number: u32) -> Option<Other> {
        let at = left.iter().rposition(|kept| kept.number == number)?;
        let kept = &left[at];
        Some(Other {
            // Each change since then may have parted the two runs; the earliest did.
            common: left[at..].iter().map(|kept| kept.fork).min()?,
            number: kept.number,
            world: kept.run.simulation.world().clone(),
            track: Track::default(),
            run: kept.run.clone(),
            arrived: false,
        })
    }

    pub fn run(&self) -> &Simulation {
        &self.run.simulation
    }

    /// Looks at `now`, or on the way there, running on where nothing is known yet.
    pub fn go_to(&mut self, now: SimTime) {
        self.arrived = now <= self.run().now() || self.run.run_until(now, AT_ONCE).reached;
        let run = &self.run.simulation;
        let seq = entries_until(run, now);
        if self.world.seq() > seq {
            self.world = run.world_at(seq);
        }
        while let Some(entry) = run
            .entry(self.world.seq())
            .filter(|_| self.world.seq() < seq)
        {
            self.world.apply(entry);
        }
        self.track.follow(run);
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
