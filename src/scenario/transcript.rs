//! A run as lines: what golden logs hold and the command line prints.
//!
//! Entries of the log in order, with the decisions between them that say why, and the steps that were refused.

use serde_json::Value;

use crate::api::json::object;
use crate::engine::Decision;
use crate::engine::placement::PlacementDecision;
use crate::kernel::SortedMap;
use crate::model::messages::FailureReason;
use crate::scenario::{Run, What};
use crate::sim::{Decided, log};
use crate::world::{Cause, DecisionId, Event};

/// One line of a transcript.
#[derive(Clone, Copy)]
enum Line<'r> {
    Refused(&'r crate::scenario::run::Refused),
    Decided(DecisionId, &'r Decided),
    Entry(u64),
}

/// The run as text, one line each: at most `entries` entries of the log with what belongs to them.
pub fn text(run: &Run, entries: u64) -> Vec<String> {
    lines(run, entries)
        .into_iter()
        .map(|line| text_of(run, line))
        .collect()
}

/// The run as JSON, one object each.
pub fn json(run: &Run, entries: u64) -> Vec<Value> {
    lines(run, entries)
        .into_iter()
        .map(|line| json_of(run, line))
        .collect()
}

fn lines(run: &Run, entries: u64) -> Vec<Line<'_>> {
    let simulation = &run.simulation;
    let mut lines = Vec::new();
    let mut refused = run.refused.iter().peekable();
    let mut decided = simulation.decisions().peekable();
    // What each service or group was last told: the same again ten seconds later is not news.
    let mut said: SortedMap<String, (String, String)> = SortedMap::new();
    for seq in 0..=simulation.len().min(entries) {
        while let Some(it) = refused.next_if(|it| it.seq <= seq) {
            lines.push(Line::Refused(it));
        }
        while let Some((id, it)) = decided.next_if(|(_, it)| it.seq <= seq) {
            let (subject, outcome, because) = decision(run, it);
            let news = said.get(&subject) != Some(&(outcome.clone(), because.clone()));
            if is_shown(&it.decision) && (news || acts(run, id, it)) {
                lines.push(Line::Decided(id, it));
                said.insert(subject, (outcome, because));
            }
        }
        if seq < simulation.len().min(entries) {
            lines.push(Line::Entry(seq));
        }
    }
    lines
}

/// Whether something comes of the decision at once, other than the next look.
fn acts(run: &Run, id: DecisionId, decided: &Decided) -> bool {
    let first = run.simulation.entry(decided.seq);
    first.is_some_and(|entry| {
        let looked = matches!(entry.event, Event::ServiceLooked { .. });
        let placed = matches!(entry.event, Event::TaskCreated(_));
        placed || (entry.cause == Cause::Decision(id) && !looked)
    })
}

/// A placement that found a place is said by the task it made.
fn is_shown(decision: &Decision) -> bool {
    match decision {
        Decision::Placement(placement) => placement.outcome.is_none(),
        Decision::Reconciliation { .. } | Decision::Capacity(_) => true,
    }
}

fn text_of(run: &Run, line: Line<'_>) -> String {
    let world = run.simulation.world();
    match line {
        Line::Refused(refused) => {
            let step = &run.scenario.steps[refused.step];
            format!(
                "{}  refused {:<21} {}",
                step.at,
                name_of(&step.what),
                refused.error
            )
        }
        Line::Decided(id, decided) => {
            let (subject, outcome, because) = decision(run, decided);
            format!(
                "{}  decision {:<3} {subject:<17} {outcome:<34} {because}",
                decided.at, id.0
            )
            .trim_end()
            .to_owned()
        }
        Line::Entry(seq) => run
            .simulation
            .entry(seq)
            .map(|entry| log::line(world, seq, entry))
            .unwrap_or_default(),
    }
}

fn json_of(run: &Run, line: Line<'_>) -> Value {
    let world = run.simulation.world();
    match line {
        Line::Refused(refused) => {
            let step = &run.scenario.steps[refused.step];
            object! {
                "atMicros": step.at.0,
                "refused": name_of(&step.what),
                "exception": refused.error.exception.name(),
                "message": refused.error.message.as_str(),
            }
        }
        Line::Decided(id, decided) => {
            let (subject, outcome, because) = decision(run, decided);
            object! {
                "atMicros": decided.at.0,
                "decision": id.0,
                "subject": subject,
                "outcome": outcome,
                "because": because,
            }
        }
        Line::Entry(seq) => {
            let Some(entry) = run.simulation.entry(seq) else {
                return Value::Null;
            };
            let (subject, what) = log::subject_and_what(world, &entry.event);
            let decision = match entry.cause {
                Cause::Decision(id) => Some(id.0),
                _ => None,
            };
            object! {
                "atMicros": entry.at.0,
                "seq": seq,
                "subject": subject,
                "what": what,
                "cause": log::cause(world, entry.cause),
                "decision": decision,
            }
        }
    }
}

fn name_of(what: &What) -> &'static str {
    match what {
        What::Request { operation, .. } => operation.name(),
        What::Account(_) => "iam",
        What::Instances(_) => "instances",
        What::Load(_) => "load",
        What::Function(_) => "function",
        What::Metric(_) => "metric",
        What::Group(_) => "autoScalingGroup",
        What::LoadBalancer(_) => "loadBalancer",
        What::Image(_) => "image",
        What::Limits(..) => "limits",
        What::Fault(_) => "fault",
    }
}

/// What it is about, what was decided, and why.
fn decision(run: &Run, decided: &Decided) -> (String, String, String) {
    let world = run.simulation.world();
    match &decided.decision {
        Decision::Placement(placement) => (
            world.group_name(placement.ask.group),
            match placement.outcome {
                Some(_) => "placed".to_owned(),
                None => "no place".to_owned(),
            },
            rejections(placement),
        ),
        Decision::Capacity(minute) => (
            format!("provider/{}", world.provider(minute.provider).name),
            format!("{:?}", minute.verdict),
            format!("{:?}", minute.computed.because),
        ),
        Decision::Reconciliation { service, outcome } => {
            let because: Vec<String> = outcome
                .because
                .iter()
                .map(|because| format!("{because:?}"))
                .collect();
            let counted = outcome.counted;
            (
                format!("service/{}", world.service(*service).row.name),
                format!(
                    "start {} stop {} (limits {}..{})",
                    outcome.start,
                    outcome.stop.len(),
                    counted.lower,
                    counted.upper
                ),
                match because.as_slice() {
                    [] => String::new(),
                    because => format!("because {}", because.join(", ")),
                },
            )
        }
    }
}

fn rejections(placement: &PlacementDecision) -> String {
    let counts: Vec<String> = placement
        .rejected
        .iter()
        .map(|(reason, count)| format!("{count}× {}", FailureReason::word(*reason)))
        .collect();
    let closest = placement
        .closest
        .map(|(_, miss)| format!(", closest {miss:?}"))
        .unwrap_or_default();
    format!(
        "because {} of {} ruled out{closest}",
        counts.join(" "),
        placement.considered
    )
}
