//! Looks at capacity providers, Auto Scaling groups and their instances.

use std::sync::Arc;

use crate::model::capacity::{
    AutoScalingGroup, CapacityProvider, Machine, MachineState, ProviderKind, ProviderStatus,
};
use crate::model::placement::PlacementRules;
use crate::model::service::SchedulingStrategy;
use crate::model::{AutoScalingGroupId, CapacityProviderId, MachineId, TaskId};
use crate::world::World;
use crate::world::views::{InstanceView, TaskView};

impl World {
    pub fn provider(&self, id: CapacityProviderId) -> &CapacityProvider {
        &self.providers[id]
    }

    /// Every provider ever made, FARGATE and FARGATE_SPOT first.
    pub fn providers(&self) -> impl Iterator<Item = (CapacityProviderId, &CapacityProvider)> {
        self.providers.iter()
    }

    /// The provider called `name` that has not been deleted.
    pub fn find_provider(&self, name: &str) -> Option<CapacityProviderId> {
        self.providers
            .iter()
            .find(|(_, row)| &*row.name == name && row.status == ProviderStatus::Active)
            .map(|(id, _)| id)
    }

    /// Whether that is FARGATE_SPOT.
    pub fn is_fargate_spot(&self, provider: Option<CapacityProviderId>) -> bool {
        provider.is_some_and(|id| self.providers[id].kind == ProviderKind::FargateSpot)
    }

    /// The provider that has the group.
    pub fn provider_of(&self, group: AutoScalingGroupId) -> Option<CapacityProviderId> {
        self.providers
            .iter()
            .find(|(_, row)| {
                row.kind.group() == Some(group) && row.status == ProviderStatus::Active
            })
            .map(|(id, _)| id)
    }

    /// The instances AWS manages for a provider of Managed Instances.
    pub fn fleet_of(&self, provider: CapacityProviderId) -> Option<AutoScalingGroupId> {
        match self.providers.get(provider)?.kind {
            ProviderKind::Managed(group) => Some(group),
            _ => None,
        }
    }

    pub fn group(&self, id: AutoScalingGroupId) -> &AutoScalingGroup {
        &self.groups[id]
    }

    pub fn groups(&self) -> impl Iterator<Item = (AutoScalingGroupId, &AutoScalingGroup)> {
        self.groups.iter()
    }

    /// The group of that name, or with that name at the end of its ARN; not the instances that AWS manages for a provider.
    pub fn find_group(&self, reference: &str) -> Option<AutoScalingGroupId> {
        let name = reference.rsplit('/').next().unwrap_or(reference);
        self.groups
            .iter()
            .find(|(_, row)| &*row.name == name && row.managed.is_none())
            .map(|(id, _)| id)
    }

    pub fn machine(&self, id: MachineId) -> &Machine {
        &self.machines[id]
    }

    /// Every instance a group ever launched.
    pub fn machines(&self) -> impl DoubleEndedIterator<Item = (MachineId, &Machine)> {
        self.machines.iter()
    }

    /// The group's instances that have not ended.
    pub fn machines_of(
        &self,
        group: AutoScalingGroupId,
    ) -> impl Iterator<Item = (MachineId, &Machine)> {
        self.machines
            .iter()
            .filter(move |(_, row)| row.group == group && row.state != MachineState::Terminated)
    }

    /// The key the next group will have.
    pub fn next_group(&self) -> AutoScalingGroupId {
        self.groups.next_key()
    }

    /// The key the next provider will have.
    pub fn next_provider(&self) -> CapacityProviderId {
        self.providers.next_key()
    }

    /// The key the next machine will have.
    pub fn next_machine(&self) -> MachineId {
        self.machines.next_key()
    }

    /// Tasks that wait in PROVISIONING for the provider, oldest first.
    pub fn waiting_for(&self, provider: CapacityProviderId) -> impl Iterator<Item = TaskView<'_>> {
        let ids = self.indices.waiting.get(&provider).into_iter().flatten();
        ids.map(|id| self.task(*id))
    }

    /// Tasks that wait for a provider, in every cluster.
    pub fn waiting_count(&self) -> u32 {
        let sets = self.indices.waiting.values();
        sets.map(|set| set.len() as u32).sum()
    }

    /// What was asked of a standalone task that waits.
    pub fn rules(&self, task: TaskId) -> Option<&Arc<PlacementRules>> {
        self.rules.get(&task)
    }
}

impl InstanceView<'_> {
    /// Whether a task runs or waits here that is not a daemon's: the instance counts as needed (capacity 2.2).
    pub fn is_busy(&self) -> bool {
        self.tasks().any(|task| {
            let service = task.row.service().map(|id| self.world.service(id));
            service.is_none_or(|service| service.row.scheduling != SchedulingStrategy::Daemon)
        })
    }
}
