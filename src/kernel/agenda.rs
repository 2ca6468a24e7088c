//! What is due, and when: ordered by time, then by the order of scheduling.
//!
//! Pages that are copied on write, so that a copy of the world shares what has not changed. Two things due at once keep the order in which they
//! were scheduled; a heap alone may swap them.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use super::time::SimTime;

/// Names one thing that is due. Earlier ids come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimerId {
    pub at: SimTime,
    order: u64,
}

/// Things that share a page; a page with more is split.
const PAGE: usize = 64;

/// One page: things due, in order.
type Page<T> = Arc<Vec<(TimerId, T)>>;

/// Everything that is due.
#[derive(Clone, Debug)]
pub struct Agenda<T> {
    /// None is empty, and each ends before the next begins.
    pages: Vec<Page<T>>,
    len: usize,
    scheduled: u64,
}

impl<T> Default for Agenda<T> {
    fn default() -> Self {
        Agenda {
            pages: Vec::new(),
            len: 0,
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
        self.len += 1;
        if self.pages.is_empty() {
            self.pages.push(Page::default());
        }
        let number = self.page_of(id).min(self.pages.len() - 1);
        let page = Arc::make_mut(&mut self.pages[number]);
        let place = page.partition_point(|(other, _)| *other < id);
        page.insert(place, (id, what));
        if page.len() > PAGE {
            let rest = page.split_off(PAGE / 2);
            self.pages.insert(number + 1, Arc::new(rest));
        }
        id
    }

    /// Takes `id` off the agenda, if it is still there.
    pub fn cancel(&mut self, id: TimerId) -> Option<T> {
        let number = self.page_of(id);
        let page = self.pages.get_mut(number)?;
        let place = page.binary_search_by(|(other, _)| other.cmp(&id)).ok()?;
        let page = Arc::make_mut(page);
        let (_, what) = page.remove(place);
        if page.is_empty() {
            self.pages.remove(number);
        }
        self.len -= 1;
        Some(what)
    }

    /// The first page that does not end before `id`.
    fn page_of(&self, id: TimerId) -> usize {
        let ends_before = |page: &Page<T>| page.last().is_some_and(|(last, _)| *last < id);
        self.pages.partition_point(ends_before)
    }

    /// The next thing due.
    pub fn next(&self) -> Option<(TimerId, &T)> {
        let (id, what) = self.pages.first()?.first()?;
        Some((*id, what))
    }

    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
}

impl<T: Hash> Hash for Agenda<T> {
    fn hash<H: Hasher>(&self, into: &mut H) {
        self.scheduled.hash(into);
        (self.len as u64).hash(into);
        for (id, what) in self.pages.iter().flat_map(|page| page.iter()) {
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

    #[test]
    fn pages_split_and_go_without_losing_the_order() {
        let mut agenda = Agenda::default();
        let mut ids: Vec<TimerId> = (0..1_000u64)
            .map(|n| agenda.schedule(SimTime::from_secs(n * 7_919 % 503), n))
            .collect();
        ids.sort();
        for id in ids.iter().step_by(3) {
            assert!(agenda.cancel(*id).is_some());
        }
        assert_eq!(agenda.len(), 666);
        let copy = agenda.clone();
        for (place, id) in ids.iter().enumerate().filter(|(place, _)| place % 3 != 0) {
            assert_eq!(agenda.next().map(|(id, _)| id), Some(*id), "{place}");
            agenda.cancel(*id);
        }
        assert!(agenda.is_empty() && agenda.next().is_none());
        assert_eq!(
            (copy.len(), copy.next().map(|(id, _)| id)),
            (666, Some(ids[1]))
        );
    }
}
