//! What the simulation assumes and what it leaves out: the honest page.

use ecs_playground::view::message::About;
use ecs_playground::view::{Ask, Request};
use leptos::prelude::*;

use super::super::dom::{Node, el};
use super::super::state::App;
use super::title;

pub fn ask(app: App, about: RwSignal<Option<About>>) {
    if about.with_untracked(Option::is_none) {
        app.ask(Request::new(Ask::About), move |reply| {
            about.set(reply.about)
        });
    }
}

pub fn draw(app: App, about: RwSignal<Option<About>>) -> Vec<Node> {
    let mut nodes = vec![
        title(app, "About this simulation"),
        el("p", "prose")
            .text("Everything here runs in this tab: a deterministic model of Amazon ECS, written from what AWS documents. No account is used, nothing is sent anywhere, and no real resource is touched. It is not affiliated with, or endorsed by, Amazon Web Services.")
            .into(),
    ];
    let Some(about) = about.get() else {
        nodes.push(el("p", "empty").text("Asking the engine…").into());
        return nodes;
    };
    let mut engine = String::from("Engine ");
    engine.push_str(&about.engine);
    nodes.push(el("p", "muted").text(engine).into());
    nodes.push(el("h3", "").text("Not simulated").into());
    nodes.push(
        el("ul", "plain-list")
            .each(&about.not_simulated, |line| el("li", "").text(line.clone()))
            .into(),
    );
    let mut heading = String::from("Assumptions where AWS does not say (");
    heading.push_str(&about.assumptions.len().to_string());
    heading.push(')');
    nodes.push(el("h3", "").text(heading).into());
    let list = el("ol", "assumptions").each(&about.assumptions, |one| {
        el("li", "")
            .child(el("code", "").text(one.name.clone()))
            .child(el("p", "").text(one.text.clone()))
    });
    nodes.push(list.into());
    nodes
}
