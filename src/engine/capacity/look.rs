//! One minute of a provider with managed scaling: the metric, the alarms, the group's desired capacity (capacity 2).
//!
//! [`minute`] decides and explains; [`look`] records what follows.

use std::sync::Arc;

use crate::engine::capacity::reservation::{Computed, Waiting, compute, room};
use crate::engine::capacity::tracking::{Scene, Verdict, track};
use crate::engine::capacity::{managed, waiting};
use crate::engine::{Decision, Recorder};
use crate::kernel::SimTime;
use crate::model::capacity::{MachineState, ProviderKind};
use crate::model::placement::Constraint;
use crate::model::resources::Amounts;
use crate::model::{AutoScalingGroupId, CapacityProviderId};
use crate::world::views::TaskView;
use crate::world::{Cause, Event, Timer, World};

/// What a minute came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Minute {
    pub provider: CapacityProviderId,
    pub group: AutoScalingGroupId,
    pub computed: Computed,
    pub scene: Scene,
    pub verdict: Verdict,
}

/// Answers a provider's timer: the tasks that wait for it, then the metric when its minute has come.
pub fn look(recorder: &mut impl Recorder, id: CapacityProviderId) {
    let now = recorder.world().now();
    let row = recorder.world().provider(id);
    let (places, publishes) = (row.place_at <= now, row.metric_at <= now);
    if places {
        let fleet = recorder.world().fleet_of(id);
        if !fleet.is_some_and(|fleet| managed::holds(recorder.world(), id, fleet)) {
            waiting::place(recorder, id);
        }
        let again = fleet.map_or(SimTime::NEVER, |fleet| managed::look(recorder, id, fleet));
        recorder.emit(
            Cause::Timer(Timer::Provider(id)),
            Event::WaitingTried {
                provider: id,
                again,
            },
        );
    }
    if publishes {
        publish(recorder, id);
    }
}

fn publish(recorder: &mut impl Recorder, id: CapacityProviderId) {
    let now = recorder.world().now();
    let Some(minute) = minute(recorder.world(), id, now) else {
        return;
    };
    let (verdict, group) = (minute.verdict, minute.group);
    let (reservation, low_minutes) = (minute.computed.reservation, minute.scene.low_minutes);
    let resized = match verdict {
        Verdict::Out { to, .. } | Verdict::In { to, .. } => Some(to),
        _ => None,
    };
    let from = minute.scene.desired;
    let cause = match resized {
        Some(_) => Cause::Decision(recorder.decide(Decision::Capacity(Arc::new(minute)))),
        None => Cause::Timer(Timer::Provider(id)),
    };
    let published = Event::ReservationPublished {
        provider: id,
        reservation,
        low_minutes,
    };
    recorder.emit(cause, published);
    if let Some(to) = resized {
        recorder.emit(cause, Event::GroupResized { group, from, to });
    }
}

/// The metric at `now` and what the policy makes of it; none without managed scaling.
pub fn minute(world: &World, id: CapacityProviderId, now: SimTime) -> Option<Minute> {
    let provider = world.provider(id);
    let ProviderKind::AutoScaling(group_id) = provider.kind else {
        return None;
    };
    if !provider.scaling.enabled {
        return None;
    }
    let group = world.group(group_id);
    let (mut in_service, mut busy, mut warm) = (0, 0, 0);
    for (_, machine) in world.machines_of(group_id) {
        if machine.state != MachineState::InService {
            continue;
        }
        in_service += 1;
        warm += u32::from(machine.in_service_at + provider.scaling.warmup <= now);
        let instance = machine.instance.map(|it| world.instance(it));
        busy += u32::from(instance.is_some_and(|it| it.is_busy()));
    }
    let rooms: Vec<Amounts> = group.types.iter().map(|kind| room(kind)).collect();
    let waiting = waiting_groups(world, id);
    let computed = compute(now, &provider.scaling, in_service, busy, &waiting, &rooms);
    let percent = computed.reservation.percent;
    let target = provider.scaling.target_capacity;
    // A scale-out starts the fifteen minutes anew; so does every minute that is not below the target.
    let low_minutes = match percent.is_below(target) {
        true => provider.low_minutes + 1,
        false => 0,
    };
    let scene = Scene {
        percent,
        target,
        warm,
        warming: in_service - warm,
        desired: group.desired,
        min: group.min,
        max: group.max,
        low_minutes,
    };
    Some(Minute {
        provider: id,
        group: group_id,
        computed,
        scene,
        verdict: track(scene),
    })
}

/// Tasks that wait for the provider, those that ask for the same together, in order of the first.
fn waiting_groups(world: &World, id: CapacityProviderId) -> Vec<Waiting> {
    let mut groups: Vec<Waiting> = Vec::new();
    for task in world.waiting_for(id).filter(|task| task.row.is_wanted()) {
        let demand = &world.registered(task.row.made.definition).demand;
        let exclusive = !demand.tcp_ports.is_empty()
            || !demand.udp_ports.is_empty()
            || wants_own_instance(&task);
        let demand = Amounts::from(&**demand);
        let same = |it: &&mut Waiting| it.demand == demand && it.exclusive == exclusive;
        match groups.iter_mut().find(same) {
            Some(group) => group.count += 1,
            None => groups.push(Waiting {
                demand,
                exclusive,
                count: 1,
            }),
        }
    }
    groups
}

fn wants_own_instance(task: &TaskView<'_>) -> bool {
    let distinct = |constraints: &[Constraint]| constraints.contains(&Constraint::DistinctInstance);
    match task.row.service() {
        Some(service) => distinct(&task.world.service(service).row.settings.constraints),
        None => task
            .world
            .rules(task.id)
            .is_some_and(|rules| distinct(&rules.constraints)),
    }
}
