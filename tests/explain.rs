//! What the playground says about its own decisions, on a small rolling update.
#![cfg(not(target_arch = "wasm32"))]

use std::sync::Arc;

use ecs_playground::engine::Decision;
use ecs_playground::explain;
use ecs_playground::kernel::SimTime;
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
