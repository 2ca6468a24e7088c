//! Shapes of RunTask, StopTask and the task listings.

use super::common::{
    CAPACITY_PROVIDER_STRATEGY_ITEM, EBS_TAG_SPECIFICATION, ENVIRONMENT_FILE, EPHEMERAL_STORAGE,
    KEY_VALUE_PAIR, NETWORK_CONFIGURATION, PLACEMENT_CONSTRAINT, PLACEMENT_STRATEGY,
    RESOURCE_REQUIREMENT, TAG,
};
use super::{INTEGER, Kind, Shape, TEXT, TEXTS, field, list, list_up_to};

/// `ContainerOverride`.
pub static CONTAINER_OVERRIDE: Shape = Shape {
    name: "ContainerOverride",
    fields: &[
        field("name", TEXT, ""),
        field("command", TEXTS, ""),
        field("environment", list(&Kind::Object(&KEY_VALUE_PAIR)), ""),
        field(
            "environmentFiles",
            list(&Kind::Object(&ENVIRONMENT_FILE)),
            "",
        ),
        field("cpu", INTEGER, ""),
        field("memory", INTEGER, ""),
        field("memoryReservation", INTEGER, ""),
        field(
            "resourceRequirements",
            list(&Kind::Object(&RESOURCE_REQUIREMENT)),
            "",
        ),
    ],
};

/// `InferenceAcceleratorOverride`.
pub static INFERENCE_ACCELERATOR_OVERRIDE: Shape = Shape {
    name: "InferenceAcceleratorOverride",
    fields: &[field("deviceName", TEXT, ""), field("deviceType", TEXT, "")],
};

/// `TaskOverride`.
pub static TASK_OVERRIDE: Shape = Shape {
    name: "TaskOverride",
    fields: &[
        field(
            "containerOverrides",
            list(&Kind::Object(&CONTAINER_OVERRIDE)),
            "",
        ),
        field("cpu", Kind::NumberText, ""),
        field(
            "inferenceAcceleratorOverrides",
            list(&Kind::Object(&INFERENCE_ACCELERATOR_OVERRIDE)),
            "",
        ),
        field("executionRoleArn", TEXT, ""),
        field("memory", Kind::NumberText, ""),
        field("taskRoleArn", TEXT, ""),
        field("ephemeralStorage", Kind::Object(&EPHEMERAL_STORAGE), ""),
    ],
};

/// `TaskManagedEBSVolumeTerminationPolicy`.
pub static TASK_MANAGED_EBS_VOLUME_TERMINATION_POLICY: Shape = Shape {
    name: "TaskManagedEBSVolumeTerminationPolicy",
    fields: &[field("deleteOnTermination", Kind::Flag, "").required()],
};

/// `TaskManagedEBSVolumeConfiguration`.
pub static TASK_MANAGED_EBS_VOLUME_CONFIGURATION: Shape = Shape {
    name: "TaskManagedEBSVolumeConfiguration",
    fields: &[
        field("encrypted", Kind::Flag, ""),
        field("kmsKeyId", TEXT, ""),
        field("volumeType", TEXT, ""),
        field("sizeInGiB", INTEGER, ""),
        field("snapshotId", TEXT, ""),
        field("volumeInitializationRate", INTEGER, ""),
        field("iops", INTEGER, ""),
        field("throughput", INTEGER, ""),
        field(
            "tagSpecifications",
            list(&Kind::Object(&EBS_TAG_SPECIFICATION)),
            "",
        ),
        field("roleArn", TEXT, "").required(),
        field(
            "terminationPolicy",
            Kind::Object(&TASK_MANAGED_EBS_VOLUME_TERMINATION_POLICY),
            "",
        ),
        field(
            "filesystemType",
            Kind::Word(&["ext3", "ext4", "xfs", "ntfs"]),
            "",
        ),
    ],
};

/// `TaskVolumeConfiguration`.
pub static TASK_VOLUME_CONFIGURATION: Shape = Shape {
    name: "TaskVolumeConfiguration",
    fields: &[
        field("name", TEXT, "").required(),
        field(
            "managedEBSVolume",
            Kind::Object(&TASK_MANAGED_EBS_VOLUME_CONFIGURATION),
            "",
        ),
    ],
};

/// `RunTask`.
pub static RUN_TASK: Shape = Shape {
    name: "RunTask",
    fields: &[
        field(
            "capacityProviderStrategy",
            list(&Kind::Object(&CAPACITY_PROVIDER_STRATEGY_ITEM)),
            "",
        ),
        field("cluster", TEXT, ""),
        field("count", INTEGER, ""),
        field("enableECSManagedTags", Kind::Flag, ""),
        field("enableExecuteCommand", Kind::Flag, ""),
        field("group", TEXT, ""),
        field(
            "launchType",
            Kind::Word(&["EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"]),
            "",
        ),
        field(
            "networkConfiguration",
            Kind::Object(&NETWORK_CONFIGURATION),
            "",
        ),
        field("overrides", Kind::Object(&TASK_OVERRIDE), ""),
        field(
            "placementConstraints",
            list(&Kind::Object(&PLACEMENT_CONSTRAINT)),
            "",
        ),
        field(
            "placementStrategy",
            list(&Kind::Object(&PLACEMENT_STRATEGY)),
            "",
        ),
        field("platformVersion", TEXT, ""),
        field(
            "propagateTags",
            Kind::Word(&["TASK_DEFINITION", "SERVICE", "NONE"]),
            "",
        ),
        field("referenceId", TEXT, ""),
        field("startedBy", TEXT, ""),
        field("tags", list_up_to(50, &Kind::Object(&TAG)), ""),
        field("taskDefinition", TEXT, "").required(),
        field("clientToken", TEXT, ""),
        field(
            "volumeConfigurations",
            list(&Kind::Object(&TASK_VOLUME_CONFIGURATION)),
            "",
        ),
    ],
};

/// `StopTask`.
pub static STOP_TASK: Shape = Shape {
    name: "StopTask",
    fields: &[
        field("cluster", TEXT, ""),
        field("task", TEXT, "").required(),
        field("reason", TEXT, ""),
    ],
};

/// `DescribeTasks`.
pub static DESCRIBE_TASKS: Shape = Shape {
    name: "DescribeTasks",
    fields: &[
        field("cluster", TEXT, ""),
        field("tasks", TEXTS, "").required(),
        field("include", list(&Kind::Word(&["TAGS"])), ""),
    ],
};

/// `ListTasks`.
pub static LIST_TASKS: Shape = Shape {
    name: "ListTasks",
    fields: &[
        field("cluster", TEXT, ""),
        field("containerInstance", TEXT, ""),
        field("family", TEXT, ""),
        field("nextToken", TEXT, ""),
        field("maxResults", INTEGER, ""),
        field("startedBy", TEXT, ""),
        field("serviceName", TEXT, ""),
        field(
            "desiredStatus",
            Kind::Word(&["RUNNING", "PENDING", "STOPPED"]),
            "",
        ),
        field(
            "launchType",
            Kind::Word(&["EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"]),
            "",
        ),
        field("daemonName", TEXT, ""),
    ],
};
