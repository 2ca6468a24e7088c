//! RegisterTaskDefinition: from a checked request to a revision, with every rule of registration.

use crate::api::error::ApiError;
use crate::model::task_definition::TaskDefinition;
use serde_json::Value;

/// Registers what `request` describes as `revision` of its family, or refuses with the first problem, as ECS does.
/// `request` has passed `check` against the shape.
pub fn register(_request: &Value, _revision: u32) -> Result<TaskDefinition, ApiError> {
    Err(ApiError::client("registration is not written yet"))
}
