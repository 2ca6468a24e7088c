//! What IAM refuses, in its words and with our place; what it takes although it hardly means it (iam 1).

use ecs_playground::iam::check::{check, guess_kind};
use ecs_playground::iam::finding::{Finding, Severity};
use ecs_playground::iam::{Policy, PolicyKind};

const SYNTAX: &str = "Syntax errors in policy.";
const LEGACY: &str = "The policy failed legacy parsing";
const NO_ACTIONS: &str = "Policy statement must contain actions.";
const NO_RESOURCES: &str = "Policy statement must contain resources.";

/// A document around one statement.
fn document(statement: &str) -> String {
    format!("{{\"Version\":\"2012-10-17\",\"Statement\":{statement}}}")
}

/// A statement that is fine but for one element.
fn with(element: &str) -> String {
    let mut members = vec!["\"Effect\":\"Allow\""];
    for member in ["\"Action\":\"s3:Get\"", "\"Resource\":\"*\""] {
        let name = member.split(':').next().unwrap().trim_matches('"');
        if !element.contains(&format!("\"{name}\"")) && !element.contains(&format!("\"Not{name}\""))
        {
            members.push(member);
        }
    }
    members.push(element);
    document(&format!("{{{}}}", members.join(",")))
}

/// The one IAM answers with.
fn first(findings: &[Finding]) -> Option<&Finding> {
    findings.iter().find(|it| it.first)
}

fn check_first(text: &str, kind: PolicyKind, wanted: &str) {
    let findings = check(text, kind);
    let said = first(&findings).and_then(|it| it.literal.as_deref());
    assert_eq!(said.unwrap_or(""), wanted, "{text}\n{findings:#?}");
    let refused = findings.iter().any(|it| it.severity == Severity::Error);
    assert_eq!(refused, !wanted.is_empty(), "{text}\n{findings:#?}");
    for finding in &findings {
        let place = finding.place;
        assert!(text.get(place.start as usize..place.end as usize).is_some());
        assert!(finding.line > 0 && finding.column > 0 && !finding.rule.is_empty());
    }
}

/// Iam 1.2, the rows in order.
#[test]
fn what_iam_refuses_and_what_it_says() {
    let managed = |text: &str, wanted: &str| check_first(text, PolicyKind::Managed, wanted);
    for text in [
        "",
        "{",
        "[]",
        "\"x\"",
        "{}",
        "{\"Version\":\"2012-10-17\"}",
        "nonsense",
        "{'a':1}",
        "{\"Version\":\"2012-10-17\",\"Statement\":[]}",
        "{\"Version\":\"2012-10-17\",\"Statement\":[1]}",
        "{\"Version\":\"2012-10-17\",\"Statement\":\"x\"}",
        "{\"Version\":\"2013-01-01\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}",
        "{\"Version\":7,\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}",
        "{\"Version\":\"2012-10-17\",\"Id\":[\"x\"],\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}",
        "{\"Version\":\"2012-10-17\",\"version\":\"x\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}",
        "{\"Version\":\"2012-10-17\",\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}",
    ] {
        managed(text, SYNTAX);
    }
    for statement in [
        "{\"Action\":\"s3:*\",\"Resource\":\"*\"}",
        "{\"Effect\":\"Permit\",\"Action\":\"s3:*\",\"Resource\":\"*\"}",
        "{\"Effect\":[\"Allow\"],\"Action\":\"s3:*\",\"Resource\":\"*\"}",
    ] {
        managed(&document(statement), SYNTAX);
    }
    for element in [
        "\"Action\":\"a:b\",\"NotAction\":\"a:b\"",
        "\"Resource\":\"*\",\"NotResource\":\"*\"",
        "\"Action\":{}",
        "\"Action\":[[\"s3:*\"]]",
        "\"Action\":5",
        "\"Action\":[null]",
        "\"Resource\":{}",
        "\"Resource\":[[\"*\"]]",
        "\"Resource\":null",
        "\"Sid\":5",
        "\"Condition\":[]",
        "\"Condition\":\"x\"",
        "\"Condition\":{\"StringEquals\":\"x\"}",
        "\"Condition\":{\"StringEquals\":[]}",
        "\"Condition\":{\"StringSame\":{\"a\":\"b\"}}",
        "\"Condition\":{\"ForAnyValue::StringEquals\":{\"a\":\"b\"}}",
        "\"Condition\":{\"ForSomeValues:StringEquals\":{\"a\":\"b\"}}",
        "\"Condition\":{\"NullIfExists\":{\"a\":\"true\"}}",
        "\"Condition\":{\"StringEquals\":{\"a\":{}}}",
        "\"Condition\":{\"StringEquals\":{\"a\":[[\"b\"]]}}",
        "\"Effect\":\"Allow\"",
        "\"Actions\":\"s3:*\"",
        "\"action\":\"s3:*\"",
        "\"Conditions\":{}",
    ] {
        managed(&with(element), SYNTAX);
    }
    let version = "Policy document must be version 2012-10-17 or greater.";
    managed(
        "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}",
        version,
    );
    managed(
        "{\"Version\":\"2008-10-17\",\"Statement\":{\"Effect\":\"allow\",\"Action\":\"*\",\"Resource\":\"*\"}}",
        version,
    );
    managed(
        &with("\"Principal\":\"*\""),
        "Policy document should not specify a principal.",
    );
    managed(
        &with("\"NotPrincipal\":{\"AWS\":\"*\"}"),
        "Policy document should not specify a principal.",
    );
    let vendor = "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.";
    managed(&with("\"Action\":\"RunTask\""), vendor);
    managed(&with("\"NotAction\":[\"s3:*\",\"RunTask\"]"), vendor);
    managed(
        &document("{\"Effect\":\"Allow\",\"Action\":\"RunTask\"}"),
        vendor,
    );
    managed(
        &with("\"Action\":\"a a:ListBucket\""),
        "Vendor a a is not valid",
    );
    managed(
        &with("\"Action\":\"s*:GetObject\""),
        "Vendor s* is not valid",
    );
    managed(
        &with("\"Resource\":\"bucket\""),
        "Resource bucket must be in ARN format or \"*\".",
    );
    managed(
        &with("\"Resource\":\"bucket\",\"Action\":\"a:b:c\""),
        "Resource bucket must be in ARN format or \"*\".",
    );
    managed(
        &document("{\"Effect\":\"ALLOW\",\"Action\":\"s3:*\",\"Resource\":\"*\"}"),
        LEGACY,
    );
    managed(
        &with("\"Condition\":{\"DateLessThan\":{\"a\":\"sdfdsf\"}}"),
        LEGACY,
    );
    managed(
        &document(
            "{\"Effect\":\"Allow\",\"Resource\":\"*\",\"Condition\":{\"DateLessThan\":{\"a\":\"234-13\"}}}",
        ),
        LEGACY,
    );
    managed(
        &with("\"Resource\":\"arn:b:c:d:e:f\",\"Condition\":{\"DateLessThan\":{\"a\":\"x\"}}"),
        LEGACY,
    );
    for arn in ["arn:aws:s3:x", "arn:aws:s3:x:y", "arn:aws::x:y:z"] {
        managed(&with(&format!("\"Resource\":\"{arn}\"")), LEGACY);
    }
    managed(
        &with("\"Resource\":\"arn:b:c\""),
        "Partition \"b\" is not valid for resource \"arn:b:c:*:*:*\".",
    );
    managed(
        &with("\"Resource\":\"x:b:c:d:e:f:g\""),
        "Partition \"b\" is not valid for resource \"arn:b:c:d:e:f:g\".",
    );
    managed(
        &with("\"Resource\":\"arn:aws\""),
        "Resource vendor must be fully qualified and cannot contain regexes.",
    );
    managed(
        &with("\"Action\":\"a:b:c\""),
        "Actions/Condition can contain only one colon.",
    );
    managed(
        &document("{\"Effect\":\"Allow\",\"Resource\":\"*\"}"),
        NO_ACTIONS,
    );
    managed(&with("\"Action\":[]"), NO_ACTIONS);
    managed(
        &document("{\"Effect\":\"Allow\",\"Action\":\"s3:*\"}"),
        NO_RESOURCES,
    );
    managed(&with("\"NotResource\":[]"), NO_RESOURCES);
    managed(
        &with("\"Resource\":\"arn:aws:iam:us-west-2:1:role/x\""),
        "IAM resource ARN cannot contain region information.",
    );
    managed(
        &with("\"Resource\":\"arn:aws:iam::1:roles/x\""),
        "IAM resource path must either be \"*\" or start with user/, federated-user/, role/, group/, instance-profile/, \
         mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/.",
    );
    managed(
        &with("\"Resource\":\"arn:aws:s3:us-west-2::x\""),
        "Resource ARN can not contain region information.",
    );
    let twice = document(
        "[{\"Sid\":\"A\",\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"},{\"Sid\":\"A\",\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\"}]",
    );
    managed(
        &twice,
        "Statement IDs (SID) in a single policy must be unique.",
    );
    managed(&twice.replace("Deny", "deny"), LEGACY);
}

/// Iam 1.2: what looks odd and is stored all the same.
#[test]
fn what_iam_takes_although_it_is_odd() {
    for element in [
        "\"Resource\":\"arn:aws:x\"",
        "\"Resource\":[null,\"*\"]",
        "\"Resource\":\"arn:aws-cn:s3:::x\"",
        "\"Resource\":\"arn:*:s3:::x\"",
        "\"NotResource\":\"*\"",
        "\"Action\":\"nosuch:Action\"",
        "\"Action\":\"s3:Get Object\"",
        "\"Condition\":{}",
        "\"Condition\":{\"StringEquals\":{}}",
        "\"Condition\":{\"StringSame\":{}}",
        "\"Condition\":{\"StringEquals\":{\"a\":[]}}",
        "\"Condition\":{\"StringEquals\":{\"a\":[true,5,\"x\"]}}",
        "\"Condition\":{\"DateLessThan\":{\"a\":\"2019-07-01T13:20:15.123456789+01\"}}",
        "\"Condition\":{\"DateLessThan\":{\"a\":[\"01T\",\"9223372036854775807\",\"2019\",\"-3\",\"2019-07-01\"]}}",
        "\"Sid\":\"\"",
    ] {
        check_first(&with(element), PolicyKind::Managed, "");
    }
    for date in [
        "+1",
        "2019-07-01T13:20:15+1",
        "2019-07-01T13:20:15.1234567890Z",
        "9223372036854775808",
    ] {
        let text = with(&format!(
            "\"Condition\":{{\"DateLessThan\":{{\"a\":\"{date}\"}}}}"
        ));
        check_first(
            &text,
            PolicyKind::Managed,
            if date == "+1" { "" } else { LEGACY },
        );
    }
    let old = "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}";
    check_first(old, PolicyKind::Inline, "");
    let id = "{\"Id\":\"x\",\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}";
    check_first(id, PolicyKind::Managed, "");
}

/// Iam 1, the table of elements and kinds.
#[test]
fn what_may_stand_in_which_kind() {
    let trust = |statement: &str, wanted: &str| {
        check_first(&document(statement), PolicyKind::Trust, wanted)
    };
    let service = "\"Principal\":{\"Service\":\"ecs-tasks.amazonaws.com\"}";
    trust(
        &format!("{{\"Effect\":\"Allow\",{service},\"Action\":\"sts:AssumeRole\"}}"),
        "",
    );
    trust(
        &format!(
            "{{\"Effect\":\"Allow\",{service},\"Action\":[\"sts:AssumeRole\",\"sts:TagSession\"]}}"
        ),
        "",
    );
    trust(
        "{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\"}",
        "Missing required field Principal",
    );
    trust(
        &format!("{{\"Effect\":\"Allow\",{service},\"Action\":\"*\"}}"),
        "AssumeRole policy may only specify STS AssumeRole actions.",
    );
    trust(
        &format!("{{\"Effect\":\"Allow\",{service},\"Action\":\"s3:Get\"}}"),
        "AssumeRole policy may only specify STS AssumeRole actions.",
    );
    trust(
        &format!(
            "{{\"Effect\":\"Allow\",{service},\"Action\":\"sts:AssumeRole\",\"Resource\":\"*\"}}"
        ),
        "Has prohibited field Resource",
    );
    trust(
        &format!(
            "{{\"Effect\":\"Allow\",{service},\"Action\":\"sts:AssumeRole\",\"NotResource\":\"*\"}}"
        ),
        "AssumeRole policy must not contain resources.",
    );
    trust(
        "{\"Effect\":\"Allow\",\"NotPrincipal\":{\"AWS\":\"111122223333\"},\"Action\":\"sts:AssumeRole\"}",
        "Allow with NotPrincipal is not allowed.",
    );
    trust(
        "{\"Effect\":\"Deny\",\"NotPrincipal\":{\"AWS\":\"111122223333\"},\"Action\":\"sts:AssumeRole\"}",
        "AssumeRole policy must not contain NotPrincipal field.",
    );
    for principal in [
        "arn:aws:iam::111122223333:role/*",
        "arn:aws:iam::111122223333:group/x",
        "ana",
    ] {
        let statement = format!(
            "{{\"Effect\":\"Allow\",\"Principal\":{{\"AWS\":\"{principal}\"}},\"Action\":\"sts:AssumeRole\"}}"
        );
        trust(
            &statement,
            &format!("Invalid principal in policy: \"AWS\":\"{principal}\""),
        );
    }
    trust(
        "{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"ECS-tasks.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}",
        "Invalid principal in policy: \"SERVICE\":\"ECS-tasks.amazonaws.com\"",
    );
    trust(
        "{\"Effect\":\"Allow\",\"Principal\":{\"Robot\":\"x\"},\"Action\":\"sts:AssumeRole\"}",
        SYNTAX,
    );

    let refused = |text: &str, kind: PolicyKind, path: &str| {
        let findings = check(text, kind);
        let found = findings
            .iter()
            .any(|it| it.severity == Severity::Error && it.path == path);
        assert!(found, "{kind:?} {text} {findings:#?}");
    };
    let rcp = "{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:*\",\"Resource\":\"*\"}";
    check_first(&document(rcp), PolicyKind::Rcp, "");
    refused(
        &document(&rcp.replace("Deny", "Allow")),
        PolicyKind::Rcp,
        "Statement[0].Effect",
    );
    refused(
        &document(&rcp.replace("s3:*", "*")),
        PolicyKind::Rcp,
        "Statement[0].Action",
    );
    refused(
        &document(&rcp.replace("\"Action", "\"NotAction")),
        PolicyKind::Rcp,
        "Statement[0].NotAction",
    );
    refused(
        &document(&rcp.replace("\"*\",\"Action", "{\"AWS\":\"111122223333\"},\"Action")),
        PolicyKind::Rcp,
        "Statement[0].Principal",
    );
    refused(
        &with("\"Principal\":\"*\""),
        PolicyKind::Scp,
        "Statement[0].Principal",
    );
    refused(
        &with("\"Sid\":\"with blank\""),
        PolicyKind::Managed,
        "Statement[0].Sid",
    );
    let bucket = with("\"Principal\":{\"AWS\":\"111122223333\"},\"Sid\":\"with blank\"");
    check_first(&bucket, PolicyKind::Resource, "");
    let repository =
        "{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"111122223333\"},\"Action\":\"ecr:*\"}";
    check_first(&document(repository), PolicyKind::Resource, "");
    check_first(&document(repository), PolicyKind::VpcEndpoint, NO_RESOURCES);
}

/// Iam 1.1.
#[test]
fn sizes() {
    let sized = |characters: usize| {
        let frame = with("\"Resource\":\"arn:aws:s3:::\"").len();
        with(&format!(
            "\"Resource\":\"arn:aws:s3:::{}\"",
            "x".repeat(characters - frame)
        ))
    };
    for (kind, limit) in [
        (PolicyKind::Managed, 6_144),
        (PolicyKind::Boundary, 6_144),
        (PolicyKind::Session, 2_048),
        (PolicyKind::Scp, 5_120),
        (PolicyKind::Inline, 10_240),
    ] {
        let too_large = |text: &str| {
            check(text, kind)
                .iter()
                .any(|it| it.rule == "iam 1.1" && it.severity == Severity::Error)
        };
        assert!(!too_large(&sized(limit)), "{kind:?}");
        assert!(too_large(&sized(limit + 1)), "{kind:?}");
        // White space counts in SCPs and RCPs only.
        let spaced = format!("{}   ", sized(limit));
        assert_eq!(too_large(&spaced), kind == PolicyKind::Scp, "{kind:?}");
    }
    let odd = with("\"Sid\":\"\u{2014}\"");
    assert!(
        check(&odd, PolicyKind::Resource)
            .iter()
            .any(|it| it.rule == "iam 1" && it.place.of(&odd) == "\u{2014}")
    );
}

/// What is taken and warned about, and where.
#[test]
fn warnings_have_their_place() {
    let warned = |element: &str, kind: PolicyKind, rule: &str, at: &str| {
        let text = with(element);
        let findings = check(&text, kind);
        let found = findings.iter().any(|it| {
            it.severity == Severity::Warning && it.rule == rule && it.place.of(&text) == at
        });
        assert!(found, "{text} {findings:#?}");
    };
    let managed = PolicyKind::Managed;
    for (element, rule, at) in [
        (
            "\"Action\":\"s3:Get Object\"",
            "iam 2.1",
            "\"s3:Get Object\"",
        ),
        ("\"Action\":\"s3:\"", "iam 2.1", "\"s3:\""),
        (
            "\"Action\":\"s3:${aws:username}\"",
            "iam 3",
            "\"s3:${aws:username}\"",
        ),
        ("\"NotAction\":\"s3:*\"", "iam 2.1", "\"s3:*\""),
        ("\"Resource\":\"arn:aws:x\"", "iam 2.2", "\"arn:aws:x\""),
        (
            "\"Resource\":\"arn:aws:s*:::x\"",
            "iam 2.2",
            "\"arn:aws:s*:::x\"",
        ),
        (
            "\"Resource\":\"arn:aws:ecs:::t*/x\"",
            "iam 2.2",
            "\"arn:aws:ecs:::t*/x\"",
        ),
        (
            "\"Resource\":\"arn:aws:s3:::${a, \\\"b\\\"}\"",
            "iam 3",
            "\"arn:aws:s3:::${a, \\\"b\\\"}\"",
        ),
        (
            "\"Resource\":\"arn:aws:s3:::${a\"",
            "iam 3",
            "\"arn:aws:s3:::${a\"",
        ),
        (
            "\"Resource\":\"arn:aws:s3:::${aws:TagKeys}\"",
            "iam 3",
            "\"arn:aws:s3:::${aws:TagKeys}\"",
        ),
        (
            "\"Resource\":\"arn:aws:ecs:${r}::x\"",
            "iam 3",
            "\"arn:aws:ecs:${r}::x\"",
        ),
        (
            "\"Condition\":{\"StringEquals\":{\"a\":\"x*\"}}",
            "iam 4.2",
            "\"x*\"",
        ),
        (
            "\"Condition\":{\"NumericEquals\":{\"a\":\"x\"}}",
            "iam 4.2",
            "\"x\"",
        ),
        (
            "\"Condition\":{\"IpAddress\":{\"a\":\"10.0.0.0/99\"}}",
            "iam 4.2",
            "\"10.0.0.0/99\"",
        ),
        (
            "\"Condition\":{\"Bool\":{\"a\":\"yes\"}}",
            "iam 4.2",
            "\"yes\"",
        ),
        (
            "\"Condition\":{\"ArnLike\":{\"a\":\"*\"}}",
            "iam 4.2",
            "\"*\"",
        ),
        (
            "\"Condition\":{\"BinaryEquals\":{\"a\":\"-\"}}",
            "iam 4.2",
            "\"-\"",
        ),
        (
            "\"Condition\":{\"NumericEquals\":{\"a\":\"${b}\"}}",
            "iam 3",
            "\"${b}\"",
        ),
        (
            "\"Condition\":{\"StringEquals\":{\"a\":[]}}",
            "iam 4.1",
            "[]",
        ),
        (
            "\"Condition\":{\"StringEquals\":{\"aws:TagKeys\":\"x\"}}",
            "iam 4.4",
            "\"aws:TagKeys\"",
        ),
        (
            "\"Condition\":{\"ForAllValues:StringEquals\":{\"aws:TagKeys\":\"x\"}}",
            "iam 4.4",
            "\"aws:TagKeys\"",
        ),
    ] {
        warned(element, managed, rule, at);
    }
    let resource = PolicyKind::Resource;
    warned("\"Principal\":\"*\"", resource, "iam 2.3", "\"*\"");
    warned(
        "\"NotPrincipal\":{\"AWS\":\"111122223333\"}",
        resource,
        "iam 2.3",
        "{\"AWS\":\"111122223333\"}",
    );
    // The guard of a ForAllValues is seen, and nothing is said about a plain policy.
    let guarded = with(
        "\"Condition\":{\"ForAllValues:StringEquals\":{\"aws:TagKeys\":\"x\"},\"Null\":{\"aws:TagKeys\":\"false\"}}",
    );
    assert_eq!(check(&guarded, managed), []);
    assert_eq!(
        check(
            &with("\"Resource\":\"arn:aws:s3:::${aws:username, 'x'}/*\""),
            managed
        ),
        []
    );
    let old = "{\"Version\":\"2008-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"arn:aws:s3:::${a}\"}}";
    assert!(
        check(old, PolicyKind::Inline)
            .iter()
            .any(|it| it.rule == "iam 3")
    );
    let deny = document(
        "{\"Effect\":\"Deny\",\"NotPrincipal\":{\"AWS\":\"arn:aws:iam::111122223333:user/a\"},\"Action\":\"*\",\"Resource\":\"*\"}",
    );
    assert!(
        check(&deny, resource)
            .iter()
            .any(|it| it.rule == "iam 2.3" && it.severity == Severity::Warning)
    );
}

/// An error on a line of its own, and help towards the right word.
#[test]
fn errors_have_lines_and_help() {
    let text = "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": {\n    \"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\",\n    \"Condition\": { \"StringEqual\": { \"a\": \"b\" } }\n  }\n}";
    let findings = check(text, PolicyKind::Managed);
    let finding = first(&findings).unwrap();
    assert_eq!(
        (finding.line, finding.column, finding.path.as_str()),
        (5, 20, "Statement[0].Condition")
    );
    assert_eq!(
        finding.help.as_deref(),
        Some("did you mean `StringEquals`?")
    );
    // Preparing finds the grammar's errors alone, with the same places.
    let prepared = Policy::prepare(text, PolicyKind::Managed);
    assert!(prepared.policy.is_none());
    assert_eq!(prepared.findings[0].line, 5);
    assert_eq!(guess_kind(text), PolicyKind::Managed);
    let trust =
        document("{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"sts:AssumeRole\"}");
    assert_eq!(guess_kind(&trust), PolicyKind::Trust);
    assert_eq!(
        guess_kind(&with("\"Principal\":\"*\"")),
        PolicyKind::Resource
    );
}
