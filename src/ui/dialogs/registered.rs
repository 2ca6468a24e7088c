//! After a registration: what changed since the last revision, and where it could run.

use ecs_playground::view::call::Call;
use ecs_playground::view::diff::{Line, Side};
use leptos::prelude::*;

use super::super::dom::{Element, Node, button, el};
use super::super::state::{App, Dialog};
use super::super::strip::copyable;
use super::title;

pub fn draw(app: App) -> Vec<Node> {
    let Some(registered) = app.draft.registered.get() else {
        return Vec::new();
    };
    let mut name = registered.family.clone();
    name.push(':');
    name.push_str(&registered.revision.to_string());
    let mut words = name.clone();
    words.push_str(" is registered.");
    match registered.previous {
        Some(previous) => {
            words.push_str(" Compared with revision ");
            words.push_str(&previous.to_string());
            words.push(':');
        }
        None => words.push_str(" It is the first revision of its family."),
    }
    let unchanged = registered.previous.is_some()
        && registered
            .lines
            .iter()
            .all(|line| line.side == Side::Gap || line.side == Side::Both);
    let mut nodes = vec![
        title(app, "Revision registered"),
        el("p", "").text(words).into(),
    ];
    for note in &registered.notes {
        nodes.push(el("p", "note").text(note.clone()).into());
    }
    if unchanged {
        nodes.push(
            el("p", "empty")
                .text("Nothing differs. ECS makes a new revision all the same.")
                .into(),
        );
    } else {
        let lines = el("pre", "diff")
            .attr("tabindex", "0")
            .attr("aria-label", "Difference from the last revision");
        nodes.push(lines.each(&registered.lines, draw_line).into());
    }
    let mut file = String::from("file://");
    file.push_str(&registered.family);
    file.push_str(".json");
    let register = Call::new("RegisterTaskDefinition").text("cliInputJson", &file);
    let mut foot = el("footer", "dialog-foot").child(copyable(register.command()));
    let mut buttons = el("div", "dialog-buttons").child(button("plain", "Close", move || {
        app.dialog.set(Dialog::None)
    }));
    if registered.services.is_empty() {
        buttons = buttons.child(button("primary", "Create a service with it", move || {
            app.dialog.set(Dialog::Service)
        }));
    } else {
        buttons = buttons.child(button("primary", "Deploy to a service…", move || {
            app.dialog.set(Dialog::Deploy)
        }));
    }
    foot = foot.child(buttons);
    nodes.push(foot.into());
    nodes
}

fn draw_line(line: &Line) -> Element {
    let (class, sign) = match line.side {
        Side::Both => ("", "  "),
        Side::Old => ("old", "− "),
        Side::New => ("new", "+ "),
        Side::Gap => ("gap", "⋯"),
    };
    el("span", class)
        .text(sign)
        .text(line.text.clone())
        .text("\n")
}
