//! Recording what a look decided about deployments and the service itself.

use crate::engine::Recorder;
use crate::engine::service::events::{report, write};
use crate::engine::service::reconciliation::{Reconciliation, RolloutStep};
use crate::model::ServiceId;
use crate::model::messages::ServiceMessage;
use crate::model::service::{DeploymentStatus, RolloutState};
use crate::world::{Cause, Event};

/// Records the changes of deployments, of the service, and what the event list says of them.
pub(super) fn roll_out(
    recorder: &mut impl Recorder,
    id: ServiceId,
    cause: Cause,
    outcome: &Reconciliation,
) {
    for step in &outcome.rollout {
        match step {
            RolloutStep::Completed { deployment } => {
                let (status, rollout_state) = (DeploymentStatus::Primary, RolloutState::Completed);
                let changed = Event::DeploymentChanged {
                    deployment: *deployment,
                    status,
                    rollout_state,
                };
                recorder.emit(cause, changed);
                write(
                    recorder,
                    id,
                    cause,
                    ServiceMessage::DeploymentCompleted(*deployment),
                );
            }
            RolloutStep::Replaced { deployment } => {
                let rollout_state = recorder.world().deployment(*deployment).rollout_state;
                let status = DeploymentStatus::Inactive;
                let changed = Event::DeploymentChanged {
                    deployment: *deployment,
                    status,
                    rollout_state,
                };
                recorder.emit(cause, changed);
            }
            RolloutStep::Failed {
                deployment,
                rollback,
            } => {
                let (status, rollout_state) = (DeploymentStatus::Primary, RolloutState::Failed);
                recorder.emit(
                    cause,
                    Event::DeploymentChanged {
                        deployment: *deployment,
                        status,
                        rollout_state,
                    },
                );
                write(
                    recorder,
                    id,
                    cause,
                    ServiceMessage::DeploymentFailed(*deployment),
                );
                if let Some(to) = rollback {
                    write(recorder, id, cause, ServiceMessage::RollingBack(*to));
                    recorder.emit(
                        cause,
                        Event::RolledBack {
                            service: id,
                            to: *to,
                        },
                    );
                }
            }
            RolloutStep::FailuresForgotten { deployment } => {
                recorder.emit(
                    cause,
                    Event::FailuresForgotten {
                        deployment: *deployment,
                    },
                );
            }
            RolloutStep::Impaired => write(
                recorder,
                id,
                cause,
                ServiceMessage::UnableToStartConsistently,
            ),
            RolloutStep::StageReached { deployment, stage } => {
                recorder.emit(
                    cause,
                    Event::StageReached {
                        deployment: *deployment,
                        stage: *stage,
                    },
                );
            }
            RolloutStep::Shifted { deployment, weight } => {
                recorder.emit(
                    cause,
                    Event::TrafficShifted {
                        deployment: *deployment,
                        weight: *weight,
                    },
                );
            }
            // Said before the tasks start: `begin_rebalancing`.
            RolloutStep::RebalancingBegun { .. } => {}
            RolloutStep::Rebalanced { zones } => {
                recorder.emit(
                    cause,
                    Event::RebalancingChanged {
                        service: id,
                        rebalancing: false,
                    },
                );
                write(
                    recorder,
                    id,
                    cause,
                    ServiceMessage::ZoneBalanced(zones.clone()),
                );
            }
            RolloutStep::RebalancingStopped => {
                recorder.emit(
                    cause,
                    Event::RebalancingChanged {
                        service: id,
                        rebalancing: false,
                    },
                );
                write(recorder, id, cause, ServiceMessage::RebalancingStopped);
            }
            RolloutStep::HeldByProtection { deployment, count } => {
                let message = ServiceMessage::ProtectedTasks {
                    deployment: *deployment,
                    count: *count,
                };
                report(recorder, id, cause, message);
            }
            RolloutStep::Stuck => report(recorder, id, cause, ServiceMessage::StuckDeployment),
            RolloutStep::SteadyState => write(recorder, id, cause, ServiceMessage::SteadyState),
            RolloutStep::Drained => {
                recorder.emit(cause, Event::ServiceDrained { service: id });
            }
        }
    }
}

/// Says that the zones are uneven, before the first task starts to mend it.
pub(super) fn begin_rebalancing(
    recorder: &mut impl Recorder,
    id: ServiceId,
    cause: Cause,
    outcome: &Reconciliation,
) {
    for step in &outcome.rollout {
        if let RolloutStep::RebalancingBegun { zones } = step {
            write(
                recorder,
                id,
                cause,
                ServiceMessage::NotZoneBalanced(zones.clone()),
            );
            recorder.emit(
                cause,
                Event::RebalancingChanged {
                    service: id,
                    rebalancing: true,
                },
            );
        }
    }
}
