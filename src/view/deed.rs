//! What a command is called when it is offered to be undone.

use serde_json::Value;

use crate::api::operation::Operation;
use crate::sim::Command;
use crate::sim::command::Fault;

/// What a command is called in undo and in reasons.
pub fn command_name(command: &Command) -> String {
    match command {
        Command::Request { operation, request } => request_name(*operation, request),
        Command::As(asked) => {
            let name = request_name(asked.operation, &asked.request);
            format!("{name} by {}", asked.caller)
        }
        Command::Account(_) => "users, roles and policies".to_owned(),
        Command::Instances(new) => format!("{} × {}", new.count, new.kind.name),
        Command::Function(new) => format!("answers of {}", new.0),
        Command::Metric(new) => format!("metric {}", new.0),
        Command::Load(new) => format!("load of {}", new.service),
        Command::LoadBalancer(new) => format!("load balancer {}", new.name),
        Command::Image(new) => format!("how {} behaves", new.image),
        Command::Fault(Fault::AgentConnection {
            connected: true, ..
        }) => "a reconnected agent".to_owned(),
        Command::Fault(Fault::AgentConnection { .. }) => "a disconnected agent".to_owned(),
        Command::Fault(Fault::InstanceImpaired { .. }) => "an impaired instance".to_owned(),
        Command::Fault(Fault::InstanceTerminate { .. }) => "a terminated instance".to_owned(),
        Command::Fault(Fault::ZoneBack { zone }) => format!("the return of {zone}"),
        Command::Fault(Fault::ZoneOutage { zone, .. }) => format!("the outage of {zone}"),
        Command::Limits(_) => "a limit".to_owned(),
        Command::Group(new) => format!("Auto Scaling group {}", new.name),
        Command::Fault(Fault::SpotInterruption { .. }) => "a Spot interruption".to_owned(),
        Command::Fault(Fault::SpotTaskInterruption { .. }) => "a Spot interruption".to_owned(),
        Command::Fault(Fault::TaskCrash { .. }) => "a crash".to_owned(),
    }
}

/// The operation with what it is about.
fn request_name(operation: Operation, request: &Value) -> String {
    let text = |key: &str| request.get(key).and_then(Value::as_str).map(str::to_owned);
    let about = [
        "serviceName",
        "service",
        "clusterName",
        "family",
        "taskDefinition",
        "task",
    ];
    match about.iter().find_map(|key| text(key)) {
        Some(name) => format!("{} {name}", operation.name()),
        None => operation.name().to_owned(),
    }
}
