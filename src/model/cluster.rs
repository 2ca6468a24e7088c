//! A cluster: the name tasks and instances are grouped under.

use std::sync::Arc;

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
}
