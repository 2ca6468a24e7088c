//! Task sets of the EXTERNAL deployment controller: each has its share of the service's desired count, and somebody
//! outside says which one is primary and how large each is (scheduler 5.10).

use crate::engine::service::failures::is_unhealthy;
use crate::engine::service::reconcile::{STARTS_PER_LOOK, is_protected};
use crate::engine::service::reconciliation::{Because, Reconciliation, RolloutStep};
use crate::engine::service::scale_in::{self, Candidate};
use crate::kernel::SimTime;
use crate::model::DeploymentId;
use crate::model::service::{Deployment, DeploymentController};
use crate::world::views::{ServiceView, TaskView};

/// Whether the service's tasks come in task sets.
pub fn has_task_sets(service: &ServiceView<'_>) -> bool {
    service.row.controller == DeploymentController::External
}

/// computedDesiredCount: the share, rounded up (scheduler T01 and T02).
pub fn computed_desired_count(desired_count: u32, scale_percent: u32) -> u32 {
    (u64::from(desired_count) * u64::from(scale_percent)).div_ceil(100) as u32
}

/// Tasks a set wants now; none when it is going.
pub fn wanted(service: &ServiceView<'_>, set: &Deployment) -> u32 {
    match set.draining {
        true => 0,
        false => computed_desired_count(service.row.settings.desired_count, set.scale_percent),
    }
}

/// Starts what each set is missing, and stops what it has too much.
pub(super) fn plan(
    service: &ServiceView<'_>,
    tasks: &[TaskView<'_>],
    now: SimTime,
    outcome: &mut Reconciliation,
) {
    let throttled = service.row.throttled_until;
    for (id, set) in service.deployments() {
        let live = own(tasks, id).filter(|task| task.row.is_wanted());
        let (mut good, mut candidates) = (0, Vec::new());
        for task in live {
            good += u32::from(!is_unhealthy(service, task, now));
            if !is_protected(task, now) {
                candidates.push(Candidate::of(task, now, service.row.primary));
            }
        }
        let desired = wanted(service, set);
        if good < desired && throttled > now {
            let (failures, until) = (service.row.failed_starts, throttled);
            outcome.because.push(Because::Throttled { failures, until });
        } else if good < desired {
            let missing = desired - good;
            outcome.because.push(Because::Missing { missing });
            outcome.start_sets.push((id, missing.min(STARTS_PER_LOOK)));
        } else if good > desired {
            let extra = good - desired;
            outcome.because.push(Because::TooMany { extra });
            outcome
                .stop
                .extend(scale_in::choose(service, candidates, extra));
        }
    }
}

/// Sets that are gone, and the steady state of all of them.
pub(super) fn settle(
    service: &ServiceView<'_>,
    tasks: &[TaskView<'_>],
    now: SimTime,
    idle: bool,
    outcome: &mut Reconciliation,
) {
    let mut steady = idle && outcome.counted.stopping == 0;
    for (id, set) in service.deployments() {
        let nothing = own(tasks, id).next().is_none();
        if set.draining && nothing {
            outcome
                .rollout
                .push(RolloutStep::Replaced { deployment: id });
            continue;
        }
        let healthy = own(tasks, id)
            .filter(|task| task.counts_as_healthy(now))
            .count() as u32;
        steady &= healthy == wanted(service, set);
    }
    if steady {
        if !service.row.steady {
            outcome.rollout.push(RolloutStep::SteadyState);
        }
        outcome.steady = true;
        outcome.because.push(Because::Steady);
    }
}

/// The tasks of one set.
fn own<'t, 'w>(
    tasks: &'t [TaskView<'w>],
    set: DeploymentId,
) -> impl Iterator<Item = &'t TaskView<'w>> {
    tasks
        .iter()
        .filter(move |task| task.row.made.deployment == Some(set))
}
