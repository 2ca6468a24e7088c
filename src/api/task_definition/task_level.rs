//! Rules of the task as a whole: family, how many containers, size, roles, constraints, namespaces, platform.

use super::containers::is_plain_name;
use super::rules::Verdicts;
use super::size;
use crate::api::error::Exception;
use crate::api::input::Input;
use crate::api::json::{index_path, key_path};
use crate::catalog::fargate_sizes::{EPHEMERAL_STORAGE_MAX_GIB, EPHEMERAL_STORAGE_MIN_GIB};

/// Largest definition, in bytes of JSON.
const DEFINITION_MAX_BYTES: usize = 64 * 1024;

/// What is looked at before the containers.
pub fn check_first(task: Input<'_>, verdicts: &mut Verdicts) {
    if !task.str("family").is_some_and(is_plain_name) {
        verdicts
            .own("R01", "family", "Invalid family name.")
            .help("use 1 to 255 letters, digits, `_` and `-`");
    }
    let containers = task.list("containerDefinitions").len();
    if containers == 0 {
        verdicts.own(
            "R02",
            "containerDefinitions",
            "Container list cannot be empty.",
        );
    }
    if containers > 10 {
        verdicts.literal("R03", "containerDefinitions", "Too many containers");
    }
    if !task.list("inferenceAccelerators").is_empty() {
        verdicts.literal(
            "R68",
            "inferenceAccelerators",
            "Unsupported field 'inferenceAccelerators'",
        );
    }
}

/// What is looked at after containers, references and network.
pub fn check_last(task: Input<'_>, verdicts: &mut Verdicts) {
    size_of_task(task, verdicts);
    for key in ["taskRoleArn", "executionRoleArn"] {
        if task.str(key).is_some_and(|role| !is_role(role)) {
            verdicts.own("§1", key, "Role is not valid");
        }
    }
    constraints(task, verdicts);
    platform(task, verdicts);
    tags(task, verdicts);
    let bytes = serde_json::to_vec(task.raw()).map_or(0, |bytes| bytes.len());
    if bytes > DEFINITION_MAX_BYTES {
        verdicts.own("§1", "", "The task definition is larger than 64 KiB.");
    }
}

/// Whether `FARGATE` was asked to be validated; its rules then hold even beside `EC2`.
pub fn asks_for(task: Input<'_>, compatibility: &str) -> bool {
    task.strings("requiresCompatibilities")
        .any(|name| name == compatibility)
}

/// Whether the operating system family is a Windows one.
pub fn is_windows(task: Input<'_>) -> bool {
    task.object("runtimePlatform")
        .str("operatingSystemFamily")
        .is_some_and(|family| family.starts_with("WINDOWS"))
}

fn size_of_task(task: Input<'_>, verdicts: &mut Verdicts) {
    let fargate = asks_for(task, "FARGATE");
    if let Some(value) = task.value("cpu") {
        let units = size::cpu_units(value);
        // Outside Fargate any value between 0.125 and 192 vCPU; on Windows instances the value is not used.
        let in_range = units.is_some_and(|units| (128..=196_608).contains(&units));
        crate::assumed!(FARGATE_CPU);
        let known = !fargate
            || units
                .is_some_and(|units| crate::catalog::fargate_sizes::fargate_size(units).is_some());
        if !in_range || !known {
            let verdict = verdicts.literal("R13", "cpu", "Invalid 'cpu' setting for task.");
            if value.as_str() == Some("") {
                verdict.exception = Exception::InvalidParameter;
            }
            verdict.help(if fargate {
                "Fargate has 256, 512, 1024, 2048, 4096, 8192, 16384 and 32768 units"
            } else {
                "write CPU units such as \"256\", or vCPUs such as \".25 vCPU\""
            });
        }
    }
    if let Some(value) = task.value("memory")
        && size::memory_mib(value).is_none_or(|mib| mib == 0)
    {
        verdicts
            .own("R14", "memory", "Invalid 'memory' setting for task.")
            .help("write MiB such as \"512\", or GB such as \".5 GB\"");
    }
    if let Some(task_mib) = task.value("memory").and_then(size::memory_mib) {
        for (index, container) in task.objects("containerDefinitions").enumerate() {
            if container.u32("memory").is_some_and(|mib| mib > task_mib) {
                let name = super::containers::name(container);
                let message = [
                    "The 'memory' setting for container '",
                    name,
                    "' is greater than for the task",
                ]
                .concat();
                let path = key_path(&index_path("containerDefinitions", index), "memory");
                verdicts.literal("R11", &path, &message);
            }
        }
    }
    if let Some(task_units) = task.value("cpu").and_then(size::cpu_units) {
        let sum: u64 = task
            .objects("containerDefinitions")
            .filter_map(|container| container.u32("cpu"))
            .map(u64::from)
            .sum();
        if sum > u64::from(task_units) {
            let help = [
                "the containers ask for ",
                &sum.to_string(),
                " units, the task has ",
                &task_units.to_string(),
            ]
            .concat();
            verdicts
                .literal(
                    "R12",
                    "cpu",
                    "The sum of all container 'cpu' values cannot be greater than the value of the task 'cpu'.",
                )
                .help(help);
        }
    }
}

fn constraints(task: Input<'_>, verdicts: &mut Verdicts) {
    if task.list("placementConstraints").len() > 10 {
        verdicts.own(
            "§1",
            "placementConstraints",
            "A task definition can have at most 10 placement constraints.",
        );
    }
    for (index, constraint) in task.objects("placementConstraints").enumerate() {
        let path = key_path(&index_path("placementConstraints", index), "expression");
        match constraint.str("expression") {
            None | Some("") => {
                verdicts.own("§1", &path, "A memberOf constraint needs an expression.");
            }
            Some(expression) if expression.chars().count() > 2000 => {
                verdicts.own(
                    "§1",
                    &path,
                    "A constraint expression can have at most 2000 characters.",
                );
            }
            Some(_) => {}
        }
    }
}

fn platform(task: Input<'_>, verdicts: &mut Verdicts) {
    let windows = is_windows(task);
    if windows && task.object("runtimePlatform").str("cpuArchitecture") == Some("ARM64") {
        verdicts.own(
            "R69",
            "runtimePlatform.cpuArchitecture",
            "Windows task definitions do not support the ARM64 architecture.",
        );
    }
    for key in ["pidMode", "ipcMode"] {
        if windows && task.has(key) {
            let message = ["Windows task definitions do not support ", key, "."].concat();
            verdicts.own("§1", key, &message);
        }
    }
    if task.str("ipcMode") == Some("host") {
        for (index, container) in task.objects("containerDefinitions").enumerate() {
            let path = key_path(&index_path("containerDefinitions", index), "systemControls");
            for (control, setting) in container.objects("systemControls").enumerate() {
                if setting.str("namespace").is_some_and(is_ipc_control) {
                    verdicts.own(
                        "§1",
                        &index_path(&path, control),
                        "IPC system controls are not supported when ipcMode is host.",
                    );
                }
            }
        }
    }
    let storage = task.object("ephemeralStorage").i64("sizeInGiB");
    if task.has("ephemeralStorage") && !asks_for(task, "FARGATE") {
        crate::assumed!(STORAGE_WITHOUT_FARGATE);
        verdicts.literal(
            "R32",
            "ephemeralStorage",
            "Tasks using the EC2 launch type do not support EphemeralStorage",
        );
    } else if storage.is_some_and(|gib| gib < EPHEMERAL_STORAGE_MIN_GIB.into()) {
        verdicts.literal(
            "R31",
            "ephemeralStorage.sizeInGiB",
            "EphemeralStorage size should be at least 21",
        );
    } else if storage.is_some_and(|gib| gib > EPHEMERAL_STORAGE_MAX_GIB.into()) {
        verdicts.own(
            "R31",
            "ephemeralStorage.sizeInGiB",
            "EphemeralStorage size should be at most 200",
        );
    }
    managed_instances(task, verdicts);
}

fn managed_instances(task: Input<'_>, verdicts: &mut Verdicts) {
    let managed = asks_for(task, "MANAGED_INSTANCES");
    if managed && !matches!(task.str("networkMode"), Some("awsvpc" | "host")) {
        crate::assumed!(MANAGED_INSTANCES_FIT);
        verdicts.own(
            "§1",
            "networkMode",
            "Managed Instances only support networkMode awsvpc or host.",
        );
    }
    let trusted = task.object("trustedExecutionConfiguration");
    if task.has("trustedExecutionConfiguration") && !managed {
        verdicts.own(
            "§1",
            "trustedExecutionConfiguration",
            "Trusted execution needs MANAGED_INSTANCES compatibility.",
        );
    }
    if trusted.str("isolationMode") == Some("CONFIDENTIAL_SANDBOX")
        && !trusted.has("attestationPolicy")
    {
        verdicts.own(
            "§1",
            "trustedExecutionConfiguration",
            "A confidential sandbox needs an attestationPolicy.",
        );
    }
}

fn tags(task: Input<'_>, verdicts: &mut Verdicts) {
    let mut seen: Vec<&str> = Vec::new();
    for (index, tag) in task.objects("tags").enumerate() {
        let Some(key) = tag.str("key") else { continue };
        let path = key_path(&index_path("tags", index), "key");
        if key
            .get(..4)
            .is_some_and(|prefix| prefix.eq_ignore_ascii_case("aws:"))
        {
            verdicts.own("§1", &path, "Tag keys that start with aws: are reserved.");
        }
        if seen.contains(&key) {
            verdicts.own("§1", &path, "Tag keys must be unique.");
        }
        seen.push(key);
    }
}

/// A role's short name, or its ARN. That it exists is not checked at registration.
fn is_role(role: &str) -> bool {
    let name_ok = |name: &str| {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"+=,.@_-/".contains(&byte);
        !name.is_empty() && name.bytes().all(allowed)
    };
    if !role.starts_with("arn:") {
        return name_ok(role);
    }
    let mut parts = role.splitn(6, ':');
    let (_, partition, service, region, account, resource) = (
        parts.next(),
        parts.next(),
        parts.next(),
        parts.next(),
        parts.next(),
        parts.next(),
    );
    partition.is_some_and(|partition| partition.starts_with("aws"))
        && service == Some("iam")
        && region == Some("")
        && account.is_some_and(|account| {
            account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit())
        })
        && resource
            .and_then(|resource| resource.strip_prefix("role/"))
            .is_some_and(name_ok)
}

fn is_ipc_control(namespace: &str) -> bool {
    const KERNEL: &[&str] = &[
        "kernel.msgmax",
        "kernel.msgmnb",
        "kernel.msgmni",
        "kernel.sem",
        "kernel.shmall",
        "kernel.shmmax",
        "kernel.shmmni",
        "kernel.shm_rmid_forced",
    ];
    KERNEL.contains(&namespace) || namespace.starts_with("fs.mqueue.")
}
