//! Why a task went where it went, or nowhere: the candidates with every check and every score.

use serde::Serialize;

use crate::engine::Decision;
use crate::engine::placement::witness::TableRow;
use crate::engine::placement::{
    Check, Destination, PlacementDecision, Rejection, Table, TaskAsk, place_by_scan,
};
use crate::explain::words::{count, list, number, sentence};
use crate::explain::{capacity, fargate};
use crate::kernel::WHOLE;
use crate::kernel::sort_by_key;
use crate::model::messages::FailureReason;
use crate::model::placement::{BinpackField, LaunchType, SpreadField, Strategy};
use crate::sim::Simulation;
use crate::world::views::InstanceView;
use crate::world::{DecisionId, World};

/// A placement, explained.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct PlacementExplanation {
    pub headline: String,
    /// A few sentences.
    pub paragraph: String,
    /// How many instances were left after each check and strategy.
    pub funnel: Vec<FunnelStep>,
    /// What the scores of the rows mean, one per strategy.
    pub strategies: Vec<String>,
    pub rows: Vec<CandidateRow>,
    /// The task, by its number in the run.
    pub task: Option<u32>,
    /// The instance chosen, by its number.
    pub chosen: Option<u32>,
    /// What ECS itself says of it: a failure reason.
    pub ecs_says: Option<String>,
    /// Names of the registered assumptions it rests on.
    pub assumptions: Vec<&'static str>,
}

/// One narrowing of the candidates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FunnelStep {
    pub label: String,
    pub left: u32,
}

/// One instance as the placement saw it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CandidateRow {
    pub instance: u32,
    pub label: String,
    pub zone: String,
    pub cpu_left: String,
    pub memory_left: String,
    /// Every check it missed, with the numbers; empty when it could take the task.
    pub misses: Vec<String>,
    /// ECS's word for the first miss.
    pub reason: Option<&'static str>,
    /// Its score at each strategy it reached.
    pub scores: Vec<String>,
    pub chosen: bool,
}

/// Explains the placement `id` by running it again on the world of its moment.
pub fn placement(simulation: &Simulation, id: DecisionId) -> Option<PlacementExplanation> {
    let decided = simulation.decided(id)?;
    let Decision::Placement(decision) = &decided.decision else {
        return None;
    };
    let world = simulation.world_at(decided.seq);
    Some(explain(&world, decision))
}

/// The same for a decision on a world at hand.
pub fn explain(world: &World, decision: &PlacementDecision) -> PlacementExplanation {
    let label = task_label(world, decision);
    match decision.outcome {
        Some(Destination::FargateZone(zone)) => {
            fargate::placed(world, decision, &label, world.names().text(zone))
        }
        None if WHOLE && decision.ask.launch_type == LaunchType::Fargate => {
            fargate::refused(world, decision, &label)
        }
        _ => on_instances(world, decision, &label),
    }
}

fn task_label(world: &World, decision: &PlacementDecision) -> String {
    let group = world.group_name(decision.ask.group);
    let name = group
        .strip_prefix("service:")
        .or_else(|| group.strip_prefix("family:"))
        .unwrap_or(&group)
        .to_owned();
    let number = world
        .indices()
        .created
        .get(&decision.ask.group)
        .copied()
        .unwrap_or(0)
        + 1;
    format!("{name}.{number}")
}

fn on_instances(world: &World, decision: &PlacementDecision, label: &str) -> PlacementExplanation {
    let ask = &decision.ask;
    let mut table = Table::default();
    let chosen = place_by_scan(world, ask, &mut table);
    let rows: Vec<CandidateRow> = table
        .rows
        .iter()
        .map(|row| candidate(&world.instance(row.instance), ask, row, chosen))
        .collect();
    let (headline, paragraph) = match chosen {
        Some(id) => {
            let instance = world.instance(id);
            let headline = format!(
                "{label} was placed on {} in {}",
                instance.label(),
                instance.row.zone
            );
            (headline, why_chosen(world, ask, &table, &instance))
        }
        None => (
            format!("{label} found no place"),
            why_nowhere(world, ask, &table),
        ),
    };
    PlacementExplanation {
        headline,
        paragraph,
        funnel: funnel(ask, &table),
        strategies: ask.strategies.iter().map(strategy_column).collect(),
        rows: sorted(rows),
        task: decision.outcome.map(|_| decision.task.0),
        chosen: chosen.map(|id| id.0),
        ecs_says: closest_reason(decision),
        assumptions: vec!["FILTER_ORDER", "PLACEMENT_TIE", "SPREAD_COUNTS"],
    }
}

fn closest_reason(decision: &PlacementDecision) -> Option<String> {
    let (_, miss) = decision.closest.filter(|_| decision.outcome.is_none())?;
    Some(FailureReason::word(miss.reason()).to_owned())
}

/// Chosen first, then those that could, then those that could not.
fn sorted(mut rows: Vec<CandidateRow>) -> Vec<CandidateRow> {
    sort_by_key(&mut rows, |row| {
        (
            !row.chosen,
            !row.misses.is_empty(),
            std::cmp::Reverse(row.scores.len()),
            row.instance,
        )
    });
    rows
}

fn candidate(
    instance: &InstanceView<'_>,
    ask: &TaskAsk,
    row: &TableRow,
    chosen: Option<crate::model::ContainerInstanceId>,
) -> CandidateRow {
    let left = instance.row.remaining();
    let scores = ask
        .strategies
        .iter()
        .zip(&row.scores)
        .map(|(strategy, score)| score_text(strategy, *score));
    CandidateRow {
        instance: instance.id.0,
        label: instance.label(),
        zone: instance.row.zone.to_string(),
        cpu_left: number(u64::from(left.cpu_units)),
        memory_left: number(u64::from(left.memory_mib)),
        misses: row
            .misses
            .iter()
            .map(|miss| rejection(instance, ask, *miss))
            .collect(),
        reason: row.misses.first().map(|miss| miss.reason().word()),
        scores: scores.collect(),
        chosen: chosen == Some(instance.id),
    }
}

fn score_text(strategy: &Strategy, score: i64) -> String {
    match strategy {
        Strategy::Random => "a draw".to_owned(),
        _ => number(score.unsigned_abs()),
    }
}

fn strategy_column(strategy: &Strategy) -> String {
    match strategy {
        Strategy::Random => "random".to_owned(),
        Strategy::Spread(SpreadField::Instance) => "tasks on it".to_owned(),
        Strategy::Spread(SpreadField::Attribute(name))
            if &**name == crate::model::placement::ZONE_ATTRIBUTE =>
        {
            "tasks in zone".to_owned()
        }
        Strategy::Spread(SpreadField::Attribute(name)) => format!("tasks with same {name}"),
        Strategy::Binpack(BinpackField::Cpu) => "CPU left".to_owned(),
        Strategy::Binpack(BinpackField::Memory) => "MiB left".to_owned(),
    }
}

/// One miss, with its numbers.
pub fn rejection(instance: &InstanceView<'_>, ask: &TaskAsk, miss: Rejection) -> String {
    match miss {
        Rejection::NotActive { status } => format!("is {status}: takes no new tasks"),
        Rejection::AgentDisconnected => "its agent is not connected".to_owned(),
        Rejection::WrongZone => "lies in a zone without one of the subnets".to_owned(),
        Rejection::MissingAttribute { index } => {
            let required = &instance
                .world
                .definition(ask.definition)
                .required_attributes;
            let name = required.get(usize::from(index)).map_or("", String::as_str);
            format!("lacks the attribute `{name}`")
        }
        Rejection::Cpu { asked, left } => needs(asked, left, "CPU units"),
        Rejection::Memory { asked, left } => needs(asked, left, "MiB"),
        Rejection::PortTaken { port } => format!("host port {port} is taken"),
        Rejection::TooManyPorts { asked, used } => {
            format!(
                "needs {} more, {used} of at most 100 are reserved",
                count(asked, "host port")
            )
        }
        Rejection::Gpu { asked, left } => needs(asked, left, "GPUs"),
        Rejection::NetworkInterfaces { asked, left } => {
            format!("needs {}, {left} left", count(asked, "network interface"))
        }
        Rejection::MemberOf { constraint } => {
            let text = ask
                .member_of
                .get(usize::from(constraint))
                .map_or("", |query| &query.text);
            format!("is not a member of `{text}`")
        }
        Rejection::DistinctInstance { siblings } => {
            format!(
                "already runs {} of the same service or group",
                count(siblings, "task")
            )
        }
    }
}

fn needs(asked: u32, left: u32, unit: &str) -> String {
    format!(
        "needs {} {unit}, {} left",
        number(u64::from(asked)),
        number(u64::from(left))
    )
}

fn why_chosen(world: &World, ask: &TaskAsk, table: &Table, chosen: &InstanceView<'_>) -> String {
    let able = table
        .rows
        .iter()
        .filter(|row| row.misses.is_empty())
        .count() as u32;
    let total = table.rows.len() as u32;
    let mut sentences = vec![match able {
        1 => format!(
            "Of {} only {} could take it.",
            count(total, "instance"),
            chosen.label()
        ),
        _ => format!(
            "{} of {} could take it.",
            number(u64::from(able)),
            count(total, "instance")
        ),
    }];
    if able < total {
        sentences.push(demand_sentence(world, ask));
    }
    if able > 1 {
        let mut equal = able;
        for (step, strategy) in ask.strategies.iter().enumerate() {
            let reached: Vec<i64> = table
                .rows
                .iter()
                .filter_map(|row| row.scores.get(step).copied())
                .collect();
            let Some(best) = reached.iter().copied().min() else {
                continue;
            };
            let stayed = reached.iter().filter(|score| **score == best).count() as u32;
            equal = stayed;
            sentences.push(strategy_sentence(
                strategy,
                best,
                stayed,
                reached.len() as u32,
                chosen,
            ));
        }
        if ask.default_strategies {
            sentences.push(match ask.group {
                crate::model::task::Group::Service(_) => {
                    "The service names no strategy, so ECS spreads over zones, then over instances."
                        .to_owned()
                }
                crate::model::task::Group::Named(_) => {
                    "No strategy was given, so ECS picks at random.".to_owned()
                }
            });
        }
        if equal > 1
            && !ask
                .strategies
                .iter()
                .any(|strategy| matches!(strategy, Strategy::Random))
        {
            sentences.push(format!(
                "{} are equal then, and AWS does not say which one wins: here the one with the fewest tasks of the same \
                 service or group, then the one registered first.",
                number(u64::from(equal))
            ));
        }
    }
    sentences.join(" ")
}

fn demand_sentence(world: &World, ask: &TaskAsk) -> String {
    let demand = ask.demand(world);
    format!(
        "It needs {} CPU units and {} MiB.",
        number(u64::from(demand.cpu_units)),
        number(u64::from(demand.memory_mib))
    )
}

fn strategy_sentence(
    strategy: &Strategy,
    best: i64,
    stayed: u32,
    reached: u32,
    chosen: &InstanceView<'_>,
) -> String {
    let best = number(best.unsigned_abs());
    let left = match (stayed, reached) {
        (stayed, reached) if stayed == reached => "which ruled out none".to_owned(),
        (1, _) => "which left only this one".to_owned(),
        (stayed, _) => format!("which left {}", count(stayed, "instance")),
    };
    match strategy {
        Strategy::Random => format!("{} was drawn from the seed.", chosen.label()),
        Strategy::Spread(SpreadField::Instance) => {
            format!(
                "spread(instanceId) wants the fewest tasks of the same service or group on the instance: {best}, {left}."
            )
        }
        Strategy::Spread(SpreadField::Attribute(name)) => {
            let value = chosen.attribute(name).unwrap_or("no value");
            format!(
                "spread(attribute:{name}) wants the value with the fewest of its tasks: {value} had {best}, {left}."
            )
        }
        Strategy::Binpack(field) => {
            let unit = match field {
                BinpackField::Cpu => "CPU units",
                BinpackField::Memory => "MiB",
            };
            format!("binpack({field}) wants the least left that still fits: {best} {unit}, {left}.")
        }
    }
}

fn why_nowhere(world: &World, ask: &TaskAsk, table: &Table) -> String {
    if table.rows.is_empty() {
        if let Some(provider) = ask.provider.filter(|_| WHOLE) {
            return capacity::without_instances(world, provider);
        }
        return "The cluster has no container instances. Tasks with launch type EC2 need at least one.".to_owned();
    }
    let mut kinds: Vec<(Check, u32)> = Vec::new();
    for miss in table.rows.iter().filter_map(|row| row.misses.first()) {
        match kinds.iter_mut().find(|(check, _)| *check == miss.check()) {
            Some((_, n)) => *n += 1,
            None => kinds.push((miss.check(), 1)),
        }
    }
    sort_by_key(&mut kinds, |(check, n)| (std::cmp::Reverse(*n), *check));
    let parts: Vec<String> = kinds
        .iter()
        .map(|(check, n)| format!("{} {} on {check}", number(u64::from(*n)), fail(*n)))
        .collect();
    let mut text = format!(
        "None of {} could take it: {}.",
        count(table.rows.len() as u32, "instance"),
        list(&parts)
    );
    // One miss away: what fixing a single thing would bring.
    let mut singles: Vec<(Check, u32)> = Vec::new();
    for row in table.rows.iter().filter(|row| row.misses.len() == 1) {
        match singles
            .iter_mut()
            .find(|(check, _)| *check == row.misses[0].check())
        {
            Some((_, n)) => *n += 1,
            None => singles.push((row.misses[0].check(), 1)),
        }
    }
    let fixes: Vec<String> = singles
        .iter()
        .map(|(check, n)| {
            format!(
                "{} {} on nothing but {check}",
                count(*n, "instance"),
                fail(*n)
            )
        })
        .collect();
    if !fixes.is_empty() {
        text.push(' ');
        text.push_str(&sentence(&list(&fixes)));
    }
    text.push(' ');
    text.push_str(&demand_sentence(world, ask));
    text
}

fn fail(n: u32) -> &'static str {
    if n == 1 { "fails" } else { "fail" }
}

/// Instances left after each check, in order, then after each strategy.
fn funnel(ask: &TaskAsk, table: &Table) -> Vec<FunnelStep> {
    let mut steps = vec![FunnelStep {
        label: "all instances".to_owned(),
        left: table.rows.len() as u32,
    }];
    let mut left: Vec<&TableRow> = table.rows.iter().collect();
    for check in Check::ALL {
        let before = left.len();
        left.retain(|row| row.misses.iter().all(|miss| miss.check() != *check));
        // A check that ruled out nothing says nothing, except the two everybody asks about.
        if left.len() < before || matches!(check, Check::Cpu | Check::Memory) {
            steps.push(FunnelStep {
                label: check.word().to_owned(),
                left: left.len() as u32,
            });
        }
    }
    for (step, strategy) in ask.strategies.iter().enumerate() {
        let best = left
            .iter()
            .filter_map(|row| row.scores.get(step).copied())
            .min();
        left.retain(|row| row.scores.get(step).copied() == best && best.is_some());
        steps.push(FunnelStep {
            label: strategy.label(),
            left: left.len() as u32,
        });
    }
    steps
}
