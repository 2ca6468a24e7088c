//! Whether a scenario's expectations are met, with the reasons when they are not.

use std::sync::Arc;

use crate::engine::Decision;
use crate::engine::service::reconcile::Reconciliation;
use crate::kernel::{SimTime, SortedMap};
use crate::model::TaskId;
use crate::model::capacity::MachineState;
use crate::model::messages::FailureReason;
use crate::scenario::expect::{Expectation, Expected, ServiceFacts, When};
use crate::scenario::run::ENTRIES_MAX;
use crate::scenario::{Run, Scenario};
use crate::sim::Simulation;
use crate::world::World;

/// What became of one expectation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Met {
        at: SimTime,
    },
    /// What is still missing, at the end of the run.
    NotYet {
        reasons: Vec<String>,
    },
    Broken {
        at: SimTime,
        reasons: Vec<String>,
    },
}

/// What is wrong with the scenario, by line; empty when it is as it should be. A scenario that is said to differ from
/// AWS is wrong on the day nothing is missing.
pub fn wrong(scenario: &Scenario, verdicts: &[(u32, Verdict)]) -> Vec<(u32, String)> {
    let reasons = |verdict: &Verdict| match verdict {
        Verdict::Met { .. } => None,
        Verdict::NotYet { reasons } => Some(format!("not met: {}", reasons.join("; "))),
        Verdict::Broken { at, reasons } => Some(format!("broken at {at}: {}", reasons.join("; "))),
    };
    let found: Vec<(u32, String)> = verdicts
        .iter()
        .filter_map(|(line, verdict)| Some((*line, reasons(verdict)?)))
        .collect();
    match (&scenario.differs, found.is_empty()) {
        (None, _) => found,
        (Some(_), false) => Vec::new(),
        (Some(why), true) => vec![(
            1,
            format!("everything is met, though it is said to differ from AWS: {why}"),
        )],
    }
}

/// Runs the scenario and judges every expectation, then every step that was refused or should have been.
pub fn judge(scenario: &Arc<Scenario>) -> (Run, Vec<(u32, Verdict)>) {
    let mut run = Run::new(scenario.clone());
    let mut verdicts: Vec<Option<Verdict>> = vec![None; scenario.expect.len()];
    let end = scenario.end();
    // One look after every moment at which something happens, and one at each time an expectation names.
    loop {
        let named = scenario
            .expect
            .iter()
            .map(Expectation::until)
            .filter(|at| *at > run.simulation.now())
            .min();
        let next = run
            .next_at()
            .into_iter()
            .chain(named)
            .min()
            .filter(|at| *at <= end);
        let Some(next) = next else { break };
        look(&run.simulation, scenario, next, &mut verdicts);
        if !run.run_until(next, ENTRIES_MAX).reached {
            break;
        }
        look_by(&run.simulation, scenario, &mut verdicts);
    }
    run.run_until(end, ENTRIES_MAX);
    look_by(&run.simulation, scenario, &mut verdicts);
    let judged = scenario
        .expect
        .iter()
        .zip(verdicts)
        .map(|(expectation, verdict)| {
            (
                expectation.line,
                verdict.unwrap_or_else(|| at_end(&run.simulation, expectation)),
            )
        });
    let mut judged: Vec<(u32, Verdict)> = judged.collect();
    judged.extend(refusals(&run));
    (run, judged)
}

/// `at` is asked of the moment just before the next thing happens after it.
fn look(
    simulation: &Simulation,
    scenario: &Scenario,
    next: SimTime,
    verdicts: &mut [Option<Verdict>],
) {
    for (expectation, verdict) in scenario.expect.iter().zip(verdicts) {
        let When::At(at) = expectation.when else {
            continue;
        };
        if verdict.is_none() && at < next && at <= simulation.now() {
            *verdict = Some(now(simulation, expectation, at));
        }
    }
}

fn look_by(simulation: &Simulation, scenario: &Scenario, verdicts: &mut [Option<Verdict>]) {
    for (expectation, verdict) in scenario.expect.iter().zip(verdicts) {
        let When::By(by) = expectation.when else {
            continue;
        };
        if verdict.is_none()
            && simulation.now() <= by
            && missing(simulation, &expectation.what).is_empty()
        {
            *verdict = Some(Verdict::Met {
                at: simulation.now(),
            });
        }
    }
}

fn now(simulation: &Simulation, expectation: &Expectation, at: SimTime) -> Verdict {
    let reasons = missing(simulation, &expectation.what);
    if reasons.is_empty() {
        Verdict::Met { at }
    } else {
        Verdict::Broken { at, reasons }
    }
}

fn at_end(simulation: &Simulation, expectation: &Expectation) -> Verdict {
    match (&expectation.what, expectation.when) {
        (Expected::NoStartPastUpperLimit, _) => limit(simulation, past_upper),
        (Expected::NeverBelowLowerLimit, _) => limit(simulation, below_lower),
        (_, When::By(_)) => Verdict::NotYet {
            reasons: missing(simulation, &expectation.what),
        },
        _ => now(simulation, expectation, simulation.now()),
    }
}

/// The first look that breaks a limit.
fn limit(simulation: &Simulation, breaks: fn(&Simulation, &Look<'_>) -> Option<String>) -> Verdict {
    for (_, decided) in simulation.decisions() {
        let Decision::Reconciliation { outcome, .. } = &decided.decision else {
            continue;
        };
        let look = Look {
            at: decided.at,
            seq: decided.seq,
            outcome,
        };
        if let Some(reason) = breaks(simulation, &look) {
            return Verdict::Broken {
                at: decided.at,
                reasons: vec![reason],
            };
        }
    }
    Verdict::Met {
        at: simulation.now(),
    }
}

/// A look at a service, and when it was.
struct Look<'r> {
    at: SimTime,
    seq: u64,
    outcome: &'r Reconciliation,
}

fn past_upper(_: &Simulation, look: &Look<'_>) -> Option<String> {
    let (outcome, counted) = (look.outcome, look.outcome.counted);
    let after = counted.total() + outcome.start;
    (outcome.start > 0 && after > counted.upper).then(|| {
        format!(
            "{after} tasks after this look, at most {} may exist",
            counted.upper
        )
    })
}

/// Only stops of healthy tasks count; those that were never healthy are free to go.
fn below_lower(simulation: &Simulation, look: &Look<'_>) -> Option<String> {
    let (outcome, counted) = (look.outcome, look.outcome.counted);
    if outcome.stop.is_empty() {
        return None;
    }
    let world = simulation.world_at(look.seq);
    let healthy = |task: &&TaskId| world.task(**task).counts_as_healthy(look.at);
    let stopped = outcome.stop.iter().filter(healthy).count() as u32;
    let after = counted.healthy.saturating_sub(stopped);
    (stopped > 0 && after < counted.lower).then(|| {
        format!(
            "{after} healthy tasks after this look, at least {} must be",
            counted.lower
        )
    })
}

/// What keeps an expectation from being met now; empty when it is.
fn missing(simulation: &Simulation, expected: &Expected) -> Vec<String> {
    match expected {
        Expected::NoStartPastUpperLimit | Expected::NeverBelowLowerLimit => Vec::new(),
        Expected::Service { name, facts } => service(simulation.world(), name, facts),
        Expected::Task {
            label,
            last_status,
            stopped_reason,
            zone,
        } => {
            let world = simulation.world();
            let Some(task) = world.tasks().find(|task| task.label() == *label) else {
                return vec![format!("there is no task `{label}`")];
            };
            let mut reasons = Vec::new();
            let said = task.stopped_reason().unwrap_or_default();
            differs(
                &mut reasons,
                "lastStatus",
                last_status.as_deref(),
                task.row.last_status.word(),
            );
            differs(&mut reasons, "zone", zone.as_deref(), task.zone());
            if stopped_reason
                .as_ref()
                .is_some_and(|text| !said.contains(text))
            {
                reasons.push(format!("stoppedReason is `{said}`"));
            }
            reasons
        }
        Expected::Group {
            name,
            desired,
            in_service,
        } => group(simulation.world(), name, *desired, *in_service),
        Expected::Provider { name, reservation } => {
            provider(simulation.world(), name, *reservation)
        }
        Expected::Placement { rejected } => placement(simulation, rejected),
    }
}

fn differs(reasons: &mut Vec<String>, what: &str, wanted: Option<&str>, is: &str) {
    if wanted.is_some_and(|wanted| wanted != is) {
        reasons.push(format!(
            "{what} is {is}, not {}",
            wanted.unwrap_or_default()
        ));
    }
}

fn service(world: &World, name: &str, facts: &ServiceFacts) -> Vec<String> {
    let Some(service) = world
        .services()
        .filter(|service| &*service.row.name == name)
        .last()
    else {
        return vec![format!("there is no service `{name}`")];
    };
    let mut reasons = Vec::new();
    for (what, wanted, is) in [
        ("runningCount", facts.running, service.running_count()),
        ("pendingCount", facts.pending, service.pending_count()),
        (
            "desiredCount",
            facts.desired,
            service.row.settings.desired_count,
        ),
        (
            "steady",
            facts.steady.map(u32::from),
            u32::from(service.row.steady),
        ),
    ] {
        if wanted.is_some_and(|wanted| wanted != is) {
            reasons.push(format!(
                "{what} is {is}, not {}",
                wanted.unwrap_or_default()
            ));
        }
    }
    let definition = world.definition(service.primary().definition).reference();
    differs(
        &mut reasons,
        "taskDefinition",
        facts.task_definition.as_deref(),
        &definition,
    );
    differs(
        &mut reasons,
        "rolloutState",
        facts.rollout_state.as_deref(),
        service.primary().rollout_state.word(),
    );
    if let Some(text) = &facts.event {
        let written = service
            .events()
            .iter()
            .any(|(_, event)| service.event_text(&event.message).contains(text));
        if !written {
            reasons.push(format!("no service event says `{text}`"));
        }
    }
    if let Some(providers) = &facts.providers {
        let mut is: SortedMap<String, u32> = SortedMap::new();
        for task in service.tasks().filter(|task| task.row.is_wanted()) {
            let provider = task.row.made.provider;
            let name = provider.map_or("none", |id| &world.provider(id).name);
            *is.or_default(name.to_owned()) += 1;
        }
        if is != *providers {
            reasons.push(format!("tasks by provider are {is:?}"));
        }
    }
    if let Some(zones) = &facts.zones {
        let mut is: SortedMap<String, u32> = SortedMap::new();
        for task in service.tasks().filter(|task| task.row.is_wanted()) {
            *is.or_default(task.zone().to_owned()) += 1;
        }
        if is != *zones {
            reasons.push(format!("tasks by zone are {is:?}"));
        }
    }
    reasons
}

fn group(world: &World, name: &str, desired: Option<u32>, in_service: Option<u32>) -> Vec<String> {
    let fleet = || world.fleet_of(world.find_provider(name)?);
    let Some(id) = world.find_group(name).or_else(fleet) else {
        return vec![format!("there is no Auto Scaling group `{name}`")];
    };
    let here = world
        .machines_of(id)
        .filter(|(_, machine)| machine.state == MachineState::InService)
        .count() as u32;
    let mut reasons = Vec::new();
    for (what, wanted, is) in [
        ("desired", desired, world.group(id).desired),
        ("inService", in_service, here),
    ] {
        if let Some(wanted) = wanted.filter(|wanted| *wanted != is) {
            reasons.push(format!("{what} is {is}, not {wanted}"));
        }
    }
    reasons
}

fn provider(world: &World, name: &str, wanted: u32) -> Vec<String> {
    let Some(id) = world.find_provider(name) else {
        return vec![format!("there is no capacity provider `{name}`")];
    };
    match world.provider(id).published.last() {
        Some(last) if last.percent.tenths() == wanted => Vec::new(),
        Some(last) => vec![format!(
            "the reservation is {} tenths of a percent, not {wanted}",
            last.percent.tenths()
        )],
        None => vec!["no reservation was published yet".to_owned()],
    }
}

fn placement(simulation: &Simulation, wanted: &SortedMap<String, u32>) -> Vec<String> {
    let last = simulation
        .decisions()
        .rev()
        .find_map(|(_, decided)| match &decided.decision {
            Decision::Placement(placement) => Some(placement.clone()),
            Decision::Reconciliation { .. } | Decision::Capacity(_) => None,
        });
    let Some(last) = last else {
        return vec!["no task was placed yet".to_owned()];
    };
    let is: SortedMap<String, u32> = last
        .rejected
        .iter()
        .map(|(reason, count)| (FailureReason::word(*reason).to_owned(), *count))
        .collect();
    if is == *wanted {
        Vec::new()
    } else {
        vec![format!("the last placement ruled out {is:?}")]
    }
}

/// Steps that were refused against expectation, or accepted against it.
fn refusals(run: &Run) -> Vec<(u32, Verdict)> {
    let mut verdicts = Vec::new();
    for (place, step) in run.scenario.steps.iter().enumerate().take(run.done) {
        let refused = run
            .refused
            .iter()
            .find(|refused| refused.step == place)
            .map(|refused| &refused.error);
        let reason = match (refused, step.refused.as_deref()) {
            (None, None) => continue,
            (Some(error), Some(expected)) if error.exception.name() == expected => continue,
            (Some(error), _) => format!("the step was refused: {error}"),
            (None, Some(expected)) => format!("the step was accepted, not refused with {expected}"),
        };
        verdicts.push((
            step.line,
            Verdict::Broken {
                at: step.at,
                reasons: vec![reason],
            },
        ));
    }
    verdicts
}
