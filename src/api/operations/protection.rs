//! UpdateTaskProtection and GetTaskProtection (scheduler 4.6).

use serde_json::Value;

use crate::api::error::ApiError;
use crate::api::input::Input;
use crate::api::json::object;
use crate::api::operations::{cluster, describe, missing};
use crate::engine::Recorder;
use crate::kernel::{SimSpan, SimTime};
use crate::model::{ClusterId, TaskId, arn};
use crate::world::views::TaskView;
use crate::world::{Cause, Event, World};

/// How long a protection lasts unless the caller says otherwise.
const DEFAULT_MINUTES: u32 = 120;
/// The longest protection.
const MINUTES_MAX: u32 = 2_880;

pub(super) fn update(
    recorder: &mut impl Recorder,
    cause: Cause,
    input: Input<'_>,
) -> Result<Value, ApiError> {
    let cluster = cluster(recorder.world(), input)?.id;
    let minutes = input.u32("expiresInMinutes").unwrap_or(DEFAULT_MINUTES);
    if !(1..=MINUTES_MAX).contains(&minutes) {
        return Err(
            ApiError::invalid_parameter("expiresInMinutes must be between 1 and 2880.")
                .at("expiresInMinutes"),
        );
    }
    let until = match input.bool("protectionEnabled") {
        Some(true) => recorder.world().now() + SimSpan::from_secs(u64::from(minutes) * 60),
        _ => SimTime::ZERO,
    };
    let (found, failures) = split(recorder.world(), cluster, input);
    for task in &found {
        recorder.emit(cause, Event::TaskProtected { task: *task, until });
    }
    Ok(answer(recorder.world(), &found, failures))
}

pub(super) fn get(world: &World, input: Input<'_>) -> Result<Value, ApiError> {
    let cluster = cluster(world, input)?.id;
    let (found, failures) = split(world, cluster, input);
    Ok(answer(world, &found, failures))
}

/// The service tasks that are named, and a failure for every other one.
fn split(world: &World, cluster: ClusterId, input: Input<'_>) -> (Vec<TaskId>, Vec<Value>) {
    let (mut found, mut failures) = (Vec::new(), Vec::new());
    for reference in input.strings("tasks") {
        let hex = arn::short_name(reference);
        let task = world
            .find_task(hex)
            .filter(|task| task.row.made.cluster == cluster && !task.row.is_stopped());
        match task {
            Some(task) if task.row.service().is_some() => found.push(task.id),
            Some(task) => failures.push(object! { "arn": task.arn(), "reason": "TASK_NOT_VALID" }),
            None => failures.push(missing(arn::task_arn(
                &world.cluster(cluster).row.name,
                hex,
            ))),
        }
    }
    (found, failures)
}

fn answer(world: &World, tasks: &[TaskId], failures: Vec<Value>) -> Value {
    let protected = |task: &TaskView<'_>| {
        let enabled = task.row.protected_until > world.now();
        let mut json = object! { "taskArn": task.arn(), "protectionEnabled": enabled };
        if let (Value::Object(map), true) = (&mut json, enabled) {
            map.insert(
                "expirationDate".to_owned(),
                describe::timestamp(task.row.protected_until),
            );
        }
        json
    };
    let tasks: Vec<Value> = tasks
        .iter()
        .map(|task| protected(&world.task(*task)))
        .collect();
    object! { "protectedTasks": tasks, "failures": failures }
}
