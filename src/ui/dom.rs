//! Descriptions of DOM, and the patch that makes the document match them.
//!
//! Leptos' views are typed by their whole shape: every `view!` compiles its own build and rebuild
//! code, and panels as large as ours would spend the byte budget on it. So Leptos keeps what it is
//! best at (signals, memos, ownership, components), and the inside of a panel is described by plain
//! values that one patch function draws. A `stamp` lets a row that did not change be skipped.

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use leptos::html::Div;
use leptos::prelude::{Effect, Get, NodeRef, document};
use wasm_bindgen::prelude::*;

type Text = Cow<'static, str>;
type Handler = Rc<dyn Fn(web_sys::Event)>;

/// One node of a description.
pub enum Node {
    Text(Text),
    Element(Box<Element>),
    /// Built only when its stamp differs from the one drawn.
    Lazy {
        key: u32,
        stamp: u64,
        build: Box<dyn FnOnce() -> Element>,
    },
}

/// An element to be: tag, attributes, listeners, children.
pub struct Element {
    tag: &'static str,
    svg: bool,
    key: Option<u32>,
    attributes: Vec<(&'static str, Text)>,
    styles: Vec<(&'static str, Text)>,
    listeners: Vec<(&'static str, Handler)>,
    children: Vec<Node>,
}

/// An HTML element of a class; an empty class leaves the attribute out.
pub fn el(tag: &'static str, class: impl Into<Text>) -> Element {
    element(tag, false, class.into())
}

/// The same for SVG.
pub fn svg(tag: &'static str, class: impl Into<Text>) -> Element {
    element(tag, true, class.into())
}

fn element(tag: &'static str, svg: bool, class: Text) -> Element {
    let attributes = if class.is_empty() {
        Vec::new()
    } else {
        vec![("class", class)]
    };
    Element {
        tag,
        svg,
        key: None,
        attributes,
        styles: Vec::new(),
        listeners: Vec::new(),
        children: Vec::new(),
    }
}

/// A row that is rebuilt only when `stamp` changes.
pub fn lazy(key: u32, stamp: u64, build: impl FnOnce() -> Element + 'static) -> Node {
    Node::Lazy {
        key,
        stamp,
        build: Box::new(build),
    }
}

impl Element {
    pub fn attr(mut self, name: &'static str, value: impl Into<Text>) -> Element {
        self.attributes.push((name, value.into()));
        self
    }

    /// An attribute that is there or not.
    pub fn flag(self, name: &'static str, on: bool) -> Element {
        if on { self.attr(name, "") } else { self }
    }

    /// `true` and `false` as ARIA wants them.
    pub fn aria(self, name: &'static str, on: bool) -> Element {
        self.attr(name, if on { "true" } else { "false" })
    }

    pub fn style(mut self, property: &'static str, value: impl Into<Text>) -> Element {
        self.styles.push((property, value.into()));
        self
    }

    pub fn on(
        mut self,
        event: &'static str,
        handler: impl Fn(web_sys::Event) + 'static,
    ) -> Element {
        self.listeners.push((event, Rc::new(handler)));
        self
    }

    pub fn key(mut self, key: u32) -> Element {
        self.key = Some(key);
        self
    }

    pub fn text(mut self, text: impl Into<Text>) -> Element {
        self.children.push(Node::Text(text.into()));
        self
    }

    pub fn child(mut self, child: impl Into<Node>) -> Element {
        self.children.push(child.into());
        self
    }

    pub fn maybe(self, child: Option<Element>) -> Element {
        match child {
            Some(child) => self.child(child),
            None => self,
        }
    }

    pub fn children(mut self, children: Vec<Node>) -> Element {
        self.children.extend(children);
        self
    }

    pub fn each<T>(mut self, items: &[T], mut draw: impl FnMut(&T) -> Element) -> Element {
        for item in items {
            self.children.push(draw(item).into());
        }
        self
    }
}

impl From<Element> for Node {
    fn from(element: Element) -> Node {
        Node::Element(Box::new(element))
    }
}

/// A listener whose handler can be exchanged without touching the document.
struct Listener {
    event: &'static str,
    handler: Rc<RefCell<Handler>>,
    /// Dropped with the listener; until then the document calls it.
    _closure: Closure<dyn Fn(web_sys::Event)>,
}

/// What stands in the document.
struct Live {
    node: web_sys::Node,
    tag: &'static str,
    key: Option<u32>,
    stamp: Option<u64>,
    attributes: Vec<(&'static str, Text)>,
    styles: Vec<(&'static str, Text)>,
    listeners: Vec<Listener>,
    children: Vec<Live>,
}

const TEXT: &str = "#text";

impl Node {
    fn key(&self) -> Option<u32> {
        match self {
            Node::Text(_) => None,
            Node::Element(element) => element.key,
            Node::Lazy { key, .. } => Some(*key),
        }
    }

    fn fits(&self, live: &Live) -> bool {
        match self {
            Node::Text(_) => live.tag == TEXT,
            Node::Element(element) => element.tag == live.tag && element.key == live.key,
            Node::Lazy { key, .. } => live.key == Some(*key),
        }
    }
}

/// The drawn children of one host element.
#[derive(Default)]
pub struct Patch {
    children: Vec<Live>,
}

impl Patch {
    /// Makes the children of `host` match `nodes`.
    pub fn draw(&mut self, host: &web_sys::Node, nodes: Vec<Node>) {
        patch_children(host, &mut self.children, nodes);
    }
}

fn patch_children(host: &web_sys::Node, live: &mut Vec<Live>, nodes: Vec<Node>) {
    let mut old: Vec<Option<Live>> = live.drain(..).map(Some).collect();
    let mut moved = old.len() != nodes.len();
    for (index, node) in nodes.into_iter().enumerate() {
        let here = old
            .get(index)
            .and_then(Option::as_ref)
            .is_some_and(|live| node.fits(live));
        let from = if here {
            Some(index)
        } else if node.key().is_some() {
            old.iter()
                .position(|slot| slot.as_ref().is_some_and(|live| node.fits(live)))
        } else {
            None
        };
        moved |= !here;
        let kept = from.and_then(|from| old[from].take());
        live.push(match kept {
            Some(kept) => update(kept, node),
            None => create(node),
        });
    }
    for gone in old.into_iter().flatten() {
        let _ = host.remove_child(&gone.node);
    }
    if moved {
        let mut next: Option<web_sys::Node> = None;
        for live in live.iter().rev() {
            let in_place = live.node.parent_node().is_some() && live.node.next_sibling() == next;
            if !in_place {
                let _ = host.insert_before(&live.node, next.as_ref());
            }
            next = Some(live.node.clone());
        }
    }
}

fn create(node: Node) -> Live {
    match node {
        Node::Text(text) => {
            let dom = document().create_text_node(&text);
            Live {
                node: dom.into(),
                tag: TEXT,
                key: None,
                stamp: None,
                attributes: vec![("", text)],
                styles: Vec::new(),
                listeners: Vec::new(),
                children: Vec::new(),
            }
        }
        Node::Element(element) => create_element(*element),
        Node::Lazy { key, stamp, build } => {
            let mut live = create_element(build());
            live.key = Some(key);
            live.stamp = Some(stamp);
            live
        }
    }
}

fn create_element(element: Element) -> Live {
    let namespace = if element.svg {
        "http://www.w3.org/2000/svg"
    } else {
        "http://www.w3.org/1999/xhtml"
    };
    let dom = document()
        .create_element_ns(Some(namespace), element.tag)
        .expect("a tag name of ours");
    let mut live = Live {
        node: dom.into(),
        tag: element.tag,
        key: element.key,
        stamp: None,
        attributes: Vec::new(),
        styles: Vec::new(),
        listeners: Vec::new(),
        children: Vec::new(),
    };
    apply(&mut live, element);
    live
}

fn update(mut live: Live, node: Node) -> Live {
    match node {
        Node::Text(text) => {
            if live.attributes[0].1 != text {
                live.node.set_node_value(Some(&text));
                live.attributes[0].1 = text;
            }
            live
        }
        Node::Element(element) => {
            apply(&mut live, *element);
            live
        }
        Node::Lazy { key, stamp, build } => {
            if live.stamp == Some(stamp) {
                return live;
            }
            let element = build();
            if element.tag != live.tag {
                let mut fresh = create_element(element);
                if let Some(parent) = live.node.parent_node() {
                    let _ = parent.replace_child(&fresh.node, &live.node);
                }
                fresh.key = Some(key);
                fresh.stamp = Some(stamp);
                return fresh;
            }
            apply(&mut live, element);
            live.key = Some(key);
            live.stamp = Some(stamp);
            live
        }
    }
}

fn apply(live: &mut Live, element: Element) {
    let dom: &web_sys::Element = live.node.unchecked_ref();
    // Children first: a `select` takes its value only once its options are there.
    patch_children(&live.node, &mut live.children, element.children);
    for (name, value) in &element.attributes {
        let same = live.attributes.iter().any(|(n, v)| n == name && v == value);
        match *name {
            // What a person may have changed since is compared with the document, not with the last drawing.
            "value" => {
                let input: &web_sys::HtmlInputElement = dom.unchecked_ref();
                // Half a word in a field is newer than a drawing that says nothing new about it.
                let field = same && live.tag == "input" && input.type_() == "text";
                let typing = field && document().active_element().as_ref() == Some(dom);
                if !typing && input.value() != **value {
                    input.set_value(value);
                }
            }
            "checked" => dom
                .unchecked_ref::<web_sys::HtmlInputElement>()
                .set_checked(value == "true"),
            _ if same => {}
            _ => {
                let _ = dom.set_attribute(name, value);
            }
        }
    }
    for (name, _) in &live.attributes {
        if !element.attributes.iter().any(|(n, _)| n == name) {
            let _ = dom.remove_attribute(name);
        }
    }
    if live.styles != element.styles {
        let style = dom.unchecked_ref::<web_sys::HtmlElement>().style();
        for (name, value) in &element.styles {
            let _ = style.set_property(name, value);
        }
        for (name, _) in &live.styles {
            if !element.styles.iter().any(|(n, _)| n == name) {
                let _ = style.remove_property(name);
            }
        }
    }
    for (event, handler) in element.listeners {
        match live.listeners.iter().find(|known| known.event == event) {
            Some(known) => *known.handler.borrow_mut() = handler,
            None => live.listeners.push(listen(dom, event, handler)),
        }
    }
    live.attributes = element.attributes;
    live.styles = element.styles;
}

fn listen(dom: &web_sys::Element, event: &'static str, handler: Handler) -> Listener {
    let handler = Rc::new(RefCell::new(handler));
    let current = handler.clone();
    let closure = Closure::<dyn Fn(web_sys::Event)>::new(move |event| {
        let handler = current.borrow().clone();
        handler(event);
    });
    let _ = dom.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
    Listener {
        event,
        handler,
        _closure: closure,
    }
}

/// Keeps the children of `host` as `draw` describes them, again whenever a signal it read changes.
pub fn region(host: NodeRef<Div>, draw: impl Fn() -> Vec<Node> + 'static) {
    let patch = RefCell::new(Patch::default());
    Effect::new(move |_: Option<()>| {
        if let Some(host) = host.get() {
            patch.borrow_mut().draw(&host, draw());
        }
    });
}

/// A picture from the sprite in `glyphs`.
pub fn glyph(name: &'static str) -> Element {
    let mut reference = String::from("#g-");
    reference.push_str(name);
    svg("svg", "glyph")
        .attr("aria-hidden", "true")
        .child(svg("use", "").attr("href", reference))
}

/// A button with a name.
pub fn button(class: &'static str, label: impl Into<Text>, press: impl Fn() + 'static) -> Element {
    el("button", class)
        .attr("type", "button")
        .text(label)
        .on("click", move |_| press())
}

#[cfg(test)]
mod tests;
