//! Clusters, container instances and task definitions: the things that stand still.

use std::sync::Arc;

use crate::assumed;
use crate::kernel::{SimTime, WHOLE};
use crate::model::cluster::{Cluster, ClusterStatus};
use crate::model::container_instance::{ContainerInstance, InstanceStatus};
use crate::model::quota::Limit;
use crate::model::resources::{Amounts, Ports};
use crate::model::task_definition::TaskDefinition;
use crate::model::{ClusterId, ContainerInstanceId, ServiceId, TaskDefinitionId};
use crate::world::event::NewInstance;
use crate::world::{Registered, World};

/// The first port the agent hands out when none is fixed (scheduler 1.5).
const FIRST_DYNAMIC_PORT: u16 = 32_768;

impl World {
    pub(super) fn cluster_created(&mut self, name: &Arc<str>) {
        let id = self.clusters.push(Cluster {
            name: name.clone(),
            status: ClusterStatus::Active,
            providers: Vec::new(),
            default_strategy: Vec::new(),
        });
        self.indices_mut().clusters.insert(name.clone(), id);
    }

    pub(super) fn cluster_deleted(&mut self, cluster: ClusterId) {
        if let Some(row) = self.clusters.edit(cluster) {
            row.status = ClusterStatus::Inactive;
        }
    }

    pub(super) fn instance_registered(&mut self, new: &NewInstance) {
        assumed!(REGISTERED_MEMORY);
        assumed!(DAEMON_PORTS);
        let group = new.machine.map(|machine| self.machines[machine].group);
        let provider = group.and_then(|group| self.provider_of(group));
        let id = self.instances.push(ContainerInstance {
            cluster: new.cluster,
            machine: new.machine,
            provider,
            kind: new.kind,
            zone: new.zone.clone(),
            attributes: new.attributes.clone(),
            status: InstanceStatus::Active,
            agent_connected: true,
            registered_at: self.now,
            ended_at: SimTime::NEVER,
            registered: new.agent.registered(new.kind),
            allocated: Amounts::default(),
            ports: Ports::of_agent(),
            host: Amounts::default(),
            host_ports: Ports::of_agent(),
            next_dynamic_port: FIRST_DYNAMIC_PORT,
            images: Arc::default(),
        });
        self.names.intern(&new.zone);
        self.indices_mut()
            .by_cluster
            .or_default(new.cluster)
            .insert(id);
        if let Some(machine) = new.machine.filter(|_| WHOLE) {
            self.machine_registered(machine, id);
        }
        self.try_waiting(provider);
        self.wake_services_of_cluster(new.cluster);
    }

    pub(super) fn instance_status_changed(
        &mut self,
        instance: ContainerInstanceId,
        status: InstanceStatus,
    ) {
        let now = self.now;
        let Some(row) = self.instances.edit(instance) else {
            return;
        };
        row.status = status;
        if status == InstanceStatus::Inactive {
            row.ended_at = now;
        }
        let (cluster, provider) = (row.cluster, row.provider);
        if status == InstanceStatus::Inactive {
            row.agent_connected = false;
            if let Some(set) = self.indices_mut().by_cluster.get_mut(&cluster) {
                set.remove(&instance);
                if set.is_empty() {
                    self.indices_mut().by_cluster.remove(&cluster);
                }
            }
        }
        if status == InstanceStatus::Draining {
            // PENDING tasks there stop at once (scheduler 4.8), so the services with tasks there look soon.
            let tasks = self
                .indices
                .by_instance
                .get(&instance)
                .into_iter()
                .flatten();
            let mut services: Vec<ServiceId> = tasks
                .filter_map(|task| self.tasks[*task].service())
                .collect();
            services.sort_unstable();
            services.dedup();
            for service in services {
                self.look_soon(service);
            }
        }
        self.try_waiting(provider);
        self.wake_services_of_cluster(cluster);
    }

    /// A zone that is back may take tasks again: services look.
    pub(super) fn zone_changed(&mut self, zone: &str, out: bool) {
        let zone = self.names.intern(zone);
        self.zones_out.retain(|known| *known != zone);
        self.groups_look();
        if out {
            self.zones_out.push(zone);
            return;
        }
        self.wake_services();
    }

    /// Where there is more again, services look.
    pub(super) fn limit_set(&mut self, limit: Limit, to: Option<u32>) {
        let before = self.limit(limit);
        self.limits.retain(|(known, _)| *known != limit);
        self.limits.extend(to.map(|to| (limit, to)));
        if to.is_none() || before.is_some_and(|before| to > Some(before)) {
            self.wake_services();
        }
    }

    fn wake_services(&mut self) {
        let all: Vec<ServiceId> = self.services.iter().map(|(id, _)| id).collect();
        for service in all {
            self.wake(service);
        }
    }

    pub(super) fn agent_connection_changed(
        &mut self,
        instance: ContainerInstanceId,
        connected: bool,
    ) {
        let Some(row) = self.instances.edit(instance) else {
            return;
        };
        row.agent_connected = connected;
        let (cluster, provider) = (row.cluster, row.provider);
        self.try_waiting(provider);
        self.wake_services_of_cluster(cluster);
    }

    pub(super) fn definition_registered(&mut self, definition: &Arc<TaskDefinition>) {
        let id = self.definitions.push(Registered {
            definition: definition.clone(),
            demand: Arc::new(definition.demand()),
            active: true,
            registered_at: self.now,
            deregistered_at: None,
        });
        self.names.intern(&format!("family:{}", definition.family));
        self.indices_mut()
            .families
            .or_default(definition.family.as_str().into())
            .push(id);
    }

    pub(super) fn definition_deregistered(&mut self, definition: TaskDefinitionId) {
        let now = self.now;
        if let Some(row) = self.definitions.edit(definition) {
            row.active = false;
            row.deregistered_at = Some(now);
        }
    }
}
