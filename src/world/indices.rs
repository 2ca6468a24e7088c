//! What is derived from the rows to find things fast. `apply` keeps it; [`Indices::rebuilt`] makes it anew, and a test
//! compares the two.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::task::{Group, Task};
use crate::model::{ClusterId, ContainerInstanceId, ServiceId, TaskDefinitionId, TaskId};
use crate::world::World;

/// Finders over the rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Indices {
    /// Tasks of a service that are not STOPPED yet.
    pub by_service: BTreeMap<ServiceId, BTreeSet<TaskId>>,
    /// Tasks on an instance that are not STOPPED yet.
    pub by_instance: BTreeMap<ContainerInstanceId, BTreeSet<TaskId>>,
    /// Tasks on no instance that are not STOPPED yet.
    pub on_fargate: BTreeSet<TaskId>,
    /// Tasks with desired status RUNNING per group and instance: what spread and distinctInstance count.
    pub spread: BTreeMap<Group, BTreeMap<ContainerInstanceId, u32>>,
    /// Tasks ever created in a group.
    pub created: BTreeMap<Group, u32>,
    pub services: BTreeMap<(ClusterId, Arc<str>), ServiceId>,
    pub clusters: BTreeMap<Arc<str>, ClusterId>,
    /// Revisions of each family, oldest first.
    pub families: BTreeMap<Arc<str>, Vec<TaskDefinitionId>>,
    /// Instances of a cluster that are not INACTIVE.
    pub by_cluster: BTreeMap<ClusterId, BTreeSet<ContainerInstanceId>>,
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
                .entry(registered.definition.family.as_str().into())
                .or_default()
                .push(id);
        }
        for (id, instance) in world
            .instances
            .iter()
            .filter(|(_, instance)| instance.is_present())
        {
            indices
                .by_cluster
                .entry(instance.cluster)
                .or_default()
                .insert(id);
        }
        for (id, service) in world.services.iter() {
            indices
                .services
                .insert((service.cluster, service.name.clone()), id);
        }
        for (id, task) in world.tasks.iter() {
            *indices.created.entry(task.made.group).or_default() += 1;
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
            self.by_service.entry(service).or_default().insert(id);
        }
        match task.made.instance {
            Some(instance) => self.by_instance.entry(instance).or_default().insert(id),
            None => self.on_fargate.insert(id),
        };
    }

    pub fn task_gone(&mut self, id: TaskId, task: &Task) {
        if let Some(service) = task.service() {
            remove_from(&mut self.by_service, service, id);
        }
        match task.made.instance {
            Some(instance) => remove_from(&mut self.by_instance, instance, id),
            None => drop(self.on_fargate.remove(&id)),
        }
    }

    pub fn task_counted(&mut self, task: &Task) {
        if let Some(instance) = task.made.instance {
            *self
                .spread
                .entry(task.made.group)
                .or_default()
                .entry(instance)
                .or_default() += 1;
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

fn remove_from<K: Ord + Copy>(sets: &mut BTreeMap<K, BTreeSet<TaskId>>, key: K, id: TaskId) {
    if let Some(set) = sets.get_mut(&key) {
        set.remove(&id);
        if set.is_empty() {
            sets.remove(&key);
        }
    }
}
