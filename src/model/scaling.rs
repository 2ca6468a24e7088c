//! Service auto scaling: what a service is asked to carry, and the policies that follow it (scheduler 8).

use std::sync::Arc;

use crate::kernel::{SimSpan, SimTime, TimerId};
use crate::model::ServiceId;
use crate::words;

words!(
    /// PredefinedMetricType, as far as it is simulated.
    ScalingMetric {
        Cpu = "ECSServiceAverageCPUUtilization",
        Memory = "ECSServiceAverageMemoryUtilization",
    }
);

/// Datapoints kept: the low alarm looks at 15 of them.
pub const DATAPOINTS: usize = 15;

/// Work that arrives over time: straight lines between the points, level before the first and after the last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Curve {
    /// Thousandths of what one task can carry.
    pub points: Vec<(SimTime, u32)>,
}

/// What a service is asked to carry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Load {
    pub cpu: Curve,
    pub memory: Curve,
}

/// A target tracking policy.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Policy {
    pub name: Arc<str>,
    pub metric: ScalingMetric,
    /// Tenths of a percent.
    pub target: u32,
    pub scale_in_cooldown: SimSpan,
    pub scales_in: bool,
}

/// A service with its bounds and policies.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ScalableTarget {
    pub service: ServiceId,
    pub min: u32,
    pub max: u32,
    pub policies: Vec<Policy>,
    /// CPU and memory utilization a minute apart, newest last, in tenths of a percent; none while nothing ran.
    pub datapoints: Vec<Option<(u32, u32)>>,
    pub scaled_out_at: Option<SimTime>,
    pub scaled_in_at: Option<SimTime>,
    pub timer: Option<TimerId>,
}

/// Why the desired count was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ScalingReason {
    pub metric: ScalingMetric,
    /// The newest datapoint and the target, in tenths of a percent.
    pub value: u32,
    pub target: u32,
    pub running: u32,
    /// What the arithmetic asked for, before the bounds.
    pub asked: u32,
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
