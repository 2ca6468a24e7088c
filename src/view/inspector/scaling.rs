//! Auto scaling of a service in the inspector: what it would do now and why, its policies, its metric over time.

use crate::engine::scaling::tracking::{Alarms, Watch, alarms};
use crate::engine::scaling::{self, Held, low_threshold};
use crate::explain;
use crate::kernel::{SimSpan, SimTime};
use crate::model::alarm::{Alarm, AlarmRule, Comparison, Metric};
use crate::model::scaling::{PolicyRule, ScalableTarget};
use crate::model::{AlarmId, ServiceId};
use crate::sim::words::{self, tenths};
use crate::view::inspector::plot::Plot;
use crate::view::inspector::state::{field, group, moment};
use crate::view::inspector::{Chart, Group, Table, TableRow, Why};
use crate::view::look::Look;
use crate::view::text;

/// What the next period would decide if it were now.
pub fn why(look: &Look<'_>, id: ServiceId) -> Option<Why> {
    let (target_id, target) = look.world.scalable_target_of(id)?;
    let service = look.world.service(id);
    let desired = service.row.settings.desired_count;
    let decided = match scaling::decide(target, &service, look.now) {
        Err(Held::Quiet) => scaling::stepped(target, &service).unwrap_or(Err(Held::Quiet)),
        decided => decided,
    };
    let leaves = || format!("Auto scaling leaves it at {desired}");
    let (headline, because) = match decided {
        Ok(change) => (
            format!(
                "Auto scaling is about to set the desired count to {}",
                change.to
            ),
            format!(
                "The reason: {}.",
                words::scaling(look.world, target_id, change.reason)
            ),
        ),
        Err(held) => (leaves(), explain::scaling::held(held, look.now)),
    };
    let alarms = calling(look, target);
    let timers = alarms.iter().filter_map(|(_, alarm)| alarm.timer);
    let dues = target.policies.iter().map(|policy| policy.due);
    let due = dues.chain(timers.map(|timer| timer.at)).min();
    let next = due
        .filter(|due| !due.is_never())
        .map_or(String::new(), |due| {
            format!(" It looks again {}.", text::until(look.now, due))
        });
    let mut paragraphs = vec![format!(
        "{because} It keeps between {} and {} tasks.{next}",
        target.min, target.max
    )];
    for policy in &target.policies {
        if let PolicyRule::Tracking(rule) = &policy.rule {
            let running = service.running_count();
            paragraphs.push(explain::scaling::judged(look.world, policy, rule, running));
        }
    }
    for (id, alarm) in alarms {
        let last = alarm.values.last().copied().flatten();
        let said = explain::scaling::watched(look.world, id, last);
        paragraphs.push(format!("{said} It is {}.", alarm.state));
    }
    Some(Why {
        paragraphs,
        ..Why::now(look, headline)
    })
}

/// Alarms that call a policy of the target.
fn calling<'a>(look: &Look<'a>, target: &ScalableTarget) -> Vec<(AlarmId, &'a Alarm)> {
    let names = |rule: &AlarmRule| {
        let mut policies = target.policies.iter();
        policies.any(|policy| rule.policies.contains(&policy.name))
    };
    let alarms = look.world.alarms();
    alarms
        .filter(|(_, alarm)| alarm.rule.as_ref().is_some_and(|rule| names(rule)))
        .collect()
}

/// Bounds, policies with their alarms, and scheduled actions.
pub fn groups(look: &Look<'_>, id: ServiceId) -> Vec<Group> {
    let Some((_, target)) = look.world.scalable_target_of(id) else {
        return Vec::new();
    };
    let running = look.world.service(id).running_count();
    let mut fields = vec![
        field(
            "MinCapacity, MaxCapacity",
            format!("{}, {}", target.min, target.max),
        ),
        moment("last scaled out", target.scaled_out_at),
        moment("last scaled in", target.scaled_in_at),
    ];
    for policy in &target.policies {
        fields.push(field(&policy.name, words::rule(look.world, &policy.rule)));
        if let PolicyRule::Tracking(rule) = &policy.rule {
            let alarms = alarms(policy, rule, running);
            let state = |watch: fn(&Alarms) -> Watch| match &alarms {
                None => "INSUFFICIENT_DATA",
                Some(alarms) if watch(alarms).is_on() => "ALARM",
                Some(_) => "OK",
            };
            fields.push(field("AlarmHigh", state(|it| it.high)));
            fields.push(field("AlarmLow", state(|it| it.low)));
        }
    }
    for action in &target.actions {
        let bound = |bound: Option<u32>| bound.map_or("–".to_owned(), |it| it.to_string());
        let (min, max) = (bound(action.min), bound(action.max));
        let when = match action.due.is_never() {
            true => "over".to_owned(),
            false => text::until(look.now, action.due),
        };
        fields.push(field(
            &action.name,
            format!("{when}: at least {min}, at most {max}"),
        ));
    }
    let mut groups = vec![group("Service auto scaling", fields)];
    let watching: Vec<_> = look
        .world
        .alarms()
        .filter_map(|(_, alarm)| Some((alarm, alarm.rule.as_ref()?)))
        .filter(|(alarm, rule)| {
            let calls = calling(look, target)
                .iter()
                .any(|(_, it)| it.name == alarm.name);
            calls || rule.metric.service() == Some(id)
        })
        .map(|(alarm, rule)| {
            let last = alarm.values.last().copied().flatten();
            let words = format!(
                "{} since {}, {} {} {}, last {}",
                alarm.state,
                alarm.since,
                rule.metric.name(look.world.names()),
                rule.comparison,
                tenths(rule.threshold),
                last.map_or("no datapoint".to_owned(), tenths),
            );
            field(&alarm.name, words)
        })
        .collect();
    if !watching.is_empty() {
        groups.push(group("Alarms", watching));
    }
    groups
}

/// A metric's datapoints, and the level they are held against.
struct Series<'a> {
    metric: Metric,
    level: u32,
    period: SimSpan,
    newest: SimTime,
    values: &'a [Option<u32>],
    /// The alarm whose threshold the level is; none for the target of a policy.
    comparison: Option<Comparison>,
}

/// Of the first policy that measures; for step policies, of the alarm that calls them.
fn series<'a>(look: &Look<'a>, target: &'a ScalableTarget) -> Option<Series<'a>> {
    for policy in &target.policies {
        let (metric, level) = match &policy.rule {
            PolicyRule::Tracking(rule) => (rule.metric, rule.target),
            PolicyRule::Forecast(rule) => (rule.metric, rule.target),
            PolicyRule::Steps(_) => continue,
        };
        return Some(Series {
            metric,
            level,
            period: policy.period,
            newest: SimTime(policy.due.0.saturating_sub(policy.period.0)),
            values: &policy.values,
            comparison: None,
        });
    }
    let (_, alarm) = calling(look, target).into_iter().next()?;
    let rule = alarm.rule.as_ref()?;
    let due = alarm.timer.map_or(look.now, |timer| timer.at);
    Some(Series {
        metric: rule.metric,
        level: rule.threshold,
        period: rule.period,
        newest: SimTime(due.0.saturating_sub(rule.period.0)),
        values: &alarm.values,
        comparison: Some(rule.comparison),
    })
}

/// The metric against its target, over running tasks.
pub fn chart(look: &Look<'_>, id: ServiceId) -> Option<Chart> {
    let series = series(look, look.world.scalable_target_of(id)?.1)?;
    let count = series.values.len();
    if count < 2 {
        return None;
    }
    let at = |place: usize| {
        SimTime(
            series
                .newest
                .0
                .saturating_sub(series.period.0 * (count - 1 - place) as u64),
        )
    };
    let counts = look.track.counts(id);
    let most_tasks = (0..count)
        .map(|place| counts.running(at(place)).max(counts.desired(at(place))))
        .max()?
        .max(1);
    let highest = series.values.iter().flatten().copied().max().unwrap_or(0);
    let top = highest.max(series.level * 5 / 4).max(10);
    let plot = Plot {
        from: at(0),
        to: series.newest,
        top,
    };
    let tasks = Plot {
        top: most_tasks,
        ..plot
    };
    let name = series.metric.name(look.world.names());
    let unit = if matches!(
        series.metric,
        Metric::RequestsPerTarget(_) | Metric::Custom(_)
    ) {
        ""
    } else {
        " %"
    };
    let shown =
        |value: Option<u32>| value.map_or("–".to_owned(), |it| format!("{}{unit}", tenths(it)));
    let stands = |value: Option<u32>| match (value, series.comparison) {
        (None, _) => "no datapoint",
        (Some(value), Some(comparison)) => match comparison.breaches(value, series.level) {
            true => "breaches it",
            false => "keeps it",
        },
        (Some(value), None) if value > series.level => "above it",
        (Some(value), None) if value < low_threshold(series.level) => "below nine tenths",
        (Some(_), None) => "at rest",
    };
    let rows = (0..count).rev().take(20).map(|place| {
        TableRow::plain([
            at(place).to_string(),
            shown(series.values[place]),
            stands(series.values[place]).to_owned(),
            counts.desired(at(place)).to_string(),
            counts.running(at(place)).to_string(),
        ])
    });
    let level = match series.comparison {
        None => "target",
        Some(_) => "threshold",
    };
    Some(Chart {
        title: format!("{name}, {level} {}", shown(Some(series.level))),
        now: shown(series.values.last().copied().flatten()),
        top: shown(Some(top)),
        line: plot.line((0..count).map(|place| (at(place), series.values[place]))),
        target: plot.level(series.level),
        tasks: tasks.steps((0..count).map(|place| (at(place), counts.running(at(place))))),
        legend: format!(
            "Solid: {name}. Dashed: its {level}. Steps: running tasks, the top is {most_tasks}."
        ),
        table: Table {
            more: (count as u32).saturating_sub(20),
            ..Table::new(
                "By period, newest first",
                &["Period", "Metric", "Against it", "Desired", "Running"],
                rows.collect(),
            )
        },
    })
}
