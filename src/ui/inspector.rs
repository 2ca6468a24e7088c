//! The inspector: why, state, JSON and events of what is selected.

use ecs_playground::view::frame::Kind;
use ecs_playground::view::inspector::{EventLine, Group, Inspector, Note, Stage, Why};
use ecs_playground::view::message::Tab;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::actions::draw_actions;
use super::chart;
use super::dom::{Element, Node, button, el, glyph, region};
use super::map::percent;
use super::resources::tone_class;
use super::state::{App, app};
use super::table::draw_table;
use super::{glue, pacing, rollout};

const TABS: [(Tab, &str, &str); 4] = [
    (Tab::Why, "Why", "tab-why"),
    (Tab::State, "State", "tab-state"),
    (Tab::Json, "JSON", "tab-json"),
    (Tab::Events, "Events", "tab-events"),
];

#[component]
pub fn InspectorPanel() -> impl IntoView {
    let app = app();
    let tabs = NodeRef::new();
    let body = NodeRef::new();
    region(tabs, move || draw_tabs(app));
    let model = Memo::new(move |_| app.inspector.get());
    region(body, move || model.with(|inspector| draw(app, inspector)));
    // Another subject or tab is read from its beginning.
    Effect::new(move |_: Option<()>| {
        app.selected.track();
        app.tab.track();
        if let Some(panel) = document().get_element_by_id("inspector") {
            panel.set_scroll_top(0);
        }
    });
    let labelled = move || {
        TABS.iter()
            .find(|tab| tab.0 == app.tab.get())
            .map(|tab| tab.2)
    };
    view! {
        <div node_ref=tabs class="tabs" role="tablist" aria-label="What to see of it"></div>
        <div node_ref=body class="scroll inspector" role="tabpanel" id="inspector" tabindex="0" aria-labelledby=labelled></div>
    }
}

fn draw_tabs(app: App) -> Vec<Node> {
    let open = app.tab.get();
    let one = |(tab, label, id): (Tab, &'static str, &'static str)| {
        button("tab", label, move || app.open_tab(tab))
            .attr("role", "tab")
            .attr("id", id)
            .attr("aria-controls", "inspector")
            .aria("aria-selected", tab == open)
            .attr("tabindex", if tab == open { "0" } else { "-1" })
            .on("keydown", move |event| {
                arrows(app, tab, event.unchecked_ref())
            })
            .into()
    };
    TABS.into_iter().map(one).collect()
}

/// Arrows go from tab to tab and open it.
fn arrows(app: App, tab: Tab, event: &web_sys::KeyboardEvent) {
    let here = TABS.iter().position(|known| known.0 == tab).unwrap_or(0);
    let there = match event.key().as_str() {
        "ArrowRight" => (here + 1) % TABS.len(),
        "ArrowLeft" => (here + TABS.len() - 1) % TABS.len(),
        "Home" => 0,
        "End" => TABS.len() - 1,
        _ => return,
    };
    event.prevent_default();
    app.open_tab(TABS[there].0);
    if let Some(next) = document().get_element_by_id(TABS[there].2) {
        let _ = next.unchecked_ref::<web_sys::HtmlElement>().focus();
    }
}

fn draw(app: App, inspector: &Inspector) -> Vec<Node> {
    let mut nodes = Vec::new();
    if !inspector.title.is_empty() {
        nodes.push(
            el("header", "subject")
                .child(el("h2", "").text(inspector.title.clone()))
                .child(whole(el("p", "muted"), &inspector.subtitle))
                .into(),
        );
    }
    match inspector.tab {
        Tab::Why => {
            if inspector.title.is_empty() {
                let about = app.head.with(|head| head.about.clone());
                nodes.extend((!about.is_empty()).then(|| el("p", "note").text(about).into()));
            }
            let service = inspector
                .subject
                .filter(|subject| subject.kind == Kind::Service)
                .map(|subject| subject.id);
            if service.is_some() {
                let drawn = app
                    .rollout
                    .with(|it| (it.service == service).then(|| rollout::draw(app, it)));
                nodes.extend(drawn.map(Node::from));
            }
            if inspector.why.is_empty() {
                let words = if let Some(subject) = inspector.subject {
                    match subject.kind {
                        Kind::Cluster
                        | Kind::TaskDefinition
                        | Kind::TargetGroup
                        | Kind::Records => {
                            "Decisions are about services, tasks and instances. The other tabs tell what this is."
                        }
                        _ => {
                            "No decision has touched this yet. Step on, or choose another instant."
                        }
                    }
                } else {
                    "Choose a task, an instance or a service, or step to a decision: here stands why ECS did what it did."
                };
                nodes.push(el("p", "empty").text(words).into());
            }
            nodes.extend(
                inspector
                    .chart
                    .as_ref()
                    .map(|it| chart::draw(app, it).into()),
            );
            for (index, why) in inspector.why.iter().enumerate() {
                nodes.push(draw_why(app, why, index).into());
            }
        }
        Tab::State => {
            if inspector.state.is_empty() {
                nodes.push(el("p", "empty").text("Choose something in the map or the list: its fields stand here by their ECS names.").into());
            }
            for group in &inspector.state {
                nodes.push(draw_group(app, group).into());
            }
        }
        Tab::Json => nodes.push(draw_json(&inspector.json).into()),
        Tab::Events => {
            if inspector.events.is_empty() {
                nodes.push(
                    el("p", "empty")
                        .text("Nothing has happened to this yet.")
                        .into(),
                );
            }
            let list = el("ol", "events").each(&inspector.events, |line| draw_event(app, line));
            nodes.push(list.into());
        }
    }
    if inspector.tab == Tab::Why {
        nodes.extend(draw_actions(app, &inspector.actions));
    }
    nodes
}

/// The newest decision whole; the one before it open, as it mostly tells how things came to be; older ones folded.
fn draw_why(app: App, why: &Why, place: usize) -> Element {
    let inner = why_body(app, why);
    if place == 0 {
        return el("section", "why")
            .child(el("p", "when").child(stamp(app, &why.at, why.seq)))
            .child(whole(el("h3", ""), &why.headline))
            .children(inner);
    }
    el("details", "why older")
        .flag("open", place == 1)
        .child(
            el("summary", "")
                .child(el("span", "at").text(why.at.clone()))
                .text(why.headline.clone()),
        )
        .children(inner)
}

/// `host` with text in which names such as i-0cd73 and us-east-1a never break at their hyphens.
fn whole(mut host: Element, text: &str) -> Element {
    let mut plain = String::new();
    for word in text.split_inclusive(' ') {
        let name = word.trim_end();
        if name.contains('-') && name.len() < 16 {
            host = host
                .text(std::mem::take(&mut plain))
                .child(el("span", "whole").text(name.to_string()));
            plain.push_str(&word[name.len()..]);
        } else {
            plain.push_str(word);
        }
    }
    host.text(plain)
}

fn why_body(app: App, why: &Why) -> Vec<Node> {
    let mut nodes: Vec<Node> = why
        .paragraphs
        .iter()
        .map(|text| el("p", "prose").text(text.clone()).into())
        .collect();
    if !why.funnel.is_empty() {
        let funnel = el("ol", "funnel").attr("aria-label", "Candidates left after each check");
        nodes.push(funnel.each(&why.funnel, draw_stage).into());
    }
    if let Some(table) = &why.table {
        nodes.push(draw_table(app, table).into());
    }
    if let Some(decision) = why.placement {
        let told = app.what_if.with(|told| {
            told.as_ref()
                .filter(|(known, _)| *known == decision)
                .map(|(_, table)| draw_table(app, table))
        });
        nodes.push(match told {
            Some(table) => table.into(),
            None => button("plain what-if", "What if it were otherwise?", move || {
                app.ask_what_if(decision)
            })
            .into(),
        });
    }
    if !why.says.is_empty() {
        nodes.push(el("h4", "").text("What ECS says").into());
        nodes.extend(
            why.says
                .iter()
                .map(|text| Node::from(el("p", "verbatim").text(text.clone()))),
        );
    }
    if why.chain.len() > 1 {
        nodes.push(el("h4", "").text("Back to what started it").into());
        nodes.push(
            el("ol", "chain")
                .each(&why.chain, |text| el("li", "").text(text.clone()))
                .into(),
        );
    }
    if !why.notes.is_empty() {
        let mut summary = String::from("Rests on ");
        summary.push_str(&why.notes.len().to_string());
        summary.push_str(" of our assumptions");
        let notes = el("details", "notes").child(el("summary", "").text(summary));
        let draw = |note: &Note| {
            el("p", "note")
                .child(el("b", "").text(note.title.clone()))
                .text(" ")
                .text(note.text.clone())
        };
        nodes.push(notes.each(&why.notes, draw).into());
    }
    nodes
}

fn draw_stage(stage: &Stage) -> Element {
    let part = stage.left * 100 / stage.of.max(1);
    el("li", "")
        .child(el("span", "").text(stage.label.clone()))
        .child(
            el("span", "track")
                .attr("aria-hidden", "true")
                .child(el("span", "fill").style("--part", percent(part))),
        )
        .child(el("b", "").text(stage.left.to_string()))
}

fn draw_group(app: App, group: &Group) -> Element {
    let mut list = el("dl", "fields");
    for field in &group.fields {
        let value = el("dd", tone_class("", field.tone));
        let text = field.value.clone();
        list = list
            .child(el("dt", "").text(field.name.clone()))
            .child(match field.link {
                Some(subject) => {
                    value.child(button("link mono", text, move || app.select(Some(subject))))
                }
                None => value.text(text),
            });
    }
    el("section", "group")
        .child(el("h3", "").text(group.title.clone()))
        .child(list)
}

fn draw_json(json: &str) -> Element {
    if json.is_empty() {
        return el("p", "empty").text(
            "Choose something in the map or the list: here stands what Describe returns for it.",
        );
    }
    let copied = json.to_string();
    let mut code = el("pre", "json")
        .attr("tabindex", "0")
        .attr("aria-label", "JSON as Describe returns it");
    for (class, part) in paint(json) {
        let text = part.to_string();
        code = if class.is_empty() {
            code.text(text)
        } else {
            code.child(el("span", class).text(text))
        };
    }
    el("div", "json-frame")
        .child(
            button("quiet", "Copy", move || glue::copy(copied.clone(), |_| {}))
                .child(glyph("copy")),
        )
        .child(code)
}

/// JSON in coloured parts: keys, strings, numbers, and the rest.
fn paint(json: &str) -> Vec<(&'static str, &str)> {
    let bytes = json.as_bytes();
    let mut parts = Vec::new();
    let (mut start, mut at) = (0, 0);
    while at < bytes.len() {
        let from = at;
        let class = match bytes[at] {
            b'"' => {
                at += 1;
                while at < bytes.len() && bytes[at] != b'"' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                at = (at + 1).min(bytes.len());
                if bytes.get(at) == Some(&b':') {
                    "key"
                } else {
                    "string"
                }
            }
            b'-' | b'0'..=b'9' | b't' | b'f' | b'n' => {
                while at < bytes.len() && !b",\n ]}".contains(&bytes[at]) {
                    at += 1;
                }
                "number"
            }
            _ => {
                at += 1;
                continue;
            }
        };
        if start < from {
            parts.push(("", &json[start..from]));
        }
        parts.push((class, &json[from..at]));
        start = at;
    }
    parts.push(("", &json[start..]));
    parts
}

fn draw_event(app: App, line: &EventLine) -> Element {
    el("li", if line.ahead { "ahead" } else { "" })
        .child(stamp(app, &line.at, line.seq))
        .maybe((!line.says.is_empty()).then(|| el("p", "verbatim").text(line.says.clone())))
        .maybe((!line.ours.is_empty()).then(|| el("p", "").text(line.ours.clone())))
        .maybe((!line.cause.is_empty()).then(|| el("p", "muted").text(line.cause.clone())))
}

/// An instant one can go to.
fn stamp(app: App, at: &str, seq: u64) -> Element {
    let mut label = String::from("Look at ");
    label.push_str(at);
    button("link mono at", at.to_string(), move || {
        pacing::seek_entry(app, seq)
    })
    .attr("aria-label", label)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

    #[wasm_bindgen_test]
    fn json_is_painted_by_kind_and_stays_whole() {
        let json = "{\n  \"a\\\"b\": [1, \"x\", true]\n}";
        let parts = paint(json);
        assert_eq!(parts.iter().map(|part| part.1).collect::<String>(), json);
        let classes: Vec<_> = parts.iter().filter(|part| !part.0.is_empty()).collect();
        assert_eq!(
            classes,
            [
                &("key", "\"a\\\"b\""),
                &("number", "1"),
                &("string", "\"x\""),
                &("number", "true")
            ]
        );
    }
}
