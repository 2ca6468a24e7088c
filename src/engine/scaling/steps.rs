//! Step scaling: how far an alarm is breached says by how much the count changes (scheduler 8.4).

use crate::engine::scaling::{Change, Held, allowed};
use crate::model::AlarmId;
use crate::model::alarm::AlarmRule;
use crate::model::scaling::{
    AdjustmentType, PolicyRule, ScalableTarget, ScalingReason, StepAdjustment, Steps,
};
use crate::world::views::ServiceView;

/// What the step policies the alarm names make of `value`: of several the one that wants most tasks.
pub(super) fn decide(
    target: &ScalableTarget,
    service: &ServiceView<'_>,
    alarm: AlarmId,
    rule: &AlarmRule,
    value: u32,
) -> Result<Change, Held> {
    let (running, now) = (service.running_count(), service.world.now());
    let offset = i64::from(value) - i64::from(rule.threshold);
    let upward = rule.comparison.is_upward();
    let mut best: Option<(u32, ScalingReason, &Steps)> = None;
    for policy in &target.policies {
        let PolicyRule::Steps(steps) = &policy.rule else {
            continue;
        };
        let found = steps.steps.iter().find(|step| covers(step, offset, upward));
        let Some(step) = found.filter(|_| rule.policies.contains(&policy.name)) else {
            continue;
        };
        // During the cooldown what the last step added counts as part of this one.
        let fresh = target
            .scaled_out_at
            .is_some_and(|at| at + steps.cooldown > now);
        let running = match fresh && upward {
            true => target.scaled_out_from,
            false => running,
        };
        let asked = adjusted(steps, step.by, running);
        if best.as_ref().is_none_or(|(most, ..)| asked > *most) {
            let reason = ScalingReason::Step {
                alarm,
                offset,
                adjustment: steps.adjustment,
                by: step.by,
                running,
                asked,
            };
            best = Some((asked, reason, steps));
        }
    }
    let (_, reason, steps) = best.ok_or(Held::Quiet)?;
    allowed(target, service, reason, steps.cooldown)
}

/// Whether the metric is in this step: above the threshold the lower end belongs to it, below the upper one.
pub fn covers(step: &StepAdjustment, offset: i64, upward: bool) -> bool {
    let above = step
        .lower
        .is_none_or(|lower| lower < offset || upward && lower == offset);
    let below = step
        .upper
        .is_none_or(|upper| offset < upper || !upward && upper == offset);
    above && below
}

/// The capacity after an adjustment by `by` from `capacity`.
pub fn adjusted(steps: &Steps, by: i32, capacity: u32) -> u32 {
    let change = match steps.adjustment {
        AdjustmentType::Exact => return by.max(0) as u32,
        AdjustmentType::Change => i64::from(by),
        AdjustmentType::Percent => {
            let least = i64::from(steps.min_magnitude);
            let change = percent(i64::from(capacity) * i64::from(by));
            if change.abs() < least && by != 0 {
                least * i64::from(by.signum())
            } else {
                change
            }
        }
    };
    (i64::from(capacity) + change).max(0) as u32
}

/// Hundredths of a task as whole tasks: towards zero, but never to zero.
pub fn percent(hundredths: i64) -> i64 {
    match hundredths / 100 {
        0 => hundredths.signum(),
        whole => whole,
    }
}
