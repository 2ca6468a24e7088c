//! Which status follows which, and who makes the move: one table for tasks, one for containers.
//!
//! Each status has one owner, the exceptions being rows of the table; a status only moves forward (agent-and-lifecycle 6).

use crate::model::container::ContainerStatus;
use crate::model::task::TaskStatus;
use crate::words;

words!(
    /// Who moves a status.
    Actor {
        /// ECS's service side.
        Scheduler = "scheduler",
        /// The agent on the instance, or Fargate's host.
        Agent = "agent",
    }
);

use Actor::{Agent, Scheduler};
use TaskStatus::{
    Activating, Deactivating, Deprovisioning, Pending, Provisioning, Running, Stopped, Stopping,
};

/// Every allowed move of a task's lastStatus.
pub const TASK_MOVES: &[(Actor, TaskStatus, TaskStatus)] = &[
    (Scheduler, Provisioning, Pending),
    (Scheduler, Provisioning, Deprovisioning),
    (Agent, Pending, Running),
    (Agent, Pending, Activating),
    (Agent, Pending, Stopping),
    // The agent was told to stop a task it had not begun: nothing runs that would need time to stop.
    (Agent, Pending, Deprovisioning),
    (Agent, Pending, Stopped),
    (Scheduler, Activating, Running),
    (Scheduler, Activating, Deactivating),
    (Agent, Running, Stopping),
    // RUNNING is the scheduler's to leave when something is registered that must be deregistered first.
    (Scheduler, Running, Deactivating),
    (Scheduler, Deactivating, Stopping),
    (Agent, Stopping, Deprovisioning),
    (Agent, Stopping, Stopped),
    (Scheduler, Deprovisioning, Stopped),
];

/// Every allowed move of a container.
pub const CONTAINER_MOVES: &[(ContainerStatus, ContainerStatus)] = &[
    (ContainerStatus::None, ContainerStatus::ManifestPulled),
    (ContainerStatus::ManifestPulled, ContainerStatus::Pulled),
    (ContainerStatus::Pulled, ContainerStatus::Created),
    (ContainerStatus::Created, ContainerStatus::Running),
    (ContainerStatus::Running, ContainerStatus::Stopped),
    (ContainerStatus::None, ContainerStatus::Stopped),
    (ContainerStatus::ManifestPulled, ContainerStatus::Stopped),
    (ContainerStatus::Pulled, ContainerStatus::Stopped),
    (ContainerStatus::Created, ContainerStatus::Stopped),
];

/// Who moves a task from `from` to `to`; `None` when nobody may.
pub fn task_move(from: TaskStatus, to: TaskStatus) -> Option<Actor> {
    TASK_MOVES
        .iter()
        .find(|row| row.1 == from && row.2 == to)
        .map(|row| row.0)
}

/// Whether the agent may bring a container from `from` to `to`.
pub fn container_move(from: ContainerStatus, to: ContainerStatus) -> bool {
    CONTAINER_MOVES.contains(&(from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_move_goes_back() {
        assert!(TASK_MOVES.iter().all(|(_, from, to)| from < to));
        assert!(CONTAINER_MOVES.iter().all(|(from, to)| from < to));
    }

    #[test]
    fn only_running_has_two_owners() {
        for status in TaskStatus::ALL {
            let mut owners: Vec<_> = TASK_MOVES
                .iter()
                .filter(|row| row.1 == *status)
                .map(|row| row.0)
                .collect();
            owners.dedup();
            assert!(owners.len() <= 1 || *status == Running, "{status}");
        }
    }

    #[test]
    fn every_status_reaches_stopped() {
        for status in TaskStatus::ALL.iter().filter(|status| **status != Stopped) {
            let mut reached = vec![*status];
            while let Some(from) = reached.pop() {
                if from == Stopped {
                    reached = vec![Stopped];
                    break;
                }
                reached.extend(
                    TASK_MOVES
                        .iter()
                        .filter(|row| row.1 == from)
                        .map(|row| row.2),
                );
            }
            assert!(!reached.is_empty(), "{status} leads nowhere");
        }
    }
}
