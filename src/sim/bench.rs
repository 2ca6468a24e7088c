//! The measured rows: placement, events, copies and seeks, the same natively and in a browser.
//!
//! Has no clock of its own; the caller lends one. Nothing here asserts a time.

use std::sync::Arc;

use serde_json::json;

use crate::api::operation::Operation;
use crate::catalog::instance_types::instance_type;
use crate::catalog::zones::ZONES;
use crate::engine::placement::ask::Only;
use crate::engine::placement::{Destination, Placer, TaskAsk, place_by_scan};
use crate::engine::service::create;
use crate::kernel::{Digest, SimTime};
use crate::model::placement::{BinpackField, LaunchType, SpreadField, Strategy, ZONE_ATTRIBUTE};
use crate::model::task::Group;
use crate::model::{ClusterId, TaskDefinitionId};
use crate::sim::command::NewInstances;
use crate::sim::{Command, Simulation, wave};
use crate::world::event::CommandId;
use crate::world::{Cause, World};

/// Tasks one service may want.
const TASKS_OF_A_SERVICE: u32 = 5_000;
/// Long enough for every task of the launch to be RUNNING.
const LAUNCHED_BY: SimTime = SimTime(30 * 60 * 1_000_000);

/// One measured row.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub what: String,
    /// How often it was done.
    pub times: u64,
    pub total_millis: f64,
}

impl Row {
    pub fn micros_each(&self) -> f64 {
        self.total_millis * 1_000.0 / self.times.max(1) as f64
    }
}

/// How large the measured clusters are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// Instances of each placement row.
    pub placement: Vec<u32>,
    pub instances: u32,
    /// Services of 5,000 tasks each.
    pub services: u32,
    /// Instances at the top of a day's wave of load.
    pub wave: u32,
}

impl Sizes {
    /// What the budgets are about: 100,000 tasks on 10,000 instances.
    pub fn full() -> Sizes {
        Sizes {
            placement: vec![100, 1_000, 10_000],
            instances: 10_000,
            services: 20,
            wave: 1_000,
        }
    }
}

/// Measures every row. `clock` gives milliseconds since any start; each row is handed over as it is done.
pub fn measure(sizes: &Sizes, clock: &mut dyn FnMut() -> f64, done: &mut dyn FnMut(Row)) {
    for instances in &sizes.placement {
        done(placement(*instances, clock));
    }
    if let Some(instances) = sizes.placement.last() {
        done(scan(*instances, clock));
    }
    done(launch(sizes.instances / 20, 1, clock).0);
    let (row, launched) = launch(sizes.instances, sizes.services, clock);
    done(row);
    done(copy(launched.world(), clock));
    done(seek(&launched, clock));
    let before = clock();
    // The value is used, so that the work is done.
    let digest = launched.digest();
    let total_millis = clock() - before;
    done(Row {
        what: format!("digest of that run ({digest:016x})"),
        times: 1,
        total_millis,
    });
    done(rollout(
        launch(sizes.instances / 5, 2.min(sizes.services), clock).1,
        clock,
    ));
    done(wave::day(sizes.wave, clock));
}

pub(super) fn cluster_of(instances: u32) -> Simulation {
    let mut simulation = Simulation::new(1);
    request(
        &mut simulation,
        Operation::CreateCluster,
        json!({ "clusterName": "default" }),
    );
    let kind = instance_type("m5.xlarge").expect("a known type");
    let new = NewInstances {
        cluster: "default".to_owned(),
        kind,
        zones: ZONES[..3].to_vec(),
        count: instances,
        attributes: Default::default(),
        agent: Default::default(),
    };
    let joined = simulation.submit(Command::Instances(Arc::new(new)));
    joined.expect("the cluster is there");
    request(
        &mut simulation,
        Operation::RegisterTaskDefinition,
        json!({
            "family": "web",
            "containerDefinitions": [{ "name": "app", "image": "nginx", "cpu": 256, "memory": 512 }],
        }),
    );
    simulation
}

pub(super) fn request(
    simulation: &mut Simulation,
    operation: Operation,
    request: serde_json::Value,
) {
    let request = Arc::new(request);
    let answer = simulation.submit(Command::Request { operation, request });
    answer.expect("a request of this file is right");
}

/// What a task of the cluster above asks for, spread over zones and packed by memory.
fn ask(world: &World) -> TaskAsk {
    TaskAsk {
        cluster: ClusterId(0),
        definition: TaskDefinitionId(0),
        group: Group::Named(world.names().find("family:web").unwrap_or_default()),
        launch_type: LaunchType::Ec2,
        provider: None,
        constraints: Arc::new([]),
        member_of: Arc::new([]),
        strategies: vec![
            Strategy::Spread(SpreadField::Attribute(ZONE_ATTRIBUTE.into())),
            Strategy::Binpack(BinpackField::Memory),
        ]
        .into(),
        default_strategies: false,
        only: Only::Anywhere,
        zones: Arc::new([]),
    }
}

/// Ten tasks per instance, from the first look at the cluster to the last task in the log.
fn placement(instances: u32, clock: &mut dyn FnMut() -> f64) -> Row {
    let mut simulation = cluster_of(instances);
    let ask = ask(simulation.world());
    let before = clock();
    let mut placer = Placer::prepare(simulation.world(), &ask);
    let mut placed = 0;
    for _ in 0..instances * 10 {
        let Some(instance) = placer.choose(simulation.world()) else {
            break;
        };
        let cause = Cause::Command(CommandId(0));
        create(
            &mut simulation,
            &ask,
            Destination::Instance(instance),
            None,
            cause,
        );
        placer.placed(simulation.world(), instance);
        placed += 1;
    }
    Row {
        what: format!("placement on {instances} instances, each task recorded"),
        times: placed,
        total_millis: clock() - before,
    }
}

/// The reference way: a look at every instance for one task.
fn scan(instances: u32, clock: &mut dyn FnMut() -> f64) -> Row {
    let simulation = cluster_of(instances);
    let ask = ask(simulation.world());
    let before = clock();
    let times = 20;
    for _ in 0..times {
        place_by_scan(simulation.world(), &ask, &mut ());
    }
    Row {
        what: format!("placement on {instances} instances by plain scan"),
        times,
        total_millis: clock() - before,
    }
}

/// Every service gets a revision, until all of its tasks run it.
fn rollout(mut simulation: Simulation, clock: &mut dyn FnMut() -> f64) -> Row {
    request(
        &mut simulation,
        Operation::RegisterTaskDefinition,
        json!({
            "family": "web",
            "containerDefinitions": [{ "name": "app", "image": "nginx:2", "cpu": 256, "memory": 512 }],
        }),
    );
    let first = simulation.len();
    let services: Vec<String> = simulation
        .world()
        .services()
        .map(|it| it.row.name.to_string())
        .collect();
    let before = clock();
    for service in &services {
        let update = json!({ "service": service, "taskDefinition": "web:2" });
        request(&mut simulation, Operation::UpdateService, update);
    }
    simulation.run_until(SimTime(simulation.now().0 + 2 * LAUNCHED_BY.0), u64::MAX);
    let total_millis = clock() - before;
    let world = simulation.world();
    let new = |it: &crate::world::views::ServiceView<'_>| {
        let primary = it.row.primary;
        it.tasks()
            .filter(|task| task.row.made.deployment == Some(primary) && task.row.is_wanted())
            .count()
    };
    let moved: usize = world
        .services()
        .filter(|it| it.row.steady)
        .map(|it| new(&it))
        .sum();
    let all = services.len() * TASKS_OF_A_SERVICE as usize;
    assert_eq!(moved, all, "the measured deployment comes to its end");
    Row {
        what: format!(
            "rolling deployment of {moved} tasks of {} services, each entry",
            services.len()
        ),
        times: simulation.len() - first,
        total_millis,
    }
}

/// Services of small tasks, from their creation until every task is RUNNING and the services are steady.
fn launch(instances: u32, services: u32, clock: &mut dyn FnMut() -> f64) -> (Row, Simulation) {
    let mut simulation = cluster_of(instances);
    let first = simulation.len();
    let before = clock();
    for service in 0..services {
        request(
            &mut simulation,
            Operation::CreateService,
            json!({
                "serviceName": format!("web-{service}"),
                "taskDefinition": "web",
                "desiredCount": TASKS_OF_A_SERVICE,
                "placementStrategy": [
                    { "type": "spread", "field": "attribute:ecs.availability-zone" },
                    { "type": "binpack", "field": "memory" },
                ],
            }),
        );
    }
    simulation.run_until(LAUNCHED_BY, u64::MAX);
    let total_millis = clock() - before;
    let running: u32 = simulation
        .world()
        .services()
        .map(|service| service.running_count())
        .sum();
    let row = Row {
        what: format!("events, {running} tasks of {services} services on {instances} instances"),
        times: simulation.len() - first,
        total_millis,
    };
    (row, simulation)
}

/// A copy that can go its own way, dropped again.
fn copy(world: &World, clock: &mut dyn FnMut() -> f64) -> Row {
    let before = clock();
    let times = 50;
    let mut seqs = 0;
    for _ in 0..times {
        seqs += world.clone().seq();
    }
    let total_millis = clock() - before;
    Row {
        what: format!(
            "copy of a world with {} tasks",
            world.counts().0.max((seqs == 0).into())
        ),
        times,
        total_millis,
    }
}

/// Worlds of moments all over the run.
fn seek(simulation: &Simulation, clock: &mut dyn FnMut() -> f64) -> Row {
    let before = clock();
    let times = 12;
    for place in 0..times {
        let seq = Digest::of(&place) % simulation.len();
        simulation.world_at(seq);
    }
    Row {
        what: format!("seek in a run of {} entries", simulation.len()),
        times,
        total_millis: clock() - before,
    }
}
