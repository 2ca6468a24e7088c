//! How long things take on an instance. All numbers are `agent-and-lifecycle 16`'s defaults; the spread is drawn by key.

use crate::assumed;
use crate::kernel::{Digest, SimSpan, Stream};
use crate::model::placement::LaunchType;
use crate::model::task_definition::NetworkMode;
use crate::model::{ContainerId, TaskId, streams};
use crate::world::World;
use crate::world::views::TaskView;

/// A check that the image is there already.
const CACHED_PULL: SimSpan = SimSpan::from_millis(300);
/// How long a container others wait for runs.
pub const ONE_SHOT: SimSpan = SimSpan::from_secs(5);

fn between(world: &World, stream: Stream, key: u32, millis: std::ops::Range<u64>) -> SimSpan {
    let width = millis.end - millis.start;
    SimSpan::from_millis(millis.start + world.chance().below(stream, u64::from(key), 0, width))
}

/// From the request to a network interface or a Fargate host; `None` when the task needs neither.
pub fn provisioning(
    world: &World,
    task: TaskId,
    launch_type: LaunchType,
    network: NetworkMode,
) -> Option<SimSpan> {
    assumed!(ENI_TIME);
    match (launch_type, network) {
        (LaunchType::Fargate, _) => {
            Some(between(world, streams::FARGATE_HOST, task.0, 8_000..12_000))
        }
        (_, NetworkMode::Awsvpc) => Some(between(
            world,
            streams::NETWORK_INTERFACE,
            task.0,
            3_000..10_000,
        )),
        _ => None,
    }
}

/// Detaching the interface; `None` when there is none.
pub fn deprovisioning(task: &TaskView<'_>) -> Option<SimSpan> {
    let network = task.definition().network_mode;
    provisioning(task.world, task.id, task.row.made.launch_type, network)?;
    Some(between(
        task.world,
        streams::NETWORK_INTERFACE,
        task.id.0 ^ 0x8000_0000,
        5_000..15_000,
    ))
}

/// Compressed size of an image in kilobytes: invented from its name, the same everywhere in one run.
pub fn image_kilobytes(world: &World, image: &str) -> u64 {
    assumed!(IMAGE_SIZE);
    60_000
        + world
            .chance()
            .below(streams::IMAGE_SIZE, Digest::of(&image), 0, 240_000)
}

/// Whether the task's instance has the image already; Fargate keeps none.
pub fn is_cached(task: &TaskView<'_>, image: &str) -> bool {
    task.instance().is_some_and(|instance| {
        let name = task.world.names().find(image);
        name.is_some_and(|name| instance.row.images.contains(&name))
    })
}

/// Pulling the image of one container.
pub fn pull(task: &TaskView<'_>, container: ContainerId, image: &str) -> SimSpan {
    let cached = is_cached(task, image);
    if cached {
        return CACHED_PULL;
    }
    let megabytes_per_sec = if task.row.made.launch_type == LaunchType::Fargate {
        40
    } else {
        50
    };
    let millis = image_kilobytes(task.world, image) / megabytes_per_sec;
    let jitter = task
        .world
        .chance()
        .unit(streams::IMAGE_PULL, u64::from(container.0), 0);
    SimSpan::from_millis(millis).scaled(0.9 + 0.2 * jitter)
}

/// How long it takes to learn that a registry does not have an image: the agent on EC2 does not ask again, Fargate does.
pub fn missing_pull(task: &TaskView<'_>) -> SimSpan {
    assumed!(MISSING_IMAGE);
    match task.row.made.launch_type {
        LaunchType::Fargate => SimSpan::from_secs(180),
        _ => SimSpan::from_millis(1_500),
    }
}

pub fn create(world: &World, container: ContainerId) -> SimSpan {
    assumed!(CONTAINER_START);
    between(world, streams::CONTAINER_START, container.0, 400..800)
}

pub fn start(world: &World, container: ContainerId) -> SimSpan {
    between(
        world,
        streams::CONTAINER_START,
        container.0 ^ 0x8000_0000,
        400..1_200,
    )
}

/// From the start of the containers to the registration of the task's targets.
pub fn target_registration(task: &TaskView<'_>) -> SimSpan {
    assumed!(TARGET_CHECK_PHASE);
    between(
        task.world,
        streams::TARGET_REGISTRATION,
        task.id.0,
        1_000..3_000,
    )
}

/// From SIGTERM to the end of the container.
pub fn stop(world: &World, container: ContainerId) -> SimSpan {
    assumed!(CONTAINER_STOP);
    between(world, streams::CONTAINER_STOP, container.0, 1_000..3_000)
}
