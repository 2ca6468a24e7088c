//! Playing: the wall clock and the speed say how far the engine should run.
//!
//! One `run` is under way at a time and at most 30 frames a second are asked for, so a slow engine
//! makes the picture coarser, never the page unresponsive. When the engine falls behind, the anchor
//! moves: the simulation slows down instead of jumping.

use std::cell::Cell;
use std::rc::Rc;

use ecs_playground::view::message::{Ask, Request};
use leptos::prelude::*;

use super::state::{App, Bookmark};
use super::store;

/// Simulated seconds per second, in quarters, slowest first.
const SPEEDS: [u32; 9] = [1, 2, 4, 8, 16, 32, 64, 128, 256];
/// 8×.
pub const USUAL_SPEED: usize = 5;

/// Between two frames, in milliseconds.
const FRAME_MS: f64 = 33.0;
/// How long the engine may work on one `run`.
const BUDGET_MS: u32 = 8;

pub fn speeds() -> usize {
    SPEEDS.len()
}

pub fn speed_label(index: usize) -> &'static str {
    ["0.25×", "0.5×", "1×", "2×", "4×", "8×", "16×", "32×", "64×"][index.min(SPEEDS.len() - 1)]
}

/// Goes one speed up or down.
pub fn change_speed(app: App, up: bool) {
    app.speed.update(|index| {
        *index = if up {
            (*index + 1).min(SPEEDS.len() - 1)
        } else {
            index.saturating_sub(1)
        };
    });
}

/// Starts the loop that runs while `app.playing` is set.
pub fn follow(app: App) {
    Effect::new(move |_: Option<()>| {
        if app.playing.get() {
            Play::start(app);
        }
    });
}

struct Play {
    app: App,
    anchor_wall: Cell<f64>,
    anchor_us: Cell<u64>,
    speed: Cell<usize>,
    sent: Cell<f64>,
    waiting: Cell<bool>,
}

impl Play {
    fn start(app: App) {
        let play = Rc::new(Play {
            app,
            anchor_wall: Cell::new(now_ms()),
            anchor_us: Cell::new(app.clock.with_untracked(|clock| clock.now_us)),
            speed: Cell::new(app.speed.get_untracked()),
            sent: Cell::new(0.0),
            waiting: Cell::new(false),
        });
        play.tick();
    }

    fn tick(self: Rc<Play>) {
        if !self.app.playing.try_get_untracked().unwrap_or(false) {
            return;
        }
        let now = now_ms();
        if self.app.speed.get_untracked() != self.speed.get() {
            self.anchor(now);
            self.speed.set(self.app.speed.get_untracked());
        }
        if !self.waiting.get() && now - self.sent.get() >= FRAME_MS {
            self.run(now);
        }
        request_animation_frame(move || self.tick());
    }

    fn run(self: &Rc<Play>, now: f64) {
        let quarters = f64::from(SPEEDS[self.speed.get()]);
        let passed_us = (now - self.anchor_wall.get()) * 1000.0 * quarters / 4.0;
        let target = self.anchor_us.get() + passed_us as u64;
        let mut request = Request::new(Ask::Run);
        request.time_us = Some(target);
        request.budget = Some(BUDGET_MS);
        self.waiting.set(true);
        self.sent.set(now);
        let play = self.clone();
        self.app.ask(request, move |_| {
            play.waiting.set(false);
            let (reached, idle) = play
                .app
                .clock
                .with_untracked(|clock| (clock.now_us, clock.idle));
            if reached < target {
                play.anchor(now_ms());
            }
            if idle {
                play.app.playing.set(false);
            }
        });
    }

    fn anchor(&self, now: f64) {
        self.anchor_wall.set(now);
        self.anchor_us
            .set(self.app.clock.with_untracked(|clock| clock.now_us));
    }
}

fn now_ms() -> f64 {
    window()
        .performance()
        .map_or(0.0, |performance| performance.now())
}

/// Looks at an instant. While one seek is under way only the last wish is kept.
pub fn seek(app: App, time_us: u64) {
    thread_local! {
        static UNDER_WAY: Cell<bool> = const { Cell::new(false) };
        static WISH: Cell<Option<u64>> = const { Cell::new(None) };
    }
    app.playing.set(false);
    if UNDER_WAY.get() {
        WISH.set(Some(time_us));
        return;
    }
    UNDER_WAY.set(true);
    let mut request = Request::new(Ask::Seek);
    request.time_us = Some(time_us);
    app.ask(request, move |reply| {
        if !reply.more {
            UNDER_WAY.set(false);
            if let Some(wish) = WISH.take() {
                seek(app, wish);
            }
        }
    });
}

/// Sets a bookmark here, or takes it away.
pub fn toggle_bookmark(app: App) {
    let clock = app.clock.get_untracked();
    app.bookmarks.update(|marks| {
        match marks.iter().position(|mark| mark.at_us == clock.now_us) {
            Some(index) => {
                marks.remove(index);
            }
            None => marks.push(Bookmark {
                at_us: clock.now_us,
                label: clock.title.clone(),
            }),
        }
        marks.sort_by_key(|mark| mark.at_us);
    });
    let text = app.bookmarks.with_untracked(|marks| {
        let mut text = String::new();
        for mark in marks {
            text.push_str(&mark.at_us.to_string());
            text.push('\t');
            text.push_str(&mark.label);
            text.push('\n');
        }
        text
    });
    store::put(&bookmark_key(app), &text);
}

/// Goes to the bookmark after this instant, or round to the first.
pub fn next_bookmark(app: App) {
    let now = app.clock.with_untracked(|clock| clock.now_us);
    let target = app.bookmarks.with_untracked(|marks| {
        marks
            .iter()
            .find(|mark| mark.at_us > now)
            .or(marks.first())
            .map(|mark| mark.at_us)
    });
    if let Some(target) = target {
        seek(app, target);
    }
}

pub fn load_bookmarks(app: App) {
    let text = store::get(&bookmark_key(app)).unwrap_or_default();
    let marks = text.lines().filter_map(|line| {
        let (at, label) = line.split_once('\t')?;
        Some(Bookmark {
            at_us: at.parse().ok()?,
            label: label.to_string(),
        })
    });
    app.bookmarks.set(marks.collect());
}

fn bookmark_key(app: App) -> String {
    let mut key = String::from("bookmarks/");
    app.head.with_untracked(|head| key.push_str(&head.title));
    key
}

/// Looks at the instant of one entry of the log.
pub fn seek_entry(app: App, seq: u64) {
    app.playing.set(false);
    let mut request = Request::new(Ask::Seek);
    request.seq = Some(seq);
    app.ask(request, |_| {});
}
