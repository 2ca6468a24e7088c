//! What is wrong with a policy document, all of it, each with its place, its rule and what would help.
//!
//! Errors are what IAM refuses, with its own message where that is known; warnings are what it takes although it hardly
//! means what was meant. Judging requests needs none of this.

mod placement;
mod refusals;
mod size;
mod warnings;

use crate::iam::finding::{Finding, Severity, place_all};
use crate::iam::json::{Document, Kind, Node};
use crate::iam::place::Span;
use crate::iam::policy::PolicyKind;
use crate::iam::read;

/// Everything to say about a document that is to be attached as `kind`, in the order of places.
pub fn check(text: &str, kind: PolicyKind) -> Vec<Finding> {
    let mut findings = read::policy_of_text(text, kind).findings;
    let mut checker = Checker {
        kind,
        findings: Vec::new(),
    };
    checker.size(text);
    if let Ok(document) = Document::read(text) {
        checker.document(document.root());
    }
    findings.append(&mut checker.findings);
    findings.sort_by_key(|it| (it.place, it.severity, rank(it.rule)));
    mark_first(&mut findings);
    place_all(&mut findings, text);
    findings
}

/// Where a document is most likely to be attached.
pub fn guess_kind(text: &str) -> PolicyKind {
    let Ok(document) = Document::read(text) else {
        return PolicyKind::Managed;
    };
    let statements = statements(document.root());
    let mut kind = PolicyKind::Managed;
    for (_, statement) in statements {
        let has = |key| statement.get(key).is_some();
        if has("Principal") || has("NotPrincipal") {
            let assumes = statement.get("Action").is_some_and(|action| {
                let mut actions = action.one_or_many();
                actions.any(|it| it.as_str().is_some_and(|it| it.starts_with("sts:")))
            });
            kind = match assumes && !has("Resource") {
                true => PolicyKind::Trust,
                false => PolicyKind::Resource,
            };
        }
    }
    kind
}

/// IAM's order of checks: the number of the row; what has none comes last.
fn rank(rule: &str) -> u32 {
    let row = rule.rsplit('#').next().filter(|_| rule.contains('#'));
    row.and_then(|row| row.parse().ok()).unwrap_or(u32::MAX)
}

/// Marks the error with which IAM answers.
fn mark_first(findings: &mut [Finding]) {
    let errors = findings.iter_mut().enumerate();
    let errors = errors.filter(|(_, it)| it.severity == Severity::Error && it.literal.is_some());
    if let Some((_, first)) = errors.min_by_key(|(index, it)| (rank(it.rule), *index)) {
        first.first = true;
    }
}

/// The statements that are objects, with their numbers.
fn statements(root: Node<'_>) -> impl Iterator<Item = (usize, Node<'_>)> {
    let statements = root.get("Statement").into_iter();
    let statements = statements.flat_map(Node::one_or_many).enumerate();
    statements.filter(|(_, it)| it.kind() == Kind::Object)
}

struct Checker {
    kind: PolicyKind,
    findings: Vec<Finding>,
}

/// The statement at hand.
#[derive(Clone, Copy)]
struct Here<'d> {
    node: Node<'d>,
    index: usize,
    /// Whether `${…}` is replaced in this document.
    variables: bool,
}

impl Here<'_> {
    fn path(&self, key: &str) -> String {
        format!("Statement[{}].{key}", self.index)
    }

    fn allows(&self) -> bool {
        self.node.get("Effect").and_then(Node::as_str) == Some("Allow")
    }
}

impl Checker {
    fn error(
        &mut self,
        rule: &'static str,
        path: impl Into<String>,
        place: Span,
        message: impl Into<String>,
    ) -> &mut Finding {
        self.push(Severity::Error, rule, path.into(), place, message.into())
    }

    fn warn(
        &mut self,
        rule: &'static str,
        path: impl Into<String>,
        place: Span,
        message: impl Into<String>,
    ) -> &mut Finding {
        self.push(Severity::Warning, rule, path.into(), place, message.into())
    }

    fn push(
        &mut self,
        severity: Severity,
        rule: &'static str,
        path: String,
        place: Span,
        message: String,
    ) -> &mut Finding {
        let index = self.findings.len();
        let finding = Finding::new(severity, rule, path, place, message);
        self.findings.push(finding);
        &mut self.findings[index]
    }

    fn document(&mut self, root: Node<'_>) {
        let version = root.get("Version").and_then(Node::as_str);
        self.version(root, version);
        self.sids(root);
        for (index, node) in statements(root) {
            let here = Here {
                node,
                index,
                variables: version == Some("2012-10-17"),
            };
            self.refusals(here);
            self.placement(here);
            self.warnings(here);
        }
    }
}

/// Sets advice and IAM's words on a finding.
trait Also {
    fn advise(&mut self, help: &str) -> &mut Self;
    fn says(&mut self, literal: impl Into<String>) -> &mut Self;
}

impl Also for Finding {
    fn advise(&mut self, help: &str) -> &mut Finding {
        self.help = Some(help.to_owned());
        self
    }

    fn says(&mut self, literal: impl Into<String>) -> &mut Finding {
        self.literal = Some(literal.into());
        self
    }
}

/// The entries of an element and of its form with Not, with the element's name.
fn entries<'d>(
    statement: Node<'d>,
    element: &'static str,
    negated: &'static str,
) -> impl Iterator<Item = (&'static str, Node<'d>)> {
    [element, negated].into_iter().flat_map(move |key| {
        let value = statement.get(key).into_iter();
        value.flat_map(Node::one_or_many).map(move |it| (key, it))
    })
}

/// Every condition of a statement that is written as one: operator, key, values.
fn conditions(statement: Node<'_>) -> impl Iterator<Item = (Node<'_>, Node<'_>, Node<'_>)> {
    let block = statement.get("Condition").into_iter();
    block.flat_map(Node::members).flat_map(|(operator, keys)| {
        keys.members()
            .map(move |(key, values)| (operator, key, values))
    })
}
