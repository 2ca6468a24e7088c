//! Deployment alarms: whether they count, and how long a deployment watches them with everything in place (scheduler 5.5).

use crate::engine::service::failures::last_completed;
use crate::engine::service::reconciliation::{Because, Reconciliation, RolloutStep};
use crate::engine::service::traffic;
use crate::kernel::{SimSpan, SimTime, WHOLE};
use crate::model::service::{Deployment, FailedBy, PauseAnswer, RolloutState};
use crate::model::traffic::LifecycleStage;
use crate::world::views::ServiceView;

/// Whether the newest deployment listens to alarms: one that was on when it began silences them all.
pub fn are_watched(service: &ServiceView<'_>) -> bool {
    let (alarms, primary) = (&service.row.settings.alarms, service.primary());
    WHOLE
        && alarms.enable
        && !alarms.names.is_empty()
        && !primary.alarms_ignored
        && primary.rollout_state == RolloutState::InProgress
        && primary.stage != Some(LifecycleStage::CleanUp)
}

/// An alarm that went on fails the deployment; returns whether one did.
pub(super) fn judge(service: &ServiceView<'_>, outcome: &mut Reconciliation) -> bool {
    let primary = service.primary();
    if primary.alarms_ignored && primary.rollout_state == RolloutState::InProgress {
        outcome.because.push(Because::AlarmsIgnored);
    }
    let settings = &service.row.settings;
    let on = service
        .world
        .alarm_on(settings)
        .filter(|_| are_watched(service));
    let Some(alarm) = on else {
        return asked_back(service, outcome);
    };
    outcome.because.push(Because::AlarmOn { alarm });
    let wanted = settings.alarms.rollback;
    fail(service, FailedBy::Alarm(alarm), wanted, outcome);
    true
}

/// Somebody stopped a rolling deployment: it goes back, whatever its settings say.
fn asked_back(service: &ServiceView<'_>, outcome: &mut Reconciliation) -> bool {
    let primary = service.primary();
    let asked = primary.rollout_state == RolloutState::InProgress
        && primary.pause_answer == Some(PauseAnswer::Rollback)
        && primary.stage.is_none();
    if asked {
        let by = FailedBy::User;
        outcome.because.push(Because::Ended { by });
        fail(service, by, true, outcome);
    }
    asked
}

/// The newest deployment fails; `wanted` says whether it is to go back.
pub(super) fn fail(
    service: &ServiceView<'_>,
    by: FailedBy,
    wanted: bool,
    outcome: &mut Reconciliation,
) {
    outcome.start = 0;
    outcome.stop.clear();
    let back = match traffic::is_shifting(service) {
        true => traffic::blue(service),
        false => last_completed(service),
    };
    outcome.rollout.push(RolloutStep::Failed {
        deployment: service.row.primary,
        by,
        rollback: back.filter(|_| wanted),
        stranded: wanted && back.is_none(),
    });
}

/// Whether a rolling deployment that has everything is done: with alarms it bakes first.
pub(super) fn has_baked(
    service: &ServiceView<'_>,
    now: SimTime,
    outcome: &mut Reconciliation,
) -> bool {
    if !are_watched(service) || traffic::is_shifting(service) {
        return true;
    }
    let since = service.primary().baking_since;
    if since.is_none() {
        outcome.rollout.push(RolloutStep::BakeBegun {
            deployment: service.row.primary,
        });
    }
    let until = since.unwrap_or(now) + bake(service);
    if until <= now {
        return true;
    }
    outcome.because.push(Because::Bakes { until });
    false
}

/// bakeTimeInMinutes, or what the alarms take to notice.
fn bake(service: &ServiceView<'_>) -> SimSpan {
    let settings = &service.row.settings;
    match settings.shift.bake_secs {
        0 => service.world.default_bake(settings),
        secs => SimSpan::from_secs(secs),
    }
}

/// ServiceDeployment.alarms.status of a deployment.
pub fn status(service: &ServiceView<'_>, row: &Deployment) -> &'static str {
    let alarms = &service.row.settings.alarms;
    match row.rollout_state {
        _ if !alarms.enable || row.alarms_ignored => "DISABLED",
        _ if matches!(row.failed_by, Some(FailedBy::Alarm(_))) => "TRIGGERED",
        RolloutState::InProgress => "MONITORING",
        _ => "MONITORING_COMPLETE",
    }
}
