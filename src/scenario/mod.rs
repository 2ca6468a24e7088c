//! Scenario files: what happens when, and what must come of it.
//!
//! One format is the test, the lesson's start, the link and the bug report. A step is a request, instances that join, or
//! a fault.

mod account;
pub mod expect;
mod faults;
pub mod judge;
pub mod limits;
pub mod load;
pub mod run;
mod shape;
mod things;
pub mod transcript;

use std::sync::Arc;

use serde_json::Value;

use crate::api::operation::Operation;
use crate::kernel::{SimSpan, SimTime, SortedMap};
use crate::model::account::Account;
use crate::model::capacity::NewGroup;
use crate::model::quota::Limit;
use crate::model::scaling::Curve;
use crate::model::traffic::FunctionBehaviour;
use crate::sim::command::{NewBehaviour, NewInstances, NewLoad};
use crate::world::event::NewLoadBalancer;
use expect::Expectation;
pub use load::load;
pub use run::Run;

/// A scenario, read and checked.
#[derive(Clone, Debug)]
pub struct Scenario {
    pub title: String,
    pub description: String,
    pub seed: u64,
    /// Where the page opens it.
    pub open: SimTime,
    /// In the order of their times.
    pub steps: Vec<Step>,
    /// What the page offers to do first.
    pub suggestion: Option<Suggestion>,
    pub expect: Vec<Expectation>,
    /// Why it is known to differ from AWS; such a scenario fails on the day it agrees.
    pub differs: Option<String>,
}

impl Scenario {
    /// Where a whole run ends: when the last step is done, the last expectation named, and the page opened.
    pub fn end(&self) -> SimTime {
        let steps = self.steps.iter().map(|step| step.at);
        let expectations = self.expect.iter().map(Expectation::until);
        let last = steps.chain(expectations).max();
        last.unwrap_or(SimTime::ZERO).max(self.open)
    }
}

/// Something that happens at a time.
#[derive(Clone, Debug)]
pub struct Step {
    pub at: SimTime,
    pub what: What,
    /// Who asks: a user, a role, or `user/role`.
    pub caller: Option<String>,
    /// The exception the step is expected to be refused with.
    pub refused: Option<String>,
    /// Where it stands in the file.
    pub line: u32,
}

/// What happens in a step.
#[derive(Clone, Debug)]
pub enum What {
    /// Strings like `$instance:2` and `$task:web.3` stand for ids of the run.
    Request {
        operation: Operation,
        request: Value,
    },
    Account(Arc<Account>),
    Instances(Arc<NewInstances>),
    Load(Arc<NewLoad>),
    Function(Arc<(String, Arc<FunctionBehaviour>)>),
    Metric(Arc<(String, Arc<Curve>)>),
    LoadBalancer(Arc<NewLoadBalancer>),
    Group(Arc<NewGroup>),
    Image(Arc<NewBehaviour>),
    /// What has an end from now on; until then, when it says how long.
    Limits(Vec<(Limit, Option<u32>)>, Option<SimSpan>),
    Fault(Fault),
}

/// A fault as a file names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Instances are numbered from 1 in the order they registered.
    AgentDisconnect {
        instance: u32,
        span: Option<SimSpan>,
    },
    InstanceTerminate {
        instance: u32,
    },
    ZoneOutage {
        zone: &'static str,
        span: Option<SimSpan>,
    },
    /// Tasks are named like `web.3`.
    TaskCrash {
        task: String,
    },
    SpotInterruption {
        instance: u32,
    },
    InstanceImpaired {
        instance: u32,
    },
    SpotTaskInterruption {
        task: String,
    },
}

/// The one thing a newcomer is invited to do.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    pub say: String,
    pub operation: Operation,
    pub request: Value,
}

/// Attributes of instances as the file writes them.
pub type AttributeMap = SortedMap<String, Option<String>>;
