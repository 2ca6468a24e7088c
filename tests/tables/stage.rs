//! A small stage for facts: instances of any size, tasks put anywhere, and what became of it.

use std::sync::Arc;

use ecs_playground::api::error::ApiError;
use ecs_playground::api::operation::{Operation, check_value};
use ecs_playground::catalog::instance_types::{InstanceType, instance_type};
use ecs_playground::engine::Decision;
use ecs_playground::engine::placement::{Destination, TaskAsk};
use ecs_playground::engine::service::create;
use ecs_playground::engine::service::reconcile::Reconciliation;
use ecs_playground::kernel::SortedMap;
use ecs_playground::kernel::{SimSpan, SimTime};
use ecs_playground::model::placement::{Constraint, LaunchType, Strategy};
use ecs_playground::model::task::Group;
use ecs_playground::model::{ClusterId, ContainerInstanceId, TaskId};
use ecs_playground::sim::command::{NewBehaviour, NewInstances};
use ecs_playground::sim::{Command, Simulation};
use ecs_playground::world::views::ServiceView;
use ecs_playground::world::{Cause, Event, World};
use serde_json::{Value, json};

pub struct Stage {
    pub simulation: Simulation,
}

/// A type that registers exactly so much.
pub fn sized(vcpus: u32, registered_mib: u32) -> &'static InstanceType {
    let nominal = (registered_mib..).find(|nominal| nominal * 97 / 100 == registered_mib);
    Box::leak(Box::new(InstanceType {
        name: "sized",
        vcpus,
        memory_mib: nominal.unwrap(),
        ..*instance_type("m5.large").unwrap()
    }))
}

/// One container that asks for so much.
pub fn app(cpu: u32, memory: u32) -> Value {
    json!([{ "name": "app", "image": "app", "cpu": cpu, "memory": memory }])
}

impl Stage {
    /// The cluster `default`, empty.
    pub fn new() -> Stage {
        let mut stage = Stage {
            simulation: Simulation::new(1),
        };
        stage.ask(Operation::CreateCluster, json!({}));
        stage
    }

    pub fn world(&self) -> &World {
        self.simulation.world()
    }

    /// Asks, as the API's edge would let it through.
    pub fn try_ask(&mut self, operation: Operation, request: Value) -> Result<Value, ApiError> {
        let findings = check_value(operation, &request);
        let first = ecs_playground::api::finding::first_error(&findings);
        if let Some(error) = first {
            return Err(error);
        }
        let request = Arc::new(request);
        self.simulation
            .submit(Command::Request { operation, request })
    }

    pub fn ask(&mut self, operation: Operation, request: Value) -> Value {
        let answer = self.try_ask(operation, request.clone());
        answer.unwrap_or_else(|error| panic!("{}: {error}: {request}", operation.name()))
    }

    pub fn join(&mut self, kind: &'static InstanceType, zone: &'static str) -> ContainerInstanceId {
        self.join_with(kind, zone, &[])
    }

    pub fn join_with(
        &mut self,
        kind: &'static InstanceType,
        zone: &'static str,
        attributes: &[(&str, &str)],
    ) -> ContainerInstanceId {
        let attributes: SortedMap<String, Option<String>> = attributes
            .iter()
            .map(|(name, value)| ((*name).to_owned(), Some((*value).to_owned())))
            .collect();
        let new = NewInstances {
            cluster: "default".to_owned(),
            kind,
            zones: vec![ecs_playground::catalog::zones::zone(zone).unwrap()],
            count: 1,
            attributes,
            agent: Default::default(),
        };
        self.simulation
            .submit(Command::Instances(Arc::new(new)))
            .unwrap();
        self.world().instances().last().unwrap().id
    }

    /// `count` roomy instances in each of three zones.
    pub fn join_many(&mut self, count: u32) {
        for _ in 0..count {
            for zone in ["a", "b", "c"] {
                self.join(instance_type("m5.4xlarge").unwrap(), zone);
            }
        }
    }

    pub fn define(&mut self, family: &str, containers: Value) {
        self.define_with(family, json!({}), containers);
    }

    pub fn define_with(&mut self, family: &str, with: Value, containers: Value) {
        let mut request = with;
        request["family"] = family.into();
        request["containerDefinitions"] = containers;
        self.ask(Operation::RegisterTaskDefinition, request);
    }

    /// Creates the service `web` of the family `web`.
    pub fn serve(&mut self, desired: u32, with: Value) {
        let mut request = with;
        request["serviceName"] = "web".into();
        request["taskDefinition"] = "web".into();
        request["desiredCount"] = desired.into();
        self.ask(Operation::CreateService, request);
    }

    pub fn update(&mut self, with: Value) {
        let mut request = with;
        request["service"] = "web".into();
        self.ask(Operation::UpdateService, request);
    }

    pub fn behave(&mut self, new: NewBehaviour) {
        self.simulation
            .submit(Command::Image(Arc::new(new)))
            .unwrap();
    }

    /// Puts a task of the newest definition on `instance`, whatever the rules say.
    pub fn put(&mut self, instance: ContainerInstanceId, ask: &TaskAsk) -> TaskId {
        let cause = Cause::Entry(0);
        let destination = Destination::Instance(instance);
        create(&mut self.simulation, ask, destination, None, cause)
    }

    /// What a standalone task of the newest definition asks for.
    pub fn ask_for(&self, strategies: &[Strategy], constraints: &[Constraint]) -> TaskAsk {
        let world = self.world();
        let definition = world.definitions().next_back().unwrap().0;
        TaskAsk {
            cluster: ClusterId(0),
            definition,
            group: Group::Named(world.names().find("us-east-1a").unwrap()),
            launch_type: LaunchType::Ec2,
            provider: None,
            constraints: constraints.into(),
            member_of: TaskAsk::member_of(world, definition, constraints),
            strategies: strategies.into(),
            default_strategies: false,
            only: Default::default(),
            zones: Arc::new([]),
        }
    }

    pub fn pass(&mut self, secs: u64) {
        let until = self.simulation.now() + SimSpan::from_secs(secs);
        self.simulation.run_until(until, u64::MAX);
    }

    pub fn web(&self) -> ServiceView<'_> {
        let world = self.simulation.world();
        world.find_service(ClusterId(0), "web").unwrap()
    }

    /// The texts of the events of `web`, oldest first.
    pub fn events(&self) -> Vec<String> {
        let web = self.web();
        let mut events: Vec<String> = web
            .events()
            .iter()
            .map(|(_, event)| web.event_text(&event.message))
            .collect();
        events.reverse();
        events
    }

    /// The looks of `web` that changed something since `since`.
    pub fn looks(&self, since: SimTime) -> Vec<(SimTime, Reconciliation)> {
        let decided = self
            .simulation
            .decisions()
            .filter(|(_, decided)| decided.at > since);
        decided
            .filter_map(|(_, decided)| match &decided.decision {
                Decision::Reconciliation { outcome, .. } => {
                    Some((decided.at, Reconciliation::clone(outcome)))
                }
                Decision::Placement(_) | Decision::Capacity(_) => None,
            })
            .collect()
    }

    /// Starts and stops of each look that had any, since `since`.
    pub fn course(&self, since: SimTime) -> Vec<(u32, usize)> {
        let looks = self.looks(since).into_iter();
        looks
            .map(|(_, look)| (look.start, look.stop.len()))
            .filter(|course| *course != (0, 0))
            .collect()
    }

    /// Live tasks on each instance, in order of registration.
    pub fn per_instance(&self) -> Vec<usize> {
        let instances = self.world().instances();
        instances
            .map(|instance| instance.tasks().filter(|task| task.row.is_wanted()).count())
            .collect()
    }

    /// When the first event that `is` says yes to happened.
    pub fn when(&self, is: impl Fn(&Event) -> bool) -> Option<SimTime> {
        let mut entries = self.simulation.entries();
        entries.find_map(|(_, entry)| is(&entry.event).then_some(entry.at))
    }
}
