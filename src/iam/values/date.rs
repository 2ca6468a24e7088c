//! Instants of the Date operators: the W3C profile of ISO 8601, or seconds since 1970.

const NANOS: i128 = 1_000_000_000;
/// Above it a whole number is read as milliseconds: as seconds it would be the year 5138.
const SECONDS_MAX: i128 = 100_000_000_000;

/// Nanoseconds since 1970. No offset means UTC (iam 4.2).
pub(in crate::iam) fn nanos(text: &str) -> Option<i128> {
    crate::iam_assumed!(EPOCH_MILLIS);
    let digits = text.strip_prefix('-').unwrap_or(text);
    let whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if whole && text.len() != 4 {
        let number: i128 = text.parse::<i64>().ok()?.into();
        let millis = number > SECONDS_MAX;
        return Some(number * if millis { NANOS / 1_000 } else { NANOS });
    }
    let (date, time) = match text.find(['T', 't']) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    let mut parts = date.split('-');
    let year = field(parts.next()?, 4)?;
    let month = parts.next().map_or(Some(1), |it| field(it, 2))?;
    let day = parts.next().map_or(Some(1), |it| field(it, 2))?;
    let whole_date = date.len() == 10;
    if parts.next().is_some() || !(1..=12).contains(&month) || !whole_date && time.is_some() {
        return None;
    }
    if day < 1 || day > days_of_month(year, month) {
        return None;
    }
    let start = days_since_1970(year, month, day) * 86_400 * NANOS;
    Some(start + time.map_or(Some(0), nanos_of_day)?)
}

/// A field of exactly this many digits.
fn field(text: &str, digits: usize) -> Option<i128> {
    let fine = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    fine.then(|| text.parse().ok()).flatten()
}

/// `hh:mm`, `hh:mm:ss` or `hh:mm:ss.fraction`, with an offset, taken off.
fn nanos_of_day(text: &str) -> Option<i128> {
    let zone = text.find(['Z', 'z', '+', '-']).unwrap_or(text.len());
    let (clock, zone) = text.split_at(zone);
    let (clock, fraction) = match clock.split_once('.') {
        Some((clock, fraction)) => (clock, Some(fraction)),
        None => (clock, None),
    };
    let mut parts = clock.split(':');
    let hour = field(parts.next()?, 2)?;
    let minute = parts.next().map_or(Some(0), |it| field(it, 2))?;
    let second = parts.next().map(|it| field(it, 2));
    if parts.next().is_some() || fraction.is_some() && second.is_none() {
        return None;
    }
    let second = second.unwrap_or(Some(0))?;
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let fraction = match fraction {
        None => 0,
        Some(digits) if digits.len() <= 9 => {
            let value = field(digits, digits.len()).filter(|_| !digits.is_empty())?;
            (digits.len()..9).fold(value, |value, _| value * 10)
        }
        Some(_) => return None,
    };
    let seconds = hour * 3_600 + minute * 60 + second - offset_seconds(zone)?;
    Some(seconds * NANOS + fraction)
}

/// Seconds an offset is ahead of UTC: none, `Z`, `+hh`, `+hhmm` or `+hh:mm`.
fn offset_seconds(zone: &str) -> Option<i128> {
    if matches!(zone, "" | "Z" | "z") {
        return Some(0);
    }
    let (sign, digits) = match zone.as_bytes()[0] {
        b'+' => (1, &zone[1..]),
        b'-' => (-1, &zone[1..]),
        _ => return None,
    };
    let (hours, minutes) = match digits.split_once(':') {
        Some(parts) => parts,
        None if digits.len() == 4 && digits.is_ascii() => digits.split_at(2),
        None => (digits, "00"),
    };
    let (hours, minutes) = (field(hours, 2)?, field(minutes, 2)?);
    (hours <= 23 && minutes <= 59).then_some(sign * (hours * 3_600 + minutes * 60))
}

fn is_leap(year: i128) -> bool {
    year % 4 == 0 && year % 100 != 0 || year % 400 == 0
}

fn days_of_month(year: i128, month: i128) -> i128 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days of the Gregorian calendar, counted with the year beginning in March so that a leap day comes last.
fn days_since_1970(year: i128, month: i128, day: i128) -> i128 {
    let year = if month <= 2 { year - 1 } else { year };
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + day_of_year
        - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_instant_in_many_spellings() {
        let noon = nanos("2026-11-22T10:00:00Z").unwrap();
        assert_eq!(noon, 1_795_341_600 * NANOS);
        for text in [
            "2026-11-22T12:00:00+02:00",
            "2026-11-22T12:00:00+0200",
            "2026-11-22T12:00:00+02",
            "2026-11-22T10:00:00",
            "2026-11-22T10:00Z",
            "2026-11-22T10:00:00.000000000Z",
            "2026-11-22t10:00:00z",
            "2026-11-22T10Z",
            "1795341600",
            "1795341600000",
        ] {
            assert_eq!(nanos(text), Some(noon), "{text}");
        }
    }

    #[test]
    fn years_months_days_and_epochs() {
        for (text, seconds) in [
            ("1970", 0),
            ("1970-01", 0),
            ("1970-01-01", 0),
            ("1969-12-31", -86_400),
            ("2000-02-29", 951_782_400),
            ("2026", 1_767_225_600),
            ("0", 0),
            ("-1", -1),
            ("12345", 12_345),
            ("100000000000", 100_000_000_000),
            ("100000000001", 100_000_000),
        ] {
            assert_eq!(
                nanos(text).map(|it| it.div_euclid(NANOS)),
                Some(seconds),
                "{text}"
            );
        }
        assert_eq!(nanos("1970-01-01T00:00:00.5Z"), Some(NANOS / 2));
    }

    #[test]
    fn what_is_no_date() {
        for text in [
            "",
            "sdfdsf",
            "234-13",
            "2026-13",
            "2026-00",
            "2026-02-29",
            "2026-11-31",
            "2026-11-22T",
            "2026-11T10:00Z",
            "2026-11-22T10:00:00+1",
            "2026-11-22T10:00:00.1234567890Z",
            "2026-11-22T10:00.5Z",
            "2026-11-22T24:00Z",
            "2026-11-22T10:60Z",
            "2026-11-22 10:00",
            "9223372036854775808",
            "01T",
            "1.5",
            "+5",
            "20261122T100000Z",
            "2026-1-2",
            "2026-11-22-01",
            "2026-11-22T10:00:00.Z",
            "2026-11-22T10:00:00Zx",
        ] {
            assert_eq!(nanos(text), None, "{text}");
        }
    }
}
