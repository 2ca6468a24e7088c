//! Early success of a rolling deployment: scheduler E01 to E06.

use std::sync::Arc;

use ecs_playground::model::service::EarlySuccess;
use ecs_playground::scenario::judge::{judge, wrong};
use ecs_playground::scenario::load;

#[test]
fn healthy_tasks_that_are_enough() {
    for (desired, healthy_percent, required, row) in [
        (2, 50, 1, "E01"),
        (3, 50, 2, "E02"),
        (10, 80, 8, "E03"),
        (100, 90, 90, "E04"),
        (10, 100, 10, "E05"),
        (10, 0, 1, "5.3"),
    ] {
        let early = EarlySuccess {
            healthy_percent,
            deferred: false,
        };
        assert_eq!(early.required(desired), required, "scheduler {row}");
    }
}

#[test]
fn it_has_to_go_with_the_lower_limit() {
    // scheduler E06: 50 % is refused with minimumHealthyPercent 100; with 50 it is done at half.
    let scenario = r#"{ "title": "early", "seed": 1, "steps": [
        { "CreateCluster": { "clusterName": "demo" } },
        { "instances": { "cluster": "demo", "type": "m5.large", "count": 1 } },
        { "RegisterTaskDefinition": { "family": "web", "containerDefinitions": [{ "name": "app", "image": "app:1", "cpu": 1000, "memory": 64 }] } },
        { "refused": "InvalidParameterException", "CreateService": { "cluster": "demo", "serviceName": "web", "taskDefinition": "web", "desiredCount": 4,
            "deploymentConfiguration": { "earlySuccessCriteria": { "enable": true, "healthyPercent": 50 } } } },
        { "CreateService": { "cluster": "demo", "serviceName": "web", "taskDefinition": "web", "desiredCount": 4,
            "deploymentConfiguration": { "minimumHealthyPercent": 50, "earlySuccessCriteria": { "enable": true, "healthyPercent": 50 } } } } ],
      "expect": [
        { "by": "2m", "service": "web", "running": 2, "steady": false, "rolloutState": "COMPLETED" } ] }"#;
    let scenario = Arc::new(load(scenario).unwrap());
    let (_, verdicts) = judge(&scenario);
    assert_eq!(wrong(&scenario, &verdicts), [], "scheduler E06");
}
