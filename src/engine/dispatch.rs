//! From what is due to the decision it belongs to: one closed match.

use crate::engine::agent::lifecycle;
use crate::engine::{Recorder, scaling, service};
use crate::kernel::WHOLE;
use crate::world::Timer;

/// Answers a timer. The entries it emits move the timer; one that leaves it standing is a mistake of ours.
pub fn dispatch(recorder: &mut impl Recorder, timer: Timer) {
    match timer {
        Timer::Task(task) => lifecycle::advance(recorder, task),
        Timer::Service(id) => service::look(recorder, id),
        Timer::Scaling(id) if WHOLE => scaling::look(recorder, id),
        Timer::Scaling(_) => panic!("auto scaling needs the whole engine"),
    }
}
