//! Which worked examples of the scheduler sheet no test rests on yet, each with its reason.

use std::collections::BTreeMap;
use std::path::Path;

/// Rows not covered, with why. Take one out when it is.
const NOT_YET: &[(&str, &str)] = &[];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn is_id(word: &str) -> bool {
    let bytes = word.as_bytes();
    bytes.len() == 3 && bytes[0].is_ascii_uppercase() && bytes[1..].iter().all(u8::is_ascii_digit)
}

/// The ids in the first column of the sheet's tables.
fn ids_of_the_sheet() -> Vec<String> {
    let text = std::fs::read_to_string(root().join("docs/facts/scheduler.md")).unwrap();
    let first = |line: &str| Some(line.strip_prefix("| ")?.split(' ').next()?.to_owned());
    text.lines()
        .filter_map(first)
        .filter(|it| is_id(it))
        .collect()
}

/// Ids said after `scheduler` on a line that is not a header, or standing alone as a text.
fn ids_named(text: &str, alone_too: bool) -> Vec<String> {
    let mut ids = Vec::new();
    for line in text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//!"))
    {
        for rest in line.split("scheduler ").skip(1) {
            let words = rest.split([' ', ',']).filter(|word| !word.is_empty());
            let words = words.map(|word| word.trim_matches(|it: char| !it.is_alphanumeric()));
            ids.extend(words.take_while(|word| is_id(word)).map(str::to_owned));
        }
        if alone_too {
            ids.extend(
                line.split('"')
                    .filter(|word| is_id(word))
                    .map(str::to_owned),
            );
        }
    }
    ids
}

fn covered(folder: &Path, ids: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            if name != "browser" {
                covered(&path, ids);
            }
        } else if name != "coverage.rs" && (name.ends_with(".rs") || name == "scenario.json") {
            let text = std::fs::read_to_string(&path).unwrap();
            // The sheet of task definitions has rows called R01 and so on, too.
            let alone_too = name.ends_with(".rs")
                && !name.starts_with("task_definition")
                && !name.starts_with("capacity");
            for id in ids_named(&text, alone_too) {
                ids.insert(id, path.display().to_string());
            }
        }
    }
}

#[test]
fn every_worked_example_is_covered_or_says_why_not() {
    let mut ids = BTreeMap::new();
    covered(&root().join("tests"), &mut ids);
    let known = ids_of_the_sheet();
    assert_eq!(known.len(), 113, "rows of the sheet");
    let reason = |id: &str| NOT_YET.iter().find(|(of, _)| *of == id || *of == &id[..1]);
    let mut open = 0;
    for id in &known {
        match (ids.get(id), reason(id)) {
            (None, None) => panic!("scheduler {id} is neither covered nor has a reason"),
            (Some(place), Some(_)) => {
                panic!("scheduler {id} is covered by {place}: take its reason away")
            }
            (None, Some(_)) => open += 1,
            (Some(_), None) => {}
        }
    }
    for (of, why) in NOT_YET {
        assert!(
            known.iter().any(|id| id == of || &id[..1] == *of),
            "`{of}` is no row of the sheet"
        );
        assert!(!why.is_empty());
    }
    assert_eq!(open, NOT_YET.len(), "rows that are open");
}
