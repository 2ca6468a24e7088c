//! Task definitions of the shapes people have, from text to revision.

use ecs_playground::api::document::diagnose;
use ecs_playground::api::finding::Severity;
use ecs_playground::api::json::{Dialect, parse};
use ecs_playground::api::operation::{Operation, request_value};
use ecs_playground::api::task_definition::register;
use ecs_playground::model::task_definition::{
    Compatibility, Condition, NetworkMode, TaskDefinition,
};

/// A web application on Fargate, as a registration request.
const FARGATE_WEB: &str = r#"{
    "family": "sample-fargate",
    "networkMode": "awsvpc",
    "requiresCompatibilities": ["FARGATE"],
    "cpu": ".25 vCPU",
    "memory": "0.5 GB",
    "executionRoleArn": "arn:aws:iam::123456789012:role/ecsTaskExecutionRole",
    "taskRoleArn": "",
    "runtimePlatform": { "operatingSystemFamily": "LINUX", "cpuArchitecture": "ARM64" },
    "containerDefinitions": [ {
        "name": "web", "image": "public.ecr.aws/docker/library/httpd:2.4", "essential": true,
        "portMappings": [ { "containerPort": 80, "hostPort": 80, "protocol": "tcp", "name": "web-80-tcp", "appProtocol": "http" } ],
        "entryPoint": ["sh", "-c"],
        "command": ["echo hello > /usr/local/apache2/htdocs/index.html && httpd-foreground"],
        "logConfiguration": { "logDriver": "awslogs", "options": {
            "awslogs-group": "/ecs/sample", "awslogs-region": "us-east-1", "awslogs-stream-prefix": "ecs" } }
    } ]
}"#;

/// On instances, in bridge mode, with ports the agent picks; hand-written, with comments.
const EC2_BRIDGE: &str = r#"{
    // no networkMode: bridge
    "family": "console-sample-app",
    "containerDefinitions": [
        {
            "name": "simple-app", "image": "httpd:2.4", "cpu": 10, "memory": 300,
            "portMappings": [ { "hostPort": 0, "containerPort": 80 } ],
            "mountPoints": [ { "sourceVolume": "my-vol", "containerPath": "/usr/local/apache2/htdocs" } ],
        },
        {
            "name": "busybox", "image": "busybox", "cpu": 10, "memory": 200, "essential": false,
            "volumesFrom": [ { "sourceContainer": "simple-app" } ],
            "entryPoint": ["sh", "-c"], "command": ["date"],
        },
    ],
    "volumes": [ { "name": "my-vol", "host": {} } ],
}"#;

/// Several containers that wait for each other, as Describe returned them.
const DESCRIBED_CHAIN: &str = r#"{
    "taskDefinition": {
        "taskDefinitionArn": "arn:aws:ecs:eu-west-1:123456789012:task-definition/chain:7",
        "family": "chain", "revision": 7, "status": "ACTIVE", "volumes": [], "placementConstraints": [],
        "compatibilities": ["EC2", "EXTERNAL"], "requiresAttributes": [ { "name": "ecs.capability.container-ordering" } ],
        "registeredAt": "2026-05-01T10:00:00+02:00", "registeredBy": "arn:aws:iam::123456789012:user/ann",
        "containerDefinitions": [
            { "name": "migrate", "image": "app:3", "cpu": 0, "memoryReservation": 64, "essential": false, "portMappings": [],
              "environment": [], "mountPoints": [], "volumesFrom": [], "systemControls": [],
              "dependsOn": [ { "containerName": "db", "condition": "HEALTHY" } ] },
            { "name": "db", "image": "postgres:17", "memoryReservation": 256, "essential": true,
              "healthCheck": { "command": ["CMD-SHELL", "pg_isready"], "interval": 10, "timeout": 5, "retries": 5, "startPeriod": 30 } },
            { "name": "app", "image": "app:3", "memoryReservation": 128, "essential": true,
              "dependsOn": [ { "containerName": "migrate", "condition": "SUCCESS" }, { "containerName": "db", "condition": "HEALTHY" } ] }
        ]
    },
    "tags": [ { "key": "team", "value": "store" } ]
}"#;

fn register_text(text: &str) -> TaskDefinition {
    let wrong: Vec<String> = diagnose(text)
        .into_iter()
        .filter(|finding| finding.severity == Severity::Error)
        .map(|finding| format!("{}: {}", finding.path, finding.message))
        .collect();
    assert_eq!(wrong, Vec::<String>::new());
    let node = parse(text, Dialect::Relaxed).unwrap();
    register(&request_value(Operation::RegisterTaskDefinition, &node), 1).unwrap()
}

#[test]
fn fargate_web_application() {
    let definition = register_text(FARGATE_WEB);
    assert!(definition.compatibilities.contains(&Compatibility::Fargate));
    assert_eq!(
        (definition.cpu_units, definition.memory_mib),
        (Some(256), Some(512))
    );
    assert_eq!(definition.task_role_arn, None, "an empty role is no role");
    assert_eq!(definition.demand().network_interfaces, 1);
    assert_eq!(
        definition.required_attributes,
        [
            "com.amazonaws.ecs.capability.docker-remote-api.1.18",
            "com.amazonaws.ecs.capability.docker-remote-api.1.19",
            "com.amazonaws.ecs.capability.logging-driver.awslogs",
            "ecs.capability.execution-role-awslogs",
            "ecs.capability.task-eni",
        ],
        "task-definition §10"
    );
}

#[test]
fn bridge_with_ports_the_agent_picks() {
    let definition = register_text(EC2_BRIDGE);
    assert_eq!(definition.network_mode, NetworkMode::Bridge);
    let demand = definition.demand();
    assert_eq!((demand.cpu_units, demand.memory_mib), (20, 500));
    assert!(demand.tcp_ports.is_empty(), "scheduler P14");
    assert_eq!(
        definition.containers[1].depends_on[0].container, 0,
        "volumesFrom is an edge (task-definition §7)"
    );
}

#[test]
fn a_described_chain_with_tags() {
    let notes: Vec<Severity> = diagnose(DESCRIBED_CHAIN)
        .iter()
        .map(|finding| finding.severity)
        .collect();
    assert_eq!(notes, [Severity::Info], "one note lists what was set aside");
    let definition = register_text(DESCRIBED_CHAIN);
    let edges: Vec<Vec<(usize, Condition)>> = definition
        .containers
        .iter()
        .map(|container| {
            container
                .depends_on
                .iter()
                .map(|edge| (edge.container, edge.condition))
                .collect()
        })
        .collect();
    assert_eq!(
        edges,
        [
            vec![(1, Condition::Healthy)],
            vec![],
            vec![(0, Condition::Success), (1, Condition::Healthy)]
        ]
    );
    assert_eq!(definition.demand().memory_mib, 448);
    assert!(definition.json.get("registeredBy").is_none() && definition.json.get("tags").is_none());
}
