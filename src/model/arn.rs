//! Ids and ARNs in ECS's formats, drawn from the seed: the same run always shows the same ids.

use crate::kernel::{Chance, SimTime, Stream};
use crate::model::streams;

/// Where the simulated account lives.
pub const REGION: &str = "us-east-1";
/// The account number AWS uses in examples.
pub const ACCOUNT: &str = "111122223333";

/// `count` hex digits for the row numbered `index`.
fn hex(chance: Chance, stream: Stream, index: u32, digits: usize) -> String {
    let high = chance.bits(stream, u64::from(index), 0);
    let low = chance.bits(stream, u64::from(index), 1);
    let mut text = format!("{high:016x}{low:016x}");
    text.truncate(digits);
    text
}

/// The 32 hex digits of a task.
pub fn task_id(chance: Chance, index: u32) -> String {
    hex(chance, streams::TASK_ID, index, 32)
}

/// The 32 hex digits of a container instance.
pub fn instance_id(chance: Chance, index: u32) -> String {
    hex(chance, streams::INSTANCE_ID, index, 32)
}

/// `i-` and 17 hex digits.
pub fn ec2_instance_id(chance: Chance, index: u32) -> String {
    format!("i-0{}", hex(chance, streams::EC2_INSTANCE_ID, index, 16))
}

/// `ecs-svc/` and 19 digits.
pub fn deployment_id(chance: Chance, index: u32) -> String {
    let digits = 1_000_000_000_000_000_000
        + chance.below(
            streams::DEPLOYMENT_ID,
            u64::from(index),
            0,
            8_000_000_000_000_000_000,
        );
    format!("ecs-svc/{digits}")
}

/// A container's id, in the form of a UUID.
pub fn container_id(chance: Chance, index: u32) -> String {
    uuid(chance, streams::CONTAINER_ID, index)
}

/// The id of a service event.
pub fn event_id(chance: Chance, index: u32) -> String {
    uuid(chance, streams::EVENT_ID, index)
}

fn uuid(chance: Chance, stream: Stream, index: u32) -> String {
    let digits = hex(chance, stream, index, 32);
    format!(
        "{}-{}-{}-{}-{}",
        &digits[..8],
        &digits[8..12],
        &digits[12..16],
        &digits[16..20],
        &digits[20..]
    )
}

/// The ARN of a service deployment: 21 characters name it.
pub fn service_deployment_arn(chance: Chance, cluster: &str, service: &str, index: u32) -> String {
    let id = hex(chance, streams::SERVICE_DEPLOYMENT_ID, index, 21);
    arn(&format!("service-deployment/{cluster}/{service}/{id}"))
}

/// The ARN of the revision that the deployment called `ecs-svc/…` brings out: the same 19 digits.
pub fn service_revision_arn(cluster: &str, service: &str, deployment: &str) -> String {
    let digits = short_name(deployment);
    arn(&format!("service-revision/{cluster}/{service}/{digits}"))
}

/// The ARN of a target group.
pub fn target_group_arn(chance: Chance, index: u32, name: &str) -> String {
    let id = hex(chance, streams::TARGET_GROUP_ID, index, 16);
    format!("arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:targetgroup/{name}/{id}")
}

/// A moment as `2026-01-01T00:02:05Z`; whole seconds, rounded down.
pub fn utc(at: SimTime) -> String {
    let (mut days, of_day) = (at.secs() / 86_400, at.secs() % 86_400);
    let (mut year, mut month) = (2_026, 1);
    loop {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let length = match month {
            2 => 28 + u64::from(leap),
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        if days < length {
            break;
        }
        days -= length;
        (year, month) = if month == 12 {
            (year + 1, 1)
        } else {
            (year, month + 1)
        };
    }
    let (hour, minute, second) = (of_day / 3_600, of_day / 60 % 60, of_day % 60);
    format!(
        "{year}-{month:02}-{:02}T{hour:02}:{minute:02}:{second:02}Z",
        days + 1
    )
}

fn arn(rest: &str) -> String {
    format!("arn:aws:ecs:{REGION}:{ACCOUNT}:{rest}")
}

pub fn cluster_arn(cluster: &str) -> String {
    arn(&format!("cluster/{cluster}"))
}

pub fn service_arn(cluster: &str, service: &str) -> String {
    arn(&format!("service/{cluster}/{service}"))
}

pub fn task_arn(cluster: &str, id: &str) -> String {
    arn(&format!("task/{cluster}/{id}"))
}

pub fn container_instance_arn(cluster: &str, id: &str) -> String {
    arn(&format!("container-instance/{cluster}/{id}"))
}

pub fn container_arn(cluster: &str, task: &str, id: &str) -> String {
    arn(&format!("container/{cluster}/{task}/{id}"))
}

pub fn task_definition_arn(family: &str, revision: u32) -> String {
    arn(&format!("task-definition/{family}:{revision}"))
}

pub fn capacity_provider_arn(name: &str) -> String {
    arn(&format!("capacity-provider/{name}"))
}

pub fn auto_scaling_group_arn(name: &str) -> String {
    format!(
        "arn:aws:autoscaling:{REGION}:{ACCOUNT}:autoScalingGroup:00000000-0000-0000-0000-000000000000:autoScalingGroupName/{name}"
    )
}

/// A role, by its name or its ARN.
pub fn role_arn(role: &str) -> String {
    match role.starts_with("arn:") {
        true => role.to_owned(),
        false => format!("arn:aws:iam::{ACCOUNT}:role/{role}"),
    }
}

/// The last part of an ARN, or the whole when it is a plain name.
pub fn short_name(text: &str) -> &str {
    text.rsplit('/').next().unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_ecs_shapes_and_differ() {
        let chance = Chance::new(7);
        assert_eq!(task_id(chance, 0).len(), 32);
        assert_ne!(task_id(chance, 0), task_id(chance, 1));
        assert_eq!(ec2_instance_id(chance, 0).len(), 19);
        let deployment = deployment_id(chance, 3);
        assert_eq!(deployment.strip_prefix("ecs-svc/").map(str::len), Some(19));
        assert_eq!(
            short_name("arn:aws:ecs:us-east-1:111122223333:task/demo/abc"),
            "abc"
        );
        assert_eq!(short_name("demo"), "demo");
    }
}
