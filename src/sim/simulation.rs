//! The live run: the world at the head of the log, and the one door through which it changes.

use std::hash::Hash;

use serde_json::Value;

use crate::api::error::ApiError;
use crate::engine::{Decision, Recorder, dispatch::dispatch};
use crate::kernel::{Arena, Digest, SimTime};
use crate::row_ids;
use crate::sim::Command;
use crate::sim::history::Keyframes;
use crate::sim::log;
use crate::world::event::CommandId;
use crate::world::{Cause, DecisionId, Entry, Event, World};

row_ids!(
    /// An entry's place in the log.
    EntryId,
);

/// A decision with the moment it was taken: `seq` entries were in the log.
#[derive(Clone, Debug)]
pub struct Decided {
    pub seq: u64,
    pub at: SimTime,
    pub decision: Decision,
}

/// A command with the moment it was carried out: the whole input of a run is its seed and these.
#[derive(Clone, Debug)]
pub struct Journaled {
    pub seq: u64,
    pub at: SimTime,
    pub command: Command,
}

/// How far [`Simulation::run_until`] came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    pub entries: u64,
    /// Whether the time was reached, rather than the limit of work.
    pub reached: bool,
}

/// A run.
#[derive(Clone)]
pub struct Simulation {
    pub(super) world: World,
    pub(super) log: Arena<EntryId, Entry>,
    pub(super) decisions: Arena<DecisionId, Decided>,
    pub(super) journal: Arena<CommandId, Journaled>,
    pub(super) keyframes: Keyframes,
}

impl Simulation {
    /// An empty account at time zero. Equal seeds and commands give equal logs.
    pub fn new(seed: u64) -> Simulation {
        let world = World::new(seed);
        let keyframes = Keyframes::starting_with(&world);
        Simulation {
            world,
            log: Arena::default(),
            decisions: Arena::default(),
            journal: Arena::default(),
            keyframes,
        }
    }

    pub fn world(&self) -> &World {
        &self.world
    }

    /// The clock: the last entry's time, or the time run to.
    pub fn now(&self) -> SimTime {
        self.world.now()
    }

    pub fn seed(&self) -> u64 {
        self.world.chance().seed()
    }

    /// Entries in the log.
    pub fn len(&self) -> u64 {
        u64::from(self.log.len())
    }

    pub fn is_empty(&self) -> bool {
        self.log.is_empty()
    }

    /// The entry numbered `seq`, from 0.
    pub fn entry(&self, seq: u64) -> Option<&Entry> {
        self.log.get(EntryId(u32::try_from(seq).ok()?))
    }

    /// All entries with their numbers.
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = (u64, &Entry)> {
        self.log.iter().map(|(id, entry)| (u64::from(id.0), entry))
    }

    pub fn decisions(&self) -> impl DoubleEndedIterator<Item = (DecisionId, &Decided)> {
        self.decisions.iter()
    }

    pub fn decided(&self, id: DecisionId) -> Option<&Decided> {
        self.decisions.get(id)
    }

    pub fn journal(&self) -> impl DoubleEndedIterator<Item = &Journaled> {
        self.journal.iter().map(|(_, journaled)| journaled)
    }

    /// Carries out a command now. What is refused, and what only reads, leaves no trace.
    pub fn submit(&mut self, command: Command) -> Result<Value, ApiError> {
        let trace = |it: &Simulation| (it.len(), it.decisions.len());
        let before = trace(self);
        let id = self.journal.next_key();
        let answer = command.execute(self, Cause::Command(id));
        debug_assert!(
            answer.is_ok() || trace(self) == before,
            "a refused command leaves nothing behind"
        );
        // A task that found no place is a decision without an entry, and is asked for again in a replay.
        if trace(self) != before {
            self.journal.push(Journaled {
                seq: before.0,
                at: self.now(),
                command,
            });
        }
        answer
    }

    /// Answers the next thing due; `None` when nothing is.
    pub fn step(&mut self) -> Option<SimTime> {
        let (id, timer) = self.world.next_timer()?;
        self.world.advance(id.at);
        dispatch(self, timer);
        let stands = self.world.next_timer().map(|(next, _)| next) == Some(id);
        assert!(!stands, "whoever answers {timer:?} moves it");
        Some(id.at)
    }

    /// Lets time pass until `until`, answering what is due, with at most about `at_most` entries of work.
    pub fn run_until(&mut self, until: SimTime, at_most: u64) -> Progress {
        let before = self.len();
        while self
            .world
            .next_timer()
            .is_some_and(|(id, _)| id.at <= until)
        {
            if self.len() - before >= at_most {
                return Progress {
                    entries: self.len() - before,
                    reached: false,
                };
            }
            self.step();
        }
        if !until.is_never() {
            self.world.advance(until);
        }
        Progress {
            entries: self.len() - before,
            reached: true,
        }
    }

    /// One hash of the run: the world and the whole log. Equal on every target.
    pub fn digest(&self) -> u64 {
        let mut digest = Digest::default();
        self.world.digest().hash(&mut digest);
        for (seq, entry) in self.entries() {
            log::line(&self.world, seq, entry).hash(&mut digest);
        }
        std::hash::Hasher::finish(&digest)
    }
}

impl Recorder for Simulation {
    fn world(&self) -> &World {
        &self.world
    }

    fn emit(&mut self, cause: Cause, event: Event) -> u64 {
        let seq = self.len();
        let entry = Entry {
            at: self.world.now(),
            cause,
            event,
        };
        self.world.apply(&entry);
        self.log.push(entry);
        self.keyframes.take(&self.world);
        seq
    }

    fn decide(&mut self, decision: Decision) -> DecisionId {
        self.decisions.push(Decided {
            seq: self.world.seq(),
            at: self.world.now(),
            decision,
        })
    }
}

/// The commands of a run, for running them again.
pub fn replay(seed: u64, journal: &[Journaled], until: SimTime) -> Simulation {
    let mut simulation = Simulation::new(seed);
    for journaled in journal {
        simulation.run_until(journaled.at, u64::MAX);
        // It was accepted the first time, so it is accepted now.
        let _ = simulation.submit(Command::clone(&journaled.command));
    }
    simulation.run_until(until, u64::MAX);
    simulation
}
