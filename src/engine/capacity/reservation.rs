//! CapacityProviderReservation: how many instances a provider needs, against those it has (capacity 2.1 to 2.3).

use crate::assumed;
use crate::catalog::instance_types::InstanceType;
use crate::kernel::SimTime;
use crate::model::capacity::{ManagedScaling, Ratio, Reservation};
use crate::model::resources::Amounts;

/// Waiting tasks that ask for the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub demand: Amounts,
    /// Only one of them fits on an instance: a fixed host port, or distinctInstance.
    pub exclusive: bool,
    pub count: u32,
}

/// What one group of waiting tasks needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Need {
    pub waiting: Waiting,
    /// Tasks that fit on an empty instance of the largest type; 0 when one does not fit on the smallest.
    pub per_instance: u32,
    /// Instances for all of them; 0 when they fit on none.
    pub instances: u32,
}

/// The metric with everything it was made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Computed {
    pub reservation: Reservation,
    /// In service with a task that is not a daemon's.
    pub busy: u32,
    pub needs: Vec<Need>,
    /// Instances the waiting tasks add, between the steps allowed.
    pub add: u32,
    pub because: Formula,
}

/// Which rule gave the metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Formula {
    /// Nothing waits: instances with tasks over instances in service.
    Busy,
    /// Tasks wait: every instance is kept, and what they need comes on top.
    Waiting,
    /// None in service and tasks wait: 200, whatever the number.
    FromZero,
    /// None in service and nothing waits: the target itself, so that nothing moves.
    Empty,
    /// Tasks wait, and no type of the group can hold one of them: the target itself.
    Incompatible,
}

/// What an empty instance of `kind` offers to tasks.
pub fn room(kind: &InstanceType) -> Amounts {
    Amounts {
        cpu_units: kind.cpu_units(),
        memory_mib: kind.registered_memory_mib(),
        gpus: kind.gpus,
        network_interfaces: kind.awsvpc_tasks(),
    }
}

/// How many such tasks an empty instance holds when they are packed.
pub fn tasks_per_instance(room: Amounts, waiting: &Waiting) -> u32 {
    let demand = waiting.demand;
    let fits = |has: u32, asks: u32| has.checked_div(asks).unwrap_or(u32::MAX);
    let most = fits(room.cpu_units, demand.cpu_units)
        .min(fits(room.memory_mib, demand.memory_mib))
        .min(fits(room.gpus, demand.gpus))
        .min(fits(room.network_interfaces, demand.network_interfaces));
    most.min(if waiting.exclusive { 1 } else { u32::MAX })
}

/// The metric of this minute. `rooms` has an empty instance of each type, in any order.
pub fn compute(
    at: SimTime,
    scaling: &ManagedScaling,
    in_service: u32,
    busy: u32,
    waiting: &[Waiting],
    rooms: &[Amounts],
) -> Computed {
    assumed!(RESERVATION_GROUPS);
    assumed!(IN_SERVICE_COUNTS);
    let order = |room: &Amounts| {
        (
            room.cpu_units,
            room.memory_mib,
            room.network_interfaces,
            room.gpus,
        )
    };
    let small = rooms.iter().copied().min_by_key(order).unwrap_or_default();
    let large = rooms.iter().copied().max_by_key(order).unwrap_or_default();
    let need = |waiting: &Waiting| {
        let fits = tasks_per_instance(small, waiting) > 0;
        let per_instance = if fits {
            tasks_per_instance(large, waiting)
        } else {
            0
        };
        Need {
            waiting: *waiting,
            per_instance,
            instances: match per_instance {
                0 => 0,
                per => waiting.count.div_ceil(per),
            },
        }
    };
    let needs: Vec<Need> = waiting.iter().map(need).collect();
    let compatible = needs.iter().any(|need| need.per_instance > 0);
    let most = needs.iter().map(|need| need.instances).max().unwrap_or(0);
    let add = if compatible {
        most.clamp(
            scaling.minimum_step,
            scaling.maximum_step.max(scaling.minimum_step),
        )
    } else {
        0
    };
    let target = Ratio::whole(scaling.target_capacity);
    let (because, needed, percent) = match (in_service, waiting.is_empty()) {
        (_, false) if !compatible => (Formula::Incompatible, busy, target),
        (0, true) => {
            assumed!(EMPTY_GROUP_METRIC);
            (Formula::Empty, 0, target)
        }
        (0, false) => (Formula::FromZero, add, Ratio::whole(200)),
        (_, false) => (
            Formula::Waiting,
            in_service + add,
            share(in_service + add, in_service),
        ),
        (_, true) => (Formula::Busy, busy, share(busy, in_service)),
    };
    Computed {
        reservation: Reservation {
            at,
            needed,
            in_service,
            percent,
        },
        busy,
        needs,
        add,
        because,
    }
}

fn share(needed: u32, in_service: u32) -> Ratio {
    Ratio {
        over: needed * 100,
        under: in_service,
    }
}
