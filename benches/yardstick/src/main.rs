//! The evaluator beside `cedar-policy`, on policies that say the same, in one run.
//!
//! A yardstick, not a race: the languages differ. Cedar has no boundaries or organization levels, so what those do is
//! written as `forbid … unless`; it has no wildcards in action names, so actions are in groups; and where IAM compares an
//! ARN with a variable in it, Cedar compares attributes.

use std::time::Instant;

use cedar_policy::{Authorizer, Context, Decision, Entities, EntityUid, PolicySet, Request};
use ecs_playground::iam::{Outcome, bench, decide};

const POLICIES: &str = r#"
permit(principal in Role::"deployer", action in [Action::"ecs:RunTask", Action::"ecs:UpdateService", Action::"ecs:DescribeServices"], resource)
when { resource.arn like "arn:aws:ecs:us-west-2:111122223333:service/prod/*" || resource.arn like "arn:aws:ecs:us-west-2:111122223333:task-definition/web:*" };
permit(principal in Role::"deployer", action in [Action::"ecr:BatchGetImage", Action::"ecr:GetDownloadUrlForLayer"], resource)
when { context.region == "us-west-2" && resource.arn like "arn:aws:ecr:us-west-2:*:repository/*" && resource.team == principal.team };
forbid(principal in Role::"deployer", action in Action::"ecr:Delete", resource);
forbid(principal in Role::"deployer", action, resource) unless { action in [Action::"ecs", Action::"ecr", Action::"logs"] };
forbid(principal, action, resource)
when { !(["us-west-2", "eu-west-1"].contains(context.region)) && !(action in [Action::"iam", Action::"sts"]) };
forbid(principal, action, resource) unless { principal.account == resource.account };
"#;

const ENTITIES: &str = r#"[
{"uid": {"type": "Role", "id": "deployer"}, "attrs": {}, "parents": []},
{"uid": {"type": "Session", "id": "ci-42"}, "attrs": {"team": "web", "account": "111122223333"}, "parents": [{"type": "Role", "id": "deployer"}]},
{"uid": {"type": "Action", "id": "ecr"}, "attrs": {}, "parents": []},
{"uid": {"type": "Action", "id": "ecr:BatchGetImage"}, "attrs": {}, "parents": [{"type": "Action", "id": "ecr"}]},
{"uid": {"type": "Repository", "id": "web/shop"}, "attrs": {"team": "web", "account": "111122223333",
 "arn": "arn:aws:ecr:us-west-2:111122223333:repository/web/shop"}, "parents": []}
]"#;

fn uid(text: &str) -> EntityUid {
    text.parse().expect("an entity")
}

fn row(what: &str, times: u32, mut allowed: impl FnMut() -> bool) {
    // The best of five: other work on the machine only adds.
    let mut best = f64::MAX;
    for _ in 0..5 {
        let start = Instant::now();
        for _ in 0..times {
            assert!(allowed(), "{what}");
        }
        best = best.min(start.elapsed().as_secs_f64() / f64::from(times));
    }
    println!(
        "{what:<44} {:>8.2} µs each {:>10.0} a second",
        best * 1e6,
        1.0 / best
    );
}

fn main() {
    let cedar: PolicySet = POLICIES.parse().expect("policies");
    let entities = Entities::from_json_str(ENTITIES, None).expect("entities");
    let context = Context::from_json_str(r#"{"region": "us-west-2", "ip": "203.0.113.7"}"#, None)
        .expect("a context");
    let ask = Request::new(
        uid(r#"Session::"ci-42""#),
        uid(r#"Action::"ecr:BatchGetImage""#),
        uid(r#"Repository::"web/shop""#),
        context,
        None,
    )
    .expect("a request");
    let authorizer = Authorizer::new();
    let cedar_allows = |policies: &PolicySet| {
        authorizer
            .is_authorized(&ask, policies, &entities)
            .decision()
            == Decision::Allow
    };
    let (request, policies) = (bench::request(), bench::policies());

    row("iam, policies prepared", 200_000, || {
        let (request, policies) = std::hint::black_box((&request, &policies));
        decide(request, policies).outcome == Outcome::Allowed
    });
    row("cedar-policy, policies prepared", 20_000, || {
        cedar_allows(std::hint::black_box(&cedar))
    });
    row("iam, policies read each time", 20_000, || {
        decide(&request, &bench::policies()).outcome == Outcome::Allowed
    });
    row("cedar-policy, policies read each time", 500, || {
        cedar_allows(&POLICIES.parse().expect("policies"))
    });
}
