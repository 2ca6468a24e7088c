//! What a world has cost so far and costs now: instances by how they were bought, Fargate tasks by theirs.

use crate::catalog::fargate_prices::fargate_rate;
use crate::engine::capacity::cost::{
    FargateSize, fargate_micro_usd, instance_micro_usd, instance_nano_usd_hour,
    management_nano_usd_hour,
};
use crate::kernel::SimTime;
use crate::model::capacity::Purchase;
use crate::model::placement::LaunchType;
use crate::model::task_definition::CpuArchitecture;
use crate::world::World;
use crate::world::views::TaskView;

/// One kind of capacity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Instances or tasks that cost something now.
    pub count: u32,
    pub nano_usd_hour: u64,
    /// Since the start of the run.
    pub micro_usd: u64,
}

/// All of it; the sum is the sum of the lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bill {
    pub on_demand: Line,
    pub spot: Line,
    /// Managed Instances, the fee included.
    pub managed: Line,
    pub fargate: Line,
    pub fargate_spot: Line,
}

impl Bill {
    pub fn lines(&self) -> [(&'static str, Line); 5] {
        [
            ("EC2 on demand", self.on_demand),
            ("EC2 Spot", self.spot),
            ("Managed Instances", self.managed),
            ("Fargate", self.fargate),
            ("Fargate Spot", self.fargate_spot),
        ]
    }

    pub fn total(&self) -> Line {
        self.lines()
            .iter()
            .fold(Line::default(), |sum, (_, line)| Line {
                count: sum.count + line.count,
                nano_usd_hour: sum.nano_usd_hour + line.nano_usd_hour,
                micro_usd: sum.micro_usd + line.micro_usd,
            })
    }
}

fn seconds(from: SimTime, to: SimTime) -> u64 {
    to.since(from).0.div_ceil(1_000_000)
}

/// The bill at `now`. Instances outside a group are billed from their registration.
pub fn bill(world: &World, now: SimTime) -> Bill {
    let mut bill = Bill::default();
    for (_, machine) in world.machines() {
        let managed = world.group(machine.group).managed.is_some();
        let line = match machine.purchase {
            _ if managed => &mut bill.managed,
            Purchase::OnDemand => &mut bill.on_demand,
            Purchase::Spot => &mut bill.spot,
        };
        let mut nano = instance_nano_usd_hour(machine.kind, machine.purchase);
        if managed {
            nano += management_nano_usd_hour(machine.kind);
        }
        let end = machine.ended_at.min(now);
        line.micro_usd += instance_micro_usd(nano, seconds(machine.launched_at, end));
        if machine.ended_at > now {
            line.count += 1;
            line.nano_usd_hour += nano;
        }
    }
    for instance in world.instances().filter(|it| it.row.machine.is_none()) {
        let row = instance.row;
        let end = row.ended_at.min(now);
        let line = &mut bill.on_demand;
        let spent = seconds(row.registered_at, end);
        let nano = instance_nano_usd_hour(row.kind, Purchase::OnDemand);
        line.micro_usd += instance_micro_usd(nano, spent);
        if row.ended_at > now {
            line.count += 1;
            line.nano_usd_hour += nano;
        }
    }
    for task in world.tasks() {
        if task.row.made.launch_type == LaunchType::Fargate {
            add_task(&mut bill, &task, now);
        }
    }
    bill
}

/// From the start of the pull to the end of the task (capacity 4.7).
fn add_task(bill: &mut Bill, task: &TaskView<'_>, now: SimTime) {
    let Some(begun) = task.row.pull_started_at.filter(|at| *at <= now) else {
        return;
    };
    let definition = task.definition();
    let spot = task.world.is_fargate_spot(task.row.made.provider);
    let windows = definition.operating_system_family.starts_with("WINDOWS");
    let arm = definition.cpu_architecture == CpuArchitecture::Arm64;
    let Some(rate) = fargate_rate(windows, arm, spot) else {
        return;
    };
    let size = FargateSize {
        cpu_units: definition.cpu_units.unwrap_or(0),
        memory_mib: definition.memory_mib.unwrap_or(0),
        storage_gib: definition.ephemeral_storage_gib.unwrap_or(0),
    };
    let line = if spot {
        &mut bill.fargate_spot
    } else {
        &mut bill.fargate
    };
    let ended = task.row.stopped_at.filter(|at| *at <= now);
    line.micro_usd += fargate_micro_usd(size, rate, seconds(begun, ended.unwrap_or(now)));
    if ended.is_none() {
        line.count += 1;
        line.nano_usd_hour += size.nano_usd_hour(rate);
    }
}
