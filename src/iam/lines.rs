//! One line of JSON in, one line of JSON out: a case with its policies, and the decision (iam 0.1).
//!
//! Nothing a line holds stops the next one: what cannot be read is said in `errors`, and allows nothing.

use std::sync::Arc;

use crate::iam::evaluate::{Decision, Outcome, decide};
use crate::iam::json::{Document, Kind, Node};
use crate::iam::layer::{Level, PolicySet};
use crate::iam::place::line_and_column;
use crate::iam::policy::{Policy, PolicyKind};
use crate::iam::principal::Principal;
use crate::iam::read;
use crate::iam::request::{Context, Request, Values};

/// A line that was read.
#[derive(Debug)]
pub struct Case {
    /// The `id`, as JSON.
    pub id: String,
    /// `None` when the request cannot be read.
    pub request: Option<Request>,
    pub policies: PolicySet,
    /// What could not be read.
    pub errors: Vec<String>,
}

/// Answers one line.
pub fn answer(line: &str) -> String {
    let case = read_case(line);
    let decision = case
        .request
        .as_ref()
        .map(|request| decide(request, &case.policies));
    write(&case, decision.as_ref())
}

/// The answer to a case: who cannot be understood is allowed nothing.
fn write(case: &Case, decision: Option<&Decision>) -> String {
    let outcome = decision.map_or(Outcome::ImplicitlyDenied, |decision| decision.outcome);
    let blocked = decision.map(Decision::blocked_by);
    let blocked = blocked.into_iter().flatten().map(|layer| layer.word());
    let mut out = String::with_capacity(128);
    out.push_str("{\"id\":");
    out.push_str(&case.id);
    out.push_str(",\"decision\":\"");
    out.push_str(outcome.word());
    out.push_str("\",\"blocked_by\":[");
    for (index, layer) in blocked.enumerate() {
        out.push_str(if index > 0 { ",\"" } else { "\"" });
        out.push_str(layer);
        out.push('"');
    }
    out.push_str("],\"errors\":[");
    for (index, error) in case.errors.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        out.push_str(&quoted(error));
    }
    out.push_str("]}");
    out
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Reads a line. It never fails: what cannot be read is in `errors`.
pub fn read_case(line: &str) -> Case {
    let mut case = Case {
        id: "null".to_owned(),
        request: None,
        policies: PolicySet::default(),
        errors: Vec::new(),
    };
    let document = match Document::read(line) {
        Ok(document) => document,
        Err(error) => {
            let (_, column) = line_and_column(line, error.place.start);
            case.id = id_of_broken(line).unwrap_or(case.id);
            case.errors
                .push(format!("column {column}: {}", error.message));
            return case;
        }
    };
    let root = document.root();
    if root.kind() != Kind::Object {
        case.errors.push("a case is an object".to_owned());
        return case;
    }
    if let Some(id) = root.get("id") {
        case.id = id.place().of(line).to_owned();
    }
    let mut reading = Reading {
        line,
        errors: Vec::new(),
    };
    match root.get("policies") {
        Some(policies) if policies.kind() == Kind::Object => {
            case.policies = reading.policies(policies);
        }
        None => {}
        Some(other) if other.kind() == Kind::Null => {}
        Some(_) => reading.say("policies", "this is an object of layers"),
    }
    case.request = match root.get("request") {
        Some(request) => reading.request(request),
        None => {
            reading.say("request", "a case needs a request");
            None
        }
    };
    case.errors = reading.errors;
    case
}

/// The id of a line that is no JSON, when it can be made out, so that the answer finds its question.
fn id_of_broken(line: &str) -> Option<String> {
    let behind = line.split_once("\"id\"")?.1.trim_start();
    let value = behind.strip_prefix(':')?.trim_start();
    let end = match value.strip_prefix('"') {
        Some(text) => text.find('"')? + 2,
        None => value.find(|it: char| !it.is_ascii_alphanumeric() && it != '-')?,
    };
    let id = value.get(..end)?;
    Document::read(id).is_ok().then(|| id.to_owned())
}

struct Reading<'l> {
    line: &'l str,
    errors: Vec<String>,
}

impl Reading<'_> {
    #[cold]
    fn say(&mut self, path: &str, message: &str) {
        self.errors.push(format!("{path}: {message}"));
    }

    fn request(&mut self, node: Node<'_>) -> Option<Request> {
        if node.kind() != Kind::Object {
            self.say("request", "this is an object");
            return None;
        }
        let context = match node.get("context") {
            Some(context) => self.context(context)?,
            None => Context::new(),
        };
        let principal = self.principal(node.get("principal"), &context)?;
        let text = |key: &str| node.get(key).and_then(Node::as_scalar);
        let Some(action) = text("action") else {
            self.say("request.action", "a request needs an action");
            return None;
        };
        let star_only = text("wildcard_only_action") == Some("true");
        let resource = match text("resource") {
            Some(resource) if !star_only => resource,
            _ => "*",
        };
        let account = text("resource_account");
        let request = Request::new(principal, action, resource, account, context);
        if request.is_none() {
            self.say("request.action", "an action is written `service:Name`");
        }
        request
    }

    fn principal(&mut self, node: Option<Node<'_>>, context: &Context) -> Option<Principal> {
        let role_arn = context.single("aws:PrincipalArn");
        let read = node.and_then(|node| match node.kind() {
            Kind::String => Principal::read(node.as_str()?, role_arn),
            Kind::Object => {
                let kind = node.get("type").and_then(Node::as_str).unwrap_or("");
                if kind.eq_ignore_ascii_case("Anonymous") {
                    return Some(Principal::anonymous());
                }
                // `{"type": "Service", "id": …}` or `{"Service": …}`: the one text beside the type.
                let mut texts = node
                    .members()
                    .filter(|(key, _)| key.as_str() != Some("type"));
                Principal::read(texts.find_map(|(_, value)| value.as_str())?, role_arn)
            }
            _ => None,
        });
        if read.is_none() {
            self.say(
                "request.principal",
                "this is the ARN of a root user, user, role or session, a service such as `ecs-tasks.amazonaws.com`, \
                 or `{\"type\": \"Anonymous\"}`",
            );
        }
        read
    }

    fn context(&mut self, node: Node<'_>) -> Option<Context> {
        let mut context = Context::new();
        match node.kind() {
            Kind::Null => return Some(context),
            Kind::Object => {}
            _ => {
                self.say("request.context", "this is an object of keys and values");
                return None;
            }
        }
        for (key, value) in node.members() {
            let name = key.as_str().unwrap_or("");
            let values = match value.kind() {
                Kind::Null => continue,
                Kind::List => {
                    let texts = value.elements().map(Node::as_scalar);
                    let texts: Option<Vec<String>> =
                        texts.map(|text| text.map(str::to_owned)).collect();
                    texts.map(Values::Many)
                }
                _ => value.as_scalar().map(|text| Values::One(text.to_owned())),
            };
            match values {
                Some(values) => context.add(name, values),
                None => {
                    let path = format!("request.context.{name}");
                    self.say(&path, "this is a value or a list of values");
                    return None;
                }
            }
        }
        Some(context)
    }

    fn policies(&mut self, node: Node<'_>) -> PolicySet {
        let mut set = PolicySet::default();
        for (key, value) in node.members() {
            let word = key.as_str().unwrap_or("");
            match word {
                "identity" => {
                    let identity = self.layer(value, word, PolicyKind::Inline);
                    set.identity = identity.unwrap_or_default();
                }
                "boundary" => set.boundary = self.layer(value, word, PolicyKind::Boundary),
                "session" => set.session = self.layer(value, word, PolicyKind::Session),
                "vpc_endpoint" => {
                    set.vpc_endpoint = self.layer(value, word, PolicyKind::VpcEndpoint);
                }
                "resource_policy" => {
                    set.resource_policy = self.layer(value, word, PolicyKind::Resource);
                }
                "scp" => set.scp = self.levels(value, word, PolicyKind::Scp),
                "rcp" => set.rcp = self.levels(value, word, PolicyKind::Rcp),
                _ => {}
            }
        }
        set
    }

    /// The policies of a layer, one or a list; `None` for `null`.
    fn layer(&mut self, node: Node<'_>, path: &str, kind: PolicyKind) -> Option<Vec<Arc<Policy>>> {
        match node.kind() {
            Kind::Null => None,
            Kind::List => {
                let mut policies = Vec::with_capacity(2);
                for (index, policy) in node.elements().enumerate() {
                    policies.extend(self.policy(policy, path, Some(index), kind));
                }
                Some(policies)
            }
            _ => Some(Vec::from_iter(self.policy(node, path, None, kind))),
        }
    }

    fn policy(
        &mut self,
        node: Node<'_>,
        path: &str,
        index: Option<usize>,
        kind: PolicyKind,
    ) -> Option<Arc<Policy>> {
        // A policy may also be given as the text that AWS stores.
        let prepared = match node.as_str() {
            Some(text) => Policy::prepare(text, kind),
            None => read::policy_of_node(node, self.line, kind),
        };
        for finding in prepared.findings {
            let index = index.map_or(String::new(), |index| format!("[{index}]"));
            self.errors
                .push(format!("{path}{index}: {}", finding.sentence()));
        }
        prepared.policy
    }

    fn levels(&mut self, node: Node<'_>, path: &str, kind: PolicyKind) -> Option<Vec<Level>> {
        match node.kind() {
            Kind::Null => return None,
            Kind::List => {}
            _ => {
                self.say(path, "this is a list of organization levels, or null");
                return Some(Vec::new());
            }
        }
        let mut levels = Vec::new();
        for (index, level) in node.elements().enumerate() {
            let path = format!("{path}[{index}]");
            let name = level.get("org").and_then(Node::as_str).unwrap_or("");
            // A level is an object with its policies; a bare policy or a list of them is understood as well.
            let policies = match level.get("policies") {
                Some(policies) => self.layer(policies, &format!("{path}.policies"), kind),
                None if level.get("Statement").is_some() || level.kind() == Kind::List => {
                    self.layer(level, &path, kind)
                }
                None => {
                    self.say(&path, "a level has `policies`");
                    None
                }
            };
            levels.push(Level {
                name: name.to_owned(),
                policies: policies.unwrap_or_default(),
            });
        }
        Some(levels)
    }
}
