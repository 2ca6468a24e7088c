//! A line of `ecs-sim iam evaluate`: answered, traced, and mended.
#![no_main]

use ecs_playground::iam::change::smallest_change;
use ecs_playground::iam::lines::{answer, read_case};
use ecs_playground::iam::message::access_denied;
use ecs_playground::iam::{Outcome, decide, trace};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|line: &str| {
    assert!(answer(line).starts_with("{\"id\":"));
    let case = read_case(line);
    let Some(request) = case.request else {
        assert!(!case.errors.is_empty());
        return;
    };
    let decision = decide(&request, &case.policies);
    assert_eq!(trace(&request, &case.policies).decision, decision);
    let allowed = decision.outcome == Outcome::Allowed;
    assert_eq!(access_denied(&request, &decision, None).is_none(), allowed);
    let changes = smallest_change(&request, &case.policies);
    assert_eq!(changes.is_some_and(|it| it.is_empty()), allowed);
});
