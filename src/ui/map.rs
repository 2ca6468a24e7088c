//! The map: zone columns of instance tiles with their tasks, and the tray of those that wait.
//!
//! Tiles are drawn again only when their stamp or their selection changes. After a drawing, the
//! cells that the step moved travel from where they were, unless the person prefers stillness.

use std::cell::RefCell;
use std::collections::BTreeMap;

use ecs_playground::view::frame::{Kind, Subject};
use ecs_playground::view::map::{
    Cell, Glyph, Legend, Map, Mark, Meter, Tile, TileForm, Waiting, Zone,
};
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::dom::{Element, Node, Patch, button, el, glyph, lazy, region};
use super::resources::tone_class;
use super::state::{App, Dialog, Phase, app};
use super::{balancers, outline, query};
use super::{glue, state::Stamped};

#[component]
pub fn MapPanel() -> impl IntoView {
    let app = app();
    let host: NodeRef<Div> = NodeRef::new();
    let patch = RefCell::new(Patch::default());
    Effect::new(move |_: Option<()>| {
        let Some(host) = host.get() else { return };
        let nodes = draw(app);
        let before = places(&host);
        patch.borrow_mut().draw(&host, nodes);
        travel(app, &host, &before);
    });
    let (strip, query) = (NodeRef::new(), NodeRef::new());
    region(strip, move || balancers::draw(app));
    region(query, move || query::draw(app));
    view! {
        <div class="map-panel">
            <div node_ref=strip class="balancers"></div>
            <div node_ref=query></div>
            <div node_ref=host class="map-body"></div>
        </div>
    }
}

fn draw(app: App) -> Vec<Node> {
    let map = app.map.get();
    let selected = app.selected.get();
    if app.phase.get() == Phase::Loading && map.zones.is_empty() {
        return vec![el("p", "empty big").text("Loading the engine…").into()];
    }
    if map.zones.is_empty() {
        return vec![nothing(app, &map).into()];
    }
    let body = app.tiles.with(|tiles| {
        if app.outline.get() {
            return el("div", "outline scroll").child(outline::draw(app, &map, tiles, selected));
        }
        let mut columns = el("div", "zones scroll")
            .attr("role", "group")
            .attr("aria-label", map.summary.clone())
            .on("keydown", |event| arrow(event.unchecked_ref()));
        for zone in &map.zones {
            columns = columns.child(draw_zone(app, zone, tiles, selected));
        }
        columns
    });
    let mut nodes = vec![head(app, &map).into(), body.into()];
    if !map.waiting.is_empty() {
        nodes.push(tray(app, &map.waiting, selected).into());
    }
    nodes
}

/// There is no cluster, or a cluster with nothing in it.
fn nothing(app: App, map: &Map) -> Element {
    let (words, label, dialog) = if map.has_cluster {
        (
            "The cluster has no capacity yet. Tasks of launch type EC2 need container instances to run on.",
            "Add container instances",
            Dialog::Instances,
        )
    } else {
        (
            "Nothing here yet. A cluster is where services and tasks live.",
            "Create a cluster",
            Dialog::Cluster,
        )
    };
    el("div", "empty big")
        .child(el("p", "").text(words))
        .child(button("primary", label, move || app.dialog.set(dialog)))
}

/// What the colours mean, and the switch between picture and outline.
fn head(app: App, map: &Map) -> Element {
    let outline = app.outline.get();
    let way = |on: bool, label: &'static str| {
        button("segment", label, move || app.outline.set(on)).aria("aria-pressed", outline == on)
    };
    let entry = |legend: &Legend| {
        el("span", "legend")
            .child(
                el("span", "dot")
                    .attr("data-hue", legend.hue.to_string())
                    .attr("data-shade", legend.shade.to_string()),
            )
            .text(legend.label.clone())
    };
    el("div", "map-head")
        .child(el("div", "legends").each(&map.legend, entry))
        .maybe((!map.grouped.is_empty()).then(|| el("span", "muted").text(map.grouped.clone())))
        .child(
            button("segment query-switch", "Query", move || query::toggle(app))
                .aria("aria-expanded", app.asking.get()),
        )
        .child(
            el("div", "segments")
                .attr("role", "group")
                .attr("aria-label", "Map as")
                .child(way(false, "Map"))
                .child(way(true, "Outline")),
        )
}

fn draw_zone(
    app: App,
    zone: &Zone,
    tiles: &BTreeMap<u32, Stamped>,
    selected: Option<Subject>,
) -> Element {
    let mut column = el("section", "zone")
        .attr("aria-label", zone.name.clone())
        .child(
            el("div", "zone-head")
                .child(el("h2", "").text(zone.name.clone()))
                .child(el("span", "muted").text(zone.note.clone())),
        );
    for key in &zone.tiles {
        let Some(stamped) = tiles.get(key) else {
            continue;
        };
        let tile = stamped.tile.clone();
        let here = chosen_in(&tile, selected);
        let stamp = stamped.stamp << 33 | here.map_or(0, |subject| u64::from(subject.id) << 1 | 1);
        column = column.child(lazy(*key, stamp, move || draw_tile(app, &tile, here)));
    }
    column
}

/// The selection, when it stands on this tile.
fn chosen_in(tile: &Tile, selected: Option<Subject>) -> Option<Subject> {
    let subject = selected?;
    let here = match subject.kind {
        Kind::Instance => tile.form == TileForm::Instance && tile.key == subject.id,
        Kind::Task => tile.cells.iter().any(|cell| cell.task == subject.id),
        _ => false,
    };
    here.then_some(subject)
}

fn draw_tile(app: App, tile: &Tile, chosen: Option<Subject>) -> Element {
    let class = match (tile.form, tile.mark) {
        (TileForm::Fargate, _) => "tile lane",
        (_, Mark::Picked) => "tile picked",
        (_, Mark::Refused) => "tile refused",
        (_, Mark::Ranked) => "tile ranked",
        (_, Mark::None) => "tile",
    };
    let subject = Subject::new(Kind::Instance, tile.key);
    let title = match tile.form {
        TileForm::Instance => {
            let on = chosen == Some(subject);
            nav(
                button("tile-name", tile.name.clone(), move || {
                    app.select(Some(subject))
                }),
                on,
            )
            .attr("title", tile.full_name.clone())
        }
        _ => el("span", "tile-name").text(tile.name.clone()),
    };
    let state = el("span", tone_class("state", tile.tone))
        .child(glyph(instance_glyph(&tile.state)))
        .text(tile.state.clone());
    let mut element = el("article", class)
        .aria(
            "data-on",
            chosen.is_some_and(|subject| subject.kind == Kind::Instance),
        )
        .child(
            el("div", "tile-head")
                .child(title)
                .child(el("span", "tile-kind").text(tile.kind.clone()))
                .maybe((tile.form != TileForm::Fargate).then_some(state)),
        )
        .maybe(
            tile.cpu
                .as_ref()
                .map(|meter| draw_meter("CPU", meter, " units")),
        )
        .maybe(
            tile.memory
                .as_ref()
                .map(|meter| draw_meter("MEM", meter, " MiB")),
        )
        .maybe((!tile.extra.is_empty()).then(|| el("p", "tile-extra").text(tile.extra.clone())));
    if tile.bars.is_empty() {
        element = element.child(draw_cells(app, tile, chosen));
    } else {
        let most = tile
            .bars
            .iter()
            .map(|bar| bar.count)
            .max()
            .unwrap_or(1)
            .max(1);
        element = element.child(el("div", "bars").each(&tile.bars, |bar| {
            el("div", "bar")
                .child(el("span", "").text(bar.label.clone()))
                .child(
                    el("span", "bar-fill")
                        .attr("data-hue", bar.hue.to_string())
                        .attr("data-shade", bar.shade.to_string())
                        .style("--part", percent(bar.count * 100 / most)),
                )
                .child(el("b", "").text(bar.count.to_string()))
        }));
    }
    element.maybe(
        (tile.mark == Mark::Refused && !tile.reason.is_empty()).then(|| {
            el("p", "ghost")
                .child(glyph("stopped"))
                .text(tile.reason.clone())
        }),
    )
}

fn draw_meter(label: &'static str, meter: &Meter, unit: &'static str) -> Element {
    el("div", "meter")
        .child(el("span", "").text(label))
        .child(
            el("span", "track")
                .attr("aria-hidden", "true")
                .child(el("span", "fill").style("--part", percent(u32::from(meter.percent)))),
        )
        .child(
            el("span", "numbers")
                .child(el("b", "").text(meter.used.clone()))
                .text(" / ")
                .text(meter.total.clone())
                .child(el("span", "unseen").text(unit)),
        )
}

fn draw_cells(app: App, tile: &Tile, chosen: Option<Subject>) -> Element {
    let cells = el("div", "cells");
    if tile.cells.is_empty() {
        return cells.child(el("span", "muted").text(match tile.form {
            TileForm::Fargate => "no tasks in this zone",
            _ => "empty",
        }));
    }
    cells.each(&tile.cells, |cell| draw_cell(app, cell, &tile.name, chosen))
}

fn draw_cell(app: App, cell: &Cell, place: &str, chosen: Option<Subject>) -> Element {
    let subject = Subject::new(Kind::Task, cell.task);
    let on = chosen == Some(subject);
    let mut label = cell.label.clone();
    label.push_str(", ");
    label.push_str(&cell.status);
    if !place.is_empty() {
        label.push_str(", on ");
        label.push_str(place);
    }
    let mut class = String::from("cell");
    class.push_str(match cell.glyph {
        Glyph::Provisioning | Glyph::Pending | Glyph::Activating => " coming",
        Glyph::Running | Glyph::Healthy | Glyph::Unhealthy => "",
        Glyph::Stopping => " going",
        Glyph::Stopped => " gone",
    });
    if cell.fresh {
        class.push_str(" fresh");
    }
    let cell_button = button("", "", move || app.select(Some(subject)))
        .attr("class", class)
        .key(cell.task)
        .attr("data-task", cell.task.to_string())
        .attr("data-hue", cell.hue.to_string())
        .attr("data-shade", cell.shade.to_string())
        .attr("data-size", cell.size.to_string())
        .attr("title", label.clone())
        .attr("aria-label", label)
        .child(glyph(task_glyph(cell.glyph)))
        .child(el("span", "").text(cell.label.clone()));
    nav(cell_button, on)
}

/// One stop for Tab in the whole map; arrows go on from there.
fn nav(element: Element, on: bool) -> Element {
    element.attr("data-nav", "").aria("aria-pressed", on)
}

fn tray(app: App, waiting: &[Waiting], selected: Option<Subject>) -> Element {
    let row = |item: &Waiting| {
        let subject = item.task.map(|task| Subject::new(Kind::Task, task)).or(item
            .service
            .map(|service| Subject::new(Kind::Service, service)));
        let mut label = item.label.clone();
        if item.count > 1 {
            label.push_str(" × ");
            label.push_str(&item.count.to_string());
        }
        let cell = button("cell coming", "", move || app.select(subject))
            .attr("data-hue", item.hue.to_string())
            .attr("data-shade", item.shade.to_string())
            .aria("aria-pressed", subject.is_some() && subject == selected)
            .child(glyph("provisioning"))
            .child(el("span", "").text(label));
        let cell = match item.task {
            Some(task) => cell.attr("data-task", task.to_string()),
            None => cell,
        };
        el("li", "")
            .child(cell)
            .child(el("span", "").text(item.reason.clone()))
    };
    el("section", "tray")
        .attr("aria-label", "Waiting")
        .child(el("h2", "").text("Waiting"))
        .child(el("ul", "").each(waiting, row))
}

pub fn task_glyph(glyph: Glyph) -> &'static str {
    match glyph {
        Glyph::Provisioning => "provisioning",
        Glyph::Pending => "pending",
        Glyph::Activating => "activating",
        Glyph::Running => "running",
        Glyph::Healthy => "healthy",
        Glyph::Unhealthy => "unhealthy",
        Glyph::Stopping => "stopping",
        Glyph::Stopped => "stopped",
    }
}

fn instance_glyph(state: &str) -> &'static str {
    match state {
        "ACTIVE" => "active",
        "DRAINING" => "draining",
        _ => "disconnected",
    }
}

pub fn percent(value: u32) -> String {
    let mut text = value.min(100).to_string();
    text.push('%');
    text
}

/// Where the cells of tasks are on the screen.
fn places(host: &web_sys::Element) -> BTreeMap<String, web_sys::DomRect> {
    let mut places = BTreeMap::new();
    each(host, "[data-task]", |cell| {
        if let Some(task) = cell.get_attribute("data-task") {
            places.insert(task, cell.get_bounding_client_rect());
        }
    });
    places
}

/// Lets the fresh cells come from where they were; more than 40 at once only appear.
fn travel(app: App, host: &web_sys::Element, before: &BTreeMap<String, web_sys::DomRect>) {
    let still = window()
        .match_media("(prefers-reduced-motion: reduce)")
        .ok()
        .flatten()
        .is_some_and(|m| m.matches());
    let fast =
        app.playing.get_untracked() && app.speed.get_untracked() > super::pacing::USUAL_SPEED + 1;
    if still || fast {
        return;
    }
    let mut moved = 0;
    each(host, ".cell.fresh[data-task]", |cell| {
        let Some(from) = cell
            .get_attribute("data-task")
            .and_then(|task| before.get(&task).cloned())
        else {
            return;
        };
        let to = cell.get_bounding_client_rect();
        let (dx, dy) = (from.left() - to.left(), from.top() - to.top());
        moved += 1;
        if moved > 40 || (dx.abs() < 1.0 && dy.abs() < 1.0) {
            return;
        }
        let mut start = String::from("translate(");
        start.push_str(&(dx.round() as i32).to_string());
        start.push_str("px,");
        start.push_str(&(dy.round() as i32).to_string());
        start.push_str("px)");
        let frames = js_sys::Array::of2(
            &glue::object(&[("transform", start.into())]),
            &glue::object(&[("transform", "none".into())]),
        );
        let timing = glue::object(&[
            ("duration", 260.into()),
            ("easing", "cubic-bezier(.2,.7,.2,1)".into()),
        ]);
        glue::call(cell, "animate", &[frames.into(), timing]);
    });
}

fn each(host: &web_sys::Element, selector: &str, mut with: impl FnMut(&web_sys::Element)) {
    let Ok(found) = host.query_selector_all(selector) else {
        return;
    };
    for index in 0..found.length() {
        if let Some(element) = found.get(index) {
            with(element.unchecked_ref());
        }
    }
}

/// Arrow keys go to the nearest name or task that way.
fn arrow(event: &web_sys::KeyboardEvent) {
    let (dx, dy) = match event.key().as_str() {
        "ArrowLeft" => (-1.0, 0.0),
        "ArrowRight" => (1.0, 0.0),
        "ArrowUp" => (0.0, -1.0),
        "ArrowDown" => (0.0, 1.0),
        _ => return,
    };
    let host = event
        .current_target()
        .and_then(|host| host.dyn_into::<web_sys::Element>().ok());
    let from = event
        .target()
        .and_then(|from| from.dyn_into::<web_sys::Element>().ok());
    let (Some(host), Some(from)) = (host, from) else {
        return;
    };
    event.prevent_default();
    let middle = |element: &web_sys::Element| {
        let place = element.get_bounding_client_rect();
        (
            place.left() + place.width() / 2.0,
            place.top() + place.height() / 2.0,
        )
    };
    let (x, y) = middle(&from);
    let mut best: Option<(f64, web_sys::HtmlElement)> = None;
    each(&host, "[data-nav]", |candidate| {
        let (cx, cy) = middle(candidate);
        let along = (cx - x) * dx + (cy - y) * dy;
        let across = ((cx - x) * dy).abs() + ((cy - y) * dx).abs();
        if along > 4.0 {
            let cost = along + across * 3.0;
            if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                best = Some((cost, candidate.clone().unchecked_into()));
            }
        }
    });
    if let Some((_, next)) = best {
        let _ = next.focus();
    }
}
