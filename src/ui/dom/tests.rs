//! Patches in a real browser: what stays the same node, and what listens.

use super::*;
use std::cell::Cell;
use wasm_bindgen_test::wasm_bindgen_test;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

fn host() -> web_sys::Element {
    document().create_element("section").expect("an element")
}

fn row(key: u32, text: &'static str) -> Node {
    el("li", "").key(key).text(text).into()
}

#[wasm_bindgen_test]
fn keyed_rows_move_and_stay_the_same_elements() {
    let host = host();
    let mut patch = Patch::default();
    patch.draw(&host, vec![row(1, "a"), row(2, "b"), row(3, "c")]);
    let third = host.last_element_child();
    patch.draw(&host, vec![row(3, "c"), row(1, "a")]);
    assert_eq!(host.inner_html(), "<li>c</li><li>a</li>");
    assert_eq!(host.first_element_child(), third);
}

#[wasm_bindgen_test]
fn attributes_and_texts_follow_the_description() {
    let host = host();
    let mut patch = Patch::default();
    patch.draw(
        &host,
        vec![el("p", "old").attr("title", "x").text("one").into()],
    );
    patch.draw(&host, vec![el("p", "new").text("two").into()]);
    assert_eq!(host.inner_html(), "<p class=\"new\">two</p>");
}

#[wasm_bindgen_test]
fn half_a_word_in_a_field_stays_until_there_is_something_new() {
    let host = host();
    // Only what is in the document can have the focus.
    let body = document().body().expect("a body");
    body.append_child(&host).expect("the section in the page");
    let mut patch = Patch::default();
    let field = |value: &'static str| {
        vec![
            el("input", "")
                .attr("type", "text")
                .attr("value", value)
                .into(),
        ]
    };
    patch.draw(&host, field("one"));
    let input: web_sys::HtmlInputElement = host
        .first_element_child()
        .expect("the field")
        .unchecked_into();
    let _ = input.focus();
    input.set_value("one and a ha");
    patch.draw(&host, field("one"));
    assert_eq!(input.value(), "one and a ha");
    patch.draw(&host, field("two"));
    assert_eq!(input.value(), "two");
    host.remove();
}

#[wasm_bindgen_test]
fn a_listener_is_exchanged_and_not_added() {
    let host = host();
    let mut patch = Patch::default();
    let sum = Rc::new(Cell::new(0));
    for amount in [1, 10] {
        let sum = sum.clone();
        let press = move || sum.set(sum.get() + amount);
        patch.draw(&host, vec![button("", "add", press).into()]);
    }
    host.first_element_child()
        .expect("the button")
        .unchecked_into::<web_sys::HtmlElement>()
        .click();
    assert_eq!(sum.get(), 10);
}

#[wasm_bindgen_test]
fn a_row_with_the_same_stamp_is_not_built_again() {
    let host = host();
    let mut patch = Patch::default();
    let built = Rc::new(Cell::new(0));
    for stamp in [7, 7, 8] {
        let built = built.clone();
        let build = move || {
            built.set(built.get() + 1);
            el("li", "").text("row")
        };
        patch.draw(&host, vec![lazy(1, stamp, build)]);
    }
    assert_eq!(built.get(), 2);
}
