//! Our own pictures, as one sprite of 16 × 16 symbols drawn with the current colour.

use leptos::prelude::*;

use super::dom::{region, svg};

/// Name, and the path data of its strokes; a leading `!` fills instead.
const GLYPHS: &[(&str, &str)] = &[
    (
        "play",
        "!M4.5 2.6v10.8a.7.7 0 0 0 1.06.6l8.6-5.4a.7.7 0 0 0 0-1.2L5.56 2A.7.7 0 0 0 4.5 2.6z",
    ),
    ("pause", "!M4 2.5h2.6v11H4zM9.4 2.5H12v11H9.4z"),
    ("step", "M5.5 3.5l5 4.5-5 4.5"),
    ("step-back", "M10.5 3.5l-5 4.5 5 4.5"),
    ("decision", "M2.5 3.5l5 4.5-5 4.5M8.5 3.5l5 4.5-5 4.5"),
    (
        "decision-back",
        "M13.5 3.5l-5 4.5 5 4.5M7.5 3.5l-5 4.5 5 4.5",
    ),
    ("message", "M3 3.5h10v7H8.5L5.5 13v-2.5H3zM5.5 6h5M5.5 8h3"),
    ("start", "M3.5 3v10M12 3.5L6.5 8l5.5 4.5"),
    ("end", "M12.5 3v10M4 3.5L9.500 8 4 12.500"),
    (
        "star",
        "M8 2.2l1.75 3.7 4.05.5-3 2.8.8 4L8 11.200l-3.600 2 .8-4-3-2.800 4.050-.5z",
    ),
    (
        "star-on",
        "!M8 1.800l1.900 3.950 4.350.550-3.200 3 .85 4.300L8 11.500l-3.900 2.100.85-4.300-3.200-3 4.350-.550z",
    ),
    (
        "sun",
        "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM8 1.500v1.500M8 13v1.500M1.500 8H3M13 8h1.500M3.400 3.400l1 1M11.600 11.600l1 1M12.600 3.400l-1 1M4.400 11.600l-1 1",
    ),
    (
        "half",
        "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 2v12M8.500 5h4M8.500 8h5.300M8.500 11h4",
    ),
    (
        "help",
        "M5.700 6.200a2.300 2.300 0 1 1 3.300 2.100c-.7.3-1 .8-1 1.500M8 12.200v.1",
    ),
    ("close", "M4 4l8 8M12 4l-8 8"),
    ("plus", "M8 3.500v9M3.500 8h9"),
    (
        "copy",
        "M5.500 5.500h7.500v7.500H5.500zM10.500 5.500V3H3v7.500h2.500",
    ),
    (
        "undo",
        "M6 3.500L3 6.500l3 3M3 6.500h6.500a3.250 3.250 0 0 1 0 6.500H7",
    ),
    (
        "redo",
        "M10 3.500l3 3-3 3M13 6.500H6.500a3.250 3.250 0 0 0 0 6.500H9",
    ),
    ("down", "M4 6l4 4 4-4"),
    ("arrow", "M3 8h9.500M9 4.500L12.500 8 9 11.500"),
    ("command", "M3 4.500l3.500 3.500L3 11.500M8.500 12H13"),
    // Tasks by status: from an open ring to a full one, then marks that are not rings.
    (
        "provisioning",
        "M8 3v1.500M8 11.500V13M3 8h1.500M11.500 8H13",
    ),
    (
        "pending",
        "M8 3.500a4.500 4.500 0 1 0 0 9 4.500 4.500 0 0 0 0-9z",
    ),
    (
        "activating",
        "!M8 3.500a4.500 4.500 0 0 1 0 9zM8 2.800a5.200 5.200 0 1 0 0 10.400A5.200 5.200 0 0 0 8 2.800zm0 1.400a3.800 3.800 0 1 1 0 7.600 3.800 3.800 0 0 1 0-7.600z",
    ),
    (
        "running",
        "!M8 3.500a4.500 4.500 0 1 0 0 9 4.500 4.500 0 0 0 0-9z",
    ),
    ("healthy", "M3.500 8.500l3 3 6-6.500"),
    ("unhealthy", "M8 3v6M8 12v.2"),
    ("stopping", "!M3 5h10l-5 7.500z"),
    (
        "stopped",
        "M4.200 4.200l7.600 7.600M11.800 4.200l-7.600 7.600",
    ),
    // Instances by state.
    ("active", "!M8 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8z"),
    ("draining", "!M2.500 12.500L8 3l5.500 9.500z"),
    (
        "disconnected",
        "M3 3l10 10M8 3.500a4.500 4.500 0 1 0 0 9 4.500 4.500 0 0 0 0-9z",
    ),
];

/// Stands once in the document; `dom::glyph` points into it.
#[component]
pub fn Sprite() -> impl IntoView {
    let host = NodeRef::new();
    region(host, || {
        let symbol = |&(name, path): &(&'static str, &'static str)| {
            let mut id = String::from("g-");
            id.push_str(name);
            let (class, data) = match path.strip_prefix('!') {
                Some(data) => ("fill", data),
                None => ("stroke", path),
            };
            svg("symbol", "")
                .attr("id", id)
                .attr("viewBox", "0 0 16 16")
                .child(
                    svg("path", class)
                        .attr("d", data)
                        .attr("fill-rule", "evenodd"),
                )
        };
        vec![
            svg("svg", "sprite")
                .attr("aria-hidden", "true")
                .each(GLYPHS, symbol)
                .into(),
        ]
    });
    view! { <div node_ref=host class="sprite"></div> }
}
