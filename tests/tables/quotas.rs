//! Launch quotas: scheduler Q05, as arithmetic and on a small stage.

use crate::stage::Stage;
use ecs_playground::api::operation::Operation;
use ecs_playground::kernel::{SimSpan, SimTime};
use ecs_playground::model::quota::{Bucket, FARGATE_BURST, FARGATE_PER_SEC};
use serde_json::json;

#[test]
fn fargate_launches_a_burst_and_then_so_many_a_second() {
    let mut bucket = Bucket::new(FARGATE_BURST, FARGATE_PER_SEC);
    let mut now = SimTime::from_secs(50);
    let mut launched = Vec::new();
    while launched.len() < 300 {
        match bucket.tokens(now) {
            0 => now = now + SimSpan::from_millis(10),
            _ => {
                bucket.take(now);
                launched.push(now.since(SimTime::from_secs(50)));
            }
        }
    }
    let at_once = launched.iter().filter(|at| **at == SimSpan::ZERO).count();
    assert_eq!(
        (at_once, launched[299].secs()),
        (100, 10),
        "scheduler Q05, capacity F08"
    );
}

#[test]
fn services_share_the_launches_of_their_account() {
    let mut stage = Stage::new();
    let fargate = json!({
        "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"], "cpu": "256", "memory": "512",
    });
    stage.define_with("web", fargate, json!([{ "name": "app", "image": "app" }]));
    for name in ["a", "b", "c", "d"] {
        let request = json!({
            "serviceName": name, "taskDefinition": "web", "desiredCount": 75, "launchType": "FARGATE",
            "networkConfiguration": { "awsvpcConfiguration": { "subnets": ["subnet-a"] } },
        });
        stage.ask(Operation::CreateService, request);
    }
    stage.pass(1);
    assert_eq!(stage.world().tasks().count(), 100, "scheduler Q05");
    stage.pass(9);
    assert!(stage.world().tasks().count() < 300, "scheduler Q05");
    stage.pass(1);
    assert_eq!(stage.world().tasks().count(), 300, "scheduler Q05");
}

/// A strategy takes the same way to the same quota.
#[test]
fn a_strategy_on_fargate_is_held_to_the_same_quota() {
    let mut stage = Stage::new();
    let fargate = json!({
        "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"], "cpu": "256", "memory": "512",
    });
    stage.define_with("web", fargate, json!([{ "name": "app", "image": "app" }]));
    stage.ask(
        Operation::PutClusterCapacityProviders,
        json!({ "cluster": "default", "capacityProviders": ["FARGATE"], "defaultCapacityProviderStrategy": [] }),
    );
    for name in ["a", "b"] {
        let request = json!({
            "serviceName": name, "taskDefinition": "web", "desiredCount": 75,
            "capacityProviderStrategy": [{ "capacityProvider": "FARGATE", "weight": 1 }],
            "networkConfiguration": { "awsvpcConfiguration": { "subnets": ["subnet-a"] } },
        });
        stage.ask(Operation::CreateService, request);
    }
    stage.pass(1);
    assert_eq!(stage.world().tasks().count(), 100, "scheduler Q05");
}
