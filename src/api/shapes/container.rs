//! Shapes of a container definition and what is inside it.

use super::common::{ENVIRONMENT_FILE, KEY_VALUE_PAIR, LOG_CONFIGURATION, RESOURCE_REQUIREMENT, SECRET};
use super::{Kind, Shape, CAPABILITIES, INTEGER, TEXT, TEXTS, field, list, list_up_to};

/// `RepositoryCredentials`.
pub static REPOSITORY_CREDENTIALS: Shape = Shape { name: "RepositoryCredentials", fields: &[
    field("credentialsParameter", TEXT, "ARN of the secret that holds the credentials.").required(),
] };

/// `PortMapping`.
pub static PORT_MAPPING: Shape = Shape { name: "PortMapping", fields: &[
    field("containerPort", INTEGER, "Port inside the container, 1 to 65535."),
    field("hostPort", INTEGER, "bridge: 0 or absent picks a free port. awsvpc and host: absent or equal to `containerPort`."),
    field("protocol", Kind::Suggested(&["tcp", "udp"]), "`tcp` when absent; anything else than `udp` is taken as `tcp`."),
    field("name", TEXT, "Name for Service Connect: up to 64 lower-case letters, digits, `_` and `-`."),
    field("appProtocol", Kind::Word(&["http", "http2", "grpc"]), "What Service Connect speaks on this port; plain TCP when absent."),
    field("containerPortRange", TEXT, "`first-last` instead of a single port; bridge and awsvpc only."),
] };

/// `ContainerRestartPolicy`.
pub static CONTAINER_RESTART_POLICY: Shape = Shape { name: "ContainerRestartPolicy", fields: &[
    field("enabled", Kind::Flag, "Whether it restarts.").required(),
    field("ignoredExitCodes", list(&INTEGER), "Up to 50 exit codes after which it does not restart."),
    field("restartAttemptPeriod", INTEGER, "Seconds it must have run before it may restart, 60 to 1800; 300 when absent."),
] };

/// `MountPoint`.
pub static MOUNT_POINT: Shape = Shape { name: "MountPoint", fields: &[
    field("sourceVolume", TEXT, "Name of a volume of the task."),
    field("containerPath", TEXT, "Where it appears in the container."),
    field("readOnly", Kind::Flag, "Whether the container can only read it."),
] };

/// `VolumeFrom`.
pub static VOLUME_FROM: Shape = Shape { name: "VolumeFrom", fields: &[
    field("sourceContainer", TEXT, "Name of the other container."),
    field("readOnly", Kind::Flag, "Whether the container can only read them."),
] };

/// `KernelCapabilities`.
pub static KERNEL_CAPABILITIES: Shape = Shape { name: "KernelCapabilities", fields: &[
    field("add", list(&Kind::Suggested(CAPABILITIES)), "Such as `SYS_PTRACE`, or `ALL`."),
    field("drop", list(&Kind::Suggested(CAPABILITIES)), "Such as `NET_RAW`, or `ALL`."),
] };

/// `Device`.
pub static DEVICE: Shape = Shape { name: "Device", fields: &[
    field("hostPath", TEXT, "Path of the device on the instance.").required(),
    field("containerPath", TEXT, "Path in the container; the same when absent."),
    field("permissions", list(&Kind::Word(&["read", "write", "mknod"])), "What the container may do; all three when absent."),
] };

/// `Tmpfs`.
pub static TMPFS: Shape = Shape { name: "Tmpfs", fields: &[
    field("containerPath", TEXT, "Where it appears in the container.").required(),
    field("size", INTEGER, "Largest size in MiB.").required(),
    field("mountOptions", TEXTS, "Such as `noexec`."),
] };

/// `LinuxParameters`.
pub static LINUX_PARAMETERS: Shape = Shape { name: "LinuxParameters", fields: &[
    field("capabilities", Kind::Object(&KERNEL_CAPABILITIES), "Kernel capabilities to add or drop; Fargate can add only SYS_PTRACE."),
    field("devices", list(&Kind::Object(&DEVICE)), "Devices of the instance; not on Fargate."),
    field("initProcessEnabled", Kind::Flag, "Runs an init process that reaps orphans and passes signals on."),
    field("sharedMemorySize", INTEGER, "MiB of /dev/shm; not on Fargate."),
    field("tmpfs", list(&Kind::Object(&TMPFS)), "Mounts in memory."),
    field("maxSwap", INTEGER, "MiB of swap; not on Fargate."),
    field("swappiness", INTEGER, "0 to 100; 60 when absent, ignored without `maxSwap`; not on Fargate."),
] };

/// `ContainerDependency`.
pub static CONTAINER_DEPENDENCY: Shape = Shape { name: "ContainerDependency", fields: &[
    field("containerName", TEXT, "Name of the container to wait for.").required(),
    field("condition", Kind::Word(&["START", "COMPLETE", "SUCCESS", "HEALTHY"]), "`START` running, `COMPLETE` exited, `SUCCESS` exited with 0, `HEALTHY` passed its health check.").required(),
] };

/// `HostEntry`.
pub static HOST_ENTRY: Shape = Shape { name: "HostEntry", fields: &[
    field("hostname", TEXT, "Name to resolve.").required(),
    field("ipAddress", TEXT, "Address it resolves to.").required(),
] };

/// `Ulimit`.
pub static ULIMIT: Shape = Shape { name: "Ulimit", fields: &[
    field("name", Kind::Word(&["core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile", "nproc", "rss", "rtprio", "rttime", "sigpending", "stack"]), "Which limit.").required(),
    field("softLimit", INTEGER, "Limit that the container may raise itself, up to the hard one.").required(),
    field("hardLimit", INTEGER, "Limit that holds.").required(),
] };

/// `HealthCheck`.
pub static HEALTH_CHECK: Shape = Shape { name: "HealthCheck", fields: &[
    field("command", TEXTS, "Starts with `CMD`, `CMD-SHELL` or `NONE`, such as `[\"CMD-SHELL\", \"curl -f http://localhost/ || exit 1\"]`.").required(),
    field("interval", INTEGER, "Seconds between checks, 5 to 300; 30 when absent."),
    field("timeout", INTEGER, "Seconds until a check counts as failed, 2 to 60; 5 when absent."),
    field("retries", INTEGER, "Failures in a row until the container is unhealthy, 1 to 10; 3 when absent."),
    field("startPeriod", INTEGER, "Seconds at the start in which failures do not count, 0 to 300; off when absent."),
] };

/// `SystemControl`.
pub static SYSTEM_CONTROL: Shape = Shape { name: "SystemControl", fields: &[
    field("namespace", TEXT, "Kernel parameter, such as `net.core.somaxconn`."),
    field("value", TEXT, "Value of the parameter, as a string."),
] };

/// `FirelensConfiguration`.
pub static FIRELENS_CONFIGURATION: Shape = Shape { name: "FirelensConfiguration", fields: &[
    field("type", Kind::Word(&["fluentd", "fluentbit"]), "Log router: Fluent Bit or Fluentd.").required(),
    field("options", Kind::Map, "`enable-ecs-log-metadata`, `config-file-type` and `config-file-value`."),
] };

/// `ContainerDefinition`.
pub static CONTAINER_DEFINITION: Shape = Shape { name: "ContainerDefinition", fields: &[
    field("name", TEXT, "1 to 255 letters, digits, `_` and `-`; unique in the task."),
    field("image", TEXT, "Such as `nginx:1.27` or `account.dkr.ecr.region.amazonaws.com/app@sha256:…`; no tag means `latest`."),
    field("repositoryCredentials", Kind::Object(&REPOSITORY_CREDENTIALS), "Login for a private registry; needs an execution role."),
    field("cpu", INTEGER, "CPU units, 1024 to a vCPU; 0 when absent. On Linux a share when the instance is busy, not a limit."),
    field("memory", INTEGER, "Hard limit in MiB: above it the container is killed."),
    field("memoryReservation", INTEGER, "Soft limit in MiB; when present, placement counts it instead of `memory`."),
    field("links", TEXTS, "`name` or `name:alias` of containers to reach by name; bridge mode only."),
    field("portMappings", list(&Kind::Object(&PORT_MAPPING)), "Ports that can be reached from outside the container."),
    field("essential", Kind::Flag, "When it stops, the whole task stops; true when absent."),
    field("restartPolicy", Kind::Object(&CONTAINER_RESTART_POLICY), "Restarts this container alone instead of the task."),
    field("entryPoint", TEXTS, "Replaces the image's entry point."),
    field("command", TEXTS, "Replaces the image's command."),
    field("environment", list(&Kind::Object(&KEY_VALUE_PAIR)), "Environment variables in plain text."),
    field("environmentFiles", list(&Kind::Object(&ENVIRONMENT_FILE)), "Up to 10 files of variables from S3; needs an execution role."),
    field("mountPoints", list(&Kind::Object(&MOUNT_POINT)), "Volumes of the task, and where they appear in the container."),
    field("volumesFrom", list(&Kind::Object(&VOLUME_FROM)), "Mounts everything that another container mounts."),
    field("linuxParameters", Kind::Object(&LINUX_PARAMETERS), "Linux only: capabilities, devices, init process, shared memory, swap."),
    field("secrets", list(&Kind::Object(&SECRET)), "Environment variables from Systems Manager or Secrets Manager; needs an execution role."),
    field("dependsOn", list(&Kind::Object(&CONTAINER_DEPENDENCY)), "Containers that must have got somewhere before this one starts."),
    field("startTimeout", INTEGER, "Seconds those that wait for this container give it to get there; Fargate 2 to 120."),
    field("stopTimeout", INTEGER, "Seconds between the stop signal and the kill; 30 when absent, Fargate 2 to 120."),
    field("versionConsistency", Kind::Word(&["enabled", "disabled"]), "Whether all tasks of a deployment use the digest that the first one found."),
    field("hostname", TEXT, "Host name inside the container; not in awsvpc mode."),
    field("user", TEXT, "`user`, `user:group`, or numbers; the image's when absent."),
    field("workingDirectory", TEXT, "Where commands run; the image's when absent."),
    field("disableNetworking", Kind::Flag, "No network at all; not in awsvpc mode."),
    field("privileged", Kind::Flag, "Gives the container the rights of root on the instance; not on Fargate."),
    field("readonlyRootFilesystem", Kind::Flag, "The container cannot write to its own file system."),
    field("dnsServers", TEXTS, "DNS servers; not in awsvpc mode."),
    field("dnsSearchDomains", TEXTS, "DNS search domains; not in awsvpc mode."),
    field("extraHosts", list(&Kind::Object(&HOST_ENTRY)), "Lines for /etc/hosts; not in awsvpc mode."),
    field("dockerSecurityOptions", TEXTS, "SELinux, AppArmor and the like; not on Fargate."),
    field("interactive", Kind::Flag, "Keeps standard input open."),
    field("pseudoTerminal", Kind::Flag, "Gives the container a terminal."),
    field("dockerLabels", Kind::Map, "Labels on the container."),
    field("ulimits", list(&Kind::Object(&ULIMIT)), "Limits on open files, processes and so on."),
    field("logConfiguration", Kind::Object(&LOG_CONFIGURATION), "Where the container's output goes."),
    field("healthCheck", Kind::Object(&HEALTH_CHECK), "A command that tells whether the container works; one in the image does not count."),
    field("systemControls", list(&Kind::Object(&SYSTEM_CONTROL)), "Kernel parameters."),
    field("resourceRequirements", list(&Kind::Object(&RESOURCE_REQUIREMENT)), "GPUs; not on Fargate."),
    field("firelensConfiguration", Kind::Object(&FIRELENS_CONFIGURATION), "Makes this container the log router of the task."),
    field("credentialSpecs", list_up_to(1, &TEXT), "Credential specification for Active Directory; one at most."),
] };
