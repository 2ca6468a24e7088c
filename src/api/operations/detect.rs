//! How a deployment is found to have failed, or to be done early: circuit breaker, alarms, success criteria (scheduler
//! 5.3 to 5.5).

use std::sync::Arc;

use crate::api::error::ApiError;
use crate::api::input::Input;
use crate::model::service::{
    CircuitBreaker, DeploymentAlarms, EarlySuccess, ServiceSettings, ThresholdType,
};

/// earlySuccessCriteria; asked after the limits, which it has to go with.
pub(super) fn early_success(
    input: Input<'_>,
    settings: &ServiceSettings,
) -> Result<Option<EarlySuccess>, ApiError> {
    if input.bool("enable") != Some(true) {
        return Ok(None);
    }
    let early = EarlySuccess {
        healthy_percent: input.u32("healthyPercent").unwrap_or(100),
        deferred: input.str("sourceServiceRevisionCleanup") == Some("DEFERRED"),
    };
    if early.healthy_percent < settings.minimum_healthy_percent {
        let message = "healthyPercent must be greater than or equal to minimumHealthyPercent.";
        let path = "deploymentConfiguration.earlySuccessCriteria.healthyPercent";
        return Err(ApiError::invalid_parameter(message).at(path));
    }
    Ok(Some(early))
}

/// deploymentConfiguration.alarms; an alarm that does not exist yet is simply not on.
pub(super) fn alarms(input: Input<'_>) -> DeploymentAlarms {
    DeploymentAlarms {
        enable: input.bool("enable") == Some(true),
        rollback: input.bool("rollback") == Some(true),
        names: input.strings("alarmNames").map(Arc::from).collect(),
    }
}

/// The circuit breaker of a request; what it leaves out has ECS's defaults (scheduler 5.4).
pub(super) fn circuit_breaker(input: Input<'_>) -> Result<CircuitBreaker, ApiError> {
    let default = CircuitBreaker::default();
    let threshold = input.object("thresholdConfiguration");
    let breaker = CircuitBreaker {
        enable: input.bool("enable").unwrap_or(default.enable),
        rollback: input.bool("rollback").unwrap_or(default.rollback),
        reset_on_healthy_task: input
            .bool("resetOnHealthyTask")
            .unwrap_or(default.reset_on_healthy_task),
        threshold_type: threshold
            .str("type")
            .and_then(ThresholdType::from_word)
            .unwrap_or(default.threshold_type),
        threshold_value: threshold.u32("value").unwrap_or(default.threshold_value),
    };
    if breaker.threshold_value == 0 {
        let path = "deploymentConfiguration.deploymentCircuitBreaker.thresholdConfiguration.value";
        return Err(
            ApiError::invalid_parameter("The threshold value must be greater than 0.").at(path),
        );
    }
    Ok(breaker)
}
