//! Capacity providers, their strategies, and the Auto Scaling groups behind them (capacity 1 to 3).

use std::sync::Arc;

use crate::catalog::instance_types::InstanceType;
use crate::kernel::{SimSpan, SimTime, TimerId};
use crate::model::{AutoScalingGroupId, CapacityProviderId, ClusterId, ContainerInstanceId};
use crate::words;

/// One line of a `capacityProviderStrategy`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StrategyItem {
    pub provider: CapacityProviderId,
    /// Tasks that run here before weights count; 0 to 100 000, and only one line may have any.
    pub base: u32,
    /// Share of the tasks above the base; 0 to 1 000.
    pub weight: u32,
}

/// Lines of one strategy (capacity 1.2).
pub const STRATEGY_MAX: usize = 20;

words!(
    /// CapacityProvider.status, as far as groups and Fargate come to it.
    ProviderStatus { Active = "ACTIVE", Inactive = "INACTIVE" }
);

/// What a provider gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProviderKind {
    Fargate,
    FargateSpot,
    /// The instances of one group.
    AutoScaling(AutoScalingGroupId),
    /// Managed Instances: a fleet that AWS runs, kept as a group without bounds of its own.
    Managed(AutoScalingGroupId),
}

impl ProviderKind {
    /// The instances it has, where it has any.
    pub fn group(self) -> Option<AutoScalingGroupId> {
        match self {
            ProviderKind::AutoScaling(group) | ProviderKind::Managed(group) => Some(group),
            ProviderKind::Fargate | ProviderKind::FargateSpot => None,
        }
    }
}

/// `managedScaling` of a group's provider; absent fields have ECS's defaults (capacity 1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ManagedScaling {
    pub enabled: bool,
    /// 1 to 100 %.
    pub target_capacity: u32,
    pub minimum_step: u32,
    pub maximum_step: u32,
    pub warmup: SimSpan,
}

impl Default for ManagedScaling {
    fn default() -> ManagedScaling {
        ManagedScaling {
            enabled: true,
            target_capacity: 100,
            minimum_step: 1,
            maximum_step: 10_000,
            warmup: SimSpan::from_secs(300),
        }
    }
}

/// A capacity provider.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CapacityProvider {
    pub name: Arc<str>,
    pub kind: ProviderKind,
    pub status: ProviderStatus,
    pub scaling: ManagedScaling,
    pub termination_protection: bool,
    pub managed_draining: bool,
    /// Minutes in a row the reservation stood below the target: the low alarm needs 15.
    pub low_minutes: u32,
    /// M and N of the last minute, newest last.
    pub published: Vec<Reservation>,
    /// When the metric is published next; never without managed scaling.
    pub metric_at: SimTime,
    /// When waiting tasks are tried again; never while nothing has changed for them.
    pub place_at: SimTime,
    pub timer: Option<TimerId>,
}

/// Minutes of the metric that are kept.
pub const MINUTES_KEPT: usize = 60;

/// CapacityProviderReservation of one minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Reservation {
    pub at: SimTime,
    /// Instances that are needed, and instances that are in service.
    pub needed: u32,
    pub in_service: u32,
    /// The metric in percent as a fraction: exact, where a rounded number would go wrong.
    pub percent: Ratio,
}

/// `over / under`; never below zero, and never over zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ratio {
    pub over: u32,
    pub under: u32,
}

impl Ratio {
    /// A whole number of percent.
    pub const fn whole(percent: u32) -> Ratio {
        Ratio {
            over: percent,
            under: 1,
        }
    }

    pub fn is_above(self, percent: u32) -> bool {
        u64::from(self.over) > u64::from(percent) * u64::from(self.under)
    }

    pub fn is_below(self, percent: u32) -> bool {
        u64::from(self.over) < u64::from(percent) * u64::from(self.under)
    }

    /// Tenths, rounded half up: 666.7 → 667.
    pub fn tenths(self) -> u32 {
        ((u64::from(self.over) * 20 + u64::from(self.under)) / (u64::from(self.under) * 2)) as u32
    }
}

words!(
    /// LifecycleState of an instance of a group, as far as it is simulated (capacity 3.4).
    MachineState {
        Pending = "Pending",
        InService = "InService",
        TerminatingWait = "Terminating:Wait",
        Terminated = "Terminated",
    }
);

/// What CreateCapacityProvider makes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NewProvider {
    pub name: Arc<str>,
    pub group: AutoScalingGroupId,
    pub scaling: ManagedScaling,
    pub termination_protection: bool,
    pub managed_draining: bool,
}

/// What a scenario or a dialog says of a new group.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NewGroup {
    pub name: String,
    pub cluster: String,
    pub types: Vec<&'static InstanceType>,
    pub zones: Vec<&'static str>,
    pub min: u32,
    pub max: u32,
    pub desired: u32,
    pub protects_new: bool,
    pub on_demand_base: u32,
    pub on_demand_percent: u32,
    pub termination_policy: TerminationPolicy,
    pub terminating_hook: Option<TerminatingHook>,
}

/// What the instances of a Managed Instances provider may be: `instanceRequirements`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Requirements {
    /// Least and most, each where it was given.
    pub vcpus: (Option<u32>, Option<u32>),
    pub memory_mib: (Option<u32>, Option<u32>),
    /// Names, `*` at the end for all that begin so; all types but burstable ones when empty.
    pub allowed: Vec<Arc<str>>,
    pub excluded: Vec<Arc<str>>,
}

impl Requirements {
    pub fn admits(&self, kind: &InstanceType) -> bool {
        let within = |value: u32, (least, most): (Option<u32>, Option<u32>)| {
            least.is_none_or(|least| least <= value) && most.is_none_or(|most| value <= most)
        };
        let named = |list: &[Arc<str>]| {
            let fits = |name: &Arc<str>| match name.strip_suffix('*') {
                Some(start) => kind.name.starts_with(start),
                None => **name == *kind.name,
            };
            list.iter().any(fits)
        };
        let usual = !kind.name.starts_with('t');
        within(kind.vcpus, self.vcpus)
            && within(kind.memory_mib, self.memory_mib)
            && !named(&self.excluded)
            && if self.allowed.is_empty() {
                usual
            } else {
                named(&self.allowed)
            }
    }
}

/// A fleet that AWS manages is left alone for so long before something cheaper is looked for.
pub const MANAGED_SETTLES: SimSpan = SimSpan::from_secs(300);
/// Instances that AWS manages drain at this age, and are gone at the next (capacity 5).
pub const MANAGED_DRAINS_AT: SimSpan = SimSpan::from_secs(14 * 24 * 3_600);
pub const MANAGED_ENDS_AT: SimSpan = SimSpan::from_secs(21 * 24 * 3_600);

/// An instance a group launches.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NewMachine {
    pub group: AutoScalingGroupId,
    pub kind: &'static InstanceType,
    pub zone: Arc<str>,
    pub purchase: Purchase,
    pub in_service_at: SimTime,
    pub registers_at: SimTime,
}

words!(
    /// Which instance of a zone goes first (capacity 3.2).
    TerminationPolicy {
        Default = "Default",
        OldestInstance = "OldestInstance",
        NewestInstance = "NewestInstance",
        ClosestToNextInstanceHour = "ClosestToNextInstanceHour",
    }
);

/// A lifecycle hook at the end of an instance: somebody's program that takes a while and sends heartbeats meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TerminatingHook {
    pub heartbeat: SimSpan,
    /// Until it completes the action; never when it does not.
    pub takes: Option<SimSpan>,
}

impl TerminatingHook {
    /// How long it keeps the instance.
    pub fn lasts(self) -> SimSpan {
        let longest = longest_wait(self.heartbeat);
        self.takes.map_or(longest, |takes| takes.min(longest))
    }
}

/// How long heartbeats may keep an instance: 100 of them, and never over 48 hours (capacity 3.4).
pub fn longest_wait(heartbeat: SimSpan) -> SimSpan {
    let longest = SimSpan::from_secs(48 * 3_600);
    SimSpan(heartbeat.0.saturating_mul(100)).min(longest)
}

/// Between heartbeats when nothing else is said, and of managed draining's own hook (capacity 3.4).
pub const HEARTBEAT: SimSpan = SimSpan::from_secs(3_600);

words!(
    /// How an instance is paid for.
    Purchase { OnDemand = "on-demand", Spot = "spot" }
);

/// An Auto Scaling group.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AutoScalingGroup {
    pub name: Arc<str>,
    /// The cluster its instances join, as their user data says.
    pub cluster: ClusterId,
    /// Instance types, the one launched first.
    pub types: Vec<&'static InstanceType>,
    pub zones: Vec<Arc<str>>,
    pub min: u32,
    pub max: u32,
    pub desired: u32,
    /// New instances are protected from scale-in.
    pub protects_new: bool,
    /// On-demand instances ahead of everything, and their share in percent above that.
    pub on_demand_base: u32,
    pub on_demand_percent: u32,
    pub termination_policy: TerminationPolicy,
    pub terminating_hook: Option<TerminatingHook>,
    /// Set where AWS manages it for a Managed Instances provider: it has no bounds and no desired capacity.
    pub managed: Option<Arc<Requirements>>,
    pub timer: Option<TimerId>,
}

/// An EC2 instance of a group, from its launch to its end.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Machine {
    pub group: AutoScalingGroupId,
    pub kind: &'static InstanceType,
    pub zone: Arc<str>,
    pub purchase: Purchase,
    pub state: MachineState,
    /// Its container instance, once the agent has registered.
    pub instance: Option<ContainerInstanceId>,
    /// Whether scale-in leaves it alone.
    pub protected: bool,
    pub launched_at: SimTime,
    pub in_service_at: SimTime,
    /// When its agent registers.
    pub registers_at: SimTime,
    pub ended_at: SimTime,
    /// A hook keeps it at its end until then.
    pub held_until: SimTime,
    /// When Spot takes it back; never without a notice.
    pub reclaimed_at: SimTime,
    pub timer: Option<TimerId>,
}
