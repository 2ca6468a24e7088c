//! Two ways to the same answer: folding and living, running again, jumping and stepping, ranking and scanning.

#![cfg(not(target_arch = "wasm32"))]

#[path = "support/random.rs"]
mod random;

use std::sync::{Arc, OnceLock};

use ecs_playground::engine::placement::ask::Only;
use ecs_playground::engine::placement::{
    Placer, Rejection, Table, Tally, TaskAsk, Witness, place_by_scan,
};
use ecs_playground::engine::service::provider;
use ecs_playground::engine::service::scale_in::{self, Candidate};
use ecs_playground::kernel::{Digest, SimTime};
use ecs_playground::model::capacity::StrategyItem;
use ecs_playground::model::container_instance::InstanceStatus;
use ecs_playground::model::messages::FailureReason;
use ecs_playground::model::placement::{
    BinpackField, Constraint, LaunchType, SpreadField, Strategy, ZONE_ATTRIBUTE, service_default,
};
use ecs_playground::model::task::{Group, TaskStatus};
use ecs_playground::model::{ClusterId, ContainerInstanceId, TaskDefinitionId, TaskId, streams};
use ecs_playground::scenario::{Run, load, run};
use ecs_playground::sim::simulation::replay;
use ecs_playground::sim::{Journaled, Simulation, log};
use ecs_playground::world::World;
use ecs_playground::world::indices::Indices;
use ecs_playground::world::views::{ServiceView, TaskView};
use random::{Draws, Life};

/// The logs are the same; shows the first line that is not.
fn same_run(one: &Simulation, other: &Simulation, what: &str) {
    let line = |of: &Simulation, seq| {
        let entry = of.entry(seq)?;
        Some(log::line(of.world(), seq, entry))
    };
    for seq in 0..one.len().max(other.len()) {
        assert_eq!(line(one, seq), line(other, seq), "{what}");
    }
    let sizes = |of: &Simulation| (of.decisions().count(), of.journal().count());
    assert_eq!(sizes(one), sizes(other), "{what}: decisions and commands");
    assert_eq!(one.digest(), other.digest(), "{what}: digest");
}

/// Runs that differ in everything a seed can change.
fn runs() -> &'static [Simulation] {
    static RUNS: OnceLock<Vec<Simulation>> = OnceLock::new();
    RUNS.get_or_init(|| (0..5).map(|seed| lived(seed, 700)).collect())
}

fn lived(seed: u64, secs: u64) -> Simulation {
    let mut life = Life::new(seed);
    life.live(SimTime::from_secs(secs), &mut |_| {});
    life.simulation
}

/// Holds for any run: what its log, journal and keyframes say is what it is.
fn agrees_with_itself(simulation: &Simulation, seed: u64) {
    let mut folded = World::new(simulation.seed());
    for (_, entry) in simulation.entries() {
        folded.apply(entry);
    }
    folded.advance(simulation.now());
    assert_eq!(
        folded.digest(),
        simulation.world().digest(),
        "seed {seed}: folded log"
    );
    assert_eq!(
        *folded.indices(),
        Indices::rebuilt(&folded),
        "seed {seed}: indices"
    );

    let journal: Vec<Journaled> = simulation.journal().cloned().collect();
    let again = replay(simulation.seed(), &journal, simulation.now());
    same_run(&again, simulation, &format!("seed {seed}: run again"));
}

#[test]
fn the_log_folds_to_the_world_and_the_journal_runs_to_the_log() {
    for (seed, simulation) in runs().iter().enumerate() {
        assert!(simulation.len() > 300, "seed {seed} does too little");
        agrees_with_itself(simulation, seed as u64);
    }
}

#[test]
fn every_moment_is_reached_by_jumping_as_by_stepping() {
    for (seed, simulation) in runs().iter().enumerate() {
        let mut stepped = World::new(simulation.seed());
        for (seq, entry) in simulation.entries() {
            // All the early ones, then some.
            if seq < 40 || Digest::of(&seq).is_multiple_of(61) || seq.is_multiple_of(256) {
                let jumped = simulation.world_at(seq);
                assert_eq!(jumped.seq(), seq);
                assert_eq!(
                    jumped.digest(),
                    stepped.digest(),
                    "seed {seed}, entry {seq}"
                );
                assert_eq!(
                    *jumped.indices(),
                    *stepped.indices(),
                    "seed {seed}, entry {seq}"
                );
            }
            stepped.apply(entry);
        }
        let end = simulation.world_at(simulation.len());
        assert_eq!(end.digest(), simulation.world().digest());
    }
}

#[test]
fn a_fork_given_the_same_commands_is_the_same_run() {
    for (seed, simulation) in runs().iter().enumerate() {
        let journal: Vec<Journaled> = simulation.journal().cloned().collect();
        for place in [0, journal.len() / 3, journal.len() / 2, journal.len() - 1] {
            let at = &journal[place];
            let mut fork = simulation.fork_at(at.seq);
            assert_eq!(fork.len(), at.seq);
            assert_eq!(fork.journal().count(), place, "seed {seed}");
            for journaled in &journal[place..] {
                fork.run_until(journaled.at, u64::MAX);
                fork.submit(journaled.command.clone()).unwrap();
            }
            fork.run_until(simulation.now(), u64::MAX);
            same_run(
                &fork,
                simulation,
                &format!("seed {seed}: fork at {}", at.seq),
            );
        }
    }
}

#[test]
fn a_fork_goes_its_own_way_and_leaves_the_run_alone() {
    let simulation = &runs()[0];
    let before = simulation.digest();
    let middle = simulation.len() / 2;
    let mut fork = simulation.fork_at(middle);
    fork.run_until(
        simulation.now() + ecs_playground::kernel::SimSpan::from_secs(600),
        u64::MAX,
    );
    assert_eq!(simulation.digest(), before);
    assert_ne!(fork.digest(), before);
    for seq in 0..middle {
        let (one, other) = (simulation.entry(seq).unwrap(), fork.entry(seq).unwrap());
        assert_eq!((one.at, one.cause), (other.at, other.cause));
    }
}

#[test]
fn a_scenario_run_in_slices_is_the_same_run() {
    for entry in std::fs::read_dir("tests/scenarios").unwrap() {
        let file = entry.unwrap().path().join("scenario.json");
        let text = std::fs::read_to_string(&file).unwrap();
        let scenario = Arc::new(load(&text).unwrap());
        let end = scenario.end();
        let mut sliced = Run::new(scenario);
        while !sliced.run_until(end, 3).reached {}
        let digest = format!("{:016x}", sliced.simulation.digest());
        assert_eq!(digest, run::digest(&text).unwrap(), "{}", file.display());
    }
}

fn strategies(draws: &mut Draws) -> Vec<Strategy> {
    let one = |draws: &mut Draws| match draws.below(7) {
        0 | 1 => Strategy::Spread(SpreadField::Attribute(ZONE_ATTRIBUTE.into())),
        2 => Strategy::Spread(SpreadField::Attribute("stack".into())),
        3 => Strategy::Spread(SpreadField::Instance),
        4 => Strategy::Binpack(BinpackField::Cpu),
        5 => Strategy::Binpack(BinpackField::Memory),
        _ => Strategy::Random,
    };
    let count = 1 + draws.below(5);
    (0..count).map(|_| one(draws)).collect()
}

fn ask(world: &World, draws: &mut Draws) -> TaskAsk {
    let definitions = world.definitions().count() as u64;
    let definition = TaskDefinitionId(draws.below(definitions) as u32);
    let group = match world.services().next() {
        Some(service) if draws.below(2) == 0 => Group::Service(service.id),
        _ => Group::Named(world.names().find("us-east-1a").unwrap()),
    };
    let constraints: &[Constraint] = match draws.below(4) {
        0 => &[Constraint::DistinctInstance],
        _ => &[],
    };
    let in_a = || -> Arc<[_]> { world.names().find("us-east-1a").into_iter().collect() };
    let only = match draws.below(6) {
        0 => Only::Zones(in_a()),
        1 => Only::Instance(ContainerInstanceId(0)),
        _ => Only::Anywhere,
    };
    let zones = match draws.below(5) {
        0 => in_a(),
        _ => Arc::new([]),
    };
    TaskAsk {
        cluster: ClusterId(0),
        definition,
        group,
        launch_type: LaunchType::Ec2,
        provider: None,
        constraints: constraints.into(),
        member_of: TaskAsk::member_of(world, definition, constraints),
        strategies: strategies(draws).into(),
        default_strategies: false,
        only,
        zones,
    }
}

/// The worlds placement is compared on: moments of random lives, tasks of all kinds on their instances.
fn worlds() -> &'static [Simulation] {
    static WORLDS: OnceLock<Vec<Simulation>> = OnceLock::new();
    WORLDS.get_or_init(|| (100..112).map(|seed| lived(seed, 240)).collect())
}

#[test]
fn the_ranked_placement_chooses_what_the_scan_chooses() {
    let (mut placed, mut missed, mut ordered) = (0, 0, 0);
    for (seed, simulation) in worlds().iter().enumerate() {
        let mut draws = Draws::new(seed as u64);
        for round in 0..12 {
            let mut simulation = simulation.clone();
            let ask = ask(simulation.world(), &mut draws);
            let mut placer = Placer::prepare(simulation.world(), &ask);
            ordered += u32::from(!ask.strategies.contains(&Strategy::Random));
            for number in 0..30 {
                let mut tally = Tally::default();
                let by_scan = place_by_scan(simulation.world(), &ask, &mut tally);
                let by_rank = placer.choose(simulation.world());
                assert_eq!(
                    by_rank, by_scan,
                    "world {seed}, ask {round}, task {number}: {ask:?}"
                );
                let Some(instance) = by_scan else {
                    // When nothing is left, both have ruled out every instance for the same reasons.
                    assert_eq!(placer.tally().rejected(), tally.rejected(), "{ask:?}");
                    assert_eq!(placer.tally().considered, tally.considered);
                    missed += 1;
                    break;
                };
                random::place(&mut simulation, &ask, instance);
                placer.placed(simulation.world(), instance);
                placed += 1;
            }
        }
    }
    assert!(
        placed > 600 && missed > 30 && ordered > 30,
        "{placed} {missed} {ordered}"
    );
}

/// Scores every task that is left anew before each choice, from what the service has and what was chosen so far.
fn choose_plainly(service: &ServiceView<'_>, count: u32) -> Vec<TaskId> {
    let (world, settings) = (service.world, &service.row.settings);
    let strategies = match settings.strategies.is_empty() {
        true => service_default(),
        false => settings.strategies.clone(),
    };
    let live: Vec<TaskView<'_>> = service.tasks().filter(|it| it.row.is_wanted()).collect();
    let mut chosen: Vec<TaskId> = Vec::new();
    let mut lines = provider::counts(service, service.row.primary, &settings.providers);
    let group = |task: &TaskView<'_>, field: &SpreadField| match (field, task.instance()) {
        (_, None) => Some(task.zone().to_owned()),
        (SpreadField::Instance, Some(it)) => Some(it.id.0.to_string()),
        (SpreadField::Attribute(name), Some(it)) => it.attribute(name).map(str::to_owned),
    };
    let demand = |task: &TaskView<'_>| {
        let demand = &world.registered(task.row.made.definition).demand;
        (i64::from(demand.cpu_units), i64::from(demand.memory_mib))
    };
    while chosen.len() < count as usize {
        let left: Vec<_> = live.iter().filter(|it| !chosen.contains(&it.id)).collect();
        let ahead = provider::gives_up(&settings.providers, &lines);
        let score = |task: &TaskView<'_>, strategy: &Strategy| match strategy {
            Strategy::Random => 0,
            Strategy::Spread(field) => {
                let own = group(task, field);
                -(left.iter().filter(|it| group(it, field) == own).count() as i64)
            }
            Strategy::Binpack(field) => {
                let Some(instance) = task.instance() else {
                    return 0;
                };
                let room = instance.row.remaining();
                let gone = live.iter().filter(|it| {
                    let here = it.row.made.instance == task.row.made.instance;
                    here && (chosen.contains(&it.id) || it.id == task.id)
                });
                let freed: Vec<(i64, i64)> = gone.map(demand).collect();
                match field {
                    BinpackField::Cpu => {
                        -(i64::from(room.cpu_units) + freed.iter().map(|it| it.0).sum::<i64>())
                    }
                    BinpackField::Memory => {
                        -(i64::from(room.memory_mib) + freed.iter().map(|it| it.1).sum::<i64>())
                    }
                }
            }
        };
        let rank = |task: &TaskView<'_>| {
            let draining =
                task.instance().map(|it| it.row.status) == Some(InstanceStatus::Draining);
            let scores: Vec<i64> = strategies.iter().map(|it| score(task, it)).collect();
            (
                ahead.is_some() && task.row.made.provider != ahead,
                task.row.made.deployment == Some(service.row.primary),
                task.row.last_status == TaskStatus::Running,
                task.counts_as_healthy(world.now()),
                !draining,
                scores,
                world
                    .chance()
                    .bits(streams::SCALE_IN, u64::from(task.id.0), 0),
            )
        };
        let Some(first) = left.iter().min_by_key(|it| rank(it)) else {
            break;
        };
        let of_line = |item: &StrategyItem| Some(item.provider) == first.row.made.provider;
        let line = settings.providers.iter().position(of_line);
        if let Some(line) = line.filter(|_| first.row.made.deployment == Some(service.row.primary))
        {
            lines[line] = lines[line].saturating_sub(1);
        }
        chosen.push(first.id);
    }
    chosen
}

#[test]
fn scale_in_by_groups_takes_what_scoring_every_task_takes() {
    let (mut services, mut taken) = (0, 0);
    for (seed, simulation) in worlds().iter().chain(runs()).enumerate() {
        let world = simulation.world();
        for service in world.services() {
            let candidates: Vec<Candidate> = service
                .tasks()
                .filter(|it| it.row.is_wanted())
                .map(|it| Candidate::of(&it, world.now(), service.row.primary))
                .collect();
            let count = candidates.len() as u32;
            for count in [count / 3, count] {
                let by_groups = scale_in::choose(&service, candidates.clone(), count);
                let plainly = choose_plainly(&service, count);
                assert_eq!(
                    by_groups, plainly,
                    "world {seed}, {}: {count}",
                    service.row.name
                );
                taken += plainly.len();
            }
            services += u32::from(count > 2);
        }
    }
    assert!(services > 20 && taken > 200, "{services} {taken}");
}

/// Counts first misses the plainest way.
#[derive(Default)]
struct Firsts(Vec<(ContainerInstanceId, FailureReason)>);

impl Witness for Firsts {
    fn rejected(&mut self, instance: ContainerInstanceId, why: Rejection) {
        self.0.push((instance, why.reason()));
    }
}

#[test]
fn whoever_watches_sees_the_same_placement() {
    for (seed, simulation) in worlds().iter().enumerate() {
        let mut draws = Draws::new(1_000 + seed as u64);
        let world = simulation.world();
        for _ in 0..20 {
            let ask = ask(world, &mut draws);
            let (mut tally, mut table, mut firsts) =
                (Tally::default(), Table::default(), Firsts::default());
            let unwatched = place_by_scan(world, &ask, &mut ());
            assert_eq!(place_by_scan(world, &ask, &mut tally), unwatched);
            assert_eq!(place_by_scan(world, &ask, &mut table), unwatched);
            assert_eq!(place_by_scan(world, &ask, &mut firsts), unwatched);
            assert_eq!(table.rows.len() as u32, tally.considered);
            let mut from_table: Vec<(FailureReason, u32)> = Vec::new();
            for row in &table.rows {
                let Some(first) = row.misses.first() else {
                    continue;
                };
                assert!(firsts.0.contains(&(row.instance, first.reason())));
                match from_table.iter_mut().find(|(it, _)| *it == first.reason()) {
                    Some((_, count)) => *count += 1,
                    None => from_table.push((first.reason(), 1)),
                }
            }
            let mut counted = tally.rejected();
            counted.sort();
            from_table.sort();
            assert_eq!(counted, from_table, "world {seed}: {ask:?}");
            assert_eq!(
                tally.closest.is_some(),
                !firsts.0.is_empty(),
                "the closest miss is one of the misses"
            );
        }
    }
}

#[test]
fn what_is_only_read_leaves_no_trace() {
    for (seed, simulation) in worlds().iter().enumerate() {
        let mut simulation = simulation.clone();
        let before = simulation.digest();
        let commands = simulation.journal().count();
        for (operation, request) in random::questions(simulation.world()) {
            let request = Arc::new(request);
            let command = ecs_playground::sim::Command::Request { operation, request };
            simulation.submit(command).unwrap();
        }
        assert_eq!(simulation.digest(), before, "seed {seed}");
        assert_eq!(simulation.journal().count(), commands);
    }
}

/// The opening program stops at an event of another kind; its pictures are compared in the browser (`parity.mjs`).
#[test]
fn the_first_scenario_needs_only_what_the_opening_program_knows() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("public/scenarios");
    let index = std::fs::read_to_string(folder.join("index.json")).unwrap();
    let index: serde_json::Value = serde_json::from_str(&index).unwrap();
    let text = std::fs::read_to_string(folder.join(index[0]["file"].as_str().unwrap())).unwrap();
    let mut run = Run::new(Arc::new(load(&text).unwrap()));
    run.run_until(SimTime::from_secs(86_400), u64::MAX);
    assert!(run.simulation.len() > 100);
    for (seq, entry) in run.simulation.entries() {
        let line = log::line(run.simulation.world(), seq, entry);
        assert!(entry.event.is_of_opening(), "{line}");
    }
}
