//! `ecs-sim iam`: decisions and findings about IAM policies, for cases in files or on stdin.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Subcommand, ValueEnum};
use ecs_playground::iam::check::{check, guess_kind};
use ecs_playground::iam::finding::{Finding, Severity};
use ecs_playground::iam::{PolicyKind, lines};
use serde_json::json;

use super::{BAD_INPUT, NOT_MET};

#[derive(Subcommand)]
pub enum IamCommand {
    /// Decides cases: one line of JSON in, one line of JSON out
    #[command(after_help = "\
A case is {\"id\", \"request\", \"policies\"}:
  request   principal (an ARN, a service, {\"type\": \"Anonymous\"}), action, resource, resource_account, context,
            wildcard_only_action
  policies  identity, boundary, scp, rcp, resource_policy, session, vpc_endpoint; null or absent: no such layer
The answer is {\"id\", \"decision\", \"blocked_by\", \"errors\"}. blocked_by has every layer with a deny that matches, or,
without any, every layer whose permission is needed and missing; the one AWS's message names comes first. A line that
cannot be read is answered too, and the next one is read.

Examples:
  ecs-sim iam evaluate cases.jsonl
  generate | ecs-sim iam evaluate")]
    Evaluate {
        /// Cases, one a line; stdin when absent or `-`
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
    },
    /// Says what is wrong with one policy, and where
    #[command(after_help = "\
Examples:
  ecs-sim iam validate policy.json
  ecs-sim iam validate --kind trust role.json
  ecs-sim iam validate - --json < policy.json

Exit codes:
  0  IAM takes the policy; there may be warnings
  1  IAM refuses it
  2  the file cannot be read")]
    Validate {
        /// The policy; stdin when absent or `-`
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
        /// Where the policy is attached; guessed from its elements when absent
        #[arg(long, value_enum)]
        kind: Option<Kind>,
        /// Print findings as lines of JSON
        #[arg(long)]
        json: bool,
    },
}

/// `PolicyKind` as an argument.
#[derive(Clone, Copy, ValueEnum)]
pub enum Kind {
    Managed,
    Inline,
    Boundary,
    Session,
    Resource,
    Trust,
    VpcEndpoint,
    Scp,
    Rcp,
}

impl Kind {
    fn of(self) -> PolicyKind {
        match self {
            Kind::Managed => PolicyKind::Managed,
            Kind::Inline => PolicyKind::Inline,
            Kind::Boundary => PolicyKind::Boundary,
            Kind::Session => PolicyKind::Session,
            Kind::Resource => PolicyKind::Resource,
            Kind::Trust => PolicyKind::Trust,
            Kind::VpcEndpoint => PolicyKind::VpcEndpoint,
            Kind::Scp => PolicyKind::Scp,
            Kind::Rcp => PolicyKind::Rcp,
        }
    }
}

pub fn iam(command: IamCommand) -> ExitCode {
    match command {
        IamCommand::Evaluate { file } => evaluate(file.as_deref()),
        IamCommand::Validate { file, kind, json } => validate(file.as_deref(), kind, json),
    }
}

/// A file, or stdin for none and for `-`.
fn open(file: Option<&Path>) -> Result<Box<dyn Read>, String> {
    match file.filter(|path| *path != Path::new("-")) {
        None => Ok(Box::new(std::io::stdin())),
        Some(path) => match File::open(path) {
            Ok(file) => Ok(Box::new(file)),
            Err(error) => Err(format!("{}: {error}", path.display())),
        },
    }
}

fn refuse(message: &str) -> ExitCode {
    eprintln!("{message}");
    ExitCode::from(BAD_INPUT)
}

fn evaluate(file: Option<&Path>) -> ExitCode {
    let mut input = match open(file) {
        Ok(input) => BufReader::with_capacity(1 << 16, input),
        Err(message) => return refuse(&message),
    };
    let mut out = BufWriter::with_capacity(1 << 16, std::io::stdout().lock());
    let mut line = Vec::new();
    loop {
        line.clear();
        match input.read_until(b'\n', &mut line) {
            Ok(0) => break,
            Ok(_) => {}
            Err(error) => return refuse(&error.to_string()),
        }
        // Bytes that are no text become marks inside strings, and errors elsewhere.
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_start_matches('\u{feff}').trim();
        if text.is_empty() {
            continue;
        }
        let mut written = writeln!(out, "{}", lines::answer(text));
        // Who answers while being asked, as in a pipe, is not kept waiting.
        if input.buffer().is_empty() {
            written = written.and_then(|()| out.flush());
        }
        if written.is_err() {
            return ExitCode::SUCCESS;
        }
    }
    // A reader that went away, like `head`, ends the program quietly.
    let _ = out.flush();
    ExitCode::SUCCESS
}

fn validate(file: Option<&Path>, kind: Option<Kind>, as_json: bool) -> ExitCode {
    let mut bytes = Vec::new();
    let read = open(file).and_then(|mut input| {
        input
            .read_to_end(&mut bytes)
            .map_err(|error| error.to_string())
    });
    if let Err(message) = read {
        return refuse(&message);
    }
    let text = String::from_utf8_lossy(&bytes);
    let text = text.trim_start_matches('\u{feff}');
    let kind = kind.map_or_else(|| guess_kind(text), Kind::of);
    let findings = check(text, kind);
    let name = file.map_or("-".to_owned(), |path| path.display().to_string());
    super::print(findings.iter().map(|finding| match as_json {
        true => json_line(finding),
        false => text_lines(&name, finding),
    }));
    let refused = findings.iter().any(|it| it.severity == Severity::Error);
    match refused {
        true => ExitCode::from(NOT_MET),
        false => ExitCode::SUCCESS,
    }
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn json_line(finding: &Finding) -> String {
    json!({
        "severity": word(finding.severity),
        "rule": finding.rule,
        "path": finding.path,
        "line": finding.line,
        "column": finding.column,
        "start": finding.place.start,
        "end": finding.place.end,
        "message": finding.message,
        "help": finding.help,
        "aws_message": finding.literal,
        "aws_answers_this": finding.first,
    })
    .to_string()
}

fn text_lines(name: &str, finding: &Finding) -> String {
    let mut text = format!(
        "{name}:{}:{}: {}: ",
        finding.line,
        finding.column,
        word(finding.severity)
    );
    text.push_str(&finding.sentence());
    text.push_str(&format!(" ({})", finding.rule));
    if let Some(literal) = finding.literal.as_ref().filter(|_| finding.first) {
        text.push_str(&format!("\n  IAM answers: {literal}"));
    }
    if let Some(help) = &finding.help {
        text.push_str(&format!("\n  help: {help}"));
    }
    text
}
