//! What people paste, damaged: nothing panics, and every error says where.
//!
//! A plain seeded sibling of the targets in `fuzz/`.

#![cfg(not(target_arch = "wasm32"))]

#[path = "support/random.rs"]
mod random;

use std::path::Path;
use std::sync::Arc;

use ecs_playground::api::document;
use ecs_playground::api::finding::Finding;
use ecs_playground::api::operation::{Operation, read_request};
use ecs_playground::engine::placement::query;
use ecs_playground::kernel::SimTime;
use ecs_playground::scenario::{Run, load, transcript};
use ecs_playground::sim::Command;
use ecs_playground::world::laws;
use random::draws::damaged;
use random::{Draws, Life};

/// Pieces that are likely to matter where they land.
const PIECES: [&str; 24] = [
    "{",
    "}",
    "[",
    "]",
    "\"",
    ",",
    ":",
    "\\",
    "null",
    "true",
    "-1",
    "0",
    "1e99",
    "99999999999",
    "0.5",
    "\"\"",
    "{}",
    "[]",
    "// x\n",
    "/* ",
    "ä",
    "😀",
    "\u{0}",
    "\"at\": \"1h\"",
];

/// `text` with one word or number that means something else.
fn altered(text: &str, draws: &mut Draws) -> String {
    let from = [
        "web-0",
        "web",
        "ordered:1",
        " 3",
        " 2",
        " 50",
        "default",
        "abc",
        "true",
        "g\"",
    ];
    let to = [
        "web-1", "port", "eni", "fargate", " 0", " 200", " -5", " 99999", "nothing", "\"",
    ];
    text.replacen(draws.pick(&from), draws.pick(&to), 1)
}

/// Every finding points at a place in the text.
fn placed(findings: &[Finding], text: &str) {
    for finding in findings {
        assert!(
            finding.line > 0 && finding.column > 0,
            "{finding:?}\n{text}"
        );
        assert!(
            finding.line as usize <= text.lines().count() + 1,
            "{finding:?}\n{text}"
        );
        let span = finding.span.start..finding.span.end;
        assert!(text.get(span).is_some(), "{finding:?}\n{text}");
        assert!(!finding.message.is_empty());
    }
}

fn texts(folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "json") {
                found.push(std::fs::read_to_string(path).unwrap());
            }
        }
    }
    found.sort();
    found
}

#[test]
fn damaged_scenarios_are_refused_with_their_places_or_run() {
    let texts = texts("tests/scenarios");
    let (mut ran, mut refused) = (0, 0);
    for seed in 0..1_000 {
        let mut draws = Draws::new(seed);
        let text = damaged(&draws.pick(&texts), &PIECES, &mut draws);
        match load(&text) {
            Err(findings) => {
                assert!(!findings.is_empty(), "seed {seed}");
                placed(&findings, &text);
                refused += 1;
            }
            Ok(scenario) => {
                let mut run = Run::new(Arc::new(scenario));
                run.run_until(SimTime::from_secs(120), 500);
                transcript::text(&run, u64::MAX);
                let broken = laws::broken(run.simulation.world());
                assert!(broken.is_empty(), "seed {seed}: {broken:?}");
                ran += 1;
            }
        }
    }
    assert!(
        ran > 30 && refused > 500,
        "{ran} ran, {refused} were refused"
    );
}

const DEFINITION: &str = r#"{
  "family": "web", // what it is called
  "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"], "cpu": "256", "memory": "1 GB",
  "executionRoleArn": "arn:aws:iam::111122223333:role/ecsTaskExecutionRole",
  "volumes": [{ "name": "data", "efsVolumeConfiguration": { "fileSystemId": "fs-1" } }],
  "containerDefinitions": [
    { "name": "app", "image": "nginx:1.27", "portMappings": [{ "containerPort": 80, "name": "http" }],
      "environment": [{ "name": "A", "value": "ä😀" }],
      "secrets": [{ "name": "B", "valueFrom": "arn:aws:ssm:us-east-1:111122223333:parameter/b" }],
      "healthCheck": { "command": ["CMD-SHELL", "true"], "interval": 10 },
      "mountPoints": [{ "sourceVolume": "data", "containerPath": "/data" }],
      "dependsOn": [{ "containerName": "setup", "condition": "SUCCESS" }],
      "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "g" } } },
    { "name": "setup", "image": "busybox", "essential": false }
  ]
}"#;

#[test]
fn damaged_task_definitions_are_diagnosed_with_their_places() {
    let (mut clean, mut taken) = (0, 0);
    for seed in 0..1_500 {
        let mut draws = Draws::new(10_000 + seed);
        let text = damaged(DEFINITION, &PIECES, &mut draws);
        let findings = document::diagnose(&text);
        placed(&findings, &text);
        clean += u32::from(findings.is_empty());
        match read_request(
            Operation::RegisterTaskDefinition,
            &text.replace("// what it is called", ""),
        ) {
            Err(findings) => assert!(!findings.is_empty(), "seed {seed}"),
            Ok(request) => {
                taken += 1;
                let _ = ecs_playground::api::task_definition::register(&request, 1);
            }
        }
    }
    assert!(taken > 20, "{taken} taken, {clean} clean");
}

#[test]
fn damaged_requests_leave_a_sound_world() {
    let requests = [
        (Operation::CreateCluster, r#"{ "clusterName": "other" }"#),
        (
            Operation::RunTask,
            r#"{ "taskDefinition": "web", "count": 3, "group": "g", "startedBy": "me" }"#,
        ),
        (
            Operation::RunTask,
            r#"{ "taskDefinition": "ordered:1", "placementConstraints": [{ "type": "memberOf", "expression": "attribute:ecs.instance-type =~ m5.*" }] }"#,
        ),
        (
            Operation::CreateService,
            r#"{ "serviceName": "s", "taskDefinition": "web", "desiredCount": 2, "placementStrategy": [{ "type": "spread", "field": "attribute:ecs.availability-zone" }] }"#,
        ),
        (
            Operation::UpdateService,
            r#"{ "service": "web-0", "desiredCount": 3, "deploymentConfiguration": { "minimumHealthyPercent": 50, "maximumPercent": 150 } }"#,
        ),
        (
            Operation::DeleteService,
            r#"{ "service": "web-1", "force": true }"#,
        ),
        (
            Operation::StopTask,
            r#"{ "task": "abc", "reason": "none" }"#,
        ),
        (
            Operation::ListTasks,
            r#"{ "serviceName": "web-0", "desiredStatus": "RUNNING" }"#,
        ),
        (
            Operation::UpdateContainerInstancesState,
            r#"{ "containerInstances": ["abc"], "status": "DRAINING" }"#,
        ),
        (
            Operation::DescribeServices,
            r#"{ "services": ["web-0"], "include": ["TAGS"] }"#,
        ),
    ];
    let (mut done, mut refused) = (0, 0);
    for seed in 0..20 {
        let mut life = Life::new(seed);
        life.live(SimTime::from_secs(60), &mut |_| {});
        for _ in 0..60 {
            let (operation, text) = life.draws.pick(&requests);
            let text = match life.draws.below(4) {
                0 => damaged(text, &PIECES, &mut life.draws),
                _ => altered(text, &mut life.draws),
            };
            match read_request(operation, &text) {
                Err(findings) => placed(&findings, &text),
                Ok(request) => {
                    let before = life.simulation.digest();
                    let request = Arc::new(request);
                    let answer = life
                        .simulation
                        .submit(Command::Request { operation, request });
                    match answer {
                        Ok(_) => done += 1,
                        Err(_) => {
                            assert_eq!(life.simulation.digest(), before, "seed {seed}: {text}");
                            refused += 1;
                        }
                    }
                }
            }
        }
        life.live(SimTime::from_secs(120), &mut |_| {});
        let broken = laws::broken(life.simulation.world());
        assert!(broken.is_empty(), "seed {seed}: {broken:?}");
    }
    assert!(done > 50 && refused > 50, "{done} done, {refused} refused");
}

#[test]
fn damaged_expressions_are_refused_with_their_places() {
    let expressions = [
        "attribute:ecs.instance-type =~ g2.* and attribute:ecs.availability-zone != us-east-1d",
        "not(attribute:stack == prod) or attribute:stack exists",
        "attribute:ecs.availability-zone in [us-east-1a, us-east-1b]",
        "registeredAt > 2018-06-18T22:28:28+00:00 and agentVersion < 1.14.5",
    ];
    let mut refused = 0;
    for seed in 0..3_000 {
        let mut draws = Draws::new(20_000 + seed);
        let text = damaged(draws.pick(&expressions), &PIECES, &mut draws);
        if let Err(error) = query::parse(&text) {
            assert!(
                text.get(error.place.start..error.place.end).is_some(),
                "{error:?}: {text}"
            );
            assert!(!error.message.is_empty() && !error.help.is_empty());
            refused += 1;
        }
    }
    assert!(refused > 500, "{refused}");
}
