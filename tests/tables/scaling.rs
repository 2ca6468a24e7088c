//! Auto scaling: scheduler S01 to S18 and P10, as arithmetic and on a small stage.

use std::sync::Arc;

use crate::stage::{Stage, app, sized};
use ecs_playground::api::operation::Operation;
use ecs_playground::engine::metrics::value;
use ecs_playground::engine::scaling::forecast::raised_max;
use ecs_playground::engine::scaling::steps::{adjusted, covers, percent};
use ecs_playground::engine::scaling::{capacity, low_threshold};
use ecs_playground::kernel::{SimSpan, SimTime};
use ecs_playground::model::alarm::Metric;
use ecs_playground::model::scaling::{AdjustmentType, Curve, Load, StepAdjustment, Steps, Work};
use ecs_playground::sim::Command;
use ecs_playground::sim::command::NewLoad;
use ecs_playground::world::Event;
use serde_json::json;

#[test]
fn capacity_that_meets_the_target() {
    for (target, running, value, expected, row) in [
        (500, 4, 750, 6, "S01"),
        (500, 4, 520, 5, "S02"),
        (500, 10, 200, 4, "S05"),
        (500, 4, 500, 4, "8.3"),
        (500, 3, 0, 0, "8.3"),
    ] {
        assert_eq!(
            capacity(running, value, target),
            expected,
            "scheduler {row}"
        );
    }
}

#[test]
fn the_low_alarm_stands_at_nine_tenths() {
    for (target, threshold, row) in [(700, 630, "S03"), (800, 720, "S04")] {
        assert_eq!(low_threshold(target), threshold, "scheduler {row}");
    }
}

#[test]
fn a_load_runs_in_straight_lines_between_its_points() {
    let at = SimTime::from_secs;
    let curve = Curve {
        points: vec![(at(60), 1_000), (at(120), 3_000), (at(180), 0)],
    };
    for (secs, value) in [
        (0, 1_000),
        (60, 1_000),
        (90, 2_000),
        (120, 3_000),
        (150, 1_500),
        (180, 0),
        (999, 0),
    ] {
        assert_eq!(curve.at(at(secs)), value, "at {secs} s");
    }
    assert_eq!(Curve::default().at(at(5)), 0);
}

/// Steps from bounds and adjustments, as offsets from the threshold in whole units.
fn steps(
    adjustment: AdjustmentType,
    min_magnitude: u32,
    of: &[(Option<i64>, Option<i64>, i32)],
) -> Steps {
    let step = |(lower, upper, by): &(Option<i64>, Option<i64>, i32)| StepAdjustment {
        lower: lower.map(|it| it * 10),
        upper: upper.map(|it| it * 10),
        by: *by,
    };
    Steps {
        adjustment,
        steps: of.iter().map(step).collect(),
        cooldown: SimSpan::from_secs(300),
        min_magnitude,
    }
}

#[test]
fn a_step_is_chosen_by_how_far_the_alarm_is_breached() {
    use AdjustmentType::{Change, Percent};
    let out = steps(
        Percent,
        0,
        &[
            (Some(0), Some(10), 0),
            (Some(10), Some(20), 10),
            (Some(20), None, 30),
        ],
    );
    let back = steps(
        Percent,
        0,
        &[
            (Some(-10), Some(0), 0),
            (Some(-20), Some(-10), -10),
            (None, Some(-20), -30),
        ],
    );
    let least = steps(Percent, 2, &[(Some(0), None, 25)]);
    let by_three = steps(Change, 0, &[(Some(0), None, 3)]);
    let by_percent = steps(Percent, 0, &[(Some(0), None, 200)]);
    for (steps, upward, metric, capacity, expected, row) in [
        (&out, true, 55, 10, 10, "8.4"),
        (&out, true, 60, 10, 11, "S07"),
        (&out, true, 60, 10, 11, "S18"),
        (&out, true, 70, 11, 14, "S08"),
        (&back, false, 45, 14, 14, "8.4"),
        (&back, false, 40, 14, 13, "S09"),
        (&back, false, 30, 13, 10, "S10"),
        (&least, true, 50, 4, 6, "S11"),
        (&by_three, true, 50, 10, 13, "S12"),
        (&by_percent, true, 50, 10, 30, "S12"),
    ] {
        let offset = (metric - 50) * 10;
        let step = steps.steps.iter().find(|step| covers(step, offset, upward));
        let step = step.unwrap_or_else(|| panic!("scheduler {row}: no step for {metric}"));
        assert_eq!(
            adjusted(steps, step.by, capacity),
            expected,
            "scheduler {row}, {metric}"
        );
    }
}

#[test]
fn percentages_are_rounded_towards_zero_but_not_to_it() {
    for (hundredths, whole) in [
        (1_270, 12),
        (67, 1),
        (-58, -1),
        (-667, -6),
        (0, 0),
        (100, 1),
    ] {
        assert_eq!(percent(hundredths), whole, "scheduler S13, {hundredths}");
    }
}

#[test]
fn a_forecast_may_raise_the_maximum() {
    for (needed, max, buffer, effective, row) in [
        (50, 40, 10, 55, "S14"),
        (40, 40, 10, 40, "8.5"),
        (41, 40, 0, 41, "8.5"),
        (51, 40, 10, 57, "8.5"),
    ] {
        assert_eq!(
            raised_max(needed, max, buffer),
            effective,
            "scheduler {row}"
        );
    }
}

/// A steady service of so many tasks of this size, with a scalable target from 1 to 30.
fn scalable(desired: u32, cpu: u32, memory: u32, load: Load) -> Stage {
    let mut stage = Stage::new();
    stage.join_many(6);
    stage.define("web", app(cpu, memory));
    stage.serve(desired, json!({}));
    let service = "web".to_owned();
    let new = Command::Load(Arc::new(NewLoad { service, load }));
    stage.simulation.submit(new).unwrap();
    stage.ask(
        Operation::RegisterScalableTarget,
        json!({ "ResourceId": RESOURCE, "MinCapacity": 1, "MaxCapacity": 30 }),
    );
    stage.pass(100);
    assert!(stage.web().row.steady);
    stage
}

const RESOURCE: &str = "service/default/web";

fn level(value: u32) -> Curve {
    let points = vec![(SimTime::ZERO, value)];
    Curve { points }
}

/// Every scaling so far: seconds and the counts.
fn scalings(stage: &Stage) -> Vec<(u64, u32, u32)> {
    let entries = stage.simulation.entries();
    let scaled = entries.filter_map(|(_, entry)| match entry.event {
        Event::Scaled { from, to, .. } => Some((entry.at.secs(), from, to)),
        _ => None,
    });
    scaled.collect()
}

#[test]
fn utilization_is_what_is_used_of_what_is_reserved() {
    for (cpu, memory, percent, row) in [
        (2_048, 512, (400.0, 50.0), "S16"),
        (128, 128, (25.0, 12.5), "S17"),
    ] {
        let load = Load {
            cpu: Work::Units(level(cpu * 1_000)),
            memory: Work::Units(level(memory * 1_000)),
            requests: Curve::default(),
        };
        let stage = scalable(1, 512, 1_024, load);
        let id = stage.web().id;
        let of = |metric| f64::from(value(stage.world(), metric).unwrap()) / 10.0;
        assert_eq!(
            (of(Metric::Cpu(id)), of(Metric::Memory(id))),
            percent,
            "scheduler {row}"
        );
    }
}

#[test]
fn reservation_is_what_tasks_reserve_of_what_instances_registered() {
    let mut stage = Stage::new();
    stage.join(sized(16, 30_158), "a");
    stage.join(sized(2, 3_768), "b");
    stage.define("web", app(1_024, 2_048));
    stage.serve(10, json!({}));
    stage.pass(100);
    let cluster = ecs_playground::model::ClusterId(0);
    let of = |metric| value(stage.world(), metric).unwrap() / 10;
    let both = (
        of(Metric::CpuReservation(cluster)),
        of(Metric::MemoryReservation(cluster)),
    );
    assert_eq!(both, (55, 60), "scheduler P10");
}

#[test]
fn a_scheduled_action_sets_the_bounds_and_the_count_follows() {
    // Bounds it sets, the count before and after.
    for (bounds, before, after, row) in [
        (json!({ "MinCapacity": 5 }), 3, 5, "S15"),
        (json!({ "MinCapacity": 2 }), 3, 3, "8.5"),
        (json!({ "MaxCapacity": 2 }), 3, 2, "8.5"),
    ] {
        let mut stage = scalable(before, 256, 256, Load::default());
        stage.ask(
            Operation::PutScheduledAction,
            json!({
                "ScheduledActionName": "morning", "ResourceId": RESOURCE,
                "Schedule": "at(2026-01-01T00:10:00)", "ScalableTargetAction": bounds,
            }),
        );
        stage.pass(499);
        assert_eq!(stage.web().row.settings.desired_count, before);
        stage.pass(1);
        assert_eq!(
            stage.web().row.settings.desired_count,
            after,
            "scheduler {row}"
        );
        stage.pass(2_000);
        assert_eq!(scalings(&stage).len(), usize::from(before != after));
    }
}

#[test]
fn an_alarm_that_is_on_calls_its_step_policy() {
    let cpu = Curve {
        points: vec![
            (SimTime::from_secs(200), 2_000),
            (SimTime::from_secs(201), 2_800),
        ],
    };
    let load = Load {
        cpu: Work::Tasks(cpu),
        ..Load::default()
    };
    let mut stage = scalable(4, 256, 256, load);
    stage.ask(
        Operation::PutScalingPolicy,
        json!({
            "PolicyName": "more", "ResourceId": RESOURCE, "PolicyType": "StepScaling",
            "StepScalingPolicyConfiguration": {
                "AdjustmentType": "ChangeInCapacity", "Cooldown": 120,
                "StepAdjustments": [
                    { "MetricIntervalLowerBound": 0, "MetricIntervalUpperBound": 15, "ScalingAdjustment": 1 },
                    { "MetricIntervalLowerBound": 15, "ScalingAdjustment": 2 },
                ],
            },
        }),
    );
    stage.ask(
        Operation::PutMetricAlarm,
        json!({
            "AlarmName": "busy", "MetricName": "CPUUtilization", "Threshold": 50, "EvaluationPeriods": 2,
            "ComparisonOperator": "GreaterThanThreshold", "AlarmActions": ["more"],
            "Dimensions": [{ "Name": "ClusterName", "Value": "default" }, { "Name": "ServiceName", "Value": "web" }],
        }),
    );
    stage.pass(900);
    // 2.8 tasks' worth over 4 is 70 %: two more; over 6 it is 46.6 %.
    assert_eq!(scalings(&stage), [(280, 4, 6)]);
    assert_eq!(stage.world().alarms().next().unwrap().1.state.word(), "OK");
}

#[test]
fn targets_are_tracked_on_every_kind_of_metric() {
    // The metric's specification, the load, tasks after ten minutes from two.
    for (specification, requests, target, tasks) in [
        (
            json!({ "PredefinedMetricSpecification": { "PredefinedMetricType": "ALBRequestCountPerTarget" } }),
            3_000,
            1_000.0,
            3,
        ),
        (
            json!({ "CustomizedMetricSpecification": { "MetricName": "Queue" } }),
            0,
            20.0,
            30,
        ),
        (
            json!({ "PredefinedMetricSpecification": { "PredefinedMetricType": "ECSServiceAverageCPUUtilizationHighResolution" } }),
            0,
            50.0,
            4,
        ),
    ] {
        let load = Load {
            cpu: Work::Tasks(level(2_000)),
            requests: level(requests * 1_000),
            ..Load::default()
        };
        let mut stage = scalable(2, 128, 128, load);
        let drawn = ("Queue".to_owned(), Arc::new(level(50_000)));
        stage
            .simulation
            .submit(Command::Metric(Arc::new(drawn)))
            .unwrap();
        let mut configuration = specification.clone();
        configuration["TargetValue"] = target.into();
        stage.ask(
            Operation::PutScalingPolicy,
            json!({
                "PolicyName": "keep", "ResourceId": RESOURCE, "PolicyType": "TargetTrackingScaling",
                "TargetTrackingScalingPolicyConfiguration": configuration,
            }),
        );
        stage.pass(1_200);
        assert_eq!(
            stage.web().row.settings.desired_count,
            tasks,
            "{specification}"
        );
        let high = specification.to_string().contains("HighResolution");
        let first = scalings(&stage)[0].0 - 100;
        assert_eq!(first, if high { 60 } else { 180 }, "three periods");
    }
}

#[test]
fn suspended_targets_stay_as_they_are() {
    let load = Load {
        cpu: Work::Tasks(level(4_000)),
        ..Load::default()
    };
    let mut stage = scalable(2, 128, 128, load);
    let suspended = json!({ "DynamicScalingOutSuspended": true });
    stage.ask(
        Operation::RegisterScalableTarget,
        json!({ "ResourceId": RESOURCE, "SuspendedState": suspended }),
    );
    stage.ask(
        Operation::PutScalingPolicy,
        json!({
            "PolicyName": "keep", "ResourceId": RESOURCE, "PolicyType": "TargetTrackingScaling",
            "TargetTrackingScalingPolicyConfiguration": {
                "TargetValue": 50,
                "PredefinedMetricSpecification": { "PredefinedMetricType": "ECSServiceAverageCPUUtilization" },
            },
        }),
    );
    stage.pass(600);
    assert_eq!(scalings(&stage), []);
    let suspended = json!({ "DynamicScalingOutSuspended": false });
    stage.ask(
        Operation::RegisterScalableTarget,
        json!({ "ResourceId": RESOURCE, "SuspendedState": suspended }),
    );
    stage.pass(60);
    assert_eq!(scalings(&stage), [(760, 2, 8)]);
}
