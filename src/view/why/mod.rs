//! Why: the decisions that touched what is selected, newest first, each with its evidence.
//!
//! The sentences are `explain`'s; here they are put beside funnels, tables and ECS's own words.

mod evidence;

use crate::engine::Decision;
use crate::engine::capacity::look::Minute;
use crate::engine::placement::{Destination, PlacementDecision};
use crate::explain;
use crate::kernel::WHOLE;
use crate::model::{CapacityProviderId, ContainerInstanceId, ServiceId, TaskId};
use crate::sim::Decided;
use crate::view::frame::{Kind, Subject};
use crate::view::inspector::{Stage, Why, compare, options, provider, scaling, workbench};
use crate::view::look::Look;
use crate::world::{Cause, DecisionId, Event};

/// As many decisions as one reads.
const MOST: usize = 6;

/// The decisions behind `subject`; without one, the last decision taken.
pub fn decisions(look: &Look<'_>, subject: Option<Subject>) -> Vec<Why> {
    let known = || {
        look.run
            .decisions()
            .rev()
            .filter(|(_, decided)| decided.seq < look.seq())
    };
    let tell = |(id, _): (DecisionId, &Decided)| tell(look, id);
    match subject {
        None => known().take(1).filter_map(tell).collect(),
        Some(Subject {
            kind: Kind::Task,
            id,
        }) => of_task(look, TaskId(id)),
        Some(Subject {
            kind: Kind::Service,
            id,
        }) => {
            let mine = |decision: &Decision| matches!(decision, Decision::Reconciliation { service, .. } if service.0 == id);
            let scaling = scaling::why(look, ServiceId(id));
            let looks = known()
                .filter(|(_, decided)| mine(&decided.decision))
                .take(MOST)
                .filter_map(tell);
            scaling.into_iter().chain(looks).collect()
        }
        Some(Subject {
            kind: Kind::Run, ..
        }) => compare::whys(look),
        Some(Subject {
            kind: Kind::Purchases,
            ..
        }) => options::whys(look),
        Some(Subject {
            kind: Kind::Strategies,
            id,
        }) => workbench::whys(look, ServiceId(id)),
        Some(Subject {
            kind: Kind::Instance,
            id,
        }) => {
            let here = |decision: &Decision| match decision {
                Decision::Placement(placement) => chosen(placement).is_some_and(|it| it.0 == id),
                Decision::Reconciliation { .. } | Decision::Capacity(_) => false,
            };
            known()
                .filter(|(_, decided)| here(&decided.decision))
                .take(MOST)
                .filter_map(tell)
                .collect()
        }
        Some(Subject {
            kind: Kind::CapacityProvider,
            id,
        }) => provider::whys(look, CapacityProviderId(id)),
        Some(Subject {
            kind: Kind::Step,
            id,
        }) => of_entry(look, u64::from(id)).into_iter().collect(),
        Some(_) => Vec::new(),
    }
}

fn chosen(placement: &PlacementDecision) -> Option<ContainerInstanceId> {
    match placement.outcome {
        Some(Destination::Instance(instance)) => Some(instance),
        _ => None,
    }
}

/// The placement that made `task`.
pub fn placement_of(run: &crate::sim::Simulation, task: TaskId) -> Option<DecisionId> {
    let mine = |decision: &Decision| matches!(decision, Decision::Placement(it) if it.task == task && it.outcome.is_some());
    run.decisions()
        .rev()
        .find(|(_, decided)| mine(&decided.decision))
        .map(|(id, _)| id)
}

/// Why a task is where it is, and before that, what it waits for and why it stops.
fn of_task(look: &Look<'_>, task: TaskId) -> Vec<Why> {
    let view = look.world.task(task);
    let mut list = Vec::new();
    if view.row.stop.is_some() {
        list.extend(of_stop(look, task));
    } else if let Some(waits) = explain::waiting(&view) {
        let headline = format!("{} is {}", view.label(), view.row.last_status);
        list.push(Why {
            paragraphs: vec![explain::words::sentence(&waits)],
            ..Why::now(look, headline)
        });
    }
    list.extend(placement_of(look.run, task).and_then(|id| tell(look, id)));
    list
}

fn of_stop(look: &Look<'_>, task: TaskId) -> Option<Why> {
    let mut entries = look
        .run
        .entries()
        .rev()
        .filter(|(seq, _)| *seq < look.seq());
    let (seq, _) = entries.find(
        |(_, entry)| matches!(entry.event, Event::TaskStopRequested { task: it, .. } if it == task),
    )?;
    let view = look.world.task(task);
    let mut why = of_entry(look, seq)?;
    why.headline = format!("{} was asked to stop", view.label());
    if let Some(said) = view.stopped_reason() {
        why.says.insert(0, said);
    }
    Some(why)
}

/// An entry with the decision behind it and the chain back to what started it.
fn of_entry(look: &Look<'_>, seq: u64) -> Option<Why> {
    let entry = look.run.entry(seq)?;
    let explained = explain::entry(look.run, seq)?;
    let mut why = match entry.cause {
        Cause::Decision(id) => tell(look, id)?,
        _ => Why::default(),
    };
    why.seq = seq;
    why.at = entry.at.to_string();
    why.headline = strip(&explained.headline).to_owned();
    if !explained.paragraph.is_empty() {
        // The page has no other letters for code.
        why.paragraphs = vec![explained.paragraph.replace('`', "")];
    }
    why.chain = explained
        .chain
        .into_iter()
        .map(|link| strip(&link.text).to_owned())
        .collect();
    Some(why)
}

/// One decision at three depths.
fn tell(look: &Look<'_>, id: DecisionId) -> Option<Why> {
    let decided = look.run.decided(id)?;
    let mut why = match &decided.decision {
        Decision::Placement(placement) => {
            let explained = explain::placement(look.run, id)?;
            let all = explained.funnel.first().map_or(0, |step| step.left);
            let stage = |step: &explain::placement::FunnelStep| Stage {
                label: step.label.clone(),
                left: step.left,
                of: all,
            };
            Why {
                placement: Some(id.0).filter(|_| !explained.rows.is_empty()),
                funnel: explained.funnel.iter().map(stage).collect(),
                table: evidence::candidates(look.run, decided, placement, &explained),
                says: explained.ecs_says.into_iter().collect(),
                notes: evidence::assumptions(&explained.assumptions),
                headline: explained.headline,
                paragraphs: vec![explained.paragraph],
                ..Why::default()
            }
        }
        Decision::Capacity(minute) if WHOLE => capacity(look, minute),
        Decision::Capacity(_) => return None,
        Decision::Reconciliation { .. } => {
            let explained = explain::reconciliation(look.run, id)?;
            Why {
                table: Some(evidence::numbers(&explained.numbers)),
                notes: evidence::assumptions(&explained.assumptions),
                headline: explained.headline,
                paragraphs: vec![explained.paragraph],
                ..Why::default()
            }
        }
    };
    why.seq = decided.seq;
    why.at = decided.at.to_string();
    why.says.extend(said_because_of(look, id, decided.seq));
    Some(why)
}

/// The last minutes that changed the group of a provider.
pub fn of_provider(look: &Look<'_>, id: CapacityProviderId) -> Vec<Why> {
    let known = look.run.decisions().rev();
    let known = known.filter(|(_, decided)| decided.seq < look.seq());
    let mine =
        |decision: &Decision| matches!(decision, Decision::Capacity(it) if it.provider == id);
    known
        .filter(|(_, decided)| mine(&decided.decision))
        .take(MOST)
        .filter_map(|(id, _)| tell(look, id))
        .collect()
}

/// A minute of managed scaling, taken or imagined.
pub fn capacity(look: &Look<'_>, minute: &Minute) -> Why {
    let explained = explain::capacity::explain(look.run.world(), minute);
    let mut table = evidence::numbers(&explained.numbers);
    table.caption = "The minute in numbers".to_owned();
    table.columns[0] = "Name".to_owned();
    table.columns[2] = "What".to_owned();
    Why {
        table: Some(table),
        notes: evidence::assumptions(&explained.assumptions),
        headline: explained.headline,
        paragraphs: vec![explained.paragraph],
        ..Why::default()
    }
}

/// ECS's service events that a decision led to.
fn said_because_of(look: &Look<'_>, id: DecisionId, from: u64) -> Vec<String> {
    let mut said = Vec::new();
    for seq in from..(from + 400).min(look.run.len()) {
        let Some(entry) = look.run.entry(seq) else {
            break;
        };
        if let (Cause::Decision(cause), Event::ServiceEventWritten { service, message }) =
            (entry.cause, &entry.event)
            && cause == id
        {
            said.push(look.run.world().service(*service).event_text(message));
        }
    }
    said
}

/// `task/web.3 → RUNNING` without the word before the stroke.
pub fn strip(line: &str) -> &str {
    for kind in [
        "task/",
        "service/",
        "instance/",
        "container/",
        "cluster/",
        "service:",
        "family:",
    ] {
        if let Some(rest) = line.strip_prefix(kind) {
            return rest;
        }
    }
    line
}
