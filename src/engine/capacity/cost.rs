//! What tasks and instances cost: whole micro-dollars for whole seconds (capacity 4.7, 7).

use crate::assumed;
use crate::catalog::fargate_prices::{
    LINUX_LEAST_SECS, Rate, SPOT_PERCENT, STORAGE_NANO_USD, WINDOWS_LEAST_SECS,
};
use crate::catalog::fargate_sizes::EPHEMERAL_STORAGE_DEFAULT_GIB;
use crate::catalog::instance_types::InstanceType;
use crate::model::capacity::Purchase;

const HOUR_SECS: u64 = 3_600;
/// EC2 bills a Linux instance for at least this long.
const INSTANCE_LEAST_SECS: u64 = 60;

/// The size of a Fargate task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FargateSize {
    pub cpu_units: u32,
    pub memory_mib: u32,
    /// Ephemeral storage asked for; 20 are included.
    pub storage_gib: u32,
}

impl FargateSize {
    /// Nano-dollars per hour.
    pub fn nano_usd_hour(self, rate: &Rate) -> u64 {
        let storage = u64::from(
            self.storage_gib
                .saturating_sub(EPHEMERAL_STORAGE_DEFAULT_GIB),
        );
        u64::from(self.cpu_units) * rate.vcpu_nano_usd / 1_024
            + u64::from(self.memory_mib) * rate.gb_nano_usd / 1_024
            + storage * STORAGE_NANO_USD
    }
}

/// Micro-dollars for a task that was billed for `secs`, each begun second whole; rounded half up.
pub fn fargate_micro_usd(size: FargateSize, rate: &Rate, secs: u64) -> u64 {
    let least = if rate.windows {
        assumed!(WINDOWS_FARGATE_MINIMUM);
        WINDOWS_LEAST_SECS
    } else {
        LINUX_LEAST_SECS
    };
    micro(size.nano_usd_hour(rate), secs.max(least))
}

/// Nano-dollars per hour of an instance, however it was bought; 0 when the price is not known.
pub fn instance_nano_usd_hour(kind: &InstanceType, purchase: Purchase) -> u64 {
    let on_demand = kind.price_micro_usd_hour * 1_000;
    match purchase {
        Purchase::OnDemand => on_demand,
        Purchase::Spot => {
            assumed!(SPOT_PRICE);
            on_demand * SPOT_PERCENT / 100
        }
    }
}

/// What AWS takes on top for managing such an instance, in nano-dollars per hour (capacity 5).
pub fn management_nano_usd_hour(kind: &InstanceType) -> u64 {
    let begins = |with: &str| kind.name.starts_with(with);
    let permille = if begins("trn") || begins("p") {
        48
    } else if begins("g") {
        78
    } else {
        120
    };
    kind.price_micro_usd_hour * permille
}

/// Micro-dollars for an instance that ran for `secs`.
pub fn instance_micro_usd(nano_usd_hour: u64, secs: u64) -> u64 {
    micro(nano_usd_hour, secs.max(INSTANCE_LEAST_SECS))
}

fn micro(nano_usd_hour: u64, secs: u64) -> u64 {
    let scaled = u128::from(nano_usd_hour) * u128::from(secs);
    let unit = u128::from(HOUR_SECS) * 1_000;
    ((scaled * 2 + unit) / (unit * 2)) as u64
}

/// The use of an instance, in tenths of a percent, from which it is cheaper than Fargate for the same vCPUs and memory.
pub fn break_even_tenths(instance_nano_usd: u64, fargate_nano_usd: u64) -> u32 {
    ((u128::from(instance_nano_usd) * 2_000 + u128::from(fargate_nano_usd))
        / (u128::from(fargate_nano_usd.max(1)) * 2)) as u32
}
