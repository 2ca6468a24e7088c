//! How each event changes rows and indices: the only code that writes them.

mod alarm;
mod capacity;
mod catalogue;
mod container;
mod scaling;
mod service;
mod target;
mod task;
mod task_set;
mod traffic;

use std::sync::Arc;

use crate::kernel::WHOLE;
use crate::kernel::{SimTime, TimerId};
use crate::world::indices::Indices;
use crate::world::{Entry, Event, Timer, World};

pub use capacity::fargate_providers;

impl World {
    /// Applies one entry. The same entries in the same order give the same world.
    pub fn apply(&mut self, entry: &Entry) {
        self.now = entry.at;
        self.seq += 1;
        match &entry.event {
            Event::TextNoted { text } => drop(self.names.intern(text)),
            Event::ClusterCreated { name } => self.cluster_created(name),
            Event::InstanceRegistered(new) => self.instance_registered(new),
            Event::TaskDefinitionRegistered(definition) => self.definition_registered(definition),
            Event::ServiceCreated(new) => self.service_created(new),
            Event::DeploymentChanged {
                deployment,
                status,
                rollout_state,
            } => {
                self.deployment_changed(*deployment, *status, *rollout_state);
            }
            Event::ServiceLooked {
                service,
                steady,
                again,
            } => self.service_looked(*service, *steady, *again),
            Event::ServiceEventWritten { service, message } => {
                self.service_event_written(*service, message)
            }
            Event::TaskCreated(new) => self.task_created(*new),
            Event::TaskAdmitted { task } => self.task_admitted(*task),
            Event::TaskMoved { task, to, due } => self.task_moved(*task, *to, *due),
            Event::ContainerMoved {
                container,
                to,
                due,
                exit_code,
                reason,
            } => {
                self.container_moved(*container, *to, *due, *exit_code, *reason);
            }
            event if WHOLE => self.apply_more(event),
            _ => panic!("this event needs the whole engine"),
        }
    }

    /// What the scenario of a first visit never comes to.
    fn apply_more(&mut self, event: &Event) {
        match event {
            Event::ImageBehaviourChanged { image, behaviour } => {
                self.image_behaviour_changed(image, *behaviour);
            }
            Event::ClusterDeleted { cluster } => self.cluster_deleted(*cluster),
            Event::InstanceStatusChanged { instance, status } => {
                self.instance_status_changed(*instance, *status)
            }
            Event::AccountChanged(account) => self.account = Some(account.clone()),
            Event::RegistrationDenied { machine, .. } => self.registration_denied(*machine),
            Event::ZoneChanged { zone, out } => self.zone_changed(zone, *out),
            Event::LimitSet { limit, to } => self.limit_set(*limit, *to),
            Event::AgentConnectionChanged {
                instance,
                connected,
            } => {
                self.agent_connection_changed(*instance, *connected);
            }
            Event::TaskDefinitionDeregistered { definition } => {
                self.definition_deregistered(*definition)
            }
            Event::ServiceUpdated { service, settings } => self.service_updated(*service, settings),
            Event::ServiceDeleted { service } => self.service_deleted(*service),
            Event::ServiceDrained { service } => self.service_drained(*service),
            Event::DeploymentStarted {
                service,
                definition,
            } => self.deployment_started(*service, *definition),
            Event::TaskSetCreated {
                service,
                definition,
                scale_percent,
                on_alternate,
            } => self.task_set_created(*service, *definition, *scale_percent, *on_alternate),
            Event::TaskSetScaled {
                deployment,
                scale_percent,
            } => self.task_set_scaled(*deployment, *scale_percent),
            Event::TaskSetDeleted { deployment } => self.task_set_deleted(*deployment),
            Event::PrimaryTaskSetChanged { service, to } => {
                self.primary_task_set_changed(*service, *to);
            }
            Event::DeploymentFailed {
                deployment,
                by,
                stranded,
            } => self.deployment_failed(*deployment, *by, *stranded),
            Event::BakeBegun { deployment } => self.bake_begun(*deployment),
            Event::HookCalled {
                deployment,
                hook,
                due,
            } => self.hook_called(*deployment, *hook, *due),
            Event::HookAnswered {
                deployment,
                hook,
                answer,
                again,
            } => self.hook_answered(*deployment, *hook, *answer, *again),
            Event::FunctionChanged {
                function,
                behaviour,
            } => self.function_changed(function, behaviour),
            Event::MetricDrawn { metric, curve } => self.metric_drawn(metric, curve),
            Event::AlarmPut { name, rule } => self.alarm_put(name, rule),
            Event::AlarmMeasured { alarm, value } => self.alarm_measured(*alarm, *value),
            Event::AlarmStateChanged { alarm, state } => self.alarm_state_changed(*alarm, *state),
            Event::RolledBack { service, to } => self.rolled_back(*service, *to),
            Event::StageReached { deployment, stage } => self.stage_reached(*deployment, *stage),
            Event::TrafficShifted { deployment, weight } => {
                self.traffic_shifted(*deployment, *weight)
            }
            Event::PauseAnswered { deployment, answer } => {
                self.pause_answered(*deployment, *answer)
            }
            Event::FailuresForgotten { deployment } => self.failures_forgotten(*deployment),
            Event::TaskWaited { task } => self.task_waited(*task),
            Event::TaskStopRequested { task, reason } => self.task_stop_requested(*task, *reason),
            Event::TaskProtected { task, until } => self.task_protected(*task, *until),
            Event::RebalancingChanged {
                service,
                rebalancing,
            } => {
                self.rebalancing_changed(*service, *rebalancing);
            }
            Event::TaskHealthChanged { task, health } => self.task_health_changed(*task, *health),
            Event::ContainerRestarted { container, due, .. } => {
                self.container_restarted(*container, *due);
            }
            Event::ContainerProbed {
                container,
                failed,
                due,
            } => {
                self.container_probed(*container, *failed, *due);
            }
            Event::ContainerHealthChanged {
                container,
                health,
                due,
            } => {
                self.container_health_changed(*container, *health, *due);
            }
            Event::LoadChanged { service, load } => self.load_changed(*service, load),
            Event::ScalableTargetRegistered {
                service,
                min,
                max,
                suspended,
            } => self.scalable_target_registered(*service, (*min, *max), *suspended),
            Event::ScalingPolicyDeleted { target, policy } => {
                self.scaling_policy_deleted(*target, *policy);
            }
            Event::ScheduledActionPut { target, action } => {
                self.scheduled_action_put(*target, action);
            }
            Event::ScheduledActionRan {
                target,
                action,
                again,
            } => self.scheduled_action_ran(*target, *action, *again),
            Event::ScalingPolicyPut { target, policy } => self.scaling_policy_put(*target, policy),
            Event::MetricsPublished {
                target,
                values,
                over,
            } => {
                self.metrics_published(*target, values, *over);
            }
            Event::Scaled {
                target,
                from,
                to,
                reason,
            } => self.scaled(*target, (*from, *to), *reason),
            Event::LoadBalancerCreated(new) => self.load_balancer_created(new),
            Event::TargetMoved { target, state, due } => self.target_moved(*target, *state, *due),
            Event::TargetChecked {
                target,
                streak,
                due,
            } => self.target_checked(*target, *streak, *due),
            Event::CapacityProviderCreated(new) => self.capacity_provider_created(new),
            Event::CapacityProviderUpdated {
                provider,
                scaling,
                termination_protection,
                managed_draining,
            } => self.capacity_provider_updated(
                *provider,
                *scaling,
                *termination_protection,
                *managed_draining,
            ),
            Event::CapacityProviderDeleted { provider } => {
                self.capacity_provider_deleted(*provider)
            }
            Event::ClusterProvidersPut {
                cluster,
                providers,
                default_strategy,
            } => self.cluster_providers_put(*cluster, providers, default_strategy),
            Event::TaskQueued { task, rules } => self.task_queued(*task, rules.as_ref()),
            Event::TaskPlaced {
                task,
                instance,
                due,
            } => self.task_placed(*task, *instance, *due),
            Event::WaitingTried { provider, again } => self.waiting_tried(*provider, *again),
            Event::ReservationPublished {
                provider,
                reservation,
                low_minutes,
            } => self.reservation_published(*provider, *reservation, *low_minutes),
            Event::GroupCreated(group) => self.group_created(group),
            Event::GroupResized { group, to, .. } => self.group_resized(*group, *to),
            Event::GroupLooked { group, again } => self.group_looked(*group, *again),
            Event::MachineLaunched(new) => self.machine_launched(new),
            Event::MachineMoved { machine, to, due } => self.machine_moved(*machine, *to, *due),
            Event::SpotNoticed { machine, at } => self.spot_noticed(*machine, *at),
            Event::ContainerStopBegun { container, due } => {
                self.container_stop_begun(*container, *due)
            }
            Event::TextNoted { .. }
            | Event::ClusterCreated { .. }
            | Event::InstanceRegistered(_)
            | Event::TaskDefinitionRegistered(_)
            | Event::ServiceCreated(_)
            | Event::DeploymentChanged { .. }
            | Event::ServiceLooked { .. }
            | Event::ServiceEventWritten { .. }
            | Event::TaskCreated(_)
            | Event::TaskAdmitted { .. }
            | Event::TaskMoved { .. }
            | Event::ContainerMoved { .. } => {}
        }
    }

    /// The finders for changing; they are copied first when another copy of the world shares them.
    fn indices_mut(&mut self) -> &mut Indices {
        Arc::make_mut(&mut self.indices)
    }

    /// Puts `timer` at `at` instead of where `old` stands. The order of scheduling changes only when the time does.
    fn retime(&mut self, old: Option<TimerId>, at: SimTime, timer: Timer) -> Option<TimerId> {
        if let Some(old) = old {
            if old.at == at {
                return Some(old);
            }
            self.agenda.cancel(old);
        }
        (!at.is_never()).then(|| self.agenda.schedule(at, timer))
    }
}
