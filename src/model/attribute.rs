//! Attributes of a container instance: what it is, and what its agent can do.

use std::sync::Arc;

use crate::catalog::instance_types::InstanceType;
use crate::kernel::SortedMap;

/// Name and optional value, shared by instances of one shape.
pub type Attributes = Arc<SortedMap<String, Option<String>>>;

/// Capabilities a current agent on an ECS-optimized Amazon Linux image registers (scheduler 1.6).
const CAPABILITIES: &[&str] = &[
    "com.amazonaws.ecs.capability.privileged-container",
    "com.amazonaws.ecs.capability.docker-remote-api.1.17",
    "com.amazonaws.ecs.capability.docker-remote-api.1.18",
    "com.amazonaws.ecs.capability.docker-remote-api.1.19",
    "com.amazonaws.ecs.capability.docker-remote-api.1.20",
    "com.amazonaws.ecs.capability.docker-remote-api.1.21",
    "com.amazonaws.ecs.capability.docker-remote-api.1.22",
    "com.amazonaws.ecs.capability.docker-remote-api.1.23",
    "com.amazonaws.ecs.capability.docker-remote-api.1.24",
    "com.amazonaws.ecs.capability.docker-remote-api.1.25",
    "com.amazonaws.ecs.capability.docker-remote-api.1.26",
    "com.amazonaws.ecs.capability.docker-remote-api.1.27",
    "com.amazonaws.ecs.capability.docker-remote-api.1.28",
    "com.amazonaws.ecs.capability.docker-remote-api.1.29",
    "com.amazonaws.ecs.capability.docker-remote-api.1.30",
    "com.amazonaws.ecs.capability.docker-remote-api.1.31",
    "com.amazonaws.ecs.capability.docker-remote-api.1.32",
    "com.amazonaws.ecs.capability.docker-remote-api.1.44",
    "com.amazonaws.ecs.capability.ecr-auth",
    "com.amazonaws.ecs.capability.logging-driver.json-file",
    "com.amazonaws.ecs.capability.logging-driver.none",
    "com.amazonaws.ecs.capability.logging-driver.awslogs",
    "com.amazonaws.ecs.capability.logging-driver.fluentd",
    "com.amazonaws.ecs.capability.logging-driver.gelf",
    "com.amazonaws.ecs.capability.logging-driver.journald",
    "com.amazonaws.ecs.capability.logging-driver.splunk",
    "com.amazonaws.ecs.capability.logging-driver.syslog",
    "com.amazonaws.ecs.capability.logging-driver.awsfirelens",
    "com.amazonaws.ecs.capability.task-iam-role",
    "com.amazonaws.ecs.capability.task-iam-role-network-host",
    "ecs.capability.task-eni",
    "ecs.capability.task-eni.ipv6",
    "ecs.capability.task-eni-block-instance-metadata",
    "ecs.capability.task-cpu-mem-limit",
    "ecs.capability.increased-task-cpu-limit",
    "ecs.capability.execution-role-awslogs",
    "ecs.capability.execution-role-ecr-pull",
    "ecs.capability.ecr-endpoint",
    "ecs.capability.private-registry-authentication.secretsmanager",
    "ecs.capability.secrets.ssm.environment-variables",
    "ecs.capability.secrets.asm.environment-variables",
    "ecs.capability.secrets.ssm.bootstrap.log-driver",
    "ecs.capability.secrets.asm.bootstrap.log-driver",
    "ecs.capability.container-health-check",
    "ecs.capability.container-ordering",
    "ecs.capability.container-restart-policy",
    "ecs.capability.pid-ipc-namespace-sharing",
    "ecs.capability.env-files.s3",
    "ecs.capability.efs",
    "ecs.capability.efsAuth",
    "ecs.capability.storage.ebs-task-volume-attach",
    "ecs.capability.docker-plugin.local",
    "ecs.capability.firelens.fluentd",
    "ecs.capability.firelens.fluentbit",
    "ecs.capability.firelens.options.config.file",
    "ecs.capability.firelens.options.config.s3",
    "ecs.capability.execute-command",
    "ecs.capability.service-connect-v1",
    "ecs.capability.network.container-port-range",
    "ecs.capability.full-sync",
    "ecs.capability.aws-appmesh",
    "ecs.capability.fault-injection",
];

/// The agent version instances of a scenario run.
pub const AGENT_VERSION: &str = "1.98.0";

/// Everything an instance of `kind` in `zone` registers, with the `custom` attributes on top.
pub fn registered(
    kind: &InstanceType,
    zone: &str,
    custom: &SortedMap<String, Option<String>>,
) -> SortedMap<String, Option<String>> {
    let mut all: SortedMap<String, Option<String>> = CAPABILITIES
        .iter()
        .map(|name| ((*name).to_owned(), None))
        .collect();
    let letter = zone.chars().last().unwrap_or('a');
    let values = [
        ("ecs.ami-id", "ami-0ec5a1a1ecs0pt1m1".to_owned()),
        ("ecs.availability-zone", zone.to_owned()),
        ("ecs.instance-type", kind.name.to_owned()),
        ("ecs.os-type", "linux".to_owned()),
        ("ecs.os-family", "LINUX".to_owned()),
        (
            "ecs.cpu-architecture",
            if kind.arm64 { "arm64" } else { "x86_64" }.to_owned(),
        ),
        ("ecs.vpc-id", "vpc-0demo".to_owned()),
        ("ecs.subnet-id", format!("subnet-0demo{letter}")),
    ];
    all.extend(
        values
            .into_iter()
            .map(|(name, value)| (name.to_owned(), Some(value))),
    );
    all.extend(
        custom
            .iter()
            .map(|(name, value)| (name.clone(), value.clone())),
    );
    all
}
