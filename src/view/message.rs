//! What the page and the engine program say to each other: JSON text, one object per message.
//!
//! Both directions are flat records with a `type`, because a flat record reads in one pass and costs
//! the page few bytes. A reply carries the `id` of the request it answers; a frame nobody asked for
//! (a long seek showing where it is) carries the id of the request that started it.

use serde::{Deserialize, Serialize};

use super::frame::{Frame, Subject};

/// What a request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Ask {
    /// Replace the session by `scenario`; with `open`, run on to where it becomes legible.
    Load,
    /// Take `input` as the parameters of `operation` at the instant the page looks at.
    Submit,
    /// One event, decision or service event, forward or back.
    Step,
    /// Look at `time_us`, or at log position `seq`.
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
    Bench,
    /// The assumptions this engine makes, for the page that lists them.
    About,
}

/// The unit of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Stride {
    Event,
    Decision,
    ServiceEvent,
}

/// Which way a step goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Direction {
    Forward,
    Back,
}

/// The inspector's tabs. Only the open one is computed and sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Tab {
    #[default]
    Why,
    State,
    Json,
    Events,
}

/// Page to engine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Request {
    pub id: u32,
    #[serde(rename = "type")]
    pub ask: Ask,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scenario: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// A place in `text`, in UTF-16 units as editors count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_us: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stride: Option<Stride>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Subject>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tab: Option<Tab>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open: Option<bool>,
}

impl Request {
    /// A request that carries nothing but its type; the caller fills what the type needs.
    pub fn new(ask: Ask) -> Request {
        Request {
            id: 0,
            ask,
            scenario: None,
            operation: None,
            input: None,
            text: None,
            path: None,
            value: None,
            offset: None,
            seq: None,
            time_us: None,
            budget: None,
            stride: None,
            direction: None,
            subject: None,
            tab: None,
            seed: None,
            open: None,
        }
    }
}

/// What a reply is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
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

/// Engine to page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    pub id: u32,
    #[serde(rename = "type")]
    pub kind: ReplyKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frame: Option<Box<Frame>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Refusal>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Choice>,
    /// Where an accepted completion or a hovered word starts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<u32>,
    /// Where a hovered word ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<u32>,
    /// The name of what `text` is: a family, a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<Form>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registered: Option<Registered>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<About>,
    /// More is on its way: the goal of this request is not reached yet.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more: bool,
}

impl Reply {
    pub fn new(id: u32, kind: ReplyKind) -> Reply {
        Reply {
            id,
            kind,
            frame: None,
            text: None,
            digest: None,
            error: None,
            findings: Vec::new(),
            options: Vec::new(),
            from: None,
            to: None,
            name: None,
            form: None,
            registered: None,
            about: None,
            more: false,
        }
    }
}

/// A request that was not taken: ECS's exception name where it is ECS's, and what helps.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Refusal {
    pub name: String,
    pub message: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub help: String,
}

/// One finding in a document, with its place in UTF-16 units.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    pub from: u32,
    pub to: u32,
    /// `error`, `warning` or `info`, the words the editor uses.
    pub severity: String,
    pub message: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub help: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
    pub line: u32,
}

/// One offer of the completion list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    pub label: String,
    pub insert: String,
    pub detail: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub info: String,
}

/// The usual fields of a task definition, over the same document the editor shows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Form {
    /// False while the document cannot be read; the fields are then empty.
    pub readable: bool,
    pub groups: Vec<FormGroup>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FormGroup {
    pub title: String,
    pub fields: Vec<FormField>,
}

/// One field: where it stands in the document, what it holds, what it may hold.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FormField {
    pub path: String,
    pub label: String,
    pub value: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub help: String,
}

/// A revision that was just made, with its difference from the one before.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Registered {
    pub family: String,
    pub revision: u32,
    pub previous: Option<u32>,
    pub lines: Vec<super::diff::Line>,
    pub notes: Vec<String>,
    /// Services that run another revision of this family and could be updated.
    pub services: Vec<String>,
}

/// What the simulation assumes and leaves out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct About {
    pub engine: String,
    pub assumptions: Vec<Assumption>,
    pub not_simulated: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Assumption {
    pub name: String,
    pub text: String,
}
