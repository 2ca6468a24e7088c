//! A scenario being run: its steps fall due between the simulation's own events.

use std::sync::Arc;

use serde_json::Value;

use crate::api::error::ApiError;
use crate::api::finding::Finding;
use crate::api::operation::Operation;
use crate::api::operations::deployment_arn;
use crate::kernel::WHOLE;
use crate::kernel::{SimSpan, SimTime};
use crate::model::ContainerInstanceId;
use crate::model::messages::Ids;
use crate::scenario::{Fault, Scenario, Step, What, load};
use crate::sim::command::Asked;
use crate::sim::{Command, Progress, Simulation, command};
use crate::world::World;

/// Work one scenario may cause; more is a runaway.
pub const ENTRIES_MAX: u64 = 20_000_000;

/// The digest of a scenario file's whole run, in 16 hex digits: equal wherever the library runs.
pub fn digest(text: &str) -> Result<String, Vec<Finding>> {
    let scenario = Arc::new(load(text)?);
    let end = scenario.end();
    let mut run = Run::new(scenario);
    run.run_until(end, ENTRIES_MAX);
    Ok(format!("{:016x}", run.simulation.digest()))
}

/// A step that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Its place among the steps.
    pub step: usize,
    /// Entries in the log at that moment.
    pub seq: u64,
    pub error: ApiError,
}

/// Something that is over by itself.
#[derive(Clone)]
struct Return {
    asked: SimTime,
    /// Entries in the log when it was asked.
    seq: u64,
    at: SimTime,
    command: Command,
    /// When it came back, or a later step began the same anew.
    settled: Option<SimTime>,
}

/// A scenario with the simulation it drives.
#[derive(Clone)]
pub struct Run {
    pub scenario: Arc<Scenario>,
    pub simulation: Simulation,
    /// Steps carried out so far.
    pub done: usize,
    pub refused: Vec<Refused>,
    /// What is over by itself: agents and zones come back, limits are lifted.
    returns: Vec<Return>,
}

impl Run {
    pub fn new(scenario: Arc<Scenario>) -> Run {
        let simulation = Simulation::new(scenario.seed);
        Run {
            scenario,
            simulation,
            done: 0,
            refused: Vec::new(),
            returns: Vec::new(),
        }
    }

    /// The run with the first `seq` entries of its log, at `now`; the steps after that are still to come.
    pub fn fork_at(&self, seq: u64, now: SimTime) -> Run {
        let simulation = self.simulation.fork_at(seq);
        let done = self
            .scenario
            .steps
            .iter()
            .filter(|step| step.at <= now)
            .count()
            .min(self.done);
        let undone: Vec<_> = self
            .refused
            .iter()
            .filter(|refused| refused.step < done)
            .cloned()
            .collect();
        let asked = self.returns.iter().filter(|it| it.asked <= now);
        let returns = asked.map(|it| Return {
            settled: it.settled.filter(|at| *at <= now),
            ..it.clone()
        });
        let returns = returns.collect();
        Run {
            scenario: self.scenario.clone(),
            simulation,
            done,
            refused: undone,
            returns,
        }
    }

    /// Runs to `until`, carrying out the steps that fall due, with at most about `at_most` entries of work.
    pub fn run_until(&mut self, until: SimTime, at_most: u64) -> Progress {
        let before = self.simulation.len();
        loop {
            let next = self.next_step_at().filter(|at| *at <= until);
            let spent = self.simulation.len() - before;
            let progress = self
                .simulation
                .run_until(next.unwrap_or(until), at_most.saturating_sub(spent));
            let entries = self.simulation.len() - before;
            if !progress.reached || next.is_none() {
                return Progress {
                    entries,
                    reached: progress.reached,
                };
            }
            self.step();
        }
    }

    /// When the next step falls due.
    pub fn next_step_at(&self) -> Option<SimTime> {
        let step = self.scenario.steps.get(self.done).map(|step| step.at);
        let back = self.next_return().map(|place| self.returns[place].at);
        step.into_iter().chain(back).min()
    }

    /// The place of what comes back next.
    fn next_return(&self) -> Option<usize> {
        let waiting = self.returns.iter().enumerate();
        let waiting = waiting.filter(|(_, it)| self.is_waiting(it));
        waiting.min_by_key(|(_, it)| it.at).map(|(place, _)| place)
    }

    /// What is still to be over by itself, and when.
    pub fn returns(&self) -> impl Iterator<Item = (SimTime, &Command)> {
        let waiting = self.returns.iter().filter(|it| self.is_waiting(it));
        waiting.map(|it| (it.at, &it.command))
    }

    /// Whether it is still to come back: neither did it, nor was it brought back by hand before its time.
    fn is_waiting(&self, it: &Return) -> bool {
        if it.settled.is_some() || !WHOLE {
            return false;
        }
        let journal = self.simulation.journal().rev();
        let mut since = journal.take_while(|done| done.seq >= it.seq);
        !since.any(|done| done.command == it.command)
    }

    /// What begins at `asked` ends with `back` after `span`; the word of an earlier step on the same no longer counts.
    fn ends_with(&mut self, asked: SimTime, span: Option<SimSpan>, back: Command) {
        if !WHOLE {
            return;
        }
        for earlier in &mut self.returns {
            if earlier.settled.is_none() && earlier.command == back {
                earlier.settled = Some(asked);
            }
        }
        let seq = self.simulation.len();
        self.returns.extend(span.map(|span| Return {
            asked,
            seq,
            at: asked + span,
            command: back,
            settled: None,
        }));
    }

    /// The next thing that happens, whether a step or an event of the simulation.
    pub fn next_at(&self) -> Option<SimTime> {
        let timer = self.simulation.world().next_timer().map(|(id, _)| id.at);
        self.next_step_at().into_iter().chain(timer).min()
    }

    fn step(&mut self) {
        let step_at = self.scenario.steps.get(self.done).map(|step| step.at);
        if let Some(place) = self
            .next_return()
            .filter(|place| step_at.is_none_or(|at| self.returns[*place].at < at))
        {
            let back = &mut self.returns[place];
            back.settled = Some(back.at);
            // Coming back is never refused.
            let command = back.command.clone();
            let _ = self.simulation.submit(command);
            return;
        }
        let Some(step) = self.scenario.steps.get(self.done).cloned() else {
            return;
        };
        let outcome = self.carry_out(&step);
        if let Err(error) = outcome {
            self.refused.push(Refused {
                step: self.done,
                seq: self.simulation.len(),
                error,
            });
        }
        self.done += 1;
    }

    /// What was refused, with the world it was refused on: enough to find out why.
    pub fn refused_command(&self, refused: &Refused) -> Option<(World, Command)> {
        let world = self.simulation.world_at(refused.seq);
        let step = self.scenario.steps.get(refused.step)?;
        let command = match &step.what {
            What::Request { operation, request } => {
                asked(&world, step, *operation, request).ok()?
            }
            What::Instances(new) => Command::Instances(new.clone()),
            _ => return None,
        };
        Some((world, command))
    }

    fn carry_out(&mut self, step: &Step) -> Result<(), ApiError> {
        let command = match &step.what {
            What::Request { operation, request } => {
                asked(self.simulation.world(), step, *operation, request)?
            }
            What::Account(account) => Command::Account(account.clone()),
            What::Load(new) => Command::Load(new.clone()),
            What::Function(new) => Command::Function(new.clone()),
            What::Metric(new) => Command::Metric(new.clone()),
            What::LoadBalancer(new) => Command::LoadBalancer(new.clone()),
            What::Group(new) => Command::Group(new.clone()),
            What::Image(new) => Command::Image(new.clone()),
            What::Instances(new) => Command::Instances(new.clone()),
            What::Limits(limits, lasts) => {
                let lifted = limits.iter().map(|(limit, _)| (*limit, None)).collect();
                let lifted = Command::Limits(Arc::new(lifted));
                self.ends_with(step.at, *lasts, lifted);
                Command::Limits(Arc::new(limits.clone()))
            }
            What::Fault(fault) => Command::Fault(self.fault(fault, step.at)?),
        };
        self.simulation.submit(command).map(drop)
    }

    fn fault(&mut self, fault: &Fault, at: SimTime) -> Result<command::Fault, ApiError> {
        let world = self.simulation.world();
        Ok(match fault {
            Fault::AgentDisconnect { instance, span } => {
                let instance = instance_number(world, *instance)?;
                let fault = command::Fault::AgentConnection {
                    instance,
                    connected: true,
                };
                self.ends_with(at, *span, Command::Fault(fault));
                command::Fault::AgentConnection {
                    instance,
                    connected: false,
                }
            }
            Fault::InstanceTerminate { instance } => command::Fault::InstanceTerminate {
                instance: instance_number(world, *instance)?,
            },
            Fault::ZoneOutage { zone, span } => {
                let lasts = span.is_some();
                // One without a time says nothing of how long Fargate stays away.
                if lasts {
                    let fault = command::Fault::ZoneBack { zone };
                    self.ends_with(at, *span, Command::Fault(fault));
                }
                command::Fault::ZoneOutage { zone, lasts }
            }
            Fault::SpotInterruption { instance } => command::Fault::SpotInterruption {
                instance: instance_number(world, *instance)?,
            },
            Fault::InstanceImpaired { instance } => command::Fault::InstanceImpaired {
                instance: instance_number(world, *instance)?,
            },
            Fault::SpotTaskInterruption { task } => command::Fault::SpotTaskInterruption {
                task: task_named(world, task)?.id,
            },
            Fault::TaskCrash { task } => command::Fault::TaskCrash {
                task: task_named(world, task)?.id,
            },
        })
    }
}

/// The request of a step, as whoever asks it.
fn asked(
    world: &World,
    step: &Step,
    operation: Operation,
    request: &Value,
) -> Result<Command, ApiError> {
    let request = Arc::new(resolved(world, request)?);
    Ok(match &step.caller {
        Some(caller) => Command::As(Arc::new(Asked {
            caller: caller.clone(),
            operation,
            request,
        })),
        None => Command::Request { operation, request },
    })
}

fn instance_number(world: &World, number: u32) -> Result<ContainerInstanceId, ApiError> {
    let found = world
        .instances()
        .nth(number.saturating_sub(1) as usize)
        .map(|instance| instance.id);
    found
        .ok_or_else(|| ApiError::invalid_parameter(format!("there is no instance number {number}")))
}

fn task_named<'w>(
    world: &'w World,
    label: &str,
) -> Result<crate::world::views::TaskView<'w>, ApiError> {
    let found = world.tasks().find(|task| task.label() == label);
    found.ok_or_else(|| ApiError::invalid_parameter(format!("there is no task `{label}`")))
}

/// `web` is the newest task set of the service `web`, `web.1` its first.
fn task_set_named(world: &World, name: &str) -> Result<String, ApiError> {
    let (service, number) = match name.rsplit_once('.') {
        Some((service, number)) => (service, number.parse::<usize>().ok()),
        None => (name, None),
    };
    let sets: Vec<_> = world
        .deployments()
        .filter(|(_, row)| row.is_task_set && *world.service(row.service).row.name == *service)
        .map(|(id, _)| id)
        .collect();
    let found = match number {
        Some(number) => sets.get(number.wrapping_sub(1)),
        None => sets.last(),
    };
    let unknown = || ApiError::invalid_parameter(format!("there is no task set `{name}`"));
    found
        .map(|id| Ids::deployment(world, *id))
        .ok_or_else(unknown)
}

/// `request` with `$instance:2` and `$task:web.3` replaced by the ids of this run.
pub fn resolved(world: &World, request: &Value) -> Result<Value, ApiError> {
    if !WHOLE {
        return Ok(request.clone());
    }
    Ok(match request {
        Value::String(text) => match text.split_once(':') {
            Some(("$instance", number)) => {
                let number = number.parse().map_err(|_| {
                    ApiError::invalid_parameter(format!("`{text}` names no instance"))
                })?;
                world.instance(instance_number(world, number)?).arn().into()
            }
            Some(("$targetGroup", name)) => {
                let group = world.find_target_group(name).ok_or_else(|| {
                    ApiError::invalid_parameter(format!("there is no target group `{name}`"))
                })?;
                Ids::target_group(world, group).into()
            }
            Some(("$deployment", name)) => {
                let service = world
                    .services()
                    .filter(|service| *service.row.name == *name)
                    .last();
                let service = service.ok_or_else(|| {
                    ApiError::invalid_parameter(format!("there is no service `{name}`"))
                })?;
                deployment_arn(world, service.row.primary).into()
            }
            Some(("$taskSet", name)) => task_set_named(world, name)?.into(),
            Some(("$task", label)) => task_named(world, label)?.arn().into(),
            _ => request.clone(),
        },
        Value::Array(list) => Value::Array(
            list.iter()
                .map(|value| resolved(world, value))
                .collect::<Result<_, _>>()?,
        ),
        Value::Object(map) => {
            let pairs = map
                .iter()
                .map(|(key, value)| Ok((key.clone(), resolved(world, value)?)));
            Value::Object(pairs.collect::<Result<_, ApiError>>()?)
        }
        _ => request.clone(),
    })
}
