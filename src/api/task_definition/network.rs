//! Rules of port mappings and network modes.

use super::containers::name;
use super::rules::Verdicts;
use crate::api::input::Input;
use crate::api::json::{index_path, key_path};

/// A mapping as it bears on others: the ports it takes, on both sides.
struct Mapped {
    container: usize,
    path: String,
    udp: bool,
    first: i64,
    last: i64,
    host: Option<i64>,
}

/// The first and last port of a `containerPortRange`, when it is one.
pub fn port_range(text: &str) -> Option<(u16, u16)> {
    let (first, last) = text.split_once('-')?;
    let (first, last) = (first.parse::<u16>().ok()?, last.parse::<u16>().ok()?);
    (0 < first && first < last).then_some((first, last))
}

/// Whether ECS reads this protocol as UDP; it takes every other word as TCP (task-definition §3).
pub fn is_udp(mapping: Input<'_>) -> bool {
    mapping.str("protocol") == Some("udp")
}

/// Judges the mappings of one container, each on its own.
pub fn check_mappings(container: Input<'_>, path: &str, verdicts: &mut Verdicts) {
    let path = key_path(path, "portMappings");
    let mut ranges = 0;
    for (index, mapping) in container.objects("portMappings").enumerate() {
        let path = index_path(&path, index);
        let container_port = mapping.i64("containerPort");
        let invalid = |key: &str| {
            [
                "Invalid '",
                key,
                "' setting for container '",
                name(container),
                "'.",
            ]
            .concat()
        };
        if let Some(range) = mapping.str("containerPortRange") {
            ranges += 1;
            if container_port.is_some() || mapping.has("hostPort") {
                verdicts.literal(
                    "R43",
                    &path,
                    "cannot specify both single port and port range",
                );
            }
            if port_range(range).is_none() {
                verdicts
                    .literal(
                        "R42",
                        &key_path(&path, "containerPortRange"),
                        "Invalid 'containerPortRange' setting",
                    )
                    .help("write it as `first-last`, such as `8000-8010`");
            }
        } else if !container_port.is_some_and(|port| (1..=65535).contains(&port)) {
            verdicts.literal(
                "R34",
                &key_path(&path, "containerPort"),
                &invalid("containerPort"),
            );
        }
        if mapping
            .i64("hostPort")
            .is_some_and(|port| !(0..=65535).contains(&port))
        {
            verdicts.own("R34", &key_path(&path, "hostPort"), &invalid("hostPort"));
        }
        if let Some(protocol) = mapping.str("protocol")
            && !matches!(protocol, "tcp" | "udp")
        {
            let message = ["`", protocol, "` is taken as `tcp`"].concat();
            verdicts.advise("§3", &key_path(&path, "protocol"), &message);
        }
        if let Some(name) = mapping.str("name")
            && !is_port_name(name)
        {
            verdicts
                .own("§3", &key_path(&path, "name"), "Invalid port mapping name.")
                .help(
                    "use up to 64 lower-case letters, digits, `_` and `-`, not starting with `-`",
                );
        }
    }
    if ranges > 100 {
        verdicts.own("§3", &path, "A container can have at most 100 port ranges.");
    }
}

/// Judges what the network mode allows, and the mappings of all containers together.
pub fn check(task: Input<'_>, verdicts: &mut Verdicts) {
    let mode = task.str("networkMode").unwrap_or("bridge");
    for (index, container) in task.objects("containerDefinitions").enumerate() {
        let path = index_path("containerDefinitions", index);
        if mode == "none" && !container.list("portMappings").is_empty() {
            verdicts.own(
                "R35",
                &key_path(&path, "portMappings"),
                "Port mappings are not supported when networkMode=none.",
            );
        }
        if mode != "bridge" && !container.list("links").is_empty() {
            let message = ["Links are not supported when networkMode=", mode, "."].concat();
            verdicts.literal("R36", &key_path(&path, "links"), &message);
        }
        if mode == "awsvpc" {
            not_with_awsvpc(container, &path, verdicts);
        }
    }
    mappings_together(task, mode, verdicts);
    if task.bool("enableFaultInjection") == Some(true) && !matches!(mode, "awsvpc" | "host") {
        crate::assumed!(FAULT_INJECTION_MODES);
        verdicts.own(
            "§1",
            "enableFaultInjection",
            "Fault injection is only supported when networkMode=awsvpc or networkMode=host.",
        );
    }
    proxy(task, mode, verdicts);
    super::logging::check_router(task, mode, verdicts);
}

fn not_with_awsvpc(container: Input<'_>, path: &str, verdicts: &mut Verdicts) {
    crate::assumed!(SEARCH_DOMAINS);
    if container.has("hostname") {
        verdicts.literal(
            "R37",
            &key_path(path, "hostname"),
            "hostname is not supported on container when networkMode=awsvpc.",
        );
    }
    for (row, literal, key, what) in [
        ("R38", true, "extraHosts", "Extra hosts are"),
        ("R39", true, "dnsServers", "DNS servers are"),
        ("R39", false, "dnsSearchDomains", "DNS search domains are"),
    ] {
        if container.list(key).is_empty() {
            continue;
        }
        let message = [what, " not supported on container when networkMode=awsvpc"].concat();
        if literal {
            verdicts.literal(row, &key_path(path, key), &message);
        } else {
            verdicts.own(row, &key_path(path, key), &message);
        }
    }
    if container.bool("disableNetworking") == Some(true) {
        verdicts.literal(
            "R40",
            &key_path(path, "disableNetworking"),
            "Disable Networking is not supported on container when networkMode=awsvpc",
        );
    }
}

fn mappings_together(task: Input<'_>, mode: &str, verdicts: &mut Verdicts) {
    let mut seen: Vec<Mapped> = Vec::new();
    let mut names: Vec<&str> = Vec::new();
    // In these modes the container's port is the host's (or the interface's) port.
    let same_port = matches!(mode, "awsvpc" | "host");
    for (container_index, container) in task.objects("containerDefinitions").enumerate() {
        let path = key_path(
            &index_path("containerDefinitions", container_index),
            "portMappings",
        );
        for (index, mapping) in container.objects("portMappings").enumerate() {
            let path = index_path(&path, index);
            if let Some(name) = mapping.str("name") {
                if names.contains(&name) {
                    verdicts.literal(
                        "R41",
                        &key_path(&path, "name"),
                        "port mapping name is already used",
                    );
                }
                names.push(name);
            }
            let range = mapping.str("containerPortRange").and_then(port_range);
            if range.is_some() && mode == "host" {
                verdicts.own(
                    "§3",
                    &key_path(&path, "containerPortRange"),
                    "Port ranges are not supported when networkMode=host.",
                );
            }
            let host_port = mapping.i64("hostPort").filter(|port| *port != 0);
            let (first, last) = match (range, mapping.i64("containerPort")) {
                (Some((first, last)), _) => (i64::from(first), i64::from(last)),
                (None, Some(port)) => (port, port),
                (None, None) => continue,
            };
            if same_port && host_port.is_some_and(|port| port != first) {
                let message = [
                    "When networkMode=",
                    mode,
                    ", the host ports and container ports in port mappings must match.",
                ]
                .concat();
                verdicts.literal("R33", &key_path(&path, "hostPort"), &message);
            }
            let mapped = Mapped {
                container: container_index,
                path,
                udp: is_udp(mapping),
                first,
                last,
                host: if same_port { Some(first) } else { host_port },
            };
            against_others(&mapped, &seen, mode, verdicts);
            seen.push(mapped);
        }
    }
}

/// Compares a mapping with those before it; says one thing at most.
fn against_others(mapped: &Mapped, seen: &[Mapped], mode: &str, verdicts: &mut Verdicts) {
    for other in seen {
        let overlap = mapped.first <= other.last && other.first <= mapped.last;
        let ranged = mapped.first < mapped.last || other.first < other.last;
        let one_space = mapped.container == other.container || mode == "awsvpc";
        if overlap && ranged && one_space && mapped.udp == other.udp {
            verdicts.literal(
                "R44",
                &mapped.path,
                "container port is used multiple times in task",
            );
            return;
        }
        if !ranged && mapped.host.is_some() && mapped.host == other.host && mapped.udp == other.udp
        {
            verdicts.own(
                "§3",
                &mapped.path,
                "Host port is used multiple times in task.",
            );
            return;
        }
        if !ranged && overlap && mapped.container == other.container && mapped.udp != other.udp {
            let message = "A container port is mapped for tcp and for udp.";
            crate::assumed!(TWO_PROTOCOLS);
            if mode == "awsvpc" {
                verdicts.own("§3", &mapped.path, message);
            } else {
                verdicts.advise("§3", &mapped.path, message);
            }
            return;
        }
    }
}

fn proxy(task: Input<'_>, mode: &str, verdicts: &mut Verdicts) {
    if !task.has("proxyConfiguration") {
        return;
    }
    let proxy = task.object("proxyConfiguration");
    let container = proxy.str("containerName").unwrap_or("");
    let exists = task
        .objects("containerDefinitions")
        .any(|candidate| name(candidate) == container);
    if !exists {
        let message = ["Proxy container [", container, "] does not exist"].concat();
        verdicts.literal("R65", "proxyConfiguration.containerName", &message);
    }
    if mode != "awsvpc" {
        verdicts.literal(
            "R66",
            "proxyConfiguration",
            "APPMESH proxy configuration is only supported in networkMode=awsvpc",
        );
    }
    let given = |key: &str| {
        proxy
            .objects("properties")
            .any(|property| property.str("name") == Some(key))
    };
    for (key, message) in [
        ("ProxyIngressPort", "Ingress port not found"),
        ("ProxyEgressPort", "Egress port not found"),
        ("AppPorts", "App ports not found"),
        ("EgressIgnoredIPs", "Egress ignored IPs not found"),
    ] {
        if given(key) {
            continue;
        }
        if key == "ProxyIngressPort" {
            verdicts.literal("R67", "proxyConfiguration.properties", message);
        } else {
            verdicts.own("R67", "proxyConfiguration.properties", message);
        }
    }
    if !given("IgnoredUID") && !given("IgnoredGID") {
        verdicts.own(
            "R67",
            "proxyConfiguration.properties",
            "Ignored UID or GID not found",
        );
    }
    verdicts
        .advise(
            "§9",
            "proxyConfiguration",
            "AWS App Mesh ended on 30 September 2026",
        )
        .help("Service Connect does the same without a proxy in the task definition");
}

fn is_port_name(name: &str) -> bool {
    let allowed = |byte: u8| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_' || byte == b'-'
    };
    !name.is_empty() && name.len() <= 64 && !name.starts_with('-') && name.bytes().all(allowed)
}
