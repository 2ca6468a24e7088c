//! Shapes of RunTask, StopTask and the task listings.

use super::common::{CAPACITY_PROVIDER_STRATEGY_ITEM, EBS_TAG_SPECIFICATION, ENVIRONMENT_FILE, EPHEMERAL_STORAGE, KEY_VALUE_PAIR, NETWORK_CONFIGURATION, PLACEMENT_CONSTRAINT, PLACEMENT_STRATEGY, RESOURCE_REQUIREMENT, TAG};
use super::{Kind, Shape, EBS_TYPES, INTEGER, TEXT, TEXTS, field, list, list_up_to, text};

/// `ContainerOverride`.
pub static CONTAINER_OVERRIDE: Shape = Shape { name: "ContainerOverride", fields: &[
    field("name", TEXT, "Name of a container in the task definition."),
    field("command", TEXTS, "Another command."),
    field("environment", list(&Kind::Object(&KEY_VALUE_PAIR)), "Variables to add or replace."),
    field("environmentFiles", list(&Kind::Object(&ENVIRONMENT_FILE)), "Files of variables to add."),
    field("cpu", INTEGER, "Another CPU value."),
    field("memory", INTEGER, "Another hard limit in MiB."),
    field("memoryReservation", INTEGER, "Another soft limit in MiB."),
    field("resourceRequirements", list(&Kind::Object(&RESOURCE_REQUIREMENT)), "Other GPUs."),
] };

/// `InferenceAcceleratorOverride`.
pub static INFERENCE_ACCELERATOR_OVERRIDE: Shape = Shape { name: "InferenceAcceleratorOverride", fields: &[
    field("deviceName", TEXT, "Elastic Inference has ended."),
    field("deviceType", TEXT, "Elastic Inference has ended."),
] };

/// `TaskOverride`.
pub static TASK_OVERRIDE: Shape = Shape { name: "TaskOverride", fields: &[
    field("containerOverrides", list(&Kind::Object(&CONTAINER_OVERRIDE)), "Changes per container."),
    field("cpu", Kind::NumberText, "CPU units for the task."),
    field("inferenceAcceleratorOverrides", list(&Kind::Object(&INFERENCE_ACCELERATOR_OVERRIDE)), "Elastic Inference has ended."),
    field("executionRoleArn", TEXT, "Another execution role."),
    field("memory", Kind::NumberText, "MiB for the task."),
    field("taskRoleArn", TEXT, "Another task role."),
    field("ephemeralStorage", Kind::Object(&EPHEMERAL_STORAGE), "Another disk size."),
] };

/// `TaskManagedEBSVolumeTerminationPolicy`.
pub static TASK_MANAGED_EBS_VOLUME_TERMINATION_POLICY: Shape = Shape { name: "TaskManagedEBSVolumeTerminationPolicy", fields: &[
    field("deleteOnTermination", Kind::Flag, "Whether the volume goes with the task.").required(),
] };

/// `TaskManagedEBSVolumeConfiguration`.
pub static TASK_MANAGED_EBS_VOLUME_CONFIGURATION: Shape = Shape { name: "TaskManagedEBSVolumeConfiguration", fields: &[
    field("encrypted", Kind::Flag, "Whether the volume is encrypted."),
    field("kmsKeyId", TEXT, "KMS key to encrypt with."),
    field("volumeType", Kind::Suggested(EBS_TYPES), "EBS volume type, such as `gp3`."),
    field("sizeInGiB", INTEGER, "Size of the volume."),
    field("snapshotId", TEXT, "Snapshot to create the volume from."),
    field("volumeInitializationRate", INTEGER, "MiB per second at which the snapshot is loaded."),
    field("iops", INTEGER, "Input and output operations per second."),
    field("throughput", INTEGER, "MiB per second, for gp3."),
    field("tagSpecifications", list(&Kind::Object(&EBS_TAG_SPECIFICATION)), "Tags for the volume."),
    field("roleArn", TEXT, "Role that ECS assumes for it.").required(),
    field("terminationPolicy", Kind::Object(&TASK_MANAGED_EBS_VOLUME_TERMINATION_POLICY), "Whether the volume goes with the task."),
    field("filesystemType", Kind::Word(&["ext3", "ext4", "xfs", "ntfs"]), "File system on the volume; `xfs` when absent."),
] };

/// `TaskVolumeConfiguration`.
pub static TASK_VOLUME_CONFIGURATION: Shape = Shape { name: "TaskVolumeConfiguration", fields: &[
    field("name", TEXT, "Name of a volume that is configured at launch.").required(),
    field("managedEBSVolume", Kind::Object(&TASK_MANAGED_EBS_VOLUME_CONFIGURATION), "The EBS volume that ECS creates for the task."),
] };

/// `RunTask`.
pub static RUN_TASK: Shape = Shape { name: "RunTask", fields: &[
    field("capacityProviderStrategy", list(&Kind::Object(&CAPACITY_PROVIDER_STRATEGY_ITEM)), "Shares of capacity providers; instead of a launch type."),
    field("cluster", TEXT, "Short name or ARN of the cluster; `default` when absent."),
    field("count", INTEGER, "How many tasks to start, 1 to 10; 1 when absent."),
    field("enableECSManagedTags", Kind::Flag, "Whether ECS tags tasks with cluster and service.").not_simulated(),
    field("enableExecuteCommand", Kind::Flag, "Whether commands may be run inside the containers.").not_simulated(),
    field("group", TEXT, "Task group; `family:` and the family when absent."),
    field("launchType", Kind::Word(&["EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"]), "Where tasks run: on your instances or on Fargate. Instead of a capacity provider strategy."),
    field("networkConfiguration", Kind::Object(&NETWORK_CONFIGURATION), "Subnets and security groups; needed when the network mode is awsvpc."),
    field("overrides", Kind::Object(&TASK_OVERRIDE), "Changes to the task definition for these tasks only.").not_simulated(),
    field("placementConstraints", list(&Kind::Object(&PLACEMENT_CONSTRAINT)), "Rules an instance must meet; all of them bind."),
    field("placementStrategy", list(&Kind::Object(&PLACEMENT_STRATEGY)), "How to choose among the instances that are left, in this order."),
    field("platformVersion", TEXT, "Fargate platform version; `LATEST` when absent.").not_simulated(),
    field("propagateTags", Kind::Word(&["TASK_DEFINITION", "SERVICE", "NONE"]), "Whose tags the tasks inherit.").not_simulated(),
    field("referenceId", TEXT, "A reference of your own.").not_simulated(),
    field("startedBy", text(0, 128), "A tag of up to 128 characters to find the tasks by."),
    field("tags", list_up_to(50, &Kind::Object(&TAG)), "Up to 50 key and value pairs to find and bill the resource by.").not_simulated(),
    field("taskDefinition", TEXT, "`family`, `family:revision` or the full ARN; a family alone means its latest active revision.").required(),
    field("clientToken", text(0, 64), "Makes a repeated request safe: the same token, the same result.").not_simulated(),
    field("volumeConfigurations", list(&Kind::Object(&TASK_VOLUME_CONFIGURATION)), "The EBS volume for a volume that is configured at launch.").not_simulated(),
] };

/// `StartTask`.
pub static START_TASK: Shape = Shape { name: "StartTask", fields: &[
    field("cluster", TEXT, "Short name or ARN of the cluster; `default` when absent."),
    field("containerInstances", TEXTS, "Ids or ARNs of 1 to 10 instances, one task on each.").required(),
    field("enableECSManagedTags", Kind::Flag, "Whether ECS tags tasks with cluster and service.").not_simulated(),
    field("enableExecuteCommand", Kind::Flag, "Whether commands may be run inside the containers.").not_simulated(),
    field("group", TEXT, "Task group; `family:` and the family when absent."),
    field("networkConfiguration", Kind::Object(&NETWORK_CONFIGURATION), "Subnets and security groups; needed when the network mode is awsvpc."),
    field("overrides", Kind::Object(&TASK_OVERRIDE), "Changes to the task definition for these tasks only.").not_simulated(),
    field("propagateTags", Kind::Word(&["TASK_DEFINITION", "SERVICE", "NONE"]), "Whose tags the tasks inherit.").not_simulated(),
    field("referenceId", TEXT, "A reference of your own.").not_simulated(),
    field("startedBy", TEXT, "A tag of up to 36 characters to find the tasks by."),
    field("tags", list_up_to(50, &Kind::Object(&TAG)), "Up to 50 key and value pairs to find and bill the resource by.").not_simulated(),
    field("taskDefinition", TEXT, "`family`, `family:revision` or the full ARN; a family alone means its latest active revision.").required(),
    field("volumeConfigurations", list(&Kind::Object(&TASK_VOLUME_CONFIGURATION)), "The EBS volume for a volume that is configured at launch.").not_simulated(),
] };

/// `StopTask`.
pub static STOP_TASK: Shape = Shape { name: "StopTask", fields: &[
    field("cluster", TEXT, "Short name or ARN of the cluster; `default` when absent."),
    field("task", TEXT, "Id or ARN of the task.").required(),
    field("reason", TEXT, "Shown as the task's stopped reason."),
] };

/// `DescribeTasks`.
pub static DESCRIBE_TASKS: Shape = Shape { name: "DescribeTasks", fields: &[
    field("cluster", TEXT, "Short name or ARN of the cluster; `default` when absent."),
    field("tasks", TEXTS, "Ids or ARNs of up to 100 tasks.").required(),
    field("include", list(&Kind::Word(&["TAGS"])), "What to add to the answer.").not_simulated(),
] };

/// `ListTasks`.
pub static LIST_TASKS: Shape = Shape { name: "ListTasks", fields: &[
    field("cluster", TEXT, "Short name or ARN of the cluster; `default` when absent."),
    field("containerInstance", TEXT, "Only tasks on this instance."),
    field("family", TEXT, "Only tasks of this family."),
    field("nextToken", TEXT, "Where the page before this one ended.").not_simulated(),
    field("maxResults", INTEGER, "How many to return at most, 1 to 100.").not_simulated(),
    field("startedBy", TEXT, "Only tasks with this tag."),
    field("serviceName", TEXT, "Only tasks of this service."),
    field("desiredStatus", Kind::Word(&["RUNNING", "PENDING", "STOPPED"]), "`RUNNING` when absent; `STOPPED` shows recently stopped ones."),
    field("launchType", Kind::Word(&["EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"]), "Only tasks of this launch type."),
    field("daemonName", TEXT, "Only tasks of this managed daemon.").not_simulated(),
] };

/// `UpdateTaskProtection`.
pub static UPDATE_TASK_PROTECTION: Shape = Shape { name: "UpdateTaskProtection", fields: &[
    field("cluster", TEXT, "Short name or ARN of the cluster; `default` when absent."),
    field("tasks", list_up_to(10, &TEXT), "Ids or ARNs of up to 10 tasks of services.").required(),
    field("protectionEnabled", Kind::Flag, "Whether scale-in and deployments leave the tasks alone.").required(),
    field("expiresInMinutes", INTEGER, "For how long, 1 to 2880 minutes; 120 when absent."),
] };

/// `GetTaskProtection`.
pub static GET_TASK_PROTECTION: Shape = Shape { name: "GetTaskProtection", fields: &[
    field("cluster", TEXT, "Short name or ARN of the cluster; `default` when absent."),
    field("tasks", TEXTS, "Ids or ARNs of the tasks to ask about."),
] };
