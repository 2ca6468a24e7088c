//! Deployment alarms and function hooks: scheduler 5.5, 5.8 and B09, on a small stage.

use crate::stage::{Stage, app};
use ecs_playground::api::operation::Operation;
use ecs_playground::model::service::{FailedBy, RolloutState};
use ecs_playground::sim::Command;
use ecs_playground::world::Event;
use serde_json::{Value, json};
use std::sync::Arc;

/// Two tasks of `web:1`, steady, with this deployment configuration.
fn steady(configuration: Value) -> Stage {
    let mut stage = Stage::new();
    stage.join_many(1);
    stage.define("web", app(256, 256));
    stage.ask(Operation::PutMetricAlarm, json!({ "AlarmName": "errors" }));
    stage.serve(2, json!({ "deploymentConfiguration": configuration }));
    stage.pass(400);
    assert!(stage.web().row.steady);
    stage
}

fn set(stage: &mut Stage, state: &str) {
    let request = json!({ "AlarmName": "errors", "StateValue": state });
    stage.ask(Operation::SetAlarmState, request);
}

fn alarms(rollback: bool) -> Value {
    json!({ "alarmNames": ["errors"], "enable": true, "rollback": rollback })
}

/// Why the newest failed deployment failed.
fn failed_by(stage: &Stage) -> Option<FailedBy> {
    let mut deployments = stage.world().deployments().rev();
    deployments.find_map(|(_, row)| row.failed_by)
}

#[test]
fn an_alarm_counts_only_while_it_is_watched() {
    // enable, rollback, when it goes on in seconds after the update (negative: before), whether the deployment fails
    for (enable, rollback, on_after, fails) in [
        (true, true, 20, true),
        (true, false, 20, true),
        (false, true, 20, false),
        // On before the deployment: all alarms are ignored.
        (true, true, -1, false),
        // After the deployment is done.
        (true, true, 600, false),
    ] {
        let mut configuration = json!({ "alarms": alarms(rollback) });
        configuration["alarms"]["enable"] = enable.into();
        let mut stage = steady(configuration);
        if on_after < 0 {
            set(&mut stage, "ALARM");
        }
        stage.update(json!({ "forceNewDeployment": true }));
        stage.pass(on_after.max(0) as u64);
        set(&mut stage, "ALARM");
        stage.pass(30);
        let by = failed_by(&stage);
        assert_eq!(
            matches!(by, Some(FailedBy::Alarm(_))),
            fails,
            "{enable} {rollback} {on_after}"
        );
        let rolling_back = stage.web().primary().rolled_back_from.is_some();
        assert_eq!(rolling_back, fails && rollback);
        let failed = stage.web().primary().rollout_state == RolloutState::Failed;
        assert_eq!(failed, fails && !rollback);
    }
}

#[test]
fn a_deployment_bakes_as_long_as_its_slowest_alarm_needs() {
    // bakeTimeInMinutes, period, periods, seconds of bake
    for (bake, period, periods, secs) in [
        (0, 60, 1, 60),
        (0, 60, 3, 180),
        (0, 300, 5, 300),
        (0, 10, 1, 60),
        (7, 60, 1, 420),
    ] {
        let mut stage = Stage::new();
        stage.join_many(1);
        stage.define("web", app(256, 256));
        stage.ask(
            Operation::PutMetricAlarm,
            json!({
                "AlarmName": "errors", "MetricName": "Http5xx", "Threshold": 5, "Period": period,
                "EvaluationPeriods": periods, "ComparisonOperator": "GreaterThanThreshold",
            }),
        );
        let configuration = json!({ "alarms": alarms(true), "bakeTimeInMinutes": bake });
        stage.serve(1, json!({ "deploymentConfiguration": configuration }));
        stage.pass(1_200);
        let begun = stage
            .when(|event| matches!(event, Event::BakeBegun { .. }))
            .unwrap();
        let done = |event: &Event| match event {
            Event::DeploymentChanged { rollout_state, .. } => {
                *rollout_state == RolloutState::Completed
            }
            _ => false,
        };
        let done = stage.when(done).unwrap();
        assert_eq!(done.since(begun).secs(), secs, "{bake} {period} {periods}");
    }
}

#[test]
fn a_metric_puts_its_alarm_on_and_off() {
    let mut stage = Stage::new();
    let points = [(0, 0), (120, 0), (121, 9), (600, 9), (601, 0)];
    let at = |secs| ecs_playground::kernel::SimTime::from_secs(secs);
    let points = points
        .map(|(secs, value)| (at(secs), value * 1_000))
        .to_vec();
    let curve = Arc::new(ecs_playground::model::scaling::Curve { points });
    let drawn = Command::Metric(Arc::new(("Queue".to_owned(), curve)));
    stage.simulation.submit(drawn).unwrap();
    stage.ask(
        Operation::PutMetricAlarm,
        json!({
            "AlarmName": "errors", "MetricName": "Queue", "Threshold": 5, "EvaluationPeriods": 3,
            "DatapointsToAlarm": 2, "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        }),
    );
    let mut states = Vec::new();
    for _ in 0..14 {
        stage.pass(60);
        let (_, alarm) = stage.world().alarms().next().unwrap();
        states.push(alarm.state.word());
    }
    // Values: 0 0 9 9 9 9 9 9 9 9 0 0 ...: two of three breach from the fourth minute to the eleventh.
    let mut expected = vec!["INSUFFICIENT_DATA", "OK", "OK"];
    expected.extend(["ALARM"; 8]);
    expected.extend(["OK"; 3]);
    assert_eq!(states, expected);
}

#[test]
fn a_function_that_is_not_done_is_called_again() {
    use ecs_playground::kernel::SimSpan;
    use ecs_playground::model::traffic::{FunctionBehaviour, HookAnswer};
    // callBackDelay as the scenario says it, seconds from answer to call.
    for (call_back, secs, row) in [(None, 30, "B09"), (Some(7), 7, "5.8")] {
        let mut stage = Stage::new();
        stage.join_many(1);
        stage.define("web", app(256, 256));
        let usual = FunctionBehaviour::default();
        let behaviour = FunctionBehaviour {
            answers: vec![HookAnswer::InProgress, HookAnswer::Succeeded],
            call_back: call_back.map_or(usual.call_back, SimSpan::from_secs),
            ..usual
        };
        let said = Command::Function(Arc::new(("check".to_owned(), Arc::new(behaviour))));
        stage.simulation.submit(said).unwrap();
        let hooks = json!([{ "hookTargetArn": "check", "lifecycleStages": ["PRE_SCALE_UP"] }]);
        let configuration = json!({ "strategy": "BLUE_GREEN", "lifecycleHooks": hooks });
        stage.serve(1, json!({ "deploymentConfiguration": configuration }));
        stage.pass(100);
        stage.update(json!({ "forceNewDeployment": true }));
        stage.pass(300);
        let entries: Vec<_> = stage.simulation.entries().collect();
        let times = |is: fn(&Event) -> bool| -> Vec<u64> {
            let found = entries.iter().filter(|(_, entry)| is(&entry.event));
            found.map(|(_, entry)| entry.at.secs()).collect()
        };
        let called = times(|event| matches!(event, Event::HookCalled { .. }));
        let answered = times(|event| matches!(event, Event::HookAnswered { .. }));
        assert_eq!((called.len(), answered.len()), (2, 2), "scheduler {row}");
        assert_eq!(called[1] - answered[0], secs, "scheduler {row}");
        assert_eq!(stage.web().primary().rollout_state, RolloutState::Completed);
    }
}
