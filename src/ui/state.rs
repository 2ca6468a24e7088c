//! What the page knows: the last frame, panel by panel, and what the person chose.
//!
//! The model of the simulation lives in the engine. Here is one signal per panel, written only when
//! a frame brings that panel, and tiles apart with a stamp each, so that a row that did not change
//! is not drawn again.

use std::collections::BTreeMap;
use std::sync::Arc;

use ecs_playground::view::balancers::Balancers;
use ecs_playground::view::frame::{Frame, Head, Subject};
use ecs_playground::view::inspector::{Inspector, Table};
use ecs_playground::view::map::{Map, Tile};
use ecs_playground::view::message::{Direction, Refusal, Stride, Tab};
use ecs_playground::view::query::QueryPanel;
use ecs_playground::view::rollout::Rollout;
use ecs_playground::view::timeline::{Clock, History};
use ecs_playground::view::tree::{Hint, Tree};
use ecs_playground::view::{Ask, Reply, ReplyKind, Request};
use leptos::prelude::*;

use super::editor::Draft;
use super::engine::Link;
use super::{pacing, store};

/// Where the page is between opening and working.
#[derive(Clone, Debug, PartialEq)]
pub enum Phase {
    Loading,
    Working,
    /// The engine stopped; the page still holds the last good state.
    Lost(String),
}

/// Which engine answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// The small one of a first visit.
    Opening,
    /// The same, and something waits until the whole one is there.
    Awaited,
    Whole,
}

/// What lies over the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialog {
    None,
    Cluster,
    Instances,
    Service,
    Deploy,
    Shortcuts,
    Palette,
    About,
    Scenarios,
    Registered,
}

/// Which zone a narrow page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Resources,
    Map,
    Inspector,
}

/// The last change that was asked for: its command, and how it went.
#[derive(Clone, Debug, PartialEq)]
pub struct Done {
    pub command: String,
    pub outcome: Result<String, Refusal>,
}

/// A tile with the number of its last change.
#[derive(Clone)]
pub struct Stamped {
    pub stamp: u64,
    pub tile: Arc<Tile>,
}

/// Handles for everyone; all of it is `Copy`.
#[derive(Clone, Copy)]
pub struct App {
    pub link: StoredValue<Option<Link>, LocalStorage>,
    pub phase: RwSignal<Phase>,
    pub engine: RwSignal<Engine>,

    pub head: RwSignal<Head>,
    pub clock: RwSignal<Clock>,
    pub history: RwSignal<History>,
    pub tree: RwSignal<Tree>,
    pub map: RwSignal<Map>,
    pub tiles: RwSignal<BTreeMap<u32, Stamped>>,
    pub inspector: RwSignal<Inspector>,
    pub hint: RwSignal<Hint>,
    pub balancers: RwSignal<Balancers>,
    pub rollout: RwSignal<Rollout>,
    pub query: RwSignal<QueryPanel>,
    pub said: RwSignal<String>,

    pub selected: RwSignal<Option<Subject>>,
    pub tab: RwSignal<Tab>,
    pub playing: RwSignal<bool>,
    pub speed: RwSignal<usize>,
    pub place: RwSignal<Place>,
    pub dialog: RwSignal<Dialog>,
    pub outline: RwSignal<bool>,
    /// Whether the query box is open, and what is written there.
    pub asking: RwSignal<bool>,
    pub query_text: RwSignal<String>,
    /// A placement told otherwise, by its decision.
    pub what_if: RwSignal<Option<(u32, Table)>>,
    pub done: RwSignal<Option<Done>>,
    pub saved: RwSignal<Saved>,
    pub bookmarks: RwSignal<Vec<Bookmark>>,
    pub single_keys: RwSignal<bool>,
    /// What stands here was found on this device.
    pub restored: RwSignal<bool>,
    /// What was typed into the fields of actions, by the action's input and the path, with the value.
    pub typed: StoredValue<Vec<(String, String, String)>>,
    pub draft: Draft,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    Fresh,
    Kept,
    /// Storage is refused here.
    Nowhere,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Bookmark {
    pub at_us: u64,
    pub label: String,
}

impl App {
    pub fn new() -> App {
        App {
            link: StoredValue::new_local(None),
            phase: RwSignal::new(Phase::Loading),
            engine: RwSignal::new(Engine::Opening),
            head: RwSignal::new(Head::default()),
            clock: RwSignal::new(Clock::default()),
            history: RwSignal::new(History::default()),
            tree: RwSignal::new(Tree::default()),
            map: RwSignal::new(Map::default()),
            tiles: RwSignal::new(BTreeMap::new()),
            inspector: RwSignal::new(Inspector::default()),
            hint: RwSignal::new(Hint::default()),
            balancers: RwSignal::new(Balancers::default()),
            rollout: RwSignal::new(Rollout::default()),
            query: RwSignal::new(QueryPanel::default()),
            said: RwSignal::new(String::new()),
            selected: RwSignal::new(None),
            tab: RwSignal::new(Tab::Why),
            playing: RwSignal::new(false),
            speed: RwSignal::new(pacing::USUAL_SPEED),
            place: RwSignal::new(Place::Map),
            dialog: RwSignal::new(Dialog::None),
            outline: RwSignal::new(false),
            asking: RwSignal::new(false),
            query_text: RwSignal::new(String::new()),
            what_if: RwSignal::new(None),
            done: RwSignal::new(None),
            saved: RwSignal::new(Saved::Fresh),
            bookmarks: RwSignal::new(Vec::new()),
            single_keys: RwSignal::new(store::get("keys").as_deref() != Some("off")),
            restored: RwSignal::new(false),
            typed: StoredValue::new(Vec::new()),
            draft: Draft::new(),
        }
    }

    /// Sends `request` to the engine; the frame in the reply is drawn before `then` runs.
    pub fn ask(self, request: Request, then: impl FnMut(Reply) + 'static) {
        if let Some(link) = self.link.get_value() {
            link.ask(request, then);
        }
    }

    /// Sees every reply: frames are drawn whoever asked for them.
    pub fn heard(self, reply: &mut Reply) {
        if let Some(frame) = reply.frame.take() {
            self.draw(*frame);
        }
        if reply.kind == ReplyKind::Ready {
            self.phase.set(Phase::Working);
        }
    }

    fn draw(self, frame: Frame) {
        if let Some(head) = frame.head {
            self.head.set(head);
        }
        if let Some(clock) = frame.clock {
            self.clock.set(clock);
        }
        if let Some(history) = frame.history {
            self.history.set(history);
        }
        if let Some(tree) = frame.tree {
            self.tree.set(tree);
        }
        if !frame.tiles.is_empty() || frame.map.is_some() {
            self.tiles.update(|tiles| {
                for tile in frame.tiles {
                    let stamp = tiles.get(&tile.key).map_or(0, |old| old.stamp) + 1;
                    tiles.insert(
                        tile.key,
                        Stamped {
                            stamp,
                            tile: Arc::new(tile),
                        },
                    );
                }
                if let Some(map) = &frame.map {
                    tiles.retain(|key, _| map.zones.iter().any(|zone| zone.tiles.contains(key)));
                }
            });
        }
        if let Some(map) = frame.map {
            self.map.set(map);
        }
        if let Some(hint) = frame.hint {
            self.hint.set(hint);
        }
        if let Some(balancers) = frame.balancers {
            self.balancers.set(balancers);
        }
        if let Some(rollout) = frame.rollout {
            self.rollout.set(rollout);
        }
        if let Some(query) = frame.query {
            self.query.set(query);
        }
        if let Some(subject) = frame.selected {
            self.selected.set(Some(subject));
        }
        if let Some(inspector) = frame.inspector {
            self.inspector.set(inspector);
        }
        if !frame.said.is_empty() {
            self.said.set(frame.said);
        }
        if let Some(saved) = frame.saved {
            store::remember_good();
            let kept = store::put("scenario", &saved);
            self.saved
                .set(if kept { Saved::Kept } else { Saved::Nowhere });
        }
    }

    /// Asks how the placement `decision` would have gone otherwise.
    pub fn ask_what_if(self, decision: u32) {
        let mut request = Request::new(Ask::WhatIf);
        request.seq = Some(u64::from(decision));
        self.ask(request, move |reply| {
            self.what_if.set(reply.table.map(|table| (decision, table)))
        });
    }

    /// Says that something of the page's own did not work.
    pub fn failed(self, message: &str) {
        let refusal = Refusal {
            message: message.to_string(),
            ..Refusal::default()
        };
        self.done.set(Some(Done {
            command: String::new(),
            outcome: Err(refusal),
        }));
    }

    /// Looks at `subject` in the inspector.
    pub fn select(self, subject: Option<Subject>) {
        self.selected.set(subject);
        // On a phone the answer comes up as a sheet; elsewhere it stands beside the map already.
        let small = window()
            .match_media("(max-width: 600px)")
            .ok()
            .flatten()
            .is_some_and(|query| query.matches());
        if small && subject.is_some() {
            self.place.set(Place::Inspector);
        }
        self.look();
    }

    pub fn open_tab(self, tab: Tab) {
        self.tab.set(tab);
        self.look();
    }

    fn look(self) {
        let mut request = Request::new(Ask::Select);
        request.subject = self.selected.get_untracked();
        request.tab = Some(self.tab.get_untracked());
        self.ask(request, |_| {});
    }

    pub fn step(self, stride: Stride, direction: Direction) {
        self.playing.set(false);
        let mut request = Request::new(Ask::Step);
        request.stride = Some(stride);
        request.direction = Some(direction);
        self.ask(request, |_| {});
    }

    /// Makes a change. `then` hears whether it was taken.
    pub fn submit(
        self,
        operation: &str,
        input: String,
        command: String,
        then: impl Fn(bool) + 'static,
    ) {
        let mut request = Request::new(Ask::Submit);
        request.operation = Some(operation.to_string());
        request.input = Some(input);
        self.ask(request, move |reply| {
            let outcome = match reply.error {
                Some(refusal) => Err(refusal),
                None => Ok(reply.text.unwrap_or_default()),
            };
            let taken = outcome.is_ok();
            store::remember_command(&command);
            self.done.set(Some(Done {
                command: command.clone(),
                outcome,
            }));
            then(taken);
        });
    }

    pub fn undo(self, ask: Ask) {
        self.playing.set(false);
        self.done.set(None);
        self.ask(Request::new(ask), |_| {});
    }

    /// Opens `scenario`; with `open`, at the moment it becomes legible.
    pub fn load(self, scenario: String, open: bool, at_us: Option<u64>) {
        self.playing.set(false);
        self.done.set(None);
        self.selected.set(None);
        // The engine begins with it, too.
        self.tab.set(Tab::Why);
        self.what_if.set(None);
        self.asking.set(false);
        self.query_text.set(String::new());
        self.typed.set_value(Vec::new());
        self.saved.set(Saved::Fresh);
        let mut request = Request::new(Ask::Load);
        request.scenario = Some(scenario);
        request.open = Some(open);
        request.time_us = at_us;
        self.ask(request, move |reply| {
            if let Some(refusal) = reply.error {
                self.done.set(Some(Done {
                    command: String::new(),
                    outcome: Err(refusal),
                }));
            }
            if !reply.more {
                if self.restored.get_untracked() {
                    self.saved.set(Saved::Kept);
                }
                pacing::load_bookmarks(self);
                super::editor::open_newest(self);
            }
        });
    }
}

/// The page's handles, from any component.
pub fn app() -> App {
    expect_context::<App>()
}
