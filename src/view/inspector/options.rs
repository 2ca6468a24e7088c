//! Fargate beside EC2 beside Spot for the tasks on screen: cost and use, each number with where it is from. The arithmetic
//! is `engine::capacity::alternatives`.

use crate::catalog::{fargate_prices, instance_types};
use crate::engine::capacity::alternatives::{
    Alternative, Need, Place, TASKS_MAX, cheapest, needs, on_fargate, on_instances,
};
use crate::engine::capacity::bill::bill;
use crate::model::capacity::Purchase;
use crate::view::inspector::cost::dollars;
use crate::view::inspector::{Table, TableRow, Why};
use crate::view::look::Look;
use crate::view::text;

/// Hours of a month, as AWS's calculator takes it.
const MONTH_HOURS: u64 = 730;

pub fn whys(look: &Look<'_>) -> Vec<Why> {
    let (needs, left_out) = needs(look.world);
    if needs.is_empty() || needs.len() > TASKS_MAX {
        let why = format!(
            "This compares 1 to {TASKS_MAX} tasks; {} are to run now.",
            needs.len()
        );
        return vec![Why {
            paragraphs: vec![why],
            ..Why::now(look, "Nothing to compare")
        }];
    }
    let options = options(look, &needs);
    let least = options.iter().min_by_key(|it| it.nano_usd_hour);
    let headline = least.map_or("No single way holds them all".to_owned(), |it| {
        format!("{} would cost least", name(it))
    });
    let mut paragraphs = vec![
        format!(
            "{} that are to run now reserve {} CPU units and {} MiB together. List prices of us-east-1: Fargate as of {}, instances as of {}; Spot prices are a snapshot, real ones move.",
            text::count(needs.len() as u32, "task"),
            text::number(needs.iter().map(|it| it.amounts.cpu_units).sum()),
            text::number(needs.iter().map(|it| it.amounts.memory_mib).sum()),
            fargate_prices::AS_OF,
            instance_types::AS_OF,
        ),
        "On Fargate a task takes the smallest size that holds it and waits for a host of its own at each start. Instances are there before tasks start, and cost the same when they are empty; here they are packed once, largest task first. Spot is taken back with two minutes' warning.".to_owned(),
    ];
    if left_out > 0 {
        let tasks = text::count(left_out, "task");
        paragraphs.push(format!(
            "{tasks} on Windows are left out below the first line."
        ));
    }
    vec![Why {
        paragraphs,
        table: Some(table(look, &needs, &options, least)),
        ..Why::now(look, headline)
    }]
}

/// Fargate, the types that are there, the cheapest of the catalogue, and all of them as Spot.
fn options(look: &Look<'_>, needs: &[Need]) -> Vec<Alternative> {
    let mut kinds: Vec<_> = look
        .world
        .instances()
        .filter(|it| it.row.is_present())
        .map(|it| it.row.kind)
        .collect();
    kinds.sort_unstable_by_key(|kind| kind.name);
    kinds.dedup_by_key(|kind| kind.name);
    let mut options: Vec<Alternative> = [false, true]
        .into_iter()
        .filter_map(|spot| on_fargate(needs, spot))
        .collect();
    if let Some(Alternative {
        place: Place::Instances { kind, .. },
        ..
    }) = cheapest(needs)
        && !kinds.iter().any(|known| known.name == kind.name)
    {
        kinds.push(kind);
    }
    for kind in kinds {
        for purchase in [Purchase::OnDemand, Purchase::Spot] {
            options.extend(on_instances(needs, kind, purchase).filter(|it| it.nano_usd_hour > 0));
        }
    }
    options
}

fn name(option: &Alternative) -> String {
    match option.place {
        Place::Fargate { spot: false } => "Fargate".to_owned(),
        Place::Fargate { spot: true } => "Fargate Spot".to_owned(),
        Place::Instances { kind, purchase } => {
            let spot = if purchase == Purchase::Spot {
                ", Spot"
            } else {
                ""
            };
            format!("{} × {}{spot}", kind.name, option.count)
        }
    }
}

fn table(
    look: &Look<'_>,
    needs: &[Need],
    options: &[Alternative],
    least: Option<&Alternative>,
) -> Table {
    let hour = |nano: u64| dollars(nano / 1_000);
    let month = |nano: u64| dollars(nano / 1_000 * MONTH_HOURS);
    let used = |part: u64, whole: u64| format!("{} %", part * 100 / whole.max(1));
    let (cpu, memory) = needs.iter().fold((0, 0), |(cpu, memory), it| {
        (
            cpu + u64::from(it.amounts.cpu_units),
            memory + u64::from(it.amounts.memory_mib),
        )
    });
    let mut rows = Vec::new();
    let now = bill(look.world, look.now).total().nano_usd_hour;
    if now > 0 {
        let nothing = || "–".to_owned();
        let name = "as it is now".to_owned();
        rows.push(TableRow::plain([
            name,
            hour(now),
            month(now),
            nothing(),
            nothing(),
        ]));
    }
    rows.extend(options.iter().map(|it| TableRow {
        picked: least.is_some_and(|least| least.nano_usd_hour == it.nano_usd_hour),
        ..TableRow::plain([
            name(it),
            hour(it.nano_usd_hour),
            month(it.nano_usd_hour),
            used(cpu, it.cpu_units),
            used(memory, it.memory_mib),
        ])
    }));
    Table::new(
        "The same tasks, bought otherwise",
        &["Where", "An hour", "730 hours", "CPU used", "Memory used"],
        rows,
    )
}
