//! RegisterTaskDefinition: from a request to a revision, with every rule of registration.
//!
//! The rules are in `containers`, `references`, `network`, `task_level` and `fargate`, in the order of
//! task-definition §13; `build` fills in what the service fills in. Leaves out what needs an account: whether roles
//! and images exist, and who may register.

mod attributes;
mod build;
mod containers;
mod fargate;
pub mod import;
mod logging;
mod network;
mod references;
pub mod rules;
mod secrets;
mod size;
mod task_level;

use crate::api::error::ApiError;
use crate::api::input::Input;
use crate::api::json::index_path;
use crate::kernel::WHOLE;
use crate::model::task_definition::TaskDefinition;
use rules::Verdicts;
use serde_json::Value;
pub use size::{cpu_units, memory_mib};

/// Registers what `request` describes as `revision` of its family, or refuses with the first problem, as ECS does.
/// `request` has passed the check against its shape; keys that only answers have are set aside.
pub fn register(request: &Value, revision: u32) -> Result<TaskDefinition, ApiError> {
    if !WHOLE {
        return Ok(build::build(request, revision));
    }
    let request = import::to_request(request);
    match judge(&request).first_refusal() {
        Some(refusal) => Err(refusal.to_error()),
        None => Ok(build::build(&request, revision)),
    }
}

/// Everything the rules have to say about a request, in the order in which ECS looks.
pub fn judge(request: &Value) -> Verdicts {
    crate::assumed!(REGISTRATION_ORDER);
    let task = Input::new(request);
    let mut verdicts = Verdicts::default();
    task_level::check_first(task, &mut verdicts);
    for (index, container) in task.objects("containerDefinitions").enumerate() {
        let path = index_path("containerDefinitions", index);
        containers::check(task, container, &path, &mut verdicts);
    }
    references::check(task, &mut verdicts);
    network::check(task, &mut verdicts);
    task_level::check_last(task, &mut verdicts);
    if task_level::asks_for(task, "FARGATE") {
        fargate::check(task, &mut verdicts);
    }
    verdicts
}
