//! What could be written at the cursor: keys that are not there yet, words, sizes that fit, names in the document.

use super::cursor::{Cursor, Role, Scalar, Step, survey};
use super::kind_at;
use crate::api::shapes::{Field, Kind, Mark};
use crate::api::task_definition::{cpu_units, memory_mib};
use crate::catalog::fargate_sizes::{FARGATE_SIZES, fargate_size};
use crate::kernel::sort_by;
use serde_json::Value;

/// What may replace the bytes `from..to`, best first. Already narrowed to what was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completion {
    pub from: usize,
    pub to: usize,
    pub options: Vec<Choice>,
}

/// One thing that could stand there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub label: String,
    /// A few words beside the label.
    pub detail: String,
    /// A sentence about it.
    pub info: String,
    /// The text that goes in.
    pub apply: String,
}

/// What could be written at byte `offset` of a task definition.
pub fn complete(text: &str, offset: usize) -> Completion {
    let survey = survey(text, offset);
    let cursor = survey.cursor;
    let options = match cursor.role {
        Role::Key => keys(&cursor),
        Role::Value => values(&cursor, &survey.scalars),
        Role::Nothing => Vec::new(),
    };
    Completion {
        from: cursor.span.start,
        to: cursor.span.end,
        options: narrow(options, &cursor.typed),
    }
}

/// Those that begin with what was typed, then those that contain it.
fn narrow(options: Vec<Choice>, typed: &str) -> Vec<Choice> {
    let typed = typed.to_ascii_lowercase();
    let (mut first, mut rest) = (Vec::new(), Vec::new());
    for option in options {
        match option.label.to_ascii_lowercase().find(&typed) {
            Some(0) => first.push(option),
            Some(_) => rest.push(option),
            None => {}
        }
    }
    first.append(&mut rest);
    first
}

fn keys(cursor: &Cursor) -> Vec<Choice> {
    let mut path = cursor.path.as_slice();
    if cursor.span.start < cursor.span.end {
        path = &path[..path.len() - 1];
    }
    let Some(Kind::Object(shape)) = kind_at(path) else {
        return Vec::new();
    };
    let open = |field: &&Field| {
        field.mark != Mark::ReadOnly && cursor.keys.iter().all(|key| key != field.key)
    };
    let (required, optional): (Vec<&Field>, Vec<&Field>) = shape
        .fields
        .iter()
        .filter(open)
        .partition(|field| field.required);
    required
        .into_iter()
        .chain(optional)
        .map(|field| Choice {
            label: field.key.to_owned(),
            detail: detail(field),
            info: field.help.to_owned(),
            apply: if cursor.colon_follows {
                quoted(field.key)
            } else {
                [&quoted(field.key), ": ", empty_value(field.kind)].concat()
            },
        })
        .collect()
}

fn detail(field: &Field) -> String {
    let kind = field.kind.describe();
    match (field.required, field.mark) {
        (true, _) => [kind, ", required"].concat(),
        (false, Mark::NotSimulated) => [kind, ", not simulated yet"].concat(),
        (false, _) => kind.to_owned(),
    }
}

fn empty_value(kind: Kind) -> &'static str {
    match kind {
        Kind::Text { .. } | Kind::NumberText | Kind::Word(_) | Kind::Suggested(_) => "\"\"",
        Kind::List {
            of: Kind::Object(_),
            ..
        } => "[{}]",
        Kind::List { .. } => "[]",
        Kind::Map | Kind::Object(_) => "{}",
        Kind::Integer { .. } | Kind::Decimal | Kind::Flag | Kind::Any => "",
    }
}

fn values(cursor: &Cursor, scalars: &[Scalar]) -> Vec<Choice> {
    let Some(kind) = kind_at(&cursor.path) else {
        return Vec::new();
    };
    match kind {
        Kind::Word(words) | Kind::Suggested(words) => words
            .iter()
            .map(|word| choice(word, &quoted(word), ""))
            .collect(),
        Kind::Flag => ["true", "false"]
            .iter()
            .map(|word| choice(word, word, ""))
            .collect(),
        Kind::NumberText => sizes(cursor, scalars),
        Kind::Text { .. } => names(cursor, scalars),
        Kind::List {
            of: Kind::Object(_),
            ..
        } => vec![choice("[ { } ]", "[{}]", "a list of objects")],
        Kind::List { .. } => vec![choice("[ ]", "[]", "a list")],
        Kind::Map | Kind::Object(_) => vec![choice("{ }", "{}", "an object")],
        Kind::Integer { .. } | Kind::Decimal | Kind::Any => Vec::new(),
    }
}

/// Fargate's sizes: CPU values that go with the memory written, memory values that go with the CPU written.
fn sizes(cursor: &Cursor, scalars: &[Scalar]) -> Vec<Choice> {
    let Some((Step::Key(key), around)) = cursor.path.split_last() else {
        return Vec::new();
    };
    let written = |wanted: &str| {
        let scalar = scalars.iter().find(|scalar| {
            scalar.path.split_last().is_some_and(|(last, before)| {
                before == around && *last == Step::Key(wanted.to_owned())
            })
        })?;
        Some(Value::String(scalar.text.clone()))
    };
    if key == "cpu" {
        let memory = written("memory").as_ref().and_then(memory_mib);
        return FARGATE_SIZES
            .iter()
            .filter(|size| memory.is_none_or(|memory| size.allows(memory)))
            .map(|size| sized(size.cpu_units, vcpus(size.cpu_units)))
            .collect();
    }
    let cpu = written("cpu")
        .as_ref()
        .and_then(cpu_units)
        .and_then(fargate_size);
    let mut values: Vec<u32> = match cpu {
        Some(size) => size.memory_mib(),
        None => FARGATE_SIZES
            .iter()
            .flat_map(|size| size.memory_mib())
            .collect(),
    };
    sort_by(&mut values, Ord::cmp);
    values.dedup();
    values
        .into_iter()
        .map(|mib| sized(mib, gigabytes(mib)))
        .collect()
}

fn sized(amount: u32, detail: String) -> Choice {
    let label = amount.to_string();
    Choice {
        apply: quoted(&label),
        label,
        detail,
        info: "a Fargate size".to_owned(),
    }
}

fn vcpus(units: u32) -> String {
    match units {
        256 => ".25 vCPU".to_owned(),
        512 => ".5 vCPU".to_owned(),
        units => [&(units / 1024).to_string(), " vCPU"].concat(),
    }
}

fn gigabytes(mib: u32) -> String {
    match mib {
        512 => ".5 GB".to_owned(),
        mib => [&(mib / 1024).to_string(), " GB"].concat(),
    }
}

/// Names that the document itself gives to containers and volumes.
fn names(cursor: &Cursor, scalars: &[Scalar]) -> Vec<Choice> {
    let list = match cursor.path.iter().rev().find_map(|step| match step {
        Step::Key(key) => Some(key.as_str()),
        Step::Index(_) => None,
    }) {
        Some("containerName" | "sourceContainer" | "links") => "containerDefinitions",
        Some("sourceVolume") => "volumes",
        _ => return Vec::new(),
    };
    scalars
        .iter()
        .filter(|scalar| match scalar.path.as_slice() {
            [.., Step::Key(parent), Step::Index(_), Step::Key(name)] => {
                parent == list && name == "name"
            }
            _ => false,
        })
        .map(|scalar| {
            choice(
                &scalar.text,
                &quoted(&scalar.text),
                "named in this document",
            )
        })
        .collect()
}

fn choice(label: &str, apply: &str, detail: &str) -> Choice {
    Choice {
        label: label.to_owned(),
        detail: detail.to_owned(),
        info: String::new(),
        apply: apply.to_owned(),
    }
}

fn quoted(text: &str) -> String {
    ["\"", text, "\""].concat()
}
