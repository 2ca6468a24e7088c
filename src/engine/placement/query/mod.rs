//! The cluster query language: which container instances an expression selects (scheduler 2).
//!
//! [`parse`] reads an expression once, [`Query::selects`] asks one instance. Does not know constraints or tasks to place.

pub(crate) mod date;
mod decimal;
mod parse;
mod token;
mod truth;

use std::sync::Arc;

use regex_lite::Regex;

pub use parse::parse;
pub use truth::Truth;

/// A range of bytes of the expression.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    pub start: usize,
    pub end: usize,
}

/// Why an expression cannot be read, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryError {
    pub place: Place,
    pub message: String,
    pub help: String,
}

/// An expression, read.
#[derive(Clone, Debug)]
pub struct Query {
    pub text: Arc<str>,
    root: Expression,
}

#[derive(Clone, Debug)]
enum Expression {
    /// Any of these.
    Or(Vec<Expression>, Place),
    /// All of these.
    And(Vec<Expression>, Place),
    Not(Box<Expression>, Place),
    Comparison(Comparison),
}

#[derive(Clone, Debug)]
struct Comparison {
    subject: Subject,
    test: Test,
    place: Place,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Subject {
    Attribute(String),
    TaskGroup,
    AgentConnected,
    AgentVersion,
    Ec2InstanceId,
    RegisteredAt,
    RunningTasksCount,
}

#[derive(Clone, Debug)]
enum Test {
    Exists,
    NotExists,
    Compare(Comparator, String),
    /// Whole-string match, negated or not.
    Matches {
        pattern: Box<Regex>,
        negated: bool,
    },
    In {
        values: Vec<String>,
        negated: bool,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparator {
    Equals,
    NotEquals,
    Greater,
    GreaterEqual,
    Less,
    LessEqual,
}
