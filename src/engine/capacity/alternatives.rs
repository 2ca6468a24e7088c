//! The same tasks on Fargate, on Fargate Spot and on instances of one type: what each would cost and hold (capacity 7).
//!
//! Arithmetic over the catalogue, not a simulation: tasks are packed once, largest first, each into the first machine with
//! room for it.

use std::cmp::Reverse;

use crate::assumed;
use crate::catalog::fargate_prices::fargate_rate;
use crate::catalog::fargate_sizes::smallest_fitting;
use crate::catalog::instance_types::{InstanceType, instance_types};
use crate::engine::capacity::cost::{FargateSize, instance_nano_usd_hour};
use crate::engine::capacity::reservation::room;
use crate::model::capacity::Purchase;
use crate::model::resources::Amounts;
use crate::model::task_definition::CpuArchitecture;
use crate::world::World;

/// More tasks than this are not packed anew for a panel.
pub const TASKS_MAX: usize = 500;

/// What a task needs, wherever it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Need {
    pub amounts: Amounts,
    pub arm64: bool,
}

/// Where they would run.
#[derive(Clone, Copy, Debug)]
pub enum Place {
    Fargate {
        spot: bool,
    },
    Instances {
        kind: &'static InstanceType,
        purchase: Purchase,
    },
}

/// One way to run them.
#[derive(Clone, Copy, Debug)]
pub struct Alternative {
    pub place: Place,
    /// Tasks' own hosts on Fargate, instances otherwise.
    pub count: u32,
    pub nano_usd_hour: u64,
    /// What is paid for.
    pub cpu_units: u64,
    pub memory_mib: u64,
}

/// What the tasks that are to run need; Windows tasks are left out and counted apart.
pub fn needs(world: &World) -> (Vec<Need>, u32) {
    let (mut needs, mut left_out) = (Vec::new(), 0);
    for task in world.tasks().filter(|task| task.row.is_wanted()) {
        let definition = task.definition();
        if definition.operating_system_family.starts_with("WINDOWS") {
            left_out += 1;
            continue;
        }
        let demand = &world.registered(task.row.made.definition).demand;
        needs.push(Need {
            amounts: Amounts::from(&**demand),
            arm64: definition.cpu_architecture == CpuArchitecture::Arm64,
        });
    }
    (needs, left_out)
}

/// All of them on Fargate, each in the smallest size that holds it; none when one fits no size.
pub fn on_fargate(needs: &[Need], spot: bool) -> Option<Alternative> {
    let mut sum = Alternative {
        place: Place::Fargate { spot },
        count: needs.len() as u32,
        nano_usd_hour: 0,
        cpu_units: 0,
        memory_mib: 0,
    };
    for need in needs {
        let asks = need.amounts;
        // Fargate has no GPUs.
        let fitting = smallest_fitting(asks.cpu_units, asks.memory_mib);
        let (cpu_units, memory_mib) = fitting.filter(|_| asks.gpus == 0)?;
        let size = FargateSize {
            cpu_units,
            memory_mib,
            storage_gib: 0,
        };
        sum.nano_usd_hour += size.nano_usd_hour(fargate_rate(false, need.arm64, spot)?);
        sum.cpu_units += u64::from(cpu_units);
        sum.memory_mib += u64::from(memory_mib);
    }
    Some(sum)
}

/// All of them on instances of `kind`; none when one does not fit or is built for the other processor.
pub fn on_instances(
    needs: &[Need],
    kind: &'static InstanceType,
    purchase: Purchase,
) -> Option<Alternative> {
    assumed!(FIRST_FIT_PACKING);
    let room = room(kind);
    let fits = |need: &Need| need.arm64 == kind.arm64 && room.covers(need.amounts);
    if !needs.iter().all(fits) {
        return None;
    }
    let mut sorted: Vec<Amounts> = needs.iter().map(|need| need.amounts).collect();
    sorted.sort_unstable_by_key(|it| Reverse((it.memory_mib, it.cpu_units)));
    let mut left: Vec<Amounts> = Vec::new();
    for asks in sorted {
        match left.iter_mut().find(|left| left.covers(asks)) {
            Some(left) => *left = left.minus(asks),
            None => left.push(room.minus(asks)),
        }
    }
    let count = left.len() as u32;
    Some(Alternative {
        place: Place::Instances { kind, purchase },
        count,
        nano_usd_hour: u64::from(count) * instance_nano_usd_hour(kind, purchase),
        cpu_units: u64::from(count) * u64::from(room.cpu_units),
        memory_mib: u64::from(count) * u64::from(room.memory_mib),
    })
}

/// The type of the catalogue on which they cost least; the first of equals.
pub fn cheapest(needs: &[Need]) -> Option<Alternative> {
    let sum =
        |of: fn(Amounts) -> u32| -> u64 { needs.iter().map(|it| u64::from(of(it.amounts))).sum() };
    let (cpu, memory) = (sum(|it| it.cpu_units), sum(|it| it.memory_mib));
    let mut best: Option<Alternative> = None;
    for kind in instance_types()
        .iter()
        .filter(|kind| kind.price_micro_usd_hour > 0)
    {
        let room = room(kind);
        let least = cpu
            .div_ceil(u64::from(room.cpu_units.max(1)))
            .max(memory.div_ceil(u64::from(room.memory_mib.max(1))));
        let nano = least * instance_nano_usd_hour(kind, Purchase::OnDemand);
        // However well they were packed, it would not be cheaper.
        if best.is_some_and(|best| nano >= best.nano_usd_hour) {
            continue;
        }
        let found = on_instances(needs, kind, Purchase::OnDemand);
        let cheaper =
            |it: &Alternative| best.is_none_or(|best| it.nano_usd_hour < best.nano_usd_hour);
        best = found.filter(cheaper).or(best);
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::instance_types::instance_type;

    fn need(cpu_units: u32, memory_mib: u32) -> Need {
        Need {
            amounts: Amounts {
                cpu_units,
                memory_mib,
                ..Amounts::default()
            },
            arm64: false,
        }
    }

    /// capacity F10, F11: a vCPU and 2 GB for an hour are $0.04937.
    #[test]
    fn each_task_takes_the_smallest_fargate_size() {
        let sum = on_fargate(&[need(1_000, 1_900), need(200, 300)], false).unwrap();
        let small = 40_480_000 / 4 + 4_445_000 / 2;
        assert_eq!(sum.nano_usd_hour, 40_480_000 + 2 * 4_445_000 + small);
        assert_eq!((sum.cpu_units, sum.memory_mib), (1_024 + 256, 2_048 + 512));
        assert!(
            on_fargate(&[need(100_000, 1)], false).is_none(),
            "no size holds it"
        );
        let spot = on_fargate(&[need(1_024, 2_048)], true).unwrap();
        assert_eq!(spot.nano_usd_hour, 13_340_530 + 2 * 1_464_890);
    }

    #[test]
    fn instances_are_packed_largest_first() {
        let kind = instance_type("m5.large").unwrap();
        let tasks = [
            need(512, 512),
            need(1_024, 1_024),
            need(1_536, 512),
            need(512, 512),
        ];
        let packed = on_instances(&tasks, kind, Purchase::OnDemand).unwrap();
        assert_eq!(packed.count, 2, "1024 + 512 + 512 and 1536");
        assert_eq!(packed.nano_usd_hour, 2 * kind.price_micro_usd_hour * 1_000);
        assert!(on_instances(&[need(4_096, 512)], kind, Purchase::OnDemand).is_none());
        let arm = Need {
            arm64: true,
            ..need(256, 256)
        };
        assert!(on_instances(&[arm], kind, Purchase::OnDemand).is_none());
        // What is passed over by its bound would not have been cheaper.
        let priced = instance_types()
            .iter()
            .filter(|it| it.price_micro_usd_hour > 0);
        let all = priced.filter_map(|kind| on_instances(&tasks, kind, Purchase::OnDemand));
        let least = all.map(|it| it.nano_usd_hour).min();
        assert_eq!(cheapest(&tasks).map(|it| it.nano_usd_hour), least);
        // Two interfaces an instance hold two awsvpc tasks, whatever else is free.
        let awsvpc = Need {
            amounts: Amounts {
                network_interfaces: 1,
                ..need(128, 128).amounts
            },
            arm64: false,
        };
        let holds = kind.awsvpc_tasks();
        let spread = on_instances(&[awsvpc; 20], kind, Purchase::OnDemand).unwrap();
        assert_eq!(spread.count, 20_u32.div_ceil(holds));
    }
}
