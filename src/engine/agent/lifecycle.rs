//! The next step of a task: from PROVISIONING to RUNNING and on to STOPPED, container by container.
//!
//! [`next_step`] reads and answers; [`advance`] records its answers until nothing more is due. Rules:
//! agent-and-lifecycle 4 to 7.

use crate::assumed;
use crate::engine::Recorder;
use crate::engine::agent::timing;
use crate::kernel::{SimSpan, SimTime};
use crate::model::container::{Container, ContainerStatus, HealthStatus};
use crate::model::resources::Amounts;
use crate::model::task::{StoppedReason, TaskStatus};
use crate::model::task_definition::{Condition, ContainerDefinition};
use crate::model::{ContainerId, TaskId};
use crate::world::views::TaskView;
use crate::world::{Cause, Event, Timer};

/// Exit code of a container whose dependency can never be met (agent-and-lifecycle 5).
const EXIT_DEPENDENCY: u8 = 143;

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

/// Whether a dependency is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    Met,
    Waiting,
    /// It can never be met.
    Never,
}

/// Brings the task as far as it gets at this moment.
pub fn advance(recorder: &mut impl Recorder, task: TaskId) {
    while let Some(event) = next_step(&recorder.world().task(task), recorder.world().now()) {
        recorder.emit(Cause::Timer(Timer::Task(task)), event);
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
        TaskStatus::Provisioning => (row.due <= now)
            .then_some(())
            .and_then(|()| moved(TaskStatus::Pending, now)),
        TaskStatus::Pending if !row.is_wanted() => stop_pending(task, now),
        TaskStatus::Pending if !row.admitted => admit(task, now),
        TaskStatus::Pending => start(task, now),
        TaskStatus::Running if !row.is_wanted() => moved(TaskStatus::Stopping, SimTime::NEVER),
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
    if let Some(event) = containers_step(task, now).or_else(|| health_step(task)) {
        return Some(event);
    }
    let steady = task.containers().all(|(_, container, definition)| {
        container.status == ContainerStatus::Running
            || (container.status == ContainerStatus::Stopped && !definition.essential)
    });
    steady.then_some(Event::TaskMoved {
        task: task.id,
        to: TaskStatus::Running,
        due: SimTime::NEVER,
    })
}

/// RUNNING and wanted: containers may end, verdicts may come.
fn watch(task: &TaskView<'_>, now: SimTime) -> Option<Event> {
    containers_step(task, now).or_else(|| health_step(task))
}

fn containers_step(task: &TaskView<'_>, now: SimTime) -> Option<Event> {
    let ended = task
        .containers()
        .any(|(_, row, definition)| definition.essential && row.status == ContainerStatus::Stopped);
    if ended {
        return Some(Event::TaskStopRequested {
            task: task.id,
            reason: StoppedReason::EssentialContainerExited,
        });
    }
    task.containers()
        .find_map(|(id, row, definition)| container_step(task, now, id, row, definition))
}

fn container_step(
    task: &TaskView<'_>,
    now: SimTime,
    id: ContainerId,
    row: &Container,
    definition: &ContainerDefinition,
) -> Option<Event> {
    let moved = |to, due, exit_code| {
        Some(Event::ContainerMoved {
            container: id,
            to,
            due,
            exit_code,
        })
    };
    let done = row.due <= now;
    match row.status {
        ContainerStatus::None => match dependencies(task, definition) {
            Edge::Met => moved(
                ContainerStatus::ManifestPulled,
                now + timing::pull(task, id, &definition.image),
                None,
            ),
            Edge::Never => moved(
                ContainerStatus::Stopped,
                SimTime::NEVER,
                Some(EXIT_DEPENDENCY),
            ),
            Edge::Waiting => None,
        },
        ContainerStatus::ManifestPulled if done => moved(
            ContainerStatus::Pulled,
            now + timing::create(task.world, id),
            None,
        ),
        ContainerStatus::Pulled if done => moved(
            ContainerStatus::Created,
            now + timing::start(task.world, id),
            None,
        ),
        ContainerStatus::Created if done => moved(
            ContainerStatus::Running,
            now + running_until(task, row, definition),
            None,
        ),
        ContainerStatus::Running if done && is_one_shot(task, row.definition) => {
            moved(ContainerStatus::Stopped, SimTime::NEVER, Some(0))
        }
        ContainerStatus::Running if done => Some(Event::ContainerHealthChanged {
            container: id,
            health: HealthStatus::Healthy,
        }),
        _ => None,
    }
}

/// How long until something happens to a container that just started: its end, its first probe, or nothing.
fn running_until(
    task: &TaskView<'_>,
    row: &Container,
    definition: &ContainerDefinition,
) -> SimSpan {
    assumed!(HEALTH_CHECK_PASSES);
    if is_one_shot(task, row.definition) {
        return timing::ONE_SHOT;
    }
    match definition.health_check {
        Some(check) => SimSpan::from_secs(u64::from(check.interval_secs)),
        None => SimSpan(u64::MAX),
    }
}

/// Whether another container waits for this one to end.
fn is_one_shot(task: &TaskView<'_>, container: u8) -> bool {
    assumed!(ONE_SHOT_CONTAINER);
    task.definition()
        .containers
        .iter()
        .flat_map(|definition| &definition.depends_on)
        .any(|edge| {
            edge.container == usize::from(container)
                && matches!(edge.condition, Condition::Complete | Condition::Success)
        })
}

/// Whether everything the container waits for is met: the worst edge decides.
fn dependencies(task: &TaskView<'_>, definition: &ContainerDefinition) -> Edge {
    let edges = definition
        .depends_on
        .iter()
        .map(|edge| edge_state(task, edge.container, edge.condition));
    edges.fold(Edge::Met, |worst, edge| match (worst, edge) {
        (Edge::Never, _) | (_, Edge::Never) => Edge::Never,
        (Edge::Waiting, _) | (_, Edge::Waiting) => Edge::Waiting,
        _ => Edge::Met,
    })
}

/// One edge of the start order (agent-and-lifecycle 5).
fn edge_state(task: &TaskView<'_>, on: usize, condition: Condition) -> Edge {
    let Some((_, container, _)) = task.containers().nth(on) else {
        return Edge::Never;
    };
    let stopped = container.status == ContainerStatus::Stopped;
    match condition {
        Condition::Start if container.status >= ContainerStatus::Running => Edge::Met,
        Condition::Complete if stopped && container.exit_code.is_some() => Edge::Met,
        Condition::Success if stopped && container.exit_code == Some(0) => Edge::Met,
        Condition::Healthy if container.health == HealthStatus::Healthy => Edge::Met,
        Condition::Complete | Condition::Success | Condition::Healthy if stopped => Edge::Never,
        _ => Edge::Waiting,
    }
}

/// What holds the task back, if anything: for the page's "waiting for".
pub fn blocked(task: &TaskView<'_>) -> Option<Blocked> {
    if task.row.last_status != TaskStatus::Pending || !task.row.is_wanted() {
        return None;
    }
    if !task.row.admitted {
        return task.row.made.instance.map(|_| Blocked::HostResources);
    }
    task.containers().find_map(|(_, row, definition)| {
        let waits = definition.depends_on.iter().find(|edge| {
            row.status == ContainerStatus::None
                && edge_state(task, edge.container, edge.condition) != Edge::Met
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

/// Stops each container after everything that depends on it, then the task.
fn stop(task: &TaskView<'_>, now: SimTime) -> Option<Event> {
    let all = &task.definition().containers;
    for (id, row, _) in task.containers() {
        let ended = |exit_code| {
            Some(Event::ContainerMoved {
                container: id,
                to: ContainerStatus::Stopped,
                due: SimTime::NEVER,
                exit_code,
            })
        };
        let held = || {
            task.containers()
                .zip(all)
                .any(|((_, other, _), definition)| {
                    other.status != ContainerStatus::Stopped
                        && definition
                            .depends_on
                            .iter()
                            .any(|edge| edge.container == usize::from(row.definition))
                })
        };
        match row.status {
            ContainerStatus::Stopped => {}
            ContainerStatus::Running if row.stopping && row.due <= now => return ended(Some(0)),
            ContainerStatus::Running if !row.stopping && !held() => {
                return Some(Event::ContainerStopBegun {
                    container: id,
                    due: now + timing::stop(task.world, id),
                });
            }
            ContainerStatus::Running => {}
            _ => return ended(None),
        }
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
