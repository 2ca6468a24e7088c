//! Every command by name, found by a few letters of it.

use ecs_playground::view::inspector::Action;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::super::actions::act;
use super::super::dom::{Node, el};
use super::super::editor::field_value;
use super::super::keys::{COMMANDS, Command};
use super::super::state::{App, Dialog};
use super::title;

pub fn draw(app: App, query: RwSignal<String>, at: RwSignal<usize>) -> Vec<Node> {
    let found = matching(app, &query.get());
    let here = at.get().min(found.len().saturating_sub(1));
    let input = el("input", "query")
        .attr("type", "text")
        .attr("role", "combobox")
        .attr("aria-label", "Command")
        .attr("aria-expanded", "true")
        .attr("aria-controls", "palette-list")
        .attr("aria-activedescendant", id_of(here))
        .attr("autocomplete", "off")
        .attr("autofocus", "")
        .attr("placeholder", "Type a few letters of a command")
        .attr("value", query.get())
        .on("input", move |event| {
            query.set(field_value(&event));
            at.set(0);
        })
        .on("keydown", move |event| {
            key(app, query, at, event.unchecked_ref())
        });
    let mut list = el("ul", "palette")
        .attr("role", "listbox")
        .attr("id", "palette-list")
        .attr("aria-label", "Commands");
    for (index, offer) in found.iter().enumerate() {
        let (group, label, keys) = offer.words();
        let chosen = offer.clone();
        list = list.child(
            el("li", "")
                .attr("role", "option")
                .attr("id", id_of(index))
                .aria("aria-selected", index == here)
                .child(el("span", "muted").text(group))
                .child(el("span", "name").text(label))
                .child(el("kbd", "").text(keys))
                .on("click", move |_| choose(app, &chosen)),
        );
    }
    if found.is_empty() {
        list = list.child(
            el("li", "empty")
                .attr("role", "option")
                .text("No command has these letters."),
        );
    }
    vec![title(app, "Commands"), input.into(), list.into()]
}

/// A line of the palette: a command of the page, or a change of what is selected.
#[derive(Clone)]
enum Offer {
    Command(&'static Command),
    Action(Action),
}

impl Offer {
    fn words(&self) -> (&'static str, String, &'static str) {
        match self {
            Offer::Command(command) => (command.group, command.label.to_string(), command.keys),
            Offer::Action(action) if action.harsh => ("Break", action.label.clone(), ""),
            Offer::Action(action) => ("Change", action.label.clone(), ""),
        }
    }
}

fn matching(app: App, query: &str) -> Vec<Offer> {
    let query = query.to_lowercase();
    let mut offers: Vec<Offer> = COMMANDS.iter().map(Offer::Command).collect();
    // Actions that ask for numbers are filled in where they stand.
    app.inspector.with(|panel| {
        let whole = panel.actions.iter().filter(|it| it.fields.is_empty());
        offers.extend(whole.cloned().map(Offer::Action));
    });
    offers.retain(|offer| {
        let (group, label, _) = offer.words();
        let (group, label) = (group.to_lowercase(), label.to_lowercase());
        query
            .split_whitespace()
            .all(|word| label.contains(word) || group.contains(word))
    });
    offers
}

fn id_of(index: usize) -> String {
    let mut id = String::from("palette-");
    id.push_str(&index.to_string());
    id
}

fn key(app: App, query: RwSignal<String>, at: RwSignal<usize>, event: &web_sys::KeyboardEvent) {
    let found = matching(app, &query.get_untracked());
    let last = found.len().saturating_sub(1);
    let here = at.get_untracked().min(last);
    match event.key().as_str() {
        "ArrowDown" => at.set(if here == last { 0 } else { here + 1 }),
        "ArrowUp" => at.set(if here == 0 { last } else { here - 1 }),
        "Enter" => {
            if let Some(offer) = found.get(here) {
                choose(app, offer);
            }
        }
        _ => return,
    }
    event.prevent_default();
    if let Some(option) = document().get_element_by_id(&id_of(at.get_untracked())) {
        super::super::glue::call(
            &option,
            "scrollIntoView",
            &[super::super::glue::object(&[("block", "nearest".into())])],
        );
    }
}

fn choose(app: App, offer: &Offer) {
    app.dialog.set(Dialog::None);
    match offer {
        Offer::Command(command) => (command.run)(app),
        Offer::Action(action) => act(app, action),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

    #[wasm_bindgen_test]
    fn commands_are_found_by_words_in_any_order() {
        let app = App::new();
        let labels: Vec<_> = matching(app, "event next")
            .iter()
            .map(|offer| offer.words().1)
            .collect();
        assert_eq!(labels, ["Next event", "Next service event"]);
        assert_eq!(matching(app, "").len(), COMMANDS.len());
    }
}
