//! The desk: takes requests, keeps the session, and answers with what changed.
//!
//! Everything the engine program does but the posting of messages, so that it can be tested without a
//! browser. Long moves are done in slices: `answer` and `go_on` work only as long as they may.

mod clock;
mod document;
mod export;

use crate::kernel::WHOLE;
use crate::kernel::{SimTime, SortedMap};
use crate::scenario;
use crate::view::frame::Frame;
use crate::view::inspector::inspector;
use crate::view::map::map;
use crate::view::message::{Ask, Refusal, Reply, ReplyKind, Request, Tab};
use crate::view::query::{self, Asked};
use crate::view::rollout;
use crate::view::session::{Arrival, Session, Within};
use crate::view::tree::tree;
use crate::view::wire::{Wire, Writer};
use crate::view::{balancers, hint, what_if};
use crate::world::DecisionId;

/// What was sent last, panel by panel, as it was written: only what differs is sent again.
#[derive(Default)]
struct Sent {
    head: String,
    clock: String,
    /// Where the clock stood.
    seq: u64,
    history: String,
    tree: String,
    map: String,
    tiles: SortedMap<u32, String>,
    inspector: String,
    hint: String,
    balancers: String,
    rollout: String,
    query: String,
}

/// A move that has not arrived yet.
#[derive(Clone)]
struct Goal {
    request: Request,
}

pub struct Desk {
    session: Session,
    sent: Sent,
    goal: Option<Goal>,
    /// Length of the log when the timeline's picture was last sent, and how often it was asked since.
    pictured: (u64, u32),
}

/// While playing, the picture under the clock is sent with every so manieth frame.
const PICTURE_EVERY: u32 = 5;

impl Default for Desk {
    fn default() -> Desk {
        Desk {
            session: Session::new(empty()),
            sent: Sent::default(),
            goal: None,
            pictured: (0, 0),
        }
    }
}

/// An account with nothing in it.
fn empty() -> scenario::Scenario {
    scenario::Scenario {
        title: "Empty account".to_owned(),
        description: String::new(),
        seed: 1,
        open: SimTime::ZERO,
        steps: Vec::new(),
        suggestion: None,
        expect: Vec::new(),
        differs: None,
    }
}

impl Desk {
    /// Whether a move is under way that `go_on` continues.
    pub fn is_moving(&self) -> bool {
        self.goal.is_some() || (WHOLE && self.session.is_behind())
    }

    /// Goes on with the move under way.
    pub fn go_on(&mut self, within: Within<'_>) -> Option<Reply> {
        match self.goal.take() {
            Some(goal) => Some(self.answer(goal.request, within)),
            // A frame nobody asked for: the run beside comes nearer.
            None if self.is_moving() => Some(self.framed(0, true)),
            None => None,
        }
    }

    /// Answers one request. A new move ends the one under way.
    pub fn answer(&mut self, request: Request, within: Within<'_>) -> Reply {
        let moves = matches!(
            request.ask,
            Ask::Load | Ask::Step | Ask::Seek | Ask::Run | Ask::Submit | Ask::Undo | Ask::Redo
        );
        if moves {
            self.goal = None;
        }
        let id = request.id;
        match request.ask {
            Ask::Load => self.load(request, within),
            Ask::Step => {
                let (Some(stride), Some(direction)) = (request.stride, request.direction) else {
                    return refused(id, "a step needs `stride` and `direction`");
                };
                let arrival = self.session.step(stride, direction, within);
                self.moved(request, arrival, true)
            }
            Ask::Seek => {
                if request.open == Some(true) {
                    self.sent = Sent::default();
                }
                if let Some(seq) = request.seq {
                    let whole = request.open == Some(true);
                    self.session.go_to(if whole { seq } else { seq + 1 });
                    if let Some(time) = request.time_us {
                        self.session.stand_at(SimTime(time));
                    }
                    return self.moved(request, Arrival::Arrived, true);
                }
                let time = SimTime(request.time_us.unwrap_or(0));
                let arrival = self.session.seek(time, within);
                self.moved(request, arrival, true)
            }
            Ask::Run => {
                let time = SimTime(request.time_us.unwrap_or(0));
                // The page asks again with its next frame, so a run that did not arrive just ends.
                self.session.play(time, within);
                self.moved(request, Arrival::Arrived, false)
            }
            Ask::Document => document::of_subject(id, self.session.world(), request.subject),
            _ if WHOLE => self.answer_more(request),
            _ => refused(id, "this needs the whole engine"),
        }
    }

    /// What only the whole engine answers: everything but opening a scenario and moving through it.
    fn answer_more(&mut self, request: Request) -> Reply {
        let id = request.id;
        match request.ask {
            Ask::Submit => self.submit(request),
            Ask::Select => {
                self.session.selected = request.subject;
                self.session.tab = request.tab.unwrap_or_default();
                self.framed(id, true)
            }
            Ask::Undo | Ask::Redo => {
                let done = if request.ask == Ask::Undo {
                    self.session.undo()
                } else {
                    self.session.redo()
                };
                let mut reply = self.framed(id, true);
                if done && let Some(frame) = &mut reply.frame {
                    frame.saved = Some(export::scenario(&self.session));
                }
                reply
            }
            Ask::Diagnose => document::diagnose(id, &request.text.unwrap_or_default()),
            Ask::Complete => document::complete(
                id,
                &request.text.unwrap_or_default(),
                request.offset.unwrap_or(0),
            ),
            Ask::Hover => document::hover(
                id,
                &request.text.unwrap_or_default(),
                request.offset.unwrap_or(0),
            ),
            Ask::Form | Ask::FormEdit => document::form(request),
            Ask::Register => self.register(request),
            Ask::Json => {
                let look = self.session.look();
                let panel = inspector(&look, request.subject, crate::view::message::Tab::Json);
                Reply {
                    text: Some(panel.json),
                    ..Reply::new(id, ReplyKind::Json)
                }
            }
            Ask::ScenarioExport => Reply {
                text: Some(export::scenario(&self.session)),
                ..Reply::new(id, ReplyKind::Text)
            },
            Ask::Digest => digest(id, &request.scenario.unwrap_or_default()),
            // Needs a clock, which only the program around the desk has.
            Ask::Bench => Reply {
                kind: ReplyKind::Bench,
                ..refused(id, "there is no clock here")
            },
            Ask::About => document::about(id),
            Ask::Query => {
                self.session.asked = Asked::new(&request.text.unwrap_or_default());
                self.framed(id, false)
            }
            Ask::WhatIf => {
                let decision = DecisionId(request.seq.unwrap_or(0) as u32);
                let table = what_if::table(self.session.run(), decision);
                Reply {
                    table,
                    ..Reply::new(id, ReplyKind::Response)
                }
            }
            Ask::Load | Ask::Step | Ask::Seek | Ask::Run | Ask::Document => {
                refused(id, "this was answered before")
            }
        }
    }

    fn load(&mut self, request: Request, within: Within<'_>) -> Reply {
        let id = request.id;
        if let Some(text) = &request.scenario {
            match scenario::load(text) {
                Ok(scenario) => {
                    self.session = Session::new(scenario);
                    self.sent = Sent::default();
                }
                Err(findings) => {
                    let first = findings.iter().map(|finding| {
                        format!(
                            "line {}, column {}: {}",
                            finding.line, finding.column, finding.message
                        )
                    });
                    let mut reply = refused(id, &first.take(3).collect::<Vec<_>>().join("; "));
                    reply.findings = document::shown(text, &findings);
                    return reply;
                }
            }
        }
        let open = self.session.scenario().open;
        let end = SimTime(request.time_us.unwrap_or(0));
        // Work that was saved is run to its last command, even where the place looked at lies before it.
        let last = self
            .session
            .scenario()
            .steps
            .last()
            .map_or(SimTime::ZERO, |step| step.at);
        let target = if request.open == Some(true) {
            open
        } else {
            last.max(end).max(open)
        };
        let arrival = self.session.seek(target, within);
        if arrival == Arrival::Arrived && request.open != Some(true) && request.time_us.is_some() {
            self.session.seek(end, within);
        }
        // What is left of a load is a seek: the file was read.
        self.moved(
            Request {
                scenario: None,
                ..request
            },
            arrival,
            true,
        )
    }

    fn submit(&mut self, request: Request) -> Reply {
        let id = request.id;
        let operation = request.operation.unwrap_or_default();
        let input = request.input.unwrap_or_default();
        let before = self.session.world().counts();
        let outcome =
            document::command(self.session.world(), self.session.now(), &operation, &input)
                .and_then(|command| {
                    self.session
                        .submit(command.clone())
                        .map_err(|error| document::refused(self.session.world(), &command, &error))
                });
        match outcome {
            Ok(_) => {
                let mut reply = self.framed(id, true);
                reply.kind = ReplyKind::Response;
                reply.text = Some(String::new());
                let created = self.session.world().counts().0 > before.0;
                if let Some(frame) = &mut reply.frame {
                    frame.saved = Some(export::scenario(&self.session));
                    if created && operation == "RunTask" {
                        frame.selected = Some(crate::view::frame::Subject::new(
                            crate::view::frame::Kind::Task,
                            before.0,
                        ));
                    }
                }
                reply
            }
            Err(refusal) => Reply {
                error: Some(refusal),
                ..Reply::new(id, ReplyKind::Response)
            },
        }
    }

    fn register(&mut self, request: Request) -> Reply {
        let id = request.id;
        let text = request.text.unwrap_or_default();
        match document::register(&mut self.session, &text) {
            Ok(registered) => {
                let mut reply = self.framed(id, true);
                reply.kind = ReplyKind::Response;
                reply.registered = Some(registered);
                reply.findings = document::shown(&text, &crate::api::document::diagnose(&text));
                if let Some(frame) = &mut reply.frame {
                    frame.saved = Some(export::scenario(&self.session));
                }
                reply
            }
            Err(refusal) => Reply {
                error: Some(refusal),
                findings: document::shown(&text, &crate::api::document::diagnose(&text)),
                ..Reply::new(id, ReplyKind::Response)
            },
        }
    }

    /// The frame after a move; a move that has not arrived stays the goal.
    fn moved(&mut self, request: Request, arrival: Arrival, picture: bool) -> Reply {
        let mut reply = self.framed(request.id, picture);
        if arrival == Arrival::More {
            reply.more = true;
            self.goal = Some(Goal { request });
        }
        reply
    }

    /// Every panel that differs from what was sent.
    fn framed(&mut self, id: u32, picture: bool) -> Reply {
        let frame = self.frame(picture);
        Reply {
            frame: Some(Box::new(frame)),
            ..Reply::new(id, ReplyKind::Frame)
        }
    }

    fn frame(&mut self, picture: bool) -> Frame {
        let mut frame = Frame::default();
        let head = clock::head(&self.session);
        let clock = clock::clock(&self.session);
        let lane = self.session.lane_service();
        let (subject, tab) = match WHOLE {
            true => (self.session.selected, self.session.tab),
            false => (None, Tab::Why),
        };
        let length = self.session.run().len();
        self.session.catch_up();
        let look = self.session.look();
        let (map, tiles) = map(&look);
        let tree = tree(&look);
        let panel = inspector(&look, subject, tab);
        let hint = hint::hint(&look, self.session.course());
        let (mut balancers, mut query) = Default::default();
        if WHOLE {
            balancers = balancers::balancers(&look);
            query = query::panel(&look, &self.session.asked);
        }
        let rollout = rollout::rollout(&look, lane);
        self.pictured.1 += 1;
        if picture || (self.pictured.0 != length && self.pictured.1 >= PICTURE_EVERY) {
            self.pictured = (length, 0);
            frame.history = changed(
                &mut self.sent.history,
                self.session.track().history(self.session.run(), lane),
            );
        }
        if clock.seq != self.sent.seq {
            self.sent.seq = clock.seq;
            frame.said = format!("{} {}", clock.now, clock.title);
        }
        frame.head = changed(&mut self.sent.head, head);
        frame.clock = changed(&mut self.sent.clock, clock);
        frame.tree = changed(&mut self.sent.tree, tree);
        frame.map = changed(&mut self.sent.map, map);
        frame.inspector = changed(&mut self.sent.inspector, panel);
        frame.hint = changed(&mut self.sent.hint, hint);
        frame.balancers = changed(&mut self.sent.balancers, balancers);
        frame.rollout = changed(&mut self.sent.rollout, rollout);
        frame.query = changed(&mut self.sent.query, query);
        let mut known = std::mem::take(&mut self.sent.tiles);
        for tile in tiles {
            let text = written(&tile);
            let known = known.remove(&tile.key);
            self.sent.tiles.insert(tile.key, text.clone());
            if known != Some(text) {
                frame.tiles.push(tile);
            }
        }
        // A tile that came back would be missing on the page, so the page forgets what the map does not name.
        frame
    }
}

/// The new panel, when it differs from the one sent last. After a load every panel is sent, empty ones too, since the
/// page may still show another scenario's.
///
/// Written panels are compared, because comparing and copying each kind field by field is 20 KB of code.
fn changed<T: Wire>(sent: &mut String, now: T) -> Option<T> {
    let text = written(&now);
    if *sent == text {
        return None;
    }
    *sent = text;
    Some(now)
}

fn written(panel: &impl Wire) -> String {
    let mut writer = Writer::default();
    panel.write(&mut writer);
    writer.text
}

fn refused(id: u32, message: &str) -> Reply {
    let refusal = Refusal {
        message: message.to_owned(),
        ..Refusal::default()
    };
    Reply {
        error: Some(refusal),
        ..Reply::new(id, ReplyKind::Error)
    }
}

/// The hash of a scenario's whole run, as `ecs-sim digest` prints it.
fn digest(id: u32, text: &str) -> Reply {
    match scenario::run::digest(text) {
        Ok(digest) => Reply {
            digest: Some(digest),
            ..Reply::new(id, ReplyKind::Digest)
        },
        Err(findings) => {
            let first = findings
                .first()
                .map(|it| it.message.clone())
                .unwrap_or_default();
            Reply {
                kind: ReplyKind::Digest,
                ..refused(id, &first)
            }
        }
    }
}
