//! `ecs-sim run`: a scenario's log.

use std::process::ExitCode;
use std::sync::Arc;

use ecs_playground::kernel::SimTime;
use ecs_playground::scenario::run::ENTRIES_MAX;
use ecs_playground::scenario::{Run, Scenario, transcript};
use ecs_playground::sim::records;

use super::{BAD_INPUT, LogForm, RunArgs, file, print};

pub fn run(args: &RunArgs) -> ExitCode {
    let Some(scenario) = file::scenario(&args.scenario) else {
        return ExitCode::from(BAD_INPUT);
    };
    let seed = args.seed.unwrap_or(scenario.seed);
    let scenario = Arc::new(Scenario {
        seed,
        ..Scenario::clone(&scenario)
    });
    let end = match (args.until, args.events) {
        (Some(until), _) => until,
        // Nothing is due for ever at some point; until then, as many entries as were asked for.
        (None, Some(_)) => SimTime::NEVER,
        (None, None) => scenario.end(),
    };
    let entries = args.events.unwrap_or(ENTRIES_MAX);
    let mut run = Run::new(scenario);
    run.run_until(end, entries);
    match args.log {
        LogForm::Text => print(transcript::text(&run, entries)),
        LogForm::Records => print(
            records::records(&run.simulation, entries)
                .into_iter()
                .map(|record| record.to_string()),
        ),
        LogForm::Json => print(
            transcript::json(&run, entries)
                .into_iter()
                .map(|line| line.to_string()),
        ),
    }
    ExitCode::SUCCESS
}
