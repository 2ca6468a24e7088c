//! Scalable targets: their policies, their datapoints, and when they look next.

use std::sync::Arc;

use crate::kernel::SimTime;
use crate::model::scaling::{
    DATAPOINTS, Load, Policy, ScalableTarget, ScalingReason, ScheduledAction, Suspended,
};
use crate::model::{ScalableTargetId, ServiceId};
use crate::world::{Timer, World};

impl World {
    pub(super) fn load_changed(&mut self, service: ServiceId, load: &Arc<Load>) {
        if let Some(row) = self.services.edit(service) {
            row.load = Some(load.clone());
        }
    }

    pub(super) fn scalable_target_registered(
        &mut self,
        service: ServiceId,
        (min, max): (u32, u32),
        suspended: Suspended,
    ) {
        let known = self
            .scalable_targets
            .iter()
            .find(|(_, row)| row.service == service)
            .map(|(id, _)| id);
        if let Some(row) = known.and_then(|id| self.scalable_targets.edit(id)) {
            (row.min, row.max, row.suspended) = (min, max, suspended);
            return;
        }
        self.scalable_targets.push(ScalableTarget {
            service,
            min,
            max,
            suspended,
            policies: Vec::new(),
            actions: Vec::new(),
            scaled_out_at: None,
            scaled_out_from: 0,
            scaled_in_at: None,
            timer: None,
        });
    }

    /// The next datapoint or scheduled action, whichever comes first.
    fn retime_scaling(&mut self, id: ScalableTargetId) {
        let Some(row) = self.scalable_targets.get(id) else {
            return;
        };
        let policies = row.policies.iter().map(|policy| policy.due);
        let actions = row.actions.iter().map(|action| action.due);
        let at = policies.chain(actions).min().unwrap_or(SimTime::NEVER);
        let timer = self.retime(row.timer, at, Timer::Scaling(id));
        if let Some(row) = self.scalable_targets.edit(id) {
            row.timer = timer;
        }
    }

    /// A policy that is put again starts without data, as its alarms are made anew.
    pub(super) fn scaling_policy_put(&mut self, target: ScalableTargetId, policy: &Policy) {
        if let Some(row) = self.scalable_targets.edit(target) {
            row.policies.retain(|other| other.name != policy.name);
            row.policies.push(policy.clone());
        }
        self.retime_scaling(target);
    }

    pub(super) fn scaling_policy_deleted(&mut self, target: ScalableTargetId, policy: u8) {
        if let Some(row) = self.scalable_targets.edit(target) {
            row.policies.remove(usize::from(policy));
        }
        self.retime_scaling(target);
    }

    pub(super) fn scheduled_action_put(
        &mut self,
        target: ScalableTargetId,
        action: &ScheduledAction,
    ) {
        if let Some(row) = self.scalable_targets.edit(target) {
            row.actions.retain(|other| other.name != action.name);
            row.actions.push(action.clone());
        }
        self.retime_scaling(target);
    }

    pub(super) fn scheduled_action_ran(
        &mut self,
        target: ScalableTargetId,
        action: u8,
        again: SimTime,
    ) {
        if let Some(row) = self.scalable_targets.edit(target) {
            let action = &mut row.actions[usize::from(action)];
            action.due = again;
            (row.min, row.max) = (action.min.unwrap_or(row.min), action.max.unwrap_or(row.max));
        }
        self.retime_scaling(target);
    }

    pub(super) fn metrics_published(
        &mut self,
        id: ScalableTargetId,
        values: &[(u8, Option<u32>)],
        over: bool,
    ) {
        let now = self.now;
        if let Some(row) = self.scalable_targets.edit(id) {
            for (place, value) in values {
                let policy = &mut row.policies[usize::from(*place)];
                policy.due = now + policy.period;
                policy.values.push(*value);
                if policy.values.len() > DATAPOINTS {
                    policy.values.remove(0);
                }
            }
            if over {
                row.policies.clear();
                row.actions.clear();
            }
        }
        self.retime_scaling(id);
    }

    pub(super) fn scaled(
        &mut self,
        id: ScalableTargetId,
        (from, to): (u32, u32),
        reason: ScalingReason,
    ) {
        let now = self.now;
        if let Some(row) = self.scalable_targets.edit(id) {
            if to > from {
                row.scaled_out_at = Some(now);
                row.scaled_out_from = match reason {
                    ScalingReason::Step { running, .. } => running,
                    _ => from,
                };
            } else {
                row.scaled_in_at = Some(now);
            }
        }
    }
}
