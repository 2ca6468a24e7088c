//! Target tracking: two alarms of its own per policy, and the count that brings the metric back (scheduler 8.3).

use crate::assumed;
use crate::engine::scaling::{Change, Held, allowed};
use crate::kernel::{SimSpan, SimTime};
use crate::model::scaling::{Policy, PolicyRule, ScalableTarget, ScalingReason, Tracking};
use crate::world::views::ServiceView;

/// Periods above the target before the high alarm.
const HIGH_PERIODS: usize = 3;
/// How long the metric is below nine tenths of the target before the low alarm.
const LOW_AFTER: SimSpan = SimSpan::from_secs(15 * 60);

/// More tasks or fewer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    More(ScalingReason),
    Fewer(ScalingReason),
}

/// Out when any policy wants out, in only when all that may scale in want in.
pub(super) fn decide(
    target: &ScalableTarget,
    service: &ServiceView<'_>,
    _now: SimTime,
) -> Result<Change, Held> {
    assumed!(TARGET_TRACKING);
    let running = service.running_count();
    let (mut more, mut fewer) = (None, None);
    let (mut agree, mut may) = (0, 0);
    let mut cooldown = SimSpan::ZERO;
    for policy in &target.policies {
        let PolicyRule::Tracking(rule) = &policy.rule else {
            continue;
        };
        may += u32::from(rule.scales_in);
        let larger = |of: Option<ScalingReason>, reason: ScalingReason| match of {
            Some(known) if known.asked() >= reason.asked() => known,
            _ => reason,
        };
        match wish(policy, rule, running) {
            Some(Wish::More(reason)) => more = Some(larger(more, reason)),
            Some(Wish::Fewer(reason)) => {
                fewer = Some(larger(fewer, reason));
                cooldown = cooldown.max(rule.scale_in_cooldown);
                agree += 1;
            }
            None => {}
        }
    }
    match (more, fewer) {
        (Some(reason), _) => allowed(target, service, reason, SimSpan::ZERO),
        (None, Some(reason)) if agree == may => allowed(target, service, reason, cooldown),
        _ => Err(Held::Quiet),
    }
}

/// How long one of a policy's two alarms has been breached: in periods, the newest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Watch {
    pub breached: usize,
    pub needed: usize,
}

impl Watch {
    pub fn is_on(self) -> bool {
        self.breached >= self.needed
    }
}

/// A policy's newest datapoint, and its two alarms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alarms {
    pub newest: u32,
    pub high: Watch,
    pub low: Watch,
}

/// The policy's alarms; none before its first datapoint.
pub fn alarms(policy: &Policy, rule: &Tracking, running: u32) -> Option<Alarms> {
    let newest = (*policy.values.last()?)?;
    let breached = |is: &dyn Fn(u32) -> bool| {
        let values = policy.values.iter().rev();
        values.take_while(|value| value.is_some_and(is)).count()
    };
    Some(Alarms {
        newest,
        high: Watch {
            breached: breached(&|value| value > rule.target),
            // From nothing, one datapoint is enough (8.1).
            needed: if running == 0 { 1 } else { HIGH_PERIODS },
        },
        low: Watch {
            breached: breached(&|value| value < low_threshold(rule.target)),
            needed: (LOW_AFTER.0 / policy.period.0) as usize,
        },
    })
}

/// What the policy wants: an alarm that is on, and another count than there is.
pub fn wish(policy: &Policy, rule: &Tracking, running: u32) -> Option<Wish> {
    let alarms = alarms(policy, rule, running)?;
    let asked = capacity(running, alarms.newest, rule.target);
    let reason = ScalingReason::Tracking {
        metric: rule.metric,
        value: alarms.newest,
        target: rule.target,
        running,
        asked,
    };
    if alarms.high.is_on() && asked > running {
        return Some(Wish::More(reason));
    }
    (alarms.low.is_on() && asked < running && rule.scales_in).then_some(Wish::Fewer(reason))
}

/// Tasks that would bring the metric to its target: rounded up, so never too few; one when there is none yet.
pub fn capacity(running: u32, value: u32, target: u32) -> u32 {
    let wanted = (u64::from(running) * u64::from(value)).div_ceil(u64::from(target.max(1)));
    match running {
        0 => u32::from(value > target),
        _ => wanted as u32,
    }
}

/// Where the low alarm stands: nine tenths of the target.
pub fn low_threshold(target: u32) -> u32 {
    target * 9 / 10
}
