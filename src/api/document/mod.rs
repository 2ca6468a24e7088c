//! The editor's help with a task definition: what is wrong, what could come next, what a key means.
//!
//! Pure functions over text, on the same table and rules as registration. Offsets are bytes; `finding::utf16_offset` and
//! `finding::byte_offset` convert for editors. Leaves out how any of it is shown.

mod complete;
mod cursor;

pub use complete::{Choice, Completion, complete};

use crate::api::check::Strictness;
use crate::api::finding::{Finding, Severity, Source, any_error, place_all};
use crate::api::json::{self, Dialect, Node};
use crate::api::shapes::task_definition::REGISTER_TASK_DEFINITION;
use crate::api::shapes::{Kind, Mark};
use crate::api::task_definition::{import, judge};
use crate::kernel::sort_by_key;
use cursor::{Role, Step, survey};

/// What a key means, for the bytes `from..to`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    pub from: usize,
    pub to: usize,
    pub title: String,
    pub text: String,
}

/// Everything there is to say about a task definition, in the order of the text: a request or Describe's answer, with
/// comments if need be.
pub fn diagnose(text: &str) -> Vec<Finding> {
    let node = match json::parse(text, Dialect::Relaxed) {
        Ok(node) => node,
        Err(findings) => return findings,
    };
    let mut findings = json::repeated_keys(&node);
    import::check(&node, "", Strictness::Draft, &mut findings);
    rules(&node, &mut findings);
    place_all(&mut findings, text);
    sort_by_key(&mut findings, |finding| finding.span.start);
    findings
}

/// The meaning of the key at byte `offset`, or of the key whose value is there.
pub fn hover(text: &str, offset: usize) -> Option<Hover> {
    let cursor = survey(text, offset).cursor;
    if cursor.span.start == cursor.span.end || cursor.role == Role::Nothing {
        return None;
    }
    // The nearest key: the one under the cursor, or the one before the value or list element.
    let last_key = cursor
        .path
        .iter()
        .rposition(|step| matches!(step, Step::Key(_)))?;
    let (Step::Key(key), around) = (&cursor.path[last_key], &cursor.path[..last_key]) else {
        return None;
    };
    let Some(Kind::Object(shape)) = kind_at(around) else {
        return None;
    };
    let field = shape.field(key)?;
    let mut text = field.help.to_owned();
    if field.mark == Mark::NotSimulated {
        text.push_str(" Accepted, but not simulated yet.");
    }
    if let Kind::Word(words) = field.kind {
        text.push_str(&[" One of `", &words.join("`, `"), "`."].concat());
    }
    let required = if field.required { ", required" } else { "" };
    Some(Hover {
        from: cursor.span.start,
        to: cursor.span.end,
        title: [field.key, ": ", field.kind.describe(), required].concat(),
        text,
    })
}

/// The kind of value at a path of the document; `taskDefinition` around it is looked through.
fn kind_at(path: &[Step]) -> Option<Kind> {
    let path = match path {
        [Step::Key(first), rest @ ..] if first == "taskDefinition" => rest,
        path => path,
    };
    let mut kind = Kind::Object(&REGISTER_TASK_DEFINITION);
    for step in path {
        kind = match (step, kind) {
            (Step::Key(key), Kind::Object(shape)) => shape.field(key)?.kind,
            (Step::Index(_), Kind::List { of, .. }) => *of,
            _ => return None,
        };
    }
    Some(kind)
}

/// Adds what the rules of registration say, at its place. A value of the wrong shape has had its say already.
fn rules(node: &Node, findings: &mut Vec<Finding>) {
    let shape_is_right = !any_error(findings);
    let found = import::find(node);
    let verdicts = judge(&import::to_request(&node.to_value()));
    let mut first = shape_is_right;
    for verdict in verdicts.list {
        let tags_outside = found.tags.is_some() && verdict.path.starts_with("tags");
        let path = match (found.path, verdict.path.as_str()) {
            (outer, inner) if outer.is_empty() || tags_outside => inner.to_owned(),
            (outer, "") => outer.to_owned(),
            (outer, inner) => json::key_path(outer, inner),
        };
        let said = |finding: &Finding| finding.severity == Severity::Error && finding.path == path;
        if verdict.refuses && findings.iter().any(said) {
            continue;
        }
        let severity = if verdict.refuses {
            Severity::Error
        } else {
            Severity::Warning
        };
        let source = Source::Rule {
            row: verdict.row,
            literal: verdict.literal,
            first: first && verdict.refuses,
        };
        if verdict.refuses {
            first = false;
        }
        let mut finding = Finding::new(
            severity,
            source,
            path.clone(),
            node.place_of(&path),
            verdict.message,
        );
        finding.help = verdict.help;
        findings.push(finding);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn say(text: &str) -> Vec<String> {
        diagnose(text)
            .into_iter()
            .map(|finding| {
                let written = &text[finding.span.start..finding.span.end];
                let mark = match finding.source {
                    Source::Rule {
                        row, first: true, ..
                    } => format!("{row}! "),
                    Source::Rule { row, .. } => format!("{row} "),
                    _ => String::new(),
                };
                format!(
                    "{:?} {} `{written}`: {mark}{}",
                    finding.severity, finding.path, finding.message
                )
            })
            .collect()
    }

    #[test]
    fn rules_and_shape_are_told_in_the_order_of_the_text() {
        let text = r#"{
            // a comment, and a trailing comma
            "family": "web", "networkMode": "host", "requiresCompatibilities": ["FARGATE"], "cpu": "256", "memory": "512",
            "containerDefinitions": [
                { "name": "app", "image": "$IMAGE", "portMappings": [ { "containerPort": 80, "hostPort": 8080 } ] },
            ],
        }"#;
        assert_eq!(
            say(text),
            [
                "Error networkMode `\"host\"`: R17 Fargate only supports network mode ‘awsvpc’.",
                "Error containerDefinitions[0].image `\"$IMAGE\"`: R06! Container.image contains invalid characters.",
                "Error containerDefinitions[0].portMappings[0].hostPort `8080`: R33 When networkMode=host, the host ports and \
                 container ports in port mappings must match.",
            ]
        );
    }

    #[test]
    fn what_describe_returned_is_taken_with_a_note() {
        let text = r#"{ "taskDefinition": {
            "taskDefinitionArn": "arn:aws:ecs:eu-west-1:1:task-definition/web:3", "family": "web", "revision": 3, "status": "ACTIVE",
            "requiresAttributes": [ { "name": "x" } ],
            "containerDefinitions": [ { "name": "app", "image": "nginx" } ] },
            "tags": [ { "key": "aws:x", "value": "1" } ] }"#;
        assert_eq!(
            say(text),
            [
                "Info taskDefinition `\"taskDefinitionArn\"`: set aside, since only answers have them: `taskDefinitionArn`, \
                 `revision`, `status`, `requiresAttributes`",
                "Error taskDefinition.containerDefinitions[0].memory `{`: R09! Invalid setting for container 'app'. At least one \
                 of 'memory' or 'memoryReservation' must be specified.",
                "Error tags[0].key `\"aws:x\"`: §1 Tag keys that start with aws: are reserved.",
            ]
        );
    }

    #[test]
    fn a_wrong_shape_has_its_say_once() {
        let text = r#"{ "family": "web", "containerDefinitions": [ { "name": 5, "image": "i", "memory": 8 } ], "famly": 1 }"#;
        assert_eq!(
            say(text),
            [
                "Error containerDefinitions[0].name `5`: expected a string, found a number",
                "Error famly `\"famly\"`: `famly` is not a key of RegisterTaskDefinition",
            ]
        );
        assert_eq!(
            say("{ \"family\": "),
            ["Error  ``: expected a value after `:`"]
        );
        assert_eq!(
            say(
                "{ \"family\": \"a\", \"family\": \"b\", \"containerDefinitions\": [{\"name\": \"a\", \"image\": \"i\", \"memory\": 8}] }"
            ),
            ["Error family `\"family\"`: `family` is written twice in the same object"]
        );
    }

    /// Labels offered where `|` stands, and what the first would put in place of what.
    fn offers(marked: &str) -> (Vec<String>, String) {
        let offset = marked.find('|').unwrap();
        let text = marked.replacen('|', "", 1);
        let completion = complete(&text, offset);
        let labels = completion
            .options
            .iter()
            .map(|option| option.label.clone())
            .collect();
        let first = completion.options.first().map_or(String::new(), |option| {
            format!(
                "{} => {}",
                &text[completion.from..completion.to],
                option.apply
            )
        });
        (labels, first)
    }

    #[test]
    fn keys_are_offered_once_required_ones_first() {
        let (labels, first) = offers("{ | \"cpu\": \"256\" }");
        assert_eq!(
            &labels[..3],
            ["family", "containerDefinitions", "taskRoleArn"]
        );
        assert!(
            !labels
                .iter()
                .any(|label| label == "cpu" || label == "taskDefinitionArn"),
            "used, read-only"
        );
        assert_eq!(first, " => \"family\": \"\"");
        let (labels, first) = offers("{ \"containerDefinitions\": [ { \"mem|\" } ] }");
        assert_eq!(labels, ["memory", "memoryReservation"]);
        assert_eq!(first, "\"mem\" => \"memory\": ");
        let (_, first) = offers("{ \"containerDefinitions\": [ { \"mem|\": 5 } ] }");
        assert_eq!(first, "\"mem\" => \"memory\"", "the colon is there already");
        let (labels, _) = offers("{ \"taskDefinition\": { \"netw| } }");
        assert_eq!(labels, ["networkMode"]);
        assert_eq!(offers("{ \"nonsense\": { | } }").0, Vec::<String>::new());
        assert_eq!(offers("{ \"a\": 1 | }").0, Vec::<String>::new());
    }

    #[test]
    fn values_are_words_sizes_and_names() {
        assert_eq!(
            offers("{ \"networkMode\": | }").0,
            ["bridge", "host", "awsvpc", "none"]
        );
        assert_eq!(
            offers("{ \"networkMode\": \"aw|\" }"),
            (vec!["awsvpc".to_owned()], "\"aw\" => \"awsvpc\"".to_owned())
        );
        assert_eq!(
            offers("{ \"containerDefinitions\": [ { \"essential\": f|").1,
            "f => false"
        );
        assert_eq!(
            offers("{ \"requiresCompatibilities\": [ \"EC2\", | ] }").0[1],
            "FARGATE"
        );
        // Fargate pairs that fit (task-definition §4).
        assert_eq!(
            offers("{ \"cpu\": \"256\", \"memory\": | }").0,
            ["512", "1024", "2048"]
        );
        assert_eq!(
            offers("{ \"cpu\": |, \"memory\": \"2 GB\" }").0,
            ["256", "512", "1024"]
        );
        assert_eq!(offers("{ \"cpu\": \"|\" }").0.len(), 8);
        let text = "{ \"volumes\": [ { \"name\": \"data\" } ], \"containerDefinitions\": [ { \"name\": \"db\" }, { \"name\": \"app\", ";
        assert_eq!(
            offers(&[text, "\"dependsOn\": [ { \"containerName\": \"|\" "].concat()).0,
            ["db", "app"]
        );
        assert_eq!(
            offers(&[text, "\"mountPoints\": [ { \"sourceVolume\": | "].concat()).0,
            ["data"]
        );
        assert_eq!(
            offers(&[text, "\"image\": \"|\" "].concat()).0,
            Vec::<String>::new()
        );
    }

    #[test]
    fn hover_tells_what_a_key_means() {
        let text = "{ \"networkMode\": \"awsvpc\", \"proxyConfiguration\": {}, \"containerDefinitions\": [ { \"links\": [\"a\"] } ] }";
        let over = |word: &str| hover(text, text.find(word).unwrap());
        let mode = over("networkMode").unwrap();
        assert_eq!(&text[mode.from..mode.to], "\"networkMode\"");
        assert_eq!(mode.title, "networkMode: a string");
        assert!(
            mode.text
                .ends_with("One of `bridge`, `host`, `awsvpc`, `none`."),
            "{}",
            mode.text
        );
        let value = over("awsvpc").unwrap();
        assert_eq!(
            (&text[value.from..value.to], value.title),
            ("\"awsvpc\"", mode.title)
        );
        assert!(
            over("proxyConfiguration")
                .unwrap()
                .text
                .ends_with("not simulated yet.")
        );
        assert_eq!(over("\"a\"").unwrap().title, "links: a list");
        assert_eq!(
            over("containerDefinitions").unwrap().title,
            "containerDefinitions: a list, required"
        );
        assert_eq!(over("{}"), None);
        assert_eq!(hover("{ \"nonsense\": 1 }", 4), None);
    }
}
