//! Managed Instances: AWS picks instances for the tasks that wait, puts tasks on smaller ones, and lets none grow old
//! (capacity 5).
//!
//! The fleet of such a provider is a group without bounds of its own. [`pick`] and [`plan`] are arithmetic; [`look`]
//! records what follows from them.

use std::sync::Arc;

use crate::assumed;
use crate::catalog::instance_types::{InstanceType, instance_types};
use crate::engine::Recorder;
use crate::engine::capacity::machines::{begin_end, boot_time, stays};
use crate::engine::capacity::reservation::room;
use crate::kernel::{SimSpan, SimTime};
use crate::model::capacity::{
    MANAGED_SETTLES, Machine, MachineState, NewMachine, Purchase, Requirements,
};
use crate::model::container_instance::InstanceStatus;
use crate::model::resources::Amounts;
use crate::model::task::Group;
use crate::model::task_definition::CpuArchitecture;
use crate::model::{AutoScalingGroupId, CapacityProviderId, MachineId};
use crate::world::{Cause, Event, Timer, World};

/// The cheapest type that meets the requirements and holds so much.
pub fn pick(
    requirements: &Requirements,
    holds: Amounts,
    arm64: bool,
) -> Option<&'static InstanceType> {
    assumed!(MANAGED_SELECTION);
    let suits = |kind: &&'static InstanceType| {
        kind.arm64 == arm64
            && (kind.gpus > 0) == (holds.gpus > 0)
            && kind.price_micro_usd_hour > 0
            && requirements.admits(kind)
            && room(kind).covers(holds)
    };
    instance_types()
        .iter()
        .filter(suits)
        .min_by_key(|kind| kind.price_micro_usd_hour)
}

/// One instance to launch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub zone: Arc<str>,
    pub kind: &'static InstanceType,
}

/// The instances for the tasks that wait and have none on its way: in each zone one for all that go there.
pub fn plan(world: &World, id: CapacityProviderId, fleet: AutoScalingGroupId) -> Vec<Wanted> {
    let group = world.group(fleet);
    let Some(requirements) = &group.managed else {
        return Vec::new();
    };
    // What was launched since a task came was picked with it in mind.
    let coming = world.machines_of(fleet).filter(|(_, it)| is_coming(it));
    let planned = coming.map(|(_, machine)| machine.launched_at).max();
    let mut bins: Vec<(usize, bool, Amounts)> = Vec::new();
    let mut siblings: Vec<(Group, Vec<u32>)> = Vec::new();
    let waiting = world.waiting_for(id).filter(|task| task.row.is_wanted());
    for task in waiting.filter(|task| planned.is_none_or(|at| at < task.row.created_at)) {
        let registered = world.registered(task.row.made.definition);
        let demand = Amounts::from(&*registered.demand);
        let arm64 = registered.definition.cpu_architecture == CpuArchitecture::Arm64;
        let of = task.row.made.group;
        let place = match siblings.iter().position(|(known, _)| *known == of) {
            Some(place) => place,
            None => {
                siblings.push((of, by_zone(world, of, &group.zones)));
                siblings.len() - 1
            }
        };
        let counts = &mut siblings[place].1;
        let Some(zone) = (0..counts.len()).min_by_key(|zone| counts[*zone]) else {
            break;
        };
        let with = |sum: Amounts| pick(requirements, sum.plus(demand), arm64);
        let open = bins
            .iter_mut()
            .find(|(of, arm, sum)| (*of, *arm) == (zone, arm64) && with(*sum).is_some());
        match open {
            Some((_, _, sum)) => *sum = sum.plus(demand),
            None if with(Amounts::default()).is_some() => bins.push((zone, arm64, demand)),
            None => continue,
        }
        counts[zone] += 1;
    }
    let wanted = |(zone, arm64, sum): (usize, bool, Amounts)| {
        Some(Wanted {
            zone: group.zones[zone].clone(),
            kind: pick(requirements, sum, arm64)?,
        })
    };
    // Where such an instance stands empty something else keeps the tasks from it, and a second one would not help.
    let stands_empty = |wanted: &Wanted| {
        let mut machines = world.machines_of(fleet);
        machines.any(|(_, it)| {
            let instance = it.instance.map(|id| world.instance(id));
            it.kind == wanted.kind
                && it.zone == wanted.zone
                && instance.is_some_and(|it| it.tasks().next().is_none())
        })
    };
    let wanted = bins.into_iter().filter_map(wanted);
    wanted.filter(|wanted| !stands_empty(wanted)).collect()
}

/// The provider is deleted, and its instances with it.
pub fn disband(recorder: &mut impl Recorder, cause: Cause, fleet: AutoScalingGroupId) {
    let machines = recorder.world().machines_of(fleet);
    let machines: Vec<_> = machines
        .filter(|(_, it)| stays(it.state))
        .map(|(id, _)| id)
        .collect();
    for machine in machines {
        begin_end(recorder, cause, machine);
    }
}

/// Whether the tasks that have waited longest wait for more of the instances that were picked for them: each zone gets its
/// share when all are there.
pub(super) fn holds(world: &World, id: CapacityProviderId, fleet: AutoScalingGroupId) -> bool {
    let Some(oldest) = world.waiting_for(id).find(|task| task.row.is_wanted()) else {
        return false;
    };
    let mut machines = world.machines_of(fleet);
    machines.any(|(_, it)| is_coming(it) && it.launched_at == oldest.row.created_at)
}

fn by_zone(world: &World, of: Group, zones: &[Arc<str>]) -> Vec<u32> {
    let there = |zone: &Arc<str>| {
        let mut tasks = 0;
        for task in world.tasks().filter(|it| it.row.is_wanted()) {
            let placed = task.row.made.instance.is_some();
            tasks += u32::from(placed && task.row.made.group == of && task.zone() == &**zone);
        }
        tasks
    };
    zones.iter().map(there).collect()
}

fn is_coming(machine: &Machine) -> bool {
    stays(machine.state) && machine.instance.is_none()
}

/// What makes the fleet cheaper now.
enum Step {
    Launch(Wanted),
    End(MachineId),
}

/// Answers the provider's timer after the tasks that wait were tried; returns when to look again.
pub(super) fn look(
    recorder: &mut impl Recorder,
    id: CapacityProviderId,
    fleet: AutoScalingGroupId,
) -> SimTime {
    let cause = Cause::Timer(Timer::Provider(id));
    let wanted = plan(recorder.world(), id, fleet);
    if !wanted.is_empty() {
        for wanted in wanted {
            launch(recorder, cause, fleet, wanted);
        }
        return SimTime::NEVER;
    }
    let (step, again) = consolidate(recorder.world(), id, fleet);
    match step {
        Some(Step::Launch(wanted)) => launch(recorder, cause, fleet, wanted),
        Some(Step::End(machine)) => begin_end(recorder, cause, machine),
        None => {}
    }
    again
}

fn launch(recorder: &mut impl Recorder, cause: Cause, fleet: AutoScalingGroupId, wanted: Wanted) {
    let world = recorder.world();
    let registers_at = world.now() + boot_time(world);
    let new = NewMachine {
        group: fleet,
        kind: wanted.kind,
        zone: wanted.zone,
        purchase: Purchase::OnDemand,
        in_service_at: SimTime(registers_at.0 - SimSpan::from_secs(30).0),
        registers_at,
    };
    recorder.emit(cause, Event::MachineLaunched(Arc::new(new)));
}

/// One step at a time, and none while anything is under way: an instance without tasks ends; one whose tasks fit on a
/// cheaper type gets that type beside it in its zone, and drains when it is there.
fn consolidate(
    world: &World,
    id: CapacityProviderId,
    fleet: AutoScalingGroupId,
) -> (Option<Step>, SimTime) {
    assumed!(MANAGED_CONSOLIDATION);
    let machines: Vec<_> = world.machines_of(fleet).collect();
    let under_way = |it: &Machine| it.instance.is_none() || it.state != MachineState::InService;
    let waits = world.waiting_for(id).any(|task| task.row.is_wanted());
    if waits || machines.iter().any(|(_, it)| under_way(it)) {
        return (None, SimTime::NEVER);
    }
    let Some(requirements) = &world.group(fleet).managed else {
        return (None, SimTime::NEVER);
    };
    let instance = |it: &Machine| it.instance.map(|id| world.instance(id));
    let is_empty = |it: &Machine| instance(it).is_some_and(|it| it.tasks().next().is_none());
    let mut again = SimTime::NEVER;
    for (id, machine) in &machines {
        let Some(view) = instance(machine).filter(|it| it.row.status == InstanceStatus::Active)
        else {
            continue;
        };
        if view.row.allocated == Amounts::default() && !is_empty(machine) {
            // Its last tasks are stopping.
            again = again.min(world.now() + MANAGED_SETTLES);
            continue;
        }
        let settled = view.row.registered_at + MANAGED_SETTLES;
        let cheaper = pick(requirements, view.row.allocated, machine.kind.arm64)
            .filter(|kind| kind.price_micro_usd_hour < machine.kind.price_micro_usd_hour);
        let better = |(_, other): &&(MachineId, &Machine)| {
            Some(other.kind) == cheaper && other.zone == machine.zone && is_empty(other)
        };
        let step = match (is_empty(machine), cheaper) {
            (true, _) => Some(Step::End(*id)),
            (false, Some(_)) if machines.iter().find(better).is_some() => {
                return (Some(Step::End(*id)), again);
            }
            (false, Some(kind)) => Some(Step::Launch(Wanted {
                zone: machine.zone.clone(),
                kind,
            })),
            (false, None) => None,
        };
        match step {
            Some(step) if settled <= world.now() => return (Some(step), again),
            Some(_) => again = again.min(settled),
            None => {}
        }
    }
    (None, again)
}
