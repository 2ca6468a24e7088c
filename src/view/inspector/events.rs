//! The Events tab: ECS's text verbatim where it has one, ours beneath; what lies ahead is marked.

use crate::engine::Decision;
use crate::explain;
use crate::model::AutoScalingGroupId;
use crate::model::{ClusterId, ContainerId, TaskId};
use crate::sim::{Simulation, log};
use crate::view::frame::{Kind, Subject};
use crate::view::inspector::{EventLine, records};
use crate::view::look::Look;
use crate::view::why::strip;
use crate::world::{Cause, Entry, Event, World};

/// Lines shown at most, newest first.
const MOST: usize = 80;
/// Of these so many with our sentence: the chain of causes is walked for each.
const EXPLAINED: usize = 12;

/// What happened to `subject`, newest first; without one, to everything.
pub fn lines(look: &Look<'_>, subject: Option<Subject>) -> Vec<EventLine> {
    if subject.is_some_and(|it| it.kind == Kind::Records) {
        return records::lines(look);
    }
    let mine = |entry: &Entry| match subject {
        Some(subject) => concerns(look, entry, subject),
        None => !matches!(
            entry.event,
            Event::ServiceLooked { .. } | Event::TextNoted { .. }
        ),
    };
    // A few lines of what is known to come, so that the list does not jump while scrubbing.
    look.run
        .entries()
        .rev()
        .filter(|(seq, entry)| *seq < look.seq() + 4 && mine(entry))
        .take(MOST)
        .enumerate()
        .map(|(place, (seq, entry))| line(look, seq, entry, place < EXPLAINED))
        .collect()
}

fn line(look: &Look<'_>, seq: u64, entry: &Entry, explained: bool) -> EventLine {
    let world = look.run.world();
    let (subject, what) = log::subject_and_what(world, &entry.event);
    let (says, ours) = match &entry.event {
        Event::ServiceEventWritten { .. } => (what, String::new()),
        _ => (String::new(), format!("{} {what}", strip(&subject))),
    };
    EventLine {
        seq,
        at: entry.at.to_string(),
        says,
        ours,
        cause: if explained {
            cause(look, seq, entry)
        } else {
            String::new()
        },
        ahead: seq >= look.seq(),
    }
}

/// Our sentence about it. What a decision did is told in the Why tab; here stands which decision.
fn cause(look: &Look<'_>, seq: u64, entry: &Entry) -> String {
    let Cause::Decision(id) = entry.cause else {
        return explain::entry(look.run, seq)
            .map(|why| why.paragraph)
            .unwrap_or_default();
    };
    match look.run.decided(id).map(|decided| &decided.decision) {
        Some(Decision::Placement(_)) => "Decided by a placement.".to_owned(),
        Some(Decision::Capacity(minute)) => {
            let name = &look.run.world().provider(minute.provider).name;
            format!("Decided by managed scaling of {name}.")
        }
        Some(Decision::Reconciliation { service, .. }) => {
            format!(
                "Decided by a look at the service {}.",
                look.run.world().service(*service).row.name
            )
        }
        None => String::new(),
    }
}

fn concerns(look: &Look<'_>, entry: &Entry, subject: Subject) -> bool {
    let world = look.run.world();
    let id = subject.id;
    match subject.kind {
        Kind::Step | Kind::Run | Kind::Records | Kind::Strategies | Kind::Purchases => false,
        Kind::CapacityProvider => {
            let of_group =
                |group: AutoScalingGroupId| world.provider_of(group).is_some_and(|it| it.0 == id);
            match &entry.event {
                Event::CapacityProviderUpdated { provider, .. }
                | Event::ReservationPublished { provider, .. } => provider.0 == id,
                Event::GroupResized { group, .. } => of_group(*group),
                Event::MachineLaunched(new) => of_group(new.group),
                Event::MachineMoved { machine, .. } | Event::SpotNoticed { machine, .. } => {
                    of_group(world.machine(*machine).group)
                }
                Event::TaskQueued { task, .. } => task.provider.is_some_and(|it| it.0 == id),
                _ => false,
            }
        }
        Kind::TargetGroup => match &entry.event {
            Event::TargetMoved { target, .. } => world.target(*target).group.0 == id,
            _ => false,
        },
        Kind::Cluster => cluster_of(world, &entry.event).is_some_and(|cluster| cluster.0 == id),
        Kind::Task => task_of(world, &entry.event)
            .or(created(look.run, entry))
            .is_some_and(|task| task.0 == id),
        Kind::Service => match &entry.event {
            Event::ServiceUpdated { service, .. }
            | Event::ServiceDeleted { service }
            | Event::ServiceDrained { service }
            | Event::DeploymentStarted { service, .. }
            | Event::ServiceEventWritten { service, .. } => service.0 == id,
            Event::DeploymentChanged { deployment, .. }
            | Event::DeploymentFailed { deployment, .. }
            | Event::BakeBegun { deployment }
            | Event::HookCalled { deployment, .. }
            | Event::HookAnswered { deployment, .. } => {
                world.deployment(*deployment).service.0 == id
            }
            Event::ServiceCreated(new) => world
                .find_service(new.cluster, &new.name)
                .is_some_and(|service| service.id.0 == id),
            _ => false,
        },
        Kind::Instance => match &entry.event {
            Event::InstanceStatusChanged { instance, .. }
            | Event::AgentConnectionChanged { instance, .. } => instance.0 == id,
            Event::TaskCreated(new) => new.instance.is_some_and(|instance| instance.0 == id),
            Event::TaskMoved { task, .. } | Event::TaskStopRequested { task, .. } => world
                .task(*task)
                .row
                .made
                .instance
                .is_some_and(|instance| instance.0 == id),
            _ => false,
        },
        Kind::TaskDefinition => match &entry.event {
            Event::TaskDefinitionDeregistered { definition }
            | Event::DeploymentStarted { definition, .. } => definition.0 == id,
            Event::TaskDefinitionRegistered(new) => {
                let row = world.definitions().find(|(it, _)| it.0 == id);
                row.is_some_and(|(_, row)| {
                    row.definition.family == new.family && row.definition.revision == new.revision
                })
            }
            _ => false,
        },
    }
}

fn cluster_of(world: &World, event: &Event) -> Option<ClusterId> {
    match event {
        Event::ClusterDeleted { cluster } => Some(*cluster),
        Event::InstanceRegistered(new) => Some(new.cluster),
        Event::ServiceCreated(new) => Some(new.cluster),
        Event::TaskCreated(new) => Some(new.cluster),
        Event::InstanceStatusChanged { instance, .. } => {
            Some(world.instance(*instance).row.cluster)
        }
        Event::ServiceEventWritten { service, .. } => Some(world.service(*service).row.cluster),
        _ => None,
    }
}

/// The task that an entry creates by a placement; the entry itself does not name it.
pub fn created(run: &Simulation, entry: &Entry) -> Option<TaskId> {
    let (Event::TaskCreated(_), Cause::Decision(id)) = (&entry.event, entry.cause) else {
        return None;
    };
    match &run.decided(id)?.decision {
        Decision::Placement(placement) => Some(placement.task),
        _ => None,
    }
}

/// The task an event is about, over its containers too. A task is created by the entry before its first move.
pub fn task_of(world: &World, event: &Event) -> Option<TaskId> {
    let of_container = |container: ContainerId| world.container(container).task;
    match event {
        Event::TaskAdmitted { task }
        | Event::TaskWaited { task }
        | Event::TaskMoved { task, .. }
        | Event::TaskStopRequested { task, .. }
        | Event::TaskHealthChanged { task, .. } => Some(*task),
        Event::ContainerMoved { container, .. }
        | Event::ContainerRestarted { container, .. }
        | Event::ContainerHealthChanged { container, .. }
        | Event::ContainerStopBegun { container, .. } => Some(of_container(*container)),
        _ => None,
    }
}
