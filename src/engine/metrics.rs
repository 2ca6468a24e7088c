//! CloudWatch: what a metric is worth now, and what an alarm makes of it at the end of a period (scheduler 8.2).

use crate::engine::{Recorder, scaling};
use crate::kernel::SimTime;
use crate::model::alarm::{AlarmState, Metric};
use crate::model::resources::Amounts;
use crate::model::scaling::Work;
use crate::model::{AlarmId, ClusterId, ServiceId};
use crate::world::views::InstanceView;
use crate::world::{Cause, Event, Timer, World};

/// The metric's value now, in tenths; none while there is nothing to measure.
pub fn value(world: &World, metric: Metric) -> Option<u32> {
    value_at(world, metric, world.now())
}

/// The same at `now`: nothing may have happened for a while, and a load goes on.
pub fn value_at(world: &World, metric: Metric, now: SimTime) -> Option<u32> {
    match metric {
        Metric::Cpu(id) | Metric::Memory(id) => {
            used(world, metric, now, world.service(id).running_count())
        }
        Metric::RequestsPerTarget(id) => {
            let healthy = world.service(id).tasks();
            let healthy = healthy.filter(|task| task.counts_as_healthy(now)).count() as u32;
            used(world, metric, now, healthy)
        }
        Metric::CpuReservation(id) => reservation(world, id, |amounts| amounts.cpu_units),
        Metric::MemoryReservation(id) => reservation(world, id, |amounts| amounts.memory_mib),
        Metric::Custom(name) => Some(world.metric(name)?.at(now) / 100),
    }
}

/// Used over reserved, in tenths of a percent; more than 100 % when tasks use more than they reserve.
fn utilization(work: &Work, now: SimTime, size: u32, running: u32) -> Option<u32> {
    let share = |of: u32| (of > 0).then_some(of);
    match work {
        // Thousandths of a task's worth over the number of tasks are tenths of a percent.
        Work::Tasks(curve) => Some(curve.at(now) / share(running)?),
        Work::Units(curve) => {
            let reserved = u64::from(share(size)?) * u64::from(share(running)?);
            Some((u64::from(curve.at(now)) / reserved) as u32)
        }
    }
}

/// What the metric of a service would be at `at` if its load were carried by one task.
pub fn worth(world: &World, metric: Metric, at: SimTime) -> Option<u32> {
    used(world, metric, at, 1)
}

/// The metric of a service at `at` with that many tasks to carry its load.
fn used(world: &World, metric: Metric, at: SimTime, tasks: u32) -> Option<u32> {
    let (Metric::Cpu(id) | Metric::Memory(id) | Metric::RequestsPerTarget(id)) = metric else {
        return None;
    };
    let service = world.service(id);
    let load = service.row.load.as_ref()?;
    let demand = &world.registered(service.primary().definition).demand;
    match metric {
        Metric::Cpu(_) => utilization(&load.cpu, at, demand.cpu_units, tasks),
        Metric::Memory(_) => utilization(&load.memory, at, demand.memory_mib, tasks),
        _ => (tasks > 0).then(|| load.requests.at(at) / 100 / tasks),
    }
}

/// What tasks reserve, and what ACTIVE and DRAINING instances registered.
pub fn reserved<'w>(
    instances: impl Iterator<Item = InstanceView<'w>>,
    of: fn(Amounts) -> u32,
) -> (u64, u64) {
    instances.fold((0, 0), |(reserved, registered), it| {
        let row = it.row;
        (
            reserved + u64::from(of(row.allocated)),
            registered + u64::from(of(row.registered)),
        )
    })
}

fn reservation(world: &World, cluster: ClusterId, of: fn(Amounts) -> u32) -> Option<u32> {
    let (reserved, registered) = reserved(world.cluster(cluster).instances(), of);
    // Rounded half up, as AWS writes 55.6 % (capacity X01).
    (registered > 0).then(|| ((reserved * 2_000 + registered) / (registered * 2)) as u32)
}

/// Datapoints a service's metrics get in a minute: one for each running task (capacity 8).
pub fn samples(world: &World, id: ServiceId) -> u32 {
    world.service(id).running_count()
}

/// The end of a period: the alarm gets its value, perhaps another state, and calls the policies that wait for it.
pub fn look(recorder: &mut impl Recorder, id: AlarmId) {
    let cause = Cause::Timer(Timer::Alarm(id));
    let world = recorder.world();
    let Some(rule) = world.alarm(id).rule.clone() else {
        return;
    };
    let value = value(world, rule.metric);
    let seq = recorder.emit(cause, Event::AlarmMeasured { alarm: id, value });
    let row = recorder.world().alarm(id);
    let state = rule.judge(&row.values, row.state);
    if state != row.state {
        recorder.emit(
            Cause::Entry(seq),
            Event::AlarmStateChanged { alarm: id, state },
        );
    }
    if let (AlarmState::Alarm, Some(value)) = (state, value) {
        scaling::step(recorder, id, &rule, value);
    }
}
