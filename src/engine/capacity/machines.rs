//! An Auto Scaling group and its instances over time: launched, in service, registered, drained, gone (capacity 3).

use std::sync::Arc;

use crate::assumed;
use crate::engine::Recorder;
use crate::engine::agent::access;
use crate::engine::capacity::group::{
    Candidate, balancing_margin, launch_zone, next_purchase, unbalanced, victims,
};
use crate::kernel::{SimSpan, SimTime};
use crate::model::capacity::{
    HEARTBEAT, MANAGED_ENDS_AT, MachineState, NewMachine, Purchase, longest_wait,
};
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
    if world.group(id).managed.is_some() {
        let again = SimTime::NEVER;
        recorder.emit(cause, Event::GroupLooked { group: id, again });
        return;
    }
    let desired = world.group(id).desired;
    let count = |state: fn(MachineState) -> bool| {
        let those = world.machines_of(id).filter(|(_, it)| state(it.state));
        those.count() as u32
    };
    let alive = count(stays);
    let in_service = count(|state| state == MachineState::InService);
    let moves = match in_service == desired && alive == desired {
        true => levelling(world, id, alive),
        false => 0,
    };
    for _ in alive..desired + moves {
        let new = next_launch(recorder.world(), id, boot_time(recorder.world()));
        recorder.emit(cause, Event::MachineLaunched(Arc::new(new)));
    }
    // Nothing goes for an instance that is not in service yet: what balances the zones comes first.
    let surplus = alive.saturating_sub(desired) + moves;
    let may_go = in_service.saturating_sub(desired);
    let chosen = chosen_to_go(recorder.world(), id, may_go);
    for machine in &chosen {
        begin_end(recorder, cause, *machine);
    }
    // With one moved the zones may still differ.
    let world = recorder.world();
    let more = levelling(world, id, desired) > 0;
    let again = match more || (chosen.len() as u32) < surplus {
        true => recorder.world().now() + GROUP_LOOK,
        false => SimTime::NEVER,
    };
    recorder.emit(cause, Event::GroupLooked { group: id, again });
}

/// How many instances are launched ahead to level the zones, as far as the group may pass MaxSize for that.
fn levelling(world: &World, id: AutoScalingGroupId, alive: u32) -> u32 {
    let max = world.group(id).max;
    let most = max
        .saturating_add(balancing_margin(max))
        .saturating_sub(alive);
    let counts = zone_counts(world, id);
    let moves = unbalanced(&counts).min(most);
    if moves == 0 {
        return 0;
    }
    // Where the fullest zone has nothing that may go, launching elsewhere levels nothing.
    let first = chosen_to_go(world, id, 1);
    let goes = first.first().map(|it| &world.machine(*it).zone);
    let zones = usable_zones(world, id);
    let fullest = counts.iter().max();
    let levels = zones
        .iter()
        .zip(&counts)
        .any(|(zone, count)| Some(count) == fullest && goes.is_some_and(|it| **it == **zone));
    if levels { moves } else { 0 }
}

/// Instances that stay, by usable zone.
fn zone_counts(world: &World, id: AutoScalingGroupId) -> Vec<u32> {
    let usable = usable_zones(world, id);
    let mut counts = vec![0; usable.len()];
    for (_, machine) in world.machines_of(id).filter(|(_, it)| stays(it.state)) {
        let place = usable.iter().position(|zone| **zone == *machine.zone);
        if let Some(place) = place {
            counts[place] += 1;
        }
    }
    counts
}

/// The group's zones that are not out; all of them when every one is.
fn usable_zones(world: &World, id: AutoScalingGroupId) -> Vec<&str> {
    let zones = || world.group(id).zones.iter().map(|zone| &**zone);
    let is_out = |zone: &&str| world.names().find(zone).is_some_and(|it| world.is_out(it));
    let usable: Vec<&str> = zones().filter(|zone| !is_out(zone)).collect();
    match usable.is_empty() {
        true => zones().collect(),
        false => usable,
    }
}

/// Whether it is or will be in service.
pub fn stays(state: MachineState) -> bool {
    matches!(state, MachineState::Pending | MachineState::InService)
}

/// From the launch to the registration of the agent: 60 to 90 s (capacity 2.8).
pub(super) fn boot_time(world: &World) -> SimSpan {
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
    let zones = usable_zones(world, id);
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
    victims(
        &candidates,
        count,
        shares,
        group.termination_policy,
        world.now(),
    )
}

/// The instance is to go: it drains first where managed draining is on.
pub(super) fn begin_end(recorder: &mut impl Recorder, cause: Cause, id: MachineId) {
    let world = recorder.world();
    let machine = world.machine(id);
    let drains = world
        .provider_of(machine.group)
        .is_some_and(|provider| world.provider(provider).managed_draining);
    let hook = world.group(machine.group).terminating_hook;
    match (machine.instance.filter(|_| drains), hook) {
        (Some(instance), _) => drain(recorder, cause, id, instance),
        (None, Some(hook)) => {
            let moved = Event::MachineMoved {
                machine: id,
                to: MachineState::TerminatingWait,
                due: world.now() + hook.lasts(),
            };
            recorder.emit(cause, moved);
        }
        (None, None) => end(recorder, cause, id),
    }
}

fn drain(recorder: &mut impl Recorder, cause: Cause, id: MachineId, instance: ContainerInstanceId) {
    // The last task that leaves wakes it; managed draining's own hook gives up after its longest wait.
    let world = recorder.world();
    let machine = world.machine(id);
    let group = world.group(machine.group);
    let hook = group.terminating_hook;
    let due = match world.instance(instance).is_busy() {
        true if group.managed.is_some() => machine.launched_at + MANAGED_ENDS_AT,
        true => world.now() + longest_wait(HEARTBEAT),
        false => world.now() + hook.map_or(SimSpan::ZERO, |hook| hook.lasts()),
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

/// Its status checks fail: the group replaces it, whatever protection says (capacity 3.3).
pub fn replace(recorder: &mut impl Recorder, cause: Cause, id: MachineId) {
    begin_end(recorder, cause, id);
    let group = recorder.world().machine(id).group;
    let again = recorder.world().now();
    recorder.emit(cause, Event::GroupLooked { group, again });
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
        // AWS lets no instance of its own grow older.
        MachineState::InService if machine.instance.is_some() => begin_end(recorder, cause, id),
        MachineState::InService => register(recorder, cause, id),
        MachineState::TerminatingWait => end(recorder, cause, id),
        MachineState::Terminated => {}
    }
}

/// The agent registers with the cluster of the group's user data.
fn register(recorder: &mut impl Recorder, cause: Cause, id: MachineId) {
    let world = recorder.world();
    let machine = world.machine(id);
    let (group, cluster) = (machine.group, world.group(machine.group).cluster);
    if let Err(denial) = access::registration(world, cluster) {
        let denied = Event::RegistrationDenied {
            machine: id,
            sentence: denial.sentence.into(),
        };
        recorder.emit(cause, denied);
        if recorder.world().group(group).managed.is_some() {
            begin_end(recorder, cause, id);
        }
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
