//! Faults that hold for a time and are said again meanwhile: the last word counts, wherever the run is taken up.

use std::sync::Arc;

use ecs_playground::kernel::SimTime;
use ecs_playground::model::quota::Limit;
use ecs_playground::scenario::run::{ENTRIES_MAX, Run};
use ecs_playground::scenario::{What, load};
use ecs_playground::world::World;

type Holds = fn(&World) -> bool;

fn is_throttled(world: &World) -> bool {
    world.limit(Limit::SchedulerCalls).is_some()
}

fn is_cut_off(world: &World) -> bool {
    world.instances().any(|it| !it.row.agent_connected)
}

fn is_out(world: &World) -> bool {
    let zone = world.names().find("us-east-1a");
    zone.is_some_and(|zone| world.is_out(zone))
}

/// The minutes at which it holds: nothing, from the first word on, or from minutes of both words.
#[test]
fn the_last_word_says_how_long_a_fault_holds() {
    let throttled = |lasts: &str| format!(r#"{{ "apiThrottled": {{ {lasts} }} }}"#);
    let lifted = || r#"{ "apiThrottled": { "over": true } }"#.to_owned();
    let cut_off = |lasts: &str| format!(r#"{{ "agentDisconnect": {{ "instance": 1, {lasts} }} }}"#);
    let out = |lasts: &str| format!(r#"{{ "zoneOutage": {{ "zone": "a", {lasts} }} }}"#);
    let (ten, two) = (r#""for": "10m""#, r#""for": "2m""#);
    let no_time = cut_off("").replace(", ", " ");
    #[rustfmt::skip]
    let rows: &[(String, u64, String, u64, Holds)] = &[
        // first             again at  again              holds until
        (throttled(ten),     5,        throttled(ten),    15,  is_throttled),
        (throttled(ten),     5,        throttled(two),    7,   is_throttled),
        (throttled(ten),     5,        throttled(""),     99,  is_throttled),
        (throttled(ten),     12,       throttled(""),     10,  is_throttled),
        (throttled(ten),     5,        lifted(),          5,   is_throttled),
        (cut_off(ten),       5,        cut_off(ten),      15,  is_cut_off),
        (cut_off(ten),       5,        no_time,           99,  is_cut_off),
        (out(ten),           5,        out(ten),          15,  is_out),
        // Without a time an outage says nothing of how long Fargate starts nothing there.
        (out(ten),           5,        out("").replace(", ", " "), 10, is_out),
    ];
    for (first, at, again, until, holds) in rows {
        let file = format!(
            r#"{{ "title": "-", "steps": [
                {{ "CreateCluster": {{ "clusterName": "demo" }} }},
                {{ "instances": {{ "cluster": "demo", "type": "m5.large", "zones": ["a"], "count": 1 }} }},
                {{ "at": "0s", "fault": {first} }},
                {{ "at": "{at}m", "fault": {again} }} ] }}"#
        );
        let scenario = Arc::new(load(&file).unwrap_or_else(|it| panic!("{it:?} in {file}")));
        assert!(matches!(
            scenario.steps[2].what,
            What::Fault(_) | What::Limits(..)
        ));
        let mut run = Run::new(scenario);
        // A run taken up where the first word was the only one, after the second was heard.
        let mut fork = None;
        for minute in 0..20 {
            let now = SimTime::from_secs(minute * 60 + 30);
            run.run_until(now, ENTRIES_MAX);
            if minute + 1 == *at {
                fork = Some((run.simulation.len(), now));
            }
            let expected = minute < *until || (minute >= *at && *until < *at);
            assert_eq!(
                holds(run.simulation.world()),
                expected,
                "{first}, {again}: {now}"
            );
        }
        let (seq, now) = fork.expect("a minute before the second word");
        let mut forked = run.fork_at(seq, now);
        forked.run_until(SimTime::from_secs(19 * 60 + 30), ENTRIES_MAX);
        assert_eq!(
            forked.simulation.digest(),
            run.simulation.digest(),
            "{first}, {again}"
        );
    }
}
