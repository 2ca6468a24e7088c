//! The State tab: fields by their ECS names, with links to what they name.

use crate::explain::metrics;
use crate::kernel::{SimTime, WHOLE};
use crate::model::container::HealthStatus;
use crate::model::container_instance::InstanceStatus;
use crate::model::service::CircuitBreaker;
use crate::model::{
    CapacityProviderId, ClusterId, ContainerInstanceId, ServiceId, TargetGroupId, TaskDefinitionId,
    TaskId,
};
use crate::view::frame::{Kind, Subject, Tone};
use crate::view::inspector::{Field, Group, cost, provider, scaling, target_group};
use crate::view::look::Look;
use crate::view::text::number;

pub fn groups(look: &Look<'_>, subject: Subject) -> Vec<Group> {
    let id = subject.id;
    match subject.kind {
        Kind::Cluster => cluster(look, ClusterId(id)),
        Kind::Service => service(look, ServiceId(id)),
        Kind::Task => task(look, TaskId(id)),
        Kind::Instance => instance(look, ContainerInstanceId(id)),
        Kind::TaskDefinition => definition(look, TaskDefinitionId(id)),
        Kind::CapacityProvider => provider::groups(look, CapacityProviderId(id)),
        Kind::TargetGroup => target_group::groups(look, TargetGroupId(id)),
        Kind::Step | Kind::Run | Kind::Records | Kind::Strategies | Kind::Purchases => Vec::new(),
    }
}

pub fn field(name: &str, value: impl AsRef<str>) -> Field {
    field_of(name, value.as_ref(), Tone::default())
}

/// The code exists once, not at each of a hundred fields.
#[inline(never)]
fn field_of(name: &str, value: &str, tone: Tone) -> Field {
    Field {
        name: name.to_owned(),
        value: value.to_owned(),
        tone,
        link: None,
    }
}

fn toned(name: &str, value: impl AsRef<str>, tone: Tone) -> Field {
    field_of(name, value.as_ref(), tone)
}

pub fn link(name: &str, value: impl AsRef<str>, kind: Kind, id: u32) -> Field {
    Field {
        link: Some(Subject::new(kind, id)),
        ..field(name, value)
    }
}

pub fn moment(name: &str, at: Option<SimTime>) -> Field {
    match at {
        Some(at) => field(name, at.to_string()),
        None => toned(name, "–", Tone::Muted),
    }
}

pub fn group(title: &str, fields: Vec<Field>) -> Group {
    Group {
        title: title.to_owned(),
        fields,
    }
}

fn cluster(look: &Look<'_>, id: ClusterId) -> Vec<Group> {
    let cluster = look.world.cluster(id);
    let running = cluster
        .live_tasks()
        .filter(|task| task.row.last_status.word() == "RUNNING")
        .count();
    let pending = cluster
        .live_tasks()
        .filter(|task| task.row.counts_as_pending())
        .count();
    let mut groups = vec![group(
        "Cluster",
        vec![
            field("clusterName", &*cluster.row.name),
            field("status", cluster.row.status.word()),
            field(
                "registeredContainerInstancesCount",
                cluster.instances().count().to_string(),
            ),
            field("runningTasksCount", running.to_string()),
            field("pendingTasksCount", pending.to_string()),
            field(
                "activeServicesCount",
                cluster.services().count().to_string(),
            ),
            field("clusterArn", cluster.arn()),
            link("EventBridge", "its records", Kind::Records, 0),
            link("Fargate, EC2 or Spot", "compared", Kind::Purchases, 0),
        ],
    )];
    if WHOLE {
        groups.extend(metered(metrics::of_cluster(look.world, id)));
    }
    groups.extend(cost::groups(look));
    groups
}

/// What CloudWatch shows of it, where it shows anything.
fn metered(lines: Vec<metrics::Line>) -> Option<Group> {
    let fields: Vec<Field> = lines.iter().map(|it| field(it.0, &it.1)).collect();
    (!fields.is_empty()).then(|| group("CloudWatch", fields))
}

fn service(look: &Look<'_>, id: ServiceId) -> Vec<Group> {
    let world = look.world;
    let service = world.service(id);
    let row = service.row;
    let settings = &row.settings;
    let strategies: Vec<_> = settings
        .strategies
        .iter()
        .map(|strategy| strategy.label())
        .collect();
    let strategy = if strategies.is_empty() {
        "ECS's default".to_owned()
    } else {
        strategies.join(", ")
    };
    let mut groups = vec![
        group(
            "Service",
            vec![
                field("status", row.status.word()),
                field("desiredCount", number(settings.desired_count)),
                field("runningCount", number(service.running_count())),
                field("pendingCount", number(service.pending_count())),
                field("launchType", row.launch_type.word()),
                field("schedulingStrategy", row.scheduling.word()),
                link(
                    "cluster",
                    &*world.cluster(row.cluster).row.name,
                    Kind::Cluster,
                    row.cluster.0,
                ),
                link("placementStrategy", strategy, Kind::Strategies, id.0),
                moment("createdAt", Some(row.created_at)),
            ],
        ),
        group(
            "Deployment configuration",
            vec![
                field(
                    "minimumHealthyPercent",
                    format!("{} %", settings.minimum_healthy_percent),
                ),
                field("maximumPercent", format!("{} %", settings.maximum_percent)),
                field("at least healthy", number(settings.lower())),
                field("at most existing", number(settings.upper())),
                field("strategy", settings.shift.strategy.word()),
                field(
                    "deploymentCircuitBreaker",
                    breaker(&settings.circuit_breaker, settings.desired_count),
                ),
            ],
        ),
    ];
    groups.extend(scaling::groups(look, id));
    if WHOLE {
        groups.extend(metered(metrics::of_service(world, id, look.now)));
    }
    for (deployment, its) in service.deployments() {
        let mine: Vec<_> = service
            .tasks()
            .filter(|task| task.row.made.deployment == Some(deployment))
            .collect();
        let running = mine
            .iter()
            .filter(|task| task.row.last_status.word() == "RUNNING")
            .count();
        let pending = mine
            .iter()
            .filter(|task| task.row.counts_as_pending())
            .count();
        let reference = world.definition(its.definition).reference();
        groups.push(group(
            &format!("Deployment {}", its.status),
            vec![
                link(
                    "taskDefinition",
                    reference,
                    Kind::TaskDefinition,
                    its.definition.0,
                ),
                field("rolloutState", its.rollout_state.word()),
                field("runningCount", running.to_string()),
                field("pendingCount", pending.to_string()),
                moment("createdAt", Some(its.created_at)),
                moment("updatedAt", Some(its.updated_at)),
            ],
        ));
    }
    groups
}

fn breaker(breaker: &CircuitBreaker, desired: u32) -> String {
    match (breaker.enable, breaker.rollback) {
        (false, _) => "off".to_owned(),
        (true, rollback) => format!(
            "fails after {}{}",
            crate::view::text::count(breaker.threshold(desired), "failure"),
            if rollback { ", then rolls back" } else { "" },
        ),
    }
}

fn task(look: &Look<'_>, id: TaskId) -> Vec<Group> {
    let world = look.world;
    let task = world.task(id);
    let row = task.row;
    let made = row.made;
    let mut fields = vec![
        field("lastStatus", row.last_status.word()),
        field("desiredStatus", row.desired_status()),
        toned("healthStatus", row.health.word(), health_tone(row.health)),
        link(
            "taskDefinition",
            task.definition().reference(),
            Kind::TaskDefinition,
            made.definition.0,
        ),
        field("launchType", made.launch_type.word()),
        field("availabilityZone", task.zone()),
    ];
    if let Some(instance) = task.instance() {
        fields.push(link(
            "containerInstance",
            instance.label(),
            Kind::Instance,
            instance.id.0,
        ));
    }
    if let Some(service) = row.service() {
        fields.push(link(
            "group",
            world.group_name(made.group),
            Kind::Service,
            service.0,
        ));
    } else {
        fields.push(field("group", world.group_name(made.group)));
    }
    let demand = &world.registered(made.definition).demand;
    fields.push(field("cpu", format!("{} units", number(demand.cpu_units))));
    fields.push(field(
        "memory",
        format!("{} MiB", number(demand.memory_mib)),
    ));
    fields.push(field("taskArn", task.arn()));
    let mut groups = vec![group("Task", fields)];
    if row.protected_until > look.now {
        groups[0].fields.push(toned(
            "protected",
            crate::view::text::until(look.now, row.protected_until),
            Tone::Warn,
        ));
    }
    if let Some(reason) = task.stopped_reason() {
        let code = row
            .stop
            .map(|reason| reason.stop_code().word())
            .unwrap_or_default();
        groups.push(group(
            "Stop",
            vec![
                field("stopCode", code),
                toned("stoppedReason", reason, Tone::Warn),
            ],
        ));
    }
    for (_, container, definition) in task.containers() {
        let mut fields = vec![
            field("image", definition.image.clone()),
            field("lastStatus", container.status.reported()),
            field("agent has it", container.status.word()),
            field(
                "essential",
                if definition.essential {
                    "true"
                } else {
                    "false"
                },
            ),
        ];
        if definition.health_check.is_some() {
            fields.push(toned(
                "healthStatus",
                container.health.word(),
                health_tone(container.health),
            ));
        }
        if let Some(code) = container.exit_code {
            fields.push(toned(
                "exitCode",
                code.to_string(),
                if code == 0 { Tone::Plain } else { Tone::Bad },
            ));
        }
        groups.push(group(&format!("Container {}", definition.name), fields));
    }
    groups.push(group(
        "Times",
        vec![
            moment("createdAt", Some(row.created_at)),
            moment("pullStartedAt", row.pull_started_at),
            moment("pullStoppedAt", row.pull_stopped_at),
            moment("startedAt", row.started_at),
            moment("stoppingAt", row.stopping_at),
            moment("stoppedAt", row.stopped_at),
        ],
    ));
    groups
}

fn health_tone(health: HealthStatus) -> Tone {
    match health {
        HealthStatus::Healthy => Tone::Good,
        HealthStatus::Unhealthy => Tone::Bad,
        HealthStatus::Unknown => Tone::Muted,
    }
}

fn instance(look: &Look<'_>, id: ContainerInstanceId) -> Vec<Group> {
    let instance = look.world.instance(id);
    let row = instance.row;
    let left = row.remaining();
    let tone = if row.status == InstanceStatus::Active {
        Tone::Good
    } else {
        Tone::Warn
    };
    let of = |left: u32, all: u32| format!("{} of {}", number(left), number(all));
    let mut resources = vec![
        field("CPU", of(left.cpu_units, row.registered.cpu_units)),
        field("MEMORY", of(left.memory_mib, row.registered.memory_mib)),
    ];
    if row.registered.network_interfaces > 0 {
        resources.push(field(
            "network interfaces",
            of(left.network_interfaces, row.registered.network_interfaces),
        ));
    }
    if row.registered.gpus > 0 {
        resources.push(field("GPU", of(left.gpus, row.registered.gpus)));
    }
    let ports: Vec<_> = row.ports.tcp.iter().map(u16::to_string).collect();
    resources.push(field("PORTS taken", ports.join(", ")));
    let tasks: Vec<_> = instance
        .tasks()
        .map(|task| {
            link(
                task.row.last_status.word(),
                task.label(),
                Kind::Task,
                task.id.0,
            )
        })
        .collect();
    let attributes = row
        .attributes
        .iter()
        .map(|(name, value)| field(name, value.as_deref().unwrap_or("present")))
        .collect();
    vec![
        group(
            "Container instance",
            vec![
                toned("status", row.status.word(), tone),
                toned(
                    "agentConnected",
                    row.agent_connected.to_string(),
                    if row.agent_connected {
                        Tone::Plain
                    } else {
                        Tone::Bad
                    },
                ),
                field("instance type", row.kind.name),
                field("availability zone", &*row.zone),
                field("ec2InstanceId", instance.ec2_id()),
                moment("registeredAt", Some(row.registered_at)),
                field("containerInstanceArn", instance.arn()),
            ],
        ),
        group("Remaining resources", resources),
        group("Tasks", tasks),
        group("Attributes", attributes),
    ]
}

fn definition(look: &Look<'_>, id: TaskDefinitionId) -> Vec<Group> {
    let row = look.world.registered(id);
    let definition = &row.definition;
    let mut groups = vec![group(
        "Task definition",
        vec![
            field("family", definition.family.clone()),
            field("revision", number(definition.revision)),
            field("status", if row.active { "ACTIVE" } else { "INACTIVE" }),
            field(
                "cpu to reserve",
                format!("{} units", number(row.demand.cpu_units)),
            ),
            field(
                "memory to reserve",
                format!("{} MiB", number(row.demand.memory_mib)),
            ),
            moment("registeredAt", Some(row.registered_at)),
        ],
    )];
    for container in &definition.containers {
        let ports: Vec<_> = container
            .port_mappings
            .iter()
            .map(|map| map.container_port.to_string())
            .collect();
        groups.push(group(
            &format!("Container {}", container.name),
            vec![
                field("image", container.image.clone()),
                field("cpu", number(container.cpu_units)),
                field(
                    "memory",
                    container.memory_mib.map_or("–".to_owned(), number),
                ),
                field("essential", container.essential.to_string()),
                field("containerPort", ports.join(", ")),
            ],
        ));
    }
    groups
}
