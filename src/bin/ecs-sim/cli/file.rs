//! Scenario files on disk: finding them, reading them, and saying what is wrong with them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ecs_playground::api::finding::{Finding, Severity};
use ecs_playground::scenario::{self, Scenario};

/// Reads a scenario, or prints what is wrong with it.
pub fn scenario(path: &Path) -> Option<Arc<Scenario>> {
    match scenario::load(&text(path)?) {
        Ok(scenario) => Some(Arc::new(scenario)),
        Err(findings) => {
            report(path, &findings);
            None
        }
    }
}

/// Reads a file, or prints why not.
pub fn text(path: &Path) -> Option<String> {
    match std::fs::read_to_string(path) {
        Ok(text) => Some(text),
        Err(error) => {
            eprintln!("{}: {error}", path.display());
            None
        }
    }
}

/// Prints findings the way compilers do.
pub fn report(path: &Path, findings: &[Finding]) {
    for finding in findings {
        let severity = match finding.severity {
            Severity::Error => "",
            Severity::Warning => "warning: ",
            Severity::Info => "note: ",
        };
        eprintln!(
            "{}:{}:{}: {severity}{}",
            path.display(),
            finding.line,
            finding.column,
            finding.message
        );
        if let Some(help) = &finding.help {
            eprintln!("  help: {help}");
        }
    }
}

/// The scenarios `path` stands for: itself, every `scenario.json` below it, or else every JSON file in it but the
/// `index.json` that lists them.
pub fn scenarios(path: &Path) -> Vec<PathBuf> {
    if !path.is_dir() {
        return vec![path.to_owned()];
    }
    let mut found = Vec::new();
    below(path, &mut found);
    if found.is_empty() {
        found = entries(path);
        found.retain(|file| {
            let is_json = file.extension().is_some_and(|it| it == "json");
            is_json && file.file_stem().is_some_and(|it| it != "index")
        });
    }
    found
}

fn below(folder: &Path, found: &mut Vec<PathBuf>) {
    for path in entries(folder) {
        if path.is_dir() {
            below(&path, found);
        } else if path.file_name().is_some_and(|name| name == "scenario.json") {
            found.push(path);
        }
    }
}

/// What is in a folder, by name.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    paths.sort();
    paths
}
