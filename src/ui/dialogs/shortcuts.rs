//! Every key, by what it is for.

use leptos::prelude::*;

use super::super::dom::{Node, el};
use super::super::keys::COMMANDS;
use super::super::state::App;
use super::super::store;
use super::title;

pub fn draw(app: App) -> Vec<Node> {
    let mut nodes = vec![title(app, "Shortcuts")];
    let mut sheet = el("div", "sheet");
    for group in ["Time", "Change", "Look", "Page"] {
        let mut list = el("dl", "keys");
        for command in COMMANDS
            .iter()
            .filter(|command| command.group == group && !command.keys.is_empty())
        {
            list = list
                .child(el("dt", "").child(el("kbd", "").text(command.keys)))
                .child(el("dd", "").text(command.label));
        }
        sheet = sheet.child(
            el("section", "")
                .child(el("h3", "").text(group))
                .child(list),
        );
    }
    nodes.push(sheet.into());
    nodes.push(
        el("p", "muted")
            .text("On the time slider the arrow keys step by event, with Shift by decision. On the map they go to the nearest task or instance; Enter selects. In the editor Tab leaves it.")
            .into(),
    );
    let on = app.single_keys.get();
    let toggle = el("input", "")
        .attr("type", "checkbox")
        .aria("checked", on)
        .on("change", move |_| {
            app.single_keys.update(|on| *on = !*on);
            store::put(
                "keys",
                if app.single_keys.get_untracked() {
                    "on"
                } else {
                    "off"
                },
            );
        });
    nodes.push(
        el("label", "check")
            .child(toggle)
            .text(" Single keys work as shortcuts")
            .into(),
    );
    nodes
}
