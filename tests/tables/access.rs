//! What starts need of roles, and ECS's text for each permission that is missing (iam 11).

use ecs_playground::api::operation::Operation;
use ecs_playground::catalog::instance_types::instance_type;
use ecs_playground::model::denied::ecr_parts;
use ecs_playground::scenario::{What, load};
use ecs_playground::sim::Command;
use ecs_playground::world::views::TaskView;
use serde_json::{Value, json};

use crate::stage::Stage;

/// The account of a scenario file.
fn account(iam: Value) -> Command {
    let file = json!({ "title": "an account", "iam": iam, "steps": [] }).to_string();
    let scenario = load(&file).unwrap_or_else(|findings| panic!("{findings:#?}"));
    match &scenario.steps[0].what {
        What::Account(account) => Command::Account(account.clone()),
        other => panic!("{other:?}"),
    }
}

fn allowing(actions: &str) -> Value {
    let actions: Vec<&str> = actions.split_whitespace().collect();
    match actions.is_empty() {
        true => json!([]),
        false => {
            json!([{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": actions, "Resource": "*" }] }])
        }
    }
}

const IMAGE: &str = "111122223333.dkr.ecr.us-east-1.amazonaws.com/shop/web:1.4";
const DIGEST: &str = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
const SECRET: &str = "arn:aws:secretsmanager:us-east-1:111122223333:secret:db-a1B2c3";
const KEY: &str = "arn:aws:kms:us-east-1:111122223333:key/1a2b3c4d";
const REGISTER: &str = "ecs:RegisterContainerInstance";
const PULL: &str = "ecr:GetAuthorizationToken ecr:BatchGetImage ecr:GetDownloadUrlForLayer";

/// A container that needs one thing.
fn container(needs: &str) -> Value {
    let mut container = json!({ "name": "app", "image": "nginx", "memory": 128 });
    match needs {
        "image" => container["image"] = IMAGE.into(),
        "digest" => container["image"] = format!("{IMAGE}@{DIGEST}").into(),
        "secret" | "key" => {
            container["secrets"] =
                json!([{ "name": "P", "valueFrom": format!("{SECRET}:password::") }]);
        }
        "parameter" => {
            container["secrets"] = json!([{ "name": "P", "valueFrom": "/shop/password" }]);
        }
        // Not asked today (ROLE_CHECKS): files of variables, the group of a log, the key of a parameter.
        "file" => {
            container["environmentFiles"] =
                json!([{ "type": "s3", "value": "arn:aws:s3:::shop/web.env" }]);
        }
        "group" => {
            container = self::container("logs");
            container["logConfiguration"]["options"]["awslogs-create-group"] = "true".into();
        }
        "logs" => {
            container["logConfiguration"] = json!({ "logDriver": "awslogs", "options": {
                "awslogs-group": "/ecs/web", "awslogs-region": "us-east-1", "awslogs-stream-prefix": "web" } });
        }
        other => panic!("{other}"),
    }
    container
}

/// Runs one task on `fargate`, on `ec2`, or on `ec2` with the `instance` role only; the role has these permissions.
fn ran(place: &str, needs: &str, allowed: &str) -> Stage {
    let mut stage = Stage::new();
    let on_fargate = place == "fargate";
    let instance = format!(
        "{REGISTER} {}",
        if place == "instance" { allowed } else { "" }
    );
    let command = account(json!({
        "instanceRole": "workers",
        "kmsKeys": if needs == "key" { json!({ SECRET: KEY }) } else { json!({}) },
        "roles": [
            { "name": "execution", "trust": "ecs-tasks.amazonaws.com", "policies": allowing(allowed) },
            { "name": "workers", "trust": "ec2.amazonaws.com", "policies": allowing(&instance) },
        ],
    }));
    stage.simulation.submit(command).unwrap();
    stage.join(instance_type("m5.large").unwrap(), "a");
    let mut with = json!({});
    if place != "instance" {
        with["executionRoleArn"] = "arn:aws:iam::111122223333:role/execution".into();
    }
    let mut run = json!({ "taskDefinition": "web" });
    if on_fargate {
        with["requiresCompatibilities"] = json!(["FARGATE"]);
        with["networkMode"] = "awsvpc".into();
        with["cpu"] = "256".into();
        with["memory"] = "512".into();
        run["launchType"] = "FARGATE".into();
        run["networkConfiguration"] =
            json!({ "awsvpcConfiguration": { "subnets": ["subnet-1a"] } });
    }
    stage.define_with("web", with, json!([container(needs)]));
    stage.ask(Operation::RunTask, run);
    stage.pass(120);
    stage
}

const TASK: &str = "stoppedReason";
const CONTAINER: &str = "the container's reason";

/// What ECS says of the task, and where: in stoppedReason, or there that it failed to start and the text in its container's
/// reason. Ids of sessions are left out.
fn said(task: &TaskView<'_>) -> (&'static str, String) {
    let own = task.stopped_reason().unwrap_or_default();
    let (id, _, _) = task.containers().next().unwrap();
    let (place, text) = match own.as_str() {
        "Task failed to start" => (CONTAINER, task.container_reason(id).unwrap()),
        _ => (TASK, own),
    };
    let instance = task.instance().map(|it| it.ec2_id()).unwrap_or_default();
    let text = text.replace(&task.hex(), "TASK");
    let text = match instance.is_empty() {
        true => text,
        false => text.replace(&instance, "INSTANCE"),
    };
    (place, text)
}

fn sentence(session: &str, action: &str, resource: &str) -> String {
    format!(
        "AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/{session} is not authorized to perform: {action} \
         on resource: {resource} because no identity-based policy allows the {action} action"
    )
}

#[test]
fn a_start_fails_with_the_text_of_what_is_missing() {
    let execution = |action: &str, resource: &str| sentence("execution/TASK", action, resource);
    let init = "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed:";
    let token = "ecr:GetAuthorizationToken";
    let forbidden = format!(
        "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref {IMAGE}: pulling \
         from host 111122223333.dkr.ecr.us-east-1.amazonaws.com failed with status code [manifests 1.4]: 403 Forbidden"
    );
    let by_digest = forbidden
        .replace(IMAGE, &format!("{IMAGE}@{DIGEST}"))
        .replace("manifests 1.4", &format!("manifests {DIGEST}"));
    let refused = format!(
        "CannotPullContainerError: Error response from daemon: pull access denied for {}, repository does not exist or may \
         require 'docker login': denied: requested access to the resource is denied",
        IMAGE.trim_end_matches(":1.4")
    );
    let parameter = "arn:aws:ssm:us-east-1:111122223333:parameter/shop/password";
    let stream = "arn:aws:logs:us-east-1:111122223333:log-group:/ecs/web:log-stream:web/app/TASK";
    let (get, read) = ("secretsmanager:GetSecretValue", "ssm:GetParameters");
    let create = "logs:CreateLogStream";
    #[rustfmt::skip]
    let table = [
        // place       needs        allowed                                  iam 11
        ("fargate",  "image",     "".to_owned(),
            format!("{init} unable to retrieve ecr registry auth: service call has been retried 1 time(s): {}", execution(token, "*"))),
        ("fargate",  "image",     token.to_owned(),                        forbidden.clone()),
        ("fargate",  "image",     format!("{token} ecr:BatchGetImage"),    forbidden),
        ("fargate",  "digest",    token.to_owned(),                        by_digest),
        ("ec2",      "digest",    token.to_owned(),                        refused.clone()),
        ("fargate",  "secret",    PULL.to_owned(),
            format!("{init} unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret {SECRET} from secrets manager: {}", execution(get, SECRET))),
        ("fargate",  "key",       get.to_owned(),
            format!("{init} unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret {SECRET} from secrets manager: AccessDeniedException: Access to KMS is not allowed")),
        ("ec2",      "key",       get.to_owned(),
            format!("Fetching secret data from AWS Secrets Manager in region us-east-1: secret {SECRET}: AccessDeniedException: Access to KMS is not allowed")),
        ("fargate",  "parameter", PULL.to_owned(),
            format!("{init} unable to retrieve secrets from ssm: service call has been retried 1 time(s): {}", execution(read, parameter))),
        ("fargate",  "logs",      PULL.to_owned(),
            format!("ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: {} : exit status 1", execution(create, stream))),
        ("ec2",      "image",     "".to_owned(),
            format!("CannotPullECRContainerError: {}", execution(token, "*"))),
        ("ec2",      "image",     format!("{token} ecr:BatchGetImage"),    refused.clone()),
        ("ec2",      "secret",    PULL.to_owned(),
            format!("Fetching secret data from AWS Secrets Manager in region us-east-1: secret {SECRET}: {}", execution(get, SECRET))),
        ("ec2",      "parameter", PULL.to_owned(),
            format!("Fetching secret data from SSM Parameter Store in us-east-1: {}", execution(read, parameter))),
        ("ec2",      "logs",      PULL.to_owned(),
            format!("CannotStartContainerError: Error response from daemon: failed to initialize logging driver: failed to create Cloudwatch log stream: {}", execution(create, stream))),
        ("instance", "image",     "".to_owned(),
            format!("CannotPullECRContainerError: {}", sentence("workers/INSTANCE", token, "*"))),
        ("instance", "image",     token.to_owned(),                        refused),
        ("instance", "logs",      "".to_owned(),
            format!("CannotStartContainerError: Error response from daemon: failed to initialize logging driver: failed to create Cloudwatch log stream: {}", sentence("workers/INSTANCE", create, stream))),
    ];
    for (place, needs, allowed, wanted) in table {
        let stage = ran(place, needs, &allowed);
        let task = stage.world().tasks().next().unwrap();
        let row = format!("{place} {needs} {allowed:?}");
        // The agent fetches secrets and parameters for the whole task; the rest it finds out container by container.
        let whole = place == "fargate" || ["secret", "key", "parameter"].contains(&needs);
        let stands = if whole { TASK } else { CONTAINER };
        assert_eq!(said(&task), (stands, wanted), "iam 11.1: {row}");
        let code = task.row.stop.map(|reason| reason.stop_code().word());
        assert_eq!(code, Some("TaskFailedToStart"), "{row}");
        assert!(
            task.row.is_stopped() && task.row.started_at.is_none(),
            "{row}"
        );
    }
}

/// The repository that is asked for, and what of it: a digest goes before a tag.
#[test]
fn an_image_of_ecr_is_read_from_its_name() {
    #[rustfmt::skip]
    let rows = [
        // image                  repository    tag
        ("shop/web",              "shop/web",   "latest"),
        ("shop/web:1.4",          "shop/web",   "1.4"),
        ("shop/web@sha256:abc",   "shop/web",   "sha256:abc"),
        ("web:1.4@sha256:abc",    "web",        "sha256:abc"),
    ];
    for (image, repository, tag) in rows {
        let image = format!("111122223333.dkr.ecr.us-east-1.amazonaws.com/{image}");
        let parts = ecr_parts(&image).unwrap();
        assert_eq!(
            (parts.repository, parts.tag),
            (repository, tag),
            "iam 11: {image}"
        );
    }
}

#[test]
fn a_start_goes_on_when_the_role_may_do_what_it_needs() {
    for place in ["fargate", "ec2", "instance"] {
        for (needs, allowed) in [
            ("image", PULL),
            ("digest", PULL),
            ("secret", "secretsmanager:GetSecretValue"),
            ("key", "secretsmanager:GetSecretValue kms:Decrypt"),
            ("parameter", "ssm:GetParameters"),
            ("logs", "logs:CreateLogStream"),
            ("group", "logs:CreateLogStream"),
            ("file", "logs:CreateLogStream"),
        ] {
            // Secrets need an execution role everywhere (task-definition R58).
            if place == "instance" && ["secret", "key", "parameter", "file"].contains(&needs) {
                continue;
            }
            let stage = ran(place, needs, allowed);
            let task = stage.world().tasks().next().unwrap();
            let status = task.row.last_status.word();
            assert_eq!(status, "RUNNING", "{place} {needs}: {:?}", said(&task));
        }
    }
}

/// With a copy of the image on the host the agent falls back to it, as for an image that is missing.
#[test]
fn an_image_on_the_host_needs_no_pull() {
    let mut stage = ran("instance", "image", PULL);
    let lost = account(json!({ "roles": [{ "name": "workers", "trust": "ec2.amazonaws.com" }] }));
    stage.simulation.submit(lost).unwrap();
    stage.ask(Operation::RunTask, json!({ "taskDefinition": "web" }));
    stage.pass(30);
    let second = stage.world().tasks().last().unwrap();
    assert_eq!(
        second.row.last_status.word(),
        "RUNNING",
        "{:?}",
        said(&second)
    );
}

/// Without an account nothing is asked, and the world hashes as it did before there were accounts.
#[test]
fn an_account_changes_the_digest_and_its_absence_does_not() {
    let (bare, described) = (Stage::new(), {
        let mut stage = Stage::new();
        stage.simulation.submit(account(json!({}))).unwrap();
        stage
    });
    assert!(bare.world().account().is_none());
    assert_ne!(bare.world().digest(), described.world().digest());
    let mut other = Stage::new();
    let caller = account(json!({ "serviceLinkedRole": false }));
    other.simulation.submit(caller).unwrap();
    assert_ne!(described.world().digest(), other.world().digest());
    let again = account(json!({}));
    assert_eq!(
        again,
        account(json!({})),
        "equal descriptions are equal commands"
    );
    assert_ne!(again, account(json!({ "serviceLinkedRole": false })));
}
