//! The code editor: a text area at first, CodeMirror from the first touch on.

use std::cell::RefCell;

use ecs_playground::view::message::Finding;
use ecs_playground::view::{Ask, Reply, Request};
use js_sys::{Array, Promise};
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;

use super::super::dom::{Node, Patch, el};
use super::super::glue;
use super::super::state::App;
use super::{Draft, field_value};

thread_local! {
    /// The editor once it is there. One per page.
    static EDITOR: RefCell<Option<JsValue>> = const { RefCell::new(None) };
}

/// Fills `host`, now with a text area, later with the editor.
pub fn attach(app: App, draft: Draft, host: NodeRef<Div>) {
    let plain = RefCell::new(Patch::default());
    let loaded = RwSignal::new(false);
    let asked = StoredValue::new(false);
    Effect::new(move |_: Option<()>| {
        let Some(element) = host.get() else { return };
        if loaded.get() {
            plain.borrow_mut().draw(&element, Vec::new());
            return;
        }
        draft.given.track();
        let area = el("textarea", "")
            .attr("aria-label", "Task definition as JSON")
            .attr("spellcheck", "false")
            .attr("autocomplete", "off")
            .attr("value", draft.text.get_untracked())
            .on("input", move |event| draft.typed(field_value(&event)))
            .on("focus", move |_| {
                if !asked.get_value() {
                    asked.set_value(true);
                    load(app, draft, host, loaded);
                }
            });
        plain.borrow_mut().draw(&element, vec![Node::from(area)]);
    });
    Effect::new(move |_: Option<()>| {
        draft.given.track();
        with_editor(|editor| glue::call(editor, "set", &[draft.text.get_untracked().into()]));
    });
    Effect::new(move |_: Option<()>| {
        let findings = draft.findings.get();
        loaded.track();
        with_editor(|editor| glue::call(editor, "diagnostics", &[marks(&findings)]));
    });
}

pub fn select(from: u32, to: u32) {
    if with_editor(|editor| glue::call(editor, "select", &[from.into(), to.into()])).is_none()
        && let Ok(Some(area)) = document().query_selector(".code-host textarea")
    {
        let area: web_sys::HtmlTextAreaElement = area.unchecked_into();
        let _ = area.focus();
        let _ = area.set_selection_range(from, to);
    }
    focus();
}

pub fn focus() {
    with_editor(|editor| glue::call(editor, "focus", &[]));
}

fn with_editor<T>(run: impl FnOnce(&JsValue) -> Option<T>) -> Option<T> {
    let editor = EDITOR.with_borrow(|editor| editor.clone())?;
    run(&editor)
}

/// Fetches the editor and lets it take the text area's place, cursor included.
fn load(app: App, draft: Draft, host: NodeRef<Div>, loaded: RwSignal<bool>) {
    leptos::task::spawn_local(async move {
        let Some(playground) = glue::playground() else {
            return;
        };
        // Without the editor the text area goes on doing its work.
        let Ok(module) = glue::call_async(&playground, "loadEditor", &[]).await else {
            return;
        };
        let Some(element) = host.try_get_untracked().flatten() else {
            return;
        };
        let area = element.first_element_child();
        let caret = area
            .map(|area| area.unchecked_into::<web_sys::HtmlTextAreaElement>())
            .and_then(|area| area.selection_start().ok().flatten());
        loaded.set(true);
        let Some(editor) = glue::call(
            &module,
            "createEditor",
            &[element.into(), options(app, draft)],
        ) else {
            return;
        };
        if let Some(caret) = caret {
            glue::call(&editor, "select", &[caret.into(), caret.into()]);
        }
        glue::call(&editor, "focus", &[]);
        EDITOR.set(Some(editor));
        draft.findings.notify();
    });
}

fn options(app: App, draft: Draft) -> JsValue {
    let changed = Closure::<dyn Fn(String)>::new(move |text: String| draft.typed(text));
    let complete = question(app, Ask::Complete, |reply| {
        let offers: Array = reply
            .options
            .iter()
            .map(|choice| {
                glue::object(&[
                    ("label", choice.label.as_str().into()),
                    ("detail", choice.detail.as_str().into()),
                    ("info", choice.info.as_str().into()),
                    ("apply", choice.insert.as_str().into()),
                ])
            })
            .collect();
        let (from, to) = (reply.from.unwrap_or(0), reply.to.unwrap_or(0));
        glue::object(&[
            ("from", from.into()),
            ("to", to.into()),
            ("options", offers.into()),
        ])
    });
    let hover = question(app, Ask::Hover, |reply| match (reply.text, reply.from) {
        (Some(text), Some(from)) => glue::object(&[
            ("from", from.into()),
            ("to", reply.to.unwrap_or(from).into()),
            ("text", text.into()),
        ]),
        _ => JsValue::NULL,
    });
    // The editor lives as long as the page, and so do its callbacks.
    glue::object(&[
        ("doc", draft.text.get_untracked().into()),
        ("label", "Task definition as JSON".into()),
        ("complete", complete.into_js_value()),
        ("hover", hover.into_js_value()),
        ("onChange", changed.into_js_value()),
    ])
}

type Question = Closure<dyn Fn(String, u32) -> Promise>;

/// A question about a place in the text, as the editor asks it.
fn question(app: App, ask: Ask, answer: fn(Reply) -> JsValue) -> Question {
    Closure::new(move |text: String, offset: u32| {
        Promise::new(&mut |resolve, _| {
            let mut request = Request::new(ask);
            request.text = Some(text.clone());
            request.offset = Some(offset);
            app.ask(request, move |reply| {
                let _ = resolve.call1(&JsValue::NULL, &answer(reply));
            });
        })
    })
}

fn marks(findings: &[Finding]) -> JsValue {
    let list: Array = findings
        .iter()
        .map(|finding| {
            let mut message = finding.message.clone();
            if !finding.help.is_empty() {
                message.push('\n');
                message.push_str(&finding.help);
            }
            glue::object(&[
                ("from", finding.from.into()),
                ("to", finding.to.into()),
                ("severity", finding.severity.as_str().into()),
                ("message", message.into()),
            ])
        })
        .collect();
    list.into()
}
