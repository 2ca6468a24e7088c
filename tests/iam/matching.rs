//! Actions, resources, principals and variables (iam 2, 3).

use serde_json::json;

use crate::notation::{ANA, arn, case, outcome, policies, policy};

/// Whether ana may, with this as her only policy.
fn allows(action: &str, resource: &str, text: &str) -> bool {
    let mut case = case(action, resource);
    case["policies"]["identity"] = policies(text);
    outcome(&case) == "A"
}

#[test]
fn actions() {
    for (pattern, action, wanted) in [
        ("*", "ecs:RunTask", true),
        ("ecs:*", "ecs:RunTask", true),
        ("ECS:RUNTASK", "ecs:RunTask", true),
        ("ecs:runtask", "ECS:RunTask", true),
        ("ecs:Run*", "ecs:RunTask", true),
        ("ecs:*Task", "ecs:RunTask", true),
        ("ecs:R?nTa?k", "ecs:RunTask", true),
        ("ecs:RunTask*", "ecs:RunTask", true),
        ("ecs:RunTask?", "ecs:RunTask", false),
        ("ecs:Run", "ecs:RunTask", false),
        ("ecs:RunTasks", "ecs:RunTask", false),
        ("ecr:RunTask", "ecs:RunTask", false),
        ("ecs-a:RunTask", "ecs:RunTask", false),
        ("ec*:RunTask", "ecs:RunTask", false),
        ("e?s:*", "ecs:RunTask", false),
        ("*:*", "ecs:RunTask", false),
        ("*:RunTask", "ecs:RunTask", false),
        ("**", "ecs:RunTask", false),
        ("RunTask", "ecs:RunTask", false),
        ("ecs:", "ecs:RunTask", false),
        (":RunTask", "ecs:RunTask", false),
        ("ecs: RunTask", "ecs:RunTask", false),
        (" ecs:RunTask", "ecs:RunTask", false),
        ("ecs:Run Task", "ecs:RunTask", false),
        ("ecs:*:*", "ecs:RunTask", false),
        ("ecs:${aws:username}", "ecs:ana", false),
        (
            "elasticloadbalancing:*",
            "elasticloadbalancing:RegisterTargets",
            true,
        ),
        (
            "elasticloadbalancingv2:*",
            "elasticloadbalancing:RegisterTargets",
            false,
        ),
    ] {
        let text = format!("+{pattern}");
        // The notation trims; blanks are put back where they matter.
        let mut case = case(action, "*");
        case["policies"]["identity"] = policies(&text);
        case["policies"]["identity"][0]["Statement"][0]["Action"] = json!(pattern);
        assert_eq!(outcome(&case) == "A", wanted, "{pattern} {action}");
        case["policies"]["identity"][0]["Statement"][0]["NotAction"] = json!([pattern]);
        case["policies"]["identity"][0]["Statement"][0]
            .as_object_mut()
            .unwrap()
            .remove("Action");
        assert_eq!(outcome(&case) == "A", !wanted, "not {pattern} {action}");
    }
}

const TASK: &str = "arn:aws:ecs:us-west-2:111122223333:task/prod/a:b";

#[test]
fn resources() {
    for (pattern, resource, wanted) in [
        ("*", TASK, true),
        ("*", "*", true),
        (TASK, TASK, true),
        ("arn:aws:ecs:us-west-2:111122223333:task/*", TASK, true),
        ("arn:aws:ecs:us-west-2:111122223333:*", TASK, true),
        ("arn:aws:ecs:us-west-2:111122223333:task/*/a?b", TASK, true),
        (
            "arn:aws:ecs:us-west-2:111122223333:t*k/prod/a:b",
            TASK,
            true,
        ),
        (
            "arn:aws:ecs:us-west-2:111122223333:task/PROD/*",
            TASK,
            false,
        ),
        ("arn:aws:ecs:US-WEST-2:111122223333:task/*", TASK, true),
        ("arn:AWS:ECS:us-west-2:111122223333:task/*", TASK, true),
        ("arn:aws:ecs:*:*:*", TASK, true),
        ("arn:aws:ecs:us-*:1111*:task/*", TASK, true),
        ("arn:aws:ecs:us-west-?:111122223333:task/*", TASK, true),
        ("arn:aws:ecs:*:task/*", TASK, false),
        ("arn:aws:ecs:us-west-2*:task/*", TASK, false),
        ("arn:aws:ecs:*", TASK, true),
        ("arn:aws:ec*:us-west-2:111122223333:task/*", TASK, true),
        ("arn:aws:ecs:*:*:*", "*", false),
        ("arn:*", "*", false),
        ("**", TASK, false),
        ("task/*", TASK, false),
        ("arn*", TASK, false),
        ("", TASK, false),
        ("arn:aws:s3:::envs/*", "arn:aws:s3:::envs/a/b", true),
        ("arn:aws:s3:::envs/*", "arn:aws:s3:::envs", false),
        ("arn:aws:s3:::envs", "arn:aws:s3:::envs/a", false),
        ("arn:aws:s3:::env\\*", "arn:aws:s3:::env\\x", true),
        ("arn:aws:s3:::envs/é?", "arn:aws:s3:::envs/éü", true),
    ] {
        assert_eq!(
            allows("ecs:StopTask", resource, &format!("+*@{pattern}")),
            wanted,
            "{pattern} {resource}"
        );
        assert_eq!(
            allows("ecs:StopTask", resource, &format!("+*@not({pattern})")),
            !wanted,
            "not {pattern} {resource}"
        );
    }
}

/// Iam 2.1: an action about no resource wants `*`, whatever resource is given beside.
#[test]
fn actions_without_resources_want_a_star() {
    for (text, wanted) in [
        ("+*", "A"),
        ("+*@arn:aws:ecs:*:*:*", "I identity"),
        ("+*@not(arn:aws:ecs:*:*:*)", "A"),
        ("+*@not(*)", "I identity"),
    ] {
        let mut case = case(
            "ecs:ListClusters",
            "arn:aws:ecs:us-west-2:111122223333:cluster/x",
        );
        case["request"]["wildcard_only_action"] = json!(true);
        case["policies"]["identity"] = policies(text);
        assert_eq!(outcome(&case), wanted, "{text}");
    }
}

/// Iam 2.2: what an ARN of fewer segments means depends on where it stands.
#[test]
fn short_arns_by_kind_of_policy() {
    let object = "arn:aws:s3:::envs/a";
    for (short, identity, resource, scp, rcp) in [
        ("arn:aws:s3", true, false, false, false),
        ("arn:aws:s3:::", true, true, true, true),
        ("arn:aws:s*", true, true, true, false),
        ("arn:aw?:s3", true, true, false, false),
        ("arn:aw*:s3", true, true, false, false),
        ("arn:aws", true, false, false, false),
        ("arn:*", true, true, true, false),
        ("arn:aws:ecs", false, false, false, false),
        ("arn:aws:s3::", true, false, false, false),
        ("arn:aws:s3:us-east-1", false, false, false, false),
        ("arn:aws:ec*", false, false, false, false),
    ] {
        // Six segments, the last empty: no short ARN, and no object.
        let six = short == "arn:aws:s3:::";
        let wanted = |it: bool| it && !six;
        assert_eq!(
            allows("s3:GetObject", object, &format!("+*@{short}")),
            wanted(identity),
            "{short}"
        );
        let layers = [
            (
                "boundary",
                json!([policy(&format!("+*@{short}"))]),
                identity,
            ),
            ("session", policy(&format!("+*@{short}")), identity),
            (
                "vpc_endpoint",
                json!([policy(&format!("+[*] *@{short}"))]),
                resource,
            ),
            (
                "scp",
                json!([{ "org": "o", "policies": policies(&format!("+*@{short}")) }]),
                scp,
            ),
            (
                "rcp",
                json!([{ "org": "o", "policies": policies(&format!("+[*] *@{short}")) }]),
                rcp,
            ),
        ];
        for (layer, value, fits) in layers {
            let mut case = case("s3:GetObject", object);
            case["policies"] = json!({ "identity": policies("+*"), layer: value });
            let blamed = if wanted(fits) {
                "A".to_owned()
            } else {
                format!("I {layer}")
            };
            assert_eq!(outcome(&case), blamed, "{layer} {short}");
        }
        let mut named = case("s3:GetObject", object);
        named["policies"]["resource_policy"] = policy(&format!("+[user/ana] *@{short}"));
        let blamed = if wanted(resource) { "A" } else { "I identity" };
        assert_eq!(outcome(&named), blamed, "resource {short}");
        // Under NotResource it is filled up everywhere, but ignored in an RCP.
        let mut negated = case("s3:GetObject", object);
        negated["policies"]["resource_policy"] = policy(&format!("+[user/ana] *@not({short})"));
        assert_eq!(outcome(&negated) == "A", !wanted(identity), "not {short}");
        let mut rcp = case("s3:GetObject", object);
        rcp["policies"] = json!({
            "identity": policies("+*"),
            "rcp": [{ "org": "o", "policies": policies(&format!("+[*] *@not({short})")) }],
        });
        assert_eq!(outcome(&rcp), "A", "rcp not {short}");
    }
}

#[test]
fn variables_in_resources() {
    let may = |resource: &str, element: &str, own: &str, version: &str| {
        let mut case = case("s3:GetObject", resource);
        case["request"]["context"] =
            json!({ "aws:username": "ana", "star": "*", "list": ["x"], "empty": "" });
        let statement = json!({ "Effect": "Allow", "Action": "*", element: own });
        case["policies"]["identity"] = json!([{ "Version": version, "Statement": statement }]);
        outcome(&case) == "A"
    };
    for (pattern, resource, wanted, not) in [
        ("${aws:username}/*", "ana/x", true, false),
        ("${AWS:UserName}/*", "ana/x", true, false),
        ("${aws:username}/*", "ben/x", false, true),
        ("${star}", "anything", false, true),
        ("${star}", "*", true, false),
        ("${*}", "*", true, false),
        ("${*}", "x", false, true),
        ("a${?}", "a?", true, false),
        ("a${?}", "ab", false, true),
        ("${$}x", "$x", true, false),
        ("${none}", "x", false, true),
        ("${none}*", "x", false, true),
        ("${list}", "x", false, true),
        ("${none, 'x'}", "x", true, false),
        ("${aws:username, 'x'}", "x", false, true),
        ("${none, \"x\"}", "x", false, true),
        ("${empty}x", "x", true, false),
        ("${aws:username", "${aws:username", true, false),
        ("$aws:username", "$aws:username", true, false),
    ] {
        let (own, resource) = (
            format!("arn:aws:s3:::{pattern}"),
            format!("arn:aws:s3:::{resource}"),
        );
        let new = "2012-10-17";
        assert_eq!(
            may(&resource, "Resource", &own, new),
            wanted,
            "{pattern} {resource}"
        );
        // An entry whose variable has no value excludes nothing.
        assert_eq!(
            may(&resource, "NotResource", &own, new),
            not,
            "not {pattern} {resource}"
        );
    }
    // In the old version it is text, with its wildcards.
    let old = "2008-10-17";
    for (own, resource, wanted) in [
        ("arn:aws:s3:::${aws:username}", "arn:aws:s3:::ana", false),
        (
            "arn:aws:s3:::${aws:username}",
            "arn:aws:s3:::${aws:username}",
            true,
        ),
        ("arn:aws:s3:::${*}", "arn:aws:s3:::${xyz}", true),
    ] {
        assert_eq!(
            may(resource, "Resource", own, old),
            wanted,
            "{own} {resource}"
        );
    }
    // Before the fifth colon nothing is replaced.
    let own = "arn:aws:ecs:us-west-2:${aws:username}:cluster/x";
    assert!(!may(
        "arn:aws:ecs:us-west-2:ana:cluster/x",
        "Resource",
        own,
        "2012-10-17"
    ));
}

#[test]
fn variables_in_conditions() {
    let holds = |operator: &str, value: &str, asked: &str| {
        let mut case = case("s3:GetObject", "*");
        case["request"]["context"] =
            json!({ "aws:username": "ana", "arn": ANA, "five": "5", "yes": "true", "k": asked });
        let condition = json!({ operator: { "k": value } });
        case["policies"]["identity"] = policies("+*");
        case["policies"]["identity"][0]["Statement"][0]["Condition"] = condition;
        outcome(&case) == "A"
    };
    for (operator, value, asked, wanted) in [
        ("StringEquals", "x-${aws:username}", "x-ana", true),
        ("StringNotEquals", "x-${aws:username}", "x-ana", false),
        ("StringNotEquals", "${none}", "x", true),
        // A star of the policy's own is no wildcard here, whether or not a variable stands beside it.
        ("StringEquals", "*-${aws:username}", "x-ana", false),
        ("StringEquals", "*-${aws:username}", "*-ana", true),
        ("StringEquals", "?-${aws:username}", "x-ana", false),
        ("StringEqualsIgnoreCase", "*-${aws:username}", "*-ANA", true),
        (
            "StringEqualsIgnoreCase",
            "*-${aws:username}",
            "x-ana",
            false,
        ),
        ("StringEquals", "${none}", "", false),
        ("StringEquals", "a${*}", "a*", true),
        ("StringLike", "a${*}*", "a*b", true),
        ("StringLike", "a${*}*", "axb", false),
        ("StringEqualsIgnoreCase", "X-${aws:username}", "x-ANA", true),
        ("ArnLike", "arn:aws:iam::*:user/${aws:username}", ANA, true),
        ("ArnEquals", "${arn}", ANA, true),
        ("ArnNotEquals", "${arn}", ANA, false),
        ("ArnNotLike", "${none}", ANA, true),
        ("ArnLike", "${aws:username}", ANA, false),
        ("ArnNotLike", "${aws:username}", ANA, false),
        ("Bool", "${yes}", "true", true),
        ("Bool", "${none, 'false'}", "false", true),
        // Not replaced here, so the values are no numbers, dates and addresses.
        ("NumericEquals", "${five}", "5", false),
        ("NumericNotEquals", "${five}", "6", false),
        ("DateEquals", "${five}", "5", false),
        ("IpAddress", "${k}", "10.0.0.1", false),
        ("Null", "${yes}", "x", false),
    ] {
        assert_eq!(
            holds(operator, value, asked),
            wanted,
            "{operator} {value} {asked}"
        );
    }
}

/// A role behind a session: by name, or exactly when the context has its ARN.
#[test]
fn the_path_of_a_role_counts_when_it_is_known() {
    let mut case = case("s3:GetObject", "arn:aws:s3:::x");
    case["request"]["principal"] = json!(arn("session/app/x"));
    case["policies"]["resource_policy"] = policy("+[role/path/app] s3:*");
    assert_eq!(outcome(&case), "A");
    case["request"]["context"] = json!({ "aws:PrincipalArn": arn("role/path/app") });
    assert_eq!(outcome(&case), "A");
    case["request"]["context"] = json!({ "aws:PrincipalArn": arn("role/elsewhere/app") });
    assert_eq!(outcome(&case), "I identity");
}
