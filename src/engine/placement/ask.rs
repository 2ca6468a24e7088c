//! What is to be placed.

use std::sync::Arc;

use crate::engine::placement::query::{self, Query};
use crate::kernel::Name;
use crate::kernel::WHOLE;
use crate::model::placement::{
    Constraint, LaunchType, Strategy, service_default, standalone_default,
};
use crate::model::task::Group;
use crate::model::task_definition::Demand;
use crate::model::{CapacityProviderId, ClusterId, ContainerInstanceId, TaskDefinitionId};
use crate::world::World;
use crate::world::views::InstanceView;

/// One task of `definition`, and the rules for its place. Equal asks of one batch share this.
#[derive(Clone, Debug)]
pub struct TaskAsk {
    pub cluster: ClusterId,
    pub definition: TaskDefinitionId,
    /// Its siblings: the scope of spread and distinctInstance.
    pub group: Group,
    pub launch_type: LaunchType,
    /// The provider whose instances alone it may go to.
    pub provider: Option<CapacityProviderId>,
    pub constraints: Arc<[Constraint]>,
    /// The memberOf expressions of the request, then those of the task definition.
    pub member_of: Arc<[Query]>,
    /// Never empty: ECS's defaults are written out.
    pub strategies: Arc<[Strategy]>,
    /// Whether the strategies are ECS's defaults rather than the caller's.
    pub default_strategies: bool,
    /// Where it may go at all, before any check.
    pub only: Only,
    /// Zones of the subnets, for Fargate.
    pub zones: Arc<[Name]>,
}

/// The places a task is meant for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Only {
    #[default]
    Anywhere,
    /// A daemon's task belongs to its instance.
    Instance(ContainerInstanceId),
    /// Rebalancing fills these zones.
    Zones(Arc<[Name]>),
}

impl TaskAsk {
    /// Whether `instance` is one of the places meant.
    pub fn considers(&self, instance: &InstanceView<'_>) -> bool {
        if self.provider.is_some() && self.provider != instance.row.provider {
            return false;
        }
        match &self.only {
            Only::Anywhere => true,
            Only::Instance(id) => *id == instance.id,
            Only::Zones(zones) => instance
                .world
                .names()
                .find(&instance.row.zone)
                .is_some_and(|zone| zones.contains(&zone)),
        }
    }

    /// The strategies given, or ECS's default for such a task.
    pub fn strategies_or_default(group: Group, given: &[Strategy]) -> (Arc<[Strategy]>, bool) {
        if !given.is_empty() {
            return (given.into(), false);
        }
        match group {
            Group::Service(_) => (service_default().into(), true),
            Group::Named(_) => (standalone_default().into(), true),
        }
    }

    /// Every memberOf expression that binds a task of `definition`. They were checked when they were accepted.
    pub fn member_of(
        world: &World,
        definition: TaskDefinitionId,
        constraints: &[Constraint],
    ) -> Arc<[Query]> {
        if !WHOLE {
            let none = constraints.is_empty()
                && world
                    .definition(definition)
                    .placement_constraints
                    .is_empty();
            assert!(none, "constraints need the whole engine");
            return Arc::default();
        }
        let of_request = constraints
            .iter()
            .filter_map(|constraint| match constraint {
                Constraint::MemberOf(expression) => Some(&**expression),
                Constraint::DistinctInstance => None,
            });
        let of_definition = world
            .definition(definition)
            .placement_constraints
            .iter()
            .map(String::as_str);
        of_request
            .chain(of_definition)
            .filter_map(|expression| query::parse(expression).ok())
            .collect()
    }

    pub fn demand<'w>(&self, world: &'w World) -> &'w Demand {
        &world.registered(self.definition).demand
    }
}
