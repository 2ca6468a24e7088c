//! The inspector of a subject: its head, and the tab that is open.

use crate::api::operations::describe;
use crate::kernel::WHOLE;
use crate::model::{
    CapacityProviderId, ClusterId, ContainerInstanceId, ServiceId, TargetGroupId, TaskDefinitionId,
    TaskId,
};
use crate::sim::log;
use crate::view::frame::{Kind, Subject};
use crate::view::inspector::{
    Chart, Inspector, actions, compare, events, provider, records, scaling, state, target_group,
};
use crate::view::look::Look;
use crate::view::map::status;
use crate::view::message::Tab;
use crate::view::why;

/// What stands in the inspector for `subject`, with only `tab` filled in.
pub fn inspector(look: &Look<'_>, subject: Option<Subject>, tab: Tab) -> Inspector {
    let subject = subject.filter(|subject| exists(look, *subject));
    let (title, subtitle) = subject
        .map(|subject| head(look, subject))
        .unwrap_or_default();
    let mut panel = Inspector {
        subject,
        title,
        subtitle,
        tab,
        ..Inspector::default()
    };
    // Whatever the tab: the palette offers them too.
    panel.actions = actions::of(look, subject);
    match tab {
        Tab::Why => {
            panel.why = why::decisions(look, subject);
            if WHOLE {
                panel.chart = subject.and_then(|it| chart(look, it));
            }
        }
        Tab::State => {
            panel.state = subject
                .map(|subject| state::groups(look, subject))
                .unwrap_or_default()
        }
        Tab::Json => {
            panel.json = subject
                .map(|subject| json(look, subject))
                .unwrap_or_default()
        }
        Tab::Events => panel.events = events::lines(look, subject),
    }
    panel
}

/// What is drawn over its decisions.
fn chart(look: &Look<'_>, subject: Subject) -> Option<Chart> {
    match subject.kind {
        Kind::CapacityProvider => provider::chart(look, CapacityProviderId(subject.id)),
        Kind::Service => scaling::chart(look, ServiceId(subject.id)),
        Kind::Run => compare::chart(look),
        _ => None,
    }
}

/// Whether the world looked at has it: a later task is not there yet.
fn exists(look: &Look<'_>, subject: Subject) -> bool {
    let world = look.world;
    let Subject { kind, id } = subject;
    match kind {
        Kind::Cluster => world.clusters().any(|it| it.id.0 == id),
        Kind::Service => world.services().any(|it| it.id.0 == id),
        Kind::Task => id < world.counts().0,
        Kind::Instance => world.instances().any(|it| it.id.0 == id),
        Kind::TaskDefinition => world.definitions().any(|(it, _)| it.0 == id),
        Kind::CapacityProvider => world.providers().any(|(it, _)| it.0 == id),
        Kind::TargetGroup => world.target_groups().any(|(it, _)| it.0 == id),
        Kind::Step => u64::from(id) < look.run.len(),
        Kind::Run => compare::title(look, id).is_some(),
        Kind::Records | Kind::Purchases => true,
        Kind::Strategies => world.services().any(|it| it.id.0 == id),
    }
}

fn head(look: &Look<'_>, subject: Subject) -> (String, String) {
    let world = look.world;
    let id = subject.id;
    match subject.kind {
        Kind::Cluster => (
            world.cluster(ClusterId(id)).row.name.to_string(),
            "cluster".to_owned(),
        ),
        Kind::Service => {
            let service = world.service(ServiceId(id));
            let line = format!(
                "service, {} of {} tasks running, {}",
                service.running_count(),
                service.row.settings.desired_count,
                service.row.launch_type,
            );
            (service.row.name.to_string(), line)
        }
        Kind::Task => {
            let task = world.task(TaskId(id));
            let place = match task.instance() {
                Some(instance) => format!("on {} in {}", instance.label(), task.zone()),
                None if task.row.waits_for_provider() => "on no instance yet".to_owned(),
                None => format!("on Fargate in {}", task.zone()),
            };
            (
                task.label(),
                format!(
                    "task of {}, {}, {place}",
                    task.definition().reference(),
                    status(&task)
                ),
            )
        }
        Kind::Instance => {
            let instance = world.instance(ContainerInstanceId(id));
            let row = instance.row;
            (
                instance.ec2_id(),
                format!(
                    "container instance, {} in {}, {}",
                    row.kind.name, row.zone, row.status
                ),
            )
        }
        Kind::TaskDefinition => {
            let row = world.registered(TaskDefinitionId(id));
            let state = if row.active { "ACTIVE" } else { "INACTIVE" };
            (
                row.definition.reference(),
                format!("task definition, {state}"),
            )
        }
        Kind::CapacityProvider => (
            world.provider(CapacityProviderId(id)).name.to_string(),
            provider::subtitle(look, CapacityProviderId(id)),
        ),
        Kind::TargetGroup => {
            let row = world.target_group(TargetGroupId(id));
            let balancer = world.load_balancer(row.load_balancer);
            (
                row.name.to_string(),
                format!("target group of {}", balancer.name),
            )
        }
        Kind::Step => {
            let entry = look.run.entry(u64::from(id));
            let title = entry
                .map(|entry| log::subject_and_what(look.run.world(), &entry.event).1)
                .unwrap_or_default();
            (format!("entry {id}"), title)
        }
        Kind::Run => (
            compare::title(look, id).unwrap_or_default(),
            "the run that was left, beside this one at the same instant".to_owned(),
        ),
        Kind::Strategies => (
            world.service(ServiceId(id)).row.name.to_string(),
            "its tasks placed anew under each strategy".to_owned(),
        ),
        Kind::Purchases => (
            "Fargate, EC2 or Spot".to_owned(),
            "the tasks that are to run now, bought otherwise".to_owned(),
        ),
        Kind::Records => (
            "EventBridge".to_owned(),
            "what ECS has told it, newest first".to_owned(),
        ),
    }
}

/// What Describe returns for it.
fn json(look: &Look<'_>, subject: Subject) -> String {
    let world = look.world;
    let id = subject.id;
    let value = match subject.kind {
        Kind::Cluster => describe::cluster(&world.cluster(ClusterId(id))),
        Kind::Service => describe::service(&world.service(ServiceId(id))),
        Kind::Task => describe::task(&world.task(TaskId(id))),
        Kind::Instance => describe::container_instance(&world.instance(ContainerInstanceId(id))),
        Kind::TaskDefinition => describe::task_definition(world, TaskDefinitionId(id)),
        Kind::CapacityProvider => describe::provider(world, CapacityProviderId(id)),
        Kind::TargetGroup => target_group::json(look, TargetGroupId(id)),
        Kind::Records => records::json(look),
        Kind::Step | Kind::Run | Kind::Strategies | Kind::Purchases => return String::new(),
    };
    serde_json::to_string_pretty(&value).unwrap_or_default()
}
