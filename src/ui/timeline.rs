//! The timeline: transport, clock, what comes next, and the scrubbed picture of what was.

use ecs_playground::view::message::{Direction, Stride};
use ecs_playground::view::timeline::{Clock, History, Lane, TickSort};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::dom::{Element, Node, button, el, glyph, region, svg};
use super::state::{App, app};
use super::{pacing, rollout, transport};

#[component]
pub fn TimelinePanel() -> impl IntoView {
    let app = app();
    let controls = NodeRef::new();
    let picture = NodeRef::new();
    let head = NodeRef::new();
    region(controls, move || transport::controls(app));
    region(picture, move || {
        let history = app.history.get();
        // The scale follows the end of what is known, not the clock: it stays still while scrubbing.
        let scale = Scale::of(app.clock.with(|clock| clock.end_us.max(clock.now_us)));
        draw_picture(app, &history, scale)
    });
    let deployment = NodeRef::new();
    region(deployment, move || rollout::line(app));
    region(head, move || app.clock.with(|clock| playhead(app, clock)));
    view! {
        <section class="timeline" aria-label="Timeline">
            <div node_ref=controls class="transport"></div>
            <div node_ref=deployment class="rollout-line"></div>
            <div class="tape">
                <div node_ref=picture class="tape-picture"></div>
                <div node_ref=head class="tape-head"></div>
            </div>
        </section>
    }
}

/// From microseconds to parts of the picture's width.
#[derive(Clone, Copy, PartialEq)]
struct Scale {
    width_us: u64,
}

/// The picture's own units: wide enough that a thousand columns stay apart.
const WIDTH: u64 = 1000;
const HEIGHT: u32 = 100;

impl Scale {
    /// Room for what is known and a little of what may come, in steps so that it seldom jumps.
    fn of(end_us: u64) -> Scale {
        const STEP: u64 = 30_000_000;
        let room = end_us + end_us / 6;
        Scale {
            width_us: room.div_ceil(STEP).max(2) * STEP,
        }
    }

    fn x(self, at_us: u64) -> u32 {
        (at_us.min(self.width_us) * WIDTH / self.width_us) as u32
    }

    fn part(self, at_us: u64) -> String {
        let thousandths = self.x(at_us);
        let mut text = (thousandths / 10).to_string();
        text.push('.');
        text.push_str(&(thousandths % 10).to_string());
        text.push('%');
        text
    }
}

fn draw_picture(app: App, history: &History, scale: Scale) -> Vec<Node> {
    let mut nodes = Vec::new();
    if let Some(lane) = &history.lane {
        let end = app
            .clock
            .with_untracked(|clock| clock.end_us.max(clock.now_us));
        nodes.push(draw_lane(lane, scale, end).into());
        let at = lane.points.last();
        if let Some(point) = at {
            if point.upper == point.lower {
                nodes.push(limit("limit lower", "exactly ", point.lower, lane.most).into());
            } else {
                nodes.push(limit("limit upper", "at most ", point.upper, lane.most).into());
                nodes.push(limit("limit lower", "at least ", point.lower, lane.most).into());
            }
        }
        nodes.push(strands(lane).into());
    } else {
        nodes.push(
            el("p", "lane-empty muted")
                .text("No service has a deployment yet; its tasks are drawn here over time.")
                .into(),
        );
    }
    nodes.push(draw_ticks(history, scale).into());
    nodes.push(axis(scale).into());
    nodes
}

fn strands(lane: &Lane) -> Element {
    let mut legend = el("div", "strands").child(el("b", "").text(lane.service.clone()));
    for strand in &lane.revisions {
        legend = legend.child(
            el("span", "legend")
                .child(
                    el("span", "dot")
                        .attr("data-hue", lane.hue.to_string())
                        .attr("data-shade", strand.shade.to_string()),
                )
                .text(strand.label.clone()),
        );
    }
    legend
}

/// `count` of `most` as a number CSS can multiply with.
fn share(count: u32, most: u32) -> String {
    let hundredths = count.min(most) * 100 / most.max(1);
    let mut text = String::from(if hundredths >= 100 { "1." } else { "0." });
    if hundredths % 100 < 10 {
        text.push('0');
    }
    text.push_str(&(hundredths % 100).to_string());
    text
}

fn limit(class: &'static str, words: &'static str, count: u32, most: u32) -> Element {
    let mut text = String::from(words);
    text.push_str(&count.to_string());
    el("span", class)
        .style("--share", share(count, most))
        .text(text)
}

/// Areas by revision, one on the other, in steps; then the two limits.
fn draw_lane(lane: &Lane, scale: Scale, end_us: u64) -> Element {
    let mut picture = svg("svg", "lane")
        .attr("viewBox", "0 0 1000 100")
        .attr("preserveAspectRatio", "none")
        .attr("role", "img")
        .attr("aria-label", lane_words(lane));
    let y = |count: u32| HEIGHT - (count * HEIGHT / lane.most.max(1)).min(HEIGHT);
    for (index, strand) in lane.revisions.iter().enumerate() {
        let mut path = Path::default();
        for (place, point) in lane.points.iter().enumerate() {
            let below: u32 = point.running.iter().take(index).sum();
            let own = point.running.get(index).copied().unwrap_or(0);
            if own > 0 {
                let until = lane.points.get(place + 1).map_or(end_us, |next| next.at_us);
                path.rectangle(
                    scale.x(point.at_us),
                    scale.x(until),
                    y(below + own),
                    y(below),
                );
            }
        }
        picture = picture.child(
            svg("path", "strand")
                .attr("d", path.text)
                .attr("data-hue", lane.hue.to_string())
                .attr("data-shade", strand.shade.to_string()),
        );
    }
    let mut starting = Path::default();
    for (place, point) in lane.points.iter().enumerate() {
        let running: u32 = point.running.iter().sum();
        if point.starting > 0 {
            let until = lane.points.get(place + 1).map_or(end_us, |next| next.at_us);
            starting.rectangle(
                scale.x(point.at_us),
                scale.x(until),
                y(running + point.starting),
                y(running),
            );
        }
    }
    picture = picture.child(
        svg("path", "starting")
            .attr("d", starting.text)
            .attr("data-hue", lane.hue.to_string()),
    );
    for (class, of) in [("upper", true), ("lower", false)] {
        let mut path = Path::default();
        for (place, point) in lane.points.iter().enumerate() {
            let count = if of { point.upper } else { point.lower };
            path.line_to(scale.x(point.at_us), y(count));
            let until = lane
                .points
                .get(place + 1)
                .map_or(scale.width_us, |next| next.at_us);
            path.line_to(scale.x(until), y(count));
        }
        picture = picture.child(svg("path", class).attr("d", path.text));
    }
    picture
}

fn lane_words(lane: &Lane) -> String {
    let mut words = lane.service.clone();
    if let Some(point) = lane.points.last() {
        for (strand, count) in lane.revisions.iter().zip(&point.running) {
            words.push_str(", ");
            words.push_str(&strand.label);
            words.push_str(": ");
            words.push_str(&count.to_string());
            words.push_str(" running");
        }
        words.push_str(", at least ");
        words.push_str(&point.lower.to_string());
        words.push_str(", at most ");
        words.push_str(&point.upper.to_string());
    }
    words
}

/// Path data as it grows.
#[derive(Default)]
struct Path {
    text: String,
}

impl Path {
    fn number(&mut self, letter: char, value: u32) {
        self.text.push(letter);
        self.text.push_str(&value.to_string());
    }

    fn rectangle(&mut self, left: u32, right: u32, top: u32, bottom: u32) {
        self.number('M', left);
        self.number(' ', top);
        self.number('H', right);
        self.number('V', bottom);
        self.number('H', left);
        self.text.push('z');
    }

    fn line_to(&mut self, x: u32, y: u32) {
        let letter = if self.text.is_empty() { 'M' } else { 'L' };
        self.number(letter, x);
        self.number(' ', y);
    }
}

fn draw_ticks(history: &History, scale: Scale) -> Element {
    let mut picture = svg("svg", "ticks")
        .attr("viewBox", "0 0 1000 14")
        .attr("preserveAspectRatio", "none")
        .attr("aria-hidden", "true");
    for (class, sort, top) in [
        ("tick", TickSort::Event, 8),
        ("tick decision", TickSort::Decision, 3),
        ("tick message", TickSort::ServiceEvent, 5),
        ("tick request", TickSort::Request, 0),
    ] {
        let mut path = Path::default();
        for tick in history.ticks.iter().filter(|tick| tick.sort == sort) {
            path.number('M', scale.x(tick.at_us));
            path.number(' ', top);
            path.number('V', 14);
        }
        picture = picture.child(svg("path", class).attr("d", path.text));
    }
    picture
}

/// A label about every fifth of the width, at round times.
fn axis(scale: Scale) -> Element {
    const ROUND: [u64; 12] = [
        10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14_400, 43_200,
    ];
    let wanted = scale.width_us / 1_000_000 / 6;
    let every = ROUND
        .into_iter()
        .find(|round| *round >= wanted)
        .unwrap_or(86_400);
    let mut line = el("div", "axis").attr("aria-hidden", "true");
    let mut at = 0;
    while at * 1_000_000 <= scale.width_us - scale.width_us / 20 {
        let mut text = String::new();
        if every >= 3600 {
            text.push_str(&(at / 3600).to_string());
            text.push_str(" h");
        } else {
            text.push_str(&(at / 60).to_string());
            text.push_str(if at % 60 < 10 { ":0" } else { ":" });
            text.push_str(&(at % 60).to_string());
        }
        line = line.child(
            el("span", "")
                .style("--at", scale.part(at * 1_000_000))
                .text(text),
        );
        at += every;
    }
    line
}

/// The instant looked at: a line over the picture, and the range input that moves it.
fn playhead(app: App, clock: &Clock) -> Vec<Node> {
    let scale = Scale::of(clock.end_us.max(clock.now_us));
    let mut spoken = clock.now.clone();
    if !clock.title.is_empty() {
        spoken.push_str(", ");
        spoken.push_str(&clock.title);
    }
    let range = el("input", "scrub")
        .attr("type", "range")
        .attr("min", "0")
        .attr("max", (scale.width_us / 1000).to_string())
        .attr("step", "1")
        .attr("value", (clock.now_us / 1000).to_string())
        .attr("aria-label", "Instant looked at")
        .attr("aria-valuetext", spoken)
        .on("input", move |event| {
            let input: web_sys::HtmlInputElement =
                event.target().expect("a range").unchecked_into();
            pacing::seek(app, input.value_as_number().max(0.0) as u64 * 1000);
        })
        .on("keydown", move |event| {
            let event: &web_sys::KeyboardEvent = event.unchecked_ref();
            let direction = match event.key().as_str() {
                "ArrowRight" | "ArrowUp" => Direction::Forward,
                "ArrowLeft" | "ArrowDown" => Direction::Back,
                "Home" => {
                    event.prevent_default();
                    return pacing::seek(app, 0);
                }
                "End" => {
                    event.prevent_default();
                    return pacing::seek(app, app.clock.with_untracked(|clock| clock.end_us));
                }
                _ => return,
            };
            event.prevent_default();
            app.step(
                if event.shift_key() {
                    Stride::Decision
                } else {
                    Stride::Event
                },
                direction,
            );
        });
    let mut nodes: Vec<Node> = vec![
        el("div", "ahead")
            .style("--at", scale.part(clock.now_us))
            .into(),
        range.into(),
        el("div", "head-line")
            .attr("aria-hidden", "true")
            .style("--at", scale.part(clock.now_us))
            .into(),
        el("p", "head-title").text(clock.title.clone()).into(),
    ];
    for mark in app.bookmarks.get() {
        let at = mark.at_us;
        let mut label = String::from("Bookmark: ");
        label.push_str(&mark.label);
        nodes.push(
            button("bookmark", "", move || pacing::seek(app, at))
                .attr("aria-label", label.clone())
                .attr("title", label)
                .style("--at", scale.part(at))
                .child(glyph("star-on"))
                .into(),
        );
    }
    nodes
}
