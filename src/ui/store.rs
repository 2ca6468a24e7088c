//! What stays on this device. Every access is guarded: a sandboxed frame refuses storage, and the
//! page then simply forgets.

use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};

/// Shared with the boot file, which reads the theme and sets saved work aside after a crash.
const PREFIX: &str = "ecs-playground.";

pub fn get(name: &str) -> Option<String> {
    storage()?.get_item(&key(name)).ok()?
}

/// False when nothing could be kept.
pub fn put(name: &str, value: &str) -> bool {
    storage().is_some_and(|storage| storage.set_item(&key(name), value).is_ok())
}

pub fn remove(name: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(&key(name));
    }
}

/// What the crash screen goes back to: an address that opens what is saved here.
pub fn remember_good() {
    if let Some(playground) = super::glue::playground() {
        let _ = js_sys::Reflect::set(&playground, &"lastGood".into(), &"#/saved".into());
    }
}

/// Adds to what a crash report lists.
pub fn remember_command(command: &str) {
    let list = super::glue::playground()
        .and_then(|p| js_sys::Reflect::get(&p, &"lastCommands".into()).ok());
    if let Some(Ok(list)) = list.map(|list| list.dyn_into::<js_sys::Array>()) {
        list.push(&JsValue::from_str(command));
    }
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok()?
}

fn key(name: &str) -> String {
    let mut key = String::from(PREFIX);
    key.push_str(name);
    key
}
