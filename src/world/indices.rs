//! What is derived from the rows to find things fast. `apply` keeps it; [`Indices::rebuilt`] makes it anew, and a test
//! compares the two.

use std::sync::Arc;

use crate::kernel::{SortedMap, SortedSet};
use crate::model::placement::LaunchType;
use crate::model::task::{Group, Task};
use crate::model::{
    CapacityProviderId, ClusterId, ContainerInstanceId, ServiceId, TaskDefinitionId, TaskId,
};
use crate::world::World;

/// Finders over the rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Indices {
    /// Tasks of a service that are not STOPPED yet.
    pub by_service: SortedMap<ServiceId, SortedSet<TaskId>>,
    /// Tasks on an instance that are not STOPPED yet.
    pub by_instance: SortedMap<ContainerInstanceId, SortedSet<TaskId>>,
    /// Tasks on no instance that are not STOPPED yet.
    pub on_fargate: SortedSet<TaskId>,
    /// Tasks that wait in PROVISIONING for an instance of their provider.
    pub waiting: SortedMap<CapacityProviderId, SortedSet<TaskId>>,
    /// Tasks with desired status RUNNING per group and instance: what spread and distinctInstance count.
    pub spread: SortedMap<Group, SortedMap<ContainerInstanceId, u32>>,
    /// Tasks ever created in a group.
    pub created: SortedMap<Group, u32>,
    pub services: SortedMap<(ClusterId, Arc<str>), ServiceId>,
    pub clusters: SortedMap<Arc<str>, ClusterId>,
    /// Revisions of each family, oldest first.
    pub families: SortedMap<Arc<str>, Vec<TaskDefinitionId>>,
    /// Instances of a cluster that are not INACTIVE.
    pub by_cluster: SortedMap<ClusterId, SortedSet<ContainerInstanceId>>,
}

impl Indices {
    /// The same, from the rows alone.
    pub fn rebuilt(world: &World) -> Indices {
        let mut indices = Indices::default();
        for (id, cluster) in world.clusters.iter() {
            indices.clusters.insert(cluster.name.clone(), id);
        }
        for (id, registered) in world.definitions.iter() {
            indices
                .families
                .or_default(registered.definition.family.as_str().into())
                .push(id);
        }
        for (id, instance) in world
            .instances
            .iter()
            .filter(|(_, instance)| instance.is_present())
        {
            indices.by_cluster.or_default(instance.cluster).insert(id);
        }
        for (id, service) in world.services.iter() {
            indices
                .services
                .insert((service.cluster, service.name.clone()), id);
        }
        for (id, task) in world.tasks.iter() {
            *indices.created.or_default(task.made.group) += 1;
            if !task.is_stopped() {
                indices.task_appeared(id, task);
            }
            if task.is_wanted() {
                indices.task_counted(task);
            }
        }
        indices
    }

    pub fn task_appeared(&mut self, id: TaskId, task: &Task) {
        if let Some(service) = task.service() {
            self.by_service.or_default(service).insert(id);
        }
        match (task.made.instance, waits(task)) {
            (Some(instance), _) => self.by_instance.or_default(instance).insert(id),
            (None, Some(provider)) => self.waiting.or_default(provider).insert(id),
            (None, None) => self.on_fargate.insert(id),
        };
    }

    pub fn task_gone(&mut self, id: TaskId, task: &Task) {
        if let Some(service) = task.service() {
            remove_from(&mut self.by_service, service, id);
        }
        match (task.made.instance, waits(task)) {
            (Some(instance), _) => remove_from(&mut self.by_instance, instance, id),
            (None, Some(provider)) => remove_from(&mut self.waiting, provider, id),
            (None, None) => drop(self.on_fargate.remove(&id)),
        }
    }

    pub fn task_counted(&mut self, task: &Task) {
        if let Some(instance) = task.made.instance {
            *self.spread.or_default(task.made.group).or_default(instance) += 1;
        }
    }

    pub fn task_uncounted(&mut self, task: &Task) {
        let Some(instance) = task.made.instance else {
            return;
        };
        let Some(counts) = self.spread.get_mut(&task.made.group) else {
            return;
        };
        match counts.get_mut(&instance) {
            Some(count) if *count > 1 => *count -= 1,
            _ => drop(counts.remove(&instance)),
        }
        if counts.is_empty() {
            self.spread.remove(&task.made.group);
        }
    }
}

/// The provider a task without an instance waits for, or waited for until it was stopped.
fn waits(task: &Task) -> Option<CapacityProviderId> {
    task.made
        .provider
        .filter(|_| task.made.launch_type == LaunchType::Ec2)
}

fn remove_from<K: Ord + Copy>(sets: &mut SortedMap<K, SortedSet<TaskId>>, key: K, id: TaskId) {
    if let Some(set) = sets.get_mut(&key) {
        set.remove(&id);
        if set.is_empty() {
            sets.remove(&key);
        }
    }
}
