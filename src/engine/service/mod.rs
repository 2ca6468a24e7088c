//! The service scheduler: looks at a service, decides, and records what follows.
//!
//! [`reconcile`] decides and explains; [`look`] turns its answer into events and placements.

pub mod alarms;
pub mod daemon;
mod events;
pub mod failures;
pub mod hooks;
pub mod provider;
pub mod rebalance;
pub mod reconcile;
pub mod reconciliation;
mod rollout;
pub mod scale_in;
mod start;
mod stop;
pub mod task_set;
pub mod traffic;

use std::sync::Arc;

use crate::assumed;
use crate::engine::{Decision, Recorder};
use crate::kernel::{SimSpan, SimTime, WHOLE};
use crate::model::ServiceId;
use crate::model::messages::ServiceMessage;
use crate::model::placement::LaunchType;
use crate::model::quota::Limit;
use crate::world::{Cause, Event, Timer, World};
use reconcile::reconcile;
pub use start::{create, new_task, placement_decision, service_ask};

/// How often a service that has work to do is looked at (scheduler 4.2).
pub const TICK: SimSpan = SimSpan::from_secs(10);

const SECOND: SimSpan = SimSpan::from_secs(1);

/// Whether the calls that the scheduler makes are throttled now. Not the throttle of a service whose tasks keep failing.
pub fn calls_are_throttled(world: &World) -> bool {
    WHOLE && world.limit(Limit::SchedulerCalls).is_some()
}

/// There is something to do, and nothing is done before the calls are let through: that wakes every service.
fn wait_for_calls(recorder: &mut impl Recorder, id: ServiceId) {
    assumed!(API_THROTTLING);
    let cause = Cause::Timer(Timer::Service(id));
    events::report(recorder, id, cause, ServiceMessage::OperationsThrottled);
    let looked = Event::ServiceLooked {
        service: id,
        steady: false,
        again: SimTime::NEVER,
    };
    recorder.emit(cause, looked);
}

/// One look at a service: stops first, then starts, then the rollout, then when to look again.
pub fn look(recorder: &mut impl Recorder, id: ServiceId) {
    assumed!(SERVICE_TICK);
    let now = recorder.world().now();
    let outcome = Arc::new(reconcile(&recorder.world().service(id), now));
    if outcome.changes_something() && calls_are_throttled(recorder.world()) {
        return wait_for_calls(recorder, id);
    }
    let cause = if outcome.changes_something() {
        let decision = Decision::Reconciliation {
            service: id,
            outcome: outcome.clone(),
        };
        Cause::Decision(recorder.decide(decision))
    } else {
        Cause::Timer(Timer::Service(id))
    };
    stop::report_failing(recorder, id, cause, &outcome);
    rollout::begin_rebalancing(recorder, id, cause, &outcome);
    stop::stop_tasks(recorder, id, cause, &outcome);
    let placed = start::start_tasks(recorder, id, cause, &outcome);
    rollout::roll_out(recorder, id, cause, &outcome);
    let world = recorder.world();
    let fargate = world.service(id).row.launch_type == LaunchType::Fargate;
    let again = match outcome.again {
        // The account's launches are used up; a second brings some more.
        _ if placed < outcome.starts() && fargate && world.fargate_launches() == 0 => now + SECOND,
        // A task that found no place is tried again at the next look.
        None if placed < outcome.starts() => now + TICK,
        None => SimTime::NEVER,
        Some(at) => at,
    };
    if !outcome.drained {
        let looked = Event::ServiceLooked {
            service: id,
            steady: outcome.steady,
            again,
        };
        recorder.emit(cause, looked);
    }
}
