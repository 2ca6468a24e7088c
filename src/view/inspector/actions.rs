//! What can be done with what is selected, each with the command that does the same.

use crate::kernel::WHOLE;
use crate::model::container_instance::InstanceStatus;
use crate::model::service::ServiceStatus;
use crate::model::{
    CapacityProviderId, ClusterId, ContainerInstanceId, ServiceId, TaskDefinitionId, TaskId,
};
use crate::view::call::{Call, quote};
use crate::view::frame::{Kind, Subject};
use crate::view::inspector::{Action, faults, provider, work};
use crate::view::look::Look;

/// The changes that make sense now; without a subject, what can befall the whole.
pub fn of(look: &Look<'_>, subject: Option<Subject>) -> Vec<Action> {
    let Some(Subject { kind, id }) = subject else {
        return faults::outages(look, None);
    };
    match kind {
        Kind::Task => task(look, TaskId(id)),
        Kind::Instance => instance(look, ContainerInstanceId(id)),
        Kind::Service => service(look, ServiceId(id)),
        Kind::TaskDefinition => definition(look, TaskDefinitionId(id)),
        Kind::Cluster => cluster(look, ClusterId(id)),
        Kind::CapacityProvider => provider::actions(look, CapacityProviderId(id)),
        Kind::TargetGroup
        | Kind::Step
        | Kind::Run
        | Kind::Records
        | Kind::Strategies
        | Kind::Purchases => Vec::new(),
    }
}

pub fn request(label: &str, detail: &str, call: &Call, harsh: bool) -> Action {
    Action {
        label: label.to_owned(),
        detail: detail.to_owned(),
        operation: call.operation.to_string(),
        input: call.input(),
        command: call.command(),
        harsh,
        fields: Vec::new(),
    }
}

fn task(look: &Look<'_>, id: TaskId) -> Vec<Action> {
    let task = look.world.task(id);
    if !task.row.is_wanted() {
        return Vec::new();
    }
    let cluster = look
        .world
        .cluster(task.row.made.cluster)
        .row
        .name
        .to_string();
    let stop = Call::new("StopTask")
        .text("cluster", &cluster)
        .text("task", &task.hex());
    let mut actions = vec![request(
        "Stop this task",
        "A service replaces it.",
        &stop,
        true,
    )];
    if task.row.service().is_some() {
        let protected = task.row.protected_until > look.now;
        let protect = Call::new("UpdateTaskProtection")
            .text("cluster", &cluster)
            .raw("tasks", format!("[{}]", quote(&task.hex())))
            .switch("protectionEnabled", !protected);
        let (label, detail) = if protected {
            ("End its protection", "")
        } else {
            (
                "Protect it",
                "Scale-in and deployments leave it alone for two hours.",
            )
        };
        actions.push(request(label, detail, &protect, false));
    }
    actions.extend(faults::spot_task(&task));
    if WHOLE {
        actions.extend(faults::shortages(&task));
    }
    actions.push(faults::crash(&task, &cluster));
    actions.extend(faults::images(look, task.row.made.definition));
    actions
}

fn instance(look: &Look<'_>, id: ContainerInstanceId) -> Vec<Action> {
    let instance = look.world.instance(id);
    let row = instance.row;
    if !row.is_present() {
        return Vec::new();
    }
    let cluster = look.world.cluster(row.cluster).row.name.to_string();
    let list = format!("[{}]", quote(&instance.hex()));
    let state = |status: &str| {
        Call::new("UpdateContainerInstancesState")
            .text("cluster", &cluster)
            .raw("containerInstances", list.clone())
            .text("status", status)
    };
    let mut actions = Vec::new();
    match row.status {
        InstanceStatus::Active => {
            actions.push(request(
                "Drain it",
                "Its service tasks are replaced elsewhere first.",
                &state("DRAINING"),
                false,
            ));
        }
        InstanceStatus::Draining => {
            actions.push(request("Activate it", "", &state("ACTIVE"), false))
        }
        _ => {}
    }
    actions.extend(faults::spot(&instance));
    if WHOLE {
        actions.extend(faults::impaired(&instance));
    }
    actions.extend(faults::machine(&instance));
    actions.extend(faults::outages(look, Some(&row.zone)));
    actions
}

fn service(look: &Look<'_>, id: ServiceId) -> Vec<Action> {
    let world = look.world;
    let service = world.service(id);
    if service.row.status != ServiceStatus::Active {
        return Vec::new();
    }
    let cluster = world.cluster(service.row.cluster).row.name.to_string();
    let name = service.row.name.to_string();
    let update = || {
        Call::new("UpdateService")
            .text("cluster", &cluster)
            .text("service", &name)
    };
    let desired = service.row.settings.desired_count;
    let current = world.definition(service.primary().definition);
    let mut actions = Vec::new();
    if let Some(newest) = world
        .find_definition(&current.family)
        .map(|id| world.definition(id))
        && newest.revision > current.revision
    {
        let call = update().text("taskDefinition", &newest.reference());
        actions.push(request(
            &format!("Deploy revision {}", newest.revision),
            "",
            &call,
            false,
        ));
    }
    let more = update().number("desiredCount", u64::from(desired) + 1);
    actions.push(request(
        &format!("Scale out to {}", desired + 1),
        "",
        &more,
        false,
    ));
    if desired > 0 {
        let fewer = update().number("desiredCount", u64::from(desired) - 1);
        actions.push(request(
            &format!("Scale in to {}", desired - 1),
            "",
            &fewer,
            false,
        ));
    }
    let again = update().switch("forceNewDeployment", true);
    actions.push(request(
        "Deploy the same again",
        "Every task is replaced.",
        &again,
        false,
    ));
    let delete = Call::new("DeleteService")
        .text("cluster", &cluster)
        .text("service", &name)
        .switch("force", true);
    actions.push(request("Delete the service", "", &delete, true));
    actions.extend(work::actions(look, id));
    actions.extend(faults::images(look, service.primary().definition));
    actions
}

fn definition(look: &Look<'_>, id: TaskDefinitionId) -> Vec<Action> {
    let row = look.world.registered(id);
    if !row.active {
        return Vec::new();
    }
    let reference = row.definition.reference();
    let mut actions = Vec::new();
    let cluster = look
        .world
        .clusters()
        .find(|cluster| look.world.find_cluster(&cluster.row.name).is_some());
    if let Some(cluster) = cluster {
        let run = Call::new("RunTask")
            .text("cluster", &cluster.row.name)
            .text("taskDefinition", &reference);
        actions.push(request(
            "Run one task of it",
            "A task of its own, without a service.",
            &run,
            false,
        ));
    }
    let deregister = Call::new("DeregisterTaskDefinition").text("taskDefinition", &reference);
    actions.push(request(
        "Deregister this revision",
        "Running tasks go on.",
        &deregister,
        true,
    ));
    actions.extend(faults::images(look, id));
    actions
}

fn cluster(look: &Look<'_>, id: ClusterId) -> Vec<Action> {
    let name = look.world.cluster(id).row.name.to_string();
    let delete = Call::new("DeleteCluster").text("cluster", &name);
    vec![request(
        "Delete the cluster",
        "Only when it holds nothing any more.",
        &delete,
        true,
    )]
}
