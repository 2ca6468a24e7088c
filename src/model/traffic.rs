//! Deployments that shift traffic from one revision to the next: strategies, stages, steps (scheduler 5.7 and 5.8).

use crate::words;

/// All traffic, in tenths of a percent.
pub const ALL_TRAFFIC: u32 = 1_000;

words!(
    /// deploymentConfiguration.strategy.
    DeploymentStrategy { Rolling = "ROLLING", BlueGreen = "BLUE_GREEN", Linear = "LINEAR", Canary = "CANARY" }
);

words!(
    /// The stages of a deployment that shifts traffic, in order.
    LifecycleStage {
        ReconcileService = "RECONCILE_SERVICE",
        PreScaleUp = "PRE_SCALE_UP",
        ScaleUp = "SCALE_UP",
        PostScaleUp = "POST_SCALE_UP",
        TestTrafficShift = "TEST_TRAFFIC_SHIFT",
        PostTestTrafficShift = "POST_TEST_TRAFFIC_SHIFT",
        PreProductionTrafficShift = "PRE_PRODUCTION_TRAFFIC_SHIFT",
        ProductionTrafficShift = "PRODUCTION_TRAFFIC_SHIFT",
        PostProductionTrafficShift = "POST_PRODUCTION_TRAFFIC_SHIFT",
        BakeTime = "BAKE_TIME",
        CleanUp = "CLEAN_UP",
    }
);

/// How a service shifts traffic; the default does not.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Shift {
    pub strategy: DeploymentStrategy,
    /// How long both revisions run after the last step.
    pub bake_secs: u64,
    /// LINEAR's step or CANARY's first share, in tenths of a percent.
    pub step_tenths: u32,
    /// The wait after each step but the last.
    pub step_bake_secs: u64,
    pub pauses: Vec<PauseHook>,
}

/// A lifecycle hook of type PAUSE: the deployment waits in these stages until somebody continues it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PauseHook {
    pub stages: Vec<LifecycleStage>,
    pub timeout_secs: u64,
    /// Whether the timeout rolls back rather than goes on.
    pub rolls_back: bool,
}

impl Default for Shift {
    fn default() -> Shift {
        Shift {
            strategy: DeploymentStrategy::Rolling,
            bake_secs: 0,
            step_tenths: ALL_TRAFFIC,
            step_bake_secs: 0,
            pauses: Vec::new(),
        }
    }
}

impl Shift {
    /// The share of production traffic after each step, the last being all of it.
    pub fn weights(&self) -> Vec<u32> {
        match self.strategy {
            DeploymentStrategy::Linear => {
                let steps = ALL_TRAFFIC.div_ceil(self.step_tenths.max(1));
                (1..=steps)
                    .map(|step| (step * self.step_tenths).min(ALL_TRAFFIC))
                    .collect()
            }
            DeploymentStrategy::Canary if self.step_tenths < ALL_TRAFFIC => {
                vec![self.step_tenths, ALL_TRAFFIC]
            }
            _ => vec![ALL_TRAFFIC],
        }
    }

    /// The pause that holds `stage`.
    pub fn pause_at(&self, stage: LifecycleStage) -> Option<&PauseHook> {
        self.pauses
            .iter()
            .find(|pause| pause.stages.contains(&stage))
    }
}
