//! How the whole engine takes over from the opening program.
//!
//! It is started when somebody touches the page or asks for more than the opening program can do,
//! opens the same scenario, runs to where that one has got, and answers from then on. The same
//! scenario gives the same log in both, so nobody sees the change. What was asked and not answered
//! is asked again; a request that needs the whole engine, and all after it, wait for it.

use ecs_playground::view::{Ask, Reply, ReplyKind, Request};

use super::{Link, Program};

/// The ids of the requests that bring the whole engine to the place; askers count from 1 up.
const LOAD: u32 = u32::MAX - 2;
const CATCH_UP: u32 = u32::MAX - 1;
const STAND: u32 = u32::MAX;

/// What the whole engine has to know to go on.
#[derive(Default)]
pub struct Opening {
    /// What the opening program plays.
    scenario: Option<String>,
    /// Where one looks: entries, and the clock; and how far the run has got.
    seq: u64,
    now_us: u64,
    end_us: u64,
    pub successor: Option<Program>,
    /// Requests that wait for the whole engine, by id.
    pub held: Vec<(u32, String)>,
    /// Everything waits from here on.
    holds: bool,
}

impl Opening {
    /// Whether the opening program answers `request`: it does until somebody asks for more.
    pub fn plays(&mut self, request: &Request) -> bool {
        let another = request.ask == Ask::Load && self.scenario.is_some();
        if self.holds || another || !request.ask.is_of_opening() {
            self.holds = true;
            return false;
        }
        if request.ask == Ask::Load {
            self.scenario.clone_from(&request.scenario);
        }
        true
    }

    /// Keeps in mind where the page looks.
    pub fn follow(&mut self, reply: &Reply) {
        if let Some(clock) = reply.frame.as_ref().and_then(|frame| frame.clock.as_ref()) {
            self.seq = clock.seq;
            self.now_us = clock.now_us;
            self.end_us = clock.end_us.max(clock.now_us);
        }
    }
}

impl Link {
    /// Fetches the whole engine, unless it is there or on its way.
    pub fn fetch_whole(&self) {
        {
            let inner = self.0.borrow();
            let Some(opening) = &inner.opening else {
                return;
            };
            if opening.holds {
                (inner.listener.clone().fetching)(true);
            }
            if opening.successor.is_some() {
                return;
            }
        }
        let successor = self.launch(false);
        if successor.is_none() {
            return self.successor_failed("the engine could not be started".into());
        }
        if let Some(opening) = &mut self.0.borrow_mut().opening {
            opening.successor = successor;
        }
    }

    /// Whether the opening program has found that it cannot do what was asked.
    pub(super) fn is_beyond_opening(&self, reply: &Reply) -> bool {
        self.0.borrow().opening.is_some()
            && (reply.kind == ReplyKind::Error || reply.error.is_some())
    }

    /// The opening program is of no use any more: all that was asked waits for the whole engine.
    pub(super) fn hold_all(&self) {
        {
            let mut inner = self.0.borrow_mut();
            inner.queue.clear();
            let sent = std::mem::take(&mut inner.sent);
            let Some(opening) = &mut inner.opening else {
                return;
            };
            opening.holds = true;
            // The first of them opens the scenario, so there is nothing to catch up with.
            if opening.end_us == 0 {
                opening.scenario = None;
            }
            opening.held.splice(0..0, sent);
        }
        self.fetch_whole();
    }

    pub(super) fn successor_failed(&self, why: String) {
        let holds = {
            let mut inner = self.0.borrow_mut();
            let Some(opening) = &mut inner.opening else {
                return;
            };
            opening.successor = None;
            opening.holds
        };
        // Nobody waits for it yet: the next touch tries again.
        if holds {
            self.lose(why);
        }
    }

    pub(super) fn successor_said(&self, reply: Reply) {
        if reply.more {
            return;
        }
        {
            let inner = self.0.borrow();
            let Some(opening) = &inner.opening else {
                return;
            };
            let next = match (reply.kind, reply.id, &opening.scenario) {
                (ReplyKind::Ready, _, Some(scenario)) => Some(Request {
                    id: LOAD,
                    scenario: Some(scenario.clone()),
                    open: Some(true),
                    ..Request::new(Ask::Load)
                }),
                (_, LOAD, _) => Some(Request {
                    id: CATCH_UP,
                    time_us: Some(opening.end_us),
                    ..Request::new(Ask::Seek)
                }),
                _ => None,
            };
            if let (Some(next), Some(successor)) = (next, &opening.successor) {
                return successor.post(&next.to_json());
            }
        }
        self.take_over();
    }

    fn take_over(&self) {
        let listener = {
            let mut inner = self.0.borrow_mut();
            let Some(opening) = inner.opening.take() else {
                return;
            };
            let successor = opening.successor;
            if let Some(old) = std::mem::replace(&mut inner.program, successor) {
                old.terminate();
            }
            inner.ready = true;
            if opening.scenario.is_some() {
                let place = Request {
                    id: STAND,
                    seq: Some(opening.seq),
                    time_us: Some(opening.now_us),
                    // Every panel anew: the page has none of this program's yet.
                    open: Some(true),
                    ..Request::new(Ask::Seek)
                };
                inner.post(&place.to_json());
            }
            for (_, text) in &inner.sent {
                inner.post(text);
            }
            for (id, text) in opening.held {
                inner.post(&text);
                inner.sent.push((id, text));
            }
            // What the opening program was never ready for is among `sent`.
            inner.queue.clear();
            inner.listener.clone()
        };
        (listener.fetching)(false);
    }
}
