//! What the two alarms and the target tracking policy make of the reservation: the group's desired capacity (capacity 2.4).

use crate::assumed;
use crate::model::capacity::Ratio;

/// Minutes in a row below the target before the low alarm.
pub const LOW_MINUTES: u32 = 15;

/// The group as the policy sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scene {
    pub percent: Ratio,
    /// targetCapacity.
    pub target: u32,
    /// In service and past their warm-up.
    pub warm: u32,
    /// In service and still warming up.
    pub warming: u32,
    pub desired: u32,
    pub min: u32,
    pub max: u32,
    /// Minutes in a row below the target, this one included.
    pub low_minutes: u32,
}

/// What happens to the desired capacity, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The metric is at its target.
    OnTarget,
    Out {
        to: u32,
        wanted: u32,
    },
    /// The high alarm asks for no more than what is desired already: instances warm up, or have not come yet.
    AlreadyComing {
        wanted: u32,
    },
    /// The high alarm asks for more than MaxSize.
    AtMax {
        wanted: u32,
    },
    /// Below the target, but not for long enough.
    NotLongEnough {
        minutes: u32,
    },
    /// Scale-in waits for the end of a warm-up.
    Warming {
        instances: u32,
    },
    /// Rounding up keeps every instance.
    KeptByRounding {
        wanted: u32,
    },
    AtMin,
    In {
        to: u32,
        wanted: u32,
        removes: u32,
    },
}

/// One minute of the policy.
pub fn track(scene: Scene) -> Verdict {
    if scene.percent.is_above(scene.target) {
        return scale_out(scene);
    }
    if scene.percent.is_below(scene.target) {
        return scale_in(scene);
    }
    Verdict::OnTarget
}

fn scale_out(scene: Scene) -> Verdict {
    // Target tracking takes a capacity of none for one.
    let wanted = proportional(scene.warm.max(1), scene.percent, scene.target);
    let to = wanted.min(scene.max);
    if to > scene.desired {
        Verdict::Out { to, wanted }
    } else if wanted > scene.max && scene.desired >= scene.max {
        Verdict::AtMax { wanted }
    } else {
        Verdict::AlreadyComing { wanted }
    }
}

fn scale_in(scene: Scene) -> Verdict {
    assumed!(SCALE_IN_STEP);
    if scene.low_minutes < LOW_MINUTES {
        return Verdict::NotLongEnough {
            minutes: scene.low_minutes,
        };
    }
    if scene.warming > 0 {
        return Verdict::Warming {
            instances: scene.warming,
        };
    }
    let wanted = proportional(scene.warm, scene.percent, scene.target);
    let kept = wanted.max(scene.min);
    let excess = scene.warm.saturating_sub(kept);
    if excess == 0 {
        return match wanted < scene.min {
            true => Verdict::AtMin,
            false => Verdict::KeptByRounding { wanted },
        };
    }
    let removes = excess.min((scene.warm / 2).max(1));
    Verdict::In {
        to: scene.warm - removes,
        wanted,
        removes,
    }
}

/// `capacity × percent ÷ target`, rounded up, without ever rounding in between.
fn proportional(capacity: u32, percent: Ratio, target: u32) -> u32 {
    let over = u64::from(capacity) * u64::from(percent.over);
    over.div_ceil(u64::from(percent.under) * u64::from(target.max(1))) as u32
}
