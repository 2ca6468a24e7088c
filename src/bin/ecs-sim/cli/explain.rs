//! `ecs-sim explain`: why a task is where it is, or nowhere, and why IAM refused.

use std::process::ExitCode;

use ecs_playground::engine::Decision;
use ecs_playground::explain::{self, AccessExplanation, PlacementExplanation};
use ecs_playground::model::arn::short_name;
use ecs_playground::scenario::Run;
use ecs_playground::scenario::run::ENTRIES_MAX;
use ecs_playground::sim::Simulation;
use ecs_playground::world::views::TaskView;
use ecs_playground::world::{Cause, DecisionId, Event, World};

use super::{BAD_INPUT, ExplainArgs, file, print};

/// Tasks named when the one asked for is not there.
const SHOWN: usize = 12;

pub fn explain(args: &ExplainArgs) -> ExitCode {
    let Some(scenario) = file::scenario(&args.scenario) else {
        return ExitCode::from(BAD_INPUT);
    };
    let end = args.at.unwrap_or(scenario.end());
    let mut run = Run::new(scenario);
    run.run_until(end, ENTRIES_MAX);
    if let Some(number) = args.refused {
        return refused(&run, number);
    }
    let name = args.task.as_deref().unwrap_or_default();
    let simulation = &run.simulation;
    let found = find(simulation.world(), name);
    let decision = match &found {
        Some(task) => made_by(simulation, task),
        None => last_miss(simulation, name),
    };
    let Some(explanation) = decision.and_then(|id| explain::placement(simulation, id)) else {
        let known: Vec<String> = simulation
            .world()
            .tasks()
            .map(|task| task.label())
            .collect();
        eprintln!("there is no task `{name}` at {end}");
        eprintln!("  help: {}", help(&known));
        return ExitCode::from(BAD_INPUT);
    };
    print(lines(&explanation));
    if let Some(task) = found {
        print(state(&task));
        print(
            ended(simulation, &task)
                .into_iter()
                .flat_map(|it| access(&it)),
        );
    }
    ExitCode::SUCCESS
}

/// A step that was refused, and why when IAM did it.
fn refused(run: &Run, number: usize) -> ExitCode {
    let found = number.checked_sub(1).and_then(|it| run.refused.get(it));
    let Some(refused) = found else {
        eprintln!(
            "{} steps were refused, none is number {number}",
            run.refused.len()
        );
        eprintln!("  help: `ecs-sim run` lists them in the order of the run");
        return ExitCode::from(BAD_INPUT);
    };
    let command = run.refused_command(refused);
    let explained = command.and_then(|(world, command)| explain::access::call(&world, &command));
    match explained {
        Some(explained) => print(access(&explained)),
        None => print([
            refused.error.to_string(),
            "IAM has no part in this.".to_owned(),
        ]),
    }
    ExitCode::SUCCESS
}

/// Why a role's permissions ended the task.
fn ended(simulation: &Simulation, task: &TaskView<'_>) -> Option<AccessExplanation> {
    let asked = |event: &Event| matches!(event, Event::TaskStopRequested { task: it, .. } if *it == task.id);
    let mut entries = simulation.entries();
    let (seq, _) = entries.find(|(_, entry)| asked(&entry.event))?;
    explain::access::entry(simulation, seq)
}

fn access(explanation: &AccessExplanation) -> Vec<String> {
    let mut lines = vec![
        String::new(),
        explanation.headline.clone(),
        String::new(),
        explanation.paragraph.clone(),
        String::new(),
    ];
    for row in &explanation.layers {
        let mark = if row.decides { "→" } else { " " };
        lines.push(format!(" {mark} {:<16} {}", row.layer, row.said));
    }
    lines.push(format!("AWS says: {}", explanation.aws_says));
    lines.extend(
        explanation
            .changes
            .iter()
            .map(|it| format!("to mend it: {it}")),
    );
    lines.extend(explanation.statements.iter().map(|it| format!("  {it}")));
    lines
}

fn help(known: &[String]) -> String {
    match known {
        [] => "no task was placed by then: try a later `--at`".to_owned(),
        known if known.len() <= SHOWN => format!("there are {}", known.join(", ")),
        known => format!(
            "there are {} … {} in all",
            known[..SHOWN].join(", "),
            known.len()
        ),
    }
}

/// By label, id or ARN.
fn find<'w>(world: &'w World, name: &str) -> Option<TaskView<'w>> {
    let by_label = world.tasks().find(|task| task.label() == name);
    by_label.or_else(|| world.find_task(short_name(name)))
}

/// The placement that made the task.
fn made_by(simulation: &Simulation, task: &TaskView<'_>) -> Option<DecisionId> {
    let created = simulation
        .entries()
        .filter(|(_, entry)| matches!(entry.event, Event::TaskCreated(_)))
        .nth(task.id.0 as usize)?;
    match created.1.cause {
        Cause::Decision(id) => Some(id),
        _ => None,
    }
}

/// The last time a task of that name's group found no place.
fn last_miss(simulation: &Simulation, name: &str) -> Option<DecisionId> {
    let (group, _) = name.rsplit_once('.')?;
    let world = simulation.world();
    let mut decisions = simulation.decisions().rev();
    decisions.find_map(|(id, decided)| match &decided.decision {
        Decision::Placement(placement) if placement.outcome.is_none() => {
            let of = world.group_name(placement.ask.group);
            let same = of.split_once(':').map_or(&*of, |(_, rest)| rest) == group;
            same.then_some(id)
        }
        _ => None,
    })
}

fn lines(explanation: &PlacementExplanation) -> Vec<String> {
    let mut lines = vec![
        explanation.headline.clone(),
        String::new(),
        explanation.paragraph.clone(),
    ];
    if !explanation.rows.is_empty() {
        lines.push(String::new());
        lines.push(format!(
            "   {:<9} {:<11} {:>12} {:>14}  checks and scores",
            "instance", "zone", "CPU left", "memory left"
        ));
    }
    for row in &explanation.rows {
        let mark = if row.chosen { "→" } else { " " };
        let said = match row.misses.is_empty() {
            true => row.scores.join(", "),
            false => row.misses.join("; "),
        };
        lines.push(format!(
            " {mark} {:<9} {:<11} {:>12} {:>14}  {said}",
            row.label, row.zone, row.cpu_left, row.memory_left
        ));
    }
    for (place, strategy) in explanation.strategies.iter().enumerate() {
        lines.push(format!("   score {}: {strategy}", place + 1));
    }
    if let Some(said) = &explanation.ecs_says {
        lines.push(format!("ECS says: {said}"));
    }
    lines
}

fn state(task: &TaskView<'_>) -> Vec<String> {
    let mut lines = vec![
        String::new(),
        format!(
            "{} ({}) is {}, desired {}",
            task.label(),
            task.hex(),
            task.row.last_status,
            task.row.desired_status()
        ),
    ];
    lines.extend(explain::waiting(task).map(|what| format!("waiting: {what}")));
    lines.extend(
        task.stopped_reason()
            .map(|reason| format!("stoppedReason: {reason}")),
    );
    lines
}
