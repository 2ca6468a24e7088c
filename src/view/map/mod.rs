//! The map: zone columns, a tile per instance, a cell per task, a tray of tasks that wait.

mod draw;
mod waiting;

use super::frame::Tone;

pub use draw::{glyph, map, status};

record! {
    /// The columns and the tray. Tiles travel apart, so that one change sends one tile.
    pub struct Map {
        pub zones: Vec<Zone>,
        pub waiting: Vec<Waiting>,
        pub legend: Vec<Legend>,
        /// One sentence for people who do not see the picture.
        pub summary: String,
        /// Said above the map when tiles stand for several instances or cells for several tasks.
        pub grouped: String,
        /// Whether there is a cluster at all.
        pub has_cluster: bool,
    }
}

record! {
    pub struct Zone {
        pub name: String,
        pub note: String,
        /// Keys of its tiles, in order.
        pub tiles: Vec<u32>,
    }
}

record! {
    /// One instance, one group of like instances, or the Fargate lane of a zone.
    pub struct Tile {
        pub key: u32,
        pub form: TileForm,
        pub name: String,
        pub full_name: String,
        pub kind: String,
        pub state: String,
        pub tone: Tone,
        pub cpu: Option<Meter>,
        pub memory: Option<Meter>,
        /// Ports, network interfaces: what else is scarce here, in words.
        pub extra: String,
        pub cells: Vec<Cell>,
        /// In place of cells when there are too many.
        pub bars: Vec<Bar>,
        pub mark: Mark,
        /// Why this instance was refused, on the ghost.
        pub reason: String,
    }
}

choices! {
    pub enum TileForm {
        Instance,
        Group,
        Fargate,
    }
}

choices! {
    /// How a tile took part in the placement that is selected.
    pub enum Mark {
        None,
        Picked,
        Ranked,
        Refused,
    }
}

record! {
    pub struct Meter {
        pub used: String,
        pub total: String,
        pub percent: u8,
    }
}

record! {
    /// One task.
    pub struct Cell {
        pub task: u32,
        /// `web.3`, as the log calls it.
        pub name: String,
        pub label: String,
        /// Colour by service, pattern by revision.
        pub hue: u8,
        pub shade: u8,
        pub glyph: Glyph,
        pub status: String,
        /// 1 to 4 by memory.
        pub size: u8,
        /// Changed in the step that led here.
        pub fresh: bool,
    }
}

choices! {
    /// The shape that goes with a task's status.
    pub enum Glyph {
        Provisioning,
        Pending,
        Activating,
        Running,
        Healthy,
        Unhealthy,
        Stopping,
        Stopped,
    }
}

record! {
    /// Several tasks of one revision and status.
    pub struct Bar {
        pub label: String,
        pub hue: u8,
        pub shade: u8,
        pub count: u32,
    }
}

record! {
    /// A task that has no place yet, and why.
    pub struct Waiting {
        /// A service waits as a whole when its tasks were never made.
        pub task: Option<u32>,
        pub service: Option<u32>,
        pub label: String,
        pub hue: u8,
        pub shade: u8,
        pub count: u32,
        pub reason: String,
    }
}

record! {
    pub struct Legend {
        pub label: String,
        pub hue: u8,
        pub shade: u8,
    }
}
