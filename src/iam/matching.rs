//! Whether the actions and resources of a statement are the request's.

use crate::iam::glob;
use crate::iam::policy::{
    ActionForm, ActionPattern, Element, Policy, PolicyKind, ResourceForm, ResourcePattern,
};
use crate::iam::request::{Context, Request};
use crate::iam::variables::expand;

/// The first entry that matches the request's action, by its place in the element.
pub(super) fn action(policy: &Policy, element: &Element, request: &Request) -> Option<usize> {
    policy
        .actions(element)
        .iter()
        .position(|pattern| action_matches(policy, pattern, request))
}

fn action_matches(policy: &Policy, pattern: &ActionPattern, request: &Request) -> bool {
    match pattern.form {
        ActionForm::Any => true,
        ActionForm::Never => false,
        ActionForm::Named {
            vendor,
            name,
            wild,
            vendor_key,
            name_key,
        } => {
            let [service_key, action_key] = request.keys;
            if vendor_key != service_key || !wild && name_key != action_key {
                return false;
            }
            let (vendor, name) = (policy.text(vendor), policy.text(name));
            vendor.eq_ignore_ascii_case(request.service())
                && match wild {
                    true => glob::matches_ignoring_case(name, request.action_name()),
                    false => name.eq_ignore_ascii_case(request.action_name()),
                }
        }
    }
}

/// The first entry that matches the resource `asked` for, by its place in the element. `asked` is `None` for `*`.
pub(super) fn resource(
    policy: &Policy,
    element: &Element,
    asked: Option<&[&str; 6]>,
    context: &Context,
) -> Option<usize> {
    policy
        .resources(element)
        .iter()
        .position(|pattern| resource_matches(policy, pattern, element.negated, asked, context))
}

fn resource_matches(
    policy: &Policy,
    pattern: &ResourcePattern,
    negated: bool,
    asked: Option<&[&str; 6]>,
    context: &Context,
) -> bool {
    crate::iam_assumed!(NOT_RESOURCE_VARIABLE);
    // `*` as a request's resource is about none, so no ARN is it (iam 2.1).
    let (text, asked) = match (pattern.form, asked) {
        (ResourceForm::Any, _) => return true,
        (ResourceForm::Never, _) | (_, None) => return false,
        (_, Some(asked)) => (policy.text(pattern.text), asked),
    };
    let ResourceForm::Arn { colons, variables } = pattern.form else {
        let mut segments = text.split(':').zip(asked);
        return is_filled_up(policy.kind(), negated, text)
            && segments.all(|(pattern, asked)| segment_matches(pattern, asked));
    };
    let mut start = 0;
    for (colon, asked) in colons.iter().zip(asked) {
        if !segment_matches(&text[start..*colon as usize], asked) {
            return false;
        }
        start = *colon as usize + 1;
    }
    let own = &text[start..];
    match variables {
        false => glob::matches(own, asked[5]),
        true => {
            expand(own, context, true).is_some_and(|tokens| glob::matches_tokens(&tokens, asked[5]))
        }
    }
}

/// Whether one of the first five segments matches: a star in it crosses no colon.
fn segment_matches(pattern: &str, asked: &str) -> bool {
    crate::iam_assumed!(SEGMENT_CASE);
    crate::iam_assumed!(TYPE_WILDCARD);
    pattern == asked || pattern == "*" || glob::matches_ignoring_case(pattern, asked)
}

/// Whether the segments that an ARN lacks count as stars; otherwise the entry matches nothing.
fn is_filled_up(kind: PolicyKind, negated: bool, text: &str) -> bool {
    crate::iam_assumed!(SHORT_ARN);
    match kind {
        PolicyKind::Rcp => false,
        _ if negated => true,
        PolicyKind::Managed | PolicyKind::Inline | PolicyKind::Boundary | PolicyKind::Session => {
            true
        }
        PolicyKind::Resource | PolicyKind::Trust | PolicyKind::VpcEndpoint => {
            text.contains(['*', '?'])
        }
        PolicyKind::Scp => text.ends_with('*'),
    }
}
