//! Every operator with every way a key may be there or not, plain, with IfExists, under ForAllValues and ForAnyValue.

use ecs_playground::iam::operator::OPERATORS;
use serde_json::{Value, json};

use crate::notation::{case, outcome};

/// An operator with a value of a policy, a value of a request that matches it, one that does not, and one that is
/// nothing it compares (or none, where it compares any text).
const VALUES: &[(&str, &str, &str, &str, &str)] = &[
    ("StringEquals", "ana", "ana", "Ana", ""),
    ("StringNotEquals", "ana", "ana", "Ana", ""),
    ("StringEqualsIgnoreCase", "ana", "ANA", "ann", ""),
    ("StringNotEqualsIgnoreCase", "ana", "ANA", "ann", ""),
    ("StringLike", "a?a*", "anabel", "Anabel", ""),
    ("StringNotLike", "a?a*", "anabel", "Anabel", ""),
    (
        "ArnEquals",
        "arn:aws:iam::*:role/*",
        "arn:aws:iam::1:role/a/b",
        "arn:aws:iam:x:1:user/a",
        "a",
    ),
    (
        "ArnLike",
        "arn:aws:iam::*:role/*",
        "arn:aws:iam::1:role/a/b",
        "arn:aws:iam:x:1:user/a",
        "arn:aws:iam::1",
    ),
    (
        "ArnNotEquals",
        "arn:aws:iam::*:role/*",
        "arn:aws:iam::1:role/a/b",
        "arn:aws:iam:x:1:user/a",
        "a",
    ),
    (
        "ArnNotLike",
        "arn:aws:iam::*:role/*",
        "arn:aws:iam::1:role/a/b",
        "arn:aws:iam:x:1:user/a",
        "x:y:z:1:2:3",
    ),
    ("Bool", "true", "TRUE", "false", "yes"),
    (
        "IpAddress",
        "10.0.0.0/8",
        "10.1.2.3",
        "11.1.2.3",
        "10.0.0.0/8",
    ),
    ("NotIpAddress", "10.0.0.0/8", "10.1.2.3", "::1", "localhost"),
    ("NumericEquals", "5", "5.0", "6", "1e1"),
    ("NumericNotEquals", "5", "5.0", "6", "five"),
    ("NumericLessThan", "5", "4.99", "5", "x"),
    ("NumericLessThanEquals", "5", "5", "5.01", "x"),
    ("NumericGreaterThan", "5", "5.01", "5", "x"),
    ("NumericGreaterThanEquals", "5", "5", "4.99", "x"),
    (
        "DateEquals",
        "2026-11-22T10:00:00Z",
        "1795341600",
        "1795341601",
        "x",
    ),
    (
        "DateNotEquals",
        "2026-11-22T10:00:00Z",
        "2026-11-22T11:00:00+01:00",
        "2026",
        "x",
    ),
    (
        "DateLessThan",
        "2026",
        "2025-12-31T23:59:59Z",
        "2026-01-01",
        "x",
    ),
    (
        "DateLessThanEquals",
        "2026",
        "2026-01-01",
        "2026-01-01T00:00:01Z",
        "x",
    ),
    (
        "DateGreaterThan",
        "2026",
        "2026-01-01T00:00:00.001Z",
        "2026-01-01",
        "x",
    ),
    ("DateGreaterThanEquals", "2026", "2026-01-01", "2025", "x"),
    ("BinaryEquals", "aGVsbG8=", "aGVsbG8", "Zm9v", "-"),
];

/// How a key is in the request: not at all, once (matching, not, empty), as a list of these.
const SHAPES: [&str; 9] = [
    "absent",
    "match",
    "miss",
    "empty",
    "[]",
    "[empty]",
    "[match]",
    "[match,miss]",
    "[miss]",
];

/// Iam 4.3 and 4.4, a column per shape.
const POSITIVE: &[(&str, &str, &str)] = &[
    ("", "", "- + - - - - - - -"),
    ("", "IfExists", "+ + - + + + - - -"),
    ("ForAllValues:", "", "+ + - + + + + - -"),
    ("ForAllValues:", "IfExists", "+ + - + + + + - -"),
    ("ForAnyValue:", "", "- + - - - - + + -"),
    ("ForAnyValue:", "IfExists", "- + - - - - + + -"),
];
const NEGATED: &[(&str, &str, &str)] = &[
    ("", "", "+ - + + + + - - -"),
    ("", "IfExists", "+ - + + + + - - -"),
    ("ForAllValues:", "", "+ - + + + + - - +"),
    ("ForAllValues:", "IfExists", "+ - + + + + - - +"),
    ("ForAnyValue:", "", "- - + - - - - + +"),
    ("ForAnyValue:", "IfExists", "- - + - - - - + +"),
];
/// The same for Null with "true" and with "false".
const NULL_TRUE: &[(&str, &str, &str)] = &[
    ("", "", "+ - - + + + - - -"),
    ("ForAllValues:", "", "+ - - + + + - - -"),
    ("ForAnyValue:", "", "- - - - - - - - -"),
];
const NULL_FALSE: &[(&str, &str, &str)] = &[
    ("", "", "- + + - - - + + +"),
    ("ForAllValues:", "", "+ + + + + + + + +"),
    ("ForAnyValue:", "", "- + + - - - + + +"),
];

/// Whether the condition holds for a key of this shape.
fn holds(operator: &str, policy: &Value, asked: Option<Value>) -> bool {
    let mut case = case("ecs:RunTask", "*");
    if let Some(asked) = asked {
        case["request"]["context"] = json!({ "EX:key": asked });
    }
    case["policies"]["identity"] = json!([{
        "Version": "2012-10-17",
        "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": { operator: { "ex:Key": policy } } },
    }]);
    outcome(&case) == "A"
}

fn asked(shape: &str, matches: &str, misses: &str) -> Option<Value> {
    let value = |word: &str| match word {
        "match" => json!(matches),
        "miss" => json!(misses),
        _ => json!(""),
    };
    match shape.strip_prefix('[') {
        None if shape == "absent" => None,
        None => Some(value(shape)),
        Some("]") => Some(json!([])),
        Some(list) => Some(list.trim_end_matches(']').split(',').map(value).collect()),
    }
}

fn check_grid(base: &str, own: &str, matches: &str, misses: &str, grid: &[(&str, &str, &str)]) {
    for (set, suffix, row) in grid {
        let operator = format!("{set}{base}{suffix}");
        for (shape, wanted) in SHAPES.iter().zip(row.split(' ')) {
            let held = holds(&operator, &json!(own), asked(shape, matches, misses));
            assert_eq!(held, wanted == "+", "{operator} {own} with the key {shape}");
            // In any case of its letters, and with the value in a list.
            let lower = holds(
                &operator.to_lowercase(),
                &json!([own]),
                asked(shape, matches, misses),
            );
            assert_eq!(lower, held, "{operator} in lower case");
        }
    }
}

#[test]
fn every_operator_with_every_shape_of_a_key() {
    for (base, own, matches, misses, _) in VALUES {
        let grid = if base.contains("Not") {
            NEGATED
        } else {
            POSITIVE
        };
        check_grid(base, own, matches, misses, grid);
    }
    check_grid("Null", "true", "x", "y", NULL_TRUE);
    check_grid("Null", "False", "x", "y", NULL_FALSE);
    let tried = |name: &str| name == "Null" || VALUES.iter().any(|(base, ..)| *base == name);
    assert!(OPERATORS.iter().all(|(name, ..)| tried(name)));
    assert_eq!(VALUES.len() + 1, OPERATORS.len());
}

/// Iam 4.2: what is nothing the operator compares makes it false, the negated one too, on either side.
#[test]
fn malformed_values_satisfy_nothing() {
    for (base, own, matches, misses, malformed) in VALUES {
        if malformed.is_empty() {
            continue;
        }
        for set in ["", "ForAllValues:", "ForAnyValue:"] {
            let operator = format!("{set}{base}");
            assert!(
                !holds(&operator, &json!(own), Some(json!(malformed))),
                "{operator} asked {malformed}"
            );
            let (fits, negated) = if base.contains("Not") {
                (misses, true)
            } else {
                (matches, false)
            };
            let odd = if base.contains("Ip") {
                "10.0.0.0/99"
            } else {
                malformed
            };
            assert!(
                !holds(&operator, &json!(odd), Some(json!(fits))),
                "{operator} {odd}"
            );
            // Beside one that fits it does not count, except that it spoils a negation.
            assert_eq!(
                holds(&operator, &json!([odd, own]), Some(json!(fits))),
                !negated,
                "{operator} mixed"
            );
        }
    }
}

/// Iam 4.1: no value of the policy.
#[test]
fn without_values_positive_operators_fail_and_negated_hold() {
    for (base, _, matches, _, _) in VALUES {
        for set in ["", "ForAllValues:", "ForAnyValue:"] {
            let held = holds(&format!("{set}{base}"), &json!([]), Some(json!(matches)));
            assert_eq!(held, base.contains("Not"), "{set}{base}");
        }
    }
}

/// Iam 4.1: values are alternatives; of a negated operator none may match.
#[test]
fn values_are_alternatives() {
    for (base, own, matches, misses, malformed) in VALUES {
        let negated = base.contains("Not");
        let other = match *base {
            "Bool" => "true",
            _ if base.contains("Numeric") => "77",
            _ if base.contains("Date") => "1999",
            _ if base.contains("Ip") => "192.0.2.0/24",
            _ if base.contains("Arn") => "arn:aws:s3:::x",
            "BinaryEquals" => "eA==",
            _ => "other",
        };
        let _ = malformed;
        if negated {
            assert!(
                !holds(base, &json!([other, own]), Some(json!(matches))),
                "{base}"
            );
            assert!(
                holds(base, &json!([other, own]), Some(json!(misses))),
                "{base}"
            );
        } else {
            assert!(
                holds(base, &json!([other, own]), Some(json!(matches))),
                "{base}"
            );
        }
    }
}

#[test]
fn numbers_and_booleans_compare_as_their_text() {
    for (operator, own, asked, held) in [
        ("StringEquals", json!("10"), json!(10), true),
        ("StringEquals", json!(10), json!("10"), true),
        ("StringEquals", json!(10.0), json!("10"), false),
        ("StringEquals", json!(true), json!("true"), true),
        ("Bool", json!(true), json!("True"), true),
        ("NumericEquals", json!(10), json!(10.0), true),
        (
            "NumericEquals",
            json!("100000000000000000000001"),
            json!("100000000000000000000002"),
            false,
        ),
        (
            "StringEqualsIgnoreCase",
            json!("STRASSE"),
            json!("straße"),
            false,
        ),
        ("StringEqualsIgnoreCase", json!("ÀΣ"), json!("àς"), true),
        ("StringEquals", json!("a*"), json!("abc"), false),
        ("StringEquals", json!("a*"), json!("a*"), true),
        ("StringLike", json!("a\\*"), json!("a\\bc"), true),
        ("ArnLike", json!("*"), json!("arn:aws:s3:::x"), false),
        ("StringLike", json!("*"), json!("arn:aws:s3:::x"), true),
    ] {
        assert_eq!(
            holds(operator, &own, Some(asked.clone())),
            held,
            "{operator} {own} {asked}"
        );
    }
}

/// Iam 13 #12: both of two keys that differ in case are kept.
#[test]
fn keys_that_differ_in_case_are_one_key() {
    let mut case = case("ecs:RunTask", "*");
    case["request"]["context"] = json!({ "aws:RequestTag/Env": "a", "aws:requesttag/env": "b" });
    for (value, wanted) in [("a", "A"), ("b", "A"), ("c", "I identity")] {
        case["policies"]["identity"] =
            crate::notation::policies(&format!("+* {{StringEquals aws:RequestTag/ENV={value}}}"));
        assert_eq!(outcome(&case), wanted, "{value}");
    }
}
