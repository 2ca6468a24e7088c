//! Why a look at a service started and stopped what it did, and what it waits for.

use serde::Serialize;

use crate::engine::Decision;
use crate::engine::service::calls_are_throttled;
use crate::engine::service::reconcile::{Because, Counted, Reconciliation, RolloutStep, reconcile};
use crate::explain::words::{count, list, number, percent, sentence};
use crate::model::service::ServiceStatus;
use crate::sim::Simulation;
use crate::sim::words::failed;
use crate::world::views::ServiceView;
use crate::world::{DecisionId, World};

/// One look at a service, explained.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReconciliationExplanation {
    pub headline: String,
    pub paragraph: String,
    /// The arithmetic, row by row.
    pub numbers: Vec<NumberRow>,
    pub service: u32,
    pub assumptions: Vec<&'static str>,
}

/// One number with where it comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NumberRow {
    pub label: &'static str,
    pub value: String,
    pub how: String,
}

/// Explains the reconciliation `id`.
pub fn reconciliation(
    simulation: &Simulation,
    id: DecisionId,
) -> Option<ReconciliationExplanation> {
    let decided = simulation.decided(id)?;
    let Decision::Reconciliation { service, outcome } = &decided.decision else {
        return None;
    };
    let world = simulation.world_at(decided.seq);
    Some(explain(&world.service(*service), outcome))
}

fn explain(service: &ServiceView<'_>, outcome: &Reconciliation) -> ReconciliationExplanation {
    let name = &service.row.name;
    ReconciliationExplanation {
        headline: format!("{name}: {}", what(outcome)),
        paragraph: outcome
            .because
            .iter()
            .map(|because| sentence(&reason(service.world, *because)))
            .collect::<Vec<_>>()
            .join(" "),
        numbers: numbers(service, outcome.counted),
        service: service.id.0,
        assumptions: vec!["SERVICE_TICK", "STOPPING_COUNTS", "SCALE_IN_ORDER"],
    }
}

/// What the look changes, in a few words.
fn what(outcome: &Reconciliation) -> String {
    let mut parts = Vec::new();
    let starts = outcome.starts();
    if starts > 0 {
        parts.push(format!("start {}", count(starts, "task")));
    }
    let stops = (outcome.stop.len() + outcome.unhealthy.len() + outcome.moved.len()) as u32;
    if stops > 0 {
        parts.push(format!("stop {}", count(stops, "task")));
    }
    // Stages without work are passed in one look.
    let stages: Vec<_> = outcome
        .rollout
        .iter()
        .filter_map(|step| match step {
            RolloutStep::StageReached { stage, .. } => Some(stage),
            _ => None,
        })
        .collect();
    match stages[..] {
        [] => {}
        [one] => parts.push(format!("stage {one}")),
        [first, .., last] => parts.push(format!("stages {first} to {last}")),
    }
    for step in &outcome.rollout {
        match step {
            RolloutStep::StageReached { .. } => continue,
            RolloutStep::Shifted { weight, .. } => {
                parts.push(format!(
                    "{} of traffic to the new revision",
                    percent(*weight)
                ));
                continue;
            }
            _ => {}
        }
        parts.push(
            match step {
                RolloutStep::Completed { .. } => "deployment completed",
                RolloutStep::Replaced { .. } => "old deployment replaced",
                RolloutStep::Failed {
                    rollback: Some(_), ..
                } => "deployment failed, rolling back",
                RolloutStep::Failed { rollback: None, .. } => "deployment failed",
                RolloutStep::FailuresForgotten { .. } => "failures forgotten",
                RolloutStep::BakeBegun { .. } => "the bake begins",
                RolloutStep::HookCalled { .. } => "a function is called",
                RolloutStep::HookAnswered { .. } => "a function answered",
                RolloutStep::Impaired => "tasks keep failing to start",
                RolloutStep::StageReached { .. } => "next stage",
                RolloutStep::Shifted { .. } => "traffic shifts",
                RolloutStep::RebalancingBegun { .. } => "zone rebalancing begins",
                RolloutStep::Rebalanced { .. } => "zones are balanced",
                RolloutStep::RebalancingStopped => "zone rebalancing stopped",
                RolloutStep::HeldByProtection { .. } => "protected tasks hold the deployment",
                RolloutStep::Stuck => "the deployment is stuck",
                RolloutStep::SteadyState => "steady state",
                RolloutStep::Drained => "all tasks gone",
            }
            .to_owned(),
        );
    }
    if parts.is_empty() {
        "nothing to change".to_owned()
    } else {
        list(&parts)
    }
}

fn are(n: u32) -> &'static str {
    if n == 1 { "is" } else { "are" }
}

fn reason(world: &World, because: Because) -> String {
    match because {
        Because::HookRuns { stage, until } => format!(
            "a function decides whether {stage} may be left: it answers or is called again at {until}"
        ),
        Because::Ended { by } => format!("the deployment ends here: {}", failed(world, by)),
        Because::Bakes { until } => format!(
            "everything is in place; until {until} its alarms are watched, and only then is the deployment done"
        ),
        Because::AlarmOn { alarm } => {
            let row = world.alarm(alarm);
            format!(
                "the alarm {} went to ALARM at {}, and the deployment is told to watch it",
                row.name, row.since
            )
        }
        Because::AlarmsIgnored => {
            "an alarm was on when the deployment began, so none of its alarms counts".to_owned()
        }
        Because::Missing { missing } => format!(
            "{} of the newest revision {} missing",
            count(missing, "task"),
            are(missing)
        ),
        Because::AtUpperLimit { total, upper } => format!(
            "{} {} of at most {}, so not all of them can start now",
            count(total, "task"),
            if total == 1 { "exists" } else { "exist" },
            number(u64::from(upper))
        ),
        Because::LaunchRate { budget } => {
            format!("a service starts at most 500 tasks a minute, {budget} per look")
        }
        Because::OldNotHealthy { count: n } => {
            format!(
                "{} to be replaced {} not running and healthy: nothing is lost by stopping {} at once",
                count(n, "task"),
                are(n),
                if n == 1 { "it" } else { "them" }
            )
        }
        Because::AboveLowerLimit {
            healthy,
            lower,
            stop,
        } => format!(
            "{} {} running and healthy and at least {} have to be, so {} may stop",
            count(healthy, "task"),
            are(healthy),
            number(u64::from(lower)),
            number(u64::from(stop))
        ),
        Because::AtLowerLimit { healthy, lower } => format!(
            "{} {} running and healthy and at least {} have to be, so no old task may stop yet",
            count(healthy, "task"),
            are(healthy),
            number(u64::from(lower))
        ),
        Because::Unhealthy { count: n } => {
            format!(
                "{} failed health checks; a replacement starts first and takes over when it is healthy",
                count(n, "task")
            )
        }
        Because::UnhealthyMakesRoom => {
            "no room for a replacement beside it, so one unhealthy task stops first".to_owned()
        }
        Because::ReplacementHealthy => {
            "the replacement is healthy, so the unhealthy task stops".to_owned()
        }
        Because::InStage { stage, until } if until.is_never() => {
            format!("the deployment is in {stage} until every new task is running and healthy")
        }
        Because::InStage { stage, until } => format!("the deployment is in {stage} until {until}"),
        Because::Rebalances { moves } => format!(
            "{} to move to an emptier zone: the new one has to be healthy before the old one stops",
            count(moves, "task")
        ),
        Because::Protected { count: n } => {
            format!("{} under protection, so they stay", count(n, "task"))
        }
        Because::DaemonMissing { instances } => {
            format!(
                "{} without the daemon's task",
                count(instances, "qualifying instance")
            )
        }
        Because::Throttled { failures, until } => {
            format!(
                "{} in a row failed, so the next start waits until {until}",
                count(failures, "start")
            )
        }
        Because::Failures {
            count: n,
            threshold,
        } => {
            format!(
                "the circuit breaker has counted {} of {threshold}",
                count(n, "failure")
            )
        }
        Because::DeploymentFailed => {
            "this deployment has failed: nothing more is started until you deploy again".to_owned()
        }
        Because::TooMany { extra } => format!("{} more than desired", count(extra, "task")),
        Because::WaitsForPending { pending } => {
            format!(
                "{} {} on the way to RUNNING",
                count(pending, "task"),
                are(pending)
            )
        }
        Because::WaitsForHealthy { count: n, at } if at.is_never() => {
            format!("{} wait for their health checks", count(n, "running task"))
        }
        Because::WaitsForHealthy { count: n, at } => format!(
            "{} do not count as healthy yet, the next does at {at}: without a health check that takes 40 s of RUNNING",
            count(n, "running task")
        ),
        Because::WaitsForStopping { stopping } => {
            format!(
                "{} {} still stopping",
                count(stopping, "task"),
                are(stopping)
            )
        }
        Because::NoRoomToMove { lower, upper } => format!(
            "at most {} may exist and at least {} must be healthy: nothing can start and nothing can stop. Lower \
             minimumHealthyPercent or raise maximumPercent",
            count(upper, "task"),
            number(u64::from(lower))
        ),
        Because::Steady => "everything desired is running and healthy".to_owned(),
    }
}

fn numbers(service: &ServiceView<'_>, counted: Counted) -> Vec<NumberRow> {
    let settings = &service.row.settings;
    let row = |label, value: u32, how: String| NumberRow {
        label,
        value: number(u64::from(value)),
        how,
    };
    vec![
        row("desired", counted.desired, "desiredCount".to_owned()),
        row(
            "at least healthy",
            counted.lower,
            format!(
                "{} × {} %, rounded up",
                counted.desired, settings.minimum_healthy_percent
            ),
        ),
        row(
            "at most exist",
            counted.upper,
            format!(
                "{} × {} %, rounded down",
                counted.desired, settings.maximum_percent
            ),
        ),
        row(
            "newest revision",
            counted.new_live,
            format!("{} healthy", counted.new_healthy),
        ),
        row(
            "to be replaced",
            counted.old_live,
            format!("{} healthy", counted.old_healthy),
        ),
        row(
            "stopping",
            counted.stopping,
            "still count against the upper limit".to_owned(),
        ),
        row(
            "exist",
            counted.total(),
            "newest + to be replaced + stopping".to_owned(),
        ),
        row(
            "healthy",
            counted.healthy,
            "running and healthy, all revisions".to_owned(),
        ),
    ]
}

/// What happens next with the service and why not yet: the same reconciliation, asked now.
pub fn next_step(service: &ServiceView<'_>) -> String {
    let now = service.world.now();
    let name = &service.row.name;
    if service.row.status == ServiceStatus::Inactive {
        return format!("{name} is INACTIVE");
    }
    let outcome = reconcile(service, now);
    if outcome.changes_something() && calls_are_throttled(service.world) {
        return format!(
            "{name} waits: {} as soon as the service scheduler's calls are no longer throttled",
            what(&outcome)
        );
    }
    let waits = outcome
        .because
        .last()
        .map(|because| reason(service.world, *because))
        .unwrap_or_default();
    match service.row.timer {
        _ if outcome.changes_something() && service.row.timer.is_some() => {
            let at = service.row.timer.map_or(now, |timer| timer.at);
            match outcome.because.last() {
                // A stage that ends then is no reason, only the place where it happens.
                Some(Because::InStage { stage, .. }) => {
                    format!(
                        "{name}: {} at {at}, the next step of {stage}",
                        what(&outcome)
                    )
                }
                _ => format!("{name}: {} at {at}, because {waits}", what(&outcome)),
            }
        }
        None if outcome.steady => {
            format!("{name} is steady: nothing to do until something changes")
        }
        None => format!("{name} waits: {waits}"),
        Some(_) => format!("{name} waits: {waits}"),
    }
}
