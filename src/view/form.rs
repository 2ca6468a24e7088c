//! The usual fields of a task definition, read from and written into the text a person edits.
//!
//! One document, two views: a change in the form touches only its own place in the text, so that
//! comments, order and everything the form does not know stay as they are.

use crate::api::json::{self, Dialect, Node, NodeKind};
use crate::view::message::{Form, FormField, FormGroup};

/// How a field is written in the document.
#[derive(Clone, Copy, PartialEq)]
enum Writing {
    Text,
    Number,
    Switch,
    /// A list with this one text in it.
    OneOf,
}

/// What the form shows of the task itself.
const TASK: [(&str, &str, Writing, &[&str], &str); 5] = [
    ("family", "Family", Writing::Text, &[], ""),
    (
        "requiresCompatibilities",
        "For",
        Writing::OneOf,
        &["", "EC2", "FARGATE"],
        "",
    ),
    (
        "networkMode",
        "Network mode",
        Writing::Text,
        &["", "bridge", "host", "awsvpc", "none"],
        "",
    ),
    (
        "cpu",
        "Task CPU",
        Writing::Text,
        &[],
        "units, 1024 is one vCPU",
    ),
    ("memory", "Task memory", Writing::Text, &[], "MiB"),
];

/// And of each container.
const CONTAINER: [(&str, &str, Writing, &[&str], &str); 8] = [
    ("name", "Name", Writing::Text, &[], ""),
    ("image", "Image", Writing::Text, &[], ""),
    ("cpu", "CPU", Writing::Number, &[], "units"),
    ("memory", "Memory, hard limit", Writing::Number, &[], "MiB"),
    (
        "memoryReservation",
        "Memory, reserved",
        Writing::Number,
        &[],
        "MiB",
    ),
    (
        "essential",
        "Essential",
        Writing::Switch,
        &["", "true", "false"],
        "",
    ),
    (
        "portMappings[0].containerPort",
        "Container port",
        Writing::Number,
        &[],
        "",
    ),
    (
        "portMappings[0].hostPort",
        "Host port",
        Writing::Number,
        &[],
        "0 or empty: the agent picks one",
    ),
];

/// Reads the fields of `text`; an unreadable text has none.
pub fn read(text: &str) -> Form {
    let Ok(root) = json::parse(text, Dialect::Relaxed) else {
        return Form::default();
    };
    let (root, prefix) = definition(&root);
    let mut groups = vec![FormGroup {
        title: "Task".to_owned(),
        fields: TASK.iter().map(|row| field(root, prefix, row)).collect(),
    }];
    for (index, container) in root
        .get("containerDefinitions")
        .map_or(&[][..], Node::elements)
        .iter()
        .enumerate()
    {
        let name = container
            .get("name")
            .and_then(Node::as_str)
            .unwrap_or("container");
        let prefix = format!("{prefix}containerDefinitions[{index}].");
        groups.push(FormGroup {
            title: name.to_owned(),
            fields: CONTAINER
                .iter()
                .map(|row| field(container, &prefix, row))
                .collect(),
        });
    }
    Form {
        readable: true,
        groups,
    }
}

/// The definition in a document, which may stand under `taskDefinition` as Describe writes it.
fn definition(root: &Node) -> (&Node, &'static str) {
    match root.get("taskDefinition") {
        Some(inner) if root.get("containerDefinitions").is_none() => (inner, "taskDefinition."),
        _ => (root, ""),
    }
}

fn field(node: &Node, prefix: &str, row: &(&str, &str, Writing, &[&str], &str)) -> FormField {
    let (path, label, writing, options, help) = row;
    let mut found = find(node, path);
    if *writing == Writing::OneOf {
        found = found.and_then(|list| list.elements().first());
    }
    let value = found.map(shown).unwrap_or_default();
    let mut options: Vec<String> = options.iter().map(|&option| option.to_owned()).collect();
    if !options.is_empty() && !options.contains(&value) {
        options.push(value.clone());
    }
    FormField {
        path: format!("{prefix}{path}"),
        label: (*label).to_owned(),
        value,
        options,
        help: (*help).to_owned(),
    }
}

fn shown(node: &Node) -> String {
    match &node.kind {
        NodeKind::String(text) => text.clone(),
        NodeKind::Number(number) => number.to_string(),
        NodeKind::Bool(on) => on.to_string(),
        _ => String::new(),
    }
}

fn find<'n>(node: &'n Node, path: &str) -> Option<&'n Node> {
    steps(path).try_fold(node, |node, step| child(node, step))
}

/// `a[0].b` as `a`, `0`, `b`.
fn steps(path: &str) -> impl Iterator<Item = &str> {
    path.split(['.', '[', ']']).filter(|step| !step.is_empty())
}

fn child<'n>(node: &'n Node, step: &str) -> Option<&'n Node> {
    match &node.kind {
        NodeKind::List(list) => list.get(step.parse::<usize>().ok()?),
        _ => node.get(step),
    }
}

/// `text` with the field at `path` set to `value`; an empty value takes the field out.
pub fn set(text: &str, path: &str, value: &str) -> Option<String> {
    let root = json::parse(text, Dialect::Relaxed).ok()?;
    let written = write(path, value.trim());
    let mut node = &root;
    let steps: Vec<&str> = steps(path).collect();
    for (depth, step) in steps.iter().enumerate() {
        let last = depth + 1 == steps.len();
        match child(node, step) {
            Some(found) if last => {
                return Some(match written {
                    Some(written) => splice(text, found.span.start, found.span.end, &written),
                    None => remove(text, node, step),
                });
            }
            Some(found) => node = found,
            None => {
                let Some(written) = written else {
                    return Some(text.to_owned());
                };
                return Some(insert(
                    text,
                    node,
                    step,
                    &wrap(&steps[depth + 1..], written),
                ));
            }
        }
    }
    None
}

/// The value as JSON; none when it is empty.
fn write(path: &str, value: &str) -> Option<String> {
    if value.is_empty() {
        return None;
    }
    let row = |rows: &[(&str, &str, Writing, &[&str], &str)], path: &str| {
        rows.iter().find(|row| row.0 == path).map(|row| row.2)
    };
    let inner = path.strip_prefix("taskDefinition.").unwrap_or(path);
    let writing = match inner
        .strip_prefix("containerDefinitions[")
        .and_then(|rest| rest.split_once("]."))
    {
        Some((_, rest)) => row(&CONTAINER, rest),
        None => row(&TASK, inner),
    };
    let quoted = crate::view::call::quote(value);
    Some(match writing {
        // What is no number is written as text, so that nothing typed is lost and the findings say what is wrong.
        Some(Writing::Number) if value.parse::<u32>().is_ok() => value.to_owned(),
        Some(Writing::Switch) if matches!(value, "true" | "false") => value.to_owned(),
        Some(Writing::OneOf) => format!("[{quoted}]"),
        _ => quoted,
    })
}

/// What has to be made around a value so that it stands at the end of `steps`.
fn wrap(steps: &[&str], value: String) -> String {
    steps.iter().rev().fold(value, |inner, step| {
        if step.parse::<usize>().is_ok() {
            format!("[{inner}]")
        } else {
            format!("{{ {}: {inner} }}", crate::view::call::quote(step))
        }
    })
}

fn splice(text: &str, from: usize, to: usize, with: &str) -> String {
    [&text[..from], with, &text[to..]].concat()
}

/// Adds a member behind the last one, indented like it.
fn insert(text: &str, node: &Node, step: &str, value: &str) -> String {
    let key = match node.kind {
        NodeKind::List(_) => String::new(),
        _ => format!("{}: ", crate::view::call::quote(step)),
    };
    let last = match &node.kind {
        NodeKind::Object(members) => members
            .last()
            .map(|member| (member.key_span.start, member.value.span.end)),
        NodeKind::List(list) => list.last().map(|node| (node.span.start, node.span.end)),
        _ => None,
    };
    match last {
        None => splice(
            text,
            node.span.start + 1,
            node.span.start + 1,
            &format!(" {key}{value} "),
        ),
        Some((start, end)) => {
            let line = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
            let before = &text[line..start];
            let gap = if before.trim().is_empty() && line > 0 {
                format!("\n{before}")
            } else {
                " ".to_owned()
            };
            splice(text, end, end, &format!(",{gap}{key}{value}"))
        }
    }
}

/// Takes a member out, with the comma and the line that were its own.
fn remove(text: &str, node: &Node, step: &str) -> String {
    let NodeKind::Object(members) = &node.kind else {
        return text.to_owned();
    };
    let Some(place) = members.iter().position(|member| member.key == step) else {
        return text.to_owned();
    };
    let member = &members[place];
    let (from, to) = match (place.checked_sub(1), members.get(place + 1)) {
        (_, Some(next)) => (member.key_span.start, next.key_span.start),
        (Some(before), None) => (members[before].value.span.end, member.value.span.end),
        (None, None) => (member.key_span.start, member.value.span.end),
    };
    splice(text, from, to, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"{
  // the front
  "family": "web",
  "containerDefinitions": [
    { "name": "app", "image": "nginx", "memory": 512 }
  ]
}"#;

    #[test]
    fn a_field_is_written_in_its_place() {
        let text = set(TEXT, "containerDefinitions[0].memory", "1024").unwrap();
        assert_eq!(text, TEXT.replace("512", "1024"));
    }

    #[test]
    fn a_new_field_follows_the_last_one() {
        let text = set(TEXT, "networkMode", "awsvpc").unwrap();
        assert!(
            text.contains("  ],\n  \"networkMode\": \"awsvpc\"\n}"),
            "{text}"
        );
        assert!(text.contains("// the front"));
        let text = set(
            TEXT,
            "containerDefinitions[0].portMappings[0].containerPort",
            "80",
        )
        .unwrap();
        assert!(
            text.contains(r#""memory": 512, "portMappings": [{ "containerPort": 80 }] }"#),
            "{text}"
        );
    }

    #[test]
    fn an_empty_value_takes_the_field_out() {
        let text = set(TEXT, "containerDefinitions[0].memory", "").unwrap();
        assert!(
            text.contains(r#"{ "name": "app", "image": "nginx" }"#),
            "{text}"
        );
        let text = set(TEXT, "family", " ").unwrap();
        assert!(
            text.starts_with("{\n  // the front\n  \"containerDefinitions\""),
            "{text}"
        );
    }

    #[test]
    fn the_form_reads_what_it_wrote() {
        let text = set(TEXT, "requiresCompatibilities", "FARGATE").unwrap();
        let form = read(&text);
        let values: Vec<_> = form.groups[0]
            .fields
            .iter()
            .map(|field| field.value.as_str())
            .collect();
        assert_eq!(values, ["web", "FARGATE", "", "", ""]);
        assert_eq!(form.groups[1].fields[3].value, "512");
        assert!(!read("{").readable);
    }
}
