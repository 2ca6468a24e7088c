//! Policies and cases in one line, in the notation of the fact sheet (iam 15).
//!
//! `+` allows, `-` denies; `[…]` principals, `[not …]` those not meant; actions; `@` resources, `*` when left out, `@-`
//! for none; `{…}` conditions; ` ; ` the next statement. `not(…)` around actions or resources is the form with Not.

use ecs_playground::iam::lines::answer;
use serde_json::{Map, Value, json};

pub const ACCOUNT: &str = "111122223333";
pub const ANA: &str = "arn:aws:iam::111122223333:user/ana";
pub const ADMIN: &str = "+*";

/// A policy document of version 2012-10-17.
pub fn policy(text: &str) -> Value {
    let statements: Vec<Value> = text.split(" ; ").map(statement).collect();
    json!({ "Version": "2012-10-17", "Statement": statements })
}

/// Several documents, or a document of nothing for an empty text.
pub fn policies(text: &str) -> Value {
    match text {
        "" => json!([]),
        _ => json!([policy(text)]),
    }
}

fn statement(text: &str) -> Value {
    let text = text.trim();
    let mut statement = json!({ "Effect": if text.starts_with('+') { "Allow" } else { "Deny" } });
    let mut rest = text[1..].trim();
    if let Some(inside) = rest.strip_prefix('[') {
        let (who, after) = inside.split_once(']').unwrap();
        let (key, who) = match who.strip_prefix("not ") {
            Some(who) => ("NotPrincipal", who),
            None => ("Principal", who),
        };
        statement[key] = principals(who);
        rest = after.trim();
    }
    if let Some((before, conditions)) = rest.split_once(" {") {
        statement["Condition"] = block(conditions.trim_end_matches('}'));
        rest = before.trim();
    }
    let (actions, resources) = rest.split_once('@').unwrap_or((rest, "*"));
    element(&mut statement, "Action", actions.trim());
    if resources != "-" {
        element(&mut statement, "Resource", resources.trim());
    }
    statement
}

fn element(statement: &mut Value, name: &str, text: &str) {
    let (name, text) = match text.strip_prefix("not(") {
        Some(text) => (format!("Not{name}"), text.trim_end_matches(')')),
        None => (name.to_owned(), text),
    };
    statement[name] = values(text, ',');
}

fn values(text: &str, between: char) -> Value {
    let all: Vec<&str> = text.split(between).collect();
    match all.as_slice() {
        [one] => json!(one),
        many => json!(many),
    }
}

fn principals(text: &str) -> Value {
    if text == "*" {
        return json!("*");
    }
    let (services, others): (Vec<&str>, Vec<&str>) = text
        .split(',')
        .partition(|it| it.ends_with(".amazonaws.com"));
    let mut map = Map::new();
    if !others.is_empty() {
        let others: Vec<String> = others.iter().map(|it| arn(it)).collect();
        map.insert("AWS".into(), json!(others));
    }
    if !services.is_empty() {
        map.insert("Service".into(), json!(services));
    }
    map.into()
}

/// `user/ana`, `role/x`, `root` and `session/role/name` of the own account; anything else as it is.
pub fn arn(text: &str) -> String {
    let of = |service: &str, text: &str| format!("arn:aws:{service}::{ACCOUNT}:{text}");
    match text.split('/').next() {
        Some("user" | "role" | "root") => of("iam", text),
        Some("federated-user") => of("sts", text),
        Some("session") => of("sts", &text.replacen("session", "assumed-role", 1)),
        _ => text.to_owned(),
    }
}

fn block(text: &str) -> Value {
    let mut block = Map::new();
    for condition in text.split("; ") {
        let (operator, rest) = condition.trim().split_once(' ').unwrap();
        let (key, value) = rest.split_once('=').unwrap();
        block.entry(operator).or_insert(json!({}))[key] = values(value, '|');
    }
    block.into()
}

/// A case of ana's, to be changed.
pub fn case(action: &str, resource: &str) -> Value {
    json!({
        "id": "case",
        "request": { "principal": ANA, "action": action, "resource": resource, "resource_account": ACCOUNT, "context": {} },
        "policies": { "identity": [] },
    })
}

/// The decision in one letter (A, X or I) and the layers to blame: `I scp,boundary`.
pub fn outcome(case: &Value) -> String {
    let answer: Value = serde_json::from_str(&answer(&case.to_string())).unwrap();
    let errors = answer["errors"].as_array().unwrap();
    assert!(errors.is_empty(), "{errors:?}");
    let letter = match answer["decision"].as_str().unwrap() {
        "Allowed" => "A",
        "ExplicitlyDenied" => "X",
        _ => "I",
    };
    let blamed: Vec<&str> = answer["blocked_by"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    format!("{letter} {}", blamed.join(","))
        .trim_end()
        .to_owned()
}
