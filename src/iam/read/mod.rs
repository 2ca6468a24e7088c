//! Reads a document by the grammar (iam 1) and prepares it.
//!
//! Only what breaks the grammar stops a policy here. What IAM refuses for other reasons, and what it takes although it
//! hardly means it, is for `check` to say: judging must be quick, and warnings are for people.

use std::sync::Arc;

use crate::iam::finding::{Finding, Severity, place_all};
use crate::iam::json::{Document, Kind, Node};
use crate::iam::place::Span;
use crate::iam::policy::{Effect, Element, Items, Policy, PolicyKind, Prepared, Statement, Text};

mod elements;
mod forms;

pub(super) use forms::boolean;

/// IAM's answer to everything that is not in the grammar.
pub(super) const SYNTAX: &str = "Syntax errors in policy.";
const GRAMMAR: &str = "iam 1.2 #1";

pub(super) fn policy_of_text(text: &str, kind: PolicyKind) -> Prepared {
    match Document::read(text) {
        Ok(document) => policy_of_node(document.root(), text, kind),
        Err(error) => {
            let finding = Finding::new(Severity::Error, GRAMMAR, "", error.place, error.message);
            let mut findings = vec![finding.literal(SYNTAX)];
            place_all(&mut findings, text);
            Prepared {
                policy: None,
                findings,
            }
        }
    }
}

/// Prepares the policy that is a value inside `text`; places count from its beginning.
pub(super) fn policy_of_node(node: Node<'_>, text: &str, kind: PolicyKind) -> Prepared {
    crate::iam_assumed!(UNREADABLE_POLICY);
    let place = node.place();
    let document = place.of(text);
    let mut reading = Reading {
        base: place.start,
        findings: Vec::new(),
        policy: Policy {
            kind,
            variables: false,
            buffer: document.to_owned(),
            document_end: document.len() as u32,
            statements: Vec::with_capacity(4),
            actions: Vec::with_capacity(8),
            resources: Vec::with_capacity(4),
            principals: Vec::new(),
            conditions: Vec::new(),
            values: Vec::new(),
        },
    };
    reading.document(node);
    let Reading {
        policy,
        mut findings,
        ..
    } = reading;
    place_all(&mut findings, document);
    Prepared {
        policy: findings.is_empty().then(|| Arc::new(policy)),
        findings,
    }
}

struct Reading {
    /// Where the policy begins in the text it was read from.
    base: u32,
    findings: Vec<Finding>,
    policy: Policy,
}

/// Where in a statement something is; written out only when there is something to say.
#[derive(Clone, Copy)]
enum At<'p> {
    Document(&'p str),
    Statement(usize, &'p str),
}

impl At<'_> {
    fn path(self) -> String {
        match self {
            At::Document(key) => key.to_owned(),
            At::Statement(index, "") => format!("Statement[{index}]"),
            At::Statement(index, key) => format!("Statement[{index}].{key}"),
        }
    }
}

impl Reading {
    #[cold]
    #[inline(never)]
    fn refuse(&mut self, at: At<'_>, place: Span, message: &str, help: &str) {
        self.refuse_with(at, place, message, help, GRAMMAR, SYNTAX);
    }

    #[cold]
    #[inline(never)]
    fn refuse_with(
        &mut self,
        at: At<'_>,
        place: Span,
        message: &str,
        help: &str,
        rule: &'static str,
        literal: &str,
    ) {
        let place = place.less(self.base);
        let finding = Finding::new(Severity::Error, rule, at.path(), place, message);
        self.findings.push(finding.help(help).literal(literal));
    }

    fn place(&self, node: Node<'_>) -> Span {
        node.place().less(self.base)
    }

    /// The content of a string, number or boolean as a range of the buffer.
    fn text(&mut self, node: Node<'_>) -> Text {
        match node.content_place() {
            Some(place) => Text(place.less(self.base)),
            None => {
                let start = self.policy.buffer.len();
                self.policy.buffer.push_str(node.as_scalar().unwrap_or(""));
                Text(Span::new(start, self.policy.buffer.len()))
            }
        }
    }

    /// Says which key is written twice in this object. IAM refuses such a document (iam 1).
    fn refuse_repeated(&mut self, node: Node<'_>, at: At<'_>) {
        // Most objects are small, and most keys differ in length or first letter.
        let sign = |name: Option<&str>| {
            let bytes = name.unwrap_or("").as_bytes();
            let first = bytes.first().copied().unwrap_or(0);
            1u64 << ((bytes.len() + usize::from(first) * 7) % 64)
        };
        let mut signs = 0;
        for (index, (key, _)) in node.members().enumerate() {
            let name = key.as_str();
            let known = signs & sign(name) != 0;
            signs |= sign(name);
            let mut before = node.members().take(index);
            if known && before.any(|(other, _)| other.as_str() == name) {
                let name = name.unwrap_or("");
                let message = format!("`{name}` is written twice in the same object");
                self.refuse(at, key.place(), &message, "keep one of the two");
            }
        }
    }

    fn document(&mut self, node: Node<'_>) {
        if node.kind() != Kind::Object {
            let help = "begin with `{ \"Version\": \"2012-10-17\", \"Statement\": [ … ] }`";
            return self.refuse(
                At::Document(""),
                node.place(),
                "a policy is an object",
                help,
            );
        }
        self.refuse_repeated(node, At::Document(""));
        let mut statements = None;
        for (key, value) in node.members() {
            match key.as_str() {
                Some("Version") => self.version(value),
                Some("Id") => self.must_be_string(value, At::Document("Id")),
                Some("Statement") => statements = Some(value),
                other => {
                    let name = other.unwrap_or("");
                    let message = format!("`{name}` is no element of a policy");
                    let help = "a policy has Version, Id and Statement; names are case-sensitive";
                    self.refuse(At::Document(name), key.place(), &message, help);
                }
            }
        }
        let Some(statements) = statements else {
            let place = Span {
                end: node.place().start + 1,
                ..node.place()
            };
            return self.refuse(
                At::Document(""),
                place,
                "the policy has no Statement",
                "add `\"Statement\": [ … ]`",
            );
        };
        let mut count = 0;
        for statement in statements.one_or_many() {
            if statement.kind() == Kind::Object {
                self.statement(statement, count);
            } else {
                self.refuse(
                    At::Statement(count, ""),
                    statement.place(),
                    "a statement is an object",
                    "write `{ \"Effect\": …, \"Action\": …, \"Resource\": … }`",
                );
            }
            count += 1;
        }
        if count == 0 {
            self.refuse(
                At::Document("Statement"),
                statements.place(),
                "the policy has no statements",
                "write at least one",
            );
        }
    }

    fn version(&mut self, value: Node<'_>) {
        match value.as_str() {
            Some("2012-10-17") => self.policy.variables = true,
            Some("2008-10-17") => {}
            _ => self.refuse(
                At::Document("Version"),
                value.place(),
                "the version of the policy language is `2012-10-17` or `2008-10-17`",
                "write `\"Version\": \"2012-10-17\"`: it is the language's version, not a date of yours",
            ),
        }
    }

    fn must_be_string(&mut self, value: Node<'_>, at: At<'_>) {
        if value.kind() != Kind::String {
            self.refuse(
                at,
                value.place(),
                "this is a text in double quotes",
                "quote it",
            );
        }
    }

    fn statement(&mut self, node: Node<'_>, index: usize) {
        self.refuse_repeated(node, At::Statement(index, ""));
        let mut effect = None;
        let mut statement = Statement {
            effect: Effect::Deny,
            sid: None,
            place: self.place(node),
            principal: None,
            action: Element {
                negated: false,
                items: Items::default(),
                place: self.place(node),
            },
            resource: None,
            conditions: Items::default(),
        };
        let mut has_action = false;
        for (key, value) in node.members() {
            let name = key.as_str().unwrap_or("");
            let at = At::Statement(index, name);
            let negated = name.starts_with("Not");
            match name {
                "Sid" => {
                    self.must_be_string(value, at);
                    statement.sid = Some(self.text(value));
                }
                "Effect" => effect = Some(value),
                "Principal" | "NotPrincipal" => {
                    if statement.principal.is_some() {
                        self.refuse_both(index, "Principal", key);
                    }
                    statement.principal = Some(self.principals(value, negated, at));
                }
                "Action" | "NotAction" => {
                    if has_action {
                        self.refuse_both(index, "Action", key);
                    }
                    has_action = true;
                    statement.action = self.actions(value, negated, at);
                }
                "Resource" | "NotResource" => {
                    if statement.resource.is_some() {
                        self.refuse_both(index, "Resource", key);
                    }
                    statement.resource = Some(self.resources(value, negated, at));
                }
                "Condition" => statement.conditions = self.conditions(value, index),
                _ => {
                    let message = format!("`{name}` is no element of a statement");
                    let help = "a statement has Sid, Effect, Principal, Action, Resource and Condition and the \
                                forms with Not; names are case-sensitive";
                    self.refuse(at, key.place(), &message, help);
                }
            }
        }
        statement.effect = self.effect(effect, node, index);
        if !has_action {
            self.refuse_missing(node, index, "Action", "iam 1.2 #11", NO_ACTIONS);
        }
        if statement.resource.is_none() && self.policy.kind.needs_resources() {
            self.refuse_missing(node, index, "Resource", "iam 1.2 #12", NO_RESOURCES);
        }
        self.principal_belongs(&statement, node, index);
        self.policy.statements.push(statement);
    }

    #[cold]
    fn refuse_both(&mut self, index: usize, element: &str, key: Node<'_>) {
        let message = format!("a statement has {element} or Not{element}, not both");
        self.refuse(
            At::Statement(index, element),
            key.place(),
            &message,
            "write two statements",
        );
    }

    #[cold]
    fn refuse_missing(
        &mut self,
        node: Node<'_>,
        index: usize,
        element: &str,
        rule: &'static str,
        literal: &str,
    ) {
        let place = Span {
            end: node.place().start + 1,
            ..node.place()
        };
        let message = format!("the statement has no {element}");
        let help = format!("add `\"{element}\": …`, or Not{element}");
        self.refuse_with(
            At::Statement(index, ""),
            place,
            &message,
            &help,
            rule,
            literal,
        );
    }

    fn effect(&mut self, effect: Option<Node<'_>>, node: Node<'_>, index: usize) -> Effect {
        let help = "write `\"Effect\": \"Allow\"` or `\"Effect\": \"Deny\"`";
        match effect.map(|effect| (effect, effect.as_str())) {
            Some((_, Some("Allow"))) => return Effect::Allow,
            Some((_, Some("Deny"))) => return Effect::Deny,
            Some((effect, Some(word)))
                if word.eq_ignore_ascii_case("allow") || word.eq_ignore_ascii_case("deny") =>
            {
                let message = format!("`{word}` is written in the wrong case");
                self.refuse_with(
                    At::Statement(index, "Effect"),
                    effect.place(),
                    &message,
                    help,
                    "iam 1.2 #7",
                    LEGACY,
                );
            }
            Some((effect, _)) => self.refuse(
                At::Statement(index, "Effect"),
                effect.place(),
                "an effect is Allow or Deny",
                help,
            ),
            None => {
                let place = Span {
                    end: node.place().start + 1,
                    ..node.place()
                };
                self.refuse(
                    At::Statement(index, ""),
                    place,
                    "the statement has no Effect",
                    help,
                );
            }
        }
        Effect::Deny
    }

    fn principal_belongs(&mut self, statement: &Statement, node: Node<'_>, index: usize) {
        let at = At::Statement(index, "Principal");
        match (statement.principal, self.policy.kind.names_principals()) {
            (Some(principal), false) => {
                let place = Span {
                    start: principal.place.start + self.base,
                    end: principal.place.end + self.base,
                };
                self.refuse_with(
                    at,
                    place,
                    "a policy of this kind is about whoever it is attached to, so it names no principal",
                    "take the Principal out, or attach the policy to the resource",
                    "iam 1.2 #3",
                    "Policy document should not specify a principal.",
                );
            }
            (None, true) => {
                let place = Span {
                    end: node.place().start + 1,
                    ..node.place()
                };
                self.refuse_with(
                    At::Statement(index, ""),
                    place,
                    "the statement does not say who it is about",
                    "add `\"Principal\": …`",
                    "iam 1.2",
                    "Missing required field Principal",
                );
            }
            _ => {}
        }
    }
}

const LEGACY: &str = "The policy failed legacy parsing";
const NO_ACTIONS: &str = "Policy statement must contain actions.";
const NO_RESOURCES: &str = "Policy statement must contain resources.";
