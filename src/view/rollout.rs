//! The deployment of the service whose lane is drawn: revisions, limits, stages, what is next and what would unstick it.

use crate::api::operations::deployment_arn;
use crate::engine::service::alarms;
use crate::engine::service::reconcile::{Because, Reconciliation, reconcile};
use crate::explain;
use crate::kernel::WHOLE;
use crate::model::DeploymentId;
use crate::model::ServiceId;
use crate::model::messages::ServiceMessage;
use crate::model::service::{
    Deployment, DeploymentController, FailedBy, RolloutState, ServiceStatus,
};
use crate::model::task::Group;
use crate::model::traffic::{DeploymentStrategy, HookStatus, LifecycleStage};
use crate::sim::words::failed as failed_words;
use crate::view::balancers::tenths;
use crate::view::call::Call;
use crate::view::frame::Tone;
use crate::view::inspector::actions::request;
use crate::view::inspector::{Action, faults};
use crate::view::look::{Look, hue, shade};
use crate::view::text;
use crate::world::views::ServiceView;

record! {
    pub struct Rollout {
        /// None when there is no service.
        pub service: Option<u32>,
        pub name: String,
        pub hue: u8,
        pub strategy: String,
        pub state: String,
        pub tone: Tone,
        /// What happens next, and why not yet. Always there.
        pub next: String,
        /// What would move it when nothing does by itself.
        pub unstick: String,
        pub revisions: Vec<Revision>,
        /// `4 of at least 3 healthy`, `5 of at most 6 exist`
        pub limits: String,
        /// Empty for rolling deployments.
        pub stages: Vec<Stage>,
        /// How long the stage lasts, as far as that is known.
        pub wait: String,
        /// `2 of 3 failures`, or what was rolled back; empty without a circuit breaker.
        pub breaker: String,
        /// `errors OK, watched until 6 min`, or which alarm is on; empty without deployment alarms.
        pub alarms: String,
        pub actions: Vec<Action>,
    }
}

record! {
    /// One deployment of the service, newest first.
    pub struct Revision {
        pub label: String,
        pub status: String,
        pub rollout: String,
        pub shade: u8,
        pub running: u32,
        pub pending: u32,
        pub stopping: u32,
        pub failed: u32,
        pub percent: u8,
        /// Its share of the traffic; empty where none shifts.
        pub weight: String,
    }
}

record! {
    pub struct Stage {
        pub name: String,
        pub at: StageAt,
        /// A hook holds the deployment here.
        pub pauses: bool,
        /// Functions called here, with what became of it; empty without any.
        pub calls: String,
    }
}

choices! {
    pub enum StageAt {
        Ahead,
        Here,
        Done,
    }
}

pub fn rollout(look: &Look<'_>, service: Option<ServiceId>) -> Rollout {
    let Some(service) = service.map(|id| look.world.service(id)) else {
        return Rollout::default();
    };
    let primary = service.primary();
    let settings = &service.row.settings;
    let outcome = reconcile(&service, look.now);
    let counted = outcome.counted;
    let (state, tone) = match primary.rollout_state {
        _ if service.row.status != ServiceStatus::Active => {
            (service.row.status.word(), Tone::Muted)
        }
        RolloutState::Completed => ("COMPLETED", Tone::Good),
        RolloutState::Failed => ("FAILED", Tone::Bad),
        RolloutState::InProgress if primary.rolled_back_from.is_some() => {
            ("ROLLING BACK", Tone::Warn)
        }
        RolloutState::InProgress => ("IN_PROGRESS", Tone::Accent),
    };
    let under_way = primary.rollout_state == RolloutState::InProgress;
    let shifting = primary.stage.filter(|_| under_way);
    let breaker = settings.circuit_breaker;
    let mut panel = Rollout {
        service: Some(service.id.0),
        name: service.row.name.to_string(),
        hue: hue(Group::Service(service.id)),
        strategy: match service.row.controller {
            DeploymentController::Ecs => settings.shift.strategy.word(),
            other => other.word(),
        }
        .to_owned(),
        state: state.to_owned(),
        tone,
        next: explain::next_step(&service),
        revisions: service
            .deployments()
            .map(|(id, row)| revision(&service, id, row))
            .collect(),
        limits: format!(
            "{} healthy, at least {}; {} exist, at most {}",
            counted.healthy,
            counted.lower,
            counted.total(),
            counted.upper,
        ),
        ..Rollout::default()
    };
    if shifting.is_some() {
        panel.limits = format!(
            "{} healthy; {} exist: both revisions at full size",
            counted.healthy,
            counted.total()
        );
    }
    if let Some(failed) = primary.rolled_back_from {
        // What failed is what there is to know, while it goes back and after.
        let failed = look.world.deployment(failed);
        let definition = look.world.definition(failed.definition).reference();
        panel.breaker = match failed.failure_count {
            _ if !matches!(failed.failed_by, None | Some(FailedBy::CircuitBreaker)) => {
                let why = failed.failed_by.map(|by| failed_words(look.world, by));
                format!("{definition} rolled back: {}", why.unwrap_or_default())
            }
            0 => format!("{definition} rolled back"),
            count => format!(
                "{definition} rolled back after {}",
                text::count(count, "failure")
            ),
        };
    } else if breaker.enable && under_way {
        panel.breaker = format!(
            "{} of {}",
            primary.failure_count,
            text::count(breaker.threshold(settings.desired_count), "failure"),
        );
    }
    if WHOLE && settings.alarms.enable {
        panel.alarms = alarm_states(look, &service, &outcome);
    }
    if WHOLE && let Some(here) = shifting {
        stages(look, &service, here, &outcome, &mut panel);
    }
    if WHOLE {
        stuck(look, &service, &outcome, &mut panel);
    }
    panel
}

/// Each watched alarm with its state, and how long they still matter.
fn alarm_states(look: &Look<'_>, service: &ServiceView<'_>, outcome: &Reconciliation) -> String {
    let names = service.row.settings.alarms.names.iter();
    let states = names.map(|name| {
        let known = look.world.find_alarm(name).map(|id| look.world.alarm(id));
        format!("{name} {}", known.map_or("unknown", |row| row.state.word()))
    });
    let mut text = states.collect::<Vec<_>>().join(", ");
    let until = outcome.because.iter().find_map(|because| match because {
        Because::Bakes { until } => Some(*until),
        _ => None,
    });
    if service.primary().alarms_ignored {
        text.push_str(", ignored: one was on at the start");
    } else if let Some(until) = until {
        text.push_str(&format!(", watched until {}", text::until(look.now, until)));
    } else if !alarms::are_watched(service) {
        text.push_str(", not watched now");
    }
    text
}

/// The functions of a stage, and how far they are when the deployment stands in it.
fn calls(service: &ServiceView<'_>, stage: LifecycleStage, here: LifecycleStage) -> String {
    let runs = &service.primary().hook_runs;
    let functions = service.row.settings.shift.functions.iter().enumerate();
    let called = functions.filter(|(_, hook)| hook.stages.contains(&stage));
    let words = called.map(|(place, hook)| {
        let name = hook.target.rsplit(':').next().unwrap_or_default();
        match runs.get(place).filter(|_| stage == here) {
            Some(run) if run.status != HookStatus::AwaitingAction => {
                format!("{name} {}", run.status)
            }
            _ => name.to_owned(),
        }
    });
    words.collect::<Vec<_>>().join(", ")
}

fn revision(service: &ServiceView<'_>, id: DeploymentId, row: &Deployment) -> Revision {
    let definition = service.world.definition(row.definition);
    let (mut running, mut pending, mut stopping) = (0, 0, 0);
    for task in service
        .tasks()
        .filter(|task| task.row.made.deployment == Some(id))
    {
        let count = if !task.row.is_wanted() {
            &mut stopping
        } else if task.row.counts_as_pending() {
            &mut pending
        } else {
            &mut running
        };
        *count += 1;
    }
    let shifts = service.row.settings.shift.strategy != DeploymentStrategy::Rolling;
    Revision {
        label: definition.reference(),
        status: row.status.word().to_owned(),
        rollout: row.rollout_state.word().to_owned(),
        shade: shade(definition.revision),
        running,
        pending,
        stopping,
        failed: row.failed_tasks,
        percent: (row.weight / 10).min(100) as u8,
        weight: if shifts {
            tenths(row.weight)
        } else {
            String::new()
        },
    }
}

/// The eleven stages, how long this one lasts, and the buttons that end it.
fn stages(
    look: &Look<'_>,
    service: &ServiceView<'_>,
    here: LifecycleStage,
    outcome: &Reconciliation,
    panel: &mut Rollout,
) {
    let primary = service.primary();
    let shift = &service.row.settings.shift;
    panel.stages = LifecycleStage::ALL
        .iter()
        .map(|stage| Stage {
            name: stage.word().to_owned(),
            at: match (*stage).cmp(&here) {
                std::cmp::Ordering::Less => StageAt::Done,
                std::cmp::Ordering::Equal => StageAt::Here,
                std::cmp::Ordering::Greater => StageAt::Ahead,
            },
            pauses: shift.pause_at(*stage).is_some(),
            calls: calls(service, *stage, here),
        })
        .collect();
    let until = outcome.because.iter().find_map(|because| match because {
        Because::InStage { stage, until } if *stage == here => Some(*until),
        _ => None,
    });
    let pause = shift
        .pause_at(here)
        .filter(|_| until.is_some() && primary.pause_answer.is_none());
    let arn = deployment_arn(look.world, service.row.primary);
    if let Some(until) = until.filter(|until| !until.is_never()) {
        let what = match (pause, here) {
            (Some(pause), _) if pause.rolls_back => "waits for you, rolls back by itself",
            (Some(_), _) => "waits for you, goes on by itself",
            (None, LifecycleStage::BakeTime) => "bakes, the old revision goes",
            (None, _) => "the next step comes",
        };
        panel.wait = format!("{what} {}", text::until(look.now, until));
    }
    if pause.is_some() && !panel.wait.is_empty() {
        panel.next = format!("{} {}", panel.name, panel.wait);
    }
    if pause.is_some() {
        let answer = |word: &str| {
            Call::new("ContinueServiceDeployment")
                .text("serviceDeploymentArn", &arn)
                .text("action", word)
        };
        panel
            .actions
            .push(request("Continue", "", &answer("CONTINUE"), false));
        panel
            .actions
            .push(request("Roll back", "", &answer("ROLLBACK"), true));
    } else {
        let stop = Call::new("StopServiceDeployment")
            .text("serviceDeploymentArn", &arn)
            .text("stopType", "ROLLBACK");
        panel
            .actions
            .push(request("Stop deployment", "", &stop, true));
    }
}

/// What would move a deployment that waits for more than time.
fn stuck(
    look: &Look<'_>,
    service: &ServiceView<'_>,
    outcome: &Reconciliation,
    panel: &mut Rollout,
) {
    let has = |wanted: fn(&Because) -> bool| outcome.because.iter().any(wanted);
    let world = look.world;
    let settings = &service.row.settings;
    let (cluster, name) = (
        &world.cluster(service.row.cluster).row.name,
        &service.row.name,
    );
    let update = || {
        Call::new("UpdateService")
            .text("cluster", cluster)
            .text("service", name)
    };
    if has(|it| matches!(it, Because::NoRoomToMove { .. })) {
        let percent = ((settings.desired_count + 1) * 100).div_ceil(settings.desired_count.max(1));
        panel.unstick = "It is stuck: no task may start and none may stop.".to_owned();
        let call = update().raw(
            "deploymentConfiguration",
            format!("{{\"maximumPercent\": {percent}}}"),
        );
        panel.actions.push(request(
            &format!("Raise maximumPercent to {percent}"),
            "",
            &call,
            false,
        ));
        return;
    }
    let broken = world
        .definition(service.primary().definition)
        .containers
        .iter();
    let mended = broken
        .filter_map(|container| faults::mend(look, &container.image))
        .next();
    let troubled = service.row.failed_starts > 0
        || service.primary().failure_count > 0
        || outcome.counted.new_unhealthy > 0;
    if has(|it| matches!(it, Because::DeploymentFailed)) {
        panel.unstick = "It has failed and starts nothing more: deploy a revision that works, or this one again.".to_owned();
        panel.actions.push(request(
            "Deploy the same again",
            "",
            &update().switch("forceNewDeployment", true),
            false,
        ));
    } else if troubled && let Some(mend) = mended {
        panel.unstick =
            "Its tasks fail because of what their image does. Deploy another revision, or:"
                .to_owned();
        panel.actions.push(mend);
    } else if outcome.stop.is_empty() && has(|it| matches!(it, Because::Protected { .. })) {
        panel.unstick =
            "Protected tasks hold it: end their protection, or wait until it expires.".to_owned();
    } else if outcome.counted.new_live < outcome.counted.desired && reports_no_place(service) {
        panel.unstick =
            "No instance meets every requirement: add one that does, or ask for less.".to_owned();
    }
}

/// Whether the last thing it reported is that a task found no place.
fn reports_no_place(service: &ServiceView<'_>) -> bool {
    let last = service.row.reported.as_ref().map(|(message, _)| &**message);
    matches!(
        last,
        Some(ServiceMessage::UnableToPlace { .. } | ServiceMessage::UnableToPlaceNoInstances)
    )
}
