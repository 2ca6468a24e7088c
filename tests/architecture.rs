//! How the house stands: which floor may use which, and what every file owes its reader.

#![cfg(not(target_arch = "wasm32"))]

use std::fs;
use std::path::{Path, PathBuf};

/// The floors of the library, from the ground up. A module uses only lower floors, never one beside it.
const FLOORS: &[&[&str]] = &[
    &["kernel"],
    &["catalog", "iam"],
    &["model"],
    &["world"],
    &["engine"],
    &["api"],
    &["sim"],
    &["scenario", "explain", "lesson"],
    &["view"],
];

/// Macros live at the root of the crate; this is the floor each belongs to.
const MACROS: &[(&str, &str)] = &[
    ("row_ids", "kernel"),
    ("registry", "kernel"),
    ("words", "model"),
    ("assumed", "model"),
    ("iam_assumed", "iam"),
];

/// Programs stand on top and may use everything.
const PROGRAMS: &[&str] = &["ui", "bin"];

const LINES_MAX: usize = 500;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file below `folder`, in order, with its text.
fn files(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with("node_modules") {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path.strip_prefix(root()).unwrap().to_owned(), text));
            }
        }
    }
    found.sort();
    found
}

fn floor(module: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&module))
}

/// The first names after `crate::` in a line of code: one, or those of a `{…}` list.
fn names_used(line: &str) -> Vec<String> {
    let code = line.split("//").next().unwrap_or("");
    let mut names = Vec::new();
    for rest in code.split("crate::").skip(1) {
        let (list, rest) = match rest.strip_prefix('{') {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        let mut depth = 0;
        for part in rest.split_inclusive([',', '{', '}']) {
            let word: String = part
                .trim_start()
                .chars()
                .take_while(|it| it.is_alphanumeric() || *it == '_')
                .collect();
            if depth == 0 && !word.is_empty() {
                names.push(word);
            }
            match part.chars().last() {
                Some('{') => depth += 1,
                Some('}') => depth -= 1,
                _ => {}
            }
            if !list || depth < 0 {
                break;
            }
        }
    }
    names
}

/// Uses of a floor that is not below, as `file:line: what`.
fn wrong_uses(path: &Path, text: &str) -> Vec<String> {
    let inside = path.strip_prefix("src").unwrap();
    let module = inside.iter().next().unwrap().to_str().unwrap();
    let Some(own) = floor(module) else {
        return Vec::new();
    };
    let mut wrong = Vec::new();
    for (number, line) in text.lines().enumerate() {
        for name in names_used(line) {
            let of = MACROS
                .iter()
                .find(|(it, _)| *it == name)
                .map_or(name.as_str(), |(_, of)| of);
            let fine = of == module || floor(of).is_some_and(|it| it < own);
            if !fine {
                wrong.push(format!(
                    "{}:{}: {module} uses {name}",
                    path.display(),
                    number + 1
                ));
            }
        }
    }
    wrong
}

#[test]
fn a_module_uses_only_floors_below() {
    let wrong: Vec<String> = files("src")
        .iter()
        .flat_map(|(path, text)| wrong_uses(path, text))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The watchman is awake: uses upwards and sideways are seen in every way of writing them.
#[test]
fn uses_upwards_and_sideways_are_seen() {
    for (path, line, seen) in [
        ("src/engine/a.rs", "use crate::sim::Simulation;", 1),
        (
            "src/engine/a.rs",
            "use crate::{kernel::SimTime, api::{error, json}, sim};",
            2,
        ),
        ("src/scenario/a.rs", "fn f() -> crate::explain::Why {", 1),
        ("src/kernel/a.rs", "crate::assumed!(X);", 1),
        ("src/engine/a.rs", "use crate::world::{api, sim};", 0),
        (
            "src/engine/a.rs",
            "crate::assumed!(X); // not crate::sim",
            0,
        ),
        ("src/ui/a.rs", "use crate::anything;", 0),
    ] {
        let wrong = wrong_uses(Path::new(path), line);
        assert_eq!(wrong.len(), seen, "{line}: {wrong:?}");
    }
}

#[test]
fn every_module_of_the_library_has_a_floor() {
    let text = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let modules = text
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    let mut count = 0;
    for module in modules {
        count += 1;
        assert!(floor(module).is_some(), "`{module}` stands on no floor");
        assert!(
            !PROGRAMS.contains(&module),
            "`{module}` is a program, not the library's"
        );
    }
    assert!(count >= 8, "the modules of lib.rs were not found");
}

#[test]
fn every_file_says_what_it_is() {
    let all = files("src").into_iter().chain(files("tests"));
    for (path, text) in all {
        assert!(text.starts_with("//! "), "{} has no header", path.display());
    }
}

#[test]
fn a_file_is_one_idea() {
    let long: Vec<String> = files("src")
        .into_iter()
        .map(|(path, text)| (path, text.lines().count()))
        .filter(|(_, lines)| *lines > LINES_MAX)
        .map(|(path, lines)| format!("{}: {lines} lines", path.display()))
        .collect();
    assert!(long.is_empty(), "\n{}", long.join("\n"));
}

#[test]
fn every_assumption_is_registered_and_rested_on() {
    let code: Vec<(PathBuf, String)> = files("src")
        .into_iter()
        .filter(|(path, _)| !path.ends_with("assumed.rs"))
        .collect();
    let mut used: Vec<String> = Vec::new();
    for (_, text) in &code {
        for rest in text.split("assumed!(").skip(1) {
            used.extend(rest.split(')').next().map(|it| it.trim().to_owned()));
        }
    }
    // Two registers: the simulation's, and that of the evaluator, which knows nothing of the simulation.
    let of_ecs = ecs_playground::model::assumed::ALL.iter();
    let of_iam = ecs_playground::iam::assumed::ALL.iter();
    let entries: Vec<(&str, &str, &str)> = of_ecs
        .map(|entry| (entry.name, entry.text, entry.about))
        .chain(of_iam.map(|entry| (entry.name, entry.text, entry.about)))
        .collect();
    let registered: Vec<&str> = entries.iter().map(|(name, ..)| *name).collect();
    for name in &used {
        assert!(
            registered.contains(&name.as_str()),
            "`{name}` is not registered"
        );
    }
    let idle: Vec<&&str> = registered
        .iter()
        .filter(|name| !used.iter().any(|it| it == *name))
        .collect();
    assert!(idle.is_empty(), "nothing rests on {idle:?}");
    for (name, text, about) in entries {
        assert!(!text.is_empty() && !about.is_empty(), "{name}");
    }
}
