//! Placement: which container instance gets a task.
//!
//! Knows resources, attributes, constraints and strategies. Does not know services or deployments: the caller says what
//! to place, and whose sibling it is.

pub mod ask;
pub mod checks;
pub mod fargate;
pub mod place;
pub mod place_by_scan;
pub mod query;
pub mod strategies;
pub mod witness;

use std::sync::Arc;

use crate::kernel::Name;
use crate::model::messages::FailureReason;
use crate::model::{ContainerInstanceId, TaskId};

pub use ask::TaskAsk;
pub use checks::{Check, Rejection, check};
pub use place::Placer;
pub use place_by_scan::place_by_scan;
pub use witness::{Table, Tally, Witness};

/// Where a task goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Destination {
    Instance(ContainerInstanceId),
    /// Fargate has no instance of ours, only a zone.
    FargateZone(Name),
}

/// One placement with what is needed to explain it; the full table comes from running the same call again on the world
/// of that moment.
#[derive(Clone, Debug)]
pub struct PlacementDecision {
    pub ask: Arc<TaskAsk>,
    /// The number the task gets if it is placed.
    pub task: TaskId,
    pub considered: u32,
    /// How many instances each reason ruled out, most first.
    pub rejected: Vec<(FailureReason, u32)>,
    /// The instance that passed the most checks, and what it failed.
    pub closest: Option<(ContainerInstanceId, Rejection)>,
    pub outcome: Option<Destination>,
}
