//! Who watches a placement: nobody, a tally for every decision, or a table when somebody asks why.

use crate::engine::placement::Rejection;
use crate::kernel::sort_by_key;
use crate::model::ContainerInstanceId;
use crate::model::messages::FailureReason;

/// Sees what placement does. The same code runs whoever watches.
pub trait Witness {
    /// Whether the checks go on after the first miss.
    fn sees_every_check(&self) -> bool {
        false
    }
    fn rejected(&mut self, _instance: ContainerInstanceId, _why: Rejection) {}
    fn eligible(&mut self, _instance: ContainerInstanceId) {}
    /// `instance` was still in the running at strategy `step` with `score`; the lowest stay.
    fn ranked(&mut self, _instance: ContainerInstanceId, _step: u8, _score: i64) {}
}

impl Witness for () {}

/// Counts by reason, and the closest miss.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub considered: u32,
    counts: Vec<(FailureReason, u32)>,
    pub closest: Option<(ContainerInstanceId, Rejection)>,
}

impl Tally {
    /// Counts by reason, most first.
    pub fn rejected(&self) -> Vec<(FailureReason, u32)> {
        let mut counts = self.counts.clone();
        sort_by_key(&mut counts, |(reason, count)| {
            (std::cmp::Reverse(*count), *reason)
        });
        counts
    }
}

impl Witness for Tally {
    fn rejected(&mut self, instance: ContainerInstanceId, why: Rejection) {
        crate::assumed!(CLOSEST_INSTANCE);
        self.considered += 1;
        match self
            .counts
            .iter_mut()
            .find(|(reason, _)| *reason == why.reason())
        {
            Some((_, count)) => *count += 1,
            None => self.counts.push((why.reason(), 1)),
        }
        let depth = |rejection: Rejection| std::cmp::Reverse(rejection.check());
        let closer = self
            .closest
            .is_none_or(|(best, miss)| (depth(why), instance) < (depth(miss), best));
        if closer {
            self.closest = Some((instance, why));
        }
    }
    fn eligible(&mut self, _instance: ContainerInstanceId) {
        self.considered += 1;
    }
}

/// Every instance with every miss and every score.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    pub rows: Vec<TableRow>,
}

/// One instance as a placement saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableRow {
    pub instance: ContainerInstanceId,
    /// All checks it misses, in order; empty when it could take the task.
    pub misses: Vec<Rejection>,
    /// Its score at each strategy it reached.
    pub scores: Vec<i64>,
}

impl Table {
    fn row(&mut self, instance: ContainerInstanceId) -> &mut TableRow {
        let at = match self.rows.iter().position(|row| row.instance == instance) {
            Some(at) => at,
            None => {
                self.rows.push(TableRow {
                    instance,
                    misses: Vec::new(),
                    scores: Vec::new(),
                });
                self.rows.len() - 1
            }
        };
        &mut self.rows[at]
    }
}

impl Witness for Table {
    fn sees_every_check(&self) -> bool {
        true
    }
    fn rejected(&mut self, instance: ContainerInstanceId, why: Rejection) {
        self.row(instance).misses.push(why);
    }
    fn eligible(&mut self, instance: ContainerInstanceId) {
        self.row(instance);
    }
    fn ranked(&mut self, instance: ContainerInstanceId, _step: u8, score: i64) {
        self.row(instance).scores.push(score);
    }
}
