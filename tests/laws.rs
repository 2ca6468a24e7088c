//! What must hold after every event of any life. A failure prints its seed; the seed alone repeats it.

#![cfg(not(target_arch = "wasm32"))]

#[path = "support/capacity.rs"]
mod capacity;
#[path = "support/random.rs"]
mod random;

use std::collections::BTreeMap;
use std::sync::Arc;

use ecs_playground::engine::Decision;
use ecs_playground::engine::capacity::bill::bill;
use ecs_playground::kernel::{SimSpan, SimTime};
use ecs_playground::model::ServiceId;
use ecs_playground::model::moves::{container_move, task_move};
use ecs_playground::model::service::ServiceStatus;
use ecs_playground::scenario::{Run, load};
use ecs_playground::sim::{Simulation, log};
use ecs_playground::world::{DecisionId, Entry, Event, World, laws};
use random::Life;

/// Lives of one test run. `SEEDS=200 cargo test --release --test laws` lives more of them.
fn seeds() -> std::ops::Range<u64> {
    let many = std::env::var("SEEDS").ok();
    0..many.and_then(|text| text.parse().ok()).unwrap_or(6)
}

/// What a service has: tasks that exist, and tasks that are wanted and healthy.
fn counts(world: &World, service: ServiceId) -> (u32, u32) {
    let tasks = || world.service(service).tasks();
    let healthy = tasks()
        .filter(|task| task.row.is_wanted() && task.counts_as_healthy(world.now()))
        .count();
    (tasks().count() as u32, healthy as u32)
}

/// Folds the log and asks every law after every entry.
fn check(simulation: &Simulation, seed: u64) {
    let mut world = World::new(simulation.seed());
    let mut decisions = simulation.decisions().peekable();
    // What each service had when its scheduler looked.
    let mut looked: BTreeMap<DecisionId, (u32, u32)> = BTreeMap::new();
    for (seq, entry) in simulation.entries() {
        while let Some((id, decided)) = decisions.next_if(|(_, decided)| decided.seq <= seq) {
            if let Decision::Reconciliation { service, .. } = &decided.decision {
                world.advance(decided.at);
                looked.insert(id, counts(&world, *service));
            }
        }
        let at = || format!("seed {seed}, {}", log::line(simulation.world(), seq, entry));
        moves_forward(&world, entry, &at);
        world.apply(entry);
        let broken = laws::broken(&world);
        assert!(broken.is_empty(), "{}: {broken:?}", at());
        limits_kept(&world, simulation, &looked, entry, &at);
    }
}

/// A status goes along the table, never back.
fn moves_forward(world: &World, entry: &Entry, at: &impl Fn() -> String) {
    match entry.event {
        Event::TaskMoved { task, to, .. } => {
            let from = world.task(task).row.last_status;
            assert!(task_move(from, to).is_some(), "{}: {from} → {to}", at());
        }
        Event::ContainerMoved { container, to, .. } => {
            let from = world.container(container).status;
            assert!(container_move(from, to), "{}: {from} → {to}", at());
        }
        Event::TaskStopRequested { task, .. } => {
            assert!(world.task(task).row.is_wanted(), "{}: asked twice", at());
        }
        _ => {}
    }
}

/// The scheduler's own action never passes the upper limit and never goes below the lower one.
fn limits_kept(
    world: &World,
    simulation: &Simulation,
    looked: &BTreeMap<DecisionId, (u32, u32)>,
    entry: &Entry,
    at: &impl Fn() -> String,
) {
    let Event::ServiceLooked { service, .. } = entry.event else {
        return;
    };
    let ecs_playground::world::Cause::Decision(id) = entry.cause else {
        return;
    };
    let decided = simulation.decided(id).map(|decided| &decided.decision);
    assert!(
        matches!(decided, Some(Decision::Reconciliation { service: of, .. }) if *of == service)
    );
    let (total_before, healthy_before) = looked[&id];
    let (total, healthy) = counts(world, service);
    let settings = &world.service(service).row.settings;
    assert!(
        total <= settings.upper().max(total_before),
        "{}: {total_before} tasks became {total}, at most {} may exist",
        at(),
        settings.upper()
    );
    assert!(
        healthy >= settings.lower().min(healthy_before),
        "{}: {healthy_before} healthy tasks became {healthy}, at least {} must stay",
        at(),
        settings.lower()
    );
}

#[test]
fn every_law_holds_after_every_event() {
    let (mut entries, mut refused) = (0, 0);
    for seed in seeds() {
        let mut life = Life::new(seed);
        life.live(SimTime::from_secs(900), &mut |_| {});
        check(&life.simulation, seed);
        entries += life.simulation.len();
        refused += life.refused;
    }
    assert!(entries > 3_000, "only {entries} entries");
    // `Life` asserts that none of these left a trace.
    assert!(refused > 30, "only {refused} refusals");
}

#[test]
fn without_faults_every_service_becomes_steady() {
    for seed in seeds() {
        let mut life = Life::new(seed);
        life.live(SimTime::from_secs(600), &mut |_| {});
        life.heal();
        let healed = life.simulation.now();
        life.simulation
            .run_until(healed + SimSpan::from_secs(3_600), u64::MAX);
        let world = life.simulation.world();
        for service in world.services() {
            let name = &service.row.name;
            match service.row.status {
                ServiceStatus::Draining => panic!("seed {seed}: {name} never ended"),
                ServiceStatus::Inactive => assert_eq!(service.tasks().count(), 0, "seed {seed}"),
                ServiceStatus::Active => {
                    let (desired, running) =
                        (service.row.settings.desired_count, service.running_count());
                    assert!(
                        service.row.steady && running == desired,
                        "seed {seed}: {name} runs {running} of {desired}: {:?}",
                        service
                            .events()
                            .first()
                            .map(|(_, event)| service.event_text(&event.message))
                    );
                    assert_eq!(service.deployments().count(), 1, "seed {seed}: {name}");
                }
            }
        }
        check(&life.simulation, seed);
    }
}

/// The watchman is awake: a world that was tampered with breaks a law.
#[test]
fn a_broken_world_is_noticed() {
    let mut life = Life::new(1);
    life.live(SimTime::from_secs(300), &mut |_| {});
    let simulation = &life.simulation;
    let mut noticed = 0;
    for (seq, entry) in simulation.entries() {
        // A task that skips a step, with everything else as it was.
        if let Event::TaskAdmitted { task } = entry.event {
            let mut world = simulation.world_at(seq);
            let skipped = Entry {
                event: Event::TaskMoved {
                    task,
                    to: ecs_playground::model::task::TaskStatus::Stopped,
                    due: SimTime::NEVER,
                },
                ..entry.clone()
            };
            world.apply(&skipped);
            assert!(!laws::broken(&world).is_empty());
            noticed += 1;
        }
    }
    assert!(noticed > 5);
}

/// Cost never falls, and is the sum of its parts.
#[test]
fn cost_only_grows_and_equals_its_parts() {
    for folder in [
        "spot_interruption_drains",
        "scale_in_drains_first",
        "fargate_and_fargate_spot",
        "zone_rebalancing_after_an_outage",
    ] {
        let path = format!(
            "{}/tests/scenarios/{folder}/scenario.json",
            env!("CARGO_MANIFEST_DIR")
        );
        let text = std::fs::read_to_string(path).unwrap();
        let mut run = Run::new(Arc::new(load(&text).unwrap()));
        let mut before = 0;
        for secs in (0..2_400).step_by(30) {
            run.run_until(SimTime::from_secs(secs), u64::MAX);
            let world = run.simulation.world();
            let bill = bill(world, world.now());
            let parts: u64 = bill.lines().iter().map(|(_, line)| line.micro_usd).sum();
            let total = bill.total().micro_usd;
            assert_eq!(parts, total, "{folder} at {secs} s");
            assert!(
                total >= before,
                "{folder} at {secs} s: {before}, then {total}"
            );
            before = total;
        }
        assert!(before > 0, "{folder}");
    }
}
