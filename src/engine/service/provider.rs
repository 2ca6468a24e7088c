//! Which provider of its strategy the next task of a service goes to, and what waits there.

use std::sync::Arc;

use crate::engine::capacity::distribution::{Turn, loses_task, next_provider};
use crate::engine::capacity::waiting::{WAITING_MAX, WAITING_TIME};
use crate::engine::placement::{Destination, Tally, TaskAsk, fargate, place_by_scan};
use crate::model::capacity::{ProviderKind, StrategyItem};
use crate::model::placement::LaunchType;
use crate::model::task::NewTask;
use crate::model::{CapacityProviderId, DeploymentId, TaskId};
use crate::world::World;
use crate::world::views::ServiceView;

/// Live tasks of the deployment per line of the strategy, those that wait included.
pub fn counts(
    service: &ServiceView<'_>,
    deployment: DeploymentId,
    items: &[StrategyItem],
) -> Vec<u32> {
    let mut counts = vec![0; items.len()];
    for task in service.tasks().filter(|task| task.row.is_wanted()) {
        let made = task.row.made;
        let line = items
            .iter()
            .position(|item| Some(item.provider) == made.provider);
        if let Some(line) = line.filter(|_| made.deployment == Some(deployment)) {
            counts[line] += 1;
        }
    }
    counts
}

/// `ask` for the provider whose turn it is; the same ask where a launch type says where tasks run.
pub fn directed(
    world: &World,
    ask: TaskAsk,
    items: &[StrategyItem],
    counts: &[u32],
) -> (TaskAsk, Option<Turn>) {
    let Some(turn) = next_provider(items, counts) else {
        return (ask, None);
    };
    let provider = items[turn.line].provider;
    let launch_type = launch_type_of(world, provider);
    let directed = TaskAsk {
        launch_type,
        provider: Some(provider),
        ..ask
    };
    (directed, Some(turn))
}

/// What a provider's tasks report as their launch type (capacity 1.4).
pub fn launch_type_of(world: &World, provider: CapacityProviderId) -> LaunchType {
    match world.provider(provider).kind {
        ProviderKind::Fargate | ProviderKind::FargateSpot => LaunchType::Fargate,
        ProviderKind::AutoScaling(_) => LaunchType::Ec2,
    }
}

/// Where a task so directed goes now.
pub fn destination(world: &World, ask: &Arc<TaskAsk>, tally: &mut Tally) -> Option<Destination> {
    match ask.launch_type {
        LaunchType::Fargate => fargate::choose_zone(world, ask)
            .0
            .map(Destination::FargateZone),
        _ => place_by_scan(world, ask, tally).map(Destination::Instance),
    }
}

/// Whether a task without a place may wait for its provider (capacity 2.5).
pub fn may_wait(world: &World, ask: &TaskAsk) -> bool {
    waits_here(world, ask) && world.waiting_count() < WAITING_MAX
}

/// Whether tasks of the provider wait at all: managed scaling is what would bring instances.
pub fn waits_here(world: &World, ask: &TaskAsk) -> bool {
    ask.provider.is_some_and(|id| {
        let row = world.provider(id);
        row.scaling.enabled && matches!(row.kind, ProviderKind::AutoScaling(_))
    })
}

/// The task as it waits: without an instance, until its time is over.
pub fn waiting_task(
    world: &World,
    ask: &TaskAsk,
    deployment: Option<DeploymentId>,
    started_by: Option<crate::kernel::Name>,
) -> NewTask {
    NewTask {
        cluster: ask.cluster,
        definition: ask.definition,
        group: ask.group,
        started_by,
        deployment,
        launch_type: ask.launch_type,
        provider: ask.provider,
        instance: None,
        zone: Default::default(),
        provisioned_at: world.now() + WAITING_TIME,
    }
}

/// The tasks of `candidates` that belong to the line that gives one up next; all of them without a strategy.
pub fn line_to_shrink(
    service: &ServiceView<'_>,
    counts: &[u32],
    candidates: impl Iterator<Item = TaskId>,
) -> Vec<bool> {
    let items = &service.row.settings.providers;
    let wanted = loses_task(items, counts).map(|turn| items[turn.line].provider);
    candidates
        .map(|task| {
            let provider = service.world.task(task).row.made.provider;
            wanted.is_none() || provider == wanted
        })
        .collect()
}
