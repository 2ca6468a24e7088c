//! Alarms, the metrics they watch, and the services whose deployments watch them.

use std::sync::Arc;

use crate::kernel::{SimSpan, SimTime};
use crate::model::AlarmId;
use crate::model::alarm::{Alarm, AlarmRule, AlarmState};
use crate::model::scaling::Curve;
use crate::model::service::{RolloutState, ServiceSettings};
use crate::world::{Timer, World};

impl World {
    pub(super) fn metric_drawn(&mut self, metric: &str, curve: &Arc<Curve>) {
        let name = self.names.intern(metric);
        Arc::make_mut(&mut self.metrics).insert(name, curve.clone());
    }

    /// A new alarm has no data yet; one that only people set is OK until they do.
    pub(super) fn alarm_put(&mut self, name: &Arc<str>, rule: &Option<Arc<AlarmRule>>) {
        let state = match rule {
            Some(_) => AlarmState::InsufficientData,
            None => AlarmState::Ok,
        };
        let id = self.find_alarm(name).unwrap_or_else(|| {
            self.alarms.push(Alarm {
                name: name.clone(),
                state,
                since: self.now,
                rule: None,
                values: Vec::new(),
                timer: None,
            })
        });
        if let Some(row) = self.alarms.edit(id) {
            row.rule = rule.clone();
            row.values.clear();
        }
        self.next_period(id);
    }

    fn next_period(&mut self, id: AlarmId) {
        let row = &self.alarms[id];
        let at = match &row.rule {
            Some(rule) => self.now + rule.period,
            None => SimTime::NEVER,
        };
        let timer = self.retime(row.timer, at, Timer::Alarm(id));
        if let Some(row) = self.alarms.edit(id) {
            row.timer = timer;
        }
    }

    pub(super) fn alarm_measured(&mut self, id: AlarmId, value: Option<u32>) {
        if let Some(row) = self.alarms.edit(id) {
            let keep = row.rule.as_ref().map_or(0, |rule| rule.periods as usize);
            row.values.push(value);
            if row.values.len() > keep {
                row.values.remove(0);
            }
        }
        self.next_period(id);
    }

    pub(super) fn alarm_state_changed(&mut self, id: AlarmId, state: AlarmState) {
        let now = self.now;
        let Some(row) = self.alarms.edit(id) else {
            return;
        };
        row.state = state;
        row.since = now;
        let name = row.name.clone();
        let watching: Vec<_> = self
            .services
            .iter()
            .filter(|(_, row)| {
                row.settings.alarms.enable
                    && row.settings.alarms.names.contains(&name)
                    && self.deployments[row.primary].rollout_state == RolloutState::InProgress
            })
            .map(|(id, _)| id)
            .collect();
        for service in watching {
            self.wake(service);
        }
    }

    /// Whether an alarm the settings name is on right now: then a deployment that begins ignores them all.
    pub(super) fn any_alarm_is_on(&self, settings: &ServiceSettings) -> bool {
        settings.alarms.enable && self.alarm_on(settings).is_some()
    }

    /// What a deployment bakes when nobody says how long: the slowest of its alarms, one to five minutes.
    pub fn default_bake(&self, settings: &ServiceSettings) -> SimSpan {
        crate::assumed!(ALARM_BAKE);
        let spans = settings.alarms.names.iter().filter_map(|name| {
            let rule = self.alarms[self.find_alarm(name)?].rule.as_ref()?;
            Some(rule.span())
        });
        spans
            .max()
            .unwrap_or_default()
            .clamp(SimSpan::from_secs(60), SimSpan::from_secs(300))
    }
}
