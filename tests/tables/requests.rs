//! Requests at the API's edge: what is taken, what is refused and where.

use ecs_playground::api::finding::{Severity, first_error};
use ecs_playground::api::json::{Dialect, parse};
use ecs_playground::api::operation::{Operation, check_request, check_value, read_request};

/// The first error of a request, as `path: message`; empty when it is taken.
fn answer(operation: &str, text: &str) -> String {
    let operation = Operation::from_name(operation).unwrap();
    match read_request(operation, text) {
        Ok(_) => String::new(),
        Err(findings) => {
            let error = first_error(&findings).expect("refused without an error");
            format!("{}: {}", error.path.unwrap_or_default(), error.message)
        }
    }
}

#[test]
#[rustfmt::skip]
fn requests_are_taken_or_refused_with_the_path() {
    for (operation, text, wanted) in [
        ("CreateCluster", r#"{}"#, ""),
        ("CreateCluster", r#"{ "clusterName": "demo", "tags": [{ "key": "team", "value": "a" }] }"#, ""),
        ("CreateCluster", r#"{ "clusterNam": "demo" }"#, "clusterNam: `clusterNam` is not a key of CreateCluster"),
        ("CreateCluster", r#"[]"#, ": expected an object, found a list"),
        ("CreateCluster", r#"{ "clusterName": "demo", }"#, ": a comma before the closing bracket is not allowed here"),
        ("CreateCluster", r#"{} // demo"#, ": a comment is not allowed here"),
        ("CreateCluster", r#"{ "clusterName": "a", "clusterName": "b" }"#, "clusterName: `clusterName` is written twice in the same object"),
        ("DeleteCluster", r#"{}"#, "cluster: `cluster` is missing"),
        ("DeleteCluster", r#"{ "cluster": null }"#, "cluster: `cluster` is missing"),
        ("RunTask", r#"{ "taskDefinition": "web", "count": "2" }"#, "count: expected a whole number, found a string"),
        ("RunTask", r#"{ "taskDefinition": "web", "count": 2, "launchType": null }"#, ""),
        ("RunTask", r#"{ "taskDefinition": "web", "count": 3000000000 }"#, "count: allowed are -2147483648 to 2147483647"),
        ("RunTask", r#"{ "taskDefinition": "web", "overrides": { "containerOverrides": [{ "name": "a", "cpu": 1, "ports": [] }] } }"#, "overrides.containerOverrides[0].ports: `ports` is not a key of ContainerOverride"),
        ("StopTask", r#"{ "cluster": "demo", "task": "abc", "reason": "test" }"#, ""),
        ("DescribeTasks", r#"{ "tasks": ["a", 5] }"#, "tasks[1]: expected a string, found a number"),
        ("ListTasks", r#"{ "desiredStatus": "running" }"#, "desiredStatus: `running` is not one of the words allowed here"),
        ("CreateService", r#"{ "serviceName": "web", "desiredCount": 8, "deploymentConfiguration": { "maximumPercent": 200, "minimumHealthyPercent": 50 } }"#, ""),
        ("CreateService", r#"{ "serviceName": "web", "deploymentConfiguration": { "deploymentCircuitBreaker": { "enable": true } } }"#, "deploymentConfiguration.deploymentCircuitBreaker.rollback: `rollback` is missing"),
        ("UpdateService", r#"{ "service": "web", "forceNewDeployment": true }"#, ""),
        ("DeleteService", r#"{ "service": "web", "force": "yes" }"#, "force: expected `true` or `false`, found a string"),
        ("UpdateContainerInstancesState", r#"{ "containerInstances": ["a"], "status": "DRAINING" }"#, ""),
        ("DeregisterContainerInstance", r#"{ "containerInstance": "a", "force": true }"#, ""),
    ] {
        assert_eq!(answer(operation, text), wanted, "{operation} {text}");
    }
}

#[test]
fn every_operation_refuses_an_unknown_key_and_a_list() {
    for operation in Operation::ALL {
        let findings = read_request(*operation, r#"{ "zzzzzz": 1 }"#).unwrap_err();
        let unknown = findings
            .iter()
            .find(|finding| finding.path == "zzzzzz")
            .unwrap_or_else(|| panic!("{}", operation.name()));
        assert_eq!(
            unknown.message,
            format!("`zzzzzz` is not a key of {}", operation.name())
        );
        assert_eq!((unknown.line, unknown.column), (1, 3));
        assert!(
            read_request(*operation, "[]").is_err(),
            "{}",
            operation.name()
        );
    }
}

#[test]
fn a_request_inside_a_commented_file_keeps_its_place() {
    let text =
        "{\n  // first step\n  \"steps\": [ { \"RunTask\": { \"taskDefinition\": 1 } } ],\n}";
    let file = parse(text, Dialect::Relaxed).unwrap();
    let request = file.get("steps").unwrap().elements()[0]
        .get("RunTask")
        .unwrap();
    let mut findings = Vec::new();
    check_request(
        Operation::RunTask,
        request,
        "steps[0].RunTask",
        &mut findings,
    );
    ecs_playground::api::finding::place_all(&mut findings, text);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].path, "steps[0].RunTask.taskDefinition");
    assert_eq!((findings[0].line, findings[0].column), (3, 47));
    assert_eq!(&text[findings[0].span.start..findings[0].span.end], "1");
}

#[test]
fn keys_without_effect_are_noted_but_taken() {
    let value = serde_json::json!({ "serviceName": "web", "monitoring": {} });
    let findings = check_value(Operation::CreateService, &value);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].severity, Severity::Info);
    assert_eq!(
        findings[0].message,
        "`monitoring` is accepted, but not simulated yet"
    );
}
