//! A decision with everything that led to it: every layer, every statement, every element.

use crate::iam::evaluate::{Decision, evaluate};
use crate::iam::layer::{Layer, LayerResult, PolicySet};
use crate::iam::place::Span;
use crate::iam::policy::{Condition, Effect, Element, Policy, Value};
use crate::iam::principal::Grant;
use crate::iam::request::Request;
use crate::iam::witness::{Because, Compared, Part, Witness};

/// A decision and how it came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    pub decision: Decision,
    /// In the order they were judged: SCP, RCP, endpoint, resource, boundary, session, identity.
    pub layers: Vec<LayerTrace>,
}

/// What one layer said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerTrace {
    pub layer: Layer,
    pub result: LayerResult,
    pub policies: Vec<PolicyTrace>,
}

/// One policy of a layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyTrace {
    /// The organization level, root first; 0 in layers without levels.
    pub level: usize,
    /// Its place among the policies of the level or layer.
    pub index: usize,
    pub statements: Vec<StatementTrace>,
}

/// One statement, judged to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementTrace {
    pub index: usize,
    pub sid: Option<String>,
    pub effect: Effect,
    /// Where it stands in the policy's document.
    pub place: Span,
    pub matches: bool,
    /// How far its `Principal` means the caller; all the way where it has none.
    pub grant: Grant,
    pub elements: Vec<ElementTrace>,
    pub conditions: Vec<ConditionTrace>,
}

/// `Action`, `Resource` or `Principal`, or one of the forms with Not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ElementTrace {
    pub part: Part,
    pub negated: bool,
    /// Where it stands in the policy's document.
    pub place: Span,
    pub met: bool,
    /// The entry of the list that matched, and its place.
    pub by: Option<(usize, Span)>,
}

/// One key under one operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConditionTrace {
    pub operator: String,
    pub key: String,
    /// Where key and values stand in the policy's document.
    pub place: Span,
    pub met: bool,
    pub because: Because,
    /// Each value of the request, with each value of the policy.
    pub asked: Vec<AskedTrace>,
}

/// One value of the request against the values of a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedTrace {
    pub value: String,
    pub met: bool,
    /// The place of each value of the policy, and what came of comparing it.
    pub compared: Vec<(Span, Compared)>,
}

impl StatementTrace {
    /// How many of its elements and conditions the request misses.
    pub fn misses(&self) -> usize {
        let elements = self.elements.iter().filter(|element| !element.met).count();
        elements + self.conditions.iter().filter(|it| !it.met).count()
    }
}

impl Trace {
    pub fn layer(&self, layer: Layer) -> Option<&LayerTrace> {
        self.layers.iter().find(|it| it.layer == layer)
    }

    /// The statements that match, with their layer and policy.
    pub fn matching(
        &self,
        effect: Effect,
    ) -> impl Iterator<Item = (Layer, &PolicyTrace, &StatementTrace)> {
        self.layers.iter().flat_map(move |layer| {
            layer.policies.iter().flat_map(move |policy| {
                let matching = policy.statements.iter();
                matching
                    .filter(move |it| it.matches && it.effect == effect)
                    .map(move |statement| (layer.layer, policy, statement))
            })
        })
    }
}

/// Decides a request and writes down how.
pub fn trace(request: &Request, policies: &PolicySet) -> Trace {
    let mut recorder = Recorder {
        policies,
        layers: Vec::new(),
        open: Vec::new(),
        at: None,
        asked: Vec::new(),
        compared: Vec::new(),
    };
    let decision = evaluate(request, policies, &mut recorder);
    Trace {
        decision,
        layers: recorder.layers,
    }
}

struct Recorder<'a> {
    policies: &'a PolicySet,
    layers: Vec<LayerTrace>,
    /// Policies of the layer that is being judged.
    open: Vec<PolicyTrace>,
    /// Which policy is being judged.
    at: Option<(Layer, usize, usize)>,
    asked: Vec<AskedTrace>,
    compared: Vec<(Span, Compared)>,
}

impl Recorder<'_> {
    fn policy_at_hand(&self) -> Option<&Policy> {
        let (layer, level, index) = self.at?;
        self.policies.policy(layer, level, index)
    }

    fn statement_at_hand(&mut self) -> Option<&mut StatementTrace> {
        self.open.last_mut()?.statements.last_mut()
    }
}

impl Witness for Recorder<'_> {
    const WATCHES: bool = true;

    fn policy(&mut self, layer: Layer, level: usize, index: usize, _policy: &Policy) {
        self.at = Some((layer, level, index));
        self.open.push(PolicyTrace {
            level,
            index,
            statements: Vec::new(),
        });
    }

    fn statement(&mut self, index: usize) {
        let Some(policy) = self.policy_at_hand() else {
            return;
        };
        let statement = policy.statements()[index];
        let trace = StatementTrace {
            index,
            sid: policy.sid(&statement).map(str::to_owned),
            effect: statement.effect,
            place: statement.place,
            matches: false,
            grant: Grant::None,
            elements: Vec::new(),
            conditions: Vec::new(),
        };
        if let Some(open) = self.open.last_mut() {
            open.statements.push(trace);
        }
    }

    fn element(&mut self, part: Part, element: &Element, met: bool, by: Option<usize>) {
        let by = by.and_then(|index| {
            let place = self.policy_at_hand()?.entry_place(part, element, index)?;
            Some((index, place))
        });
        let trace = ElementTrace {
            part,
            negated: element.negated,
            place: element.place,
            met,
            by,
        };
        if let Some(statement) = self.statement_at_hand() {
            statement.elements.push(trace);
        }
    }

    fn compared(&mut self, value: &Value, outcome: Compared) {
        self.compared.push((value.place, outcome));
    }

    fn asked(&mut self, asked: &str, met: bool) {
        self.asked.push(AskedTrace {
            value: asked.to_owned(),
            met,
            compared: std::mem::take(&mut self.compared),
        });
    }

    fn condition(&mut self, condition: &Condition, met: bool, because: Because) {
        let Some(policy) = self.policy_at_hand() else {
            return;
        };
        let trace = ConditionTrace {
            operator: policy.operator_name(condition).to_owned(),
            key: policy.text(condition.key).to_owned(),
            place: condition.place,
            met,
            because,
            asked: std::mem::take(&mut self.asked),
        };
        if let Some(statement) = self.statement_at_hand() {
            statement.conditions.push(trace);
        }
    }

    fn judged(&mut self, _index: usize, grant: Grant) {
        if let Some(statement) = self.statement_at_hand() {
            statement.matches = grant > Grant::None;
            statement.grant = grant;
        }
    }

    fn layer(&mut self, layer: Layer, result: LayerResult) {
        self.at = None;
        self.layers.push(LayerTrace {
            layer,
            result,
            policies: std::mem::take(&mut self.open),
        });
    }
}
