//! Whole stories: each folder of `tests/scenarios` runs, comes out as it says, and its log is the one beside it.
//!
//! `UPDATE=1 cargo test --test scenarios` writes the logs anew; the diff is the review.

#![cfg(not(target_arch = "wasm32"))]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ecs_playground::scenario::judge::{judge, wrong};
use ecs_playground::scenario::{self, run, transcript};
use similar::TextDiff;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/scenarios");

fn folders() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = std::fs::read_dir(FOLDER)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders
}

/// What is wrong with one folder; empty when nothing is.
fn check(folder: &Path) -> String {
    let file = folder.join("scenario.json");
    let text = std::fs::read_to_string(&file).unwrap();
    let scenario = match scenario::load(&text) {
        Ok(scenario) => Arc::new(scenario),
        Err(findings) => return format!("{findings:#?}"),
    };
    let (run, verdicts) = judge(&scenario);
    let mut report = String::new();
    for (line, reason) in wrong(&scenario, &verdicts) {
        report += &format!("{}:{line}: {reason}\n", file.display());
    }
    let straight = run::digest(&text).unwrap();
    let judged = format!("{:016x}", run.simulation.digest());
    if straight != judged {
        report += &format!("digest {straight} when run at once, {judged} when watched\n");
    }
    let log = transcript::text(&run, u64::MAX).join("\n") + "\n";
    report + &compare(&folder.join("log.txt"), &log)
}

fn compare(path: &Path, log: &str) -> String {
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, log).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    if kept == log {
        return String::new();
    }
    let diff = TextDiff::from_lines(kept.as_str(), log);
    let shown = diff.unified_diff().context_radius(2).to_string();
    format!(
        "{} differs (UPDATE=1 writes it anew):\n{shown}",
        path.display()
    )
}

#[test]
fn every_story_comes_out_as_written() {
    let folders = folders();
    let reports: Vec<String> = folders.iter().map(|folder| check(folder)).collect();
    let wrong: String = reports.concat();
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn every_story_says_what_to_look_at_and_expects_something() {
    for folder in folders() {
        let text = std::fs::read_to_string(folder.join("scenario.json")).unwrap();
        let scenario = scenario::load(&text).unwrap();
        assert!(!scenario.description.is_empty(), "{}", folder.display());
        assert!(scenario.expect.len() >= 2, "{}", folder.display());
    }
}
