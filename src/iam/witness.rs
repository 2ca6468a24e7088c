//! Who watches a decision being made.
//!
//! One function decides and explains. Nobody watches (`()`) when only the answer counts: then judging stops at the first
//! miss. A `Trace` watches everything, and every element is judged even after one missed.

use crate::iam::layer::{Layer, LayerResult};
use crate::iam::policy::{Condition, Element, Policy, Value};
use crate::iam::principal::Grant;

/// Sees the steps of a decision, in their order. `()` sees none.
pub trait Witness {
    /// Whether to go on after the first miss, so that there is everything to see.
    const WATCHES: bool;

    /// A policy of a layer is about to be judged; `level` is its organization level, 0 where there are none.
    fn policy(&mut self, _layer: Layer, _level: usize, _index: usize, _policy: &Policy) {}

    /// A statement of that policy is about to be judged.
    fn statement(&mut self, _index: usize) {}

    /// An element was judged; `by` is the entry of its list that matched the request.
    fn element(&mut self, _part: Part, _element: &Element, _met: bool, _by: Option<usize>) {}

    /// A value of a condition was compared with the value that `asked` names next.
    fn compared(&mut self, _value: &Value, _outcome: Compared) {}

    /// A value of the request was compared with all values of the condition.
    fn asked(&mut self, _asked: &str, _met: bool) {}

    /// A condition was judged.
    fn condition(&mut self, _condition: &Condition, _met: bool, _because: Because) {}

    /// The statement was judged: whether it matches, and for how much the caller is meant.
    fn judged(&mut self, _index: usize, _grant: Grant) {}

    /// A layer was judged.
    fn layer(&mut self, _layer: Layer, _result: LayerResult) {}
}

impl Witness for () {
    const WATCHES: bool = false;
}

/// Elements of a statement that are lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Action,
    Resource,
    Principal,
}

/// What came of comparing a value of the policy with one of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compared {
    Matches,
    Differs,
    /// The policy's value is nothing the operator compares.
    PolicyMalformed,
    /// The request's value is nothing the operator compares.
    RequestMalformed,
    /// A variable of the policy's value has no value.
    VariableMissing,
}

/// How a condition was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Because {
    Compared,
    KeyMissing,
    /// The key has a list of values and the operator is for one.
    ManyWithoutSet,
    /// `Null`: whether the key is there.
    Present(bool),
}
