//! Whether task definition, launch type and network configuration of a request go together.

use crate::api::error::ApiError;
use crate::api::input::Input;
use crate::model::TaskDefinitionId;
use crate::model::placement::LaunchType;
use crate::model::task_definition::{Compatibility, NetworkMode};
use crate::world::World;

pub(super) fn needs_network(world: &World, definition: TaskDefinitionId) -> bool {
    world.definition(definition).network_mode == NetworkMode::Awsvpc
}

pub(super) fn compatible(
    world: &World,
    definition: TaskDefinitionId,
    launch_type: LaunchType,
) -> Result<(), ApiError> {
    let needed = match launch_type {
        LaunchType::Fargate => Compatibility::Fargate,
        LaunchType::Ec2 => Compatibility::Ec2,
        LaunchType::External => Compatibility::External,
    };
    if world
        .definition(definition)
        .compatibilities
        .contains(&needed)
    {
        return Ok(());
    }
    let message = format!(
        "Task definition does not support launch_type {}.",
        launch_type.word()
    );
    Err(ApiError::invalid_parameter(message).at("launchType"))
}

/// Checks that definition, launch type and network configuration go together.
pub(super) fn network_for(
    world: &World,
    input: Input<'_>,
    definition: TaskDefinitionId,
    launch_type: LaunchType,
) -> Result<(), ApiError> {
    compatible(world, definition, launch_type)?;
    let subnets = input
        .object("networkConfiguration")
        .object("awsvpcConfiguration");
    let given = input.has("networkConfiguration");
    if needs_network(world, definition) && !given {
        let message =
            "Network Configuration must be provided when networkMode 'awsvpc' is specified.";
        return Err(ApiError::invalid_parameter(message).at("networkConfiguration"));
    }
    if !needs_network(world, definition) && given {
        let message =
            "Network Configuration is not valid for the given networkMode of this task definition.";
        return Err(ApiError::invalid_parameter(message).at("networkConfiguration"));
    }
    if given && subnets.list("subnets").is_empty() {
        return Err(ApiError::invalid_parameter("subnets can not be empty.")
            .at("networkConfiguration.awsvpcConfiguration.subnets"));
    }
    Ok(())
}
