//! The line in the header, and the clock with what comes next.

use crate::model::TaskId;
use crate::view::frame::Head;
use crate::view::look::is_dull;
use crate::view::session::Session;
use crate::view::timeline::Clock;
use crate::view::{text, why};
use crate::world::{Timer, World};

pub fn head(session: &Session) -> Head {
    let (undo, redo) = session.changes();
    Head {
        title: session.scenario().title.clone(),
        about: session.scenario().description.replace('`', ""),
        seed: format!("seed {}", session.run().seed()),
        region: "us-east-1".to_owned(),
        undo,
        redo,
    }
}

pub fn clock(session: &Session) -> Clock {
    let (run, seq, now) = (session.run(), session.seq(), session.now());
    let named = |seq: u64| {
        let entry = run.entry(seq)?;
        let (subject, what) = crate::sim::log::subject_and_what(run.world(), &entry.event);
        Some((format!("{} {what}", why::strip(&subject)), entry.at))
    };
    let last = (0..seq)
        .rev()
        .take(40)
        .find(|at| run.entry(*at).is_some_and(|entry| !is_dull(&entry.event)));
    let (title, _) = last.and_then(named).unwrap_or_default();
    let known = (seq..run.len())
        .take(40)
        .find(|at| run.entry(*at).is_some_and(|entry| !is_dull(&entry.event)));
    let due = run
        .world()
        .next_timer()
        .map(|(id, timer)| (timer_words(run.world(), timer), id.at));
    let step = session
        .course()
        .next_step_at()
        .map(|at| ("a step of the scenario".to_owned(), at));
    let next = known.and_then(named).or(match (due, step) {
        (Some(due), Some(step)) => Some(if step.1 < due.1 { step } else { due }),
        (due, step) => due.or(step),
    });
    Clock {
        now_us: now.0,
        now: now.to_string(),
        seq,
        last_seq: run.len(),
        end_us: run.now().0,
        title,
        next_at: next
            .as_ref()
            .map(|(_, at)| text::until(now, *at))
            .unwrap_or_default(),
        idle: next.is_none(),
        next: next.map(|(words, _)| words).unwrap_or_default(),
    }
}

fn timer_words(world: &World, timer: Timer) -> String {
    match timer {
        Timer::Service(service) => format!("ECS looks at {}", world.service(service).row.name),
        Timer::Task(task) => task_words(world, task),
        Timer::Alarm(alarm) => format!("a period of alarm {} ends", world.alarm(alarm).name),
        Timer::Provider(id) => format!("managed scaling looks at {}", world.provider(id).name),
        Timer::Group(id) => format!("{} compares what it has", world.group(id).name),
        Timer::Machine(id) => {
            let machine = world.machine(id);
            let group = &world.group(machine.group).name;
            format!("an instance of {group} goes on from {}", machine.state)
        }
        Timer::Scaling(target) => {
            let service = world.scalable_target(target).service;
            format!("auto scaling looks at {}", world.service(service).row.name)
        }
    }
}

fn task_words(world: &World, task: TaskId) -> String {
    let task = world.task(task);
    match crate::explain::waiting(&task) {
        Some(waits) => format!("{}: {}", task.label(), text::before(&waits, " until ")),
        None => format!("{} goes on from {}", task.label(), task.row.last_status),
    }
}
