//! What a person or a scenario can ask of the simulation.

use std::sync::Arc;

use serde_json::Value;

use crate::api::authorize::admit;
use crate::api::error::{ApiError, Exception};
use crate::api::operation::Operation;
use crate::api::operations;
use crate::catalog::instance_types::InstanceType;
use crate::engine::Recorder;
use crate::engine::agent::{access, container};
use crate::engine::capacity::machines::{notice, replace, terminate};
use crate::kernel::SortedMap;
use crate::kernel::WHOLE;
use crate::model::account::Account;
use crate::model::attribute;
use crate::model::capacity::{AutoScalingGroup, MachineState, NewGroup, Purchase};
use crate::model::container::ContainerStatus;
use crate::model::container_instance::AgentSettings;
use crate::model::image::ImageBehaviour;
use crate::model::quota::Limit;
use crate::model::scaling::{Curve, Load};
use crate::model::task::StoppedReason;
use crate::model::traffic::FunctionBehaviour;
use crate::model::{ContainerInstanceId, TaskId};
use crate::world::event::{NewInstance, NewLoadBalancer};
use crate::world::views::TaskView;
use crate::world::{Cause, Event};

/// One command. Requests are ECS's; the rest is what happens around ECS.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// An API request, checked against its shape.
    Request {
        operation: Operation,
        request: Arc<Value>,
    },
    /// The same, asked by somebody of the account.
    As(Arc<Asked>),
    /// Who there is in the account and what they may do; what is there and not named stays.
    Account(Arc<Account>),
    /// EC2 instances boot and register, one after the other over the zones given.
    Instances(Arc<NewInstances>),
    /// A service is asked to carry something.
    Load(Arc<NewLoad>),
    /// A load balancer with its target groups appears.
    LoadBalancer(Arc<NewLoadBalancer>),
    /// How a function answers lifecycle hooks from now on.
    Function(Arc<(String, Arc<FunctionBehaviour>)>),
    /// A custom metric over time.
    Metric(Arc<(String, Arc<Curve>)>),
    /// An Auto Scaling group appears, with its first instances.
    Group(Arc<NewGroup>),
    /// How containers of an image behave from now on.
    Image(Arc<NewBehaviour>),
    /// What has an end from now on, or none any more.
    Limits(Arc<Vec<(Limit, Option<u32>)>>),
    /// Something fails.
    Fault(Fault),
}

/// A request of somebody.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// `ana`, `deployer`, or `ana/deployer` for ana in that role.
    pub caller: String,
    pub operation: Operation,
    pub request: Arc<Value>,
}

/// Instances that join a cluster.
#[derive(Clone, Debug, PartialEq)]
pub struct NewInstances {
    pub cluster: String,
    pub kind: &'static InstanceType,
    pub zones: Vec<&'static str>,
    pub count: u32,
    pub attributes: SortedMap<String, Option<String>>,
    pub agent: AgentSettings,
}

/// A load for the newest service of that name.
#[derive(Clone, Debug, PartialEq)]
pub struct NewLoad {
    pub service: String,
    pub load: Load,
}

/// A behaviour for an image.
#[derive(Clone, Debug, PartialEq)]
pub struct NewBehaviour {
    pub image: String,
    pub behaviour: ImageBehaviour,
}

/// Something that fails by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The agent's connection breaks or comes back.
    AgentConnection {
        instance: ContainerInstanceId,
        connected: bool,
    },
    /// The machine is terminated, with everything on it.
    InstanceTerminate { instance: ContainerInstanceId },
    /// Every instance of the zone is terminated, and every Fargate task there lost; with `lasts` Fargate starts nothing
    /// there until the zone is back.
    ZoneOutage { zone: &'static str, lasts: bool },
    /// A zone that was out is back.
    ZoneBack { zone: &'static str },
    /// The first essential container of the task exits.
    TaskCrash { task: TaskId },
    /// EC2 takes a Spot instance back, with its warning.
    SpotInterruption { instance: ContainerInstanceId },
    /// EC2's status checks of an instance of a group fail, so the group replaces it.
    InstanceImpaired { instance: ContainerInstanceId },
    /// Fargate Spot takes a task's capacity back.
    SpotTaskInterruption { task: TaskId },
}

impl Command {
    /// The request, when it is one, with who asks.
    pub fn asked(&self) -> Option<(Option<&str>, Operation, &Value)> {
        match self {
            Command::Request { operation, request } => Some((None, *operation, request)),
            Command::As(asked) => {
                let caller = Some(asked.caller.as_str());
                Some((caller, asked.operation, &asked.request))
            }
            _ => None,
        }
    }

    /// Carries the command out. On `Err` nothing was recorded.
    pub fn execute(&self, recorder: &mut impl Recorder, cause: Cause) -> Result<Value, ApiError> {
        match self {
            Command::Request { operation, request } => {
                ask(recorder, cause, None, *operation, request)
            }
            Command::Instances(new) => register(recorder, cause, new),
            _ if WHOLE => self.execute_more(recorder, cause),
            _ => panic!("this command needs the whole engine"),
        }
    }

    fn execute_more(&self, recorder: &mut impl Recorder, cause: Cause) -> Result<Value, ApiError> {
        match self {
            Command::Request { .. } | Command::Instances(_) => Ok(Value::Null),
            Command::As(asked) => {
                let caller = Some(asked.caller.as_str());
                ask(recorder, cause, caller, asked.operation, &asked.request)
            }
            Command::Account(change) => {
                let account = match recorder.world().account() {
                    Some(account) => Arc::new(account.with(change)),
                    None => change.clone(),
                };
                recorder.emit(cause, Event::AccountChanged(account));
                Ok(Value::Null)
            }
            Command::Load(new) => {
                let found = recorder
                    .world()
                    .services()
                    .filter(|service| *service.row.name == *new.service)
                    .last();
                let Some(service) = found.map(|service| service.id) else {
                    let message = format!("there is no service `{}`", new.service);
                    return Err(ApiError::invalid_parameter(message).at("service"));
                };
                recorder.emit(
                    cause,
                    Event::LoadChanged {
                        service,
                        load: Arc::new(new.load.clone()),
                    },
                );
                Ok(Value::Null)
            }
            Command::LoadBalancer(new) => {
                let taken = new
                    .groups
                    .iter()
                    .find(|group| recorder.world().find_target_group(&group.name).is_some());
                if let Some(group) = taken {
                    let message = format!(
                        "A target group with the name '{}' exists already",
                        group.name
                    );
                    return Err(ApiError::invalid_parameter(message).at("targetGroups"));
                }
                recorder.emit(cause, Event::LoadBalancerCreated(new.clone()));
                Ok(Value::Null)
            }
            Command::Function(new) => {
                let (function, behaviour) = (Arc::from(new.0.as_str()), new.1.clone());
                let changed = Event::FunctionChanged {
                    function,
                    behaviour,
                };
                recorder.emit(cause, changed);
                Ok(Value::Null)
            }
            Command::Metric(new) => {
                let (metric, curve) = (Arc::from(new.0.as_str()), new.1.clone());
                recorder.emit(cause, Event::MetricDrawn { metric, curve });
                Ok(Value::Null)
            }
            Command::Group(new) => group(recorder, cause, new),
            Command::Image(new) => {
                if recorder.world().behaviour(&new.image) != new.behaviour {
                    let (image, behaviour) = (Arc::from(new.image.as_str()), new.behaviour);
                    recorder.emit(cause, Event::ImageBehaviourChanged { image, behaviour });
                }
                Ok(Value::Null)
            }
            Command::Limits(limits) => {
                for (limit, to) in limits.iter().copied() {
                    if recorder.world().limit(limit) != to {
                        recorder.emit(cause, Event::LimitSet { limit, to });
                    }
                }
                Ok(Value::Null)
            }
            Command::Fault(fault) => fail(recorder, cause, *fault).map(|()| Value::Null),
        }
    }
}

/// Lets the caller in and carries the request out.
fn ask(
    recorder: &mut impl Recorder,
    cause: Cause,
    caller: Option<&str>,
    operation: Operation,
    request: &Value,
) -> Result<Value, ApiError> {
    if WHOLE {
        let admitted = admit(recorder.world(), caller, operation, request);
        admitted.map_err(|it| it.error())?;
    }
    operations::execute(recorder, cause, operation, request)
}

fn register(
    recorder: &mut impl Recorder,
    cause: Cause,
    new: &NewInstances,
) -> Result<Value, ApiError> {
    let Some(cluster) = recorder
        .world()
        .find_cluster(&new.cluster)
        .map(|cluster| cluster.id)
    else {
        let error = ApiError::new(
            crate::api::error::Exception::ClusterNotFound,
            "Cluster not found.",
        );
        return Err(error
            .at("cluster")
            .help("create the cluster before its instances"));
    };
    if WHOLE && let Err(denial) = access::registration(recorder.world(), cluster) {
        let error = ApiError::new(Exception::AccessDenied, denial.sentence);
        return Err(
            error.help("the instance runs, and its agent may not register with the cluster")
        );
    }
    let shapes: Vec<_> = new
        .zones
        .iter()
        .map(|zone| Arc::new(attribute::registered(new.kind, zone, &new.attributes)))
        .collect();
    for place in 0..new.count as usize {
        let at = place % new.zones.len();
        let instance = NewInstance {
            cluster,
            kind: new.kind,
            zone: new.zones[at].into(),
            attributes: shapes[at].clone(),
            agent: new.agent,
            machine: None,
        };
        recorder.emit(cause, Event::InstanceRegistered(Arc::new(instance)));
    }
    Ok(Value::Null)
}

fn fail(recorder: &mut impl Recorder, cause: Cause, fault: Fault) -> Result<(), ApiError> {
    match fault {
        Fault::AgentConnection {
            instance,
            connected,
        } => {
            if recorder.world().instance(instance).row.agent_connected != connected {
                recorder.emit(
                    cause,
                    Event::AgentConnectionChanged {
                        instance,
                        connected,
                    },
                );
            }
        }
        Fault::InstanceTerminate { instance } => terminate(recorder, cause, instance),
        Fault::ZoneBack { zone } => zone_changed(recorder, cause, zone, false),
        Fault::ZoneOutage { zone, lasts } => {
            if lasts {
                zone_changed(recorder, cause, zone, true);
            }
            lose_fargate_tasks(recorder, cause, zone);
            let there = recorder.world().instances();
            let there: Vec<_> = there
                .filter(|it| &*it.row.zone == zone)
                .map(|it| it.id)
                .collect();
            for instance in there {
                terminate(recorder, cause, instance);
            }
        }
        Fault::TaskCrash { task } => crash(recorder, cause, task),
        Fault::SpotInterruption { instance } => {
            let world = recorder.world();
            let machine = world.instance(instance).row.machine;
            let spot = machine.filter(|id| world.machine(*id).purchase == Purchase::Spot);
            let Some(machine) = spot else {
                let message = "Only a Spot instance can be interrupted.";
                return Err(ApiError::invalid_parameter(message).at("instance"));
            };
            if world.machine(machine).reclaimed_at.is_never() {
                notice(recorder, cause, machine);
            }
        }
        Fault::InstanceImpaired { instance } => {
            let world = recorder.world();
            let machine = world.instance(instance).row.machine;
            let Some(machine) = machine else {
                let message = "Only an Auto Scaling group replaces an instance.";
                return Err(ApiError::invalid_parameter(message).at("instance"));
            };
            if world.machine(machine).state == MachineState::InService {
                replace(recorder, cause, machine);
            }
        }
        Fault::SpotTaskInterruption { task } => {
            let world = recorder.world();
            let row = world.task(task).row;
            if !world.is_fargate_spot(row.made.provider) {
                let message = "Only a task on FARGATE_SPOT can be interrupted.";
                return Err(ApiError::invalid_parameter(message).at("task"));
            }
            if row.is_wanted() {
                let reason = StoppedReason::SpotInterrupted;
                recorder.emit(cause, Event::TaskStopRequested { task, reason });
            }
        }
    }
    Ok(())
}

fn zone_changed(recorder: &mut impl Recorder, cause: Cause, zone: &str, out: bool) {
    let world = recorder.world();
    if world
        .names()
        .find(zone)
        .is_some_and(|name| world.is_out(name) != out)
    {
        let zone = Arc::from(zone);
        recorder.emit(cause, Event::ZoneChanged { zone, out });
    }
}

fn lose_fargate_tasks(recorder: &mut impl Recorder, cause: Cause, zone: &str) {
    let there = recorder.world().fargate_tasks();
    let there = there.filter(|task| task.zone() == zone && task.row.is_wanted());
    let there: Vec<_> = there.map(|task| task.id).collect();
    for task in there {
        let reason = StoppedReason::FargateHostLost;
        recorder.emit(cause, Event::TaskStopRequested { task, reason });
    }
}

/// A group; it launches its first instances now.
fn group(recorder: &mut impl Recorder, cause: Cause, new: &NewGroup) -> Result<Value, ApiError> {
    let world = recorder.world();
    let Some(cluster) = world.find_cluster(&new.cluster).map(|cluster| cluster.id) else {
        let error = ApiError::new(Exception::ClusterNotFound, "Cluster not found.");
        return Err(error
            .at("cluster")
            .help("create the cluster before its Auto Scaling group"));
    };
    if world.find_group(&new.name).is_some() {
        let message = format!("AutoScalingGroup by this name already exists: {}", new.name);
        return Err(ApiError::invalid_parameter(message).at("name"));
    }
    if new.min > new.desired || new.desired > new.max {
        let message = "DesiredCapacity must lie between MinSize and MaxSize.";
        return Err(ApiError::invalid_parameter(message).at("desired"));
    }
    let row = AutoScalingGroup {
        name: new.name.as_str().into(),
        cluster,
        types: new.types.clone(),
        zones: new.zones.iter().map(|zone| (*zone).into()).collect(),
        min: new.min,
        max: new.max,
        desired: new.desired,
        protects_new: new.protects_new,
        on_demand_base: new.on_demand_base,
        on_demand_percent: new.on_demand_percent,
        termination_policy: new.termination_policy,
        terminating_hook: new.terminating_hook,
        managed: None,
        timer: None,
    };
    recorder.emit(cause, Event::GroupCreated(Arc::new(row)));
    Ok(Value::Null)
}

/// The first essential container that runs ends with exit code 1, and takes the task with it.
fn crash(recorder: &mut impl Recorder, cause: Cause, task: TaskId) {
    let view = recorder.world().task(task);
    let Some(ended) = essential_exits(&view) else {
        return;
    };
    let restarts = matches!(ended, Event::ContainerRestarted { .. });
    recorder.emit(cause, ended);
    if restarts {
        return;
    }
    let reason = StoppedReason::EssentialContainerExited;
    recorder.emit(cause, Event::TaskStopRequested { task, reason });
}

fn essential_exits(task: &TaskView<'_>) -> Option<Event> {
    let mut running = task.containers().filter(|(_, row, definition)| {
        definition.essential && row.status == ContainerStatus::Running && !row.stopping
    });
    let (id, row, definition) = running.next().filter(|_| task.row.is_wanted())?;
    let step = container::Step {
        task,
        now: task.world.now(),
        id,
        row,
        definition,
    };
    step.exited(1)
}
