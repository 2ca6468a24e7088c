//! Read-only looks at the world: what deciders, explanations and panels see.

mod capacity;
mod task;

use crate::kernel::{Name, Names, SortedMap};
use crate::model::alarm::Alarm;
use crate::model::cluster::Cluster;
use crate::model::container::Container;
use crate::model::container_instance::ContainerInstance;
use crate::model::image::ImageBehaviour;
use crate::model::load_balancer::{LoadBalancer, Target, TargetGroup, TargetState};
use crate::model::messages::{Ids, ServiceMessage};
use crate::model::quota::Limit;
use crate::model::scaling::{Curve, ScalableTarget};
use crate::model::service::{Deployment, DeploymentStatus, Service, ServiceStatus};
use crate::model::task::{Group, Task, TaskStatus};
use crate::model::task_definition::{NetworkMode, TaskDefinition};
use crate::model::traffic::FunctionBehaviour;
use crate::model::{
    AlarmId, ClusterId, ContainerId, ContainerInstanceId, DeploymentId, LoadBalancerId,
    ScalableTargetId, ServiceId, TargetGroupId, TargetId, TaskDefinitionId, TaskId, arn,
};
use crate::world::{Registered, ServiceEvent, World};

/// A cluster with its number.
#[derive(Clone, Copy)]
pub struct ClusterView<'w> {
    pub world: &'w World,
    pub id: ClusterId,
    pub row: &'w Cluster,
}

/// A container instance with its number.
#[derive(Clone, Copy)]
pub struct InstanceView<'w> {
    pub world: &'w World,
    pub id: ContainerInstanceId,
    pub row: &'w ContainerInstance,
}

/// A service with its number.
#[derive(Clone, Copy)]
pub struct ServiceView<'w> {
    pub world: &'w World,
    pub id: ServiceId,
    pub row: &'w Service,
}

/// A task with its number.
#[derive(Clone, Copy)]
pub struct TaskView<'w> {
    pub world: &'w World,
    pub id: TaskId,
    pub row: &'w Task,
}

impl World {
    pub fn names(&self) -> &Names {
        &self.names
    }

    pub fn cluster(&self, id: ClusterId) -> ClusterView<'_> {
        ClusterView {
            world: self,
            id,
            row: &self.clusters[id],
        }
    }

    pub fn instance(&self, id: ContainerInstanceId) -> InstanceView<'_> {
        InstanceView {
            world: self,
            id,
            row: &self.instances[id],
        }
    }

    pub fn service(&self, id: ServiceId) -> ServiceView<'_> {
        ServiceView {
            world: self,
            id,
            row: &self.services[id],
        }
    }

    pub fn task(&self, id: TaskId) -> TaskView<'_> {
        TaskView {
            world: self,
            id,
            row: &self.tasks[id],
        }
    }

    pub fn container(&self, id: ContainerId) -> &Container {
        &self.containers[id]
    }

    pub fn deployment(&self, id: DeploymentId) -> &Deployment {
        &self.deployments[id]
    }

    pub fn registered(&self, id: TaskDefinitionId) -> &Registered {
        &self.definitions[id]
    }

    pub fn definition(&self, id: TaskDefinitionId) -> &TaskDefinition {
        &self.definitions[id].definition
    }

    /// Every cluster ever created, INACTIVE ones included, in order of creation.
    pub fn clusters(&self) -> impl Iterator<Item = ClusterView<'_>> {
        self.clusters.iter().map(|(id, row)| ClusterView {
            world: self,
            id,
            row,
        })
    }

    /// Every instance ever registered, INACTIVE ones included.
    pub fn instances(&self) -> impl Iterator<Item = InstanceView<'_>> {
        self.instances.iter().map(|(id, row)| InstanceView {
            world: self,
            id,
            row,
        })
    }

    /// Every service ever created.
    pub fn services(&self) -> impl Iterator<Item = ServiceView<'_>> {
        self.services.iter().map(|(id, row)| ServiceView {
            world: self,
            id,
            row,
        })
    }

    /// Every task ever created.
    pub fn tasks(&self) -> impl DoubleEndedIterator<Item = TaskView<'_>> {
        self.tasks.iter().map(|(id, row)| TaskView {
            world: self,
            id,
            row,
        })
    }

    /// Tasks that are not STOPPED and have no container instance: the Fargate lane.
    pub fn fargate_tasks(&self) -> impl Iterator<Item = TaskView<'_>> {
        self.indices.on_fargate.iter().map(|id| self.task(*id))
    }

    pub fn definitions(&self) -> impl DoubleEndedIterator<Item = (TaskDefinitionId, &Registered)> {
        self.definitions.iter()
    }

    pub fn deployments(&self) -> impl DoubleEndedIterator<Item = (DeploymentId, &Deployment)> {
        self.deployments.iter()
    }

    pub fn counts(&self) -> (u32, u32) {
        (self.tasks.len(), self.containers.len())
    }

    /// The number the next task will get.
    pub fn next_task(&self) -> TaskId {
        self.tasks.next_key()
    }

    /// The number the next deployment will get.
    pub fn next_deployment(&self) -> DeploymentId {
        self.deployments.next_key()
    }

    /// How many dynamic host ports a container of this definition needs on its instance.
    pub(super) fn dynamic_ports_of(&self, definition: TaskDefinitionId, container: u8) -> u16 {
        let definition = self.definition(definition);
        if definition.network_mode != NetworkMode::Bridge {
            return 0;
        }
        let Some(container) = definition.containers.get(usize::from(container)) else {
            return 0;
        };
        let dynamic = container
            .port_mappings
            .iter()
            .filter(|map| map.static_host_port(NetworkMode::Bridge).is_none());
        dynamic
            .map(|map| {
                map.container_port_last
                    .saturating_sub(map.container_port)
                    .saturating_add(1)
            })
            .sum()
    }

    /// The task that has waited longest for its host.
    pub fn first_waiting(&self, instance: ContainerInstanceId) -> Option<TaskId> {
        let here = self.indices.by_instance.get(&instance)?;
        here.iter().copied().find(|id| {
            let task = &self.tasks[*id];
            task.last_status == TaskStatus::Pending && !task.admitted
        })
    }

    pub fn target(&self, id: TargetId) -> &Target {
        &self.targets[id]
    }

    pub fn scalable_targets(&self) -> impl Iterator<Item = (ScalableTargetId, &ScalableTarget)> {
        self.scalable_targets.iter()
    }

    pub fn scalable_target(&self, id: ScalableTargetId) -> &ScalableTarget {
        &self.scalable_targets[id]
    }

    /// Fargate tasks that may be launched right now.
    pub fn fargate_launches(&self) -> u64 {
        self.fargate_launches.tokens(self.now)
    }

    /// Whether Fargate can start nothing in this zone.
    pub fn is_out(&self, zone: Name) -> bool {
        self.zones_out.contains(&zone)
    }

    /// How much there is of it, where it has an end.
    pub fn limit(&self, limit: Limit) -> Option<u32> {
        let mut known = self.limits.iter();
        known.find(|(it, _)| *it == limit).map(|(_, to)| *to)
    }

    /// Everything that has an end.
    pub fn limits(&self) -> &[(Limit, u32)] {
        &self.limits
    }

    /// Every alarm, in the order they were put.
    pub fn alarms(&self) -> impl Iterator<Item = (AlarmId, &Alarm)> {
        self.alarms.iter()
    }

    pub fn alarm(&self, id: AlarmId) -> &Alarm {
        &self.alarms[id]
    }

    /// A custom metric over time.
    pub fn metric(&self, name: Name) -> Option<&Curve> {
        self.metrics.get(&name).map(|curve| &**curve)
    }

    /// How a function answers lifecycle hooks.
    pub fn function(&self, name: &str) -> FunctionBehaviour {
        let known = self.names.find(name);
        known
            .and_then(|name| self.functions.get(&name))
            .map_or_else(FunctionBehaviour::default, |known| (**known).clone())
    }

    pub fn load_balancers(&self) -> impl Iterator<Item = (LoadBalancerId, &LoadBalancer)> {
        self.load_balancers.iter()
    }

    pub fn load_balancer(&self, id: LoadBalancerId) -> &LoadBalancer {
        &self.load_balancers[id]
    }

    pub fn target_groups(&self) -> impl Iterator<Item = (TargetGroupId, &TargetGroup)> {
        self.target_groups.iter()
    }

    pub fn target_group(&self, id: TargetGroupId) -> &TargetGroup {
        &self.target_groups[id]
    }

    /// The target group of that name or ARN.
    pub fn find_target_group(&self, reference: &str) -> Option<TargetGroupId> {
        let named = |(id, row): (TargetGroupId, &TargetGroup)| {
            (*row.name == *reference || Ids::target_group(self, id) == reference).then_some(id)
        };
        self.target_groups.iter().find_map(named)
    }

    /// The targets of a group that are not unused.
    pub fn targets_of(&self, group: TargetGroupId) -> impl Iterator<Item = &Target> {
        let live = self
            .indices
            .by_instance
            .values()
            .flatten()
            .chain(&self.indices.on_fargate);
        live.flat_map(|task| self.tasks[*task].target_ids())
            .map(|target| &self.targets[target])
            .filter(move |target| target.group == group && target.state != TargetState::Unused)
    }

    /// How containers of `image` behave.
    pub fn behaviour(&self, image: &str) -> ImageBehaviour {
        let name = self.names.find(image);
        name.and_then(|name| self.behaviours.get(&name).copied())
            .unwrap_or_default()
    }

    /// Tasks with desired status RUNNING of `group`, per instance.
    pub fn spread_counts(&self, group: Group) -> Option<&SortedMap<ContainerInstanceId, u32>> {
        self.indices.spread.get(&group)
    }

    /// How the group is called in the API.
    pub fn group_name(&self, group: Group) -> String {
        match group {
            Group::Service(service) => format!("service:{}", self.services[service].name),
            Group::Named(name) => self.names.text(name).to_owned(),
        }
    }

    /// The finders, for comparing with rebuilt ones.
    pub fn indices(&self) -> &crate::world::indices::Indices {
        &self.indices
    }
}

impl Ids for World {
    fn task(&self, task: TaskId) -> String {
        arn::task_id(self.chance, task.0)
    }
    fn container_instance(&self, instance: ContainerInstanceId) -> String {
        arn::instance_id(self.chance, instance.0)
    }
    fn ec2_instance(&self, instance: ContainerInstanceId) -> String {
        arn::ec2_instance_id(self.chance, instance.0)
    }
    fn deployment(&self, deployment: DeploymentId) -> String {
        arn::deployment_id(self.chance, deployment.0)
    }
    fn target_group(&self, group: TargetGroupId) -> String {
        arn::target_group_arn(self.chance, group.0, &self.target_groups[group].name)
    }
    fn names(&self) -> &Names {
        &self.names
    }
}

impl<'w> ClusterView<'w> {
    pub fn arn(&self) -> String {
        arn::cluster_arn(&self.row.name)
    }

    /// Instances that are not INACTIVE, in order of registration.
    pub fn instances(&self) -> impl Iterator<Item = InstanceView<'w>> + use<'w> {
        let world = self.world;
        let ids = world.indices.by_cluster.get(&self.id);
        ids.into_iter().flatten().map(move |id| world.instance(*id))
    }

    /// Services that are not INACTIVE.
    pub fn services(&self) -> impl Iterator<Item = ServiceView<'w>> + use<'w> {
        let id = self.id;
        self.world.services().filter(move |service| {
            service.row.cluster == id && service.row.status != ServiceStatus::Inactive
        })
    }

    /// Tasks that are not STOPPED.
    pub fn live_tasks(&self) -> impl Iterator<Item = TaskView<'w>> + use<'w> {
        let (world, id) = (self.world, self.id);
        let on_instances = world.indices.by_instance.values().flatten();
        on_instances
            .chain(&world.indices.on_fargate)
            .map(move |task| world.task(*task))
            .filter(move |task| task.row.made.cluster == id)
    }
}

impl<'w> InstanceView<'w> {
    /// The 32 hex digits.
    pub fn hex(&self) -> String {
        Ids::container_instance(self.world, self.id)
    }

    pub fn ec2_id(&self) -> String {
        Ids::ec2_instance(self.world, self.id)
    }

    /// The beginning of its EC2 id, as people say it.
    pub fn label(&self) -> String {
        let mut label = self.ec2_id();
        label.truncate(7);
        label
    }

    pub fn arn(&self) -> String {
        arn::container_instance_arn(&self.world.clusters[self.row.cluster].name, &self.hex())
    }

    /// Tasks that are not STOPPED, oldest first.
    pub fn tasks(&self) -> impl Iterator<Item = TaskView<'w>> + use<'w> {
        let world = self.world;
        world
            .indices
            .by_instance
            .get(&self.id)
            .into_iter()
            .flatten()
            .map(move |id| world.task(*id))
    }

    /// The value of an attribute: `None` when it is absent, an empty text when it has no value.
    pub fn attribute(&self, name: &str) -> Option<&'w str> {
        self.row
            .attributes
            .get(name)
            .map(|value| value.as_deref().unwrap_or(""))
    }
}

impl<'w> ServiceView<'w> {
    pub fn arn(&self) -> String {
        arn::service_arn(&self.world.clusters[self.row.cluster].name, &self.row.name)
    }

    /// Its tasks that are not STOPPED, oldest first.
    pub fn tasks(&self) -> impl Iterator<Item = TaskView<'w>> + use<'w> {
        let world = self.world;
        world
            .indices
            .by_service
            .get(&self.id)
            .into_iter()
            .flatten()
            .map(move |id| world.task(*id))
    }

    /// Deployments that are PRIMARY or ACTIVE, newest first.
    pub fn deployments(&self) -> impl Iterator<Item = (DeploymentId, &'w Deployment)> + use<'w> {
        let id = self.id;
        self.world
            .deployments
            .iter()
            .rev()
            .filter(move |(_, row)| row.service == id && row.status != DeploymentStatus::Inactive)
    }

    pub fn primary(&self) -> &'w Deployment {
        self.world.deployment(self.row.primary)
    }

    /// RUNNING tasks.
    pub fn running_count(&self) -> u32 {
        self.tasks()
            .filter(|task| task.row.last_status == TaskStatus::Running)
            .count() as u32
    }

    /// Tasks on their way to RUNNING.
    pub fn pending_count(&self) -> u32 {
        self.tasks()
            .filter(|task| task.row.counts_as_pending())
            .count() as u32
    }

    /// Its event list, newest first, at most 100.
    pub fn events(&self) -> Vec<(u32, &'w ServiceEvent)> {
        let mine = self
            .world
            .service_events
            .iter()
            .rev()
            .filter(|(_, event)| event.service == self.id);
        mine.take(100).map(|(id, event)| (id.0, event)).collect()
    }

    /// ECS's text of one of its events.
    pub fn event_text(&self, message: &ServiceMessage) -> String {
        message.text(&self.row.name, self.world)
    }
}
