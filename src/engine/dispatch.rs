//! From what is due to the decision it belongs to: one closed match.

use crate::engine::agent::lifecycle;
use crate::engine::{Recorder, capacity, metrics, scaling, service};
use crate::kernel::WHOLE;
use crate::world::Timer;

/// Answers a timer. The entries it emits move the timer; one that leaves it standing is a mistake of ours.
pub fn dispatch(recorder: &mut impl Recorder, timer: Timer) {
    match timer {
        Timer::Task(task) => lifecycle::advance(recorder, task),
        Timer::Service(id) => service::look(recorder, id),
        Timer::Scaling(id) if WHOLE => scaling::look(recorder, id),
        Timer::Alarm(id) if WHOLE => metrics::look(recorder, id),
        Timer::Provider(id) if WHOLE => capacity::look::look(recorder, id),
        Timer::Group(id) if WHOLE => capacity::machines::look(recorder, id),
        Timer::Machine(id) if WHOLE => capacity::machines::advance(recorder, id),
        Timer::Provider(_) | Timer::Group(_) | Timer::Machine(_) => {
            panic!("capacity providers need the whole engine")
        }
        Timer::Scaling(_) | Timer::Alarm(_) => panic!("auto scaling needs the whole engine"),
    }
}
