//! Service auto scaling: datapoints, policies and scheduled actions, and the one place that changes the desired count
//! (scheduler 8).
//!
//! Knows services only by their counts. What a changed desired count leads to is the service scheduler's business.

pub mod forecast;
pub mod schedule;
pub mod steps;
pub mod tracking;

use std::sync::Arc;

use crate::engine::{Recorder, metrics};
use crate::kernel::SimTime;
use crate::model::alarm::{AlarmRule, AlarmState};
use crate::model::scaling::{PolicyRule, ScalableTarget, ScalingReason};
use crate::model::service::{RolloutState, ServiceSettings, ServiceStatus};
use crate::model::{AlarmId, ScalableTargetId};
use crate::world::views::ServiceView;
use crate::world::{Cause, Event, Timer, World};
pub use tracking::{capacity, low_threshold};

/// A change of the desired count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    pub to: u32,
    pub reason: ScalingReason,
}

/// Why nothing changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// No alarm is on, or not every policy agrees to fewer tasks.
    Quiet,
    /// The count is where the policies want it, within the bounds.
    Enough {
        bound: Option<u32>,
    },
    /// The last change is too fresh for fewer tasks.
    Cooldown {
        until: SimTime,
    },
    /// There are never fewer tasks while a deployment is under way.
    Deploying,
    Suspended,
}

/// A period or a scheduled action of the target is due.
pub fn look(recorder: &mut impl Recorder, id: ScalableTargetId) {
    let cause = Cause::Timer(Timer::Scaling(id));
    let now = recorder.world().now();
    while let Some(place) = due_action(recorder.world(), id) {
        run_action(recorder, id, place, cause);
    }
    let world = recorder.world();
    let target = world.scalable_target(id);
    let over = world.service(target.service).row.status != ServiceStatus::Active;
    let due = target.policies.iter().enumerate();
    let values: Vec<(u8, Option<u32>)> = due
        .filter(|(_, policy)| policy.due <= now)
        .map(|(place, policy)| (place as u8, measured(world, &policy.rule)))
        .collect();
    if values.is_empty() && !over {
        return;
    }
    let published = Event::MetricsPublished {
        target: id,
        values: values.into(),
        over,
    };
    recorder.emit(cause, published);
    let world = recorder.world();
    let target = world.scalable_target(id);
    let service = world.service(target.service);
    if let Ok(change) = decide(target, &service, now)
        && !over
    {
        scale(recorder, id, change, cause);
    }
}

fn measured(world: &World, rule: &PolicyRule) -> Option<u32> {
    match rule {
        PolicyRule::Tracking(tracking) => metrics::value(world, tracking.metric),
        PolicyRule::Forecast(forecast) => metrics::value(world, forecast.metric),
        PolicyRule::Steps(_) => None,
    }
}

fn due_action(world: &World, id: ScalableTargetId) -> Option<u8> {
    let actions = &world.scalable_target(id).actions;
    let due = actions.iter().position(|action| action.due <= world.now());
    due.map(|place| place as u8)
}

/// Sets the bounds of a scheduled action, and the count when it is outside of them.
fn run_action(recorder: &mut impl Recorder, id: ScalableTargetId, place: u8, cause: Cause) {
    let world = recorder.world();
    let action = &world.scalable_target(id).actions[usize::from(place)];
    let again = schedule::next(&action.schedule, world.now());
    let ran = Event::ScheduledActionRan {
        target: id,
        action: place,
        again: if again < action.end {
            again
        } else {
            SimTime::NEVER
        },
    };
    let seq = recorder.emit(cause, ran);
    let world = recorder.world();
    let target = world.scalable_target(id);
    let desired = world.service(target.service).row.settings.desired_count;
    let asked = desired.clamp(target.min, target.max);
    if asked != desired && !target.suspended.scheduled {
        let reason = ScalingReason::Scheduled {
            action: place,
            asked,
        };
        scale(
            recorder,
            id,
            Change { to: asked, reason },
            Cause::Entry(seq),
        );
    }
}

/// An alarm that is on calls the step policies it names; the one that wants most tasks wins.
pub fn step(recorder: &mut impl Recorder, alarm: AlarmId, rule: &AlarmRule, value: u32) {
    let world = recorder.world();
    let named: Vec<ScalableTargetId> = world
        .scalable_targets()
        .filter(|(_, target)| {
            let mut policies = target.policies.iter();
            policies.any(|policy| rule.policies.contains(&policy.name))
        })
        .map(|(id, _)| id)
        .collect();
    for id in named {
        let world = recorder.world();
        let target = world.scalable_target(id);
        let service = world.service(target.service);
        let active = service.row.status == ServiceStatus::Active;
        let change = steps::decide(target, &service, alarm, rule, value);
        if let Ok(change) = change
            && active
        {
            scale(recorder, id, change, Cause::Timer(Timer::Alarm(alarm)));
        }
    }
}

/// What the alarms that are on make of the target's step policies at their next period; none when none is on.
pub fn stepped(target: &ScalableTarget, service: &ServiceView<'_>) -> Option<Result<Change, Held>> {
    let on = service.world.alarms().filter_map(|(id, alarm)| {
        let rule = alarm.rule.as_ref()?;
        let mut policies = target.policies.iter();
        let calls = policies.any(|policy| rule.policies.contains(&policy.name));
        let value = alarm.values.last().copied().flatten()?;
        (calls && alarm.state == AlarmState::Alarm)
            .then(|| steps::decide(target, service, id, rule, value))
    });
    let mut decided: Vec<Result<Change, Held>> = on.collect();
    let change = decided.iter().position(Result::is_ok);
    change.map(|at| decided.swap_remove(at)).or(decided.pop())
}

/// The target's policies that measure for themselves: more tasks when any wants more, fewer only when all agree.
pub fn decide(
    target: &ScalableTarget,
    service: &ServiceView<'_>,
    now: SimTime,
) -> Result<Change, Held> {
    match forecast::decide(target, service, now) {
        Err(Held::Quiet) => tracking::decide(target, service, now),
        decided => decided,
    }
}

/// What the bounds, the cooldown and a deployment leave of a wish for `reason.asked()` tasks.
fn allowed(
    target: &ScalableTarget,
    service: &ServiceView<'_>,
    reason: ScalingReason,
    cooldown: crate::kernel::SimSpan,
) -> Result<Change, Held> {
    let now = service.world.now();
    let desired = service.row.settings.desired_count;
    let (floor, max) = (
        forecast::floor(target, service, now).max(target.min),
        forecast::effective_max(target, service, now),
    );
    let to = reason.asked().min(max).max(floor.min(max));
    let wants_more = reason.asked() > service.running_count();
    if to == desired || wants_more != (to > desired) {
        // A larger step is allowed at once, and what an earlier one added counts: its cooldown holds nothing back.
        let bound = (to != reason.asked()).then_some(to);
        return Err(Held::Enough { bound });
    }
    if wants_more {
        return match target.suspended.scale_out {
            true => Err(Held::Suspended),
            false => Ok(Change { to, reason }),
        };
    }
    let last = target.scaled_in_at.max(target.scaled_out_at);
    match last.map(|at| at + cooldown) {
        _ if target.suspended.scale_in => Err(Held::Suspended),
        _ if service.primary().rollout_state == RolloutState::InProgress => Err(Held::Deploying),
        Some(until) if until > now => Err(Held::Cooldown { until }),
        _ => Ok(Change { to, reason }),
    }
}

fn scale(recorder: &mut impl Recorder, id: ScalableTargetId, change: Change, cause: Cause) {
    let world = recorder.world();
    let service = world.service(world.scalable_target(id).service);
    let (service_id, settings) = (service.id, service.row.settings.clone());
    let scaled = Event::Scaled {
        target: id,
        from: settings.desired_count,
        to: change.to,
        reason: change.reason,
    };
    let seq = recorder.emit(cause, scaled);
    let settings = Arc::new(ServiceSettings {
        desired_count: change.to,
        ..(*settings).clone()
    });
    let updated = Event::ServiceUpdated {
        service: service_id,
        settings,
    };
    recorder.emit(Cause::Entry(seq), updated);
}
