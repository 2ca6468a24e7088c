//! Tasks that wait in PROVISIONING for an instance of their provider (capacity 2.5).

use std::sync::Arc;

use crate::assumed;
use crate::engine::agent::timing;
use crate::engine::placement::{Destination, Placer, Tally, TaskAsk, place_by_scan};
use crate::engine::service::{placement_decision, service_ask};
use crate::engine::{Decision, Recorder};
use crate::kernel::{SimSpan, SimTime};
use crate::model::container_instance::InstanceStatus;
use crate::model::messages::FailureReason;
use crate::model::task::Group;
use crate::model::{CapacityProviderId, ContainerInstanceId, TaskId};
use crate::world::views::TaskView;
use crate::world::{Cause, Event, World};

/// As many tasks may wait in a cluster.
pub const WAITING_MAX: u32 = 500;
/// A task waits this long, and no longer.
pub const WAITING_TIME: SimSpan = SimSpan::from_secs(1_800);

/// Tries the tasks that wait for the provider, those that ask for the same one after the other, the oldest first.
pub fn place(recorder: &mut impl Recorder, id: CapacityProviderId) {
    assumed!(WAITING_ORDER);
    for tasks in alike(recorder.world(), id) {
        let ask = Arc::new(ask_of(&recorder.world().task(tasks[0])));
        let mut placer = Placer::prepare(recorder.world(), &ask);
        for task in tasks {
            let Some(instance) = placer.choose(recorder.world()) else {
                break;
            };
            let tally = placer.tally().clone();
            settle(recorder, &ask, task, instance, &tally);
            placer.placed(recorder.world(), instance);
        }
    }
}

fn settle(
    recorder: &mut impl Recorder,
    ask: &Arc<TaskAsk>,
    task: TaskId,
    instance: ContainerInstanceId,
    tally: &Tally,
) {
    let world = recorder.world();
    let network = world.definition(ask.definition).network_mode;
    let due = timing::provisioning(world, task, ask.launch_type, network)
        .map_or(SimTime::NEVER, |span| world.now() + span);
    let chosen = Some(Destination::Instance(instance));
    let decision: Decision = placement_decision(ask, task, tally, chosen);
    let cause = Cause::Decision(recorder.decide(decision));
    recorder.emit(
        cause,
        Event::TaskPlaced {
            task,
            instance,
            due,
        },
    );
}

/// Waiting tasks in groups that ask for the same.
fn alike(world: &World, id: CapacityProviderId) -> Vec<Vec<TaskId>> {
    let mut groups: Vec<(Group, _, Vec<TaskId>)> = Vec::new();
    for task in world.waiting_for(id).filter(|task| task.row.is_wanted()) {
        let made = task.row.made;
        // Standalone tasks may differ in what was asked of each.
        let same = |(group, definition, _): &&mut (Group, _, _)| {
            task.row.service().is_some() && (*group, *definition) == (made.group, made.definition)
        };
        match groups.iter_mut().find(same) {
            Some((_, _, tasks)) => tasks.push(task.id),
            None => groups.push((made.group, made.definition, vec![task.id])),
        }
    }
    groups.into_iter().map(|(_, _, tasks)| tasks).collect()
}

/// What the waiting task asks for.
pub fn ask_of(task: &TaskView<'_>) -> TaskAsk {
    let (world, made) = (task.world, task.row.made);
    let Some(service) = task.row.service() else {
        let rules = world.rules(task.id).cloned().unwrap_or_default();
        let (strategies, default_strategies) =
            TaskAsk::strategies_or_default(made.group, &rules.strategies);
        return TaskAsk {
            cluster: made.cluster,
            definition: made.definition,
            group: made.group,
            launch_type: made.launch_type,
            provider: made.provider,
            member_of: TaskAsk::member_of(world, made.definition, &rules.constraints),
            constraints: rules.constraints.as_slice().into(),
            strategies,
            default_strategies,
            only: Default::default(),
            zones: Arc::default(),
        };
    };
    TaskAsk {
        definition: made.definition,
        launch_type: made.launch_type,
        provider: made.provider,
        ..service_ask(world, service)
    }
}

/// Why the task found no place to the end (capacity 2.5).
pub fn reason(task: &TaskView<'_>) -> FailureReason {
    let world = task.world;
    let mut own = world
        .cluster(task.row.made.cluster)
        .instances()
        .filter(|it| it.row.provider == task.row.made.provider)
        .peekable();
    if own.peek().is_none() {
        return FailureReason::EmptyProvider;
    }
    if own.all(|it| it.row.status == InstanceStatus::Draining) {
        return FailureReason::NoActiveInstances;
    }
    let mut tally = Tally::default();
    place_by_scan(world, &ask_of(task), &mut tally);
    tally
        .closest
        .map_or(FailureReason::Cpu, |(_, miss)| miss.reason())
}
