//! What can be broken, and mended again: tasks, machines, zones, images. Commands like all others.

use crate::engine::placement::fargate::cpu_units;
use crate::model::TaskDefinitionId;
use crate::model::capacity::{MachineState, Purchase};
use crate::model::image::ImageBehaviour;
use crate::model::placement::LaunchType;
use crate::model::quota::Limit;
use crate::model::task_definition::NetworkMode;
use crate::view::call::quote;
use crate::view::inspector::Action;
use crate::view::look::Look;
use crate::view::text;
use crate::world::World;
use crate::world::views::{InstanceView, TaskView};

/// Something that fails by itself; the command, where there is one, would bring it about.
fn fault(label: &str, detail: &str, input: String, command: String) -> Action {
    Action {
        label: label.to_owned(),
        detail: detail.to_owned(),
        operation: "fault".to_owned(),
        input,
        command,
        harsh: true,
        fields: Vec::new(),
    }
}

pub fn crash(task: &TaskView<'_>, cluster: &str) -> Action {
    let hex = task.hex();
    let containers = &task.definition().containers;
    let name = containers.first().map_or("", |it| it.name.as_str());
    fault(
        "Let it crash",
        "Its first essential container exits.",
        format!("{{\"taskCrash\": {}}}", quote(&hex)),
        format!(
            "aws ecs execute-command --cluster {cluster} --task {hex} --container {name} --interactive --command 'kill 1'"
        ),
    )
}

/// A Spot instance can be taken back.
pub fn spot(instance: &InstanceView<'_>) -> Option<Action> {
    let machine = instance.world.machine(instance.row.machine?);
    let free = machine.purchase == Purchase::Spot && machine.reclaimed_at.is_never();
    free.then(|| {
        fault(
            "Let Spot take it back",
            "EC2 warns two minutes before.",
            format!("{{\"spotInterruption\": {}}}", quote(&instance.hex())),
            String::new(),
        )
    })
}

/// Its group replaces an instance whose status checks fail.
pub fn impaired(instance: &InstanceView<'_>) -> Option<Action> {
    let machine = instance.world.machine(instance.row.machine?);
    (machine.state == MachineState::InService).then(|| {
        fault(
            "Let its status checks fail",
            "Its Auto Scaling group replaces it, protected or not.",
            format!("{{\"instanceImpaired\": {}}}", quote(&instance.hex())),
            String::new(),
        )
    })
}

/// So can a task on FARGATE_SPOT.
pub fn spot_task(task: &TaskView<'_>) -> Option<Action> {
    let spot = task.world.is_fargate_spot(task.row.made.provider);
    spot.then(|| {
        fault(
            "Let Fargate Spot take it back",
            "It gets SIGTERM now and stops within its stopTimeout.",
            format!("{{\"spotTaskInterruption\": {}}}", quote(&task.hex())),
            String::new(),
        )
    })
}

/// What Fargate gives can run out, in the task's zone, in all of them, or by the account's quota; so can the addresses of
/// the subnet that holds a task's interface.
pub fn shortages(task: &TaskView<'_>) -> Vec<Action> {
    let (world, zone) = (task.world, task.zone());
    let mut actions = Vec::new();
    let fargate = task.row.made.launch_type == LaunchType::Fargate;
    if fargate {
        let spot = world.is_fargate_spot(task.row.made.provider);
        actions.push(fargate_runs_out(world, spot, Some(zone)));
        actions.push(fargate_runs_out(world, spot, None));
        actions.extend(quota(world, spot));
    }
    if fargate || task.definition().network_mode == NetworkMode::Awsvpc {
        let taken =
            |limit: &Limit| matches!(limit, Limit::AddressesTaken { zone: of } if *of == zone);
        actions.push(ends(
            world.limits().iter().any(|(limit, _)| taken(limit)),
            &format!("Let the subnet of {zone} run full"),
            "New tasks there get no network interface.",
            &format!("Free addresses in the subnet of {zone}"),
            "subnetExhausted",
            &format!("\"zone\": {}", quote(zone)),
        ));
    }
    actions
}

/// The service scheduler's own calls.
pub fn throttling(world: &World) -> Action {
    ends(
        world.limit(Limit::SchedulerCalls).is_some(),
        "Let the scheduler's calls be throttled",
        "Services stay as they are; tasks under way go on.",
        "End the throttling",
        "apiThrottled",
        "",
    )
}

/// Fargate's capacity in a zone, or everywhere.
pub fn fargate_runs_out(world: &World, spot: bool, zone: Option<&str>) -> Action {
    let name = if spot { "FARGATE_SPOT" } else { "FARGATE" };
    let place = zone.unwrap_or("every zone");
    let out = |limit: &Limit| match limit {
        Limit::FargateCapacity { spot: of, zone: at } => *of == spot && *at == zone,
        _ => false,
    };
    let keys = match zone {
        Some(zone) => format!("\"provider\": {}, \"zone\": {}", quote(name), quote(zone)),
        None => format!("\"provider\": {}", quote(name)),
    };
    ends(
        world.limits().iter().any(|(limit, _)| out(limit)),
        &format!("Let {name} run out in {place}"),
        "What runs goes on; nothing new starts there.",
        &format!("Give {name} capacity in {place} again"),
        "fargateUnavailable",
        &keys,
    )
}

/// The account's quota of vCPUs on Fargate: to what is used now, so that no task more fits, or to no end again.
pub fn quota(world: &World, spot: bool) -> Vec<Action> {
    let used = cpu_units(world, spot) / 1_024;
    let (key, name) = if spot {
        ("fargateSpotVcpus", "Fargate Spot vCPUs")
    } else {
        ("fargateVcpus", "Fargate vCPUs")
    };
    let now = world.limit(Limit::FargateVcpus { spot });
    let action = |harsh, label: &str, detail, input| Action {
        operation: "limits".to_owned(),
        harsh,
        ..fault(label, detail, input, String::new())
    };
    let mut actions = Vec::new();
    if now.is_none_or(|now| now > used) {
        actions.push(action(
            true,
            &format!("Set the account's quota of {name} to {used}"),
            "What runs fills it: nothing more starts.",
            format!("{{\"{key}\": {used}}}"),
        ));
    }
    if now.is_some() {
        actions.push(action(
            false,
            &format!("Lift the account's quota of {name}"),
            "Services try again.",
            format!("{{\"{key}\": 0, \"over\": true}}"),
        ));
    }
    actions
}

/// Makes something run out, or undoes that.
fn ends(out: bool, label: &str, detail: &str, undo: &str, key: &str, keys: &str) -> Action {
    let comma = if keys.is_empty() { "" } else { ", " };
    match out {
        false => fault(
            label,
            detail,
            format!("{{\"{key}\": {{{keys}}}}}"),
            String::new(),
        ),
        true => Action {
            harsh: false,
            ..fault(
                undo,
                "Services try again.",
                format!("{{\"{key}\": {{\"over\": true{comma}{keys}}}}}"),
                String::new(),
            )
        },
    }
}

/// Its agent and the machine itself.
pub fn machine(instance: &InstanceView<'_>) -> Vec<Action> {
    let connected = !instance.row.agent_connected;
    let (label, detail, unit) = if connected {
        ("Reconnect its agent", "", "start")
    } else {
        (
            "Disconnect its agent",
            "Its tasks go on; it takes no new ones.",
            "stop",
        )
    };
    let (hex, id) = (quote(&instance.hex()), instance.ec2_id());
    vec![
        fault(
            label,
            detail,
            format!("{{\"agentConnection\": {hex}, \"connected\": {connected}}}"),
            format!(
                "aws ssm send-command --instance-ids {id} --document-name AWS-RunShellScript --parameters 'commands=systemctl {unit} ecs'"
            ),
        ),
        fault(
            "Terminate it",
            "The machine and every task on it are gone.",
            format!("{{\"instanceTerminate\": {hex}}}"),
            format!("aws ec2 terminate-instances --instance-ids {id}"),
        ),
    ]
}

/// The outage of each zone that has instances, or of `only` one.
pub fn outages(look: &Look<'_>, only: Option<&str>) -> Vec<Action> {
    let mut zones: Vec<(&str, u32)> = Vec::new();
    for instance in look.world.instances().filter(|it| it.row.is_present()) {
        let zone = &*instance.row.zone;
        match zones.iter_mut().find(|(known, _)| *known == zone) {
            Some((_, count)) => *count += 1,
            None => zones.push((zone, 1)),
        }
    }
    zones.retain(|(zone, _)| only.is_none_or(|only| only == *zone));
    zones.sort_unstable();
    let outage = |(zone, count): (&str, u32)| {
        fault(
            &format!("Let {zone} fail"),
            &format!("{} go away at once.", text::count(count, "instance")),
            format!("{{\"zoneOutage\": {}}}", quote(zone)),
            String::new(),
        )
    };
    zones.into_iter().map(outage).collect()
}

/// What an image can begin to do: label, detail, and the keys of a scenario's `image`.
const HABITS: [(&str, &str, &str); 6] = [
    (
        "goes missing",
        "The registry does not have it: new tasks cannot start.",
        "\"missing\": true",
    ),
    (
        "fails its health checks",
        "The container's and the load balancer's, 20 s after the start.",
        "\"unhealthyAfter\": \"20s\", \"targetUnhealthyAfter\": \"20s\"",
    ),
    (
        "exits with code 1",
        "10 s after each start.",
        "\"exitAfter\": \"10s\", \"exitCode\": 1",
    ),
    (
        "exits with code 137",
        "Killed, as without memory, a minute after each start.",
        "\"exitAfter\": \"1m\", \"exitCode\": 137",
    ),
    (
        "becomes slow",
        "It answers the load balancer only after three minutes.",
        "\"slowStart\": \"3m\"",
    ),
    (
        "ignores SIGTERM",
        "Each stop waits for SIGKILL.",
        "\"ignoresSigterm\": true",
    ),
];

/// How the images of a revision can change, each by its name without the registry.
pub fn images(look: &Look<'_>, definition: TaskDefinitionId) -> Vec<Action> {
    let mut actions = Vec::new();
    for container in look.world.definition(definition).containers.iter().take(2) {
        actions.extend(mend(look, &container.image));
        let short = container.image.rsplit('/').next().unwrap_or_default();
        for (habit, detail, keys) in HABITS {
            actions.push(image(
                &format!("{short} {habit}"),
                detail,
                &container.image,
                keys,
            ));
        }
    }
    actions
}

/// Makes an image behave again; none when it does.
pub fn mend(look: &Look<'_>, name: &str) -> Option<Action> {
    if look.world.behaviour(name) == ImageBehaviour::default() {
        return None;
    }
    let short = name.rsplit('/').next().unwrap_or_default();
    let mended = image(
        &format!("Let image {short} work again"),
        "It behaves again from now on.",
        name,
        "\"missing\": false",
    );
    Some(Action {
        harsh: false,
        ..mended
    })
}

fn image(label: &str, detail: &str, name: &str, keys: &str) -> Action {
    let input = format!("{{\"name\": {}, {keys}}}", quote(name));
    Action {
        operation: "image".to_owned(),
        ..fault(label, detail, input, String::new())
    }
}
