//! What must be true of any world, asked after every event in tests. Each law names itself when it is broken.

use crate::kernel::SortedMap;
use crate::model::ContainerInstanceId;
use crate::model::capacity::MachineState;
use crate::model::container_instance::InstanceStatus;
use crate::model::resources::{Amounts, Ports};
use crate::model::service::DeploymentStatus;
use crate::model::task::TaskStatus;
use crate::world::indices::Indices;
use crate::world::{Timer, World};

/// A law that does not hold, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    pub law: &'static str,
    pub place: String,
}

/// Every broken law of `world`; empty when all hold.
pub fn broken(world: &World) -> Vec<Broken> {
    let mut found = Vec::new();
    fits(world, &mut found);
    statuses(world, &mut found);
    agenda(world, &mut found);
    groups(world, &mut found);
    deployments(world, &mut found);
    if *world.indices() != Indices::rebuilt(world) {
        found.push(Broken {
            law: "indices equal rows",
            place: "indices".to_owned(),
        });
    }
    found
}

/// What is allocated is exactly what live tasks ask for, and never more than registered; the same for the host.
fn fits(world: &World, found: &mut Vec<Broken>) {
    let mut allocated: SortedMap<ContainerInstanceId, (Amounts, Ports)> = SortedMap::new();
    let mut host = allocated.clone();
    for task in world.tasks() {
        let Some(instance) = task.row.made.instance else {
            continue;
        };
        let demand = &world.registered(task.row.made.definition).demand;
        for (counts, sums) in [
            (task.row.is_wanted(), &mut allocated),
            (task.row.admitted && !task.row.is_stopped(), &mut host),
        ] {
            if !counts {
                continue;
            }
            let (sum, ports) =
                sums.or_insert_with(instance, || (Amounts::default(), Ports::of_agent()));
            *sum = sum.plus(Amounts::from(&**demand));
            if let Some(port) = ports.first_conflict(demand) {
                found.push(Broken {
                    law: "a host port has one owner",
                    place: format!("instance {}, port {port}", instance.0),
                });
            }
            ports.take(demand);
        }
    }
    for instance in world.instances() {
        let nothing = (Amounts::default(), Ports::of_agent());
        let place = || format!("instance {}", instance.id.0);
        let (sum, ports) = allocated.get(&instance.id).unwrap_or(&nothing);
        if *sum != instance.row.allocated || *ports != instance.row.ports {
            found.push(Broken {
                law: "allocated is the sum of live tasks",
                place: place(),
            });
        }
        let (on_host, host_ports) = host.get(&instance.id).unwrap_or(&nothing);
        if *on_host != instance.row.host || *host_ports != instance.row.host_ports {
            found.push(Broken {
                law: "the host holds what was admitted",
                place: place(),
            });
        }
        if !instance.row.registered.covers(*sum) || !instance.row.registered.covers(*on_host) {
            found.push(Broken {
                law: "no more than registered",
                place: place(),
            });
        }
        if instance.row.status == InstanceStatus::Inactive && instance.row.agent_connected {
            found.push(Broken {
                law: "an INACTIVE instance has no agent",
                place: place(),
            });
        }
    }
}

fn statuses(world: &World, found: &mut Vec<Broken>) {
    for task in world.tasks() {
        let row = task.row;
        let place = || format!("task {}", task.id.0);
        if row.last_status > TaskStatus::Running && row.is_wanted() {
            found.push(Broken {
                law: "past RUNNING only when asked to stop",
                place: place(),
            });
        }
        if row.is_stopped() != row.stopped_at.is_some() {
            found.push(Broken {
                law: "stoppedAt goes with STOPPED",
                place: place(),
            });
        }
        if row.is_stopped() && row.timer.is_some() {
            found.push(Broken {
                law: "a STOPPED task owes nothing",
                place: place(),
            });
        }
        if row.last_status == TaskStatus::Running && row.started_at.is_none() {
            found.push(Broken {
                law: "startedAt goes with RUNNING",
                place: place(),
            });
        }
    }
}

fn agenda(world: &World, found: &mut Vec<Broken>) {
    if world
        .next_timer()
        .is_some_and(|(id, _)| id.at < world.now())
    {
        found.push(Broken {
            law: "nothing due is in the past",
            place: "agenda".to_owned(),
        });
    }
    let owed = world
        .tasks()
        .filter(|task| task.row.timer.is_some())
        .count()
        + world
            .services()
            .filter(|service| service.row.timer.is_some())
            .count()
        + world
            .scalable_targets()
            .filter(|(_, row)| row.timer.is_some())
            .count()
        + world
            .alarms()
            .filter(|(_, row)| row.timer.is_some())
            .count()
        + world
            .providers()
            .filter(|(_, row)| row.timer.is_some())
            .count()
        + world
            .groups()
            .filter(|(_, row)| row.timer.is_some())
            .count()
        + world
            .machines()
            .filter(|(_, row)| row.timer.is_some())
            .count();
    if owed != world.timers() {
        found.push(Broken {
            law: "every timer has an owner",
            place: format!("{owed} of {}", world.timers()),
        });
    }
    if let Some((id, timer)) = world.next_timer() {
        let owner = match timer {
            Timer::Task(task) => world.task(task).row.timer,
            Timer::Service(service) => world.service(service).row.timer,
            Timer::Scaling(target) => world.scalable_target(target).timer,
            Timer::Alarm(alarm) => world.alarm(alarm).timer,
            Timer::Provider(provider) => world.provider(provider).timer,
            Timer::Group(group) => world.group(group).timer,
            Timer::Machine(machine) => world.machine(machine).timer,
        };
        if owner != Some(id) {
            found.push(Broken {
                law: "a timer's owner knows it",
                place: format!("{timer:?}"),
            });
        }
    }
}

/// A group's desired capacity keeps its bounds, and an instance of a group that ended is gone from its cluster.
fn groups(world: &World, found: &mut Vec<Broken>) {
    for (_, group) in world.groups() {
        if !(group.min..=group.max).contains(&group.desired) {
            found.push(Broken {
                law: "desired lies between min and max",
                place: group.name.to_string(),
            });
        }
    }
    for (id, machine) in world.machines() {
        let present = machine
            .instance
            .is_some_and(|it| world.instance(it).row.is_present());
        let ended = machine.state == MachineState::Terminated;
        if (machine.instance.is_some() || ended) && present == ended {
            found.push(Broken {
                law: "an instance lives as long as its machine",
                place: format!("{id:?}"),
            });
        }
    }
}

fn deployments(world: &World, found: &mut Vec<Broken>) {
    for service in world.services() {
        let primaries = service
            .deployments()
            .filter(|(_, row)| row.status == DeploymentStatus::Primary)
            .count();
        let expected =
            usize::from(service.row.status != crate::model::service::ServiceStatus::Inactive);
        if primaries != expected {
            found.push(Broken {
                law: "one PRIMARY deployment",
                place: format!("service {}", service.id.0),
            });
        }
    }
}
