//! Scenarios as files: the built-in ones, the one saved here, and what a person brings or takes.

use ecs_playground::view::{Ask, Request};
use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::state::App;
use super::{glue, store};

/// One line of `scenarios/index.json`.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    pub file: String,
    pub title: String,
    pub about: String,
}

/// Whether work is saved here, so that the page does not open with the first scenario.
pub fn has_saved() -> bool {
    store::get("scenario").is_some()
}

/// What the page opens with when nothing is saved: the first scenario of the list.
pub fn open_first(app: App) {
    if let Some(saved) = store::get("scenario") {
        let at = store::get("at").and_then(|at| at.parse().ok());
        app.load(saved, false, at);
        app.restored.set(true);
    } else {
        open_default(app);
    }
}

/// Forgets the saved work and opens the first scenario again.
pub fn open_default(app: App) {
    app.restored.set(false);
    leptos::task::spawn_local(async move {
        let listed = list().await;
        match listed.first() {
            Some(first) => open(app, &first.file).await,
            None => {
                app.failed("The list of scenarios could not be loaded. Is the page still online?")
            }
        }
    });
}

pub async fn list() -> Vec<Listed> {
    let text = glue::fetch_text("./scenarios/index.json")
        .await
        .unwrap_or_default();
    let Ok(list) = js_sys::JSON::parse(&text) else {
        return Vec::new();
    };
    let word = |row: &JsValue, key: &str| {
        js_sys::Reflect::get(row, &key.into())
            .ok()
            .and_then(|word| word.as_string())
            .unwrap_or_default()
    };
    let row = |row: JsValue| Listed {
        file: word(&row, "file"),
        title: word(&row, "title"),
        about: word(&row, "about"),
    };
    js_sys::Array::from(&list).iter().map(row).collect()
}

pub async fn open(app: App, file: &str) {
    let mut address = String::from("./scenarios/");
    address.push_str(file);
    match glue::fetch_text(&address).await {
        Some(text) => {
            app.restored.set(false);
            app.load(text, true, None);
        }
        None => app.failed("This scenario could not be loaded. Is the page still online?"),
    }
}

/// Offers everything done so far as a scenario file.
pub fn download(app: App) {
    app.ask(Request::new(Ask::ScenarioExport), move |reply| {
        if let Some(text) = reply.text {
            let mut name: String = app.head.with_untracked(|head| {
                let plain = |c: char| {
                    if c.is_ascii_alphanumeric() {
                        c.to_ascii_lowercase()
                    } else {
                        '-'
                    }
                };
                head.title.chars().map(plain).collect()
            });
            name.push_str(".json");
            glue::download(&name, &text);
        }
    });
}

/// Keeps the instant looked at, so that a reload comes back to it.
pub fn keep_place(app: App) {
    Effect::new(move |_: Option<()>| {
        if !app.playing.get() && app.saved.get() == super::state::Saved::Kept {
            store::put("at", &app.clock.with(|clock| clock.now_us).to_string());
        }
    });
}

/// Leaves the saved work behind, kept under another name.
pub fn start_over(app: App) {
    if let Some(saved) = store::get("scenario") {
        store::put("aside.scenario", &saved);
    }
    store::remove("scenario");
    store::remove("at");
    open_default(app);
}
