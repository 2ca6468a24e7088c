//! Shapes of the container instance operations.

use super::{Kind, Shape, INTEGER, TEXT, TEXTS, field, list};

/// `DescribeContainerInstances`.
pub static DESCRIBE_CONTAINER_INSTANCES: Shape = Shape { name: "DescribeContainerInstances", fields: &[
    field("cluster", TEXT, "Short name or ARN of the cluster; `default` when absent."),
    field("containerInstances", TEXTS, "Short ids or ARNs of container instances.").required(),
    field("include", list(&Kind::Word(&["TAGS", "CONTAINER_INSTANCE_HEALTH"])), "What to add to the answer.").not_simulated(),
] };

/// `ListContainerInstances`.
pub static LIST_CONTAINER_INSTANCES: Shape = Shape { name: "ListContainerInstances", fields: &[
    field("cluster", TEXT, "Short name or ARN of the cluster; `default` when absent."),
    field("filter", TEXT, "Cluster query language expression.").not_simulated(),
    field("nextToken", TEXT, "Where the page before this one ended.").not_simulated(),
    field("maxResults", INTEGER, "How many to return at most, 1 to 100.").not_simulated(),
    field("status", Kind::Word(&["ACTIVE", "DRAINING", "REGISTERING", "DEREGISTERING", "REGISTRATION_FAILED"]), "Only instances of this status; all but `INACTIVE` when absent."),
] };

/// `UpdateContainerInstancesState`.
pub static UPDATE_CONTAINER_INSTANCES_STATE: Shape = Shape { name: "UpdateContainerInstancesState", fields: &[
    field("cluster", TEXT, "Short name or ARN of the cluster; `default` when absent."),
    field("containerInstances", TEXTS, "Short ids or ARNs of container instances.").required(),
    field("status", Kind::Word(&["ACTIVE", "DRAINING", "REGISTERING", "DEREGISTERING", "REGISTRATION_FAILED"]), "`DRAINING` moves tasks away and takes no new ones; `ACTIVE` goes back.").required(),
] };

/// `DeregisterContainerInstance`.
pub static DEREGISTER_CONTAINER_INSTANCE: Shape = Shape { name: "DeregisterContainerInstance", fields: &[
    field("cluster", TEXT, "Short name or ARN of the cluster; `default` when absent."),
    field("containerInstance", TEXT, "Short id or ARN of the container instance.").required(),
    field("force", Kind::Flag, "Whether to go ahead although tasks run there; they become orphans."),
] };
