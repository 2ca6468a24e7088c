//! What calls to ECS have to be allowed, and how a denial reads (iam 6.2, 8, 9).

use std::sync::Arc;

use ecs_playground::api::authorize::{authorize, questions};
use ecs_playground::api::operation::Operation;
use ecs_playground::catalog::ecs_actions::ecs_action;
use ecs_playground::iam::{Context, Policy, PolicyKind, PolicySet, Principal, Values};
use ecs_playground::model::account::Session;
use ecs_playground::sim::{Command, Simulation};
use serde_json::{Value, json};

use crate::notation::{ANA, arn, policy};

/// A cluster `prod` and the task definition `web:1` with two roles.
fn simulation() -> Simulation {
    let mut simulation = Simulation::new(1);
    for (operation, request) in [
        (Operation::CreateCluster, json!({ "clusterName": "prod" })),
        (
            Operation::RegisterTaskDefinition,
            json!({
                "family": "web", "cpu": "256", "memory": "512", "taskRoleArn": arn("role/task"), "executionRoleArn": "ecsTaskExecutionRole",
                "containerDefinitions": [{ "name": "app", "image": "nginx" }],
            }),
        ),
    ] {
        let request = Arc::new(request);
        simulation
            .submit(Command::Request { operation, request })
            .unwrap();
    }
    simulation
}

const HERE: &str = "arn:aws:ecs:us-east-1:111122223333:";

/// The questions of a call as `action resource`, the account and region left out.
fn asked(operation: Operation, request: &Value) -> Vec<String> {
    let simulation = simulation();
    let questions = questions(simulation.world(), operation, request);
    let line = |action: &str, resource: &str| {
        format!(
            "{action} {}",
            resource.replace(HERE, "").replace(&arn(""), "")
        )
    };
    questions
        .iter()
        .map(|it| line(&it.action, &it.resource))
        .collect()
}

#[test]
fn calls_ask_for_their_resources_tags_and_roles() {
    use Operation as Op;
    let task = "arn:aws:iam::111122223333:role/task";
    let execution = "arn:aws:iam::111122223333:role/ecsTaskExecutionRole";
    let pass = |role: &str| format!("iam:PassRole {role}");
    let table: Vec<(Operation, Value, Vec<String>)> = vec![
        (
            Op::ListClusters,
            json!({}),
            vec!["ecs:ListClusters *".into()],
        ),
        (
            Op::CreateCluster,
            json!({}),
            vec!["ecs:CreateCluster cluster/default".into()],
        ),
        (
            Op::CreateCluster,
            json!({ "clusterName": "new", "tags": [{ "key": "env", "value": "prod" }] }),
            vec![
                "ecs:CreateCluster cluster/new".into(),
                "ecs:TagResource cluster/new".into(),
            ],
        ),
        (
            Op::DescribeClusters,
            json!({ "clusters": ["prod", format!("{HERE}cluster/dev")] }),
            vec![
                "ecs:DescribeClusters cluster/prod".into(),
                "ecs:DescribeClusters cluster/dev".into(),
            ],
        ),
        (
            Op::ListServices,
            json!({ "cluster": "prod" }),
            vec!["ecs:ListServices *".into()],
        ),
        (
            Op::ListTasks,
            json!({ "cluster": "prod" }),
            vec!["ecs:ListTasks *".into()],
        ),
        (
            Op::StopTask,
            json!({ "cluster": "prod", "task": "abc" }),
            vec!["ecs:StopTask task/prod/abc".into()],
        ),
        (
            Op::DescribeServices,
            json!({ "cluster": "prod", "services": ["a", "b"] }),
            vec![
                "ecs:DescribeServices service/prod/a".into(),
                "ecs:DescribeServices service/prod/b".into(),
            ],
        ),
        (
            Op::RunTask,
            json!({ "cluster": "prod", "taskDefinition": "web", "tags": [{ "key": "a", "value": "1" }] }),
            vec![
                "ecs:RunTask task-definition/web:1".into(),
                "ecs:TagResource task/prod/*".into(),
                pass(task),
                pass(execution),
            ],
        ),
        (
            Op::RunTask,
            json!({ "taskDefinition": "web:1", "overrides": { "taskRoleArn": arn("role/other") } }),
            vec![
                "ecs:RunTask task-definition/web:1".into(),
                pass(&arn("role/other")),
                pass(execution),
            ],
        ),
        (
            Op::RunTask,
            json!({ "taskDefinition": "none" }),
            vec!["ecs:RunTask task-definition/none".into()],
        ),
        (
            Op::RegisterTaskDefinition,
            json!({ "family": "api", "taskRoleArn": task }),
            vec![
                "ecs:RegisterTaskDefinition task-definition/api:*".into(),
                pass(task),
            ],
        ),
        (
            Op::DeregisterTaskDefinition,
            json!({ "taskDefinition": "web:1" }),
            vec!["ecs:DeregisterTaskDefinition *".into()],
        ),
        (
            Op::CreateService,
            json!({ "cluster": "prod", "serviceName": "shop", "taskDefinition": "web", "role": "ecsServiceRole" }),
            vec![
                "ecs:CreateService service/prod/shop".into(),
                pass(task),
                pass(execution),
                pass("arn:aws:iam::111122223333:role/ecsServiceRole"),
            ],
        ),
        (
            Op::UpdateService,
            json!({ "cluster": "prod", "service": "shop", "desiredCount": 2 }),
            vec!["ecs:UpdateService service/prod/shop".into()],
        ),
        (Op::RegisterScalableTarget, json!({}), vec![]),
    ];
    for (operation, request, wanted) in table {
        assert_eq!(
            asked(operation, &request),
            wanted
                .iter()
                .map(|it| it.replace(&arn(""), ""))
                .collect::<Vec<_>>(),
            "{request}"
        );
    }
}

/// Every operation asks something, and sends only keys that its action carries.
#[test]
fn keys_are_those_of_the_action() {
    let simulation = simulation();
    let request = json!({
        "cluster": "prod", "taskDefinition": "web", "family": "web", "serviceName": "s", "service": "s", "task": "t",
        "networkConfiguration": { "awsvpcConfiguration": { "subnets": ["subnet-1a"], "assignPublicIp": "ENABLED" } },
        "capacityProviderStrategy": [{ "capacityProvider": "spot" }], "tags": [{ "key": "env", "value": "x" }],
        "requiresCompatibilities": ["FARGATE"], "enableExecuteCommand": true, "propagateTags": "SERVICE",
    });
    for operation in Operation::ALL {
        let Some(action) = ecs_action(operation.name()) else {
            continue;
        };
        let asked = questions(simulation.world(), *operation, &request);
        assert!(!asked.is_empty(), "{}", operation.name());
        for question in asked
            .iter()
            .filter(|it| it.action == format!("ecs:{}", action.name))
        {
            for (key, _) in question.context.iter() {
                let own = action
                    .keys
                    .iter()
                    .any(|it| *it == key || it.ends_with('/') && key.starts_with(it));
                assert!(own, "{} {key}", operation.name());
            }
        }
    }
    let asked = questions(simulation.world(), Operation::CreateService, &request);
    let value = |key: &str| {
        asked[0]
            .context
            .iter()
            .find(|(name, _)| *name == key)
            .map(|(_, values)| values.clone())
    };
    let one = |text: &str| Some(Values::One(text.to_owned()));
    assert_eq!(value("ecs:cluster"), one(&format!("{HERE}cluster/prod")));
    assert_eq!(value("ecs:enable-execute-command"), one("true"));
    assert_eq!(value("ecs:auto-assign-public-ip"), one("true"));
    assert_eq!(
        value("ecs:subnet"),
        Some(Values::Many(vec!["subnet-1a".to_owned()]))
    );
    assert_eq!(value("aws:RequestTag/env"), one("x"));
    assert_eq!(
        value("aws:TagKeys"),
        Some(Values::Many(vec!["env".to_owned()]))
    );
    assert_eq!(
        value("ecs:capacity-provider"),
        Some(Values::Many(vec![format!("{HERE}capacity-provider/spot")]))
    );
}

/// What ana is answered when she has this policy.
fn answer(text: &str, operation: Operation, request: Value) -> String {
    let simulation = simulation();
    let document = policy(text).to_string();
    let identity = Policy::prepare(&document, PolicyKind::Managed)
        .policy
        .into_iter()
        .collect();
    let policies = PolicySet {
        identity,
        ..PolicySet::default()
    };
    let caller = Session {
        principal: Principal::read(ANA, None).unwrap(),
        policies,
        keys: Context::new(),
    };
    match authorize(simulation.world(), operation, &request, &caller) {
        Ok(()) => "allowed".to_owned(),
        Err(denied) => denied.sentence.clone(),
    }
}

#[test]
fn denials_name_the_first_permission_that_is_missing() {
    let run = || json!({ "cluster": "prod", "taskDefinition": "web", "tags": [{ "key": "a", "value": "1" }] });
    let denied = |action: &str, resource: &str| {
        format!(
            "User: {ANA} is not authorized to perform: {action} on resource: {resource} because no identity-based policy allows the {action} action"
        )
    };
    let task = format!("{HERE}task/prod/*");
    for (policy, wanted) in [
        (
            "+ecs:List*",
            denied("ecs:RunTask", &format!("{HERE}task-definition/web:1")),
        ),
        ("+ecs:RunTask", denied("ecs:TagResource", &task)),
        (
            "+ecs:RunTask ; +ecs:TagResource {StringEquals ecs:CreateAction=CreateService}",
            denied("ecs:TagResource", &task),
        ),
        (
            "+ecs:* ; +iam:PassRole @arn:aws:iam::*:role/other",
            denied("iam:PassRole", &arn("role/task")),
        ),
        (
            "+ecs:* ; +iam:PassRole {StringEquals iam:PassedToService=ec2.amazonaws.com}",
            denied("iam:PassRole", &arn("role/task")),
        ),
        (
            "+ecs:* ; +iam:PassRole {StringEquals iam:PassedToService=ecs-tasks.amazonaws.com}",
            "allowed".to_owned(),
        ),
        (
            "+ecs:RunTask {ArnEquals ecs:cluster=arn:aws:ecs:us-east-1:111122223333:cluster/dev}",
            denied("ecs:RunTask", &format!("{HERE}task-definition/web:1")),
        ),
    ] {
        assert_eq!(
            answer(policy, Operation::RunTask, run()),
            wanted,
            "{policy}"
        );
    }
}
