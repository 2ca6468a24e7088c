//! CloudWatch's PutMetricAlarm, SetAlarmState and DescribeAlarms, as far as deployments and scaling use them.

use std::sync::Arc;

use serde_json::Value;

use crate::api::error::{ApiError, Exception};
use crate::api::input::Input;
use crate::api::json::object;
use crate::api::operations::{describe, note};
use crate::engine::Recorder;
use crate::kernel::SimSpan;
use crate::model::alarm::{Alarm, AlarmRule, AlarmState, Comparison, MetricName, MissingData};
use crate::world::{Cause, Event, World};

/// Datapoints an alarm may look at.
const PERIODS_MAX: u32 = 100;

/// Puts an alarm. Without MetricName it is one that only SetAlarmState changes.
pub(super) fn put(
    recorder: &mut impl Recorder,
    cause: Cause,
    input: Input<'_>,
) -> Result<Value, ApiError> {
    let name: Arc<str> = input.str("AlarmName").unwrap_or_default().into();
    if name.is_empty() {
        return Err(ApiError::invalid_parameter("AlarmName must not be empty.").at("AlarmName"));
    }
    let rule = match input.str("MetricName") {
        Some(metric) => Some(Arc::new(rule(recorder, cause, input, metric)?)),
        None => None,
    };
    recorder.emit(cause, Event::AlarmPut { name, rule });
    Ok(object! {})
}

fn rule(
    recorder: &mut impl Recorder,
    cause: Cause,
    input: Input<'_>,
    metric: &str,
) -> Result<AlarmRule, ApiError> {
    let refuse = |key: &str, what: &str| Err(ApiError::invalid_parameter(what).at(key));
    let word = input.str("ComparisonOperator");
    let Some(comparison) = word.and_then(Comparison::from_word) else {
        return refuse("ComparisonOperator", "ComparisonOperator is required.");
    };
    let Some(threshold) = input.f64("Threshold").filter(|value| *value >= 0.0) else {
        return refuse("Threshold", "Threshold is required.");
    };
    let period = input.u32("Period").unwrap_or(60);
    if !matches!(period, 10 | 20 | 30) && (period == 0 || !period.is_multiple_of(60)) {
        return refuse("Period", "Period must be 10, 20, 30 or a multiple of 60.");
    }
    let periods = input.u32("EvaluationPeriods").unwrap_or(1);
    let datapoints = input.u32("DatapointsToAlarm").unwrap_or(periods);
    if !(1..=PERIODS_MAX).contains(&periods) || !(1..=periods).contains(&datapoints) {
        let what = "DatapointsToAlarm must be at least 1 and at most EvaluationPeriods.";
        return refuse("DatapointsToAlarm", what);
    }
    let missing = input
        .str("TreatMissingData")
        .and_then(MissingData::from_word);
    let metric = match MetricName::from_word(metric) {
        None => crate::model::alarm::Metric::Custom(note(recorder, cause, metric)),
        Some(known) => {
            let of = |name: &str| {
                let mut dimensions = input.objects("Dimensions");
                dimensions
                    .find(|it| it.str("Name") == Some(name))?
                    .str("Value")
            };
            let world = recorder.world();
            let cluster = of("ClusterName").and_then(|name| world.find_cluster(name));
            let service = cluster.zip(of("ServiceName"));
            let service = service.and_then(|(it, name)| world.find_service(it.id, name));
            let subject = (cluster.map(|it| it.id), service.map(|it| it.id));
            let Some(metric) = known.of(subject) else {
                let what = "The metric needs the dimensions ClusterName and ServiceName.";
                return refuse("Dimensions", what);
            };
            metric
        }
    };
    let policies = input.strings("AlarmActions");
    Ok(AlarmRule {
        metric,
        comparison,
        threshold: (threshold * 10.0 + 0.5) as u32,
        period: SimSpan::from_secs(u64::from(period)),
        periods,
        datapoints,
        missing: missing.unwrap_or(MissingData::Missing),
        policies: policies
            .map(|action| action.rsplit(['/', ':']).next().unwrap_or(action).into())
            .collect(),
    })
}

/// Sets an alarm by hand; its next period may set it back.
pub(super) fn set_state(
    recorder: &mut impl Recorder,
    cause: Cause,
    input: Input<'_>,
) -> Result<Value, ApiError> {
    let name = input.str("AlarmName").unwrap_or_default();
    let Some(alarm) = recorder.world().find_alarm(name) else {
        let message = format!("Alarm {name} does not exist");
        return Err(ApiError::new(Exception::ResourceNotFound, message).at("AlarmName"));
    };
    let state = input.str("StateValue").and_then(AlarmState::from_word);
    let state = state.unwrap_or(AlarmState::Ok);
    if recorder.world().alarm(alarm).state != state {
        recorder.emit(cause, Event::AlarmStateChanged { alarm, state });
    }
    Ok(object! {})
}

pub(super) fn describe(world: &World, input: Input<'_>) -> Value {
    let names: Vec<&str> = input.strings("AlarmNames").collect();
    let asked = |row: &Alarm| names.is_empty() || names.contains(&&*row.name);
    let alarms: Vec<Value> = world
        .alarms()
        .filter(|(_, row)| asked(row))
        .map(|(_, row)| one(world, row))
        .collect();
    object! { "MetricAlarms": alarms }
}

fn one(world: &World, row: &Alarm) -> Value {
    let mut json = object! {
        "AlarmName": &*row.name,
        "StateValue": row.state.word(),
        "StateUpdatedTimestamp": describe::timestamp(row.since),
    };
    if let (Value::Object(map), Some(rule)) = (&mut json, &row.rule) {
        let mut put = |key: &str, value: Value| drop(map.insert(key.to_owned(), value));
        put("MetricName", rule.metric.name(world.names()).into());
        put("ComparisonOperator", rule.comparison.word().into());
        put("Threshold", (f64::from(rule.threshold) / 10.0).into());
        put("Period", rule.period.secs().into());
        put("EvaluationPeriods", rule.periods.into());
        put("DatapointsToAlarm", rule.datapoints.into());
        put("TreatMissingData", rule.missing.word().into());
        let actions: Vec<&str> = rule.policies.iter().map(|name| &**name).collect();
        put("AlarmActions", actions.into());
    }
    json
}
