//! Why: decisions and events as sentences and tables. The only English of our own about behaviour.
//!
//! Nothing is remembered for this: the same deciding code runs again on the world of that moment, with a witness that
//! sees everything.

pub mod access;
pub mod capacity;
pub mod entry;
mod fargate;
pub mod metrics;
pub mod placement;
pub mod reconciliation;
pub mod scaling;
pub mod waiting;
pub mod words;

pub use access::AccessExplanation;
pub use capacity::{CapacityExplanation, capacity};
pub use entry::{Why, entry};
pub use placement::{PlacementExplanation, placement};
pub use reconciliation::{ReconciliationExplanation, next_step, reconciliation};
pub use waiting::waiting;
