//! A cluster query, asked live: the instances it selects, the truth of each part, or where it cannot be read.

use crate::engine::placement::query::{Place, Query, QueryError, parse};
use crate::view::frame::{Kind, Subject, Tone};
use crate::view::inspector::{Table, TableRow, Word};
use crate::view::look::Look;
use crate::view::text;
use crate::world::views::InstanceView;

record! {
    pub struct QueryPanel {
        pub text: String,
        /// `3 of 6 instances`
        pub verdict: String,
        pub error: String,
        pub help: String,
        /// The expression around its error.
        pub before: String,
        pub wrong: String,
        pub after: String,
        pub table: Option<Table>,
    }
}

/// Instances listed one by one.
const ROWS: usize = 60;

/// What somebody asks; nothing while the text is empty.
#[derive(Default)]
pub struct Asked {
    text: String,
    query: Option<Query>,
    error: Option<QueryError>,
}

impl Asked {
    pub fn new(text: &str) -> Asked {
        let mut asked = Asked {
            text: text.to_owned(),
            ..Asked::default()
        };
        if !text.trim().is_empty() {
            match parse(text) {
                Ok(query) => asked.query = Some(query),
                Err(error) => asked.error = Some(error),
            }
        }
        asked
    }

    pub fn query(&self) -> Option<&Query> {
        self.query.as_ref()
    }
}

fn part(text: &str, place: Place) -> &str {
    text.get(place.start..place.end).unwrap_or_default()
}

pub fn panel(look: &Look<'_>, asked: &Asked) -> QueryPanel {
    let mut panel = QueryPanel {
        text: asked.text.clone(),
        ..QueryPanel::default()
    };
    if let Some(error) = &asked.error {
        panel.error.clone_from(&error.message);
        panel.help.clone_from(&error.help);
        let text = asked.text.as_str();
        panel.before = text.get(..error.place.start).unwrap_or(text).to_owned();
        panel.wrong = part(text, error.place).to_owned();
        panel.after = text.get(error.place.end..).unwrap_or_default().to_owned();
    }
    if let Some(query) = &asked.query {
        table(look, query, &mut panel);
    }
    panel
}

fn table(look: &Look<'_>, query: &Query, panel: &mut QueryPanel) {
    let caption = "What each part says of each instance";
    let mut table = Table::new(caption, &["Instance", "Selected"], Vec::new());
    let (mut selected, mut all) = (0, 0);
    for instance in look.world.instances().filter(|it| it.row.is_present()) {
        all += 1;
        let truths = query.truths(&instance);
        let picked = truths.first().is_some_and(|whole| whole.holds);
        selected += u32::from(picked);
        if all == 1 {
            let parts = truths.iter().skip(1);
            table
                .columns
                .extend(parts.map(|it| part(&query.text, it.place).to_owned()));
        }
        if table.rows.len() == ROWS {
            table.more += 1;
            continue;
        }
        let mut cells = vec![Word::plain(instance.label())];
        cells.extend(truths.iter().map(|truth| match truth.holds {
            true => Word::new("true", Tone::Good),
            false => Word::new("false", Tone::Bad),
        }));
        table.rows.push(TableRow {
            subject: Some(Subject::new(Kind::Instance, instance.id.0)),
            picked,
            cells,
        });
    }
    panel.verdict = format!(
        "{} of {}",
        text::number(selected),
        text::count(all, "instance")
    );
    panel.table = Some(table).filter(|_| all > 0);
}

/// The innermost part that is false for `instance`, when the whole is.
pub fn misses(query: &Query, instance: &InstanceView<'_>) -> Option<String> {
    let truths = query.truths(instance);
    if truths.first()?.holds {
        return None;
    }
    let last = truths.iter().rev().find(|truth| !truth.holds)?;
    let mut text = part(&query.text, last.place).to_owned();
    text.push_str(" is false");
    Some(text)
}
