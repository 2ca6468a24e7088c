//! Shapes of CloudWatch's requests, as far as deployments and scaling use them.

use super::{Kind, Shape, TEXT, TEXTS, field, integer, list, text};

/// `Dimension`.
pub static DIMENSION: Shape = Shape { name: "Dimension", fields: &[
    field("Name", TEXT, "`ClusterName` or `ServiceName`.").required(),
    field("Value", TEXT, "The cluster's or the service's name.").required(),
] };

/// `PutMetricAlarm`.
pub static PUT_METRIC_ALARM: Shape = Shape { name: "PutMetricAlarm", fields: &[
    field("AlarmName", text(1, 255), "Its name; putting it again replaces it.").required(),
    field("MetricName", Kind::Suggested(&["CPUUtilization", "MemoryUtilization", "RequestCountPerTarget", "CPUReservation", "MemoryReservation"]), "What it watches; a custom metric by its name. Without one only SetAlarmState changes the alarm."),
    field("Namespace", TEXT, "`AWS/ECS`, or that of a custom metric."),
    field("Dimensions", list(&Kind::Object(&DIMENSION)), "Whose metric it is."),
    field("Statistic", Kind::Word(&["Average", "Minimum", "Maximum", "Sum", "SampleCount"]), "How a period becomes one value; the simulation measures once a period."),
    field("Period", integer(10, 86400), "Seconds in a period; 60 when absent."),
    field("EvaluationPeriods", integer(1, 100), "How many periods it looks at; 1 when absent."),
    field("DatapointsToAlarm", integer(1, 100), "How many of them have to breach; all when absent."),
    field("Threshold", Kind::Decimal, "The value it compares with."),
    field("ComparisonOperator", Kind::Word(&["GreaterThanThreshold", "GreaterThanOrEqualToThreshold", "LessThanThreshold", "LessThanOrEqualToThreshold"]), "Which side of the threshold is bad."),
    field("TreatMissingData", Kind::Word(&["missing", "ignore", "breaching", "notBreaching"]), "What a period without a value says; `missing` when absent."),
    field("AlarmActions", TEXTS, "Step scaling policies it calls, by name or ARN."),
] };

/// `SetAlarmState`.
pub static SET_ALARM_STATE: Shape = Shape { name: "SetAlarmState", fields: &[
    field("AlarmName", TEXT, "Name of the alarm.").required(),
    field("StateValue", Kind::Word(&["OK", "ALARM", "INSUFFICIENT_DATA"]), "The state it is in from now on.").required(),
    field("StateReason", TEXT, "Why, in your own words."),
] };

/// `DescribeAlarms`.
pub static DESCRIBE_ALARMS: Shape = Shape { name: "DescribeAlarms", fields: &[
    field("AlarmNames", TEXTS, "Only these alarms; all when absent."),
] };
