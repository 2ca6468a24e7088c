//! Shapes of the task definition operations; containers are in `container`.

use super::common::{EPHEMERAL_STORAGE, KEY_VALUE_PAIR, TAG};
use super::container::CONTAINER_DEFINITION;
use super::{INTEGER, Kind, Shape, TEXT, field, list, list_up_to};

/// `HostVolumeProperties`.
pub static HOST_VOLUME_PROPERTIES: Shape = Shape {
    name: "HostVolumeProperties",
    fields: &[field("sourcePath", TEXT, "")],
};

/// `DockerVolumeConfiguration`.
pub static DOCKER_VOLUME_CONFIGURATION: Shape = Shape {
    name: "DockerVolumeConfiguration",
    fields: &[
        field("scope", Kind::Word(&["task", "shared"]), ""),
        field("autoprovision", Kind::Flag, ""),
        field("driver", TEXT, ""),
        field("driverOpts", Kind::Map, ""),
        field("labels", Kind::Map, ""),
    ],
};

/// `EFSAuthorizationConfig`.
pub static EFS_AUTHORIZATION_CONFIG: Shape = Shape {
    name: "EFSAuthorizationConfig",
    fields: &[
        field("accessPointId", TEXT, ""),
        field("iam", Kind::Word(&["ENABLED", "DISABLED"]), ""),
    ],
};

/// `EFSVolumeConfiguration`.
pub static EFS_VOLUME_CONFIGURATION: Shape = Shape {
    name: "EFSVolumeConfiguration",
    fields: &[
        field("fileSystemId", TEXT, "").required(),
        field("rootDirectory", TEXT, ""),
        field(
            "transitEncryption",
            Kind::Word(&["ENABLED", "DISABLED"]),
            "",
        ),
        field("transitEncryptionPort", INTEGER, ""),
        field(
            "authorizationConfig",
            Kind::Object(&EFS_AUTHORIZATION_CONFIG),
            "",
        ),
    ],
};

/// `S3FilesVolumeConfiguration`.
pub static S3_FILES_VOLUME_CONFIGURATION: Shape = Shape {
    name: "S3FilesVolumeConfiguration",
    fields: &[
        field("fileSystemArn", TEXT, "").required(),
        field("rootDirectory", TEXT, ""),
        field("transitEncryptionPort", INTEGER, ""),
        field("accessPointArn", TEXT, ""),
    ],
};

/// `FSxWindowsFileServerAuthorizationConfig`.
pub static FSX_WINDOWS_FILE_SERVER_AUTHORIZATION_CONFIG: Shape = Shape {
    name: "FSxWindowsFileServerAuthorizationConfig",
    fields: &[
        field("credentialsParameter", TEXT, "").required(),
        field("domain", TEXT, "").required(),
    ],
};

/// `FSxWindowsFileServerVolumeConfiguration`.
pub static FSX_WINDOWS_FILE_SERVER_VOLUME_CONFIGURATION: Shape = Shape {
    name: "FSxWindowsFileServerVolumeConfiguration",
    fields: &[
        field("fileSystemId", TEXT, "").required(),
        field("rootDirectory", TEXT, "").required(),
        field(
            "authorizationConfig",
            Kind::Object(&FSX_WINDOWS_FILE_SERVER_AUTHORIZATION_CONFIG),
            "",
        )
        .required(),
    ],
};

/// `Volume`.
pub static VOLUME: Shape = Shape {
    name: "Volume",
    fields: &[
        field("name", TEXT, ""),
        field("host", Kind::Object(&HOST_VOLUME_PROPERTIES), ""),
        field(
            "dockerVolumeConfiguration",
            Kind::Object(&DOCKER_VOLUME_CONFIGURATION),
            "",
        ),
        field(
            "efsVolumeConfiguration",
            Kind::Object(&EFS_VOLUME_CONFIGURATION),
            "",
        ),
        field(
            "s3filesVolumeConfiguration",
            Kind::Object(&S3_FILES_VOLUME_CONFIGURATION),
            "",
        ),
        field(
            "fsxWindowsFileServerVolumeConfiguration",
            Kind::Object(&FSX_WINDOWS_FILE_SERVER_VOLUME_CONFIGURATION),
            "",
        ),
        field("configuredAtLaunch", Kind::Flag, ""),
    ],
};

/// `TaskDefinitionPlacementConstraint`.
pub static TASK_DEFINITION_PLACEMENT_CONSTRAINT: Shape = Shape {
    name: "TaskDefinitionPlacementConstraint",
    fields: &[
        field("type", Kind::Word(&["memberOf"]), ""),
        field("expression", TEXT, ""),
    ],
};

/// `ProxyConfiguration`.
pub static PROXY_CONFIGURATION: Shape = Shape {
    name: "ProxyConfiguration",
    fields: &[
        field("type", Kind::Word(&["APPMESH"]), ""),
        field("containerName", TEXT, "").required(),
        field("properties", list(&Kind::Object(&KEY_VALUE_PAIR)), ""),
    ],
};

/// `InferenceAccelerator`.
pub static INFERENCE_ACCELERATOR: Shape = Shape {
    name: "InferenceAccelerator",
    fields: &[
        field("deviceName", TEXT, "").required(),
        field("deviceType", TEXT, "").required(),
    ],
};

/// `RuntimePlatform`.
pub static RUNTIME_PLATFORM: Shape = Shape {
    name: "RuntimePlatform",
    fields: &[
        field("cpuArchitecture", Kind::Word(&["X86_64", "ARM64"]), ""),
        field(
            "operatingSystemFamily",
            Kind::Word(&[
                "WINDOWS_SERVER_2019_FULL",
                "WINDOWS_SERVER_2019_CORE",
                "WINDOWS_SERVER_2016_FULL",
                "WINDOWS_SERVER_2004_CORE",
                "WINDOWS_SERVER_2022_CORE",
                "WINDOWS_SERVER_2022_FULL",
                "WINDOWS_SERVER_2025_CORE",
                "WINDOWS_SERVER_2025_FULL",
                "WINDOWS_SERVER_20H2_CORE",
                "LINUX",
            ]),
            "",
        ),
    ],
};

/// `TrustedExecutionConfiguration`.
pub static TRUSTED_EXECUTION_CONFIGURATION: Shape = Shape {
    name: "TrustedExecutionConfiguration",
    fields: &[
        field(
            "isolationMode",
            Kind::Word(&["SHARED", "ISOLATED_SANDBOX", "CONFIDENTIAL_SANDBOX"]),
            "",
        )
        .required(),
        field("attestationPolicy", TEXT, ""),
    ],
};

/// `RegisterTaskDefinition`.
pub static REGISTER_TASK_DEFINITION: Shape = Shape {
    name: "RegisterTaskDefinition",
    fields: &[
        field("family", TEXT, "").required(),
        field("taskRoleArn", TEXT, ""),
        field("executionRoleArn", TEXT, ""),
        field(
            "networkMode",
            Kind::Word(&["bridge", "host", "awsvpc", "none"]),
            "",
        ),
        field(
            "containerDefinitions",
            list(&Kind::Object(&CONTAINER_DEFINITION)),
            "",
        )
        .required(),
        field("volumes", list(&Kind::Object(&VOLUME)), ""),
        field(
            "placementConstraints",
            list(&Kind::Object(&TASK_DEFINITION_PLACEMENT_CONSTRAINT)),
            "",
        ),
        field(
            "requiresCompatibilities",
            list(&Kind::Word(&[
                "EC2",
                "FARGATE",
                "EXTERNAL",
                "MANAGED_INSTANCES",
            ])),
            "",
        ),
        field("cpu", Kind::NumberText, ""),
        field("memory", Kind::NumberText, ""),
        field("tags", list_up_to(50, &Kind::Object(&TAG)), ""),
        field("pidMode", Kind::Word(&["host", "task"]), ""),
        field("ipcMode", Kind::Word(&["host", "task", "none"]), ""),
        field("proxyConfiguration", Kind::Object(&PROXY_CONFIGURATION), "").not_simulated(),
        field(
            "inferenceAccelerators",
            list(&Kind::Object(&INFERENCE_ACCELERATOR)),
            "",
        ),
        field("ephemeralStorage", Kind::Object(&EPHEMERAL_STORAGE), ""),
        field("runtimePlatform", Kind::Object(&RUNTIME_PLATFORM), ""),
        field("enableFaultInjection", Kind::Flag, ""),
        field(
            "trustedExecutionConfiguration",
            Kind::Object(&TRUSTED_EXECUTION_CONFIGURATION),
            "",
        ),
        field("taskDefinitionArn", Kind::Any, "").read_only(),
        field("revision", Kind::Any, "").read_only(),
        field("status", Kind::Any, "").read_only(),
        field("requiresAttributes", Kind::Any, "").read_only(),
        field("compatibilities", Kind::Any, "").read_only(),
        field("registeredAt", Kind::Any, "").read_only(),
        field("registeredBy", Kind::Any, "").read_only(),
        field("deregisteredAt", Kind::Any, "").read_only(),
        field("deleteRequestedAt", Kind::Any, "").read_only(),
    ],
};

/// `DeregisterTaskDefinition`.
pub static DEREGISTER_TASK_DEFINITION: Shape = Shape {
    name: "DeregisterTaskDefinition",
    fields: &[field("taskDefinition", TEXT, "").required()],
};

/// `DescribeTaskDefinition`.
pub static DESCRIBE_TASK_DEFINITION: Shape = Shape {
    name: "DescribeTaskDefinition",
    fields: &[
        field("taskDefinition", TEXT, "").required(),
        field("include", list(&Kind::Word(&["TAGS"])), ""),
    ],
};

/// `ListTaskDefinitions`.
pub static LIST_TASK_DEFINITIONS: Shape = Shape {
    name: "ListTaskDefinitions",
    fields: &[
        field("familyPrefix", TEXT, ""),
        field(
            "status",
            Kind::Word(&["ACTIVE", "INACTIVE", "DELETE_IN_PROGRESS"]),
            "",
        ),
        field("sort", Kind::Word(&["ASC", "DESC"]), ""),
        field("nextToken", TEXT, ""),
        field("maxResults", INTEGER, ""),
    ],
};

/// `ListTaskDefinitionFamilies`.
pub static LIST_TASK_DEFINITION_FAMILIES: Shape = Shape {
    name: "ListTaskDefinitionFamilies",
    fields: &[
        field("familyPrefix", TEXT, ""),
        field("status", Kind::Word(&["ACTIVE", "INACTIVE", "ALL"]), ""),
        field("nextToken", TEXT, ""),
        field("maxResults", INTEGER, ""),
    ],
};
