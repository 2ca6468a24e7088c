//! The strip under the map: the next action, or the last change with the command that does the same.

use leptos::prelude::*;

use super::dom::{Element, button, el, glyph, region};
use super::state::{App, Done, app};
use super::{glue, resources};
use ecs_playground::view::Ask;
use ecs_playground::view::tree::Act;

#[component]
pub fn Strip() -> impl IntoView {
    let app = app();
    let host = NodeRef::new();
    region(host, move || {
        let mut rows = Vec::new();
        if let Some(done) = app.done.get() {
            // Keyed, so that the button one has just pressed never becomes another under the finger.
            rows.push(done_row(app, done).key(1).into());
        }
        let hint = app.hint.get();
        if hint.act != Act::Nothing {
            let row = el("div", "hint")
                .key(2)
                .child(el("span", "hint-lead").text("Next"))
                .child(
                    el("span", "hint-words")
                        .maybe((!hint.detail.is_empty()).then(|| el("span", "").text(hint.detail)))
                        .maybe(
                            (!hint.command.is_empty()).then(|| el("code", "").text(hint.command)),
                        ),
                )
                .child(
                    button("primary", hint.label, move || resources::follow_hint(app))
                        .child(glyph("arrow")),
                );
            rows.push(row.into());
        }
        rows
    });
    view! { <div node_ref=host class="strip"></div> }
}

fn done_row(app: App, done: Done) -> Element {
    let close = button("icon", "", move || app.done.set(None))
        .attr("aria-label", "Dismiss")
        .child(glyph("close"));
    match done.outcome {
        Ok(said) => el("div", "done")
            .child(glyph("command"))
            .child(copyable(done.command))
            .maybe((!said.is_empty()).then(|| el("span", "muted").text(said)))
            .child(button("link", "Undo", move || app.undo(Ask::Undo)))
            .child(close),
        Err(refusal) => el("div", "done refused")
            .attr("role", "alert")
            .child(glyph("unhealthy"))
            .child(
                el("span", "refusal")
                    .maybe((!refusal.name.is_empty()).then(|| el("b", "").text(refusal.name)))
                    .child(el("span", "").text(refusal.message))
                    .maybe(
                        (!refusal.help.is_empty()).then(|| el("span", "muted").text(refusal.help)),
                    )
                    .maybe((!done.command.is_empty()).then(|| copyable(done.command))),
            )
            .child(close),
    }
}

/// A command in one line, with a button that copies it.
pub fn copyable(command: String) -> Element {
    let copied = command.clone();
    el("span", "command")
        .child(el("code", "").attr("tabindex", "0").text(command))
        .child(
            el("button", "icon small")
                .attr("type", "button")
                .attr("aria-label", "Copy the command")
                .attr("title", "Copy")
                .child(glyph("copy"))
                .on("click", move |event| {
                    let button: web_sys::Element = wasm_bindgen::JsCast::unchecked_into(
                        event
                            .current_target()
                            .unwrap_or_else(|| leptos::prelude::window().into()),
                    );
                    glue::copy(copied.clone(), move |worked| {
                        let _ = button.set_attribute(
                            "data-said",
                            if worked { "copied" } else { "not copied" },
                        );
                    });
                }),
        )
}
