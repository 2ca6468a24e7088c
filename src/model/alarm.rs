//! CloudWatch as far as deployments and scaling need it: metrics, and alarms that watch them (scheduler 5.5 and 8).

use std::sync::Arc;

use crate::kernel::{Name, Names, SimSpan, SimTime, TimerId};
use crate::model::{ClusterId, ServiceId};
use crate::words;

words!(
    /// An alarm's StateValue.
    AlarmState { Ok = "OK", Alarm = "ALARM", InsufficientData = "INSUFFICIENT_DATA" }
);

words!(
    /// ComparisonOperator.
    Comparison {
        Above = "GreaterThanThreshold",
        AtLeast = "GreaterThanOrEqualToThreshold",
        Below = "LessThanThreshold",
        AtMost = "LessThanOrEqualToThreshold",
    }
);

words!(
    /// TreatMissingData.
    MissingData { Missing = "missing", Ignore = "ignore", Breaching = "breaching", NotBreaching = "notBreaching" }
);

/// What can be measured. Values are tenths: of a percent, of a request, of whatever a custom metric counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Metric {
    Cpu(ServiceId),
    Memory(ServiceId),
    /// Requests a minute for each healthy target.
    RequestsPerTarget(ServiceId),
    CpuReservation(ClusterId),
    MemoryReservation(ClusterId),
    /// What a scenario draws under this name.
    Custom(Name),
}

words!(
    /// MetricName of the metrics ECS and its load balancers publish.
    MetricName {
        Cpu = "CPUUtilization",
        Memory = "MemoryUtilization",
        RequestsPerTarget = "RequestCountPerTarget",
        CpuReservation = "CPUReservation",
        MemoryReservation = "MemoryReservation",
    }
);

impl MetricName {
    /// The metric of that cluster or service; none when the one it needs is missing.
    pub fn of(self, (cluster, service): (Option<ClusterId>, Option<ServiceId>)) -> Option<Metric> {
        match self {
            MetricName::Cpu => service.map(Metric::Cpu),
            MetricName::Memory => service.map(Metric::Memory),
            MetricName::RequestsPerTarget => service.map(Metric::RequestsPerTarget),
            MetricName::CpuReservation => cluster.map(Metric::CpuReservation),
            MetricName::MemoryReservation => cluster.map(Metric::MemoryReservation),
        }
    }
}

impl Metric {
    /// The service it is about.
    pub fn service(self) -> Option<ServiceId> {
        match self {
            Metric::Cpu(id) | Metric::Memory(id) | Metric::RequestsPerTarget(id) => Some(id),
            _ => None,
        }
    }

    /// MetricName.
    pub fn name(self, names: &Names) -> &str {
        match self {
            Metric::Cpu(_) => MetricName::Cpu.word(),
            Metric::Memory(_) => MetricName::Memory.word(),
            Metric::RequestsPerTarget(_) => MetricName::RequestsPerTarget.word(),
            Metric::CpuReservation(_) => MetricName::CpuReservation.word(),
            Metric::MemoryReservation(_) => MetricName::MemoryReservation.word(),
            Metric::Custom(name) => names.text(name),
        }
    }
}

/// When an alarm is on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AlarmRule {
    pub metric: Metric,
    pub comparison: Comparison,
    /// Tenths, as the metric.
    pub threshold: u32,
    pub period: SimSpan,
    /// EvaluationPeriods.
    pub periods: u32,
    /// DatapointsToAlarm: how many of the periods have to breach.
    pub datapoints: u32,
    pub missing: MissingData,
    /// Names of step scaling policies it calls.
    pub policies: Vec<Arc<str>>,
}

/// An alarm: one that watches a metric, or one that only a person or a scenario sets.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Alarm {
    pub name: Arc<str>,
    pub state: AlarmState,
    pub since: SimTime,
    pub rule: Option<Arc<AlarmRule>>,
    /// The last periods, newest last.
    pub values: Vec<Option<u32>>,
    pub timer: Option<TimerId>,
}

impl Comparison {
    /// Whether `value` is on the wrong side of `threshold`.
    pub fn breaches(self, value: u32, threshold: u32) -> bool {
        match self {
            Comparison::Above => value > threshold,
            Comparison::AtLeast => value >= threshold,
            Comparison::Below => value < threshold,
            Comparison::AtMost => value <= threshold,
        }
    }

    /// Whether it looks for values that are too high.
    pub fn is_upward(self) -> bool {
        matches!(self, Comparison::Above | Comparison::AtLeast)
    }
}

impl AlarmRule {
    /// What the alarm is after these values; `before` stays where missing data says nothing.
    pub fn judge(&self, values: &[Option<u32>], before: AlarmState) -> AlarmState {
        let last = &values[values.len().saturating_sub(self.periods as usize)..];
        let (mut breaching, mut known) = (0, 0);
        for value in last {
            let breaches = match (value, self.missing) {
                (Some(value), _) => Some(self.comparison.breaches(*value, self.threshold)),
                (None, MissingData::Breaching) => Some(true),
                (None, MissingData::NotBreaching) => Some(false),
                (None, _) => None,
            };
            known += u32::from(breaches.is_some());
            breaching += u32::from(breaches == Some(true));
        }
        if breaching >= self.datapoints {
            return AlarmState::Alarm;
        }
        match self.missing {
            _ if known >= self.datapoints => AlarmState::Ok,
            MissingData::Missing if known == 0 => AlarmState::InsufficientData,
            _ => before,
        }
    }

    /// How long a breach takes to be seen: what a deployment bakes by default is made of it.
    pub fn span(&self) -> SimSpan {
        SimSpan(self.period.0 * u64::from(self.periods))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alarm_counts_breaches_of_its_last_periods() {
        use AlarmState::{Alarm, InsufficientData, Ok};
        let rule = |periods, datapoints, missing| AlarmRule {
            metric: Metric::Cpu(ServiceId(0)),
            comparison: Comparison::Above,
            threshold: 50,
            period: SimSpan::from_secs(60),
            periods,
            datapoints,
            missing,
            policies: Vec::new(),
        };
        for (periods, datapoints, missing, values, before, after) in [
            (1, 1, MissingData::Missing, vec![Some(51)], Ok, Alarm),
            (1, 1, MissingData::Missing, vec![Some(50)], Alarm, Ok),
            (
                3,
                2,
                MissingData::Missing,
                vec![Some(60), Some(40), Some(60)],
                Ok,
                Alarm,
            ),
            (
                3,
                3,
                MissingData::Missing,
                vec![Some(60), Some(40), Some(60)],
                Alarm,
                Ok,
            ),
            (
                2,
                2,
                MissingData::Missing,
                vec![Some(90), None],
                Alarm,
                Alarm,
            ),
            (
                2,
                2,
                MissingData::Missing,
                vec![None, None],
                Ok,
                InsufficientData,
            ),
            (2, 2, MissingData::Ignore, vec![None, None], Alarm, Alarm),
            (
                2,
                2,
                MissingData::Breaching,
                vec![Some(60), None],
                Ok,
                Alarm,
            ),
            (2, 2, MissingData::NotBreaching, vec![None, None], Alarm, Ok),
        ] {
            let rule = rule(periods, datapoints, missing);
            assert_eq!(rule.judge(&values, before), after, "{values:?} {missing}");
        }
    }
}
