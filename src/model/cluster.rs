//! A cluster: the name tasks and instances are grouped under.

use std::sync::Arc;

use crate::model::CapacityProviderId;
use crate::model::capacity::StrategyItem;
use crate::words;

words!(
    /// Cluster.status.
    ClusterStatus { Active = "ACTIVE", Inactive = "INACTIVE" }
);

/// One cluster.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Cluster {
    pub name: Arc<str>,
    pub status: ClusterStatus,
    /// Capacity providers that may be used, and what is used when nobody names any.
    pub providers: Vec<CapacityProviderId>,
    pub default_strategy: Vec<StrategyItem>,
}
