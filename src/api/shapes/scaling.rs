//! Shapes of Application Auto Scaling's requests, as far as services use them.

use super::alarm::DIMENSION;
use super::{Field, INTEGER, Kind, Shape, TEXT, TEXTS, field, list, list_up_to};

const NAMESPACE: Field = field("ServiceNamespace", Kind::Word(&["ecs"]), "Always `ecs` here.");
const RESOURCE: Field = field("ResourceId", TEXT, "`service/<cluster>/<service>`.").required();
const DIMENSION_NAME: Field = field("ScalableDimension", Kind::Word(&["ecs:service:DesiredCount"]), "What is scaled.");

/// `PredefinedMetricSpecification`.
pub static PREDEFINED_METRIC_SPECIFICATION: Shape = Shape { name: "PredefinedMetricSpecification", fields: &[
    field("PredefinedMetricType", Kind::Suggested(&["ECSServiceAverageCPUUtilization", "ECSServiceAverageMemoryUtilization", "ALBRequestCountPerTarget", "ECSServiceAverageCPUUtilizationHighResolution", "ECSServiceAverageMemoryUtilizationHighResolution"]), "The metric to keep at its target.").required(),
    field("ResourceLabel", TEXT, "Load balancer and target group, for request counts."),
] };

/// `CustomizedMetricSpecification`.
pub static CUSTOMIZED_METRIC_SPECIFICATION: Shape = Shape { name: "CustomizedMetricSpecification", fields: &[
    field("MetricName", TEXT, "A metric that the scenario draws."),
    field("Namespace", TEXT, "The namespace it is in."),
    field("Dimensions", list(&Kind::Object(&DIMENSION)), "What it belongs to."),
    field("Statistic", Kind::Word(&["Average", "Minimum", "Maximum", "SampleCount", "Sum"]), "How a period becomes one value."),
    field("Unit", TEXT, "The unit it is counted in."),
] };

/// `TargetTrackingScalingPolicyConfiguration`.
pub static TARGET_TRACKING: Shape = Shape { name: "TargetTrackingScalingPolicyConfiguration", fields: &[
    field("TargetValue", Kind::Decimal, "The value to keep, such as a utilization in percent.").required(),
    field("PredefinedMetricSpecification", Kind::Object(&PREDEFINED_METRIC_SPECIFICATION), "A metric that ECS or its load balancer publishes."),
    field("CustomizedMetricSpecification", Kind::Object(&CUSTOMIZED_METRIC_SPECIFICATION), "A metric of your own."),
    field("ScaleOutCooldown", INTEGER, "Seconds between two steps out; 300 when absent."),
    field("ScaleInCooldown", INTEGER, "Seconds between two steps in; 300 when absent."),
    field("DisableScaleIn", Kind::Flag, "Whether it only ever adds tasks."),
] };

/// `StepAdjustment`.
pub static STEP_ADJUSTMENT: Shape = Shape { name: "StepAdjustment", fields: &[
    field("MetricIntervalLowerBound", Kind::Decimal, "Where the step begins, from the alarm's threshold; without: minus infinity."),
    field("MetricIntervalUpperBound", Kind::Decimal, "Where it ends; without: infinity."),
    field("ScalingAdjustment", INTEGER, "How many tasks or percent to add, or the exact count.").required(),
] };

/// `StepScalingPolicyConfiguration`.
pub static STEP_SCALING: Shape = Shape { name: "StepScalingPolicyConfiguration", fields: &[
    field("AdjustmentType", Kind::Word(&["ChangeInCapacity", "PercentChangeInCapacity", "ExactCapacity"]), "What an adjustment counts.").required(),
    field("StepAdjustments", list_up_to(20, &Kind::Object(&STEP_ADJUSTMENT)), "Steps by how far the metric is off.").required(),
    field("MinAdjustmentMagnitude", INTEGER, "The least that a percentage changes."),
    field("Cooldown", INTEGER, "Seconds to wait after a change; 300 when absent."),
    field("MetricAggregationType", Kind::Word(&["Average", "Minimum", "Maximum"]), "How datapoints are put together; there is one a period here."),
] };

/// `PredefinedMetricPairSpecification`.
pub static PREDEFINED_METRIC_PAIR: Shape = Shape { name: "PredictiveScalingPredefinedMetricPairSpecification", fields: &[
    field("PredefinedMetricType", Kind::Suggested(&["ECSServiceCPUUtilization", "ECSServiceMemoryUtilization"]), "The load and what it makes of the service.").required(),
] };

/// `PredictiveScalingMetricSpecification`.
pub static PREDICTIVE_METRIC: Shape = Shape { name: "PredictiveScalingMetricSpecification", fields: &[
    field("TargetValue", Kind::Decimal, "The utilization to keep, in percent.").required(),
    field("PredefinedMetricPairSpecification", Kind::Object(&PREDEFINED_METRIC_PAIR), "The metric.").required(),
] };

/// `PredictiveScalingPolicyConfiguration`.
pub static PREDICTIVE_SCALING: Shape = Shape { name: "PredictiveScalingPolicyConfiguration", fields: &[
    field("MetricSpecifications", list_up_to(1, &Kind::Object(&PREDICTIVE_METRIC)), "What is forecast.").required(),
    field("Mode", Kind::Word(&["ForecastOnly", "ForecastAndScale"]), "`ForecastOnly` when absent."),
    field("SchedulingBufferTime", INTEGER, "Seconds before it is needed; 300 when absent."),
    field("MaxCapacityBreachBehavior", Kind::Word(&["HonorMaxCapacity", "IncreaseMaxCapacity"]), "Whether a forecast may pass the maximum."),
    field("MaxCapacityBuffer", INTEGER, "How far it may, in percent above the forecast."),
] };

/// `SuspendedState`.
pub static SUSPENDED_STATE: Shape = Shape { name: "SuspendedState", fields: &[
    field("DynamicScalingInSuspended", Kind::Flag, "No policy removes tasks."),
    field("DynamicScalingOutSuspended", Kind::Flag, "No policy adds tasks."),
    field("ScheduledScalingSuspended", Kind::Flag, "Scheduled actions do not change the count."),
] };

/// `RegisterScalableTarget`.
pub static REGISTER_SCALABLE_TARGET: Shape = Shape { name: "RegisterScalableTarget", fields: &[
    NAMESPACE,
    RESOURCE,
    DIMENSION_NAME,
    field("MinCapacity", INTEGER, "Fewest tasks."),
    field("MaxCapacity", INTEGER, "Most tasks."),
    field("SuspendedState", Kind::Object(&SUSPENDED_STATE), "What does not scale for now."),
] };

/// `PutScalingPolicy`.
pub static PUT_SCALING_POLICY: Shape = Shape { name: "PutScalingPolicy", fields: &[
    field("PolicyName", TEXT, "Its name; putting it again replaces it.").required(),
    NAMESPACE,
    RESOURCE,
    DIMENSION_NAME,
    field("PolicyType", Kind::Word(&["TargetTrackingScaling", "StepScaling", "PredictiveScaling"]), "How it scales; `StepScaling` when absent."),
    field("TargetTrackingScalingPolicyConfiguration", Kind::Object(&TARGET_TRACKING), "The metric and its target."),
    field("StepScalingPolicyConfiguration", Kind::Object(&STEP_SCALING), "Steps by how far the metric is off; alarms name the policy in AlarmActions."),
    field("PredictiveScalingPolicyConfiguration", Kind::Object(&PREDICTIVE_SCALING), "What is forecast, and what the forecast may do."),
] };

/// `DeleteScalingPolicy`.
pub static DELETE_SCALING_POLICY: Shape = Shape { name: "DeleteScalingPolicy", fields: &[
    field("PolicyName", TEXT, "Name of the policy.").required(),
    NAMESPACE,
    RESOURCE,
    DIMENSION_NAME,
] };

/// `ScalableTargetAction`.
pub static SCALABLE_TARGET_ACTION: Shape = Shape { name: "ScalableTargetAction", fields: &[
    field("MinCapacity", INTEGER, "Fewest tasks from then on."),
    field("MaxCapacity", INTEGER, "Most tasks from then on."),
] };

/// `PutScheduledAction`.
pub static PUT_SCHEDULED_ACTION: Shape = Shape { name: "PutScheduledAction", fields: &[
    field("ScheduledActionName", TEXT, "Its name; putting it again replaces it.").required(),
    NAMESPACE,
    RESOURCE,
    DIMENSION_NAME,
    field("Schedule", TEXT, "`at(2026-01-01T00:30:00)`, `rate(1 hour)` or `cron(0 8 * * ? *)`.").required(),
    field("Timezone", TEXT, "The time zone of the schedule; UTC here.").not_simulated(),
    field("StartTime", TEXT, "Not before this."),
    field("EndTime", TEXT, "Not from this on."),
    field("ScalableTargetAction", Kind::Object(&SCALABLE_TARGET_ACTION), "The bounds it sets.").required(),
] };

/// `DescribeScalableTargets`.
pub static DESCRIBE_SCALABLE_TARGETS: Shape = Shape { name: "DescribeScalableTargets", fields: &[
    NAMESPACE,
    field("ResourceIds", TEXTS, "Only these services, as `service/<cluster>/<service>`."),
    DIMENSION_NAME,
] };
