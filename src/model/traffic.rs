//! Deployments that shift traffic from one revision to the next: strategies, stages, steps (scheduler 5.7 and 5.8).

use std::sync::Arc;

use crate::kernel::{SimSpan, SimTime};
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
    pub functions: Vec<FunctionHook>,
}

/// A lifecycle hook of type PAUSE: the deployment waits in these stages until somebody continues it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PauseHook {
    pub stages: Vec<LifecycleStage>,
    pub timeout_secs: u64,
    /// Whether the timeout rolls back rather than goes on.
    pub rolls_back: bool,
}

/// A lifecycle hook of type AWS_LAMBDA: the deployment waits in these stages until the function is content.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FunctionHook {
    pub stages: Vec<LifecycleStage>,
    /// hookTargetArn.
    pub target: Arc<str>,
}

words!(
    /// What a function answers to one call: a hookStatus, or none at all.
    HookAnswer {
        Succeeded = "SUCCEEDED",
        Failed = "FAILED",
        InProgress = "IN_PROGRESS",
        Error = "ERROR",
        NoStatus = "NO_STATUS",
        Timeout = "TIMEOUT",
    }
);

words!(
    /// lifecycleHookDetails[].status.
    HookStatus {
        AwaitingAction = "AWAITING_ACTION",
        InProgress = "IN_PROGRESS",
        Succeeded = "SUCCEEDED",
        Failed = "FAILED",
        TimedOut = "TIMED_OUT",
    }
);

/// What was wrong with a function's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HookFault {
    Failed,
    Error,
    NoStatus,
    Timeout,
}

/// How far a function hook of a deployment has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct HookRun {
    pub status: HookStatus,
    /// Calls in all stages of this deployment.
    pub calls: u32,
    /// When the function answers, or is called again.
    pub at: SimTime,
    /// Whether `at` is an answer rather than the next call.
    pub calling: bool,
}

/// How a function behaves when a hook calls it. What nobody described succeeds after a second.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FunctionBehaviour {
    /// One per call, the last for all that follow.
    pub answers: Vec<HookAnswer>,
    /// Stages in which it answers so; in others it succeeds. Empty: in all.
    pub stages: Vec<LifecycleStage>,
    pub takes: SimSpan,
    /// callBackDelay.
    pub call_back: SimSpan,
}

impl Default for FunctionBehaviour {
    fn default() -> FunctionBehaviour {
        FunctionBehaviour {
            answers: Vec::new(),
            stages: Vec::new(),
            takes: SimSpan::from_secs(1),
            call_back: SimSpan::from_secs(30),
        }
    }
}

impl FunctionBehaviour {
    /// The answer to call number `call`, from 0, in `stage`.
    pub fn answer(&self, stage: LifecycleStage, call: u32) -> HookAnswer {
        let here = self.stages.is_empty() || self.stages.contains(&stage);
        let place = (call as usize).min(self.answers.len().saturating_sub(1));
        self.answers
            .get(place)
            .copied()
            .filter(|_| here)
            .unwrap_or(HookAnswer::Succeeded)
    }
}

impl Default for Shift {
    fn default() -> Shift {
        Shift {
            strategy: DeploymentStrategy::Rolling,
            bake_secs: 0,
            step_tenths: ALL_TRAFFIC,
            step_bake_secs: 0,
            pauses: Vec::new(),
            functions: Vec::new(),
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
