//! The JSON of an IAM policy: checked as every kind, prepared, and judged.
#![no_main]

use ecs_playground::iam::check::check;
use ecs_playground::iam::{Policy, PolicyKind, PolicySet, bench, decide, trace};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let request = bench::request();
    for (_, kind) in PolicyKind::ALL {
        for finding in check(text, kind) {
            assert!(finding.line > 0 && finding.column > 0);
            let place = finding.place;
            assert!(text.get(place.start as usize..place.end as usize).is_some());
        }
        let prepared = Policy::prepare(text, kind);
        assert_eq!(prepared.policy.is_some(), prepared.findings.is_empty());
        let identity: Vec<_> = prepared.policy.into_iter().collect();
        let policies = PolicySet { identity, ..PolicySet::default() };
        assert_eq!(trace(&request, &policies).decision, decide(&request, &policies));
    }
});
