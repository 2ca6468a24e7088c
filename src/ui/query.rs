//! The query box over the map: an expression, what it selects, and what each of its parts says.

use ecs_playground::view::{Ask, Request};
use leptos::prelude::*;

use super::dom::{Node, button, el, glyph};
use super::editor::field_value;
use super::state::App;
use super::table::draw_table;

/// Opens the box, or closes it and asks nothing more.
pub fn toggle(app: App) {
    let open = !app.asking.get_untracked();
    app.asking.set(open);
    if open {
        app.place.set(super::state::Place::Map);
    } else {
        ask(app, String::new());
    }
}

fn ask(app: App, text: String) {
    let mut request = Request::new(Ask::Query);
    request.text = Some(text.clone());
    app.query_text.set(text);
    app.ask(request, |_| {});
}

const EXAMPLES: [&str; 4] = [
    "attribute:ecs.availability-zone == us-east-1a",
    "attribute:ecs.instance-type =~ m5.* and agentConnected == true",
    "runningTasksCount < 2",
    "not (task:group == service:web)",
];

pub fn draw(app: App) -> Vec<Node> {
    if !app.asking.get() {
        return Vec::new();
    }
    let panel = app.query.get();
    let input = el("input", "mono")
        .attr("type", "text")
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .attr("aria-label", "Cluster query")
        .attr("aria-describedby", "query-verdict")
        .aria("aria-invalid", !panel.error.is_empty())
        .attr("placeholder", EXAMPLES[0])
        .attr("autofocus", "")
        .on("input", move |event| ask(app, field_value(&event)));
    let verdict = el("p", "query-verdict")
        .attr("id", "query-verdict")
        .attr("role", "status");
    let verdict = if !panel.error.is_empty() {
        verdict
            .child(
                el("code", "")
                    .text(panel.before)
                    .child(el("mark", "").text(if panel.wrong.is_empty() {
                        "\u{a0}".to_string()
                    } else {
                        panel.wrong
                    }))
                    .text(panel.after),
            )
            .child(el("span", "bad").child(glyph("stopped")).text(panel.error))
            .child(el("span", "muted").text(panel.help))
    } else if panel.verdict.is_empty() {
        verdict.child(el("span", "muted").text("The cluster query language of placement constraints: attributes, agentConnected, registeredAt, runningTasksCount, task:group."))
    } else {
        verdict
            .child(el("b", "").text(panel.verdict))
            .child(el("span", "muted").text("selected"))
    };
    let examples = EXAMPLES.map(|example| {
        Node::from(button("link mono", example, move || {
            ask(app, example.to_string())
        }))
    });
    let text = app.query_text.get();
    let empty = text.is_empty();
    vec![
        el("section", "query-box")
            .attr("aria-label", "Cluster query")
            .child(
                el("div", "query-line")
                    .child(el("span", "").text("Query"))
                    .child(input.attr("value", text))
                    .child(
                        button("icon small", "", move || toggle(app))
                            .attr("aria-label", "Close the query")
                            .child(glyph("close")),
                    ),
            )
            .child(verdict)
            .maybe(empty.then(|| el("p", "query-examples").children(examples.into())))
            .maybe(panel.table.as_ref().map(|table| draw_table(app, table)))
            .into(),
    ]
}
