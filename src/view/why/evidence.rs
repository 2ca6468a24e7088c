//! The tables beside a sentence: every candidate with every check, and the numbers a look counted.

use crate::engine::placement::{Check, PlacementDecision, Table as Watched, place_by_scan};
use crate::explain::placement::PlacementExplanation;
use crate::explain::reconciliation::NumberRow;
use crate::explain::words::number;
use crate::model::assumed;
use crate::sim::{Decided, Simulation};
use crate::view::frame::{Kind, Subject, Tone};
use crate::view::inspector::{Note, Table, TableRow, Word};
use crate::view::text;

/// Rows of the table that are shown.
const ROWS: usize = 60;

/// The candidates of a placement. A check that failed is marked where it failed.
pub fn candidates(
    run: &Simulation,
    decided: &Decided,
    placement: &PlacementDecision,
    explained: &PlacementExplanation,
) -> Option<Table> {
    if explained.rows.is_empty() {
        return None;
    }
    let world = run.world_at(decided.seq);
    let mut watched = Watched::default();
    place_by_scan(&world, &placement.ask, &mut watched);
    let demand = placement.ask.demand(&world);
    let with_interfaces = demand.network_interfaces > 0;
    let mut columns: Vec<String> = ["Instance", "Zone", "CPU left", "MiB left"]
        .map(str::to_owned)
        .to_vec();
    if with_interfaces {
        columns.push("ENIs left".to_owned());
    }
    columns.push("Other checks".to_owned());
    columns.extend(explained.strategies.iter().cloned());

    let rows = explained.rows.iter().take(ROWS).map(|row| {
        let misses = watched
            .rows
            .iter()
            .find(|it| it.instance.0 == row.instance)
            .map_or(&[][..], |it| &it.misses);
        let missed = |check: Check| misses.iter().any(|miss| miss.check() == check);
        let tone = |check: Check| {
            if missed(check) {
                Tone::Bad
            } else {
                Tone::Plain
            }
        };
        let mut cells = vec![
            Word::new(&*row.label, Tone::Plain),
            Word::new(text::zone(&row.zone), Tone::Plain),
            Word::new(&*row.cpu_left, tone(Check::Cpu)),
            Word::new(&*row.memory_left, tone(Check::Memory)),
        ];
        let mut own = vec![Check::Cpu, Check::Memory];
        if with_interfaces {
            let instance = world.instance(crate::model::ContainerInstanceId(row.instance));
            let left = instance.row.remaining().network_interfaces;
            cells.push(Word::new(
                number(u64::from(left)),
                tone(Check::NetworkInterfaces),
            ));
            own.push(Check::NetworkInterfaces);
        }
        let others: Vec<&str> = misses
            .iter()
            .zip(&row.misses)
            .filter(|(miss, _)| !own.contains(&miss.check()))
            .map(|(_, text)| text.as_str())
            .collect();
        cells.push(if others.is_empty() {
            Word::new("pass", Tone::Muted)
        } else {
            Word::new(others.join(", "), Tone::Bad)
        });
        for step in 0..explained.strategies.len() {
            cells.push(match row.scores.get(step) {
                Some(score) => Word::new(&**score, Tone::Plain),
                None => Word::new("–", Tone::Muted),
            });
        }
        TableRow {
            subject: Some(Subject::new(Kind::Instance, row.instance)),
            picked: row.chosen,
            cells,
        }
    });
    Some(Table {
        caption: "Every candidate with every check".to_owned(),
        columns,
        rows: rows.collect(),
        more: explained.rows.len().saturating_sub(ROWS) as u32,
    })
}

/// The arithmetic of a look at a service.
pub fn numbers(rows: &[NumberRow]) -> Table {
    let row = |row: &NumberRow| TableRow {
        subject: None,
        picked: false,
        cells: vec![
            Word::new(row.label, Tone::Plain),
            Word::new(&*row.value, Tone::Plain),
            Word::new(&*row.how, Tone::Muted),
        ],
    };
    let rows = rows.iter().map(row).collect();
    Table::new(
        "Tasks as this look counted them",
        &["Tasks", "Count", "From"],
        rows,
    )
}

/// The registered assumptions of these names.
pub fn assumptions(names: &[&str]) -> Vec<Note> {
    let all = assumed::ALL;
    let found = |name: &&str| {
        let place = all.iter().position(|it| it.name == *name)?;
        Some(Note {
            title: format!("Assumption {} of {}", place + 1, all.len()),
            text: all[place].text.to_owned(),
        })
    };
    names.iter().filter_map(found).collect()
}
