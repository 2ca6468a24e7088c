//! Launches an account may make: a bucket that fills with time (scheduler 9).

use crate::kernel::SimTime;

crate::assumed!(FARGATE_LAUNCHES);

/// Fargate On-Demand launches: at once, and for each second after that.
pub const FARGATE_BURST: u64 = 100;
pub const FARGATE_PER_SEC: u64 = 20;

/// A token bucket, full at first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Bucket {
    burst: u64,
    per_sec: u64,
    /// Millionths of a token at `at`.
    left: u64,
    at: SimTime,
}

const TOKEN: u64 = 1_000_000;

impl Bucket {
    pub const fn new(burst: u64, per_sec: u64) -> Bucket {
        Bucket {
            burst,
            per_sec,
            left: burst * TOKEN,
            at: SimTime::ZERO,
        }
    }

    /// Whole tokens at `now`.
    pub fn tokens(&self, now: SimTime) -> u64 {
        self.filled(now) / TOKEN
    }

    /// One token less.
    pub fn take(&mut self, now: SimTime) {
        self.left = self.filled(now).saturating_sub(TOKEN);
        self.at = now;
    }

    // Time is in microseconds, so each of them brings as many millionths as a second brings tokens.
    fn filled(&self, now: SimTime) -> u64 {
        let more = now.since(self.at).0.saturating_mul(self.per_sec);
        self.left.saturating_add(more).min(self.burst * TOKEN)
    }
}
