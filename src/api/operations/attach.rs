//! `loadBalancers` of a service: which target groups its tasks are registered with.

use crate::api::error::{ApiError, Exception};
use crate::api::input::Input;
use crate::kernel::WHOLE;
use crate::model::load_balancer::{Attachment, TargetType};
use crate::model::task_definition::NetworkMode;
use crate::model::{TargetGroupId, TaskDefinitionId};
use crate::world::World;

/// Target groups one service may have (scheduler 7).
const GROUPS_MAX: usize = 5;

/// Reads and checks the list against the task definition.
pub(super) fn load_balancers(
    world: &World,
    input: Input<'_>,
    definition: TaskDefinitionId,
) -> Result<Vec<Attachment>, ApiError> {
    if !WHOLE {
        return Ok(Vec::new());
    }
    if input.list("loadBalancers").len() > GROUPS_MAX {
        return Err(
            ApiError::invalid_parameter("load balancers can have at most 5 items.")
                .at("loadBalancers"),
        );
    }
    let mut attachments = Vec::new();
    for (place, entry) in input.objects("loadBalancers").enumerate() {
        attachments.push(attachment(
            world,
            entry,
            definition,
            &format!("loadBalancers[{place}]"),
        )?);
    }
    Ok(attachments)
}

fn attachment(
    world: &World,
    entry: Input<'_>,
    definition: TaskDefinitionId,
    path: &str,
) -> Result<Attachment, ApiError> {
    if entry.has("loadBalancerName") {
        let message = "Classic Load Balancers are not simulated.";
        return Err(ApiError::new(Exception::UnsupportedFeature, message).at(path));
    }
    let reference = entry.str("targetGroupArn").unwrap_or_default();
    let group = find_group(world, reference, path)?;
    let name = entry.str("containerName").unwrap_or_default();
    let port = entry
        .u32("containerPort")
        .and_then(|port| u16::try_from(port).ok())
        .unwrap_or_default();
    let definition = world.definition(definition);
    if definition.container(name).is_none() {
        let message = format!("The container {name} does not exist in the task definition.");
        return Err(ApiError::invalid_parameter(message).at(format!("{path}.containerName")));
    }
    let mapped = definition.container(name).is_some_and(|(_, container)| {
        container
            .port_mappings
            .iter()
            .any(|mapping| mapping.container_port == port)
    });
    if !mapped {
        let message = format!("The container {name} did not have a container port {port} defined.");
        return Err(ApiError::invalid_parameter(message).at(path));
    }
    let alternate = match entry
        .object("advancedConfiguration")
        .str("alternateTargetGroupArn")
    {
        Some(reference) => Some(find_group(
            world,
            reference,
            &format!("{path}.advancedConfiguration"),
        )?),
        None => None,
    };
    if alternate == Some(group) {
        return Err(ApiError::invalid_parameter(format!(
            "Duplicate targetGroupArn found: {reference}"
        ))
        .at(path));
    }
    let needed = match definition.network_mode {
        NetworkMode::Awsvpc => TargetType::Ip,
        _ => TargetType::Instance,
    };
    let is = world.target_group(group).target_type;
    if is != needed {
        let message = format!(
            "The provided target group {reference} has target type {is}, which is incompatible with the {} network mode \
             specified in the task definition.",
            definition.network_mode.name()
        );
        return Err(ApiError::invalid_parameter(message).at(format!("{path}.targetGroupArn")));
    }
    Ok(Attachment {
        group,
        alternate,
        container_name: name.into(),
        container_port: port,
    })
}

fn find_group(world: &World, reference: &str, path: &str) -> Result<TargetGroupId, ApiError> {
    world.find_target_group(reference).ok_or_else(|| {
        let known: Vec<String> = world
            .target_groups()
            .map(|(_, row)| row.name.to_string())
            .collect();
        let message =
            format!("The specified target group does not exist. Target group: {reference}");
        ApiError::invalid_parameter(message)
            .at(format!("{path}.targetGroupArn"))
            .help(match known.is_empty() {
                true => "create a load balancer first".to_owned(),
                false => format!("target groups here: {}", known.join(", ")),
            })
    })
}
