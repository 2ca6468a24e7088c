//! IAM: the policy language, and the decision over all policies that have a say.
//!
//! Knows nothing of ECS, worlds or simulations: a request and policies in, a decision or its whole trace out. Rules cite
//! `docs/facts/iam.md`; `assumed` has what AWS does not say.
//!
//! Read it in this order: `policy` is a document in prepared form, which `read` makes from `json`; `request` is what is
//! asked; `evaluate` is the ladder of layers, `matching`, `principal` and `condition` judge one statement for it; `trace`
//! is the same judging with somebody watching; `check` says what is wrong with a document; `lines` is the form of the
//! command line.

pub mod assumed;
pub mod bench;
pub mod change;
pub mod check;
pub mod evaluate;
pub mod finding;
pub mod json;
pub mod layer;
pub mod lines;
pub mod message;
pub mod operator;
pub mod place;
pub mod policy;
pub mod principal;
pub mod request;
pub mod special;
pub mod trace;
pub mod witness;

mod condition;
mod glob;
mod matching;
mod read;
mod values;
mod variables;

pub use evaluate::{Decision, Outcome, decide};
pub use layer::{Layer, LayerResult, Level, PolicySet};
pub use policy::{Policy, PolicyKind};
pub use principal::{Principal, PrincipalKind};
pub use request::{Context, Request, Values};
pub use trace::{Trace, trace};
