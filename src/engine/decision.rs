//! What was decided, with its reasons: kept beside the log so that anybody can ask "why".

use std::sync::Arc;

use crate::engine::capacity::look::Minute;
use crate::engine::placement::PlacementDecision;
use crate::engine::service::reconcile::Reconciliation;
use crate::model::ServiceId;

/// A choice of the engine.
#[derive(Clone, Debug)]
pub enum Decision {
    /// Where one task goes, or why nowhere.
    Placement(Arc<PlacementDecision>),
    /// What one minute of managed scaling changes.
    Capacity(Arc<Minute>),
    /// What one look at a service changes.
    Reconciliation {
        service: ServiceId,
        outcome: Arc<Reconciliation>,
    },
}
