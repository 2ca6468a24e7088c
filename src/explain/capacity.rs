//! Why a provider's group grows, shrinks or stays: the reservation and the policy, in sentences with their numbers.

use serde::Serialize;

use crate::engine::Decision;
use crate::engine::capacity::look::Minute;
use crate::engine::capacity::reservation::{Formula, Need};
use crate::engine::capacity::tracking::{LOW_MINUTES, Verdict};
use crate::explain::reconciliation::NumberRow;
use crate::explain::words::percent;
use crate::model::CapacityProviderId;
use crate::sim::Simulation;
use crate::world::{DecisionId, World};

/// One minute of managed scaling, explained.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CapacityExplanation {
    pub headline: String,
    pub paragraph: String,
    /// The arithmetic, row by row.
    pub numbers: Vec<NumberRow>,
    pub assumptions: Vec<&'static str>,
}

/// Explains decision `id`; none when it is of another kind.
pub fn capacity(simulation: &Simulation, id: DecisionId) -> Option<CapacityExplanation> {
    match &simulation.decided(id)?.decision {
        Decision::Capacity(minute) => Some(explain(simulation.world(), minute)),
        _ => None,
    }
}

/// Explains a minute that was taken, or one that would be taken now.
pub fn explain(world: &World, minute: &Minute) -> CapacityExplanation {
    let (provider, group) = (world.provider(minute.provider), world.group(minute.group));
    let scene = minute.scene;
    CapacityExplanation {
        headline: headline(&group.name, minute),
        paragraph: format!("{} {}", metric(minute), policy(minute)),
        numbers: numbers(minute),
        assumptions: assumptions(
            minute,
            provider.scaling.target_capacity < 100 && scene.warm == 0,
        ),
    }
}

fn headline(group: &str, minute: &Minute) -> String {
    let desired = minute.scene.desired;
    match minute.verdict {
        Verdict::Out { to, .. } => format!("{group} grows from {desired} to {to}"),
        Verdict::In { to, .. } => format!("{group} shrinks from {desired} to {to}"),
        _ => format!("{group} stays at {desired}"),
    }
}

fn instances(count: u32) -> String {
    match count {
        1 => "1 instance".to_owned(),
        count => format!("{count} instances"),
    }
}

/// How the metric came about.
fn metric(minute: &Minute) -> String {
    let computed = &minute.computed;
    let reservation = computed.reservation;
    let value = percent(reservation.percent.tenths());
    let (needed, has) = (reservation.needed, reservation.in_service);
    match computed.because {
        Formula::Busy => format!(
            "Nothing waits. Of {} in service {needed} hold tasks that are no daemon's: {needed} ÷ {has} is a reservation of {value}.",
            instances(has),
        ),
        Formula::Waiting => format!(
            "{} The {} in service are kept while tasks wait, so {needed} are needed: {needed} ÷ {has} is a reservation of {value}.",
            needs(&computed.needs, computed.add),
            instances(has),
        ),
        Formula::FromZero => format!(
            "{} None is in service, and then the reservation is {value}, however many wait.",
            needs(&computed.needs, computed.add),
        ),
        Formula::Empty => format!(
            "No instance is in service and nothing waits. The reservation is published at its target, {value}.",
        ),
        Formula::Incompatible => format!(
            "Tasks wait, and not one of them fits on an empty instance of this group. Managed scaling does nothing: the reservation is published at its target, {value}.",
        ),
    }
}

fn needs(needs: &[Need], add: u32) -> String {
    let one = |need: &Need| {
        let demand = need.waiting.demand;
        let who = match need.waiting.count {
            1 => "1 task waits".to_owned(),
            count => format!("{count} tasks wait"),
        };
        let asks = format!(
            "{} CPU units and {} MiB",
            demand.cpu_units, demand.memory_mib
        );
        match need.per_instance {
            0 => format!("{who} for {asks} and fit on no type of the group, so they are left out."),
            per => format!(
                "{who} for {asks}; {per} of them fit on an empty instance, so they need {}.",
                instances(need.instances),
            ),
        }
    };
    let mut text: Vec<String> = needs.iter().map(one).collect();
    let most = needs.iter().map(|need| need.instances).max().unwrap_or(0);
    if add != most && add > 0 {
        text.push(format!("The scaling steps allow {}.", instances(add)));
    }
    text.join(" ")
}

/// What the policy made of it.
fn policy(minute: &Minute) -> String {
    let scene = minute.scene;
    let target = format!("{} %", scene.target);
    let sum = |wanted: u32, capacity: u32| {
        format!(
            "{capacity} × {} ÷ {target}, rounded up, is {wanted}.",
            percent(scene.percent.tenths())
        )
    };
    match minute.verdict {
        Verdict::OnTarget => format!("That is the target of {target}: nothing to do."),
        Verdict::Out { to, wanted } => {
            let capped = if to < wanted {
                format!(" MaxSize allows {to}.")
            } else {
                String::new()
            };
            format!(
                "Above the target of {target} one minute is enough. {}{capped}",
                sum(wanted, scene.warm.max(1)),
            )
        }
        Verdict::AlreadyComing { wanted } => format!(
            "Above the target of {target}. {} {} are desired already: those that warm up count there and not as capacity.",
            sum(wanted, scene.warm.max(1)),
            scene.desired,
        ),
        Verdict::AtMax { wanted } => format!(
            "Above the target of {target}. {} MaxSize is {}, so no more are launched.",
            sum(wanted, scene.warm.max(1)),
            scene.max,
        ),
        Verdict::NotLongEnough { minutes } => format!(
            "Below the target of {target}, for {minutes} of {LOW_MINUTES} minutes: the low alarm needs all of them in a row."
        ),
        Verdict::Warming { instances: count } => format!(
            "Below the target of {target} for long enough, but {} still warm up, and nothing is taken away meanwhile.",
            instances(count),
        ),
        Verdict::KeptByRounding { wanted } => format!(
            "Below the target of {target}. {} Rounding up keeps every instance, for as long as this lasts.",
            sum(wanted, scene.warm),
        ),
        Verdict::AtMin => format!(
            "Below the target of {target}, but MinSize is {} and nothing goes below it.",
            scene.min
        ),
        Verdict::In {
            wanted, removes, ..
        } => format!(
            "Below the target of {target} for {LOW_MINUTES} minutes. {} A minute takes away at most half of {}: {removes} go.",
            sum(wanted, scene.warm),
            scene.warm,
        ),
    }
}

fn numbers(minute: &Minute) -> Vec<NumberRow> {
    let (computed, scene) = (&minute.computed, minute.scene);
    let row = |label: &'static str, value: String, how: &str| NumberRow {
        label,
        value,
        how: how.to_owned(),
    };
    let waiting: u32 = computed.needs.iter().map(|need| need.waiting.count).sum();
    vec![
        row(
            "M",
            computed.reservation.needed.to_string(),
            "instances that are needed",
        ),
        row(
            "N",
            computed.reservation.in_service.to_string(),
            "instances in service",
        ),
        row(
            "busy",
            computed.busy.to_string(),
            "of them with tasks that are no daemon's",
        ),
        row(
            "waiting",
            waiting.to_string(),
            "tasks in PROVISIONING without an instance",
        ),
        row(
            "reservation",
            percent(scene.percent.tenths()),
            "the metric, M ÷ N",
        ),
        row("target", format!("{} %", scene.target), "targetCapacity"),
        row(
            "warm",
            scene.warm.to_string(),
            "in service and past their warm-up",
        ),
        row(
            "warming",
            scene.warming.to_string(),
            "in service, not past it",
        ),
        row(
            "desired",
            scene.desired.to_string(),
            "DesiredCapacity before this minute",
        ),
        row(
            "min, max",
            format!("{}, {}", scene.min, scene.max),
            "MinSize and MaxSize of the group",
        ),
        row(
            "low",
            format!("{} of {LOW_MINUTES}", scene.low_minutes),
            "minutes in a row below the target",
        ),
    ]
}

fn assumptions(minute: &Minute, below_and_empty: bool) -> Vec<&'static str> {
    let mut names = vec!["IN_SERVICE_COUNTS"];
    if minute.computed.needs.len() > 1 {
        names.push("RESERVATION_GROUPS");
    }
    if minute.computed.because == Formula::Empty && below_and_empty {
        names.push("EMPTY_GROUP_METRIC");
    }
    if matches!(minute.verdict, Verdict::In { .. }) {
        names.push("SCALE_IN_STEP");
    }
    names
}

/// What it means for a task that its provider has no instance.
pub fn without_instances(world: &World, id: CapacityProviderId) -> String {
    let provider = world.provider(id);
    let what = match (world.fleet_of(id), provider.scaling.enabled) {
        (Some(_), _) => {
            "AWS picks instances for the tasks that wait, where a type it may take holds them; the task waits in \
             PROVISIONING until one is there."
        }
        (None, true) => "The task waits in PROVISIONING while managed scaling brings one.",
        (None, false) => "Without managed scaling nothing brings one.",
    };
    format!(
        "The capacity provider {} has no instance. {what}",
        provider.name
    )
}
