//! The command line: what can be asked, and how answers and errors leave.
//!
//! Answers go to stdout, errors to stderr as `file:line:column: message`, advice below as `help: …`.

mod bench;
mod check;
mod digest;
mod explain;
mod file;
mod iam;
mod run;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};
use ecs_playground::kernel::SimTime;
use ecs_playground::kernel::time::parse_span;

/// Exit code when an expectation is not met.
const NOT_MET: u8 = 1;
/// Exit code of bad usage and of input that cannot be read; clap uses the same.
const BAD_INPUT: u8 = 2;

const EXIT_CODES: &str = "\
Exit codes:
  0  done, and every expectation is met
  1  an expectation is not met
  2  bad usage, or input that cannot be read";

/// Runs Amazon ECS scenarios without a browser.
#[derive(Parser)]
#[command(name = "ecs-sim", version, after_help = EXIT_CODES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs a scenario and prints its log
    #[command(after_help = "\
Examples:
  ecs-sim run web.json                    to its end: the last step, expectation and `open`
  ecs-sim run web.json --until 10m        ten simulated minutes
  ecs-sim run web.json --events 40 --log json
  ecs-sim run web.json --log records      task, instance, service and deployment records
  ecs-sim run web.json --seed 7           the same steps with other draws")]
    Run(RunArgs),
    /// Runs scenarios and says which expectations are not met
    #[command(after_help = "\
Examples:
  ecs-sim check web.json
  ecs-sim check tests/scenarios           every folder below with a scenario.json

A scenario that says why it `differs` from AWS must not be met yet; it fails on the day it is.

Exit codes:
  0  everything is met
  1  something is not; each line of output names the place and the reason
  2  a file cannot be read")]
    Check {
        /// Scenario files, or folders that hold them
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
    },
    /// Prints the hash of a scenario's whole run: the same here and in a browser
    #[command(after_help = "\
Examples:
  ecs-sim digest web.json                 16 hex digits
  ecs-sim digest a.json b.json            one line each, with the path")]
    Digest {
        #[arg(required = true, value_name = "SCENARIO")]
        scenarios: Vec<PathBuf>,
    },
    /// Says why a task is where it is, why it found no place, or why IAM refused
    #[command(after_help = "\
Examples:
  ecs-sim explain web.json --at 2m --task web.3
  ecs-sim explain web.json --task web.5   one that found no place yet: the last try
  ecs-sim explain web.json --refused 1    the first call that IAM refused")]
    Explain(ExplainArgs),
    /// Decides what IAM policies allow, and says what is wrong with them
    Iam {
        #[command(subcommand)]
        command: iam::IamCommand,
    },
    /// Measures placement, events, copies and seeks on this machine
    #[command(after_help = "\
Example:
  cargo run --release --bin ecs-sim -- bench")]
    Bench,
}

#[derive(clap::Args)]
struct ExplainArgs {
    scenario: PathBuf,
    /// When to look, such as `2m`; the end of the scenario when absent
    #[arg(long, value_parser = time)]
    at: Option<SimTime>,
    /// The task: its label such as `web.3`, its id or its ARN
    #[arg(long, value_name = "ID", required_unless_present = "refused")]
    task: Option<String>,
    /// A refused step instead, by its number in the order of the run, from 1
    #[arg(long, value_name = "N", conflicts_with = "task")]
    refused: Option<usize>,
}

#[derive(clap::Args)]
struct RunArgs {
    scenario: PathBuf,
    /// Simulated time to run to, such as `10m` or `1m30s`
    #[arg(long, value_parser = time, conflicts_with = "events")]
    until: Option<SimTime>,
    /// Entries of the log to print
    #[arg(long, value_name = "N")]
    events: Option<u64>,
    /// Form of the lines
    #[arg(long, value_enum, default_value = "text")]
    log: LogForm,
    /// Seed of all draws, instead of the file's
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
}

#[derive(Clone, Copy, ValueEnum)]
enum LogForm {
    Text,
    Json,
    /// What Amazon EventBridge would be told, one record a line
    Records,
}

pub fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Run(args) => run::run(&args),
        Command::Check { paths } => check::check(&paths),
        Command::Digest { scenarios } => digest::digest(&scenarios),
        Command::Explain(args) => explain::explain(&args),
        Command::Iam { command } => iam::iam(command),
        Command::Bench => bench::bench(),
    }
}

fn time(text: &str) -> Result<SimTime, String> {
    let span = parse_span(text).ok_or("write it like `90s`, `1m30s` or `250ms`")?;
    Ok(SimTime::ZERO + span)
}

/// Prints lines; a reader that went away, like `head`, ends the program quietly.
fn print(lines: impl IntoIterator<Item = String>) {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in lines {
        if writeln!(out, "{line}").is_err() {
            std::process::exit(0);
        }
    }
    if out.flush().is_err() {
        std::process::exit(0);
    }
}
