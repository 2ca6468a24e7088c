//! The next step of one container: pull, create, start, probe, end (agent-and-lifecycle 4, 5 and 7).

use crate::assumed;
use crate::engine::agent::{access, timing};
use crate::kernel::{SimSpan, SimTime, WHOLE};
use crate::model::ContainerId;
use crate::model::container::{Container, ContainerReason, ContainerStatus, HealthStatus};
use crate::model::image::ImageBehaviour;
use crate::model::task_definition::{Condition, ContainerDefinition, HealthCheck};
use crate::world::Event;
use crate::world::views::TaskView;

/// Exit code of a container whose dependency can never be met.
const EXIT_DEPENDENCY: u8 = 143;
/// Exit code after SIGKILL.
const EXIT_KILLED: u8 = 137;
/// The agent's stop timeout when the container names none.
const STOP_TIMEOUT: SimSpan = SimSpan::from_secs(30);

/// A container with what decides its next step.
pub struct Step<'a, 'w> {
    pub task: &'a TaskView<'w>,
    pub now: SimTime,
    pub id: ContainerId,
    pub row: &'w Container,
    pub definition: &'w ContainerDefinition,
}

/// Whether a dependency is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    Met,
    Waiting,
    /// It can never be met.
    Never(ContainerReason),
}

impl Step<'_, '_> {
    fn behaviour(&self) -> ImageBehaviour {
        self.task.world.behaviour(&self.definition.image)
    }

    fn moved(&self, to: ContainerStatus, due: SimTime) -> Option<Event> {
        Some(Event::ContainerMoved {
            container: self.id,
            to,
            due,
            exit_code: None,
            reason: None,
        })
    }

    fn ended(&self, exit_code: Option<u8>, reason: Option<ContainerReason>) -> Option<Event> {
        let (to, due) = (ContainerStatus::Stopped, SimTime::NEVER);
        Some(Event::ContainerMoved {
            container: self.id,
            to,
            due,
            exit_code,
            reason,
        })
    }

    /// The registry does not have the image and neither has the host: with a copy there the agent falls back to it.
    fn cannot_pull(&self) -> bool {
        self.behaviour().missing && !timing::is_cached(self.task, &self.definition.image)
    }

    /// What keeps a role from pulling the image, where the host does not have it.
    fn may_not_pull(&self) -> Option<access::Missing> {
        match timing::is_cached(self.task, &self.definition.image) {
            true => None,
            false => access::container(self.task, self.id),
        }
    }

    /// The end of a container that a role's permissions do not reach (iam 11).
    fn denied(&self) -> Option<Event> {
        let missing = match self.row.status {
            ContainerStatus::ManifestPulled => self.may_not_pull(),
            ContainerStatus::Created => access::container(self.task, self.id),
            _ => None,
        }?;
        let text = missing.text(access::on_fargate(self.task));
        Some(access::noted(self.task.world, &text, |name| {
            Event::ContainerMoved {
                container: self.id,
                to: ContainerStatus::Stopped,
                due: SimTime::NEVER,
                exit_code: None,
                reason: Some(ContainerReason::Denied(name)),
            }
        }))
    }

    /// What happens to the container now, while its task is wanted.
    pub fn forward(&self) -> Option<Event> {
        let done = self.row.due <= self.now;
        let world = self.task.world;
        if WHOLE
            && done
            && let Some(event) = self.denied()
        {
            return Some(event);
        }
        match self.row.status {
            ContainerStatus::None => match dependencies(self.task, self.definition, self.now) {
                Edge::Met => {
                    let pull = match self.cannot_pull() {
                        _ if WHOLE && self.may_not_pull().is_some() => access::REFUSED_PULL,
                        true => timing::missing_pull(self.task),
                        false => timing::pull(self.task, self.id, &self.definition.image),
                    };
                    self.moved(ContainerStatus::ManifestPulled, self.now + pull)
                }
                Edge::Never(reason) => self.ended(Some(EXIT_DEPENDENCY), Some(reason)),
                Edge::Waiting => None,
            },
            ContainerStatus::ManifestPulled if done && self.cannot_pull() => {
                self.ended(None, Some(ContainerReason::CannotPull))
            }
            ContainerStatus::ManifestPulled if done => self.moved(
                ContainerStatus::Pulled,
                self.now + timing::create(world, self.id),
            ),
            ContainerStatus::Pulled if done => self.moved(
                ContainerStatus::Created,
                self.now + timing::start(world, self.id),
            ),
            ContainerStatus::Created if done => {
                self.moved(ContainerStatus::Running, self.first_look())
            }
            ContainerStatus::Running if done => self.running(),
            _ => None,
        }
    }

    /// What comes first after a start now: its end, its first probe, or the end of others' patience with it.
    fn first_look(&self) -> SimTime {
        let check = self.definition.health_check;
        let probe = check.map_or(SimTime::NEVER, |check| self.now + interval(check));
        let patience = patience(self.task, self.definition, self.row.definition, self.now);
        self.ends_at(self.now).min(probe).min(patience)
    }

    /// The program ended while nobody asked it to: its restart policy starts it again, or it has ended for good.
    pub fn exited(&self, code: u8) -> Option<Event> {
        let ran = self.now.since(self.row.started_at);
        let again = self
            .definition
            .restart_policy
            .as_ref()
            .is_some_and(|policy| {
                let period = SimSpan::from_secs(u64::from(policy.restart_attempt_period_secs));
                let ignored = policy.ignored_exit_codes.contains(&i32::from(code));
                !ignored && period <= ran && self.task.row.is_wanted() && !self.row.stopping
            });
        match again {
            true => Some(Event::ContainerRestarted {
                container: self.id,
                exit_code: code,
                due: self.first_look(),
            }),
            false => self.ended(Some(code), None),
        }
    }

    /// When the program ends by itself.
    fn ends_at(&self, started_at: SimTime) -> SimTime {
        assumed!(ONE_SHOT_CONTAINER);
        let by_itself = self.behaviour().exits_at(started_at);
        match is_one_shot(self.task, self.row.definition) {
            true => by_itself.min(started_at + timing::ONE_SHOT),
            false => by_itself,
        }
    }

    /// A running container at a time something is due: its end or a probe.
    fn running(&self) -> Option<Event> {
        assumed!(HEALTH_CHECK_PASSES);
        let ends_at = self.ends_at(self.row.started_at);
        if ends_at <= self.now {
            return self.ended_by_itself();
        }
        let Some(check) = self.definition.health_check else {
            return self.probed(0, ends_at);
        };
        let patience = patience(
            self.task,
            self.definition,
            self.row.definition,
            self.row.started_at,
        );
        let next = self.now + interval(check);
        if patience == self.now && self.now < self.row.started_at + interval(check) {
            // Others have waited long enough; the first probe is still to come.
            let first = self.row.started_at + interval(check);
            return self.probed(0, ends_at.min(first));
        }
        let late = if patience > self.now { patience } else { next };
        let next = ends_at.min(next).min(late);
        if self.behaviour().passes_probe(self.row.started_at, self.now) {
            // Nothing changes until the image's behaviour does, so no further probe is put on the agenda.
            let fails_at = self
                .behaviour()
                .unhealthy_after
                .map(|after| self.row.started_at + after);
            let due = ends_at.min(fails_at.unwrap_or(SimTime::NEVER));
            return match self.row.health {
                HealthStatus::Healthy => self.probed(0, due),
                _ => self.verdict(HealthStatus::Healthy, due),
            };
        }
        let in_start_period =
            self.now < self.row.started_at + SimSpan::from_secs(u64::from(check.start_period_secs));
        let failed = if in_start_period {
            0
        } else {
            self.row.failed_probes + 1
        };
        if u32::from(failed) < check.retries {
            return self.probed(failed, next);
        }
        match self.row.health {
            HealthStatus::Unhealthy => self.probed(self.row.failed_probes, ends_at),
            _ => self.verdict(HealthStatus::Unhealthy, ends_at),
        }
    }

    /// Whichever came first ended it: its own exit, or the end others wait for.
    fn ended_by_itself(&self) -> Option<Event> {
        let exits = self.behaviour().exits;
        let own = exits.filter(|_| self.behaviour().exits_at(self.row.started_at) <= self.now);
        self.exited(own.map_or(0, |exit| exit.code))
    }

    /// A container that may not stop yet: it can still end by itself, and is probed no more.
    fn held(&self) -> Option<Event> {
        let ends_at = self.ends_at(self.row.started_at);
        match (ends_at <= self.now, self.row.due <= self.now) {
            (true, _) => self.ended_by_itself(),
            (false, true) => self.probed(self.row.failed_probes, ends_at),
            (false, false) => None,
        }
    }

    fn probed(&self, failed: u8, due: SimTime) -> Option<Event> {
        Some(Event::ContainerProbed {
            container: self.id,
            failed,
            due,
        })
    }

    fn verdict(&self, health: HealthStatus, due: SimTime) -> Option<Event> {
        Some(Event::ContainerHealthChanged {
            container: self.id,
            health,
            due,
        })
    }

    /// What happens to the container now, while its task stops: a container stops after everything that depends on it.
    pub fn backward(&self) -> Option<Event> {
        let gone = self.task.host_is_gone();
        match self.row.status {
            ContainerStatus::Stopped => None,
            // The machine went away with everything on it.
            _ if gone => self.ended(None, None),
            ContainerStatus::Running if self.row.stopping => {
                let code = if self.behaviour().ignores_sigterm {
                    EXIT_KILLED
                } else {
                    0
                };
                (self.row.due <= self.now)
                    .then(|| self.ended(Some(code), None))
                    .flatten()
            }
            ContainerStatus::Running if self.is_held() => self.held(),
            ContainerStatus::Running => {
                let span = match self.behaviour().ignores_sigterm {
                    true => self
                        .definition
                        .stop_timeout_secs
                        .map_or(STOP_TIMEOUT, |secs| SimSpan::from_secs(u64::from(secs))),
                    false => timing::stop(self.task.world, self.id),
                };
                Some(Event::ContainerStopBegun {
                    container: self.id,
                    due: self.now + span,
                })
            }
            _ => self.ended(None, None),
        }
    }

    /// Whether something that depends on it still runs.
    fn is_held(&self) -> bool {
        self.task.containers().any(|(_, other, definition)| {
            other.status != ContainerStatus::Stopped
                && definition
                    .depends_on
                    .iter()
                    .any(|edge| edge.container == usize::from(self.row.definition))
        })
    }
}

/// When those that wait for this container, started at `started_at`, stop waiting; never without a startTimeout.
fn patience(
    task: &TaskView<'_>,
    definition: &ContainerDefinition,
    place: u8,
    started_at: SimTime,
) -> SimTime {
    let mut edges = task
        .definition()
        .containers
        .iter()
        .flat_map(|it| &it.depends_on);
    let awaited = edges
        .any(|edge| edge.container == usize::from(place) && edge.condition != Condition::Start);
    match definition.start_timeout_secs.filter(|_| awaited) {
        Some(secs) => started_at + SimSpan::from_secs(u64::from(secs)),
        None => SimTime::NEVER,
    }
}

fn interval(check: HealthCheck) -> SimSpan {
    SimSpan::from_secs(u64::from(check.interval_secs))
}

/// Whether another container waits for this one to end.
fn is_one_shot(task: &TaskView<'_>, container: u8) -> bool {
    task.definition()
        .containers
        .iter()
        .flat_map(|definition| &definition.depends_on)
        .any(|edge| {
            edge.container == usize::from(container)
                && matches!(edge.condition, Condition::Complete | Condition::Success)
        })
}

/// Whether everything the container waits for is met: the worst edge decides.
fn dependencies(task: &TaskView<'_>, definition: &ContainerDefinition, now: SimTime) -> Edge {
    let edges = definition
        .depends_on
        .iter()
        .map(|edge| edge_state(task, edge.container, edge.condition, now));
    edges.fold(Edge::Met, |worst, edge| match (worst, edge) {
        (never @ Edge::Never(_), _) | (_, never @ Edge::Never(_)) => never,
        (Edge::Waiting, _) | (_, Edge::Waiting) => Edge::Waiting,
        _ => Edge::Met,
    })
}

/// One edge of the start order (agent-and-lifecycle 5).
pub fn edge_state(task: &TaskView<'_>, on: usize, condition: Condition, now: SimTime) -> Edge {
    let never = Edge::Never(ContainerReason::DependencyNeverMet);
    let Some((_, container, definition)) = task.containers().nth(on) else {
        return never;
    };
    let stopped = container.status == ContainerStatus::Stopped;
    match condition {
        Condition::Start if container.status >= ContainerStatus::Running => Edge::Met,
        Condition::Complete if stopped && container.exit_code.is_some() => Edge::Met,
        Condition::Success if stopped && container.exit_code == Some(0) => Edge::Met,
        Condition::Healthy if container.health == HealthStatus::Healthy => Edge::Met,
        Condition::Complete | Condition::Success | Condition::Healthy if stopped => never,
        Condition::Complete | Condition::Success | Condition::Healthy
            if container.status == ContainerStatus::Running
                && patience(task, definition, on as u8, container.started_at) <= now =>
        {
            Edge::Never(ContainerReason::DependencyTimedOut(on as u8))
        }
        _ => Edge::Waiting,
    }
}
