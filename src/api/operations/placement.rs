//! What a request says about where tasks go: launch type, constraints, strategies.

use crate::api::error::{ApiError, Exception};
use crate::api::input::Input;
use crate::assumed;
use crate::engine::placement::query;
use crate::kernel::WHOLE;
use crate::model::TaskDefinitionId;
use crate::model::placement::{
    BinpackField, Constraint, LaunchType, STRATEGIES_MAX, SpreadField, Strategy,
};
use crate::world::World;

/// Constraints one task may have (scheduler 2.1).
const CONSTRAINTS_MAX: usize = 10;

/// The launch type of a request.
pub(super) fn launch_type(input: Input<'_>) -> Result<LaunchType, ApiError> {
    assumed!(LAUNCH_TYPE_DEFAULT);
    match input.str("launchType").map(LaunchType::from_word) {
        None => Ok(LaunchType::Ec2),
        Some(Some(launch_type @ (LaunchType::Ec2 | LaunchType::Fargate))) => Ok(launch_type),
        Some(_) => {
            let message = "Launch types other than EC2 and FARGATE are not simulated yet.";
            Err(ApiError::new(Exception::UnsupportedFeature, message).at("launchType"))
        }
    }
}

/// The placement constraints of a request (scheduler 2.1).
pub(super) fn constraints(
    world: &World,
    input: Input<'_>,
    definition: TaskDefinitionId,
) -> Result<Vec<Constraint>, ApiError> {
    let given = input.list("placementConstraints").len();
    // Those of the task definition count too.
    if given + world.definition(definition).placement_constraints.len() > CONSTRAINTS_MAX {
        let message = "Too many placement constraints: at most 10 are allowed.";
        return Err(ApiError::invalid_parameter(message).at("placementConstraints"));
    }
    let mut constraints = Vec::new();
    for (place, constraint) in input.objects("placementConstraints").enumerate() {
        let path = format!("placementConstraints[{place}].expression");
        match (constraint.str("type"), constraint.str("expression")) {
            (Some("distinctInstance"), Some(_)) => {
                let message = "The expression of a distinctInstance constraint must be empty.";
                return Err(ApiError::invalid_parameter(message).at(path));
            }
            (Some("distinctInstance"), None) => constraints.push(Constraint::DistinctInstance),
            (_, Some(expression)) => {
                readable(expression, &path)?;
                constraints.push(Constraint::MemberOf(expression.into()));
            }
            (_, None) => {
                let message = "A memberOf placement constraint needs an expression.";
                return Err(ApiError::invalid_parameter(message).at(path));
            }
        }
    }
    Ok(constraints)
}

/// Refuses an expression of the cluster query language that cannot be read, with the place.
pub(super) fn readable(expression: &str, path: &str) -> Result<(), ApiError> {
    if !WHOLE {
        return Ok(());
    }
    query::parse(expression).map(drop).map_err(|error| {
        let message = format!(
            "Invalid expression at character {}: {}.",
            error.place.start + 1,
            error.message
        );
        ApiError::invalid_parameter(message)
            .at(path)
            .help(error.help)
    })
}

/// The placement strategies of a request (scheduler 3.1).
pub(super) fn strategies(
    input: Input<'_>,
    launch_type: LaunchType,
) -> Result<Vec<Strategy>, ApiError> {
    let given = input.list("placementStrategy");
    if launch_type == LaunchType::Fargate && !given.is_empty() {
        let message = "Placement strategies are not supported with FARGATE launch type.";
        return Err(ApiError::invalid_parameter(message).at("placementStrategy"));
    }
    if given.len() > STRATEGIES_MAX {
        let message = "Too many placement strategies: at most 5 are allowed.";
        return Err(ApiError::invalid_parameter(message).at("placementStrategy"));
    }
    let read = |(place, strategy): (usize, Input<'_>)| {
        let field = strategy.str("field").unwrap_or_default();
        let known = match strategy.str("type") {
            Some("random") if field.is_empty() => Some(Strategy::Random),
            Some("spread") => spread_field(field).map(Strategy::Spread),
            Some("binpack") => {
                BinpackField::from_word(&field.to_ascii_lowercase()).map(Strategy::Binpack)
            }
            _ => None,
        };
        known.ok_or_else(|| {
            ApiError::invalid_parameter(format!("Invalid field '{field}' for the placement strategy."))
                .at(format!("placementStrategy[{place}].field"))
                .help("spread: instanceId, host or attribute:<name>; binpack: cpu or memory; random: no field")
        })
    };
    input
        .objects("placementStrategy")
        .enumerate()
        .map(read)
        .collect()
}

fn spread_field(field: &str) -> Option<SpreadField> {
    if field.eq_ignore_ascii_case("instanceId") || field.eq_ignore_ascii_case("host") {
        return Some(SpreadField::Instance);
    }
    let name = field
        .strip_prefix("attribute:")
        .filter(|name| !name.is_empty())?;
    Some(SpreadField::Attribute(name.into()))
}
