//! What can happen to the world, why it happened, and what is due later. Past tense, and small.

use std::sync::Arc;

use crate::catalog::instance_types::InstanceType;
use crate::kernel::SimTime;
use crate::model::account::Account;
use crate::model::alarm::{AlarmRule, AlarmState};
use crate::model::attribute::Attributes;
use crate::model::capacity::{
    AutoScalingGroup, MachineState, ManagedScaling, NewMachine, NewProvider, Reservation,
    StrategyItem,
};
use crate::model::container::{ContainerReason, ContainerStatus, HealthStatus};
use crate::model::container_instance::{AgentSettings, InstanceStatus};
use crate::model::image::ImageBehaviour;
use crate::model::load_balancer::{LoadBalancerKind, TargetState, TargetType};
use crate::model::messages::ServiceMessage;
use crate::model::placement::{LaunchType, PlacementRules};
use crate::model::quota::Limit;
use crate::model::scaling::{Curve, Load, Policy, ScalingReason, ScheduledAction, Suspended};
use crate::model::service::{
    DeploymentController, DeploymentStatus, FailedBy, PauseAnswer, RolloutState,
    SchedulingStrategy, ServiceSettings,
};
use crate::model::task::{NewTask, StoppedReason, TaskStatus};
use crate::model::task_definition::TaskDefinition;
use crate::model::traffic::{FunctionBehaviour, HookAnswer, LifecycleStage};
use crate::model::{
    AlarmId, AutoScalingGroupId, CapacityProviderId, ClusterId, ContainerId, ContainerInstanceId,
    DeploymentId, MachineId, ScalableTargetId, ServiceId, TargetId, TaskDefinitionId, TaskId,
};
use crate::row_ids;

row_ids!(
    /// A decision of this run, with its reasons.
    DecisionId,
    /// A request of the journal.
    CommandId,
);

/// A fact in our log. `World::apply` turns it into rows; nothing else does.
#[derive(Clone, Debug)]
pub enum Event {
    /// How containers of an image behave from now on.
    ImageBehaviourChanged {
        image: Arc<str>,
        behaviour: ImageBehaviour,
    },
    /// Who may do what, from now on.
    AccountChanged(Arc<Account>),
    /// The agent of an instance may not register: AWS's sentence in its log.
    RegistrationDenied {
        machine: MachineId,
        sentence: Arc<str>,
    },
    /// A text rows will mention: a group, who started a task, a reason.
    TextNoted {
        text: Arc<str>,
    },
    ClusterCreated {
        name: Arc<str>,
    },
    ClusterDeleted {
        cluster: ClusterId,
    },
    InstanceRegistered(Arc<NewInstance>),
    InstanceStatusChanged {
        instance: ContainerInstanceId,
        status: InstanceStatus,
    },
    /// A zone is out, or back: Fargate starts nothing there meanwhile.
    ZoneChanged {
        zone: Arc<str>,
        out: bool,
    },
    /// Something has an end from now on, another one, or none.
    LimitSet {
        limit: Limit,
        to: Option<u32>,
    },
    AgentConnectionChanged {
        instance: ContainerInstanceId,
        connected: bool,
    },
    TaskDefinitionRegistered(Arc<TaskDefinition>),
    TaskDefinitionDeregistered {
        definition: TaskDefinitionId,
    },
    ServiceCreated(Arc<NewService>),
    /// New settings; they hold from now on and start no deployment by themselves.
    ServiceUpdated {
        service: ServiceId,
        settings: Arc<ServiceSettings>,
    },
    /// DeleteService: DRAINING until its tasks are gone.
    ServiceDeleted {
        service: ServiceId,
    },
    ServiceDrained {
        service: ServiceId,
    },
    DeploymentStarted {
        service: ServiceId,
        definition: TaskDefinitionId,
    },
    DeploymentChanged {
        deployment: DeploymentId,
        status: DeploymentStatus,
        rollout_state: RolloutState,
    },
    TaskSetCreated {
        service: ServiceId,
        definition: TaskDefinitionId,
        scale_percent: u32,
        on_alternate: bool,
    },
    TaskSetScaled {
        deployment: DeploymentId,
        scale_percent: u32,
    },
    /// DRAINING until its tasks are gone.
    TaskSetDeleted {
        deployment: DeploymentId,
    },
    PrimaryTaskSetChanged {
        service: ServiceId,
        to: DeploymentId,
    },
    /// `stranded`: it should roll back and there is nothing to roll back to.
    DeploymentFailed {
        deployment: DeploymentId,
        by: FailedBy,
        stranded: bool,
    },
    /// Everything is in place; the deployment's alarms are watched a while longer.
    BakeBegun {
        deployment: DeploymentId,
    },
    /// A lifecycle hook called its function, which answers at `due`.
    HookCalled {
        deployment: DeploymentId,
        hook: u8,
        due: SimTime,
    },
    /// `again` is the next call when the function is not done; never otherwise.
    HookAnswered {
        deployment: DeploymentId,
        hook: u8,
        answer: HookAnswer,
        again: SimTime,
    },
    /// How a function behaves when hooks call it, from now on.
    FunctionChanged {
        function: Arc<str>,
        behaviour: Arc<FunctionBehaviour>,
    },
    /// A custom metric has these values over time.
    MetricDrawn {
        metric: Arc<str>,
        curve: Arc<Curve>,
    },
    /// An alarm is there, or watches something else; none: only people set it.
    AlarmPut {
        name: Arc<str>,
        rule: Option<Arc<AlarmRule>>,
    },
    /// A period's value of an alarm's metric.
    AlarmMeasured {
        alarm: AlarmId,
        value: Option<u32>,
    },
    AlarmStateChanged {
        alarm: AlarmId,
        state: AlarmState,
    },
    /// The circuit breaker or an alarm made an earlier deployment the newest again.
    RolledBack {
        service: ServiceId,
        to: DeploymentId,
    },
    /// A deployment that shifts traffic came to its next stage.
    StageReached {
        deployment: DeploymentId,
        stage: LifecycleStage,
    },
    /// The deployment's share of production traffic, in tenths of a percent.
    TrafficShifted {
        deployment: DeploymentId,
        weight: u32,
    },
    /// ContinueServiceDeployment, or StopServiceDeployment.
    PauseAnswered {
        deployment: DeploymentId,
        answer: PauseAnswer,
    },
    /// A task became healthy, so failures are counted from zero again.
    FailuresForgotten {
        deployment: DeploymentId,
    },
    /// The service scheduler looked; `again` says when it looks next, never when there is nothing to do.
    ServiceLooked {
        service: ServiceId,
        steady: bool,
        again: SimTime,
    },
    ServiceEventWritten {
        service: ServiceId,
        message: Arc<ServiceMessage>,
    },
    TaskCreated(NewTask),
    /// The agent gave the task room on its host.
    TaskAdmitted {
        task: TaskId,
    },
    /// The agent looked and its host has no room yet: an earlier task still stops there.
    TaskWaited {
        task: TaskId,
    },
    /// `due` says when the move out of `to` is done; never when it waits for something else.
    TaskMoved {
        task: TaskId,
        to: TaskStatus,
        due: SimTime,
    },
    TaskStopRequested {
        task: TaskId,
        reason: StoppedReason,
    },
    /// UpdateTaskProtection; zero ends it.
    TaskProtected {
        task: TaskId,
        until: SimTime,
    },
    /// Moving tasks between zones begins or ends.
    RebalancingChanged {
        service: ServiceId,
        rebalancing: bool,
    },
    TaskHealthChanged {
        task: TaskId,
        health: HealthStatus,
    },
    /// `due` says when what the agent does next with it is done.
    ContainerMoved {
        container: ContainerId,
        to: ContainerStatus,
        due: SimTime,
        exit_code: Option<u8>,
        reason: Option<ContainerReason>,
    },
    /// Its program ended and its restart policy started it again.
    ContainerRestarted {
        container: ContainerId,
        exit_code: u8,
        due: SimTime,
    },
    /// A probe that changes no verdict: `failed` of them in a row now.
    ContainerProbed {
        container: ContainerId,
        failed: u8,
        due: SimTime,
    },
    ContainerHealthChanged {
        container: ContainerId,
        health: HealthStatus,
        due: SimTime,
    },
    LoadChanged {
        service: ServiceId,
        load: Arc<Load>,
    },
    ScalableTargetRegistered {
        service: ServiceId,
        min: u32,
        max: u32,
        suspended: Suspended,
    },
    ScalingPolicyDeleted {
        target: ScalableTargetId,
        policy: u8,
    },
    ScheduledActionPut {
        target: ScalableTargetId,
        action: Arc<ScheduledAction>,
    },
    /// Its bounds hold from now on; `again` is its next time, never when that was the last.
    ScheduledActionRan {
        target: ScalableTargetId,
        action: u8,
        again: SimTime,
    },
    ScalingPolicyPut {
        target: ScalableTargetId,
        policy: Arc<Policy>,
    },
    /// Datapoints of the policies whose period ends; `over` when the service is gone and nothing follows.
    MetricsPublished {
        target: ScalableTargetId,
        values: Arc<[(u8, Option<u32>)]>,
        over: bool,
    },
    /// Auto scaling changes the desired count.
    Scaled {
        target: ScalableTargetId,
        from: u32,
        to: u32,
        reason: ScalingReason,
    },
    LoadBalancerCreated(Arc<NewLoadBalancer>),
    /// `due` is the next check that matters.
    TargetMoved {
        target: TargetId,
        state: TargetState,
        due: SimTime,
    },
    /// A check that changes no state: `streak` of them in a row now.
    TargetChecked {
        target: TargetId,
        streak: u8,
        due: SimTime,
    },
    CapacityProviderCreated(Arc<NewProvider>),
    CapacityProviderUpdated {
        provider: CapacityProviderId,
        scaling: ManagedScaling,
        termination_protection: bool,
        managed_draining: bool,
    },
    CapacityProviderDeleted {
        provider: CapacityProviderId,
    },
    /// PutClusterCapacityProviders: both lists anew.
    ClusterProvidersPut {
        cluster: ClusterId,
        providers: Vec<CapacityProviderId>,
        default_strategy: Vec<StrategyItem>,
    },
    /// A task found no place and waits in PROVISIONING for its provider.
    TaskQueued {
        task: NewTask,
        rules: Option<Arc<PlacementRules>>,
    },
    /// A waiting task has its instance; `due` is when its network interface is ready, never when it needs none.
    TaskPlaced {
        task: TaskId,
        instance: ContainerInstanceId,
        due: SimTime,
    },
    /// The tasks that wait for the provider were tried.
    WaitingTried {
        provider: CapacityProviderId,
        /// When Managed Instances are looked at again; never otherwise.
        again: SimTime,
    },
    /// A minute of CapacityProviderReservation; `low_minutes` of them in a row are below the target now.
    ReservationPublished {
        provider: CapacityProviderId,
        reservation: Reservation,
        low_minutes: u32,
    },
    GroupCreated(Arc<AutoScalingGroup>),
    /// The desired capacity changes.
    GroupResized {
        group: AutoScalingGroupId,
        from: u32,
        to: u32,
    },
    /// The group compared what it has with what is desired; `again` when not all of it can be done now.
    GroupLooked {
        group: AutoScalingGroupId,
        again: SimTime,
    },
    MachineLaunched(Arc<NewMachine>),
    /// `due` is when it is looked at next.
    MachineMoved {
        machine: MachineId,
        to: MachineState,
        due: SimTime,
    },
    /// EC2 takes a Spot instance back in two minutes.
    SpotNoticed {
        machine: MachineId,
        at: SimTime,
    },
    /// The agent told a running container to stop; it ends at `due`.
    ContainerStopBegun {
        container: ContainerId,
        due: SimTime,
    },
}

impl Event {
    /// Whether the scenario of a first visit can come to it, so that the program that plays it alone knows it.
    #[inline(always)]
    pub fn is_of_opening(&self) -> bool {
        matches!(
            self,
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
                | Event::ContainerMoved { .. }
        )
    }
}

/// An instance that joined a cluster.
#[derive(Clone, Debug)]
pub struct NewInstance {
    pub cluster: ClusterId,
    pub kind: &'static InstanceType,
    pub zone: Arc<str>,
    pub attributes: Attributes,
    pub agent: AgentSettings,
    /// The instance of an Auto Scaling group whose agent this is.
    pub machine: Option<MachineId>,
}

/// A load balancer with its target groups; the first group gets all traffic.
#[derive(Clone, Debug, PartialEq)]
pub struct NewLoadBalancer {
    pub name: String,
    pub kind: LoadBalancerKind,
    pub listener_port: u16,
    pub groups: Vec<NewTargetGroup>,
}

/// A target group as it is made.
#[derive(Clone, Debug, PartialEq)]
pub struct NewTargetGroup {
    pub name: String,
    pub target_type: TargetType,
    pub health_check_interval_secs: u32,
    pub healthy_threshold: u32,
    pub unhealthy_threshold: u32,
    pub deregistration_delay_secs: u32,
}

/// A service somebody created; its first deployment comes with it.
#[derive(Clone, Debug)]
pub struct NewService {
    pub cluster: ClusterId,
    pub name: Arc<str>,
    pub launch_type: LaunchType,
    pub scheduling: SchedulingStrategy,
    pub controller: DeploymentController,
    pub definition: TaskDefinitionId,
    pub settings: Arc<ServiceSettings>,
}

/// What is due on the agenda. The entries that answer a timer move it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Timer {
    /// The service scheduler looks at a service.
    Service(ServiceId),
    /// The earliest thing under way in a task or one of its containers is done.
    Task(TaskId),
    /// Auto scaling looks at a service's metrics.
    Scaling(ScalableTargetId),
    /// A period of an alarm ends.
    Alarm(AlarmId),
    /// A provider publishes its reservation, or tries the tasks that wait for it.
    Provider(CapacityProviderId),
    /// An Auto Scaling group compares what it has with what is desired.
    Group(AutoScalingGroupId),
    /// An instance of a group comes into service, registers, or ends.
    Machine(MachineId),
}

/// Why an entry is in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Somebody asked: a request or a scenario step.
    Command(CommandId),
    /// Something was due.
    Timer(Timer),
    /// A choice with reasons.
    Decision(DecisionId),
    /// It follows from an earlier entry.
    Entry(u64),
}

/// One entry of the log. Its number is its place.
#[derive(Clone, Debug)]
pub struct Entry {
    pub at: SimTime,
    pub cause: Cause,
    pub event: Event,
}
