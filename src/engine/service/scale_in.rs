//! Which tasks stop first when a service has more than it needs (scheduler 3.3).

use crate::assumed;
use crate::engine::service::provider;
use crate::kernel::{SimTime, SortedMap};
use crate::model::container_instance::InstanceStatus;
use crate::model::placement::{
    BinpackField, STRATEGIES_MAX, SpreadField, Strategy, service_default,
};
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

/// What a choice asks of a candidate again and again, worked out once; scores of strategies it has not stay equal.
struct Known {
    candidate: Candidate,
    /// Its group under each strategy, by `Left`'s numbers.
    groups: [usize; STRATEGIES_MAX],
    draw: u64,
}

/// Chooses `count` of `candidates`, one by one: each choice sees the tasks that are left after those before it.
pub fn choose(service: &ServiceView<'_>, candidates: Vec<Candidate>, count: u32) -> Vec<TaskId> {
    assumed!(SCALE_IN_ORDER);
    let world = service.world;
    let given = &service.row.settings.strategies;
    let strategies = if given.is_empty() {
        service_default()
    } else {
        given.clone()
    };
    let mut left = Left::of(service, &strategies);
    let mut known: Vec<Known> = candidates
        .into_iter()
        .map(|candidate| Known {
            groups: left.groups(service, &candidate),
            draw: world
                .chance()
                .bits(streams::SCALE_IN, u64::from(candidate.task.0), 0),
            candidate,
        })
        .collect();
    let mut chosen = Vec::new();
    let items = &service.row.settings.providers;
    let mut counts = provider::counts(service, service.row.primary, items);
    while chosen.len() < count as usize {
        let ahead = provider::gives_up(items, &counts);
        let rank = |known: &Known| {
            let candidate = &known.candidate;
            let mut scores = [0; STRATEGIES_MAX];
            for (step, score) in scores.iter_mut().enumerate().take(left.strategies.len()) {
                *score = left.score(service, known, step);
            }
            (
                ahead.is_some() && candidate.provider != ahead,
                candidate.primary,
                candidate.running,
                candidate.healthy,
                !candidate.draining,
                scores,
                known.draw,
            )
        };
        let Some(at) = (0..known.len()).min_by_key(|at| rank(&known[*at])) else {
            break;
        };
        let one = known.swap_remove(at);
        let candidate = &one.candidate;
        let mut lines = items.iter().map(|item| Some(item.provider));
        let line = lines.position(|provider| provider == candidate.provider);
        if let Some(line) = line.filter(|_| candidate.primary) {
            counts[line] = counts[line].saturating_sub(1);
        }
        left.take(service, &one);
        chosen.push(candidate.task);
    }
    chosen
}

/// Tasks per group of each spread, and what each instance would have free, as choices are made.
struct Left {
    strategies: Vec<Strategy>,
    /// The number of each group, by step and name.
    numbers: SortedMap<(usize, Option<String>), usize>,
    counts: Vec<i64>,
    freed: SortedMap<ContainerInstanceId, (i64, i64)>,
}

impl Left {
    fn of(service: &ServiceView<'_>, strategies: &[Strategy]) -> Left {
        let mut left = Left {
            strategies: strategies.iter().take(STRATEGIES_MAX).cloned().collect(),
            numbers: SortedMap::new(),
            counts: Vec::new(),
            freed: SortedMap::new(),
        };
        for task in service.tasks().filter(|task| task.row.is_wanted()) {
            let candidate = Candidate::of(&task, SimTime::ZERO, service.row.primary);
            let groups = left.groups(service, &candidate);
            left.add(&groups, 1);
        }
        left
    }

    /// The numbers of a candidate's groups; a group seen for the first time gets the next one.
    fn groups(
        &mut self,
        service: &ServiceView<'_>,
        candidate: &Candidate,
    ) -> [usize; STRATEGIES_MAX] {
        let mut groups = [0; STRATEGIES_MAX];
        for (step, number) in groups.iter_mut().enumerate().take(self.strategies.len()) {
            let key = (step, self.group(service, candidate, step));
            *number = match self.numbers.get(&key) {
                Some(number) => *number,
                None => {
                    self.numbers.insert(key, self.counts.len());
                    self.counts.push(0);
                    self.counts.len() - 1
                }
            };
        }
        groups
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

    fn add(&mut self, groups: &[usize; STRATEGIES_MAX], amount: i64) {
        for number in &groups[..self.strategies.len()] {
            self.counts[*number] += amount;
        }
    }

    fn take(&mut self, service: &ServiceView<'_>, known: &Known) {
        self.add(&known.groups, -1);
        if let Some(instance) = known.candidate.instance {
            let (cpu, memory) = demand_of(service, &known.candidate);
            let freed = self.freed.or_default(instance);
            *freed = (freed.0 + cpu, freed.1 + memory);
        }
    }

    /// Lower goes first: the fullest group for spread, the instance with the most room afterwards for binpack.
    fn score(&self, service: &ServiceView<'_>, known: &Known, step: usize) -> i64 {
        match &self.strategies[step] {
            Strategy::Spread(_) => -self.counts[known.groups[step]],
            Strategy::Binpack(field) => {
                let Some(id) = known.candidate.instance else {
                    return 0;
                };
                let remaining = service.world.instance(id).row.remaining();
                let (cpu, memory) = demand_of(service, &known.candidate);
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
