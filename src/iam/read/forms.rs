//! Which form an entry of a statement has: decided once, so that judging has nothing left to find out.

use crate::iam::operator::{Comparison, OPERATORS, Operator};
use crate::iam::place::Span;
use crate::iam::policy::{ActionForm, ResourceForm, Text, ValueForm};
use crate::iam::request::beginning;
use crate::iam::values::{address, date};
use crate::iam::variables::first_dollar;

pub(super) fn action_form(action: &str, text: Text) -> ActionForm {
    crate::iam_assumed!(VENDOR_WILDCARD);
    if action == "*" {
        return ActionForm::Any;
    }
    let Some(colon) = action.bytes().position(|it| it == b':') else {
        return ActionForm::Never;
    };
    let (vendor, name) = (&action[..colon], &action[colon + 1..]);
    let wild = vendor.bytes().any(|it| it == b'*' || it == b'?');
    if wild || vendor.is_empty() || name.is_empty() || has_blank(action) {
        return ActionForm::Never;
    }
    let start = text.0.start;
    let colon = start + colon as u32;
    ActionForm::Named {
        vendor: Text(Span { start, end: colon }),
        name: Text(Span {
            start: colon + 1,
            end: text.0.end,
        }),
        wild: name.bytes().any(|it| it == b'*' || it == b'?'),
        vendor_key: beginning(vendor),
        name_key: beginning(name),
    }
}

fn has_blank(text: &str) -> bool {
    let blank = |byte: u8| byte == b' ' || (9..=13).contains(&byte);
    text.bytes().any(blank) || !text.is_ascii() && text.contains(char::is_whitespace)
}

pub(super) fn resource_form(resource: &str, variables: bool) -> ResourceForm {
    if resource == "*" {
        return ResourceForm::Any;
    }
    let mut colons = [0; 5];
    let mut found = 0;
    for (at, _) in resource.bytes().enumerate().filter(|(_, it)| *it == b':') {
        if found < colons.len() {
            colons[found] = at as u32;
        }
        found += 1;
    }
    match found {
        0 => ResourceForm::Never,
        1..=4 => ResourceForm::Short,
        _ => {
            let own = &resource[colons[4] as usize + 1..];
            let variables = variables && first_dollar(own).is_some();
            ResourceForm::Arn { colons, variables }
        }
    }
}

pub(super) fn value_form(operator: Operator, text: &str, variables: bool) -> ValueForm {
    if variables && operator.has_variables() && first_dollar(text).is_some() {
        return ValueForm::Variables;
    }
    let form = match operator.comparison {
        Comparison::Date(_) => date::nanos(text).map(ValueForm::Date),
        Comparison::IpAddress => {
            address::network(text).map(|(address, bits)| ValueForm::Network { address, bits })
        }
        Comparison::Bool | Comparison::Null => boolean(text).map(ValueForm::Bool),
        _ => Some(ValueForm::Plain),
    };
    form.unwrap_or(ValueForm::Malformed)
}

/// `true` and `false` in any case (iam 4.2).
pub(in crate::iam) fn boolean(text: &str) -> Option<bool> {
    match text {
        _ if text.eq_ignore_ascii_case("true") => Some(true),
        _ if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

#[cold]
pub(super) fn nearest_operator(name: &str) -> String {
    let base = name.rsplit(':').next().unwrap_or(name).to_ascii_lowercase();
    let base = base.strip_suffix("ifexists").unwrap_or(&base);
    let close = OPERATORS
        .iter()
        .map(|(known, ..)| (distance(base, &known.to_ascii_lowercase()), *known))
        .min();
    match close {
        Some((steps, known)) if steps <= 3 => format!("did you mean `{known}`?"),
        _ => "operators are StringEquals, ArnLike, NumericLessThan, Bool, Null and their like"
            .to_owned(),
    }
}

/// How many letters have to be put in, left out or changed.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (line, letter) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        for (column, other) in right.iter().enumerate() {
            let change = diagonal + usize::from(letter != *other);
            diagonal = row[column + 1];
            row[column + 1] = change.min(row[column] + 1).min(diagonal + 1);
        }
    }
    row[right.len()]
}
