//! An Auto Scaling group and its instances over time: launched, in service, registered, drained, gone (capacity 3).

use std::sync::Arc;

use crate::assumed;
use crate::engine::Recorder;
use crate::engine::agent::access;
use crate::engine::capacity::group::{Candidate, launch_zone, next_purchase, victims};
use crate::kernel::{SimSpan, SimTime};
use crate::model::capacity::{MachineState, NewMachine, Purchase};
use crate::model::container_instance::InstanceStatus;
use crate::model::task::StoppedReason;
use crate::model::{AutoScalingGroupId, ContainerInstanceId, MachineId, attribute, streams};
use crate::world::event::NewInstance;
use crate::world::{Cause, Event, Timer, World};

/// An instance is in service this long before its agent registers.
const REGISTRATION: SimSpan = SimSpan::from_secs(30);
/// How often a group tries again what protection forbids.
const GROUP_LOOK: SimSpan = SimSpan::from_secs(60);
/// EC2's warning before it takes a Spot instance back (capacity 3.7).
pub const SPOT_NOTICE: SimSpan = SimSpan::from_secs(120);

/// Answers a group's timer: launches what is missing, ends what is too much.
pub fn look(recorder: &mut impl Recorder, id: AutoScalingGroupId) {
    let cause = Cause::Timer(Timer::Group(id));
    let world = recorder.world();
    let desired = world.group(id).desired;
    let alive = world
        .machines_of(id)
        .filter(|(_, machine)| stays(machine.state))
        .count() as u32;
    for _ in alive..desired {
        let new = next_launch(recorder.world(), id, boot_time(recorder.world()));
        recorder.emit(cause, Event::MachineLaunched(Arc::new(new)));
    }
    let surplus = alive.saturating_sub(desired);
    let chosen = chosen_to_go(recorder.world(), id, surplus);
    for machine in &chosen {
        begin_end(recorder, cause, *machine);
    }
    let again = match (chosen.len() as u32) < surplus {
        true => recorder.world().now() + GROUP_LOOK,
        false => SimTime::NEVER,
    };
    recorder.emit(cause, Event::GroupLooked { group: id, again });
}

fn stays(state: MachineState) -> bool {
    matches!(state, MachineState::Pending | MachineState::InService)
}

/// From the launch to the registration of the agent: 60 to 90 s (capacity 2.8).
fn boot_time(world: &World) -> SimSpan {
    assumed!(MACHINE_BOOT_TIME);
    let key = u64::from(world.next_machine().0);
    let millis = 60_000 + world.chance().below(streams::MACHINE_BOOT, key, 0, 30_000);
    SimSpan::from_millis(millis)
}

/// The group's next instance, registered after `boot`.
fn next_launch(world: &World, id: AutoScalingGroupId, boot: SimSpan) -> NewMachine {
    assumed!(GROUP_TYPES);
    let group = world.group(id);
    let here: Vec<_> = world
        .machines_of(id)
        .map(|(_, machine)| machine)
        .filter(|machine| stays(machine.state))
        .collect();
    let zones: Vec<&str> = group.zones.iter().map(|zone| &**zone).collect();
    let has = |zone: &str| here.iter().filter(|machine| &*machine.zone == zone).count() as u32;
    let zone = launch_zone(&zones, has).unwrap_or_default();
    let on_demand = here
        .iter()
        .filter(|machine| machine.purchase == Purchase::OnDemand)
        .count() as u32;
    let purchase = next_purchase(
        here.len() as u32,
        on_demand,
        group.on_demand_base,
        group.on_demand_percent,
    );
    let registers_at = world.now() + boot;
    NewMachine {
        group: id,
        kind: group.types[0],
        zone: zone.into(),
        purchase,
        in_service_at: SimTime(registers_at.0 - REGISTRATION.0.min(boot.0)),
        registers_at,
    }
}

/// Which of the group's instances a scale-in by `count` takes.
fn chosen_to_go(world: &World, id: AutoScalingGroupId, count: u32) -> Vec<MachineId> {
    if count == 0 {
        return Vec::new();
    }
    let group = world.group(id);
    let protects = world
        .provider_of(id)
        .is_some_and(|provider| world.provider(provider).termination_protection);
    let machines: Vec<_> = world
        .machines_of(id)
        .filter(|(_, machine)| machine.state == MachineState::InService)
        .collect();
    let candidates: Vec<Candidate<'_, MachineId>> = machines
        .iter()
        .map(|(key, machine)| {
            let busy = machine
                .instance
                .is_some_and(|it| world.instance(it).is_busy());
            Candidate {
                key: *key,
                zone: &machine.zone,
                purchase: machine.purchase,
                // With managed termination protection ECS sets it and takes it off; without, it is the group's.
                protected: if protects { busy } else { machine.protected },
                launched_at: machine.launched_at,
            }
        })
        .collect();
    let shares = (group.on_demand_base, group.on_demand_percent);
    victims(&candidates, count, shares, world.now())
}

/// The instance is to go: it drains first where managed draining is on.
fn begin_end(recorder: &mut impl Recorder, cause: Cause, id: MachineId) {
    let world = recorder.world();
    let machine = world.machine(id);
    let drains = world
        .provider_of(machine.group)
        .is_some_and(|provider| world.provider(provider).managed_draining);
    match machine.instance.filter(|_| drains) {
        Some(instance) => drain(recorder, cause, id, instance),
        None => end(recorder, cause, id),
    }
}

fn drain(recorder: &mut impl Recorder, cause: Cause, id: MachineId, instance: ContainerInstanceId) {
    // Otherwise the last task that leaves wakes it.
    let world = recorder.world();
    let due = match world.instance(instance).is_busy() {
        true => SimTime::NEVER,
        false => world.now(),
    };
    let moved = Event::MachineMoved {
        machine: id,
        to: MachineState::TerminatingWait,
        due,
    };
    recorder.emit(cause, moved);
    if recorder.world().instance(instance).row.status == InstanceStatus::Active {
        let status = InstanceStatus::Draining;
        recorder.emit(cause, Event::InstanceStatusChanged { instance, status });
    }
}

fn end(recorder: &mut impl Recorder, cause: Cause, id: MachineId) {
    match recorder.world().machine(id).instance {
        Some(instance) => terminate(recorder, cause, instance),
        None => {
            recorder.emit(cause, ended(id));
        }
    }
}

fn ended(machine: MachineId) -> Event {
    Event::MachineMoved {
        machine,
        to: MachineState::Terminated,
        due: SimTime::NEVER,
    }
}

/// The machine goes, with everything on it.
pub fn terminate(recorder: &mut impl Recorder, cause: Cause, instance: ContainerInstanceId) {
    if !recorder.world().instance(instance).row.is_present() {
        return;
    }
    let tasks: Vec<_> = recorder
        .world()
        .instance(instance)
        .tasks()
        .map(|task| task.id)
        .collect();
    for task in tasks {
        if recorder.world().task(task).row.is_wanted() {
            let reason = StoppedReason::HostTerminated(instance);
            recorder.emit(cause, Event::TaskStopRequested { task, reason });
        }
    }
    let status = InstanceStatus::Inactive;
    recorder.emit(cause, Event::InstanceStatusChanged { instance, status });
    if let Some(machine) = recorder.world().instance(instance).row.machine {
        recorder.emit(cause, ended(machine));
    }
}

/// EC2 announces that it takes a Spot instance back; with managed draining its tasks move at once.
pub fn notice(recorder: &mut impl Recorder, cause: Cause, id: MachineId) {
    let at = recorder.world().now() + SPOT_NOTICE;
    recorder.emit(cause, Event::SpotNoticed { machine: id, at });
    let world = recorder.world();
    let machine = world.machine(id);
    let drains = world
        .provider_of(machine.group)
        .is_some_and(|provider| world.provider(provider).managed_draining);
    if let Some(instance) = machine.instance.filter(|_| drains) {
        drain(recorder, cause, id, instance);
    }
}

/// Answers an instance's timer: in service, registered, drained, taken back.
pub fn advance(recorder: &mut impl Recorder, id: MachineId) {
    let cause = Cause::Timer(Timer::Machine(id));
    let world = recorder.world();
    let (machine, now) = (world.machine(id), world.now());
    if machine.reclaimed_at <= now {
        return end(recorder, cause, id);
    }
    match machine.state {
        MachineState::Pending => {
            let due = machine.registers_at;
            let moved = Event::MachineMoved {
                machine: id,
                to: MachineState::InService,
                due,
            };
            recorder.emit(cause, moved);
        }
        MachineState::InService => register(recorder, cause, id),
        MachineState::TerminatingWait => end(recorder, cause, id),
        MachineState::Terminated => {}
    }
}

/// The agent registers with the cluster of the group's user data.
fn register(recorder: &mut impl Recorder, cause: Cause, id: MachineId) {
    let world = recorder.world();
    let machine = world.machine(id);
    let cluster = world.group(machine.group).cluster;
    if let Err(denial) = access::registration(world, cluster) {
        let denied = Event::RegistrationDenied {
            machine: id,
            sentence: denial.sentence.into(),
        };
        recorder.emit(cause, denied);
        return;
    }
    // Instances of one kind and zone share their attributes, and with them what placement finds out about them.
    let twin = world.machines_of(machine.group).find_map(|(_, other)| {
        let same = other.kind == machine.kind && other.zone == machine.zone;
        other.instance.filter(|_| same)
    });
    let attributes = match twin {
        Some(twin) => world.instance(twin).row.attributes.clone(),
        None => Arc::new(attribute::registered(
            machine.kind,
            &machine.zone,
            &Default::default(),
        )),
    };
    let new = NewInstance {
        cluster,
        kind: machine.kind,
        zone: machine.zone.clone(),
        attributes,
        machine: Some(id),
        agent: Default::default(),
    };
    recorder.emit(cause, Event::InstanceRegistered(Arc::new(new)));
}
