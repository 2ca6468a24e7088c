//! Light, dark or what the system says. The choice stands on the root element, where the boot file
//! reads it back before the first paint.

use leptos::prelude::*;

use super::state::App;
use super::store;

/// From one choice to the next.
pub fn next(_: App) {
    let chosen = match current().as_str() {
        "light" => "dark",
        "dark" => "auto",
        _ => "light",
    };
    choose(chosen);
}

pub fn current() -> String {
    root()
        .and_then(|root| root.get_attribute("data-theme"))
        .unwrap_or_else(|| "auto".into())
}

pub fn choose(theme: &str) {
    if let Some(root) = root() {
        let _ = root.set_attribute("data-theme", theme);
    }
    store::put("theme", theme);
}

fn root() -> Option<web_sys::Element> {
    document().document_element()
}
