//! Rules that hold when a definition is to run on Fargate.
//!
//! The same rules, asked of a definition that does not name Fargate, tell whether it would fit there.

use super::containers::name;
use super::rules::Verdicts;
use super::size;
use super::task_level::is_windows;
use crate::api::input::Input;
use crate::api::json::{index_path, key_path};
use crate::catalog::fargate_sizes;

const LOG_DRIVERS: &[&str] = &["awslogs", "splunk", "awsfirelens"];
const WINDOWS_FAMILIES: &[&str] = &[
    "WINDOWS_SERVER_2019_FULL",
    "WINDOWS_SERVER_2019_CORE",
    "WINDOWS_SERVER_2022_FULL",
    "WINDOWS_SERVER_2022_CORE",
];

/// Judges the definition as one for Fargate.
pub fn check(task: Input<'_>, verdicts: &mut Verdicts) {
    task_size(task, verdicts);
    if task.str("networkMode") != Some("awsvpc") {
        verdicts
            .literal(
                "R17",
                "networkMode",
                "Fargate only supports network mode ‘awsvpc’.",
            )
            .help("write `\"networkMode\": \"awsvpc\"`; without it the mode is bridge");
    }
    if task.str("pidMode") == Some("host") {
        verdicts.literal(
            "R19",
            "pidMode",
            "Tasks using the Fargate launch type do not support pidMode 'host'. The supported value for pidMode is 'task'.",
        );
    }
    if task.has("ipcMode") {
        verdicts.literal(
            "R20",
            "ipcMode",
            "Fargate compatible task definitions do not support ipcMode",
        );
    }
    if !task.list("placementConstraints").is_empty() {
        verdicts.literal(
            "R21",
            "placementConstraints",
            "Fargate compatible task definitions do not support constraints",
        );
    }
    volumes(task, verdicts);
    for (index, container) in task.objects("containerDefinitions").enumerate() {
        let path = index_path("containerDefinitions", index);
        container_features(container, &path, verdicts);
        linux_parameters(container, &path, verdicts);
        execution_role(task, container, &path, verdicts);
        logging(container, &path, verdicts);
    }
    if is_windows(task) {
        windows(task, verdicts);
    }
}

fn task_size(task: Input<'_>, verdicts: &mut Verdicts) {
    for key in ["cpu", "memory"] {
        if !task.has(key) {
            let message = [
                "Fargate requires that '",
                key,
                "' be defined at the task level.",
            ]
            .concat();
            verdicts.literal("R15", key, &message);
        }
    }
    let cpu_units = task.value("cpu").and_then(size::cpu_units);
    let memory_mib = task.value("memory").and_then(size::memory_mib);
    let (Some(cpu_units), Some(memory_mib)) = (cpu_units, memory_mib) else {
        return;
    };
    // A CPU value that Fargate does not have is R13, with the task's size.
    let Some(size) = fargate_sizes::fargate_size(cpu_units) else {
        return;
    };
    if size.allows(memory_mib) && (size.windows || !is_windows(task)) {
        return;
    }
    let verdict = verdicts.literal(
        "R16",
        if size.allows(memory_mib) {
            "cpu"
        } else {
            "memory"
        },
        "No Fargate configuration exists for given values.",
    );
    if !size.allows(memory_mib) {
        let values: Vec<String> = size.memory_mib().iter().map(u32::to_string).collect();
        verdict.help(
            [
                "with ",
                &cpu_units.to_string(),
                " CPU units, memory can be ",
                &values.join(", "),
            ]
            .concat(),
        );
    } else {
        verdict.help("Windows on Fargate has 1024, 2048 and 4096 CPU units");
    }
}

fn volumes(task: Input<'_>, verdicts: &mut Verdicts) {
    for (index, volume) in task.objects("volumes").enumerate() {
        let path = index_path("volumes", index);
        if volume.object("host").has("sourcePath") {
            verdicts.literal(
                "R22",
                &key_path(&key_path(&path, "host"), "sourcePath"),
                "Fargate compatible task definitions do not support sourcePath",
            );
        }
        if volume.has("dockerVolumeConfiguration") {
            verdicts.literal(
                "R23",
                &key_path(&path, "dockerVolumeConfiguration"),
                "Fargate compatible task definitions do not support dockerVolumeConfiguration",
            );
        }
        if volume.has("fsxWindowsFileServerVolumeConfiguration") && !is_windows(task) {
            verdicts.own(
                "§4",
                &key_path(&path, "fsxWindowsFileServerVolumeConfiguration"),
                "Fargate compatible task definitions do not support fsxWindowsFileServerVolumeConfiguration",
            );
        }
    }
}

fn container_features(container: Input<'_>, path: &str, verdicts: &mut Verdicts) {
    if container.bool("privileged") == Some(true) {
        verdicts.literal(
            "R18",
            &key_path(path, "privileged"),
            "Fargate requires that the 'privileged' setting be 'false'",
        );
    }
    if !container.list("dockerSecurityOptions").is_empty() {
        unsupported(path, "dockerSecurityOptions", verdicts);
    }
    let gpu = container
        .objects("resourceRequirements")
        .any(|requirement| requirement.str("type") == Some("GPU"));
    if gpu {
        verdicts.literal(
            "R26",
            &key_path(path, "resourceRequirements"),
            "Tasks using the Fargate launch type do not support GPU resource requirements",
        );
    }
    for key in ["startTimeout", "stopTimeout"] {
        if container
            .i64(key)
            .is_some_and(|secs| !(2..=120).contains(&secs))
        {
            let message = [
                "Invalid '",
                key,
                "' setting for container '",
                name(container),
                "'.",
            ]
            .concat();
            verdicts
                .own("R73", &key_path(path, key), &message)
                .help("Fargate allows 2 to 120 seconds");
        }
    }
    let domainless = |spec: &str| spec.starts_with("credentialspecdomainless:");
    if !container.strings("credentialSpecs").all(domainless) {
        verdicts.own(
            "§2",
            &key_path(path, "credentialSpecs"),
            "Fargate compatible task definitions only support domainless credential specs",
        );
    }
}

fn linux_parameters(container: Input<'_>, path: &str, verdicts: &mut Verdicts) {
    let linux = container.object("linuxParameters");
    let path = key_path(path, "linuxParameters");
    if !linux.list("devices").is_empty() {
        unsupported(&path, "devices", verdicts);
    }
    for key in ["sharedMemorySize", "maxSwap", "swappiness"] {
        if linux.has(key) {
            unsupported(&path, key, verdicts);
        }
    }
    let capabilities = linux.object("capabilities");
    for (index, capability) in capabilities.strings("add").enumerate() {
        if capability != "SYS_PTRACE" {
            let message = [capability, " is not allowed on Fargate."].concat();
            let path = key_path(&key_path(&path, "capabilities"), "add");
            verdicts.literal("R25", &index_path(&path, index), &message);
        }
    }
    if !linux.list("tmpfs").is_empty() {
        crate::assumed!(FARGATE_TMPFS);
        verdicts.advise(
            "§2",
            &key_path(&path, "tmpfs"),
            "tmpfs may not be supported on Fargate",
        );
    }
}

fn unsupported(path: &str, key: &str, verdicts: &mut Verdicts) {
    let message = ["Fargate compatible task definitions do not support ", key].concat();
    verdicts.literal("R24", &key_path(path, key), &message);
}

fn execution_role(task: Input<'_>, container: Input<'_>, path: &str, verdicts: &mut Verdicts) {
    if task.has("executionRoleArn") {
        return;
    }
    let driver = container.object("logConfiguration").str("logDriver");
    if driver == Some("awslogs") {
        verdicts.literal(
            "R28",
            &key_path(path, "logConfiguration"),
            "Fargate requires task definition to have execution role ARN to support log driver awslogs.",
        );
    }
    if container.str("image").is_some_and(is_private_ecr) {
        verdicts.literal(
            "R29",
            &key_path(path, "image"),
            "Fargate requires task definition to have execution role ARN to support ECR images.",
        );
    }
}

fn logging(container: Input<'_>, path: &str, verdicts: &mut Verdicts) {
    let log = container.object("logConfiguration");
    let log_path = key_path(path, "logConfiguration");
    if let Some(driver) = log.str("logDriver")
        && !LOG_DRIVERS.contains(&driver)
    {
        let message = [
            driver,
            " is not a valid log driver. Must be one of [",
            &LOG_DRIVERS.join(", "),
            "]",
        ]
        .concat();
        verdicts.literal("R27", &key_path(&log_path, "logDriver"), &message);
    }
    let prefixed = log
        .map("options")
        .any(|(key, _)| key == "awslogs-stream-prefix");
    if log.str("logDriver") == Some("awslogs") && !prefixed {
        verdicts.own(
            "§6",
            &key_path(&log_path, "options"),
            "Log driver awslogs requires options: awslogs-stream-prefix",
        );
    }
    let from_s3 = container
        .object("firelensConfiguration")
        .map("options")
        .any(|(key, value)| key == "config-file-type" && value == "s3");
    if from_s3 {
        verdicts.literal(
            "R30",
            &key_path(&key_path(path, "firelensConfiguration"), "options"),
            "Fargate launch type does not support FirelensConfiguration config file from 's3'",
        );
    }
}

fn windows(task: Input<'_>, verdicts: &mut Verdicts) {
    let family = task
        .object("runtimePlatform")
        .str("operatingSystemFamily")
        .unwrap_or("");
    if !WINDOWS_FAMILIES.contains(&family) {
        let message = [
            "Fargate does not support the operating system family ",
            family,
            ".",
        ]
        .concat();
        verdicts.own("§1", "runtimePlatform.operatingSystemFamily", &message);
    }
    for key in ["ephemeralStorage", "proxyConfiguration"] {
        if task.has(key) {
            windows_lacks(key, key, verdicts);
        }
    }
    for (index, volume) in task.objects("volumes").enumerate() {
        if volume.has("efsVolumeConfiguration") {
            let path = key_path(&index_path("volumes", index), "efsVolumeConfiguration");
            windows_lacks(&path, "efsVolumeConfiguration", verdicts);
        }
    }
    for (index, container) in task.objects("containerDefinitions").enumerate() {
        for key in [
            "systemControls",
            "environmentFiles",
            "linuxParameters",
            "user",
            "readonlyRootFilesystem",
            "ulimits",
        ] {
            let empty = match container.value(key) {
                None | Some(serde_json::Value::Bool(false)) => true,
                Some(value) => value.as_array().is_some_and(Vec::is_empty),
            };
            if !empty {
                let path = key_path(&index_path("containerDefinitions", index), key);
                windows_lacks(&path, key, verdicts);
            }
        }
    }
}

fn windows_lacks(path: &str, key: &str, verdicts: &mut Verdicts) {
    let message = ["Windows on Fargate does not support ", key, "."].concat();
    verdicts.own("§4", path, &message);
}

/// `<account>.dkr.ecr.<region>.amazonaws.com/…`.
pub fn is_private_ecr(image: &str) -> bool {
    let host = image.split('/').next().unwrap_or("");
    let (account, rest) = host.split_once('.').unwrap_or((host, ""));
    account.len() == 12
        && account.bytes().all(|byte| byte.is_ascii_digit())
        && rest.starts_with("dkr.ecr")
        && rest.contains(".amazonaws.com")
}
