//! Numbers of the Numeric operators, compared digit by digit: no size loses precision.

use std::cmp::Ordering;

/// A number in its text, without sign, leading and trailing zeros.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::iam) struct Decimal<'t> {
    negative: bool,
    whole: &'t str,
    fraction: &'t str,
}

/// Reads an integer or decimal; blanks around it and a leading plus are tolerated, exponents are not (iam 4.2).
pub(in crate::iam) fn decimal(text: &str) -> Option<Decimal<'_>> {
    let text = text.trim();
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let only_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() + fraction.len() == 0 || !only_digits(whole) || !only_digits(fraction) {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    let zero = whole.is_empty() && fraction.is_empty();
    Some(Decimal {
        negative: negative && !zero,
        whole,
        fraction,
    })
}

impl Decimal<'_> {
    /// Which of the two is larger.
    pub(in crate::iam) fn compare(&self, other: &Decimal<'_>) -> Ordering {
        match (self.negative, other.negative) {
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => self.compare_sizes(other),
            (true, true) => other.compare_sizes(self),
        }
    }

    /// Digits as text compare like numbers once they are equally long, and fractions anyway.
    fn compare_sizes(&self, other: &Decimal<'_>) -> Ordering {
        self.whole
            .len()
            .cmp(&other.whole.len())
            .then_with(|| self.whole.cmp(other.whole))
            .then_with(|| self.fraction.cmp(other.fraction))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_compare_by_value() {
        for (left, right, order) in [
            ("5", "5.0", Ordering::Equal),
            ("05", "+5", Ordering::Equal),
            (" 5 ", "5", Ordering::Equal),
            ("-0", "0", Ordering::Equal),
            ("10", "9", Ordering::Greater),
            ("0.1", "0.09", Ordering::Greater),
            ("-2", "-1", Ordering::Less),
            ("-1", "0", Ordering::Less),
            ("1.10", "1.1", Ordering::Equal),
            (".5", "0.5", Ordering::Equal),
            ("9007199254740993", "9007199254740992", Ordering::Greater),
            (
                "123456789012345678901234567890",
                "123456789012345678901234567891",
                Ordering::Less,
            ),
        ] {
            let (a, b) = (decimal(left).unwrap(), decimal(right).unwrap());
            assert_eq!(a.compare(&b), order, "{left} {right}");
            assert_eq!(b.compare(&a), order.reverse(), "{right} {left}");
        }
    }

    #[test]
    fn what_is_no_number() {
        for text in [
            "", " ", ".", "-", "+", "abc", "1e3", "1 2", "0x10", "--1", "+-1", "1.2.3", "NaN",
            "Infinity", "1,5",
        ] {
            assert_eq!(decimal(text), None, "{text}");
        }
    }
}
