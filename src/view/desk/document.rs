//! Requests about a text: findings, completions, forms, registering; and reading what a button sends.

use std::sync::Arc;

use serde_json::Value;

use crate::api::document;
use crate::api::error::ApiError;
use crate::api::finding::{self, Severity, utf16_offset};
use crate::api::json::{self, Dialect};
use crate::api::operation::{self, Operation};
use crate::api::operations::describe;
use crate::api::task_definition::import;
use crate::catalog::instance_types::instance_type;
use crate::catalog::zones::zone;
use crate::explain::access;
use crate::kernel::{SimTime, WHOLE, sort_by_key};
use crate::model::service::ServiceStatus;
use crate::model::{TaskDefinitionId, assumed};
use crate::scenario::limits::SHORTAGES;
use crate::scenario::{self, What};
use crate::sim::Command;
use crate::sim::command::{Fault, NewInstances};
use crate::view::frame::{Kind, Subject};
use crate::view::inspector::work;
use crate::view::message::{
    About, Ask, Assumption, Choice, Finding, Refusal, Registered, Reply, ReplyKind, Request,
};
use crate::view::session::Session;
use crate::view::{diff, form};
use crate::world::World;

pub fn diagnose(id: u32, text: &str) -> Reply {
    Reply {
        findings: shown(text, &document::diagnose(text)),
        ..Reply::new(id, ReplyKind::Diagnostics)
    }
}

/// Findings with places as editors count them.
pub fn shown(text: &str, findings: &[finding::Finding]) -> Vec<Finding> {
    let row = |it: &finding::Finding| Finding {
        from: utf16_offset(text, it.span.start) as u32,
        to: utf16_offset(text, it.span.end) as u32,
        severity: match it.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        }
        .to_owned(),
        message: it.message.clone(),
        help: it.help.clone().unwrap_or_default(),
        path: it.path.clone(),
        line: it.line,
    };
    let mut list: Vec<Finding> = findings.iter().map(row).collect();
    sort_by_key(&mut list, |finding| {
        (
            finding.severity != "error",
            finding.severity != "warning",
            finding.from,
        )
    });
    list
}

pub fn complete(id: u32, text: &str, offset: u32) -> Reply {
    let completion = document::complete(text, byte_offset(text, offset));
    let option = |it: document::Choice| Choice {
        label: it.label,
        insert: it.apply,
        detail: it.detail,
        info: it.info,
    };
    Reply {
        from: Some(utf16_offset(text, completion.from) as u32),
        to: Some(utf16_offset(text, completion.to) as u32),
        options: completion.options.into_iter().map(option).collect(),
        ..Reply::new(id, ReplyKind::Completion)
    }
}

pub fn hover(id: u32, text: &str, offset: u32) -> Reply {
    let Some(hover) = document::hover(text, byte_offset(text, offset)) else {
        return Reply::new(id, ReplyKind::Hover);
    };
    Reply {
        from: Some(utf16_offset(text, hover.from) as u32),
        to: Some(utf16_offset(text, hover.to) as u32),
        text: Some(format!("{}\n{}", hover.title, hover.text)),
        ..Reply::new(id, ReplyKind::Hover)
    }
}

/// The byte where a place counted in UTF-16 units lies.
fn byte_offset(text: &str, utf16: u32) -> usize {
    let mut units = 0;
    for (byte, character) in text.char_indices() {
        if units >= utf16 {
            return byte;
        }
        units += character.len_utf16() as u32;
    }
    text.len()
}

pub fn form(request: Request) -> Reply {
    let text = request.text.unwrap_or_default();
    if request.ask == Ask::Form {
        return Reply {
            form: Some(form::read(&text)),
            ..Reply::new(request.id, ReplyKind::Form)
        };
    }
    let changed = form::set(
        &text,
        &request.path.unwrap_or_default(),
        &request.value.unwrap_or_default(),
    );
    Reply {
        text: changed,
        ..Reply::new(request.id, ReplyKind::Text)
    }
}

/// A task definition as input for registering its next revision.
pub fn of_subject(id: u32, world: &World, subject: Option<Subject>) -> Reply {
    let found = subject.filter(|subject| subject.kind == Kind::TaskDefinition);
    let found = found.and_then(|subject| world.definitions().find(|(it, _)| it.0 == subject.id));
    let Some((definition, row)) = found else {
        return Reply::new(id, ReplyKind::Text);
    };
    Reply {
        text: Some(as_request(world, definition)),
        name: Some(row.definition.family.clone()),
        ..Reply::new(id, ReplyKind::Text)
    }
}

fn as_request(world: &World, id: TaskDefinitionId) -> String {
    let request = import::to_request(&describe::task_definition(world, id));
    serde_json::to_string_pretty(&request).unwrap_or_default()
}

/// Registers `text`, and says what differs from the revision before.
pub fn register(session: &mut Session, text: &str) -> Result<Registered, Refusal> {
    let request = read_draft(text)?;
    let family = request
        .get("family")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    let before = session
        .world()
        .find_definition(&family)
        .map(|id| as_request(session.world(), id));
    let previous = session
        .world()
        .find_definition(&family)
        .map(|id| session.world().definition(id).revision);
    let notes = notes(text);
    let command = Command::Request {
        operation: Operation::RegisterTaskDefinition,
        request: Arc::new(request),
    };
    session
        .submit(command.clone())
        .map_err(|error| refused(session.world(), &command, &error))?;

    let world = session.world();
    let Some(made) = world.find_definition(&family) else {
        return Err(Refusal::default());
    };
    let now = as_request(world, made);
    let runs = |service: &crate::world::views::ServiceView<'_>| {
        service.row.status == ServiceStatus::Active
            && world.definition(service.primary().definition).family == family
    };
    Ok(Registered {
        revision: world.definition(made).revision,
        previous,
        lines: before.map_or_else(Vec::new, |before| diff::lines(&before, &now, 2)),
        notes,
        services: world
            .services()
            .filter(runs)
            .map(|service| service.row.name.to_string())
            .collect(),
        family,
    })
}

/// The request in a draft: comments allowed, Describe's answer taken as well.
fn read_draft(text: &str) -> Result<Value, Refusal> {
    let node = json::parse(text, Dialect::Relaxed).map_err(|findings| first(&findings))?;
    let mut findings = json::repeated_keys(&node);
    operation::check_request(Operation::RegisterTaskDefinition, &node, "", &mut findings);
    finding::place_all(&mut findings, text);
    if finding::any_error(&findings) {
        return Err(first(&findings));
    }
    Ok(operation::request_value(
        Operation::RegisterTaskDefinition,
        &node,
    ))
}

/// What was set aside while reading it.
fn notes(text: &str) -> Vec<String> {
    let notes = document::diagnose(text)
        .into_iter()
        .filter(|it| it.severity == Severity::Info);
    notes.take(3).map(|it| it.message).collect()
}

fn first(findings: &[finding::Finding]) -> Refusal {
    let error = finding::first_error(findings);
    let mut refusal = error.as_ref().map(refusal).unwrap_or_default();
    if let Some(found) = findings.iter().find(|it| it.severity == Severity::Error) {
        refusal.message = format!("line {}: {}", found.line, found.message);
    }
    refusal
}

pub fn refusal(error: &ApiError) -> Refusal {
    let path = error
        .path
        .as_ref()
        .map(|path| format!(" (at {path})"))
        .unwrap_or_default();
    Refusal {
        name: error.exception.name().to_owned(),
        message: format!("{}{path}", error.message),
        help: error.help.clone().unwrap_or_default(),
    }
}

/// The same, with what IAM refused explained.
pub fn refused(world: &World, command: &Command, error: &ApiError) -> Refusal {
    let mut refusal = refusal(error);
    if WHOLE && let Some(explained) = access::call(world, command) {
        let mut said = explained.paragraph;
        for change in &explained.changes {
            said = format!("{said} To mend it: {change}.");
        }
        refusal.help = said.replace('`', "");
    }
    refusal
}

/// The command behind a button: an ECS operation, instances, or a fault.
pub fn command(world: &World, now: SimTime, name: &str, input: &str) -> Result<Command, Refusal> {
    match name {
        "instances" => instances(input),
        "fault" => fault(world, input),
        "load" => work::command(world, now, input).map_err(|why| plain(&why)),
        "image" | "loadBalancer" | "autoScalingGroup" | "limits" => around(name, input),
        _ => {
            let Some(operation) = Operation::from_name(name) else {
                return Err(plain(&format!(
                    "`{name}` is not an operation of ECS that is simulated"
                )));
            };
            let request =
                operation::read_request(operation, input).map_err(|findings| first(&findings))?;
            Ok(Command::Request {
                operation,
                request: Arc::new(request),
            })
        }
    }
}

fn plain(message: &str) -> Refusal {
    Refusal {
        message: message.to_owned(),
        ..Refusal::default()
    }
}

fn instances(input: &str) -> Result<Command, Refusal> {
    let value = json::value(input).map_err(|_| plain("the input is not JSON"))?;
    let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default();
    let kind = instance_type(text("type"))
        .ok_or_else(|| plain("this instance type is not in the catalogue"))?;
    let zones: Vec<_> = value
        .get("zones")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|it| it.as_str().and_then(zone))
        .collect();
    let count = value.get("count").and_then(Value::as_u64).unwrap_or(0);
    if zones.is_empty() || !(1..=1_000).contains(&count) {
        return Err(plain("choose 1 to 1000 instances and at least one zone"));
    }
    Ok(Command::Instances(Arc::new(NewInstances {
        cluster: text("cluster").to_owned(),
        kind,
        zones,
        count: count as u32,
        attributes: Default::default(),
        agent: Default::default(),
    })))
}

/// What scenarios bring about around ECS, read as a scenario's only step.
fn around(key: &str, input: &str) -> Result<Command, Refusal> {
    let text = [
        "{\"title\": \"-\", \"steps\": [{\"",
        key,
        "\": ",
        input,
        "}]}",
    ]
    .concat();
    let read = scenario::load(&text).map_err(|findings| first(&findings))?;
    match read.steps.into_iter().next().map(|step| step.what) {
        Some(What::Image(new)) => Ok(Command::Image(new)),
        Some(What::Group(new)) => Ok(Command::Group(new)),
        Some(What::LoadBalancer(new)) => Ok(Command::LoadBalancer(new)),
        Some(What::Limits(limits, _)) => Ok(Command::Limits(Arc::new(limits))),
        _ => Err(plain("the input is not complete")),
    }
}

fn fault(world: &World, input: &str) -> Result<Command, Refusal> {
    let value = json::value(input).map_err(|_| plain("the input is not JSON"))?;
    let text = |key: &str| value.get(key).and_then(Value::as_str);
    let instance = |hex: &str| {
        world
            .find_instance(hex)
            .map(|instance| instance.id)
            .ok_or_else(|| plain("there is no such instance here"))
    };
    if SHORTAGES.iter().any(|key| value.get(key).is_some()) {
        return around("fault", input);
    }
    let fault = if let Some(hex) = text("agentConnection") {
        let connected = value
            .get("connected")
            .and_then(Value::as_bool)
            .unwrap_or(false);
        Fault::AgentConnection {
            instance: instance(hex)?,
            connected,
        }
    } else if let Some(hex) = text("instanceTerminate") {
        Fault::InstanceTerminate {
            instance: instance(hex)?,
        }
    } else if let Some(hex) = text("instanceImpaired") {
        Fault::InstanceImpaired {
            instance: instance(hex)?,
        }
    } else if let Some(hex) = text("spotInterruption") {
        Fault::SpotInterruption {
            instance: instance(hex)?,
        }
    } else if let Some(hex) = text("spotTaskInterruption") {
        let task = world.find_task(hex);
        Fault::SpotTaskInterruption {
            task: task.ok_or_else(|| plain("there is no such task here"))?.id,
        }
    } else if let Some(name) = text("zoneOutage") {
        Fault::ZoneOutage {
            zone: zone(name).ok_or_else(|| plain("there is no such zone"))?,
            lasts: false,
        }
    } else {
        let task = world.find_task(text("taskCrash").unwrap_or_default());
        Fault::TaskCrash {
            task: task.ok_or_else(|| plain("there is no such task here"))?.id,
        }
    };
    Ok(Command::Fault(fault))
}

/// What the simulation assumes and leaves out.
pub fn about(id: u32) -> Reply {
    let row = |it: &crate::kernel::Assumption| Assumption {
        name: it.name.to_owned(),
        text: it.text.to_owned(),
    };
    let not_simulated = [
        "Networks: no packet moves; security groups, Service Connect and service discovery have no effect.",
        "External instances, warm pools, and which instance type Spot really has.",
        "What CODE_DEPLOY does between its deployments.",
        "Who may do what, unless a scenario describes an account; then groups, policies of resources and sessions, and tags of what exists are left out.",
        "What runs inside containers: they start, pass their checks and stop when told, unless you break their image.",
        "Prices other than the list prices of us-east-1, quotas of an account, and the other Regions.",
    ];
    let about = About {
        engine: env!("CARGO_PKG_VERSION").to_owned(),
        assumptions: assumed::ALL.iter().map(row).collect(),
        not_simulated: not_simulated.map(str::to_owned).to_vec(),
    };
    Reply {
        about: Some(about),
        ..Reply::new(id, ReplyKind::About)
    }
}
