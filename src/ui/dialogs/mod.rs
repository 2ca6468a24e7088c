//! What lies over the page: one native dialog, filled by whichever is open.

mod about;
mod create;
mod deploy;
mod palette;
mod registered;
mod scenarios;
mod shortcuts;
mod strategy;

use leptos::html::{self, Div};
use leptos::prelude::*;

use super::dom::{Element, Node, button, el, glyph, region};
use super::state::{App, Dialog, app};
use super::strip::copyable;
use ecs_playground::view::call::Call;

/// What each dialog remembers while it is open; made anew at every opening.
#[derive(Clone, Copy)]
pub struct Fields {
    create: create::Fields,
    deploy: deploy::Fields,
    query: RwSignal<String>,
    at: RwSignal<usize>,
    about: RwSignal<Option<ecs_playground::view::message::About>>,
    listed: RwSignal<Vec<super::files::Listed>>,
}

#[component]
pub fn Dialogs() -> impl IntoView {
    let app = app();
    let host: NodeRef<html::Dialog> = NodeRef::new();
    let body: NodeRef<Div> = NodeRef::new();
    let fields = Fields {
        create: create::Fields::new(),
        deploy: deploy::Fields::new(),
        query: RwSignal::new(String::new()),
        at: RwSignal::new(0),
        about: RwSignal::new(None),
        listed: RwSignal::new(Vec::new()),
    };
    region(body, move || draw(app, fields, app.dialog.get()));
    Effect::new(move |_: Option<()>| {
        let open = app.dialog.get();
        let Some(dialog) = host.get() else { return };
        if open == Dialog::None {
            if dialog.open() {
                dialog.close();
            }
        } else {
            prepare(app, fields, open);
            // Once the content is drawn, so that its first field takes the focus.
            request_animation_frame(move || {
                if !dialog.open() {
                    let _ = dialog.show_modal();
                }
            });
        }
    });
    let wide = move || matches!(app.dialog.get(), Dialog::Registered | Dialog::About);
    view! {
        <dialog
            node_ref=host
            class="dialog"
            class:wide=wide
            aria-labelledby="dialog-title"
            on:close=move |_| app.dialog.set(Dialog::None)
        >
            <div node_ref=body class="dialog-body"></div>
        </dialog>
    }
}

/// Fetches what a dialog needs, and sets its fields to what is usual now.
fn prepare(app: App, fields: Fields, open: Dialog) {
    match open {
        Dialog::Cluster | Dialog::Instances | Dialog::Service => fields.create.usual(app),
        Dialog::Deploy => fields.deploy.usual(app),
        Dialog::Palette => {
            fields.query.set(String::new());
            fields.at.set(0);
        }
        Dialog::About => about::ask(app, fields.about),
        Dialog::Scenarios => {
            leptos::task::spawn_local(async move { fields.listed.set(super::files::list().await) });
        }
        Dialog::Shortcuts | Dialog::Registered | Dialog::None => {}
    }
}

fn draw(app: App, fields: Fields, open: Dialog) -> Vec<Node> {
    match open {
        Dialog::None => Vec::new(),
        Dialog::Cluster => create::cluster(app, fields.create),
        Dialog::Instances => create::instances(app, fields.create),
        Dialog::Service => create::service(app, fields.create),
        Dialog::Deploy => deploy::draw(app, fields.deploy),
        Dialog::Shortcuts => shortcuts::draw(app),
        Dialog::Palette => palette::draw(app, fields.query, fields.at),
        Dialog::About => about::draw(app, fields.about),
        Dialog::Scenarios => scenarios::draw(app, fields.listed),
        Dialog::Registered => registered::draw(app),
    }
}

fn title(app: App, text: &'static str) -> Node {
    el("header", "dialog-head")
        .child(el("h2", "").attr("id", "dialog-title").text(text))
        .child(
            button("icon", "", move || app.dialog.set(Dialog::None))
                .attr("aria-label", "Close")
                .child(glyph("close")),
        )
        .into()
}

/// A labelled text or number.
fn entry(
    label: &'static str,
    sort: &'static str,
    value: RwSignal<String>,
    help: &'static str,
) -> Element {
    let input = el("input", "")
        .attr("type", sort)
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .attr("value", value.get())
        .on("input", move |event| {
            value.set(super::editor::field_value(&event))
        });
    let input = if sort == "number" {
        input.attr("min", "0").attr("inputmode", "numeric")
    } else {
        input
    };
    labelled(label, input, help)
}

/// A labelled choice.
fn choice(
    label: &'static str,
    value: RwSignal<String>,
    options: &[(String, String)],
    help: &'static str,
) -> Element {
    let current = value.get();
    let select = el("select", "")
        .each(options, |(value, label)| {
            el("option", "")
                .attr("value", value.clone())
                .flag("selected", *value == current)
                .text(label.clone())
        })
        .attr("value", current.clone())
        .on("change", move |event| {
            value.set(super::editor::field_value(&event))
        });
    labelled(label, select, help)
}

fn labelled(label: &'static str, input: Element, help: &'static str) -> Element {
    el("label", "field")
        .child(el("span", "").text(label))
        .child(input)
        .maybe((!help.is_empty()).then(|| el("small", "muted").text(help)))
}

/// The command that does the same, and the button that does it here.
fn confirm(app: App, call: Call, label: &'static str) -> Node {
    let (operation, input, command) = (call.operation.to_string(), call.input(), call.command());
    confirm_with(app, operation, input, command, label)
}

fn confirm_with(
    app: App,
    operation: String,
    input: String,
    command: String,
    label: &'static str,
) -> Node {
    let shown = command.clone();
    let press = move || {
        let done = move |taken: bool| {
            if taken {
                app.dialog.set(Dialog::None);
            }
        };
        app.submit(&operation, input.clone(), command.clone(), done);
    };
    let refused = app.done.get().and_then(|done| done.outcome.err());
    el("footer", "dialog-foot")
        .maybe(refused.map(|refusal| {
            el("p", "finding error")
                .attr("role", "alert")
                .child(glyph("stopped"))
                .child(
                    el("span", "")
                        .child(el("b", "").text(refusal.name))
                        .text(" ")
                        .text(refusal.message)
                        .child(el("span", "muted").text(refusal.help)),
                )
        }))
        .child(copyable(shown))
        .child(
            el("div", "dialog-buttons")
                .child(button("plain", "Cancel", move || {
                    app.dialog.set(Dialog::None)
                }))
                .child(button("primary", label, press)),
        )
        .into()
}
