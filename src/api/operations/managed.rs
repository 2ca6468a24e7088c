//! CreateCapacityProvider for Managed Instances (capacity 1.1, 5).
//!
//! Reads what is asked and makes provider and fleet. Does not know which instances are picked, nor when.

use std::sync::Arc;

use serde_json::Value;

use crate::api::error::ApiError;
use crate::api::input::Input;
use crate::api::json::object;
use crate::api::operations::capacity::answer;
use crate::api::operations::{cluster, zones_of};
use crate::engine::Recorder;
use crate::model::capacity::{
    AutoScalingGroup, ManagedScaling, NewProvider, Requirements, TerminationPolicy,
};
use crate::world::{Cause, Event};

/// The provider belongs to its cluster from the start: fleet, provider and association come together.
pub(super) fn create(
    recorder: &mut impl Recorder,
    cause: Cause,
    input: Input<'_>,
    name: &str,
) -> Result<Value, ApiError> {
    let world = recorder.world();
    let cluster = cluster(world, input)?;
    let mut providers = cluster.row.providers.clone();
    let (id, default_strategy) = (cluster.id, cluster.row.default_strategy.clone());
    let template = input
        .object("managedInstancesProvider")
        .object("instanceLaunchTemplate");
    let network = template.object("networkConfiguration");
    let zones = zones_of(world, network.strings("subnets"));
    if zones.is_empty() {
        let path = "managedInstancesProvider.instanceLaunchTemplate.networkConfiguration.subnets";
        return Err(ApiError::invalid_parameter("subnets can not be empty.").at(path));
    }
    let asked = template.object("instanceRequirements");
    let range = |key: &str| (asked.object(key).u32("min"), asked.object(key).u32("max"));
    let names = |key: &str| asked.strings(key).map(Arc::from).collect();
    let requirements = Requirements {
        vcpus: range("vCpuCount"),
        memory_mib: range("memoryMiB"),
        allowed: names("allowedInstanceTypes"),
        excluded: names("excludedInstanceTypes"),
    };
    let fleet = AutoScalingGroup {
        name: name.into(),
        cluster: id,
        types: Vec::new(),
        zones: zones
            .iter()
            .map(|it| world.names().text(*it).into())
            .collect(),
        min: 0,
        max: 0,
        desired: 0,
        protects_new: false,
        on_demand_base: 0,
        on_demand_percent: 100,
        termination_policy: TerminationPolicy::Default,
        terminating_hook: None,
        managed: Some(Arc::new(requirements)),
        timer: None,
    };
    let off = ManagedScaling {
        enabled: false,
        ..ManagedScaling::default()
    };
    let new = NewProvider {
        name: name.into(),
        group: world.next_group(),
        scaling: off,
        termination_protection: false,
        managed_draining: true,
    };
    providers.push(world.next_provider());
    recorder.emit(cause, Event::GroupCreated(Arc::new(fleet)));
    recorder.emit(cause, Event::CapacityProviderCreated(Arc::new(new)));
    let put = Event::ClusterProvidersPut {
        cluster: id,
        providers,
        default_strategy,
    };
    recorder.emit(cause, put);
    answer(recorder.world(), name)
}

/// Its configuration as it was given, as far as it is simulated.
pub(super) fn described(fleet: &AutoScalingGroup) -> Value {
    let Some(requirements) = &fleet.managed else {
        return Value::Null;
    };
    let range = |(least, most): (Option<u32>, Option<u32>)| object! { "min": least, "max": most };
    let names = |list: &[Arc<str>]| list.iter().map(|it| (**it).into()).collect::<Vec<Value>>();
    let requirements = object! {
        "vCpuCount": range(requirements.vcpus),
        "memoryMiB": range(requirements.memory_mib),
        "allowedInstanceTypes": names(&requirements.allowed),
        "excludedInstanceTypes": names(&requirements.excluded),
    };
    object! { "instanceLaunchTemplate": object! { "instanceRequirements": requirements } }
}
