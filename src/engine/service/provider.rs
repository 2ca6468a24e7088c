//! Which provider of its strategy the next task of a service goes to, and what waits there.

use std::sync::Arc;

use crate::engine::capacity::distribution::{loses_task, next_provider};
use crate::engine::capacity::waiting::{WAITING_MAX, WAITING_TIME};
use crate::engine::placement::{Destination, Tally, TaskAsk, fargate, place_by_scan};
use crate::model::capacity::{ProviderKind, StrategyItem};
use crate::model::placement::LaunchType;
use crate::model::task::NewTask;
use crate::model::{CapacityProviderId, DeploymentId};
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

/// `ask` once for each line of the strategy, in its order; as it is where a launch type says where tasks run.
pub fn asks(world: &World, ask: TaskAsk, items: &[StrategyItem]) -> Vec<Arc<TaskAsk>> {
    if items.is_empty() {
        return vec![Arc::new(ask)];
    }
    let directed = |item: &StrategyItem| {
        Arc::new(TaskAsk {
            launch_type: launch_type_of(world, item.provider),
            provider: Some(item.provider),
            ..ask.clone()
        })
    };
    items.iter().map(directed).collect()
}

/// The line of `asks` whose turn it is.
pub fn line(items: &[StrategyItem], counts: &[u32]) -> usize {
    next_provider(items, counts).map_or(0, |turn| turn.line)
}

/// What a provider's tasks report as their launch type (capacity 1.4).
pub fn launch_type_of(world: &World, provider: CapacityProviderId) -> LaunchType {
    match world.provider(provider).kind {
        ProviderKind::Fargate | ProviderKind::FargateSpot => LaunchType::Fargate,
        ProviderKind::AutoScaling(_) | ProviderKind::Managed(_) => LaunchType::Ec2,
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
        match row.kind {
            ProviderKind::AutoScaling(_) => row.scaling.enabled,
            ProviderKind::Managed(_) => true,
            ProviderKind::Fargate | ProviderKind::FargateSpot => false,
        }
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

/// The provider of the line that gives up a task next; none without a strategy.
pub fn gives_up(items: &[StrategyItem], counts: &[u32]) -> Option<CapacityProviderId> {
    loses_task(items, counts).map(|turn| items[turn.line].provider)
}
