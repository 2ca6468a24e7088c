//! A container of a task, as the agent sees it.

use crate::kernel::{Name, SimTime};
use crate::model::TaskId;
use crate::words;

words!(
    /// How far the agent has brought a container (agent-and-lifecycle 4). The API shows everything before RUNNING as PENDING.
    ContainerStatus {
        /// Waiting: for the host, or for containers it depends on.
        None = "NONE",
        /// The digest is known and the image is being pulled.
        ManifestPulled = "MANIFEST_PULLED",
        Pulled = "PULLED",
        Created = "CREATED",
        Running = "RUNNING",
        Stopped = "STOPPED",
    }
);

words!(
    /// healthStatus of a container or a task.
    HealthStatus { Unknown = "UNKNOWN", Healthy = "HEALTHY", Unhealthy = "UNHEALTHY" }
);

/// Why a container could not do what it was asked; `messages` has the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ContainerReason {
    CannotPull,
    /// A container it waits for can never meet its condition.
    DependencyNeverMet,
    /// The container at that place took longer than its startTimeout.
    DependencyTimedOut(u8),
    /// A role may not do what its start needs; the text says which.
    Denied(Name),
}

/// One container.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Container {
    pub task: TaskId,
    /// Its place in the task definition.
    pub definition: u8,
    pub status: ContainerStatus,
    pub health: HealthStatus,
    pub exit_code: Option<u8>,
    pub reason: Option<ContainerReason>,
    /// Failed probes in a row.
    pub failed_probes: u8,
    /// When what the agent is doing with it is done; never when nothing is under way.
    pub due: SimTime,
    pub started_at: SimTime,
    /// Times its restart policy started it again.
    pub restarts: u32,
    /// Whether SIGTERM was sent.
    pub stopping: bool,
    /// The first of its dynamic host ports; 0 when it has none.
    pub dynamic_port: u16,
}

impl ContainerStatus {
    /// What the API calls it.
    pub fn reported(self) -> &'static str {
        match self {
            ContainerStatus::Running => "RUNNING",
            ContainerStatus::Stopped => "STOPPED",
            _ => "PENDING",
        }
    }
}
