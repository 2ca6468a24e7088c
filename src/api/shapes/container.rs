//! Shapes of a container definition and what is inside it.

use super::common::{
    ENVIRONMENT_FILE, KEY_VALUE_PAIR, LOG_CONFIGURATION, RESOURCE_REQUIREMENT, SECRET,
};
use super::{INTEGER, Kind, Shape, TEXT, TEXTS, field, list};

/// `RepositoryCredentials`.
pub static REPOSITORY_CREDENTIALS: Shape = Shape {
    name: "RepositoryCredentials",
    fields: &[field("credentialsParameter", TEXT, "").required()],
};

/// `PortMapping`.
pub static PORT_MAPPING: Shape = Shape {
    name: "PortMapping",
    fields: &[
        field("containerPort", INTEGER, ""),
        field("hostPort", INTEGER, ""),
        field("protocol", Kind::Word(&["tcp", "udp"]), ""),
        field("name", TEXT, ""),
        field("appProtocol", Kind::Word(&["http", "http2", "grpc"]), ""),
        field("containerPortRange", TEXT, ""),
    ],
};

/// `ContainerRestartPolicy`.
pub static CONTAINER_RESTART_POLICY: Shape = Shape {
    name: "ContainerRestartPolicy",
    fields: &[
        field("enabled", Kind::Flag, "").required(),
        field("ignoredExitCodes", list(&INTEGER), ""),
        field("restartAttemptPeriod", INTEGER, ""),
    ],
};

/// `MountPoint`.
pub static MOUNT_POINT: Shape = Shape {
    name: "MountPoint",
    fields: &[
        field("sourceVolume", TEXT, ""),
        field("containerPath", TEXT, ""),
        field("readOnly", Kind::Flag, ""),
    ],
};

/// `VolumeFrom`.
pub static VOLUME_FROM: Shape = Shape {
    name: "VolumeFrom",
    fields: &[
        field("sourceContainer", TEXT, ""),
        field("readOnly", Kind::Flag, ""),
    ],
};

/// `KernelCapabilities`.
pub static KERNEL_CAPABILITIES: Shape = Shape {
    name: "KernelCapabilities",
    fields: &[field("add", TEXTS, ""), field("drop", TEXTS, "")],
};

/// `Device`.
pub static DEVICE: Shape = Shape {
    name: "Device",
    fields: &[
        field("hostPath", TEXT, "").required(),
        field("containerPath", TEXT, ""),
        field(
            "permissions",
            list(&Kind::Word(&["read", "write", "mknod"])),
            "",
        ),
    ],
};

/// `Tmpfs`.
pub static TMPFS: Shape = Shape {
    name: "Tmpfs",
    fields: &[
        field("containerPath", TEXT, "").required(),
        field("size", INTEGER, "").required(),
        field("mountOptions", TEXTS, ""),
    ],
};

/// `LinuxParameters`.
pub static LINUX_PARAMETERS: Shape = Shape {
    name: "LinuxParameters",
    fields: &[
        field("capabilities", Kind::Object(&KERNEL_CAPABILITIES), ""),
        field("devices", list(&Kind::Object(&DEVICE)), ""),
        field("initProcessEnabled", Kind::Flag, ""),
        field("sharedMemorySize", INTEGER, ""),
        field("tmpfs", list(&Kind::Object(&TMPFS)), ""),
        field("maxSwap", INTEGER, ""),
        field("swappiness", INTEGER, ""),
    ],
};

/// `ContainerDependency`.
pub static CONTAINER_DEPENDENCY: Shape = Shape {
    name: "ContainerDependency",
    fields: &[
        field("containerName", TEXT, "").required(),
        field(
            "condition",
            Kind::Word(&["START", "COMPLETE", "SUCCESS", "HEALTHY"]),
            "",
        )
        .required(),
    ],
};

/// `HostEntry`.
pub static HOST_ENTRY: Shape = Shape {
    name: "HostEntry",
    fields: &[
        field("hostname", TEXT, "").required(),
        field("ipAddress", TEXT, "").required(),
    ],
};

/// `Ulimit`.
pub static ULIMIT: Shape = Shape {
    name: "Ulimit",
    fields: &[
        field(
            "name",
            Kind::Word(&[
                "core",
                "cpu",
                "data",
                "fsize",
                "locks",
                "memlock",
                "msgqueue",
                "nice",
                "nofile",
                "nproc",
                "rss",
                "rtprio",
                "rttime",
                "sigpending",
                "stack",
            ]),
            "",
        )
        .required(),
        field("softLimit", INTEGER, "").required(),
        field("hardLimit", INTEGER, "").required(),
    ],
};

/// `HealthCheck`.
pub static HEALTH_CHECK: Shape = Shape {
    name: "HealthCheck",
    fields: &[
        field("command", TEXTS, "").required(),
        field("interval", INTEGER, ""),
        field("timeout", INTEGER, ""),
        field("retries", INTEGER, ""),
        field("startPeriod", INTEGER, ""),
    ],
};

/// `SystemControl`.
pub static SYSTEM_CONTROL: Shape = Shape {
    name: "SystemControl",
    fields: &[field("namespace", TEXT, ""), field("value", TEXT, "")],
};

/// `FirelensConfiguration`.
pub static FIRELENS_CONFIGURATION: Shape = Shape {
    name: "FirelensConfiguration",
    fields: &[
        field("type", Kind::Word(&["fluentd", "fluentbit"]), "").required(),
        field("options", Kind::Map, ""),
    ],
};

/// `ContainerDefinition`.
pub static CONTAINER_DEFINITION: Shape = Shape {
    name: "ContainerDefinition",
    fields: &[
        field("name", TEXT, ""),
        field("image", TEXT, ""),
        field(
            "repositoryCredentials",
            Kind::Object(&REPOSITORY_CREDENTIALS),
            "",
        ),
        field("cpu", INTEGER, ""),
        field("memory", INTEGER, ""),
        field("memoryReservation", INTEGER, ""),
        field("links", TEXTS, ""),
        field("portMappings", list(&Kind::Object(&PORT_MAPPING)), ""),
        field("essential", Kind::Flag, ""),
        field("restartPolicy", Kind::Object(&CONTAINER_RESTART_POLICY), ""),
        field("entryPoint", TEXTS, ""),
        field("command", TEXTS, ""),
        field("environment", list(&Kind::Object(&KEY_VALUE_PAIR)), ""),
        field(
            "environmentFiles",
            list(&Kind::Object(&ENVIRONMENT_FILE)),
            "",
        ),
        field("mountPoints", list(&Kind::Object(&MOUNT_POINT)), ""),
        field("volumesFrom", list(&Kind::Object(&VOLUME_FROM)), ""),
        field("linuxParameters", Kind::Object(&LINUX_PARAMETERS), ""),
        field("secrets", list(&Kind::Object(&SECRET)), ""),
        field("dependsOn", list(&Kind::Object(&CONTAINER_DEPENDENCY)), ""),
        field("startTimeout", INTEGER, ""),
        field("stopTimeout", INTEGER, ""),
        field(
            "versionConsistency",
            Kind::Word(&["enabled", "disabled"]),
            "",
        ),
        field("hostname", TEXT, ""),
        field("user", TEXT, ""),
        field("workingDirectory", TEXT, ""),
        field("disableNetworking", Kind::Flag, ""),
        field("privileged", Kind::Flag, ""),
        field("readonlyRootFilesystem", Kind::Flag, ""),
        field("dnsServers", TEXTS, ""),
        field("dnsSearchDomains", TEXTS, ""),
        field("extraHosts", list(&Kind::Object(&HOST_ENTRY)), ""),
        field("dockerSecurityOptions", TEXTS, ""),
        field("interactive", Kind::Flag, ""),
        field("pseudoTerminal", Kind::Flag, ""),
        field("dockerLabels", Kind::Map, ""),
        field("ulimits", list(&Kind::Object(&ULIMIT)), ""),
        field("logConfiguration", Kind::Object(&LOG_CONFIGURATION), ""),
        field("healthCheck", Kind::Object(&HEALTH_CHECK), ""),
        field("systemControls", list(&Kind::Object(&SYSTEM_CONTROL)), ""),
        field(
            "resourceRequirements",
            list(&Kind::Object(&RESOURCE_REQUIREMENT)),
            "",
        ),
        field(
            "firelensConfiguration",
            Kind::Object(&FIRELENS_CONFIGURATION),
            "",
        ),
        field("credentialSpecs", TEXTS, ""),
    ],
};
