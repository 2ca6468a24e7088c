//! Shapes of the task definition operations; containers are in `container`.

use super::common::{EPHEMERAL_STORAGE, KEY_VALUE_PAIR, TAG};
use super::container::{CONTAINER_DEFINITION};
use super::{Kind, Shape, INTEGER, TEXT, field, integer, list, list_up_to};

/// `HostVolumeProperties`.
pub static HOST_VOLUME_PROPERTIES: Shape = Shape { name: "HostVolumeProperties", fields: &[
    field("sourcePath", TEXT, "Path on the instance; not on Fargate."),
] };

/// `DockerVolumeConfiguration`.
pub static DOCKER_VOLUME_CONFIGURATION: Shape = Shape { name: "DockerVolumeConfiguration", fields: &[
    field("scope", Kind::Word(&["task", "shared"]), "`task`: goes with the task. `shared`: outlives it."),
    field("autoprovision", Kind::Flag, "Whether a shared volume is created when it is not there."),
    field("driver", TEXT, "Docker volume driver; the instance must have it."),
    field("driverOpts", Kind::Map, "Options for the driver."),
    field("labels", Kind::Map, "Labels on the volume."),
] };

/// `EFSAuthorizationConfig`.
pub static EFS_AUTHORIZATION_CONFIG: Shape = Shape { name: "EFSAuthorizationConfig", fields: &[
    field("accessPointId", TEXT, "EFS access point; `rootDirectory` must then be `/` or absent."),
    field("iam", Kind::Word(&["ENABLED", "DISABLED"]), "Whether the task role is used to mount."),
] };

/// `EFSVolumeConfiguration`.
pub static EFS_VOLUME_CONFIGURATION: Shape = Shape { name: "EFSVolumeConfiguration", fields: &[
    field("fileSystemId", TEXT, "Id of the EFS file system.").required(),
    field("rootDirectory", TEXT, "Directory in the file system to mount as root."),
    field("transitEncryption", Kind::Word(&["ENABLED", "DISABLED"]), "Needed with an access point or IAM; `DISABLED` when absent."),
    field("transitEncryptionPort", integer(1, 65535), "Port between host and file server, 1 to 65535."),
    field("authorizationConfig", Kind::Object(&EFS_AUTHORIZATION_CONFIG), "How access is authorised."),
] };

/// `S3FilesVolumeConfiguration`.
pub static S3_FILES_VOLUME_CONFIGURATION: Shape = Shape { name: "S3FilesVolumeConfiguration", fields: &[
    field("fileSystemArn", TEXT, "ARN of the file system.").required(),
    field("rootDirectory", TEXT, "Directory in the file system to mount as root."),
    field("transitEncryptionPort", integer(1, 65535), "Port between host and file server, 1 to 65535."),
    field("accessPointArn", TEXT, "ARN of an access point."),
] };

/// `FSxWindowsFileServerAuthorizationConfig`.
pub static FSX_WINDOWS_FILE_SERVER_AUTHORIZATION_CONFIG: Shape = Shape { name: "FSxWindowsFileServerAuthorizationConfig", fields: &[
    field("credentialsParameter", TEXT, "ARN of the secret that holds the credentials.").required(),
    field("domain", TEXT, "Active Directory domain.").required(),
] };

/// `FSxWindowsFileServerVolumeConfiguration`.
pub static FSX_WINDOWS_FILE_SERVER_VOLUME_CONFIGURATION: Shape = Shape { name: "FSxWindowsFileServerVolumeConfiguration", fields: &[
    field("fileSystemId", TEXT, "Id of the FSx file system.").required(),
    field("rootDirectory", TEXT, "Directory in the file system to mount as root.").required(),
    field("authorizationConfig", Kind::Object(&FSX_WINDOWS_FILE_SERVER_AUTHORIZATION_CONFIG), "How access is authorised.").required(),
] };

/// `Volume`.
pub static VOLUME: Shape = Shape { name: "Volume", fields: &[
    field("name", TEXT, "1 to 255 letters, digits, `_` and `-`; what `sourceVolume` refers to."),
    field("host", Kind::Object(&HOST_VOLUME_PROPERTIES), "A path on the instance, or scratch space when empty."),
    field("dockerVolumeConfiguration", Kind::Object(&DOCKER_VOLUME_CONFIGURATION), "A Docker volume; not on Fargate."),
    field("efsVolumeConfiguration", Kind::Object(&EFS_VOLUME_CONFIGURATION), "An EFS file system."),
    field("s3filesVolumeConfiguration", Kind::Object(&S3_FILES_VOLUME_CONFIGURATION), "An S3 Files file system."),
    field("fsxWindowsFileServerVolumeConfiguration", Kind::Object(&FSX_WINDOWS_FILE_SERVER_VOLUME_CONFIGURATION), "An FSx file server, for Windows instances."),
    field("configuredAtLaunch", Kind::Flag, "An EBS volume that the service or RunTask describes; one per task definition."),
] };

/// `TaskDefinitionPlacementConstraint`.
pub static TASK_DEFINITION_PLACEMENT_CONSTRAINT: Shape = Shape { name: "TaskDefinitionPlacementConstraint", fields: &[
    field("type", Kind::Word(&["memberOf"]), "Only `memberOf`."),
    field("expression", TEXT, "Cluster query language, such as `attribute:stack == prod`; up to 2000 characters."),
] };

/// `ProxyConfiguration`.
pub static PROXY_CONFIGURATION: Shape = Shape { name: "ProxyConfiguration", fields: &[
    field("type", Kind::Word(&["APPMESH"]), "Only `APPMESH`."),
    field("containerName", TEXT, "The container that is the proxy.").required(),
    field("properties", list(&Kind::Object(&KEY_VALUE_PAIR)), "Ports and users of the proxy."),
] };

/// `InferenceAccelerator`.
pub static INFERENCE_ACCELERATOR: Shape = Shape { name: "InferenceAccelerator", fields: &[
    field("deviceName", TEXT, "Elastic Inference has ended.").required(),
    field("deviceType", TEXT, "Elastic Inference has ended.").required(),
] };

/// `RuntimePlatform`.
pub static RUNTIME_PLATFORM: Shape = Shape { name: "RuntimePlatform", fields: &[
    field("cpuArchitecture", Kind::Word(&["X86_64", "ARM64"]), "Processor the images are built for; `X86_64` when absent."),
    field("operatingSystemFamily", Kind::Word(&["WINDOWS_SERVER_2019_FULL", "WINDOWS_SERVER_2019_CORE", "WINDOWS_SERVER_2016_FULL", "WINDOWS_SERVER_2004_CORE", "WINDOWS_SERVER_2022_CORE", "WINDOWS_SERVER_2022_FULL", "WINDOWS_SERVER_2025_CORE", "WINDOWS_SERVER_2025_FULL", "WINDOWS_SERVER_20H2_CORE", "LINUX"]), "`LINUX` when absent. Fargate has Windows Server 2019 and 2022."),
] };

/// `TrustedExecutionConfiguration`.
pub static TRUSTED_EXECUTION_CONFIGURATION: Shape = Shape { name: "TrustedExecutionConfiguration", fields: &[
    field("isolationMode", Kind::Word(&["SHARED", "ISOLATED_SANDBOX", "CONFIDENTIAL_SANDBOX"]), "How far the task is kept apart; `SHARED` when absent.").required(),
    field("attestationPolicy", TEXT, "Base64; needed for a confidential sandbox."),
] };

/// `RegisterTaskDefinition`.
pub static REGISTER_TASK_DEFINITION: Shape = Shape { name: "RegisterTaskDefinition", fields: &[
    field("family", TEXT, "Name that all revisions share: 1 to 255 letters, digits, `_` and `-`.").required(),
    field("taskRoleArn", TEXT, "Role that the containers' own code uses to call AWS."),
    field("executionRoleArn", TEXT, "Role with which ECS pulls images, reads secrets and writes logs for the task."),
    field("networkMode", Kind::Word(&["bridge", "host", "awsvpc", "none"]), "`bridge` when absent. Fargate needs `awsvpc`, which gives each task its own network interface."),
    field("containerDefinitions", list(&Kind::Object(&CONTAINER_DEFINITION)), "1 to 10 containers that start and stop together.").required(),
    field("volumes", list(&Kind::Object(&VOLUME)), "Volumes that containers mount by name."),
    field("placementConstraints", list(&Kind::Object(&TASK_DEFINITION_PLACEMENT_CONSTRAINT)), "Up to 10 memberOf rules for instances; not on Fargate."),
    field("requiresCompatibilities", list(&Kind::Word(&["EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"])), "Platforms to check against now; what fits is shown in `compatibilities`."),
    field("cpu", Kind::NumberText, "CPU units for the task in quotes, 1024 to a vCPU, or such as `\".5 vCPU\"`. Fargate needs it."),
    field("memory", Kind::NumberText, "MiB for the task in quotes, or such as `\"1 GB\"`. Fargate needs a value that fits the CPU."),
    field("tags", list_up_to(50, &Kind::Object(&TAG)), "Up to 50 key and value pairs to find and bill the resource by."),
    field("pidMode", Kind::Word(&["host", "task"]), "Whether containers see processes of the task or the host. Fargate: only `task`."),
    field("ipcMode", Kind::Word(&["host", "task", "none"]), "Who shares memory segments and semaphores; not on Fargate."),
    field("proxyConfiguration", Kind::Object(&PROXY_CONFIGURATION), "App Mesh proxy; App Mesh has ended.").not_simulated(),
    field("inferenceAccelerators", list(&Kind::Object(&INFERENCE_ACCELERATOR)), "Elastic Inference has ended; any value is refused."),
    field("ephemeralStorage", Kind::Object(&EPHEMERAL_STORAGE), "Disk for a Fargate task beyond the 20 GiB it has anyway."),
    field("runtimePlatform", Kind::Object(&RUNTIME_PLATFORM), "Processor and operating system; Linux on X86_64 when absent."),
    field("enableFaultInjection", Kind::Flag, "Whether containers may ask the agent for network faults.").not_simulated(),
    field("trustedExecutionConfiguration", Kind::Object(&TRUSTED_EXECUTION_CONFIGURATION), "Isolation on Managed Instances.").not_simulated(),
    field("taskDefinitionArn", Kind::Any, "Given by ECS.").read_only(),
    field("revision", Kind::Any, "Given by ECS.").read_only(),
    field("status", Kind::Any, "Given by ECS.").read_only(),
    field("requiresAttributes", Kind::Any, "Worked out by ECS: what an instance must be able to do.").read_only(),
    field("compatibilities", Kind::Any, "Worked out by ECS: platforms the definition fits.").read_only(),
    field("registeredAt", Kind::Any, "Given by ECS.").read_only(),
    field("registeredBy", Kind::Any, "Given by ECS.").read_only(),
    field("deregisteredAt", Kind::Any, "Given by ECS.").read_only(),
    field("deleteRequestedAt", Kind::Any, "Given by ECS.").read_only(),
] };

/// `DeregisterTaskDefinition`.
pub static DEREGISTER_TASK_DEFINITION: Shape = Shape { name: "DeregisterTaskDefinition", fields: &[
    field("taskDefinition", TEXT, "`family:revision` or the full ARN; the revision is needed.").required(),
] };

/// `DescribeTaskDefinition`.
pub static DESCRIBE_TASK_DEFINITION: Shape = Shape { name: "DescribeTaskDefinition", fields: &[
    field("taskDefinition", TEXT, "`family`, `family:revision` or the full ARN; a family alone means its latest active revision.").required(),
    field("include", list(&Kind::Word(&["TAGS"])), "What to add to the answer.").not_simulated(),
] };

/// `ListTaskDefinitions`.
pub static LIST_TASK_DEFINITIONS: Shape = Shape { name: "ListTaskDefinitions", fields: &[
    field("familyPrefix", TEXT, "Exact name of a family."),
    field("status", Kind::Word(&["ACTIVE", "INACTIVE", "DELETE_IN_PROGRESS"]), "`ACTIVE` when absent."),
    field("sort", Kind::Word(&["ASC", "DESC"]), "By family and revision; `ASC` when absent."),
    field("nextToken", TEXT, "Where the page before this one ended.").not_simulated(),
    field("maxResults", INTEGER, "How many to return at most, 1 to 100.").not_simulated(),
] };

/// `ListTaskDefinitionFamilies`.
pub static LIST_TASK_DEFINITION_FAMILIES: Shape = Shape { name: "ListTaskDefinitionFamilies", fields: &[
    field("familyPrefix", TEXT, "What family names start with."),
    field("status", Kind::Word(&["ACTIVE", "INACTIVE", "ALL"]), "Families with at least one such revision; `ALL` when absent."),
    field("nextToken", TEXT, "Where the page before this one ended.").not_simulated(),
    field("maxResults", INTEGER, "How many to return at most, 1 to 100.").not_simulated(),
] };
