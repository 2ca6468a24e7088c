//! `ecs-sim iam` as a program: what it answers, whatever a line holds.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

fn iam(args: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_ecs-sim"))
        .arg("iam")
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

fn lines(output: &Output) -> Vec<Value> {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// A case in which ana asks for everything, with one policy that allows everything.
fn case(id: &str) -> Value {
    json!({
        "id": id, "unknown": 1,
        "request": { "principal": "arn:aws:iam::111122223333:user/ana", "action": "ecs:ListClusters",
                     "resource": "*", "resource_account": "111122223333", "context": {} },
        "policies": { "identity": [{ "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*" } }] },
    })
}

#[test]
fn every_line_is_answered_and_none_stops_the_next() {
    let mut input = Vec::new();
    let mut wanted = Vec::new();
    let mut add = |line: &[u8], id: Value, decision: &str, errors: bool| {
        input.extend_from_slice(line);
        input.push(b'\n');
        wanted.push((id, decision.to_owned(), errors));
    };
    let good = case("good").to_string();
    add(good.as_bytes(), json!("good"), "Allowed", false);
    add(b"nonsense", json!(null), "ImplicitlyDenied", true);
    add(
        b"{\"id\": \"cut\", \"request\"",
        json!("cut"),
        "ImplicitlyDenied",
        true,
    );
    add(b"{\"id\": 17, \"req", json!(17), "ImplicitlyDenied", true);
    add(b"[1]", json!(null), "ImplicitlyDenied", true);
    add(
        b"{\"id\": \"none\"}",
        json!("none"),
        "ImplicitlyDenied",
        true,
    );
    add(
        &[b'"', 0xFF, 0xFE, b'"'],
        json!(null),
        "ImplicitlyDenied",
        true,
    );
    add(
        "[".repeat(100_000).as_bytes(),
        json!(null),
        "ImplicitlyDenied",
        true,
    );
    for (key, value) in [
        ("principal", json!("ana")),
        ("principal", json!(5)),
        ("principal", json!({ "type": "Robot" })),
        ("action", json!("RunTask")),
        ("action", json!(":")),
        ("action", json!(null)),
        ("context", json!([])),
        ("context", json!({ "a": { "b": "c" } })),
        ("context", json!({ "a": [["b"]] })),
    ] {
        let mut broken = case("broken");
        broken["request"][key] = value;
        add(
            broken.to_string().as_bytes(),
            json!("broken"),
            "ImplicitlyDenied",
            true,
        );
    }
    let mut unreadable = case("policy");
    unreadable["policies"]["identity"] = json!([{ "Statement": [] }, "{", 5, null]);
    add(
        unreadable.to_string().as_bytes(),
        json!("policy"),
        "ImplicitlyDenied",
        true,
    );
    add(good.as_bytes(), json!("good"), "Allowed", false);

    let output = iam(&["evaluate"], &input);
    assert_eq!(output.status.code(), Some(0));
    let answers = lines(&output);
    assert_eq!(answers.len(), wanted.len());
    for (answer, (id, decision, errors)) in answers.iter().zip(&wanted) {
        assert_eq!(
            (&answer["id"], answer["decision"].as_str()),
            (id, Some(&**decision)),
            "{answer}"
        );
        assert_eq!(
            !answer["errors"].as_array().unwrap().is_empty(),
            *errors,
            "{answer}"
        );
        assert!(answer["blocked_by"].is_array());
    }
}

#[test]
fn files_and_stdin_are_read_alike() {
    let path = std::env::temp_dir().join(format!("ecs-sim-{}-cases.jsonl", std::process::id()));
    let body = format!("\u{feff}{}\r\n\n{}", case("a"), case("b"));
    std::fs::write(&path, &body).unwrap();
    let from_file = iam(&["evaluate", path.to_str().unwrap()], b"");
    let ids: Vec<Value> = lines(&from_file)
        .iter()
        .map(|it| it["id"].clone())
        .collect();
    assert_eq!(ids, [json!("a"), json!("b")]);
    assert_eq!(
        iam(&["evaluate", "-"], body.as_bytes()).stdout,
        from_file.stdout
    );
    let absent = iam(&["evaluate", "no-such-file"], b"");
    assert_eq!(absent.status.code(), Some(2));
}

#[test]
fn validate_says_where_and_exits_with_one_when_iam_refuses() {
    let policy = "{\n \"Version\": \"2012-10-17\",\n \"Statement\": { \"Effect\": \"Allow\",\n  \"Action\": \"RunTask\", \"Resource\": \"*\" }\n}";
    let refused = iam(&["validate"], policy.as_bytes());
    let text = String::from_utf8(refused.stdout.clone()).unwrap();
    assert!(
        text.starts_with("-:4:13: error: Statement[0].Action: "),
        "{text}"
    );
    assert!(
        text.contains("IAM answers: Actions/Conditions must be prefaced by a vendor"),
        "{text}"
    );
    assert_eq!(refused.status.code(), Some(1));
    let as_json = iam(&["validate", "--json", "-"], policy.as_bytes());
    assert_eq!(lines(&as_json)[0]["line"], 4);
    let fine = iam(
        &["validate"],
        policy.replace("RunTask", "ecs:RunTask").as_bytes(),
    );
    assert_eq!((fine.status.code(), fine.stdout.len()), (Some(0), 0));
    // What it is depends on where it is attached.
    let kind = iam(
        &["validate", "--kind", "resource"],
        policy.replace("RunTask", "ecs:RunTask").as_bytes(),
    );
    assert_eq!(kind.status.code(), Some(1));
}
