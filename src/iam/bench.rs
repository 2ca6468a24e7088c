//! The measured rows of the evaluator: decisions with policies prepared once, prepared each time, and traced.
//!
//! Has no clock of its own; the caller lends one. Nothing here asserts a time.

use std::sync::Arc;

use crate::iam::evaluate::{Outcome, decide};
use crate::iam::layer::{Level, PolicySet};
use crate::iam::policy::{Policy, PolicyKind};
use crate::iam::principal::Principal;
use crate::iam::request::{Context, Request};
use crate::iam::{lines, trace};

/// What a deployer may do: three statements, one with conditions, one that denies.
pub const IDENTITY: &str = r#"{"Version":"2012-10-17","Statement":[
{"Sid":"Cluster","Effect":"Allow","Action":["ecs:RunTask","ecs:UpdateService","ecs:DescribeServices"],"Resource":["arn:aws:ecs:us-west-2:111122223333:service/prod/*","arn:aws:ecs:us-west-2:111122223333:task-definition/web:*"]},
{"Sid":"Images","Effect":"Allow","Action":["ecr:BatchGetImage","ecr:GetDownloadUrlForLayer"],"Resource":"arn:aws:ecr:us-west-2:*:repository/${aws:PrincipalTag/team}/*","Condition":{"StringEquals":{"aws:RequestedRegion":"us-west-2"}}},
{"Sid":"NoDeletes","Effect":"Deny","Action":"ecr:Delete*","Resource":"*"}]}"#;
/// The boundary of that role.
pub const BOUNDARY: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["ecs:*","ecr:*","logs:*"],"Resource":"*"}]}"#;
/// Of the root of the organization.
pub const SCP_ROOT: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;
/// Of a unit: everything, in two regions.
pub const SCP_UNIT: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","NotAction":["iam:*","sts:*"],"Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":["us-west-2","eu-west-1"]}}}]}"#;
/// Of the repository.
pub const RESOURCE: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":["ecr:BatchGetImage","ecr:GetDownloadUrlForLayer"]}]}"#;

/// What is asked: a session of the role pulls an image.
pub fn request() -> Request {
    let session = "arn:aws:sts::111122223333:assumed-role/deployer/ci-42";
    let principal = Principal::read(session, None).expect("a session's ARN");
    let context = Context::new()
        .one("aws:PrincipalTag/team", "web")
        .one("aws:RequestedRegion", "us-west-2")
        .one("aws:SourceIp", "203.0.113.7")
        .one("aws:CurrentTime", "2026-11-22T10:00:00Z");
    let repository = "arn:aws:ecr:us-west-2:111122223333:repository/web/shop";
    let owner = Some("111122223333");
    Request::new(principal, "ecr:BatchGetImage", repository, owner, context).expect("a request")
}

/// All policies of the case.
pub fn policies() -> PolicySet {
    let one = |text, kind| -> Vec<Arc<Policy>> {
        Policy::prepare(text, kind).policy.into_iter().collect()
    };
    let level = |name: &str, text| Level {
        name: name.to_owned(),
        policies: one(text, PolicyKind::Scp),
    };
    PolicySet {
        identity: one(IDENTITY, PolicyKind::Inline),
        boundary: Some(one(BOUNDARY, PolicyKind::Boundary)),
        scp: Some(vec![level("root", SCP_ROOT), level("unit", SCP_UNIT)]),
        resource_policy: Some(one(RESOURCE, PolicyKind::Resource)),
        ..PolicySet::default()
    }
}

/// The same as a line of `ecs-sim iam evaluate`.
pub fn line() -> String {
    let mut line = String::from(
        r#"{"id":"bench","request":{"principal":"arn:aws:sts::111122223333:assumed-role/deployer/ci-42","action":"ecr:BatchGetImage","resource":"arn:aws:ecr:us-west-2:111122223333:repository/web/shop","resource_account":"111122223333","context":{"aws:PrincipalTag/team":"web","aws:RequestedRegion":"us-west-2","aws:SourceIp":"203.0.113.7","aws:CurrentTime":"2026-11-22T10:00:00Z"}},"policies":{"identity":["#,
    );
    for part in [
        IDENTITY,
        "],\"boundary\":[",
        BOUNDARY,
        "],\"scp\":[{\"org\":\"root\",\"policies\":[",
        SCP_ROOT,
        "]},{\"org\":\"unit\",\"policies\":[",
        SCP_UNIT,
        "]}],\"resource_policy\":",
        RESOURCE,
        "}}",
    ] {
        line.push_str(&part.replace('\n', ""));
    }
    line
}

/// Measures every row. `clock` gives milliseconds since any start; `done` gets what was done, how often, and how long it
/// took in all. `scale` is 1 for figures, less for a quick look.
pub fn measure(
    scale: f64,
    clock: &mut dyn FnMut() -> f64,
    done: &mut dyn FnMut(&'static str, u64, f64),
) {
    let (request, policies, line) = (request(), policies(), line());
    let mut row = |what, often: u64, work: &mut dyn FnMut() -> bool| {
        let times = ((often as f64 * scale) as u64).max(1);
        let before = clock();
        // The answers are used, so that the work is done.
        let allowed = (0..times).filter(|_| work()).count() as u64;
        let millis = clock() - before;
        assert_eq!(allowed, times, "the measured request is allowed");
        done(what, times, millis);
    };
    row("iam decision, policies prepared", 2_000_000, &mut || {
        let (request, policies) = std::hint::black_box((&request, &policies));
        decide(request, policies).outcome == Outcome::Allowed
    });
    row(
        "iam decision, policies read each time",
        200_000,
        &mut || {
            let policies = std::hint::black_box(self::policies());
            decide(&request, &policies).outcome == Outcome::Allowed
        },
    );
    row("iam decision with its whole trace", 100_000, &mut || {
        trace(&request, &policies).decision.outcome == Outcome::Allowed
    });
    row("iam line of JSON, read and answered", 200_000, &mut || {
        lines::answer(std::hint::black_box(&line)).contains("\"Allowed\"")
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_does_what_it_says() {
        let mut rows = Vec::new();
        measure(0.0, &mut || 0.0, &mut |what, times, _| {
            rows.push((what, times))
        });
        assert!(rows.len() == 4 && rows.iter().all(|(_, times)| *times == 1));
    }
}
