//! A chart of the inspector.

use ecs_playground::view::inspector::Chart;

use super::dom::{Element, el, svg};
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
            el("details", "")
                .child(el("summary", "").text("As a table"))
                .child(draw_table(app, &chart.table)),
        )
}
