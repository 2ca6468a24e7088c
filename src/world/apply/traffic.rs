//! Deployments that shift traffic: stages, weights, and the answers to pauses.

use crate::model::DeploymentId;
use crate::model::service::PauseAnswer;
use crate::model::traffic::{ALL_TRAFFIC, LifecycleStage};
use crate::world::World;

impl World {
    pub(super) fn stage_reached(&mut self, deployment: DeploymentId, stage: LifecycleStage) {
        let now = self.now;
        if let Some(row) = self.deployments.edit(deployment) {
            row.stage = Some(stage);
            row.stage_since = now;
            row.pause_answer = None;
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

    pub(super) fn pause_answered(&mut self, deployment: DeploymentId, answer: PauseAnswer) {
        let Some(row) = self.deployments.edit(deployment) else {
            return;
        };
        row.pause_answer = Some(answer);
        let service = row.service;
        self.look_soon(service);
    }
}
