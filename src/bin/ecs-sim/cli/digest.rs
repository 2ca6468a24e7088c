//! `ecs-sim digest`: the hash of whole runs.

use std::path::PathBuf;
use std::process::ExitCode;

use ecs_playground::scenario::run;

use super::{BAD_INPUT, file, print};

pub fn digest(scenarios: &[PathBuf]) -> ExitCode {
    let mut all_read = true;
    for path in scenarios {
        let Some(text) = file::text(path) else {
            all_read = false;
            continue;
        };
        match run::digest(&text) {
            Ok(digest) if scenarios.len() == 1 => print([digest]),
            Ok(digest) => print([format!("{digest}  {}", path.display())]),
            Err(findings) => {
                file::report(path, &findings);
                all_read = false;
            }
        }
    }
    if all_read {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(BAD_INPUT)
    }
}
