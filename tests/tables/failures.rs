//! What the circuit breaker counts, and task protection's answers: scheduler C10 to C12, Q01 to Q03, R14.

use std::sync::Arc;

use ecs_playground::api::operation::Operation;
use ecs_playground::kernel::SimTime;
use ecs_playground::model::service::RolloutState;
use ecs_playground::scenario::{Run, load};
use ecs_playground::sim::Command;
use serde_json::{Value, json};

const HEAD: &str = r#"
    { "CreateCluster": { "clusterName": "demo" } },
    { "instances": { "cluster": "demo", "type": "m5.large", "count": 3 } },
    { "RegisterTaskDefinition": { "family": "web", "containerDefinitions": [{ "name": "app", "image": "app:1", "cpu": 64, "memory": 64 }] } },
    { "RegisterTaskDefinition": { "family": "web", "containerDefinitions": [{ "name": "app", "image": "app:2", "cpu": 64, "memory": 64 }] } },
    { "RegisterTaskDefinition": { "family": "web", "containerDefinitions": [{ "name": "app", "image": "app:3", "cpu": 64, "memory": 64 }] } },"#;

fn run(steps: &str, secs: u64) -> Run {
    let text = format!(r#"{{ "title": "failures", "seed": 3, "steps": [ {HEAD} {steps} ] }}"#);
    let mut run = Run::new(Arc::new(
        load(&text).unwrap_or_else(|findings| panic!("{findings:#?}")),
    ));
    run.run_until(SimTime::from_secs(secs), 1_000_000);
    run
}

/// fail, fail, healthy: the image is missing for the first two starts.
fn two_failures_then_health(reset: bool) -> Run {
    let steps = format!(
        r#"{{ "image": {{ "name": "app:1", "missing": true }} }},
        {{ "CreateService": {{ "cluster": "demo", "serviceName": "web", "taskDefinition": "web:1", "desiredCount": 2,
            "deploymentConfiguration": {{ "deploymentCircuitBreaker": {{ "enable": true, "rollback": false,
            "resetOnHealthyTask": {reset} }} }} }} }},
        {{ "at": "5s", "image": {{ "name": "app:1" }} }}"#
    );
    run(&steps, 75)
}

#[test]
fn a_healthy_task_sets_the_count_to_zero_or_not() {
    let count = |run: &Run| {
        let world = run.simulation.world();
        let service = world.services().next().unwrap();
        (
            service.primary().failed_tasks,
            service.primary().failure_count,
            service.primary().rollout_state,
        )
    };
    let (failed, counted, state) = count(&two_failures_then_health(true));
    assert!(
        failed >= 2 && counted < failed,
        "scheduler C10: {counted} of {failed} are counted"
    );
    assert_ne!(state, RolloutState::Failed, "scheduler C10");
    let (failed, counted, _) = count(&two_failures_then_health(false));
    assert_eq!(
        (failed, counted),
        (2, 2),
        "scheduler C11: nothing is forgotten"
    );
}

#[test]
fn a_rollback_under_way_cannot_be_rolled_back_to() {
    let breaker = r#""deploymentConfiguration": { "deploymentCircuitBreaker": { "enable": true, "rollback": true } }"#;
    let steps = format!(
        r#"{{ "image": {{ "name": "app:2", "missing": true }} }}, {{ "image": {{ "name": "app:3", "missing": true }} }},
        {{ "CreateService": {{ "cluster": "demo", "serviceName": "web", "taskDefinition": "web:1", "desiredCount": 1, {breaker} }} }},
        {{ "at": "2m", "UpdateService": {{ "cluster": "demo", "service": "web", "taskDefinition": "web:2", "desiredCount": 3 }} }},
        {{ "at": "2m50s", "image": {{ "name": "app:1", "missing": true }} }},
        {{ "at": "2m55s", "UpdateService": {{ "cluster": "demo", "service": "web", "taskDefinition": "web:3" }} }}"#
    );
    let run = run(&steps, 1_200);
    let world = run.simulation.world();
    let service = world.services().next().unwrap();
    let deployments: Vec<_> = world
        .deployments()
        .map(|(_, row)| (row.rollout_state, row.rolled_back_from))
        .collect();
    assert_eq!(deployments.len(), 3);
    assert!(
        deployments[0].1.is_some(),
        "the second deployment rolled back to the first"
    );
    assert_eq!(
        service.primary().rollout_state,
        RolloutState::Failed,
        "scheduler C12: it stalls"
    );
    assert_eq!(
        service.row.primary.0, 2,
        "scheduler C12: nothing to roll back to"
    );
}

fn ask(run: &mut Run, operation: Operation, request: Value) -> Result<Value, String> {
    let command = Command::Request {
        operation,
        request: Arc::new(request),
    };
    run.simulation
        .submit(command)
        .map_err(|error| error.to_string())
}

#[test]
fn protection_answers() {
    let mut run = run(
        r#"{ "CreateService": { "cluster": "demo", "serviceName": "web", "taskDefinition": "web:1", "desiredCount": 1 } },
        { "at": "1s", "RunTask": { "cluster": "demo", "taskDefinition": "web:1" } }"#,
        60,
    );
    let arn = |run: &Run, of_service: bool| {
        let found = run
            .simulation
            .world()
            .tasks()
            .find(|task| task.row.service().is_some() == of_service);
        found.unwrap().arn()
    };
    let (own, alone) = (arn(&run, true), arn(&run, false));
    let protect = |minutes: Option<u32>, task: &str| {
        let mut request = json!({ "cluster": "demo", "tasks": [task], "protectionEnabled": true });
        if let Some(minutes) = minutes {
            request["expiresInMinutes"] = minutes.into();
        }
        request
    };
    let answer = ask(
        &mut run,
        Operation::UpdateTaskProtection,
        protect(None, &own),
    )
    .unwrap();
    let until = answer["protectedTasks"][0]["expirationDate"]
        .as_f64()
        .unwrap();
    let now = 1_767_225_600.0 + 60.0;
    assert_eq!(until - now, 120.0 * 60.0, "scheduler Q01");
    let refused = ask(
        &mut run,
        Operation::UpdateTaskProtection,
        protect(Some(2_881), &own),
    )
    .unwrap_err();
    assert!(
        refused.starts_with("InvalidParameterException"),
        "scheduler Q02: {refused}"
    );
    let answer = ask(
        &mut run,
        Operation::UpdateTaskProtection,
        protect(None, &alone),
    )
    .unwrap();
    assert_eq!(
        answer["failures"][0]["reason"], "TASK_NOT_VALID",
        "scheduler Q03"
    );
}

#[test]
fn a_daemon_without_a_lower_limit_is_replaced_at_once() {
    let mut run = run(
        r#"{ "CreateService": { "cluster": "demo", "serviceName": "agent", "taskDefinition": "web:1", "schedulingStrategy": "DAEMON" } }"#,
        120,
    );
    ask(
        &mut run,
        Operation::UpdateService,
        json!({ "cluster": "demo", "service": "agent", "taskDefinition": "web:2" }),
    )
    .unwrap();
    run.run_until(SimTime::from_secs(122), 1_000);
    let world = run.simulation.world();
    let asked = world.tasks().filter(|task| !task.row.is_wanted()).count();
    assert_eq!(asked, 3, "scheduler R14: all of them");
}
