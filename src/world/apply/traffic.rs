//! Deployments that shift traffic: stages, weights, the answers to pauses and of functions.

use std::sync::Arc;

use crate::kernel::SimTime;
use crate::model::DeploymentId;
use crate::model::service::PauseAnswer;
use crate::model::traffic::{
    ALL_TRAFFIC, FunctionBehaviour, HookAnswer, HookRun, HookStatus, LifecycleStage,
};
use crate::world::World;

impl World {
    pub(super) fn stage_reached(&mut self, deployment: DeploymentId, stage: LifecycleStage) {
        let now = self.now;
        if let Some(row) = self.deployments.edit(deployment) {
            row.stage = Some(stage);
            row.stage_since = now;
            row.pause_answer = None;
            for run in &mut row.hook_runs {
                run.status = HookStatus::AwaitingAction;
            }
            row.updated_at = now;
        }
    }

    /// What the deployment gets the others of its service lose; the listener rules follow.
    pub(super) fn traffic_shifted(&mut self, deployment: DeploymentId, weight: u32) {
        let Some(row) = self.deployments.edit(deployment) else {
            return;
        };
        row.weight = weight;
        let (service, on_alternate) = (row.service, row.on_alternate);
        let others: Vec<DeploymentId> = self
            .deployments
            .iter()
            .filter(|(id, row)| row.service == service && *id != deployment && row.weight > 0)
            .map(|(id, _)| id)
            .collect();
        for other in others {
            if let Some(row) = self.deployments.edit(other) {
                row.weight = ALL_TRAFFIC - weight;
            }
        }
        let attached = self.services[service].settings.load_balancers.clone();
        for attachment in &attached {
            let (to, from) = (
                attachment.group_for(on_alternate),
                attachment.group_for(!on_alternate),
            );
            let balancer = self.target_groups[to].load_balancer;
            let Some(row) = self.load_balancers.edit(balancer).filter(|_| to != from) else {
                continue;
            };
            for (group, share) in &mut row.forwards {
                if *group == to {
                    *share = weight;
                } else if *group == from {
                    *share = ALL_TRAFFIC - weight;
                }
            }
        }
    }

    pub(super) fn hook_called(&mut self, deployment: DeploymentId, hook: u8, due: SimTime) {
        let Some(row) = self.deployments.edit(deployment) else {
            return;
        };
        // A reason may mention the function later.
        let functions = &self.services[row.service].settings.shift.functions;
        if let Some(hook) = functions.get(usize::from(hook)) {
            self.names.intern(&hook.target);
        }
        let idle = HookRun {
            status: HookStatus::AwaitingAction,
            calls: 0,
            at: SimTime::NEVER,
            calling: false,
        };
        while row.hook_runs.len() <= usize::from(hook) {
            row.hook_runs.push(idle);
        }
        let run = &mut row.hook_runs[usize::from(hook)];
        *run = HookRun {
            status: HookStatus::InProgress,
            calls: run.calls + 1,
            at: due,
            calling: true,
        };
    }

    pub(super) fn hook_answered(
        &mut self,
        deployment: DeploymentId,
        hook: u8,
        answer: HookAnswer,
        again: SimTime,
    ) {
        let runs = self
            .deployments
            .edit(deployment)
            .map(|row| &mut row.hook_runs);
        if let Some(run) = runs.and_then(|runs| runs.get_mut(usize::from(hook))) {
            run.status = match answer {
                HookAnswer::Succeeded => HookStatus::Succeeded,
                HookAnswer::InProgress => HookStatus::InProgress,
                HookAnswer::Timeout => HookStatus::TimedOut,
                _ => HookStatus::Failed,
            };
            run.at = again;
            run.calling = false;
        }
    }

    pub(super) fn function_changed(&mut self, function: &str, behaviour: &Arc<FunctionBehaviour>) {
        let name = self.names.intern(function);
        Arc::make_mut(&mut self.functions).insert(name, behaviour.clone());
    }

    pub(super) fn pause_answered(&mut self, deployment: DeploymentId, answer: PauseAnswer) {
        let Some(row) = self.deployments.edit(deployment) else {
            return;
        };
        row.pause_answer = Some(answer);
        let service = row.service;
        self.look_soon(service);
    }
}
