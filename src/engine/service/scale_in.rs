//! Which tasks stop first when a service has more than it needs (scheduler 3.3).

use crate::assumed;
use crate::engine::service::provider;
use crate::kernel::{SimTime, SortedMap};
use crate::model::container_instance::InstanceStatus;
use crate::model::placement::{BinpackField, SpreadField, Strategy, service_default};
use crate::model::task::TaskStatus;
use crate::model::{CapacityProviderId, ContainerInstanceId, DeploymentId, TaskId, streams};
use crate::world::views::{ServiceView, TaskView};

/// A task that may be stopped, with what decides the order.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub task: TaskId,
    pub healthy: bool,
    running: bool,
    primary: bool,
    draining: bool,
    instance: Option<ContainerInstanceId>,
    provider: Option<CapacityProviderId>,
    /// For Fargate, where there is no instance to ask.
    zone: crate::kernel::Name,
}

impl Candidate {
    pub fn of(task: &TaskView<'_>, now: SimTime, primary: DeploymentId) -> Candidate {
        Candidate {
            task: task.id,
            healthy: task.counts_as_healthy(now),
            running: task.row.last_status == TaskStatus::Running,
            primary: task.row.made.deployment == Some(primary),
            draining: task
                .instance()
                .is_some_and(|instance| instance.row.status == InstanceStatus::Draining),
            instance: task.row.made.instance,
            provider: task.row.made.provider,
            zone: task.row.made.zone,
        }
    }
}

/// Chooses `count` of `candidates`, one by one: each choice sees the tasks that are left after those before it.
pub fn choose(
    service: &ServiceView<'_>,
    mut candidates: Vec<Candidate>,
    count: u32,
) -> Vec<TaskId> {
    assumed!(SCALE_IN_ORDER);
    let world = service.world;
    let given = &service.row.settings.strategies;
    let strategies = if given.is_empty() {
        service_default()
    } else {
        given.clone()
    };
    let mut left = Left::of(service, &strategies);
    let mut chosen = Vec::new();
    let items = &service.row.settings.providers;
    let mut counts = provider::counts(service, service.row.primary, items);
    while chosen.len() < count as usize {
        let ahead = provider::gives_up(items, &counts);
        let rank = |candidate: &Candidate| {
            let scores: Vec<i64> = (0..strategies.len())
                .map(|step| left.score(service, candidate, step))
                .collect();
            let draw = world
                .chance()
                .bits(streams::SCALE_IN, u64::from(candidate.task.0), 0);
            (
                ahead.is_some() && candidate.provider != ahead,
                candidate.primary,
                candidate.running,
                candidate.healthy,
                !candidate.draining,
                scores,
                draw,
            )
        };
        let Some(at) = (0..candidates.len()).min_by_key(|at| rank(&candidates[*at])) else {
            break;
        };
        let candidate = candidates.swap_remove(at);
        let mut lines = items.iter().map(|item| Some(item.provider));
        let line = lines.position(|provider| provider == candidate.provider);
        if let Some(line) = line.filter(|_| candidate.primary) {
            counts[line] = counts[line].saturating_sub(1);
        }
        left.take(service, &candidate);
        chosen.push(candidate.task);
    }
    chosen
}

/// Tasks per group of each spread, and what each instance would have free, as choices are made.
struct Left {
    strategies: Vec<Strategy>,
    counts: Vec<SortedMap<Option<String>, i64>>,
    freed: SortedMap<ContainerInstanceId, (i64, i64)>,
}

impl Left {
    fn of(service: &ServiceView<'_>, strategies: &[Strategy]) -> Left {
        let mut left = Left {
            strategies: strategies.to_vec(),
            counts: vec![SortedMap::new(); strategies.len()],
            freed: SortedMap::new(),
        };
        let live: Vec<Candidate> = service
            .tasks()
            .filter(|task| task.row.is_wanted())
            .map(|task| Candidate::of(&task, SimTime::ZERO, service.row.primary))
            .collect();
        for candidate in &live {
            left.add(service, candidate, 1);
        }
        left
    }

    fn group(
        &self,
        service: &ServiceView<'_>,
        candidate: &Candidate,
        step: usize,
    ) -> Option<String> {
        let instance = candidate.instance.map(|id| service.world.instance(id));
        match (&self.strategies[step], instance) {
            (Strategy::Spread(SpreadField::Instance), Some(instance)) => {
                Some(instance.id.0.to_string())
            }
            (Strategy::Spread(SpreadField::Attribute(name)), Some(instance)) => {
                instance.attribute(name).map(str::to_owned)
            }
            (Strategy::Spread(_), None) => {
                Some(service.world.names().text(candidate.zone).to_owned())
            }
            _ => None,
        }
    }

    fn add(&mut self, service: &ServiceView<'_>, candidate: &Candidate, amount: i64) {
        for step in 0..self.strategies.len() {
            let group = self.group(service, candidate, step);
            *self.counts[step].or_default(group) += amount;
        }
    }

    fn take(&mut self, service: &ServiceView<'_>, candidate: &Candidate) {
        self.add(service, candidate, -1);
        if let Some(instance) = candidate.instance {
            let (cpu, memory) = demand_of(service, candidate);
            let freed = self.freed.or_default(instance);
            *freed = (freed.0 + cpu, freed.1 + memory);
        }
    }

    /// Lower goes first: the fullest group for spread, the instance with the most room afterwards for binpack.
    fn score(&self, service: &ServiceView<'_>, candidate: &Candidate, step: usize) -> i64 {
        match &self.strategies[step] {
            Strategy::Spread(_) => {
                let group = self.group(service, candidate, step);
                -self.counts[step].get(&group).copied().unwrap_or(0)
            }
            Strategy::Binpack(field) => {
                let Some(id) = candidate.instance else {
                    return 0;
                };
                let remaining = service.world.instance(id).row.remaining();
                let (cpu, memory) = demand_of(service, candidate);
                let freed = self.freed.get(&id).copied().unwrap_or_default();
                match field {
                    BinpackField::Cpu => -(i64::from(remaining.cpu_units) + cpu + freed.0),
                    BinpackField::Memory => -(i64::from(remaining.memory_mib) + memory + freed.1),
                }
            }
            Strategy::Random => 0,
        }
    }
}

fn demand_of(service: &ServiceView<'_>, candidate: &Candidate) -> (i64, i64) {
    let made = service.world.task(candidate.task).row.made;
    let demand = &service.world.registered(made.definition).demand;
    (i64::from(demand.cpu_units), i64::from(demand.memory_mib))
}
