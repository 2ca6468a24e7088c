//! The strip of load balancers: a listener, the weights of its rule, and the health behind each target group.

use crate::model::load_balancer::{Target, TargetState};
use crate::model::task::Group;
use crate::model::{LoadBalancerId, TargetGroupId};
use crate::view::frame::Tone;
use crate::view::look::{Look, hue, shade};

record! {
    pub struct Balancers {
        pub list: Vec<Balancer>,
    }
}

record! {
    pub struct Balancer {
        pub name: String,
        /// `application :80`
        pub listener: String,
        pub groups: Vec<GroupRow>,
    }
}

record! {
    /// A target group, and what the rule sends to it.
    pub struct GroupRow {
        pub id: u32,
        pub name: String,
        /// Of the service and revision in it; none while it is empty.
        pub hue: Option<u8>,
        pub shade: u8,
        /// Percent of the traffic, with its number as people read it.
        pub percent: u8,
        pub weight: String,
        pub healthy: u32,
        /// All that are not draining.
        pub of: u32,
        pub others: Vec<Health>,
    }
}

record! {
    /// Targets in another state than healthy.
    pub struct Health {
        pub tone: Tone,
        /// `1 draining, 212 s left`
        pub words: String,
    }
}

pub fn balancers(look: &Look<'_>) -> Balancers {
    let world = look.world;
    let list = world.load_balancers().map(|(id, row)| Balancer {
        name: row.name.to_string(),
        listener: format!("{} :{}", row.kind, row.listener_port),
        groups: world
            .target_groups()
            .filter(|(_, group)| group.load_balancer == id)
            .map(|(group, _)| group_row(look, id, group))
            .collect(),
    });
    Balancers {
        list: list.collect(),
    }
}

/// The share of its load balancer's traffic, in tenths of a percent.
pub fn weight(look: &Look<'_>, balancer: LoadBalancerId, group: TargetGroupId) -> u32 {
    let forwards = &look.world.load_balancer(balancer).forwards;
    let found = forwards.iter().find(|(id, _)| *id == group);
    found.map_or(0, |(_, weight)| *weight)
}

/// Tenths of a percent as people read them: `12.5 %`.
pub fn tenths(weight: u32) -> String {
    let mut text = (weight / 10).to_string();
    if !weight.is_multiple_of(10) {
        text.push('.');
        text.push_str(&(weight % 10).to_string());
    }
    text.push_str("\u{a0}%");
    text
}

/// Counts by state, and when the last connection is drained.
#[derive(Default)]
pub struct Census {
    pub healthy: u32,
    pub unhealthy: u32,
    pub initial: u32,
    pub draining: u32,
    pub drained_in: u64,
}

impl Census {
    pub fn of(look: &Look<'_>, group: TargetGroupId) -> Census {
        let mut census = Census::default();
        for target in look.world.targets_of(group) {
            census.count(look, target);
        }
        census
    }

    fn count(&mut self, look: &Look<'_>, target: &Target) {
        match target.state {
            TargetState::Healthy => self.healthy += 1,
            TargetState::Unhealthy => self.unhealthy += 1,
            TargetState::Initial => self.initial += 1,
            TargetState::Draining => {
                self.draining += 1;
                self.drained_in = self.drained_in.max(target.due.since(look.now).secs());
            }
            TargetState::Unused => {}
        }
    }
}

fn group_row(look: &Look<'_>, balancer: LoadBalancerId, id: TargetGroupId) -> GroupRow {
    let world = look.world;
    let census = Census::of(look, id);
    let mut others = Vec::new();
    let mut other = |count: u32, state: &str, tone: Tone| {
        if count > 0 {
            others.push(Health {
                tone,
                words: format!("{count} {state}"),
            });
        }
    };
    other(census.unhealthy, "unhealthy", Tone::Bad);
    other(census.initial, "initial", Tone::Accent);
    let left = format!("draining, {} s left", census.drained_in);
    other(census.draining, &left, Tone::Warn);
    let newest = world.targets_of(id).map(|target| target.task).max();
    let newest = newest.map(|task| world.task(task));
    let weight = weight(look, balancer, id);
    GroupRow {
        id: id.0,
        name: world.target_group(id).name.to_string(),
        hue: newest
            .and_then(|task| task.row.service())
            .map(|service| hue(Group::Service(service))),
        shade: newest.map_or(0, |task| shade(task.definition().revision)),
        percent: (weight / 10) as u8,
        weight: tenths(weight),
        healthy: census.healthy,
        of: census.healthy + census.unhealthy + census.initial,
        others,
    }
}
