//! The health of a target: from registration to its first passed check, and what follows (scheduler 7).

use crate::assumed;
use crate::kernel::{SimSpan, SimTime};
use crate::model::image::ImageBehaviour;
use crate::model::load_balancer::{Target, TargetGroup, TargetState};
use crate::model::{TargetId, streams};
use crate::world::Event;
use crate::world::views::TaskView;

/// A target with what decides its next check.
pub struct TargetStep<'a, 'w> {
    pub task: &'a TaskView<'w>,
    pub now: SimTime,
    pub id: TargetId,
    pub row: &'w Target,
    pub group: &'w TargetGroup,
}

impl TargetStep<'_, '_> {
    /// Registration: the first check comes within one interval.
    pub fn register(&self) -> Option<Event> {
        assumed!(TARGET_CHECK_PHASE);
        let world = self.task.world;
        let phase = world
            .chance()
            .unit(streams::TARGET_CHECK, u64::from(self.id.0), 0);
        let due = self.now + self.interval().scaled(phase);
        self.moved(TargetState::Initial, due)
    }

    /// Deregistration: connections drain before the target is unused.
    pub fn deregister(&self) -> Option<Event> {
        assumed!(DRAINING_FULL_DELAY);
        let delay = SimSpan::from_secs(u64::from(self.group.deregistration_delay_secs));
        self.moved(TargetState::Draining, self.now + delay)
    }

    /// What happens to the target now.
    pub fn forward(&self) -> Option<Event> {
        if self.row.due > self.now {
            return None;
        }
        let passes = self.passes(self.now);
        match self.row.state {
            // For a new target one passed check is enough, whatever the threshold (scheduler L01).
            TargetState::Initial if passes => self.moved(TargetState::Healthy, self.fails_at()),
            TargetState::Healthy if passes => self.checked(0, self.fails_at()),
            TargetState::Initial | TargetState::Healthy => self.failed(),
            TargetState::Unhealthy if passes => self.recovered(),
            TargetState::Unhealthy => self.checked(0, self.now + self.interval()),
            TargetState::Draining => self.moved(TargetState::Unused, SimTime::NEVER),
            TargetState::Unused => None,
        }
    }

    fn failed(&self) -> Option<Event> {
        let streak = self.row.streak + 1;
        if u32::from(streak) < self.group.unhealthy_threshold {
            return self.checked(streak, self.now + self.interval());
        }
        self.moved(TargetState::Unhealthy, self.now + self.interval())
    }

    fn recovered(&self) -> Option<Event> {
        let streak = self.row.streak + 1;
        if u32::from(streak) < self.group.healthy_threshold {
            return self.checked(streak, self.now + self.interval());
        }
        self.moved(TargetState::Healthy, self.fails_at())
    }

    fn interval(&self) -> SimSpan {
        SimSpan::from_secs(u64::from(self.group.health_check_interval_secs))
    }

    fn behaviour(&self) -> ImageBehaviour {
        let attachment = self.task.attachment_of(self.row.group);
        let containers = &self.task.definition().containers;
        let named = attachment.and_then(|it| {
            containers
                .iter()
                .find(|container| *container.name == *it.container_name)
        });
        named
            .map(|container| self.task.world.behaviour(&container.image))
            .unwrap_or_default()
    }

    fn passes(&self, now: SimTime) -> bool {
        self.behaviour()
            .passes_target_check(self.row.registered_at, now)
    }

    /// The next check that could fail; a healthy target of a well-behaved image owes nothing.
    fn fails_at(&self) -> SimTime {
        self.behaviour()
            .target_fails_at(self.row.registered_at)
            .max(self.now + self.interval())
    }

    fn moved(&self, state: TargetState, due: SimTime) -> Option<Event> {
        Some(Event::TargetMoved {
            target: self.id,
            state,
            due,
        })
    }

    fn checked(&self, streak: u8, due: SimTime) -> Option<Event> {
        Some(Event::TargetChecked {
            target: self.id,
            streak,
            due,
        })
    }
}
