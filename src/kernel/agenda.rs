//! What is due, and when: ordered by time, then by the order of scheduling.
//!
//! A persistent map, so that a copy of the world shares it. Two things due at once keep the order in which they
//! were scheduled; a heap alone may swap them.

use std::hash::{Hash, Hasher};

use super::time::SimTime;

/// Names one thing that is due. Earlier ids come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimerId {
    pub at: SimTime,
    order: u64,
}

/// Everything that is due.
#[derive(Clone, Debug)]
pub struct Agenda<T: Clone> {
    due: imbl::OrdMap<TimerId, T>,
    scheduled: u64,
}

impl<T: Clone> Default for Agenda<T> {
    fn default() -> Self {
        Agenda {
            due: imbl::OrdMap::new(),
            scheduled: 0,
        }
    }
}

impl<T: Clone> Agenda<T> {
    /// Adds `what`, due at `at`.
    pub fn schedule(&mut self, at: SimTime, what: T) -> TimerId {
        let id = TimerId {
            at,
            order: self.scheduled,
        };
        self.scheduled += 1;
        self.due.insert(id, what);
        id
    }

    /// Takes `id` off the agenda, if it is still there.
    pub fn cancel(&mut self, id: TimerId) -> Option<T> {
        self.due.remove(&id)
    }

    /// The next thing due.
    pub fn next(&self) -> Option<(TimerId, &T)> {
        self.due.get_min().map(|(id, what)| (*id, what))
    }

    pub fn len(&self) -> usize {
        self.due.len()
    }

    pub fn is_empty(&self) -> bool {
        self.due.is_empty()
    }
}

impl<T: Clone + Hash> Hash for Agenda<T> {
    fn hash<H: Hasher>(&self, into: &mut H) {
        self.scheduled.hash(into);
        (self.due.len() as u64).hash(into);
        for (id, what) in &self.due {
            id.hash(into);
            what.hash(into);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_times_keep_the_order_of_scheduling() {
        let mut agenda = Agenda::default();
        let at = SimTime::from_secs(5);
        agenda.schedule(at, "first");
        let second = agenda.schedule(at, "second");
        agenda.schedule(SimTime::from_secs(1), "earlier");
        agenda.schedule(at, "third");
        assert_eq!(agenda.cancel(second), Some("second"));
        assert_eq!(agenda.cancel(second), None);
        let mut seen = Vec::new();
        while let Some((id, what)) = agenda.next().map(|(id, what)| (id, *what)) {
            seen.push(what);
            agenda.cancel(id);
        }
        assert_eq!(seen, ["earlier", "first", "third"]);
    }
}
