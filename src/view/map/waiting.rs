//! The tray of the map: tasks that have no place yet, and why.

use crate::engine::service::calls_are_throttled;
use crate::engine::service::reconcile::{Because, Reconciliation, reconcile};
use crate::explain;
use crate::kernel::WHOLE;
use crate::model::messages::ServiceMessage;
use crate::model::quota::FargateMiss;
use crate::model::service::ServiceStatus;
use crate::view::look::{Look, hue, shade, task_label};
use crate::view::map::Waiting;

/// Services that want more tasks than they have, and tasks whose host has no room yet.
pub fn waiting(look: &Look<'_>) -> Vec<Waiting> {
    let world = look.world;
    let mut waiting = Vec::new();
    for service in world
        .services()
        .filter(|service| service.row.status == ServiceStatus::Active)
    {
        let outcome = reconcile(&service, look.now);
        let counted = outcome.counted;
        let missing = counted.desired.saturating_sub(counted.new_live);
        if missing == 0 {
            continue;
        }
        let revision = world.definition(service.primary().definition).revision;
        let refused = service.row.reported.as_ref().filter(|(message, _)| {
            matches!(
                **message,
                ServiceMessage::UnableToPlace { .. }
                    | ServiceMessage::UnableToPlaceNoInstances
                    | ServiceMessage::UnableOnFargate(_)
            )
        });
        let reason = match refused {
            Some((message, _)) => unable(look, message),
            None if calls_are_throttled(world) => {
                "start when the service scheduler's calls are no longer throttled".to_owned()
            }
            None => starts_when(&outcome),
        };
        waiting.push(Waiting {
            task: None,
            service: Some(service.id.0),
            label: format!("{} {revision}", service.row.name),
            hue: hue(crate::model::task::Group::Service(service.id)),
            shade: shade(revision),
            count: missing,
            reason,
        });
    }
    if WHOLE {
        waiting.extend(for_providers(look));
    }
    let stuck = world
        .instances()
        .filter_map(|instance| world.first_waiting(instance.id));
    for task in stuck.map(|id| world.task(id)) {
        let host = task
            .instance()
            .map(|instance| instance.label())
            .unwrap_or_default();
        waiting.push(Waiting {
            task: Some(task.id.0),
            service: None,
            label: task_label(&task),
            hue: hue(task.row.made.group),
            shade: shade(task.definition().revision),
            count: 1,
            reason: explain::waiting(&task).unwrap_or_else(|| format!("waits on {host}")),
        });
    }
    waiting
}

/// Tasks that wait for an instance of their provider, alike ones together.
fn for_providers(look: &Look<'_>) -> Vec<Waiting> {
    let world = look.world;
    let mut list: Vec<Waiting> = Vec::new();
    for (id, row) in world.providers() {
        let tasks = world.waiting_for(id).filter(|task| task.row.is_wanted());
        for task in tasks {
            let label = task_label(&task);
            let reason = format!("in PROVISIONING for an instance of {}", row.name);
            let same = |it: &&mut Waiting| it.label == label && it.reason == reason;
            if let Some(known) = list.iter_mut().find(same) {
                known.count += 1;
                continue;
            }
            list.push(Waiting {
                task: Some(task.id.0),
                service: None,
                label,
                hue: hue(task.row.made.group),
                shade: shade(task.definition().revision),
                count: 1,
                reason,
            });
        }
    }
    list
}

/// Why nothing could be placed, from what the service itself reported.
fn unable(look: &Look<'_>, message: &ServiceMessage) -> String {
    match message {
        ServiceMessage::UnableToPlace { closest, reason } => {
            let closest = look.world.instance(*closest).label();
            format!(
                "no instance meets every requirement; the closest, {closest}, fails {}",
                reason.word()
            )
        }
        ServiceMessage::UnableOnFargate(FargateMiss::Capacity) if WHOLE => {
            "Fargate has no capacity for it in its zones".to_owned()
        }
        ServiceMessage::UnableOnFargate(_) if WHOLE => {
            "the account's quota of Fargate vCPUs is used up".to_owned()
        }
        _ => "the cluster has no container instance".to_owned(),
    }
}

/// Why a task that is wanted does not start yet, from the look the service would get now.
fn starts_when(outcome: &Reconciliation) -> String {
    let counted = outcome.counted;
    let full = outcome.because.iter().find_map(|because| match because {
        Because::AtUpperLimit { total, upper } => Some((*total, *upper)),
        _ => None,
    });
    match full {
        Some((total, upper)) => format!(
            "start as older tasks stop: {total} of at most {upper} exist, {} of at least {} are healthy",
            counted.healthy, counted.lower,
        ),
        None => "start at the next look of the service scheduler".to_owned(),
    }
}
