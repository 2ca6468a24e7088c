//! How numbers and times are written, once for every panel.

use crate::kernel::{SimTime, SortedMap};

/// `1 536`, with spaces that do not break.
pub fn number(value: u32) -> String {
    let digits = value.to_string();
    let mut out = String::with_capacity(digits.len() + 2);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push('\u{a0}');
        }
        out.push(digit);
    }
    out
}

/// `1 task`, `3 tasks`.
pub fn count(value: u32, one: &str) -> String {
    let ending = if value == 1 { "" } else { "s" };
    format!("{} {one}{ending}", number(value))
}

/// From `now` to `at`, as people say it: `in 40 s`, `in 2 min 5 s`.
pub fn until(now: SimTime, at: SimTime) -> String {
    let millis = at.since(now).0 / 1_000;
    match millis {
        0 => "now".to_owned(),
        1..10_000 => format!("in {}.{} s", millis / 1_000, millis / 100 % 10),
        10_000..60_000 => format!("in {} s", millis / 1_000),
        60_000..3_600_000 => format!("in {} min {} s", millis / 60_000, millis / 1_000 % 60),
        _ => format!("in {} h {} min", millis / 3_600_000, millis / 60_000 % 60),
    }
}

/// `a` of `us-east-1a`.
pub fn zone(name: &str) -> &str {
    name.strip_prefix("us-east-1").unwrap_or(name)
}

/// What stands before `mark`; all of it without one. Std's own search would cost the opening engine a kilobyte.
pub fn before<'t>(text: &'t str, mark: &str) -> &'t str {
    let mut places = text.char_indices().map(|(at, _)| at);
    let at = places.find(|at| text[*at..].starts_with(mark));
    &text[..at.unwrap_or(text.len())]
}

/// `a 3, b 2`, or `none`.
pub fn by_zone<'z>(zones: impl Iterator<Item = &'z str>) -> String {
    let mut counts: SortedMap<&str, u32> = SortedMap::new();
    for name in zones {
        *counts.or_default(zone(name)) += 1;
    }
    let words: Vec<String> = counts
        .iter()
        .map(|(zone, count)| format!("{zone} {count}"))
        .collect();
    match words.is_empty() {
        true => "none".to_owned(),
        false => words.join(", "),
    }
}

/// The part of a whole in percent, rounded down, at most 100.
pub fn percent(part: u32, whole: u32) -> u8 {
    (u64::from(part) * 100 / u64::from(whole.max(1))).min(100) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_spans() {
        assert_eq!(number(0), "0");
        assert_eq!(number(512), "512");
        assert_eq!(number(1536), "1\u{a0}536");
        assert_eq!(number(1_000_000), "1\u{a0}000\u{a0}000");
        assert_eq!(count(1, "task"), "1 task");
        assert_eq!(until(SimTime(0), SimTime(4_250_000)), "in 4.2 s");
        assert_eq!(until(SimTime(0), SimTime(125_000_000)), "in 2 min 5 s");
        assert_eq!(until(SimTime(0), SimTime(86_340_000_000)), "in 23 h 59 min");
        assert_eq!(before("it waits until noon until", " until "), "it waits");
        assert_eq!(before("it waits", " until "), "it waits");
        assert_eq!(
            (zone("us-east-1a"), zone("eu-west-1b")),
            ("a", "eu-west-1b")
        );
        assert_eq!(percent(1, 3), 33);
        assert_eq!(percent(3, 0), 100);
    }
}
