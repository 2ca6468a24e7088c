//! The state of a run, and the only way to change it.
//!
//! Rows are private to this module: everyone else reads views and asks for a change by an [`Event`]. Decides nothing.

mod apply;
pub mod event;
mod find;
pub mod indices;
pub mod laws;
pub mod views;

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use crate::catalog::zones::ZONES;
use crate::kernel::{Agenda, Arena, Chance, Digest, Name, Names, SimTime, SortedMap, WHOLE};
use crate::model::account::Account;
use crate::model::alarm::Alarm;
use crate::model::capacity::{AutoScalingGroup, CapacityProvider, Machine};
use crate::model::cluster::Cluster;
use crate::model::container::Container;
use crate::model::container_instance::ContainerInstance;
use crate::model::image::ImageBehaviour;
use crate::model::load_balancer::{LoadBalancer, Target, TargetGroup};
use crate::model::messages::ServiceMessage;
use crate::model::placement::PlacementRules;
use crate::model::quota::{Bucket, FARGATE_BURST, FARGATE_PER_SEC, Limit};
use crate::model::scaling::{Curve, ScalableTarget};
use crate::model::service::{Deployment, Service};
use crate::model::task::Task;
use crate::model::task_definition::{Demand, TaskDefinition};
use crate::model::traffic::FunctionBehaviour;
use crate::model::{
    AlarmId, AutoScalingGroupId, CapacityProviderId, ClusterId, ContainerId, ContainerInstanceId,
    DeploymentId, LoadBalancerId, MachineId, ScalableTargetId, ServiceEventId, ServiceId,
    TargetGroupId, TargetId, TaskDefinitionId, TaskId,
};

pub use event::{Cause, DecisionId, Entry, Event, Timer};
use indices::Indices;

/// A registered revision: the definition itself and what is derived from it once.
#[derive(Clone, Debug)]
pub struct Registered {
    pub definition: Arc<TaskDefinition>,
    pub demand: Arc<Demand>,
    /// ACTIVE until deregistered.
    pub active: bool,
    pub registered_at: SimTime,
    pub deregistered_at: Option<SimTime>,
}

/// One line of a service's event list.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ServiceEvent {
    pub service: ServiceId,
    pub at: SimTime,
    pub message: Arc<ServiceMessage>,
}

/// Everything needed to go on: rows, what is due, the seed. A copy is a fork.
#[derive(Clone, Debug)]
pub struct World {
    now: SimTime,
    /// Entries applied so far.
    seq: u64,
    chance: Chance,
    agenda: Agenda<Timer>,
    names: Names,
    /// Who may do what; without it everybody may do everything.
    account: Option<Arc<Account>>,
    /// Images that do not behave like the default.
    behaviours: Arc<SortedMap<Name, ImageBehaviour>>,
    /// What is left of the account's Fargate launches.
    fargate_launches: Bucket,
    /// Zones that are out.
    zones_out: Vec<Name>,
    /// What has an end, and which.
    limits: Vec<(Limit, u32)>,
    clusters: Arena<ClusterId, Cluster>,
    instances: Arena<ContainerInstanceId, ContainerInstance>,
    definitions: Arena<TaskDefinitionId, Registered>,
    services: Arena<ServiceId, Service>,
    deployments: Arena<DeploymentId, Deployment>,
    tasks: Arena<TaskId, Task>,
    containers: Arena<ContainerId, Container>,
    scalable_targets: Arena<ScalableTargetId, ScalableTarget>,
    alarms: Arena<AlarmId, Alarm>,
    /// Custom metrics over time.
    metrics: Arc<SortedMap<Name, Arc<Curve>>>,
    /// Functions that do not simply succeed.
    functions: Arc<SortedMap<Name, Arc<FunctionBehaviour>>>,
    load_balancers: Arena<LoadBalancerId, LoadBalancer>,
    target_groups: Arena<TargetGroupId, TargetGroup>,
    targets: Arena<TargetId, Target>,
    service_events: Arena<ServiceEventId, ServiceEvent>,
    providers: Arena<CapacityProviderId, CapacityProvider>,
    groups: Arena<AutoScalingGroupId, AutoScalingGroup>,
    machines: Arena<MachineId, Machine>,
    /// What was asked of tasks that wait for their provider and belong to no service.
    rules: Arc<SortedMap<TaskId, Arc<PlacementRules>>>,
    /// Derived from the rows; left out of keyframes and of the digest.
    /// Shared by copies until one of them changes.
    indices: Arc<Indices>,
}

impl World {
    /// An empty account. Equal seeds give equal runs.
    pub fn new(seed: u64) -> World {
        let mut names = Names::default();
        for zone in ZONES {
            names.intern(zone);
        }
        World {
            now: SimTime::ZERO,
            seq: 0,
            chance: Chance::new(seed),
            agenda: Agenda::default(),
            names,
            account: None,
            behaviours: Arc::default(),
            fargate_launches: Bucket::new(FARGATE_BURST, FARGATE_PER_SEC),
            zones_out: Vec::new(),
            limits: Vec::new(),
            clusters: Arena::default(),
            instances: Arena::default(),
            definitions: Arena::default(),
            services: Arena::default(),
            deployments: Arena::default(),
            tasks: Arena::default(),
            containers: Arena::default(),
            scalable_targets: Arena::default(),
            alarms: Arena::default(),
            metrics: Arc::default(),
            functions: Arc::default(),
            load_balancers: Arena::default(),
            target_groups: Arena::default(),
            targets: Arena::default(),
            service_events: Arena::default(),
            providers: apply::fargate_providers(),
            groups: Arena::default(),
            machines: Arena::default(),
            rules: Arc::default(),
            indices: Arc::default(),
        }
    }

    pub fn now(&self) -> SimTime {
        self.now
    }

    /// Lets time pass until `at`; nothing else changes. Entries carry the time they were written at.
    pub fn advance(&mut self, at: SimTime) {
        self.now = self.now.max(at);
    }

    /// How many entries of the log this world contains.
    pub fn seq(&self) -> u64 {
        self.seq
    }

    pub fn chance(&self) -> Chance {
        self.chance
    }

    /// What is due next, and when.
    pub fn next_timer(&self) -> Option<(crate::kernel::TimerId, Timer)> {
        self.agenda.next().map(|(id, timer)| (id, *timer))
    }

    /// Things on the agenda.
    pub fn timers(&self) -> usize {
        self.agenda.len()
    }

    /// One hash of everything that matters; equal on every target.
    pub fn digest(&self) -> u64 {
        Digest::of(self)
    }

    /// A copy for keeping: without what can be derived.
    pub fn shelved(&self) -> World {
        World {
            indices: Arc::default(),
            ..self.clone()
        }
    }

    /// The kept copy made usable again.
    pub fn unshelved(&self) -> World {
        let mut world = self.clone();
        world.indices = Arc::new(Indices::rebuilt(&world));
        world
    }
}

impl Hash for World {
    fn hash<H: Hasher>(&self, into: &mut H) {
        self.now.hash(into);
        self.seq.hash(into);
        self.chance.hash(into);
        self.agenda.hash(into);
        self.names.hash(into);
        // A world without an account hashes as it did before there were any.
        if let Some(account) = self.account.as_ref().filter(|_| WHOLE) {
            account.written.to_string().hash(into);
        }
        for behaviour in self.behaviours.iter() {
            behaviour.hash(into);
        }
        self.fargate_launches.hash(into);
        self.zones_out.hash(into);
        if WHOLE {
            self.limits.hash(into);
        }
        self.clusters.hash(into);
        self.instances.hash(into);
        self.definitions.hash(into);
        self.services.hash(into);
        self.deployments.hash(into);
        self.tasks.hash(into);
        self.containers.hash(into);
        self.scalable_targets.hash(into);
        self.alarms.hash(into);
        for metric in self.metrics.iter() {
            metric.hash(into);
        }
        for function in self.functions.iter() {
            function.hash(into);
        }
        self.load_balancers.hash(into);
        self.target_groups.hash(into);
        self.targets.hash(into);
        self.service_events.hash(into);
        self.providers.hash(into);
        self.groups.hash(into);
        self.machines.hash(into);
        for rule in self.rules.iter() {
            rule.hash(into);
        }
    }
}

impl Hash for Registered {
    fn hash<H: Hasher>(&self, into: &mut H) {
        self.definition.family.hash(into);
        self.definition.revision.hash(into);
        self.definition.json.to_string().hash(into);
        self.active.hash(into);
        self.registered_at.hash(into);
        self.deregistered_at.hash(into);
    }
}
