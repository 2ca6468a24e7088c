//! Why auto scaling changed a count, and what an alarm saw: the arithmetic with its numbers.

use crate::engine::scaling::tracking::{Watch, alarms};
use crate::engine::scaling::{Held, capacity, low_threshold};
use crate::kernel::SimTime;
use crate::model::AlarmId;
use crate::model::scaling::{AdjustmentType, Policy, ScalingReason, Tracking};
use crate::sim::words::tenths;
use crate::world::{Event, World};

/// What an alarm looks at, and what its last value says.
pub(super) fn alarm_text(world: &World, event: &Event) -> String {
    match event {
        Event::AlarmMeasured { alarm, value } => watched(world, *alarm, *value),
        _ => String::new(),
    }
}

/// What an alarm looks at, and what `value` says; empty for one that only somebody sets.
pub fn watched(world: &World, alarm: AlarmId, value: Option<u32>) -> String {
    let row = world.alarm(alarm);
    let Some(rule) = &row.rule else {
        return String::new();
    };
    let said = match value {
        None => "there was nothing to measure".to_owned(),
        Some(value) => {
            let breaches = rule.comparison.breaches(value, rule.threshold);
            let is = if breaches { "breaches" } else { "keeps" };
            format!("{} {is} the threshold", tenths(value))
        }
    };
    format!(
        "{} watches {}, {} {}: {said}. {} of {} periods of {} s have to breach.",
        row.name,
        rule.metric.name(world.names()),
        rule.comparison,
        tenths(rule.threshold),
        rule.datapoints,
        rule.periods,
        rule.period.secs(),
    )
}

/// A policy's newest datapoint against its two alarms, and what it would ask for.
pub fn judged(world: &World, policy: &Policy, rule: &Tracking, running: u32) -> String {
    let name = rule.metric.name(world.names());
    let Some(alarms) = alarms(policy, rule, running) else {
        return format!("{}: {name} has no datapoint now.", policy.name);
    };
    let (value, target) = (tenths(alarms.newest), tenths(rule.target));
    let low = tenths(low_threshold(rule.target));
    let in_row = |watch: Watch, what: &str| {
        let breached = watch.breached.min(watch.needed);
        format!(
            "for {breached} of the {} periods it takes for {what}",
            watch.needed
        )
    };
    let stands = match (alarms.high.breached, alarms.low.breached) {
        (0, 0) => format!("between {low} and the target: both alarms rest"),
        (0, _) if !rule.scales_in => {
            format!("below {low}, nine tenths of it, and it may not scale in")
        }
        (0, _) => format!(
            "below {low}, nine tenths of it, {}",
            in_row(alarms.low, "fewer tasks")
        ),
        _ => format!("above it {}", in_row(alarms.high, "more tasks")),
    };
    let asked = capacity(running, alarms.newest, rule.target);
    let asks = match running {
        0 => "None runs, so one task is the first step.".to_owned(),
        _ => format!(
            "{}.",
            arithmetic(running, alarms.newest, rule.target, asked)
        ),
    };
    format!(
        "{}: {name} is {value}, target {target}, {stands}. {asks}",
        policy.name
    )
}

/// Why auto scaling changes nothing.
pub fn held(held: Held, now: SimTime) -> String {
    match held {
        Held::Quiet => {
            "No alarm of a policy is on, or not every policy agrees to fewer tasks.".to_owned()
        }
        Held::Enough { bound: Some(bound) } => {
            format!("A policy wants another count, and the bounds stop it at {bound}.")
        }
        Held::Enough { bound: None } => "The count is already what the policies want.".to_owned(),
        Held::Cooldown { until } => format!(
            "A policy wants fewer tasks, and the cooldown ends in {} s.",
            until.since(now).0.div_ceil(1_000_000)
        ),
        Held::Deploying => {
            "A policy wants fewer tasks; there are never fewer while a deployment is under way."
                .to_owned()
        }
        Held::Suspended => "Scaling this way is suspended.".to_owned(),
    }
}

/// `4 running tasks × 65.0 ÷ 50.0 = 6 tasks, rounded up`.
fn arithmetic(running: u32, value: u32, target: u32, asked: u32) -> String {
    let (value, target) = (tenths(value), tenths(target));
    format!("{running} running tasks × {value} ÷ {target} = {asked} tasks, rounded up")
}

/// The arithmetic of a scaling, or what a period of auto scaling is.
pub(super) fn scaling_text(world: &World, event: &Event) -> String {
    let Event::Scaled {
        target,
        from,
        to,
        reason,
    } = event
    else {
        return match event {
            Event::ScheduledActionRan { .. } => {
                "A scheduled action sets the bounds; the count follows when it is outside of them."
            }
            _ => "Each period auto scaling looks at the newest datapoint and its two alarms.",
        }
        .to_owned();
    };
    let mut text = match *reason {
        ScalingReason::Tracking {
            metric,
            value,
            target,
            running,
            asked,
        } => {
            let alarm = match to > from {
                true => "above its target for 3 periods",
                false => "below nine tenths of its target for 15 minutes",
            };
            format!(
                "{} is {}, {alarm}. {}.",
                metric.name(world.names()),
                tenths(value),
                arithmetic(running, value, target, asked),
            )
        }
        ScalingReason::Step {
            alarm,
            offset,
            adjustment,
            by,
            running,
            asked,
        } => {
            let how = match adjustment {
                AdjustmentType::Change => format!("{running} running tasks and {by:+}"),
                AdjustmentType::Percent => {
                    format!(
                        "{by:+} % of {running} running tasks, rounded towards zero but not to it,"
                    )
                }
                AdjustmentType::Exact => format!("the step says {by}:"),
            };
            let side = if offset < 0 { "below" } else { "above" };
            format!(
                "The alarm {} is on, its metric {} {side} the threshold: {how} make {asked} tasks.",
                world.alarm(alarm).name,
                tenths(offset.unsigned_abs() as u32),
            )
        }
        ScalingReason::Scheduled { action, .. } => {
            let actions = &world.scalable_target(*target).actions;
            let Some(row) = actions.get(usize::from(action)) else {
                return String::new();
            };
            let bound = |what: &str, value: Option<u32>| {
                value.map_or(String::new(), |value| format!(", {what} {value} tasks"))
            };
            format!(
                "The scheduled action {} set the bounds{}{}; {from} is outside of them.",
                row.name,
                bound("at least", row.min),
                bound("at most", row.max),
            )
        }
        ScalingReason::Forecast { ahead, asked } => format!(
            "The forecast for the hour that begins within {} s needs {asked} tasks.",
            ahead.secs()
        ),
    };
    if reason.asked() != *to {
        text.push_str(&format!(" The bounds allow {to}."));
    }
    text
}
