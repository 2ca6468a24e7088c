//! Laws of capacity: strategies drawn from a seed, and lives of a group under managed scaling.

use std::sync::Arc;

use ecs_playground::api::operation::Operation;
use ecs_playground::catalog::instance_types::instance_type;
use ecs_playground::catalog::zones::ZONES;
use ecs_playground::engine::capacity::bill::bill;
use ecs_playground::engine::capacity::distribution::{loses_task, next_provider};
use ecs_playground::engine::capacity::group::balancing_margin;
use ecs_playground::kernel::{SimSpan, SimTime};
use ecs_playground::model::CapacityProviderId;
use ecs_playground::model::capacity::{
    MachineState, NewGroup, Purchase, StrategyItem, TerminationPolicy,
};
use ecs_playground::sim::command::Fault;
use ecs_playground::sim::{Command, Simulation, log};
use ecs_playground::world::{Cause, Entry, Event, Timer, World};
use serde_json::{Value, json};

use super::random::Draws;

fn strategy(draws: &mut Draws) -> Vec<StrategyItem> {
    let count = 1 + draws.below(6) as u32;
    let based = draws.below(u64::from(count) * 2) as u32;
    let mut items: Vec<StrategyItem> = (0..count)
        .map(|line| StrategyItem {
            provider: CapacityProviderId(line),
            base: if line == based {
                draws.below(2_000) as u32
            } else {
                0
            },
            weight: if draws.one_in(5) {
                0
            } else {
                draws.below(1_001) as u32
            },
        })
        .collect();
    items[0].weight = items[0].weight.max(1);
    items
}

/// For every number of tasks up to 10,000: the base first, nothing above it without weight, and never a whole task more
/// than the share; taken away again one by one they keep to it too.
#[test]
fn tasks_follow_base_and_weight_whatever_the_strategy() {
    for seed in 0..12 {
        let mut draws = Draws::new(seed);
        let items = strategy(&mut draws);
        let (mut counts, lines) = (vec![0u32; items.len()], items.len() as u64);
        let base: u32 = items.iter().map(|it| it.base).sum();
        let weights: u64 = items.iter().map(|it| u64::from(it.weight)).sum();
        for total in 1..=10_000u32 {
            let turn = next_provider(&items, &counts).expect("a line with weight");
            counts[turn.line] += 1;
            assert_eq!(counts.iter().sum::<u32>(), total);
            let above_base = u64::from(total.saturating_sub(base));
            for (item, has) in items.iter().zip(&counts) {
                let at = || format!("seed {seed}, {total} tasks, {items:?}: {counts:?}");
                assert!(*has >= item.base.min(total), "{}", at());
                let above = u64::from(has.saturating_sub(item.base)) * weights;
                let share = above_base * u64::from(item.weight);
                assert!(above < share + weights, "too many: {}", at());
                assert!(share < above + weights * lines, "too few: {}", at());
            }
        }
        for total in (0..10_000u32).rev() {
            let turn = loses_task(&items, &counts).expect("a task");
            counts[turn.line] -= 1;
            assert_eq!(counts.iter().sum::<u32>(), total);
            let in_base = counts.iter().zip(&items).any(|(has, it)| *has < it.base);
            assert!(!in_base || total < base, "seed {seed}: the base goes last");
        }
        assert_eq!(loses_task(&items, &counts), None);
    }
}

fn ask(simulation: &mut Simulation, operation: Operation, request: Value) {
    let request = Arc::new(request);
    let command = Command::Request { operation, request };
    simulation.submit(command).unwrap();
}

fn begin(seed: u64, draws: &mut Draws) -> Simulation {
    let mut simulation = Simulation::new(seed);
    ask(&mut simulation, Operation::CreateCluster, json!({}));
    let protects = draws.one_in(2);
    let min = draws.below(3) as u32;
    let max = min + 1 + draws.below(8) as u32;
    let policies = TerminationPolicy::ALL;
    let group = NewGroup {
        name: "workers".to_owned(),
        cluster: "default".to_owned(),
        types: vec![instance_type("m5.large").unwrap()],
        zones: ZONES[..1 + draws.below(3) as usize].to_vec(),
        min,
        max,
        desired: min + draws.below(u64::from(max - min) + 1) as u32,
        protects_new: protects,
        on_demand_base: draws.below(2) as u32,
        on_demand_percent: draws.pick(&[0, 50, 100]),
        termination_policy: draws.pick(policies),
        terminating_hook: None,
    };
    simulation.submit(Command::Group(Arc::new(group))).unwrap();
    let switch = |on| if on { "ENABLED" } else { "DISABLED" };
    let provider = json!({
        "autoScalingGroupArn": "workers",
        "managedScaling": {
            "status": "ENABLED", "targetCapacity": draws.pick(&[70, 90, 100]), "instanceWarmupPeriod": 60,
        },
        "managedTerminationProtection": switch(protects && draws.one_in(2)),
        "managedDraining": switch(draws.one_in(2)),
    });
    ask(
        &mut simulation,
        Operation::CreateCapacityProvider,
        json!({ "name": "workers", "autoScalingGroupProvider": provider }),
    );
    let line = json!([{ "capacityProvider": "workers", "weight": 1 }]);
    ask(
        &mut simulation,
        Operation::PutClusterCapacityProviders,
        json!({ "cluster": "default", "capacityProviders": ["workers"], "defaultCapacityProviderStrategy": line }),
    );
    ask(
        &mut simulation,
        Operation::RegisterTaskDefinition,
        json!({ "family": "web", "containerDefinitions": [{ "name": "app", "image": "app", "cpu": 512, "memory": 512 }] }),
    );
    ask(
        &mut simulation,
        Operation::CreateService,
        json!({ "serviceName": "web", "taskDefinition": "web", "desiredCount": draws.below(12) }),
    );
    simulation
}

fn happen(simulation: &mut Simulation, draws: &mut Draws) {
    let zone = draws.pick(&ZONES[..3]);
    let present = simulation
        .world()
        .instances()
        .filter(|it| it.row.is_present());
    let instances: Vec<_> = present.map(|it| it.id).collect();
    let fault = match draws.below(8) {
        0 => Fault::ZoneOutage { zone, lasts: true },
        1 | 2 => Fault::ZoneBack { zone },
        3 | 4 if !instances.is_empty() => {
            let instance = draws.pick(&instances);
            match draws.below(3) {
                0 => Fault::InstanceTerminate { instance },
                1 => Fault::SpotInterruption { instance },
                _ => Fault::InstanceImpaired { instance },
            }
        }
        _ => {
            let update = json!({ "service": "web", "desiredCount": draws.below(24) });
            return ask(simulation, Operation::UpdateService, update);
        }
    };
    // Only Spot can be interrupted.
    let _ = simulation.submit(Command::Fault(fault));
}

/// What a group's own choice may not do, asked before the entry is applied; whether it was such a choice.
fn spared(world: &World, entry: &Entry, at: &impl Fn() -> String) -> bool {
    let (Event::MachineMoved { machine, to, .. }, Cause::Timer(Timer::Group(group))) =
        (&entry.event, entry.cause)
    else {
        return false;
    };
    if !matches!(to, MachineState::TerminatingWait | MachineState::Terminated) {
        return false;
    }
    let row = world.machine(*machine);
    let provider = world.provider_of(group).map(|id| world.provider(id));
    let busy = row.instance.is_some_and(|id| world.instance(id).is_busy());
    let protected = match provider.is_some_and(|it| it.termination_protection) {
        true => busy,
        false => row.protected,
    };
    assert!(!protected, "{}: it is protected", at());
    true
}

#[test]
fn a_group_keeps_its_bounds_spares_what_is_protected_and_costs_its_parts() {
    let (mut let_go, mut spot) = (0, 0);
    for seed in super::seeds() {
        let mut draws = Draws::new(seed ^ 0xcafe);
        let mut simulation = begin(seed, &mut draws);
        let until = SimTime::from_secs(3 * 3_600);
        let mut cost = 0;
        while simulation.now() < until {
            let next = simulation.now() + SimSpan::from_secs(1 + draws.below(600));
            simulation.run_until(next, u64::MAX);
            let world = simulation.world();
            let bill = bill(world, world.now());
            let parts: u64 = bill.lines().iter().map(|(_, line)| line.micro_usd).sum();
            let total = bill.total().micro_usd;
            assert_eq!(parts, total, "seed {seed} at {}", world.now());
            assert!(
                cost <= total,
                "seed {seed} at {}: {cost}, then {total}",
                world.now()
            );
            cost = total;
            happen(&mut simulation, &mut draws);
        }
        let mut world = World::new(seed);
        for (seq, entry) in simulation.entries() {
            let at = || format!("seed {seed}, {}", log::line(simulation.world(), seq, entry));
            let_go += u32::from(spared(&world, entry, &at));
            world.apply(entry);
            for (id, group) in world.groups() {
                let (desired, margin) = (group.desired, balancing_margin(group.max));
                assert!(group.min <= desired && desired <= group.max, "{}", at());
                let stays =
                    |state| matches!(state, MachineState::Pending | MachineState::InService);
                let alive = world
                    .machines_of(id)
                    .filter(|(_, it)| stays(it.state))
                    .count() as u32;
                assert!(alive <= group.max + margin, "{}: {alive} instances", at());
            }
        }
        spot += world
            .machines()
            .filter(|(_, it)| it.purchase == Purchase::Spot)
            .count();
    }
    assert!(
        let_go > 5 && spot > 5,
        "{let_go} let go, {spot} on Spot: too little happened"
    );
}
