//! A target group in the inspector: its settings, its targets one by one, and both as Describe returns them.

use serde_json::Value;

use crate::api::json::object;
use crate::model::TargetGroupId;
use crate::model::load_balancer::{Target, TargetState, TargetType};
use crate::model::messages::Ids;
use crate::view::balancers::{tenths, weight};
use crate::view::frame::{Kind, Subject, Tone};
use crate::view::inspector::state::{field, group, link};
use crate::view::inspector::{Field, Group};
use crate::view::look::Look;
use crate::view::text;

pub fn groups(look: &Look<'_>, id: TargetGroupId) -> Vec<Group> {
    let row = look.world.target_group(id);
    let balancer = look.world.load_balancer(row.load_balancer);
    let targets = look
        .world
        .targets_of(id)
        .map(|target| target_field(look, target));
    let mut groups = vec![
        group(
            "Target group",
            vec![
                field("load balancer", &*balancer.name),
                field(
                    "share of the traffic",
                    tenths(weight(look, row.load_balancer, id)),
                ),
                field("targetType", row.target_type.word()),
                field(
                    "healthCheckIntervalSeconds",
                    row.health_check_interval_secs.to_string(),
                ),
                field("healthyThresholdCount", row.healthy_threshold.to_string()),
                field(
                    "unhealthyThresholdCount",
                    row.unhealthy_threshold.to_string(),
                ),
                field(
                    "deregistrationDelaySeconds",
                    row.deregistration_delay_secs.to_string(),
                ),
            ],
        ),
        group("Targets", targets.collect()),
    ];
    let attached = look.world.services().filter(|service| {
        service
            .row
            .settings
            .load_balancers
            .iter()
            .any(|attachment| attachment.has(id))
    });
    groups.push(group(
        "Services that register tasks here",
        attached
            .map(|service| link("service", &*service.row.name, Kind::Service, service.id.0))
            .collect(),
    ));
    groups
}

fn target_field(look: &Look<'_>, target: &Target) -> Field {
    let task = look.world.task(target.task);
    let mut value = task.label();
    let checked = match target.state {
        TargetState::Draining => ", drained ",
        _ if target.due.is_never() => "",
        _ => ", next check ",
    };
    value.push_str(checked);
    if !checked.is_empty() {
        value.push_str(&text::until(look.now, target.due));
    }
    Field {
        name: target.state.word().to_owned(),
        value,
        tone: match target.state {
            TargetState::Healthy => Tone::Good,
            TargetState::Unhealthy => Tone::Bad,
            TargetState::Draining => Tone::Warn,
            TargetState::Initial | TargetState::Unused => Tone::Muted,
        },
        link: Some(Subject::new(Kind::Task, target.task.0)),
    }
}

/// What DescribeTargetGroups and DescribeTargetHealth say of it, together.
pub fn json(look: &Look<'_>, id: TargetGroupId) -> Value {
    let row = look.world.target_group(id);
    let health = look.world.targets_of(id).map(|target| {
        let task = look.world.task(target.task);
        let instance = task.instance();
        let instance = instance.filter(|_| row.target_type == TargetType::Instance);
        let address = instance.map_or_else(|| task.hex(), |instance| instance.ec2_id());
        object! {
            "Target": object! { "Id": address, "Port": task.host_port(id) },
            "TargetHealth": object! { "State": target.state.word() },
        }
    });
    object! {
        "TargetGroupArn": Ids::target_group(look.world, id),
        "TargetGroupName": &*row.name,
        "TargetType": row.target_type.word(),
        "HealthCheckIntervalSeconds": row.health_check_interval_secs,
        "HealthyThresholdCount": row.healthy_threshold,
        "UnhealthyThresholdCount": row.unhealthy_threshold,
        "TargetHealthDescriptions": health.collect::<Vec<Value>>(),
    }
}
