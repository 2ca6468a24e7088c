//! What a task goes through on its host: the ladder of statuses, order of containers, health.

use ecs_playground::api::operation::Operation;
use ecs_playground::catalog::instance_types::instance_type;
use ecs_playground::kernel::{SimSpan, SimTime};
use ecs_playground::model::TaskId;
use ecs_playground::model::container::{ContainerStatus, HealthStatus};
use ecs_playground::model::image::{Exit, ImageBehaviour};
use ecs_playground::model::task::{StopCode, TaskStatus};
use ecs_playground::sim::command::NewBehaviour;
use ecs_playground::world::Event;
use serde_json::{Value, json};

use crate::stage::{Stage, app};

/// One instance and one task of `web`, run to `secs`.
fn one_task(with: Value, containers: Value, secs: u64) -> Stage {
    let mut stage = Stage::new();
    stage.join(instance_type("m5.large").unwrap(), "a");
    let awsvpc = with["networkMode"] == "awsvpc";
    stage.define_with("web", with, containers);
    let mut request = json!({ "taskDefinition": "web" });
    if awsvpc {
        request["networkConfiguration"] =
            json!({ "awsvpcConfiguration": { "subnets": ["subnet-1a"] } });
    }
    stage.ask(Operation::RunTask, request);
    stage.pass(secs);
    stage
}

/// The statuses the only task went through, with the first.
fn ladder(stage: &Stage) -> Vec<&'static str> {
    let moves = stage.simulation.entries();
    let mut words = vec![if stage
        .world()
        .task(TaskId(0))
        .row
        .made
        .provisioned_at
        .is_never()
    {
        "PENDING"
    } else {
        "PROVISIONING"
    }];
    words.extend(moves.filter_map(|(_, entry)| match entry.event {
        Event::TaskMoved { to, .. } => Some(to.word()),
        _ => None,
    }));
    words
}

fn stop(stage: &mut Stage) {
    let task = stage.world().task(TaskId(0)).arn();
    stage.ask(Operation::StopTask, json!({ "task": task }));
    stage.pass(60);
}

#[test]
fn the_ladder_of_statuses() {
    for (with, ladder_wanted, row) in [
        (
            json!({}),
            &["PENDING", "RUNNING", "STOPPING", "STOPPED"][..],
            "agent-and-lifecycle 6",
        ),
        (
            json!({ "networkMode": "awsvpc" }),
            &[
                "PROVISIONING",
                "PENDING",
                "RUNNING",
                "STOPPING",
                "DEPROVISIONING",
                "STOPPED",
            ],
            "agent-and-lifecycle 6",
        ),
    ] {
        let mut stage = one_task(with, app(64, 64), 120);
        stop(&mut stage);
        assert_eq!(ladder(&stage), ladder_wanted, "{row}");
        let task = stage.world().task(TaskId(0));
        assert_eq!(
            task.row.stop.map(|reason| reason.stop_code()),
            Some(StopCode::UserInitiated)
        );
        assert_eq!(
            task.stopped_reason().as_deref(),
            Some("Task stopped by user"),
            "agent-and-lifecycle 8"
        );
        let row = task.row;
        let times = [
            Some(row.created_at),
            row.pull_started_at,
            row.pull_stopped_at,
            row.started_at,
            row.stopping_at,
            row.execution_stopped_at,
            row.stopped_at,
        ];
        assert!(
            times.iter().all(Option::is_some) && times.is_sorted(),
            "{times:?}"
        );
    }
}

#[test]
fn a_task_stopped_before_it_ran_has_not_started() {
    let mut stage = one_task(json!({}), app(64, 64), 0);
    stop(&mut stage);
    assert_eq!(
        ladder(&stage),
        ["PENDING", "STOPPED"],
        "agent-and-lifecycle 5"
    );
    assert_eq!(
        stage.world().task(TaskId(0)).row.started_at,
        None,
        "agent-and-lifecycle 6"
    );
}

/// When a container came to a status.
fn came_to(stage: &Stage, name: &str, status: ContainerStatus) -> Option<SimTime> {
    let task = stage.world().task(TaskId(0));
    let id = task
        .containers()
        .find(|(_, _, definition)| definition.name == name)
        .map(|(id, ..)| id);
    stage.when(|event| {
        matches!(event, Event::ContainerMoved { container, to, .. } if Some(*container) == id && *to == status)
    })
}

fn sidecars() -> Value {
    json!([
        { "name": "app", "image": "app", "memory": 64, "dependsOn": [
            { "containerName": "setup", "condition": "SUCCESS" },
            { "containerName": "proxy", "condition": "HEALTHY" },
        ] },
        { "name": "setup", "image": "setup", "memory": 64, "essential": false },
        { "name": "proxy", "image": "proxy", "memory": 64,
          "healthCheck": { "command": ["CMD", "true"], "interval": 10 } },
    ])
}

#[test]
fn containers_start_in_order_and_stop_in_reverse() {
    let mut stage = one_task(json!({}), sidecars(), 120);
    let running = |stage: &Stage, name| came_to(stage, name, ContainerStatus::Running).unwrap();
    let setup_ended = came_to(&stage, "setup", ContainerStatus::Stopped).unwrap();
    let healthy = stage
        .when(|event| {
            matches!(
                event,
                Event::ContainerHealthChanged {
                    health: HealthStatus::Healthy,
                    ..
                }
            )
        })
        .unwrap();
    assert_eq!(
        healthy.since(running(&stage, "proxy")),
        SimSpan::from_secs(10),
        "agent-and-lifecycle 7"
    );
    assert!(
        setup_ended <= running(&stage, "app") && healthy <= running(&stage, "app"),
        "agent-and-lifecycle 5"
    );
    assert_eq!(
        stage.world().task(TaskId(0)).row.last_status,
        TaskStatus::Running,
        "agent-and-lifecycle 4"
    );
    stop(&mut stage);
    let ended = |name| came_to(&stage, name, ContainerStatus::Stopped).unwrap();
    let told = stage
        .when(|event| matches!(event, Event::ContainerStopBegun { container, .. } if container.0 == 2))
        .unwrap();
    assert!(
        ended("app") <= told,
        "agent-and-lifecycle 5: proxy stops after what depends on it"
    );
}

/// While the application takes its 30 s to be killed, the proxy it depends on is due for a probe.
#[test]
fn a_container_that_may_not_stop_yet_is_probed_no_more() {
    let mut stage = Stage::new();
    stage.join(instance_type("m5.large").unwrap(), "a");
    let behaviour = ImageBehaviour {
        ignores_sigterm: true,
        ..ImageBehaviour::default()
    };
    let image = "app".to_owned();
    stage.behave(NewBehaviour { image, behaviour });
    stage.define(
        "web",
        json!([
            { "name": "app", "image": "app", "memory": 64,
              "dependsOn": [{ "containerName": "proxy", "condition": "START" }] },
            { "name": "proxy", "image": "proxy", "memory": 64,
              "healthCheck": { "command": ["CMD", "true"], "interval": 30 } },
        ]),
    );
    stage.ask(Operation::RunTask, json!({ "taskDefinition": "web" }));
    stage.pass(20);
    assert_eq!(
        stage.world().task(TaskId(0)).row.last_status,
        TaskStatus::Running
    );
    stop(&mut stage);
    let ended = |name| came_to(&stage, name, ContainerStatus::Stopped).unwrap();
    assert!(ended("app") < ended("proxy"), "agent-and-lifecycle 5");
    assert_eq!(
        stage.world().task(TaskId(0)).row.last_status,
        TaskStatus::Stopped
    );
}

#[test]
fn a_dependency_that_fails_stops_the_task() {
    let mut stage = Stage::new();
    stage.join(instance_type("m5.large").unwrap(), "a");
    let exits = Some(Exit {
        after: SimSpan::from_secs(2),
        code: 1,
    });
    let behaviour = ImageBehaviour {
        exits,
        ..ImageBehaviour::default()
    };
    let image = "setup".to_owned();
    stage.behave(NewBehaviour { image, behaviour });
    stage.define("web", sidecars());
    stage.ask(Operation::RunTask, json!({ "taskDefinition": "web" }));
    stage.pass(120);
    let task = stage.world().task(TaskId(0));
    let (_, container, _) = task.containers().next().unwrap();
    assert_eq!(container.exit_code, Some(143), "agent-and-lifecycle 5");
    assert_eq!(
        task.row.last_status,
        TaskStatus::Stopped,
        "agent-and-lifecycle 5"
    );
    assert_eq!(
        came_to(&stage, "app", ContainerStatus::Running),
        None,
        "agent-and-lifecycle 5"
    );
}

#[test]
fn an_essential_container_takes_the_task_with_it() {
    for (essential, status) in [(true, TaskStatus::Stopped), (false, TaskStatus::Running)] {
        let mut stage = Stage::new();
        stage.join(instance_type("m5.large").unwrap(), "a");
        let exits = Some(Exit {
            after: SimSpan::from_secs(20),
            code: 3,
        });
        let behaviour = ImageBehaviour {
            exits,
            ..ImageBehaviour::default()
        };
        let image = "helper".to_owned();
        stage.behave(NewBehaviour { image, behaviour });
        stage.define(
            "web",
            json!([
                { "name": "app", "image": "app", "memory": 64 },
                { "name": "helper", "image": "helper", "memory": 64, "essential": essential },
            ]),
        );
        stage.ask(Operation::RunTask, json!({ "taskDefinition": "web" }));
        stage.pass(120);
        let task = stage.world().task(TaskId(0));
        assert_eq!(task.row.last_status, status, "agent-and-lifecycle 4");
        let said = essential.then_some("Essential container in task exited");
        assert_eq!(
            task.stopped_reason().as_deref(),
            said,
            "agent-and-lifecycle 8"
        );
        let helper = task.containers().nth(1).unwrap().1;
        assert_eq!(helper.exit_code, Some(3));
    }
}

#[test]
fn a_running_task_counts_as_healthy_after_forty_seconds() {
    let stage = one_task(json!({}), app(64, 64), 120);
    let task = stage.world().task(TaskId(0));
    let started = task.row.started_at.unwrap();
    let at = |secs| task.counts_as_healthy(started + SimSpan::from_secs(secs));
    assert_eq!((at(39), at(40)), (false, true), "scheduler L05");
    assert_eq!(
        task.healthy_at(),
        Some(started + SimSpan::from_secs(40)),
        "scheduler L05"
    );
}

#[test]
fn a_health_check_fails_after_its_retries() {
    let mut stage = Stage::new();
    stage.join(instance_type("m5.large").unwrap(), "a");
    let behaviour = ImageBehaviour {
        unhealthy_after: Some(SimSpan::ZERO),
        ..ImageBehaviour::default()
    };
    let image = "app".to_owned();
    stage.behave(NewBehaviour { image, behaviour });
    let check = json!({ "command": ["CMD", "true"], "interval": 30, "retries": 3 });
    stage.define(
        "web",
        json!([{ "name": "app", "image": "app", "memory": 64, "healthCheck": check }]),
    );
    stage.ask(Operation::RunTask, json!({ "taskDefinition": "web" }));
    stage.pass(300);
    let running = came_to(&stage, "app", ContainerStatus::Running).unwrap();
    let unhealthy = stage
        .when(|event| {
            matches!(
                event,
                Event::TaskHealthChanged {
                    health: HealthStatus::Unhealthy,
                    ..
                }
            )
        })
        .unwrap();
    assert_eq!(
        unhealthy.since(running),
        SimSpan::from_secs(90),
        "scheduler L06"
    );
    // A standalone task is not stopped for it.
    assert_eq!(
        stage.world().task(TaskId(0)).row.last_status,
        TaskStatus::Running,
        "agent-and-lifecycle 7"
    );
}

#[test]
fn a_new_task_waits_on_its_host_until_the_old_one_is_gone() {
    let mut stage = Stage::new();
    stage.join(instance_type("m5.large").unwrap(), "a");
    let behaviour = ImageBehaviour {
        ignores_sigterm: true,
        ..ImageBehaviour::default()
    };
    let image = "app".to_owned();
    stage.behave(NewBehaviour { image, behaviour });
    stage.define("web", app(64, 6_000));
    stage.ask(Operation::RunTask, json!({ "taskDefinition": "web" }));
    stage.pass(60);
    let first = stage.world().task(TaskId(0)).arn();
    stage.ask(Operation::StopTask, json!({ "task": first }));
    // The scheduler counts the room as free at once, the agent does not.
    let answer = stage.ask(Operation::RunTask, json!({ "taskDefinition": "web" }));
    assert_eq!(answer["failures"], json!([]), "scheduler 1.5");
    stage.pass(60);
    let (first, second) = (stage.world().task(TaskId(0)), stage.world().task(TaskId(1)));
    let (gone, pulled) = (
        first.row.stopped_at.unwrap(),
        second.row.pull_started_at.unwrap(),
    );
    assert!(
        gone.since(first.row.stopping_at.unwrap()) >= SimSpan::from_secs(30),
        "agent-and-lifecycle 5"
    );
    assert!(gone <= pulled, "scheduler 1.5");
}

#[test]
fn an_instance_registers_what_its_system_sees_less_what_is_kept_back() {
    use ecs_playground::catalog::instance_types::instance_type;
    use ecs_playground::model::container_instance::AgentSettings;
    // Windows differs in what its system sees; nothing else of Windows is simulated.
    for (os_memory_bytes, reserved_memory_mib, registered, row) in [
        (Some(8_373_026_816), 0, 7_985, "P03"),
        (Some(8_589_524_992), 0, 8_191, "P04"),
        (Some(8_373_026_816), 256, 7_729, "P05"),
        (Some(1 << 20), 2, 0, "1.4"),
    ] {
        let agent = AgentSettings {
            os_memory_bytes,
            reserved_memory_mib,
            trunking: false,
        };
        let amounts = agent.registered(instance_type("m5.large").unwrap());
        assert_eq!(amounts.memory_mib, registered, "scheduler {row}");
    }
    for (kind, trunking, tasks, row) in [
        ("c5.large", false, 2, "P11"),
        ("c5.large", true, 10, "P12"),
        ("m5.large", true, 10, "1.5"),
        ("t3.large", true, 2, "1.5"),
    ] {
        let agent = AgentSettings {
            trunking,
            ..AgentSettings::default()
        };
        let amounts = agent.registered(instance_type(kind).unwrap());
        assert_eq!(amounts.network_interfaces, tasks, "scheduler {row}");
    }
}
