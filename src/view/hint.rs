//! The one action that would be next, worked out from the world: never more than one.

use crate::model::service::{RolloutState, ServiceStatus};
use crate::scenario::Run;
use crate::scenario::run::resolved;
use crate::view::call::Call;
use crate::view::look::Look;
use crate::view::tree::{Act, Hint};

pub fn hint(look: &Look<'_>, course: &Run) -> Hint {
    let world = look.world;
    // What the scenario suggests stands until somebody changes something.
    let untouched = look.run.journal().count() + course.refused.len() == course.done;
    if let Some(suggestion) = course.scenario.suggestion.as_ref().filter(|_| untouched) {
        let request =
            resolved(world, &suggestion.request).unwrap_or_else(|_| suggestion.request.clone());
        let call = Call::from_value(suggestion.operation.name(), &request);
        return submit(suggestion.say.clone(), String::new(), &call);
    }
    let active = || {
        world
            .services()
            .filter(|service| service.row.status == ServiceStatus::Active)
    };
    let simple = |act: Act, label: &str, detail: &str| Hint {
        act,
        label: label.to_owned(),
        detail: detail.to_owned(),
        ..Hint::default()
    };
    if !world
        .clusters()
        .any(|cluster| world.find_cluster(&cluster.row.name).is_some())
    {
        return simple(
            Act::CreateCluster,
            "Create a cluster",
            "Services and tasks live in one.",
        );
    }
    if world.definitions().next().is_none() {
        return simple(
            Act::EditTaskDefinition,
            "Register a task definition",
            "It says what a task is made of.",
        );
    }
    if active().next().is_none() && world.tasks().next().is_none() {
        return if world.instances().any(|instance| instance.row.is_present()) {
            simple(
                Act::CreateService,
                "Create a service",
                "It keeps a number of tasks running.",
            )
        } else {
            simple(
                Act::AddInstances,
                "Add container instances",
                "Tasks of launch type EC2 run on them.",
            )
        };
    }
    let rolling =
        active().find(|service| service.primary().rollout_state == RolloutState::InProgress);
    if rolling.is_some() {
        return Hint::default();
    }
    let outdated = active().find_map(|service| {
        let current = world.definition(service.primary().definition);
        let newest = world.definition(world.find_definition(&current.family)?);
        // What has just failed is not suggested again.
        let failed = service.primary().rolled_back_from;
        let failed = failed.map(|failed| world.definition(world.deployment(failed).definition));
        let fresh = failed.is_none_or(|failed| failed.revision != newest.revision);
        (fresh && newest.revision > current.revision).then_some((service, current, newest))
    });
    let Some((service, current, newest)) = outdated else {
        return Hint::default();
    };
    let name = &service.row.name;
    let call = Call::new("UpdateService")
        .text("cluster", &world.cluster(service.row.cluster).row.name)
        .text("service", name)
        .text("taskDefinition", &newest.reference());
    let settings = &service.row.settings;
    let detail = format!(
        "It runs revision {} now. At least {} tasks stay healthy, at most {} exist.",
        current.revision,
        settings.lower(),
        settings.upper(),
    );
    submit(
        format!("Deploy revision {} of {name}", newest.revision),
        detail,
        &call,
    )
}

fn submit(label: String, detail: String, call: &Call) -> Hint {
    Hint {
        label,
        detail,
        act: Act::Submit,
        operation: call.operation.to_string(),
        input: call.input(),
        command: call.command(),
    }
}
