//! The left zone: the resource tree, and the editor under it.

use ecs_playground::view::frame::{Kind, Subject, Tone};
use ecs_playground::view::tree::{Act, Row, Section};
use leptos::prelude::*;

use super::dom::{Element, button, el, glyph, region};
use super::editor::EditorPanel;
use super::state::{App, Dialog, Phase, Place, app};

#[component]
pub fn Resources() -> impl IntoView {
    let app = app();
    let host = NodeRef::new();
    region(host, move || {
        let tree = app.tree.get();
        if tree.sections.is_empty() {
            let words = if app.phase.get() == Phase::Loading {
                "Loading the engine…"
            } else {
                "Opening…"
            };
            return vec![el("p", "empty").text(words).into()];
        }
        let selected = app.selected.get();
        tree.sections
            .into_iter()
            .map(|section| draw_section(app, section, selected).into())
            .collect()
    });
    view! {
        <div node_ref=host class="tree scroll"></div>
        <EditorPanel/>
    }
}

fn draw_section(app: App, section: Section, selected: Option<Subject>) -> Element {
    let dialog = match section.title.as_str() {
        "Clusters" => Some((Dialog::Cluster, "Create a cluster")),
        "Container instances" => Some((Dialog::Instances, "Add container instances")),
        "Services" => Some((Dialog::Service, "Create a service")),
        _ => None,
    };
    let add = dialog.map(|(dialog, label)| {
        button("icon small", "", move || app.dialog.set(dialog))
            .attr("aria-label", label)
            .attr("title", label)
            .child(glyph("plus"))
    });
    let heading = el("div", "section-head")
        .child(el("h2", "").text(section.title))
        .maybe(add);
    let body = if section.rows.is_empty() {
        el("p", "empty").text(section.empty)
    } else {
        el("ul", "").each(&section.rows, |row| draw_row(app, row, selected))
    };
    el("section", "").child(heading).child(body)
}

fn draw_row(app: App, row: &Row, selected: Option<Subject>) -> Element {
    let on = row.subject.is_some() && row.subject == selected;
    let subject = row.subject;
    let press = move || {
        app.select(subject);
        if subject.is_some_and(|subject| subject.kind == Kind::TaskDefinition) {
            super::editor::open(app, subject);
        } else {
            app.place.set(Place::Map);
        }
    };
    let dot = row
        .hue
        .map(|hue| el("span", "dot").attr("data-hue", hue.to_string()));
    let value = el("span", tone_class("value", row.tone)).text(row.value.clone());
    let class = if row.inner { "row inner" } else { "row" };
    let button = el("button", class)
        .attr("type", "button")
        .maybe(dot)
        .child(el("span", "name").text(row.name.clone()))
        .child(value)
        .on("click", move |_| press());
    el("li", "").child(if on {
        button.attr("aria-current", "true")
    } else {
        button
    })
}

/// A class with the tone beside it.
pub fn tone_class(class: &'static str, tone: Tone) -> String {
    let mut name = String::from(class);
    name.push_str(match tone {
        Tone::Plain => "",
        Tone::Muted => " muted",
        Tone::Good => " good",
        Tone::Warn => " warn",
        Tone::Bad => " bad",
        Tone::Accent => " accent",
    });
    name
}

/// Does what the highlighted next action says.
pub fn follow_hint(app: App) {
    let hint = app.hint.get_untracked();
    match hint.act {
        Act::Nothing => {}
        Act::Submit => app.submit(&hint.operation, hint.input, hint.command, move |taken| {
            if taken {
                app.playing.set(true);
            }
        }),
        Act::Play => app.playing.set(true),
        Act::CreateCluster => app.dialog.set(Dialog::Cluster),
        Act::AddInstances => app.dialog.set(Dialog::Instances),
        Act::CreateService => app.dialog.set(Dialog::Service),
        Act::EditTaskDefinition => super::editor::focus(app),
    }
}
