//! The inspector: why, state, JSON and events of what is selected.

pub mod actions;
pub mod compare;
mod cost;
mod draw;
mod events;
pub mod faults;
pub mod options;
mod plot;
pub mod provider;
mod records;
pub mod scaling;
mod state;
mod target_group;
pub mod work;
pub mod workbench;

pub use draw::inspector;
pub use events::{created, task_of};

use super::frame::{Subject, Tone};
use super::look::Look;
use super::message::{FormField, Tab};

record! {
    /// Holds the open tab only; the others are asked for when they open.
    pub struct Inspector {
        pub subject: Option<Subject>,
        pub title: String,
        pub subtitle: String,
        pub tab: Tab,
        pub why: Vec<Why>,
        pub state: Vec<Group>,
        pub json: String,
        pub events: Vec<EventLine>,
        /// What can be done with the subject, each with its command.
        pub actions: Vec<Action>,
        pub chart: Option<Chart>,
    }
}

record! {
    /// A metric over time, beside what it should be or another run's, drawn on 300 by 80.
    pub struct Chart {
        pub title: String,
        /// The last value and the scale's top, as people read them.
        pub now: String,
        pub top: String,
        /// Paths of the metric and of its target.
        pub line: String,
        pub target: String,
        /// Counts of tasks in steps, to a scale of their own.
        pub tasks: String,
        /// Which line is which.
        pub legend: String,
        /// The same in rows.
        pub table: Table,
    }
}

record! {
    /// One decision, told at three depths: headline, paragraph, evidence.
    pub struct Why {
        pub seq: u64,
        pub at: String,
        pub headline: String,
        pub paragraphs: Vec<String>,
        pub funnel: Vec<Stage>,
        pub table: Option<Table>,
        /// ECS's own words about it.
        pub says: Vec<String>,
        /// What rests on a choice of ours.
        pub notes: Vec<Note>,
        /// From the event back to what started it.
        pub chain: Vec<String>,
        /// The placement on instances this is, for asking "what if".
        pub placement: Option<u32>,
    }
}

record! {
    /// A registered assumption.
    pub struct Note {
        pub title: String,
        pub text: String,
    }
}

record! {
    /// How many candidates were left after each check.
    pub struct Stage {
        pub label: String,
        pub left: u32,
        pub of: u32,
    }
}

record! {
    pub struct Table {
        pub caption: String,
        pub columns: Vec<String>,
        pub rows: Vec<TableRow>,
        /// Rows left out at the end.
        pub more: u32,
    }
}

record! {
    pub struct TableRow {
        pub subject: Option<Subject>,
        pub picked: bool,
        pub cells: Vec<Word>,
    }
}

record! {
    pub struct Word {
        pub text: String,
        pub tone: Tone,
    }
}

impl Why {
    /// Something that is told of the instant looked at, rather than of a decision.
    pub fn now(look: &Look<'_>, headline: impl Into<String>) -> Why {
        Why {
            seq: look.seq().saturating_sub(1),
            at: look.now.to_string(),
            headline: headline.into(),
            ..Why::default()
        }
    }
}

impl Table {
    pub fn new(caption: &str, columns: &[&str], rows: Vec<TableRow>) -> Table {
        Table {
            caption: caption.to_owned(),
            columns: columns.iter().map(|name| (*name).to_owned()).collect(),
            rows,
            more: 0,
        }
    }
}

impl TableRow {
    /// Words without a tone, about nothing one can go to.
    pub fn plain<const N: usize>(cells: [String; N]) -> TableRow {
        TableRow {
            cells: cells.map(Word::plain).to_vec(),
            ..TableRow::default()
        }
    }
}

impl Word {
    pub fn new(text: impl Into<String>, tone: Tone) -> Word {
        Word {
            text: text.into(),
            tone,
        }
    }

    pub fn plain(text: impl Into<String>) -> Word {
        Word::new(text, Tone::Plain)
    }
}

record! {
    /// Fields by their ECS names.
    pub struct Group {
        pub title: String,
        pub fields: Vec<Field>,
    }
}

record! {
    pub struct Field {
        pub name: String,
        pub value: String,
        pub tone: Tone,
        pub link: Option<Subject>,
    }
}

record! {
    /// One line of the Events tab: ECS's text first where it has one, ours beneath.
    pub struct EventLine {
        pub seq: u64,
        pub at: String,
        pub says: String,
        pub ours: String,
        pub cause: String,
        /// Beyond what the page looks at.
        pub ahead: bool,
    }
}

record! {
    /// A change that can be asked for here.
    pub struct Action {
        pub label: String,
        pub detail: String,
        pub operation: String,
        pub input: String,
        pub command: String,
        /// Takes something away: asks before it does.
        pub harsh: bool,
        /// Numbers to fill in; each goes into `input` under its path.
        pub fields: Vec<FormField>,
    }
}
