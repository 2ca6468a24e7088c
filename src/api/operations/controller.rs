//! Who deploys a service: ECS, CodeDeploy, or somebody with task sets; and what goes with whom (scheduler 5.1 and 5.10).

use crate::api::error::ApiError;
use crate::api::input::Input;
use crate::model::TaskDefinitionId;
use crate::model::service::DeploymentController;
use crate::world::World;
use crate::world::views::ServiceView;

/// deploymentController of a request; what it does not go with is refused (scheduler 5.1 and 5.10).
pub(super) fn controller(input: Input<'_>) -> Result<DeploymentController, ApiError> {
    let word = input.object("deploymentController").str("type");
    let controller = word.and_then(DeploymentController::from_word);
    let controller = controller.unwrap_or(DeploymentController::Ecs);
    let refuse = |path: &str, message: &str| Err(ApiError::invalid_parameter(message).at(path));
    match controller {
        DeploymentController::CodeDeploy if input.list("loadBalancers").is_empty() => refuse(
            "loadBalancers",
            "A load balancer is required for services that use the CODE_DEPLOY deployment controller.",
        ),
        DeploymentController::External if input.has("loadBalancers") => refuse(
            "loadBalancers",
            "Load balancers of services that use the EXTERNAL deployment controller belong to their task sets.",
        ),
        DeploymentController::External if input.str("schedulingStrategy") == Some("DAEMON") => {
            refuse(
                "schedulingStrategy",
                "The EXTERNAL deployment controller supports the REPLICA scheduling strategy only.",
            )
        }
        controller => Ok(controller),
    }
}

/// A service with task sets needs no task definition of its own; what stands for its deployment never starts a task.
pub(super) fn some_definition(world: &World) -> Result<TaskDefinitionId, ApiError> {
    let mut all = world.definitions().rev();
    let active = all.find(|(_, row)| row.active).map(|(id, _)| id);
    active.ok_or_else(|| {
        ApiError::client("TaskDefinition can not be blank.")
            .at("taskDefinition")
            .help("register one first: its task sets will need it")
    })
}

/// What UpdateService may not change where something else deploys (scheduler 5.10).
pub(super) fn deployable(service: &ServiceView<'_>, input: Input<'_>) -> Result<(), ApiError> {
    let controller = service.row.controller;
    if controller == DeploymentController::Ecs {
        return Ok(());
    }
    let what = [
        ("taskDefinition", "task definition"),
        ("networkConfiguration", "network parameters"),
        ("loadBalancers", "load balancers"),
    ];
    let Some((key, what)) = what.iter().find(|(key, _)| input.has(key)) else {
        return match input.bool("forceNewDeployment") {
            Some(true) => Err(ApiError::invalid_parameter(format!(
                "Cannot force a new deployment on services with a {controller} deployment controller."
            ))
            .at("forceNewDeployment")),
            _ => Ok(()),
        };
    };
    let use_what = match controller {
        DeploymentController::CodeDeploy => " Use AWS CodeDeploy to trigger a new deployment.",
        _ => "",
    };
    let message = format!(
        "Unable to update {what} on services with a {controller} deployment controller.{use_what}"
    );
    Err(ApiError::invalid_parameter(message).at(key))
}
