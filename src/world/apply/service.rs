//! Services, their deployments and their event lists.

use std::sync::Arc;

use crate::assumed;
use crate::kernel::{SimSpan, SimTime};
use crate::model::capacity::ProviderKind;
use crate::model::messages::ServiceMessage;
use crate::model::placement::LaunchType;
use crate::model::service::{
    Deployment, DeploymentController, DeploymentStatus, FailedBy, RolloutState, Service,
    ServiceSettings, ServiceStatus,
};
use crate::model::task::{StoppedReason, Task};
use crate::model::traffic::{ALL_TRAFFIC, DeploymentStrategy, LifecycleStage};
use crate::model::{ClusterId, DeploymentId, ServiceId, TaskDefinitionId, streams};
use crate::world::event::NewService;
use crate::world::{ServiceEvent, Timer, World};

/// How soon the service scheduler looks after a request.
const LOOK_AFTER_REQUEST: SimSpan = SimSpan::from_secs(1);
/// How soon at the earliest after a task stopped by itself or capacity changed; up to twice that (scheduler 4.2).
const REACTION: SimSpan = SimSpan::from_secs(10);

/// How long to wait after the n-th failed start in a row: nothing for two, then 10 s doubling up to 27 min.
fn throttle(failed_starts: u32) -> SimSpan {
    match failed_starts {
        0..=2 => SimSpan::ZERO,
        n => SimSpan::from_secs((10u64 << (n - 3).min(8)).min(1_620)),
    }
}

impl World {
    pub(super) fn service_created(&mut self, new: &NewService) {
        let id = self.services.push(Service {
            cluster: new.cluster,
            name: new.name.clone(),
            status: ServiceStatus::Active,
            launch_type: new.launch_type,
            scheduling: new.scheduling,
            controller: new.controller,
            settings: new.settings.clone(),
            created_at: self.now,
            primary: self.deployments.next_key(),
            timer: None,
            load: None,
            steady: false,
            rebalancing: false,
            failed_starts: 0,
            impaired: false,
            throttled_until: SimTime::ZERO,
            reported: None,
        });
        self.indices_mut()
            .services
            .insert((new.cluster, new.name.clone()), id);
        let deployment = self.push_deployment(id, new.definition);
        if new.controller == DeploymentController::External {
            self.without_task_sets(deployment);
        }
        self.look_at(id, self.now + LOOK_AFTER_REQUEST);
    }

    pub(super) fn push_deployment(
        &mut self,
        service: ServiceId,
        definition: TaskDefinitionId,
    ) -> DeploymentId {
        let id = self.deployments.push(Deployment {
            service,
            definition,
            status: DeploymentStatus::Primary,
            rollout_state: RolloutState::InProgress,
            is_task_set: false,
            scale_percent: 100,
            draining: false,
            failed_tasks: 0,
            failure_count: 0,
            last_failed_at: SimTime::ZERO,
            rolled_back_from: None,
            stage: None,
            stage_since: self.now,
            weight: ALL_TRAFFIC,
            on_alternate: false,
            pause_answer: None,
            failed_by: None,
            stranded: false,
            alarms_ignored: self.any_alarm_is_on(&self.services[service].settings.clone()),
            baking_since: None,
            hook_runs: Vec::new(),
            finished_at: None,
            created_at: self.now,
            updated_at: self.now,
        });
        let started_by = crate::model::arn::deployment_id(self.chance, id.0);
        self.names.intern(&started_by);
        id
    }

    pub(super) fn service_updated(&mut self, service: ServiceId, settings: &Arc<ServiceSettings>) {
        let first = settings.providers.first().map(|item| item.provider);
        let kind = first.map(|provider| self.providers[provider].kind);
        if let Some(row) = self.services.edit(service) {
            row.settings = settings.clone();
            row.launch_type = match kind {
                Some(ProviderKind::AutoScaling(_) | ProviderKind::Managed(_)) => LaunchType::Ec2,
                Some(ProviderKind::Fargate | ProviderKind::FargateSpot) => LaunchType::Fargate,
                None => row.launch_type,
            };
        }
        self.unsettle(service);
    }

    pub(super) fn deployment_started(&mut self, service: ServiceId, definition: TaskDefinitionId) {
        let now = self.now;
        let Some(old) = self.services.get(service).map(|row| row.primary) else {
            return;
        };
        if let Some(row) = self.deployments.edit(old) {
            row.status = DeploymentStatus::Active;
            row.updated_at = now;
        }
        let new = self.push_deployment(service, definition);
        self.begin_shift(service, new);
        self.make_primary(service, new);
    }

    /// A deployment that shifts traffic starts with none of it, in the other target groups than who has it now.
    fn begin_shift(&mut self, service: ServiceId, new: DeploymentId) {
        let strategy = self.services[service].settings.shift.strategy;
        let older = || {
            self.deployments
                .iter()
                .filter(|(id, row)| row.service == service && *id != new)
        };
        let holder = older()
            .filter(|(_, row)| row.status == DeploymentStatus::Active && row.weight > 0)
            .max_by_key(|(id, row)| (row.weight, *id))
            .map(|(_, row)| row.on_alternate);
        let active = older()
            .filter(|(_, row)| row.status == DeploymentStatus::Active)
            .count();
        let rolling = strategy == DeploymentStrategy::Rolling;
        match holder {
            Some(on_alternate) if !rolling => {
                let first = if active > 1 {
                    LifecycleStage::ReconcileService
                } else {
                    LifecycleStage::PreScaleUp
                };
                if let Some(row) = self.deployments.edit(new) {
                    row.stage = Some(first);
                    row.weight = 0;
                    row.on_alternate = !on_alternate;
                }
            }
            on_alternate => {
                if let Some(row) = self.deployments.edit(new) {
                    row.on_alternate = on_alternate.unwrap_or(false);
                }
                self.traffic_shifted(new, ALL_TRAFFIC);
            }
        }
    }

    /// A new deployment, or a rollback, starts with a clean slate (scheduler 4.5).
    pub(super) fn make_primary(&mut self, service: ServiceId, deployment: DeploymentId) {
        if let Some(row) = self.services.edit(service) {
            row.primary = deployment;
            row.failed_starts = 0;
            row.impaired = false;
            row.throttled_until = SimTime::ZERO;
        }
        self.unsettle(service);
    }

    pub(super) fn rolled_back(&mut self, service: ServiceId, to: DeploymentId) {
        let now = self.now;
        let Some(failed) = self.services.get(service).map(|row| row.primary) else {
            return;
        };
        if let Some(row) = self.deployments.edit(failed) {
            row.status = DeploymentStatus::Active;
            row.updated_at = now;
        }
        // What made the deployment fail is still on: the way back does not ask it.
        let ignored = self.any_alarm_is_on(&self.services[service].settings.clone());
        if let Some(row) = self.deployments.edit(to) {
            row.status = DeploymentStatus::Primary;
            row.rollout_state = RolloutState::InProgress;
            row.failure_count = 0;
            row.rolled_back_from = Some(failed);
            row.stage = None;
            row.alarms_ignored = ignored;
            row.pause_answer = None;
            row.failed_by = None;
            row.baking_since = None;
            row.updated_at = now;
        }
        self.traffic_shifted(to, ALL_TRAFFIC);
        self.make_primary(service, to);
    }

    pub(super) fn rebalancing_changed(&mut self, service: ServiceId, rebalancing: bool) {
        if let Some(row) = self.services.edit(service) {
            row.rebalancing = rebalancing;
        }
    }

    pub(super) fn failures_forgotten(&mut self, deployment: DeploymentId) {
        if let Some(row) = self.deployments.edit(deployment) {
            row.failure_count = 0;
        }
    }

    /// A task of a service reached RUNNING: starts work again.
    pub(super) fn start_succeeded(&mut self, task: &Task) {
        if let Some(row) = task
            .service()
            .and_then(|service| self.services.edit(service))
        {
            row.failed_starts = 0;
            row.impaired = false;
            row.throttled_until = SimTime::ZERO;
        }
    }

    /// A task stopped: whether that was a failure of its deployment (scheduler 4.5 and 5.4).
    pub(super) fn count_failure(&mut self, task: &Task) {
        assumed!(THROTTLE_CURVE);
        let now = self.now;
        let (Some(deployment), Some(service)) = (task.made.deployment, task.service()) else {
            return;
        };
        let failed_start = task.started_at.is_none()
            && matches!(
                task.stop,
                Some(
                    StoppedReason::FailedToStart(_)
                        | StoppedReason::NoAddress(_)
                        | StoppedReason::Denied(_)
                        | StoppedReason::EssentialContainerExited
                )
            );
        let failed_check = matches!(
            task.stop,
            Some(
                StoppedReason::FailedContainerHealthChecks
                    | StoppedReason::FailedElbHealthChecks(_)
            )
        );
        if !failed_start && !failed_check {
            return;
        }
        if let Some(row) = self.deployments.edit(deployment) {
            row.failed_tasks += 1;
            row.failure_count += 1;
            row.last_failed_at = now;
        }
        let newest = self
            .services
            .get(service)
            .is_some_and(|row| row.primary == deployment);
        if let Some(row) = self
            .services
            .edit(service)
            .filter(|_| failed_start && newest)
        {
            row.failed_starts += 1;
            row.throttled_until = now + throttle(row.failed_starts);
        }
    }

    /// Somebody answered a deployment: look soon.
    pub(super) fn look_soon(&mut self, service: ServiceId) {
        self.look_at(service, self.now + LOOK_AFTER_REQUEST);
    }

    /// A request changed what is wanted: look soon.
    pub(super) fn unsettle(&mut self, service: ServiceId) {
        if let Some(row) = self.services.edit(service) {
            row.steady = false;
            row.reported = None;
        }
        self.look_at(service, self.now + LOOK_AFTER_REQUEST);
    }

    pub(super) fn service_deleted(&mut self, service: ServiceId) {
        if let Some(row) = self.services.edit(service) {
            row.status = ServiceStatus::Draining;
            row.settings = Arc::new(ServiceSettings {
                desired_count: 0,
                ..(*row.settings).clone()
            });
        }
        self.unsettle(service);
    }

    pub(super) fn service_drained(&mut self, service: ServiceId) {
        let Some(row) = self.services.edit(service) else {
            return;
        };
        row.status = ServiceStatus::Inactive;
        let (timer, primary) = (row.timer.take(), row.primary);
        if let Some(timer) = timer {
            self.agenda.cancel(timer);
        }
        if let Some(row) = self.deployments.edit(primary) {
            row.status = DeploymentStatus::Inactive;
        }
    }

    pub(super) fn deployment_changed(
        &mut self,
        deployment: DeploymentId,
        status: DeploymentStatus,
        rollout_state: RolloutState,
    ) {
        let now = self.now;
        if let Some(row) = self.deployments.edit(deployment) {
            row.status = status;
            row.rollout_state = rollout_state;
            row.updated_at = now;
            if status == DeploymentStatus::Primary {
                row.finished_at = Some(now);
            }
        }
    }

    pub(super) fn deployment_failed(
        &mut self,
        deployment: DeploymentId,
        by: FailedBy,
        stranded: bool,
    ) {
        self.deployment_changed(deployment, DeploymentStatus::Primary, RolloutState::Failed);
        if let Some(row) = self.deployments.edit(deployment) {
            row.failed_by = Some(by);
            row.stranded = stranded;
        }
    }

    pub(super) fn bake_begun(&mut self, deployment: DeploymentId) {
        let now = self.now;
        if let Some(row) = self.deployments.edit(deployment) {
            row.baking_since = Some(now);
        }
    }

    pub(super) fn service_looked(&mut self, service: ServiceId, steady: bool, again: SimTime) {
        if let Some(row) = self.services.edit(service) {
            row.steady = steady;
        }
        self.look_at(service, again);
    }

    pub(super) fn service_event_written(
        &mut self,
        service: ServiceId,
        message: &Arc<ServiceMessage>,
    ) {
        let now = self.now;
        self.service_events.push(ServiceEvent {
            service,
            at: now,
            message: message.clone(),
        });
        let Some(row) = self.services.edit(service) else {
            return;
        };
        match **message {
            ServiceMessage::UnableToPlace { .. }
            | ServiceMessage::UnableToPlaceNoInstances
            | ServiceMessage::UnableToPlaceInZone
            | ServiceMessage::UnableOnFargate(_)
            | ServiceMessage::ProtectedTasks { .. }
            | ServiceMessage::OperationsThrottled
            | ServiceMessage::UnableToAssume(_)
            | ServiceMessage::StuckDeployment => row.reported = Some((message.clone(), now)),
            ServiceMessage::UnableToStartConsistently => row.impaired = true,
            ServiceMessage::StartedTasks(_) => row.reported = None,
            _ => {}
        }
    }

    fn look_at(&mut self, service: ServiceId, at: SimTime) {
        let Some(old) = self.services.get(service).map(|row| row.timer) else {
            return;
        };
        let timer = self.retime(old, at, Timer::Service(service));
        if let Some(row) = self.services.edit(service) {
            row.timer = timer;
        }
    }

    /// Something happened that the service may have to answer: look after its reaction time, or when it looks anyway.
    pub(super) fn wake(&mut self, service: ServiceId) {
        assumed!(SERVICE_TICK);
        let Some(row) = self.services.get(service) else {
            return;
        };
        if row.status == ServiceStatus::Inactive {
            return;
        }
        let spread = self
            .chance
            .unit(streams::REACTION, u64::from(service.0), self.seq as u32);
        let at = self.now + REACTION + REACTION.scaled(spread);
        if row.timer.is_none_or(|timer| timer.at > at) {
            self.look_at(service, at);
        }
    }

    pub(super) fn wake_services_of_cluster(&mut self, cluster: ClusterId) {
        let of_cluster: Vec<ServiceId> = self
            .services
            .iter()
            .filter(|(_, row)| row.cluster == cluster)
            .map(|(id, _)| id)
            .collect();
        for service in of_cluster {
            self.wake(service);
        }
    }
}
