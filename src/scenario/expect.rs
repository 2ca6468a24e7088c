//! What must come of a scenario: one entry of `expect`, read.

use serde_json::Value;

use crate::api::input::Input;
use crate::kernel::{SimTime, SortedMap};

/// One expectation.
#[derive(Clone, Debug, PartialEq)]
pub struct Expectation {
    pub when: When,
    pub what: Expected,
    pub line: u32,
}

impl Expectation {
    /// The time it names; the start when it names none.
    pub fn until(&self) -> SimTime {
        match self.when {
            When::At(at) | When::By(at) => at,
            When::Always => SimTime::ZERO,
        }
    }
}

/// When it must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    At(SimTime),
    /// At some time up to this.
    By(SimTime),
    Always,
}

/// What must hold.
#[derive(Clone, Debug, PartialEq)]
pub enum Expected {
    /// No deployment starts a task past its upper limit.
    NoStartPastUpperLimit,
    /// The scheduler's own stops never leave fewer healthy tasks than the lower limit.
    NeverBelowLowerLimit,
    Service {
        name: String,
        facts: ServiceFacts,
    },
    Task {
        label: String,
        last_status: Option<String>,
        stopped_reason: Option<String>,
        zone: Option<String>,
    },
    Group {
        name: String,
        desired: Option<u32>,
        in_service: Option<u32>,
    },
    /// The provider's last reservation, in tenths of a percent.
    Provider {
        name: String,
        reservation: u32,
    },
    /// The last placement ruled out so many instances, by reason.
    Placement {
        rejected: SortedMap<String, u32>,
    },
}

/// What is said of a service; absent parts are not asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceFacts {
    pub steady: Option<bool>,
    pub running: Option<u32>,
    pub pending: Option<u32>,
    pub desired: Option<u32>,
    pub event: Option<String>,
    pub task_definition: Option<String>,
    pub rollout_state: Option<String>,
    pub zones: Option<SortedMap<String, u32>>,
    pub providers: Option<SortedMap<String, u32>>,
}

/// Reads a checked entry; the error says what is missing.
pub fn read(
    value: &Value,
    at: Option<SimTime>,
    by: Option<SimTime>,
    line: u32,
) -> Result<Expectation, String> {
    let input = Input::new(value);
    let always = input.str("always");
    let when = match (at, by, always) {
        (Some(at), None, None) => When::At(at),
        (None, Some(by), None) => When::By(by),
        (None, None, Some(_)) => When::Always,
        _ => return Err("an expectation has one of `at`, `by` and `always`".to_owned()),
    };
    let what = match always {
        Some("no-start-past-upper-limit") => Expected::NoStartPastUpperLimit,
        Some(_) => Expected::NeverBelowLowerLimit,
        None => about(input)?,
    };
    Ok(Expectation { when, what, line })
}

fn about(input: Input<'_>) -> Result<Expected, String> {
    let owned = |key: &str| input.str(key).map(str::to_owned);
    if let Some(name) = owned("service") {
        let facts = ServiceFacts {
            steady: input.bool("steady"),
            running: input.u32("running"),
            pending: input.u32("pending"),
            desired: input.u32("desired"),
            event: owned("event"),
            task_definition: owned("taskDefinition"),
            rollout_state: owned("rolloutState"),
            zones: input.has("zones").then(|| counts(input, "zones")),
            providers: input.has("providers").then(|| counts(input, "providers")),
        };
        if facts == ServiceFacts::default() {
            return Err("nothing is said about the service".to_owned());
        }
        return Ok(Expected::Service { name, facts });
    }
    if let Some(label) = owned("task") {
        let (last_status, stopped_reason, zone) =
            (owned("lastStatus"), owned("stoppedReason"), owned("zone"));
        if last_status.is_none() && stopped_reason.is_none() && zone.is_none() {
            return Err("nothing is said about the task".to_owned());
        }
        return Ok(Expected::Task {
            label,
            last_status,
            stopped_reason,
            zone,
        });
    }
    if let Some(name) = owned("group") {
        return Ok(Expected::Group {
            name,
            desired: input.u32("desired"),
            in_service: input.u32("inService"),
        });
    }
    if let (Some(name), Some(percent)) = (owned("provider"), input.f64("reservation")) {
        return Ok(Expected::Provider {
            name,
            reservation: (percent * 10.0 + 0.5) as u32,
        });
    }
    if input.has("decision") {
        return Ok(Expected::Placement {
            rejected: counts(input, "rejected"),
        });
    }
    Err(
        "an expectation is about a `service`, a `task`, a `group`, a `provider` or a `decision`"
            .to_owned(),
    )
}

fn counts(input: Input<'_>, key: &str) -> SortedMap<String, u32> {
    let entries = input.object(key).raw().as_object().into_iter().flatten();
    entries
        .filter_map(|(name, count)| Some((name.clone(), u32::try_from(count.as_u64()?).ok()?)))
        .collect()
}
