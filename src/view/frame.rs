//! A frame: everything the page draws, panel by panel, with unchanged panels left out.

use serde::{Deserialize, Serialize};

use super::inspector::Inspector;
use super::map::{Map, Tile};
use super::timeline::{Clock, History};
use super::tree::{Hint, Tree};

/// What can be selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Kind {
    Cluster,
    Service,
    Task,
    Instance,
    TaskDefinition,
    /// A position in the log.
    Step,
}

/// One thing of the world, by the index the engine gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Subject {
    pub kind: Kind,
    pub id: u32,
}

impl Subject {
    pub fn new(kind: Kind, id: u32) -> Subject {
        Subject { kind, id }
    }
}

/// How a word or number stands out. Never colour alone: whoever draws it adds a shape or weight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tone {
    #[default]
    Plain,
    Muted,
    Good,
    Warn,
    Bad,
    Accent,
}

/// Changed panels only: an absent panel is as it was.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<Head>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<Clock>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub history: Option<History>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tree: Option<Tree>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub map: Option<Map>,
    /// The tiles that changed; the map says which tiles there are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tiles: Vec<Tile>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inspector: Option<Inspector>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<Hint>,
    /// What just happened, in one sentence, for the live region.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub said: String,
    /// Where the last request made something new to look at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selected: Option<Subject>,
    /// The journal as a scenario file, for saving; sent after every change of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saved: Option<String>,
}

/// The line in the header.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    pub title: String,
    pub seed: String,
    pub region: String,
    /// What undo would take back, empty when there is nothing.
    pub undo: String,
    pub redo: String,
}
