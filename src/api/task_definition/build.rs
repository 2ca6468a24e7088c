//! From a request that passed every rule to the revision, with the defaults that the service fills in.

use super::attributes;
use super::network::{is_udp, port_range};
use super::references::link_target;
use super::size;
use crate::api::input::Input;
use crate::kernel::WHOLE;
use crate::model::task_definition::{
    Compatibility, Condition, ContainerDefinition, CpuArchitecture, Dependency, HealthCheck,
    NamespaceMode, NetworkMode, PortMapping, Protocol, RestartPolicy, TaskDefinition, Volume,
    VolumeKind,
};
use serde_json::{Map, Value};

/// Builds the revision. Values that the rules would have refused are read as absent.
pub fn build(request: &Value, revision: u32) -> TaskDefinition {
    let task = Input::new(request);
    let names: Vec<&str> = task
        .objects("containerDefinitions")
        .map(super::containers::name)
        .collect();
    let platform = task.object("runtimePlatform");
    let compatibilities = attributes::compatibilities(task);
    let required_attributes = attributes::required_attributes(task);
    let arm = platform.str("cpuArchitecture") == Some(CpuArchitecture::Arm64.name());
    TaskDefinition {
        family: task.str("family").unwrap_or("").to_owned(),
        revision,
        network_mode: task
            .str("networkMode")
            .and_then(NetworkMode::from_name)
            .unwrap_or(NetworkMode::Bridge),
        pid_mode: task.str("pidMode").map(namespace_mode),
        ipc_mode: task.str("ipcMode").map(namespace_mode),
        requires_compatibilities: task
            .strings("requiresCompatibilities")
            .filter_map(Compatibility::from_name)
            .collect(),
        cpu_units: task.value("cpu").and_then(size::cpu_units),
        memory_mib: task.value("memory").and_then(size::memory_mib),
        task_role_arn: task.str("taskRoleArn").map(str::to_owned),
        execution_role_arn: task.str("executionRoleArn").map(str::to_owned),
        containers: task
            .objects("containerDefinitions")
            .map(|container| build_container(container, &names))
            .collect(),
        volumes: task.objects("volumes").map(build_volume).collect(),
        placement_constraints: task
            .objects("placementConstraints")
            .filter_map(|constraint| constraint.str("expression"))
            .map(str::to_owned)
            .collect(),
        cpu_architecture: if arm {
            CpuArchitecture::Arm64
        } else {
            CpuArchitecture::X86_64
        },
        operating_system_family: platform
            .str("operatingSystemFamily")
            .unwrap_or("LINUX")
            .to_owned(),
        ephemeral_storage_gib: task.object("ephemeralStorage").u32("sizeInGiB"),
        json: describe(request, &compatibilities, &required_attributes),
        compatibilities,
        required_attributes,
    }
}

fn build_container(container: Input<'_>, names: &[&str]) -> ContainerDefinition {
    crate::assumed!(ALL_GPUS);
    let gpu = container
        .objects("resourceRequirements")
        .find(|requirement| requirement.str("type") == Some("GPU"));
    let check = container.object("healthCheck");
    let restart = container.object("restartPolicy");
    ContainerDefinition {
        name: super::containers::name(container).to_owned(),
        image: container.str("image").unwrap_or("").to_owned(),
        cpu_units: container.u32("cpu").unwrap_or(0),
        memory_mib: container.u32("memory").filter(|mib| *mib > 0),
        memory_reservation_mib: container.u32("memoryReservation").filter(|mib| *mib > 0),
        essential: container.bool("essential").unwrap_or(true),
        port_mappings: container
            .objects("portMappings")
            .filter_map(build_mapping)
            .collect(),
        health_check: container.has("healthCheck").then(|| HealthCheck {
            interval_secs: check.u32("interval").unwrap_or(30),
            timeout_secs: check.u32("timeout").unwrap_or(5),
            retries: check.u32("retries").unwrap_or(3),
            start_period_secs: check.u32("startPeriod").unwrap_or(0),
        }),
        depends_on: build_dependencies(container, names),
        start_timeout_secs: container.u32("startTimeout"),
        stop_timeout_secs: container.u32("stopTimeout"),
        // `ALL` counts as one: how many there are is the instance's matter.
        gpus: gpu
            .and_then(|gpu| gpu.str("value"))
            .map_or(0, |value| value.parse().unwrap_or(1)),
        shares_gpu: gpu.is_some_and(|gpu| gpu.has("sharingStrategy")),
        restart_policy: (restart.bool("enabled") == Some(true)).then(|| RestartPolicy {
            ignored_exit_codes: restart
                .list("ignoredExitCodes")
                .iter()
                .filter_map(|code| i32::try_from(code.as_i64()?).ok())
                .collect(),
            restart_attempt_period_secs: restart.u32("restartAttemptPeriod").unwrap_or(300),
        }),
        log_driver: container
            .object("logConfiguration")
            .str("logDriver")
            .map(str::to_owned),
    }
}

fn build_mapping(mapping: Input<'_>) -> Option<PortMapping> {
    let port = mapping
        .u32("containerPort")
        .and_then(|port| u16::try_from(port).ok());
    let (first, last) = match mapping.str("containerPortRange").and_then(port_range) {
        Some(range) => range,
        None => (port?, port?),
    };
    Some(PortMapping {
        container_port: first,
        container_port_last: last,
        host_port: mapping
            .u32("hostPort")
            .and_then(|port| u16::try_from(port).ok()),
        protocol: if is_udp(mapping) {
            Protocol::Udp
        } else {
            Protocol::Tcp
        },
        name: mapping.str("name").map(str::to_owned),
    })
}

/// `links` wait for a start; `volumesFrom` waits for the other to exist, for which a start is the nearest condition.
fn build_dependencies(container: Input<'_>, names: &[&str]) -> Vec<Dependency> {
    let mut dependencies: Vec<Dependency> = Vec::new();
    let mut add = |wanted: &str, condition: Condition| {
        let Some(container) = names.iter().position(|name| *name == wanted) else {
            return;
        };
        let dependency = Dependency {
            container,
            condition,
        };
        if !dependencies.contains(&dependency) {
            dependencies.push(dependency);
        }
    };
    for dependency in container.objects("dependsOn") {
        let condition = dependency.str("condition").and_then(Condition::from_name);
        add(
            dependency.str("containerName").unwrap_or(""),
            condition.unwrap_or(Condition::Start),
        );
    }
    for link in container.strings("links") {
        add(link_target(link), Condition::Start);
    }
    for from in container.objects("volumesFrom") {
        add(from.str("sourceContainer").unwrap_or(""), Condition::Start);
    }
    dependencies
}

fn build_volume(volume: Input<'_>) -> Volume {
    let kind = if volume.bool("configuredAtLaunch") == Some(true) {
        VolumeKind::AtLaunch
    } else if volume.has("efsVolumeConfiguration") {
        VolumeKind::Efs
    } else if volume.has("s3filesVolumeConfiguration") {
        VolumeKind::S3Files
    } else if volume.has("fsxWindowsFileServerVolumeConfiguration") {
        VolumeKind::FsxWindows
    } else if volume.has("dockerVolumeConfiguration") {
        VolumeKind::Docker
    } else if volume.object("host").has("sourcePath") {
        VolumeKind::HostPath
    } else {
        VolumeKind::Scratch
    };
    Volume {
        name: volume.str("name").unwrap_or("").to_owned(),
        kind,
    }
}

fn namespace_mode(word: &str) -> NamespaceMode {
    match word {
        "host" => NamespaceMode::Host,
        "none" => NamespaceMode::None,
        _ => NamespaceMode::Task,
    }
}

/// The definition as DescribeTaskDefinition gives it back (task-definition §10). `networkMode` stays absent when it was.
fn describe(request: &Value, compatibilities: &[Compatibility], attributes: &[String]) -> Value {
    let mut json = request.clone();
    let Value::Object(task) = &mut json else {
        return json;
    };
    if WHOLE {
        drop_nulls(task);
    }
    // Tags belong to the revision's ARN, not to its content.
    task.remove("tags");
    for (key, read) in [
        ("cpu", size::cpu_units as fn(&Value) -> Option<u32>),
        ("memory", size::memory_mib),
    ] {
        if let Some(amount) = task.get(key).and_then(read) {
            task.insert(key.to_owned(), Value::String(amount.to_string()));
        }
    }
    fill(task, "volumes", Value::Array(Vec::new()));
    fill(task, "placementConstraints", Value::Array(Vec::new()));
    let same_port = matches!(
        task.get("networkMode").and_then(Value::as_str),
        Some("awsvpc" | "host")
    );
    if let Some(Value::Array(containers)) = task.get_mut("containerDefinitions") {
        for container in containers.iter_mut().filter_map(Value::as_object_mut) {
            describe_container(container, same_port);
        }
    }
    let names = compatibilities
        .iter()
        .map(|compatibility| Value::from(compatibility.name()));
    task.insert("compatibilities".to_owned(), Value::Array(names.collect()));
    let attributes = attributes.iter().map(|name| {
        let mut attribute = Map::new();
        attribute.insert("name".to_owned(), Value::from(name.as_str()));
        Value::Object(attribute)
    });
    task.insert(
        "requiresAttributes".to_owned(),
        Value::Array(attributes.collect()),
    );
    json
}

fn describe_container(container: &mut Map<String, Value>, same_port: bool) {
    fill(container, "cpu", Value::from(0));
    fill(container, "essential", Value::Bool(true));
    for key in [
        "environment",
        "mountPoints",
        "volumesFrom",
        "portMappings",
        "systemControls",
    ] {
        fill(container, key, Value::Array(Vec::new()));
    }
    let Some(Value::Array(mappings)) = container.get_mut("portMappings") else {
        return;
    };
    for mapping in mappings.iter_mut().filter_map(Value::as_object_mut) {
        let udp = mapping.get("protocol").and_then(Value::as_str) == Some("udp");
        mapping.insert(
            "protocol".to_owned(),
            Value::from(if udp { "udp" } else { "tcp" }),
        );
        if mapping.contains_key("containerPortRange") {
            continue;
        }
        let container_port = mapping
            .get("containerPort")
            .cloned()
            .unwrap_or(Value::from(0));
        let unset = mapping.get("hostPort").and_then(Value::as_u64).unwrap_or(0) == 0;
        if unset {
            let host_port = if same_port {
                container_port
            } else {
                Value::from(0)
            };
            mapping.insert("hostPort".to_owned(), host_port);
        }
    }
}

fn fill(object: &mut Map<String, Value>, key: &str, default: Value) {
    object.entry(key).or_insert(default);
}

fn drop_nulls(object: &mut Map<String, Value>) {
    object.retain(|_, value| !value.is_null());
    for value in object.values_mut() {
        drop_nulls_inside(value);
    }
}

fn drop_nulls_inside(value: &mut Value) {
    match value {
        Value::Object(object) => drop_nulls(object),
        Value::Array(values) => values.iter_mut().for_each(drop_nulls_inside),
        _ => {}
    }
}
