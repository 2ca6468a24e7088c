//! The map as a tree of rows: zone, instance, task. The same things, the same selection, for people
//! who read rather than look.

use std::collections::BTreeMap;

use ecs_playground::view::frame::{Kind, Subject};
use ecs_playground::view::map::{Map, Meter, Tile, TileForm};
use wasm_bindgen::JsCast;

use super::dom::{Element, el};
use super::state::{App, Stamped};

pub fn draw(
    app: App,
    map: &Map,
    tiles: &BTreeMap<u32, Stamped>,
    selected: Option<Subject>,
) -> Element {
    let head = el("tr", "").each(&["Name", "State", "CPU units", "Memory MiB"], |name| {
        el("th", "")
            .attr("scope", "col")
            .attr("role", "columnheader")
            .text(*name)
    });
    let mut body = el("tbody", "").attr("role", "rowgroup");
    let mut first = true;
    for zone in &map.zones {
        body = body.child(
            row(1, &mut first, false)
                .child(cell(&zone.name))
                .child(cell(&zone.note))
                .child(cell(""))
                .child(cell("")),
        );
        for tile in zone.tiles.iter().filter_map(|key| tiles.get(key)) {
            body = draw_tile(app, body, &tile.tile, selected, &mut first);
        }
    }
    el("table", "")
        .attr("role", "treegrid")
        .attr("aria-label", map.summary.clone())
        .child(
            el("thead", "")
                .attr("role", "rowgroup")
                .child(head.attr("role", "row")),
        )
        .child(body)
        .on("keydown", |event| walk(event.unchecked_ref()))
}

fn draw_tile(
    app: App,
    body: Element,
    tile: &Tile,
    selected: Option<Subject>,
    first: &mut bool,
) -> Element {
    let subject = Subject::new(Kind::Instance, tile.key);
    let own = tile.form == TileForm::Instance;
    let on = own && selected == Some(subject);
    let mut name = tile.name.clone();
    name.push(' ');
    name.push_str(&tile.kind);
    let mut line = row(2, first, on)
        .child(cell(&name))
        .child(cell(if tile.reason.is_empty() {
            &tile.state
        } else {
            &tile.reason
        }))
        .child(numbers(tile.cpu.as_ref()))
        .child(numbers(tile.memory.as_ref()));
    if own {
        line = choose(app, line, subject);
    }
    let mut body = body.child(line);
    for task in &tile.cells {
        let subject = Subject::new(Kind::Task, task.task);
        let line = row(3, first, selected == Some(subject))
            .child(cell(&task.label))
            .child(cell(&task.status))
            .child(cell(""))
            .child(cell(""));
        body = body.child(choose(app, line, subject));
    }
    for bar in &tile.bars {
        let line = row(3, first, false)
            .child(cell(&bar.label))
            .child(cell(&bar.count.to_string()));
        body = body.child(line.child(cell("")).child(cell("")));
    }
    body
}

fn row(level: u32, first: &mut bool, on: bool) -> Element {
    let stop = if std::mem::take(first) { "0" } else { "-1" };
    let line = el("tr", "")
        .attr("role", "row")
        .attr("aria-level", level.to_string())
        .attr("data-level", level.to_string())
        .attr("tabindex", stop);
    if level < 3 {
        line.aria("aria-expanded", true).aria("aria-selected", on)
    } else {
        line.aria("aria-selected", on)
    }
}

fn cell(text: &str) -> Element {
    el("td", "").attr("role", "gridcell").text(text.to_string())
}

fn numbers(meter: Option<&Meter>) -> Element {
    let mut text = String::new();
    if let Some(meter) = meter {
        text.push_str(&meter.used);
        text.push_str(" / ");
        text.push_str(&meter.total);
    }
    cell(&text)
}

fn choose(app: App, row: Element, subject: Subject) -> Element {
    row.on("click", move |_| app.select(Some(subject)))
        .on("keydown", move |event| {
            let event: &web_sys::KeyboardEvent = event.unchecked_ref();
            if matches!(event.key().as_str(), "Enter" | " ") {
                event.prevent_default();
                app.select(Some(subject));
            }
        })
}

/// Up and down a row, to the first and the last.
fn walk(event: &web_sys::KeyboardEvent) {
    let Some(row) = event
        .target()
        .and_then(|row| row.dyn_into::<web_sys::Element>().ok())
    else {
        return;
    };
    let parent = row.parent_element();
    let next = match event.key().as_str() {
        "ArrowDown" => row.next_element_sibling(),
        "ArrowUp" => row.previous_element_sibling(),
        "Home" => parent.and_then(|parent| parent.first_element_child()),
        "End" => parent.and_then(|parent| parent.last_element_child()),
        // To the row this one lies under.
        "ArrowLeft" => {
            let level = row.get_attribute("data-level");
            let mut above = row.previous_element_sibling();
            while above
                .as_ref()
                .is_some_and(|above| above.get_attribute("data-level") >= level)
            {
                above = above.and_then(|above| above.previous_element_sibling());
            }
            above
        }
        _ => return,
    };
    event.prevent_default();
    if let Some(next) = next {
        let _ = row.set_attribute("tabindex", "-1");
        let _ = next.set_attribute("tabindex", "0");
        let _ = next.unchecked_ref::<web_sys::HtmlElement>().focus();
    }
}
