//! Schedules of scheduled actions: `at(…)`, `rate(…)` and `cron(…)`, in UTC (scheduler 8.5).

use crate::engine::placement::query::date;
use crate::kernel::{SimSpan, SimTime};
use crate::model::START_EPOCH_SECS;
use crate::model::scaling::{Cron, Schedule};

const DAY: u64 = 86_400;
/// The weekday the run starts on, Sunday being 1.
const FIRST_WEEKDAY: u64 = 5;
/// Days looked ahead: four years have every date.
const DAYS_AHEAD: u64 = 1_461;

/// Reads a schedule; `None` when it is none of the three forms, or in the past.
pub fn read(text: &str) -> Option<Schedule> {
    let (kind, rest) = text.split_once('(')?;
    let inside = rest.strip_suffix(')')?.trim();
    match kind {
        "at" => Some(Schedule::At(moment(inside)?)),
        "rate" => {
            let (count, unit) = inside.split_once(' ')?;
            let unit = match unit.trim_end_matches('s') {
                "minute" => 60,
                "hour" => 3_600,
                "day" => DAY,
                _ => return None,
            };
            let count: u64 = count.parse().ok().filter(|count| *count > 0)?;
            Some(Schedule::Every(SimSpan::from_secs(
                count.checked_mul(unit)?,
            )))
        }
        "cron" => cron(inside).map(Schedule::Cron),
        _ => None,
    }
}

/// A date with a time as a moment of the run; what was before its start is its start.
pub fn moment(text: &str) -> Option<SimTime> {
    let secs = date::seconds(text)?;
    let since = u64::try_from(secs).ok()?.saturating_sub(START_EPOCH_SECS);
    Some(SimTime::from_secs(since))
}

fn cron(text: &str) -> Option<Cron> {
    let mut fields = text.split_whitespace();
    let mut field = |from: u64, to: u64, names: &[&str]| bits(fields.next()?, from, to, names);
    let cron = Cron {
        minutes: field(0, 59, &[])?,
        hours: field(0, 23, &[])?,
        days: field(1, 31, &[])?,
        months: field(1, 12, &MONTHS)?,
        weekdays: field(1, 7, &WEEKDAYS)?,
    };
    // The year: any.
    (fields.next() == Some("*") && fields.next().is_none()).then_some(cron)
}

const MONTHS: [&str; 12] = [
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
];
const WEEKDAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/// One field: `*`, `?`, numbers, names, `2-5`, `1,3`, `*/15`, `5/10`.
fn bits(text: &str, from: u64, to: u64, names: &[&str]) -> Option<u64> {
    let number = |word: &str| {
        let named = names.iter().position(|name| *name == word);
        let number = named.map(|place| place as u64 + 1).or(word.parse().ok())?;
        (from..=to).contains(&number).then_some(number)
    };
    let mut bits = 0;
    for part in text.split(',') {
        let (range, every) = match part.split_once('/') {
            Some((range, every)) => (range, every.parse().ok().filter(|every| *every > 0)?),
            None => (part, 1),
        };
        let (first, last) = match range.split_once('-') {
            _ if range == "*" || range == "?" => (from, to),
            Some((first, last)) => (number(first)?, number(last)?),
            None if part.contains('/') => (number(range)?, to),
            None => (number(range)?, number(range)?),
        };
        for value in (first..=last).step_by(every) {
            bits |= 1 << value;
        }
    }
    Some(bits)
}

/// The next time after `now`; never when there is none.
pub fn next(schedule: &Schedule, now: SimTime) -> SimTime {
    match schedule {
        Schedule::At(at) if *at > now => *at,
        Schedule::At(_) => SimTime::NEVER,
        Schedule::Every(span) => now + *span,
        Schedule::Cron(cron) => next_of(cron, now.secs() / 60 + 1).unwrap_or(SimTime::NEVER),
    }
}

/// The first matching minute from `minute` on, counted from the start of the run.
fn next_of(cron: &Cron, minute: u64) -> Option<SimTime> {
    let has = |bits: u64, value: u64| bits & (1 << value) != 0;
    let (today, of_today) = (minute / 1_440, minute % 1_440);
    let (mut year, mut month, mut day) = (2026, 1, 1);
    for number in 0..today + DAYS_AHEAD {
        let weekday = (number + FIRST_WEEKDAY - 1) % 7 + 1;
        let fits = has(cron.months, month as u64)
            && has(cron.days, day as u64)
            && has(cron.weekdays, weekday);
        if number >= today && fits {
            let first = if number == today { of_today } else { 0 };
            let found =
                (first..1_440).find(|at| has(cron.hours, at / 60) && has(cron.minutes, at % 60));
            if let Some(at) = found {
                return Some(SimTime::from_secs(number * DAY + at * 60));
            }
        }
        day += 1;
        if day > date::days_in(year, month) {
            (day, month) = (1, month + 1);
        }
        if month > 12 {
            (month, year) = (1, year + 1);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Seconds after `now` at which the schedule is due next.
    fn after(text: &str, now: u64) -> Option<u64> {
        let at = next(&read(text)?, SimTime::from_secs(now));
        (!at.is_never()).then(|| at.secs() - now)
    }

    #[test]
    fn schedules_are_due_when_they_say() {
        for (text, now, expected) in [
            ("at(2026-01-01T00:30:00)", 0, Some(1_800)),
            ("at(2026-01-01T00:30:00)", 1_800, None),
            ("rate(5 minutes)", 7, Some(300)),
            ("rate(1 day)", 0, Some(86_400)),
            ("cron(0/15 * * * ? *)", 60, Some(840)),
            ("cron(0 8 * * ? *)", 0, Some(28_800)),
            ("cron(0 8 ? * MON-FRI *)", 2 * DAY, Some(2 * DAY + 28_800)),
            ("cron(30 6 1 FEB ? *)", 0, Some(31 * DAY + 23_400)),
            ("cron(0 0 29 2 ? *)", 0, Some(789 * DAY)),
            ("cron(0 0 30 2 ? *)", 0, None),
        ] {
            assert_eq!(after(text, now), expected, "{text}");
        }
    }

    #[test]
    fn other_texts_are_no_schedule() {
        for text in [
            "",
            "at()",
            "at(noon)",
            "rate(0 minutes)",
            "rate(5 weeks)",
            "cron(* * * *)",
            "cron(60 * * * ? *)",
            "cron(0 8 L * ? *)",
            "every(5 minutes)",
            "cron(5-1/0 * * * ? *)",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
