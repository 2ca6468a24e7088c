//! A few words each for what log lines mention: what ended a deployment, what a policy does, why a count changed.

use crate::model::ScalableTargetId;
use crate::model::scaling::{PolicyRule, ScalingReason};
use crate::model::service::FailedBy;
use crate::model::traffic::HookFault;
use crate::world::World;

/// What ended a deployment, in a few words.
pub fn failed(world: &World, by: FailedBy) -> String {
    match by {
        FailedBy::CircuitBreaker => "the circuit breaker".to_owned(),
        FailedBy::Alarm(id) => format!("alarm {}", world.alarm(id).name),
        FailedBy::User => "stopped by request".to_owned(),
        FailedBy::PauseTimeout(stage) => format!("nobody continued {stage}"),
        FailedBy::StageTimeout(stage) => format!("{stage} took too long"),
        FailedBy::Hook {
            stage,
            target,
            fault,
        } => {
            let what = match fault {
                HookFault::Failed => "answered FAILED",
                HookFault::Error => "could not be called",
                HookFault::NoStatus => "answered without hookStatus",
                HookFault::Timeout => "did not answer in time",
            };
            format!("{} {what} in {stage}", short(world.names().text(target)))
        }
    }
}

/// What a policy does, in a few words.
pub fn rule(world: &World, rule: &PolicyRule) -> String {
    let names = world.names();
    match rule {
        PolicyRule::Tracking(tracking) => {
            let target = tenths(tracking.target);
            format!("{} at {target}", tracking.metric.name(names))
        }
        PolicyRule::Steps(steps) => format!("{} steps, {}", steps.steps.len(), steps.adjustment),
        PolicyRule::Forecast(forecast) => {
            let target = tenths(forecast.target);
            format!("forecast of {} at {target}", forecast.metric.name(names))
        }
    }
}

/// Why auto scaling changed the count, in a few words.
pub fn scaling(world: &World, target: ScalableTargetId, reason: ScalingReason) -> String {
    match reason {
        ScalingReason::Tracking { metric, value, .. } => {
            format!("{} is {}", metric.name(world.names()), tenths(value))
        }
        ScalingReason::Step { alarm, .. } => format!("alarm {}", world.alarm(alarm).name),
        ScalingReason::Scheduled { action, .. } => {
            let actions = &world.scalable_target(target).actions;
            let name = actions.get(usize::from(action)).map(|it| &*it.name);
            format!("scheduled action {}", name.unwrap_or("?"))
        }
        ScalingReason::Forecast { .. } => "forecast".to_owned(),
    }
}

/// Tenths with their decimal.
pub fn tenths(value: u32) -> String {
    format!("{}.{}", value / 10, value % 10)
}

/// The last part of a function's ARN, which is its name.
pub fn short(function: &str) -> &str {
    function.rsplit(':').next().unwrap_or(function)
}
