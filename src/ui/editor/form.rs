//! The usual fields of a task definition as a form over the same document.

use ecs_playground::view::message::FormField;
use ecs_playground::view::{Ask, Request};
use leptos::prelude::*;

use super::super::dom::{Element, Node, el};
use super::super::state::App;
use super::{Draft, field_value};

pub fn draw(app: App, draft: Draft) -> Vec<Node> {
    let form = draft.form.get();
    if !form.readable {
        // Without findings nobody has looked at the document yet.
        let words = if draft.findings.with(Vec::is_empty) {
            "Reading the document…"
        } else {
            "The document cannot be read as JSON yet. Mend it in the JSON view; the form follows."
        };
        return vec![el("p", "empty").text(words).into()];
    }
    let group = |group: &ecs_playground::view::message::FormGroup| {
        el("fieldset", "")
            .child(el("legend", "").text(group.title.clone()))
            .each(&group.fields, |field| draw_field(app, draft, field))
    };
    form.groups.iter().map(|one| group(one).into()).collect()
}

fn draw_field(app: App, draft: Draft, field: &FormField) -> Element {
    let path = field.path.clone();
    let change = move |event: web_sys::Event| set(app, draft, path.clone(), field_value(&event));
    let input = if field.options.is_empty() {
        el("input", "")
            .attr("type", "text")
            .attr("autocomplete", "off")
            .attr("spellcheck", "false")
    } else {
        el("select", "").each(&field.options, |option| {
            let text = if option.is_empty() {
                "not set".to_string()
            } else {
                option.clone()
            };
            el("option", "").attr("value", option.clone()).text(text)
        })
    };
    el("label", "field")
        .child(el("span", "").text(field.label.clone()))
        .child(
            input
                .attr("value", field.value.clone())
                .on("change", change),
        )
        .maybe((!field.help.is_empty()).then(|| el("small", "muted").text(field.help.clone())))
}

/// Writes one value into the document, leaving everything else as it stands.
fn set(app: App, draft: Draft, path: String, value: String) {
    let mut request = Request::new(Ask::FormEdit);
    request.text = Some(draft.text.get_untracked());
    request.path = Some(path);
    request.value = Some(value);
    app.ask(request, move |reply| {
        if let Some(text) = reply.text {
            draft.give(text);
        }
    });
}
