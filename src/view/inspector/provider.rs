//! A capacity provider in the inspector: what the coming minute would decide, its group, its instances, its past hour.

use crate::engine::capacity::distribution::{TurnBecause, next_provider};
use crate::engine::capacity::look::minute;
use crate::engine::placement::fargate::cpu_units;
use crate::engine::service::provider::counts;
use crate::kernel::WHOLE;
use crate::model::CapacityProviderId;
use crate::model::capacity::{CapacityProvider, ProviderKind, Ratio, Requirements};
use crate::model::quota::Limit;
use crate::model::service::ServiceStatus;
use crate::view::call::Call;
use crate::view::frame::{Kind, Tone};
use crate::view::inspector::actions::request;
use crate::view::inspector::plot::Plot;
use crate::view::inspector::state::{field, group, link};
use crate::view::inspector::{Action, Chart, Field, Group, Table, TableRow, Why, faults};
use crate::view::look::Look;
use crate::view::{text, why};

fn percent(ratio: Ratio) -> String {
    let tenths = ratio.tenths();
    format!("{}.{} %", tenths / 10, tenths % 10)
}

/// `of workers, reservation 200.0 %`, or what it is without managed scaling.
pub fn subtitle(look: &Look<'_>, id: CapacityProviderId) -> String {
    if !WHOLE {
        return String::new();
    }
    let row = look.world.provider(id);
    let group = match row.kind {
        ProviderKind::AutoScaling(group) => &look.world.group(group).name,
        ProviderKind::Managed(_) => return "capacity provider of Managed Instances".to_owned(),
        ProviderKind::Fargate | ProviderKind::FargateSpot => {
            return "capacity provider of Fargate".to_owned();
        }
    };
    match row.published.last() {
        Some(last) => format!(
            "capacity provider of {group}, reservation {}",
            percent(last.percent)
        ),
        None => format!("capacity provider of {group}, no reservation yet"),
    }
}

/// What the next minute would come to if it were now, and what was decided before.
pub fn whys(look: &Look<'_>, id: CapacityProviderId) -> Vec<Why> {
    if !WHOLE {
        return Vec::new();
    }
    let row = look.world.provider(id);
    let coming = minute(look.world, id, look.now).map(|minute| Why {
        seq: look.seq().saturating_sub(1),
        at: text::until(look.now, row.metric_at),
        ..why::capacity(look, &minute)
    });
    let turns = turns(look, id);
    let mut list: Vec<Why> = coming.into_iter().chain(turns).collect();
    list.extend(why::of_provider(look, id));
    list
}

/// Where the next tasks of each service with this provider in its strategy go.
fn turns(look: &Look<'_>, id: CapacityProviderId) -> Vec<Why> {
    let world = look.world;
    let mut list = Vec::new();
    for service in world.services() {
        let items = &service.row.settings.providers;
        let uses = items.iter().any(|item| item.provider == id) && items.len() > 1;
        if !uses || service.row.status != ServiceStatus::Active {
            continue;
        }
        let name = |line: usize| &*world.provider(items[line].provider).name;
        let mut has = counts(&service, service.row.primary, items);
        let now = has.clone();
        let Some(first) = next_provider(items, &has) else {
            continue;
        };
        let mut order = Vec::new();
        for _ in 0..6 {
            if let Some(turn) = next_provider(items, &has) {
                order.push(name(turn.line));
                has[turn.line] += 1;
            }
        }
        let because = match first.because {
            TurnBecause::Base { runs, base } => format!(
                "{} comes first: its base is {base}, and {runs} run there.",
                name(first.line)
            ),
            TurnBecause::Share {
                above_base,
                of_above_base,
                weight,
                of_weight,
            } => format!(
                "{} is furthest behind its share: of {of_above_base} tasks above the base, {weight} of {of_weight} are due to it, and it has {above_base}.",
                name(first.line)
            ),
        };
        let have = (0..items.len()).map(|line| format!("{} {}", name(line), now[line]));
        let headline = format!(
            "The next task of {} goes to {}",
            service.row.name,
            name(first.line)
        );
        list.push(Why {
            paragraphs: vec![
                because,
                format!(
                    "Now: {}. The next six, one after the other: {}.",
                    have.collect::<Vec<_>>().join(", "),
                    order.join(", ")
                ),
            ],
            ..Why::now(look, headline)
        });
    }
    list
}

pub fn groups(look: &Look<'_>, id: CapacityProviderId) -> Vec<Group> {
    if !WHOLE {
        return Vec::new();
    }
    let (world, row) = (look.world, look.world.provider(id));
    let Some(group_id) = row.kind.group() else {
        return vec![group(
            "Capacity provider",
            vec![
                field("name", &*row.name),
                field("status", row.status.word()),
                field("vCPUs", vcpus(look, row.kind == ProviderKind::FargateSpot)),
            ],
        )];
    };
    let on = |on: bool| if on { "ENABLED" } else { "DISABLED" };
    let scaling = row.scaling;
    let its = world.group(group_id);
    let kinds: Vec<&str> = its.types.iter().map(|kind| kind.name).collect();
    let zones: Vec<&str> = its.zones.iter().map(|zone| &**zone).collect();
    if let Some(requirements) = &its.managed {
        let mut groups = vec![
            group(
                "Capacity provider",
                managed(&row.name, requirements, &zones),
            ),
            group("Its instances", machines(look, id)),
            group("Tasks that wait for it", waiting(look, id)),
        ];
        groups.retain(|group| !group.fields.is_empty());
        return groups;
    }
    let mut groups = vec![
        group(
            "Capacity provider",
            vec![
                field("name", &*row.name),
                field("managedScaling.status", on(scaling.enabled)),
                field("targetCapacity", format!("{} %", scaling.target_capacity)),
                field("minimumScalingStepSize", text::number(scaling.minimum_step)),
                field("maximumScalingStepSize", text::number(scaling.maximum_step)),
                field(
                    "instanceWarmupPeriod",
                    format!("{} s", scaling.warmup.secs()),
                ),
                field(
                    "managedTerminationProtection",
                    on(row.termination_protection),
                ),
                field("managedDraining", on(row.managed_draining)),
            ],
        ),
        group(
            "Auto Scaling group",
            vec![
                field("name", &*its.name),
                field(
                    "MinSize, DesiredCapacity, MaxSize",
                    format!("{}, {}, {}", its.min, its.desired, its.max),
                ),
                field("instance types", kinds.join(", ")),
                field("zones", zones.join(", ")),
                field("TerminationPolicies", its.termination_policy.word()),
                field(
                    "on demand",
                    format!(
                        "{} first, then {} %",
                        its.on_demand_base, its.on_demand_percent
                    ),
                ),
            ],
        ),
        group("Its instances", machines(look, id)),
    ];
    groups.push(group("Tasks that wait for it", waiting(look, id)));
    groups.retain(|group| !group.fields.is_empty());
    groups
}

fn waiting(look: &Look<'_>, id: CapacityProviderId) -> Vec<Field> {
    let waiting = look.world.waiting_for(id).take(20);
    let waiting = waiting.map(|task| {
        link(
            &task.label(),
            text::until(look.now, task.row.due),
            Kind::Task,
            task.id.0,
        )
    });
    waiting.collect()
}

/// What AWS may launch for it, and where.
fn managed(name: &str, requirements: &Requirements, zones: &[&str]) -> Vec<Field> {
    let range = |(least, most): (Option<u32>, Option<u32>)| {
        let word = |end: Option<u32>| end.map_or("any".to_owned(), text::number);
        format!("{} to {}", word(least), word(most))
    };
    let mut fields = vec![
        field("name", name),
        field("zones", zones.join(", ")),
        field("vCpuCount", range(requirements.vcpus)),
        field("memoryMiB", range(requirements.memory_mib)),
    ];
    for (name, list) in [
        ("allowedInstanceTypes", &requirements.allowed),
        ("excludedInstanceTypes", &requirements.excluded),
    ] {
        if !list.is_empty() {
            fields.push(field(name, list.join(", ")));
        }
    }
    fields
}

/// What its tasks have, and the quota where there is one.
fn vcpus(look: &Look<'_>, spot: bool) -> String {
    let units = cpu_units(look.world, spot);
    let used = format!("{}.{:02}", units / 1_024, units % 1_024 * 100 / 1_024);
    match look.world.limit(Limit::FargateVcpus { spot }) {
        Some(quota) => format!("{used} of {quota}"),
        None => used,
    }
}

fn machines(look: &Look<'_>, id: CapacityProviderId) -> Vec<Field> {
    let world = look.world;
    let Some(group_id) = world.provider(id).kind.group() else {
        return Vec::new();
    };
    let line = |(_, machine): (_, &crate::model::capacity::Machine)| {
        let words = format!(
            "{}, {} in {}, {}",
            machine.state, machine.kind.name, machine.zone, machine.purchase
        );
        match machine.instance {
            Some(instance) => link(
                &world.instance(instance).label(),
                words,
                Kind::Instance,
                instance.0,
            ),
            None => field("starting", words),
        }
    };
    world.machines_of(group_id).take(60).map(line).collect()
}

/// The reservation of the past hour against its target.
pub fn chart(look: &Look<'_>, id: CapacityProviderId) -> Option<Chart> {
    if !WHOLE {
        return None;
    }
    let row: &CapacityProvider = look.world.provider(id);
    if row.published.len() < 2 {
        return None;
    }
    let target = row.scaling.target_capacity * 10;
    let values: Vec<u32> = row.published.iter().map(|it| it.percent.tenths()).collect();
    let top = values
        .iter()
        .copied()
        .max()
        .unwrap_or(0)
        .max(target)
        .max(1_000);
    let plot = Plot {
        from: row.published[0].at,
        to: row.published.last()?.at,
        top,
    };
    let points = row.published.iter();
    let points = points.map(|it| (it.at, Some(it.percent.tenths())));
    let rows = row.published.iter().rev().take(15).map(|it| {
        TableRow::plain([
            it.at.to_string(),
            it.needed.to_string(),
            it.in_service.to_string(),
            percent(it.percent),
        ])
    });
    Some(Chart {
        title: format!(
            "CapacityProviderReservation, target {} %",
            row.scaling.target_capacity
        ),
        now: row
            .published
            .last()
            .map(|it| percent(it.percent))
            .unwrap_or_default(),
        top: format!("{} %", top / 10),
        line: plot.line(points),
        target: plot.level(target),
        tasks: String::new(),
        legend: "Solid: CapacityProviderReservation. Dashed: its target.".to_owned(),
        table: Table::new(
            "Reservation by minute, newest first",
            &["Minute", "M", "N", "Reservation"],
            rows.collect(),
        ),
    })
}

/// What can be changed about it.
pub fn actions(look: &Look<'_>, id: CapacityProviderId) -> Vec<Action> {
    if !WHOLE {
        return Vec::new();
    }
    let row = look.world.provider(id);
    if row.kind.group().is_none() {
        let spot = row.kind == ProviderKind::FargateSpot;
        let mut actions = vec![faults::fargate_runs_out(look.world, spot, None)];
        actions.extend(faults::quota(look.world, spot));
        return actions;
    }
    if look.world.fleet_of(id).is_some() {
        return Vec::new();
    }
    let update = |settings: &str| {
        let settings = format!("{{\"managedScaling\": {{{settings}}}}}");
        Call::new("UpdateCapacityProvider")
            .text("name", &row.name)
            .raw("autoScalingGroupProvider", settings)
    };
    let mut actions = Vec::new();
    if !row.scaling.enabled {
        let call = update("\"status\": \"ENABLED\"");
        actions.push(request("Switch managed scaling on", "", &call, false));
        return actions;
    }
    let (target, detail) = match row.scaling.target_capacity {
        100 => (80, "A fifth of the instances stays free for what comes."),
        _ => (100, "No spare instances."),
    };
    let call = update(&format!("\"targetCapacity\": {target}"));
    actions.push(request(
        &format!("Set its target to {target} %"),
        detail,
        &call,
        false,
    ));
    let call = update("\"status\": \"DISABLED\"");
    actions.push(request(
        "Switch managed scaling off",
        "Nothing waits any more: tasks without room fail.",
        &call,
        true,
    ));
    actions
}

/// The tone of its row in the list.
pub fn tone(row: &CapacityProvider) -> Tone {
    match row.published.last() {
        Some(last) if last.percent.is_above(row.scaling.target_capacity) => Tone::Accent,
        _ => Tone::Plain,
    }
}
