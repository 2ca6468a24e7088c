//! The next step of a task: from PROVISIONING to RUNNING and on to STOPPED, container by container.
//!
//! [`next_step`] reads and answers; [`advance`] records its answers until nothing more is due. Rules:
//! agent-and-lifecycle 4 to 7.

use std::sync::Arc;

use crate::engine::Recorder;
use crate::engine::agent::access;
use crate::engine::agent::container::{Edge, Step, edge_state};
use crate::engine::agent::timing;
use crate::engine::capacity::waiting;
use crate::engine::network::address;
use crate::engine::network::target::TargetStep;
use crate::kernel::WHOLE;
use crate::kernel::{SimSpan, SimTime};
use crate::model::TaskId;
use crate::model::container::{ContainerReason, ContainerStatus, HealthStatus};
use crate::model::load_balancer::TargetState;
use crate::model::messages::ServiceMessage;
use crate::model::resources::Amounts;
use crate::model::task::{StoppedReason, TaskStatus};
use crate::model::task_definition::Condition;
use crate::world::views::TaskView;
use crate::world::{Cause, Event, Timer, World};

/// What keeps a container, or a task, from going on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blocked {
    /// An earlier task still holds what this one needs on the host.
    HostResources,
    /// A container waits for another one to meet a condition.
    Dependency {
        container: u8,
        on: u8,
        condition: Condition,
    },
}

/// Brings the task as far as it gets at this moment.
pub fn advance(recorder: &mut impl Recorder, task: TaskId) {
    let cause = Cause::Timer(Timer::Task(task));
    while let Some(event) = next_step(&recorder.world().task(task), recorder.world().now()) {
        let said = if WHOLE {
            service_messages(recorder.world(), task, &event)
        } else {
            Vec::new()
        };
        recorder.emit(cause, event);
        let Some(service) = recorder.world().task(task).row.service() else {
            continue;
        };
        for message in said {
            recorder.emit(
                cause,
                Event::ServiceEventWritten {
                    service,
                    message: Arc::new(message),
                },
            );
        }
    }
}

/// What the service's event list says of a registration or deregistration (scheduler 6.1 #6 to #8).
fn service_messages(world: &World, task: TaskId, event: &Event) -> Vec<ServiceMessage> {
    let Event::TargetMoved { target, state, .. } = event else {
        return Vec::new();
    };
    let mut own = world.task(task).targets();
    let Some((_, row, _)) = own.find(|(id, _, _)| id == target) else {
        return Vec::new();
    };
    let group = row.group;
    match state {
        TargetState::Initial => vec![ServiceMessage::RegisteredTargets { count: 1, group }],
        TargetState::Draining => {
            vec![
                ServiceMessage::DeregisteredTargets { count: 1, group },
                ServiceMessage::DrainingConnections(1),
            ]
        }
        _ => Vec::new(),
    }
}

/// The one thing to happen to the task now; `None` when it waits or is settled.
pub fn next_step(task: &TaskView<'_>, now: SimTime) -> Option<Event> {
    let moved = |to, due| {
        Some(Event::TaskMoved {
            task: task.id,
            to,
            due,
        })
    };
    let row = task.row;
    match row.last_status {
        TaskStatus::Provisioning if !row.is_wanted() => {
            let due = now + timing::deprovisioning(task).unwrap_or(SimSpan::ZERO);
            moved(TaskStatus::Deprovisioning, due)
        }
        TaskStatus::Provisioning if WHOLE && row.waits_for_provider() => {
            (row.due <= now).then(|| Event::TaskStopRequested {
                task: task.id,
                reason: StoppedReason::NeverPlaced(waiting::reason(task)),
            })
        }
        TaskStatus::Provisioning if WHOLE && row.due <= now && address::none_left(task) => {
            Some(Event::TaskStopRequested {
                task: task.id,
                reason: StoppedReason::NoAddress(row.made.zone),
            })
        }
        TaskStatus::Provisioning => (row.due <= now)
            .then_some(())
            .and_then(|()| moved(TaskStatus::Pending, now)),
        TaskStatus::Pending if !row.is_wanted() => stop_pending(task, now),
        TaskStatus::Pending if !row.admitted => admit(task, now),
        TaskStatus::Pending => start(task, now),
        TaskStatus::Activating if !row.is_wanted() => {
            moved(TaskStatus::Deactivating, SimTime::NEVER)
        }
        TaskStatus::Activating => activate(task, now),
        TaskStatus::Running if !row.is_wanted() && row.targets > 0 => {
            moved(TaskStatus::Deactivating, SimTime::NEVER)
        }
        TaskStatus::Running if !row.is_wanted() => moved(TaskStatus::Stopping, SimTime::NEVER),
        TaskStatus::Deactivating => deactivate(task, now),
        TaskStatus::Running => watch(task, now),
        TaskStatus::Stopping => stop(task, now),
        TaskStatus::Deprovisioning if row.due <= now => moved(TaskStatus::Stopped, SimTime::NEVER),
        _ => None,
    }
}

/// The agent takes the task when its host has room: first come, first served.
fn admit(task: &TaskView<'_>, now: SimTime) -> Option<Event> {
    let Some(instance) = task.instance() else {
        return Some(Event::TaskAdmitted { task: task.id });
    };
    let demand = &task.world.registered(task.row.made.definition).demand;
    let left = instance.row.registered.minus(instance.row.host);
    let has_room = left.covers(Amounts::from(&**demand))
        && instance.row.host_ports.first_conflict(demand).is_none();
    if has_room && task.world.first_waiting(instance.id) == Some(task.id) {
        return Some(Event::TaskAdmitted { task: task.id });
    }
    (task.row.due <= now).then_some(Event::TaskWaited { task: task.id })
}

/// PENDING with room on the host: pull, create and start in dependency order, then RUNNING.
fn start(task: &TaskView<'_>, now: SimTime) -> Option<Event> {
    if WHOLE && let Some(missing) = access::task(task) {
        let text = missing.text(access::on_fargate(task));
        return Some(access::noted(task.world, &text, |name| {
            Event::TaskStopRequested {
                task: task.id,
                reason: StoppedReason::Denied(name),
            }
        }));
    }
    if let Some(event) = containers_step(task, now).or_else(|| health_step(task)) {
        return Some(event);
    }
    let steady = task.containers().all(|(_, container, definition)| {
        container.status == ContainerStatus::Running
            || (container.status == ContainerStatus::Stopped && !definition.essential)
    });
    let (to, due) = match task.row.targets {
        0 => (TaskStatus::Running, SimTime::NEVER),
        _ => (
            TaskStatus::Activating,
            now + timing::target_registration(task),
        ),
    };
    steady.then_some(Event::TaskMoved {
        task: task.id,
        to,
        due,
    })
}

/// ACTIVATING: registered with every target group, the task is RUNNING.
fn activate(task: &TaskView<'_>, now: SimTime) -> Option<Event> {
    let begun = containers_step(task, now).or_else(|| health_step(task));
    if begun.is_some() || task.row.due > now {
        return begun;
    }
    let unregistered = targets(task, now).find(|step| step.row.state == TargetState::Unused);
    match unregistered {
        Some(step) => step.register(),
        None => Some(Event::TaskMoved {
            task: task.id,
            to: TaskStatus::Running,
            due: SimTime::NEVER,
        }),
    }
}

/// DEACTIVATING: every target drains, then the containers are stopped. A machine that is gone has nothing to drain.
fn deactivate(task: &TaskView<'_>, now: SimTime) -> Option<Event> {
    let gone = task.host_is_gone();
    let in_use = |step: &TargetStep<'_, '_>| {
        !matches!(step.row.state, TargetState::Draining | TargetState::Unused)
    };
    let event = targets(task, now)
        .find(in_use)
        .and_then(|step| step.deregister());
    let drained = || targets(task, now).find_map(|step| step.forward());
    let over = || gone || targets(task, now).all(|step| step.row.state == TargetState::Unused);
    event.or_else(drained).or_else(|| {
        over().then_some(Event::TaskMoved {
            task: task.id,
            to: TaskStatus::Stopping,
            due: SimTime::NEVER,
        })
    })
}

fn targets<'a, 'w>(
    task: &'a TaskView<'w>,
    now: SimTime,
) -> impl Iterator<Item = TargetStep<'a, 'w>> {
    task.targets().map(move |(id, row, group)| TargetStep {
        task,
        now,
        id,
        row,
        group,
    })
}

/// RUNNING and wanted: containers may end, verdicts may come.
fn watch(task: &TaskView<'_>, now: SimTime) -> Option<Event> {
    let contained = containers_step(task, now).or_else(|| health_step(task));
    contained.or_else(|| targets(task, now).find_map(|step| step.forward()))
}

fn containers_step(task: &TaskView<'_>, now: SimTime) -> Option<Event> {
    if let Some(reason) = ended(task) {
        return Some(Event::TaskStopRequested {
            task: task.id,
            reason,
        });
    }
    steps(task, now).find_map(|step| step.forward())
}

fn steps<'a, 'w>(task: &'a TaskView<'w>, now: SimTime) -> impl Iterator<Item = Step<'a, 'w>> {
    task.containers().map(move |(id, row, definition)| Step {
        task,
        now,
        id,
        row,
        definition,
    })
}

/// Why the whole task has to stop, if a container's end says so.
fn ended(task: &TaskView<'_>) -> Option<StoppedReason> {
    task.containers()
        .find_map(|(id, row, definition)| match (row.status, row.reason) {
            // Without an image the container cannot even be created, and the task does not start.
            (
                ContainerStatus::Stopped,
                Some(ContainerReason::CannotPull | ContainerReason::Denied(_)),
            ) => Some(StoppedReason::FailedToStart(id)),
            // An essential container that never ran is a failed start.
            (
                ContainerStatus::Stopped,
                Some(ContainerReason::DependencyNeverMet | ContainerReason::DependencyTimedOut(_)),
            ) if definition.essential => Some(StoppedReason::FailedToStart(id)),
            (ContainerStatus::Stopped, _) if definition.essential => {
                Some(StoppedReason::EssentialContainerExited)
            }
            _ => None,
        })
}

/// What holds the task back, if anything: for the page's "waiting for".
pub fn blocked(task: &TaskView<'_>) -> Option<Blocked> {
    if task.row.last_status != TaskStatus::Pending || !task.row.is_wanted() {
        return None;
    }
    if !task.row.admitted {
        // Only once the agent has looked and found no room.
        let waits = task.row.made.instance.is_some() && task.row.due.is_never();
        return waits.then_some(Blocked::HostResources);
    }
    task.containers().find_map(|(_, row, definition)| {
        let waits = definition.depends_on.iter().find(|edge| {
            row.status == ContainerStatus::None
                && edge_state(task, edge.container, edge.condition, task.world.now()) != Edge::Met
        })?;
        Some(Blocked::Dependency {
            container: row.definition,
            on: waits.container as u8,
            condition: waits.condition,
        })
    })
}

/// The verdict on the task when it differs from the last one (agent-and-lifecycle 7).
fn health_step(task: &TaskView<'_>) -> Option<Event> {
    let mut verdict = HealthStatus::Healthy;
    for (_, container, _) in task
        .containers()
        .filter(|(_, _, definition)| definition.essential)
    {
        match container.health {
            HealthStatus::Unhealthy => verdict = HealthStatus::Unhealthy,
            HealthStatus::Unknown if verdict != HealthStatus::Unhealthy => {
                verdict = HealthStatus::Unknown
            }
            _ => {}
        }
    }
    (verdict != task.row.health).then_some(Event::TaskHealthChanged {
        task: task.id,
        health: verdict,
    })
}

/// Asked to stop before RUNNING: what never ran ends at once, what runs is stopped in order.
fn stop_pending(task: &TaskView<'_>, now: SimTime) -> Option<Event> {
    if task
        .containers()
        .any(|(_, row, _)| row.status == ContainerStatus::Running)
    {
        return Some(Event::TaskMoved {
            task: task.id,
            to: TaskStatus::Stopping,
            due: SimTime::NEVER,
        });
    }
    stop(task, now)
}

/// Stops the containers, then the task.
fn stop(task: &TaskView<'_>, now: SimTime) -> Option<Event> {
    if let Some(event) = steps(task, now).find_map(|step| step.backward()) {
        return Some(event);
    }
    let all_stopped = task
        .containers()
        .all(|(_, row, _)| row.status == ContainerStatus::Stopped);
    all_stopped.then(|| match timing::deprovisioning(task) {
        Some(span) => Event::TaskMoved {
            task: task.id,
            to: TaskStatus::Deprovisioning,
            due: now + span,
        },
        None => Event::TaskMoved {
            task: task.id,
            to: TaskStatus::Stopped,
            due: SimTime::NEVER,
        },
    })
}
