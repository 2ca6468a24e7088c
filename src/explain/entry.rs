//! Why an entry is in the log: what it says, who caused it, and the chain back to the beginning.

use serde::Serialize;

use crate::engine::Decision;
use crate::engine::capacity::machines::stays;
use crate::engine::service::calls_are_throttled;
use crate::explain::access::{self, AccessExplanation};
use crate::explain::placement::PlacementExplanation;
use crate::explain::reconciliation::ReconciliationExplanation;
use crate::explain::scaling::{alarm_text, scaling_text};
use crate::explain::{capacity, placement, reconciliation};
use crate::kernel::WHOLE;
use crate::model::capacity::MachineState;
use crate::model::load_balancer::TargetState;
use crate::model::messages::ServiceMessage;
use crate::model::{AutoScalingGroupId, MachineId};
use crate::sim::Simulation;
use crate::sim::command::{Command, Fault};
use crate::sim::log::subject_and_what;
use crate::world::event::CommandId;
use crate::world::{Cause, DecisionId, Entry, Event, Timer, World};

/// One entry, explained.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Why {
    pub headline: String,
    pub paragraph: String,
    /// The decision behind it, with its evidence.
    pub placement: Option<PlacementExplanation>,
    pub reconciliation: Option<ReconciliationExplanation>,
    /// What IAM refused, when that is why.
    pub access: Option<AccessExplanation>,
    /// From the entry back to what started it.
    pub chain: Vec<Link>,
}

/// One step of the chain of causes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Link {
    pub text: String,
    /// The log entry it stands for, when there is one to go to.
    pub seq: Option<u64>,
}

/// Whether the entry is a look that could do nothing because calls are throttled.
fn waits_for_calls(simulation: &Simulation, seq: u64, event: &Event) -> bool {
    match event {
        Event::ServiceEventWritten { message, .. } => {
            **message == ServiceMessage::OperationsThrottled
        }
        Event::ServiceLooked { steady, again, .. } => {
            !steady && again.is_never() && calls_are_throttled(&simulation.world_at(seq))
        }
        _ => false,
    }
}

/// Explains entry `seq`.
pub fn entry(simulation: &Simulation, seq: u64) -> Option<Why> {
    let entry = simulation.entry(seq)?;
    let (subject, what) = subject_and_what(simulation.world(), &entry.event);
    let mut why = Why {
        headline: format!("{subject} {what}"),
        chain: chain(simulation, seq, entry),
        ..Why::default()
    };
    match entry.cause {
        Cause::Decision(id) => decided(simulation, id, &entry.event, &mut why),
        Cause::Command(id) => why.paragraph = format!("{}.", command_text(simulation, id)),
        Cause::Timer(Timer::Task(_)) => why.paragraph = agent_text(&entry.event).to_owned(),
        Cause::Timer(Timer::Service(_)) => {
            why.paragraph = match waits_for_calls(simulation, seq, &entry.event) {
                true => "There is something to do, and the scheduler's calls are throttled: it waits until that is over.",
                false => "The service scheduler looked and found nothing to change.",
            }
            .to_owned();
        }
        Cause::Timer(Timer::Scaling(_)) => {
            why.paragraph = scaling_text(simulation.world(), &entry.event)
        }
        Cause::Timer(Timer::Provider(_) | Timer::Group(_) | Timer::Machine(_)) => {
            if WHOLE {
                let before = simulation.world_at(seq);
                why.paragraph = capacity_text(&before, entry).to_owned();
            }
        }
        Cause::Timer(Timer::Alarm(_)) => {
            why.paragraph = match entry.event {
                Event::Scaled { .. } => scaling_text(simulation.world(), &entry.event),
                _ => alarm_text(simulation.world(), &entry.event),
            };
        }
        Cause::Entry(earlier) => {
            // What follows from a scaling or a measurement is explained by it.
            if let Event::Scaled { .. } = entry.event {
                why.paragraph = scaling_text(simulation.world(), &entry.event);
            } else if let Some(found) = simulation.entry(earlier) {
                why.paragraph = match found.event {
                    Event::AlarmMeasured { .. } => alarm_text(simulation.world(), &found.event),
                    _ => scaling_text(simulation.world(), &found.event),
                };
            }
        }
    }
    if WHOLE && let Some(explained) = access::entry(simulation, seq) {
        why.paragraph.clone_from(&explained.paragraph);
        why.access = Some(explained);
    }
    Some(why)
}

/// What a group, its provider and its instances do by themselves, on the world `before` the entry.
fn capacity_text(before: &World, entry: &Entry) -> &'static str {
    let is_fleet = |id: MachineId| before.group(before.machine(id).group).managed.is_some();
    match &entry.event {
        Event::ReservationPublished { .. } => {
            "Once a minute ECS publishes how many instances are needed for each one that is there."
        }
        Event::WaitingTried { .. } => {
            "Something changed on the provider's instances, so the tasks that wait for it were tried again."
        }
        Event::MachineLaunched(_) if matches!(entry.cause, Cause::Timer(Timer::Provider(_))) => {
            "Managed Instances: this type is the cheapest that holds the tasks which wait for the zone, or those of an instance that is too large."
        }
        Event::MachineLaunched(new) if has_what_it_wants(before, new.group) => {
            "The Auto Scaling group has as many instances as desired, and its zones differ by two or more. It launches in the emptiest first; one of the fullest goes when the new one is in service."
        }
        Event::MachineLaunched(_) => {
            "The Auto Scaling group has fewer instances than desired. It launches where it has the fewest."
        }
        Event::MachineMoved { machine, to, .. } => match to {
            MachineState::TerminatingWait if is_fleet(*machine) => {
                "AWS lets it go: it is empty, larger than its tasks need, or 14 days old, or its provider is gone. It waits until its tasks have moved, 21 days after its launch at most."
            }
            MachineState::TerminatingWait => {
                "The group lets it go. Managed draining waits until its tasks have moved, a lifecycle hook until its program is done; 48 hours at most."
            }
            MachineState::Terminated => "It is gone, and the agent with it.",
            MachineState::Pending | MachineState::InService => "EC2 has started it.",
        },
        Event::RegistrationDenied { machine, .. } if is_fleet(*machine) => {
            "The role of the instance may not register it with the cluster, so AWS ends it and tries another later."
        }
        Event::RegistrationDenied { .. } => {
            "The role of the instance may not register it with the cluster: the machine runs and costs, and no task is ever placed on it."
        }
        Event::InstanceRegistered(_) => {
            "The agent of the new instance registered with the cluster."
        }
        Event::InstanceStatusChanged { .. } | Event::TaskStopRequested { .. } => {
            "The instance it belongs to leaves its Auto Scaling group."
        }
        _ => "The Auto Scaling group compared what it has with what is desired.",
    }
}

/// Whether as many instances stay in the group as it desires.
fn has_what_it_wants(world: &World, id: AutoScalingGroupId) -> bool {
    let stay = world.machines_of(id).filter(|(_, it)| stays(it.state));
    stay.count() as u32 >= world.group(id).desired
}

fn decided(simulation: &Simulation, id: DecisionId, event: &Event, why: &mut Why) {
    why.placement = placement(simulation, id);
    why.reconciliation = reconciliation(simulation, id);
    if let (Some(explained), Event::TaskCreated(_)) = (&why.placement, event) {
        why.headline.clone_from(&explained.headline);
        why.paragraph.clone_from(&explained.paragraph);
    } else if let Some(explained) = capacity(simulation, id) {
        why.paragraph = explained.paragraph;
    } else if let Some(explained) = &why.reconciliation {
        why.paragraph.clone_from(&explained.paragraph);
    }
}

/// Who asked for what.
fn command_text(simulation: &Simulation, id: CommandId) -> String {
    let Some(journaled) = simulation.journal().nth(id.0 as usize) else {
        return "Somebody asked for it".to_owned();
    };
    match &journaled.command {
        Command::Request { operation, .. } => {
            format!("{} was called at {}", operation.name(), journaled.at)
        }
        Command::As(asked) => format!(
            "{} was called by {} at {}",
            asked.operation.name(),
            asked.caller,
            journaled.at
        ),
        Command::Account(_) => format!(
            "Users, roles and policies are as described since {}",
            journaled.at
        ),
        Command::Instances(new) => format!(
            "{} {} instances joined at {}",
            new.count, new.kind.name, journaled.at
        ),
        Command::Function(new) => {
            format!(
                "The function {} answers differently since {}",
                new.0, journaled.at
            )
        }
        Command::Metric(new) => format!("The metric {} was drawn at {}", new.0, journaled.at),
        Command::Load(new) => format!("The load of {} was set at {}", new.service, journaled.at),
        Command::LoadBalancer(new) => format!(
            "The load balancer {} appeared at {}",
            new.name, journaled.at
        ),
        Command::Group(new) => format!(
            "The Auto Scaling group {} appeared at {}",
            new.name, journaled.at
        ),
        Command::Limits(_) => format!("A limit was set or lifted at {}", journaled.at),
        Command::Fault(Fault::SpotInterruption { .. } | Fault::SpotTaskInterruption { .. }) => {
            format!("Spot took capacity back at {}", journaled.at)
        }
        Command::Image(new) => format!(
            "The image {} behaves differently since {}",
            new.image, journaled.at
        ),
        Command::Fault(Fault::AgentConnection {
            connected: false, ..
        }) => {
            format!("Fault: the agent lost its connection at {}", journaled.at)
        }
        Command::Fault(Fault::AgentConnection {
            connected: true, ..
        }) => {
            format!("The agent connected again at {}", journaled.at)
        }
        Command::Fault(Fault::InstanceImpaired { .. }) => {
            format!("Fault: its status checks fail since {}", journaled.at)
        }
        Command::Fault(Fault::InstanceTerminate { .. }) => {
            format!("Fault: the machine was terminated at {}", journaled.at)
        }
        Command::Fault(Fault::ZoneBack { zone }) => {
            format!("{zone} came back at {}", journaled.at)
        }
        Command::Fault(Fault::ZoneOutage { zone, .. }) => {
            format!("Fault: {zone} went away at {}", journaled.at)
        }
        Command::Fault(Fault::TaskCrash { .. }) => {
            format!("Fault: an essential container exited at {}", journaled.at)
        }
    }
}

/// What the agent does at each move.
fn agent_text(event: &Event) -> &'static str {
    use crate::model::container::ContainerStatus as C;
    use crate::model::task::TaskStatus as T;
    match event {
        Event::TaskAdmitted { .. } => "The agent found room for the task on its host.",
        Event::TaskWaited { .. } => {
            "The scheduler already counts the room of stopping tasks as free; the agent waits until they have really stopped, first come, first served."
        }
        Event::TaskMoved { to, .. } => match to {
            T::Pending => {
                "The network interface is attached; the agent has the task and starts with its containers."
            }
            T::Activating => "The containers run; the task is being registered.",
            T::Running => {
                "All containers have started: the task is RUNNING. Without a health check it counts as healthy after 40 s."
            }
            T::Deactivating => "The task is being deregistered before it stops.",
            T::Stopping => {
                "The agent was told to stop the task: it sends SIGTERM, and SIGKILL after the stop timeout. A container stops after those that depend on it."
            }
            T::Deprovisioning => {
                "The containers have ended; the network interface is being detached and deleted."
            }
            T::Stopped => "Everything the task had is gone.",
            T::Provisioning => "The task waits for its network interface.",
        },
        Event::ContainerMoved { to, .. } => match to {
            C::ManifestPulled => "What the container depends on is met: the agent pulls its image.",
            C::Pulled => "The image is on the host; the agent creates the container.",
            C::Created => "The container exists; the agent starts it.",
            C::Running => "The container runs.",
            C::Stopped => "The container has ended.",
            C::None => "",
        },
        Event::TargetMoved { state, .. } => match state {
            TargetState::Initial => {
                "The task is registered with the target group; its first health check comes within one interval."
            }
            TargetState::Healthy => {
                "The target passed its health check. A new target needs only one."
            }
            TargetState::Unhealthy => {
                "The target failed as many health checks in a row as the target group allows."
            }
            TargetState::Draining => {
                "The target gets no new connections; those that are open have the deregistration delay to end."
            }
            TargetState::Unused => {
                "The deregistration delay is over: the target is out of the group."
            }
        },
        Event::TargetChecked { .. } => {
            "A health check of the target group that changes no state yet."
        }
        Event::ContainerRestarted { .. } => {
            "The program ended, and the container's restart policy starts it again; the task stays as it is."
        }
        Event::ContainerProbed { .. } => {
            "A probe of the container's health check that changes no verdict yet."
        }
        Event::ServiceEventWritten { .. } => "The service's event list says what just happened.",
        Event::ContainerStopBegun { .. } => {
            "Nothing depends on the container any more: it gets SIGTERM."
        }
        Event::ContainerHealthChanged { .. } => {
            "The health check from the task definition gave its verdict."
        }
        Event::TaskHealthChanged { .. } => {
            "The task is as healthy as its least healthy essential container."
        }
        Event::TaskStopRequested { .. } => "An essential container ended, so the whole task stops.",
        _ => "",
    }
}

/// The chain of causes, newest first.
fn chain(simulation: &Simulation, seq: u64, entry: &Entry) -> Vec<Link> {
    let mut links = Vec::new();
    let (mut seq, mut cause) = (seq, entry.cause);
    // A chain is a walk back in time, so it ends; the bound keeps the page short.
    while links.len() < 8 {
        match cause {
            Cause::Command(id) => {
                links.push(Link {
                    text: command_text(simulation, id),
                    seq: None,
                });
                return links;
            }
            Cause::Entry(earlier) => {
                let Some(found) = simulation.entry(earlier) else {
                    return links;
                };
                let (subject, what) = subject_and_what(simulation.world(), &found.event);
                links.push(Link {
                    text: format!("{subject} {what}"),
                    seq: Some(earlier),
                });
                (seq, cause) = (earlier, found.cause);
            }
            Cause::Decision(id) => {
                let Some(found) = simulation.decided(id) else {
                    return links;
                };
                let text = match &found.decision {
                    Decision::Placement(placed) => {
                        format!(
                            "placement for {}",
                            simulation.world().group_name(placed.ask.group)
                        )
                    }
                    Decision::Capacity(minute) => {
                        let name = &simulation.world().provider(minute.provider).name;
                        format!("managed scaling of {name} at {}", found.at)
                    }
                    Decision::Reconciliation { service, .. } => {
                        let name = &simulation.world().service(*service).row.name;
                        format!("look at service {name} at {}", found.at)
                    }
                };
                links.push(Link {
                    text,
                    seq: Some(found.seq),
                });
                match before(simulation, found.seq, &found.decision) {
                    Some((earlier, next)) => (seq, cause) = (earlier, next),
                    None => return links,
                }
            }
            Cause::Timer(Timer::Task(task)) => {
                // What the agent does follows from the last thing it was told about this task.
                let told = simulation.entries().rev().skip((simulation.len() - seq) as usize).find(|(_, earlier)| {
                    matches!(&earlier.event, Event::TaskStopRequested { task: it, .. } if *it == task)
                        || matches!((&earlier.event, earlier.cause), (Event::TaskCreated(_), Cause::Decision(id)) if placed(simulation, id) == Some(task))
                });
                let Some((earlier, found)) = told else {
                    return links;
                };
                let (subject, what) = subject_and_what(simulation.world(), &found.event);
                links.push(Link {
                    text: format!("{subject} {what}"),
                    seq: Some(earlier),
                });
                (seq, cause) = (earlier, found.cause);
            }
            Cause::Timer(_) => return links,
        }
    }
    links
}

fn placed(simulation: &Simulation, id: DecisionId) -> Option<crate::model::TaskId> {
    match &simulation.decided(id)?.decision {
        Decision::Placement(placement) => Some(placement.task),
        Decision::Reconciliation { .. } | Decision::Capacity(_) => None,
    }
}

/// What made the service scheduler look: the last command or stop that concerned the service.
fn before(simulation: &Simulation, seq: u64, decision: &Decision) -> Option<(u64, Cause)> {
    let service = match decision {
        Decision::Capacity(_) => return None,
        Decision::Reconciliation { service, .. } => *service,
        Decision::Placement(placement) => match placement.ask.group {
            crate::model::task::Group::Service(service) => service,
            crate::model::task::Group::Named(_) => return None,
        },
    };
    let mut earlier = simulation
        .entries()
        .rev()
        .skip((simulation.len() - seq) as usize);
    earlier.find_map(|(at, entry)| {
        let concerns = match &entry.event {
            Event::ServiceUpdated { service: it, .. }
            | Event::DeploymentStarted { service: it, .. }
            | Event::ServiceDeleted { service: it } => *it == service,
            Event::ServiceCreated(new) => {
                let name = &simulation.world().service(service).row.name;
                new.name == *name
            }
            _ => false,
        };
        concerns.then_some((at, entry.cause))
    })
}
