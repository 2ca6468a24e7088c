//! Bad input: each operation answers with ECS's exception, and nothing in the world changes (scheduler 6.2 and 9).

use std::sync::Arc;

use crate::stage::{Stage, app};
use ecs_playground::api::operation::Operation;
use ecs_playground::model::load_balancer::{LoadBalancerKind, TargetType};
use ecs_playground::sim::Command;
use ecs_playground::world::event::{NewLoadBalancer, NewTargetGroup};
use serde_json::{Value, json};

/// A cluster with three instances, a running service `web`, an idle one `idle`, a standalone task and a load balancer.
fn stage() -> Stage {
    let mut stage = Stage::new();
    stage.join_many(1);
    let group = |name: &str| NewTargetGroup {
        name: name.to_owned(),
        target_type: TargetType::Instance,
        health_check_interval_secs: 10,
        healthy_threshold: 2,
        unhealthy_threshold: 2,
        deregistration_delay_secs: 10,
    };
    let balancer = NewLoadBalancer {
        name: "alb".to_owned(),
        kind: LoadBalancerKind::Application,
        listener_port: 80,
        groups: vec![group("blue"), group("green")],
    };
    let balancer = Command::LoadBalancer(Arc::new(balancer));
    stage.simulation.submit(balancer).unwrap();
    stage.define("web", app(256, 256));
    stage.define_with("eni", json!({ "networkMode": "awsvpc" }), app(64, 64));
    stage.serve(2, json!({}));
    let idle = json!({ "serviceName": "idle", "taskDefinition": "web", "desiredCount": 0 });
    stage.ask(Operation::CreateService, idle);
    stage.ask(Operation::RunTask, json!({ "taskDefinition": "web:1" }));
    stage.define_with("mapped", json!({}), json!([{ "name": "app", "image": "app", "memory": 64, "portMappings": [{ "containerPort": 80 }] }]));
    let sets = json!({ "serviceName": "sets", "desiredCount": 1, "deploymentController": { "type": "EXTERNAL" } });
    stage.ask(Operation::CreateService, sets);
    let blue = json!({
        "serviceName": "blue", "taskDefinition": "mapped", "desiredCount": 0, "deploymentController": { "type": "CODE_DEPLOY" },
        "loadBalancers": [{ "targetGroupArn": "blue", "containerName": "app", "containerPort": 80 }],
    });
    stage.ask(Operation::CreateService, blue);
    let target = json!({ "ResourceId": "service/default/web", "MinCapacity": 1, "MaxCapacity": 5 });
    stage.ask(Operation::RegisterScalableTarget, target);
    stage.ask(Operation::PutMetricAlarm, json!({ "AlarmName": "errors" }));
    stage.pass(200);
    assert!(stage.web().row.steady);
    stage
}

#[test]
#[rustfmt::skip]
fn refused_requests_name_the_exception_and_leave_no_trace() {
    const INVALID: &str = "InvalidParameterException";
    const CLUSTER: &str = "ClusterNotFoundException";
    const CLIENT: &str = "ClientException";
    const SERVICE: &str = "ServiceNotFoundException";
    const CONFLICT: &str = "ConflictException";
    const RESOURCE: &str = "ResourceNotFoundException";
    const TARGET: &str = "service/default/web";
    let mut stage = stage();
    let task = stage.world().tasks().last().unwrap().arn();
    let rows: Vec<(&str, Value, &str, &str)> = vec![
        ("CreateCluster", json!({ "clusterName": "no spaces" }), INVALID, "Invalid cluster name."),
        ("DeleteCluster", json!({ "cluster": "default" }), "ClusterContainsContainerInstancesException", "The Cluster cannot be deleted while Container Instances are active or draining."),
        ("DeleteCluster", json!({ "cluster": "other" }), CLUSTER, "Cluster not found."),
        ("DeregisterTaskDefinition", json!({ "taskDefinition": "web:9" }), CLIENT, ""),
        ("DescribeTaskDefinition", json!({ "taskDefinition": "nothing" }), CLIENT, "Unable to describe task definition."),
        ("RunTask", json!({ "taskDefinition": "web", "count": 11 }), INVALID, "Count must be between 1 and 10."),
        ("RunTask", json!({ "taskDefinition": "web", "count": 0 }), INVALID, "Count must be between 1 and 10."),
        ("RunTask", json!({ "taskDefinition": "nothing" }), CLIENT, "TaskDefinition not found."),
        ("RunTask", json!({ "taskDefinition": "eni" }), INVALID, "Network Configuration must be provided"),
        ("RunTask", json!({ "taskDefinition": "web", "cluster": "other" }), CLUSTER, "Cluster not found."),
        ("RunTask", json!({ "taskDefinition": "web", "placementConstraints": [{ "type": "memberOf" }] }), INVALID, ""),
        ("RunTask", json!({ "taskDefinition": "web", "placementConstraints": [{ "type": "memberOf", "expression": "attribute:a ==" }] }), INVALID, ""),
        ("RunTask", json!({ "taskDefinition": "web", "placementConstraints": [{ "type": "distinctInstance", "expression": "a" }] }), INVALID, ""),
        ("RunTask", json!({ "taskDefinition": "web", "placementStrategy": [{ "type": "binpack", "field": "disk" }] }), INVALID, "Invalid field 'disk'"),
        ("StartTask", json!({ "taskDefinition": "web", "containerInstances": [] }), INVALID, "between 1 and 10"),
        ("StartTask", json!({ "taskDefinition": "web", "containerInstances": ["a"], "startedBy": "a".repeat(37) }), INVALID, "36 characters"),
        ("StopTask", json!({ "task": "nothing" }), INVALID, "The referenced task was not found."),
        ("StopTask", json!({ "task": task, "cluster": "other" }), CLUSTER, ""),
        ("UpdateTaskProtection", json!({ "tasks": [task], "protectionEnabled": true, "expiresInMinutes": 2881 }), INVALID, ""),
        ("CreateService", json!({ "serviceName": "web", "taskDefinition": "web", "desiredCount": 1 }), INVALID, "Creation of service was not idempotent."),
        ("CreateService", json!({ "serviceName": "a b", "taskDefinition": "web", "desiredCount": 1 }), INVALID, "Invalid service name."),
        ("CreateService", json!({ "serviceName": "a", "taskDefinition": "web" }), INVALID, "The desired count can not be blank"),
        ("CreateService", json!({ "serviceName": "a", "taskDefinition": "web", "desiredCount": 5001 }), INVALID, "5000"),
        ("CreateService", json!({ "serviceName": "a", "taskDefinition": "web", "schedulingStrategy": "DAEMON", "desiredCount": 1 }), INVALID, "does not support a desired count"),
        ("CreateService", json!({ "serviceName": "a", "taskDefinition": "web", "schedulingStrategy": "DAEMON", "launchType": "FARGATE" }), INVALID, ""),
        ("CreateService", json!({ "serviceName": "a", "taskDefinition": "web", "desiredCount": 1, "deploymentConfiguration": { "minimumHealthyPercent": 150, "maximumPercent": 100 } }), INVALID, "maximumPercent must be greater"),
        ("CreateService", json!({ "serviceName": "a", "taskDefinition": "web", "desiredCount": 1, "loadBalancers": [{ "targetGroupArn": "nothing", "containerName": "app", "containerPort": 80 }] }), INVALID, ""),
        ("CreateService", json!({ "serviceName": "a", "taskDefinition": "web", "desiredCount": 1, "deploymentConfiguration": { "strategy": "LINEAR", "linearConfiguration": { "stepPercent": 2.9 } } }), INVALID, "stepPercent must be a multiple of 0.1 between 3.0 and 100.0."),
        ("CreateService", json!({ "serviceName": "a", "taskDefinition": "web", "desiredCount": 1, "deploymentConfiguration": { "strategy": "LINEAR", "canaryConfiguration": { "canaryPercent": 5.0 } } }), INVALID, "CANARY strategy") ,
        ("CreateService", json!({ "serviceName": "a", "taskDefinition": "web", "desiredCount": 1, "deploymentConfiguration": { "strategy": "BLUE_GREEN", "lifecycleHooks": [{ "targetType": "PAUSE", "lifecycleStages": ["TEST_TRAFFIC_SHIFT"] }] } }), INVALID, "PAUSE hooks are not allowed"),
        ("CreateService", json!({ "serviceName": "a", "taskDefinition": "web", "desiredCount": 1, "deploymentConfiguration": { "strategy": "BLUE_GREEN", "lifecycleHooks": [{ "lifecycleStages": ["PRE_SCALE_UP"] }] } }), INVALID, "hookTargetArn"),
        ("CreateService", json!({ "serviceName": "a", "taskDefinition": "web", "desiredCount": 1, "deploymentConfiguration": { "earlySuccessCriteria": { "enable": true, "healthyPercent": 50 } } }), INVALID, "healthyPercent must be greater"),
        ("UpdateService", json!({ "service": "nothing", "desiredCount": 1 }), SERVICE, "Service not found."),
        ("UpdateService", json!({ "service": "web", "taskDefinition": "nothing" }), CLIENT, "TaskDefinition not found."),
        ("UpdateService", json!({ "service": "web", "desiredCount": 5001 }), INVALID, "5000"),
        ("DeleteService", json!({ "service": "web" }), INVALID, "The service cannot be stopped while it is scaled above 0."),
        ("DeleteService", json!({ "service": "nothing" }), SERVICE, "Service not found."),
        ("ListServiceDeployments", json!({ "service": "nothing" }), SERVICE, ""),
        ("ContinueServiceDeployment", json!({ "serviceDeploymentArn": "nothing" }), "ServiceDeploymentNotFoundException", ""),
        ("StopServiceDeployment", json!({ "serviceDeploymentArn": "nothing" }), "ServiceDeploymentNotFoundException", ""),
        ("StopServiceDeployment", json!({ "serviceDeploymentArn": "$deployment" }), CONFLICT, "not in progress"),
        ("ContinueServiceDeployment", json!({ "serviceDeploymentArn": "$deployment" }), CONFLICT, ""),
        ("DescribeContainerInstances", json!({ "containerInstances": ["a"], "cluster": "other" }), CLUSTER, ""),
        ("UpdateContainerInstancesState", json!({ "containerInstances": ["a"], "status": "ACTIVE", "cluster": "other" }), CLUSTER, ""),
        ("DeregisterContainerInstance", json!({ "containerInstance": "nothing" }), INVALID, "The referenced container instance was not found."),
        ("DeregisterContainerInstance", json!({ "containerInstance": "$instance" }), INVALID, "Found running tasks on the instance."),
        ("RegisterScalableTarget", json!({ "ResourceId": TARGET, "MinCapacity": 5, "MaxCapacity": 1 }), INVALID, "MaxCapacity must be at least MinCapacity."),
        ("RegisterScalableTarget", json!({ "ResourceId": "service/default/idle", "MinCapacity": 5 }), INVALID, "MaxCapacity is required."),
        ("RegisterScalableTarget", json!({ "ResourceId": "web", "MinCapacity": 1, "MaxCapacity": 1 }), INVALID, "ECS service doesn't exist"),
        ("PutScalingPolicy", json!({ "PolicyName": "p", "ResourceId": "service/default/idle" }), RESOURCE, "No scalable target registered"),
        ("PutScalingPolicy", json!({ "PolicyName": "p", "ResourceId": TARGET, "PolicyType": "TargetTrackingScaling", "TargetTrackingScalingPolicyConfiguration": { "TargetValue": 0 } }), INVALID, "TargetValue must be greater than 0."),
        ("PutScalingPolicy", json!({ "PolicyName": "p", "ResourceId": TARGET, "PolicyType": "TargetTrackingScaling", "TargetTrackingScalingPolicyConfiguration": { "TargetValue": 5 } }), INVALID, "metric is required"),
        ("PutScalingPolicy", json!({ "PolicyName": "p", "ResourceId": TARGET, "PolicyType": "StepScaling", "StepScalingPolicyConfiguration": { "AdjustmentType": "ChangeInCapacity", "StepAdjustments": [] } }), INVALID, "At least one step"),
        ("PutScalingPolicy", json!({ "PolicyName": "p", "ResourceId": TARGET, "StepScalingPolicyConfiguration": { "AdjustmentType": "ChangeInCapacity", "StepAdjustments": [{ "ScalingAdjustment": 1 }] } }), INVALID, "a lower or an upper bound"),
        ("PutScalingPolicy", json!({ "PolicyName": "p", "ResourceId": TARGET, "StepScalingPolicyConfiguration": { "AdjustmentType": "ChangeInCapacity", "StepAdjustments": [{ "MetricIntervalLowerBound": 0, "MetricIntervalUpperBound": 10, "ScalingAdjustment": 1 }] } }), INVALID, "no upper bound"),
        ("PutScalingPolicy", json!({ "PolicyName": "p", "ResourceId": TARGET, "StepScalingPolicyConfiguration": { "AdjustmentType": "ChangeInCapacity", "StepAdjustments": [{ "MetricIntervalLowerBound": 0, "MetricIntervalUpperBound": 10, "ScalingAdjustment": 1 }, { "MetricIntervalLowerBound": 20, "ScalingAdjustment": 1 }] } }), INVALID, "overlap or leave a gap"),
        ("PutScalingPolicy", json!({ "PolicyName": "p", "ResourceId": TARGET, "StepScalingPolicyConfiguration": { "AdjustmentType": "ChangeInCapacity", "StepAdjustments": [{ "MetricIntervalLowerBound": -10, "MetricIntervalUpperBound": 0, "ScalingAdjustment": 1 }] } }), INVALID, "no lower bound"),
        ("PutScalingPolicy", json!({ "PolicyName": "p", "ResourceId": TARGET, "PolicyType": "PredictiveScaling", "PredictiveScalingPolicyConfiguration": { "MetricSpecifications": [{ "TargetValue": 50, "PredefinedMetricPairSpecification": { "PredefinedMetricType": "ECSServiceCPUUtilization" } }], "SchedulingBufferTime": 3600 } }), INVALID, "less than 3600"),
        ("DeleteScalingPolicy", json!({ "PolicyName": "p", "ResourceId": TARGET }), RESOURCE, "No scaling policy found"),
        ("PutScheduledAction", json!({ "ScheduledActionName": "s", "ResourceId": TARGET, "Schedule": "noon", "ScalableTargetAction": { "MinCapacity": 1 } }), INVALID, "Invalid schedule expression"),
        ("PutScheduledAction", json!({ "ScheduledActionName": "s", "ResourceId": TARGET, "Schedule": "rate(1 hour)", "ScalableTargetAction": {} }), INVALID, "MinCapacity, MaxCapacity or both"),
        ("PutMetricAlarm", json!({ "AlarmName": "a", "MetricName": "CPUUtilization", "Threshold": 1 }), INVALID, "ComparisonOperator is required."),
        ("PutMetricAlarm", json!({ "AlarmName": "a", "MetricName": "CPUUtilization", "ComparisonOperator": "LessThanThreshold" }), INVALID, "Threshold is required."),
        ("PutMetricAlarm", json!({ "AlarmName": "a", "MetricName": "CPUUtilization", "ComparisonOperator": "LessThanThreshold", "Threshold": 1 }), INVALID, "dimensions"),
        ("PutMetricAlarm", json!({ "AlarmName": "a", "MetricName": "Queue", "ComparisonOperator": "LessThanThreshold", "Threshold": 1, "Period": 45 }), INVALID, "Period must be"),
        ("PutMetricAlarm", json!({ "AlarmName": "a", "MetricName": "Queue", "ComparisonOperator": "LessThanThreshold", "Threshold": 1, "EvaluationPeriods": 2, "DatapointsToAlarm": 3 }), INVALID, "DatapointsToAlarm"),
        ("CreateService", json!({ "serviceName": "a", "taskDefinition": "web", "desiredCount": 1, "deploymentController": { "type": "CODE_DEPLOY" } }), INVALID, "A load balancer is required"),
        ("CreateService", json!({ "serviceName": "a", "taskDefinition": "web", "schedulingStrategy": "DAEMON", "deploymentController": { "type": "EXTERNAL" } }), INVALID, "REPLICA"),
        ("UpdateService", json!({ "service": "sets", "taskDefinition": "web" }), INVALID, "Unable to update task definition on services with a EXTERNAL deployment controller."),
        ("UpdateService", json!({ "service": "blue", "taskDefinition": "web" }), INVALID, "Unable to update task definition on services with a CODE_DEPLOY deployment controller. Use AWS CodeDeploy to trigger a new deployment."),
        ("UpdateService", json!({ "service": "sets", "forceNewDeployment": true }), INVALID, "Cannot force a new deployment"),
        ("CreateTaskSet", json!({ "service": "web", "taskDefinition": "web" }), INVALID, "EXTERNAL deployment controller type"),
        ("CreateTaskSet", json!({ "service": "nothing", "taskDefinition": "web" }), SERVICE, ""),
        ("CreateTaskSet", json!({ "service": "sets", "taskDefinition": "web", "scale": { "value": 101.0, "unit": "PERCENT" } }), INVALID, "between 0 and 100"),
        ("UpdateTaskSet", json!({ "service": "sets", "taskSet": "ecs-svc/1", "scale": { "value": 50.0 } }), "TaskSetNotFoundException", ""),
        ("UpdateServicePrimaryTaskSet", json!({ "service": "sets", "primaryTaskSet": "ecs-svc/1" }), "TaskSetNotFoundException", ""),
        ("DeleteTaskSet", json!({ "service": "sets", "taskSet": "ecs-svc/1" }), "TaskSetNotFoundException", ""),
        ("DescribeTaskSets", json!({ "service": "web" }), INVALID, ""),
        ("CreateCapacityProvider", json!({ "name": "aws-own" }), INVALID, "The capacity provider name is invalid."),
        ("CreateCapacityProvider", json!({ "name": "own", "autoScalingGroupProvider": { "autoScalingGroupArn": "nothing" } }), INVALID, "The specified Auto Scaling group ARN is not valid."),
        ("UpdateCapacityProvider", json!({ "name": "nothing", "autoScalingGroupProvider": {} }), INVALID, "does not exist"),
        ("UpdateCapacityProvider", json!({ "name": "FARGATE", "autoScalingGroupProvider": {} }), INVALID, "is reserved and cannot be updated."),
        ("DeleteCapacityProvider", json!({ "capacityProvider": "nothing" }), INVALID, "does not exist"),
        ("DeleteCapacityProvider", json!({ "capacityProvider": "FARGATE_SPOT" }), INVALID, "is reserved and cannot be deleted."),
        ("PutClusterCapacityProviders", json!({ "cluster": "default", "capacityProviders": ["nothing"], "defaultCapacityProviderStrategy": [] }), INVALID, "does not exist"),
        ("SetAlarmState", json!({ "AlarmName": "nothing", "StateValue": "ALARM" }), RESOURCE, "does not exist"),
    ];
    let deployment = ecs_playground::api::operations::deployment_arn(stage.world(), stage.web().row.primary);
    let instance = stage.world().instances().next().unwrap().arn();
    let before = (stage.simulation.len(), stage.world().digest());
    let mut asked = Vec::new();
    for (name, request, exception, message) in rows {
        let operation = Operation::from_name(name).unwrap();
        let text = request.to_string().replace("$deployment", &deployment).replace("$instance", &instance);
        let request: Value = serde_json::from_str(&text).unwrap();
        let error = stage.try_ask(operation, request).expect_err(&format!("{name} {text}"));
        assert_eq!(error.exception.name(), exception, "{name} {text}: {error}");
        assert!(error.message.contains(message), "{name} {text}: {error}");
        let after = (stage.simulation.len(), stage.world().digest());
        assert_eq!(before, after, "{name} {text} left a trace");
        asked.push(operation);
    }
    // Operations that only read, and answer an unknown name with an empty list or an entry of `failures`.
    let readers = [
        "DescribeClusters", "ListClusters", "ListTaskDefinitions", "ListTaskDefinitionFamilies", "DescribeTasks",
        "ListTasks", "GetTaskProtection", "DescribeServices", "ListServices", "DescribeServiceDeployments",
        "DescribeServiceRevisions", "ListContainerInstances", "DescribeCapacityProviders", "DescribeAlarms", "DescribeScalableTargets",
    ];
    for operation in Operation::ALL {
        let covered = asked.contains(operation) || readers.contains(&operation.name());
        // Registration has a table of its own.
        assert!(covered || operation.name() == "RegisterTaskDefinition", "{} has no row", operation.name());
    }
}
