//! The journal as a scenario file: what was done so far, and what the scenario still has to bring.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::api::json::object;
use crate::kernel::SimTime;
use crate::model::capacity::NewGroup;
use crate::model::quota::Limit;
use crate::model::scaling::{Curve, Work};
use crate::model::traffic::FunctionBehaviour;
use crate::scenario::{Fault as Planned, Step, What, limits};
use crate::sim::Journaled;
use crate::sim::command::{Command, Fault, NewBehaviour, NewInstances, NewLoad};
use crate::view::session::Session;
use crate::world::event::{NewLoadBalancer, NewTargetGroup};

/// A file that, opened again, gives the same run.
pub fn scenario(session: &Session) -> String {
    let course = session.course();
    let journal: Vec<_> = course.simulation.journal().collect();
    // What was done after that, and what is still to be over by itself.
    let later = |place: usize| {
        let done = journal[place + 1..].iter().map(|it| (it.at, &it.command));
        done.chain(course.returns())
    };
    let mut steps: Vec<Value> = Vec::new();
    for (place, journaled) in journal.iter().enumerate() {
        let mut caller = None;
        let what = match &journaled.command {
            Command::As(asked) => {
                caller = Some(&asked.caller);
                Some((asked.operation.name(), (*asked.request).clone()))
            }
            Command::Account(account) => Some(("iam", account.written.clone())),
            Command::Request { operation, request } => {
                Some((operation.name(), (**request).clone()))
            }
            Command::Instances(new) => Some(("instances", instances(new))),
            Command::Image(new) => Some(("image", image(new))),
            Command::Load(new) => Some(("load", load(new))),
            Command::Function(new) => Some(("function", function(&new.0, &new.1))),
            Command::Metric(new) => Some(("metric", metric(&new.0, &new.1))),
            Command::Group(new) => Some(("autoScalingGroup", group(new))),
            Command::LoadBalancer(new) => Some(("loadBalancer", load_balancer(new))),
            // The return of what had a time is told by the step that took it away.
            Command::Limits(limits) if is_return(&journal[..place], limits) => None,
            Command::Limits(limits) => {
                let lifted = limits.iter().map(|(limit, _)| (*limit, None)).collect();
                let lifted = Command::Limits(Arc::new(lifted));
                let until = later(place).find(|(_, command)| **command == lifted);
                let lasts = until.map(|(until, _)| until.since(journaled.at));
                Some(limits::written(limits, lasts, span))
            }
            Command::Fault(fault) => self::fault(session, *fault, journaled.at, later(place))
                .map(|fault| ("fault", fault)),
        };
        steps.extend(what.map(|(key, what)| asked_by(caller, step(journaled.at, key, what))));
    }
    for planned in course.scenario.steps.iter().skip(course.done) {
        steps.push(to_come(planned));
    }
    let mut file = Map::new();
    file.insert("title".to_owned(), course.scenario.title.clone().into());
    if !course.scenario.description.is_empty() {
        file.insert(
            "description".to_owned(),
            course.scenario.description.clone().into(),
        );
    }
    file.insert("seed".to_owned(), course.scenario.seed.into());
    file.insert("open".to_owned(), span(session.now()).into());
    file.insert("steps".to_owned(), steps.into());
    if let Some(suggestion) = &course.scenario.suggestion {
        let name = suggestion.operation.name();
        file.insert(
            "suggest".to_owned(),
            object! { "say": suggestion.say.as_str(), name: suggestion.request.clone() },
        );
    }
    serde_json::to_string_pretty(&Value::Object(file)).unwrap_or_default()
}

/// Whether a fault before says until when it holds.
fn is_return(before: &[&Journaled], limits: &[(Limit, Option<u32>)]) -> bool {
    let same = |it: &&Journaled| match &it.command {
        Command::Limits(earlier) => earlier
            .iter()
            .map(|it| it.0)
            .eq(limits.iter().map(|it| it.0)),
        _ => false,
    };
    // A quota or the size of a subnet has no time: that it ends is a step of its own.
    let timed = |limit| !matches!(limit, Limit::FargateVcpus { .. } | Limit::Addresses { .. });
    let mut all = limits.iter();
    all.all(|(limit, to)| to.is_none() && timed(*limit)) && before.iter().any(same)
}

fn asked_by(caller: Option<&String>, mut step: Value) -> Value {
    if let Some(caller) = caller {
        step["as"] = caller.as_str().into();
    }
    step
}

fn step(at: SimTime, key: &str, what: Value) -> Value {
    object! { "at": span(at), key: what }
}

/// The shortest exact writing the loader reads.
fn span(at: SimTime) -> String {
    match at.0 {
        micros if micros.is_multiple_of(1_000_000) => format!("{}s", micros / 1_000_000),
        micros if micros.is_multiple_of(1_000) => format!("{}ms", micros / 1_000),
        micros => format!("{micros}us"),
    }
}

fn instances(new: &NewInstances) -> Value {
    let mut value = object! {
        "cluster": new.cluster.as_str(),
        "type": new.kind.name,
        "zones": new.zones.clone(),
        "count": new.count,
    };
    if !new.attributes.is_empty() {
        value["attributes"] = new.attributes.clone().into_iter().collect();
    }
    if let Some(bytes) = new.agent.os_memory_bytes {
        value["osMemoryBytes"] = bytes.into();
    }
    if new.agent.reserved_memory_mib > 0 {
        value["reservedMemory"] = new.agent.reserved_memory_mib.into();
    }
    if new.agent.trunking {
        value["trunking"] = true.into();
    }
    value
}

fn image(new: &NewBehaviour) -> Value {
    let behaviour = new.behaviour;
    let mut value = object! { "name": new.image.as_str() };
    if behaviour.missing {
        value["missing"] = true.into();
    }
    if let Some(exit) = behaviour.exits {
        value["exitAfter"] = span(SimTime(exit.after.0)).into();
        value["exitCode"] = exit.code.into();
    }
    for (key, after) in [
        ("unhealthyAfter", behaviour.unhealthy_after),
        ("slowStart", behaviour.slow_start),
        ("targetUnhealthyAfter", behaviour.target_unhealthy_after),
    ] {
        if let Some(after) = after {
            value[key] = span(SimTime(after.0)).into();
        }
    }
    if behaviour.ignores_sigterm {
        value["ignoresSigterm"] = true.into();
    }
    value
}

fn load(new: &NewLoad) -> Value {
    let mut value = object! { "service": new.service.as_str() };
    for (work, tasks, units) in [
        (&new.load.cpu, "cpu", "cpuUnits"),
        (&new.load.memory, "memory", "memoryMib"),
    ] {
        match work {
            Work::Tasks(work) => value[tasks] = curve(work),
            Work::Units(work) => value[units] = curve(work),
        }
    }
    value["requests"] = curve(&new.load.requests);
    value
}

/// Points as a file writes them.
fn curve(curve: &Curve) -> Value {
    let pair = |(at, worth): &(SimTime, u32)| {
        Value::Array(vec![span(*at).into(), (f64::from(*worth) / 1_000.0).into()])
    };
    Value::Array(curve.points.iter().map(pair).collect())
}

fn metric(name: &str, values: &Curve) -> Value {
    object! { "name": name, "values": curve(values) }
}

fn function(name: &str, behaviour: &FunctionBehaviour) -> Value {
    let stages: Vec<&str> = behaviour.stages.iter().map(|stage| stage.word()).collect();
    let mut value = object! {
        "name": name,
        "stages": stages,
        "takes": span(SimTime(behaviour.takes.0)),
        "callBackDelay": span(SimTime(behaviour.call_back.0)),
    };
    let answers: Vec<&str> = behaviour
        .answers
        .iter()
        .map(|answer| answer.word())
        .collect();
    if !answers.is_empty() {
        value["answers"] = answers.into();
    }
    value
}

fn group(new: &NewGroup) -> Value {
    let mut value = object! {
        "name": new.name.as_str(),
        "cluster": new.cluster.as_str(),
        "types": new.types.iter().map(|kind| kind.name).collect::<Vec<_>>(),
        "zones": new.zones.clone(),
        "min": new.min,
        "max": new.max,
        "desired": new.desired,
        "newInstancesProtectedFromScaleIn": new.protects_new,
        "onDemandBaseCapacity": new.on_demand_base,
        "onDemandPercentageAboveBaseCapacity": new.on_demand_percent,
        "terminationPolicy": new.termination_policy.word(),
    };
    if let Some(hook) = new.terminating_hook {
        let mut keys = object! { "heartbeat": span(SimTime(hook.heartbeat.0)) };
        if let Some(takes) = hook.takes {
            keys["takes"] = span(SimTime(takes.0)).into();
        }
        value["terminatingHook"] = keys;
    }
    value
}

fn load_balancer(new: &NewLoadBalancer) -> Value {
    let group = |group: &NewTargetGroup| {
        object! {
            "name": group.name.as_str(),
            "targetType": group.target_type.word(),
            "healthCheckIntervalSeconds": group.health_check_interval_secs,
            "healthyThresholdCount": group.healthy_threshold,
            "unhealthyThresholdCount": group.unhealthy_threshold,
            "deregistrationDelaySeconds": group.deregistration_delay_secs,
        }
    };
    object! {
        "name": new.name.as_str(),
        "type": new.kind.word(),
        "listenerPort": new.listener_port,
        "targetGroups": new.groups.iter().map(group).collect::<Vec<_>>(),
    }
}

/// A fault; the reconnection of an agent is told by the fault that disconnected it.
fn fault<'j>(
    session: &Session,
    fault: Fault,
    at: SimTime,
    mut rest: impl Iterator<Item = (SimTime, &'j Command)>,
) -> Option<Value> {
    match fault {
        Fault::AgentConnection {
            connected: true, ..
        } => None,
        Fault::AgentConnection { instance, .. } => {
            let back = Fault::AgentConnection {
                instance,
                connected: true,
            };
            let until = rest
                .find(|(_, command)| **command == Command::Fault(back))
                .map(|(at, _)| at);
            let mut value = object! { "instance": instance.0 + 1 };
            if let Some(until) = until {
                value["for"] = span(SimTime(until.since(at).0)).into();
            }
            Some(object! { "agentDisconnect": value })
        }
        Fault::InstanceTerminate { instance } => {
            Some(object! { "instanceTerminate": object! { "instance": instance.0 + 1 } })
        }
        Fault::ZoneBack { .. } => None,
        Fault::ZoneOutage { zone, lasts } => {
            let back = Command::Fault(Fault::ZoneBack { zone });
            let until = rest.find(|(_, command)| **command == back);
            let mut value = object! { "zone": zone };
            if let Some((until, _)) = until.filter(|_| lasts) {
                value["for"] = span(SimTime(until.since(at).0)).into();
            }
            Some(object! { "zoneOutage": value })
        }
        Fault::InstanceImpaired { instance } => {
            Some(object! { "instanceImpaired": object! { "instance": instance.0 + 1 } })
        }
        Fault::SpotInterruption { instance } => {
            Some(object! { "spotInterruption": object! { "instance": instance.0 + 1 } })
        }
        Fault::SpotTaskInterruption { task } => {
            let label = session.run().world().task(task).label();
            Some(object! { "spotTaskInterruption": object! { "task": label } })
        }
        Fault::TaskCrash { task } => {
            let label = session.run().world().task(task).label();
            Some(object! { "taskCrash": object! { "task": label } })
        }
    }
}

fn to_come(planned: &Step) -> Value {
    let (key, what) = match &planned.what {
        What::Request { operation, request } => (operation.name(), request.clone()),
        What::Account(account) => ("iam", account.written.clone()),
        What::Instances(new) => ("instances", instances(new)),
        What::Image(new) => ("image", image(new)),
        What::Load(new) => ("load", load(new)),
        What::Function(new) => ("function", function(&new.0, &new.1)),
        What::Metric(new) => ("metric", metric(&new.0, &new.1)),
        What::Group(new) => ("autoScalingGroup", group(new)),
        What::LoadBalancer(new) => ("loadBalancer", load_balancer(new)),
        What::Limits(new, lasts) => limits::written(new, *lasts, span),
        What::Fault(Planned::AgentDisconnect {
            instance,
            span: length,
        }) => {
            let mut value = object! { "instance": *instance };
            if let Some(length) = length {
                value["for"] = span(SimTime(length.0)).into();
            }
            ("fault", object! { "agentDisconnect": value })
        }
        What::Fault(Planned::InstanceTerminate { instance }) => (
            "fault",
            object! { "instanceTerminate": object! { "instance": *instance } },
        ),
        What::Fault(Planned::TaskCrash { task }) => (
            "fault",
            object! { "taskCrash": object! { "task": task.as_str() } },
        ),
        What::Fault(Planned::InstanceImpaired { instance }) => (
            "fault",
            object! { "instanceImpaired": object! { "instance": *instance } },
        ),
        What::Fault(Planned::SpotInterruption { instance }) => (
            "fault",
            object! { "spotInterruption": object! { "instance": *instance } },
        ),
        What::Fault(Planned::SpotTaskInterruption { task }) => (
            "fault",
            object! { "spotTaskInterruption": object! { "task": task.as_str() } },
        ),
        What::Fault(Planned::ZoneOutage { zone, span: length }) => {
            let mut value = object! { "zone": *zone };
            if let Some(length) = length {
                value["for"] = span(SimTime(length.0)).into();
            }
            ("fault", object! { "zoneOutage": value })
        }
    };
    let mut value = asked_by(planned.caller.as_ref(), step(planned.at, key, what));
    if let Some(refused) = &planned.refused {
        value["refused"] = refused.clone().into();
    }
    value
}
