//! A policy in its prepared form: read once, judged many times.
//!
//! Every text of it is a range of one buffer, which begins with the document itself; statements, patterns and values lie
//! in one list each. So preparing costs a handful of allocations, and judging none.
//! INVARIANT (ranges): every `Text` lies in the buffer on character boundaries, every `Items` in its list.

use std::net::IpAddr;
use std::sync::Arc;

use crate::iam::finding::Finding;
use crate::iam::operator::Operator;
use crate::iam::place::Span;
use crate::iam::read;
use crate::iam::witness::Part;

/// Where a policy is attached, which decides what may stand in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PolicyKind {
    /// A customer managed policy, attached to users, groups or roles.
    Managed,
    /// Written into a user, group or role.
    Inline,
    Boundary,
    Session,
    /// On a resource: a bucket, key, repository, queue.
    Resource,
    /// On a role: who may assume it.
    Trust,
    VpcEndpoint,
    /// Service control policy.
    Scp,
    /// Resource control policy.
    Rcp,
}

impl PolicyKind {
    /// Every kind with the word it has on the command line.
    pub const ALL: [(&'static str, PolicyKind); 9] = [
        ("managed", PolicyKind::Managed),
        ("inline", PolicyKind::Inline),
        ("boundary", PolicyKind::Boundary),
        ("session", PolicyKind::Session),
        ("resource", PolicyKind::Resource),
        ("trust", PolicyKind::Trust),
        ("vpc-endpoint", PolicyKind::VpcEndpoint),
        ("scp", PolicyKind::Scp),
        ("rcp", PolicyKind::Rcp),
    ];

    /// Whether each statement says who it is about.
    pub fn names_principals(self) -> bool {
        use PolicyKind::{Rcp, Resource, Trust, VpcEndpoint};
        matches!(self, Resource | Trust | VpcEndpoint | Rcp)
    }

    /// Whether each statement must say which resources it is about; the others are about the resource they sit on.
    pub fn needs_resources(self) -> bool {
        !matches!(self, PolicyKind::Resource | PolicyKind::Trust)
    }
}

/// A document that IAM could read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    pub(super) kind: PolicyKind,
    /// Variables are replaced from 2012-10-17 on; before, `${` is text like any other.
    pub(super) variables: bool,
    /// The document, then the texts that were written with escapes.
    pub(super) buffer: String,
    pub(super) document_end: u32,
    pub(super) statements: Vec<Statement>,
    pub(super) actions: Vec<ActionPattern>,
    pub(super) resources: Vec<ResourcePattern>,
    pub(super) principals: Vec<PrincipalPattern>,
    pub(super) conditions: Vec<Condition>,
    pub(super) values: Vec<Value>,
}

/// A range of the buffer of its policy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Text(pub(super) Span);

/// Some neighbours in a list of their policy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Items {
    pub(super) first: u32,
    pub(super) end: u32,
}

impl Items {
    pub(super) fn of<T>(self, list: &[T]) -> &[T] {
        list.get(self.first as usize..self.end as usize)
            .unwrap_or(&[])
    }
}

/// What a statement does when it matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    Allow,
    Deny,
}

/// One statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Statement {
    pub effect: Effect,
    pub sid: Option<Text>,
    pub place: Span,
    pub principal: Option<Element>,
    pub action: Element,
    /// Absent in policies that are about the resource they sit on.
    pub resource: Option<Element>,
    pub(super) conditions: Items,
}

/// `Action` or `NotAction` and its like: what is listed, and whether the list says what is meant or what is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Element {
    pub negated: bool,
    pub(super) items: Items,
    pub place: Span,
}

/// One entry of `Action` or `NotAction`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActionPattern {
    pub place: Span,
    pub(super) form: ActionForm,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ActionForm {
    /// `*`
    Any,
    /// `vendor:name`; `wild` says whether the name has wildcards.
    Named {
        vendor: Text,
        name: Text,
        wild: bool,
        /// Beginnings of both, to rule most of the others out at once.
        vendor_key: u64,
        name_key: u64,
    },
    /// Nothing matches it.
    Never,
}

/// One entry of `Resource` or `NotResource`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResourcePattern {
    pub place: Span,
    pub(super) text: Text,
    pub(super) form: ResourceForm,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ResourceForm {
    /// `*`
    Any,
    /// Six segments, with the places of the colons between them, counted from where the text begins; `variables` says
    /// whether the last segment has any.
    Arn { colons: [u32; 5], variables: bool },
    /// Fewer than six segments.
    Short,
    /// Nothing matches it.
    Never,
}

/// One entry of `Principal` or `NotPrincipal`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PrincipalPattern {
    pub place: Span,
    pub(super) text: Text,
    pub(super) form: PrincipalForm,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PrincipalForm {
    /// `*`
    Everyone,
    /// An account, by its number or the ARN of its root user.
    Account(Text),
    User,
    /// A role, with the last part of its path: its name, unique in the account.
    Role {
        account: Text,
        name: Text,
    },
    RoleSession,
    FederatedUser,
    Service,
    EveryService,
    Federated,
    EveryFederated,
    /// Canonical ids, ids of deleted principals, groups, wildcards inside an ARN: nobody who asks is any of them.
    Nobody,
}

/// One key under one operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Condition {
    pub operator: Operator,
    pub operator_place: Span,
    pub(super) key: Text,
    pub(super) values: Items,
    /// The key with its values.
    pub place: Span,
}

/// One value of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Value {
    pub place: Span,
    pub(super) text: Text,
    pub(super) form: ValueForm,
}

/// A value as its operator reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ValueForm {
    Plain,
    /// Has `${`; what it says depends on the request.
    Variables,
    /// Nanoseconds since 1970.
    Date(i128),
    Network {
        address: IpAddr,
        bits: u8,
    },
    Bool(bool),
    /// Not what the operator compares.
    Malformed,
}

/// What came of preparing a policy.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// `None` when it cannot be read: then it allows nothing and denies nothing.
    pub policy: Option<Arc<Policy>>,
    /// Why it cannot be read; empty otherwise. What else may be wrong with it is for `check` to say.
    pub findings: Vec<Finding>,
}

impl Policy {
    /// Reads and prepares a document.
    pub fn prepare(text: &str, kind: PolicyKind) -> Prepared {
        read::policy_of_text(text, kind)
    }

    pub fn kind(&self) -> PolicyKind {
        self.kind
    }

    /// The document as it was written; places point into it.
    pub fn document(&self) -> &str {
        &self.buffer[..self.document_end as usize]
    }

    pub fn statements(&self) -> &[Statement] {
        &self.statements
    }

    pub(super) fn text(&self, text: Text) -> &str {
        text.0.of(&self.buffer)
    }

    /// The statement's `Sid`.
    pub fn sid(&self, statement: &Statement) -> Option<&str> {
        statement.sid.map(|sid| self.text(sid))
    }

    pub(super) fn conditions(&self, statement: &Statement) -> &[Condition] {
        statement.conditions.of(&self.conditions)
    }

    pub(super) fn values(&self, condition: &Condition) -> &[Value] {
        condition.values.of(&self.values)
    }

    pub(super) fn actions(&self, element: &Element) -> &[ActionPattern] {
        element.items.of(&self.actions)
    }

    pub(super) fn resources(&self, element: &Element) -> &[ResourcePattern] {
        element.items.of(&self.resources)
    }

    pub(super) fn principals(&self, element: &Element) -> &[PrincipalPattern] {
        element.items.of(&self.principals)
    }
}

impl Policy {
    /// An operator as it was written.
    pub fn operator_name(&self, condition: &Condition) -> &str {
        condition
            .operator_place
            .of(self.document())
            .trim_matches('"')
    }

    /// The policy without one of its statements; the document stays as it was written.
    pub(super) fn remove_statement(&mut self, index: usize) {
        if index < self.statements.len() {
            self.statements.remove(index);
        }
    }

    /// Where an entry of an element stands.
    pub fn entry_place(&self, part: Part, element: &Element, index: usize) -> Option<Span> {
        match part {
            Part::Action => self.actions(element).get(index).map(|it| it.place),
            Part::Resource => self.resources(element).get(index).map(|it| it.place),
            Part::Principal => self.principals(element).get(index).map(|it| it.place),
        }
    }
}
