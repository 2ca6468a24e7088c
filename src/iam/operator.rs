//! Condition operators by name: what they compare, and how often.

/// An operator as written: `ForAnyValue:StringNotLikeIfExists`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operator {
    pub set: Set,
    pub comparison: Comparison,
    /// `Not…`: holds when nothing matches.
    pub negated: bool,
    /// `…IfExists`: holds when the key is missing.
    pub if_exists: bool,
}

/// How the values of the request are taken together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Set {
    /// The key has one value.
    One,
    /// `ForAllValues:`
    All,
    /// `ForAnyValue:`
    Any,
}

/// What two values are compared for. The negated operators are the same with `negated`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Null,
    StringEquals,
    StringEqualsIgnoreCase,
    StringLike,
    Numeric(Order),
    Date(Order),
    Bool,
    Binary,
    IpAddress,
    /// `ArnEquals` and `ArnLike` are the same.
    Arn,
}

/// Which order of the request's value and the policy's value satisfies an operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Order {
    /// Whether `asked` stands in this order to the policy's value.
    pub fn holds(self, asked_to_policy: std::cmp::Ordering) -> bool {
        match self {
            Order::Equal => asked_to_policy.is_eq(),
            Order::Less => asked_to_policy.is_lt(),
            Order::LessOrEqual => asked_to_policy.is_le(),
            Order::Greater => asked_to_policy.is_gt(),
            Order::GreaterOrEqual => asked_to_policy.is_ge(),
        }
    }
}

/// Every operator without prefix and suffix: its name, what it compares, whether it is negated.
pub const OPERATORS: &[(&str, Comparison, bool)] = &[
    ("StringEquals", Comparison::StringEquals, false),
    ("StringNotEquals", Comparison::StringEquals, true),
    ("StringLike", Comparison::StringLike, false),
    ("StringNotLike", Comparison::StringLike, true),
    (
        "StringEqualsIgnoreCase",
        Comparison::StringEqualsIgnoreCase,
        false,
    ),
    (
        "StringNotEqualsIgnoreCase",
        Comparison::StringEqualsIgnoreCase,
        true,
    ),
    ("ArnEquals", Comparison::Arn, false),
    ("ArnLike", Comparison::Arn, false),
    ("ArnNotEquals", Comparison::Arn, true),
    ("ArnNotLike", Comparison::Arn, true),
    ("Bool", Comparison::Bool, false),
    ("Null", Comparison::Null, false),
    ("IpAddress", Comparison::IpAddress, false),
    ("NotIpAddress", Comparison::IpAddress, true),
    ("NumericEquals", Comparison::Numeric(Order::Equal), false),
    ("NumericNotEquals", Comparison::Numeric(Order::Equal), true),
    ("NumericLessThan", Comparison::Numeric(Order::Less), false),
    (
        "NumericLessThanEquals",
        Comparison::Numeric(Order::LessOrEqual),
        false,
    ),
    (
        "NumericGreaterThan",
        Comparison::Numeric(Order::Greater),
        false,
    ),
    (
        "NumericGreaterThanEquals",
        Comparison::Numeric(Order::GreaterOrEqual),
        false,
    ),
    ("DateEquals", Comparison::Date(Order::Equal), false),
    ("DateNotEquals", Comparison::Date(Order::Equal), true),
    ("DateLessThan", Comparison::Date(Order::Less), false),
    (
        "DateLessThanEquals",
        Comparison::Date(Order::LessOrEqual),
        false,
    ),
    ("DateGreaterThan", Comparison::Date(Order::Greater), false),
    (
        "DateGreaterThanEquals",
        Comparison::Date(Order::GreaterOrEqual),
        false,
    ),
    ("BinaryEquals", Comparison::Binary, false),
];

impl Operator {
    /// Reads a name, without regard to case (iam 1). `Null` has no `IfExists` form.
    pub fn from_name(name: &str) -> Option<Operator> {
        crate::iam_assumed!(OPERATOR_CASE);
        let (set, rest) = match name.split_once(':') {
            None => (Set::One, name),
            Some((set, rest)) if set.eq_ignore_ascii_case("ForAllValues") => (Set::All, rest),
            Some((set, rest)) if set.eq_ignore_ascii_case("ForAnyValue") => (Set::Any, rest),
            Some(_) => return None,
        };
        let suffix = "IfExists";
        let cut = rest.len().saturating_sub(suffix.len());
        let if_exists = rest
            .get(cut..)
            .is_some_and(|end| end.eq_ignore_ascii_case(suffix));
        let base = if if_exists { &rest[..cut] } else { rest };
        let (_, comparison, negated) = OPERATORS
            .iter()
            .find(|(name, ..)| name.eq_ignore_ascii_case(base))?;
        if *comparison == Comparison::Null && if_exists {
            return None;
        }
        Some(Operator {
            set,
            comparison: *comparison,
            negated: *negated,
            if_exists,
        })
    }

    /// Whether `${…}` in its values is replaced (iam 3). Under `Bool` AWS's pages disagree, and replacing does no harm.
    pub fn has_variables(self) -> bool {
        crate::iam_assumed!(BOOL_VARIABLES);
        matches!(
            self.comparison,
            Comparison::StringEquals
                | Comparison::StringEqualsIgnoreCase
                | Comparison::StringLike
                | Comparison::Arn
                | Comparison::Bool
        )
    }
}
