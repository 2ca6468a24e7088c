//! Numbers in texts, compared as they are written.
//!
//! The standard reader of `f64` brings a table that does not compress, 12 KB of the engine program, for this one question.

use std::cmp::Ordering;

/// A decimal number: its digits without zeros at either end, and how many of them stand before the point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decimal {
    negative: bool,
    point: i64,
    digits: String,
}

impl Decimal {
    /// Reads `-12.5`, `.5`, `+3` or `1e6`; `None` for anything else.
    pub fn read(text: &str) -> Option<Decimal> {
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        let (number, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((number, exponent)) => (number, i64::from(exponent.parse::<i32>().ok()?)),
            None => (unsigned, 0),
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let written = [whole, fraction].concat();
        if written.is_empty() || !written.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let digits = written.trim_start_matches('0');
        let leading = written.len() - digits.len();
        let zero = digits.is_empty();
        Some(Decimal {
            negative: !zero && text.starts_with('-'),
            point: if zero {
                i64::MIN
            } else {
                whole.len() as i64 - leading as i64 + exponent
            },
            digits: digits.trim_end_matches('0').to_owned(),
        })
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Decimal) -> Ordering {
        let sizes = (self.point, &self.digits).cmp(&(other.point, &other.digits));
        match (self.negative, other.negative) {
            (false, false) => sizes,
            (true, true) => sizes.reverse(),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Decimal) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_order_as_floats_do() {
        let texts = [
            "0", "0.0", "1", "1.0", "01", "-1", "+1", ".5", "5.", "0.50", "-0.5", "10", "9",
            "99.9", "100", "1e2", "1E-2", "0.01", "12e-1", "1.2", "-12", "-9", "1000000", "1e6",
            "3.25",
        ];
        for a in texts {
            for b in texts {
                let floats = a.parse::<f64>().unwrap().total_cmp(&b.parse().unwrap());
                assert_eq!(
                    Decimal::read(a).cmp(&Decimal::read(b)),
                    floats,
                    "{a} and {b}"
                );
            }
        }
        for text in [
            "", "-", ".", "1.2.3", "m5", "1e", "e5", "0x10", "1 ", "--1", "+-1",
        ] {
            assert_eq!(Decimal::read(text), None, "{text}");
            assert!(text.parse::<f64>().is_err(), "{text}");
        }
    }
}
