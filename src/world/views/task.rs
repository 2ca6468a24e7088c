//! A task as others see it: its place, its containers and targets, and whether it counts as healthy.

use crate::assumed;
use crate::kernel::SimTime;
use crate::model::container::{Container, ContainerStatus, HealthStatus};
use crate::model::load_balancer::{Attachment, Target, TargetGroup, TargetState};
use crate::model::messages::{Ids, container_reason, stopped_reason};
use crate::model::placement::LaunchType;
use crate::model::task::{StoppedReason, TaskStatus};
use crate::model::task_definition::{ContainerDefinition, TaskDefinition};
use crate::model::{ContainerId, TargetGroupId, TargetId, arn};
use crate::world::views::{InstanceView, TaskView};

/// How long a task without health check and load balancer has to be RUNNING to count as healthy (scheduler L05).
pub const HEALTHY_AFTER: crate::kernel::SimSpan = crate::kernel::SimSpan::from_secs(40);

impl<'w> TaskView<'w> {
    /// The 32 hex digits.
    pub fn hex(&self) -> String {
        Ids::task(self.world, self.id)
    }

    pub fn arn(&self) -> String {
        arn::task_arn(
            &self.world.clusters[self.row.made.cluster].name,
            &self.hex(),
        )
    }

    pub fn definition(&self) -> &'w TaskDefinition {
        self.world.definition(self.row.made.definition)
    }

    /// Its containers beside their definitions.
    pub fn containers(
        &self,
    ) -> impl Iterator<Item = (ContainerId, &'w Container, &'w ContainerDefinition)> + use<'w> {
        let world = self.world;
        let definition = self.definition();
        self.row
            .container_ids()
            .zip(&definition.containers)
            .map(move |(id, definition)| (id, &world.containers[id], definition))
    }

    /// `web.3`: the third task of the service `web`; `batch.1` for a standalone task of that family.
    pub fn label(&self) -> String {
        let group = self.world.group_name(self.row.made.group);
        let name = group
            .strip_prefix("service:")
            .or_else(|| group.strip_prefix("family:"))
            .unwrap_or(&group);
        format!("{name}.{}", self.row.number)
    }

    /// Its targets with their groups.
    pub fn targets(
        &self,
    ) -> impl Iterator<Item = (TargetId, &'w Target, &'w TargetGroup)> + use<'w> {
        let world = self.world;
        self.row.target_ids().map(move |id| {
            let row = &world.targets[id];
            (id, row, &world.target_groups[row.group])
        })
    }

    /// The host port behind a target of type `instance`: the fixed one, or the one the agent picked.
    pub fn host_port(&self, group: TargetGroupId) -> Option<u16> {
        let attachment = self.attachment_of(group)?;
        let mode = self.definition().network_mode;
        let (_, row, definition) = self
            .containers()
            .find(|(_, _, definition)| *definition.name == *attachment.container_name)?;
        let mut dynamic = row.dynamic_port;
        for mapping in &definition.port_mappings {
            let fixed = mapping.static_host_port(mode);
            if mapping.container_port == attachment.container_port {
                return fixed.or(Some(dynamic).filter(|port| *port > 0));
            }
            if fixed.is_none() {
                dynamic += mapping
                    .container_port_last
                    .saturating_sub(mapping.container_port)
                    + 1;
            }
        }
        None
    }

    /// What the service says about that target group.
    pub fn attachment_of(&self, group: TargetGroupId) -> Option<&'w Attachment> {
        let service = self.row.service()?;
        let attachments = &self.world.services[service].settings.load_balancers;
        attachments.iter().find(|attachment| attachment.has(group))
    }

    /// Whether the machine under it went away, with everything on it.
    pub fn host_is_gone(&self) -> bool {
        let gone = |instance: InstanceView<'_>| !instance.row.is_present();
        self.instance().is_some_and(gone) || self.row.stop == Some(StoppedReason::FargateHostLost)
    }

    pub fn zone(&self) -> &'w str {
        self.world.names.text(self.row.made.zone)
    }

    pub fn instance(&self) -> Option<InstanceView<'w>> {
        self.row.made.instance.map(|id| self.world.instance(id))
    }

    /// ECS's sentence for why it stops.
    pub fn stopped_reason(&self) -> Option<String> {
        let reason = self.row.stop?;
        // On EC2 the container tells why; Fargate says it in the task's own reason (agent-and-lifecycle 8).
        if let (StoppedReason::FailedToStart(container), LaunchType::Fargate) =
            (reason, self.row.made.launch_type)
        {
            return self.container_reason(container);
        }
        Some(stopped_reason(reason, self.world))
    }

    /// ECS's sentence for why a container could not go on.
    pub fn container_reason(&self, container: ContainerId) -> Option<String> {
        let (_, row, _) = self.containers().find(|(id, _, _)| *id == container)?;
        let on_fargate = self.row.made.launch_type == LaunchType::Fargate;
        Some(container_reason(
            row.reason?,
            self.definition(),
            row.definition,
            on_fargate,
            &self.world.names,
        ))
    }

    /// Whether it counts towards minimumHealthyPercent at `now` (scheduler 4.3).
    pub fn counts_as_healthy(&self, now: SimTime) -> bool {
        self.healthy_at().is_some_and(|at| at <= now)
    }

    /// When a running task counts as healthy; `None` while only a verdict can tell, or when it is not running.
    pub fn healthy_at(&self) -> Option<SimTime> {
        let started = self
            .row
            .started_at
            .filter(|_| self.row.last_status == TaskStatus::Running)?;
        assumed!(TARGET_IN_EVERY_GROUP);
        let mut checked = self.row.targets > 0;
        if self
            .targets()
            .any(|(_, target, _)| target.state != TargetState::Healthy)
        {
            return None;
        }
        for (_, container, definition) in self.containers() {
            if !definition.essential || definition.health_check.is_none() {
                continue;
            }
            checked = true;
            if container.health != HealthStatus::Healthy
                || container.status != ContainerStatus::Running
            {
                return None;
            }
        }
        Some(if checked {
            started
        } else {
            started + HEALTHY_AFTER
        })
    }
}
