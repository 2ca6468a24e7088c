//! The other end of the messages: the engine program in its worker.
//!
//! Requests made before the engine is ready wait here. A reply goes to whoever asked; a reply that
//! says `more` leaves the asker in place.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use ecs_playground::view::{Reply, ReplyKind, Request};
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, Worker};

use super::glue;

type Taker = Box<dyn FnMut(Reply)>;

/// A running engine, shared by everyone who asks it.
#[derive(Clone)]
pub struct Link(Rc<RefCell<Inner>>);

struct Inner {
    worker: Option<Worker>,
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
            worker: None,
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
            if let Some(old) = inner.worker.take() {
                old.terminate();
            }
            inner.ready = false;
            inner.queue.clear();
            inner.takers.clear();
            inner.closures.clear();
            inner.lost.clone()
        };
        match Worker::new(&address()) {
            Ok(worker) => {
                let link = self.clone();
                let message = Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| {
                    link.receive(event.unchecked_ref());
                });
                let error = Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| {
                    event.prevent_default();
                    let event: &web_sys::ErrorEvent = event.unchecked_ref();
                    let message = js_sys::Reflect::get(event, &"message".into()).ok();
                    lost(message.and_then(|m| m.as_string()).unwrap_or_else(|| "the engine did not load".into()));
                });
                worker.set_onmessage(Some(message.as_ref().unchecked_ref()));
                worker.set_onerror(Some(error.as_ref().unchecked_ref()));
                let mut inner = self.0.borrow_mut();
                inner.worker = Some(worker);
                inner.closures = vec![message, error];
            }
            Err(_) => lost("this page may not start a worker".into()),
        }
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
        let Some(text) = event.data().as_string() else { return };
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
        if let Some(worker) = &self.worker {
            let _ = worker.post_message(&JsValue::from_str(text));
        }
    }
}

/// The engine's script carries a hash in its name; the boot file knows it.
fn address() -> String {
    let named = glue::playground().and_then(|p| js_sys::Reflect::get(&p, &"engineUrl".into()).ok());
    named.and_then(|url| url.as_string()).unwrap_or_else(|| "./engine_loader.js".into())
}
