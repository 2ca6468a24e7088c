//! The session behind the messages: one run, a place in its log, and what was left behind.
//!
//! Looking at the past costs a world; the run itself stays whole. Changing something while standing
//! in the past forks there, and the future that was left is kept, so that undo brings it back.

use std::sync::Arc;

use serde_json::Value;

use crate::api::error::ApiError;
use crate::explain::{self, PlacementExplanation};
use crate::kernel::WHOLE;
use crate::kernel::{SimTime, SortedSet};
use crate::model::{ServiceId, TaskId};
use crate::scenario::{Run, Scenario};
use crate::sim::{Command, Simulation};
use crate::view::deed::command_name;
use crate::view::frame::{Kind, Subject};
use crate::view::inspector::{created, task_of};
use crate::view::left::{Kept, Other, entries_until};
use crate::view::look::{Look, is_dull};
use crate::view::message::{Direction, Stride, Tab};
use crate::view::query::Asked;
use crate::view::track::Track;
use crate::view::why::placement_of;
use crate::world::{Cause, Entry, Event, World};

/// Entries run in one go before anyone looks at the clock.
const CHUNK: u64 = 64;
/// More entries between two looks than this, and nothing is called fresh.
const FRESH_MAX: u64 = 64;
/// Changes that can be taken back.
const UNDO_MAX: usize = 50;
/// A step that finds nothing to stop at stands still at the next multiple of this: where nothing can be
/// placed a service is looked at for ever.
const STEP_MAX: u64 = 3_600_000_000;

/// Whether a move has arrived, or waits for more time to work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    Arrived,
    More,
}

/// Asked between slices of work: may it go on?
pub type Within<'a> = &'a mut dyn FnMut() -> bool;

pub struct Session {
    /// The run at its head, with the steps of the scenario that are still to come.
    run: Run,
    /// The world looked at; none while that is the head of the run.
    past: Option<World>,
    now: SimTime,
    pub selected: Option<Subject>,
    pub tab: Tab,
    pub asked: Asked,
    undo: Vec<Kept>,
    redo: Vec<Kept>,
    track: Track,
    fresh: SortedSet<TaskId>,
    placed: Option<(TaskId, PlacementExplanation)>,
    /// How many runs were left so far.
    left: u32,
    /// The one that stands beside.
    other: Option<Other>,
}

impl Session {
    pub fn new(scenario: Scenario) -> Session {
        Session {
            run: Run::new(Arc::new(scenario)),
            past: None,
            now: SimTime::ZERO,
            selected: None,
            tab: Tab::Why,
            asked: Asked::default(),
            undo: Vec::new(),
            redo: Vec::new(),
            track: Track::default(),
            fresh: SortedSet::new(),
            placed: None,
            left: 0,
            other: None,
        }
    }

    pub fn scenario(&self) -> &Scenario {
        &self.run.scenario
    }

    /// The scenario with what it has not brought yet.
    pub fn course(&self) -> &Run {
        &self.run
    }

    pub fn run(&self) -> &Simulation {
        &self.run.simulation
    }

    pub fn world(&self) -> &World {
        self.past.as_ref().unwrap_or(self.run.simulation.world())
    }

    pub fn now(&self) -> SimTime {
        self.now
    }

    pub fn seq(&self) -> u64 {
        self.world().seq()
    }

    /// What undo and redo would do, empty when nothing.
    pub fn changes(&self) -> (String, String) {
        let label = |list: &[Kept]| {
            list.last()
                .map(|kept| kept.label.clone())
                .unwrap_or_default()
        };
        (label(&self.undo), label(&self.redo))
    }

    /// Takes in what is new since the last look.
    pub fn catch_up(&mut self) {
        self.track.follow(&self.run.simulation);
        if WHOLE {
            self.see_placement();
            self.see_other();
        }
    }

    /// Everything a panel needs, as of the last `catch_up`.
    pub fn look(&self) -> Look<'_> {
        Look {
            world: self.past.as_ref().unwrap_or(self.run.simulation.world()),
            run: &self.run.simulation,
            now: self.now,
            selected: self.selected,
            fresh: &self.fresh,
            placed: self.placed.as_ref().map(|(_, placed)| placed),
            query: self.asked.query(),
            track: &self.track,
            undo: &self.undo,
            redo: &self.redo,
            other: self.other.as_ref(),
        }
    }

    pub fn track(&self) -> &Track {
        &self.track
    }

    /// The service whose lane is drawn: the selected one, the one that is deploying, the first.
    pub fn lane_service(&self) -> Option<ServiceId> {
        let world = self.world();
        let selected = self.selected.and_then(|subject| match subject.kind {
            Kind::Service => {
                let service = ServiceId(subject.id);
                world
                    .services()
                    .any(|it| it.id == service)
                    .then_some(service)
            }
            Kind::Task if subject.id < world.counts().0 => {
                world.task(TaskId(subject.id)).row.service()
            }
            _ => None,
        });
        use crate::model::service::RolloutState;
        let deploying = || {
            let moving = |it: &crate::world::views::ServiceView<'_>| {
                it.primary().rollout_state == RolloutState::InProgress
                    && it.deployments().count() > 1
            };
            world.services().find(moving)
        };
        let latest = || {
            let deployed = |it: &crate::world::views::ServiceView<'_>| {
                (it.primary().created_at, std::cmp::Reverse(it.id))
            };
            world.services().max_by_key(deployed)
        };
        selected.or_else(|| deploying().or_else(latest).map(|service| service.id))
    }

    /// What the placement of the selected task saw, kept until another task is selected.
    fn see_placement(&mut self) {
        let task = self
            .selected
            .filter(|subject| subject.kind == Kind::Task)
            .map(|subject| TaskId(subject.id));
        let known = self.placed.as_ref().map(|(task, _)| *task);
        if task == known && (task.is_none() || self.placed.is_some()) {
            return;
        }
        self.placed = None;
        let Some(task) = task.filter(|task| task.0 < self.world().counts().0) else {
            return;
        };
        let run = &self.run.simulation;
        let explained = placement_of(run, task).and_then(|id| explain::placement(run, id));
        self.placed = explained.map(|explained| (task, explained));
    }

    /// The run chosen to stand beside this one, at the same instant.
    fn see_other(&mut self) {
        let chosen = self.selected.filter(|subject| subject.kind == Kind::Run);
        let Some(number) = chosen.map(|it| it.id) else {
            self.other = None;
            return;
        };
        let known = self.other.take().filter(|it| it.number == number);
        let found = known
            .or_else(|| Other::of(&self.undo, number))
            .or_else(|| Other::of(&self.redo, number));
        let Some(mut other) = found else {
            return;
        };
        other.go_to(self.now);
        self.other = Some(other);
    }

    /// Whether the run that stands beside has still to come to the instant looked at.
    pub fn is_behind(&self) -> bool {
        self.other.as_ref().is_some_and(|other| !other.arrived)
    }

    // ------------------------------------------------------------ moving

    /// One event, decision or service event, forward or back.
    pub fn step(&mut self, stride: Stride, direction: Direction, within: Within<'_>) -> Arrival {
        if direction == Direction::Back {
            // Entries nobody stops at do not count as a place of their own: forth and back meet at the same pictures.
            let here = match stride {
                Stride::Event => (0..=self.seq())
                    .rev()
                    .find(|place| self.is_stop(stride, *place))
                    .unwrap_or(0),
                Stride::Decision | Stride::ServiceEvent => self.seq(),
            };
            let to = (0..here)
                .rev()
                .find(|place| self.is_stop(stride, *place))
                .unwrap_or(0);
            self.go_to(to);
            return Arrival::Arrived;
        }
        loop {
            let known =
                (self.seq() + 1..=self.run().len()).find(|place| self.is_stop(stride, *place));
            if let Some(place) = known {
                self.go_to(place);
                return Arrival::Arrived;
            }
            let before = self.run().len();
            self.go_to_head();
            let hour = self.now.0 / STEP_MAX;
            if !self.answer_next() {
                return Arrival::Arrived;
            }
            if self.now.0 / STEP_MAX > hour
                && (before + 1..=self.run().len()).all(|place| !self.is_stop(stride, place))
            {
                return Arrival::Arrived;
            }
            // Stand where the known ended, so that the search goes on with what is new.
            if self.run().len() > before {
                self.past = Some(self.run().world_at(before));
            }
            if !within()
                && (before + 1..=self.run().len()).all(|place| !self.is_stop(stride, place))
            {
                self.go_to_head();
                return Arrival::More;
            }
        }
    }

    /// Whether one stops with the first `place` entries applied.
    fn is_stop(&self, stride: Stride, place: u64) -> bool {
        if place == 0 {
            return true;
        }
        let Some(entry) = self.run().entry(place - 1) else {
            return false;
        };
        match stride {
            Stride::Event => !is_dull(&entry.event),
            Stride::ServiceEvent => matches!(entry.event, Event::ServiceEventWritten { .. }),
            // Behind the last of the entries a decision led to at once.
            Stride::Decision => {
                let decision = |entry: &Entry| match entry.cause {
                    Cause::Decision(id) => Some(id),
                    _ => None,
                };
                let here = decision(entry);
                here.is_some()
                    && !is_dull(&entry.event)
                    && self.run().entry(place).and_then(decision) != here
            }
        }
    }

    /// Looks at `time`, running on where nothing is known yet.
    pub fn seek(&mut self, time: SimTime, within: Within<'_>) -> Arrival {
        if time > self.run().now() {
            let from = self.seq();
            let arrival = self.run_on(time, within);
            self.mark_fresh(from);
            return arrival;
        }
        self.go_to(entries_until(self.run(), time));
        self.now = time;
        Arrival::Arrived
    }

    /// Lets time pass until `time`, through what is known and on.
    pub fn play(&mut self, time: SimTime, within: Within<'_>) -> Arrival {
        let from = self.seq();
        let to = entries_until(self.run(), time);
        if let Some(world) = &mut self.past {
            let run = &self.run.simulation;
            while let Some(entry) = run.entry(world.seq()).filter(|_| world.seq() < to) {
                world.apply(entry);
            }
            if world.seq() == run.len() {
                self.past = None;
            }
        }
        let arrival = if time > self.run().now() && self.past.is_none() {
            self.run_on(time, within)
        } else {
            self.now = time.max(self.now);
            Arrival::Arrived
        };
        self.mark_fresh(from);
        arrival
    }

    /// Runs the head on to `time`, the scenario's steps in between.
    fn run_on(&mut self, time: SimTime, within: Within<'_>) -> Arrival {
        self.past = None;
        loop {
            let progress = self.run.run_until(time, CHUNK);
            self.now = self.run().now();
            if progress.reached {
                return Arrival::Arrived;
            }
            if !within() {
                return Arrival::More;
            }
        }
    }

    /// The next thing due at the head, be it a timer or a step of the scenario; false when there is none.
    fn answer_next(&mut self) -> bool {
        let timer = self.run().world().next_timer().map(|(id, _)| id.at);
        let step = self.run.next_step_at();
        match (timer, step) {
            (None, None) => return false,
            (timer, Some(at)) if timer.is_none_or(|timer| at < timer) => {
                self.run.run_until(at, u64::MAX);
            }
            _ => {
                self.run.simulation.step();
            }
        }
        self.now = self.run().now();
        true
    }

    fn go_to_head(&mut self) {
        self.past = None;
        self.now = self.run().now();
    }

    /// Looks at the world of the first `seq` entries.
    pub fn go_to(&mut self, seq: u64) {
        let seq = seq.min(self.run().len());
        let from = self.seq();
        self.past = (seq < self.run().len()).then(|| self.run().world_at(seq));
        self.now = match seq.checked_sub(1).and_then(|last| self.run().entry(last)) {
            Some(entry) => entry.at,
            None => SimTime::ZERO,
        };
        self.mark_fresh(from);
    }

    /// Looks at a later instant of the same world: before the next entry, or up to the end of what is known.
    pub fn stand_at(&mut self, time: SimTime) {
        let next = self.run().entry(self.seq()).map(|entry| entry.at);
        let last = next.unwrap_or(self.run().now());
        self.now = time.min(last).max(self.now);
    }

    /// Notes which tasks changed between `from` and here.
    fn mark_fresh(&mut self, from: u64) {
        let (low, high) = (from.min(self.seq()), from.max(self.seq()));
        self.fresh.clear();
        if high - low > FRESH_MAX {
            return;
        }
        let world = self.run.simulation.world();
        for seq in low..high {
            let Some(entry) = self.run().entry(seq) else {
                continue;
            };
            self.fresh.extend(match &entry.event {
                Event::TaskCreated(_) => created(&self.run.simulation, entry),
                event => task_of(world, event),
            });
        }
    }

    // ------------------------------------------------------------ changing

    /// Carries `command` out at the instant looked at. A change made in the past forks the run there.
    pub fn submit(&mut self, command: Command) -> Result<Value, ApiError> {
        let mut run = match &self.past {
            Some(_) => self.run.fork_at(self.seq(), self.now),
            None => self.run.clone(),
        };
        run.run_until(self.now, u64::MAX);
        let before = run.simulation.len();
        let label = command_name(&command);
        let answer = run.simulation.submit(command)?;
        if run.simulation.len() == before {
            return Ok(answer);
        }
        let forked = before < self.run().len();
        self.keep(label, before);
        self.redo.clear();
        self.run = run;
        self.past = None;
        self.now = self.run().now();
        if forked {
            self.track = Track::default();
        }
        self.placed = None;
        self.other = None;
        self.mark_fresh(before);
        Ok(answer)
    }

    fn keep(&mut self, label: String, fork: u64) {
        self.left += 1;
        let kept = self.here(label, fork, self.left);
        self.undo.push(kept);
        if self.undo.len() > UNDO_MAX {
            self.undo.remove(0);
        }
    }

    fn here(&self, label: String, fork: u64, number: u32) -> Kept {
        Kept {
            fork,
            number,
            run: self.run.clone(),
            seq: self.seq(),
            now: self.now,
            label,
        }
    }

    /// Takes the last change back; the future left by it, if there was one, is there again.
    pub fn undo(&mut self) -> bool {
        let Some(kept) = self.undo.pop() else {
            return false;
        };
        let mine = self.here(kept.label.clone(), kept.fork, kept.number);
        self.redo.push(mine);
        self.restore(kept);
        true
    }

    pub fn redo(&mut self) -> bool {
        let Some(kept) = self.redo.pop() else {
            return false;
        };
        let mine = self.here(kept.label.clone(), kept.fork, kept.number);
        self.undo.push(mine);
        self.restore(kept);
        true
    }

    fn restore(&mut self, kept: Kept) {
        self.run = kept.run;
        self.past = None;
        self.track = Track::default();
        self.placed = None;
        self.other = None;
        self.go_to(kept.seq);
        self.now = kept.now;
        self.fresh.clear();
    }
}
