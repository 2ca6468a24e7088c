//! Blue/green, linear and canary deployments: the new revision comes up beside the old one, then traffic moves, then the
//! old one goes (scheduler 5.7).

use crate::assumed;
use crate::engine::service::alarms;
use crate::engine::service::hooks::{self, Held};
use crate::engine::service::reconcile::STARTS_PER_LOOK;
use crate::engine::service::reconciliation::{Because, Reconciliation, RolloutStep};
use crate::kernel::{SimSpan, SimTime};
use crate::model::DeploymentId;
use crate::model::load_balancer::LoadBalancerKind;
use crate::model::service::{Deployment, DeploymentStatus, FailedBy, PauseAnswer, RolloutState};
use crate::model::traffic::{ALL_TRAFFIC, LifecycleStage};
use crate::world::views::{ServiceView, TaskView};

use LifecycleStage::{
    BakeTime, CleanUp, PostProductionTrafficShift, PostScaleUp, PostTestTrafficShift,
    PreProductionTrafficShift, PreScaleUp, ProductionTrafficShift, ReconcileService, ScaleUp,
    TestTrafficShift,
};

/// The extra wait of a Network Load Balancer when traffic shifts.
const NETWORK_SHIFT: SimSpan = SimSpan::from_secs(600);
/// The longest a stage may last, pauses and the bake apart.
const STAGE_MAX: SimSpan = SimSpan::from_secs(24 * 3_600);

/// Whether the newest deployment is one that shifts traffic, under way.
pub fn is_shifting(service: &ServiceView<'_>) -> bool {
    let primary = service.primary();
    primary.stage.is_some() && primary.rollout_state == RolloutState::InProgress
}

/// Where a deployment stands while this look walks it through the stages.
struct Walk {
    stage: LifecycleStage,
    since: SimTime,
    weight: u32,
}

/// Whether a stage can be left, and if not, until when it waits.
enum Leave {
    To(LifecycleStage),
    /// Waits for something that has no time, or until then.
    Wait(SimTime),
    /// A hook or a timeout ends the deployment.
    RollBack(FailedBy),
    /// A function hook holds the stage, and has said so.
    Hooked,
    Done,
}

/// Starts green tasks, walks through the stages as far as they go now, and stops blue tasks at the end.
pub(super) fn plan(
    service: &ServiceView<'_>,
    tasks: &[TaskView<'_>],
    now: SimTime,
    outcome: &mut Reconciliation,
) {
    let primary = service.primary();
    let Some(stage) = primary.stage else { return };
    let deployment = service.row.primary;
    let mut walk = Walk {
        stage,
        since: primary.stage_since,
        weight: primary.weight,
    };
    if let Some(by) = asked_back(primary) {
        outcome.because.push(Because::Ended { by });
        alarms::fail(service, by, true, outcome);
        return;
    }
    loop {
        match leave(service, primary, &walk, now, outcome) {
            Leave::To(next) => {
                if next == ProductionTrafficShift {
                    walk.weight = next_weight(service, walk.weight);
                    outcome.rollout.push(RolloutStep::Shifted {
                        deployment,
                        weight: walk.weight,
                    });
                }
                walk = Walk {
                    stage: next,
                    since: now,
                    ..walk
                };
                outcome.rollout.push(RolloutStep::StageReached {
                    deployment,
                    stage: next,
                });
            }
            Leave::Wait(until) => {
                outcome.because.push(Because::InStage {
                    stage: walk.stage,
                    until,
                });
                break;
            }
            Leave::RollBack(by) => {
                outcome.because.push(Because::Ended { by });
                alarms::fail(service, by, true, outcome);
                return;
            }
            Leave::Hooked | Leave::Done => break,
        }
    }
    if walk.stage == ReconcileService {
        let left = abandoned(service).filter(|task| task.row.is_wanted());
        outcome.stop.extend(left.map(|task| task.id));
    }
    if walk.stage >= ScaleUp && walk.stage <= BakeTime {
        scale_up(service, now, outcome);
    }
    if walk.stage == CleanUp {
        let old = tasks
            .iter()
            .filter(|task| task.row.is_wanted() && task.row.made.deployment != Some(deployment));
        outcome.stop.extend(old.map(|task| task.id));
    }
}

/// Green comes up at full size beside blue: maximumPercent does not hold it back.
fn scale_up(service: &ServiceView<'_>, now: SimTime, outcome: &mut Reconciliation) {
    let missing = outcome
        .counted
        .desired
        .saturating_sub(outcome.counted.new_live);
    if missing == 0 {
        return;
    }
    outcome.because.push(Because::Missing { missing });
    if service.row.throttled_until > now {
        let (failures, until) = (service.row.failed_starts, service.row.throttled_until);
        outcome.because.push(Because::Throttled { failures, until });
        return;
    }
    outcome.start = missing.min(STARTS_PER_LOOK);
}

fn leave(
    service: &ServiceView<'_>,
    primary: &Deployment,
    walk: &Walk,
    now: SimTime,
    outcome: &mut Reconciliation,
) -> Leave {
    let shift = &service.row.settings.shift;
    // An answer belongs to the stage the deployment stands in, not to one this look only just reached.
    let fresh = primary.stage != Some(walk.stage) || primary.stage_since != walk.since;
    match hooks::ask(service, primary, walk.stage, fresh, now, outcome) {
        Held::Failed(by) => return Leave::RollBack(by),
        Held::Waits if walk.since + STAGE_MAX > now => return Leave::Hooked,
        Held::Waits => return Leave::RollBack(FailedBy::StageTimeout(walk.stage)),
        Held::Free => {}
    }
    if let Some(held) = held_by_pause(service, primary, walk, fresh, now) {
        return held;
    }
    if walk.stage != BakeTime && walk.since + STAGE_MAX <= now {
        return Leave::RollBack(FailedBy::StageTimeout(walk.stage));
    }
    let counted = outcome.counted;
    let after = |span: SimSpan, next: LifecycleStage| {
        let until = walk.since + span;
        if until <= now {
            Leave::To(next)
        } else {
            Leave::Wait(until)
        }
    };
    match walk.stage {
        ReconcileService if abandoned(service).next().is_some() => Leave::Wait(SimTime::NEVER),
        ReconcileService => Leave::To(PreScaleUp),
        PreScaleUp => Leave::To(ScaleUp),
        ScaleUp
            if counted.new_healthy >= counted.desired && counted.new_live >= counted.desired =>
        {
            Leave::To(PostScaleUp)
        }
        ScaleUp => Leave::Wait(SimTime::NEVER),
        PostScaleUp => Leave::To(TestTrafficShift),
        TestTrafficShift => after(network_wait(service), PostTestTrafficShift),
        PostTestTrafficShift => Leave::To(PreProductionTrafficShift),
        PreProductionTrafficShift => Leave::To(ProductionTrafficShift),
        ProductionTrafficShift if walk.weight < ALL_TRAFFIC => {
            // Each further step passes the hook before it again.
            after(
                SimSpan::from_secs(shift.step_bake_secs) + network_wait(service),
                PreProductionTrafficShift,
            )
        }
        ProductionTrafficShift => after(network_wait(service), PostProductionTrafficShift),
        PostProductionTrafficShift => Leave::To(BakeTime),
        BakeTime => after(SimSpan::from_secs(shift.bake_secs), CleanUp),
        CleanUp => Leave::Done,
    }
}

/// What a pause hook makes of this stage: nothing, a wait, a rollback.
fn held_by_pause(
    service: &ServiceView<'_>,
    primary: &Deployment,
    walk: &Walk,
    fresh: bool,
    now: SimTime,
) -> Option<Leave> {
    let pause = service.row.settings.shift.pause_at(walk.stage)?;
    let answer = primary.pause_answer.filter(|_| !fresh);
    let until = walk.since + SimSpan::from_secs(pause.timeout_secs);
    match answer {
        Some(_) => None,
        None if until > now => Some(Leave::Wait(until)),
        None if pause.rolls_back => Some(Leave::RollBack(FailedBy::PauseTimeout(walk.stage))),
        None => None,
    }
}

/// Whether somebody asked for the way back: at any stage before the clean-up.
fn asked_back(primary: &Deployment) -> Option<FailedBy> {
    let asked = primary.pause_answer == Some(PauseAnswer::Rollback);
    (asked && primary.stage != Some(CleanUp)).then_some(FailedBy::User)
}

/// A Network Load Balancer takes ten minutes for a shift.
fn network_wait(service: &ServiceView<'_>) -> SimSpan {
    let network = service
        .row
        .settings
        .load_balancers
        .iter()
        .any(|attachment| {
            let group = service.world.target_group(attachment.group);
            service.world.load_balancer(group.load_balancer).kind == LoadBalancerKind::Network
        });
    if network {
        NETWORK_SHIFT
    } else {
        SimSpan::ZERO
    }
}

/// The share of traffic after the next step.
fn next_weight(service: &ServiceView<'_>, weight: u32) -> u32 {
    assumed!(SHIFT_STEPS);
    service
        .row
        .settings
        .shift
        .weights()
        .into_iter()
        .find(|next| *next > weight)
        .unwrap_or(ALL_TRAFFIC)
}

/// Tasks of deployments that were under way when this one took over: neither green nor blue.
fn abandoned<'w>(service: &ServiceView<'w>) -> impl Iterator<Item = TaskView<'w>> + use<'w> {
    let (green, blue) = (Some(service.row.primary), blue(service));
    service
        .tasks()
        .filter(move |task| task.row.made.deployment != green && task.row.made.deployment != blue)
}

/// The revision that has the traffic green does not have: of the older deployments the one with the largest share.
pub(super) fn blue(service: &ServiceView<'_>) -> Option<DeploymentId> {
    let older = service
        .deployments()
        .filter(|(_, row)| row.status == DeploymentStatus::Active);
    older
        .max_by_key(|(id, row)| (row.weight, *id))
        .map(|(id, _)| id)
}
