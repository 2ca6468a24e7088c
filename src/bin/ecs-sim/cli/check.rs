//! `ecs-sim check`: whether scenarios come out as they say.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ecs_playground::scenario::judge::{judge, wrong};

use super::{BAD_INPUT, NOT_MET, file, print};

pub fn check(paths: &[PathBuf]) -> ExitCode {
    let (mut unread, mut unmet) = (false, false);
    for path in paths {
        let found = file::scenarios(path);
        if found.is_empty() {
            eprintln!("{}: no scenario in this folder", path.display());
            unread = true;
        }
        for path in found {
            match check_one(&path) {
                None => unread = true,
                Some(lines) if lines.is_empty() => print([format!("{}: met", path.display())]),
                Some(lines) => {
                    print(lines);
                    unmet = true;
                }
            }
        }
    }
    match (unread, unmet) {
        (true, _) => ExitCode::from(BAD_INPUT),
        (_, true) => ExitCode::from(NOT_MET),
        _ => ExitCode::SUCCESS,
    }
}

/// What is wrong, one line each; `None` when the file cannot be read.
fn check_one(path: &Path) -> Option<Vec<String>> {
    let scenario = file::scenario(path)?;
    let (_, verdicts) = judge(&scenario);
    let wrong = wrong(&scenario, &verdicts);
    Some(
        wrong
            .iter()
            .map(|(line, reason)| format!("{}:{line}: {reason}", path.display()))
            .collect(),
    )
}
