//! Lives drawn from a seed: clusters, services, tasks and failures of every kind, through the same door as everybody.

#![allow(dead_code, reason = "each test takes the part it needs")]

use ecs_playground::kernel::SortedMap;
use std::sync::Arc;

use ecs_playground::api::operation::Operation;
use ecs_playground::catalog::instance_types::instance_type;
use ecs_playground::catalog::zones::ZONES;
use ecs_playground::engine::placement::{Destination, TaskAsk};
use ecs_playground::engine::service::create;
use ecs_playground::kernel::{SimSpan, SimTime};
use ecs_playground::model::ContainerInstanceId;
use ecs_playground::model::image::{Exit, ImageBehaviour};
use ecs_playground::model::service::ServiceStatus;
use ecs_playground::sim::command::{Fault, NewBehaviour, NewInstances};
use ecs_playground::sim::{Command, Simulation};
use ecs_playground::world::event::CommandId;
use ecs_playground::world::{Cause, World};
use serde_json::{Value, json};

#[path = "draws.rs"]
pub mod draws;

pub use draws::Draws;

/// Families a life registers, each with many revisions.
const FAMILIES: [&str; 5] = ["web", "port", "eni", "fargate", "ordered"];

/// A simulation and what happens to it.
pub struct Life {
    pub simulation: Simulation,
    pub draws: Draws,
    /// Requests that were refused so far.
    pub refused: u32,
}

/// What containers run.
const IMAGES: [&str; 7] = [
    "app:0", "app:1", "app:2", "app:3", "app:4", "setup", "proxy",
];

impl Life {
    /// A cluster with some instances and one revision of every family.
    pub fn new(seed: u64) -> Life {
        let mut life = Life {
            simulation: Simulation::new(seed),
            draws: Draws::new(seed ^ 0x5eed),
            refused: 0,
        };
        life.ask(
            Operation::CreateCluster,
            json!({ "clusterName": "default" }),
        );
        for _ in 0..1 + life.draws.below(3) {
            life.join();
        }
        for family in FAMILIES {
            life.register(family);
        }
        life
    }

    /// Lets things happen until `until`; `watch` sees the simulation after each.
    pub fn live(&mut self, until: SimTime, watch: &mut dyn FnMut(&Simulation)) {
        loop {
            let pause = SimSpan::from_millis(self.draws.below(30_000));
            let next = self.simulation.now() + pause;
            if next > until {
                break;
            }
            self.simulation.run_until(next, u64::MAX);
            self.happen();
            watch(&self.simulation);
        }
        self.simulation.run_until(until, u64::MAX);
        watch(&self.simulation);
    }

    fn happen(&mut self) {
        match self.draws.below(20) {
            0..=3 => self.create_service(),
            4..=7 => self.update_service(),
            8 => self.delete_service(),
            9..=10 => self.run_task(),
            11 => self.stop_task(),
            12 => self.join(),
            13..=14 => self.change_instance(),
            15..=16 => self.fail(),
            17 => {
                let family = self.draws.pick(&FAMILIES);
                self.register(family);
            }
            _ => self.ask_nonsense(),
        }
    }

    /// Asks; what is refused changes nothing at all.
    pub fn ask(&mut self, operation: Operation, request: Value) {
        let before = (self.simulation.len(), self.simulation.world().digest());
        let command = Command::Request {
            operation,
            request: Arc::new(request),
        };
        if self.simulation.submit(command).is_err() {
            let after = (self.simulation.len(), self.simulation.world().digest());
            assert_eq!(before, after, "a refused {} left a trace", operation.name());
            self.refused += 1;
        }
    }

    fn join(&mut self) {
        let types = [
            "t3.small",
            "m5.large",
            "c5.large",
            "m5.xlarge",
            "c5.2xlarge",
        ];
        let name = self.draws.pick(&types);
        let (first, count) = (self.draws.below(3) as usize, 1 + self.draws.below(3) as u32);
        self.join_as(name, &ZONES[first..3], count);
    }

    fn join_as(&mut self, kind: &str, zones: &[&'static str], count: u32) {
        let mut attributes = SortedMap::new();
        if self.draws.one_in(3) {
            let stack = self.draws.pick(&["prod", "dev"]).to_owned();
            attributes.insert("stack".to_owned(), Some(stack));
        }
        let new = NewInstances {
            cluster: "default".to_owned(),
            kind: instance_type(kind).unwrap(),
            zones: zones.to_vec(),
            count,
            attributes,
            agent: Default::default(),
        };
        self.simulation
            .submit(Command::Instances(Arc::new(new)))
            .unwrap();
    }

    fn register(&mut self, family: &str) {
        let image = self.draws.pick(&IMAGES[..5]);
        let memory = 64 << self.draws.below(6);
        let cpu = 64 << self.draws.below(5);
        let app = json!({ "name": "app", "image": image, "cpu": cpu, "memory": memory });
        let with = |extra: Value| {
            let mut app = app.clone();
            for (key, value) in extra.as_object().unwrap() {
                app[key] = value.clone();
            }
            app
        };
        let host_port = self.draws.pick(&[0, 80, 8_080]);
        let request = match family {
            "port" => json!({ "containerDefinitions": [
                with(json!({ "portMappings": [{ "containerPort": 80, "hostPort": host_port }] })),
            ] }),
            "eni" => json!({ "networkMode": "awsvpc", "containerDefinitions": [app] }),
            "fargate" => json!({
                "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"],
                "cpu": "256", "memory": "512",
                "containerDefinitions": [{ "name": "app", "image": image }],
            }),
            "ordered" => json!({ "containerDefinitions": [
                { "name": "setup", "image": "setup", "memory": 64, "essential": false },
                { "name": "proxy", "image": "proxy", "memory": 64,
                  "healthCheck": { "command": ["CMD", "true"], "interval": 10 } },
                with(json!({ "dependsOn": [
                    { "containerName": "setup", "condition": self.draws.pick(&["SUCCESS", "COMPLETE"]) },
                    { "containerName": "proxy", "condition": self.draws.pick(&["HEALTHY", "START"]) },
                ] })),
            ] }),
            _ => json!({ "containerDefinitions": [app] }),
        };
        let mut request = request;
        request["family"] = family.into();
        self.ask(Operation::RegisterTaskDefinition, request);
    }

    /// What a service or a task needs to say besides its family.
    fn terms(&mut self, family: &str) -> Value {
        let mut terms = json!({ "taskDefinition": family });
        if matches!(family, "eni" | "fargate") {
            let subnets = json!({ "subnets": ["subnet-1a", "subnet-1b"] });
            terms["networkConfiguration"] = json!({ "awsvpcConfiguration": subnets });
        }
        if family == "fargate" {
            terms["launchType"] = "FARGATE".into();
            return terms;
        }
        let strategies = [
            json!([]),
            json!([{ "type": "random" }]),
            json!([{ "type": "spread", "field": "instanceId" }]),
            json!([{ "type": "binpack", "field": "memory" }]),
            json!([{ "type": "spread", "field": "attribute:ecs.availability-zone" },
                   { "type": "binpack", "field": "cpu" }]),
            json!([{ "type": "spread", "field": "attribute:stack" }, { "type": "spread", "field": "host" }]),
        ];
        terms["placementStrategy"] = self.draws.pick(&strategies);
        if self.draws.one_in(4) {
            terms["placementConstraints"] = json!([{ "type": "distinctInstance" }]);
        }
        terms
    }

    fn percents(&mut self) -> Value {
        let (least, most) = self.draws.pick(&[
            (100, 200),
            (50, 100),
            (50, 200),
            (0, 100),
            (100, 150),
            (75, 125),
        ]);
        let breaker = json!({ "enable": self.draws.one_in(3), "rollback": self.draws.one_in(2) });
        json!({
            "minimumHealthyPercent": least, "maximumPercent": most, "deploymentCircuitBreaker": breaker,
        })
    }

    fn create_service(&mut self) {
        let family = self.draws.pick(&FAMILIES);
        let mut request = self.terms(family);
        request["serviceName"] = format!("{family}-{}", self.draws.below(3)).into();
        request["desiredCount"] = self.draws.below(9).into();
        if self.draws.one_in(2) {
            request["deploymentConfiguration"] = self.percents();
        }
        self.ask(Operation::CreateService, request);
    }

    fn any_service(&mut self) -> Option<String> {
        let world = self.simulation.world();
        let services = world
            .services()
            .filter(|it| it.row.status == ServiceStatus::Active);
        let names: Vec<String> = services.map(|it| it.row.name.to_string()).collect();
        (!names.is_empty()).then(|| self.draws.pick(&names))
    }

    fn update_service(&mut self) {
        let Some(name) = self.any_service() else {
            return;
        };
        let mut request = json!({ "service": name });
        let family = name.split('-').next().unwrap_or_default().to_owned();
        match self.draws.below(4) {
            0 => request["desiredCount"] = self.draws.below(9).into(),
            1 => request["forceNewDeployment"] = true.into(),
            2 => request["deploymentConfiguration"] = self.percents(),
            _ => {
                self.register(&family);
                request["taskDefinition"] = family.into();
            }
        }
        self.ask(Operation::UpdateService, request);
    }

    fn delete_service(&mut self) {
        if let Some(name) = self.any_service() {
            let force = self.draws.one_in(2);
            self.ask(
                Operation::DeleteService,
                json!({ "service": name, "force": force }),
            );
        }
    }

    fn run_task(&mut self) {
        let family = self.draws.pick(&FAMILIES);
        let mut request = self.terms(family);
        request["count"] = (1 + self.draws.below(10)).into();
        if self.draws.one_in(3) {
            request["group"] = "batch".into();
        }
        self.ask(Operation::RunTask, request);
    }

    fn any_task(&mut self) -> Option<String> {
        let world = self.simulation.world();
        let live = world.tasks().filter(|task| !task.row.is_stopped());
        let arns: Vec<String> = live.map(|task| task.arn()).collect();
        (!arns.is_empty()).then(|| self.draws.pick(&arns))
    }

    fn stop_task(&mut self) {
        if let Some(task) = self.any_task() {
            self.ask(Operation::StopTask, json!({ "task": task }));
        }
    }

    fn any_instance(&mut self) -> Option<(ContainerInstanceId, String)> {
        let world = self.simulation.world();
        let present = world.instances().filter(|it| it.row.is_present());
        let all: Vec<_> = present.map(|it| (it.id, it.arn())).collect();
        (!all.is_empty()).then(|| self.draws.pick(&all))
    }

    fn change_instance(&mut self) {
        let Some((_, arn)) = self.any_instance() else {
            return;
        };
        match self.draws.below(5) {
            0 => self.ask(
                Operation::DeregisterContainerInstance,
                json!({ "containerInstance": arn, "force": self.simulation.len().is_multiple_of(2) }),
            ),
            1 | 2 => self.set_state(arn, "ACTIVE"),
            _ => self.set_state(arn, "DRAINING"),
        }
    }

    fn set_state(&mut self, arn: String, status: &str) {
        let request = json!({ "containerInstances": [arn], "status": status });
        self.ask(Operation::UpdateContainerInstancesState, request);
    }

    fn fail(&mut self) {
        let Some((instance, _)) = self.any_instance() else {
            return;
        };
        let connected = self.draws.one_in(2);
        if self.draws.one_in(3) {
            return self.misbehave();
        }
        let fault = match self.draws.below(5) {
            0 => Fault::InstanceTerminate { instance },
            1 | 2 => Fault::AgentConnection {
                instance,
                connected,
            },
            _ => {
                let world = self.simulation.world();
                let Some(task) = world.tasks().rev().find(|task| task.row.is_wanted()) else {
                    return;
                };
                Fault::TaskCrash { task: task.id }
            }
        };
        self.simulation.submit(Command::Fault(fault)).unwrap();
    }

    /// An image changes how it behaves, for worse or back to good.
    fn misbehave(&mut self) {
        let span = SimSpan::from_secs(self.draws.below(90));
        let mut behaviour = ImageBehaviour::default();
        match self.draws.below(5) {
            0 => behaviour.missing = true,
            1 => {
                let code = self.draws.below(3) as u8;
                behaviour.exits = Some(Exit { after: span, code });
            }
            2 => behaviour.unhealthy_after = Some(span),
            3 => behaviour.ignores_sigterm = true,
            _ => {}
        }
        let image = self.draws.pick(&IMAGES).to_owned();
        self.behave(image, behaviour);
    }

    fn behave(&mut self, image: String, behaviour: ImageBehaviour) {
        let new = NewBehaviour { image, behaviour };
        self.simulation
            .submit(Command::Image(Arc::new(new)))
            .unwrap();
    }

    fn ask_nonsense(&mut self) {
        let (operation, request) = self.draws.pick(&[
            (
                Operation::CreateCluster,
                json!({ "clusterName": "no spaces" }),
            ),
            (Operation::RunTask, json!({ "taskDefinition": "unknown" })),
            (
                Operation::RunTask,
                json!({ "taskDefinition": "web", "count": 11 }),
            ),
            (Operation::RunTask, json!({ "taskDefinition": "eni" })),
            (Operation::StopTask, json!({ "task": "unknown" })),
            (
                Operation::UpdateService,
                json!({ "service": "unknown", "desiredCount": 1 }),
            ),
            (Operation::DeleteCluster, json!({ "cluster": "default" })),
            (
                Operation::CreateService,
                json!({ "serviceName": "a", "taskDefinition": "web" }),
            ),
            (
                Operation::CreateService,
                json!({
                    "serviceName": "a", "taskDefinition": "web", "desiredCount": 1,
                    "placementStrategy": [{ "type": "binpack", "field": "disk" }],
                }),
            ),
        ]);
        let before = self.refused;
        self.ask(operation, request);
        // `default` may be empty by now; everything else is wrong at all times.
        let may_pass = operation == Operation::DeleteCluster;
        assert!(
            may_pass || self.refused > before,
            "{} was accepted",
            operation.name()
        );
    }

    /// No more faults: images good, agents connected, nothing draining, room for everything, and limits that let things move.
    pub fn heal(&mut self) {
        for image in IMAGES {
            self.behave(image.to_owned(), ImageBehaviour::default());
        }
        let instances: Vec<_> = self
            .simulation
            .world()
            .instances()
            .filter(|it| it.row.is_present())
            .map(|it| (it.id, it.arn()))
            .collect();
        for (instance, arn) in instances {
            let connected = true;
            let fault = Fault::AgentConnection {
                instance,
                connected,
            };
            self.simulation.submit(Command::Fault(fault)).unwrap();
            self.set_state(arn, "ACTIVE");
        }
        self.join_as("m5.4xlarge", &ZONES[..3], 60);
        let services: Vec<String> = self
            .simulation
            .world()
            .services()
            .filter(|it| it.row.status == ServiceStatus::Active)
            .map(|it| it.row.name.to_string())
            .collect();
        for service in services {
            let percents = json!({ "minimumHealthyPercent": 50, "maximumPercent": 200 });
            // A failed deployment stays failed: somebody has to ask for another.
            let request = json!({
                "service": service, "deploymentConfiguration": percents, "forceNewDeployment": true,
            });
            self.ask(Operation::UpdateService, request);
        }
    }
}

/// Puts one task where a placement said.
pub fn place(simulation: &mut Simulation, ask: &TaskAsk, instance: ContainerInstanceId) {
    let cause = Cause::Command(CommandId(0));
    create(
        simulation,
        ask,
        Destination::Instance(instance),
        None,
        cause,
    );
}

/// Every operation that only reads, asked of what is there.
pub fn questions(world: &World) -> Vec<(Operation, Value)> {
    let tasks: Vec<String> = world.tasks().take(10).map(|it| it.arn()).collect();
    let services: Vec<String> = world.services().take(10).map(|it| it.arn()).collect();
    let instances: Vec<String> = world.instances().take(10).map(|it| it.arn()).collect();
    vec![
        (Operation::ListClusters, json!({})),
        (
            Operation::DescribeClusters,
            json!({ "clusters": ["default", "unknown"] }),
        ),
        (Operation::ListTaskDefinitions, json!({})),
        (Operation::ListTaskDefinitionFamilies, json!({})),
        (
            Operation::DescribeTaskDefinition,
            json!({ "taskDefinition": "web" }),
        ),
        (Operation::ListTasks, json!({})),
        (Operation::DescribeTasks, json!({ "tasks": tasks })),
        (Operation::ListServices, json!({})),
        (Operation::DescribeServices, json!({ "services": services })),
        (Operation::ListContainerInstances, json!({})),
        (
            Operation::DescribeContainerInstances,
            json!({ "containerInstances": instances }),
        ),
    ]
}
