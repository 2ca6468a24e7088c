//! Why auto scaling changed a count, and what an alarm saw: the arithmetic with its numbers.

use crate::model::scaling::{AdjustmentType, ScalingReason};
use crate::sim::words::tenths;
use crate::world::{Event, World};

/// What an alarm looks at, and what its last value says.
pub(super) fn alarm_text(world: &World, event: &Event) -> String {
    let Event::AlarmMeasured { alarm, value } = event else {
        return String::new();
    };
    let row = world.alarm(*alarm);
    let Some(rule) = &row.rule else {
        return String::new();
    };
    let said = match value {
        None => "there was nothing to measure".to_owned(),
        Some(value) => {
            let breaches = rule.comparison.breaches(*value, rule.threshold);
            let is = if breaches { "breaches" } else { "keeps" };
            format!("{} {is} the threshold", tenths(*value))
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
            let (value, target) = (tenths(value), tenths(target));
            format!(
                "{} is {value}, {alarm}. {running} running tasks × {value} ÷ {target} = {asked} tasks, rounded up.",
                metric.name(world.names()),
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
