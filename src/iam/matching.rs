//! Whether the actions and resources of a statement are the request's.

use crate::iam::glob;
use crate::iam::policy::{
    ActionForm, ActionPattern, Element, Policy, PolicyKind, ResourceForm, ResourcePattern,
};
use crate::iam::request::Request;
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
        ActionForm::Named { vendor, name } => {
            policy.text(vendor).eq_ignore_ascii_case(request.service())
                && glob::matches_ignoring_case(policy.text(name), request.action_name())
        }
    }
}

/// The first entry that matches the request's resource, by its place in the element.
pub(super) fn resource(policy: &Policy, element: &Element, request: &Request) -> Option<usize> {
    policy
        .resources(element)
        .iter()
        .position(|pattern| resource_matches(policy, pattern, element.negated, request))
}

fn resource_matches(
    policy: &Policy,
    pattern: &ResourcePattern,
    negated: bool,
    request: &Request,
) -> bool {
    crate::iam_assumed!(NOT_RESOURCE_VARIABLE);
    if pattern.form == ResourceForm::Any {
        return true;
    }
    // `*` as a request's resource is about none, so no ARN is it (iam 2.1).
    let Some(asked) = request.resource.segments() else {
        return false;
    };
    let text = policy.text(pattern.text);
    match pattern.form {
        ResourceForm::Any => true,
        ResourceForm::Never => false,
        ResourceForm::Short => {
            is_filled_up(policy.kind(), negated, text) && segments_match(text, &asked)
        }
        ResourceForm::Arn { variables: false } => segments_match(text, &asked),
        ResourceForm::Arn { variables: true } => {
            let own = text.splitn(6, ':').last().unwrap_or("");
            let head = &text[..text.len() - own.len()];
            segments_match(head.strip_suffix(':').unwrap_or(head), &asked)
                && expand(own, &request.context, true)
                    .is_some_and(|tokens| glob::matches_tokens(&tokens, asked[5]))
        }
    }
}

/// Whether the segments that are there match, one by one: a star crosses no colon but those of the last segment.
fn segments_match(pattern: &str, asked: &[&str; 6]) -> bool {
    crate::iam_assumed!(SEGMENT_CASE);
    crate::iam_assumed!(TYPE_WILDCARD);
    pattern
        .splitn(6, ':')
        .zip(asked)
        .enumerate()
        .all(|(index, (pattern, asked))| match index {
            _ if pattern == *asked || pattern == "*" => true,
            5 => glob::matches(pattern, asked),
            _ => glob::matches_ignoring_case(pattern, asked),
        })
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
