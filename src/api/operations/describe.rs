//! Rows as the Describe operations return them: ECS's keys, letter for letter.

use serde_json::{Map, Value};

use crate::api::json::{self, empty_list, object};
use crate::api::operations::capacity::items;
use crate::api::operations::deployment::{deployment_arn, revision_arn};
use crate::api::operations::task_set;
use crate::kernel::SimTime;
use crate::kernel::WHOLE;
use crate::model::container::Container;
use crate::model::ended::rollout_reason;
use crate::model::load_balancer::Attachment;
use crate::model::messages::Ids;
use crate::model::placement::{Constraint, SpreadField, Strategy};
use crate::model::resources::{Amounts, Ports};
use crate::model::service::{CircuitBreaker, Deployment, DeploymentController};
use crate::model::task_definition::{ContainerDefinition, NetworkMode};
use crate::model::traffic::{LifecycleStage, Shift};
use crate::model::{ContainerId, DeploymentId, START_EPOCH_SECS, TaskDefinitionId, arn, attribute};
use crate::world::World;
use crate::world::views::{ClusterView, InstanceView, ServiceView, TaskView};

/// A moment as the API returns it: seconds since 1970 with milliseconds.
pub fn timestamp(at: SimTime) -> Value {
    Value::from(START_EPOCH_SECS as f64 + (at.0 / 1_000) as f64 / 1_000.0)
}

pub use crate::api::operations::capacity::provider;

pub fn cluster(cluster: &ClusterView<'_>) -> Value {
    let tasks: Vec<_> = cluster.live_tasks().collect();
    let running = tasks
        .iter()
        .filter(|task| task.row.last_status.word() == "RUNNING")
        .count();
    let pending = tasks
        .iter()
        .filter(|task| task.row.counts_as_pending())
        .count();
    object! {
        "clusterArn": cluster.arn(),
        "clusterName": &*cluster.row.name,
        "status": cluster.row.status.word(),
        "registeredContainerInstancesCount": cluster.instances().count(),
        "runningTasksCount": running,
        "pendingTasksCount": pending,
        "activeServicesCount": cluster.services().count(),
        "statistics": empty_list(), "tags": empty_list(), "settings": empty_list(), "capacityProviders": cluster.row.providers.iter().map(|id| &*cluster.world.provider(*id).name).collect::<Vec<_>>(),
        "defaultCapacityProviderStrategy": items(cluster.world, &cluster.row.default_strategy),
    }
}

pub fn definition_arn(world: &World, id: TaskDefinitionId) -> String {
    let definition = world.definition(id);
    arn::task_definition_arn(&definition.family, definition.revision)
}

pub fn task_definition(world: &World, id: TaskDefinitionId) -> Value {
    let row = world.registered(id);
    let mut json = row.definition.json.clone();
    if let Value::Object(map) = &mut json {
        map.insert(
            "taskDefinitionArn".to_owned(),
            definition_arn(world, id).into(),
        );
        map.insert("revision".to_owned(), row.definition.revision.into());
        map.insert(
            "status".to_owned(),
            if row.active { "ACTIVE" } else { "INACTIVE" }.into(),
        );
        map.insert("registeredAt".to_owned(), timestamp(row.registered_at));
        if let Some(at) = row.deregistered_at {
            map.insert("deregisteredAt".to_owned(), timestamp(at));
        }
    }
    json
}

/// `gpus` is how many the machine has at all.
fn resources(amounts: Amounts, ports: &Ports, gpus: u32) -> Value {
    let integer = |name: &str, value: u32| object! { "name": name, "type": "INTEGER", "integerValue": value, "longValue": 0, "doubleValue": 0.0 };
    let set = |name: &str, ports: &crate::kernel::SortedSet<u16>| {
        let values: Vec<String> = ports.iter().map(u16::to_string).collect();
        object! { "name": name, "type": "STRINGSET", "stringSetValue": values,
        "integerValue": 0, "longValue": 0, "doubleValue": 0.0 }
    };
    let mut list = vec![
        integer("CPU", amounts.cpu_units),
        integer("MEMORY", amounts.memory_mib),
        set("PORTS", &ports.tcp),
        set("PORTS_UDP", &ports.udp),
    ];
    if gpus > 0 {
        // GPUs are listed by id; the ones that are left come first in the simulation.
        let ids: Vec<String> = (0..amounts.gpus)
            .map(|gpu| format!("GPU-{gpu:08x}"))
            .collect();
        list.push(
            object! { "name": "GPU", "type": "STRINGSET", "stringSetValue": ids,
            "integerValue": 0, "longValue": 0, "doubleValue": 0.0 },
        );
    }
    Value::Array(list)
}

pub fn container_instance(instance: &InstanceView<'_>) -> Value {
    let row = instance.row;
    let attributes: Vec<Value> = row
        .attributes
        .iter()
        .map(|(name, value)| match value {
            Some(value) => object! { "name": name.as_str(), "value": value.as_str() },
            None => object! { "name": name.as_str() },
        })
        .collect();
    let running = instance
        .tasks()
        .filter(|task| task.row.last_status.word() == "RUNNING")
        .count();
    let pending = instance
        .tasks()
        .filter(|task| task.row.last_status.word() == "PENDING")
        .count();
    let mut json = object! {
        "containerInstanceArn": instance.arn(),
        "ec2InstanceId": instance.ec2_id(),
        "version": 1,
        "versionInfo": object! { "agentVersion": attribute::AGENT_VERSION, "dockerVersion": "DockerVersion: 25.0.8" },
        "remainingResources": resources(row.remaining(), &row.ports, row.kind.gpus),
        "registeredResources": resources(row.registered, &Ports::of_agent(), row.kind.gpus),
        "status": row.status.word(),
        "agentConnected": row.agent_connected,
        "runningTasksCount": running,
        "pendingTasksCount": pending,
        "attributes": attributes,
        "registeredAt": timestamp(row.registered_at),
        "attachments": empty_list(), "tags": empty_list(),
    };
    if let (Value::Object(map), Some(provider)) = (&mut json, row.provider) {
        let name = &*instance.world.provider(provider).name;
        map.insert("capacityProviderName".to_owned(), name.into());
    }
    json
}

pub fn task(task: &TaskView<'_>) -> Value {
    let (row, world) = (task.row, task.world);
    let mut map = Map::new();
    let mut put = |key: &str, value: Value| drop(map.insert(key.to_owned(), value));
    let definition = task.definition();
    put("taskArn", task.arn().into());
    put("clusterArn", world.cluster(row.made.cluster).arn().into());
    put(
        "taskDefinitionArn",
        definition_arn(world, row.made.definition).into(),
    );
    put("group", world.group_name(row.made.group).into());
    let managed = WHOLE
        && row
            .made
            .provider
            .is_some_and(|id| task.world.fleet_of(id).is_some());
    let launch_type = match managed {
        true => "MANAGED_INSTANCES",
        false => row.made.launch_type.word(),
    };
    put("launchType", launch_type.into());
    if let Some(provider) = row.made.provider {
        put(
            "capacityProviderName",
            (&*world.provider(provider).name).into(),
        );
    }
    put("availabilityZone", task.zone().into());
    put("lastStatus", row.last_status.word().into());
    put("desiredStatus", row.desired_status().into());
    put("healthStatus", row.health.word().into());
    put("connectivity", "CONNECTED".into());
    put("version", row.version.into());
    put("createdAt", timestamp(row.created_at));
    if let Some(instance) = task.instance() {
        put("containerInstanceArn", instance.arn().into());
    }
    if let Some(name) = row.made.started_by {
        put("startedBy", world.names().text(name).into());
    }
    let demand = &world.registered(row.made.definition).demand;
    put("cpu", demand.cpu_units.to_string().into());
    put("memory", demand.memory_mib.to_string().into());
    for (key, at) in [
        ("pullStartedAt", row.pull_started_at),
        ("pullStoppedAt", row.pull_stopped_at),
        ("startedAt", row.started_at),
        ("stoppingAt", row.stopping_at),
        ("executionStoppedAt", row.execution_stopped_at),
        ("stoppedAt", row.stopped_at),
    ] {
        if let Some(at) = at {
            put(key, timestamp(at));
        }
    }
    if let (Some(reason), Some(text)) = (row.stop, task.stopped_reason()) {
        put("stopCode", reason.stop_code().word().into());
        put("stoppedReason", text.into());
    }
    let hex = task.hex();
    let containers = task
        .containers()
        .map(|(id, row, definition)| container(task, &hex, id, row, definition));
    put("containers", containers.collect::<Vec<_>>().into());
    put(
        "overrides",
        object! { "containerOverrides": empty_list(), "inferenceAcceleratorOverrides": empty_list() },
    );
    put("attachments", empty_list());
    put("tags", empty_list());
    if definition.network_mode == NetworkMode::Awsvpc {
        put(
            "attachments",
            Value::Array(vec![
                object! { "type": "ElasticNetworkInterface", "status": attachment_status(task) },
            ]),
        );
    }
    Value::Object(map)
}

fn attachment_status(task: &TaskView<'_>) -> &'static str {
    match task.row.last_status.word() {
        "PROVISIONING" => "PRECREATED",
        "DEPROVISIONING" => "DETACHING",
        "STOPPED" => "DELETED",
        _ => "ATTACHED",
    }
}

fn container(
    task: &TaskView<'_>,
    task_hex: &str,
    id: ContainerId,
    row: &Container,
    definition: &ContainerDefinition,
) -> Value {
    let cluster = &task.world.cluster(task.row.made.cluster).row.name;
    let mut json = object! {
        "containerArn": arn::container_arn(cluster, task_hex, &arn::container_id(task.world.chance(), id.0)),
        "taskArn": task.arn(),
        "name": definition.name.as_str(),
        "image": definition.image.as_str(),
        "lastStatus": row.status.reported(),
        "healthStatus": row.health.word(),
        "cpu": definition.cpu_units.to_string(),
        "networkBindings": network_bindings(task, row, definition),
        "networkInterfaces": empty_list(),
    };
    if let (Value::Object(map), Some(code)) = (&mut json, row.exit_code) {
        map.insert("exitCode".to_owned(), code.into());
    }
    if let (Value::Object(map), Some(reason)) = (&mut json, task.container_reason(id)) {
        map.insert("reason".to_owned(), reason.into());
    }
    json
}

fn network_bindings(
    task: &TaskView<'_>,
    row: &Container,
    definition: &ContainerDefinition,
) -> Vec<Value> {
    let mode = task.definition().network_mode;
    let shown = row.status.reported() == "RUNNING"
        && matches!(mode, NetworkMode::Bridge | NetworkMode::Host);
    let mut dynamic = row.dynamic_port;
    let mut bindings = Vec::new();
    for mapping in definition.port_mappings.iter().filter(|_| shown) {
        let host_port = mapping.static_host_port(mode).unwrap_or_else(|| {
            let port = dynamic;
            dynamic += mapping
                .container_port_last
                .saturating_sub(mapping.container_port)
                + 1;
            port
        });
        bindings.push(object! {
            "bindIP": "0.0.0.0",
            "containerPort": mapping.container_port,
            "hostPort": host_port,
            "protocol": mapping.protocol.name(),
        });
    }
    bindings
}

pub fn service(service: &ServiceView<'_>) -> Value {
    let (row, world) = (service.row, service.world);
    let settings = &row.settings;
    let events: Vec<Value> = service
        .events()
        .into_iter()
        .map(|(id, event)| {
            object! {
                "id": arn::event_id(world.chance(), id),
                "createdAt": timestamp(event.at),
                "message": service.event_text(&event.message),
            }
        })
        .collect();
    let mut json = object! {
        "serviceArn": service.arn(),
        "serviceName": &*row.name,
        "clusterArn": world.cluster(row.cluster).arn(),
        "status": row.status.word(),
        "desiredCount": settings.desired_count,
        "runningCount": service.running_count(),
        "pendingCount": service.pending_count(),
        "launchType": row.launch_type.word(),
        "taskDefinition": definition_arn(world, service.primary().definition),
        "deploymentConfiguration": object! {
            "strategy": settings.shift.strategy.word(),
            "minimumHealthyPercent": settings.minimum_healthy_percent,
            "maximumPercent": settings.maximum_percent,
            "bakeTimeInMinutes": settings.shift.bake_secs / 60,
            "deploymentCircuitBreaker": circuit_breaker(&settings.circuit_breaker),
            "alarms": object! {
                "alarmNames": settings.alarms.names.iter().map(|name| &**name).collect::<Vec<_>>(),
                "enable": settings.alarms.enable,
                "rollback": settings.alarms.rollback,
            },
            "lifecycleHooks": hooks(&settings.shift),
        },
        "currentServiceDeployment": deployment_arn(world, row.primary),
        "currentServiceRevisions": service.deployments().map(|(id, _)| revision(service, id)).collect::<Vec<_>>(),
        "deployments": service.deployments().filter(|_| row.controller != DeploymentController::External)
            .map(|(id, row)| deployment(service, id, row)).collect::<Vec<_>>(),
        "events": events,
        "createdAt": timestamp(row.created_at),
        "placementConstraints": settings.constraints.iter().map(constraint).collect::<Vec<_>>(),
        "placementStrategy": settings.strategies.iter().map(strategy).collect::<Vec<_>>(),
        "schedulingStrategy": row.scheduling.word(),
        "availabilityZoneRebalancing": if settings.zone_rebalancing { "ENABLED" } else { "DISABLED" },
        "deploymentController": object! { "type": row.controller.word() },
        "taskSets": task_set::sets_of(service).map(|(id, _)| task_set::one(world, id)).collect::<Vec<_>>(),
        "healthCheckGracePeriodSeconds": settings.health_check_grace_period_secs,
        "loadBalancers": settings.load_balancers.iter().map(|it| attachment(world, it)).collect::<Vec<_>>(),
        "serviceRegistries": empty_list(),
        "enableECSManagedTags": false, "enableExecuteCommand": false, "propagateTags": "NONE",
    };
    let network = settings
        .network_configuration
        .as_ref()
        .and_then(|text| json::value(text).ok());
    if let (Value::Object(map), false) = (&mut json, settings.providers.is_empty()) {
        map.remove("launchType");
        let strategy = items(world, &settings.providers);
        map.insert("capacityProviderStrategy".to_owned(), strategy.into());
    }
    if let (Value::Object(map), Some(network)) = (&mut json, network) {
        map.insert("networkConfiguration".to_owned(), network);
    }
    json
}

/// A revision that has tasks or traffic, in DescribeServices.
fn revision(service: &ServiceView<'_>, id: DeploymentId) -> Value {
    let own = || {
        service
            .tasks()
            .filter(|task| task.row.made.deployment == Some(id))
    };
    let desired = match id == service.row.primary {
        true => service.row.settings.desired_count,
        false => own().filter(|task| task.row.is_wanted()).count() as u32,
    };
    object! {
        "arn": revision_arn(service.world, id),
        "requestedTaskCount": desired,
        "runningTaskCount": own().filter(|task| task.row.last_status.word() == "RUNNING").count(),
        "pendingTaskCount": own().filter(|task| task.row.counts_as_pending()).count(),
    }
}

fn attachment(world: &World, attachment: &Attachment) -> Value {
    let mut json = object! {
        "targetGroupArn": Ids::target_group(world, attachment.group),
        "containerName": &*attachment.container_name,
        "containerPort": attachment.container_port,
    };
    if let (Value::Object(map), Some(alternate)) = (&mut json, attachment.alternate) {
        let advanced = object! { "alternateTargetGroupArn": Ids::target_group(world, alternate) };
        map.insert("advancedConfiguration".to_owned(), advanced);
    }
    json
}

fn hooks(shift: &Shift) -> Vec<Value> {
    let words = |stages: &[LifecycleStage]| -> Vec<&str> {
        stages.iter().map(|stage| stage.word()).collect()
    };
    let pauses = shift.pauses.iter().map(|hook| {
        object! {
            "targetType": "PAUSE",
            "lifecycleStages": words(&hook.stages),
            "timeoutConfiguration": object! {
                "timeoutInMinutes": hook.timeout_secs / 60,
                "action": if hook.rolls_back { "ROLLBACK" } else { "CONTINUE" },
            },
        }
    });
    let functions = shift.functions.iter().map(|hook| {
        object! {
            "targetType": "AWS_LAMBDA",
            "hookTargetArn": &*hook.target,
            "lifecycleStages": words(&hook.stages),
        }
    });
    pauses.chain(functions).collect()
}

fn circuit_breaker(breaker: &CircuitBreaker) -> Value {
    object! {
        "enable": breaker.enable,
        "rollback": breaker.rollback,
        "resetOnHealthyTask": breaker.reset_on_healthy_task,
        "thresholdConfiguration": object! { "type": breaker.threshold_type.word(), "value": breaker.threshold_value },
    }
}

fn deployment(service: &ServiceView<'_>, id: DeploymentId, row: &Deployment) -> Value {
    let name = Ids::deployment(service.world, id);
    let mine: Vec<_> = service
        .tasks()
        .filter(|task| task.row.made.deployment == Some(id))
        .collect();
    let primary = id == service.row.primary;
    let from = row
        .rolled_back_from
        .map(|from| service.world.deployment(from));
    let by = row.failed_by.or(from.and_then(|from| from.failed_by));
    object! {
        "id": name.as_str(),
        "status": row.status.word(),
        "taskDefinition": definition_arn(service.world, row.definition),
        "desiredCount": if primary { service.row.settings.desired_count } else { 0 },
        "pendingCount": mine.iter().filter(|task| task.row.counts_as_pending()).count(),
        "runningCount": mine.iter().filter(|task| task.row.last_status.word() == "RUNNING").count(),
        "failedTasks": row.failed_tasks,
        "createdAt": timestamp(row.created_at),
        "updatedAt": timestamp(row.updated_at),
        "launchType": service.row.launch_type.word(),
        "rolloutState": row.rollout_state.word(),
        "rolloutStateReason": rollout_reason(row.rollout_state, by, &name, service.world.names()),
    }
}

fn constraint(constraint: &Constraint) -> Value {
    match constraint {
        Constraint::DistinctInstance => object! { "type": "distinctInstance" },
        Constraint::MemberOf(expression) => {
            object! { "type": "memberOf", "expression": &**expression }
        }
    }
}

fn strategy(strategy: &Strategy) -> Value {
    match strategy {
        Strategy::Random => object! { "type": "random" },
        Strategy::Spread(SpreadField::Instance) => {
            object! { "type": "spread", "field": "instanceId" }
        }
        Strategy::Spread(SpreadField::Attribute(name)) => {
            object! { "type": "spread", "field": format!("attribute:{name}") }
        }
        Strategy::Binpack(field) => object! { "type": "binpack", "field": field.word() },
    }
}
