//! The other end of the messages: the engine program, in its worker or beside the page.
//!
//! Requests made before the engine is ready wait here. A reply goes to whoever asked; a reply that
//! says `more` leaves the asker in place.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use ecs_playground::view::{Reply, ReplyKind, Request};
use js_sys::Reflect;
use wasm_bindgen::prelude::*;
use web_sys::MessageEvent;

use super::glue;

type Taker = Box<dyn FnMut(Reply)>;

/// A running engine, shared by everyone who asks it.
#[derive(Clone)]
pub struct Link(Rc<RefCell<Inner>>);

struct Inner {
    /// A worker, or a port to the same program beside the page.
    program: Option<JsValue>,
    ready: bool,
    next_id: u32,
    queue: Vec<String>,
    takers: BTreeMap<u32, Taker>,
    heard: Rc<dyn Fn(&mut Reply)>,
    lost: Rc<dyn Fn(String)>,
    closures: Vec<Closure<dyn Fn(web_sys::Event)>>,
}

impl Link {
    /// Starts the engine. `heard` sees every reply before its asker does; `lost` is told why the
    /// engine went away.
    pub fn start(heard: impl Fn(&mut Reply) + 'static, lost: impl Fn(String) + 'static) -> Link {
        let link = Link(Rc::new(RefCell::new(Inner {
            program: None,
            ready: false,
            next_id: 1,
            queue: Vec::new(),
            takers: BTreeMap::new(),
            heard: Rc::new(heard),
            lost: Rc::new(lost),
            closures: Vec::new(),
        })));
        link.restart();
        link
    }

    /// A fresh worker; whoever waited for the old one is forgotten.
    pub fn restart(&self) {
        let lost = {
            let mut inner = self.0.borrow_mut();
            if let Some(old) = inner.program.take() {
                glue::call(&old, "terminate", &[]);
            }
            inner.ready = false;
            inner.queue.clear();
            inner.takers.clear();
            inner.closures.clear();
            inner.lost.clone()
        };
        let started =
            glue::playground().and_then(|playground| glue::call(&playground, "startEngine", &[]));
        let Some(program) = started else {
            return lost("the engine could not be started".into());
        };
        let link = self.clone();
        let message = Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| {
            link.receive(event.unchecked_ref());
        });
        let error = Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| {
            event.prevent_default();
            let message = Reflect::get(&event, &"message".into()).ok();
            lost(
                message
                    .and_then(|m| m.as_string())
                    .unwrap_or_else(|| "the engine did not load".into()),
            );
        });
        let _ = Reflect::set(&program, &"onmessage".into(), message.as_ref());
        let _ = Reflect::set(&program, &"onerror".into(), error.as_ref());
        let mut inner = self.0.borrow_mut();
        inner.program = Some(program);
        inner.closures = vec![message, error];
    }

    /// Sends `request`; `taker` gets the reply.
    pub fn ask(&self, mut request: Request, taker: impl FnMut(Reply) + 'static) {
        let mut inner = self.0.borrow_mut();
        request.id = inner.next_id;
        inner.next_id += 1;
        inner.takers.insert(request.id, Box::new(taker));
        let text = request.to_json();
        if inner.ready {
            inner.post(&text);
        } else {
            inner.queue.push(text);
        }
    }

    fn receive(&self, event: &MessageEvent) {
        let Some(text) = event.data().as_string() else {
            return;
        };
        let Some(mut reply) = Reply::from_text(&text) else {
            web_sys::console::error_1(&"the engine said something unreadable".into());
            return;
        };
        let (taker, heard) = {
            let mut inner = self.0.borrow_mut();
            if reply.kind == ReplyKind::Ready {
                inner.ready = true;
                for text in std::mem::take(&mut inner.queue) {
                    inner.post(&text);
                }
            }
            (inner.takers.remove(&reply.id), inner.heard.clone())
        };
        let (id, more) = (reply.id, reply.more);
        heard(&mut reply);
        if let Some(mut taker) = taker {
            taker(reply);
            if more {
                self.0.borrow_mut().takers.insert(id, taker);
            }
        }
    }
}

impl Inner {
    fn post(&self, text: &str) {
        if let Some(program) = &self.program {
            glue::call(program, "postMessage", &[JsValue::from_str(text)]);
        }
    }
}
