//! Whether the conditions of a statement hold (iam 4).

use std::cmp::Ordering;
use std::net::IpAddr;

use crate::iam::glob::{self, Token};
use crate::iam::operator::{Comparison, Operator, Set};
use crate::iam::policy::{Condition, Policy, Value, ValueForm};
use crate::iam::read::boolean;
use crate::iam::request::{Context, Request, Values};
use crate::iam::values::number::Decimal;
use crate::iam::values::{address, binary, date, number};
use crate::iam::variables::expand;
use crate::iam::witness::{Because, Compared, Witness};

/// Judges one key under one operator.
pub(super) fn holds<W: Witness>(
    policy: &Policy,
    condition: &Condition,
    request: &Request,
    witness: &mut W,
) -> bool {
    let key = policy.text(condition.key);
    let mut found = false;
    let mut met = false;
    // Keys that differ in case alone are one key: either may satisfy the condition.
    for values in request.context.values(key) {
        found = true;
        met |= judge(policy, condition, Some(values), &request.context, witness);
        if met && !W::WATCHES {
            return true;
        }
    }
    if !found {
        met = judge(policy, condition, None, &request.context, witness);
    }
    met
}

fn judge<W: Witness>(
    policy: &Policy,
    condition: &Condition,
    values: Option<&Values>,
    context: &Context,
    witness: &mut W,
) -> bool {
    crate::iam_assumed!(MANY_WITHOUT_SET);
    let operator = condition.operator;
    let asked = values.filter(|values| values.is_present());
    let (met, because) = match (operator.comparison, asked, operator.set) {
        (Comparison::Null, ..) => {
            let met = null(policy, condition, asked.is_some());
            (met, Because::Present(asked.is_some()))
        }
        (_, None, _) => (met_when_missing(operator), Because::KeyMissing),
        (_, Some(Values::Many(_)), Set::One) => (false, Because::ManyWithoutSet),
        (_, Some(values), set) => {
            let mut each = values.texts().iter().map(|asked| {
                let met = value_holds(policy, condition, asked, context, witness);
                witness.asked(asked, met);
                met
            });
            let met = match (set, W::WATCHES) {
                (Set::Any, false) => each.any(|met| met),
                (Set::Any, true) => each.fold(false, |any, met| any | met),
                (_, false) => each.all(|met| met),
                (_, true) => each.fold(true, |all, met| all & met),
            };
            (met, Because::Compared)
        }
    };
    witness.condition(condition, met, because);
    met
}

/// Iam 4.3, the table of missing keys.
fn met_when_missing(operator: Operator) -> bool {
    crate::iam_assumed!(FOR_ANY_MISSING);
    match operator.set {
        Set::All => true,
        Set::Any => false,
        Set::One => operator.if_exists || operator.negated,
    }
}

fn null(policy: &Policy, condition: &Condition, present: bool) -> bool {
    crate::iam_assumed!(NULL_SETS);
    let says = |missing: bool| {
        let values = policy.values(condition);
        values
            .iter()
            .any(|value| value.form == ValueForm::Bool(missing))
    };
    match (condition.operator.set, present) {
        (Set::One, _) => says(!present),
        (Set::All, false) => true,
        (Set::Any, false) => false,
        (_, true) => says(false),
    }
}

/// Whether one value of the request satisfies the operator.
fn value_holds<W: Witness>(
    policy: &Policy,
    condition: &Condition,
    asked: &str,
    context: &Context,
    witness: &mut W,
) -> bool {
    crate::iam_assumed!(MALFORMED_VALUES);
    crate::iam_assumed!(NO_POLICY_VALUES);
    let operator = condition.operator;
    let readable = Asked::read(operator.comparison, asked);
    let (mut matched, mut malformed) = (false, readable.is_none());
    for value in policy.values(condition) {
        let outcome = match &readable {
            Some(readable) => compare(policy, operator.comparison, value, readable, context),
            None => Compared::RequestMalformed,
        };
        witness.compared(value, outcome);
        matched |= outcome == Compared::Matches;
        malformed |= outcome == Compared::PolicyMalformed;
        if matched && !W::WATCHES {
            break;
        }
    }
    match operator.negated {
        false => matched,
        true => !matched && !malformed,
    }
}

/// A value of the request, read as the operator wants it.
enum Asked<'r> {
    Text(&'r str),
    Number(Decimal<'r>),
    Instant(i128),
    Address(IpAddr),
    Bytes(Vec<u8>),
    Bool(bool),
    Arn([&'r str; 6]),
}

impl Asked<'_> {
    fn read(comparison: Comparison, text: &str) -> Option<Asked<'_>> {
        crate::iam_assumed!(BOOL_TEXT);
        Some(match comparison {
            Comparison::Numeric(_) => Asked::Number(number::decimal(text)?),
            Comparison::Date(_) => Asked::Instant(date::nanos(text)?),
            Comparison::IpAddress => Asked::Address(address::single(text)?),
            Comparison::Binary => Asked::Bytes(binary::bytes(text)?),
            Comparison::Bool => Asked::Bool(boolean(text)?),
            Comparison::Arn => Asked::Arn(arn(text)?),
            Comparison::StringEquals
            | Comparison::StringEqualsIgnoreCase
            | Comparison::StringLike
            | Comparison::Null => Asked::Text(text),
        })
    }
}

/// The segments of an ARN.
fn arn(text: &str) -> Option<[&str; 6]> {
    let mut segments = [""; 6];
    let mut parts = text.splitn(6, ':');
    for segment in &mut segments {
        *segment = parts.next()?;
    }
    (segments[0] == "arn").then_some(segments)
}

/// Compares one value of the policy with one of the request.
fn compare(
    policy: &Policy,
    comparison: Comparison,
    value: &Value,
    asked: &Asked<'_>,
    context: &Context,
) -> Compared {
    let text = policy.text(value.text);
    if value.form == ValueForm::Malformed {
        return Compared::PolicyMalformed;
    }
    if value.form == ValueForm::Variables {
        let wildcards = matches!(comparison, Comparison::StringLike | Comparison::Arn);
        return match expand(text, context, wildcards) {
            Some(tokens) => compare_tokens(comparison, &tokens, asked),
            None => Compared::VariableMissing,
        };
    }
    let matched = match (comparison, asked, value.form) {
        (Comparison::StringEquals, Asked::Text(asked), _) => text == *asked,
        (Comparison::StringEqualsIgnoreCase, Asked::Text(asked), _) => {
            same_ignoring_case(text.chars(), asked)
        }
        (Comparison::StringLike, Asked::Text(asked), _) => glob::matches(text, asked),
        (Comparison::Numeric(order), Asked::Number(asked), _) => match number::decimal(text) {
            Some(own) => order.holds(asked.compare(&own)),
            None => return Compared::PolicyMalformed,
        },
        (Comparison::Date(order), Asked::Instant(asked), ValueForm::Date(own)) => {
            order.holds(asked.cmp(&own))
        }
        (Comparison::IpAddress, Asked::Address(asked), ValueForm::Network { address, bits }) => {
            address::holds((address, bits), *asked)
        }
        (Comparison::Bool, Asked::Bool(asked), ValueForm::Bool(own)) => *asked == own,
        (Comparison::Binary, Asked::Bytes(asked), _) => match binary::bytes(text) {
            Some(own) => own == *asked,
            None => return Compared::PolicyMalformed,
        },
        (Comparison::Arn, Asked::Arn(asked), _) => {
            let mut own = text.splitn(6, ':');
            let is_arn = own.next().is_some_and(|first| glob::matches(first, "arn"));
            if !is_arn || own.clone().count() < 5 {
                return Compared::PolicyMalformed;
            }
            own.zip(&asked[1..])
                .all(|(own, asked)| glob::matches(own, asked))
        }
        _ => false,
    };
    match matched {
        true => Compared::Matches,
        false => Compared::Differs,
    }
}

/// The same for a value whose variables were replaced.
fn compare_tokens(comparison: Comparison, tokens: &[Token], asked: &Asked<'_>) -> Compared {
    let literal = || {
        tokens.iter().map(|token| match token {
            Token::Literal(character) => *character,
            Token::Run => '*',
            Token::One => '?',
        })
    };
    let matched = match (comparison, asked) {
        (Comparison::StringEqualsIgnoreCase, Asked::Text(asked)) => {
            same_ignoring_case(literal(), asked)
        }
        (_, Asked::Text(asked)) => glob::matches_tokens(tokens, asked),
        (_, Asked::Bool(asked)) => match boolean(&literal().collect::<String>()) {
            Some(own) => own == *asked,
            None => return Compared::PolicyMalformed,
        },
        (_, Asked::Arn(asked)) => {
            let segments: Vec<&[Token]> =
                tokens.splitn(6, |it| *it == Token::Literal(':')).collect();
            if segments.len() < 6 || !glob::matches_tokens(segments[0], "arn") {
                return Compared::PolicyMalformed;
            }
            segments
                .iter()
                .zip(asked)
                .all(|(own, asked)| glob::matches_tokens(own, asked))
        }
        _ => false,
    };
    match matched {
        true => Compared::Matches,
        false => Compared::Differs,
    }
}

/// Equality under simple case folding: letter by letter, where the other case is one letter too.
fn same_ignoring_case(left: impl Iterator<Item = char>, right: &str) -> bool {
    left.map(folded).cmp(right.chars().map(folded)) == Ordering::Equal
}

fn folded(character: char) -> char {
    if character.is_ascii() {
        return character.to_ascii_lowercase();
    }
    let single =
        |mut letters: &mut dyn Iterator<Item = char>| match (letters.next(), (&mut letters).next())
        {
            (Some(letter), None) => Some(letter),
            _ => None,
        };
    let upper = single(&mut character.to_uppercase()).unwrap_or(character);
    single(&mut upper.to_lowercase()).unwrap_or(upper)
}
