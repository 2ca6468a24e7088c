//! Log lines of what moves a service: deployments that shift or fail, task sets, alarms, auto scaling.

use crate::model::messages::Ids;
use crate::model::{AlarmId, DeploymentId};
use crate::sim::log::{definition, deployment, due, service};
use crate::sim::words::{failed, rule, scaling, short, tenths};
use crate::world::{Event, World};

/// The second half of [`subject_and_what`](super::log::subject_and_what): nothing for events of the first.
pub(super) fn more(world: &World, event: &Event) -> (String, String) {
    match event {
        Event::RolledBack { service: id, to } => (
            service(world, *id),
            format!("rolled back to {}", Ids::deployment(world, *to)),
        ),
        Event::StageReached {
            deployment: id,
            stage,
        } => (deployment(world, *id), format!("stage {stage}")),
        Event::TrafficShifted {
            deployment: id,
            weight,
        } => (
            deployment(world, *id),
            format!("production traffic {}.{} %", weight / 10, weight % 10),
        ),
        Event::PauseAnswered {
            deployment: id,
            answer,
        } => (deployment(world, *id), format!("answered {answer}")),
        Event::TaskSetCreated {
            service: id,
            definition: of,
            scale_percent,
            ..
        } => (
            service(world, *id),
            format!(
                "task set of {} at {scale_percent} %",
                definition(world, *of)
            ),
        ),
        Event::TaskSetScaled {
            deployment: id,
            scale_percent,
        } => (
            deployment(world, *id),
            format!("scaled to {scale_percent} %"),
        ),
        Event::TaskSetDeleted { deployment: id } => {
            (deployment(world, *id), "→ DRAINING".to_owned())
        }
        Event::PrimaryTaskSetChanged { service: id, to } => (
            service(world, *id),
            format!("primary task set is {}", Ids::deployment(world, *to)),
        ),
        Event::DeploymentFailed {
            deployment: id, by, ..
        } => (
            deployment(world, *id),
            format!("PRIMARY FAILED: {}", failed(world, *by)),
        ),
        Event::BakeBegun { deployment: id } => (
            deployment(world, *id),
            "bakes: its alarms are watched".to_owned(),
        ),
        Event::HookCalled {
            deployment: id,
            hook,
            due: at,
        } => (
            deployment(world, *id),
            format!("calls {}{}", function(world, *id, *hook), due(*at)),
        ),
        Event::HookAnswered {
            deployment: id,
            hook,
            answer,
            again,
        } => {
            let name = function(world, *id, *hook);
            let again = match again.is_never() {
                true => String::new(),
                false => format!(", again at {again}"),
            };
            (
                deployment(world, *id),
                format!("{name} answers {answer}{again}"),
            )
        }
        Event::FunctionChanged { function, .. } => (
            format!("function/{}", short(function)),
            "answers differently now".to_owned(),
        ),
        Event::MetricDrawn { metric, .. } => (format!("metric/{metric}"), "drawn".to_owned()),
        Event::AlarmPut { name, rule } => (
            format!("alarm/{name}"),
            match rule {
                None => "put, set by hand".to_owned(),
                Some(rule) => format!(
                    "put: {} {} {}",
                    rule.metric.name(world.names()),
                    rule.comparison,
                    tenths(rule.threshold)
                ),
            },
        ),
        Event::AlarmMeasured { alarm: id, value } => (
            alarm(world, *id),
            match value {
                Some(value) => format!("measures {}", tenths(*value)),
                None => "measures nothing".to_owned(),
            },
        ),
        Event::AlarmStateChanged { alarm: id, state } => (alarm(world, *id), format!("→ {state}")),
        Event::FailuresForgotten { deployment: id } => (
            deployment(world, *id),
            "a task became healthy: failures are forgotten".to_owned(),
        ),
        Event::LoadChanged { service: id, .. } => {
            (service(world, *id), "carries another load".to_owned())
        }
        Event::ScalableTargetRegistered {
            service: id,
            min,
            max,
            ..
        } => (
            service(world, *id),
            format!("may scale from {min} to {max}"),
        ),
        Event::ScalingPolicyPut { target, policy } => {
            let id = world.scalable_target(*target).service;
            (
                service(world, id),
                format!("policy {}: {}", policy.name, rule(world, &policy.rule)),
            )
        }
        Event::ScalingPolicyDeleted { target, .. } => {
            let id = world.scalable_target(*target).service;
            (service(world, id), "policy deleted".to_owned())
        }
        Event::ScheduledActionPut { target, action } => {
            let id = world.scalable_target(*target).service;
            let what = format!("scheduled action {}{}", action.name, due(action.due));
            (service(world, id), what)
        }
        Event::ScheduledActionRan { target, action, .. } => {
            let row = world.scalable_target(*target);
            let name = row.actions.get(usize::from(*action)).map(|it| &*it.name);
            let what = format!("scheduled action {} runs", name.unwrap_or("?"));
            (service(world, row.service), what)
        }
        Event::MetricsPublished { target, values, .. } => {
            let id = world.scalable_target(*target).service;
            let said = values.iter().map(|(_, value)| match value {
                Some(value) => tenths(*value),
                None => "nothing".to_owned(),
            });
            let said: Vec<String> = said.collect();
            (service(world, id), format!("measures {}", said.join(", ")))
        }
        Event::Scaled {
            target,
            from,
            to,
            reason,
        } => {
            let id = world.scalable_target(*target).service;
            let why = scaling(world, *target, *reason);
            (
                service(world, id),
                format!("scaled from {from} to {to}: {why}"),
            )
        }
        _ => Default::default(),
    }
}

fn alarm(world: &World, id: AlarmId) -> String {
    format!("alarm/{}", world.alarm(id).name)
}

/// The name of the function that hook number `hook` of a deployment's service calls.
fn function(world: &World, id: DeploymentId, hook: u8) -> String {
    let settings = &world.service(world.deployment(id).service).row.settings;
    let known = settings.shift.functions.get(usize::from(hook));
    known.map_or_else(
        || "a function".to_owned(),
        |it| short(&it.target).to_owned(),
    )
}
