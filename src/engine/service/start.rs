//! Starting tasks of a service: one placement each, and what the event list says of it.

use std::sync::Arc;

use crate::assumed;
use crate::engine::agent::{access, timing};
use crate::engine::placement::ask::Only;
use crate::engine::placement::{
    Destination, PlacementDecision, Placer, Tally, TaskAsk, fargate, place_by_scan,
};
use crate::engine::service::events::{report, write};
use crate::engine::service::provider;
use crate::engine::service::reconciliation::Reconciliation;
use crate::engine::{Decision, Recorder};
use crate::kernel::{Name, SimTime, SortedMap, WHOLE};
use crate::model::capacity::StrategyItem;
use crate::model::messages::{Ids, ServiceMessage};
use crate::model::placement::LaunchType;
use crate::model::task::{Group, NewTask};
use crate::model::{ContainerInstanceId, DeploymentId, ServiceId, TaskDefinitionId, TaskId};
use crate::world::{Cause, Event, World};

/// Places the tasks of the newest revision that are to start; returns how many found a place.
pub(super) fn start_tasks(
    recorder: &mut impl Recorder,
    id: ServiceId,
    cause: Cause,
    outcome: &Reconciliation,
) -> u32 {
    if WHOLE
        && outcome.starts() > 0
        && let Some(unassumable) =
            access::unassumable(recorder.world(), newest(recorder.world(), id))
    {
        let message = ServiceMessage::UnableToAssume(unassumable.role.into());
        report(recorder, id, cause, message);
        return 0;
    }
    let (started, missed) = if !outcome.start_sets.is_empty() {
        start_sets(recorder, id, &outcome.start_sets)
    } else if outcome.start_on.is_empty() {
        start_anywhere(recorder, id, outcome)
    } else {
        start_on_each(recorder, id, &outcome.start_on)
    };
    let placed = started.len() as u32;
    if !started.is_empty() {
        say_started(recorder, id, cause, outcome, started);
    }
    if let Some(missed) = missed {
        let message = match outcome.start_in.is_empty() {
            true => missed,
            false => ServiceMessage::UnableToPlaceInZone,
        };
        report(recorder, id, cause, message);
    }
    placed
}

/// The revision of the newest deployment.
fn newest(world: &World, id: ServiceId) -> TaskDefinitionId {
    world.deployment(world.service(id).row.primary).definition
}

fn say_started(
    recorder: &mut impl Recorder,
    id: ServiceId,
    cause: Cause,
    outcome: &Reconciliation,
    started: Vec<TaskId>,
) {
    let replaced = outcome.counted.new_unhealthy.min(started.len() as u32);
    if replaced > 0 {
        return write(
            recorder,
            id,
            cause,
            ServiceMessage::ReplacedUnhealthy { started, replaced },
        );
    }
    if outcome.start_in.is_empty() {
        return write(recorder, id, cause, ServiceMessage::StartedTasks(started));
    }
    let mut by_zone: SortedMap<Name, Vec<TaskId>> = SortedMap::new();
    for task in started {
        by_zone
            .or_default(recorder.world().task(task).row.made.zone)
            .push(task);
    }
    for (zone, tasks) in by_zone {
        write(
            recorder,
            id,
            cause,
            ServiceMessage::StartedToRebalance { zone, tasks },
        );
    }
}

/// One task after the other, each for the provider whose turn it is, until one finds no place and may not wait for one.
/// What one line of a strategy has no Fargate capacity for stays missing, and the others get theirs.
fn start_anywhere(
    recorder: &mut impl Recorder,
    id: ServiceId,
    outcome: &Reconciliation,
) -> (Vec<TaskId>, Option<ServiceMessage>) {
    let (mut started, mut missed) = (Vec::new(), None);
    if outcome.start == 0 {
        return (started, None);
    }
    let world = recorder.world();
    let service = world.service(id);
    let settings = service.row.settings.clone();
    let items: &[StrategyItem] = if WHOLE { &settings.providers } else { &[] };
    let mut counts = provider::counts(&service, service.row.primary, items);
    let mut ask = service_ask(world, id);
    if !outcome.start_in.is_empty() {
        ask.only = Only::Zones(outcome.start_in.as_slice().into());
    }
    let asks = provider::asks(world, ask, items);
    let mut placers: Vec<Placer<'_>> = asks.iter().map(|ask| Placer::prepare(world, ask)).collect();
    // Lines of the strategy that found no capacity in this look; they will find none later in it.
    let mut dry: Vec<usize> = Vec::new();
    for _ in 0..outcome.start {
        let line = provider::line(items, &counts);
        if WHOLE && dry.contains(&line) {
            counts[line] += 1;
            continue;
        }
        let ask = &asks[line];
        if ask.launch_type == LaunchType::Fargate && recorder.world().fargate_launches() == 0 {
            // The rest starts at the next look.
            break;
        }
        let (destination, tally) = choose(recorder.world(), ask, &mut placers[line]);
        let waits = WHOLE && destination.is_none() && provider::may_wait(recorder.world(), ask);
        let task = match waits {
            true => Some(wait(recorder, id, ask, &tally)),
            false => settle(recorder, id, ask, destination, &tally),
        };
        let Some(task) = task else {
            let message = unable(recorder.world(), ask, &tally);
            match counts.get_mut(line) {
                Some(count) if WHOLE && ask.launch_type == LaunchType::Fargate => {
                    assumed!(FARGATE_CAPACITY_PASSED_OVER);
                    *count += 1;
                    missed = missed.or(Some(message));
                    dry.push(line);
                    if dry.len() == items.len() {
                        break;
                    }
                    continue;
                }
                _ => return (started, Some(message)),
            }
        };
        if let Some(Destination::Instance(instance)) = destination {
            for placer in &mut placers {
                placer.placed(recorder.world(), instance);
            }
        }
        if let Some(count) = counts.get_mut(line) {
            *count += 1;
        }
        started.push(task);
    }
    (started, missed)
}

/// Tasks of each set, one after the other, until one finds no place.
fn start_sets(
    recorder: &mut impl Recorder,
    id: ServiceId,
    sets: &[(DeploymentId, u32)],
) -> (Vec<TaskId>, Option<ServiceMessage>) {
    let (mut started, mut missed) = (Vec::new(), None);
    for (set, count) in sets {
        let ask = Arc::new(ask_of(recorder.world(), id, *set));
        for _ in 0..*count {
            let mut tally = Tally::default();
            let destination = provider::destination(recorder.world(), &ask, &mut tally);
            let Some(task) = settle_in(recorder, *set, &ask, destination, &tally) else {
                missed = missed.or(Some(unable(recorder.world(), &ask, &tally)));
                break;
            };
            started.push(task);
        }
    }
    (started, missed)
}

/// The task waits in PROVISIONING for its provider.
fn wait(recorder: &mut impl Recorder, id: ServiceId, ask: &Arc<TaskAsk>, tally: &Tally) -> TaskId {
    let world = recorder.world();
    let (primary, task) = (world.service(id).row.primary, world.next_task());
    let started_by = world.names().find(&Ids::deployment(world, primary));
    let new = provider::waiting_task(world, ask, Some(primary), started_by);
    let decision = recorder.decide(placement_decision(ask, task, tally, None));
    let queued = Event::TaskQueued {
        task: new,
        rules: None,
    };
    recorder.emit(Cause::Decision(decision), queued);
    task
}

/// A daemon's tasks: one on each of these instances, or the reason why not.
fn start_on_each(
    recorder: &mut impl Recorder,
    id: ServiceId,
    instances: &[ContainerInstanceId],
) -> (Vec<TaskId>, Option<ServiceMessage>) {
    let (mut started, mut missed) = (Vec::new(), None);
    for instance in instances {
        let ask = TaskAsk {
            only: Only::Instance(*instance),
            ..service_ask(recorder.world(), id)
        };
        let ask = Arc::new(ask);
        let mut tally = Tally::default();
        let destination =
            place_by_scan(recorder.world(), &ask, &mut tally).map(Destination::Instance);
        match settle(recorder, id, &ask, destination, &tally) {
            Some(task) => started.push(task),
            None => missed = missed.or(Some(unable_to_place(&tally))),
        }
    }
    (started, missed)
}

/// Records the decision, and creates the task when it has a place.
fn settle(
    recorder: &mut impl Recorder,
    id: ServiceId,
    ask: &Arc<TaskAsk>,
    destination: Option<Destination>,
    tally: &Tally,
) -> Option<TaskId> {
    let primary = recorder.world().service(id).row.primary;
    settle_in(recorder, primary, ask, destination, tally)
}

fn settle_in(
    recorder: &mut impl Recorder,
    deployment: DeploymentId,
    ask: &Arc<TaskAsk>,
    destination: Option<Destination>,
    tally: &Tally,
) -> Option<TaskId> {
    let task = recorder.world().next_task();
    let decision = recorder.decide(placement_decision(ask, task, tally, destination));
    Some(create(
        recorder,
        ask,
        destination?,
        Some(deployment),
        Cause::Decision(decision),
    ))
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
        provider: ask.provider,
        instance,
        zone: zone.unwrap_or_default(),
        provisioned_at: span.map_or(SimTime::NEVER, |span| world.now() + span),
    }
}

/// What one task of the service's newest revision asks for.
pub fn service_ask(world: &World, id: ServiceId) -> TaskAsk {
    ask_of(world, id, world.service(id).row.primary)
}

/// What one task of that deployment or task set asks for.
fn ask_of(world: &World, id: ServiceId, deployment: DeploymentId) -> TaskAsk {
    let service = world.service(id);
    let definition = world.deployment(deployment).definition;
    let group = Group::Service(id);
    let (strategies, default_strategies) =
        TaskAsk::strategies_or_default(group, &service.row.settings.strategies);
    TaskAsk {
        cluster: service.row.cluster,
        definition,
        group,
        launch_type: service.row.launch_type,
        provider: None,
        constraints: service.row.settings.constraints.as_slice().into(),
        member_of: TaskAsk::member_of(world, definition, &service.row.settings.constraints),
        strategies,
        default_strategies,
        only: Only::Anywhere,
        zones: service.row.settings.zones.as_slice().into(),
    }
}

fn unable(world: &World, ask: &TaskAsk, tally: &Tally) -> ServiceMessage {
    if WHOLE && ask.launch_type == LaunchType::Fargate {
        return ServiceMessage::UnableOnFargate(fargate::miss(world, ask));
    }
    unable_to_place(tally)
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
