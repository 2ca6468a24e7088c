//! Numbers and lists the way people read them.

/// `1 536`: thousands apart by a narrow space.
pub fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

/// `100 %`, `55.6 %`, from tenths.
pub fn percent(tenths: u32) -> String {
    match tenths % 10 {
        0 => format!("{} %", tenths / 10),
        rest => format!("{}.{rest} %", tenths / 10),
    }
}

/// `1 task`, `2 tasks`.
pub fn count(n: u32, one: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{} {one}{plural}", number(u64::from(n)))
}

/// `a`, `a and b`, `a, b and c`.
pub fn list(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Upper-case first letter, full stop at the end. Our sentences begin in ASCII; the tables for all of Unicode are 12 KB.
pub fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first: String = letters
        .next()
        .iter()
        .map(char::to_ascii_uppercase)
        .collect();
    let stop = if text.ends_with(['.', '?', '!']) {
        ""
    } else {
        "."
    };
    format!("{first}{}{stop}", letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_lists_read_well() {
        assert_eq!(number(1_536), "1\u{202f}536");
        assert_eq!(number(999), "999");
        assert_eq!(number(1_000_000), "1\u{202f}000\u{202f}000");
        assert_eq!(
            (count(1, "task"), count(0, "task")),
            ("1 task".to_owned(), "0 tasks".to_owned())
        );
        assert_eq!(
            list(&["a".to_owned(), "b".to_owned(), "c".to_owned()]),
            "a, b and c"
        );
        assert_eq!(sentence("waits"), "Waits.");
        assert_eq!(
            (percent(1_000), percent(556)),
            ("100 %".to_owned(), "55.6 %".to_owned())
        );
    }
}
