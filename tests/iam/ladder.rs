//! The ladder: which layers apply, what they need, who is to blame (iam 5).

use serde_json::{Value, json};

use crate::notation::{ADMIN, arn, case, outcome, policies, policy};

const TASK: &str = "arn:aws:ecs:us-west-2:111122223333:task/prod/a";
const OBJECT: &str = "arn:aws:s3:::envs/app.env";

/// Layers of a case, in the notation of the sheet; `none` for null, an empty text for an empty list.
fn with(mut case: Value, layers: &[(&str, &str)]) -> Value {
    for (layer, text) in layers {
        let value = match (*layer, *text) {
            (_, "none") => Value::Null,
            ("scp" | "rcp", "") => json!([]),
            ("scp" | "rcp", _) => {
                let levels = text
                    .split(" / ")
                    .map(|level| json!({ "org": "o", "policies": policies(level) }));
                levels.collect()
            }
            ("resource_policy" | "session", _) => policy(text),
            _ => policies(text),
        };
        case["policies"][*layer] = value;
    }
    case
}

fn check(principal: &str, action: &str, resource: &str, layers: &[(&str, &str)], wanted: &str) {
    let mut case = with(case(action, resource), layers);
    case["request"]["principal"] = match principal {
        "anonymous" => json!({ "type": "Anonymous" }),
        other => json!(arn(other)),
    };
    assert_eq!(outcome(&case), wanted, "{principal} {action} {layers:?}");
}

#[test]
fn a_layer_that_is_null_is_none_and_an_empty_one_allows_nothing() {
    let identity = ("identity", ADMIN);
    for (layer, blamed) in [
        ("boundary", "I boundary"),
        ("scp", "I scp"),
        ("rcp", "I rcp"),
        ("vpc_endpoint", "I vpc_endpoint"),
    ] {
        check(
            "user/ana",
            "s3:GetObject",
            OBJECT,
            &[identity, (layer, "none")],
            "A",
        );
        check(
            "user/ana",
            "s3:GetObject",
            OBJECT,
            &[identity, (layer, "")],
            blamed,
        );
    }
    let mut session = with(case("s3:GetObject", OBJECT), &[identity]);
    session["policies"]["session"] = json!([]);
    assert_eq!(outcome(&session), "I session");
    session["policies"]["session"] = json!([policy("+s3:*"), policy("+ecs:*")]);
    assert_eq!(outcome(&session), "A", "session policies add up");
    // A level without policies allows nothing, between levels that do.
    let mut levels = with(
        case("s3:GetObject", OBJECT),
        &[identity, ("scp", "+* / +*")],
    );
    levels["policies"]["scp"][1]["policies"] = json!([]);
    assert_eq!(outcome(&levels), "I scp");
    levels["policies"]["scp"] = json!([]);
    assert_eq!(outcome(&levels), "I scp");
    let nothing = json!({ "id": 1, "request": case("s3:GetObject", OBJECT)["request"] });
    assert_eq!(outcome(&nothing), "I identity");
}

#[test]
fn every_level_of_scps_and_rcps_must_allow() {
    let id = ("identity", ADMIN);
    for (levels, wanted) in [
        ("+* / +* / +*", "A"),
        ("+* / +ecs:* / +*", "A"),
        ("+* / +s3:* / +*", "I scp"),
        ("+* / +s3:* ; +ecs:StopTask / +*", "A"),
        ("+* / +* ; -ecs:* / +*", "X scp"),
        ("-ecs:StopTask / +s3:*", "X scp"),
    ] {
        check(
            "user/ana",
            "ecs:StopTask",
            TASK,
            &[id, ("scp", levels)],
            wanted,
        );
    }
    for (levels, wanted) in [
        ("+[*] * / +[*] *", "A"),
        ("+[*] * / +[*] ecr:*", "I rcp"),
        ("+[*] * / -[*] s3:*", "X rcp"),
    ] {
        check(
            "user/ana",
            "s3:GetObject",
            OBJECT,
            &[id, ("rcp", levels)],
            wanted,
        );
    }
}

/// Iam 5.2, 5.3: whom the guards of an organization do not hold.
#[test]
fn who_obeys_scps_and_rcps() {
    let linked = "role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS";
    for (principal, wanted) in [
        ("user/ana", "X scp"),
        ("root", "X scp"),
        ("role/app", "X scp"),
        ("session/app/x", "X scp"),
        ("federated-user/ana", "X scp"),
        (linked, "A"),
        ("session/AWSServiceRoleForECS/x", "A"),
        ("role/AWSServiceRoleForNobody", "X scp"),
    ] {
        check(
            principal,
            "s3:GetObject",
            OBJECT,
            &[("identity", ADMIN), ("scp", "+* ; -s3:*")],
            wanted,
        );
        let rcp = wanted.replace("scp", "rcp");
        check(
            principal,
            "s3:GetObject",
            OBJECT,
            &[("identity", ADMIN), ("rcp", "+[*] * ; -[*] s3:*")],
            &rcp,
        );
    }
    let open = ("resource_policy", "+[*] *");
    for outsider in ["ecs-tasks.amazonaws.com", "anonymous"] {
        check(
            outsider,
            "s3:GetObject",
            OBJECT,
            &[open, ("scp", "-*")],
            "A",
        );
        check(
            outsider,
            "s3:GetObject",
            OBJECT,
            &[open, ("rcp", "+[*] * ; -[*] s3:*")],
            "X rcp",
        );
    }
    // ECS is not among the services that obey RCPs (iam 1).
    check(
        "user/ana",
        "ecs:StopTask",
        TASK,
        &[("identity", ADMIN), ("rcp", "-[*] *")],
        "A",
    );
    for service in [
        "s3",
        "sts",
        "kms",
        "sqs",
        "secretsmanager",
        "ecr",
        "dynamodb",
        "logs",
        "aoss",
        "cognito-idp",
    ] {
        let action = format!("{service}:X");
        check(
            "user/ana",
            &action,
            "*",
            &[("identity", ADMIN), ("rcp", "-[*] *")],
            "X rcp",
        );
    }
}

/// Iam 5.4, row by row: what an Allow of the resource policy in the own account makes unnecessary.
#[test]
fn what_a_resource_policy_of_the_own_account_bypasses() {
    for (caller, named, bare, bounded, in_session) in [
        ("user/ana", "user/ana", "A", "A", "A"),
        (
            "federated-user/ana",
            "user/ana",
            "A",
            "I boundary",
            "I session",
        ),
        ("federated-user/ana", "federated-user/ana", "A", "A", "A"),
        ("session/app/x", "role/app", "A", "I boundary", "I session"),
        (
            "session/app/x",
            "role/path/app",
            "A",
            "I boundary",
            "I session",
        ),
        ("session/app/x", "session/app/x", "A", "A", "A"),
        ("role/app", "role/app", "A", "I boundary", "I session"),
        ("user/ana", "*", "A", "A", "A"),
        ("session/app/x", "*", "A", "A", "A"),
        (
            "user/ana",
            "111122223333",
            "I identity",
            "I identity,boundary",
            "I identity,session",
        ),
        (
            "session/app/x",
            "root",
            "I identity",
            "I identity,boundary",
            "I identity,session",
        ),
        ("root", "111122223333", "A", "A", "A"),
        ("root", "root", "A", "A", "A"),
        // Who is not named at all.
        (
            "user/ana",
            "user/ben",
            "I identity",
            "I identity,boundary",
            "I identity,session",
        ),
        (
            "user/ana",
            "user/ANA",
            "I identity",
            "I identity,boundary",
            "I identity,session",
        ),
        (
            "user/ana",
            "user/x/ana",
            "I identity",
            "I identity,boundary",
            "I identity,session",
        ),
        (
            "session/app/x",
            "session/app/y",
            "I identity",
            "I identity,boundary",
            "I identity,session",
        ),
        (
            "session/app/x",
            "role/app2",
            "I identity",
            "I identity,boundary",
            "I identity,session",
        ),
        (
            "role/app",
            "session/app/x",
            "I identity",
            "I identity,boundary",
            "I identity,session",
        ),
        (
            "user/ana",
            "user/*",
            "I identity",
            "I identity,boundary",
            "I identity,session",
        ),
        (
            "user/ana",
            "ecs-tasks.amazonaws.com",
            "I identity",
            "I identity,boundary",
            "I identity,session",
        ),
    ] {
        let policy = format!("+[{named}] s3:GetObject");
        let resource = ("resource_policy", &*policy);
        let limit = "+ecs:*";
        check(caller, "s3:GetObject", OBJECT, &[resource], bare);
        check(
            caller,
            "s3:GetObject",
            OBJECT,
            &[resource, ("boundary", limit)],
            bounded,
        );
        check(
            caller,
            "s3:GetObject",
            OBJECT,
            &[resource, ("session", limit)],
            in_session,
        );
        // An explicit deny limits whoever it is about.
        let denied = if caller == "root" { "A" } else { "X boundary" };
        check(
            caller,
            "s3:GetObject",
            OBJECT,
            &[resource, ("boundary", "-s3:*")],
            denied,
        );
    }
}

/// The best of several statements counts, wherever it stands.
#[test]
fn the_strongest_allow_of_a_resource_policy_counts() {
    for text in [
        "+[root] s3:* ; +[session/app/x] s3:GetObject",
        "+[session/app/x] s3:GetObject ; +[role/app] s3:* ; +[root] s3:*",
        "+[role/app,session/app/x,root] s3:*",
    ] {
        let layers = [("resource_policy", text), ("boundary", "+ecs:*")];
        check("session/app/x", "s3:GetObject", OBJECT, &layers, "A");
    }
    let layers = [
        (
            "resource_policy",
            "+[session/app/x] s3:PutObject ; +[role/app] s3:*",
        ),
        ("boundary", "+ecs:*"),
    ];
    check(
        "session/app/x",
        "s3:GetObject",
        OBJECT,
        &layers,
        "I boundary",
    );
}

/// Iam 5.3 step 7.
#[test]
fn across_accounts_both_sides_must_allow() {
    let theirs = |layers: &[(&str, &str)], principal: &str, wanted: &str| {
        let mut case = with(case("s3:GetObject", OBJECT), layers);
        case["request"]["resource_account"] = json!("444455556666");
        case["request"]["principal"] = json!(arn(principal));
        assert_eq!(outcome(&case), wanted, "{principal} {layers:?}");
    };
    let open = ("resource_policy", "+[111122223333] s3:*");
    theirs(&[("identity", ADMIN), open], "user/ana", "A");
    theirs(&[("identity", ADMIN)], "user/ana", "I resource_policy");
    theirs(&[open], "user/ana", "I identity");
    theirs(&[], "user/ana", "I identity,resource_policy");
    theirs(
        &[("identity", ADMIN), open, ("boundary", "+ecs:*")],
        "user/ana",
        "I boundary",
    );
    theirs(
        &[("identity", ADMIN), open, ("session", "+ecs:*")],
        "session/app/x",
        "I session",
    );
    // Naming the caller opens nothing on the caller's own side.
    theirs(
        &[
            ("resource_policy", "+[session/app/x] s3:*"),
            ("boundary", "+ecs:*"),
        ],
        "session/app/x",
        "I identity,boundary",
    );
    theirs(
        &[("resource_policy", "+[*] s3:*")],
        "user/ana",
        "I identity",
    );
    theirs(
        &[("resource_policy", "+[*] s3:*"), ("identity", "-s3:*")],
        "user/ana",
        "X identity",
    );
    // The root user has everything on its own side.
    theirs(&[open], "root", "A");
    theirs(&[], "root", "I resource_policy");
    theirs(&[open, ("scp", "+ecs:*")], "root", "I scp");
    theirs(
        &[open, ("scp", "+ecs:*"), ("vpc_endpoint", "")],
        "user/ana",
        "I scp,vpc_endpoint,identity",
    );
}

/// Iam 5.3 step 6a, 5.5: keys and roles decide for themselves.
#[test]
fn trust_policies_and_key_policies_must_allow() {
    let key = "arn:aws:kms:us-west-2:111122223333:key/1";
    let role = "arn:aws:iam::111122223333:role/task";
    for (action, resource) in [
        ("kms:Decrypt", key),
        ("sts:AssumeRole", role),
        ("STS:assumerolewithsaml", role),
        ("sts:TagSession", role),
        ("sts:SetSourceIdentity", role),
    ] {
        let ask = |principal: &str, layers: &[(&str, &str)], wanted: &str| {
            check(principal, action, resource, layers, wanted)
        };
        ask("user/ana", &[("identity", ADMIN)], "I resource_policy");
        ask("root", &[], "I resource_policy");
        ask(
            "user/ana",
            &[("identity", ADMIN), ("resource_policy", "+[role/other] *")],
            "I resource_policy",
        );
        ask(
            "user/ana",
            &[("identity", ADMIN), ("resource_policy", "+[root] *")],
            "A",
        );
        ask(
            "user/ana",
            &[("resource_policy", "+[root] *")],
            "I identity",
        );
        ask("user/ana", &[("resource_policy", "+[user/ana] *")], "A");
        ask("root", &[("resource_policy", "+[root] *")], "A");
        ask(
            "session/app/x",
            &[("resource_policy", "+[role/app] *"), ("boundary", "+ecs:*")],
            "I boundary",
        );
    }
    // An alias is not a key, and other actions of STS have no trust policy.
    check(
        "user/ana",
        "kms:CreateAlias",
        "arn:aws:kms:us-west-2:111122223333:alias/x",
        &[("identity", ADMIN)],
        "A",
    );
    check(
        "user/ana",
        "sts:GetFederationToken",
        "*",
        &[("identity", ADMIN)],
        "A",
    );
}

#[test]
fn outsiders_have_what_the_resource_gives_them() {
    for outsider in ["ecs-tasks.amazonaws.com", "anonymous"] {
        check(
            outsider,
            "s3:GetObject",
            OBJECT,
            &[("identity", ADMIN)],
            "I resource_policy",
        );
        check(
            outsider,
            "s3:GetObject",
            OBJECT,
            &[("resource_policy", "+[*] s3:*")],
            "A",
        );
        check(
            outsider,
            "s3:GetObject",
            OBJECT,
            &[("resource_policy", "+[*] s3:*"), ("identity", "-*")],
            "A",
        );
        check(
            outsider,
            "s3:GetObject",
            OBJECT,
            &[("resource_policy", "+[*] s3:*"), ("vpc_endpoint", "")],
            "I vpc_endpoint",
        );
        check(
            outsider,
            "s3:GetObject",
            OBJECT,
            &[("resource_policy", "+[*] s3:* ; -[*] s3:Get*")],
            "X resource_policy",
        );
    }
    let service = ("resource_policy", "+[ecs-tasks.amazonaws.com] s3:*");
    check(
        "ecs-tasks.amazonaws.com",
        "s3:GetObject",
        OBJECT,
        &[service],
        "A",
    );
    check(
        "ecs.amazonaws.com",
        "s3:GetObject",
        OBJECT,
        &[service],
        "I resource_policy",
    );
    check(
        "anonymous",
        "s3:GetObject",
        OBJECT,
        &[service],
        "I resource_policy",
    );
    let account = ("resource_policy", "+[111122223333] s3:*");
    check(
        "anonymous",
        "s3:GetObject",
        OBJECT,
        &[account],
        "I resource_policy",
    );
}

/// Iam 5.3: the root user has no policies; only guards and the resource stop it.
#[test]
fn the_root_user_needs_nothing() {
    for layer in ["identity", "boundary", "session"] {
        check("root", "ecs:StopTask", TASK, &[(layer, "-*")], "A");
    }
    check("root", "ecs:StopTask", TASK, &[("scp", "+s3:*")], "I scp");
    check(
        "root",
        "ecs:StopTask",
        TASK,
        &[("vpc_endpoint", "+[*] s3:*")],
        "I vpc_endpoint",
    );
    check(
        "root",
        "s3:GetObject",
        OBJECT,
        &[("resource_policy", "-[root] s3:*")],
        "X resource_policy",
    );
}

#[test]
fn everybody_may_ask_who_they_are() {
    for principal in ["user/ana", "root", "anonymous", "session/app/x"] {
        check(
            principal,
            "sts:getcalleridentity",
            "*",
            &[("identity", "-*"), ("scp", "-*")],
            "A",
        );
    }
}

/// Iam 2.3: a Deny with NotPrincipal spares only who is listed on every level.
#[test]
fn not_principal_wants_every_level() {
    for (caller, listed, wanted) in [
        ("user/ana", "user/ana,111122223333", "A"),
        ("user/ana", "user/ana", "X resource_policy"),
        ("user/ana", "111122223333", "X resource_policy"),
        ("user/ben", "user/ana,root", "X resource_policy"),
        ("root", "root", "A"),
        ("root", "user/ana", "X resource_policy"),
        ("session/app/x", "session/app/x,role/app,root", "A"),
        ("session/app/x", "role/app,root", "X resource_policy"),
        ("session/app/x", "session/app/x,root", "X resource_policy"),
        (
            "session/app/x",
            "session/app/x,role/app",
            "X resource_policy",
        ),
        ("role/app", "role/app,root", "A"),
        ("federated-user/f", "federated-user/f,root", "A"),
        ("user/ana", "*", "A"),
    ] {
        let text = format!("+[*] s3:* ; -[not {listed}] s3:*");
        check(
            caller,
            "s3:GetObject",
            OBJECT,
            &[("resource_policy", &text)],
            wanted,
        );
        // Who has a boundary is never spared.
        let bounded = [("resource_policy", &*text), ("boundary", ADMIN)];
        let always = if caller == "root" {
            wanted
        } else {
            "X resource_policy"
        };
        check(caller, "s3:GetObject", OBJECT, &bounded, always);
    }
    let service = (
        "resource_policy",
        "+[*] s3:* ; -[not ecs.amazonaws.com] s3:*",
    );
    check("ecs.amazonaws.com", "s3:GetObject", OBJECT, &[service], "A");
    check(
        "ecs-tasks.amazonaws.com",
        "s3:GetObject",
        OBJECT,
        &[service],
        "X resource_policy",
    );
    check(
        "anonymous",
        "s3:GetObject",
        OBJECT,
        &[service],
        "X resource_policy",
    );
    // With Allow it is the plain complement.
    let others = ("resource_policy", "+[not user/ana] s3:*");
    check("user/ana", "s3:GetObject", OBJECT, &[others], "I identity");
    check("user/ben", "s3:GetObject", OBJECT, &[others], "A");
    check("anonymous", "s3:GetObject", OBJECT, &[others], "A");
}

/// Iam 5.5: what belongs to AWS stays untouched, and no layer is to blame.
#[test]
fn what_belongs_to_aws_cannot_be_changed() {
    let own = "arn:aws:iam::111122223333:role/task";
    let linked =
        "arn:aws:iam::111122223333:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS";
    let reserved = "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/x";
    let managed = "arn:aws:iam::aws:policy/AmazonECS_FullAccess";
    for (action, resource, wanted) in [
        ("iam:DeleteRole", own, "A"),
        ("iam:DeleteRole", linked, "I"),
        ("iam:PutRolePolicy", linked, "I"),
        ("iam:GetRole", linked, "A"),
        ("iam:DeleteServiceLinkedRole", linked, "A"),
        ("iam:PassRole", linked, "A"),
        ("iam:PassRole", reserved, "I"),
        ("iam:AttachRolePolicy", reserved, "I"),
        ("iam:ListRolePolicies", reserved, "A"),
        ("iam:CreatePolicyVersion", managed, "I"),
        ("iam:GetPolicy", managed, "A"),
        (
            "kms:DeleteAlias",
            "arn:aws:kms:us-west-2:111122223333:alias/aws/ebs",
            "I",
        ),
        (
            "kms:DeleteAlias",
            "arn:aws:kms:us-west-2:111122223333:alias/own",
            "A",
        ),
    ] {
        check("user/ana", action, resource, &[("identity", ADMIN)], wanted);
    }
    check(
        "user/ana",
        "iam:DeleteRole",
        linked,
        &[("identity", "+* ; -iam:*")],
        "X identity",
    );
}

/// The order of blame is the order in which a message names one (iam 6.1).
#[test]
fn blame_in_the_order_of_messages() {
    let mut everything = with(
        case("s3:GetObject", OBJECT),
        &[
            ("boundary", ""),
            ("scp", ""),
            ("rcp", ""),
            ("vpc_endpoint", ""),
            ("session", "+x:y"),
        ],
    );
    everything["request"]["resource_account"] = json!("444455556666");
    assert_eq!(
        outcome(&everything),
        "I scp,rcp,vpc_endpoint,identity,resource_policy,boundary,session"
    );
    let denied = with(
        everything,
        &[
            ("identity", "-*"),
            ("boundary", "-*"),
            ("session", "-*"),
            ("scp", "-*"),
            ("rcp", "-[*] *"),
            ("vpc_endpoint", "-[*] *"),
            ("resource_policy", "-[*] *"),
        ],
    );
    assert_eq!(
        outcome(&denied),
        "X scp,rcp,vpc_endpoint,resource_policy,boundary,session,identity"
    );
}
