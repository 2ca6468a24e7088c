//! A table of the inspector, with links to what its rows are about.

use ecs_playground::view::frame::Tone;
use ecs_playground::view::inspector::{Table, Word};

use super::dom::{Element, button, el, glyph};
use super::resources::tone_class;
use super::state::App;

/// Numbers stand on the right; money and times are numbers.
fn is_number(word: &Word) -> bool {
    let first = word.text.as_bytes().first();
    first.is_some_and(|it| it.is_ascii_digit() || *it == b'$')
}

pub fn draw_table(app: App, table: &Table) -> Element {
    let mut head = el("tr", "");
    for (index, name) in table.columns.iter().enumerate() {
        let first = table.rows.first().and_then(|row| row.cells.get(index));
        let number = first.is_some_and(|word| is_number(word) && word.tone != Tone::Muted);
        head = head.child(
            el("th", if number { "number" } else { "" })
                .attr("scope", "col")
                .text(name.clone()),
        );
    }
    let mut body = el("tbody", "");
    for row in &table.rows {
        let mut line = el("tr", if row.picked { "picked" } else { "" });
        for (index, word) in row.cells.iter().enumerate() {
            let class = tone_class(if is_number(word) { "number" } else { "" }, word.tone);
            let text = word.text.clone();
            line = line.child(if index == 0 {
                let cell = el("th", class).attr("scope", "row");
                match row.subject {
                    Some(subject) => {
                        cell.child(button("link mono", text, move || app.select(Some(subject))))
                    }
                    None => cell.text(text),
                }
            } else {
                let cell = el("td", class);
                if word.tone == Tone::Bad {
                    cell.child(glyph("stopped")).text(text)
                } else {
                    cell.text(text)
                }
            });
        }
        body = body.child(line);
    }
    let mut more = String::from("and ");
    more.push_str(&table.more.to_string());
    more.push_str(" more");
    el("div", "table-frame")
        .attr("tabindex", "0")
        .attr("role", "group")
        .attr("aria-label", table.caption.clone())
        .child(
            el("table", "")
                .child(el("caption", "").text(table.caption.clone()))
                .child(el("thead", "").child(head))
                .child(body),
        )
        .maybe((table.more > 0).then(|| el("p", "muted").text(more)))
}
