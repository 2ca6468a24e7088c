//! Service auto scaling by target tracking: each minute a datapoint, two alarms, one answer (scheduler 8).
//!
//! Knows services only by their counts. What a changed desired count leads to is the service scheduler's business.

use std::sync::Arc;

use crate::assumed;
use crate::engine::Recorder;
use crate::kernel::SimTime;
use crate::model::ScalableTargetId;
use crate::model::scaling::{Policy, ScalableTarget, ScalingMetric, ScalingReason};
use crate::model::service::{RolloutState, ServiceSettings, ServiceStatus};
use crate::world::views::ServiceView;
use crate::world::{Cause, Event, Timer};

/// Periods of 60 s above the target before the high alarm.
const HIGH_PERIODS: usize = 3;
/// Periods of 60 s below nine tenths of the target before the low alarm.
const LOW_PERIODS: usize = 15;

/// A change of the desired count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    pub to: u32,
    pub reason: ScalingReason,
}

/// One minute's look: publishes the datapoint, then changes the desired count if an alarm says so.
pub fn look(recorder: &mut impl Recorder, id: ScalableTargetId) {
    let cause = Cause::Timer(Timer::Scaling(id));
    let world = recorder.world();
    let service = world.service(world.scalable_target(id).service);
    let datapoint = utilization(&service);
    let over = service.row.status != ServiceStatus::Active;
    recorder.emit(
        cause,
        Event::MetricsPublished {
            target: id,
            datapoint,
            over,
        },
    );
    let (world, now) = (recorder.world(), recorder.world().now());
    let target = world.scalable_target(id);
    let service = world.service(target.service);
    let Some(change) = decide(target, &service, now).filter(|_| !over) else {
        return;
    };
    let (service_id, settings) = (service.id, service.row.settings.clone());
    let from = settings.desired_count;
    let seq = recorder.emit(
        cause,
        Event::Scaled {
            target: id,
            from,
            to: change.to,
            reason: change.reason,
        },
    );
    let settings = Arc::new(ServiceSettings {
        desired_count: change.to,
        ..(*settings).clone()
    });
    recorder.emit(
        Cause::Entry(seq),
        Event::ServiceUpdated {
            service: service_id,
            settings,
        },
    );
}

/// CPU and memory utilization of the running tasks, in tenths of a percent; none when nothing runs.
fn utilization(service: &ServiceView<'_>) -> Option<(u32, u32)> {
    let (running, now) = (service.running_count(), service.world.now());
    let load = service.row.load.as_ref()?;
    // Thousandths of a task's worth over the number of tasks are tenths of a percent.
    (running > 0).then(|| (load.cpu.at(now) / running, load.memory.at(now) / running))
}

/// What the policies make of the datapoints: out when any wants out, in only when all want in.
pub fn decide(target: &ScalableTarget, service: &ServiceView<'_>, now: SimTime) -> Option<Change> {
    assumed!(TARGET_TRACKING);
    let (desired, running) = (service.row.settings.desired_count, service.running_count());
    let wants: Vec<(&Policy, ScalingReason, bool)> = target
        .policies
        .iter()
        .filter_map(|policy| want(policy, target, running))
        .collect();
    let out = wants
        .iter()
        .filter(|(_, _, out)| *out)
        .max_by_key(|(_, reason, _)| reason.asked);
    if let Some((_, reason, _)) = out {
        // What an earlier step added counts, and a larger step is allowed at once: the cooldown never holds it back.
        let to = reason.asked.clamp(target.min, target.max);
        return (to > desired).then_some(Change {
            to,
            reason: *reason,
        });
    }
    let deploying = service.primary().rollout_state == RolloutState::InProgress;
    let all_in = !wants.is_empty()
        && wants.len()
            == target
                .policies
                .iter()
                .filter(|policy| policy.scales_in)
                .count();
    let (policy, reason, _) = wants
        .iter()
        .max_by_key(|(_, reason, _)| reason.asked)
        .filter(|_| all_in && !deploying)?;
    let last = target.scaled_in_at.max(target.scaled_out_at);
    let cooling = last.is_some_and(|at| at + policy.scale_in_cooldown > now);
    let to = reason.asked.clamp(target.min, target.max);
    (to < desired && !cooling).then_some(Change {
        to,
        reason: *reason,
    })
}

/// Whether a policy's alarm is on: out, in, or neither.
fn want<'p>(
    policy: &'p Policy,
    target: &ScalableTarget,
    running: u32,
) -> Option<(&'p Policy, ScalingReason, bool)> {
    let values: Vec<Option<u32>> = target
        .datapoints
        .iter()
        .map(|point| point.map(|it| value(policy.metric, it)))
        .collect();
    let newest = (*values.last()?)?;
    let asked = capacity(running, newest, policy.target);
    let reason = ScalingReason {
        metric: policy.metric,
        value: newest,
        target: policy.target,
        running,
        asked,
    };
    let all = |periods: usize, is: &dyn Fn(u32) -> bool| {
        values.len() >= periods
            && values[values.len() - periods..]
                .iter()
                .all(|value| value.is_some_and(is))
    };
    if all(HIGH_PERIODS, &|value| value > policy.target) && asked > running {
        return Some((policy, reason, true));
    }
    let low = all(LOW_PERIODS, &|value| value < low_threshold(policy.target))
        && asked < running
        && policy.scales_in;
    low.then_some((policy, reason, false))
}

fn value(metric: ScalingMetric, (cpu, memory): (u32, u32)) -> u32 {
    match metric {
        ScalingMetric::Cpu => cpu,
        ScalingMetric::Memory => memory,
    }
}

/// Tasks that would bring the metric to its target: rounded up, so never too few.
pub fn capacity(running: u32, value: u32, target: u32) -> u32 {
    (u64::from(running) * u64::from(value)).div_ceil(u64::from(target.max(1))) as u32
}

/// Where the low alarm stands: nine tenths of the target.
pub fn low_threshold(target: u32) -> u32 {
    target * 9 / 10
}
