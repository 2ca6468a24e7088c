//! ECS's side of IAM: every operation that is offered has its action in the catalogue.

use ecs_playground::api::operation::Operation;
use ecs_playground::catalog::ecs_actions::ecs_action;

/// Operations of CloudWatch and Application Auto Scaling.
const OF_OTHERS: [&str; 4] = ["Alarm", "Scalable", "Scaling", "ScheduledAction"];

#[test]
fn every_operation_has_its_action() {
    let of_ecs = Operation::ALL
        .iter()
        .filter(|it| !OF_OTHERS.iter().any(|part| it.name().contains(part)));
    for operation in of_ecs {
        let action = ecs_action(operation.name());
        let known = action.is_some_and(|it| it.name == operation.name());
        assert!(known, "ecs:{} is not in the catalogue", operation.name());
    }
}
