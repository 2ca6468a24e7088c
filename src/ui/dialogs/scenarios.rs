//! The built-in scenarios, and opening a file of one's own.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::super::dom::{Element, Node, button, el};
use super::super::files::{self, Listed};
use super::super::glue;
use super::super::state::{App, Dialog};
use super::title;

pub fn draw(app: App, listed: RwSignal<Vec<Listed>>) -> Vec<Node> {
    let list = listed.get();
    let current = app.head.with(|head| head.title.clone());
    let body = if list.is_empty() {
        el("p", "empty").text("Loading the list…")
    } else {
        el("ul", "cards").each(&list, |one| card(app, one, one.title == current))
    };
    let file = el("input", "")
        .attr("type", "file")
        .attr("accept", ".json,application/json")
        .on("change", move |event| open_file(app, &event));
    vec![
        title(app, "Open a scenario"),
        body.into(),
        el("label", "field")
            .child(el("span", "").text("Or a scenario file of yours"))
            .child(file)
            .into(),
        el("footer", "dialog-foot")
            .child(el("div", "dialog-buttons").child(button(
                "plain",
                "Save what is open as a file",
                move || files::download(app),
            )))
            .into(),
    ]
}

fn card(app: App, one: &Listed, current: bool) -> Element {
    let file = one.file.clone();
    let press = move || {
        let file = file.clone();
        app.dialog.set(Dialog::None);
        leptos::task::spawn_local(async move { files::open(app, &file).await });
    };
    let card = button("card", "", press)
        .child(el("b", "").text(one.title.clone()))
        .child(el("span", "muted").text(one.about.clone()));
    el("li", "").child(if current {
        card.attr("aria-current", "true")
    } else {
        card
    })
}

fn open_file(app: App, event: &web_sys::Event) {
    let input = event.target().unwrap_or_else(|| window().into());
    let files = js_sys::Reflect::get(&input, &"files".into()).unwrap_or_default();
    let Ok(file) = js_sys::Reflect::get_u32(files.unchecked_ref(), 0) else {
        return;
    };
    if !file.is_object() {
        return;
    }
    leptos::task::spawn_local(async move {
        if let Some(text) = glue::call_async(&file, "text", &[])
            .await
            .ok()
            .and_then(|text| text.as_string())
        {
            app.dialog.set(Dialog::None);
            app.restored.set(false);
            app.load(text, false, None);
        }
    });
}
