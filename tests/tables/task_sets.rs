//! Task sets: scheduler T01 and T02, as arithmetic and on a small stage.

use crate::stage::{Stage, app};
use ecs_playground::api::operation::Operation;
use ecs_playground::engine::service::task_set::computed_desired_count;
use serde_json::{Value, json};

#[test]
fn a_share_of_the_desired_count_is_rounded_up() {
    for (desired, scale, computed, row) in [
        (12, 10, 2, "T01"),
        (5, 50, 3, "T02"),
        (5, 100, 5, "5.10"),
        (5, 0, 0, "5.10"),
        (0, 50, 0, "5.10"),
    ] {
        assert_eq!(
            computed_desired_count(desired, scale),
            computed,
            "scheduler {row}"
        );
    }
}

/// The task sets of `web`: status, computed and running counts, and whether they are steady.
fn sets(stage: &mut Stage) -> Vec<(String, u64, u64, bool)> {
    let answer = stage.ask(Operation::DescribeTaskSets, json!({ "service": "web" }));
    let row = |set: &Value| {
        let status = set["status"].as_str().unwrap().to_owned();
        let count = |key: &str| set[key].as_u64().unwrap();
        let steady = set["stabilityStatus"] == "STEADY_STATE";
        (
            status,
            count("computedDesiredCount"),
            count("runningCount"),
            steady,
        )
    };
    answer["taskSets"]
        .as_array()
        .unwrap()
        .iter()
        .map(row)
        .collect()
}

fn id(answer: &Value) -> String {
    answer["taskSet"]["id"].as_str().unwrap().to_owned()
}

#[test]
fn somebody_outside_moves_a_service_from_one_task_set_to_the_next() {
    let mut stage = Stage::new();
    stage.join_many(1);
    stage.define("web", app(256, 256));
    stage.ask(
        Operation::CreateService,
        json!({ "serviceName": "web", "desiredCount": 12, "deploymentController": { "type": "EXTERNAL" } }),
    );
    stage.pass(100);
    assert_eq!(
        (stage.web().tasks().count(), sets(&mut stage).len()),
        (0, 0)
    );
    let ask = json!({ "service": "web", "taskDefinition": "web" });
    let one = id(&stage.ask(Operation::CreateTaskSet, ask));
    stage.pass(100);
    let primary = json!({ "service": "web", "primaryTaskSet": one });
    stage.ask(Operation::UpdateServicePrimaryTaskSet, primary);
    stage.pass(50);
    assert_eq!(sets(&mut stage), [("PRIMARY".to_owned(), 12, 12, true)]);
    stage.define("web", app(256, 256));
    let scale = json!({ "value": 10.0, "unit": "PERCENT" });
    let ask = json!({ "service": "web", "taskDefinition": "web", "scale": scale });
    let two = id(&stage.ask(Operation::CreateTaskSet, ask));
    stage.pass(100);
    let active = ("ACTIVE".to_owned(), 2, 2, true);
    assert_eq!(
        sets(&mut stage),
        [active, ("PRIMARY".to_owned(), 12, 12, true)]
    );
    let full = json!({ "service": "web", "taskSet": two, "scale": { "value": 100.0 } });
    stage.ask(Operation::UpdateTaskSet, full);
    let primary = json!({ "service": "web", "primaryTaskSet": two });
    stage.ask(Operation::UpdateServicePrimaryTaskSet, primary);
    let delete = json!({ "service": "web", "taskSet": one });
    assert!(
        stage
            .try_ask(Operation::DeleteTaskSet, delete.clone())
            .is_err()
    );
    let mut forced = delete;
    forced["force"] = true.into();
    let gone = stage.ask(Operation::DeleteTaskSet, forced);
    assert_eq!(gone["taskSet"]["status"], "DRAINING");
    stage.pass(200);
    assert_eq!(sets(&mut stage), [("PRIMARY".to_owned(), 12, 12, true)]);
    assert!(stage.web().row.steady);
    assert_eq!(stage.web().primary().definition.0, 1);
    // A task that ends is replaced in its own set, and the service scales with its count.
    let hex = stage.web().tasks().next().unwrap().hex();
    stage.ask(Operation::StopTask, json!({ "task": hex }));
    stage.update(json!({ "desiredCount": 5 }));
    stage.pass(200);
    assert_eq!(sets(&mut stage), [("PRIMARY".to_owned(), 5, 5, true)]);
    stage.ask(
        Operation::DeleteService,
        json!({ "service": "web", "force": true }),
    );
    stage.pass(200);
    assert_eq!(stage.web().row.status.word(), "INACTIVE");
}
