//! Containers: statuses, health, ports and images, and when they are due.

use std::sync::Arc;

use crate::kernel::SimTime;
use crate::model::container::{ContainerReason, ContainerStatus, HealthStatus};
use crate::model::image::ImageBehaviour;
use crate::model::{ContainerId, TaskId};
use crate::world::World;

/// Ports the agent hands out (scheduler 1.5); after the last it starts again from the first.
const FIRST_DYNAMIC_PORT: u16 = 32_768;
const LAST_DYNAMIC_PORT: u16 = 60_999;

impl World {
    pub(super) fn container_moved(
        &mut self,
        id: ContainerId,
        to: ContainerStatus,
        due: SimTime,
        exit_code: Option<u8>,
        reason: Option<ContainerReason>,
    ) {
        let now = self.now;
        let Some(row) = self.containers.edit(id) else {
            return;
        };
        row.status = to;
        row.due = due;
        if to == ContainerStatus::Running {
            row.started_at = now;
        }
        if to == ContainerStatus::Stopped {
            row.exit_code = exit_code;
            row.reason = reason;
            row.health = HealthStatus::Unknown;
        }
        let (task, definition) = (row.task, row.definition);
        if let Some(row) = self.tasks.edit(task) {
            match to {
                ContainerStatus::ManifestPulled if row.pull_started_at.is_none() => {
                    row.pull_started_at = Some(now)
                }
                ContainerStatus::Pulled => row.pull_stopped_at = Some(now),
                ContainerStatus::Stopped if row.execution_stopped_at.is_none() => {
                    row.execution_stopped_at = Some(now)
                }
                _ => {}
            }
        }
        if to == ContainerStatus::Pulled {
            self.keep_image(task, definition);
        }
        if to == ContainerStatus::Running {
            self.bind_dynamic_ports(id, task, definition);
        }
        self.retime_task(task);
    }

    pub(super) fn container_restarted(&mut self, id: ContainerId, due: SimTime) {
        let now = self.now;
        let Some(row) = self.containers.edit(id) else {
            return;
        };
        row.started_at = now;
        row.restarts += 1;
        row.failed_probes = 0;
        row.health = HealthStatus::Unknown;
        row.due = due;
        let task = row.task;
        self.retime_task(task);
    }

    pub(super) fn container_probed(&mut self, id: ContainerId, failed: u8, due: SimTime) {
        let Some(row) = self.containers.edit(id) else {
            return;
        };
        row.failed_probes = failed;
        row.due = due;
        let task = row.task;
        self.retime_task(task);
    }

    pub(super) fn container_health_changed(
        &mut self,
        id: ContainerId,
        health: HealthStatus,
        due: SimTime,
    ) {
        let Some(row) = self.containers.edit(id) else {
            return;
        };
        row.health = health;
        row.failed_probes = 0;
        row.due = due;
        let task = row.task;
        self.retime_task(task);
    }

    /// Running containers of the image are looked at at once: they may end, and their next probe may say otherwise.
    pub(super) fn image_behaviour_changed(&mut self, image: &str, behaviour: ImageBehaviour) {
        let name = self.names.intern(image);
        Arc::make_mut(&mut self.behaviours).insert(name, behaviour);
        let now = self.now;
        let live: Vec<TaskId> = self
            .indices
            .by_instance
            .values()
            .flatten()
            .chain(&self.indices.on_fargate)
            .copied()
            .collect();
        for task in live {
            let row = self.tasks[task];
            let definition = self.definitions[row.made.definition].definition.clone();
            for (container, defined) in row.container_ids().zip(&definition.containers) {
                let runs = self.containers[container].status == ContainerStatus::Running;
                if let Some(row) = self
                    .containers
                    .edit(container)
                    .filter(|row| runs && !row.stopping && defined.image == image)
                {
                    row.due = now;
                }
            }
            self.retime_task(task);
        }
    }

    pub(super) fn container_stop_begun(&mut self, id: ContainerId, due: SimTime) {
        let Some(row) = self.containers.edit(id) else {
            return;
        };
        row.due = due;
        row.stopping = true;
        let task = row.task;
        self.retime_task(task);
    }

    /// The image is on the instance now; the next task there need not pull it again.
    fn keep_image(&mut self, task: TaskId, container: u8) {
        let made = self.tasks[task].made;
        let image =
            &self.definitions[made.definition].definition.containers[usize::from(container)].image;
        let image = self.names.intern(image);
        if let Some(row) = made.instance.and_then(|id| self.instances.edit(id))
            && !row.images.contains(&image)
        {
            Arc::make_mut(&mut row.images).insert(image);
        }
    }

    fn bind_dynamic_ports(&mut self, id: ContainerId, task: TaskId, definition: u8) {
        let made = self.tasks[task].made;
        let Some(instance) = made.instance else {
            return;
        };
        let wanted = self.dynamic_ports_of(made.definition, definition);
        if wanted == 0 {
            return;
        }
        let Some(row) = self.instances.edit(instance) else {
            return;
        };
        if LAST_DYNAMIC_PORT + 1 - row.next_dynamic_port < wanted {
            row.next_dynamic_port = FIRST_DYNAMIC_PORT;
        }
        let first = row.next_dynamic_port;
        row.next_dynamic_port += wanted;
        if let Some(row) = self.containers.edit(id) {
            row.dynamic_port = first;
        }
    }
}
