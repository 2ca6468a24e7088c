//! A program that holds the simulation in a worker and answers messages.
//!
//! Works in slices, so that no message waits behind a long run: a move that has not arrived goes on
//! from a timer, and whatever was posted meanwhile is answered first.

use std::cell::{Cell, RefCell};

use ecs_playground::iam;
use ecs_playground::kernel::WHOLE;
use ecs_playground::sim::bench::{Sizes, measure};
use ecs_playground::view::desk::Desk;
use ecs_playground::view::{Ask, Reply, ReplyKind, Request};
use js_sys::{Function, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::MessageEvent;

/// How long a slice may take, in milliseconds.
const SLICE_MS: f64 = 8.0;

thread_local! {
    static DESK: RefCell<Desk> = RefCell::default();
    static GOES_ON: Cell<bool> = const { Cell::new(false) };
}

pub fn start() {
    console_error_panic_hook::set_once();
    let receive = Closure::<dyn Fn(MessageEvent)>::new(|event: MessageEvent| {
        if let Some(text) = event.data().as_string() {
            post(&answer(&text));
            schedule();
        }
    });
    let _ = Reflect::set(&scope(), &"onmessage".into(), receive.as_ref());
    receive.forget();
    post(&Reply::new(0, ReplyKind::Ready));
}

fn answer(text: &str) -> Reply {
    match Request::from_json(text) {
        Ok(request) if WHOLE && request.ask == Ask::Bench => bench(request.id),
        Ok(request) => DESK.with_borrow_mut(|desk| desk.answer(request, &mut slice())),
        Err(error) => {
            let mut reply = Reply::new(0, ReplyKind::Error);
            reply.text = Some(error);
            reply
        }
    }
}

/// The rows `ecs-sim bench` prints, measured here.
fn bench(id: u32) -> Reply {
    let clock = clock();
    let mut now = move || clock.as_ref().map_or(0.0, web_sys::Performance::now);
    let mut rows = String::new();
    iam::bench::measure(1.0, &mut now, &mut |what, times, total_millis| {
        rows.push_str(&format!("{what}\t{times}\t{total_millis:.1}\n"));
    });
    measure(&Sizes::full(), &mut now, &mut |row| {
        rows.push_str(&format!(
            "{}\t{}\t{:.1}\n",
            row.what, row.times, row.total_millis
        ));
    });
    Reply {
        text: Some(rows),
        ..Reply::new(id, ReplyKind::Bench)
    }
}

/// Goes on with an unfinished move once the waiting messages have had their turn.
fn schedule() {
    if GOES_ON.get() || !DESK.with_borrow(Desk::is_moving) {
        return;
    }
    GOES_ON.set(true);
    gloo_timers::callback::Timeout::new(0, || {
        GOES_ON.set(false);
        let reply = DESK.with_borrow_mut(|desk| desk.go_on(&mut slice()));
        if let Some(reply) = reply {
            post(&reply);
        }
        schedule();
    })
    .forget();
}

/// True until the slice is over.
fn slice() -> impl FnMut() -> bool {
    let clock = clock();
    let now = move || clock.as_ref().map_or(f64::MAX, web_sys::Performance::now);
    let end = now() + SLICE_MS;
    move || now() < end
}

fn post(reply: &Reply) {
    let scope = scope();
    let post = Reflect::get(&scope, &"postMessage".into()).ok();
    if let Some(post) = post.and_then(|post| post.dyn_into::<Function>().ok()) {
        let _ = post.call1(&scope, &JsValue::from_str(&reply.to_text()));
    }
}

/// What the loader says the program answers through: the worker's scope, or a port where workers are refused.
fn scope() -> JsValue {
    Reflect::get(&js_sys::global(), &"engineScope".into()).unwrap_or_default()
}

fn clock() -> Option<web_sys::Performance> {
    Reflect::get(&js_sys::global(), &"performance".into())
        .ok()?
        .dyn_into()
        .ok()
}
