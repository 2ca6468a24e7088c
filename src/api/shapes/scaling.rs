//! Shapes of Application Auto Scaling's requests, as far as services use them.

use super::{Kind, Shape, INTEGER, TEXT, field};

/// `PredefinedMetricSpecification`.
pub static PREDEFINED_METRIC_SPECIFICATION: Shape = Shape { name: "PredefinedMetricSpecification", fields: &[
    field("PredefinedMetricType", Kind::Suggested(&["ECSServiceAverageCPUUtilization", "ECSServiceAverageMemoryUtilization"]), "The metric to keep at its target.").required(),
    field("ResourceLabel", TEXT, "Load balancer and target group, for request counts.").not_simulated(),
] };

/// `TargetTrackingScalingPolicyConfiguration`.
pub static TARGET_TRACKING: Shape = Shape { name: "TargetTrackingScalingPolicyConfiguration", fields: &[
    field("TargetValue", Kind::Decimal, "The utilization to keep, in percent.").required(),
    field("PredefinedMetricSpecification", Kind::Object(&PREDEFINED_METRIC_SPECIFICATION), "The metric.").required(),
    field("ScaleOutCooldown", INTEGER, "Seconds between two steps out; 300 when absent."),
    field("ScaleInCooldown", INTEGER, "Seconds between two steps in; 300 when absent."),
    field("DisableScaleIn", Kind::Flag, "Whether it only ever adds tasks."),
] };

/// `RegisterScalableTarget`.
pub static REGISTER_SCALABLE_TARGET: Shape = Shape { name: "RegisterScalableTarget", fields: &[
    field("ServiceNamespace", Kind::Word(&["ecs"]), "Always `ecs` here."),
    field("ResourceId", TEXT, "`service/<cluster>/<service>`.").required(),
    field("ScalableDimension", Kind::Word(&["ecs:service:DesiredCount"]), "What is scaled."),
    field("MinCapacity", INTEGER, "Fewest tasks.").required(),
    field("MaxCapacity", INTEGER, "Most tasks.").required(),
] };

/// `PutScalingPolicy`.
pub static PUT_SCALING_POLICY: Shape = Shape { name: "PutScalingPolicy", fields: &[
    field("PolicyName", TEXT, "Its name; putting it again replaces it.").required(),
    field("ServiceNamespace", Kind::Word(&["ecs"]), "Always `ecs` here."),
    field("ResourceId", TEXT, "`service/<cluster>/<service>`.").required(),
    field("ScalableDimension", Kind::Word(&["ecs:service:DesiredCount"]), "What is scaled."),
    field("PolicyType", Kind::Word(&["TargetTrackingScaling", "StepScaling", "PredictiveScaling"]), "How it scales."),
    field("TargetTrackingScalingPolicyConfiguration", Kind::Object(&TARGET_TRACKING), "The metric and its target."),
    field("StepScalingPolicyConfiguration", Kind::Any, "Steps by how far the metric is off.").not_simulated(),
] };
