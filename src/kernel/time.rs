//! Simulated time: whole microseconds since the start of the run. The browser's clock never enters.

use std::fmt;
use std::ops::{Add, Sub};

/// A moment of the run, in microseconds since its start.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SimTime(pub u64);

/// A length of simulated time, in microseconds.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SimSpan(pub u64);

impl SimTime {
    pub const ZERO: SimTime = SimTime(0);
    /// Later than anything that happens: stands for "nothing is due".
    pub const NEVER: SimTime = SimTime(u64::MAX);

    pub fn from_secs(secs: u64) -> SimTime {
        SimTime(secs * 1_000_000)
    }

    /// Whole seconds, rounded down.
    pub fn secs(self) -> u64 {
        self.0 / 1_000_000
    }

    /// The time between `earlier` and this moment; nothing when `earlier` is later.
    pub fn since(self, earlier: SimTime) -> SimSpan {
        SimSpan(self.0.saturating_sub(earlier.0))
    }

    pub fn is_never(self) -> bool {
        self == SimTime::NEVER
    }
}

impl SimSpan {
    pub const ZERO: SimSpan = SimSpan(0);

    pub const fn from_millis(millis: u64) -> SimSpan {
        SimSpan(millis * 1_000)
    }

    pub const fn from_secs(secs: u64) -> SimSpan {
        SimSpan(secs * 1_000_000)
    }

    /// This span times `fraction`, rounded down; `fraction` is at least 0.
    pub fn scaled(self, fraction: f64) -> SimSpan {
        SimSpan((self.0 as f64 * fraction) as u64)
    }

    /// Whole seconds, rounded down.
    pub fn secs(self) -> u64 {
        self.0 / 1_000_000
    }
}

impl Add<SimSpan> for SimTime {
    type Output = SimTime;
    fn add(self, span: SimSpan) -> SimTime {
        SimTime(self.0.saturating_add(span.0))
    }
}

impl Add for SimSpan {
    type Output = SimSpan;
    fn add(self, other: SimSpan) -> SimSpan {
        SimSpan(self.0.saturating_add(other.0))
    }
}

impl Sub<SimSpan> for SimTime {
    type Output = SimTime;
    fn sub(self, span: SimSpan) -> SimTime {
        SimTime(self.0.saturating_sub(span.0))
    }
}

/// Reasons and failing tests show moments as people read them.
impl fmt::Debug for SimTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Debug for SimSpan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for SimTime {
    /// `hh:mm:ss.mmm`, hours growing as needed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_never() {
            return f.write_str("never");
        }
        let millis = self.0 / 1_000;
        let (hours, minutes, secs) = (
            millis / 3_600_000,
            millis / 60_000 % 60,
            millis / 1_000 % 60,
        );
        write!(f, "{hours:02}:{minutes:02}:{secs:02}.{:03}", millis % 1_000)
    }
}

impl fmt::Display for SimSpan {
    /// The shortest exact form people say: `90s`, `2m`, `250ms`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let micros = self.0;
        if micros.is_multiple_of(60_000_000) && micros > 0 {
            write!(f, "{}m", micros / 60_000_000)
        } else if micros.is_multiple_of(1_000_000) {
            write!(f, "{}s", micros / 1_000_000)
        } else {
            write!(f, "{}ms", micros / 1_000)
        }
    }
}

/// Reads `90s`, `1m30s`, `2h`, `250ms`, `0s`. `None` when it is not a duration.
pub fn parse_span(text: &str) -> Option<SimSpan> {
    let mut rest = text.trim();
    if rest.is_empty() {
        return None;
    }
    let mut total = 0u64;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let number: u64 = rest.get(..digits)?.parse().ok()?;
        rest = rest.get(digits..)?;
        let (unit, micros) = [
            ("ms", 1_000),
            ("us", 1),
            ("s", 1_000_000),
            ("m", 60_000_000),
            ("h", 3_600_000_000),
            ("d", 86_400_000_000),
        ]
        .into_iter()
        .find(|(unit, _)| rest.starts_with(unit))?;
        rest = &rest[unit.len()..];
        total = total.checked_add(number.checked_mul(micros)?)?;
    }
    Some(SimSpan(total))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_and_written() {
        for (text, micros, shown) in [
            ("90s", 90_000_000, "90s"),
            ("1m30s", 90_000_000, "90s"),
            ("2h", 7_200_000_000, "120m"),
            ("250ms", 250_000, "250ms"),
            ("0s", 0, "0s"),
        ] {
            let span = parse_span(text).expect(text);
            assert_eq!(
                (span.0, span.to_string().as_str()),
                (micros, shown),
                "{text}"
            );
        }
        for bad in ["", "5", "s", "1.5s", "-1s", "99999999999999999999s"] {
            assert_eq!(parse_span(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_moment_is_shown_as_a_clock() {
        assert_eq!(SimTime(252_350_000).to_string(), "00:04:12.350");
        assert_eq!(SimTime::from_secs(100 * 3600).to_string(), "100:00:00.000");
    }
}
