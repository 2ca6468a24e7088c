//! Damaged lines and policies: nothing panics, and every error says where. A seeded sibling of the targets in `fuzz/`.

use ecs_playground::iam::change::smallest_change;
use ecs_playground::iam::check::check;
use ecs_playground::iam::json::Document;
use ecs_playground::iam::lines::{answer, read_case};
use ecs_playground::iam::message::access_denied;
use ecs_playground::iam::{Outcome, Policy, PolicyKind, decide, trace};

use crate::draws::{Draws, damaged};
use crate::worked_examples::CASES;

/// Pieces that are likely to matter where they land.
const PIECES: [&str; 40] = [
    "{",
    "}",
    "[",
    "]",
    "\"",
    ",",
    ":",
    "\\",
    "null",
    "true",
    "-1",
    "1e99",
    "0.5",
    "\"\"",
    "{}",
    "[]",
    "ä",
    "😀",
    "\u{0}",
    "*",
    "?",
    "${",
    "${}",
    "${a, 'b'}",
    "${a, 'b",
    "arn:",
    ":::::",
    "::",
    "/",
    "\\ud800",
    "\\u0041",
    "\"*\"",
    "Not",
    "ForAnyValue:",
    "IfExists",
    "2026-02-30",
    "9223372036854775808",
    "::ffff:1.2.3.4/200",
    "=",
    "'",
];

fn try_line(line: &str) -> bool {
    assert!(answer(line).starts_with("{\"id\":"));
    // Not serde_json: an id may be a number that is JSON and too large for it.
    assert!(Document::read(&answer(line)).is_ok(), "{line}");
    let case = read_case(line);
    let Some(request) = case.request else {
        assert!(!case.errors.is_empty(), "{line}");
        return false;
    };
    let decision = decide(&request, &case.policies);
    assert_eq!(trace(&request, &case.policies).decision, decision, "{line}");
    let allowed = decision.outcome == Outcome::Allowed;
    assert_eq!(
        access_denied(&request, &decision, None).is_none(),
        allowed,
        "{line}"
    );
    let changes = smallest_change(&request, &case.policies);
    assert_eq!(changes.is_some_and(|it| it.is_empty()), allowed, "{line}");
    true
}

fn try_policy(text: &str) {
    for (_, kind) in PolicyKind::ALL {
        let findings = check(text, kind);
        for finding in &findings {
            let (start, end) = (finding.place.start as usize, finding.place.end as usize);
            assert!(
                finding.line > 0 && finding.column > 0 && text.get(start..end).is_some(),
                "{text}"
            );
        }
        let prepared = Policy::prepare(text, kind);
        assert_eq!(
            prepared.policy.is_some(),
            prepared.findings.is_empty(),
            "{text}"
        );
        // What cannot be read is always refused.
        assert!(prepared.policy.is_some() || !findings.is_empty(), "{text}");
    }
}

fn run(seed: u64, times: u64) {
    let mut draws = Draws::new(seed);
    let examples: Vec<&str> = CASES.lines().collect();
    let mut readable = 0;
    for number in 0..times {
        let line = match number % 2 {
            0 => draws.pick(&examples).to_owned(),
            _ => draws.case().to_string(),
        };
        readable += u64::from(try_line(&damaged(&line, &PIECES, &mut draws)));
        if number % 4 == 0 {
            let value: serde_json::Value = serde_json::from_str(&line).unwrap();
            let policy = &value["policies"]["identity"][0];
            try_policy(&damaged(&policy.to_string(), &PIECES, &mut draws));
        }
    }
    // Most damage makes a line unreadable; enough of it goes deeper.
    assert!(
        readable > times / 10 && readable < times,
        "{readable} of {times}"
    );
}

#[test]
fn damaged_lines_and_policies_are_answered() {
    run(1, 1_200);
}

#[test]
#[ignore = "takes minutes: cargo test --release --test iam -- --ignored"]
fn many_damaged_lines_and_policies_are_answered() {
    for seed in 2..12 {
        run(seed, 100_000);
    }
}
