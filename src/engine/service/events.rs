//! Writing to a service's event list, without saying the same twice.

use std::sync::Arc;

use crate::assumed;
use crate::engine::Recorder;
use crate::kernel::{SimSpan, WHOLE};
use crate::model::ServiceId;
use crate::model::messages::ServiceMessage;
use crate::world::{Cause, Event};

/// The same failure is written again after this long (scheduler 6.1).
const REPEAT_AFTER: SimSpan = SimSpan::from_secs(6 * 3_600);

/// Writes a message.
pub(super) fn write(
    recorder: &mut impl Recorder,
    service: ServiceId,
    cause: Cause,
    message: ServiceMessage,
) {
    recorder.emit(
        cause,
        Event::ServiceEventWritten {
            service,
            message: Arc::new(message),
        },
    );
}

/// Writes a failure unless the same one stands and is fresh.
pub(super) fn report(
    recorder: &mut impl Recorder,
    service: ServiceId,
    cause: Cause,
    message: ServiceMessage,
) {
    assumed!(EVENT_REPEAT);
    let world = recorder.world();
    let reported = &world.service(service).row.reported;
    // The opening scenario has no failure to repeat.
    let fresh = WHOLE
        && reported
            .as_ref()
            .is_some_and(|(last, at)| **last == message && world.now().since(*at) < REPEAT_AFTER);
    if !fresh {
        write(recorder, service, cause, message);
    }
}

/// Writes a message unless it is still in the list.
pub(super) fn write_once(
    recorder: &mut impl Recorder,
    service: ServiceId,
    cause: Cause,
    message: ServiceMessage,
) {
    let said = recorder
        .world()
        .service(service)
        .events()
        .iter()
        .any(|(_, event)| *event.message == message);
    if !said {
        write(recorder, service, cause, message);
    }
}
