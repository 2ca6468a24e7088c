//! The other end of the messages: the engine program, in its worker or beside the page.
//!
//! Requests made before the engine is ready wait here. A reply goes to whoever asked; a reply that
//! says `more` leaves the asker in place. A first visit starts with the opening program, which plays
//! its scenario and nothing else; `takeover` has how the whole engine comes in its place.

mod takeover;

use std::cell::RefCell;
use std::rc::Rc;

use ecs_playground::view::{Reply, ReplyKind, Request};
use js_sys::Reflect;
use wasm_bindgen::prelude::*;
use web_sys::MessageEvent;

use super::glue;
use takeover::Opening;

type Taker = Box<dyn FnMut(Reply)>;
type Heard = Closure<dyn Fn(web_sys::Event)>;

/// A running engine, shared by everyone who asks it.
#[derive(Clone)]
pub struct Link(Rc<RefCell<Inner>>);

/// Who wants to know of the engine, apart from those who ask it.
pub struct Listener {
    /// Sees every reply before its asker does.
    pub heard: Box<dyn Fn(&mut Reply)>,
    /// Told why the engine went away.
    pub lost: Box<dyn Fn(String)>,
    /// Told when somebody begins to wait for the whole engine, and when it is there.
    pub fetching: Box<dyn Fn(bool)>,
}

struct Inner {
    program: Option<Program>,
    ready: bool,
    next_id: u32,
    /// Asked before the program could listen.
    queue: Vec<String>,
    /// Sent and not answered to the end.
    sent: Vec<(u32, String)>,
    takers: Vec<(u32, Taker)>,
    /// While the opening program answers.
    opening: Option<Opening>,
    listener: Rc<Listener>,
    started: u32,
    /// What listens to each program, by its number; dropped when neither it nor its successor is in use.
    closures: Vec<(u32, [Heard; 2])>,
}

/// A worker, or a port to the same program beside the page.
struct Program {
    number: u32,
    handle: JsValue,
}

impl Program {
    fn post(&self, text: &str) {
        glue::call(&self.handle, "postMessage", &[JsValue::from_str(text)]);
    }

    fn terminate(&self) {
        glue::call(&self.handle, "terminate", &[]);
    }
}

impl Link {
    /// Starts the whole engine, or with `opening` the program that plays the scenario of a first visit.
    pub fn start(opening: bool, listener: Listener) -> Link {
        let link = Link(Rc::new(RefCell::new(Inner {
            program: None,
            ready: false,
            next_id: 1,
            queue: Vec::new(),
            sent: Vec::new(),
            takers: Vec::new(),
            opening: opening.then(Opening::default),
            listener: Rc::new(listener),
            started: 0,
            closures: Vec::new(),
        })));
        link.run();
        link
    }

    /// A fresh engine, the whole one; whoever waited for the old one is forgotten.
    pub fn restart(&self) {
        {
            let mut inner = self.0.borrow_mut();
            if let Some(successor) = inner.opening.take().and_then(|it| it.successor) {
                successor.terminate();
            }
            if let Some(old) = inner.program.take() {
                old.terminate();
            }
            inner.ready = false;
            inner.queue.clear();
            inner.sent.clear();
            inner.takers.clear();
        }
        self.run();
    }

    fn run(&self) {
        let opening = self.0.borrow().opening.is_some();
        match self.launch(opening) {
            Some(program) => self.0.borrow_mut().program = Some(program),
            None => return self.lose("the engine could not be started".into()),
        }
        if !opening {
            let listener = self.0.borrow().listener.clone();
            (listener.fetching)(false);
        }
    }

    /// Starts a program and listens to it.
    fn launch(&self, opening: bool) -> Option<Program> {
        let handle = glue::playground()
            .and_then(|playground| glue::call(&playground, "startEngine", &[opening.into()]))?;
        let number = {
            let mut inner = self.0.borrow_mut();
            inner.started += 1;
            inner.started
        };
        let link = self.clone();
        let message = Heard::new(move |event: web_sys::Event| {
            if let Some(text) = event.unchecked_ref::<MessageEvent>().data().as_string() {
                link.receive(number, &text);
            }
        });
        let link = self.clone();
        let error = Heard::new(move |event: web_sys::Event| {
            event.prevent_default();
            let message = Reflect::get(&event, &"message".into()).ok();
            let message = message.and_then(|message| message.as_string());
            link.failed(
                number,
                message.unwrap_or_else(|| "the engine did not load".into()),
            );
        });
        let _ = Reflect::set(&handle, &"onmessage".into(), message.as_ref());
        let _ = Reflect::set(&handle, &"onerror".into(), error.as_ref());
        let mut inner = self.0.borrow_mut();
        let in_use = inner.in_use();
        inner
            .closures
            .retain(|(number, _)| in_use.contains(&Some(*number)));
        inner.closures.push((number, [message, error]));
        drop(inner);
        // What it said before anybody listened (public/boot.js).
        let early = Reflect::get(&handle, &"early".into()).ok();
        if let Some(text) = early.and_then(|text| text.as_string()) {
            let link = self.clone();
            leptos::prelude::queue_microtask(move || link.receive(number, &text));
        }
        Some(Program { number, handle })
    }

    /// Sends `request`; `taker` gets the reply.
    pub fn ask(&self, mut request: Request, taker: impl FnMut(Reply) + 'static) {
        let fetch = {
            let mut inner = self.0.borrow_mut();
            request.id = inner.next_id;
            inner.next_id += 1;
            inner.takers.push((request.id, Box::new(taker)));
            inner.send(&request)
        };
        if fetch {
            self.fetch_whole();
        }
    }

    fn receive(&self, number: u32, text: &str) {
        let Some(reply) = Reply::from_text(text) else {
            web_sys::console::error_1(&"the engine said something unreadable".into());
            return;
        };
        let [current, successor] = self.0.borrow().in_use();
        if current == Some(number) {
            self.answered(reply);
        } else if successor == Some(number) {
            self.successor_said(reply);
        }
    }

    fn answered(&self, mut reply: Reply) {
        if self.is_beyond_opening(&reply) {
            return self.hold_all();
        }
        let (taker, listener) = {
            let mut inner = self.0.borrow_mut();
            if reply.kind == ReplyKind::Ready {
                inner.ready = true;
                for text in std::mem::take(&mut inner.queue) {
                    inner.post(&text);
                }
            }
            if !reply.more {
                take(&mut inner.sent, reply.id);
            }
            if let Some(opening) = &mut inner.opening {
                opening.follow(&reply);
            }
            (take(&mut inner.takers, reply.id), inner.listener.clone())
        };
        let (id, more) = (reply.id, reply.more);
        (listener.heard)(&mut reply);
        if let Some(mut taker) = taker {
            taker(reply);
            if more {
                self.0.borrow_mut().takers.push((id, taker));
            }
        }
    }

    fn failed(&self, number: u32, why: String) {
        let [current, successor] = self.0.borrow().in_use();
        if successor == Some(number) {
            self.successor_failed(why);
        } else if current == Some(number) {
            let opening = self.0.borrow().opening.is_some();
            match opening {
                true => self.hold_all(),
                false => self.lose(why),
            }
        }
    }

    fn lose(&self, why: String) {
        let listener = self.0.borrow().listener.clone();
        (listener.lost)(why);
    }
}

/// Few requests are under way at a time: a list is as quick as a map, and smaller.
fn take<T>(list: &mut Vec<(u32, T)>, id: u32) -> Option<T> {
    let place = list.iter().position(|(known, _)| *known == id)?;
    Some(list.remove(place).1)
}

impl Inner {
    /// The numbers of the program that answers and of the one that is to take over.
    fn in_use(&self) -> [Option<u32>; 2] {
        let successor = self
            .opening
            .as_ref()
            .and_then(|opening| opening.successor.as_ref());
        [self.program.as_ref(), successor].map(|program| program.map(|it| it.number))
    }

    /// Posts a request or lets it wait; true when it waits for the whole engine.
    fn send(&mut self, request: &Request) -> bool {
        let text = request.to_json();
        if let Some(opening) = &mut self.opening
            && !opening.plays(request)
        {
            opening.held.push((request.id, text));
            return true;
        }
        self.sent.push((request.id, text.clone()));
        if self.ready {
            self.post(&text);
        } else {
            self.queue.push(text);
        }
        false
    }

    fn post(&self, text: &str) {
        if let Some(program) = &self.program {
            program.post(text);
        }
    }
}
