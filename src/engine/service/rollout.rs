//! Recording what a look decided about deployments and the service itself.

use crate::engine::Recorder;
use crate::engine::service::events::{report, write};
use crate::engine::service::hooks;
use crate::engine::service::reconciliation::{Reconciliation, RolloutStep};
use crate::kernel::SimTime;
use crate::model::messages::ServiceMessage;
use crate::model::service::{DeploymentStatus, RolloutState};
use crate::model::{DeploymentId, ServiceId};
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
                by,
                rollback,
                stranded,
            } => {
                recorder.emit(
                    cause,
                    Event::DeploymentFailed {
                        deployment: *deployment,
                        by: *by,
                        stranded: *stranded,
                    },
                );
                let message = ServiceMessage::DeploymentFailed(*deployment, *by);
                write(recorder, id, cause, message);
                if let Some(to) = rollback {
                    go_back(recorder, id, cause, *deployment, *to);
                }
            }
            RolloutStep::BakeBegun { deployment } => {
                recorder.emit(
                    cause,
                    Event::BakeBegun {
                        deployment: *deployment,
                    },
                );
            }
            RolloutStep::HookCalled {
                deployment,
                hook,
                due,
            } => {
                recorder.emit(
                    cause,
                    Event::HookCalled {
                        deployment: *deployment,
                        hook: *hook,
                        due: *due,
                    },
                );
            }
            RolloutStep::HookAnswered {
                deployment,
                hook,
                answer,
                again,
            } => {
                recorder.emit(
                    cause,
                    Event::HookAnswered {
                        deployment: *deployment,
                        hook: *hook,
                        answer: *answer,
                        again: *again,
                    },
                );
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

/// The rollback: traffic goes back at once, and functions that were called for a shift are called for its reverse.
fn go_back(
    recorder: &mut impl Recorder,
    service: ServiceId,
    cause: Cause,
    from: DeploymentId,
    to: DeploymentId,
) {
    write(recorder, service, cause, ServiceMessage::RollingBack(to));
    for hook in hooks::called_on_the_way_back(recorder.world(), from) {
        let due = SimTime::NEVER;
        recorder.emit(
            cause,
            Event::HookCalled {
                deployment: from,
                hook,
                due,
            },
        );
    }
    recorder.emit(cause, Event::RolledBack { service, to });
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
