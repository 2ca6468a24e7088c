//! Shapes that several operations share: tags, placement, network, logging.

use super::{Kind, Shape, INTEGER, TEXT, TEXTS, field, integer, list, list_up_to, text};

/// `Tag`.
pub static TAG: Shape = Shape { name: "Tag", fields: &[
    field("key", text(1, 128), "1 to 128 characters; may not start with `aws:`."),
    field("value", text(0, 256), "Up to 256 characters."),
] };

/// `CapacityProviderStrategyItem`.
pub static CAPACITY_PROVIDER_STRATEGY_ITEM: Shape = Shape { name: "CapacityProviderStrategyItem", fields: &[
    field("capacityProvider", TEXT, "Name of the capacity provider.").required(),
    field("weight", integer(0, 1000), "Share of tasks beyond the base, 0 to 1000; 0 when absent."),
    field("base", integer(0, 100000), "How many tasks go here first; only one provider may have a base."),
] };

/// `KeyValuePair`.
pub static KEY_VALUE_PAIR: Shape = Shape { name: "KeyValuePair", fields: &[
    field("name", TEXT, "Name of the variable or property."),
    field("value", TEXT, "The value, as a string."),
] };

/// `EnvironmentFile`.
pub static ENVIRONMENT_FILE: Shape = Shape { name: "EnvironmentFile", fields: &[
    field("value", TEXT, "ARN of an S3 object that ends in `.env`.").required(),
    field("type", Kind::Word(&["s3"]), "Where the file is; only `s3`.").required(),
] };

/// `Secret`.
pub static SECRET: Shape = Shape { name: "Secret", fields: &[
    field("name", TEXT, "Name of the environment variable or log option.").required(),
    field("valueFrom", TEXT, "Name or ARN of a Systems Manager parameter, or ARN of a Secrets Manager secret.").required(),
] };

/// `LogConfiguration`.
pub static LOG_CONFIGURATION: Shape = Shape { name: "LogConfiguration", fields: &[
    field("logDriver", Kind::Word(&["json-file", "syslog", "journald", "gelf", "fluentd", "awslogs", "splunk", "awsfirelens"]), "Where output goes. Fargate has awslogs, splunk and awsfirelens.").required(),
    field("options", Kind::Map, "Options of the driver; awslogs needs `awslogs-group` and `awslogs-region`."),
    field("secretOptions", list(&Kind::Object(&SECRET)), "Driver options whose values are secrets; needs an execution role."),
] };

/// `NvidiaMpsAllocation`.
pub static NVIDIA_MPS_ALLOCATION: Shape = Shape { name: "NvidiaMpsAllocation", fields: &[
    field("memory", integer(1, i32::MAX as i64), "MiB of GPU memory for this container.").required(),
    field("maxComputePercent", integer(1, 100), "Share of the GPU's compute, 1 to 100."),
] };

/// `SharingStrategy`.
pub static SHARING_STRATEGY: Shape = Shape { name: "SharingStrategy", fields: &[
    field("nvidiaMps", Kind::Object(&NVIDIA_MPS_ALLOCATION), "NVIDIA's multi-process service."),
] };

/// `ResourceRequirement`.
pub static RESOURCE_REQUIREMENT: Shape = Shape { name: "ResourceRequirement", fields: &[
    field("value", TEXT, "Number of GPUs, or `ALL`."),
    field("type", Kind::Word(&["GPU", "InferenceAccelerator", "NeuronDevice"]), "`GPU` on your instances; `NeuronDevice` on Managed Instances.").required(),
    field("sharingStrategy", Kind::Object(&SHARING_STRATEGY), "Shares one GPU among containers, instead of `value`."),
] };

/// `EphemeralStorage`.
pub static EPHEMERAL_STORAGE: Shape = Shape { name: "EphemeralStorage", fields: &[
    field("sizeInGiB", INTEGER, "21 to 200 GiB; Fargate gives 20 when absent.").required(),
] };

/// `AwsVpcConfiguration`.
pub static AWSVPC_CONFIGURATION: Shape = Shape { name: "AwsVpcConfiguration", fields: &[
    field("subnets", TEXTS, "1 to 16 subnets of one VPC; they decide which zones tasks can run in.").required(),
    field("securityGroups", TEXTS, "Up to 5; the VPC's default group when absent."),
    field("assignPublicIp", Kind::Word(&["ENABLED", "DISABLED"]), "Whether the task gets a public address; Fargate only."),
] };

/// `NetworkConfiguration`.
pub static NETWORK_CONFIGURATION: Shape = Shape { name: "NetworkConfiguration", fields: &[
    field("awsvpcConfiguration", Kind::Object(&AWSVPC_CONFIGURATION), "Network of tasks in awsvpc mode."),
] };

/// `PlacementConstraint`.
pub static PLACEMENT_CONSTRAINT: Shape = Shape { name: "PlacementConstraint", fields: &[
    field("type", Kind::Word(&["distinctInstance", "memberOf"]), "`distinctInstance`: one task of the group per instance. `memberOf`: instances that match the expression."),
    field("expression", TEXT, "Cluster query language, such as `attribute:ecs.instance-type =~ m5.*`; up to 2000 characters."),
] };

/// `PlacementStrategy`.
pub static PLACEMENT_STRATEGY: Shape = Shape { name: "PlacementStrategy", fields: &[
    field("type", Kind::Word(&["random", "spread", "binpack"]), "`spread` evenly, `binpack` tightly, or `random`."),
    field("field", Kind::Suggested(&["attribute:ecs.availability-zone", "instanceId", "cpu", "memory"]), "For spread `instanceId` or `attribute:…`; for binpack `cpu` or `memory`; none for random."),
] };

/// `EBSTagSpecification`.
pub static EBS_TAG_SPECIFICATION: Shape = Shape { name: "EBSTagSpecification", fields: &[
    field("resourceType", Kind::Word(&["volume"]), "Only `volume`.").required(),
    field("tags", list_up_to(50, &Kind::Object(&TAG)), "Up to 50 key and value pairs to find and bill the resource by."),
    field("propagateTags", Kind::Word(&["TASK_DEFINITION", "SERVICE", "NONE"]), "Whose tags the tasks inherit."),
] };
