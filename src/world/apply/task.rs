//! Tasks and containers: statuses, what they hold of their instance, and when they are due.

use crate::assumed;
use crate::kernel::SimTime;
use crate::model::container::{Container, ContainerStatus, HealthStatus};
use crate::model::load_balancer::{Target, TargetState};
use crate::model::placement::LaunchType;
use crate::model::resources::Amounts;
use crate::model::task::{Group, NewTask, StoppedReason, Task, TaskStatus};
use crate::model::{ContainerInstanceId, TaskId};
use crate::world::{Timer, World};

impl World {
    pub(super) fn task_created(&mut self, new: NewTask) {
        if new.launch_type == LaunchType::Fargate {
            self.fargate_launches.take(self.now);
        }
        let count = self
            .definitions
            .get(new.definition)
            .map_or(0, |row| row.definition.containers.len()) as u8;
        let id = self.tasks.next_key();
        let first_container = self.containers.next_key();
        for definition in 0..count {
            self.containers.push(Container {
                task: id,
                definition,
                status: ContainerStatus::None,
                health: HealthStatus::Unknown,
                exit_code: None,
                reason: None,
                failed_probes: 0,
                due: SimTime::NEVER,
                started_at: SimTime::NEVER,
                restarts: 0,
                stopping: false,
                dynamic_port: 0,
            });
        }
        let attached = match new.group {
            Group::Service(service) => self.services[service].settings.load_balancers.clone(),
            Group::Named(_) => Vec::new(),
        };
        let first_target = self.targets.next_key();
        let on_alternate = new
            .deployment
            .is_some_and(|id| self.deployments[id].on_alternate);
        for attachment in &attached {
            self.targets.push(Target {
                task: id,
                group: attachment.group_for(on_alternate),
                state: TargetState::Unused,
                streak: 0,
                due: SimTime::NEVER,
                registered_at: SimTime::NEVER,
            });
        }
        // Without a network interface of its own the task is PENDING at once, and the agent answers at once.
        let provisioning = !new.provisioned_at.is_never();
        let task = Task {
            made: new,
            number: self.indices.created.get(&new.group).copied().unwrap_or(0) + 1,
            last_status: if provisioning {
                TaskStatus::Provisioning
            } else {
                TaskStatus::Pending
            },
            stop: None,
            health: HealthStatus::Unknown,
            admitted: false,
            protected_until: SimTime::ZERO,
            first_container,
            containers: count,
            first_target,
            targets: attached.len() as u8,
            due: if provisioning {
                new.provisioned_at
            } else {
                self.now
            },
            timer: None,
            created_at: self.now,
            pull_started_at: None,
            pull_stopped_at: None,
            started_at: None,
            stopping_at: None,
            execution_stopped_at: None,
            stopped_at: None,
            version: 1,
        };
        *self.indices_mut().created.or_default(new.group) += 1;
        self.indices_mut().task_appeared(id, &task);
        self.indices_mut().task_counted(&task);
        self.tasks.push(task);
        self.take_room(&task);
        self.retime_task(id);
    }

    pub(super) fn take_room(&mut self, task: &Task) {
        let Some(demand) = self
            .definitions
            .get(task.made.definition)
            .map(|row| row.demand.clone())
        else {
            return;
        };
        if let Some(instance) = task.made.instance.and_then(|id| self.instances.edit(id)) {
            instance.allocated = instance.allocated.plus(Amounts::from(&*demand));
            instance.ports.take(&demand);
        }
    }

    fn release_room(&mut self, task: &Task) {
        let Some(demand) = self
            .definitions
            .get(task.made.definition)
            .map(|row| row.demand.clone())
        else {
            return;
        };
        if let Some(instance) = task.made.instance.and_then(|id| self.instances.edit(id)) {
            instance.allocated = instance.allocated.minus(Amounts::from(&*demand));
            instance.ports.release(&demand);
        }
    }

    pub(super) fn task_admitted(&mut self, id: TaskId) {
        let Some(row) = self.tasks.edit(id) else {
            return;
        };
        row.admitted = true;
        row.due = SimTime::NEVER;
        let made = row.made;
        let Some(demand) = self
            .definitions
            .get(made.definition)
            .map(|row| row.demand.clone())
        else {
            return;
        };
        if let Some(instance) = made.instance.and_then(|id| self.instances.edit(id)) {
            instance.host = instance.host.plus(Amounts::from(&*demand));
            instance.host_ports.take(&demand);
        }
        self.retime_task(id);
        if let Some(instance) = made.instance {
            self.wake_first_waiting(instance);
        }
    }

    fn leave_host(&mut self, task: &Task) {
        let Some(demand) = self
            .definitions
            .get(task.made.definition)
            .map(|row| row.demand.clone())
        else {
            return;
        };
        let Some(instance) = task.made.instance else {
            return;
        };
        if task.admitted
            && let Some(row) = self.instances.edit(instance)
        {
            row.host = row.host.minus(Amounts::from(&*demand));
            row.host_ports.release(&demand);
        }
        self.wake_first_waiting(instance);
    }

    /// First come, first served: whoever has waited longest for this host is looked at again.
    fn wake_first_waiting(&mut self, instance: ContainerInstanceId) {
        let Some(first) = self.first_waiting(instance) else {
            return;
        };
        let now = self.now;
        if let Some(row) = self.tasks.edit(first) {
            row.due = now;
        }
        self.retime_task(first);
    }

    /// The agent looked and the host has no room.
    pub(super) fn task_waited(&mut self, id: TaskId) {
        if let Some(row) = self.tasks.edit(id) {
            row.due = SimTime::NEVER;
        }
        self.retime_task(id);
    }

    pub(super) fn task_moved(&mut self, id: TaskId, to: TaskStatus, due: SimTime) {
        let now = self.now;
        let Some(row) = self.tasks.edit(id) else {
            return;
        };
        row.last_status = to;
        row.due = due;
        row.version += 1;
        match to {
            TaskStatus::Running => row.started_at = Some(now),
            TaskStatus::Stopping => row.stopping_at = Some(now),
            TaskStatus::Stopped => {
                row.stopped_at = Some(now);
                row.due = SimTime::NEVER;
            }
            _ => {}
        }
        let task = *row;
        if to == TaskStatus::Running {
            self.start_succeeded(&task);
        }
        if to == TaskStatus::Stopped {
            self.count_failure(&task);
            self.forget_rules(id);
            self.indices_mut().task_gone(id, &task);
            self.leave_host(&task);
            if let Some(instance) = task.made.instance {
                self.machine_emptied(instance);
            }
        }
        self.retime_task(id);
        if let Some(service) = task.service().filter(|_| to == TaskStatus::Stopped) {
            self.wake(service);
        }
    }

    pub(super) fn task_stop_requested(&mut self, id: TaskId, reason: StoppedReason) {
        assumed!(RESOURCE_RELEASE);
        let now = self.now;
        let Some(row) = self.tasks.edit(id) else {
            return;
        };
        let was = *row;
        row.stop = Some(reason);
        row.version += 1;
        // Whoever owns the task answers at once.
        row.due = now;
        self.indices_mut().task_uncounted(&was);
        self.release_room(&was);
        self.retime_task(id);
        if let Some(instance) = was.made.instance {
            self.try_waiting(self.instances[instance].provider);
        }
    }

    pub(super) fn task_protected(&mut self, id: TaskId, until: SimTime) {
        if let Some(row) = self.tasks.edit(id) {
            row.protected_until = until;
            row.version += 1;
        }
    }

    pub(super) fn task_health_changed(&mut self, id: TaskId, health: HealthStatus) {
        let Some(row) = self.tasks.edit(id) else {
            return;
        };
        row.health = health;
        row.version += 1;
        let service = row.service();
        if let Some(service) = service.filter(|_| health == HealthStatus::Unhealthy) {
            self.wake(service);
        }
    }

    /// The answer to what happened to a task is due: nothing is left to do until the earliest of these.
    pub(super) fn retime_task(&mut self, id: TaskId) {
        let Some(task) = self.tasks.get(id).copied() else {
            return;
        };
        let containers = task
            .container_ids()
            .map(|container| self.containers[container].due);
        let targets = task.target_ids().map(|target| self.targets[target].due);
        let at = containers
            .chain(targets)
            .chain([task.due])
            .min()
            .unwrap_or(SimTime::NEVER);
        let timer = self.retime(task.timer, at, Timer::Task(id));
        if let Some(row) = self.tasks.edit(id) {
            row.timer = timer;
        }
    }
}
