//! What an account may have: launches, a bucket that fills with time (scheduler 9), and whatever else runs out (capacity
//! 4.4, 6.3).

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

/// Something that can run out. Without an entry in the world there is no end to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Limit {
    /// Fargate's capacity, on demand or Spot, in one zone or in all of them; an entry says that none is left.
    FargateCapacity {
        spot: bool,
        zone: Option<&'static str>,
    },
    /// vCPUs that Fargate tasks may have at once.
    FargateVcpus { spot: bool },
    /// Addresses of the zone's subnet.
    Addresses { zone: &'static str },
    /// Somebody else has taken what was left of the addresses there.
    AddressesTaken { zone: &'static str },
    /// What the service scheduler may ask of other services; an entry says that it is throttled.
    SchedulerCalls,
}

/// Addresses in a subnet with that prefix length, less the five AWS keeps (capacity 6.3).
pub const fn addresses(prefix: u32) -> u32 {
    (1 << (32 - prefix)) - 5
}

/// Why Fargate takes no task now, in AWS's words (capacity 4.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FargateMiss {
    Capacity,
    Vcpus,
}

impl FargateMiss {
    pub const fn word(self) -> &'static str {
        match self {
            FargateMiss::Capacity => {
                "Capacity is unavailable at this time. Please try again later or in a different availability zone"
            }
            FargateMiss::Vcpus => {
                "You've reached the limit on the number of vCPUs you can run concurrently"
            }
        }
    }
}
