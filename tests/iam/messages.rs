//! AWS's sentence for every layer, implicit and explicit (iam 6.1).

use ecs_playground::iam::decide;
use ecs_playground::iam::lines::read_case;
use ecs_playground::iam::message::access_denied;
use serde_json::{Value, json};

use crate::notation::{arn, case, policies, policy};

fn said(case: &Value, policy_arn: Option<&str>) -> Option<String> {
    let case = read_case(&case.to_string());
    let request = case.request.unwrap();
    access_denied(&request, &decide(&request, &case.policies), policy_arn)
}

fn denied_by(layer: &str, effect: &str) -> Value {
    let mut case = case("s3:GetObject", "arn:aws:s3:::x");
    case["policies"]["identity"] = policies("+*");
    let text = match (layer, effect) {
        ("rcp" | "vpc_endpoint" | "resource_policy", "deny") => "+[*] * ; -[*] s3:*",
        ("rcp" | "vpc_endpoint" | "resource_policy", _) => "+[*] ecs:*",
        (_, "deny") => "+* ; -s3:*",
        _ => "+ecs:*",
    };
    case["policies"][layer] = match layer {
        "scp" | "rcp" => json!([{ "org": "o", "policies": policies(text) }]),
        "resource_policy" | "session" => policy(text),
        _ => policies(text),
    };
    if layer == "resource_policy" {
        case["request"]["resource_account"] = json!("444455556666");
    }
    case
}

const USER: &str = "User: arn:aws:iam::111122223333:user/ana is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::x";

#[test]
fn one_sentence_per_layer() {
    for (layer, implicit, explicit) in [
        (
            "scp",
            "no service control policy",
            "a service control policy",
        ),
        (
            "rcp",
            "no resource control policy",
            "a resource control policy",
        ),
        (
            "vpc_endpoint",
            "no VPC endpoint policy",
            "a VPC endpoint policy",
        ),
        (
            "resource_policy",
            "no resource-based policy",
            "a resource-based policy",
        ),
        (
            "boundary",
            "no permissions boundary",
            "a permissions boundary",
        ),
        ("session", "no session policy", "a sessions policy"),
        (
            "identity",
            "no identity-based policy",
            "an identity-based policy",
        ),
    ] {
        let sentence = said(&denied_by(layer, "nothing"), None).unwrap();
        assert_eq!(
            sentence,
            format!("{USER} because {implicit} allows the s3:GetObject action")
        );
        let sentence = said(&denied_by(layer, "deny"), None).unwrap();
        assert_eq!(
            sentence,
            format!("{USER} with an explicit deny in {explicit}")
        );
        let sentence = said(&denied_by(layer, "deny"), Some("arn:aws:x")).unwrap();
        assert_eq!(
            sentence,
            format!("{USER} with an explicit deny in {explicit}: arn:aws:x")
        );
        // The suffix is for explicit denials alone.
        assert_eq!(
            said(&denied_by(layer, "nothing"), Some("arn:aws:x")),
            said(&denied_by(layer, "nothing"), None)
        );
    }
    let mut allowed = case("s3:GetObject", "arn:aws:s3:::x");
    allowed["policies"]["identity"] = policies("+*");
    assert_eq!(said(&allowed, None), None);
}

#[test]
fn roles_that_cannot_be_assumed() {
    let mut case = case("sts:AssumeRole", &arn("role/task"));
    case["policies"]["identity"] = policies("+*");
    let who = "User: arn:aws:iam::111122223333:user/ana is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::111122223333:role/task";
    assert_eq!(said(&case, None).unwrap(), who);
    case["policies"]["resource_policy"] = policy("+[root] * ; -[user/ana] *");
    assert_eq!(
        said(&case, None).unwrap(),
        format!("{who} with an explicit deny in the role trust policy")
    );
    case["policies"] = json!({ "identity": [], "resource_policy": policy("+[root] *") });
    let reason = "because no identity-based policy allows the sts:AssumeRole action";
    assert_eq!(said(&case, None).unwrap(), format!("{who} {reason}"));
}

#[test]
fn principals_as_messages_write_them() {
    for (principal, written) in [
        (
            json!(arn("session/app/x")),
            "arn:aws:sts::111122223333:assumed-role/app/x",
        ),
        (
            json!(arn("user/path/ana")),
            "arn:aws:iam::111122223333:user/path/ana",
        ),
        (json!({ "type": "Anonymous" }), "anonymous"),
        (json!("ecs.amazonaws.com"), "ecs.amazonaws.com"),
    ] {
        let mut case = case("s3:GetObject", "arn:aws:s3:::x");
        case["request"]["principal"] = principal;
        let sentence = said(&case, None).unwrap();
        assert!(
            sentence.starts_with(&format!("User: {written} is not authorized")),
            "{sentence}"
        );
    }
}
