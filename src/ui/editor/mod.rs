//! The editor of task definitions: one document, as JSON or as a form.
//!
//! A plain text area until the person uses it; then CodeMirror takes its place, loaded once. Every
//! change is kept on this device under its family. Findings, completions and hover text come from
//! the engine.

mod code;
mod form;

use ecs_playground::view::frame::{Kind, Subject};
use ecs_playground::view::message::{Finding, Form, Registered};
use ecs_playground::view::{Ask, Request};
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::dom::{Element, Node, button, el, glyph, region};
use super::state::{App, Dialog, Engine, Place, app};
use super::store;

/// The document and what is known about it. One for the page's life.
#[derive(Clone, Copy)]
pub struct Draft {
    pub text: RwSignal<String>,
    /// Under which name it is kept.
    pub name: RwSignal<String>,
    pub findings: RwSignal<Vec<Finding>>,
    pub form: RwSignal<Form>,
    pub as_form: RwSignal<bool>,
    pub registered: RwSignal<Option<Registered>>,
    pub refused: RwSignal<Option<String>>,
    /// Counts up when the text comes from elsewhere than the editor.
    pub given: RwSignal<u32>,
}

/// Task definitions to start from, in `definitions/`.
const EXAMPLES: [(&str, &str); 6] = [
    ("fargate-web-app.json", "Web app on Fargate"),
    (
        "ec2-bridge-dynamic-ports.json",
        "EC2, bridge, dynamic ports",
    ),
    ("sidecars-depends-on.json", "Sidecars with dependsOn"),
    ("gpu-inference.json", "Inference on a GPU"),
    (
        "described-output.json",
        "Output of describe-task-definition",
    ),
    ("with-comments.json", "JSON with comments"),
];

/// What an empty editor offers to start from.
const FIRST: &str = r#"{
  // Paste a task definition here: register input or describe output, comments are fine.
  "family": "web",
  "containerDefinitions": [
    {
      "name": "app",
      "image": "nginx:1.29",
      "cpu": 256,
      "memory": 512,
      "portMappings": [{ "containerPort": 80 }]
    }
  ]
}
"#;

impl Draft {
    pub fn new() -> Draft {
        let text = store::get("draft").unwrap_or_else(|| FIRST.to_string());
        Draft {
            text: RwSignal::new(text),
            name: RwSignal::new(store::get("draft-name").unwrap_or_else(|| "web".to_string())),
            findings: RwSignal::new(Vec::new()),
            form: RwSignal::new(Form::default()),
            as_form: RwSignal::new(false),
            registered: RwSignal::new(None),
            refused: RwSignal::new(None),
            given: RwSignal::new(0),
        }
    }

    /// Takes what the person typed.
    fn typed(self, text: String) {
        store::put("draft", &text);
        self.text.set(text);
    }

    /// Takes a text from elsewhere; the editor follows.
    fn give(self, text: String) {
        self.typed(text);
        self.given.update(|count| *count += 1);
    }
}

/// Opens the task definition `subject` as a draft. The draft that was there is kept under its name.
pub fn open(app: App, subject: Option<Subject>) {
    let draft = app.draft;
    let mut request = Request::new(Ask::Document);
    request.subject = subject;
    app.ask(request, move |reply| {
        let (Some(text), Some(family)) = (reply.text, reply.name) else {
            return;
        };
        if differs(&draft.text.get_untracked(), &text) {
            set_aside(draft);
        }
        draft.name.set(family.clone());
        store::put("draft-name", &family);
        draft.refused.set(None);
        draft.give(text);
    });
}

/// Opens the newest task definition there is, when nobody has written anything yet.
pub fn open_newest(app: App) {
    if store::get("draft").is_some() {
        return;
    }
    let newest = app.tree.with_untracked(|tree| {
        let definitions = |subject: &Subject| subject.kind == Kind::TaskDefinition;
        let rows = || tree.sections.iter().flat_map(|section| &section.rows);
        let of_first_service = |name: &str| {
            tree.services
                .first()
                .is_some_and(|service| name.starts_with(service.family.as_str()))
        };
        let preferred = rows()
            .filter(|row| of_first_service(&row.name))
            .filter_map(|row| row.subject)
            .find(definitions);
        preferred.or_else(|| rows().filter_map(|row| row.subject).find(definitions))
    });
    let draft = app.draft;
    let mut request = Request::new(Ask::Document);
    request.subject = newest;
    app.ask(request, move |reply| {
        if let (Some(text), Some(family)) = (reply.text, reply.name) {
            draft.name.set(family);
            draft.text.set(text);
            draft.given.update(|count| *count += 1);
        }
    });
}

/// Takes an example as the draft; what was there is kept under its name.
fn start_from(draft: Draft, file: String) {
    let mut address = String::from("./definitions/");
    address.push_str(&file);
    leptos::task::spawn_local(async move {
        if let Some(text) = super::glue::fetch_text(&address).await {
            set_aside(draft);
            draft.refused.set(None);
            draft.give(text);
        }
    });
}

/// Keeps the draft under its name, so that opening another one loses nothing.
fn set_aside(draft: Draft) {
    let mut key = String::from("draft/");
    key.push_str(&draft.name.get_untracked());
    store::put(&key, &draft.text.get_untracked());
}

fn differs(one: &str, other: &str) -> bool {
    one.trim() != other.trim()
}

#[component]
pub fn EditorPanel() -> impl IntoView {
    let app = app();
    let draft = app.draft;
    let head: NodeRef<Div> = NodeRef::new();
    let fields: NodeRef<Div> = NodeRef::new();
    let code: NodeRef<Div> = NodeRef::new();
    let foot: NodeRef<Div> = NodeRef::new();

    region(head, move || draw_head(draft));
    region(fields, move || {
        if draft.as_form.get() {
            form::draw(app, draft)
        } else {
            Vec::new()
        }
    });
    region(foot, move || draw_foot(app, draft));
    code::attach(app, draft, code);
    watch(app, draft);

    let hidden = move || draft.as_form.get();
    view! {
        <div class="editor">
            <div node_ref=head class="editor-head"></div>
            <div node_ref=fields class="form scroll" class:hidden=move || !hidden()></div>
            <div node_ref=code class="code-host" class:hidden=hidden></div>
            <div node_ref=foot class="editor-foot"></div>
        </div>
    }
}

/// Asks for findings a little after the last change, and for the form while it is open.
fn watch(app: App, draft: Draft) {
    let timer = StoredValue::new_local(None::<gloo_timers::callback::Timeout>);
    Effect::new(move |_: Option<()>| {
        draft.text.track();
        app.phase.track();
        app.engine.track();
        draft.as_form.track();
        let later = gloo_timers::callback::Timeout::new(150, move || examine(app, draft));
        timer.set_value(Some(later));
    });
}

fn examine(app: App, draft: Draft) {
    // The document of a first visit is the engine's own, and nobody has touched it yet.
    if app.engine.get_untracked() == Engine::Opening {
        return;
    }
    let text = draft.text.get_untracked();
    let mut request = Request::new(Ask::Diagnose);
    request.text = Some(text.clone());
    app.ask(request, move |reply| draft.findings.set(reply.findings));
    let mut request = Request::new(Ask::Form);
    request.text = Some(text);
    app.ask(request, move |reply| {
        let form = reply.form.unwrap_or_default();
        let family = form
            .groups
            .first()
            .and_then(|group| group.fields.first())
            .map(|field| field.value.clone());
        if let Some(family) =
            family.filter(|family| draft.name.with_untracked(|name| name != family))
        {
            store::put("draft-name", &family);
            draft.name.set(family);
        }
        draft.form.set(form);
    });
}

fn draw_head(draft: Draft) -> Vec<Node> {
    let as_form = draft.as_form.get();
    let way = |on: bool, label: &'static str| {
        button("segment", label, move || draft.as_form.set(on)).aria("aria-pressed", as_form == on)
    };
    let title = draft.name.get();
    let examples = el("select", "examples")
        .attr("aria-label", "Start from an example")
        .attr("title", "Start from an example")
        .attr("value", "")
        .child(el("option", "").attr("value", "").text("Examples"))
        .each(&EXAMPLES, |(file, label)| {
            el("option", "").attr("value", *file).text(*label)
        })
        .on("change", move |event| {
            start_from(draft, field_value(&event))
        });
    vec![
        el("h2", "").text(title).into(),
        examples.into(),
        el("div", "segments")
            .attr("role", "group")
            .attr("aria-label", "Edit as")
            .child(way(false, "JSON"))
            .child(way(true, "Form"))
            .into(),
    ]
}

fn draw_foot(app: App, draft: Draft) -> Vec<Node> {
    let mut nodes: Vec<Node> = Vec::new();
    let findings = draft.findings.get();
    if let Some(refused) = draft.refused.get() {
        nodes.push(
            el("div", "finding error")
                .attr("role", "alert")
                .child(glyph("stopped"))
                .text(refused)
                .into(),
        );
    }
    for finding in findings.iter().take(3) {
        nodes.push(draw_finding(draft, finding).into());
    }
    if findings.len() > 3 {
        let mut text = String::from("and ");
        text.push_str(&(findings.len() - 3).to_string());
        text.push_str(" more");
        nodes.push(el("p", "muted").text(text).into());
    }
    let broken = findings.iter().any(|finding| finding.severity == "error");
    nodes.push(
        el("div", "editor-buttons")
            .child(
                button("plain", "Register revision", move || register(app, draft))
                    .aria("data-broken", broken),
            )
            .child(button("plain", "Deploy…", move || {
                app.dialog.set(Dialog::Deploy)
            }))
            .into(),
    );
    nodes
}

fn draw_finding(draft: Draft, finding: &Finding) -> Element {
    let (from, to) = (finding.from, finding.to);
    let mut place = String::from("line ");
    place.push_str(&finding.line.to_string());
    let class = match finding.severity.as_str() {
        "error" => "finding error",
        "warning" => "finding warning",
        _ => "finding info",
    };
    el("div", class)
        .child(glyph(if finding.severity == "error" {
            "stopped"
        } else {
            "unhealthy"
        }))
        .child(
            el("span", "")
                .child(button("link", place, move || {
                    draft.as_form.set(false);
                    code::select(from, to);
                }))
                .text(" ")
                .text(finding.message.clone())
                .maybe(
                    (!finding.help.is_empty())
                        .then(|| el("span", "muted").text(finding.help.clone())),
                ),
        )
}

/// Registers the document as it stands. A refusal keeps the text and says what is wrong.
fn register(app: App, draft: Draft) {
    let mut request = Request::new(Ask::Register);
    request.text = Some(draft.text.get_untracked());
    app.ask(request, move |reply| {
        draft.findings.set(reply.findings.clone());
        match (reply.registered, reply.error) {
            (Some(registered), _) => {
                draft.refused.set(None);
                draft.name.set(registered.family.clone());
                store::put("draft-name", &registered.family);
                draft.registered.set(Some(registered));
                app.dialog.set(Dialog::Registered);
            }
            (None, Some(refusal)) => {
                let mut words = refusal.name;
                words.push_str(": ");
                words.push_str(&refusal.message);
                draft.refused.set(Some(words));
            }
            (None, None) => {}
        }
    });
}

/// Puts the cursor into the document.
pub fn focus(app: App) {
    app.place.set(Place::Resources);
    app.draft.as_form.set(false);
    code::focus();
}

/// The value of the field an event came from.
pub fn field_value(event: &web_sys::Event) -> String {
    event
        .target()
        .map(|field| field.unchecked_into::<web_sys::HtmlInputElement>().value())
        .unwrap_or_default()
}
