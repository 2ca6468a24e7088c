//! Checks a tree against a shape, and says everything that is wrong with it at once.
//!
//! Keys, kinds, words and lengths only. Does not know what a request means.

use crate::api::finding::{Finding, Severity, Source, Span};
use crate::api::json::{Member, Node, NodeKind, index_path, key_path};
use crate::api::shapes::{Field, Kind, Mark, Shape};
pub use crate::api::spelling::{did_you_mean, nearest};

/// How a missing key is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strictness {
    /// Everything must be there.
    Request,
    /// The document is being written: a missing key is judged, but at the object's opening brace alone, so that the
    /// whole object does not turn red.
    Draft,
}

/// Checks `node` against `shape` and adds what it finds. `path` is where the node stands.
pub fn check(
    node: &Node,
    shape: &'static Shape,
    path: &str,
    strictness: Strictness,
    findings: &mut Vec<Finding>,
) {
    Checker {
        strictness,
        findings,
    }
    .object(node, shape, path);
}

/// The same for a value that is not an object of its own, such as a list.
pub fn check_kind(
    node: &Node,
    kind: Kind,
    path: &str,
    strictness: Strictness,
    findings: &mut Vec<Finding>,
) {
    Checker {
        strictness,
        findings,
    }
    .value(node, kind, path);
}

struct Checker<'f> {
    strictness: Strictness,
    findings: &'f mut Vec<Finding>,
}

impl Checker<'_> {
    fn object(&mut self, node: &Node, shape: &'static Shape, path: &str) {
        let NodeKind::Object(members) = &node.kind else {
            return self.wrong_kind(node, path, Kind::Object(shape));
        };
        let mut read_only = Vec::new();
        for member in members {
            let path = key_path(path, &member.key);
            let Some(field) = shape.field(&member.key) else {
                self.unknown_key(member, members, shape, &path);
                continue;
            };
            match field.mark {
                Mark::ReadOnly => {
                    read_only.push(member);
                    continue;
                }
                Mark::NotSimulated if member.value.kind != NodeKind::Null => {
                    let message = ["`", field.key, "` is accepted, but not simulated yet"].concat();
                    self.add(Finding::new(
                        Severity::Info,
                        Source::Shape,
                        path.clone(),
                        member.key_span,
                        message,
                    ));
                }
                Mark::NotSimulated | Mark::Known => {}
            }
            self.value(&member.value, field.kind, &path);
        }
        for field in shape.fields.iter().filter(|field| field.required) {
            let present = members
                .iter()
                .any(|member| member.key == field.key && member.value.kind != NodeKind::Null);
            if !present {
                self.missing(node, field, path);
            }
        }
        self.set_aside(&read_only, path);
    }

    fn value(&mut self, node: &Node, kind: Kind, path: &str) {
        match (&node.kind, kind) {
            // Tools write `null` for what is absent, and so does the API's own output.
            (NodeKind::Null, _) | (_, Kind::Any) => {}
            (NodeKind::String(value), Kind::Text { min, max }) => {
                self.length(node, value, min, max, path)
            }
            (NodeKind::String(_), Kind::NumberText | Kind::Suggested(_)) => {}
            (NodeKind::Number(number), Kind::NumberText) => {
                let number = number.to_string();
                let quoted = ["\"", &number, "\""].concat();
                self.add(
                    Finding::new(
                        Severity::Warning,
                        Source::Shape,
                        path,
                        node.span,
                        "this number is written in quotes here",
                    )
                    .help("ECS takes the bare number, SDKs and the command line refuse it")
                    .fix("put it in quotes", node.span, quoted),
                );
            }
            (NodeKind::Number(number), Kind::Integer { min, max }) => match number.as_i64() {
                Some(value) if min <= value && value <= max => {}
                Some(_) => self.out_of_range(node, min, max, path),
                None => self.wrong_kind(node, path, kind),
            },
            (NodeKind::Number(_), Kind::Decimal) | (NodeKind::Bool(_), Kind::Flag) => {}
            (NodeKind::String(value), Kind::Word(words)) => self.word(node, value, words, path),
            (NodeKind::List(elements), Kind::List { of, min, max }) => {
                if elements.len() < usize::from(min) || elements.len() > usize::from(max) {
                    let message = [
                        "the list has ",
                        &elements.len().to_string(),
                        " elements, allowed are ",
                        &min.to_string(),
                        " to ",
                        &max.to_string(),
                    ]
                    .concat();
                    self.error(node.span, path, message);
                }
                for (index, element) in elements.iter().enumerate() {
                    self.value(element, *of, &index_path(path, index));
                }
            }
            (NodeKind::Object(members), Kind::Map) => {
                for member in members {
                    if !matches!(member.value.kind, NodeKind::String(_)) {
                        let path = key_path(path, &member.key);
                        self.wrong_kind(&member.value, &path, TEXT_VALUE);
                    }
                }
            }
            (_, Kind::Object(shape)) => self.object(node, shape, path),
            _ => self.wrong_kind(node, path, kind),
        }
    }

    fn length(&mut self, node: &Node, value: &str, min: u16, max: u16, path: &str) {
        let length = value.chars().count();
        if length < usize::from(min) || length > usize::from(max) {
            let message = [
                "the text has ",
                &length.to_string(),
                " characters, allowed are ",
                &min.to_string(),
                " to ",
                &max.to_string(),
            ]
            .concat();
            self.error(node.span, path, message);
        }
    }

    fn word(&mut self, node: &Node, value: &str, words: &'static [&'static str], path: &str) {
        if words.contains(&value) {
            return;
        }
        let message = ["`", value, "` is not one of the words allowed here"].concat();
        let mut finding = Finding::new(Severity::Error, Source::Shape, path, node.span, message);
        finding = match nearest(value, words.iter().copied()) {
            Some(word) => {
                let insert = ["\"", word, "\""].concat();
                let label = ["change to `", word, "`"].concat();
                finding
                    .help(did_you_mean(word))
                    .fix(label, node.span, insert)
            }
            None => finding.help(["use ", &one_of(words)].concat()),
        };
        self.add(finding);
    }

    fn unknown_key(
        &mut self,
        member: &Member,
        members: &[Member],
        shape: &'static Shape,
        path: &str,
    ) {
        let message = ["`", &member.key, "` is not a key of ", shape.name].concat();
        let finding = Finding::new(
            Severity::Error,
            Source::Shape,
            path,
            member.key_span,
            message,
        );
        let unused = shape
            .fields
            .iter()
            .filter(|field| {
                field.mark != Mark::ReadOnly && members.iter().all(|member| member.key != field.key)
            })
            .map(|field| field.key);
        let finding = match nearest(&member.key, unused) {
            Some(key) => {
                let insert = ["\"", key, "\""].concat();
                let label = ["change to `", key, "`"].concat();
                finding
                    .help(did_you_mean(key))
                    .fix(label, member.key_span, insert)
            }
            None => finding,
        };
        self.add(finding);
    }

    fn missing(&mut self, node: &Node, field: &Field, path: &str) {
        let message = ["`", field.key, "` is missing"].concat();
        let span = match self.strictness {
            Strictness::Request => node.span,
            Strictness::Draft => Span {
                start: node.span.start,
                end: (node.span.start + 1).min(node.span.end),
            },
        };
        let finding = Finding::new(
            Severity::Error,
            Source::Shape,
            key_path(path, field.key),
            span,
            message,
        );
        self.add(finding.help(field.help));
    }

    fn set_aside(&mut self, members: &[&Member], path: &str) {
        let Some(first) = members.first() else { return };
        let keys: Vec<&str> = members.iter().map(|member| member.key.as_str()).collect();
        let message = [
            "set aside, since only answers have them: `",
            &keys.join("`, `"),
            "`",
        ]
        .concat();
        self.add(Finding::new(
            Severity::Info,
            Source::Shape,
            path,
            first.key_span,
            message,
        ));
    }

    fn out_of_range(&mut self, node: &Node, min: i64, max: i64, path: &str) {
        let message = ["allowed are ", &min.to_string(), " to ", &max.to_string()].concat();
        self.error(node.span, path, message);
    }

    fn wrong_kind(&mut self, node: &Node, path: &str, kind: Kind) {
        let message = ["expected ", kind.describe(), ", found ", found(node)].concat();
        let finding = Finding::new(Severity::Error, Source::Shape, path, node.span, message);
        let finding = match (&node.kind, kind) {
            (NodeKind::String(value), Kind::Integer { .. } | Kind::Decimal)
                if value.parse::<i64>().is_ok() =>
            {
                finding.fix("remove the quotes", node.span, value.as_str())
            }
            (NodeKind::String(value), Kind::Flag) if value == "true" || value == "false" => {
                finding.fix("remove the quotes", node.span, value.as_str())
            }
            (NodeKind::Number(value), Kind::Text { .. }) => {
                let quoted = ["\"", &value.to_string(), "\""].concat();
                finding.fix("put it in quotes", node.span, quoted)
            }
            (NodeKind::Bool(value), Kind::Text { .. }) => {
                let quoted = if *value { "\"true\"" } else { "\"false\"" };
                finding.fix("put it in quotes", node.span, quoted)
            }
            _ => finding,
        };
        self.add(finding);
    }

    fn error(&mut self, span: Span, path: &str, message: String) {
        self.add(Finding::new(
            Severity::Error,
            Source::Shape,
            path,
            span,
            message,
        ));
    }

    fn add(&mut self, finding: Finding) {
        self.findings.push(finding);
    }
}

const TEXT_VALUE: Kind = Kind::Text {
    min: 0,
    max: u16::MAX,
};

fn found(node: &Node) -> &'static str {
    match &node.kind {
        NodeKind::Null => "null",
        NodeKind::Bool(true) => "`true`",
        NodeKind::Bool(false) => "`false`",
        NodeKind::Number(number) if number.is_f64() => "a number with a fraction",
        NodeKind::Number(_) => "a number",
        NodeKind::String(_) => "a string",
        NodeKind::List(_) => "a list",
        NodeKind::Object(_) => "an object",
    }
}

fn one_of(words: &[&str]) -> String {
    ["`", &words.join("`, `"), "`"].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::finding::place_all;
    use crate::api::json::{Dialect, parse};
    use crate::api::operation::Operation;

    /// One line per finding: line:column, path, message, help, what the fix puts in.
    fn say(operation: Operation, text: &str) -> Vec<String> {
        let node = parse(text, Dialect::Relaxed).unwrap();
        let mut findings = Vec::new();
        check(
            &node,
            operation.shape(),
            "",
            Strictness::Request,
            &mut findings,
        );
        place_all(&mut findings, text);
        findings
            .into_iter()
            .map(|finding| {
                let severity = match finding.severity {
                    Severity::Error => "error",
                    Severity::Warning => "warning",
                    Severity::Info => "info",
                };
                let place = format!("{}:{}", finding.line, finding.column);
                let help = finding
                    .help
                    .map_or(String::new(), |help| format!(" ({help})"));
                let fix = finding
                    .fix
                    .map_or(String::new(), |fix| format!(" => {}", fix.insert));
                format!(
                    "{severity} {place} {}: {}{help}{fix}",
                    finding.path, finding.message
                )
            })
            .collect()
    }

    #[test]
    fn everything_wrong_is_told_at_once_with_its_place() {
        let text = r#"{
            "serviceName": "web",
            "desiredcount": 3,
            "launchType": "FARGAT",
            "enableECSManagedTags": "true",
            "networkConfiguration": { "awsvpcConfiguration": { "subnets": "subnet-1" } },
            "placementStrategy": [ { "type": "spread" }, 7 ],
            "capacityProviderStrategy": [ { "capacityProvider": "a", "weight": 1001 } ],
            "schedulingStrategy": null,
            "nonsense": 1
        }"#;
        assert_eq!(
            say(Operation::CreateService, text),
            [
                "error 3:13 desiredcount: `desiredcount` is not a key of CreateService (did you mean `desiredCount`?) => \"desiredCount\"",
                "error 4:27 launchType: `FARGAT` is not one of the words allowed here (did you mean `FARGATE`?) => \"FARGATE\"",
                "info 5:13 enableECSManagedTags: `enableECSManagedTags` is accepted, but not simulated yet",
                "error 5:37 enableECSManagedTags: expected `true` or `false`, found a string => true",
                "error 6:75 networkConfiguration.awsvpcConfiguration.subnets: expected a list, found a string",
                "error 7:58 placementStrategy[1]: expected an object, found a number",
                "error 8:80 capacityProviderStrategy[0].weight: allowed are 0 to 1000",
                "error 10:13 nonsense: `nonsense` is not a key of CreateService",
            ]
        );
    }

    #[test]
    fn missing_keys_words_without_a_neighbour_and_lists() {
        assert_eq!(
            say(
                Operation::UpdateContainerInstancesState,
                r#"{ "status": "GONE" }"#
            ),
            [
                "error 1:13 status: `GONE` is not one of the words allowed here (use `ACTIVE`, `DRAINING`, `REGISTERING`, \
                 `DEREGISTERING`, `REGISTRATION_FAILED`)",
                "error 1:1 containerInstances: `containerInstances` is missing (Short ids or ARNs of container instances.)",
            ]
        );
        let tags: Vec<&str> = vec![r#"{ "key": "k", "value": "v" }"#; 51];
        let text = format!(r#"{{ "tags": [{}] }}"#, tags.join(","));
        assert_eq!(
            say(Operation::CreateCluster, &text),
            [
                "info 1:3 tags: `tags` is accepted, but not simulated yet",
                "error 1:11 tags: the list has 51 elements, allowed are 0 to 50"
            ]
        );
        let text = format!(
            r#"{{ "tags": [{{ "key": "", "value": "{}" }}] }}"#,
            "ä".repeat(257)
        );
        assert_eq!(
            say(Operation::CreateCluster, &text),
            [
                "info 1:3 tags: `tags` is accepted, but not simulated yet",
                "error 1:21 tags[0].key: the text has 0 characters, allowed are 1 to 128",
                "error 1:34 tags[0].value: the text has 257 characters, allowed are 0 to 256",
            ]
        );
    }

    /// task-definition §1: the two traps of `cpu` and `memory`.
    #[test]
    fn numbers_in_quotes_and_without() {
        let text = r#"{ "family": "a", "cpu": 256, "containerDefinitions": [ { "memory": "512", "cpu": 1.5, "command": [1] } ] }"#;
        assert_eq!(
            say(Operation::RegisterTaskDefinition, text),
            [
                "warning 1:25 cpu: this number is written in quotes here (ECS takes the bare number, SDKs and the command line \
                 refuse it) => \"256\"",
                "error 1:68 containerDefinitions[0].memory: expected a whole number, found a string => 512",
                "error 1:82 containerDefinitions[0].cpu: expected a whole number, found a number with a fraction",
                "error 1:99 containerDefinitions[0].command[0]: expected a string, found a number => \"1\"",
            ]
        );
    }
}
