//! Scalable targets: their policies, their datapoints, and when they look next.

use std::sync::Arc;

use crate::kernel::SimSpan;
use crate::model::scaling::{DATAPOINTS, Load, Policy, ScalableTarget};
use crate::model::{ScalableTargetId, ServiceId};
use crate::world::{Timer, World};

/// Metrics come once a minute (scheduler 8.2).
const PERIOD: SimSpan = SimSpan::from_secs(60);

impl World {
    pub(super) fn load_changed(&mut self, service: ServiceId, load: &Arc<Load>) {
        if let Some(row) = self.services.edit(service) {
            row.load = Some(load.clone());
        }
    }

    pub(super) fn scalable_target_registered(&mut self, service: ServiceId, min: u32, max: u32) {
        let known = self
            .scalable_targets
            .iter()
            .find(|(_, row)| row.service == service)
            .map(|(id, _)| id);
        if let Some(row) = known.and_then(|id| self.scalable_targets.edit(id)) {
            (row.min, row.max) = (min, max);
            return;
        }
        let id = self.scalable_targets.next_key();
        let timer = self.retime(None, self.now + PERIOD, Timer::Scaling(id));
        self.scalable_targets.push(ScalableTarget {
            service,
            min,
            max,
            policies: Vec::new(),
            datapoints: Vec::new(),
            scaled_out_at: None,
            scaled_in_at: None,
            timer,
        });
    }

    pub(super) fn scaling_policy_put(&mut self, target: ScalableTargetId, policy: &Policy) {
        if let Some(row) = self.scalable_targets.edit(target) {
            row.policies.retain(|other| other.name != policy.name);
            row.policies.push(policy.clone());
        }
    }

    pub(super) fn metrics_published(
        &mut self,
        id: ScalableTargetId,
        datapoint: Option<(u32, u32)>,
        over: bool,
    ) {
        let at = if over {
            crate::kernel::SimTime::NEVER
        } else {
            self.now + PERIOD
        };
        let Some(old) = self.scalable_targets.get(id).map(|row| row.timer) else {
            return;
        };
        let timer = self.retime(old, at, Timer::Scaling(id));
        if let Some(row) = self.scalable_targets.edit(id) {
            row.timer = timer;
            row.datapoints.push(datapoint);
            if row.datapoints.len() > DATAPOINTS {
                row.datapoints.remove(0);
            }
        }
    }

    pub(super) fn scaled(&mut self, id: ScalableTargetId, from: u32, to: u32) {
        let now = self.now;
        if let Some(row) = self.scalable_targets.edit(id) {
            match to > from {
                true => row.scaled_out_at = Some(now),
                false => row.scaled_in_at = Some(now),
            }
        }
    }
}
