//! Lifecycle hooks that call functions: when each is called, and what its answer does to the stage (scheduler 5.8).

use crate::assumed;
use crate::engine::service::reconciliation::{Because, Reconciliation, RolloutStep};
use crate::kernel::{SimSpan, SimTime};
use crate::model::DeploymentId;
use crate::model::service::{Deployment, FailedBy};
use crate::model::traffic::{FunctionHook, HookAnswer, HookFault, HookStatus, LifecycleStage};
use crate::world::World;
use crate::world::views::ServiceView;

/// A function has to answer within this time.
pub const ANSWER_WITHIN: SimSpan = SimSpan::from_secs(15 * 60);

/// What the hooks of a stage make of it.
pub(super) enum Held {
    /// Every hook succeeded, or there is none.
    Free,
    /// A function has still to answer or to be called again.
    Waits,
    Failed(FailedBy),
}

/// Asks every function hook of `stage`. `fresh` says that this look only just reached it, so none was called yet.
pub(super) fn ask(
    service: &ServiceView<'_>,
    primary: &Deployment,
    stage: LifecycleStage,
    fresh: bool,
    now: SimTime,
    outcome: &mut Reconciliation,
) -> Held {
    assumed!(HOOK_ANSWERS);
    let deployment = service.row.primary;
    let mut wait: Option<SimTime> = None;
    for (place, hook) in service.row.settings.shift.functions.iter().enumerate() {
        if !hook.stages.contains(&stage) {
            continue;
        }
        let place = place as u8;
        let run = primary.hook_runs.get(usize::from(place));
        let status = run.map_or(HookStatus::AwaitingAction, |run| run.status);
        let calls = run.map_or(0, |run| run.calls);
        let due = match run.filter(|_| !fresh) {
            Some(run) if status == HookStatus::InProgress => run.at,
            Some(_) if status == HookStatus::Succeeded => continue,
            _ => now,
        };
        if due > now {
            wait = Some(wait.unwrap_or(due).min(due));
            continue;
        }
        let calling =
            !fresh && run.is_some_and(|run| run.calling && status == HookStatus::InProgress);
        if !calling {
            let due = now + answer_time(service, hook, stage, calls);
            outcome.rollout.push(RolloutStep::HookCalled {
                deployment,
                hook: place,
                due,
            });
            wait = Some(wait.unwrap_or(due).min(due));
            continue;
        }
        let function = service.world.function(&hook.target);
        let answer = function.answer(stage, calls.saturating_sub(1));
        let again = match answer {
            HookAnswer::InProgress => now + function.call_back,
            _ => SimTime::NEVER,
        };
        outcome.rollout.push(RolloutStep::HookAnswered {
            deployment,
            hook: place,
            answer,
            again,
        });
        let fault = match answer {
            HookAnswer::Succeeded => continue,
            HookAnswer::InProgress => {
                wait = Some(wait.unwrap_or(again).min(again));
                continue;
            }
            HookAnswer::Failed => HookFault::Failed,
            HookAnswer::Error => HookFault::Error,
            HookAnswer::NoStatus => HookFault::NoStatus,
            HookAnswer::Timeout => HookFault::Timeout,
        };
        let target = service.world.names().find(&hook.target).unwrap_or_default();
        return Held::Failed(FailedBy::Hook {
            stage,
            target,
            fault,
        });
    }
    match wait {
        Some(until) => {
            outcome.because.push(Because::HookRuns { stage, until });
            Held::Waits
        }
        None => Held::Free,
    }
}

/// How long the function takes to answer call number `call`.
pub(super) fn answer_time(
    service: &ServiceView<'_>,
    hook: &FunctionHook,
    stage: LifecycleStage,
    call: u32,
) -> SimSpan {
    let function = service.world.function(&hook.target);
    match function.answer(stage, call) {
        HookAnswer::Timeout => ANSWER_WITHIN,
        _ => function.takes.min(ANSWER_WITHIN),
    }
}

/// Hooks of the shifts a failed deployment has reached: they are called again with the weights reversed, and what they
/// answer then changes nothing.
pub(super) fn called_on_the_way_back(world: &World, deployment: DeploymentId) -> Vec<u8> {
    let row = world.deployment(deployment);
    let Some(stage) = row.stage else {
        return Vec::new();
    };
    let service = world.service(row.service);
    let functions = service.row.settings.shift.functions.iter().enumerate();
    let shifts = [
        LifecycleStage::TestTrafficShift,
        LifecycleStage::ProductionTrafficShift,
    ];
    let called = functions.filter(|(_, hook)| {
        let reached = shifts.iter().filter(|shift| **shift <= stage);
        reached.into_iter().any(|shift| hook.stages.contains(shift))
    });
    called.map(|(place, _)| place as u8).collect()
}
