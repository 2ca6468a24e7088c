//! The header and the footer: what is open, what is saved, and what this page is not.

use leptos::prelude::*;

use super::dom::{Element, button, el, glyph, region, svg};
use super::state::{App, Dialog, Engine, Saved, app};
use super::{files, theme};

#[component]
pub fn Header() -> impl IntoView {
    let app = app();
    let host = NodeRef::new();
    let chosen = RwSignal::new(theme::current());
    region(host, move || {
        let head = app.head.get();
        let title = if head.title.is_empty() {
            "Opening…".to_string()
        } else {
            head.title
        };
        vec![
            el("span", "brand")
                .child(mark())
                .child(el("h1", "").text("Amazon ECS playground"))
                .into(),
            button("scene", "", move || app.dialog.set(Dialog::Scenarios))
                .attr("aria-haspopup", "dialog")
                .child(el("span", "").text(title))
                .child(glyph("down"))
                .into(),
            el("span", "scene-note")
                .child(
                    el("span", "")
                        .attr(
                            "title",
                            "Chance comes from here: the same seed gives the same run.",
                        )
                        .text(head.seed),
                )
                .child(el("span", "").text(head.region))
                .child(saved_note(app))
                .into(),
            el("span", "spring").into(),
            named("undo", "Undo", &head.undo, move || {
                app.undo(ecs_playground::view::Ask::Undo)
            })
            .into(),
            named("redo", "Redo", &head.redo, move || {
                app.undo(ecs_playground::view::Ask::Redo)
            })
            .into(),
            button("quiet wide-only", "Commands ", move || {
                app.dialog.set(Dialog::Palette)
            })
            .child(el("kbd", "").text("Ctrl K"))
            .into(),
            theme_button(chosen).into(),
            icon("help", "Shortcuts", move || {
                app.dialog.set(Dialog::Shortcuts)
            })
            .into(),
        ]
    });
    // The palette and the keyboard change the theme too.
    Effect::new(move |_: Option<()>| {
        app.dialog.track();
        chosen.set(theme::current());
    });
    view! { <header class="page-header"><div node_ref=host class="header-row"></div></header> }
}

fn saved_note(app: App) -> Element {
    if app.engine.get() == Engine::Awaited {
        return el("span", "").text("fetching the whole engine…");
    }
    match app.saved.get() {
        Saved::Fresh | Saved::Kept if app.restored.get() => el("span", "")
            .text("your saved work · ")
            .child(button("link", "start over", move || files::start_over(app))),
        Saved::Fresh => el("span", "").text("nothing changed yet"),
        Saved::Kept => el("span", "").text("saved on this device"),
        Saved::Nowhere => el("span", "warn").text("cannot be saved here"),
    }
}

/// A button that names what it would take back; it stays in place when there is nothing.
fn named(
    picture: &'static str,
    verb: &'static str,
    what: &str,
    press: impl Fn() + 'static,
) -> Element {
    let mut label = String::from(verb);
    if !what.is_empty() {
        label.push_str(": ");
        label.push_str(what);
    }
    icon(picture, "", press)
        .attr("aria-label", label.clone())
        .attr("title", label)
        .flag("disabled", what.is_empty())
}

fn icon(picture: &'static str, label: &'static str, press: impl Fn() + 'static) -> Element {
    let button = button("icon", "", press).child(glyph(picture));
    if label.is_empty() {
        button
    } else {
        button.attr("aria-label", label).attr("title", label)
    }
}

fn theme_button(chosen: RwSignal<String>) -> Element {
    let (picture, label) = match chosen.get().as_str() {
        "light" => ("sun", "Colours: light"),
        "dark" => ("half", "Colours: dark"),
        _ => ("half", "Colours: as the system says"),
    };
    icon(picture, label, move || {
        let next = match theme::current().as_str() {
            "light" => "dark",
            "dark" => "auto",
            _ => "light",
        };
        theme::choose(next);
        chosen.set(next.to_string());
    })
}

/// Four tasks on their way: placed, placed, placed, and one still looking for a place.
pub fn mark() -> Element {
    let square = |class: &'static str, x: &'static str, y: &'static str| {
        svg("rect", class)
            .attr("x", x)
            .attr("y", y)
            .attr("width", "9")
            .attr("height", "9")
            .attr("rx", "2.5")
    };
    svg("svg", "mark")
        .attr("viewBox", "0 0 22 22")
        .attr("aria-hidden", "true")
        .child(square("m1", "1", "1"))
        .child(square("m2", "12", "1"))
        .child(square("m3", "1", "12"))
        .child(square("m4", "12", "12"))
}

#[component]
pub fn Footer() -> impl IntoView {
    let app = app();
    let host = NodeRef::new();
    region(host, move || {
        vec![
            el("span", "")
                .text("A simulation. Not affiliated with Amazon Web Services.")
                .into(),
            el("span", "")
                .text(concat!("Engine ", env!("CARGO_PKG_VERSION")))
                .into(),
            el("span", "spring").into(),
            button("link minor", "Save as a file", move || files::download(app)).into(),
            button("link minor", "Shortcuts", move || {
                app.dialog.set(Dialog::Shortcuts)
            })
            .into(),
            button("link", "About this simulation", move || {
                app.dialog.set(Dialog::About)
            })
            .into(),
        ]
    });
    view! { <footer class="page-footer"><div node_ref=host class="footer-row"></div></footer> }
}
