//! Two ways to one answer: the evaluator and the slow one agree on random cases, and watching changes nothing.

use ecs_playground::iam::lines::{answer, read_case};
use ecs_playground::iam::{decide, trace};
use serde_json::Value;

use crate::random::Draws;
use crate::second;

/// Compares on this many cases; a failure prints seed and case.
fn compare(seed: u64, cases: u64) {
    let mut draws = Draws::new(seed);
    let mut seen = [0u64; 3];
    for number in 0..cases {
        let case = draws.case();
        let line = case.to_string();
        let given: Value = serde_json::from_str(&answer(&line)).unwrap();
        assert_eq!(
            given["errors"].as_array().map(Vec::len),
            Some(0),
            "{given}\n{line}"
        );
        let mut blamed: Vec<String> = given["blocked_by"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it.as_str().unwrap().to_owned())
            .collect();
        blamed.sort();
        let (decision, layers) = second::decide(&case);
        let agree = given["decision"] == decision.as_str() && blamed == layers;
        assert!(
            agree,
            "seed {seed} case {number}\nfirst {given}\nsecond {decision} {layers:?}\n{line}"
        );
        seen[match decision.as_str() {
            "Allowed" => 0,
            "ExplicitlyDenied" => 1,
            _ => 2,
        }] += 1;
        if number % 16 == 0 {
            let case = read_case(&line);
            let request = case.request.unwrap();
            assert_eq!(
                trace(&request, &case.policies).decision,
                decide(&request, &case.policies),
                "{line}"
            );
        }
    }
    // The cases are about something: each outcome is common.
    assert!(seen.iter().all(|it| *it > cases / 20), "{seen:?}");
}

#[test]
fn the_slow_evaluator_agrees_on_random_cases() {
    compare(1, 1_000);
}

#[test]
#[ignore = "takes minutes: cargo test --release --test iam -- --ignored"]
fn the_slow_evaluator_agrees_on_millions_of_random_cases() {
    for seed in 2..12 {
        compare(seed, 300_000);
    }
}
