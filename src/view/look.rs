//! What every panel looks at: a world, its place in the log, and what the person chose.

use crate::engine::placement::query::Query;
use crate::explain::PlacementExplanation;
use crate::kernel::{SimTime, SortedSet};
use crate::model::TaskId;
use crate::model::task::Group;
use crate::sim::Simulation;
use crate::view::frame::Subject;
use crate::view::left::{Kept, Other};
use crate::view::track::Track;
use crate::world::views::TaskView;
use crate::world::{Event, World};

/// One look. `world` holds the first `seq` entries of `run`'s log; more may be known.
#[derive(Clone, Copy)]
pub struct Look<'a> {
    pub world: &'a World,
    pub run: &'a Simulation,
    pub now: SimTime,
    pub selected: Option<Subject>,
    /// Tasks the last move changed.
    pub fresh: &'a SortedSet<TaskId>,
    /// The placement of the selected task, seen again.
    pub placed: Option<&'a PlacementExplanation>,
    /// The instances somebody asks for.
    pub query: Option<&'a Query>,
    /// How services stood over time.
    pub track: &'a Track,
    /// Runs that were left by changes, and those left by taking one back; newest last.
    pub undo: &'a [Kept],
    pub redo: &'a [Kept],
    /// The one of them that stands beside.
    pub other: Option<&'a Other>,
}

impl Look<'_> {
    pub fn seq(&self) -> u64 {
        self.world.seq()
    }
}

/// Hues for services before they repeat; one more is for tasks without a service.
pub const HUES: u32 = 6;

/// Colour by service in order of creation.
pub fn hue(group: Group) -> u8 {
    match group {
        Group::Service(service) => (service.0 % HUES) as u8,
        Group::Named(_) => HUES as u8,
    }
}

/// Pattern by revision.
pub fn shade(revision: u32) -> u8 {
    (revision.saturating_sub(1) % 3) as u8
}

/// `web 2`: the service and the revision.
pub fn task_label(task: &TaskView<'_>) -> String {
    let definition = task.definition();
    let group = task.world.group_name(task.row.made.group);
    let name = group.strip_prefix("service:").unwrap_or(&definition.family);
    format!("{name} {}", definition.revision)
}

/// Entries nobody steps to: they change nothing one sees.
pub fn is_dull(event: &Event) -> bool {
    matches!(
        event,
        Event::ServiceLooked { .. }
            | Event::TextNoted { .. }
            | Event::WaitingTried { .. }
            | Event::GroupLooked { .. }
            | Event::ReservationPublished { .. }
    )
}
