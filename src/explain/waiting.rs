//! What a task that is not where it should be waits for.

use crate::engine::agent::lifecycle::{Blocked, blocked};
use crate::model::container::ContainerStatus;
use crate::model::load_balancer::TargetState;
use crate::model::task::TaskStatus;
use crate::model::task_definition::Condition;
use crate::world::views::TaskView;

/// One clause, such as `pulls nginx:1.29 until 00:00:06.167`; `None` when the task waits for nothing.
pub fn waiting(task: &TaskView<'_>) -> Option<String> {
    match task.row.last_status {
        TaskStatus::Provisioning if task.row.waits_for_provider() => Some(format!(
            "it waits for an instance of its capacity provider until {}",
            task.row.due
        )),
        TaskStatus::Provisioning => Some(format!(
            "its network interface is ready at {}",
            task.row.due
        )),
        TaskStatus::Pending => Some(match blocked(task) {
            Some(Blocked::HostResources) => {
                "its host has no room yet: an earlier task is still stopping there".to_owned()
            }
            held => pending(task).or_else(|| held.and_then(|held| dependency(task, held)))?,
        }),
        TaskStatus::Activating => Some(format!(
            "it is registered with its target groups at {}",
            task.row.due
        )),
        TaskStatus::Deactivating => deactivating(task),
        TaskStatus::Running => first_check(task),
        TaskStatus::Stopping => stopping(task),
        TaskStatus::Deprovisioning => {
            Some(format!("its network interface is gone at {}", task.row.due))
        }
        _ => None,
    }
}

fn pending(task: &TaskView<'_>) -> Option<String> {
    task.containers().find_map(|(_, row, definition)| {
        let doing = match row.status {
            ContainerStatus::ManifestPulled => format!("pulls {}", definition.image),
            ContainerStatus::Pulled => format!("creates {}", definition.name),
            ContainerStatus::Created => format!("starts {}", definition.name),
            _ => return None,
        };
        Some(format!("{doing} until {}", row.due))
    })
}

fn dependency(task: &TaskView<'_>, held: Blocked) -> Option<String> {
    let Blocked::Dependency {
        container,
        on,
        condition,
    } = held
    else {
        return None;
    };
    let containers = &task.definition().containers;
    let name = |place: u8| {
        containers
            .get(usize::from(place))
            .map(|definition| definition.name.as_str())
    };
    let needed = match condition {
        Condition::Start => "start",
        Condition::Complete => "end",
        Condition::Success => "end with exit code 0",
        Condition::Healthy => "be HEALTHY",
    };
    Some(format!(
        "{} waits for {} to {needed}",
        name(container)?,
        name(on)?
    ))
}

fn stopping(task: &TaskView<'_>) -> Option<String> {
    let mut running = task
        .containers()
        .filter(|(_, row, _)| row.status == ContainerStatus::Running);
    let (_, row, definition) = running.find(|(_, row, _)| row.stopping)?;
    Some(format!("{} ends at {}", definition.name, row.due))
}

fn deactivating(task: &TaskView<'_>) -> Option<String> {
    let (_, target, group) = task
        .targets()
        .find(|(_, target, _)| target.state == TargetState::Draining)?;
    Some(format!(
        "its connections through {} drain until {}",
        group.name, target.due
    ))
}

fn first_check(task: &TaskView<'_>) -> Option<String> {
    let (_, target, group) = task
        .targets()
        .find(|(_, target, _)| target.state != TargetState::Healthy)?;
    Some(format!(
        "its target in {} is {}, next checked at {}",
        group.name, target.state, target.due
    ))
}
