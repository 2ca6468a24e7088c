//! The shapes of ECS requests: one static table that checking, completion, hover and forms read.
//!
//! A key is here when the API has it, whether or not the simulation acts on it; `Mark` says which. Rules that need more
//! than one key, and limits for which ECS has a sentence of its own, are not here but with the operation.
//! As of 2026-11; source: the published ECS API model 2014-11-13. The help lines are ours.

// One key is one line, whatever its length, so that the tables stay tables.
#[rustfmt::skip]
pub mod alarm;
#[rustfmt::skip]
pub mod capacity;
#[rustfmt::skip]
pub mod cluster;
#[rustfmt::skip]
pub mod common;
#[rustfmt::skip]
pub mod container;
#[rustfmt::skip]
pub mod container_instance;
#[rustfmt::skip]
pub mod deployment;
#[rustfmt::skip]
pub mod scaling;
#[rustfmt::skip]
pub mod service;
#[rustfmt::skip]
pub mod task;
#[rustfmt::skip]
pub mod task_definition;
#[rustfmt::skip]
pub mod task_set;
#[rustfmt::skip]
pub mod traffic;

/// An object of the API.
#[derive(Debug)]
pub struct Shape {
    pub name: &'static str,
    pub fields: &'static [Field],
}

/// One key of an object.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    pub key: &'static str,
    pub kind: Kind,
    pub required: bool,
    pub mark: Mark,
    /// One line for hover and completion.
    pub help: &'static str,
}

/// What a value looks like.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A string of that many characters.
    Text { min: u16, max: u16 },
    /// A number in a string, such as the task's `"cpu": "256"`. ECS takes a bare number too.
    NumberText,
    /// A whole number.
    Integer { min: i64, max: i64 },
    /// A number.
    Decimal,
    /// `true` or `false`.
    Flag,
    /// One of these words.
    Word(&'static [&'static str]),
    /// One of these words, usually; ECS takes others too.
    Suggested(&'static [&'static str]),
    /// A list of that many elements.
    List {
        of: &'static Kind,
        min: u16,
        max: u16,
    },
    /// An object from any string to a string.
    Map,
    /// An object of the API.
    Object(&'static Shape),
    /// Anything.
    Any,
}

/// What becomes of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// The simulation acts on it, or it only needs to be kept and shown.
    Known,
    /// Accepted and kept; has no effect yet.
    NotSimulated,
    /// Only in answers; set aside when it is pasted into a request.
    ReadOnly,
}

impl Shape {
    /// The field of that key.
    pub fn field(&self, key: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.key == key)
    }
}

impl Field {
    const fn required(mut self) -> Field {
        self.required = true;
        self
    }

    const fn not_simulated(mut self) -> Field {
        self.mark = Mark::NotSimulated;
        self
    }

    const fn read_only(mut self) -> Field {
        self.mark = Mark::ReadOnly;
        self
    }
}

impl Kind {
    /// The kind as a person would name it.
    pub fn describe(self) -> &'static str {
        match self {
            Kind::Text { .. } | Kind::Word(_) | Kind::Suggested(_) => "a string",
            Kind::NumberText => "a number in quotes",
            Kind::Integer { .. } => "a whole number",
            Kind::Decimal => "a number",
            Kind::Flag => "`true` or `false`",
            Kind::List { .. } => "a list",
            Kind::Map | Kind::Object(_) => "an object",
            Kind::Any => "any value",
        }
    }
}

const TEXT: Kind = text(0, u16::MAX);
const INTEGER: Kind = integer(i32::MIN as i64, i32::MAX as i64);
const CAPABILITIES: &[&str] = &[
    "ALL",
    "SYS_PTRACE",
    "NET_ADMIN",
    "NET_RAW",
    "SYS_ADMIN",
    "CHOWN",
    "SETUID",
    "SETGID",
];
const EBS_TYPES: &[&str] = &["gp3", "gp2", "io2", "io1", "st1", "sc1", "standard"];
const TEXTS: Kind = list(&TEXT);

const fn field(key: &'static str, kind: Kind, help: &'static str) -> Field {
    Field {
        key,
        kind,
        required: false,
        mark: Mark::Known,
        help,
    }
}

const fn text(min: u16, max: u16) -> Kind {
    Kind::Text { min, max }
}

const fn integer(min: i64, max: i64) -> Kind {
    Kind::Integer { min, max }
}

const fn list(of: &'static Kind) -> Kind {
    Kind::List {
        of,
        min: 0,
        max: u16::MAX,
    }
}

const fn list_up_to(max: u16, of: &'static Kind) -> Kind {
    Kind::List { of, min: 0, max }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::operation::Operation;

    fn walk(shape: &'static Shape, seen: &mut Vec<&'static str>) {
        if seen.contains(&shape.name) {
            return;
        }
        seen.push(shape.name);
        for (place, field) in shape.fields.iter().enumerate() {
            let name = format!("{}.{}", shape.name, field.key);
            assert!(field.help.len() > 10, "{name}: help");
            assert!(
                field.help.ends_with(['.', ']', '`']),
                "{name}: the help is a sentence"
            );
            assert!(
                shape.fields[..place]
                    .iter()
                    .all(|other| other.key != field.key),
                "{name}: twice"
            );
            let required = field.required && field.mark != Mark::Known;
            assert!(!required, "{name}: a required key is acted on");
            let mut kind = field.kind;
            while let Kind::List { of, min, max } = kind {
                assert!(min <= max, "{name}");
                kind = *of;
            }
            match kind {
                Kind::Object(inner) => walk(inner, seen),
                Kind::Word(words) | Kind::Suggested(words) => assert!(!words.is_empty(), "{name}"),
                _ => {}
            }
        }
    }

    #[test]
    fn every_key_has_help_and_stands_once() {
        let mut seen = Vec::new();
        for operation in Operation::ALL {
            walk(operation.shape(), &mut seen);
        }
        assert!(seen.len() > 90, "all shapes are reached: {}", seen.len());
    }
}
