//! Which tasks stop when a service has more than it wants (scheduler 3.3).

use ecs_playground::catalog::instance_types::instance_type;
use ecs_playground::engine::service::reconcile::Because;
use ecs_playground::model::ContainerInstanceId;
use serde_json::json;

use crate::stage::{Stage, app, sized};

#[test]
fn without_a_strategy_a_task_of_a_fuller_zone_stops() {
    for others in 0..8 {
        let mut stage = Stage::new();
        let m5 = instance_type("m5.large").unwrap();
        for zone in ["a", "b", "c"] {
            stage.join(m5, zone);
        }
        stage.define("web", app(64, 64));
        // Each time the tasks have other numbers, and other draws between equals.
        for _ in 0..others {
            let ask = stage.ask_for(&[ecs_playground::model::placement::Strategy::Random], &[]);
            stage.put(ContainerInstanceId(others % 3), &ask);
        }
        stage.serve(5, json!({}));
        stage.pass(90);
        let zone_of_one = "us-east-1c";
        let count = |stage: &Stage, zone: &str| {
            let tasks = stage.web().tasks();
            tasks
                .filter(|task| task.row.is_wanted() && task.zone() == zone)
                .count()
        };
        assert_eq!(
            ["us-east-1a", "us-east-1b", zone_of_one].map(|zone| count(&stage, zone)),
            [2, 2, 1]
        );
        let before = stage.simulation.now();
        stage.update(json!({ "desiredCount": 4 }));
        stage.pass(60);
        assert_eq!(count(&stage, zone_of_one), 1, "scheduler P29");
        let looks = stage.looks(before);
        assert_eq!(
            looks[0].1.because,
            [Because::TooMany { extra: 1 }],
            "scheduler P29"
        );
        assert_eq!(stage.web().running_count(), 4, "scheduler P29");
    }
}

#[test]
fn binpack_frees_the_emptiest_instance() {
    let mut stage = Stage::new();
    let emptier = stage.join(sized(4, 3_000), "a");
    stage.join(sized(4, 1_200), "b");
    stage.define("web", app(64, 512));
    stage.serve(
        2,
        json!({
            "placementStrategy": [{ "type": "binpack", "field": "memory" }],
            "placementConstraints": [{ "type": "distinctInstance" }],
        }),
    );
    stage.pass(90);
    assert_eq!(stage.per_instance(), [1, 1]);
    stage.update(json!({ "desiredCount": 1 }));
    stage.pass(60);
    assert_eq!(stage.per_instance(), [0, 1], "scheduler P30");
    let free = stage.world().instance(emptier).row.remaining().memory_mib;
    assert_eq!(free, 3_000, "scheduler P30");
}

#[test]
fn tasks_that_do_not_run_yet_stop_first() {
    let mut stage = Stage::new();
    stage.join_many(1);
    stage.define("web", app(64, 64));
    stage.serve(3, json!({}));
    stage.pass(90);
    stage.update(json!({ "desiredCount": 5 }));
    // The two new tasks are placed after a second, and pull for some more.
    stage.pass(1);
    assert_eq!(stage.web().pending_count(), 2);
    stage.update(json!({ "desiredCount": 3 }));
    stage.pass(1);
    let stopped: Vec<u32> = stage
        .web()
        .tasks()
        .filter(|task| !task.row.is_wanted())
        .map(|task| task.row.number)
        .chain(
            stage
                .world()
                .tasks()
                .filter(|task| task.row.is_stopped())
                .map(|task| task.row.number),
        )
        .collect();
    assert_eq!(stopped, [4, 5], "scheduler 3.3");
    let text = "(service web) stopped 2 pending tasks.";
    assert!(
        stage.events().iter().any(|event| event == text),
        "scheduler 6.1 #5"
    );
}
