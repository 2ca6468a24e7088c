//! Task sets: made, scaled, deleted, and which one is primary.

use crate::model::service::{DeploymentStatus, RolloutState};
use crate::model::{DeploymentId, ServiceId, TaskDefinitionId};
use crate::world::World;

impl World {
    /// A service with task sets has none at first: what stands for its deployment wants nothing.
    pub(super) fn without_task_sets(&mut self, deployment: DeploymentId) {
        if let Some(row) = self.deployments.edit(deployment) {
            row.scale_percent = 0;
            row.rollout_state = RolloutState::Completed;
        }
    }

    pub(super) fn task_set_created(
        &mut self,
        service: ServiceId,
        definition: TaskDefinitionId,
        scale_percent: u32,
        on_alternate: bool,
    ) {
        let id = self.push_deployment(service, definition);
        if let Some(row) = self.deployments.edit(id) {
            row.is_task_set = true;
            row.scale_percent = scale_percent;
            row.on_alternate = on_alternate;
            row.status = DeploymentStatus::Active;
            row.rollout_state = RolloutState::Completed;
        }
        self.unsettle(service);
    }

    pub(super) fn task_set_scaled(&mut self, id: DeploymentId, scale_percent: u32) {
        let now = self.now;
        if let Some(row) = self.deployments.edit(id) {
            row.scale_percent = scale_percent;
            row.updated_at = now;
            let service = row.service;
            self.unsettle(service);
        }
    }

    /// A primary that goes leaves the service without one: what stood for it at first stands for it again.
    pub(super) fn task_set_deleted(&mut self, id: DeploymentId) {
        let Some(row) = self.deployments.edit(id) else {
            return;
        };
        row.draining = true;
        let service = row.service;
        if self.services[service].primary == id {
            let mut all = self.deployments.iter();
            let first = all
                .find(|(_, row)| row.service == service)
                .map(|(id, _)| id);
            if let Some(first) = first {
                self.primary_task_set_changed(service, first);
            }
        }
        self.unsettle(service);
    }

    pub(super) fn primary_task_set_changed(&mut self, service: ServiceId, to: DeploymentId) {
        let before = self.services[service].primary;
        for (id, status) in [
            (before, DeploymentStatus::Active),
            (to, DeploymentStatus::Primary),
        ] {
            if let Some(row) = self.deployments.edit(id) {
                row.status = status;
            }
        }
        // What only stood for a deployment is not one of the task sets.
        if let Some(row) = self.deployments.edit(before)
            && !row.is_task_set
            && before != to
        {
            row.status = DeploymentStatus::Inactive;
        }
        self.make_primary(service, to);
    }
}
