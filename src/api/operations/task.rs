//! RunTask, StopTask, DescribeTasks, ListTasks.

use std::sync::Arc;

use serde_json::Value;

use crate::api::error::ApiError;
use crate::api::input::Input;
use crate::api::json::object;
use crate::api::operations::network::network_for;
use crate::api::operations::placement::{constraints, launch_type, strategies};
use crate::api::operations::{
    cluster, describe, missing, note, strategy, subnet_zones, task_definition,
};
use crate::assumed;
use crate::engine::Recorder;
use crate::engine::agent::access;
use crate::engine::capacity::waiting::WAITING_MAX;
use crate::engine::placement::ask::Only;
use crate::engine::placement::{Destination, Table, Tally, TaskAsk, fargate, place_by_scan};
use crate::engine::service::{new_task, placement_decision, provider};
use crate::kernel::Name;
use crate::model::denied::unable_to_assume;
use crate::model::placement::{LaunchType, PlacementRules};
use crate::model::task::{Group, StoppedReason};
use crate::model::{TaskDefinitionId, TaskId, arn};
use crate::world::views::TaskView;
use crate::world::{Cause, Event, World};

/// Tasks one RunTask call may start (scheduler Q06).
const COUNT_MAX: u32 = 10;

pub(super) fn run(
    recorder: &mut impl Recorder,
    cause: Cause,
    input: Input<'_>,
) -> Result<Value, ApiError> {
    let world = recorder.world();
    let (cluster_id, definition) = (
        cluster(world, input)?.id,
        task_definition::runnable(world, input)?,
    );
    let count = input.u32("count").unwrap_or(1);
    if !(1..=COUNT_MAX).contains(&count) {
        return Err(
            ApiError::invalid_parameter("Invalid count. Count must be between 1 and 10.")
                .at("count"),
        );
    }
    let providers = strategy::effective(world, input, cluster_id)?;
    let launch_type = strategy::launch_type(world, &providers, launch_type(input)?);
    network_for(world, input, definition, launch_type)?;
    assumable(world, definition)?;
    let (constraints, given) = (
        constraints(world, input, definition)?,
        strategies(input, launch_type)?,
    );
    let empty = world.cluster(cluster_id).instances().next().is_none();
    if launch_type == LaunchType::Ec2 && providers.is_empty() && empty {
        return Err(ApiError::invalid_parameter(
            "No Container Instances were found in your cluster.",
        )
        .at("cluster"));
    }
    let group_name = match input.str("group") {
        Some(group) => group.to_owned(),
        None => format!("family:{}", world.definition(definition).family),
    };
    let zones = subnet_zones(world, input);
    let group = Group::Named(note(recorder, cause, &group_name));
    let started_by = input
        .str("startedBy")
        .map(|text| note(recorder, cause, text));
    let (strategies, default_strategies) = TaskAsk::strategies_or_default(group, &given);
    let ask = TaskAsk {
        cluster: cluster_id,
        definition,
        group,
        launch_type,
        provider: None,
        member_of: TaskAsk::member_of(recorder.world(), definition, &constraints),
        constraints: constraints.as_slice().into(),
        strategies,
        default_strategies,
        only: Only::Anywhere,
        zones: zones.into(),
    };
    let rules = Arc::new(PlacementRules {
        constraints,
        strategies: given,
    });
    assumed!(WAITING_ALL_OR_NONE);
    let world = recorder.world();
    let asks = provider::asks(world, ask, &providers);
    let mut counts = vec![0; providers.len()];
    let first = &asks[provider::line(&providers, &counts)];
    if provider::waits_here(world, first) && world.waiting_count() + count > WAITING_MAX {
        return Err(ApiError::client(
            "Tasks provisioning capacity limit exceeded.",
        ));
    }
    let (mut tasks, mut failures) = (Vec::new(), Vec::new());
    for _ in 0..count {
        let line = provider::line(&providers, &counts);
        let (ask, world) = (&asks[line], recorder.world());
        let mut tally = Tally::default();
        let destination = provider::destination(world, ask, &mut tally);
        let task = match destination.is_none() && provider::may_wait(world, ask) {
            true => Some(queue(recorder, ask, &tally, started_by, &rules)),
            false => place(recorder, ask, destination, &tally, started_by),
        };
        if let Some(count) = counts.get_mut(line) {
            *count += 1;
        }
        let Some(task) = task else {
            failures = failures_of(recorder.world(), ask);
            if ask.launch_type == LaunchType::Fargate && !counts.is_empty() {
                // The other lines get theirs, as in a service.
                continue;
            }
            break;
        };
        tasks.push(task);
    }
    Ok(answer(recorder.world(), tasks, failures))
}

/// Refuses a definition whose roles ECS cannot assume.
pub(super) fn assumable(world: &World, definition: TaskDefinitionId) -> Result<(), ApiError> {
    match access::unassumable(world, definition) {
        Some(unassumable) => Err(ApiError::client(unable_to_assume(&unassumable.role))),
        None => Ok(()),
    }
}

/// Records the placement, and creates the task when it has a place.
pub(super) fn place(
    recorder: &mut impl Recorder,
    ask: &Arc<TaskAsk>,
    destination: Option<Destination>,
    tally: &Tally,
    started_by: Option<Name>,
) -> Option<TaskId> {
    let task = recorder.world().next_task();
    let decision = recorder.decide(placement_decision(ask, task, tally, destination));
    let new = new_task(recorder.world(), ask, destination?, None, started_by);
    recorder.emit(Cause::Decision(decision), Event::TaskCreated(new));
    Some(task)
}

/// The task waits in PROVISIONING for its provider, with the rules its placement will need.
fn queue(
    recorder: &mut impl Recorder,
    ask: &Arc<TaskAsk>,
    tally: &Tally,
    started_by: Option<Name>,
    rules: &Arc<PlacementRules>,
) -> TaskId {
    let task = recorder.world().next_task();
    let decision = recorder.decide(placement_decision(ask, task, tally, None));
    let queued = Event::TaskQueued {
        task: provider::waiting_task(recorder.world(), ask, None, started_by),
        rules: Some(rules.clone()),
    };
    recorder.emit(Cause::Decision(decision), queued);
    task
}

/// What RunTask and StartTask answer.
pub(super) fn answer(world: &World, tasks: Vec<TaskId>, failures: Vec<Value>) -> Value {
    let tasks: Vec<Value> = tasks
        .into_iter()
        .map(|task| describe::task(&world.task(task)))
        .collect();
    object! { "tasks": tasks, "failures": failures }
}

/// One failure per instance, with the first reason of each (scheduler P26).
pub(super) fn failures_of(world: &World, ask: &TaskAsk) -> Vec<Value> {
    assumed!(FAILURE_ENTRIES);
    if ask.launch_type == LaunchType::Fargate {
        return vec![object! { "reason": fargate::miss(world, ask).word() }];
    }
    let mut table = Table::default();
    place_by_scan(world, ask, &mut table);
    let failed = table
        .rows
        .iter()
        .filter_map(|row| Some((row.instance, *row.misses.first()?)));
    failed
        .map(|(instance, miss)| object! { "arn": world.instance(instance).arn(), "reason": miss.reason().word() })
        .collect()
}

pub(super) fn stop(
    recorder: &mut impl Recorder,
    cause: Cause,
    input: Input<'_>,
) -> Result<Value, ApiError> {
    let world = recorder.world();
    let cluster = cluster(world, input)?.id;
    let hex = arn::short_name(input.str("task").unwrap_or_default());
    let task = world
        .find_task(hex)
        .filter(|task| task.row.made.cluster == cluster)
        .ok_or_else(|| {
            ApiError::invalid_parameter("The referenced task was not found.").at("task")
        })?;
    let (id, wanted) = (task.id, task.row.is_wanted());
    // Stopping a task that stops already changes nothing.
    if wanted {
        let reason = match input.str("reason") {
            Some(text) => StoppedReason::Given(note(recorder, cause, text)),
            None => StoppedReason::StoppedByUser,
        };
        recorder.emit(cause, Event::TaskStopRequested { task: id, reason });
    }
    Ok(object! { "task": describe::task(&recorder.world().task(id)) })
}

pub(super) fn describe(world: &World, input: Input<'_>) -> Result<Value, ApiError> {
    let cluster = cluster(world, input)?;
    let (mut tasks, mut failures) = (Vec::new(), Vec::new());
    for reference in input.strings("tasks") {
        let hex = arn::short_name(reference);
        match world
            .find_task(hex)
            .filter(|task| task.row.made.cluster == cluster.id)
        {
            Some(task) => tasks.push(describe::task(&task)),
            None => failures.push(missing(arn::task_arn(&cluster.row.name, hex))),
        }
    }
    Ok(object! { "tasks": tasks, "failures": failures })
}

pub(super) fn list(world: &World, input: Input<'_>) -> Result<Value, ApiError> {
    let cluster = cluster(world, input)?.id;
    let instance = input.str("containerInstance").map(arn::short_name);
    let service = input.str("serviceName").map(arn::short_name);
    let desired = input.str("desiredStatus").unwrap_or("RUNNING");
    let matches = |task: &TaskView<'_>| {
        let family = input
            .str("family")
            .is_none_or(|family| task.definition().family == family);
        let launch = input
            .str("launchType")
            .is_none_or(|word| task.row.made.launch_type.word() == word);
        let started_by = input.str("startedBy").is_none_or(|text| {
            task.row
                .made
                .started_by
                .is_some_and(|name| world.names().text(name) == text)
        });
        let on_instance = instance.is_none_or(|wanted| {
            task.instance()
                .is_some_and(|it| it.hex() == wanted || it.ec2_id() == wanted)
        });
        let of_service = service.is_none_or(|wanted| {
            task.row
                .service()
                .is_some_and(|service| &*world.service(service).row.name == wanted)
        });
        task.row.made.cluster == cluster
            && task.row.desired_status() == desired
            && family
            && launch
            && started_by
            && on_instance
            && of_service
    };
    let arns: Vec<String> = world
        .tasks()
        .filter(matches)
        .map(|task| task.arn())
        .collect();
    Ok(object! { "taskArns": arns })
}
