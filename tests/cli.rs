//! `ecs-sim` as a program: what it prints where, and how it exits.

#![cfg(not(target_arch = "wasm32"))]

use std::process::{Command, Output};

const STORY: &str = "tests/scenarios/rolling_update_with_room/scenario.json";

fn ecs_sim(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ecs-sim"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(args)
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Writes a scenario with `body` into a file of its own.
fn file(name: &str, body: &str) -> String {
    let path = std::env::temp_dir().join(format!("ecs-sim-{}-{name}.json", std::process::id()));
    std::fs::write(&path, body).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn run_prints_the_log_beside_the_story() {
    let out = ecs_sim(&["run", STORY]);
    let log = std::fs::read_to_string("tests/scenarios/rolling_update_with_room/log.txt").unwrap();
    assert_eq!(text(&out.stdout), log);
    assert_eq!(
        (out.status.code(), text(&out.stderr).as_str()),
        (Some(0), "")
    );
}

#[test]
fn run_stops_where_it_is_told() {
    let short = text(&ecs_sim(&["run", STORY, "--until", "1s"]).stdout);
    assert!(short.lines().all(|line| line < "00:00:01.001"), "{short}");
    let some = text(&ecs_sim(&["run", STORY, "--events", "9"]).stdout);
    assert_eq!(some.lines().filter(|line| line.contains("  #")).count(), 9);
    let json = text(&ecs_sim(&["run", STORY, "--events", "20", "--log", "json"]).stdout);
    for line in json.lines() {
        serde_json::from_str::<serde_json::Value>(line).unwrap();
    }
    let other = text(&ecs_sim(&["run", STORY, "--events", "20", "--seed", "8"]).stdout);
    assert_ne!(
        text(&ecs_sim(&["run", STORY, "--events", "20"]).stdout),
        other
    );
}

#[test]
fn digest_is_sixteen_digits_and_a_path_when_there_are_several() {
    let one = text(&ecs_sim(&["digest", STORY]).stdout);
    assert!(one.trim_end().len() == 16 && one.trim_end().bytes().all(|it| it.is_ascii_hexdigit()));
    let two = text(&ecs_sim(&["digest", STORY, STORY]).stdout);
    assert_eq!(two, format!("{}  {STORY}\n", one.trim_end()).repeat(2));
}

#[test]
fn check_names_what_is_not_met() {
    let out = ecs_sim(&["check", "tests/scenarios"]);
    assert_eq!(
        (out.status.code(), text(&out.stderr).as_str()),
        (Some(0), "")
    );
    let scenario = |differs: &str, state: &str| {
        format!(
            r#"{{ "title": "t", {differs} "steps": [
                {{ "CreateCluster": {{ "clusterName": "demo" }} }},
                {{ "CreateCluster": {{ "clusterName": "no spaces" }}, "refused": "{state}" }}
            ] }}"#
        )
    };
    let right = file("right", &scenario("", "InvalidParameterException"));
    let wrong = file("wrong", &scenario("", "ClientException"));
    let differs = file(
        "differs",
        &scenario(r#""differs": "ECS says other words","#, "ClientException"),
    );
    let agrees = file(
        "agrees",
        &scenario(
            r#""differs": "ECS says other words","#,
            "InvalidParameterException",
        ),
    );
    for (path, code, said) in [
        (&right, 0, ": met"),
        (
            &wrong,
            1,
            ":3: broken at 00:00:00.000: the step was refused: InvalidParameterException",
        ),
        (&differs, 0, ": met"),
        (
            &agrees,
            1,
            ":1: everything is met, though it is said to differ from AWS: ECS says other words",
        ),
    ] {
        let out = ecs_sim(&["check", path]);
        assert_eq!(out.status.code(), Some(code), "{path}");
        assert!(text(&out.stdout).contains(said), "{}", text(&out.stdout));
        std::fs::remove_file(path).unwrap();
    }
}

#[test]
fn explain_says_why_a_task_is_where_it_is() {
    let out = ecs_sim(&["explain", STORY, "--at", "1m", "--task", "web.3"]);
    let said = text(&out.stdout);
    assert!(said.starts_with("web.3 was placed on i-"), "{said}");
    // Four candidates with their scores, one of them chosen, and where the task is now.
    assert_eq!(
        said.lines()
            .filter(|line| line.starts_with(' ') && line.contains(" 1, "))
            .count(),
        4
    );
    assert_eq!(said.matches('→').count(), 1);
    assert!(said.contains(" is RUNNING, desired RUNNING"));
    let later = text(&ecs_sim(&["explain", STORY, "--task", "web.3"]).stdout);
    assert!(later.contains("stoppedReason: Scaling activity initiated by (deployment ecs-svc/"));
    let out = ecs_sim(&["explain", STORY, "--at", "1m", "--task", "web.9"]);
    assert_eq!(out.status.code(), Some(2));
    assert!(text(&out.stderr).contains("there are web.1, web.2, web.3, web.4"));
}

#[test]
fn what_cannot_be_read_is_named_with_its_place() {
    let path = file("unread", "{\n  \"title\": \"t\",\n  \"stepz\": []\n}");
    for command in ["run", "check", "digest"] {
        let out = ecs_sim(&[command, &path]);
        let said = text(&out.stderr);
        assert_eq!(out.status.code(), Some(2), "{command}");
        assert!(said.contains(&format!("{path}:3:3: ")), "{said}");
        assert!(said.contains("\n  help: did you mean `steps`?"), "{said}");
    }
    std::fs::remove_file(&path).unwrap();
    let out = ecs_sim(&["run", "no/such.json"]);
    assert_eq!(out.status.code(), Some(2));
    assert!(text(&out.stderr).starts_with("no/such.json: "));
}

#[test]
fn every_command_explains_itself_with_an_example() {
    for command in ["run", "check", "digest", "explain", "bench"] {
        let out = ecs_sim(&[command, "--help"]);
        assert_eq!(out.status.code(), Some(0));
        assert!(text(&out.stdout).contains("ecs-sim "), "{command}");
        assert!(text(&out.stdout).contains("Example"), "{command}");
    }
    assert!(text(&ecs_sim(&["--help"]).stdout).contains("Exit codes:"));
}

#[test]
fn explain_says_why_iam_refused() {
    let story = "tests/scenarios/pass_role_missing/scenario.json";
    let out = ecs_sim(&["explain", story, "--refused", "1"]);
    let said = text(&out.stdout);
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
    for part in [
        "the role `deployer` may not `iam:PassRole`",
        "in the request it is `ecs-tasks.amazonaws.com`",
        " → identity ",
        "AWS says: User: arn:aws:sts::111122223333:assumed-role/deployer/ana is not authorized",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let none = ecs_sim(&["explain", story, "--refused", "9"]);
    assert_eq!(none.status.code(), Some(2));
    assert!(text(&none.stderr).starts_with("2 steps were refused, none is number 9"));
    let stopped = "tests/scenarios/execution_role_without_secrets/scenario.json";
    let said = text(&ecs_sim(&["explain", stopped, "--task", "web.1"]).stdout);
    let lesson = "The task role is for the program inside and does not count here.";
    assert!(said.contains(lesson), "{said}");
    let elsewhere = text(&ecs_sim(&["explain", STORY, "--task", "web.1"]).stdout);
    assert!(!elsewhere.contains("AWS says"), "{elsewhere}");
}
