//! Strategies, the reservation metric, the alarms, Auto Scaling groups and prices, as arithmetic: rows of capacity.

use ecs_playground::catalog::fargate_prices::fargate_rate;
use ecs_playground::catalog::instance_types::instance_type;
use ecs_playground::engine::capacity::cost::{
    FargateSize, break_even_tenths, fargate_micro_usd, instance_nano_usd_hour,
};
use ecs_playground::engine::capacity::distribution::{
    TurnBecause, distribute, loses_task, next_provider,
};
use ecs_playground::engine::capacity::group::{
    Candidate, balancing_margin, launch_zone, next_purchase, on_demand_share, unbalanced, victims,
};
use ecs_playground::engine::capacity::reservation::{Formula, Waiting, compute, room};
use ecs_playground::engine::capacity::tracking::{LOW_MINUTES, Scene, Verdict, track};
use ecs_playground::kernel::{SimSpan, SimTime};
use ecs_playground::model::CapacityProviderId;
use ecs_playground::model::capacity::{
    HEARTBEAT, ManagedScaling, Purchase, Ratio, StrategyItem, TerminationPolicy, longest_wait,
};
use ecs_playground::model::resources::Amounts;

fn items(lines: &[(u32, u32)]) -> Vec<StrategyItem> {
    let item = |(place, (base, weight)): (usize, &(u32, u32))| StrategyItem {
        provider: CapacityProviderId(place as u32),
        base: *base,
        weight: *weight,
    };
    lines.iter().enumerate().map(item).collect()
}

#[test]
fn tasks_are_shared_out_by_base_and_weight() {
    type Row<'a> = (&'a str, &'a [(u32, u32)], u32, &'a [u32]);
    let rows: &[Row<'_>] = &[
        ("capacity S01", &[(0, 1), (0, 1)], 10, &[5, 5]),
        ("capacity S02", &[(0, 1), (0, 4)], 5, &[1, 4]),
        ("capacity S03", &[(2, 1), (0, 3)], 10, &[4, 6]),
        ("capacity S04", &[(2, 1), (0, 3)], 22, &[7, 15]),
        ("capacity S05", &[(0, 3), (0, 1)], 4, &[3, 1]),
        ("capacity S06", &[(2, 1), (0, 3)], 1, &[1, 0]),
        ("capacity S06", &[(2, 1), (0, 3)], 2, &[2, 0]),
        ("capacity S06", &[(2, 1), (0, 3)], 3, &[2, 1]),
        ("capacity S06", &[(2, 1), (0, 3)], 4, &[3, 1]),
        ("capacity S06", &[(2, 1), (0, 3)], 5, &[3, 2]),
        ("capacity S06", &[(2, 1), (0, 3)], 6, &[3, 3]),
        ("capacity S07", &[(0, 1), (0, 1)], 3, &[2, 1]),
        ("capacity S08", &[(100, 0), (0, 1)], 10, &[10, 0]),
        ("capacity S08", &[(100, 0), (0, 1)], 105, &[100, 5]),
        ("capacity S09", &[(0, 2), (0, 3), (0, 5)], 7, &[1, 2, 4]),
        ("capacity S09", &[(0, 2), (0, 3), (0, 5)], 10, &[2, 3, 5]),
        ("capacity S10", &[(1, 1), (0, 4)], 6, &[2, 4]),
        ("capacity S10", &[(1, 1), (0, 4)], 11, &[3, 8]),
        ("capacity C09", &[(2, 1), (0, 3)], 22, &[7, 15]),
        ("capacity C27", &[(0, 1), (0, 4)], 10, &[2, 8]),
        ("scheduler Q07", &[(0, 1), (0, 4)], 10, &[2, 8]),
    ];
    for (row, lines, count, expected) in rows {
        assert_eq!(distribute(&items(lines), *count), *expected, "{row}");
    }
}

#[test]
fn scale_in_takes_from_the_line_that_is_ahead() {
    // capacity S17
    let lines = items(&[(2, 1), (0, 3)]);
    let mut counts = vec![4, 6];
    for _ in 0..4 {
        let turn = loses_task(&lines, &counts).unwrap();
        counts[turn.line] -= 1;
    }
    assert_eq!(counts, [3, 3]);
    // The base goes last.
    for _ in 0..6 {
        let turn = loses_task(&lines, &counts).unwrap();
        let base = matches!(turn.because, TurnBecause::Base { .. });
        assert_eq!(base, counts[0] <= 2 && counts[1] == 0, "{counts:?}");
        counts[turn.line] -= 1;
    }
    assert_eq!((counts, loses_task(&lines, &[0, 0])), (vec![0, 0], None));
}

#[test]
fn a_strategy_without_weights_gives_its_base_and_nothing_more() {
    // capacity S11: refused at the edge; the arithmetic has no line to offer either.
    assert_eq!(next_provider(&items(&[(0, 0), (0, 0)]), &[0, 0]), None);
    assert_eq!(distribute(&items(&[(3, 0)]), 10), [3]);
}

/// Shares never stray by a whole task from what the weights say, for any number of tasks.
#[test]
fn every_count_follows_base_and_weight() {
    for lines in [
        &[(0u32, 1u32), (0, 1)][..],
        &[(2, 1), (0, 3)],
        &[(0, 2), (7, 3), (0, 5)],
        &[(100, 0), (0, 1), (0, 999)],
        &[(0, 7), (0, 11), (13, 1), (0, 1000)],
    ] {
        let lines = items(lines);
        let base: u32 = lines.iter().map(|line| line.base).sum();
        let weights: u32 = lines.iter().map(|line| line.weight).sum();
        let mut counts = vec![0u32; lines.len()];
        for count in 1..=10_000u32 {
            let turn = next_provider(&lines, &counts).unwrap();
            counts[turn.line] += 1;
            for (line, has) in lines.iter().zip(&counts) {
                assert!(*has >= line.base.min(count.min(line.base)) || count < base);
                let share = f64::from(count.saturating_sub(base)) * f64::from(line.weight)
                    / f64::from(weights);
                let above = f64::from(has.saturating_sub(line.base));
                assert!((above - share).abs() < lines.len() as f64, "{count} tasks");
            }
            assert_eq!(counts.iter().sum::<u32>(), count);
        }
    }
}

const M5_LARGE: Amounts = Amounts {
    cpu_units: 2_048,
    memory_mib: 7_946,
    gpus: 0,
    network_interfaces: 2,
};

fn tasks(
    cpu_units: u32,
    memory_mib: u32,
    network_interfaces: u32,
    exclusive: bool,
    count: u32,
) -> Waiting {
    Waiting {
        demand: Amounts {
            cpu_units,
            memory_mib,
            gpus: 0,
            network_interfaces,
        },
        exclusive,
        count,
    }
}

struct Case {
    row: &'static str,
    in_service: u32,
    busy: u32,
    waiting: Vec<Waiting>,
    rooms: Vec<Amounts>,
    scaling: ManagedScaling,
    /// M, and the metric in tenths of a percent.
    expected: (u32, u32),
}

#[test]
fn the_reservation_is_what_is_needed_over_what_is_there() {
    let scaling = ManagedScaling::default();
    let steps = |minimum_step, maximum_step| ManagedScaling {
        minimum_step,
        maximum_step,
        ..scaling
    };
    let target = |target_capacity| ManagedScaling {
        target_capacity,
        ..scaling
    };
    let ten = |exclusive| [tasks(512, 1_024, 0, exclusive, 10)];
    let (bridge, distinct) = (ten(false), ten(true));
    let awsvpc = [tasks(512, 1_024, 1, false, 10)];
    let trunked = Amounts {
        network_interfaces: 10,
        ..M5_LARGE
    };
    let large = room(instance_type("m5.4xlarge").unwrap());
    let case =
        |row, in_service, busy, waiting: &[Waiting], rooms: &[Amounts], scaling, expected| Case {
            row,
            in_service,
            busy,
            waiting: waiting.to_vec(),
            rooms: rooms.to_vec(),
            scaling,
            expected,
        };
    let one = [M5_LARGE];
    let cases = [
        case("capacity C01", 0, 0, &[], &one, scaling, (0, 1_000)),
        case("capacity C02", 0, 0, &bridge, &one, scaling, (3, 2_000)),
        case(
            "capacity C03",
            0,
            0,
            &[tasks(512, 1_024, 0, false, 500)],
            &one,
            scaling,
            (125, 2_000),
        ),
        case("capacity C05", 3, 2, &[], &one, scaling, (2, 667)),
        case("capacity C07", 4, 4, &[], &one, target(80), (4, 1_000)),
        case("capacity C08", 4, 3, &[], &one, target(80), (3, 750)),
        case(
            "capacity C10",
            2,
            2,
            &[tasks(512, 1_024, 0, false, 7)],
            &one,
            scaling,
            (4, 2_000),
        ),
        case("capacity C11", 2, 2, &bridge, &one, scaling, (5, 2_500)),
        case("capacity C12", 2, 2, &awsvpc, &one, scaling, (7, 3_500)),
        case(
            "capacity C13",
            2,
            2,
            &awsvpc,
            &[trunked],
            scaling,
            (5, 2_500),
        ),
        case("capacity C14", 2, 2, &distinct, &one, scaling, (12, 6_000)),
        case(
            "capacity C15",
            2,
            2,
            &distinct,
            &one,
            steps(1, 4),
            (6, 3_000),
        ),
        case(
            "capacity C16",
            2,
            2,
            &[tasks(512, 1_024, 0, false, 1)],
            &one,
            steps(3, 10_000),
            (5, 2_500),
        ),
        case(
            "capacity C17",
            2,
            2,
            &[
                tasks(512, 1_024, 0, false, 8),
                tasks(512, 1_024, 0, true, 3),
            ],
            &one,
            scaling,
            (5, 2_500),
        ),
        case(
            "capacity C18",
            1,
            1,
            &[tasks(1_024, 1_024, 0, false, 20)],
            &[large, M5_LARGE],
            scaling,
            (3, 3_000),
        ),
        case(
            "capacity C19",
            2,
            1,
            &[tasks(4_096, 1_024, 0, false, 5)],
            &one,
            scaling,
            (1, 1_000),
        ),
        case("capacity C22", 5, 2, &bridge, &one, scaling, (8, 1_600)),
        case("capacity C24", 10, 1, &[], &one, scaling, (1, 100)),
        case("capacity C25", 3, 1, &[], &one, scaling, (1, 333)),
        case("capacity C26", 0, 0, &[], &one, target(90), (0, 900)),
    ];
    for Case {
        row,
        in_service,
        busy,
        waiting,
        rooms,
        scaling,
        expected,
    } in cases
    {
        let computed = compute(SimTime::ZERO, &scaling, in_service, busy, &waiting, &rooms);
        let reservation = computed.reservation;
        assert_eq!(
            (reservation.needed, reservation.percent.tenths()),
            expected,
            "{row}"
        );
    }
}

#[test]
fn a_kind_of_task_that_fits_on_no_instance_is_left_out() {
    // capacity C19: beside one that fits it only waits.
    let waiting = [
        tasks(4_096, 1_024, 0, false, 5),
        tasks(512, 512, 0, false, 3),
    ];
    let scaling = ManagedScaling::default();
    let computed = compute(SimTime::ZERO, &scaling, 2, 2, &waiting, &[M5_LARGE]);
    let instances: Vec<u32> = computed.needs.iter().map(|need| need.instances).collect();
    assert_eq!(
        (computed.because, instances, computed.add),
        (Formula::Waiting, vec![0, 1], 1)
    );
    let alone = compute(SimTime::ZERO, &scaling, 2, 2, &waiting[..1], &[M5_LARGE]);
    assert_eq!((alone.because, alone.add), (Formula::Incompatible, 0));
}

fn scene(over: u32, under: u32, target: u32, warm: u32, desired: u32) -> Scene {
    Scene {
        percent: Ratio { over, under },
        target,
        warm,
        warming: 0,
        desired,
        min: 0,
        max: 100,
        low_minutes: LOW_MINUTES,
    }
}

#[test]
fn the_policy_brings_the_metric_to_its_target() {
    let out = |to| Verdict::Out { to, wanted: to };
    let inwards = |to, wanted, removes| Verdict::In {
        to,
        wanted,
        removes,
    };
    let rows = [
        ("capacity C01", scene(100, 1, 100, 0, 0), Verdict::OnTarget),
        ("capacity C02", scene(200, 1, 100, 0, 0), out(2)),
        ("capacity C04", scene(200, 1, 50, 0, 0), out(4)),
        ("capacity C04", scene(200, 1, 80, 0, 0), out(3)),
        ("capacity C05", scene(200, 3, 100, 3, 3), inwards(2, 2, 1)),
        ("capacity C06", scene(200, 3, 50, 3, 3), out(4)),
        // A metric rounded to 67 before the division would keep three.
        ("capacity C05", scene(200, 3, 100, 3, 3), inwards(2, 2, 1)),
        ("capacity C07", scene(100, 1, 80, 4, 4), out(5)),
        (
            "capacity C08",
            scene(75, 1, 80, 4, 4),
            Verdict::KeptByRounding { wanted: 4 },
        ),
        ("capacity C10", scene(200, 1, 100, 2, 2), out(4)),
        ("capacity C11", scene(250, 1, 100, 2, 2), out(5)),
        ("capacity C12", scene(350, 1, 100, 2, 2), out(7)),
        ("capacity C14", scene(600, 1, 100, 2, 2), out(12)),
        ("capacity C15", scene(300, 1, 100, 2, 2), out(6)),
        (
            "capacity C21",
            Scene {
                max: 6,
                ..scene(600, 1, 100, 2, 2)
            },
            Verdict::Out { to: 6, wanted: 12 },
        ),
        (
            "capacity C21",
            Scene {
                max: 6,
                ..scene(600, 1, 100, 2, 6)
            },
            Verdict::AtMax { wanted: 12 },
        ),
        (
            "capacity C22",
            scene(160, 1, 100, 2, 5),
            Verdict::AlreadyComing { wanted: 4 },
        ),
        ("capacity C23", scene(160, 1, 100, 5, 5), out(8)),
        ("capacity C24", scene(10, 1, 100, 10, 10), inwards(5, 1, 5)),
        ("capacity C24", scene(20, 1, 100, 5, 5), inwards(3, 1, 2)),
        ("capacity C24", scene(100, 3, 100, 3, 3), inwards(2, 1, 1)),
        ("capacity C24", scene(50, 1, 100, 2, 2), inwards(1, 1, 1)),
        ("capacity C25", scene(100, 3, 100, 3, 3), inwards(2, 1, 1)),
        (
            "capacity 2.4",
            Scene {
                low_minutes: 14,
                ..scene(50, 1, 100, 2, 2)
            },
            Verdict::NotLongEnough { minutes: 14 },
        ),
        (
            "capacity 2.4",
            Scene {
                warming: 1,
                ..scene(50, 1, 100, 2, 3)
            },
            Verdict::Warming { instances: 1 },
        ),
        (
            "capacity 2.4",
            Scene {
                min: 2,
                ..scene(50, 1, 100, 2, 2)
            },
            Verdict::AtMin,
        ),
    ];
    for (row, scene, expected) in rows {
        assert_eq!(track(scene), expected, "{row}");
    }
}

#[test]
fn a_mixed_group_buys_on_demand_first() {
    let table = [
        (10, [10, 6, 10]),
        (20, [15, 12, 12]),
        (30, [20, 18, 12]),
        (40, [25, 24, 12]),
    ];
    for (total, expected) in table {
        let shares = [(10, 50), (0, 60), (12, 0)]
            .map(|(base, percent)| on_demand_share(total, base, percent));
        assert_eq!(shares, expected, "capacity A06, {total} in all");
    }
    assert_eq!(on_demand_share(7, 0, 60), 5, "capacity A07");
    // One after the other they come to the same.
    let (mut have, mut on_demand) = (0, 0);
    for _ in 0..40 {
        on_demand += u32::from(next_purchase(have, on_demand, 10, 50) == Purchase::OnDemand);
        have += 1;
        assert_eq!(on_demand, on_demand_share(have, 10, 50));
    }
}

#[test]
fn a_group_launches_where_it_has_the_fewest() {
    // capacity A08
    let mut counts = [("a", 3), ("b", 2), ("c", 2)];
    for _ in 0..2 {
        let has = |zone: &str| counts.iter().find(|it| it.0 == zone).map_or(0, |it| it.1);
        let zone = launch_zone(&["c", "b", "a"], has).unwrap();
        counts.iter_mut().find(|it| it.0 == zone).unwrap().1 += 1;
    }
    assert_eq!(counts, [("a", 3), ("b", 3), ("c", 3)]);
    assert_eq!(launch_zone(&[], |_| 0), None);
}

#[test]
fn a_group_terminates_what_is_not_protected() {
    let machine = |key: u32, zone, protected, secs| Candidate {
        key,
        zone,
        purchase: Purchase::OnDemand,
        protected,
        launched_at: SimTime::from_secs(secs),
    };
    let now = SimTime::from_secs(7_200);
    let (all, usual) = ((0, 100), TerminationPolicy::Default);
    // capacity A09: zone a has more, but all of it is protected.
    let mixed = [
        machine(0, "a", true, 0),
        machine(1, "a", true, 0),
        machine(2, "a", true, 0),
        machine(3, "b", true, 0),
        machine(4, "b", false, 0),
    ];
    assert_eq!(victims(&mixed, 1, all, usual, now), [4]);
    // capacity A10: nothing may go.
    assert!(victims(&mixed[..3], 2, all, usual, now).is_empty());
    // The zone with the most, then the one furthest into its hour.
    let free = [
        machine(0, "a", false, 3_700),
        machine(1, "a", false, 3_601),
        machine(2, "b", false, 50),
    ];
    assert_eq!(victims(&free, 3, all, usual, now), [1, 2, 0]);
    // Another policy chooses inside the zone, and leaves the zone alone.
    for (policy, first) in [
        (TerminationPolicy::OldestInstance, 1),
        (TerminationPolicy::NewestInstance, 0),
        (TerminationPolicy::ClosestToNextInstanceHour, 1),
    ] {
        assert_eq!(victims(&free, 1, all, policy, now), [first], "{policy}");
    }
    // Spot goes first where there is too much of it.
    let spot = Candidate {
        purchase: Purchase::Spot,
        ..machine(9, "b", false, 0)
    };
    assert_eq!(victims(&[free[0], free[1], spot], 1, all, usual, now), [9]);
}

#[test]
fn balancing_may_pass_the_maximum_by_a_tenth() {
    for (max, margin) in [(10, 1), (40, 4), (3, 1), (19, 1)] {
        assert_eq!(balancing_margin(max), margin, "capacity A11, MaxSize {max}");
    }
    for (counts, moves) in [
        (&[0, 3, 3][..], 2),
        (&[1, 2, 2], 0),
        (&[0, 4], 2),
        (&[1, 3, 2], 1),
        (&[], 0),
    ] {
        assert_eq!(unbalanced(counts), moves, "{counts:?}");
    }
}

#[test]
fn a_hook_waits_for_a_hundred_heartbeats_or_two_days() {
    let hours = |span: SimSpan| span.secs() / 3_600;
    assert_eq!(hours(longest_wait(HEARTBEAT)), 48, "capacity A12");
    assert_eq!(
        hours(longest_wait(SimSpan::from_secs(900))),
        25,
        "capacity A12"
    );
}

fn fargate(cpu_units: u32, memory_mib: u32) -> FargateSize {
    FargateSize {
        cpu_units,
        memory_mib,
        storage_gib: 0,
    }
}

#[test]
fn fargate_costs_what_its_size_and_seconds_say() {
    let linux = fargate_rate(false, false, false).unwrap();
    let arm = fargate_rate(false, true, false).unwrap();
    let windows = fargate_rate(true, false, false).unwrap();
    let spot = fargate_rate(false, false, true).unwrap();
    let hour = 3_600;
    let small = fargate(256, 512);
    let stored = FargateSize {
        storage_gib: 50,
        ..fargate(1_024, 2_048)
    };
    let extra =
        |size: FargateSize| size.nano_usd_hour(linux) - fargate(1_024, 2_048).nano_usd_hour(linux);
    let rows = [
        ("capacity F10", fargate(1_024, 2_048), linux, hour, 49_370),
        ("capacity F11", small, linux, 24 * hour, 296_220),
        ("capacity F11", small, spot, 24 * hour, 97_622),
        ("capacity F12", small, linux, 30, 206),
        (
            "capacity F14",
            fargate(1_024, 2_048),
            windows,
            hour,
            102_776,
        ),
        (
            "capacity F15",
            fargate(32_768, 249_856),
            linux,
            hour,
            2_379_940,
        ),
        (
            "capacity F16",
            fargate(1_024, 2_048),
            linux,
            730 * hour,
            36_040_100,
        ),
        ("capacity F16", small, linux, 730 * hour, 9_010_025),
        ("capacity F17", fargate(2_048, 8_192), linux, hour, 116_520),
        ("capacity F17", fargate(2_048, 8_192), arm, hour, 93_240),
        ("capacity F17", fargate(2_048, 8_192), spot, hour, 38_400),
    ];
    for (row, size, rate, secs, micro_usd) in rows {
        assert_eq!(fargate_micro_usd(size, rate, secs), micro_usd, "{row}");
    }
    assert_eq!(extra(stored), 3_330_000, "capacity F13");
    assert_eq!(fargate_rate(true, true, false), None);
}

#[test]
fn an_instance_beats_fargate_above_a_certain_use() {
    // capacity P01
    let instance = instance_nano_usd_hour(instance_type("m5.large").unwrap(), Purchase::OnDemand);
    let linux = fargate_rate(false, false, false).unwrap();
    let tenths = break_even_tenths(instance, fargate(2_048, 8_192).nano_usd_hour(linux));
    assert_eq!(tenths, 824);
}
