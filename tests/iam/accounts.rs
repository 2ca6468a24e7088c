//! Accounts of scenario files: who may call, who may be assumed, what the loader refuses, and how a refusal is explained.

use std::sync::Arc;

use ecs_playground::api::operation::Operation;
use ecs_playground::explain::{self, AccessExplanation, access};
use ecs_playground::scenario::{Run, load};
use ecs_playground::sim::command::Asked;
use ecs_playground::sim::simulation::replay;
use ecs_playground::sim::{Command, Simulation, log};
use ecs_playground::view::desk::Desk;
use ecs_playground::view::message::{Ask, Request};
use ecs_playground::world::World;
use serde_json::{Value, json};

use crate::notation::{arn, policy};

/// Someone with their policies in the notation of the fact sheet.
fn person(name: &str, policies: &[&str]) -> Value {
    let policies: Vec<Value> = policies.iter().map(|it| policy(it)).collect();
    json!({ "name": name, "policies": policies })
}

fn with(mut value: Value, key: &str, part: Value) -> Value {
    value[key] = part;
    value
}

/// ana may assume roles, eve nothing; `deployer` trusts the account, `closed` ana alone, `robot` nobody here.
fn people() -> Value {
    let trusts = |who: &str| policy(&format!("+[{who}] sts:AssumeRole @-"));
    let role = |name: &str, who: &str| with(person(name, &["+ecs:*"]), "trust", trusts(who));
    json!({
        "users": [person("ana", &["+sts:AssumeRole", "+ecs:List*"]), person("eve", &[])],
        "roles": [
            role("deployer", &arn("root")),
            role("closed", &arn("user/ana")),
            with(person("robot", &["+ecs:*"]), "trust", json!("events.amazonaws.com")),
        ],
    })
}

fn run_of(iam: Value) -> Simulation {
    let file = json!({ "title": "people", "iam": iam, "steps": [] }).to_string();
    let scenario = load(&file).unwrap_or_else(|findings| panic!("{findings:#?}"));
    let mut run = Run::new(Arc::new(scenario));
    run.run_until(Default::default(), u64::MAX);
    run.simulation
}

fn asked(caller: Option<&str>, operation: Operation, request: Value) -> Command {
    let request = Arc::new(request);
    match caller {
        Some(caller) => Command::As(Arc::new(Asked {
            caller: caller.to_owned(),
            operation,
            request,
        })),
        None => Command::Request { operation, request },
    }
}

/// `allowed`, or the exception with its message.
fn answer(simulation: &mut Simulation, command: Command) -> String {
    match simulation.submit(command) {
        Ok(_) => "allowed".to_owned(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn callers_are_users_roles_and_users_in_roles() {
    let may_not = |who: &str, action: &str, on: &str| {
        format!(
            "AccessDeniedException: User: {who} is not authorized to perform: {action} on resource: {on} because no \
             identity-based policy allows the {action} action"
        )
    };
    let cluster = "arn:aws:ecs:us-east-1:111122223333:cluster/demo";
    let may_not_create = |who: &str| may_not(who, "ecs:CreateCluster", cluster);
    let may_not_assume = |who: &str, role: &str, why: &str| {
        let on = arn(role);
        format!(
            "AccessDenied: User: {who} is not authorized to perform: sts:AssumeRole on resource: {on}{why}"
        )
    };
    let (ana, eve) = (arn("user/ana"), arn("user/eve"));
    #[rustfmt::skip]
    let table = [
        // caller                  answer to CreateCluster                        iam
        (None,                   "allowed".to_owned()),                        // 5.3: the root user needs no policy
        (Some("ana"),            may_not_create(&ana)),                        // 6.1
        (Some("deployer"),       "allowed".to_owned()),                        // 7: a session from outside
        (Some("ana/deployer"),   "allowed".to_owned()),                        // 5.4: the account delegates, ana may
        (Some("eve/deployer"),   may_not_assume(&eve, "role/deployer", " because no identity-based policy allows the sts:AssumeRole action")),
        (Some("ana/closed"),     "allowed".to_owned()),                        // 5.4: named directly
        (Some("eve/closed"),     may_not_assume(&eve, "role/closed", "")),     // 6.1: STS leaves the reason out
        (Some("ana/robot"),      may_not_assume(&ana, "role/robot", "")),      // 7: trusts a service alone
        (Some("nobody"),         "InvalidParameterException: there is no user or role `nobody`".to_owned()),
        (Some("deployer/ana"),   "InvalidParameterException: there is no user or role `deployer/ana`".to_owned()),
    ];
    for (caller, wanted) in table {
        let mut simulation = run_of(people());
        let create = asked(
            caller,
            Operation::CreateCluster,
            json!({ "clusterName": "demo" }),
        );
        let (entries, digest) = (simulation.len(), simulation.digest());
        assert_eq!(answer(&mut simulation, create), wanted, "{caller:?}");
        let moved = wanted == "allowed";
        assert_eq!(
            simulation.len() > entries,
            moved,
            "{caller:?}: a refusal leaves no entry"
        );
        assert_eq!(
            simulation.digest() != digest,
            moved,
            "{caller:?}: nor a change"
        );
        assert_eq!(simulation.journal().count(), 1 + usize::from(moved));
    }
}

#[test]
fn the_caller_of_the_account_asks_when_nobody_else_does() {
    let mut simulation = run_of(with(people(), "caller", json!("ana")));
    let clusters = asked(None, Operation::ListClusters, json!({}));
    assert_eq!(answer(&mut simulation, clusters), "allowed");
    let create = || asked(None, Operation::CreateCluster, json!({}));
    assert!(answer(&mut simulation, create()).contains("user/ana is not authorized"));
    let other = asked(Some("deployer"), Operation::CreateCluster, json!({}));
    assert_eq!(answer(&mut simulation, other), "allowed");
}

/// The organization limits the root user too (iam 5.2); a boundary grants nothing (iam 5.2).
#[test]
fn organization_and_boundary_limit() {
    let denies = json!([{ "org": "root", "policies": [policy("+* ; -ecs:CreateCluster")] }]);
    let mut limited = run_of(with(people(), "scp", denies));
    let create = asked(None, Operation::CreateCluster, json!({}));
    let said = answer(&mut limited, create.clone());
    assert!(
        said.ends_with("with an explicit deny in a service control policy"),
        "{said}"
    );
    let bounded = with(person("ana", &["+*"]), "boundary", policy("+ecs:List*"));
    let mut simulation = run_of(json!({ "caller": "ana", "users": [bounded] }));
    let said = answer(&mut simulation, create);
    let wanted = "because no permissions boundary allows the ecs:CreateCluster action";
    assert!(said.ends_with(wanted), "{said}");
}

/// Tags and names of the caller are keys that conditions and variables see (iam 3, 5.6).
#[test]
fn who_they_are_is_in_the_request() {
    let own =
        "+ecs:CreateCluster @arn:aws:ecs:*:*:cluster/${aws:username}-${aws:PrincipalTag/team}";
    let ana = with(person("ana", &[own]), "tags", json!({ "team": "shop" }));
    let mut simulation = run_of(json!({ "caller": "ana", "users": [ana] }));
    let create = |name: &str| {
        asked(
            None,
            Operation::CreateCluster,
            json!({ "clusterName": name }),
        )
    };
    assert!(answer(&mut simulation, create("ana-pay")).contains("not authorized"));
    assert_eq!(answer(&mut simulation, create("ana-shop")), "allowed");
}

/// A later `iam` step replaces who it names and leaves the others.
#[test]
fn a_change_replaces_who_it_names() {
    let file = json!({
        "title": "two changes",
        "iam": people(),
        "steps": [
            { "at": "1s", "as": "ana", "refused": "AccessDeniedException", "CreateCluster": {} },
            { "at": "2s", "iam": { "users": [person("ana", &["+ecs:*"])] } },
            { "at": "3s", "as": "ana", "CreateCluster": {} },
            { "at": "4s", "as": "eve", "refused": "AccessDeniedException", "DescribeClusters": {} },
            { "at": "5s", "as": "ana/deployer", "refused": "AccessDenied", "DescribeClusters": {} },
        ],
    });
    let mut run = Run::new(Arc::new(load(&file.to_string()).unwrap()));
    run.run_until(ecs_playground::kernel::SimTime(6_000_000), u64::MAX);
    let refused: Vec<(usize, &str)> = run
        .refused
        .iter()
        .map(|it| (it.step, it.error.exception.name()))
        .collect();
    let denied = "AccessDeniedException";
    // The account itself is step 0.
    assert_eq!(refused, [(1, denied), (4, denied), (5, "AccessDenied")]);
}

/// Everything that is wrong with an account, at its place and with what would help.
#[test]
fn what_is_wrong_is_said_where_it_stands() {
    let doc = r#"{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "ecs:*", "Resource": "*" }] }"#;
    let user = |rest: &str| format!(r#"{{ "users": [{{ "name": "ana", {rest} }}] }}"#);
    #[rustfmt::skip]
    let table = [
        // iam and steps                                                        the text the place points at, message, help
        (r#"{ "user": [] }"#.to_owned(), "[]", "\"user\"", "`user` is not a key of iam", "did you mean `users`"),
        (user(r#""policies": ["AmazonECSFullAccess"]"#), "[]", "\"AmazonECSFullAccess\"", "is no policy of AWS", "AmazonECS_FullAccess"),
        (user(r#""policies": [{ "Version": "2012-10-17", "Statement": [{ "Effect": "allow", "Action": "ecs:*", "Resource": "*" }] }]"#), "[]", "\"allow\"", "wrong case", "IAM answers: The policy failed legacy parsing"),
        (user(r#""policies": [{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "RunTask", "Resource": "*" }] }]"#), "[]", "\"RunTask\"", "", "Actions/Conditions must be prefaced by a vendor"),
        (user(&format!(r#""boundary": {doc}, "policies": [7]"#)), "[]", "7", "", "Syntax errors in policy."),
        (r#"{ "roles": [{ "name": "web" }] }"#.to_owned(), "[]", "{ \"name\": \"web\" }", "trust", ""),
        (r#"{ "roles": [{ "name": "web", "trust": "ecs-tasks" }] }"#.to_owned(), "[]", "\"ecs-tasks\"", "`ecs-tasks` is no service", "ecs-tasks.amazonaws.com"),
        (r#"{ "roles": [{ "name": "a/b", "trust": "ecs.amazonaws.com" }] }"#.to_owned(), "[]", "\"a/b\"", "`a/b` is no name", "`path`"),
        (r#"{ "users": [{ "name": "ana", "path": "team" }] }"#.to_owned(), "[]", "\"team\"", "`team` is no path", "such as `/team/`"),
        (r#"{ "roles": [{ "name": "eva", "path": "/team", "trust": "ecs.amazonaws.com" }] }"#.to_owned(), "[]", "\"/team\"", "`/team` is no path", "ends with `/`"),
        (r#"{ "roles": [{ "name": "eva", "trust": "ecs.amazonaws.com" }] }"#.to_owned(),
            r#"[{ "iam": { "users": [{ "name": "eva" }] } }]"#, "\"eva\"", "`eva` is described twice", "different names"),
        (r#"{ "users": [{ "name": "ana" }], "roles": [{ "name": "ana", "trust": "ecs.amazonaws.com" }] }"#.to_owned(), "[]", "\"ana\"", "`ana` is described twice", "different names"),
        (r#"{ "caller": "anna", "users": [{ "name": "ana" }] }"#.to_owned(), "[]", "\"anna\"", "there is no user or role `anna`", "did you mean `ana`"),
        (r#"{ "instanceRole": "ana", "users": [{ "name": "ana" }] }"#.to_owned(), "[]", "\"ana\"", "there is no role `ana`", "describe the role in `iam`"),
        (r#"{ "users": [{ "name": "ana" }] }"#.to_owned(), r#"[{ "as": "ana/boss", "CreateCluster": {} }]"#, "\"ana/boss\"", "there is no role `boss`", "describe the role"),
        (r#"{ "users": [{ "name": "ana" }] }"#.to_owned(), r#"[{ "as": "ana", "instances": { "type": "m5.large" } }]"#, "\"ana\"", "nobody asks for this step", "leave `as` out"),
    ];
    for (iam, steps, place, message, help) in table {
        let file = format!(r#"{{ "title": "wrong", "iam": {iam}, "steps": {steps} }}"#);
        let findings = load(&file).expect_err(&file);
        let fits = findings.iter().any(|it| {
            let at = &file[it.span.start..it.span.end];
            (at == place || place.starts_with(at) && at.len() == 1)
                && it.message.contains(message)
                && it.help.as_deref().unwrap_or_default().contains(help)
        });
        let said: Vec<_> = findings
            .iter()
            .map(|it| (&file[it.span.start..it.span.end], &it.message, &it.help))
            .collect();
        assert!(fits, "{file}: {said:#?}");
    }
    let nobody = r#"{ "title": "no account", "steps": [{ "as": "ana", "CreateCluster": {} }] }"#;
    let findings = load(nobody).unwrap_err();
    assert_eq!(
        findings[0].help.as_deref(),
        Some("describe the user or role in `iam`")
    );
}

fn explained(iam: Value, command: &Command) -> AccessExplanation {
    access::call(run_of(iam).world(), command).unwrap()
}

#[test]
fn an_explanation_names_what_decides_and_what_would_do() {
    let create = asked(
        None,
        Operation::CreateCluster,
        json!({ "clusterName": "demo" }),
    );
    let ana = |policies: &[&str]| json!({ "caller": "ana", "users": [person("ana", policies)] });
    #[rustfmt::skip]
    let table = [
        // policy of ana                                            the paragraph says
        ("+ecs:List*",                                            "nothing in the identity policies allows it."),
        ("+ecs:CreateCluster @arn:aws:ecs:*:*:cluster/test*",     "Statement 1 in the identity policies comes closest: it is about this action, but it is not about this resource."),
        ("+ecs:* {StringEquals aws:RequestedRegion=eu-west-1}",   "does not hold: in the request it is `us-east-1`."),
        ("+ecs:* {StringEquals aws:RequestTag/team=shop}",        "does not hold: the request has no `aws:RequestTag/team`."),
        ("+ecs:* ; -ecs:Create*",                                 "Statement 2 in the identity policies denies it; a deny wins over every allow."),
    ];
    for (policy, wanted) in table {
        let explanation = explained(ana(&[policy]), &create);
        assert!(
            explanation.paragraph.contains(wanted),
            "{policy}: {}",
            explanation.paragraph
        );
        assert_eq!(
            explanation.headline,
            "the user `ana` may not `ecs:CreateCluster`"
        );
        let deciding = explanation.layers.iter().filter(|it| it.decides);
        assert_eq!(
            deciding.map(|it| it.layer).collect::<Vec<_>>(),
            ["identity"],
            "{policy}"
        );
        // What it proposes to add is enough.
        for statement in &explanation.statements {
            let added: Value = serde_json::from_str(statement).unwrap();
            let mut iam = ana(&[policy]);
            let document = json!({ "Version": "2012-10-17", "Statement": [added] });
            iam["users"][0]["policies"]
                .as_array_mut()
                .unwrap()
                .push(document);
            assert_eq!(
                answer(&mut run_of(iam), create.clone()),
                "allowed",
                "{policy}"
            );
        }
    }
    assert!(
        access::call(run_of(ana(&["+ecs:*"])).world(), &create).is_none(),
        "it is allowed"
    );
}

/// Taking a role: the statement proposed for its trust policy is one IAM takes there.
#[test]
fn a_trust_policy_is_mended_by_a_trust_statement() {
    let create = asked(Some("ana/robot"), Operation::CreateCluster, json!({}));
    let explanation = explained(people(), &create);
    assert!(
        explanation
            .paragraph
            .contains("nothing in the role's trust policy allows it")
    );
    let added: Value = serde_json::from_str(&explanation.statements[0]).unwrap();
    let mut iam = people();
    iam["roles"][2]["trust"] = json!({ "Version": "2012-10-17", "Statement": [added] });
    assert_eq!(answer(&mut run_of(iam), create), "allowed");
}

/// The stories with an account, each run to its end.
fn stories() -> Vec<(String, Run)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/scenarios");
    let files = std::fs::read_dir(folder).unwrap();
    let texts = files.filter_map(|entry| {
        let file = entry.unwrap().path().join("scenario.json");
        let text = std::fs::read_to_string(file).unwrap();
        text.contains("\"iam\":").then_some(text)
    });
    let stories: Vec<(String, Run)> = texts
        .map(|text| {
            let scenario = Arc::new(load(&text).unwrap());
            let end = scenario.end();
            let mut run = Run::new(scenario);
            run.run_until(end, u64::MAX);
            (text, run)
        })
        .collect();
    assert!(stories.len() >= 8, "{}", stories.len());
    stories
}

/// The journal run again, the log folded, and a fork that goes on come to the same end.
#[test]
fn accounts_are_part_of_the_world_everywhere() {
    for (text, run) in stories() {
        let simulation = &run.simulation;
        let journal: Vec<_> = simulation.journal().cloned().collect();
        let again = replay(simulation.seed(), &journal, simulation.now());
        assert_eq!(again.digest(), simulation.digest(), "{text}");
        let mut folded = World::new(simulation.seed());
        for (_, entry) in simulation.entries() {
            folded.apply(entry);
        }
        folded.advance(simulation.now());
        assert_eq!(folded.digest(), simulation.world().digest(), "{text}");
        let middle = simulation.len() / 2;
        let at = simulation.entry(middle).unwrap().at;
        let mut fork = Run::new(run.scenario.clone());
        fork.run_until(at, u64::MAX);
        let mut fork = fork.fork_at(fork.simulation.len(), at);
        fork.run_until(simulation.now(), u64::MAX);
        assert_eq!(fork.simulation.digest(), simulation.digest(), "{text}");
    }
}

/// Every call and start that IAM refused in the stories can be explained, and says AWS's words.
#[test]
fn every_refusal_of_the_stories_can_be_explained() {
    let (mut calls, mut starts) = (0, 0);
    for (text, run) in stories() {
        for refused in &run.refused {
            let (world, command) = run.refused_command(refused).unwrap();
            let explanation = access::call(&world, &command).expect(&text);
            assert_eq!(explanation.aws_says, refused.error.message, "{text}");
            assert!(!explanation.changes.is_empty(), "{text}");
            calls += 1;
        }
        for (seq, entry) in run.simulation.entries() {
            let Some(explanation) = access::entry(&run.simulation, seq) else {
                continue;
            };
            let (_, line) = log::subject_and_what(run.simulation.world(), &entry.event);
            assert!(
                line.contains(&explanation.aws_says),
                "{line}: {explanation:?}"
            );
            let why = explain::entry(&run.simulation, seq).unwrap();
            assert_eq!(why.paragraph, explanation.paragraph, "{text}");
            starts += 1;
        }
    }
    assert!(calls >= 8 && starts >= 8, "{calls} calls, {starts} starts");
}

/// What the page saves has the account and who asked, and opens as the same run.
#[test]
fn what_is_saved_keeps_the_account() {
    for (text, run) in stories() {
        let mut desk = Desk::default();
        let end = run.simulation.now();
        let load_it = Request {
            scenario: Some(text),
            time_us: Some(end.0),
            ..Request::new(Ask::Load)
        };
        assert_eq!(desk.answer(load_it, &mut || true).error, None);
        while desk.go_on(&mut || true).is_some() {}
        let export = desk.answer(Request::new(Ask::ScenarioExport), &mut || true);
        let saved = export.text.unwrap();
        let mut again = Run::new(Arc::new(load(&saved).unwrap()));
        again.run_until(end, u64::MAX);
        assert_eq!(
            again.simulation.digest(),
            run.simulation.digest(),
            "{saved}"
        );
    }
}
