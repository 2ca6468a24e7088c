//! The transport: play, steps both ways, speed, bookmarks, the clock and what comes next.

use ecs_playground::view::message::{Direction, Stride};
use ecs_playground::view::timeline::Clock;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::dom::{Element, Node, button, el, glyph};
use super::pacing;
use super::state::App;

/// The row above the picture.
pub fn controls(app: App) -> Vec<Node> {
    let clock = app.clock.get();
    let playing = app.playing.get();
    let speed = app.speed.get();
    let marked = app
        .bookmarks
        .with(|marks| marks.iter().any(|mark| mark.at_us == clock.now_us));
    let marks = app.bookmarks.with(Vec::len);
    let step =
        |picture: &'static str, label: &'static str, keys: &'static str, stride, direction| {
            tool(picture, label, keys, move || app.step(stride, direction)).into()
        };
    let mut speeds = el("select", "speed")
        .attr("aria-label", "Speed")
        .on("change", move |event| {
            let select: web_sys::HtmlSelectElement =
                event.target().expect("a select").unchecked_into();
            app.speed.set(select.selected_index().max(0) as usize);
        });
    for index in 0..pacing::speeds() {
        let option = el("option", "")
            .attr("value", index.to_string())
            .text(pacing::speed_label(index));
        speeds = speeds.child(option.flag("selected", index == speed));
    }
    // What the button says is what a press does, whatever has begun to play meanwhile.
    let play = button("play", "", move || app.playing.set(!playing))
        .attr("aria-label", if playing { "Pause" } else { "Play" })
        .attr(
            "title",
            if playing {
                "Pause (Space)"
            } else {
                "Play (Space)"
            },
        )
        .child(glyph(if playing { "pause" } else { "play" }));
    vec![
        tool("start", "To the start", "Home", move || {
            pacing::seek(app, 0)
        })
        .attr("data-minor", "")
        .into(),
        step(
            "message",
            "Previous service event",
            "[",
            Stride::ServiceEvent,
            Direction::Back,
        ),
        step(
            "decision-back",
            "Previous decision",
            "<",
            Stride::Decision,
            Direction::Back,
        ),
        step(
            "step-back",
            "Previous event",
            ",",
            Stride::Event,
            Direction::Back,
        ),
        play.into(),
        step("step", "Next event", ".", Stride::Event, Direction::Forward),
        step(
            "decision",
            "Next decision",
            ">",
            Stride::Decision,
            Direction::Forward,
        ),
        step(
            "message",
            "Next service event",
            "]",
            Stride::ServiceEvent,
            Direction::Forward,
        ),
        el("output", "clock")
            .attr("aria-label", "Simulated time")
            .text(clock.now.clone())
            .into(),
        speeds.attr("value", speed.to_string()).into(),
        tool(
            if marked { "star-on" } else { "star" },
            if marked {
                "Take the bookmark away"
            } else {
                "Bookmark this instant"
            },
            "b",
            move || pacing::toggle_bookmark(app),
        )
        .attr("class", "icon mark")
        .aria("aria-pressed", marked)
        .into(),
        button("icon mark", marks.to_string(), move || {
            pacing::next_bookmark(app)
        })
        .attr("aria-label", next_bookmark_label(marks))
        .attr("title", "Next bookmark (n)")
        .flag("hidden", marks == 0)
        .into(),
        next_line(&clock).into(),
    ]
}

fn tool(
    picture: &'static str,
    label: &'static str,
    keys: &'static str,
    press: impl Fn() + 'static,
) -> Element {
    let mut title = String::from(label);
    title.push_str(" (");
    title.push_str(keys);
    title.push(')');
    button("icon", "", press)
        .attr("aria-label", label)
        .attr("title", title)
        .child(glyph(picture))
}

/// With the number that stands on the button, as speech commands go by what is seen.
fn next_bookmark_label(marks: usize) -> String {
    let mut label = String::from("Next bookmark of ");
    label.push_str(&marks.to_string());
    label
}

fn next_line(clock: &Clock) -> Element {
    let line = el("span", "next");
    if clock.next.is_empty() {
        return line.text("Nothing more is due.");
    }
    line.text("Next ")
        .child(el("b", "").text(clock.next.clone()))
        .text(" ")
        .child(el("span", "at").text(clock.next_at.clone()))
}
