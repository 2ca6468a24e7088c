//! The resource tree, and the one action that would be next.

mod draw;

pub use draw::tree;

use super::frame::{Subject, Tone};

record! {
    pub struct Tree {
        pub sections: Vec<Section>,
        /// Names the dialogs offer.
        pub clusters: Vec<String>,
        pub services: Vec<ServiceRow>,
        pub revisions: Vec<String>,
    }
}

record! {
    pub struct Section {
        pub title: String,
        pub rows: Vec<Row>,
        /// What stands here when there are no rows.
        pub empty: String,
    }
}

record! {
    pub struct Row {
        pub subject: Option<Subject>,
        pub name: String,
        pub value: String,
        pub tone: Tone,
        pub hue: Option<u8>,
        /// Lies under the row above.
        pub inner: bool,
    }
}

record! {
    /// A service as the deploy dialog needs it.
    pub struct ServiceRow {
        pub id: u32,
        pub cluster: String,
        pub name: String,
        pub family: String,
        pub revision: u32,
        pub desired: u32,
    }
}

record! {
    /// The highlighted next action.
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
}

choices! {
    pub enum Act {
        Nothing,
        Submit,
        Play,
        CreateCluster,
        AddInstances,
        CreateService,
        EditTaskDefinition,
    }
}
