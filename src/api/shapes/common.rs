//! Shapes that several operations share: tags, placement, network, logging.

use super::{INTEGER, Kind, Shape, TEXT, TEXTS, field, integer, list, list_up_to, text};

/// `Tag`.
pub static TAG: Shape = Shape {
    name: "Tag",
    fields: &[
        field("key", text(1, 128), ""),
        field("value", text(0, 256), ""),
    ],
};

/// `CapacityProviderStrategyItem`.
pub static CAPACITY_PROVIDER_STRATEGY_ITEM: Shape = Shape {
    name: "CapacityProviderStrategyItem",
    fields: &[
        field("capacityProvider", TEXT, "").required(),
        field("weight", integer(0, 1000), ""),
        field("base", integer(0, 100000), ""),
    ],
};

/// `KeyValuePair`.
pub static KEY_VALUE_PAIR: Shape = Shape {
    name: "KeyValuePair",
    fields: &[field("name", TEXT, ""), field("value", TEXT, "")],
};

/// `EnvironmentFile`.
pub static ENVIRONMENT_FILE: Shape = Shape {
    name: "EnvironmentFile",
    fields: &[
        field("value", TEXT, "").required(),
        field("type", Kind::Word(&["s3"]), "").required(),
    ],
};

/// `Secret`.
pub static SECRET: Shape = Shape {
    name: "Secret",
    fields: &[
        field("name", TEXT, "").required(),
        field("valueFrom", TEXT, "").required(),
    ],
};

/// `LogConfiguration`.
pub static LOG_CONFIGURATION: Shape = Shape {
    name: "LogConfiguration",
    fields: &[
        field(
            "logDriver",
            Kind::Word(&[
                "json-file",
                "syslog",
                "journald",
                "gelf",
                "fluentd",
                "awslogs",
                "splunk",
                "awsfirelens",
            ]),
            "",
        )
        .required(),
        field("options", Kind::Map, ""),
        field("secretOptions", list(&Kind::Object(&SECRET)), ""),
    ],
};

/// `NvidiaMpsAllocation`.
pub static NVIDIA_MPS_ALLOCATION: Shape = Shape {
    name: "NvidiaMpsAllocation",
    fields: &[
        field("memory", integer(1, i32::MAX as i64), "").required(),
        field("maxComputePercent", integer(1, 100), ""),
    ],
};

/// `SharingStrategy`.
pub static SHARING_STRATEGY: Shape = Shape {
    name: "SharingStrategy",
    fields: &[field("nvidiaMps", Kind::Object(&NVIDIA_MPS_ALLOCATION), "")],
};

/// `ResourceRequirement`.
pub static RESOURCE_REQUIREMENT: Shape = Shape {
    name: "ResourceRequirement",
    fields: &[
        field("value", TEXT, ""),
        field(
            "type",
            Kind::Word(&["GPU", "InferenceAccelerator", "NeuronDevice"]),
            "",
        )
        .required(),
        field("sharingStrategy", Kind::Object(&SHARING_STRATEGY), ""),
    ],
};

/// `EphemeralStorage`.
pub static EPHEMERAL_STORAGE: Shape = Shape {
    name: "EphemeralStorage",
    fields: &[field("sizeInGiB", INTEGER, "").required()],
};

/// `AwsVpcConfiguration`.
pub static AWSVPC_CONFIGURATION: Shape = Shape {
    name: "AwsVpcConfiguration",
    fields: &[
        field("subnets", TEXTS, "").required(),
        field("securityGroups", TEXTS, ""),
        field("assignPublicIp", Kind::Word(&["ENABLED", "DISABLED"]), ""),
    ],
};

/// `NetworkConfiguration`.
pub static NETWORK_CONFIGURATION: Shape = Shape {
    name: "NetworkConfiguration",
    fields: &[field(
        "awsvpcConfiguration",
        Kind::Object(&AWSVPC_CONFIGURATION),
        "",
    )],
};

/// `PlacementConstraint`.
pub static PLACEMENT_CONSTRAINT: Shape = Shape {
    name: "PlacementConstraint",
    fields: &[
        field("type", Kind::Word(&["distinctInstance", "memberOf"]), ""),
        field("expression", TEXT, ""),
    ],
};

/// `PlacementStrategy`.
pub static PLACEMENT_STRATEGY: Shape = Shape {
    name: "PlacementStrategy",
    fields: &[
        field("type", Kind::Word(&["random", "spread", "binpack"]), ""),
        field("field", TEXT, ""),
    ],
};

/// `EBSTagSpecification`.
pub static EBS_TAG_SPECIFICATION: Shape = Shape {
    name: "EBSTagSpecification",
    fields: &[
        field("resourceType", Kind::Word(&["volume"]), "").required(),
        field("tags", list_up_to(50, &Kind::Object(&TAG)), ""),
        field(
            "propagateTags",
            Kind::Word(&["TASK_DEFINITION", "SERVICE", "NONE"]),
            "",
        ),
    ],
};
