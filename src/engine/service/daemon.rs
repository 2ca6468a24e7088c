//! DAEMON services: one task on each instance that qualifies (scheduler 4.7).

use crate::assumed;
use crate::engine::placement::checks::{Check, Rejection, passes};
use crate::engine::service::reconcile::is_old;
use crate::engine::service::reconciliation::{Because, Reconciliation};
use crate::engine::service::service_ask;
use crate::kernel::SimTime;
use crate::model::container_instance::InstanceStatus;
use crate::model::{ContainerInstanceId, TaskId};
use crate::world::views::{ServiceView, TaskView};

/// Instances that have to have a task: ACTIVE, connected, with the attributes, meeting memberOf.
pub fn qualifying(service: &ServiceView<'_>) -> Vec<ContainerInstanceId> {
    assumed!(DAEMON_DESIRED);
    let ask = service_ask(service.world, service.id);
    let instances = service.world.cluster(service.row.cluster).instances();
    let qualifies = |instance: &crate::world::views::InstanceView<'_>| {
        let able = [Check::Status, Check::Agent, Check::Attributes];
        able.iter()
            .all(|check| passes(*check, instance, &ask).is_ok())
            && !matches!(
                passes(Check::Constraints, instance, &ask),
                Err(Rejection::MemberOf { .. })
            )
    };
    instances
        .filter(qualifies)
        .map(|instance| instance.id)
        .collect()
}

/// Starts where a task is missing, and stops old ones down to the lower limit and those that have no business where
/// they are. There is no room for two on one instance, so a new task waits until the old one is STOPPED.
pub fn plan(
    service: &ServiceView<'_>,
    tasks: &[TaskView<'_>],
    now: SimTime,
    outcome: &mut Reconciliation,
) {
    let wanted_on = qualifying(service);
    let counted = outcome.counted;
    let occupied = |instance: &ContainerInstanceId| {
        tasks
            .iter()
            .any(|task| task.row.made.instance == Some(*instance))
    };
    let missing: Vec<_> = wanted_on
        .iter()
        .copied()
        .filter(|instance| !occupied(instance))
        .collect();
    if !missing.is_empty() {
        outcome.because.push(Because::DaemonMissing {
            instances: missing.len() as u32,
        });
        if service.row.throttled_until > now {
            let (failures, until) = (service.row.failed_starts, service.row.throttled_until);
            outcome.because.push(Because::Throttled { failures, until });
        } else {
            outcome.start_on = missing;
        }
    }
    let mut may_stop = counted.healthy.saturating_sub(counted.lower);
    let mut stopped = 0;
    for task in tasks.iter().filter(|task| task.row.is_wanted()) {
        let stays = task
            .row
            .made
            .instance
            .is_some_and(|instance| wanted_on.contains(&instance));
        let healthy = task.counts_as_healthy(now);
        let stop = if stays {
            is_old(service, task) && (!healthy || may_stop > 0)
        } else {
            !is_held(task)
        };
        if stop {
            outcome.stop.push(task.id);
            stopped += 1;
            may_stop = may_stop.saturating_sub(u32::from(healthy));
        }
    }
    if stopped > 0 {
        let (healthy, lower) = (counted.healthy, counted.lower);
        outcome.because.push(Because::AboveLowerLimit {
            healthy,
            lower,
            stop: stopped,
        });
    } else if counted.old_healthy > 0 {
        outcome.because.push(Because::AtLowerLimit {
            healthy: counted.healthy,
            lower: counted.lower,
        });
    }
}

/// On a DRAINING instance the daemon's task stops last.
fn is_held(task: &TaskView<'_>) -> bool {
    let Some(instance) = task.instance() else {
        return false;
    };
    let same = |other: TaskId| other == task.id;
    instance.row.status == InstanceStatus::Draining && instance.tasks().any(|other| !same(other.id))
}
