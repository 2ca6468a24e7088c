//! Application Auto Scaling for services: RegisterScalableTarget, PutScalingPolicy, DeleteScalingPolicy,
//! PutScheduledAction, DescribeScalableTargets (scheduler 8).

use std::sync::Arc;

use serde_json::Value;

use crate::api::error::{ApiError, Exception};
use crate::api::input::Input;
use crate::api::json::object;
use crate::api::operations::policy::rule;
use crate::engine::Recorder;
use crate::engine::scaling::schedule;
use crate::kernel::{SimSpan, SimTime};
use crate::model::scaling::{Policy, PolicyRule, ScheduledAction, Suspended};
use crate::model::{ScalableTargetId, ServiceId};
use crate::world::{Cause, Event, World};

pub(super) fn register(
    recorder: &mut impl Recorder,
    cause: Cause,
    input: Input<'_>,
) -> Result<Value, ApiError> {
    let service = service(recorder.world(), input)?;
    let known = find(recorder.world(), service).map(|id| recorder.world().scalable_target(id));
    let bound = |key: &str, known: Option<u32>| {
        input
            .u32(key)
            .or(known)
            .ok_or_else(|| ApiError::invalid_parameter(format!("{key} is required.")).at(key))
    };
    let min = bound("MinCapacity", known.map(|it| it.min))?;
    let max = bound("MaxCapacity", known.map(|it| it.max))?;
    check_bounds(min, max)?;
    let flags = input.object("SuspendedState");
    let before = known.map(|it| it.suspended).unwrap_or_default();
    let flag = |key: &str, before: bool| flags.bool(key).unwrap_or(before);
    let suspended = Suspended {
        scale_in: flag("DynamicScalingInSuspended", before.scale_in),
        scale_out: flag("DynamicScalingOutSuspended", before.scale_out),
        scheduled: flag("ScheduledScalingSuspended", before.scheduled),
    };
    let registered = Event::ScalableTargetRegistered {
        service,
        min,
        max,
        suspended,
    };
    recorder.emit(cause, registered);
    Ok(object! {})
}

fn check_bounds(min: u32, max: u32) -> Result<(), ApiError> {
    if max < min {
        let message = "MaxCapacity must be at least MinCapacity.";
        return Err(ApiError::invalid_parameter(message).at("MaxCapacity"));
    }
    Ok(())
}

pub(super) fn put_policy(
    recorder: &mut impl Recorder,
    cause: Cause,
    input: Input<'_>,
) -> Result<Value, ApiError> {
    let (service, target) = target(recorder.world(), input)?;
    let (rule, secs) = rule(recorder, cause, input, service)?;
    let period = SimSpan::from_secs(secs);
    let policy = Policy {
        name: input.str("PolicyName").unwrap_or("policy").into(),
        due: match rule {
            PolicyRule::Steps(_) => SimTime::NEVER,
            _ => recorder.world().now() + period,
        },
        rule,
        period,
        values: Vec::new(),
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

pub(super) fn delete_policy(
    recorder: &mut impl Recorder,
    cause: Cause,
    input: Input<'_>,
) -> Result<Value, ApiError> {
    let (_, target) = target(recorder.world(), input)?;
    let name = input.str("PolicyName").unwrap_or_default();
    let mut policies = recorder.world().scalable_target(target).policies.iter();
    let Some(place) = policies.position(|policy| *policy.name == *name) else {
        let message = format!("No scaling policy found named {name}.");
        return Err(ApiError::new(Exception::ResourceNotFound, message).at("PolicyName"));
    };
    let policy = place as u8;
    recorder.emit(cause, Event::ScalingPolicyDeleted { target, policy });
    Ok(object! {})
}

pub(super) fn put_action(
    recorder: &mut impl Recorder,
    cause: Cause,
    input: Input<'_>,
) -> Result<Value, ApiError> {
    let world = recorder.world();
    let (_, id) = target(world, input)?;
    let text = input.str("Schedule").unwrap_or_default();
    let Some(schedule) = schedule::read(text) else {
        let message = format!("Invalid schedule expression: {text}");
        return Err(ApiError::invalid_parameter(message)
            .at("Schedule")
            .help("at(2026-01-01T00:30:00), rate(1 hour) or cron(0 8 * * ? *), in UTC"));
    };
    let bounds = input.object("ScalableTargetAction");
    let (min, max) = (bounds.u32("MinCapacity"), bounds.u32("MaxCapacity"));
    if min.or(max).is_none() {
        let message = "ScalableTargetAction needs MinCapacity, MaxCapacity or both.";
        return Err(ApiError::invalid_parameter(message).at("ScalableTargetAction"));
    }
    let row = world.scalable_target(id);
    check_bounds(min.unwrap_or(row.min), max.unwrap_or(row.max))?;
    let time = |key: &str, absent: SimTime| input.str(key).map_or(Some(absent), schedule::moment);
    let (Some(start), Some(end)) = (
        time("StartTime", SimTime::ZERO),
        time("EndTime", SimTime::NEVER),
    ) else {
        let message = "StartTime and EndTime are dates with a time.";
        return Err(ApiError::invalid_parameter(message).at("StartTime"));
    };
    let from = world.now().max(start - SimSpan(1));
    let due = schedule::next(&schedule, from);
    let action = ScheduledAction {
        name: input.str("ScheduledActionName").unwrap_or_default().into(),
        schedule,
        min,
        max,
        start,
        end,
        due: if due < end { due } else { SimTime::NEVER },
    };
    recorder.emit(
        cause,
        Event::ScheduledActionPut {
            target: id,
            action: Arc::new(action),
        },
    );
    Ok(object! {})
}

pub(super) fn describe(world: &World, input: Input<'_>) -> Value {
    let asked: Vec<&str> = input.strings("ResourceIds").collect();
    let targets = world.scalable_targets().map(|(_, row)| {
        let service = world.service(row.service);
        let cluster = &world.cluster(service.row.cluster).row.name;
        let id = format!("service/{cluster}/{}", service.row.name);
        (id, row)
    });
    let list: Vec<Value> = targets
        .filter(|(id, _)| asked.is_empty() || asked.contains(&id.as_str()))
        .map(|(id, row)| {
            object! {
                "ServiceNamespace": "ecs",
                "ResourceId": id,
                "ScalableDimension": "ecs:service:DesiredCount",
                "MinCapacity": row.min,
                "MaxCapacity": row.max,
                "SuspendedState": object! {
                    "DynamicScalingInSuspended": row.suspended.scale_in,
                    "DynamicScalingOutSuspended": row.suspended.scale_out,
                    "ScheduledScalingSuspended": row.suspended.scheduled,
                },
            }
        })
        .collect();
    object! { "ScalableTargets": list }
}

/// The service a request names and its scalable target, which must be registered.
fn target(world: &World, input: Input<'_>) -> Result<(ServiceId, ScalableTargetId), ApiError> {
    let service = service(world, input)?;
    let target = find(world, service).ok_or_else(|| {
        let message = "No scalable target registered for service namespace ecs and this resource.";
        ApiError::new(Exception::ResourceNotFound, message)
            .at("ResourceId")
            .help("call RegisterScalableTarget first")
    })?;
    Ok((service, target))
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
    world.scalable_target_of(service).map(|(id, _)| id)
}
