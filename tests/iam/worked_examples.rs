//! The worked examples of the fact sheet, by id: decision, layers to blame, AWS's sentence.

use ecs_playground::iam::lines::{answer, read_case};
use ecs_playground::iam::message::access_denied;
use ecs_playground::iam::{decide, trace};
use serde_json::Value;

/// One case a line, as `ecs-sim iam evaluate` takes them, with the outcome beside it.
pub const CASES: &str = include_str!("worked-examples.jsonl");

#[test]
fn every_worked_example_comes_out_as_the_sheet_says() {
    let mut wrong = Vec::new();
    for line in CASES.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let given: Value = serde_json::from_str(&answer(line)).unwrap();
        assert_eq!(given["id"], case["id"]);
        assert_eq!(given["errors"], serde_json::json!([]), "{}", case["id"]);
        let allowed = given["decision"] == "Allowed";
        let blamed = given["blocked_by"].as_array().unwrap().len();
        assert_eq!(allowed, blamed == 0, "{}: {given}", case["id"]);
        if given["decision"] != case["expected"] {
            wrong.push(format!("iam {}: {given}", case["id"]));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn who_watches_sees_the_same_decision() {
    for line in CASES.lines() {
        let case = read_case(line);
        let request = case.request.unwrap();
        let watched = trace(&request, &case.policies);
        assert_eq!(watched.decision, decide(&request, &case.policies), "{line}");
    }
}

/// Sentences of the sheet that begin or end with more than IAM says: the service's own words around it.
const IAM_SAYS: &str = "User: ";

#[test]
fn denials_are_told_in_the_words_of_aws() {
    let mut told = 0;
    for line in CASES.lines() {
        let value: Value = serde_json::from_str(line).unwrap();
        let Some(wanted) = value["message"].as_str().filter(|it| it.contains(IAM_SAYS)) else {
            continue;
        };
        let case = read_case(line);
        let request = case.request.unwrap();
        let decision = decide(&request, &case.policies);
        let arn = wanted.split("policy: ").nth(1);
        let said = access_denied(&request, &decision, arn).unwrap();
        let whole = wanted.starts_with(IAM_SAYS);
        assert!(
            wanted.contains(&said),
            "iam {}\n{said}\n{wanted}",
            value["id"]
        );
        assert!(
            !whole || wanted == said,
            "iam {}\n{said}\n{wanted}",
            value["id"]
        );
        told += 1;
    }
    assert_eq!(told, 14);
}

/// The sheet and the file have the same examples, with the same outcomes.
#[test]
fn every_example_of_the_sheet_is_tested() {
    let sheet = include_str!("../../docs/facts/iam.md");
    let mut rows = sheet.lines().filter(|line| line.starts_with("| E"));
    for line in CASES.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let letter = match case["expected"].as_str().unwrap() {
            "Allowed" => "A",
            "ExplicitlyDenied" => "X",
            _ => "I",
        };
        let begin = format!("| {} | {letter} |", case["id"].as_str().unwrap());
        let row = rows.next().unwrap_or_default();
        assert!(row.starts_with(&begin), "{begin} {row}");
    }
    assert_eq!((rows.next(), CASES.lines().count()), (None, 150));
}

/// What the code rests on is in the sheet: every section and row that assumptions and findings cite.
#[test]
fn every_section_that_is_cited_is_there() {
    let sheet = include_str!("../../docs/facts/iam.md");
    for assumption in ecs_playground::iam::assumed::ALL {
        let mut words = assumption.about.split(' ').skip(1);
        let section = words.next().unwrap();
        let heading = |depth: &str| format!("\n{depth} {section}");
        let there = sheet.contains(&format!("{}.", heading("##")))
            || sheet.contains(&format!("{} ", heading("###")));
        assert!(there, "{}", assumption.about);
        if let Some(row) = words.next() {
            let row = row.trim_start_matches('#');
            assert!(
                sheet.contains(&format!("\n| {row} |")),
                "{}",
                assumption.about
            );
        }
    }
}
