//! ECS's own literal texts on how a deployment stands and what ended it. No English of ours.

use crate::assumed;
use crate::kernel::Names;
use crate::model::service::{FailedBy, RolloutState};
use crate::model::traffic::HookFault;

/// Deployment.rolloutStateReason of the deployment called `deployment` (scheduler 5.6); `by` says why it failed, or why
/// the one it replaces again did.
pub fn rollout_reason(
    state: RolloutState,
    by: Option<FailedBy>,
    deployment: &str,
    names: &Names,
) -> String {
    match (state, by) {
        (RolloutState::Completed, _) => format!("ECS deployment {deployment} completed."),
        (RolloutState::Failed, Some(FailedBy::Alarm(_))) => {
            "ECS deployment alarm: alarm detected.".to_owned()
        }
        (RolloutState::Failed, Some(FailedBy::CircuitBreaker) | None) => {
            "ECS deployment circuit breaker: tasks failed to start.".to_owned()
        }
        (RolloutState::Failed, Some(other)) => {
            format!("ECS deployment failed: {}", failed_because(other, names))
        }
        (RolloutState::InProgress, Some(by)) => {
            format!(
                "{}: rolling back to deploymentId {deployment}.",
                detector(by)
            )
        }
        (RolloutState::InProgress, None) => format!("ECS deployment {deployment} in progress."),
    }
}

/// ServiceDeployment.statusReason of a deployment that failed (scheduler 5.8 and 5.9).
pub fn failed_because(by: FailedBy, names: &Names) -> String {
    let because = |what: &str| format!("Service deployment rolled back because {what}");
    match by {
        FailedBy::CircuitBreaker => because("the circuit breaker threshold was exceeded."),
        FailedBy::Alarm(_) => because("one or more CloudWatch alarms were triggered."),
        FailedBy::User => "Service deployment rolled back by user request.".to_owned(),
        FailedBy::PauseTimeout(stage) => because(&format!("{stage} lifecycle hook(s) failed.")),
        FailedBy::StageTimeout(stage) => because(&format!("{stage} timed out.")),
        FailedBy::Hook {
            stage,
            target,
            fault,
        } => {
            let arn = names.text(target);
            let what = match fault {
                HookFault::Failed => format!("Lifecycle hook target {arn} returned FAILED status."),
                HookFault::Error => {
                    format!("ECS was unable to invoke hook target {arn} due to an error")
                }
                HookFault::Timeout => {
                    format!("ECS was unable to invoke hook target {arn} due to a timeout")
                }
                HookFault::NoStatus => format!(
                    "ECS was unable to parse the response from {arn} due to HookStatus must not be null"
                ),
            };
            because(&format!("{stage} lifecycle hook(s) failed. {what}"))
        }
    }
}

/// What ended a deployment, in the words before the colon of 5.6.
fn detector(by: FailedBy) -> &'static str {
    assumed!(ROLLBACK_WORDS);
    match by {
        FailedBy::CircuitBreaker => "ECS deployment circuit breaker",
        FailedBy::Alarm(_) => "ECS deployment alarm",
        _ => "ECS deployment",
    }
}
