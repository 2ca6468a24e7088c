//! Service auto scaling: what a service is asked to carry, and the policies that follow it (scheduler 8).

use std::sync::Arc;

use crate::kernel::{SimSpan, SimTime, TimerId};
use crate::model::alarm::Metric;
use crate::model::{AlarmId, ServiceId};
use crate::words;

/// Datapoints a policy keeps: its low alarm looks at a quarter of an hour of them.
pub const DATAPOINTS: usize = 45;

/// Work that arrives over time: straight lines between the points, level before the first and after the last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Curve {
    /// Thousandths of what is counted: tasks' worth, CPU units, MiB, requests a minute.
    pub points: Vec<(SimTime, u32)>,
}

/// Work for CPU or memory.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Work {
    /// In tasks' worth: utilization then depends on nothing but the number of tasks.
    Tasks(Curve),
    /// CPU units or MiB really used, whatever the tasks reserve.
    Units(Curve),
}

impl Default for Work {
    fn default() -> Work {
        Work::Tasks(Curve::default())
    }
}

/// What a service is asked to carry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Load {
    pub cpu: Work,
    pub memory: Work,
    /// Requests a minute.
    pub requests: Curve,
}

/// Keeps a metric at its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tracking {
    pub metric: Metric,
    /// Tenths, as the metric.
    pub target: u32,
    pub scale_in_cooldown: SimSpan,
    pub scales_in: bool,
}

words!(
    /// AdjustmentType.
    AdjustmentType {
        Change = "ChangeInCapacity",
        Percent = "PercentChangeInCapacity",
        Exact = "ExactCapacity",
    }
);

/// One step: how far the metric is from the alarm's threshold, and what to do then. None stands for infinity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StepAdjustment {
    /// Tenths, as the metric.
    pub lower: Option<i64>,
    pub upper: Option<i64>,
    pub by: i32,
}

/// Changes capacity by how far an alarm is breached.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Steps {
    pub adjustment: AdjustmentType,
    pub steps: Vec<StepAdjustment>,
    pub cooldown: SimSpan,
    pub min_magnitude: u32,
}

/// Keeps capacity ahead of a forecast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Forecast {
    pub metric: Metric,
    /// Tenths of a percent.
    pub target: u32,
    /// ForecastAndScale rather than ForecastOnly.
    pub scales: bool,
    /// SchedulingBufferTime: how long before it is needed.
    pub ahead: SimSpan,
    /// IncreaseMaxCapacity, with MaxCapacityBuffer in percent.
    pub raises_max: Option<u32>,
}

/// What a scaling policy does.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PolicyRule {
    Tracking(Tracking),
    Steps(Steps),
    Forecast(Forecast),
}

impl PolicyRule {
    /// What it measures for itself; step policies leave that to alarms.
    pub fn metric(&self) -> Option<Metric> {
        match self {
            PolicyRule::Tracking(rule) => Some(rule.metric),
            PolicyRule::Forecast(rule) => Some(rule.metric),
            PolicyRule::Steps(_) => None,
        }
    }
}

/// A scaling policy with the datapoints of its own alarms.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Policy {
    pub name: Arc<str>,
    pub rule: PolicyRule,
    /// 60 s, or 20 s for metrics of high resolution.
    pub period: SimSpan,
    /// When it measures next; never for a policy that other alarms call.
    pub due: SimTime,
    /// Newest last; none while there was nothing to measure.
    pub values: Vec<Option<u32>>,
}

/// When a scheduled action happens, in UTC.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Schedule {
    At(SimTime),
    Every(SimSpan),
    Cron(Cron),
}

/// The fields of a cron expression as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Cron {
    pub minutes: u64,
    pub hours: u64,
    pub days: u64,
    pub months: u64,
    /// Sunday is bit 1.
    pub weekdays: u64,
}

/// Bounds that are set at a time.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ScheduledAction {
    pub name: Arc<str>,
    pub schedule: Schedule,
    pub min: Option<u32>,
    pub max: Option<u32>,
    pub start: SimTime,
    /// Never: without end.
    pub end: SimTime,
    pub due: SimTime,
}

/// SuspendedState.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Suspended {
    pub scale_in: bool,
    pub scale_out: bool,
    pub scheduled: bool,
}

/// A service with its bounds, policies and scheduled actions.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ScalableTarget {
    pub service: ServiceId,
    pub min: u32,
    pub max: u32,
    pub suspended: Suspended,
    pub policies: Vec<Policy>,
    pub actions: Vec<ScheduledAction>,
    pub scaled_out_at: Option<SimTime>,
    /// The capacity that step was counted from.
    pub scaled_out_from: u32,
    pub scaled_in_at: Option<SimTime>,
    pub timer: Option<TimerId>,
}

/// Why the desired count was changed; `asked` is what the arithmetic wanted, before the bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ScalingReason {
    /// `value` and `target` are tenths.
    Tracking {
        metric: Metric,
        value: u32,
        target: u32,
        running: u32,
        asked: u32,
    },
    /// An alarm called a step policy; `offset` is its metric minus its threshold, in tenths.
    Step {
        alarm: AlarmId,
        offset: i64,
        adjustment: AdjustmentType,
        by: i32,
        running: u32,
        asked: u32,
    },
    /// The scheduled action set bounds that the count was outside of.
    Scheduled { action: u8, asked: u32 },
    /// What is expected this far ahead.
    Forecast { ahead: SimSpan, asked: u32 },
}

impl ScalingReason {
    pub fn asked(self) -> u32 {
        match self {
            ScalingReason::Tracking { asked, .. }
            | ScalingReason::Step { asked, .. }
            | ScalingReason::Scheduled { asked, .. }
            | ScalingReason::Forecast { asked, .. } => asked,
        }
    }
}

impl Curve {
    /// The value at `now`, rounded down.
    pub fn at(&self, now: SimTime) -> u32 {
        let after = self.points.iter().position(|(at, _)| *at > now);
        match (after, self.points.last()) {
            (_, None) => 0,
            (None, Some((_, value))) => *value,
            (Some(0), _) => self.points[0].1,
            (Some(next), _) => {
                let ((from, low), (to, high)) = (self.points[next - 1], self.points[next]);
                let (done, whole) = (now.since(from).0 as i128, to.since(from).0.max(1) as i128);
                (i128::from(low) + (i128::from(high) - i128::from(low)) * done / whole) as u32
            }
        }
    }
}
