//! A chart of the inspector.

use ecs_playground::view::inspector::Chart;
use wasm_bindgen::JsValue;

use super::dom::{Element, el, svg};
use super::glue;
use super::state::App;
use super::table::draw_table;

/// A metric over time, with its rows for those who do not see it.
pub fn draw(app: App, chart: &Chart) -> Element {
    let path = |class: &'static str, line: &String| svg("path", class).attr("d", line.clone());
    let picture = svg("svg", "")
        .attr("viewBox", "0 0 300 80")
        .attr("preserveAspectRatio", "none")
        .attr("aria-hidden", "true")
        .child(path("tasks", &chart.tasks))
        .child(path("target", &chart.target))
        .child(path("metric", &chart.line));
    let save = |name: &'static str| {
        el("button", "link")
            .attr("type", "button")
            .on("click", move |event| {
                let button = event
                    .current_target()
                    .map_or(JsValue::UNDEFINED, JsValue::from);
                if let Some(playground) = glue::playground() {
                    glue::call(&playground, "saveChart", &[button, name.into()]);
                }
            })
            .text(name)
    };
    el("figure", "chart")
        .child(
            el("figcaption", "")
                .child(el("span", "").text(chart.title.clone()))
                .child(el("b", "").text(chart.now.clone())),
        )
        .child(picture)
        .child(el("span", "chart-top muted").text(chart.top.clone()))
        .child(el("p", "muted").text(chart.legend.clone()))
        .child(
            el("p", "save muted")
                .text("Save as ")
                .child(save("SVG"))
                .text(" ")
                .child(save("PNG")),
        )
        .child(
            el("details", "")
                .child(el("summary", "").text("As a table"))
                .child(draw_table(app, &chart.table)),
        )
}
