//! The service scheduler: looks at a service, decides, and records what follows.
//!
//! [`reconcile`] decides and explains; [`look`] turns its answer into events and placements.

pub mod reconcile;
pub mod reconciliation;
pub mod scale_in;

use std::sync::Arc;

use crate::assumed;
use crate::engine::agent::timing;
use crate::engine::placement::{Destination, PlacementDecision, Placer, Tally, TaskAsk, fargate};
use crate::engine::{Decision, Recorder};
use crate::kernel::{Name, SimSpan, SimTime};
use crate::model::load_balancer::TargetType;
use crate::model::messages::{Ids, ServiceMessage};
use crate::model::placement::LaunchType;
use crate::model::service::{DeploymentStatus, RolloutState};
use crate::model::task::{Group, NewTask, StoppedReason};
use crate::model::{DeploymentId, ServiceId, TaskId};
use crate::world::{Cause, Event, Timer, World};
use reconcile::{Failing, Reconciliation, RolloutStep, reconcile};

/// How often a service that has work to do is looked at (scheduler 4.2).
pub const TICK: SimSpan = SimSpan::from_secs(10);
/// The same failure is written again after this long (scheduler 6.1).
const REPEAT_AFTER: SimSpan = SimSpan::from_secs(6 * 3_600);

/// One look at a service: stops first, then starts, then the rollout, then when to look again.
pub fn look(recorder: &mut impl Recorder, id: ServiceId) {
    assumed!(SERVICE_TICK);
    let now = recorder.world().now();
    let outcome = Arc::new(reconcile(&recorder.world().service(id), now));
    let cause = if outcome.changes_something() {
        let decision = Decision::Reconciliation {
            service: id,
            outcome: outcome.clone(),
        };
        Cause::Decision(recorder.decide(decision))
    } else {
        Cause::Timer(Timer::Service(id))
    };
    report_failing(recorder, id, cause, &outcome);
    stop_tasks(recorder, id, cause, &outcome);
    let placed = start_tasks(recorder, id, cause, &outcome);
    roll_out(recorder, id, cause, &outcome);
    let again = match outcome.again {
        // A task that found no place is tried again at the next look.
        None if placed < outcome.start => now + TICK,
        None => SimTime::NEVER,
        Some(at) => at,
    };
    if !outcome.drained {
        let looked = Event::ServiceLooked {
            service: id,
            steady: outcome.steady,
            again,
        };
        recorder.emit(cause, looked);
    }
}

fn stop_tasks(recorder: &mut impl Recorder, id: ServiceId, cause: Cause, outcome: &Reconciliation) {
    let (mut running, mut pending) = (Vec::new(), 0);
    let primary = recorder.world().service(id).row.primary;
    let scaled = outcome
        .stop
        .iter()
        .map(|task| (task, StoppedReason::ScalingActivity(primary)));
    let failed = outcome
        .unhealthy
        .iter()
        .map(|(task, what)| (task, stopped_for(*what)));
    for (task, reason) in scaled.chain(failed) {
        if recorder.world().task(*task).row.counts_as_pending() {
            pending += 1;
        } else {
            running.push(*task);
        }
        recorder.emit(
            cause,
            Event::TaskStopRequested {
                task: *task,
                reason,
            },
        );
    }
    if pending > 0 {
        write(
            recorder,
            id,
            cause,
            ServiceMessage::StoppedPendingTasks(pending),
        );
    }
    if !running.is_empty() {
        write(
            recorder,
            id,
            cause,
            ServiceMessage::StoppedRunningTasks(running),
        );
    }
}

/// Why a task that failed its checks is stopped.
fn stopped_for(what: Failing) -> StoppedReason {
    match what {
        Failing::Containers => StoppedReason::FailedContainerHealthChecks,
        Failing::Target(group) => StoppedReason::FailedElbHealthChecks(group),
    }
}

/// ECS's message for a task that fails its checks (scheduler 6.1 #21, #22 and #24).
fn failing_message(world: &World, task: TaskId, what: Failing) -> ServiceMessage {
    let Failing::Target(group) = what else {
        return ServiceMessage::FailedContainerHealthChecks(task);
    };
    let view = world.task(task);
    let port = view
        .attachment_of(group)
        .map_or(0, |attachment| attachment.container_port);
    let by_instance = world.target_group(group).target_type == TargetType::Instance;
    let instance = view.row.made.instance.filter(|_| by_instance);
    ServiceMessage::TargetUnhealthy {
        task,
        instance,
        port: view.host_port(group).unwrap_or(port),
        group,
    }
}

/// Says once of each task that it failed its health checks.
fn report_failing(
    recorder: &mut impl Recorder,
    id: ServiceId,
    cause: Cause,
    outcome: &Reconciliation,
) {
    for (task, what) in &outcome.failing {
        let message = failing_message(recorder.world(), *task, *what);
        let said = recorder
            .world()
            .service(id)
            .events()
            .iter()
            .any(|(_, event)| *event.message == message);
        if !said {
            write(recorder, id, cause, message);
        }
    }
}

/// Places the tasks of the newest revision that are to start; returns how many found a place.
fn start_tasks(
    recorder: &mut impl Recorder,
    id: ServiceId,
    cause: Cause,
    outcome: &Reconciliation,
) -> u32 {
    let count = outcome.start;
    if count == 0 {
        return 0;
    }
    let ask = Arc::new(service_ask(recorder.world(), id));
    let primary = recorder.world().service(id).row.primary;
    let mut placer = Placer::prepare(recorder.world(), &ask);
    let mut started = Vec::new();
    let mut missed = None;
    for _ in 0..count {
        let (destination, tally) = choose(recorder.world(), &ask, &mut placer);
        let task = recorder.world().next_task();
        let decision = recorder.decide(placement_decision(&ask, task, &tally, destination));
        let Some(destination) = destination else {
            missed = Some(tally);
            break;
        };
        create(
            recorder,
            &ask,
            destination,
            Some(primary),
            Cause::Decision(decision),
        );
        if let Destination::Instance(instance) = destination {
            placer.placed(recorder.world(), instance);
        }
        started.push(task);
    }
    let placed = started.len() as u32;
    if !started.is_empty() {
        let replaced = outcome.counted.new_unhealthy.min(placed);
        let message = match replaced {
            0 => ServiceMessage::StartedTasks(started),
            replaced => ServiceMessage::ReplacedUnhealthy { started, replaced },
        };
        write(recorder, id, cause, message);
    }
    if let Some(tally) = missed {
        report(recorder, id, cause, unable_to_place(&tally));
    }
    placed
}

fn choose(world: &World, ask: &TaskAsk, placer: &mut Placer<'_>) -> (Option<Destination>, Tally) {
    if ask.launch_type == LaunchType::Fargate {
        let (zone, _) = fargate::choose_zone(world, ask);
        return (zone.map(Destination::FargateZone), Tally::default());
    }
    let chosen = placer.choose(world);
    (chosen.map(Destination::Instance), placer.tally().clone())
}

/// The decision with the reasons of `tally`.
pub fn placement_decision(
    ask: &Arc<TaskAsk>,
    task: TaskId,
    tally: &Tally,
    outcome: Option<Destination>,
) -> Decision {
    Decision::Placement(Arc::new(PlacementDecision {
        ask: ask.clone(),
        task,
        considered: tally.considered,
        rejected: tally.rejected(),
        closest: tally.closest,
        outcome,
    }))
}

/// Creates the task a placement decided on.
pub fn create(
    recorder: &mut impl Recorder,
    ask: &TaskAsk,
    destination: Destination,
    deployment: Option<DeploymentId>,
    cause: Cause,
) -> TaskId {
    let world = recorder.world();
    let task = world.next_task();
    let started_by = deployment.and_then(|id| world.names().find(&Ids::deployment(world, id)));
    let event = Event::TaskCreated(new_task(world, ask, destination, deployment, started_by));
    recorder.emit(cause, event);
    task
}

/// The task as it is made, with the time its network or host takes.
pub fn new_task(
    world: &World,
    ask: &TaskAsk,
    destination: Destination,
    deployment: Option<DeploymentId>,
    started_by: Option<Name>,
) -> NewTask {
    let network = world.definition(ask.definition).network_mode;
    let span = timing::provisioning(world, world.next_task(), ask.launch_type, network);
    let (instance, zone) = match destination {
        Destination::Instance(id) => (Some(id), world.names().find(&world.instance(id).row.zone)),
        Destination::FargateZone(zone) => (None, Some(zone)),
    };
    NewTask {
        cluster: ask.cluster,
        definition: ask.definition,
        group: ask.group,
        started_by,
        deployment,
        launch_type: ask.launch_type,
        instance,
        zone: zone.unwrap_or_default(),
        provisioned_at: span.map_or(SimTime::NEVER, |span| world.now() + span),
    }
}

/// What one task of the service's newest revision asks for.
pub fn service_ask(world: &World, id: ServiceId) -> TaskAsk {
    let service = world.service(id);
    let group = Group::Service(id);
    let (strategies, default_strategies) =
        TaskAsk::strategies_or_default(group, &service.row.settings.strategies);
    TaskAsk {
        cluster: service.row.cluster,
        definition: service.primary().definition,
        group,
        launch_type: service.row.launch_type,
        constraints: service.row.settings.constraints.as_slice().into(),
        member_of: TaskAsk::member_of(
            world,
            service.primary().definition,
            &service.row.settings.constraints,
        ),
        strategies,
        default_strategies,
        zones: service.row.settings.zones.as_slice().into(),
    }
}

fn unable_to_place(tally: &Tally) -> ServiceMessage {
    match tally.closest {
        Some((closest, miss)) => ServiceMessage::UnableToPlace {
            closest,
            reason: miss.reason(),
        },
        None => ServiceMessage::UnableToPlaceNoInstances,
    }
}

fn roll_out(recorder: &mut impl Recorder, id: ServiceId, cause: Cause, outcome: &Reconciliation) {
    for step in &outcome.rollout {
        match step {
            RolloutStep::Completed { deployment } => {
                let (status, rollout_state) = (DeploymentStatus::Primary, RolloutState::Completed);
                let changed = Event::DeploymentChanged {
                    deployment: *deployment,
                    status,
                    rollout_state,
                };
                recorder.emit(cause, changed);
                write(
                    recorder,
                    id,
                    cause,
                    ServiceMessage::DeploymentCompleted(*deployment),
                );
            }
            RolloutStep::Replaced { deployment } => {
                let rollout_state = recorder.world().deployment(*deployment).rollout_state;
                let status = DeploymentStatus::Inactive;
                let changed = Event::DeploymentChanged {
                    deployment: *deployment,
                    status,
                    rollout_state,
                };
                recorder.emit(cause, changed);
            }
            RolloutStep::Failed {
                deployment,
                rollback,
            } => {
                let (status, rollout_state) = (DeploymentStatus::Primary, RolloutState::Failed);
                recorder.emit(
                    cause,
                    Event::DeploymentChanged {
                        deployment: *deployment,
                        status,
                        rollout_state,
                    },
                );
                write(
                    recorder,
                    id,
                    cause,
                    ServiceMessage::DeploymentFailed(*deployment),
                );
                if let Some(to) = rollback {
                    write(recorder, id, cause, ServiceMessage::RollingBack(*to));
                    recorder.emit(
                        cause,
                        Event::RolledBack {
                            service: id,
                            to: *to,
                        },
                    );
                }
            }
            RolloutStep::FailuresForgotten { deployment } => {
                recorder.emit(
                    cause,
                    Event::FailuresForgotten {
                        deployment: *deployment,
                    },
                );
            }
            RolloutStep::Impaired => write(
                recorder,
                id,
                cause,
                ServiceMessage::UnableToStartConsistently,
            ),
            RolloutStep::Stuck => report(recorder, id, cause, ServiceMessage::StuckDeployment),
            RolloutStep::SteadyState => write(recorder, id, cause, ServiceMessage::SteadyState),
            RolloutStep::Drained => {
                recorder.emit(cause, Event::ServiceDrained { service: id });
            }
        }
    }
}

fn write(recorder: &mut impl Recorder, service: ServiceId, cause: Cause, message: ServiceMessage) {
    recorder.emit(
        cause,
        Event::ServiceEventWritten {
            service,
            message: Arc::new(message),
        },
    );
}

/// Writes a failure unless the same one stands and is fresh.
fn report(recorder: &mut impl Recorder, service: ServiceId, cause: Cause, message: ServiceMessage) {
    assumed!(EVENT_REPEAT);
    let world = recorder.world();
    let reported = &world.service(service).row.reported;
    let fresh = reported
        .as_ref()
        .is_some_and(|(last, at)| **last == message && world.now().since(*at) < REPEAT_AFTER);
    if !fresh {
        write(recorder, service, cause, message);
    }
}
