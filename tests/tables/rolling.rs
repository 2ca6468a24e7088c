//! The arithmetic of rolling deployments: the limits, the first look, and the course of the whole.

use ecs_playground::api::operation::Operation;
use ecs_playground::engine::service::reconcile::{Because, reconcile};
use ecs_playground::kernel::{SimSpan, SimTime};
use ecs_playground::model::image::ImageBehaviour;
use ecs_playground::model::service::{RolloutState, lower_limit, upper_limit};
use ecs_playground::model::task::TaskStatus;
use ecs_playground::sim::command::NewBehaviour;
use serde_json::json;

use crate::stage::{Stage, app};

const STUCK: &str = "(service web) was unable to stop or start tasks during a deployment because of the service \
    deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again.";

/// A steady service, and the moment a new revision is asked for.
fn updated(desired: u32, least: u32, most: u32) -> (Stage, SimTime) {
    let mut stage = Stage::new();
    stage.join_many(2);
    stage.define("web", app(64, 64));
    let percents = json!({ "minimumHealthyPercent": least, "maximumPercent": most });
    stage.serve(desired, json!({ "deploymentConfiguration": percents }));
    stage.pass(120);
    assert!(
        stage.web().row.steady,
        "{desired} tasks, {least} to {most} %"
    );
    stage.define("web", app(64, 64));
    let asked = stage.simulation.now();
    stage.update(json!({ "taskDefinition": "web" }));
    (stage, asked)
}

/// desired, min %, max %, lower, upper, starts and stops of the first look
const LIMITS: &str = "
    4    50  200    2   8    4  2   scheduler R01, R03
    2    75  200    2   4    2  0   scheduler R02
    3    50  125    2   3    0  1   scheduler R04
    3   100  125    3   3    0  0   scheduler R05
    4   100  200    4   8    4  0   scheduler R06
    4    50  100    2   4    0  2   scheduler R07
    10   90  110    9  11    1  1   scheduler R08
    3    50  150    2   4    1  1   scheduler R09
    1   100  200    1   2    1  0   scheduler R10
    1   100  150    1   1    0  0   scheduler R11
    5     0  100    0   5    0  5   scheduler R12
";

#[test]
fn limits_and_the_first_look() {
    let mut rows = 0;
    for line in LIMITS.lines().filter(|line| !line.trim().is_empty()) {
        let numbers: Vec<u32> = line
            .split_whitespace()
            .map_while(|word| word.parse().ok())
            .collect();
        let [desired, least, most, lower, upper, start, stop] = numbers[..] else {
            panic!("{line}");
        };
        assert_eq!(lower_limit(desired, least), lower, "{line}");
        assert_eq!(upper_limit(desired, most), upper, "{line}");
        let (mut stage, asked) = updated(desired, least, most);
        stage.pass(1);
        let looks = stage.looks(asked);
        let look = &looks
            .first()
            .unwrap_or_else(|| panic!("{line}: nothing was decided"))
            .1;
        assert_eq!(
            (look.counted.lower, look.counted.upper),
            (lower, upper),
            "{line}"
        );
        assert_eq!(
            (look.start, look.stop.len() as u32),
            (start, stop),
            "{line}"
        );
        check_reasons(&look.because, [desired, lower, upper, start, stop], line);
        rows += 1;
    }
    assert_eq!(rows, 11);
}

/// The reasons name the limit that held back what was held back.
fn check_reasons(because: &[Because], [desired, lower, upper, start, stop]: [u32; 5], line: &str) {
    assert!(
        because.contains(&Because::Missing { missing: desired }),
        "{line}: {because:?}"
    );
    let at_upper = Because::AtUpperLimit {
        total: desired,
        upper,
    };
    assert_eq!(
        because.contains(&at_upper),
        start < desired,
        "{line}: {because:?}"
    );
    let above = Because::AboveLowerLimit {
        healthy: desired,
        lower,
        stop,
    };
    assert_eq!(because.contains(&above), stop > 0, "{line}: {because:?}");
    let at_lower = Because::AtLowerLimit {
        healthy: desired,
        lower,
    };
    assert_eq!(
        because.contains(&at_lower),
        stop == 0,
        "{line}: {because:?}"
    );
    let stuck = Because::NoRoomToMove { lower, upper };
    assert_eq!(
        because.contains(&stuck),
        start == 0 && stop == 0,
        "{line}: {because:?}"
    );
}

#[test]
fn the_course_of_a_deployment() {
    for (desired, least, most, course, row) in [
        (
            4,
            50,
            100,
            &[(0, 2), (2, 0), (0, 2), (2, 0)][..],
            "scheduler R07",
        ),
        (1, 100, 200, &[(1, 0), (0, 1)], "scheduler R10"),
        (5, 0, 100, &[(0, 5), (5, 0)], "scheduler R12"),
        (4, 100, 200, &[(4, 0), (0, 4)], "scheduler R06"),
    ] {
        let (mut stage, asked) = updated(desired, least, most);
        stage.pass(600);
        assert_eq!(stage.course(asked), course, "{row}");
        let web = stage.web();
        assert!(web.row.steady && web.running_count() == desired, "{row}");
        assert_eq!(
            web.primary().rollout_state,
            RolloutState::Completed,
            "{row}"
        );
    }
}

#[test]
fn each_old_task_goes_when_a_new_one_is_healthy() {
    let (mut stage, asked) = updated(4, 100, 200);
    stage.pass(600);
    let started: Vec<SimTime> = stage
        .world()
        .tasks()
        .filter(|task| task.definition().revision == 2)
        .map(|task| task.row.started_at.unwrap())
        .collect();
    let mut stopped = 0;
    for (at, look) in stage.looks(asked) {
        stopped += look.stop.len();
        let healthy = started
            .iter()
            .filter(|started| **started + SimSpan::from_secs(40) <= at)
            .count();
        assert!(
            stopped <= healthy,
            "scheduler R06: {stopped} stopped, {healthy} healthy"
        );
    }
    assert_eq!(stopped, 4, "scheduler R06");
}

#[test]
fn stuck_limits_say_so_once_and_nothing_moves() {
    for (desired, least, most, row) in [
        (3, 100, 125, "scheduler R05"),
        (1, 100, 150, "scheduler R11"),
    ] {
        let (mut stage, asked) = updated(desired, least, most);
        stage.pass(1_800);
        assert_eq!(
            stage
                .events()
                .iter()
                .filter(|event| *event == STUCK)
                .count(),
            1,
            "{row}"
        );
        assert!(stage.course(asked).is_empty(), "{row}");
        assert!(
            stage
                .web()
                .tasks()
                .all(|task| task.definition().revision == 1),
            "{row}"
        );
        assert_eq!(
            stage.web().primary().rollout_state,
            RolloutState::InProgress,
            "{row}"
        );
        // Room to move, and it goes on by itself.
        stage.update(json!({ "deploymentConfiguration": { "minimumHealthyPercent": 0, "maximumPercent": 200 } }));
        stage.pass(300);
        assert!(stage.web().row.steady, "{row}");
    }
}

#[test]
fn full_limits_keep_an_instance_from_draining() {
    let mut stage = Stage::new();
    stage.join_many(1);
    stage.define("web", app(64, 64));
    let percents = json!({ "minimumHealthyPercent": 100, "maximumPercent": 100 });
    stage.serve(4, json!({ "deploymentConfiguration": percents }));
    stage.pass(120);
    assert_eq!(stage.per_instance(), [2, 1, 1]);
    let arn = stage.world().instances().next().unwrap().arn();
    let drain = json!({ "containerInstances": [arn], "status": "DRAINING" });
    stage.ask(Operation::UpdateContainerInstancesState, drain);
    let asked = stage.simulation.now();
    stage.pass(1_800);
    assert_eq!(stage.per_instance(), [2, 1, 1], "scheduler R13");
    assert!(stage.course(asked).is_empty(), "scheduler R13");
    // Half of the tasks may go: the instance empties, and the service keeps its four.
    stage.update(json!({ "deploymentConfiguration": { "minimumHealthyPercent": 50, "maximumPercent": 100 } }));
    stage.pass(300);
    assert_eq!(stage.per_instance(), [0, 2, 2], "scheduler 4.8");
}

#[test]
fn a_stopping_task_still_takes_its_place() {
    let mut stage = Stage::new();
    stage.join_many(1);
    stage.define("web", app(64, 64));
    let behaviour = ImageBehaviour {
        ignores_sigterm: true,
        ..ImageBehaviour::default()
    };
    let image = "app".to_owned();
    stage.behave(NewBehaviour { image, behaviour });
    let percents = json!({ "minimumHealthyPercent": 100, "maximumPercent": 150 });
    stage.serve(2, json!({ "deploymentConfiguration": percents }));
    stage.pass(120);
    let asked = stage.simulation.now();
    stage.update(json!({ "forceNewDeployment": true }));
    let of = |stage: &Stage, status| {
        let tasks = stage.web().tasks();
        tasks.filter(|task| task.row.last_status == status).count()
    };
    while of(&stage, TaskStatus::Stopping) == 0 {
        stage.pass(1);
    }
    // One new and healthy, one old and running, one old and stopping for 30 s: three of at most three.
    assert_eq!(of(&stage, TaskStatus::Running), 2, "scheduler R17");
    let look = reconcile(&stage.web(), stage.simulation.now());
    assert_eq!((look.start, look.counted.stopping), (0, 1), "scheduler R17");
    let at_upper = Because::AtUpperLimit { total: 3, upper: 3 };
    assert!(
        look.because.contains(&at_upper),
        "scheduler R17: {:?}",
        look.because
    );
    stage.pass(120);
    let gone = stage
        .world()
        .tasks()
        .find_map(|task| task.row.stopped_at)
        .unwrap();
    let mut starts = stage
        .looks(asked)
        .into_iter()
        .filter(|(_, look)| look.start > 0);
    let (first, second) = (starts.next().unwrap(), starts.next().unwrap());
    assert_eq!((first.1.start, second.1.start), (1, 1), "scheduler R17");
    assert!(
        gone <= second.0,
        "scheduler R17: the second start waits for the STOPPED one"
    );
}

#[test]
fn starts_are_spread_over_the_minute() {
    let mut stage = Stage::new();
    stage.join_many(20);
    stage.define("web", app(1, 16));
    stage.serve(1_200, json!({}));
    stage.pass(300);
    let created: Vec<SimTime> = stage
        .world()
        .tasks()
        .map(|task| task.row.created_at)
        .collect();
    assert_eq!(created.len(), 1_200);
    // A token every 0.12 s, given out at the looks: the last one falls into the tick before 2 min 24 s.
    let span = created[1_199].since(created[0]);
    let (expected, tick) = (SimSpan::from_secs(144), SimSpan::from_secs(10));
    assert!(
        span <= expected && expected.0 - span.0 <= tick.0,
        "scheduler Q04: {span}"
    );
    let first = stage.looks(SimTime::ZERO).remove(0).1;
    assert!(
        first.because.contains(&Because::LaunchRate { budget: 83 }),
        "scheduler Q04"
    );
}
