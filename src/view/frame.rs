//! A frame: everything the page draws, panel by panel, with unchanged panels left out.

use super::balancers::Balancers;
use super::inspector::Inspector;
use super::map::{Map, Tile};
use super::query::QueryPanel;
use super::rollout::Rollout;
use super::timeline::{Clock, History};
use super::tree::{Hint, Tree};

choices! {
    /// What can be selected.
    pub enum Kind {
        Cluster,
        Service,
        Task,
        Instance,
        TaskDefinition,
        /// A position in the log.
        Step,
        TargetGroup,
        CapacityProvider,
        /// A run that was left, beside the one looked at.
        Run,
        /// What EventBridge was told.
        Records,
        /// A service's tasks placed anew under each strategy.
        Strategies,
        /// The tasks on screen on Fargate, on instances, on Spot.
        Purchases,
    }
}

record! {
    /// One thing of the world, by the index the engine gave it.
    #[derive(Copy, Eq, PartialOrd, Ord)]
    pub struct Subject {
        pub kind: Kind,
        pub id: u32,
    }
}

impl Subject {
    pub fn new(kind: Kind, id: u32) -> Subject {
        Subject { kind, id }
    }
}

choices! {
    /// How a word or number stands out. Never colour alone: whoever draws it adds a shape or weight.
    pub enum Tone {
        Plain,
        Muted,
        Good,
        Warn,
        Bad,
        Accent,
    }
}

record! {
    /// Changed panels only: an absent panel is as it was.
    pub struct Frame {
        pub head: Option<Head>,
        pub clock: Option<Clock>,
        pub history: Option<History>,
        pub tree: Option<Tree>,
        pub map: Option<Map>,
        /// The tiles that changed; the map says which tiles there are.
        pub tiles: Vec<Tile>,
        pub inspector: Option<Inspector>,
        pub hint: Option<Hint>,
        pub balancers: Option<Balancers>,
        /// Of the service whose lane is drawn.
        pub rollout: Option<Rollout>,
        pub query: Option<QueryPanel>,
        /// What just happened, in one sentence, for the live region.
        pub said: String,
        /// Where the last request made something new to look at.
        pub selected: Option<Subject>,
        /// The journal as a scenario file, for saving; sent after every change of it.
        pub saved: Option<String>,
    }
}

record! {
    /// The line in the header.
    pub struct Head {
        pub title: String,
        /// What to look at in this scenario.
        pub about: String,
        pub seed: String,
        pub region: String,
        /// What undo would take back, empty when there is nothing.
        pub undo: String,
        pub redo: String,
    }
}
