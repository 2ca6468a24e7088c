//! What Fargate costs, and the shares of other prices that cost comparisons need.
//!
//! As of 2026-11-22, us-east-1. List prices as several public copies of AWS's price list give them; the Spot rates are a
//! snapshot of public calculators, because the list has none, and the one for ARM64 is derived from the same discount.

/// The day the table was read from its sources.
pub const AS_OF: &str = "2026-11-22";

/// A rate, per hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    pub windows: bool,
    pub arm64: bool,
    pub spot: bool,
    /// Nano-dollars per vCPU and hour, the licence included.
    pub vcpu_nano_usd: u64,
    /// Nano-dollars per GB of memory and hour.
    pub gb_nano_usd: u64,
    /// Whether AWS publishes it.
    pub published: bool,
}

/// Every rate.
pub const RATES: [Rate; 5] = [
    rate(false, false, false, 40_480_000, 4_445_000, true),
    rate(false, true, false, 32_380_000, 3_560_000, true),
    rate(true, false, false, 46_552_000 + 46_000_000, 5_111_750, true),
    rate(false, false, true, 13_340_530, 1_464_890, false),
    rate(false, true, true, 10_671_110, 1_173_230, false),
];

const fn rate(
    windows: bool,
    arm64: bool,
    spot: bool,
    vcpu_nano_usd: u64,
    gb_nano_usd: u64,
    published: bool,
) -> Rate {
    Rate {
        windows,
        arm64,
        spot,
        vcpu_nano_usd,
        gb_nano_usd,
        published,
    }
}

/// The rate of such tasks; none for what Fargate does not run.
pub fn fargate_rate(windows: bool, arm64: bool, spot: bool) -> Option<&'static Rate> {
    RATES
        .iter()
        .find(|rate| (rate.windows, rate.arm64, rate.spot) == (windows, arm64, spot))
}

/// Nano-dollars per GB of ephemeral storage and hour above what is included.
pub const STORAGE_NANO_USD: u64 = 111_000;
/// The least that is billed of a Linux and of a Windows task, in seconds; the latter is not confirmed.
pub const LINUX_LEAST_SECS: u64 = 60;
pub const WINDOWS_LEAST_SECS: u64 = 300;
/// Percent of the on-demand price that Spot instances cost on average in public data (capacity 7).
pub const SPOT_PERCENT: u64 = 40;
