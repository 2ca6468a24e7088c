//! What the page and the engine program say to each other, as JSON text.
//!
//! A request is an object with `id` and `type`, easy to write by hand: `{"id": 1, "type": "digest",
//! "scenario": "…"}`. A reply is the list of its fields (see `wire`); a digest and the rows of a bench
//! are objects too, for scripts that ask for them. A reply carries the `id` of its request; a long move answers more
//! than once.

use crate::api::json;

use super::call::quote;
use super::frame::{Frame, Kind, Subject};
use super::wire::{Reader, Wire, Writer};

choices! {
    /// What a request asks for.
    pub enum Ask {
        /// Replace the session by `scenario`; with `open`, run on to where it becomes legible.
        Load,
        /// Take `input` as the parameters of `operation` at the instant the page looks at.
        Submit,
        /// One event, decision or service event, forward or back.
        Step,
        /// Look at `time_us`, or behind entry `seq` of the log. With `open` every panel is sent, `seq` counts entries, and
        /// `time_us` is an instant before the next one: what takes a program to where another stands.
        Seek,
        /// Go on to `time_us`, for at most `budget` milliseconds of work.
        Run,
        /// What the inspector shows: `subject` and `tab`.
        Select,
        /// Take back the last change, or a fork; `Redo` takes it again.
        Undo,
        Redo,
        Diagnose,
        Complete,
        Hover,
        /// The usual fields of the document in `text`.
        Form,
        /// `text` with the field `path` set to `value`.
        FormEdit,
        /// Register `text` as a task definition and say what changed since the last revision.
        Register,
        /// What `Describe*` returns for `subject`.
        Json,
        /// The task definition of `subject` as input for `RegisterTaskDefinition`.
        Document,
        ScenarioExport,
        Digest,
        /// The measured rows of this machine: what, times, milliseconds, one row a line.
        Bench,
        /// The assumptions this engine makes, for the page that lists them.
        About,
        /// Show which instances the cluster query in `text` selects; an empty text asks nothing.
        Query,
        /// The placement of decision `seq`, otherwise.
        WhatIf,
    }
}

impl Ask {
    /// Whether the opening program answers it too.
    pub fn is_of_opening(self) -> bool {
        matches!(
            self,
            Ask::Load | Ask::Step | Ask::Seek | Ask::Run | Ask::Document
        )
    }
}

choices! {
    /// The unit of a step.
    pub enum Stride {
        Event,
        Decision,
        ServiceEvent,
    }
}

choices! {
    /// Which way a step goes.
    pub enum Direction {
        Forward,
        Back,
    }
}

choices! {
    /// The inspector's tabs. Only the open one is computed and sent.
    pub enum Tab {
        Why,
        State,
        Json,
        Events,
    }
}

record! {
    /// Page to engine.
    pub struct Request {
        pub id: u32,
        pub ask: Ask,
        pub scenario: Option<String>,
        pub operation: Option<String>,
        pub input: Option<String>,
        pub text: Option<String>,
        pub path: Option<String>,
        pub value: Option<String>,
        /// A place in `text`, in UTF-16 units as editors count.
        pub offset: Option<u32>,
        pub seq: Option<u64>,
        pub time_us: Option<u64>,
        pub budget: Option<u32>,
        pub stride: Option<Stride>,
        pub direction: Option<Direction>,
        pub subject: Option<Subject>,
        pub tab: Option<Tab>,
        pub open: Option<bool>,
    }
}

impl Request {
    /// A request that carries nothing but its type; the caller fills what the type needs.
    pub fn new(ask: Ask) -> Request {
        Request {
            ask,
            ..Request::default()
        }
    }

    pub fn to_json(&self) -> String {
        let mut out = String::from("{\"id\":");
        out.push_str(&self.id.to_string());
        out.push_str(",\"type\":");
        out.push_str(&quote(&word(Ask::NAMES[self.ask as usize])));
        let mut add = |key: &str, value: Option<String>| {
            if let Some(value) = value {
                out.push_str(",\"");
                out.push_str(key);
                out.push_str("\":");
                out.push_str(&value);
            }
        };
        let text = |text: &Option<String>| text.as_deref().map(quote);
        let number = |number: Option<u64>| number.map(|number| number.to_string());
        add("scenario", text(&self.scenario));
        add("operation", text(&self.operation));
        add("input", text(&self.input));
        add("text", text(&self.text));
        add("path", text(&self.path));
        add("value", text(&self.value));
        add("offset", number(self.offset.map(u64::from)));
        add("seq", number(self.seq));
        add("time_us", number(self.time_us));
        add("budget", number(self.budget.map(u64::from)));
        add(
            "stride",
            self.stride
                .map(|it| quote(&word(Stride::NAMES[it as usize]))),
        );
        add(
            "direction",
            self.direction
                .map(|it| quote(&word(Direction::NAMES[it as usize]))),
        );
        add(
            "tab",
            self.tab.map(|it| quote(&word(Tab::NAMES[it as usize]))),
        );
        add(
            "kind",
            self.subject
                .map(|it| quote(&word(Kind::NAMES[it.kind as usize]))),
        );
        add("subject", number(self.subject.map(|it| u64::from(it.id))));
        add(
            "open",
            self.open.map(|it| {
                if it {
                    "true".to_string()
                } else {
                    "false".to_string()
                }
            }),
        );
        out.push('}');
        out
    }

    /// Reads what `to_json` writes; says what is wrong otherwise.
    pub fn from_json(text: &str) -> Result<Request, String> {
        let value: serde_json::Value = json::value(text)?;
        let string = |key: &str| {
            value
                .get(key)
                .and_then(serde_json::Value::as_str)
                .map(str::to_owned)
        };
        let number = |key: &str| value.get(key).and_then(serde_json::Value::as_u64);
        let small = |key: &str| number(key).and_then(|number| u32::try_from(number).ok());
        let asked = string("type").unwrap_or_default();
        let ask = chosen(Ask::ALL, Ask::NAMES, &asked)
            .ok_or_else(|| format!("unknown type `{asked}`"))?;
        let kind = string("kind").and_then(|it| chosen(Kind::ALL, Kind::NAMES, &it));
        Ok(Request {
            id: small("id").unwrap_or(0),
            ask,
            scenario: string("scenario"),
            operation: string("operation"),
            input: string("input"),
            text: string("text"),
            path: string("path"),
            value: string("value"),
            offset: small("offset"),
            seq: number("seq"),
            time_us: number("time_us"),
            budget: small("budget"),
            stride: string("stride").and_then(|it| chosen(Stride::ALL, Stride::NAMES, &it)),
            direction: string("direction")
                .and_then(|it| chosen(Direction::ALL, Direction::NAMES, &it)),
            tab: string("tab").and_then(|it| chosen(Tab::ALL, Tab::NAMES, &it)),
            subject: kind
                .zip(small("subject"))
                .map(|(kind, id)| Subject::new(kind, id)),
            open: value.get("open").and_then(serde_json::Value::as_bool),
        })
    }
}

/// `ServiceEvent` as a message writes it: `serviceEvent`.
fn word(name: &str) -> String {
    let mut word = String::from(name);
    if let Some(first) = word.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    word
}

fn chosen<T: Copy>(all: &[T], names: &[&str], wanted: &str) -> Option<T> {
    let place = names.iter().position(|name| word(name) == wanted)?;
    all.get(place).copied()
}

choices! {
    /// What a reply is.
    pub enum ReplyKind {
        Ready,
        Frame,
        Response,
        Diagnostics,
        Completion,
        Hover,
        Form,
        Text,
        Json,
        Digest,
        Bench,
        About,
        Error,
    }
}

record! {
    /// Engine to page.
    pub struct Reply {
        pub id: u32,
        pub kind: ReplyKind,
        pub frame: Option<Box<Frame>>,
        pub text: Option<String>,
        pub digest: Option<String>,
        pub error: Option<Refusal>,
        pub findings: Vec<Finding>,
        pub options: Vec<Choice>,
        /// Where an accepted completion or a hovered word starts.
        pub from: Option<u32>,
        /// Where a hovered word ends.
        pub to: Option<u32>,
        /// The name of what `text` is: a family, a file.
        pub name: Option<String>,
        pub form: Option<Form>,
        pub registered: Option<Registered>,
        pub about: Option<About>,
        pub table: Option<super::inspector::Table>,
        /// More is on its way: the goal of this request is not reached yet.
        pub more: bool,
    }
}

impl Reply {
    pub fn new(id: u32, kind: ReplyKind) -> Reply {
        Reply {
            id,
            kind,
            ..Reply::default()
        }
    }

    pub fn to_text(&self) -> String {
        if matches!(self.kind, ReplyKind::Digest | ReplyKind::Bench) {
            let (key, value) = match (&self.digest, &self.text, &self.error) {
                (Some(digest), ..) => ("digest", digest.as_str()),
                (None, Some(rows), _) => ("bench", rows.as_str()),
                (None, None, error) => ("error", error.as_ref().map_or("", |error| &error.message)),
            };
            return format!(
                "{{\"id\":{},\"type\":\"{key}\",\"{key}\":{}}}",
                self.id,
                quote(value)
            );
        }
        let mut writer = Writer::default();
        self.write(&mut writer);
        writer.text
    }

    /// None when the text is no reply, or cut short.
    pub fn from_text(text: &str) -> Option<Reply> {
        let mut reader = Reader::new(text);
        let reply = Reply::read(&mut reader);
        (!reader.failed).then_some(reply)
    }
}

record! {
    /// A request that was not taken: ECS's exception name where it is ECS's, and what helps.
    pub struct Refusal {
        pub name: String,
        pub message: String,
        pub help: String,
    }
}

record! {
    /// One finding in a document, with its place in UTF-16 units.
    pub struct Finding {
        pub from: u32,
        pub to: u32,
        /// `error`, `warning` or `info`, the words the editor uses.
        pub severity: String,
        pub message: String,
        pub help: String,
        pub path: String,
        pub line: u32,
    }
}

record! {
    /// One offer of the completion list.
    pub struct Choice {
        pub label: String,
        pub insert: String,
        pub detail: String,
        pub info: String,
    }
}

record! {
    /// The usual fields of a task definition, over the same document the editor shows.
    pub struct Form {
        /// False while the document cannot be read; the fields are then empty.
        pub readable: bool,
        pub groups: Vec<FormGroup>,
    }
}

record! {
    pub struct FormGroup {
        pub title: String,
        pub fields: Vec<FormField>,
    }
}

record! {
    /// One field: where it stands in the document, what it holds, what it may hold.
    pub struct FormField {
        pub path: String,
        pub label: String,
        pub value: String,
        pub options: Vec<String>,
        pub help: String,
    }
}

record! {
    /// A revision that was just made, with its difference from the one before.
    pub struct Registered {
        pub family: String,
        pub revision: u32,
        pub previous: Option<u32>,
        pub lines: Vec<super::diff::Line>,
        pub notes: Vec<String>,
        /// Services that run another revision of this family and could be updated.
        pub services: Vec<String>,
    }
}

record! {
    /// What the simulation assumes and leaves out.
    pub struct About {
        pub engine: String,
        pub assumptions: Vec<Assumption>,
        pub not_simulated: Vec<String>,
    }
}

record! {
    pub struct Assumption {
        pub name: String,
        pub text: String,
    }
}
