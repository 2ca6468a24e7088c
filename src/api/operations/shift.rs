//! What `deploymentConfiguration` says about shifting traffic (scheduler 5.7 and 5.8).

use crate::api::error::ApiError;
use crate::api::input::Input;
use crate::model::traffic::{DeploymentStrategy, FunctionHook, LifecycleStage, PauseHook, Shift};

/// Longest bake times, in minutes.
const BAKE_MAX: u32 = 1_440;
/// Hooks of each type a service may have.
const HOOKS_MAX: usize = 10;

/// `current` with what the configuration changes.
pub(super) fn shift(configuration: Input<'_>, current: &Shift) -> Result<Shift, ApiError> {
    let mut shift = current.clone();
    let strategy = configuration
        .str("strategy")
        .and_then(DeploymentStrategy::from_word);
    if let Some(strategy) = strategy.filter(|strategy| *strategy != shift.strategy) {
        shift = Shift {
            pauses: shift.pauses,
            functions: shift.functions,
            ..defaults(strategy)
        };
    }
    if configuration.has("bakeTimeInMinutes") {
        shift.bake_secs = minutes(configuration, "bakeTimeInMinutes")?;
    }
    if configuration.has("linearConfiguration") {
        let linear = configuration.object("linearConfiguration");
        step(
            &mut shift,
            linear,
            DeploymentStrategy::Linear,
            ("stepPercent", "stepBakeTimeInMinutes"),
            30,
        )?;
    }
    if configuration.has("canaryConfiguration") {
        let canary = configuration.object("canaryConfiguration");
        step(
            &mut shift,
            canary,
            DeploymentStrategy::Canary,
            ("canaryPercent", "canaryBakeTimeInMinutes"),
            1,
        )?;
    }
    if configuration.has("lifecycleHooks") {
        (shift.pauses, shift.functions) = hooks(configuration)?;
    }
    Ok(shift)
}

/// ECS's defaults: LINEAR 10 % every 6 minutes, CANARY 5 % for 10 minutes.
fn defaults(strategy: DeploymentStrategy) -> Shift {
    let (step_tenths, step_bake_secs) = match strategy {
        DeploymentStrategy::Linear => (100, 360),
        DeploymentStrategy::Canary => (50, 600),
        _ => (Shift::default().step_tenths, 0),
    };
    Shift {
        strategy,
        step_tenths,
        step_bake_secs,
        ..Shift::default()
    }
}

fn minutes(input: Input<'_>, key: &str) -> Result<u64, ApiError> {
    match input.u32(key) {
        Some(minutes) if minutes <= BAKE_MAX => Ok(u64::from(minutes) * 60),
        _ => Err(
            ApiError::invalid_parameter(format!("{key} must be between 0 and 1440."))
                .at(format!("deploymentConfiguration.{key}")),
        ),
    }
}

fn step(
    shift: &mut Shift,
    input: Input<'_>,
    strategy: DeploymentStrategy,
    (percent, bake): (&str, &str),
    least_tenths: u32,
) -> Result<(), ApiError> {
    if shift.strategy != strategy {
        let message = format!("This configuration goes with the {strategy} strategy only.");
        return Err(ApiError::invalid_parameter(message).at("deploymentConfiguration"));
    }
    if let Some(share) = input.f64(percent) {
        let tenths = (share * 10.0 + 0.5) as u32;
        let exact = (share * 10.0 - f64::from(tenths)).abs() < 1e-6;
        if !exact || !(least_tenths..=1_000).contains(&tenths) {
            let (whole, tenth) = (least_tenths / 10, least_tenths % 10);
            let message =
                format!("{percent} must be a multiple of 0.1 between {whole}.{tenth} and 100.0.");
            return Err(ApiError::invalid_parameter(message)
                .at(format!("deploymentConfiguration.{percent}")));
        }
        shift.step_tenths = tenths;
    }
    if input.has(bake) {
        shift.step_bake_secs = minutes(input, bake)?;
    }
    Ok(())
}

fn hooks(configuration: Input<'_>) -> Result<(Vec<PauseHook>, Vec<FunctionHook>), ApiError> {
    let (mut pauses, mut functions) = (Vec::new(), Vec::new());
    for (place, hook) in configuration.objects("lifecycleHooks").enumerate() {
        let path = format!("deploymentConfiguration.lifecycleHooks[{place}]");
        let stages: Vec<LifecycleStage> = hook
            .strings("lifecycleStages")
            .filter_map(LifecycleStage::from_word)
            .collect();
        if hook.str("targetType") != Some("PAUSE") {
            let Some(target) = hook.str("hookTargetArn") else {
                let message = "hookTargetArn is required for lifecycle hooks of type AWS_LAMBDA.";
                return Err(ApiError::invalid_parameter(message).at(path));
            };
            functions.push(FunctionHook {
                stages,
                target: target.into(),
            });
            continue;
        }
        let shifting = [
            LifecycleStage::TestTrafficShift,
            LifecycleStage::ProductionTrafficShift,
        ];
        if stages.iter().any(|stage| shifting.contains(stage)) {
            let message =
                "PAUSE hooks are not allowed in TEST_TRAFFIC_SHIFT and PRODUCTION_TRAFFIC_SHIFT.";
            return Err(ApiError::invalid_parameter(message).at(path));
        }
        let timeout = hook.object("timeoutConfiguration");
        pauses.push(PauseHook {
            stages,
            timeout_secs: u64::from(timeout.u32("timeoutInMinutes").unwrap_or(1_440)) * 60,
            rolls_back: timeout.str("action") != Some("CONTINUE"),
        });
    }
    if pauses.len().max(functions.len()) > HOOKS_MAX {
        let message = "Too many lifecycle hooks: at most 10 pauses and 10 functions are allowed.";
        return Err(
            ApiError::invalid_parameter(message).at("deploymentConfiguration.lifecycleHooks")
        );
    }
    Ok((pauses, functions))
}
