//! Application Auto Scaling for services: RegisterScalableTarget and PutScalingPolicy (scheduler 8).

use std::sync::Arc;

use serde_json::Value;

use crate::api::error::{ApiError, Exception};
use crate::api::input::Input;
use crate::api::json::object;
use crate::engine::Recorder;
use crate::kernel::SimSpan;
use crate::model::scaling::{Policy, ScalingMetric};
use crate::model::{ScalableTargetId, ServiceId};
use crate::world::{Cause, Event, World};

/// The default cooldown of a scale-in. That of a scale-out never holds back a larger one, so it has no effect here.
const COOLDOWN_SECS: u32 = 300;

pub(super) fn register(
    recorder: &mut impl Recorder,
    cause: Cause,
    input: Input<'_>,
) -> Result<Value, ApiError> {
    let service = service(recorder.world(), input)?;
    let (min, max) = (
        input.u32("MinCapacity").unwrap_or(0),
        input.u32("MaxCapacity").unwrap_or(0),
    );
    if max < min {
        return Err(
            ApiError::invalid_parameter("MaxCapacity must be at least MinCapacity.")
                .at("MaxCapacity"),
        );
    }
    recorder.emit(cause, Event::ScalableTargetRegistered { service, min, max });
    Ok(object! {})
}

pub(super) fn put_policy(
    recorder: &mut impl Recorder,
    cause: Cause,
    input: Input<'_>,
) -> Result<Value, ApiError> {
    let service = service(recorder.world(), input)?;
    let target = find(recorder.world(), service).ok_or_else(|| {
        let message = "No scalable target registered for service namespace ecs and this resource.";
        ApiError::new(Exception::ResourceNotFound, message)
            .at("ResourceId")
            .help("call RegisterScalableTarget first")
    })?;
    if input
        .str("PolicyType")
        .is_some_and(|word| word != "TargetTrackingScaling")
    {
        let message = "Scaling policies other than TargetTrackingScaling are not simulated yet.";
        return Err(ApiError::new(Exception::UnsupportedFeature, message).at("PolicyType"));
    }
    let configuration = input.object("TargetTrackingScalingPolicyConfiguration");
    let metric = configuration
        .object("PredefinedMetricSpecification")
        .str("PredefinedMetricType");
    let Some(metric) = metric.and_then(ScalingMetric::from_word) else {
        let message = "Only average CPU and memory utilization are simulated yet.";
        return Err(ApiError::new(Exception::UnsupportedFeature, message)
            .at("PredefinedMetricSpecification"));
    };
    let tenths = configuration
        .f64("TargetValue")
        .map_or(0, |value| (value * 10.0 + 0.5) as u32);
    if tenths == 0 {
        return Err(
            ApiError::invalid_parameter("TargetValue must be greater than 0.").at("TargetValue"),
        );
    }
    let policy = Policy {
        name: input.str("PolicyName").unwrap_or("policy").into(),
        metric,
        target: tenths,
        scale_in_cooldown: SimSpan::from_secs(u64::from(
            configuration
                .u32("ScaleInCooldown")
                .unwrap_or(COOLDOWN_SECS),
        )),
        scales_in: configuration.bool("DisableScaleIn") != Some(true),
    };
    recorder.emit(
        cause,
        Event::ScalingPolicyPut {
            target,
            policy: Arc::new(policy),
        },
    );
    Ok(object! {})
}

/// The service of `service/<cluster>/<service>`.
fn service(world: &World, input: Input<'_>) -> Result<ServiceId, ApiError> {
    let reference = input.str("ResourceId").unwrap_or_default();
    let mut parts = reference.split('/');
    let found = match (parts.next(), parts.next(), parts.next()) {
        (Some("service"), Some(cluster), Some(name)) => world
            .find_cluster(cluster)
            .and_then(|cluster| world.find_service(cluster.id, name)),
        _ => None,
    };
    found.map(|service| service.id).ok_or_else(|| {
        ApiError::invalid_parameter(format!("ECS service doesn't exist: {reference}"))
            .at("ResourceId")
            .help("write it as service/<cluster>/<service>")
    })
}

fn find(world: &World, service: ServiceId) -> Option<ScalableTargetId> {
    world
        .scalable_targets()
        .find(|(_, row)| row.service == service)
        .map(|(id, _)| id)
}
