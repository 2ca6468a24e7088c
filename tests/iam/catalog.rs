//! ECS's side of IAM: every operation that is offered has its action in the catalogue.

use ecs_playground::api::operation::Operation;
use ecs_playground::catalog::ecs_actions::ecs_action;

/// Operations of Application Auto Scaling, which belong to another service.
fn is_of_auto_scaling(name: &str) -> bool {
    name.contains("Scalable") || name.contains("Scaling")
}

#[test]
fn every_operation_has_its_action() {
    let of_ecs = Operation::ALL
        .iter()
        .filter(|it| !is_of_auto_scaling(it.name()));
    for operation in of_ecs {
        let action = ecs_action(operation.name());
        let known = action.is_some_and(|it| it.name == operation.name());
        assert!(known, "ecs:{} is not in the catalogue", operation.name());
    }
}
