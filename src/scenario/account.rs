//! The account in a scenario file: users, roles and policies, each error with its place.
//!
//! Policies are read by IAM's own grammar; what IAM would refuse to store is refused here, with its answer. Names are
//! checked at the end, because a step may name who is described further down.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::api::check::{did_you_mean, nearest};
use crate::api::finding::Span;
use crate::api::input::Input;
use crate::api::json::{self, Node};
use crate::catalog::managed_policies::{managed_policies, managed_policy};
use crate::iam::check::check;
use crate::iam::finding::Severity;
use crate::iam::{Level, Policy, PolicyKind};
use crate::model::account::{Account, Identity};
use crate::model::arn::short_name;
use crate::scenario::What;
use crate::scenario::load::Loader;

/// Who is described in the file, and who is named there.
#[derive(Default)]
pub(super) struct Named {
    users: Vec<String>,
    roles: Vec<String>,
    /// A name with the places to report it at, and what it must be.
    used: Vec<(String, String, Span, Must)>,
}

/// What a name must belong to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Must {
    Anybody,
    User,
    Role,
}

impl Loader<'_> {
    /// An `iam` object whose shape was checked.
    pub(super) fn account(&mut self, node: &Node, path: &str) -> What {
        let written = node.to_value();
        let input = Input::new(&written);
        let mut account = Account {
            caller: input.str("caller").map(str::to_owned),
            instance_role: input.str("instanceRole").map(str::to_owned),
            service_linked_role: input.bool("serviceLinkedRole"),
            kms_keys: input
                .map("kmsKeys")
                .map(|(secret, key)| (secret.to_owned(), key.to_owned()))
                .collect(),
            ..Account::default()
        };
        for key in ["users", "roles"] {
            for (place, person) in elements(node, key).iter().enumerate() {
                let at = json::index_path(&json::key_path(path, key), place);
                let Some(identity) = self.identity(person, &at, key == "roles") else {
                    continue;
                };
                let name = identity.name.clone();
                let others = match key {
                    "users" => &self.named.roles,
                    _ => &self.named.users,
                };
                if account.people.contains_key(&name) || others.contains(&name) {
                    let message = format!("`{name}` is described twice");
                    let help = "users and roles of one file need different names";
                    self.error(&at, place_of(person, "name"), message, help);
                }
                account.people.insert(name, Arc::new(identity));
            }
        }
        if node.get("scp").is_some() {
            let mut levels = Vec::new();
            for (place, level) in elements(node, "scp").iter().enumerate() {
                let at = json::index_path(&json::key_path(path, "scp"), place);
                let policies = self.policies(level, &at, PolicyKind::Scp);
                let org = level.get("org").and_then(Node::as_str);
                levels.push(Level {
                    name: org.unwrap_or_default().to_owned(),
                    policies,
                });
            }
            account.scp = Some(levels);
        }
        if let Some(caller) = node.get("caller") {
            self.caller(caller, &json::key_path(path, "caller"), true);
        }
        if let Some(role) = node.get("instanceRole") {
            let at = json::key_path(path, "instanceRole");
            self.uses(
                short_name(role.as_str().unwrap_or_default()),
                &at,
                role,
                Must::Role,
            );
        }
        account.written = written;
        What::Account(Arc::new(account))
    }

    /// Who asks in a step; `asks` says whether the step is a request at all.
    pub(super) fn caller(&mut self, node: &Node, path: &str, asks: bool) -> Option<String> {
        let name = node.as_str()?.to_owned();
        if !asks {
            let help = "instances, loads and faults happen by themselves: leave `as` out";
            self.error(path, node.span, "nobody asks for this step", help);
        }
        match name.split_once('/') {
            Some((user, role)) => {
                self.uses(user, path, node, Must::User);
                self.uses(role, path, node, Must::Role);
            }
            None => self.uses(&name, path, node, Must::Anybody),
        }
        Some(name)
    }

    fn uses(&mut self, name: &str, path: &str, node: &Node, must: Must) {
        let used = (name.to_owned(), path.to_owned(), node.span, must);
        self.named.used.push(used);
    }

    /// Reports every name that nobody has.
    pub(super) fn check_names(&mut self) {
        let named = std::mem::take(&mut self.named);
        let (users, roles) = (&named.users, &named.roles);
        for (name, path, span, must) in &named.used {
            let (known, what): (Vec<&str>, _) = match must {
                Must::User => (users.iter().map(String::as_str).collect(), "user"),
                Must::Role => (roles.iter().map(String::as_str).collect(), "role"),
                Must::Anybody => {
                    let both = users.iter().chain(roles);
                    (both.map(String::as_str).collect(), "user or role")
                }
            };
            if known.contains(&name.as_str()) {
                continue;
            }
            let help = match nearest(name, known.iter().copied()) {
                Some(word) => did_you_mean(word),
                None if known.is_empty() => format!("describe the {what} in `iam`"),
                None => format!("`iam` describes {}", known.join(", ")),
            };
            self.error(path, *span, format!("there is no {what} `{name}`"), help);
        }
    }

    fn identity(&mut self, node: &Node, path: &str, is_role: bool) -> Option<Identity> {
        let written = node.to_value();
        let input = Input::new(&written);
        let name = input.str("name")?.to_owned();
        if name.contains('/') {
            let help = "the path has a key of its own, `path`";
            let message = format!("`{name}` is no name");
            self.error(path, place_of(node, "name"), message, help);
        }
        let own_path = input.str("path").unwrap_or("/");
        if !own_path.starts_with('/') || !own_path.ends_with('/') {
            let help = "it begins and ends with `/`, such as `/team/`";
            let message = format!("`{own_path}` is no path");
            self.error(path, place_of(node, "path"), message, help);
        }
        match is_role {
            true => self.named.roles.push(name.clone()),
            false => self.named.users.push(name.clone()),
        }
        let mut part = |key: &str, kind| {
            let at = json::key_path(path, key);
            node.get(key).and_then(|node| self.policy(node, &at, kind))
        };
        let trust = part("trust", PolicyKind::Trust);
        let boundary = part("boundary", PolicyKind::Boundary);
        if is_role && trust.is_none() {
            return None;
        }
        Some(Identity {
            name,
            path: own_path.to_owned(),
            tags: input
                .map("tags")
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .collect(),
            policies: self.policies(node, path, PolicyKind::Inline),
            boundary,
            trust: trust.filter(|_| is_role),
        })
    }

    fn policies(&mut self, node: &Node, path: &str, kind: PolicyKind) -> Vec<Arc<Policy>> {
        let path = json::key_path(path, "policies");
        let mut policies = Vec::new();
        for (place, node) in elements(node, "policies").iter().enumerate() {
            policies.extend(self.policy(node, &json::index_path(&path, place), kind));
        }
        policies
    }

    /// A document, or a text that stands for one: AWS's own policy, or the service a role trusts.
    fn policy(&mut self, node: &Node, path: &str, kind: PolicyKind) -> Option<Arc<Policy>> {
        let text = match node.as_str() {
            Some(service) if kind == PolicyKind::Trust => {
                if !service.ends_with(".amazonaws.com") {
                    let help =
                        "write it like `ecs-tasks.amazonaws.com`, or write the trust policy itself";
                    let message = format!("`{service}` is no service");
                    self.error(path, node.span, message, help);
                    return None;
                }
                trust_of(service).to_string()
            }
            Some(reference) => match managed_policy(reference) {
                Some(managed) => return Policy::prepare(managed.document, kind).policy,
                None => {
                    let known = managed_policies().iter();
                    let help =
                        match nearest(short_name(reference), known.clone().map(|it| it.name())) {
                            Some(word) => did_you_mean(word),
                            None => {
                                let names: Vec<&str> = known.map(|it| it.name()).collect();
                                format!("known are {}; others as documents", names.join(", "))
                            }
                        };
                    let message = format!("`{reference}` is no policy of AWS that is known here");
                    self.error(path, node.span, message, help);
                    return None;
                }
            },
            None => node.to_value().to_string(),
        };
        let findings = check(&text, kind);
        let refused = findings.iter().filter(|it| it.severity == Severity::Error);
        for finding in refused {
            let mut help = finding.help.clone().unwrap_or_default();
            if let Some(literal) = &finding.literal {
                help = format!("{help}; IAM answers: {literal}");
            }
            let at = match finding.path.is_empty() {
                true => path.to_owned(),
                false => format!("{path}.{}", finding.path),
            };
            let place = match node.place_of(&finding.path) {
                nowhere if nowhere.end <= nowhere.start => node.span,
                place => place,
            };
            self.error(&at, place, &finding.message, help.trim_start_matches("; "));
        }
        Policy::prepare(&text, kind).policy
    }
}

fn trust_of(service: &str) -> Value {
    json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": { "Service": service },
            "Action": "sts:AssumeRole",
        }],
    })
}

fn elements<'n>(node: &'n Node, key: &str) -> &'n [Node] {
    node.get(key).map_or(&[], Node::elements)
}

fn place_of(node: &Node, key: &str) -> Span {
    node.get(key).map_or(node.span, |it| it.span)
}
