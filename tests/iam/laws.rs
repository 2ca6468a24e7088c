//! Laws of the evaluator, asked of random cases.

use ecs_playground::iam::lines::answer;
use serde_json::{Value, json};

use crate::random::Draws;

const CASES: u64 = 200;

fn decision(case: &Value) -> String {
    let answer: Value = serde_json::from_str(&answer(&case.to_string())).unwrap();
    assert_eq!(answer["errors"], json!([]), "{case}");
    answer["decision"].as_str().unwrap().to_owned()
}

/// Asks `law` of random cases that come out as one of `outcomes`; it must find many.
fn for_cases(seed: u64, outcomes: &[&str], mut law: impl FnMut(&mut Draws, &Value, &str)) {
    let mut draws = Draws::new(seed);
    let mut asked = 0;
    for _ in 0..CASES {
        let case = draws.case();
        let outcome = decision(&case);
        if outcomes.contains(&&*outcome) {
            asked += 1;
            law(&mut draws, &case, &outcome);
        }
    }
    assert!(asked > CASES / 20, "asked about {asked} cases only");
}

const ANY: [&str; 3] = ["Allowed", "ExplicitlyDenied", "ImplicitlyDenied"];

/// Every list of statements of a case, by a visitor.
fn each_policy(case: &mut Value, mut visit: impl FnMut(&mut Vec<Value>)) {
    fn walk(value: &mut Value, visit: &mut dyn FnMut(&mut Vec<Value>)) {
        match value {
            Value::Array(values) => values.iter_mut().for_each(|it| walk(it, visit)),
            Value::Object(map) => {
                if let Some(Value::Array(statements)) = map.get_mut("Statement") {
                    return visit(statements);
                }
                map.values_mut().for_each(|it| walk(it, visit));
            }
            _ => {}
        }
    }
    walk(&mut case["policies"], &mut visit);
}

fn is_outsider(case: &Value) -> bool {
    let principal = case["request"]["principal"].as_str().unwrap_or("");
    !principal.starts_with("arn:") || principal.ends_with(":root")
}

/// Not even `*` reaches the one call that is always allowed.
fn is_always_allowed(case: &Value) -> bool {
    case["request"]["action"] == "sts:GetCallerIdentity"
}

#[test]
fn a_deny_that_matches_wins() {
    let deny = json!({ "Statement": { "Effect": "Deny", "Action": "*", "Resource": "*" } });
    let deny_all = json!({ "Statement": { "Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*" } });
    for_cases(1, &ANY, |_, case, _| {
        if is_always_allowed(case) {
            return;
        }
        let mut denied = case.clone();
        denied["policies"]["resource_policy"] = deny_all.clone();
        assert_eq!(decision(&denied), "ExplicitlyDenied", "{denied}");
        if !is_outsider(case) {
            let mut denied = case.clone();
            denied["policies"]["identity"]
                .as_array_mut()
                .unwrap()
                .push(deny.clone());
            assert_eq!(decision(&denied), "ExplicitlyDenied", "{denied}");
        }
    });
}

#[test]
fn adding_a_deny_never_allows_and_removing_one_never_denies_more() {
    for_cases(2, &ANY, |draws, case, before| {
        let mut more = case.clone();
        let place = draws.below(4);
        let mut count = 0;
        each_policy(&mut more, |statements| {
            if count == place {
                let principals = statements[0]
                    .get("Principal")
                    .or(statements[0].get("NotPrincipal"))
                    .is_some();
                let mut added = draws.statement(principals);
                added["Effect"] = "Deny".into();
                statements.push(added);
            }
            count += 1;
        });
        let after = decision(&more);
        if before != "Allowed" {
            assert_ne!(after, "Allowed", "{more}");
        }
        if before == "ExplicitlyDenied" {
            assert_eq!(after, before, "{more}");
        }
    });
}

#[test]
fn removing_an_allow_never_allows() {
    for_cases(
        3,
        &["ExplicitlyDenied", "ImplicitlyDenied"],
        |draws, case, before| {
            let mut less = case.clone();
            each_policy(&mut less, |statements| {
                if draws.one_in(2) && statements.len() > 1 {
                    statements.retain(|it| it["Effect"] == "Deny" || draws.one_in(2));
                }
                if statements.is_empty() {
                    // A policy needs a statement: one about an action nobody asks for.
                    statements.push(json!({ "Effect": "Deny", "Action": "none:None", "Resource": "*", "Principal": "*" }));
                }
            });
            // Where principals are not allowed, the filler has none.
            for name in ["identity", "boundary", "session", "scp"] {
                strip_principal(&mut less["policies"][name]);
            }
            assert_eq!(decision(&less), before, "{less}");
        },
    );
}

fn strip_principal(value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(strip_principal),
        Value::Object(map) => {
            if map.get("Action") == Some(&json!("none:None")) {
                map.remove("Principal");
            }
            map.values_mut().for_each(strip_principal);
        }
        _ => {}
    }
}

#[test]
fn guards_and_limits_only_narrow() {
    for_cases(
        4,
        &["ImplicitlyDenied", "ExplicitlyDenied"],
        |draws, case, _| {
            for name in ["boundary", "session", "scp", "rcp", "vpc_endpoint"] {
                if !case["policies"][name].is_null() {
                    continue;
                }
                let mut guarded = case.clone();
                let principals = matches!(name, "rcp" | "vpc_endpoint");
                let policy =
                    json!({ "Version": "2012-10-17", "Statement": [draws.statement(principals)] });
                guarded["policies"][name] = match name {
                    "scp" | "rcp" => json!([{ "org": "o", "policies": [policy] }]),
                    _ => json!([policy]),
                };
                assert_ne!(decision(&guarded), "Allowed", "{name} {guarded}");
            }
        },
    );
}

#[test]
fn order_and_lists_of_one_mean_nothing() {
    for_cases(5, &ANY, |_, case, before| {
        let mut turned = case.clone();
        each_policy(&mut turned, |statements| {
            statements.reverse();
            for statement in statements {
                for name in ["Action", "NotAction", "Resource", "NotResource"] {
                    match statement.get_mut(name) {
                        Some(Value::Array(values)) => values.reverse(),
                        Some(one) => *one = json!([one.clone()]),
                        None => {}
                    }
                }
            }
        });
        for name in ["identity", "boundary", "scp"] {
            if let Some(Value::Array(policies)) = turned["policies"].get_mut(name) {
                policies.reverse();
            }
        }
        assert_eq!(decision(&turned), before, "{turned}");
    });
}

/// A statement alone in an identity policy, for a user who has nothing else.
fn allows_alone(statement: &Value, case: &Value) -> bool {
    let mut alone = case.clone();
    alone["request"]["principal"] = "arn:aws:iam::111122223333:user/ana".into();
    alone["request"]["resource_account"] = "111122223333".into();
    // Neither a role nor a key, which decide for themselves.
    alone["request"]["action"] = match case["request"]["action"].as_str().unwrap() {
        action if action.starts_with("sts:") || action.starts_with("kms:") => "ecs:RunTask".into(),
        action => action.into(),
    };
    alone["policies"] =
        json!({ "identity": [{ "Version": "2012-10-17", "Statement": statement }] });
    decision(&alone) == "Allowed"
}

#[test]
fn elements_with_not_are_complements() {
    let mut both = [0; 2];
    for_cases(6, &ANY, |draws, case, _| {
        let drawn = draws.statement(false);
        for (name, negated) in [("Action", "NotAction"), ("Resource", "NotResource")] {
            let list = drawn.get(name).or(drawn.get(negated)).unwrap();
            let text = list.to_string();
            // A short ARN is filled up under NotResource; elsewhere it depends on the layer.
            if text.contains("arn:aws:s3\"") || text.contains("111122223333\"") {
                continue;
            }
            let mut statement = json!({ "Effect": "Allow", "Action": "*", "Resource": "*" });
            let map = statement.as_object_mut().unwrap();
            map.remove(name);
            let mut with_not = map.clone();
            map.insert(name.into(), list.clone());
            with_not.insert(negated.into(), list.clone());
            let (plain, not) = (
                allows_alone(&statement, case),
                allows_alone(&with_not.into(), case),
            );
            assert_ne!(plain, not, "{name} {list} {}", case["request"]);
            both[usize::from(plain)] += 1;
        }
    });
    assert!(both.iter().all(|it| *it > 20), "{both:?}");
}

#[test]
fn a_star_matches_all() {
    for_cases(7, &ANY, |_, case, _| {
        let statement = json!({ "Effect": "Allow", "Action": "*", "Resource": "*" });
        assert!(allows_alone(&statement, case), "{}", case["request"]);
    });
}

/// One answer however often it is asked.
#[test]
fn the_same_question_has_the_same_answer() {
    for_cases(8, &ANY, |_, case, before| {
        assert_eq!(decision(case), before)
    });
}
