//! Load balancers, target groups, and the targets of tasks.

use crate::kernel::SimTime;
use crate::model::TargetId;
use crate::model::load_balancer::{LoadBalancer, TargetGroup, TargetState};
use crate::world::World;
use crate::world::event::NewLoadBalancer;

/// All traffic, in tenths of a percent.
const ALL: u32 = 1_000;

impl World {
    pub(super) fn load_balancer_created(&mut self, new: &NewLoadBalancer) {
        let load_balancer = self.load_balancers.next_key();
        let mut forwards = Vec::new();
        for group in &new.groups {
            let id = self.target_groups.push(TargetGroup {
                load_balancer,
                name: group.name.as_str().into(),
                target_type: group.target_type,
                health_check_interval_secs: group.health_check_interval_secs,
                healthy_threshold: group.healthy_threshold,
                unhealthy_threshold: group.unhealthy_threshold,
                deregistration_delay_secs: group.deregistration_delay_secs,
            });
            forwards.push((id, if forwards.is_empty() { ALL } else { 0 }));
        }
        self.load_balancers.push(LoadBalancer {
            name: new.name.as_str().into(),
            kind: new.kind,
            listener_port: new.listener_port,
            forwards,
        });
    }

    pub(super) fn target_moved(&mut self, id: TargetId, state: TargetState, due: SimTime) {
        let now = self.now;
        let Some(row) = self.targets.edit(id) else {
            return;
        };
        row.state = state;
        row.streak = 0;
        row.due = due;
        if state == TargetState::Initial {
            row.registered_at = now;
        }
        let task = row.task;
        self.retime_task(task);
        let service = self.tasks[task].service();
        if let Some(service) = service.filter(|_| state == TargetState::Unhealthy) {
            self.wake(service);
        }
    }

    pub(super) fn target_checked(&mut self, id: TargetId, streak: u8, due: SimTime) {
        let Some(row) = self.targets.edit(id) else {
            return;
        };
        row.streak = streak;
        row.due = due;
        let task = row.task;
        self.retime_task(task);
    }
}
