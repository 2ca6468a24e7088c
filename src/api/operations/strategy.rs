//! `capacityProviderStrategy` of a request, and what stands in its place (capacity 1.4).

use crate::api::error::ApiError;
use crate::api::input::Input;
use crate::engine::service::provider::launch_type_of;
use crate::kernel::WHOLE;
use crate::model::capacity::{STRATEGY_MAX, StrategyItem};
use crate::model::placement::LaunchType;
use crate::model::service::ServiceSettings;
use crate::model::{CapacityProviderId, ClusterId};
use crate::world::World;

const BOTH: &str = "Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.";
const FORCE: &str = "When switching from launch type to capacity provider strategy on an existing service, or making a change to a capacity provider strategy on a service that is already using one, you must force a new deployment.";
const MIXED: &str = "A capacity provider strategy cannot contain a mix of capacity providers using Auto Scaling groups and Fargate providers. Specify one or the other and try again.";

/// The strategy a task or service of this request runs by; empty where a launch type says it, or nothing does.
pub(super) fn effective(
    world: &World,
    input: Input<'_>,
    cluster: ClusterId,
) -> Result<Vec<StrategyItem>, ApiError> {
    if !WHOLE {
        return Ok(Vec::new());
    }
    let given = input.list("capacityProviderStrategy");
    if !given.is_empty() {
        if input.has("launchType") {
            return Err(ApiError::invalid_parameter(BOTH).at("capacityProviderStrategy"));
        }
        let items = read(world, input, "capacityProviderStrategy", |id| {
            world.cluster(cluster).row.providers.contains(&id)
        })?;
        return usable(items);
    }
    match input.has("launchType") {
        true => Ok(Vec::new()),
        false => usable(world.cluster(cluster).row.default_strategy.clone()),
    }
}

/// Tasks can be shared out by it: some line has a weight or a base.
fn usable(items: Vec<StrategyItem>) -> Result<Vec<StrategyItem>, ApiError> {
    if !items.is_empty() && items.iter().all(|item| item.weight == 0 && item.base == 0) {
        let message =
            "A capacity provider strategy needs at least one provider with a weight above 0.";
        return Err(ApiError::invalid_parameter(message).at("capacityProviderStrategy"));
    }
    Ok(items)
}

/// Reads the lines under `key`; `may_use` says which providers there are for it.
pub(super) fn read(
    world: &World,
    input: Input<'_>,
    key: &str,
    may_use: impl Fn(CapacityProviderId) -> bool,
) -> Result<Vec<StrategyItem>, ApiError> {
    let refuse = |message: String| Err(ApiError::invalid_parameter(message).at(key));
    let lines = input.list(key).len();
    if lines > STRATEGY_MAX {
        return refuse(format!(
            "Too many items in the capacity provider strategy: at most {STRATEGY_MAX} are allowed."
        ));
    }
    let mut items = Vec::new();
    for (place, line) in input.objects(key).enumerate() {
        let name = line.str("capacityProvider").unwrap_or_default();
        let found = world.find_provider(name).filter(|id| may_use(*id));
        let Some(provider) = found else {
            let message = format!("The specified capacity provider '{name}' was not found.");
            return Err(ApiError::invalid_parameter(message)
                .at(format!("{key}[{place}].capacityProvider"))
                .help("associate it with the cluster first, by PutClusterCapacityProviders"));
        };
        items.push(StrategyItem {
            provider,
            base: line.u32("base").unwrap_or(0),
            weight: line.u32("weight").unwrap_or(0),
        });
    }
    let fargate = |item: &StrategyItem| world.provider(item.provider).kind.group().is_none();
    if items.iter().any(fargate) && !items.iter().all(fargate) {
        return refuse(MIXED.to_owned());
    }
    let managed = |item: &StrategyItem| world.fleet_of(item.provider).is_some();
    if items.iter().any(managed) && !items.iter().all(managed) {
        crate::assumed!(MANAGED_MIX_WORDS);
        return refuse(
            "A capacity provider strategy cannot mix Managed Instances with other capacity providers."
                .to_owned(),
        );
    }
    if items.iter().filter(|item| item.base > 0).count() > 1 {
        return refuse(
            "Only one capacity provider in a strategy can have a base defined.".to_owned(),
        );
    }
    if items.len() > 1 && items.iter().all(|item| item.weight == 0) {
        return refuse(
            "A capacity provider strategy needs at least one provider with a weight above 0."
                .to_owned(),
        );
    }
    Ok(items)
}

/// The launch type such tasks report.
pub(super) fn launch_type(
    world: &World,
    items: &[StrategyItem],
    otherwise: LaunchType,
) -> LaunchType {
    items
        .first()
        .map_or(otherwise, |item| launch_type_of(world, item.provider))
}

/// Puts the strategy an update asks for into `settings`; true when it is another one (capacity 1.6).
pub(super) fn change(
    world: &World,
    input: Input<'_>,
    cluster: ClusterId,
    settings: &mut ServiceSettings,
) -> Result<bool, ApiError> {
    if !input.has("capacityProviderStrategy") {
        return Ok(false);
    }
    let key = "capacityProviderStrategy";
    let items = read(world, input, key, |id| {
        world.cluster(cluster).row.providers.contains(&id)
    })?;
    let items = usable(items)?;
    if items == settings.providers {
        return Ok(false);
    }
    if input.bool("forceNewDeployment") != Some(true) {
        return Err(ApiError::invalid_parameter(FORCE).at("forceNewDeployment"));
    }
    settings.providers = items;
    Ok(true)
}
