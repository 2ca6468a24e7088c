//! What a scaling policy is asked to do: target tracking, steps, a forecast (scheduler 8.3 to 8.5).

use crate::api::error::{ApiError, Exception};
use crate::api::input::Input;
use crate::api::operations::note;
use crate::engine::Recorder;
use crate::kernel::{SimSpan, sort_by_key};
use crate::model::ServiceId;
use crate::model::alarm::Metric;
use crate::model::scaling::{
    AdjustmentType, Forecast, PolicyRule, StepAdjustment, Steps, Tracking,
};
use crate::world::Cause;

/// The default cooldown. That of a scale-out never holds back a larger one, so it has no effect.
const COOLDOWN_SECS: u32 = 300;
/// SchedulingBufferTime when absent, and what it has to be less than.
const BUFFER_SECS: u32 = 300;
const BUFFER_MAX: u32 = 3_600;

/// The rule of a PutScalingPolicy request, and the seconds of its period.
pub(super) fn rule(
    recorder: &mut impl Recorder,
    cause: Cause,
    input: Input<'_>,
    service: ServiceId,
) -> Result<(PolicyRule, u64), ApiError> {
    match input.str("PolicyType").unwrap_or("StepScaling") {
        "TargetTrackingScaling" => tracking(recorder, cause, input, service),
        "PredictiveScaling" => forecast(input, service),
        _ => Ok((PolicyRule::Steps(steps(input)?), 60)),
    }
}

fn refuse<T>(path: &str, message: impl Into<String>) -> Result<T, ApiError> {
    Err(ApiError::invalid_parameter(message.into()).at(path))
}

/// The metric of a predefined type, and the seconds of its period.
fn predefined(word: &str, service: ServiceId) -> Option<(Metric, u64)> {
    Some(match word {
        "ECSServiceAverageCPUUtilization" => (Metric::Cpu(service), 60),
        "ECSServiceAverageMemoryUtilization" => (Metric::Memory(service), 60),
        "ECSServiceAverageCPUUtilizationHighResolution" => (Metric::Cpu(service), 20),
        "ECSServiceAverageMemoryUtilizationHighResolution" => (Metric::Memory(service), 20),
        "ALBRequestCountPerTarget" => (Metric::RequestsPerTarget(service), 60),
        _ => return None,
    })
}

/// A value above zero, in tenths.
fn target_value(input: Input<'_>, path: &str) -> Result<u32, ApiError> {
    let tenths = input
        .f64("TargetValue")
        .map_or(0.0, |value| value * 10.0 + 0.5);
    if tenths < 1.0 {
        return refuse(path, "TargetValue must be greater than 0.");
    }
    Ok(tenths as u32)
}

fn tracking(
    recorder: &mut impl Recorder,
    cause: Cause,
    input: Input<'_>,
    service: ServiceId,
) -> Result<(PolicyRule, u64), ApiError> {
    let configuration = input.object("TargetTrackingScalingPolicyConfiguration");
    let target = target_value(configuration, "TargetValue")?;
    let known = configuration.object("PredefinedMetricSpecification");
    let custom = configuration.object("CustomizedMetricSpecification");
    let (metric, period) = match (known.str("PredefinedMetricType"), custom.str("MetricName")) {
        (Some(word), _) => match predefined(word, service) {
            Some(found) => found,
            None => {
                let message = format!("{word} is no metric of an ECS service.");
                return refuse("PredefinedMetricSpecification", message);
            }
        },
        (None, Some(name)) => (Metric::Custom(note(recorder, cause, name)), 60),
        (None, None) => {
            return refuse(
                "TargetTrackingScalingPolicyConfiguration",
                "A predefined or a customized metric is required.",
            );
        }
    };
    let cooldown = configuration
        .u32("ScaleInCooldown")
        .unwrap_or(COOLDOWN_SECS);
    let rule = Tracking {
        metric,
        target,
        scale_in_cooldown: SimSpan::from_secs(u64::from(cooldown)),
        scales_in: configuration.bool("DisableScaleIn") != Some(true),
    };
    Ok((PolicyRule::Tracking(rule), period))
}

fn steps(input: Input<'_>) -> Result<Steps, ApiError> {
    const PATH: &str = "StepScalingPolicyConfiguration";
    let configuration = input.object(PATH);
    let word = configuration.str("AdjustmentType");
    let Some(adjustment) = word.and_then(AdjustmentType::from_word) else {
        return refuse(PATH, "AdjustmentType is required.");
    };
    let tenths = |step: Input<'_>, key: &str| {
        let value = step.f64(key)? * 10.0;
        Some(
            (if value < 0.0 {
                value - 0.5
            } else {
                value + 0.5
            }) as i64,
        )
    };
    let read = configuration
        .objects("StepAdjustments")
        .map(|step| StepAdjustment {
            lower: tenths(step, "MetricIntervalLowerBound"),
            upper: tenths(step, "MetricIntervalUpperBound"),
            by: step.i64("ScalingAdjustment").unwrap_or(0) as i32,
        });
    let mut steps: Vec<StepAdjustment> = read.collect();
    sort_by_key(&mut steps, |step| step.lower.unwrap_or(i64::MIN));
    check_steps(&steps)?;
    Ok(Steps {
        adjustment,
        steps,
        cooldown: SimSpan::from_secs(u64::from(
            configuration.u32("Cooldown").unwrap_or(COOLDOWN_SECS),
        )),
        min_magnitude: configuration.u32("MinAdjustmentMagnitude").unwrap_or(0),
    })
}

/// Steps cover a line without gap or overlap (scheduler 8.4); they are sorted by their lower end.
fn check_steps(steps: &[StepAdjustment]) -> Result<(), ApiError> {
    let wrong = |message: &str| refuse("StepScalingPolicyConfiguration.StepAdjustments", message);
    let (Some(first), Some(last)) = (steps.first(), steps.last()) else {
        return wrong("At least one step adjustment is required.");
    };
    if steps
        .iter()
        .any(|step| step.lower.is_none() && step.upper.is_none())
    {
        return wrong("A step adjustment needs a lower or an upper bound.");
    }
    if steps
        .windows(2)
        .any(|pair| pair[0].upper.is_none() || pair[0].upper != pair[1].lower)
    {
        return wrong("Step adjustments must not overlap or leave a gap.");
    }
    if first.lower.is_some_and(|lower| lower < 0) {
        return wrong("With a negative lower bound one step needs no lower bound at all.");
    }
    if last.upper.is_some_and(|upper| upper > 0) {
        return wrong("With a positive upper bound one step needs no upper bound at all.");
    }
    Ok(())
}

fn forecast(input: Input<'_>, service: ServiceId) -> Result<(PolicyRule, u64), ApiError> {
    const PATH: &str = "PredictiveScalingPolicyConfiguration";
    let configuration = input.object(PATH);
    let specification = configuration.objects("MetricSpecifications").next();
    let Some(specification) = specification else {
        return refuse(PATH, "One metric specification is required.");
    };
    let word = specification.object("PredefinedMetricPairSpecification");
    let metric = match word.str("PredefinedMetricType") {
        Some("ECSServiceCPUUtilization") => Metric::Cpu(service),
        Some("ECSServiceMemoryUtilization") => Metric::Memory(service),
        _ => {
            let message = "Forecasts are simulated of ECSServiceCPUUtilization and ECSServiceMemoryUtilization only.";
            return Err(ApiError::new(Exception::UnsupportedFeature, message).at(PATH));
        }
    };
    let ahead = configuration
        .u32("SchedulingBufferTime")
        .unwrap_or(BUFFER_SECS);
    if ahead >= BUFFER_MAX {
        return refuse(PATH, "SchedulingBufferTime must be less than 3600.");
    }
    let raises = configuration.str("MaxCapacityBreachBehavior") == Some("IncreaseMaxCapacity");
    let rule = Forecast {
        metric,
        target: target_value(specification, PATH)?,
        scales: configuration.str("Mode") == Some("ForecastAndScale"),
        ahead: SimSpan::from_secs(u64::from(ahead)),
        raises_max: raises.then(|| configuration.u32("MaxCapacityBuffer").unwrap_or(0)),
    };
    Ok((PolicyRule::Forecast(rule), 60))
}
