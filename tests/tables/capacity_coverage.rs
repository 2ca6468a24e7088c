//! Which worked examples of the capacity sheet no test rests on yet, each with its reason.

use std::path::Path;

/// Rows not covered, with why; a letter alone stands for all of its rows. Take one out when it is.
const NOT_YET: &[(&str, &str)] = &[("C20", "the rule of before 2022 is not simulated")];

/// Open rows when this was last written down: it only goes down.
const OPEN_MAX: usize = 1;

#[test]
fn every_worked_example_of_capacity_is_covered_or_says_why_not() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sheet = std::fs::read_to_string(root.join("docs/facts/capacity.md")).unwrap();
    let ids: Vec<&str> = sheet
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split(' ').next())
        .filter(|id| id.len() == 3 && id[1..].bytes().all(|it| it.is_ascii_digit()))
        .collect();
    assert_eq!(ids.len(), 97, "rows of the sheet");
    let mut named = String::new();
    gather(&root.join("tests"), &mut named);
    let reason = |id: &str| NOT_YET.iter().any(|(of, _)| *of == id || *of == &id[..1]);
    let mut open = 0;
    for id in ids {
        match (named.contains(&format!("capacity {id}")), reason(id)) {
            (false, false) => panic!("capacity {id} is neither covered nor has a reason"),
            (true, true) => panic!("capacity {id} is covered: take its reason away"),
            (false, true) => open += 1,
            (true, false) => {}
        }
    }
    assert!(open <= OPEN_MAX, "{open} rows are open, more than before");
}

fn gather(folder: &Path, into: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() && name != "browser" {
            gather(&path, into);
        } else if name == "scenario.json"
            || (name.ends_with(".rs") && !name.ends_with("coverage.rs"))
        {
            into.push_str(&std::fs::read_to_string(&path).unwrap());
        }
    }
}
