//! CreateService, UpdateService, DeleteService, DescribeServices, ListServices.

use std::sync::Arc;

use serde_json::Value;

use crate::api::error::{ApiError, Exception};
use crate::api::input::Input;
use crate::api::json::object;
use crate::api::operations::attach::load_balancers;
use crate::api::operations::cluster::is_name_char;
use crate::api::operations::controller::{controller, deployable, some_definition};
use crate::api::operations::detect::{alarms, circuit_breaker, early_success};
use crate::api::operations::network::{compatible, needs_network, network_for};
use crate::api::operations::placement::{constraints, launch_type, strategies};
use crate::api::operations::shift::shift;
use crate::api::operations::{cluster, describe, missing, strategy, subnet_zones, task_definition};
use crate::engine::Recorder;
use crate::engine::service::rebalance;
use crate::kernel::WHOLE;
use crate::model::placement::LaunchType;
use crate::model::service::{
    CircuitBreaker, DeploymentAlarms, DeploymentController, SchedulingStrategy, ServiceSettings,
    ServiceStatus,
};
use crate::model::traffic::{DeploymentStrategy, Shift};
use crate::model::{TaskDefinitionId, arn};
use crate::world::event::NewService;
use crate::world::views::ServiceView;
use crate::world::{Cause, Event, World};

/// REPLICA's defaults (scheduler 5.1).
const MINIMUM_HEALTHY_PERCENT: u32 = 100;
const MAXIMUM_PERCENT: u32 = 200;
/// Tasks a service may want (scheduler 9).
const DESIRED_COUNT_MAX: u32 = 5_000;

pub(super) fn create(
    recorder: &mut impl Recorder,
    cause: Cause,
    input: Input<'_>,
) -> Result<Value, ApiError> {
    let world = recorder.world();
    let cluster = cluster(world, input)?.id;
    let name = input.str("serviceName").unwrap_or_default();
    if name.is_empty() || name.len() > 255 || !name.chars().all(is_name_char) {
        return Err(ApiError::invalid_parameter("Invalid service name.")
            .at("serviceName")
            .help("1 to 255 letters, digits, `_` and `-`"));
    }
    if world
        .find_service(cluster, name)
        .is_some_and(|service| service.row.status != ServiceStatus::Inactive)
    {
        return Err(ApiError::invalid_parameter("Creation of service was not idempotent.")
            .at("serviceName")
            .help("a service of that name is there already: update it, or delete it and wait until it is INACTIVE"));
    }
    not_yet(input)?;
    let controller = controller(input)?;
    let definition = match controller {
        DeploymentController::External if !input.has("taskDefinition") => some_definition(world)?,
        _ => task_definition::runnable(world, input)?,
    };
    let providers = strategy::effective(world, input, cluster)?;
    let launch_type = strategy::launch_type(world, &providers, launch_type(input)?);
    if controller != DeploymentController::External {
        network_for(world, input, definition, launch_type)?;
    }
    let scheduling = match input.str("schedulingStrategy") {
        Some("DAEMON") => SchedulingStrategy::Daemon,
        _ => SchedulingStrategy::Replica,
    };
    let desired_count = match (scheduling, input.u32("desiredCount")) {
        (SchedulingStrategy::Replica, Some(count)) => count,
        (SchedulingStrategy::Replica, None) => {
            let message = "The desired count can not be blank for REPLICA services.";
            return Err(ApiError::invalid_parameter(message).at("desiredCount"));
        }
        (SchedulingStrategy::Daemon, _) => {
            daemon_allows(input, launch_type)?;
            0
        }
    };
    let (minimum_healthy_percent, maximum_percent) = default_limits(scheduling);
    let start = ServiceSettings {
        desired_count,
        minimum_healthy_percent,
        maximum_percent,
        constraints: Vec::new(),
        strategies: Vec::new(),
        zones: Vec::new(),
        health_check_grace_period_secs: 0,
        circuit_breaker: CircuitBreaker::default(),
        alarms: DeploymentAlarms::default(),
        load_balancers: load_balancers(world, input, definition)?,
        zone_rebalancing: true,
        shift: Shift::default(),
        early_success: None,
        network_configuration: None,
        providers,
    };
    let mut settings = settings(world, input, &start, definition, launch_type)?;
    check_limits(scheduling, &settings)?;
    check_shift(&settings)?;
    // On by default wherever it is possible (scheduler 3.4).
    settings.zone_rebalancing &= rebalance::is_eligible(scheduling, &settings);
    let settings = Arc::new(settings);
    let new = NewService {
        cluster,
        name: Arc::from(name),
        launch_type,
        scheduling,
        controller,
        definition,
        settings,
    };
    recorder.emit(cause, Event::ServiceCreated(Arc::new(new)));
    if !WHOLE {
        return Ok(Value::Null);
    }
    let world = recorder.world();
    Ok(
        object! { "service": world.find_service(cluster, name).map(|service| describe::service(&service)) },
    )
}

/// minimumHealthyPercent and maximumPercent when the caller names none (scheduler 5.1).
fn default_limits(scheduling: SchedulingStrategy) -> (u32, u32) {
    match scheduling {
        SchedulingStrategy::Replica => (MINIMUM_HEALTHY_PERCENT, MAXIMUM_PERCENT),
        SchedulingStrategy::Daemon => (0, 100),
    }
}

/// A daemon never has two tasks on one instance, so there is nothing above 100 %.
fn check_limits(
    scheduling: SchedulingStrategy,
    settings: &ServiceSettings,
) -> Result<(), ApiError> {
    if scheduling == SchedulingStrategy::Daemon && settings.maximum_percent != 100 {
        let message = "maximumPercent must be 100 for the DAEMON scheduling strategy.";
        return Err(
            ApiError::invalid_parameter(message).at("deploymentConfiguration.maximumPercent")
        );
    }
    Ok(())
}

/// A strategy that shifts traffic needs two target groups on every load balancer (scheduler 5.7).
fn check_shift(settings: &ServiceSettings) -> Result<(), ApiError> {
    let shifts = settings.shift.strategy != DeploymentStrategy::Rolling;
    if shifts
        && settings
            .load_balancers
            .iter()
            .any(|attachment| attachment.alternate.is_none())
    {
        let message = "advancedConfiguration field is required for all loadBalancers when using a non-ROLLING deployment \
                       strategy";
        return Err(ApiError::invalid_parameter(message).at("loadBalancers"));
    }
    Ok(())
}

/// What a daemon service cannot have (scheduler 4.7).
fn daemon_allows(input: Input<'_>, launch_type: LaunchType) -> Result<(), ApiError> {
    if launch_type == LaunchType::Fargate {
        let message =
            "The daemon scheduling strategy is not supported with the FARGATE launch type.";
        return Err(ApiError::invalid_parameter(message).at("schedulingStrategy"));
    }
    if input.has("desiredCount") {
        let message = "The daemon scheduling strategy does not support a desired count for services. Remove the desired \
                       count value and try again.";
        return Err(ApiError::invalid_parameter(message).at("desiredCount"));
    }
    if input.has("placementStrategy") {
        let message = "Placement strategies are not supported with the DAEMON scheduling strategy.";
        return Err(ApiError::invalid_parameter(message).at("placementStrategy"));
    }
    Ok(())
}

/// What the engine would silently ignore is refused instead, with its name.
fn not_yet(input: Input<'_>) -> Result<(), ApiError> {
    let refuse = |key: &str, what: &str| {
        Err(ApiError::new(
            Exception::UnsupportedFeature,
            format!("{what} is not simulated yet."),
        )
        .at(key))
    };
    if input
        .str("schedulingStrategy")
        .is_some_and(|word| SchedulingStrategy::from_word(word).is_none())
    {
        return refuse("schedulingStrategy", "This scheduling strategy");
    }
    Ok(())
}

/// `current` with what the request changes.
fn settings(
    world: &World,
    input: Input<'_>,
    current: &ServiceSettings,
    definition: TaskDefinitionId,
    launch_type: LaunchType,
) -> Result<ServiceSettings, ApiError> {
    let mut settings = current.clone();
    if let Some(desired_count) = input.u32("desiredCount") {
        settings.desired_count = desired_count;
    }
    if settings.desired_count > DESIRED_COUNT_MAX {
        return Err(ApiError::invalid_parameter(
            "Desired count exceeds the limit of tasks per service (5000).",
        )
        .at("desiredCount"));
    }
    let configuration = input.object("deploymentConfiguration");
    if let Some(percent) = configuration.u32("minimumHealthyPercent") {
        settings.minimum_healthy_percent = percent;
    }
    if let Some(percent) = configuration.u32("maximumPercent") {
        settings.maximum_percent = percent;
    }
    if settings.maximum_percent < settings.minimum_healthy_percent {
        return Err(ApiError::invalid_parameter(
            "maximumPercent must be greater than or equal to minimumHealthyPercent.",
        )
        .at("deploymentConfiguration"));
    }
    if !WHOLE {
        super::plain::assert_plain(input, configuration);
        return Ok(settings);
    }
    settings.shift = shift(configuration, &settings.shift)?;
    if configuration.has("alarms") {
        settings.alarms = alarms(configuration.object("alarms"));
    }
    if configuration.has("earlySuccessCriteria") {
        settings.early_success =
            early_success(configuration.object("earlySuccessCriteria"), &settings)?;
    }
    if configuration.has("deploymentCircuitBreaker") {
        settings.circuit_breaker =
            circuit_breaker(configuration.object("deploymentCircuitBreaker"))?;
    }
    if let Some(word) = input.str("availabilityZoneRebalancing") {
        settings.zone_rebalancing = word == "ENABLED";
    }
    if input.has("placementConstraints") {
        settings.constraints = constraints(world, input, definition)?;
    }
    if input.has("placementStrategy") {
        settings.strategies = strategies(input, launch_type)?;
    }
    if let Some(secs) = input.u32("healthCheckGracePeriodSeconds") {
        settings.health_check_grace_period_secs = secs;
    }
    if let Some(network) = input.value("networkConfiguration") {
        settings.network_configuration = Some(network.to_string().into());
        settings.zones = subnet_zones(world, input);
    }
    Ok(settings)
}

pub(super) fn update(
    recorder: &mut impl Recorder,
    cause: Cause,
    input: Input<'_>,
) -> Result<Value, ApiError> {
    let world = recorder.world();
    let service = find(world, input)?;
    if service.row.status != ServiceStatus::Active {
        return Err(
            ApiError::new(Exception::ServiceNotActive, "Service was not ACTIVE.").at("service"),
        );
    }
    not_yet(input)?;
    deployable(&service, input)?;
    let service_cluster = service.row.cluster;
    let (id, launch_type, current) = (
        service.id,
        service.row.launch_type,
        service.row.settings.clone(),
    );
    let running = service.primary().definition;
    let asked = match input.has("taskDefinition") {
        true => Some(task_definition::runnable(world, input)?),
        false => None,
    };
    if let Some(definition) = asked {
        let has_network = current.network_configuration.is_some();
        compatible(world, definition, launch_type)?;
        if needs_network(world, definition) && !has_network {
            network_for(world, input, definition, launch_type)?;
        }
    }
    let mut new = settings(
        world,
        input,
        &current,
        asked.unwrap_or(running),
        launch_type,
    )?;
    if input.has("loadBalancers") {
        new.load_balancers = load_balancers(world, input, asked.unwrap_or(running))?;
    }
    check_shift(&new)?;
    let providers_changed = strategy::change(world, input, service_cluster, &mut new)?;
    // What starts a deployment: scheduler 5.2.
    let network_changed = new.network_configuration != current.network_configuration;
    let force = input.bool("forceNewDeployment") == Some(true);
    let balancers_changed = new.load_balancers != current.load_balancers;
    let deploys = force
        || providers_changed
        || balancers_changed
        || network_changed
        || asked.is_some_and(|definition| definition != running);
    if new != *current {
        recorder.emit(
            cause,
            Event::ServiceUpdated {
                service: id,
                settings: Arc::new(new),
            },
        );
    }
    if deploys {
        let definition = asked.unwrap_or(running);
        recorder.emit(
            cause,
            Event::DeploymentStarted {
                service: id,
                definition,
            },
        );
    }
    Ok(object! { "service": describe::service(&recorder.world().service(id)) })
}

pub(super) fn delete(
    recorder: &mut impl Recorder,
    cause: Cause,
    input: Input<'_>,
) -> Result<Value, ApiError> {
    let service = find(recorder.world(), input)?;
    let (id, desired) = (service.id, service.row.settings.desired_count);
    if service.row.status != ServiceStatus::Active {
        return Err(
            ApiError::new(Exception::ServiceNotActive, "Service was not ACTIVE.").at("service"),
        );
    }
    if desired > 0 && input.bool("force") != Some(true) {
        return Err(ApiError::invalid_parameter(
            "The service cannot be stopped while it is scaled above 0.",
        )
        .at("service")
        .help("set desiredCount to 0 first, or pass `\"force\": true`"));
    }
    recorder.emit(cause, Event::ServiceDeleted { service: id });
    Ok(object! { "service": describe::service(&recorder.world().service(id)) })
}

pub(super) fn find<'w>(world: &'w World, input: Input<'_>) -> Result<ServiceView<'w>, ApiError> {
    let cluster = cluster(world, input)?;
    let name = arn::short_name(input.str("service").unwrap_or_default());
    world
        .find_service(cluster.id, name)
        .filter(|service| service.row.status != ServiceStatus::Inactive)
        .ok_or_else(|| {
            let known: Vec<String> = cluster
                .services()
                .map(|service| service.row.name.to_string())
                .collect();
            let error =
                ApiError::new(Exception::ServiceNotFound, "Service not found.").at("service");
            match known.is_empty() {
                true => error.help("the cluster has no services"),
                false => error.help(format!("services here: {}", known.join(", "))),
            }
        })
}

pub(super) fn describe(world: &World, input: Input<'_>) -> Result<Value, ApiError> {
    let cluster = cluster(world, input)?;
    let (mut services, mut failures) = (Vec::new(), Vec::new());
    for reference in input.strings("services") {
        let name = arn::short_name(reference);
        match world.find_service(cluster.id, name) {
            Some(service) => services.push(describe::service(&service)),
            None => failures.push(missing(arn::service_arn(&cluster.row.name, name))),
        }
    }
    Ok(object! { "services": services, "failures": failures })
}

pub(super) fn list(world: &World, input: Input<'_>) -> Result<Value, ApiError> {
    let cluster = cluster(world, input)?;
    let launch = input.str("launchType");
    // A deleted service is DRAINING, and lists leave it out (scheduler 4.1).
    let listed = cluster.services().filter(|service| {
        service.row.status == ServiceStatus::Active
            && launch.is_none_or(|word| service.row.launch_type.word() == word)
    });
    Ok(object! { "serviceArns": listed.map(|service| service.arn()).collect::<Vec<_>>() })
}
