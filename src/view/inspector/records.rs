//! What EventBridge was told lately: one line a record, and the records themselves.

use serde_json::Value;

use crate::sim::records::recent;
use crate::view::inspector::EventLine;
use crate::view::look::Look;

/// Records shown at most.
const MOST: usize = 40;

/// Newest first, each by its detail-type and what names it.
pub fn lines(look: &Look<'_>) -> Vec<EventLine> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let line = |(seq, record): (u64, Value)| {
        let detail = &record["detail"];
        let word = ["eventName", "lastStatus", "status"]
            .iter()
            .find_map(|key| detail[*key].as_str());
        let wanted = detail["desiredStatus"].as_str();
        let wanted = wanted.map_or(String::new(), |it| format!(", desiredStatus {it}"));
        EventLine {
            seq,
            at: look
                .run
                .entry(seq)
                .map_or(String::new(), |entry| entry.at.to_string()),
            says: text(&record["detail-type"]),
            ours: format!("{}{wanted}", word.unwrap_or_default()),
            cause: text(&record["resources"][0]),
            ahead: false,
        }
    };
    recent(look.run, look.seq(), MOST)
        .into_iter()
        .map(line)
        .collect()
}

/// The same as JSON, as a rule's target receives them.
pub fn json(look: &Look<'_>) -> Value {
    let records = recent(look.run, look.seq(), MOST);
    records.into_iter().map(|(_, record)| record).collect()
}
