//! Why a task runs in its zone of Fargate, or why Fargate does not take it.
//!
//! Asks the choice again on the world of its moment. Does not know container instances, nor which service asked.

use crate::engine::placement::{PlacementDecision, fargate};
use crate::explain::placement::PlacementExplanation;
use crate::explain::words::{list, number};
use crate::model::quota::{FargateMiss, Limit};
use crate::world::World;

/// The zone it went to.
pub fn placed(
    world: &World,
    decision: &PlacementDecision,
    label: &str,
    zone: &str,
) -> PlacementExplanation {
    let (_, counts) = fargate::choose_zone(world, &decision.ask);
    let zones: Vec<String> = counts
        .iter()
        .map(|(name, n)| format!("{} in {}", number(u64::from(*n)), world.names().text(*name)))
        .collect();
    PlacementExplanation {
        headline: format!("{label} runs on Fargate in {zone}"),
        paragraph: format!(
            "Fargate has no container instances to choose from. It spreads tasks over the zones of the subnets: of the \
             same service or group there were {}. {zone} had the fewest.",
            list(&zones)
        ),
        funnel: Vec::new(),
        strategies: Vec::new(),
        rows: Vec::new(),
        task: Some(decision.task.0),
        chosen: None,
        ecs_says: None,
        assumptions: vec!["FARGATE_ZONES"],
    }
}

/// Fargate had nothing for it: capacity or the quota of vCPUs.
pub fn refused(world: &World, decision: &PlacementDecision, label: &str) -> PlacementExplanation {
    let ask = &decision.ask;
    let miss = fargate::miss(world, ask);
    let paragraph = match miss {
        FargateMiss::Capacity => {
            "No zone of its subnets has Fargate capacity for it now. Nothing falls back to another provider: the \
             scheduler tries the same one again."
                .to_owned()
        }
        FargateMiss::Vcpus => {
            let spot = world.is_fargate_spot(ask.provider);
            let quota = world.limit(Limit::FargateVcpus { spot }).unwrap_or(0);
            let own = world.definition(ask.definition).cpu_units.unwrap_or(0);
            format!(
                "It asks for {own} CPU units, and the account's tasks have {} of the {} its quota of {quota} vCPUs \
                 allows.",
                number(u64::from(fargate::cpu_units(world, spot))),
                number(u64::from(quota) * 1_024)
            )
        }
    };
    PlacementExplanation {
        headline: format!("Fargate does not take {label}"),
        paragraph,
        task: Some(decision.task.0),
        ecs_says: Some(miss.word().to_owned()),
        assumptions: vec![match miss {
            FargateMiss::Capacity => "FARGATE_CAPACITY_PASSED_OVER",
            FargateMiss::Vcpus => "FARGATE_QUOTA_ANSWER",
        }],
        ..PlacementExplanation::default()
    }
}
