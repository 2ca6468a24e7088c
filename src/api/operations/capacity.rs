//! CreateCapacityProvider, UpdateCapacityProvider, DeleteCapacityProvider, DescribeCapacityProviders and
//! PutClusterCapacityProviders (capacity 1).

use std::sync::Arc;

use serde_json::Value;

use crate::api::error::{ApiError, Exception};
use crate::api::input::Input;
use crate::api::json::{empty_list, object};
use crate::api::operations::cluster::is_name_char;
use crate::api::operations::{cluster, describe, managed, missing, strategy};
use crate::assumed;
use crate::engine::Recorder;
use crate::engine::capacity::managed::disband;
use crate::kernel::SimSpan;
use crate::model::capacity::{
    ManagedScaling, NewProvider, ProviderKind, ProviderStatus, StrategyItem,
};
use crate::model::{CapacityProviderId, ClusterId, arn};
use crate::world::{Cause, Event, World};

const UNPROTECTED: &str = "The managed termination protection setting for the capacity provider is invalid. To enable managed termination protection for a capacity provider, the Auto Scaling group must have instance protection from scale in enabled.";

pub(super) fn create(
    recorder: &mut impl Recorder,
    cause: Cause,
    input: Input<'_>,
) -> Result<Value, ApiError> {
    let world = recorder.world();
    let name = input.str("name").unwrap_or_default();
    let lower = name.to_ascii_lowercase();
    let reserved = ["aws", "ecs", "fargate"]
        .iter()
        .any(|prefix| lower.starts_with(prefix));
    if name.is_empty() || name.len() > 255 || !name.chars().all(is_name_char) || reserved {
        return Err(ApiError::invalid_parameter("The capacity provider name is invalid.")
            .at("name")
            .help("1 to 255 letters, digits, `_` and `-`, not starting with `aws`, `ecs` or `fargate`"));
    }
    if world.find_provider(name).is_some() {
        return Err(ApiError::invalid_parameter(
            "A capacity provider with the specified name already exists.",
        )
        .at("name"));
    }
    let managed = input.has("managedInstancesProvider");
    if managed == input.has("autoScalingGroupProvider") {
        let message = "Exactly one of autoScalingGroupProvider and managedInstancesProvider must be specified.";
        return Err(ApiError::invalid_parameter(message).at("autoScalingGroupProvider"));
    }
    if managed {
        return managed::create(recorder, cause, input, name);
    }
    let given = input.object("autoScalingGroupProvider");
    let path = "autoScalingGroupProvider.autoScalingGroupArn";
    let Some(group) = world.find_group(given.str("autoScalingGroupArn").unwrap_or_default()) else {
        let groups = world.groups().filter(|(_, row)| row.managed.is_none());
        let names: Vec<&str> = groups.map(|(_, row)| &*row.name).collect();
        let help = match names.is_empty() {
            true => "there is no Auto Scaling group yet".to_owned(),
            false => format!("there is: {}", names.join(", ")),
        };
        let message = "The specified Auto Scaling group ARN is not valid.";
        return Err(ApiError::invalid_parameter(message).at(path).help(help));
    };
    if world.provider_of(group).is_some() {
        let message = "The specified Auto Scaling group ARN is already being used by another capacity provider.";
        return Err(ApiError::invalid_parameter(message).at(path));
    }
    assumed!(MANAGED_SCALING_DEFAULT);
    let off = ManagedScaling {
        enabled: false,
        ..ManagedScaling::default()
    };
    let (scaling, protects, drains) = settings(given, off, false, true)?;
    if protects && (!world.group(group).protects_new || !scaling.enabled) {
        return Err(ApiError::invalid_parameter(UNPROTECTED)
            .at("autoScalingGroupProvider.managedTerminationProtection"));
    }
    let new = NewProvider {
        name: name.into(),
        group,
        scaling,
        termination_protection: protects,
        managed_draining: drains,
    };
    recorder.emit(cause, Event::CapacityProviderCreated(Arc::new(new)));
    answer(recorder.world(), name)
}

pub(super) fn answer(world: &World, name: &str) -> Result<Value, ApiError> {
    Ok(
        object! { "capacityProvider": world.find_provider(name).map(|id| describe::provider(world, id)) },
    )
}

/// Managed scaling, termination protection and draining: what is given, over what holds.
fn settings(
    given: Input<'_>,
    current: ManagedScaling,
    protects: bool,
    drains: bool,
) -> Result<(ManagedScaling, bool, bool), ApiError> {
    let mut scaling = current;
    if given.has("managedScaling") {
        let asked = given.object("managedScaling");
        let within = |key: &str, least: u32, most: u32, otherwise: u32| {
            let value = asked.u32(key).unwrap_or(otherwise);
            match (least..=most).contains(&value) {
                true => Ok(value),
                false => Err(ApiError::invalid_parameter(format!(
                    "The managed scaling {key} must be between {least} and {most}."
                ))
                .at(format!("autoScalingGroupProvider.managedScaling.{key}"))),
            }
        };
        scaling = ManagedScaling {
            enabled: asked.str("status") != Some("DISABLED"),
            target_capacity: within("targetCapacity", 1, 100, current.target_capacity)?,
            minimum_step: within("minimumScalingStepSize", 1, 10_000, current.minimum_step)?,
            maximum_step: within("maximumScalingStepSize", 1, 10_000, current.maximum_step)?,
            warmup: match asked.has("instanceWarmupPeriod") {
                true => SimSpan::from_secs(within("instanceWarmupPeriod", 0, 10_000, 300)?.into()),
                false => current.warmup,
            },
        };
    }
    let switch =
        |key: &str, otherwise: bool| given.str(key).map_or(otherwise, |word| word == "ENABLED");
    Ok((
        scaling,
        switch("managedTerminationProtection", protects),
        switch("managedDraining", drains),
    ))
}

fn known(world: &World, reference: &str, key: &str) -> Result<CapacityProviderId, ApiError> {
    let name = arn::short_name(reference);
    world.find_provider(name).ok_or_else(|| {
        ApiError::invalid_parameter("The specified capacity provider does not exist.").at(key)
    })
}

pub(super) fn update(
    recorder: &mut impl Recorder,
    cause: Cause,
    input: Input<'_>,
) -> Result<Value, ApiError> {
    let world = recorder.world();
    let id = known(world, input.str("name").unwrap_or_default(), "name")?;
    let row = world.provider(id);
    let group = match row.kind {
        ProviderKind::AutoScaling(group) => group,
        ProviderKind::Managed(_) => {
            let message = "Changes of Managed Instances providers are not simulated.";
            return Err(ApiError::new(Exception::UnsupportedFeature, message).at("name"));
        }
        ProviderKind::Fargate | ProviderKind::FargateSpot => {
            let message = "The specified capacity provider is reserved and cannot be updated.";
            return Err(ApiError::invalid_parameter(message).at("name"));
        }
    };
    let given = input.object("autoScalingGroupProvider");
    let (protects, drains) = (row.termination_protection, row.managed_draining);
    let (scaling, termination_protection, managed_draining) =
        settings(given, row.scaling, protects, drains)?;
    if termination_protection && (!world.group(group).protects_new || !scaling.enabled) {
        return Err(ApiError::invalid_parameter(UNPROTECTED)
            .at("autoScalingGroupProvider.managedTerminationProtection"));
    }
    let name = row.name.clone();
    let updated = Event::CapacityProviderUpdated {
        provider: id,
        scaling,
        termination_protection,
        managed_draining,
    };
    recorder.emit(cause, updated);
    answer(recorder.world(), &name)
}

pub(super) fn delete(
    recorder: &mut impl Recorder,
    cause: Cause,
    input: Input<'_>,
) -> Result<Value, ApiError> {
    let world = recorder.world();
    let id = known(
        world,
        input.str("capacityProvider").unwrap_or_default(),
        "capacityProvider",
    )?;
    if world.provider(id).kind.group().is_none() {
        let message = "The specified capacity provider is reserved and cannot be deleted.";
        return Err(ApiError::invalid_parameter(message).at("capacityProvider"));
    }
    let in_cluster = world.clusters().any(|it| it.row.providers.contains(&id));
    if in_cluster || used_by_a_service(world, id) {
        return Err(in_use("capacityProvider"));
    }
    if let Some(fleet) = world.fleet_of(id) {
        disband(recorder, cause, fleet);
    }
    recorder.emit(cause, Event::CapacityProviderDeleted { provider: id });
    Ok(object! { "capacityProvider": describe::provider(recorder.world(), id) })
}

fn in_use(key: &str) -> ApiError {
    let message = "The specified capacity provider is in use and cannot be removed.";
    ApiError::new(Exception::ResourceInUse, message).at(key)
}

fn used_by_a_service(world: &World, id: CapacityProviderId) -> bool {
    world.services().any(|service| {
        let items = &service.row.settings.providers;
        service.row.status.word() != "INACTIVE" && items.iter().any(|item| item.provider == id)
    })
}

pub(super) fn list(world: &World, input: Input<'_>) -> Value {
    let asked: Vec<&str> = input
        .strings("capacityProviders")
        .map(arn::short_name)
        .collect();
    let mut failures = Vec::new();
    for name in &asked {
        if world.find_provider(name).is_none() {
            failures.push(missing(arn::capacity_provider_arn(name)));
        }
    }
    let shown = world.providers().filter(|(_, row)| {
        row.status == ProviderStatus::Active && (asked.is_empty() || asked.contains(&&*row.name))
    });
    let shown: Vec<Value> = shown.map(|(id, _)| describe::provider(world, id)).collect();
    object! { "capacityProviders": shown, "failures": failures }
}

/// The two lists of CreateCluster and PutClusterCapacityProviders, for a new cluster or for `of`.
pub(super) fn lists(
    world: &World,
    input: Input<'_>,
    of: Option<ClusterId>,
) -> Result<(Vec<CapacityProviderId>, Vec<StrategyItem>), ApiError> {
    let mut providers = Vec::new();
    for (place, name) in input.strings("capacityProviders").enumerate() {
        let id = known(world, name, &format!("capacityProviders[{place}]"))?;
        if !providers.contains(&id) {
            providers.push(id);
        }
    }
    if providers.len() > 20 {
        let message = "Too many capacity providers: at most 20 are allowed.";
        return Err(ApiError::invalid_parameter(message).at("capacityProviders"));
    }
    if let Some(message) = providers.iter().find_map(|id| tied(world, *id, of)) {
        return Err(ApiError::invalid_parameter(message).at("capacityProviders"));
    }
    let key = "defaultCapacityProviderStrategy";
    let default = strategy::read(world, input, key, |id| providers.contains(&id))?;
    Ok((providers, default))
}

/// What keeps the provider from a new cluster or from `of`: managed scaling is for one cluster at a time, and Managed
/// Instances are their cluster's for good (capacity 1.1, 1.2).
fn tied(world: &World, id: CapacityProviderId, of: Option<ClusterId>) -> Option<&'static str> {
    if let Some(fleet) = world.fleet_of(id) {
        assumed!(MANAGED_MIX_WORDS);
        return (Some(world.group(fleet).cluster) != of).then_some(
            "A capacity provider of Managed Instances can only be associated with its own cluster.",
        );
    }
    let mut elsewhere = world.clusters().filter(|it| Some(it.id) != of);
    let tied =
        world.provider(id).scaling.enabled && elsewhere.any(|it| it.row.providers.contains(&id));
    tied.then_some(
        "A capacity provider with managed scaling enabled can be associated with one cluster only.",
    )
}

pub(super) fn put(
    recorder: &mut impl Recorder,
    cause: Cause,
    input: Input<'_>,
) -> Result<Value, ApiError> {
    let world = recorder.world();
    let id = cluster(world, input)?.id;
    let (providers, default_strategy) = lists(world, input, Some(id))?;
    let left_out = world.cluster(id).row.providers.iter();
    let mut left_out = left_out.filter(|provider| !providers.contains(provider));
    let has_tasks = |provider: CapacityProviderId| {
        let mut live = world.cluster(id).live_tasks();
        live.any(|task| task.row.made.provider == Some(provider))
    };
    if left_out.any(|provider| used_by_a_service(world, *provider) || has_tasks(*provider)) {
        return Err(in_use("capacityProviders"));
    }
    let put = Event::ClusterProvidersPut {
        cluster: id,
        providers,
        default_strategy,
    };
    recorder.emit(cause, put);
    Ok(object! { "cluster": describe::cluster(&recorder.world().cluster(id)) })
}

/// One provider as DescribeCapacityProviders gives it.
pub fn provider(world: &World, id: CapacityProviderId) -> Value {
    let row = world.provider(id);
    let on = |on: bool| if on { "ENABLED" } else { "DISABLED" };
    let mut json = object! {
        "capacityProviderArn": arn::capacity_provider_arn(&row.name),
        "name": &*row.name,
        "status": row.status.word(),
        "tags": empty_list(),
    };
    if let (Value::Object(map), Some(fleet)) = (&mut json, world.fleet_of(id)) {
        let group = world.group(fleet);
        map.insert(
            "cluster".to_owned(),
            world.cluster(group.cluster).arn().into(),
        );
        map.insert(
            "managedInstancesProvider".to_owned(),
            managed::described(group),
        );
    } else if let (Value::Object(map), ProviderKind::AutoScaling(group)) = (&mut json, row.kind) {
        let scaling = row.scaling;
        let managed = match scaling.enabled {
            true => object! {
                "status": "ENABLED",
                "targetCapacity": scaling.target_capacity,
                "minimumScalingStepSize": scaling.minimum_step,
                "maximumScalingStepSize": scaling.maximum_step,
                "instanceWarmupPeriod": scaling.warmup.secs(),
            },
            false => object! { "status": "DISABLED" },
        };
        let given = object! {
            "autoScalingGroupArn": arn::auto_scaling_group_arn(&world.group(group).name),
            "managedScaling": managed,
            "managedTerminationProtection": on(row.termination_protection),
            "managedDraining": on(row.managed_draining),
        };
        map.insert("autoScalingGroupProvider".to_owned(), given);
    }
    json
}

/// A strategy as it was given.
pub fn items(world: &World, items: &[StrategyItem]) -> Vec<Value> {
    let item = |item: &StrategyItem| {
        object! {
            "capacityProvider": &*world.provider(item.provider).name,
            "weight": item.weight,
            "base": item.base,
        }
    };
    items.iter().map(item).collect()
}
