//! What the playground says about its own decisions, on a small rolling update.
#![cfg(not(target_arch = "wasm32"))]

use std::sync::Arc;

use ecs_playground::engine::Decision;
use ecs_playground::explain;
use ecs_playground::kernel::SimTime;
use ecs_playground::model::capacity::MachineState;
use ecs_playground::scenario::{Run, load};
use ecs_playground::sim::Simulation;
use ecs_playground::world::{DecisionId, Event};

const SCENARIO: &str = r#"{
  "title": "Two zones, a full instance and an update",
  "seed": 3,
  "steps": [
    { "CreateCluster": { "clusterName": "demo" } },
    { "instances": { "cluster": "demo", "type": "m5.large", "zones": ["a", "b"], "count": 3 } },
    { "RegisterTaskDefinition": { "family": "web", "containerDefinitions": [
        { "name": "app", "image": "nginx:1.29", "cpu": 1024, "memory": 1024, "portMappings": [{ "containerPort": 80 }] } ] } },
    { "CreateService": { "cluster": "demo", "serviceName": "web", "taskDefinition": "web", "desiredCount": 4 } },
    { "at": "2m", "RegisterTaskDefinition": { "family": "web", "containerDefinitions": [
        { "name": "app", "image": "nginx:1.30", "cpu": 1024, "memory": 1024, "portMappings": [{ "containerPort": 80 }] } ] } },
    { "at": "2m", "UpdateService": { "cluster": "demo", "service": "web", "taskDefinition": "web:2" } }
  ]
}"#;

fn run(until_secs: u64) -> Simulation {
    let mut run = Run::new(Arc::new(
        load(SCENARIO).expect("the scenario is well formed"),
    ));
    run.run_until(SimTime::from_secs(until_secs), 100_000);
    run.simulation
}

fn placements(simulation: &Simulation) -> Vec<DecisionId> {
    let all = simulation.decisions();
    all.filter(|(_, decided)| matches!(decided.decision, Decision::Placement(_)))
        .map(|(id, _)| id)
        .collect()
}

#[test]
fn a_placement_names_the_numbers_that_decided() {
    let simulation = run(60);
    let ids = placements(&simulation);
    let third = explain::placement(&simulation, ids[2]).unwrap();
    println!("{third:#?}");
    assert!(
        third.headline.starts_with("web.3 was placed on i-"),
        "{}",
        third.headline
    );
    assert_eq!(third.rows.iter().filter(|row| row.chosen).count(), 1);
    assert_eq!(third.strategies, ["tasks in zone", "tasks on it"]);
    assert_eq!(third.funnel.first().map(|step| step.left), Some(3));
    assert_eq!(third.funnel.last().map(|step| step.left), Some(1));
}

#[test]
fn a_task_without_a_place_is_told_what_is_missing() {
    let simulation = run(130);
    let last = *placements(&simulation).last().unwrap();
    let explained = explain::placement(&simulation, last).unwrap();
    println!("{explained:#?}");
    assert!(explained.headline.ends_with("found no place"));
    assert!(
        explained
            .rows
            .iter()
            .all(|row| row.misses == ["needs 1\u{202f}024 CPU units, 0 left"])
    );
    assert_eq!(explained.ecs_says.as_deref(), Some("RESOURCE:CPU"));
}

#[test]
fn every_entry_can_be_asked_why_and_leads_back_to_a_command() {
    let simulation = run(400);
    for (seq, entry) in simulation.entries() {
        let why = explain::entry(&simulation, seq).unwrap();
        assert!(!why.headline.is_empty());
        if !matches!(entry.event, Event::ServiceLooked { .. }) {
            assert!(!why.paragraph.is_empty(), "#{seq} {}", why.headline);
            assert!(!why.chain.is_empty(), "#{seq} {}", why.headline);
        }
    }
    let service = simulation.world().services().next().unwrap();
    println!("{}", explain::next_step(&service));
    let (_, last) = simulation
        .decisions()
        .next_back()
        .map(|(id, _)| ((), id))
        .unwrap();
    println!("{:#?}", explain::reconciliation(&simulation, last));
}

/// The story of that folder, run to `until_secs`.
fn story(name: &str, until_secs: u64) -> Simulation {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/scenarios/");
    let text = std::fs::read_to_string(format!("{folder}{name}/scenario.json")).unwrap();
    let mut run = Run::new(Arc::new(load(&text).unwrap()));
    run.run_until(SimTime::from_secs(until_secs), 100_000);
    run.simulation
}

/// The explanation of the first entry that `is` says yes to.
fn why(simulation: &Simulation, is: fn(&Event) -> bool) -> String {
    let (seq, _) = simulation
        .entries()
        .find(|(_, entry)| is(&entry.event))
        .unwrap();
    explain::entry(simulation, seq).unwrap().paragraph
}

#[test]
fn a_deployment_that_failed_says_what_made_it_fail() {
    let failed: fn(&Event) -> bool = |event| matches!(event, Event::DeploymentFailed { .. });
    for (name, says) in [
        (
            "canary_with_a_failing_alarm",
            "The alarm errors went to ALARM at 00:10:00.000",
        ),
        (
            "hook_fails_after_the_scale_up",
            "check answered FAILED in POST_SCALE_UP",
        ),
        (
            "hook_never_answers",
            "check did not answer in time in PRODUCTION_TRAFFIC_SHIFT",
        ),
        ("linear_stopped_halfway", "stopped by request"),
        (
            "pause_times_out_and_rolls_back",
            "nobody continued POST_SCALE_UP",
        ),
        (
            "circuit_breaker_trips_and_rolls_back",
            "The circuit breaker has counted 4 failures of 3",
        ),
    ] {
        let simulation = story(name, 90_000);
        let said = why(&simulation, failed);
        assert!(said.contains(says), "{name}: {said}");
    }
}

#[test]
fn what_happens_next_is_said_while_a_deployment_waits() {
    for (name, at, says) in [
        (
            "canary_with_a_failing_alarm",
            500,
            "the deployment is in PRODUCTION_TRAFFIC_SHIFT until 00:16:11.000",
        ),
        (
            "rolling_update_bakes_with_alarms",
            1_500,
            "its alarms are watched, and only then is the deployment done",
        ),
        (
            "hook_never_answers",
            900,
            "a function decides whether PRODUCTION_TRAFFIC_SHIFT may be left",
        ),
        ("alarm_without_rollback", 900, "this deployment has failed"),
    ] {
        let simulation = story(name, at);
        let service = simulation.world().services().next().unwrap();
        let next = explain::next_step(&service);
        assert!(next.contains(says), "{name}: {next}");
    }
}

#[test]
fn a_scaling_shows_its_arithmetic() {
    let scaled: fn(&Event) -> bool = |event| matches!(event, Event::Scaled { .. });
    for (name, says) in [
        (
            "step_scaling_by_alarms",
            "The alarm busy is on, its metric 50.0 above the threshold: 4 running tasks and +3 make 7 tasks.",
        ),
        (
            "requests_per_target",
            "2 running tasks × 1200.0 ÷ 500.0 = 5 tasks, rounded up.",
        ),
        (
            "scheduled_scaling",
            "The scheduled action open set the bounds, at least 6 tasks; 4 is outside of them.",
        ),
        (
            "predictive_scaling",
            "The forecast for the hour that begins within 600 s needs 8 tasks.",
        ),
    ] {
        let simulation = story(name, 7_300);
        let said = why(&simulation, scaled);
        assert!(said.contains(says), "{name}: {said}");
    }
}

/// Every text of an explanation with two spaces in a row.
fn gaps(said: &impl serde::Serialize) -> Vec<String> {
    fn look(value: &serde_json::Value, found: &mut Vec<String>) {
        match value {
            serde_json::Value::String(text) if text.contains("  ") => found.push(text.clone()),
            serde_json::Value::Array(list) => list.iter().for_each(|it| look(it, found)),
            serde_json::Value::Object(map) => map.values().for_each(|it| look(it, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    look(&serde_json::to_value(said).unwrap(), &mut found);
    found
}

#[test]
fn no_sentence_has_a_gap() {
    let fargate = r#"{ "title": "-", "steps": [
        { "CreateCluster": { "clusterName": "demo" } },
        { "limits": { "fargateVcpus": 1 } },
        { "RegisterTaskDefinition": { "family": "web", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"],
            "cpu": "512", "memory": "1024", "containerDefinitions": [{ "name": "app", "image": "nginx" }] } },
        { "CreateService": { "cluster": "demo", "serviceName": "web", "taskDefinition": "web", "desiredCount": 3,
            "launchType": "FARGATE", "networkConfiguration": { "awsvpcConfiguration": { "subnets": ["subnet-a"] } } } },
        { "at": "1m", "fault": { "fargateUnavailable": {} } },
        { "at": "1m", "UpdateService": { "cluster": "demo", "service": "web", "desiredCount": 1 } },
        { "at": "5m", "StopTask": { "cluster": "demo", "task": "$task:web.1" } },
        { "at": "5m", "StopTask": { "cluster": "demo", "task": "$task:web.2" } } ] }"#;
    let mut run = Run::new(Arc::new(load(fargate).unwrap()));
    run.run_until(SimTime::from_secs(600), 100_000);
    let (mut quota, mut capacity) = (0, 0);
    for id in placements(&run.simulation) {
        let said = explain::placement(&run.simulation, id).unwrap();
        quota += u32::from(
            said.paragraph
                .contains("of the 1\u{202f}024 its quota of 1 vCPUs allows"),
        );
        capacity += u32::from(
            said.paragraph
                .contains("the scheduler tries the same one again"),
        );
        assert_eq!(gaps(&said), [""; 0]);
    }
    assert!(quota > 0 && capacity > 0);
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/scenarios");
    for story in std::fs::read_dir(folder).unwrap() {
        let name = story.unwrap().file_name().into_string().unwrap();
        let simulation = self::story(&name, 3_600);
        let stride = (simulation.len() / 25).max(1) as usize;
        for (seq, _) in simulation.entries().step_by(stride) {
            assert_eq!(
                gaps(&explain::entry(&simulation, seq).unwrap()),
                [""; 0],
                "{name} #{seq}"
            );
        }
    }
}

/// Why a machine moves depends on whose it is and on what its group has at that moment.
#[test]
fn a_machine_is_told_by_whose_it_is() {
    let launched: fn(&Event) -> bool = |event| matches!(event, Event::MachineLaunched(_));
    let goes: fn(&Event) -> bool = |event| matches!(event, Event::MachineMoved { to, .. } if *to == MachineState::TerminatingWait);
    let balanced = "as many instances as desired, and its zones differ";
    #[rustfmt::skip]
    let rows = [
        // story                               nth event          facts              says
        ("group_balances_its_zones_again",     0,   launched, "capacity 3.1",    "fewer instances than desired"),
        ("group_balances_its_zones_again",     usize::MAX, launched, "capacity 3.1", balanced),
        ("managed_instances_get_smaller",      0,   goes,     "capacity 5, M08", "21 days after its launch at most"),
        ("scale_in_drains_first",              0,   goes,     "capacity 3.4",    "48 hours at most"),
    ];
    for (name, nth, is, facts, says) in rows {
        let simulation = story(name, 90_000);
        let all: Vec<u64> = simulation
            .entries()
            .filter(|(_, entry)| is(&entry.event))
            .map(|(seq, _)| seq)
            .collect();
        let seq = all[nth.min(all.len() - 1)];
        let said = explain::entry(&simulation, seq).unwrap().paragraph;
        assert!(said.contains(says), "{facts}: {name} #{seq}: {said}");
    }
}
