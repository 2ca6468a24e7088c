//! Placement constraints and strategies as ECS writes them, and where a task may run.

use std::sync::Arc;

use crate::words;

words!(
    /// launchType.
    LaunchType { Ec2 = "EC2", Fargate = "FARGATE", External = "EXTERNAL" }
);

/// One entry of `placementConstraints`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Constraint {
    DistinctInstance,
    /// A cluster query language expression.
    MemberOf(Arc<str>),
}

/// One entry of `placementStrategy`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Strategy {
    Random,
    Spread(SpreadField),
    Binpack(BinpackField),
}

/// What `spread` spreads over.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum SpreadField {
    /// `instanceId` or `host`.
    Instance,
    /// `attribute:<name>`.
    Attribute(Arc<str>),
}

words!(
    /// What `binpack` fills.
    BinpackField { Cpu = "cpu", Memory = "memory" }
);

/// What a request says about places: kept with a task that waits for its provider.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct PlacementRules {
    pub constraints: Vec<Constraint>,
    pub strategies: Vec<Strategy>,
}

/// The attribute that names an instance's zone.
pub const ZONE_ATTRIBUTE: &str = "ecs.availability-zone";

/// Strategies a service or a request may have at most.
pub const STRATEGIES_MAX: usize = 5;

/// What ECS does for a service without a strategy: spread over zones, then over instances (scheduler 3.2).
pub fn service_default() -> Vec<Strategy> {
    vec![
        Strategy::Spread(SpreadField::Attribute(ZONE_ATTRIBUTE.into())),
        Strategy::Spread(SpreadField::Instance),
    ]
}

/// What ECS does for a standalone task without a strategy (scheduler 3.2).
pub fn standalone_default() -> Vec<Strategy> {
    vec![Strategy::Random]
}

impl Strategy {
    /// `spread(attribute:ecs.availability-zone)`, the way people write it.
    pub fn label(&self) -> String {
        match self {
            Strategy::Random => "random".to_owned(),
            Strategy::Spread(SpreadField::Instance) => "spread(instanceId)".to_owned(),
            Strategy::Spread(SpreadField::Attribute(name)) => format!("spread(attribute:{name})"),
            Strategy::Binpack(field) => format!("binpack({field})"),
        }
    }
}
