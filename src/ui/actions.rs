//! What can be done with what is selected: buttons, each with its command, and forms for those that ask for numbers.

use ecs_playground::view::call::quote;
use ecs_playground::view::inspector::Action;
use ecs_playground::view::message::FormField;
use leptos::prelude::*;

use super::dom::{Element, Node, button, el};
use super::state::App;
use super::strip;

/// What can be changed, and under it what work can be given and what can be broken.
pub fn draw_actions(app: App, actions: &[Action]) -> Vec<Node> {
    let sort = |action: &Action| match action.operation.as_str() {
        "load" => 1,
        "fault" | "image" => 2,
        _ => 0,
    };
    let mut nodes = Vec::new();
    for (number, title) in ["Change something", "Give it work", "Break something"]
        .into_iter()
        .enumerate()
    {
        let mut group = match number {
            0 => el("section", "actions").child(el("h3", "").text(title)),
            _ => el("details", "actions").child(el("summary", "").text(title)),
        };
        let mut any = false;
        for action in actions.iter().filter(|action| sort(action) == number) {
            any = true;
            group = group.child(draw_action(app, action));
        }
        if any {
            nodes.push(group.into());
        }
    }
    nodes
}

/// An action with numbers to fill in; what was typed stays while the panel is drawn again.
fn draw_asking(app: App, action: &Action) -> Element {
    let made = action.clone();
    let press = move || {
        let mut filled = made.clone();
        filled.input.pop();
        for field in &made.fields {
            filled.input.push_str(", ");
            filled.input.push_str(&quote(&field.path));
            filled.input.push_str(": ");
            let value = typed(app, &made.input, field);
            filled.input.push_str(&quote(&value));
        }
        filled.input.push('}');
        act(app, &filled);
    };
    let draw = |field: &FormField| {
        let (of, path) = (action.input.clone(), field.path.clone());
        let range = !field.options.is_empty();
        let kept = move |event: web_sys::Event| {
            let value = super::editor::field_value(&event);
            app.typed.update_value(|list| {
                list.retain(|(known, at, _)| *known != of || *at != path);
                list.push((of.clone(), path.clone(), value));
            });
        };
        let input = el("input", "")
            .attr("type", if range { "range" } else { "number" })
            .attr("step", if range { "5" } else { "any" })
            .attr("min", "0")
            .attr("value", typed(app, &action.input, field))
            .on("input", kept);
        el("label", if range { "field drawn" } else { "field" })
            .child(el("span", "").text(field.label.clone()))
            .child(input)
    };
    el("details", "action asking")
        .child(el("summary", "").text(action.label.clone()))
        .child(el("p", "muted").text(action.detail.clone()))
        .child(el("div", "asked").each(&action.fields, draw))
        .child(button("plain", "Set this load", press).attr("title", action.label.clone()))
}

fn typed(app: App, input: &str, field: &FormField) -> String {
    app.typed.with_value(|list| {
        let own = |(of, path, _): &&(String, String, String)| of == input && *path == field.path;
        let value = list.iter().find(own).map(|(_, _, value)| value);
        value.unwrap_or(&field.value).clone()
    })
}

fn draw_action(app: App, action: &Action) -> Element {
    if !action.fields.is_empty() {
        return draw_asking(app, action);
    }
    let made = action.clone();
    let press = move || act(app, &made);
    el(
        "div",
        if action.harsh {
            "action harsh"
        } else {
            "action"
        },
    )
    .child(button("plain", action.label.clone(), press))
    .maybe((!action.detail.is_empty()).then(|| el("span", "muted").text(action.detail.clone())))
    .maybe((!action.command.is_empty()).then(|| strip::copyable(action.command.clone())))
}

/// Does what an action says; one without a command is named by its label.
pub fn act(app: App, action: &Action) {
    let said = if action.command.is_empty() {
        &action.label
    } else {
        &action.command
    };
    app.submit(
        &action.operation,
        action.input.clone(),
        said.clone(),
        |_| {},
    );
}
