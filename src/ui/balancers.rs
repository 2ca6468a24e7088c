//! The strip of load balancers above the map: listener, weights of its rule, target groups with their health.

use ecs_playground::view::balancers::{Balancer, GroupRow, Health};
use ecs_playground::view::frame::{Kind, Subject, Tone};
use leptos::prelude::*;

use super::dom::{Element, Node, button, el, glyph};
use super::map::percent;
use super::resources::tone_class;
use super::state::App;

pub fn draw(app: App) -> Vec<Node> {
    let selected = app.selected.get();
    app.balancers.with(|balancers| {
        let strip = |balancer: &Balancer| Node::from(draw_one(app, balancer, selected));
        balancers.list.iter().map(strip).collect()
    })
}

fn draw_one(app: App, balancer: &Balancer, selected: Option<Subject>) -> Element {
    el("section", "balancer")
        .attr("aria-label", balancer.name.clone())
        .child(
            el("p", "listener")
                .child(el("b", "").text(balancer.name.clone()))
                .child(el("span", "muted").text(balancer.listener.clone())),
        )
        .child(
            el("ul", "target-groups")
                .each(&balancer.groups, |group| draw_group(app, group, selected)),
        )
}

fn draw_group(app: App, group: &GroupRow, selected: Option<Subject>) -> Element {
    let subject = Subject::new(Kind::TargetGroup, group.id);
    let mut dot = el("span", "dot");
    if let Some(hue) = group.hue {
        dot = dot
            .attr("data-hue", hue.to_string())
            .attr("data-shade", group.shade.to_string());
    }
    let part = group.healthy * 100 / group.of.max(1);
    let mut words = group.healthy.to_string();
    words.push_str(" of ");
    words.push_str(&group.of.to_string());
    words.push_str(" healthy");
    let health = el("span", if part == 100 { "health good" } else { "health" })
        .child(glyph(if part == 100 { "healthy" } else { "pending" }))
        .text(words);
    el(
        "li",
        if group.percent == 0 {
            "target-group idle"
        } else {
            "target-group"
        },
    )
    .child(el("span", "weight").text(group.weight.clone()))
    .child(glyph("arrow"))
    .child(
        button("group-name", "", move || app.select(Some(subject)))
            .aria("aria-pressed", selected == Some(subject))
            .child(dot)
            .text(group.name.clone()),
    )
    .child(
        el("span", "track")
            .attr("aria-hidden", "true")
            .child(el("span", "fill").style("--part", percent(part))),
    )
    .child(health)
    .each(&group.others, draw_health)
}

fn draw_health(health: &Health) -> Element {
    let picture = match health.tone {
        Tone::Bad => "unhealthy",
        Tone::Warn => "draining",
        _ => "provisioning",
    };
    el("span", tone_class("health", health.tone))
        .child(glyph(picture))
        .text(health.words.clone())
}
