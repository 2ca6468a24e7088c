//! The deployment: one line over the lane that is always there, and the whole of it in the inspector of its service.

use ecs_playground::view::inspector::Action;
use ecs_playground::view::rollout::{Revision, Rollout, Stage, StageAt};
use leptos::prelude::*;

use super::actions::act;
use super::dom::{Element, Node, button, el, glyph};
use super::map::percent;
use super::resources::tone_class;
use super::state::App;

/// Under the clock: what happens next with the service, and what a person can answer.
pub fn line(app: App) -> Vec<Node> {
    app.rollout.with(|rollout| {
        if rollout.service.is_none() {
            return Vec::new();
        }
        let here = rollout
            .stages
            .iter()
            .find(|stage| stage.at == StageAt::Here);
        let state =
            el("span", tone_class("rollout-state", rollout.tone)).text(rollout.state.clone());
        let mut nodes: Vec<Node> = vec![state.into()];
        if let Some(stage) = here {
            nodes.push(el("span", "rollout-stage").text(stage.name.clone()).into());
            nodes.push(weights(rollout).into());
        }
        if !rollout.breaker.is_empty() {
            nodes.push(
                el("span", "rollout-breaker")
                    .text(rollout.breaker.clone())
                    .into(),
            );
        }
        let why = if rollout.unstick.is_empty() {
            &rollout.next
        } else {
            &rollout.unstick
        };
        let class = if rollout.unstick.is_empty() {
            "rollout-next"
        } else {
            "rollout-next warn"
        };
        nodes.push(
            el("p", class)
                .attr("title", why.clone())
                .text(why.clone())
                .into(),
        );
        nodes.extend(
            rollout
                .actions
                .iter()
                .map(|action| answer(app, action).into()),
        );
        nodes
    })
}

/// The share of traffic of each revision, as one bar.
fn weights(rollout: &Rollout) -> Element {
    let mut words = String::from("Traffic");
    for revision in &rollout.revisions {
        words.push_str(", ");
        words.push_str(&revision.label);
        words.push(' ');
        words.push_str(&revision.weight);
    }
    el("span", "weights")
        .attr("role", "img")
        .attr("aria-label", words.clone())
        .attr("title", words)
        .each(&rollout.revisions, |revision| {
            el("span", "")
                .attr("data-hue", rollout.hue.to_string())
                .attr("data-shade", revision.shade.to_string())
                .style("--part", percent(u32::from(revision.percent)))
        })
}

fn answer(app: App, action: &Action) -> Element {
    let made = action.clone();
    let press = move || act(app, &made);
    let mut class = String::from("plain");
    if action.harsh {
        class.push_str(" harsh");
    }
    button("", action.label.clone(), press)
        .attr("class", class)
        .attr("title", action.command.clone())
}

/// In the inspector of its service: the line at length, revisions, limits, stages.
pub fn draw(app: App, rollout: &Rollout) -> Element {
    let mut head = el("p", "rollout-head")
        .child(el("span", tone_class("rollout-state", rollout.tone)).text(rollout.state.clone()))
        .child(el("span", "muted").text(rollout.strategy.clone()));
    if !rollout.breaker.is_empty() {
        head = head.child(
            el("span", "rollout-breaker")
                .child(glyph("unhealthy"))
                .text(rollout.breaker.clone()),
        );
    }
    let mut section = el("section", "rollout")
        .attr("aria-label", "Deployment")
        .child(head)
        .maybe(
            (!rollout.alarms.is_empty())
                .then(|| el("p", "muted").text(format!("Alarms: {}", rollout.alarms))),
        )
        .child(el("p", "prose").text(rollout.next.clone()));
    if !rollout.unstick.is_empty() {
        section = section.child(
            el("p", "finding warning")
                .child(glyph("unhealthy"))
                .text(rollout.unstick.clone()),
        );
    }
    if !rollout.actions.is_empty() {
        section = section
            .child(el("div", "answers").each(&rollout.actions, |action| answer(app, action)));
    }
    section = section
        .child(el("ul", "revisions").each(&rollout.revisions, |revision| {
            draw_revision(rollout.hue, revision)
        }))
        .child(el("p", "muted").text(rollout.limits.clone()));
    if !rollout.stages.is_empty() {
        section = section.child(
            el("ol", "stages")
                .attr("aria-label", "Stages of the deployment")
                .each(&rollout.stages, |stage| draw_stage(stage, &rollout.wait)),
        );
    }
    section
}

fn draw_revision(hue: u8, revision: &Revision) -> Element {
    let count = |count: u32, words: &'static str| {
        (count > 0).then(|| {
            let mut text = count.to_string();
            text.push_str(words);
            el("span", if words == " failed" { "bad" } else { "" }).text(text)
        })
    };
    let mut row = el("li", "")
        .child(
            el("span", "dot")
                .attr("data-hue", hue.to_string())
                .attr("data-shade", revision.shade.to_string()),
        )
        .child(el("b", "mono").text(revision.label.clone()))
        .child(el("span", "muted").text(revision.status.clone()))
        .maybe(count(revision.running, " running"))
        .maybe(count(revision.pending, " pending"))
        .maybe(count(revision.stopping, " stopping"))
        .maybe(count(revision.failed, " failed"));
    if !revision.weight.is_empty() {
        let mut text = revision.weight.clone();
        text.push_str(" of the traffic");
        row = row.child(el("span", "weight").text(text));
    }
    row
}

fn draw_stage(stage: &Stage, wait: &str) -> Element {
    let (class, picture) = match stage.at {
        StageAt::Done => ("done", "healthy"),
        StageAt::Here => ("here", "activating"),
        StageAt::Ahead => ("to-come", "pending"),
    };
    let row = el("li", class)
        .child(glyph(if stage.pauses && stage.at != StageAt::Done {
            "pause"
        } else {
            picture
        }))
        .child(el("span", "mono").text(stage.name.clone()))
        .maybe(
            (stage.pauses && stage.at == StageAt::Ahead)
                .then(|| el("span", "muted").text("pauses")),
        )
        .maybe((!stage.calls.is_empty()).then(|| el("span", "muted").text(stage.calls.clone())));
    if stage.at == StageAt::Here {
        return row
            .attr("aria-current", "step")
            .maybe((!wait.is_empty()).then(|| el("span", "").text(wait.to_string())));
    }
    row
}
