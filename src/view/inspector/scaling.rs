//! Auto scaling of a service in the inspector: what it would do now and why, its policies, its metric over time.

use crate::engine::scaling::tracking::{Wish, wish};
use crate::engine::scaling::{self, Held, low_threshold};
use crate::kernel::{SimSpan, SimTime};
use crate::model::ServiceId;
use crate::model::alarm::Metric;
use crate::model::scaling::{Policy, PolicyRule, ScalableTarget};
use crate::sim::words::{self, tenths};
use crate::view::inspector::plot::Plot;
use crate::view::inspector::state::{field, group};
use crate::view::inspector::{Chart, Group, Table, TableRow, Why};
use crate::view::look::Look;
use crate::view::text;

fn target<'a>(look: &Look<'a>, id: ServiceId) -> Option<&'a ScalableTarget> {
    let mut targets = look.world.scalable_targets();
    targets
        .find(|(_, target)| target.service == id)
        .map(|(_, target)| target)
}

/// What the next period would decide if it were now.
pub fn why(look: &Look<'_>, id: ServiceId) -> Option<Why> {
    let target = target(look, id)?;
    let service = look.world.service(id);
    let desired = service.row.settings.desired_count;
    let bounds = format!("between {} and {} tasks", target.min, target.max);
    let (headline, because) = match scaling::decide(target, &service, look.now) {
        Ok(change) => (
            format!("Auto scaling is about to set the desired count to {}", change.to),
            format!(
                "The reason: {}.",
                words::scaling(look.world, scalable_id(look, id)?, change.reason)
            ),
        ),
        Err(held) => (
            format!("Auto scaling leaves it at {desired}"),
            match held {
                Held::Quiet => "No alarm of a policy is on, or not every policy agrees to fewer tasks.".to_owned(),
                Held::Enough { bound: Some(bound) } => format!("A policy wants another count, and the bounds stop it at {bound}."),
                Held::Enough { bound: None } => "The count is already what the policies want.".to_owned(),
                Held::Cooldown { until } => format!("A policy wants fewer tasks, and the cooldown ends {}.", text::until(look.now, until)),
                Held::Deploying => "A policy wants fewer tasks; there are never fewer while a deployment is under way.".to_owned(),
                Held::Suspended => "Scaling this way is suspended.".to_owned(),
            },
        ),
    };
    let due = target.policies.iter().map(|policy| policy.due).min();
    let next = due
        .filter(|due| !due.is_never())
        .map_or(String::new(), |due| {
            format!(" It looks again {}.", text::until(look.now, due))
        });
    let mut paragraphs = vec![format!("{because} It keeps {bounds}.{next}")];
    paragraphs.extend(
        target
            .policies
            .iter()
            .filter_map(|policy| judged(look, policy, &service)),
    );
    Some(Why {
        paragraphs,
        ..Why::now(look, headline)
    })
}

fn scalable_id(look: &Look<'_>, id: ServiceId) -> Option<crate::model::ScalableTargetId> {
    let mut targets = look.world.scalable_targets();
    targets
        .find(|(_, target)| target.service == id)
        .map(|(it, _)| it)
}

/// A policy's datapoints against its two alarms.
fn judged(
    look: &Look<'_>,
    policy: &Policy,
    service: &crate::world::views::ServiceView<'_>,
) -> Option<String> {
    let PolicyRule::Tracking(rule) = &policy.rule else {
        return None;
    };
    let name = rule.metric.name(look.world.names());
    let Some(Some(newest)) = policy.values.last() else {
        return Some(format!("{}: {name} has no datapoint yet.", policy.name));
    };
    let low = low_threshold(rule.target);
    let lasting = |is: &dyn Fn(u32) -> bool| {
        let newest = policy.values.iter().rev();
        newest.take_while(|value| value.is_some_and(is)).count()
    };
    let needed = SimSpan::from_secs(15 * 60).0 / policy.period.0.max(1);
    let stands = if *newest > rule.target {
        format!(
            "above the target in the last {} of the 3 periods it takes for more tasks",
            lasting(&|it| it > rule.target).min(3)
        )
    } else if *newest < low {
        format!(
            "below nine tenths of it, {}, in the last {} of the {needed} periods it takes for fewer tasks",
            tenths(low),
            lasting(&|it| it < low)
        )
    } else {
        format!("between {} and the target: both alarms rest", tenths(low))
    };
    let running = service.running_count();
    let wanted = scaling::capacity(running, *newest, rule.target);
    Some(format!(
        "{}: {name} is {}, target {}, {stands}. {running} running × {} ÷ {} asks for {wanted}.",
        policy.name,
        tenths(*newest),
        tenths(rule.target),
        tenths(*newest),
        tenths(rule.target),
    ))
}

/// Bounds, policies with their alarms, and scheduled actions.
pub fn groups(look: &Look<'_>, id: ServiceId) -> Vec<Group> {
    let Some(target) = target(look, id) else {
        return Vec::new();
    };
    let running = look.world.service(id).running_count();
    let mut fields = vec![
        field(
            "MinCapacity, MaxCapacity",
            format!("{}, {}", target.min, target.max),
        ),
        field("last scaled out", moment(target.scaled_out_at)),
        field("last scaled in", moment(target.scaled_in_at)),
    ];
    for policy in &target.policies {
        fields.push(field(&policy.name, words::rule(look.world, &policy.rule)));
        if let PolicyRule::Tracking(rule) = &policy.rule {
            let wish = wish(policy, rule, running);
            let state = |on: bool| if on { "ALARM" } else { "OK" };
            fields.push(field(
                "AlarmHigh",
                state(matches!(wish, Some(Wish::More(_)))),
            ));
            fields.push(field(
                "AlarmLow",
                state(matches!(wish, Some(Wish::Fewer(_)))),
            ));
        }
    }
    for action in &target.actions {
        let bound = |bound: Option<u32>| bound.map_or("–".to_owned(), |it| it.to_string());
        let (min, max) = (bound(action.min), bound(action.max));
        let when = text::until(look.now, action.due);
        fields.push(field(
            &action.name,
            format!("{when}: at least {min}, at most {max}"),
        ));
    }
    vec![group("Service auto scaling", fields), alarms(look, id)]
        .into_iter()
        .filter(|group| !group.fields.is_empty())
        .collect()
}

fn moment(at: Option<SimTime>) -> String {
    at.map_or("–".to_owned(), |at| at.to_string())
}

/// Alarms that watch the service or call one of its policies.
fn alarms(look: &Look<'_>, id: ServiceId) -> Group {
    let names: Vec<_> = target(look, id)
        .into_iter()
        .flat_map(|it| &it.policies)
        .map(|policy| policy.name.clone())
        .collect();
    let concerns = |metric: Metric| matches!(metric, Metric::Cpu(it) | Metric::Memory(it) | Metric::RequestsPerTarget(it) if it == id);
    let mut fields = Vec::new();
    for (_, alarm) in look.world.alarms() {
        let Some(rule) = &alarm.rule else { continue };
        if !concerns(rule.metric) && !rule.policies.iter().any(|it| names.contains(it)) {
            continue;
        }
        let last = alarm.values.last().copied().flatten();
        let last = last.map_or("no datapoint".to_owned(), tenths);
        fields.push(field(
            &alarm.name,
            format!(
                "{} since {}, {} {} {}, last {last}",
                alarm.state,
                alarm.since,
                rule.metric.name(look.world.names()),
                rule.comparison,
                tenths(rule.threshold)
            ),
        ));
    }
    group("Alarms", fields)
}

/// A policy's datapoints, the level it aims at, and how far apart they are.
struct Series<'a> {
    metric: Metric,
    aim: u32,
    period: SimSpan,
    newest: SimTime,
    values: &'a [Option<u32>],
}

/// Of the first policy that measures; for step policies, of the alarm that calls them.
fn series<'a>(look: &Look<'a>, target: &'a ScalableTarget) -> Option<Series<'a>> {
    for policy in &target.policies {
        let (metric, aim) = match &policy.rule {
            PolicyRule::Tracking(rule) => (rule.metric, rule.target),
            PolicyRule::Forecast(rule) => (rule.metric, rule.target),
            PolicyRule::Steps(_) => continue,
        };
        let newest = SimTime(policy.due.0.saturating_sub(policy.period.0));
        return Some(Series {
            metric,
            aim,
            period: policy.period,
            newest,
            values: &policy.values,
        });
    }
    for (_, alarm) in look.world.alarms() {
        let Some(rule) = &alarm.rule else { continue };
        if target
            .policies
            .iter()
            .any(|policy| rule.policies.contains(&policy.name))
        {
            let due = alarm.timer.map_or(look.now, |timer| timer.at);
            let newest = SimTime(due.0.saturating_sub(rule.period.0));
            return Some(Series {
                metric: rule.metric,
                aim: rule.threshold,
                period: rule.period,
                newest,
                values: &alarm.values,
            });
        }
    }
    None
}

/// The metric against its target, over running tasks.
pub fn chart(look: &Look<'_>, id: ServiceId) -> Option<Chart> {
    let series = series(look, target(look, id)?)?;
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
    let top = highest.max(series.aim * 5 / 4).max(10);
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
    let stands = |value: Option<u32>| match value {
        None => "no datapoint",
        Some(value) if value > series.aim => "above it",
        Some(value) if value < low_threshold(series.aim) => "below nine tenths",
        Some(_) => "at rest",
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
    Some(Chart {
        title: format!("{name}, target {}", shown(Some(series.aim))),
        now: shown(series.values.last().copied().flatten()),
        top: shown(Some(top)),
        line: plot.line((0..count).map(|place| (at(place), series.values[place]))),
        target: plot.level(series.aim),
        tasks: tasks.steps((0..count).map(|place| (at(place), counts.running(at(place))))),
        legend: format!(
            "Solid: {name}. Dashed: its target. Steps: running tasks, the top is {most_tasks}."
        ),
        table: Table {
            more: (count as u32).saturating_sub(20),
            ..Table::new(
                "By period, newest first",
                &[
                    "Period",
                    "Metric",
                    "Against the target",
                    "Desired",
                    "Running",
                ],
                rows.collect(),
            )
        },
    })
}
