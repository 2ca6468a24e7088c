//! Capacity providers, Auto Scaling groups and their instances; tasks that wait for a provider.

use std::sync::Arc;

use crate::kernel::{Arena, SimSpan, SimTime, WHOLE};
use crate::model::capacity::{
    AutoScalingGroup, CapacityProvider, MANAGED_DRAINS_AT, MANAGED_SETTLES, MINUTES_KEPT, Machine,
    MachineState, ManagedScaling, NewMachine, NewProvider, ProviderKind, ProviderStatus,
    Reservation, StrategyItem,
};
use crate::model::placement::PlacementRules;
use crate::model::task::{NewTask, TaskStatus};
use crate::model::{
    AutoScalingGroupId, CapacityProviderId, ClusterId, ContainerInstanceId, MachineId, TaskId,
};
use crate::world::{Timer, World};

/// The metric comes once a minute (capacity 2.1).
const PERIOD: SimSpan = SimSpan::from_secs(60);

/// FARGATE and FARGATE_SPOT are there from the start (capacity 1.1).
pub fn fargate_providers() -> Arena<CapacityProviderId, CapacityProvider> {
    let mut providers = Arena::default();
    for (name, kind) in [
        ("FARGATE", ProviderKind::Fargate),
        ("FARGATE_SPOT", ProviderKind::FargateSpot),
    ] {
        providers.push(provider(
            name.into(),
            kind,
            ManagedScaling {
                enabled: false,
                ..ManagedScaling::default()
            },
        ));
    }
    providers
}

fn provider(name: Arc<str>, kind: ProviderKind, scaling: ManagedScaling) -> CapacityProvider {
    CapacityProvider {
        name,
        kind,
        status: ProviderStatus::Active,
        scaling,
        termination_protection: false,
        managed_draining: false,
        low_minutes: 0,
        published: Vec::new(),
        metric_at: SimTime::NEVER,
        place_at: SimTime::NEVER,
        timer: None,
    }
}

impl World {
    pub(super) fn capacity_provider_created(&mut self, new: &NewProvider) {
        let kind = match self.groups[new.group].managed {
            Some(_) => ProviderKind::Managed(new.group),
            None => ProviderKind::AutoScaling(new.group),
        };
        let mut row = provider(new.name.clone(), kind, new.scaling);
        row.termination_protection = new.termination_protection;
        row.managed_draining = new.managed_draining;
        self.providers.push(row);
    }

    pub(super) fn capacity_provider_updated(
        &mut self,
        id: CapacityProviderId,
        scaling: ManagedScaling,
        termination_protection: bool,
        managed_draining: bool,
    ) {
        if let Some(row) = self.providers.edit(id) {
            row.scaling = scaling;
            row.termination_protection = termination_protection;
            row.managed_draining = managed_draining;
        }
        self.begin_metric(id);
    }

    pub(super) fn capacity_provider_deleted(&mut self, id: CapacityProviderId) {
        if let Some(row) = self.providers.edit(id) {
            row.status = ProviderStatus::Inactive;
            row.metric_at = SimTime::NEVER;
            row.place_at = SimTime::NEVER;
        }
        self.retime_provider(id);
    }

    pub(super) fn cluster_providers_put(
        &mut self,
        cluster: ClusterId,
        providers: &[CapacityProviderId],
        default_strategy: &[StrategyItem],
    ) {
        let Some(row) = self.clusters.edit(cluster) else {
            return;
        };
        let before = std::mem::replace(&mut row.providers, providers.to_vec());
        row.default_strategy = default_strategy.to_vec();
        for id in before.into_iter().chain(providers.iter().copied()) {
            self.begin_metric(id);
        }
    }

    /// The metric begins with the next whole minute, where managed scaling is on and a cluster uses the provider.
    fn begin_metric(&mut self, id: CapacityProviderId) {
        let used = self
            .clusters
            .iter()
            .any(|(_, row)| row.providers.contains(&id));
        let minute = self.now.secs() / PERIOD.secs() + 1;
        let Some(row) = self.providers.edit(id) else {
            return;
        };
        let on = used && row.scaling.enabled && row.status == ProviderStatus::Active;
        row.metric_at = match (on, row.metric_at.is_never()) {
            (true, true) => SimTime::from_secs(minute * PERIOD.secs()),
            (true, false) => row.metric_at,
            (false, _) => SimTime::NEVER,
        };
        self.retime_provider(id);
    }

    pub(super) fn reservation_published(
        &mut self,
        id: CapacityProviderId,
        reservation: Reservation,
        low_minutes: u32,
    ) {
        let Some(row) = self.providers.edit(id) else {
            return;
        };
        row.low_minutes = low_minutes;
        row.published.push(reservation);
        if row.published.len() > MINUTES_KEPT {
            row.published.remove(0);
        }
        row.metric_at = self.now + PERIOD;
        self.retime_provider(id);
    }

    fn retime_provider(&mut self, id: CapacityProviderId) {
        let Some((old, at)) = self
            .providers
            .get(id)
            .map(|row| (row.timer, row.metric_at.min(row.place_at)))
        else {
            return;
        };
        let timer = self.retime(old, at, Timer::Provider(id));
        if let Some(row) = self.providers.edit(id) {
            row.timer = timer;
        }
    }

    // ------------------------------------------------------------ waiting tasks

    pub(super) fn task_queued(&mut self, new: NewTask, rules: Option<&Arc<PlacementRules>>) {
        let id = self.tasks.next_key();
        if let Some(rules) = rules {
            Arc::make_mut(&mut self.rules).insert(id, rules.clone());
        }
        let fleet = new.provider.filter(|id| self.fleet_of(*id).is_some());
        self.task_created(new);
        // AWS looks for instances at once.
        self.try_waiting(fleet);
    }

    pub(super) fn task_placed(&mut self, id: TaskId, instance: ContainerInstanceId, due: SimTime) {
        let zone = self.names.intern(&self.instances[instance].zone.clone());
        let Some(row) = self.tasks.edit(id) else {
            return;
        };
        let waiting = *row;
        row.made.instance = Some(instance);
        row.made.zone = zone;
        row.made.provisioned_at = due;
        row.version += 1;
        if due.is_never() {
            row.last_status = TaskStatus::Pending;
            row.due = self.now;
        } else {
            row.due = due;
        }
        let placed = *row;
        self.forget_rules(id);
        self.indices_mut().task_gone(id, &waiting);
        self.indices_mut().task_appeared(id, &placed);
        self.indices_mut().task_counted(&placed);
        self.take_room(&placed);
        self.retime_task(id);
    }

    pub(super) fn forget_rules(&mut self, id: TaskId) {
        if self.rules.contains_key(&id) {
            Arc::make_mut(&mut self.rules).remove(&id);
        }
    }

    /// Something changed that may let a waiting task in.
    pub(super) fn try_waiting(&mut self, provider: Option<CapacityProviderId>) {
        let Some(id) = provider.filter(|_| WHOLE) else {
            return;
        };
        let waits = self.indices.waiting.contains_key(&id);
        let at = if waits {
            self.now
        } else if self.fleet_of(id).is_some() {
            self.now + MANAGED_SETTLES
        } else {
            return;
        };
        if let Some(row) = self.providers.edit(id) {
            // What makes a fleet cheaper comes so long after the last change, not after the first.
            row.place_at = if waits { row.place_at.min(at) } else { at };
        }
        self.retime_provider(id);
    }

    pub(super) fn waiting_tried(&mut self, id: CapacityProviderId, again: SimTime) {
        if let Some(row) = self.providers.edit(id) {
            row.place_at = again;
        }
        self.retime_provider(id);
    }

    // ------------------------------------------------------------ groups

    pub(super) fn group_created(&mut self, group: &AutoScalingGroup) {
        for zone in &group.zones {
            self.names.intern(zone);
        }
        let id = self.groups.push(group.clone());
        let now = self.now;
        self.retime_group(id, now);
    }

    pub(super) fn group_resized(&mut self, id: AutoScalingGroupId, to: u32) {
        if let Some(row) = self.groups.edit(id) {
            row.desired = to;
        }
        let now = self.now;
        self.retime_group(id, now);
    }

    pub(super) fn group_looked(&mut self, id: AutoScalingGroupId, again: SimTime) {
        self.retime_group(id, again);
    }

    /// Every group compares what it has with what it should have.
    pub(super) fn groups_look(&mut self) {
        let now = self.now;
        for id in self.groups.iter().map(|(id, _)| id).collect::<Vec<_>>() {
            self.retime_group(id, now);
        }
    }

    fn retime_group(&mut self, id: AutoScalingGroupId, at: SimTime) {
        let Some(old) = self.groups.get(id).map(|row| row.timer) else {
            return;
        };
        let timer = self.retime(old, at, Timer::Group(id));
        if let Some(row) = self.groups.edit(id) {
            row.timer = timer;
        }
    }

    pub(super) fn machine_launched(&mut self, new: &NewMachine) {
        let protected = self.groups[new.group].protects_new;
        let id = self.machines.push(Machine {
            group: new.group,
            kind: new.kind,
            zone: new.zone.clone(),
            purchase: new.purchase,
            state: MachineState::Pending,
            instance: None,
            protected,
            launched_at: self.now,
            in_service_at: new.in_service_at,
            registers_at: new.registers_at,
            ended_at: SimTime::NEVER,
            held_until: SimTime::ZERO,
            reclaimed_at: SimTime::NEVER,
            timer: None,
        });
        self.retime_machine(id, new.in_service_at);
    }

    pub(super) fn machine_moved(&mut self, id: MachineId, to: MachineState, due: SimTime) {
        let now = self.now;
        let Some(row) = self.machines.edit(id) else {
            return;
        };
        row.state = to;
        let (group, ended) = (row.group, to == MachineState::Terminated);
        if ended {
            row.ended_at = now;
        }
        if to == MachineState::TerminatingWait {
            let hook = self.groups[group].terminating_hook;
            row.held_until = hook.map_or(now, |hook| now + hook.lasts());
        }
        let at = if ended {
            SimTime::NEVER
        } else {
            due.min(row.reclaimed_at)
        };
        self.retime_machine(id, at);
        if ended {
            self.retime_group(group, now);
        }
    }

    pub(super) fn machine_registered(&mut self, id: MachineId, instance: ContainerInstanceId) {
        if let Some(row) = self.machines.edit(id) {
            row.instance = Some(instance);
            let (at, group, launched_at) = (row.reclaimed_at, row.group, row.launched_at);
            let at = match self.groups[group].managed {
                Some(_) => at.min(launched_at + MANAGED_DRAINS_AT),
                None => at,
            };
            self.retime_machine(id, at);
        }
    }

    /// Its agent gives up: the machine runs, and the cluster never hears of it. Where AWS manages it another is tried later.
    pub(super) fn registration_denied(&mut self, id: MachineId) {
        let (at, group) = (self.machines[id].reclaimed_at, self.machines[id].group);
        self.retime_machine(id, at);
        let provider = self.provider_of(group);
        if let Some(id) = provider.filter(|id| self.fleet_of(*id).is_some()) {
            let at = self.now + MANAGED_SETTLES;
            if let Some(row) = self.providers.edit(id) {
                row.place_at = row.place_at.min(at);
            }
            self.retime_provider(id);
        }
    }

    /// The last task that kept a draining instance is gone, so it may go.
    pub(super) fn machine_emptied(&mut self, instance: ContainerInstanceId) {
        let Some(id) = self.instances[instance].machine.filter(|_| WHOLE) else {
            return;
        };
        let waits = self.machines[id].state == MachineState::TerminatingWait;
        if waits && !self.instance(instance).is_busy() {
            let at = self.now.max(self.machines[id].held_until);
            let at = at.min(self.machines[id].reclaimed_at);
            self.retime_machine(id, at);
        }
    }

    pub(super) fn spot_noticed(&mut self, id: MachineId, at: SimTime) {
        let Some(row) = self.machines.edit(id) else {
            return;
        };
        row.reclaimed_at = at;
        self.retime_machine(id, at);
    }

    fn retime_machine(&mut self, id: MachineId, at: SimTime) {
        let Some(old) = self.machines.get(id).map(|row| row.timer) else {
            return;
        };
        let timer = self.retime(old, at, Timer::Machine(id));
        if let Some(row) = self.machines.edit(id) {
            row.timer = timer;
        }
    }
}
