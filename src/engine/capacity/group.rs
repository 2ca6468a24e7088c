//! Choices of an Auto Scaling group: where it launches, what it buys, and which instance goes (capacity 3).

use crate::assumed;
use crate::kernel::{SimTime, sort_by_key};
use crate::model::capacity::{Purchase, TerminationPolicy};

/// An instance that may be chosen to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate<'z, K> {
    pub key: K,
    pub zone: &'z str,
    pub purchase: Purchase,
    pub protected: bool,
    pub launched_at: SimTime,
}

/// How many of `total` instances are on demand: the base, then the share above it, rounded up (capacity 3.6).
pub fn on_demand_share(total: u32, base: u32, percent: u32) -> u32 {
    let above = total.saturating_sub(base);
    total.min(base) + (u64::from(above) * u64::from(percent)).div_ceil(100) as u32
}

/// What the next instance is, when `on_demand` of `have` are on demand so far.
pub fn next_purchase(have: u32, on_demand: u32, base: u32, percent: u32) -> Purchase {
    match on_demand < on_demand_share(have + 1, base, percent) {
        true => Purchase::OnDemand,
        false => Purchase::Spot,
    }
}

/// The zone with the fewest instances; of equals the first by name (capacity 3.1).
pub fn launch_zone<'z>(zones: &[&'z str], has: impl Fn(&str) -> u32) -> Option<&'z str> {
    assumed!(GROUP_ZONE_TIES);
    zones.iter().copied().min_by_key(|zone| (has(zone), *zone))
}

/// How many more than MaxSize a group may have while it balances its zones: a tenth, and one at least (capacity 3.1).
pub fn balancing_margin(max: u32) -> u32 {
    (max / 10).max(1)
}

/// How many instances have to move to level the zones; none while they differ by one at most.
pub fn unbalanced(counts: &[u32]) -> u32 {
    assumed!(GROUP_BALANCE);
    let (low, high) = (counts.iter().min(), counts.iter().max());
    let (Some(low), Some(high)) = (low, high) else {
        return 0;
    };
    if high - low < 2 {
        return 0;
    }
    let level = counts.iter().sum::<u32>() / counts.len() as u32;
    counts
        .iter()
        .map(|count| level.saturating_sub(*count))
        .sum()
}

/// The instances a scale-in by `count` terminates, in order; fewer when the rest is protected (capacity 3.2, 3.3).
///
/// One after the other: the purchase that is over its share, the zone with the most instances among those with one that
/// may go, then the one the policy names.
pub fn victims<K: Copy + Ord>(
    candidates: &[Candidate<'_, K>],
    count: u32,
    shares: (u32, u32),
    policy: TerminationPolicy,
    now: SimTime,
) -> Vec<K> {
    assumed!(TERMINATION_TIES);
    let mut left: Vec<Candidate<'_, K>> = candidates.to_vec();
    sort_by_key(&mut left, |candidate| candidate.key);
    let mut chosen = Vec::new();
    for _ in 0..count {
        let Some(place) = next_victim(&left, shares, policy, now) else {
            break;
        };
        chosen.push(left.remove(place).key);
    }
    chosen
}

fn next_victim<K: Copy>(
    left: &[Candidate<'_, K>],
    (base, percent): (u32, u32),
    policy: TerminationPolicy,
    now: SimTime,
) -> Option<usize> {
    let on_demand = left
        .iter()
        .filter(|it| it.purchase == Purchase::OnDemand)
        .count() as u32;
    let after = (left.len() as u32).checked_sub(1)?;
    let surplus = match on_demand > on_demand_share(after, base, percent) {
        true => Purchase::OnDemand,
        false => Purchase::Spot,
    };
    let free = |it: &&Candidate<'_, K>| !it.protected;
    // When none of the surplus kind may go, any may.
    let kind = left
        .iter()
        .filter(free)
        .any(|it| it.purchase == surplus)
        .then_some(surplus);
    let may_go =
        |it: &Candidate<'_, K>| !it.protected && kind.is_none_or(|kind| it.purchase == kind);
    let in_zone = |zone: &str| left.iter().filter(|it| it.zone == zone).count();
    // The highest goes.
    let rank = |it: &Candidate<'_, K>| match policy {
        TerminationPolicy::Default | TerminationPolicy::ClosestToNextInstanceHour => {
            now.since(it.launched_at).secs() % 3_600
        }
        TerminationPolicy::OldestInstance => now.since(it.launched_at).0,
        TerminationPolicy::NewestInstance => u64::MAX - now.since(it.launched_at).0,
    };
    let best = left.iter().enumerate().filter(|(_, it)| may_go(it));
    let best =
        best.max_by_key(|(place, it)| (in_zone(it.zone), rank(it), std::cmp::Reverse(*place)));
    best.map(|(place, _)| place)
}
