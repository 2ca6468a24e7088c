//! Shapes of the container instance operations.

use super::{INTEGER, Kind, Shape, TEXT, TEXTS, field, list};

/// `DescribeContainerInstances`.
pub static DESCRIBE_CONTAINER_INSTANCES: Shape = Shape {
    name: "DescribeContainerInstances",
    fields: &[
        field("cluster", TEXT, ""),
        field("containerInstances", TEXTS, "").required(),
        field(
            "include",
            list(&Kind::Word(&["TAGS", "CONTAINER_INSTANCE_HEALTH"])),
            "",
        ),
    ],
};

/// `ListContainerInstances`.
pub static LIST_CONTAINER_INSTANCES: Shape = Shape {
    name: "ListContainerInstances",
    fields: &[
        field("cluster", TEXT, ""),
        field("filter", TEXT, ""),
        field("nextToken", TEXT, ""),
        field("maxResults", INTEGER, ""),
        field(
            "status",
            Kind::Word(&[
                "ACTIVE",
                "DRAINING",
                "REGISTERING",
                "DEREGISTERING",
                "REGISTRATION_FAILED",
            ]),
            "",
        ),
    ],
};

/// `UpdateContainerInstancesState`.
pub static UPDATE_CONTAINER_INSTANCES_STATE: Shape = Shape {
    name: "UpdateContainerInstancesState",
    fields: &[
        field("cluster", TEXT, ""),
        field("containerInstances", TEXTS, "").required(),
        field(
            "status",
            Kind::Word(&[
                "ACTIVE",
                "DRAINING",
                "REGISTERING",
                "DEREGISTERING",
                "REGISTRATION_FAILED",
            ]),
            "",
        )
        .required(),
    ],
};

/// `DeregisterContainerInstance`.
pub static DEREGISTER_CONTAINER_INSTANCE: Shape = Shape {
    name: "DeregisterContainerInstance",
    fields: &[
        field("cluster", TEXT, ""),
        field("containerInstance", TEXT, "").required(),
        field("force", Kind::Flag, ""),
    ],
};
