//! Decisions: every file looks at a world and says what should happen, and why.
//!
//! Nothing here writes. A decision is recorded and its events emitted through one door, [`Recorder`].

pub mod agent;
pub mod capacity;
pub mod decision;
pub mod dispatch;
pub mod metrics;
pub mod network;
pub mod placement;
pub mod scaling;
pub mod service;

use crate::world::{Cause, DecisionId, Event, World};
pub use decision::Decision;

/// The door from decisions to the log. Implemented once, by the simulation.
pub trait Recorder {
    fn world(&self) -> &World;
    /// Appends to the log and applies; returns the entry's number.
    fn emit(&mut self, cause: Cause, event: Event) -> u64;
    fn decide(&mut self, decision: Decision) -> DecisionId;
}
