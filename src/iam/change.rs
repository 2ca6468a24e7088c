//! The smallest change to policies that would allow a denied request.
//!
//! Found by doing it: denies that match are taken out, permissions that are missing are put in, and the request is asked
//! again. So what is proposed is known to be enough, and each part of it to be needed.

use std::sync::Arc;

use crate::iam::evaluate::{Decision, Outcome, decide};
use crate::iam::layer::{Layer, Level, PolicySet};
use crate::iam::policy::{Effect, Policy, PolicyKind};
use crate::iam::request::Request;
use crate::iam::special;
use crate::iam::trace::{PolicyTrace, trace};

/// One thing to change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// This statement denies the request: take it out, or make it spare the request.
    Spare { at: Place, sid: Option<String> },
    /// The layer must allow the request.
    Allow {
        layer: Layer,
        level: usize,
        /// The statement to add, as JSON.
        statement: String,
        /// An Allow of this layer that misses the request by a single element, which could be widened instead.
        nearest: Option<Place>,
    },
}

/// A statement of a policy set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub layer: Layer,
    /// The organization level; 0 where there are none.
    pub level: usize,
    pub policy: usize,
    pub statement: usize,
}

/// What has to change for the request to be allowed; empty when it is. `None` when no policy can allow it.
pub fn smallest_change(request: &Request, policies: &PolicySet) -> Option<Vec<Change>> {
    let mut changed = policies.clone();
    let mut changes = denies(request, policies);
    spare(&mut changed, &changes);
    let mut decision = decide(request, &changed);
    // A second round is for what the first one uncovers, such as an identity policy once the key allows the account.
    for _ in 0..2 {
        if decision.outcome == Outcome::Allowed {
            break;
        }
        let more = allows(request, &changed, &decision);
        for change in &more {
            add(&mut changed, change);
        }
        changes.extend(more);
        decision = decide(request, &changed);
    }
    (decision.outcome == Outcome::Allowed).then_some(changes)
}

/// The same policies with the changes made.
pub fn changed(policies: &PolicySet, changes: &[Change]) -> PolicySet {
    let mut changed = policies.clone();
    spare(&mut changed, changes);
    for change in changes {
        add(&mut changed, change);
    }
    changed
}

fn place(layer: Layer, policy: &PolicyTrace, statement: usize) -> Place {
    Place {
        layer,
        level: policy.level,
        policy: policy.index,
        statement,
    }
}

/// Every statement that denies the request.
fn denies(request: &Request, policies: &PolicySet) -> Vec<Change> {
    if decide(request, policies).outcome != Outcome::ExplicitlyDenied {
        return Vec::new();
    }
    let trace = trace(request, policies);
    let denying = trace.matching(Effect::Deny);
    denying
        .map(|(layer, policy, statement)| Change::Spare {
            at: place(layer, policy, statement.index),
            sid: statement.sid.clone(),
        })
        .collect()
}

/// Takes the denying statements out, the last first, so that the places of the others stay right.
fn spare(policies: &mut PolicySet, changes: &[Change]) {
    let mut places: Vec<Place> = changes
        .iter()
        .filter_map(|change| match change {
            Change::Spare { at, .. } => Some(*at),
            Change::Allow { .. } => None,
        })
        .collect();
    places.sort_unstable();
    for at in places.into_iter().rev() {
        let list = list(policies, at.layer, at.level);
        if let Some(policy) = list.and_then(|list| list.get_mut(at.policy)) {
            Arc::make_mut(policy).remove_statement(at.statement);
        }
    }
}

/// What each silent layer must be given.
fn allows(request: &Request, policies: &PolicySet, decision: &Decision) -> Vec<Change> {
    let trace = trace(request, policies);
    let mut changes = Vec::new();
    for layer in decision.blocked_by() {
        let levels = match layer {
            Layer::Scp => policies.scp.as_ref().map_or(0, Vec::len).max(1),
            Layer::Rcp => policies.rcp.as_ref().map_or(0, Vec::len).max(1),
            _ => 1,
        };
        for level in 0..levels {
            let judged = trace.layer(layer).into_iter().flat_map(|it| &it.policies);
            let of_level = judged.filter(|policy| policy.level == level);
            let mut statements = of_level.flat_map(|policy| {
                let of_policy = policy.statements.iter();
                of_policy.map(move |statement| (policy, statement))
            });
            let allowing = |effect| effect == Effect::Allow;
            let mut all = statements.by_ref().filter(|(_, it)| allowing(it.effect));
            let mut nearest = None;
            // An allow of the account in a resource policy matches and is not enough; levels that allow need nothing.
            let enough = all.any(|(policy, statement)| {
                if statement.misses() == 1 && nearest.is_none() {
                    nearest = Some(place(layer, policy, statement.index));
                }
                statement.matches
            });
            if !enough {
                let statement = allow_statement(request, layer);
                changes.push(Change::Allow {
                    layer,
                    level,
                    statement,
                    nearest,
                });
            }
        }
    }
    changes
}

/// A statement that allows just this request.
fn allow_statement(request: &Request, layer: Layer) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let principal = match kind(layer).names_principals() {
        true if request.principal.is_of_an_account() => {
            let who = quoted(request.principal.text());
            format!("\"Principal\":{{\"AWS\":{who}}},")
        }
        true => match request.principal.text() {
            service if service.contains('.') => {
                format!("\"Principal\":{{\"Service\":{}}},", quoted(service))
            }
            provider if provider.starts_with("arn:") => {
                format!("\"Principal\":{{\"Federated\":{}}},", quoted(provider))
            }
            _ => "\"Principal\":\"*\",".to_owned(),
        },
        false => String::new(),
    };
    // A trust policy sits on its role and names no resource.
    if special::assumes_a_role(request) && layer == Layer::ResourcePolicy {
        let action = quoted(request.action());
        return format!("{{\"Effect\":\"Allow\",{principal}\"Action\":{action}}}");
    }
    // A literal `*` or `?` in a name is written as a variable, lest it become a wildcard.
    let resource = match request.resource.text() {
        "*" => "*".to_owned(),
        text => text
            .replace('$', "${$}")
            .replace('*', "${*}")
            .replace('?', "${?}"),
    };
    format!(
        "{{\"Effect\":\"Allow\",{principal}\"Action\":{},\"Resource\":{}}}",
        quoted(request.action()),
        quoted(&resource),
    )
}

fn add(policies: &mut PolicySet, change: &Change) {
    let Change::Allow {
        layer,
        level,
        statement,
        ..
    } = change
    else {
        return;
    };
    let document = format!("{{\"Version\":\"2012-10-17\",\"Statement\":[{statement}]}}");
    let policy = Policy::prepare(&document, kind(*layer)).policy;
    let levels = match layer {
        Layer::Scp => Some(policies.scp.get_or_insert_default()),
        Layer::Rcp => Some(policies.rcp.get_or_insert_default()),
        _ => None,
    };
    if let Some(levels) = levels.filter(|levels| levels.is_empty()) {
        levels.push(Level::default());
    }
    if let Some(list) = list(policies, *layer, *level) {
        list.extend(policy);
    }
}

fn kind(layer: Layer) -> PolicyKind {
    match layer {
        Layer::Scp => PolicyKind::Scp,
        Layer::Rcp => PolicyKind::Rcp,
        Layer::VpcEndpoint => PolicyKind::VpcEndpoint,
        Layer::ResourcePolicy => PolicyKind::Resource,
        Layer::Boundary => PolicyKind::Boundary,
        Layer::Session => PolicyKind::Session,
        Layer::Identity => PolicyKind::Inline,
    }
}

/// The policies of a layer or level; a resource without a policy gets a place for one.
fn list(policies: &mut PolicySet, layer: Layer, level: usize) -> Option<&mut Vec<Arc<Policy>>> {
    match layer {
        Layer::Scp => Some(&mut policies.scp.as_mut()?.get_mut(level)?.policies),
        Layer::Rcp => Some(&mut policies.rcp.as_mut()?.get_mut(level)?.policies),
        Layer::VpcEndpoint => policies.vpc_endpoint.as_mut(),
        Layer::ResourcePolicy => Some(policies.resource_policy.get_or_insert_default()),
        Layer::Boundary => policies.boundary.as_mut(),
        Layer::Session => policies.session.as_mut(),
        Layer::Identity => Some(&mut policies.identity),
    }
}
