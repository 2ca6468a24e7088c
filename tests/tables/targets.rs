//! Target health and stopping behind a load balancer: scheduler L01 to L04. Times are read from the log.

use std::sync::Arc;

use ecs_playground::kernel::SimTime;
use ecs_playground::model::load_balancer::TargetState;
use ecs_playground::model::task::TaskStatus;
use ecs_playground::scenario::{Run, load};
use ecs_playground::world::Event;

/// One task behind one target group; `group` is what the group says, `steps` come after the service.
fn run(group: &str, steps: &str, secs: u64) -> Run {
    let text = format!(
        r#"{{ "title": "targets", "seed": 5, "steps": [
        {{ "CreateCluster": {{ "clusterName": "demo" }} }},
        {{ "instances": {{ "cluster": "demo", "type": "m5.large", "count": 2 }} }},
        {{ "loadBalancer": {{ "name": "alb", "targetGroups": [{{ "name": "tg" {group} }}] }} }},
        {{ "RegisterTaskDefinition": {{ "family": "web", "containerDefinitions": [{{ "name": "app", "image": "app:1",
            "cpu": 64, "memory": 64, "portMappings": [{{ "containerPort": 80 }}] }}] }} }},
        {{ "CreateService": {{ "cluster": "demo", "serviceName": "web", "taskDefinition": "web", "desiredCount": 1,
            "healthCheckGracePeriodSeconds": 100000,
            "loadBalancers": [{{ "targetGroupArn": "$targetGroup:tg", "containerName": "app", "containerPort": 80 }}] }} }}
        {steps} ] }}"#
    );
    let mut run = Run::new(Arc::new(
        load(&text).unwrap_or_else(|findings| panic!("{findings:#?}")),
    ));
    run.run_until(SimTime::from_secs(secs), 1_000_000);
    run
}

/// When the first task's target came to `state`, every time.
fn times(run: &Run, wanted: TargetState) -> Vec<SimTime> {
    let entries = run.simulation.entries();
    let moved = entries.filter(
        |(_, entry)| matches!(entry.event, Event::TargetMoved { state, .. } if state == wanted),
    );
    moved.map(|(_, entry)| entry.at).collect()
}

#[test]
fn a_new_target_needs_one_passed_check() {
    let run = run(
        r#", "healthCheckIntervalSeconds": 30, "healthyThresholdCount": 5"#,
        "",
        60,
    );
    let (initial, healthy) = (
        times(&run, TargetState::Initial)[0],
        times(&run, TargetState::Healthy)[0],
    );
    assert!(
        healthy.since(initial).secs() <= 30,
        "scheduler L01: {initial} to {healthy}"
    );
}

#[test]
fn recovering_takes_the_healthy_threshold() {
    // The image answers wrongly from 60 s after registration and is mended later; checks then pass one by one.
    for (group, secs, row) in [
        ("", 150, "scheduler L02"),
        (
            r#", "healthCheckIntervalSeconds": 5, "healthyThresholdCount": 2"#,
            10,
            "scheduler L03",
        ),
    ] {
        let steps = r#", { "at": "1s", "image": { "name": "app:1", "targetUnhealthyAfter": "60s" } },
            { "at": "5m", "image": { "name": "app:1" } }"#;
        let run = run(group, steps, 900);
        let mended = SimTime::from_secs(300);
        let back = times(&run, TargetState::Healthy)
            .into_iter()
            .find(|at| *at > mended)
            .expect(row);
        let interval = if secs == 150 { 30 } else { 5 };
        // The first passed check comes within one interval; the others follow one interval apart.
        let took = back.since(mended).secs();
        assert!(secs - interval <= took && took <= secs, "{row}: {took} s");
    }
}

#[test]
fn stopping_waits_for_connections_then_for_the_stop_timeout() {
    let steps = r#", { "at": "1s", "image": { "name": "app:1", "ignoresSigterm": true } },
        { "at": "2m", "UpdateService": { "cluster": "demo", "service": "web", "desiredCount": 0 } }"#;
    let run = run("", steps, 900);
    let task = run.simulation.world().tasks().next().unwrap().id;
    let at = |wanted: TaskStatus| {
        let mut entries = run.simulation.entries();
        let found = entries.find(|(_, entry)| matches!(entry.event, Event::TaskMoved { task: it, to, .. } if it == task && to == wanted));
        found.map(|(_, entry)| entry.at).unwrap()
    };
    let (deactivating, stopping, stopped) = (
        at(TaskStatus::Deactivating),
        at(TaskStatus::Stopping),
        at(TaskStatus::Stopped),
    );
    assert_eq!(
        stopping.since(deactivating).secs(),
        300,
        "scheduler L04: draining"
    );
    assert_eq!(stopped.since(stopping).secs(), 30, "scheduler L04: SIGKILL");
}
