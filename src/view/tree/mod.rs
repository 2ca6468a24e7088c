//! The resource tree, and the one action that would be next.

mod draw;

pub use draw::tree;

use serde::{Deserialize, Serialize};

use super::frame::{Subject, Tone};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tree {
    pub sections: Vec<Section>,
    /// Names the dialogs offer.
    pub clusters: Vec<String>,
    pub services: Vec<ServiceRow>,
    pub revisions: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Section {
    pub title: String,
    pub rows: Vec<Row>,
    /// What stands here when there are no rows.
    pub empty: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Row {
    pub subject: Option<Subject>,
    pub name: String,
    pub value: String,
    pub tone: Tone,
    pub hue: Option<u8>,
    /// Lies under the row above.
    pub inner: bool,
}

/// A service as the deploy dialog needs it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ServiceRow {
    pub id: u32,
    pub cluster: String,
    pub name: String,
    pub family: String,
    pub revision: u32,
    pub desired: u32,
}

/// The highlighted next action.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Hint {
    pub label: String,
    pub detail: String,
    pub act: Act,
    /// For `Act::Submit`: the call to make.
    pub operation: String,
    pub input: String,
    /// The command that does the same.
    pub command: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Act {
    #[default]
    Nothing,
    Submit,
    Play,
    CreateCluster,
    AddInstances,
    CreateService,
    EditTaskDefinition,
}
