//! What the timeline draws, gathered once per log entry: a lane per service, a tick per moment.

use crate::kernel::{SimTime, WHOLE};
use crate::model::task::{Group, TaskStatus};
use crate::model::{ServiceId, TaskDefinitionId};
use crate::sim::Simulation;
use crate::view::look::{hue, shade};
use crate::view::timeline::{History, Lane, Point, Strand, Tick, TickSort};
use crate::world::{Cause, Event};

/// Columns the picture can show apart.
const COLUMNS: u64 = 500;

/// Follows one run; starts anew when the run is another.
#[derive(Clone, Default)]
pub struct Track {
    upto: u64,
    tasks: Vec<Tracked>,
    services: Vec<Followed>,
    ticks: Vec<Tick>,
}

/// See `Track::counts`.
#[derive(Clone, Copy)]
pub struct Counts<'a> {
    desired: &'a [(SimTime, u32)],
    points: &'a [Point],
}

impl Counts<'_> {
    pub fn desired(self, at: SimTime) -> u32 {
        let before = self.desired.partition_point(|(from, _)| *from <= at);
        before.checked_sub(1).map_or(0, |last| self.desired[last].1)
    }

    pub fn running(self, at: SimTime) -> u32 {
        let before = self.points.partition_point(|point| point.at_us <= at.0);
        let last = before.checked_sub(1);
        last.map_or(0, |last| self.points[last].running.iter().sum())
    }
}

/// Where a task stands, as far as lanes care.
#[derive(Clone, Copy)]
struct Tracked {
    service: Option<ServiceId>,
    strand: usize,
    phase: Phase,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Starting,
    Running,
    Ending,
}

#[derive(Clone, Default)]
struct Followed {
    revisions: Vec<TaskDefinitionId>,
    running: Vec<u32>,
    starting: u32,
    lower: u32,
    upper: u32,
    points: Vec<Point>,
    /// The desired count from each instant on.
    desired: Vec<(SimTime, u32)>,
}

impl Track {
    /// Desired and running tasks of `service` over time.
    pub fn counts(&self, service: ServiceId) -> Counts<'_> {
        let followed = self.services.get(service.0 as usize);
        Counts {
            desired: followed.map_or(&[], |it| &it.desired),
            points: followed.map_or(&[], |it| &it.points),
        }
    }

    /// Takes in what `run` has logged since.
    pub fn follow(&mut self, run: &Simulation) {
        let mut seq = self.upto;
        let mut last_cause = None;
        while let Some(entry) = run.entry(seq) {
            self.take(entry.at, &entry.event);
            let sort = match (&entry.event, entry.cause) {
                (Event::ServiceLooked { .. } | Event::TextNoted { .. }, _) => None,
                (Event::ServiceEventWritten { .. }, _) => Some(TickSort::ServiceEvent),
                (_, Cause::Command(_)) if last_cause == Some(entry.cause) => None,
                (_, Cause::Command(_)) => Some(TickSort::Request),
                (_, Cause::Decision(_)) if last_cause == Some(entry.cause) => None,
                (_, Cause::Decision(_)) => Some(TickSort::Decision),
                _ => Some(TickSort::Event),
            };
            self.ticks.extend(sort.map(|sort| Tick {
                at_us: entry.at.0,
                sort,
            }));
            last_cause = Some(entry.cause);
            seq += 1;
        }
        self.upto = seq;
    }

    fn take(&mut self, at: SimTime, event: &Event) {
        match event {
            Event::ServiceCreated(new) => {
                self.services.push(Followed {
                    revisions: vec![new.definition],
                    running: vec![0],
                    lower: new.settings.lower(),
                    upper: new.settings.upper(),
                    desired: vec![(at, new.settings.desired_count)],
                    ..Followed::default()
                });
                self.mark(self.services.len() - 1, at);
            }
            Event::ServiceUpdated { service, settings } => {
                let at_service = service.0 as usize;
                if let Some(followed) = self.services.get_mut(at_service) {
                    followed.lower = settings.lower();
                    followed.upper = settings.upper();
                    if WHOLE {
                        followed.desired.push((at, settings.desired_count));
                    }
                    self.mark(at_service, at);
                }
            }
            Event::DeploymentStarted {
                service,
                definition,
            } => {
                if let Some(followed) = self.services.get_mut(service.0 as usize) {
                    followed.strand(*definition);
                }
            }
            Event::TaskCreated(new) => {
                let service = match new.group {
                    Group::Service(service) => Some(service),
                    Group::Named(_) => None,
                };
                let followed =
                    service.and_then(|service| self.services.get_mut(service.0 as usize));
                let strand = followed.map_or(0, |followed| followed.strand(new.definition));
                self.tasks.push(Tracked {
                    service,
                    strand,
                    phase: Phase::Ending,
                });
                self.move_to(self.tasks.len() - 1, Phase::Starting, at);
            }
            Event::TaskMoved { task, to, .. } => {
                let phase = match to {
                    TaskStatus::Running => Phase::Running,
                    to if *to < TaskStatus::Running => Phase::Starting,
                    _ => Phase::Ending,
                };
                self.move_to(task.0 as usize, phase, at);
            }
            Event::TaskStopRequested { task, .. } => {
                // It still runs until its containers end, but nobody counts on it.
                let known = self.tasks.get(task.0 as usize);
                let starting = known.is_some_and(|it| it.phase == Phase::Starting);
                if starting {
                    self.move_to(task.0 as usize, Phase::Ending, at);
                }
            }
            _ => {}
        }
    }

    fn move_to(&mut self, index: usize, to: Phase, at: SimTime) {
        let Some(task) = self.tasks.get_mut(index) else {
            return;
        };
        let from = std::mem::replace(&mut task.phase, to);
        let (Some(service), strand) = (task.service, task.strand) else {
            return;
        };
        let Some(followed) = self.services.get_mut(service.0 as usize) else {
            return;
        };
        if from == to {
            return;
        }
        for (phase, up) in [(from, false), (to, true)] {
            let count = match phase {
                Phase::Starting => &mut followed.starting,
                Phase::Running => &mut followed.running[strand],
                Phase::Ending => continue,
            };
            *count = if up {
                *count + 1
            } else {
                count.saturating_sub(1)
            };
        }
        self.mark(service.0 as usize, at);
    }

    /// Notes how a service stands; several changes of one moment make one point.
    fn mark(&mut self, service: usize, at: SimTime) {
        let followed = &mut self.services[service];
        let point = Point {
            at_us: at.0,
            running: followed.running.clone(),
            starting: followed.starting,
            lower: followed.lower,
            upper: followed.upper,
        };
        match followed.points.last_mut() {
            Some(last) if last.at_us == at.0 => *last = point,
            _ => followed.points.push(point),
        }
    }

    /// The picture, with the lane of `service`.
    pub fn history(&self, run: &Simulation, service: Option<ServiceId>) -> History {
        let width = (run.now().0 / COLUMNS).max(1);
        let lane = service.and_then(|id| Some((id, self.services.get(id.0 as usize)?)));
        History {
            lane: lane.map(|(id, followed)| followed.lane(run, id, width)),
            ticks: thin_ticks(&self.ticks, width),
        }
    }
}

impl Followed {
    fn strand(&mut self, definition: TaskDefinitionId) -> usize {
        if let Some(place) = self.revisions.iter().position(|it| *it == definition) {
            return place;
        }
        self.revisions.push(definition);
        self.running.push(0);
        self.revisions.len() - 1
    }

    fn lane(&self, run: &Simulation, id: ServiceId, width: u64) -> Lane {
        let world = run.world();
        let mut points: Vec<Point> = Vec::new();
        for point in &self.points {
            let mut point = point.clone();
            point.running.resize(self.revisions.len(), 0);
            match points.last_mut() {
                Some(last) if last.at_us / width == point.at_us / width => {
                    *last = Point {
                        at_us: last.at_us,
                        ..point
                    };
                }
                _ => points.push(point),
            }
        }
        let most = points
            .iter()
            .map(|point| (point.running.iter().sum::<u32>() + point.starting).max(point.upper));
        Lane {
            service: world.service(id).row.name.to_string(),
            hue: hue(Group::Service(id)),
            most: most.max().unwrap_or(1).max(1),
            revisions: self
                .revisions
                .iter()
                .map(|definition| {
                    let revision = world.definition(*definition).revision;
                    Strand {
                        label: format!("revision {revision}"),
                        shade: shade(revision),
                    }
                })
                .collect(),
            points,
        }
    }
}

/// One tick a column, the weightiest.
fn thin_ticks(ticks: &[Tick], width: u64) -> Vec<Tick> {
    let mut thin: Vec<Tick> = Vec::new();
    for tick in ticks {
        match thin.last_mut() {
            Some(last) if last.at_us / width == tick.at_us / width => {
                if tick.sort > last.sort {
                    *last = *tick;
                }
            }
            _ => thin.push(*tick),
        }
    }
    thin
}
