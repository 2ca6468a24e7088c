//! Laws between two runs: what must stay the same when the input changes in a way that does not matter.
#![cfg(not(target_arch = "wasm32"))]

mod support {
    pub mod random;
}

use std::collections::BTreeMap;
use std::sync::Arc;

use ecs_playground::api::operation::Operation;
use ecs_playground::catalog::instance_types::{InstanceType, instance_type};
use ecs_playground::catalog::zones::ZONES;
use ecs_playground::engine::Decision;
use ecs_playground::kernel::SimTime;
use ecs_playground::model::container_instance::InstanceStatus;
use ecs_playground::sim::command::NewInstances;
use ecs_playground::sim::{Command, Simulation};
use serde_json::json;
use support::random::Draws;

/// One machine as a life draws it.
#[derive(Clone)]
struct Machine {
    kind: &'static str,
    zone: usize,
}

/// What is asked for: CPU and memory of each family, then how many tasks in which order.
#[derive(Clone)]
struct Wishes {
    sizes: Vec<(u32, u32)>,
    runs: Vec<(usize, u32)>,
    strategy: usize,
}

const KINDS: [&str; 4] = ["t3.small", "m5.large", "c5.large", "m5.xlarge"];

fn strategies(which: usize) -> serde_json::Value {
    [
        json!([{ "type": "spread", "field": "instanceId" }]),
        json!([{ "type": "binpack", "field": "memory" }]),
        json!([{ "type": "spread", "field": "attribute:ecs.availability-zone" }, { "type": "binpack", "field": "cpu" }]),
        json!([]),
    ][which]
        .clone()
}

fn draw(seed: u64) -> (Vec<Machine>, Wishes) {
    let mut draws = Draws::new(seed);
    let machines = (0..2 + draws.below(5)).map(|_| Machine {
        kind: draws.pick(&KINDS),
        zone: draws.below(3) as usize,
    });
    let machines = machines.collect();
    let sizes = (0..3).map(|_| (128 << draws.below(5), 128 << draws.below(5)));
    let sizes: Vec<(u32, u32)> = sizes.collect();
    let runs =
        (0..3 + draws.below(5)).map(|_| (draws.below(3) as usize, 1 + draws.below(9) as u32));
    let wishes = Wishes {
        sizes,
        runs: runs.collect(),
        strategy: draws.below(4) as usize,
    };
    (machines, wishes)
}

/// The machine with everything `times` as large.
fn sized(kind: &str, times: u32) -> &'static InstanceType {
    let kind = instance_type(kind).unwrap();
    Box::leak(Box::new(InstanceType {
        vcpus: kind.vcpus * times,
        // A multiple of 100 MiB before and after, so that 97 % of it is exact.
        memory_mib: kind.memory_mib / 100 * 100 * times,
        ..*kind
    }))
}

/// Runs every wish; returns the run, and how many tasks each got.
fn run(machines: &[Machine], wishes: &Wishes, times: u32) -> (Simulation, Vec<usize>) {
    let mut simulation = Simulation::new(1);
    let mut ask = |operation, request| {
        let request = Arc::new(request);
        simulation
            .submit(Command::Request { operation, request })
            .unwrap()
    };
    ask(Operation::CreateCluster, json!({}));
    for (place, (cpu, memory)) in wishes.sizes.iter().enumerate() {
        let app = json!([{ "name": "app", "image": "app", "cpu": cpu * times, "memory": memory * times }]);
        let request = json!({ "family": format!("f{place}"), "containerDefinitions": app });
        ask(Operation::RegisterTaskDefinition, request);
    }
    for machine in machines {
        let new = NewInstances {
            cluster: "default".to_owned(),
            kind: sized(machine.kind, times),
            zones: vec![ZONES[machine.zone]],
            count: 1,
            attributes: Default::default(),
            agent: Default::default(),
        };
        simulation
            .submit(Command::Instances(Arc::new(new)))
            .unwrap();
    }
    let mut placed = Vec::new();
    for (family, count) in &wishes.runs {
        let request = json!({
            "taskDefinition": format!("f{family}"), "count": count, "placementStrategy": strategies(wishes.strategy),
        });
        let request = Arc::new(request);
        let operation = Operation::RunTask;
        let answer = simulation
            .submit(Command::Request { operation, request })
            .unwrap();
        placed.push(answer["tasks"].as_array().unwrap().len());
    }
    (simulation, placed)
}

/// The place of each task's instance among the machines, in the order of the tasks.
fn places(simulation: &Simulation) -> Vec<Option<u32>> {
    let tasks = simulation.world().tasks();
    tasks
        .map(|task| task.row.made.instance.map(|instance| instance.0))
        .collect()
}

const SEEDS: std::ops::Range<u64> = 0..120;

#[test]
fn twice_the_size_of_everything_changes_nothing() {
    let mut tasks = 0;
    for seed in SEEDS {
        let (machines, wishes) = draw(seed);
        let (once, _) = run(&machines, &wishes, 1);
        let (twice, _) = run(&machines, &wishes, 2);
        assert_eq!(places(&once), places(&twice), "seed {seed}");
        tasks += places(&once).len();
    }
    assert!(tasks > 500, "{tasks}");
}

#[test]
fn one_more_machine_never_turns_a_placement_into_a_failure() {
    let mut refused = 0;
    for seed in SEEDS {
        let (mut machines, mut wishes) = draw(seed);
        // One wish at a time: with several, an earlier task may take the room of a later one elsewhere.
        wishes.runs.truncate(1);
        let (_, before) = run(&machines, &wishes, 1);
        let zone = seed as usize % 3;
        let kind = KINDS[seed as usize % 4];
        machines.push(Machine { kind, zone });
        let (_, after) = run(&machines, &wishes, 1);
        assert!(before[0] <= after[0], "seed {seed}: {before:?} {after:?}");
        refused += usize::from(before[0] < wishes.runs[0].1 as usize);
    }
    assert!(refused > 5, "some wishes are too large: {refused}");
}

#[test]
fn other_names_for_machines_change_nothing_but_ties() {
    let mut moved = 0;
    for seed in SEEDS {
        let (machines, mut wishes) = draw(seed);
        // Tasks of one size: where the first of several sizes goes decides what is left for the others.
        wishes.runs.truncate(1);
        let (forward, placed) = run(&machines, &wishes, 1);
        let turned: Vec<Machine> = machines.iter().rev().cloned().collect();
        let (backward, again) = run(&turned, &wishes, 1);
        assert_eq!(placed, again, "seed {seed}");
        // The first task is placed before any choice could differ: only machines that are equal may change places.
        let first = |simulation: &Simulation, machines: &[Machine]| {
            let instance = places(simulation)[0].map(|place| place as usize);
            instance.map(|place| (machines[place].kind, machines[place].zone))
        };
        let (one, other) = (first(&forward, &machines), first(&backward, &turned));
        match wishes.strategy {
            // binpack: the smallest room decides, so the kind is the same whatever the names.
            1 => assert_eq!(one.map(|it| it.0), other.map(|it| it.0), "seed {seed}"),
            _ => moved += usize::from(one != other),
        }
    }
    assert!(moved > 10, "ties exist: {moved}");
}

#[test]
fn no_task_starts_on_an_instance_that_may_not_take_it() {
    let mut checked = 0;
    for seed in 0..6 {
        let mut life = support::random::Life::new(seed);
        life.live(SimTime::from_secs(1_200), &mut |_| {});
        let simulation = &life.simulation;
        let mut world = ecs_playground::world::World::new(simulation.seed());
        let mut entries = simulation.entries().peekable();
        for (_, decided) in simulation.decisions() {
            while let Some((_, entry)) = entries.next_if(|(seq, _)| *seq < decided.seq) {
                world.apply(entry);
            }
            let Decision::Placement(placement) = &decided.decision else {
                continue;
            };
            let Some(ecs_playground::engine::placement::Destination::Instance(id)) =
                placement.outcome
            else {
                continue;
            };
            let row = world.instance(id).row;
            assert_eq!(row.status, InstanceStatus::Active, "seed {seed}");
            assert!(row.agent_connected, "seed {seed}");
            checked += 1;
        }
    }
    assert!(checked > 100, "{checked}");
}

/// Traffic of each deployment of a shifting service, asked at every entry.
#[test]
fn traffic_never_goes_to_a_revision_without_healthy_tasks() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let mut shifts = 0;
    let mut failures: BTreeMap<u32, u32> = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path().join("scenario.json")).unwrap();
        let scenario = Arc::new(ecs_playground::scenario::load(&text).unwrap());
        let end = scenario.end();
        let mut run = ecs_playground::scenario::Run::new(scenario);
        run.run_until(end, u64::MAX);
        let simulation = &run.simulation;
        failures.clear();
        // Folded along, so that each entry is asked with the world it made.
        let mut world = ecs_playground::world::World::new(simulation.seed());
        for (seq, entry) in simulation.entries() {
            world.apply(entry);
            use ecs_playground::world::Event;
            match &entry.event {
                Event::TrafficShifted { deployment, weight } if *weight > 0 => {
                    let service = world.service(world.deployment(*deployment).service);
                    let healthy = service.tasks().filter(|task| {
                        task.row.made.deployment == Some(*deployment)
                            && task.counts_as_healthy(entry.at)
                    });
                    let desired = service.row.settings.desired_count as usize;
                    assert!(healthy.count() >= desired, "{} #{seq}", run.scenario.title);
                    shifts += 1;
                }
                // The breaker's count only grows, until it is forgotten as a whole.
                Event::FailuresForgotten { deployment }
                | Event::RolledBack { to: deployment, .. } => {
                    failures.remove(&deployment.0);
                }
                Event::ServiceLooked { service, .. } => {
                    let primary = world.service(*service).row.primary;
                    let count = world.deployment(primary).failure_count;
                    let before = failures.insert(primary.0, count).unwrap_or(0);
                    assert!(before <= count, "{} #{seq}", run.scenario.title);
                }
                _ => {}
            }
        }
    }
    assert!(shifts > 10, "{shifts}");
}
