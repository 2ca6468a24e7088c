//! Reads a scenario file: every finding with its place, or a scenario that can run.

use std::sync::Arc;

use serde_json::Value;

use crate::api::check::{self, Strictness, did_you_mean, nearest};
use crate::api::finding::{Finding, Severity, Source, Span, any_error, place_all};
use crate::api::input::Input;
use crate::api::json::{self, Dialect, Member, Node};
use crate::api::operation::{Operation, check_request, request_value};
use crate::api::shapes::Shape;
use crate::catalog::instance_types::{instance_type, instance_types};
use crate::catalog::zones::{ZONES, zone};
use crate::kernel::WHOLE;
use crate::kernel::time::parse_span;
use crate::kernel::{SimSpan, SimTime, sort_by_key};
use crate::model::container_instance::AgentSettings;
use crate::scenario::account::Named;
use crate::scenario::expect::{self, Expectation};
use crate::scenario::limits::SHORTAGES;
use crate::scenario::{AttributeMap, Fault, Scenario, Step, Suggestion, What, faults, shape};
use crate::sim::command::NewInstances;

/// Reads `text`. The error has all findings, placed; notes alone do not refuse a file.
pub fn load(text: &str) -> Result<Scenario, Vec<Finding>> {
    let root = json::parse(text, Dialect::Relaxed)?;
    let mut findings = json::repeated_keys(&root);
    if WHOLE {
        check::check(
            &root,
            &shape::SCENARIO,
            "",
            Strictness::Request,
            &mut findings,
        );
    }
    let mut loader = Loader {
        text,
        findings,
        named: Named::default(),
    };
    let scenario = loader.scenario(&root);
    if WHOLE {
        loader.check_names();
    }
    let mut findings = loader.findings;
    place_all(&mut findings, text);
    match scenario {
        Some(scenario) if !any_error(&findings) => Ok(scenario),
        _ => Err(findings),
    }
}

pub(super) struct Loader<'t> {
    text: &'t str,
    pub(super) findings: Vec<Finding>,
    pub(super) named: Named,
}

impl Loader<'_> {
    pub(super) fn error(
        &mut self,
        path: &str,
        span: Span,
        message: impl AsRef<str>,
        help: impl AsRef<str>,
    ) {
        let finding = Finding::new(Severity::Error, Source::Shape, path, span, message);
        self.findings.push(finding.help(help));
    }

    pub(super) fn check(&mut self, node: &Node, shape: &'static Shape, path: &str) {
        if WHOLE {
            check::check(node, shape, path, Strictness::Request, &mut self.findings);
        }
    }

    fn scenario(&mut self, root: &Node) -> Option<Scenario> {
        let value = root.to_value();
        let input = Input::new(&value);
        let open = root
            .get("open")
            .map_or(Some(SimTime::ZERO), |node| self.time(node, "open"));
        let mut steps = Vec::new();
        // It is there before anything happens.
        if let Some(member) = root.member("iam").filter(|_| WHOLE) {
            let (line, _) = crate::api::finding::line_and_column(self.text, member.key_span.start);
            steps.push(Step {
                at: SimTime::ZERO,
                what: self.account(&member.value, "iam"),
                caller: None,
                refused: None,
                line,
            });
        }
        for (place, node) in root
            .get("steps")
            .map_or(&[][..], Node::elements)
            .iter()
            .enumerate()
        {
            steps.extend(self.step(node, &json::index_path("steps", place)));
        }
        // A stable sort: steps of one time keep the order of the file.
        sort_by_key(&mut steps, |step| step.at);
        let suggestion = root.get("suggest").and_then(|node| self.suggestion(node));
        let mut expect = Vec::new();
        for (place, node) in root
            .get("expect")
            .map_or(&[][..], Node::elements)
            .iter()
            .enumerate()
        {
            if !WHOLE {
                break;
            }
            expect.extend(self.expectation(node, &json::index_path("expect", place)));
        }
        Some(Scenario {
            title: input.str("title")?.to_owned(),
            description: input.str("description").unwrap_or_default().to_owned(),
            seed: input.value("seed").and_then(Value::as_u64).unwrap_or(1),
            open: open?,
            steps,
            suggestion,
            expect,
            differs: input.str("differs").map(str::to_owned),
        })
    }

    pub(super) fn time(&mut self, node: &Node, path: &str) -> Option<SimTime> {
        let span = node.as_str().and_then(parse_span);
        if span.is_none() && node.as_str().is_some() {
            self.error(
                path,
                node.span,
                "this is not a time",
                "write it like `90s`, `1m30s` or `250ms`",
            );
        }
        span.map(|span| SimTime::ZERO + span)
    }

    fn step(&mut self, node: &Node, path: &str) -> Option<Step> {
        let mut what = None;
        let known = shape::STEP.fields.iter().map(|field| field.key);
        let words: Vec<&str> = known
            .chain(Operation::ALL.iter().map(|operation| operation.name()))
            .collect();
        for member in node.members() {
            let at = json::key_path(path, &member.key);
            let read = match member.key.as_str() {
                "at" | "as" | "refused" => continue,
                "instances" => self.instances(member, &at),
                "iam" if WHOLE => {
                    self.check(&member.value, &shape::ACCOUNT, &at);
                    Some(self.account(&member.value, &at))
                }
                "image" if WHOLE => self.image(member, &at),
                "load" if WHOLE => self.work(member, &at),
                "function" if WHOLE => self.function(member, &at),
                "metric" if WHOLE => self.metric(member, &at),
                "loadBalancer" if WHOLE => self.load_balancer(member, &at),
                "autoScalingGroup" if WHOLE => self.group(member, &at),
                "limits" if WHOLE => self.limits(member, &at),
                "fault" if WHOLE => self.fault(member, &at),
                name => match Operation::from_name(name) {
                    Some(operation) => Some(self.request(operation, &member.value, &at)),
                    None => {
                        let help = match nearest(name, words.iter().copied()) {
                            Some(word) => did_you_mean(word),
                            None => "a step has an operation, `instances` or `fault`".to_owned(),
                        };
                        self.error(
                            &at,
                            member.key_span,
                            format!("unknown key `{name}` in a step"),
                            help,
                        );
                        continue;
                    }
                },
            };
            if what.is_some() {
                self.error(
                    &at,
                    member.key_span,
                    "a step does one thing",
                    "make this a step of its own",
                );
            }
            what = read.or(what);
        }
        let time = node.get("at").map_or(Some(SimTime::ZERO), |at| {
            self.time(at, &json::key_path(path, "at"))
        });
        if what.is_none()
            && node
                .members()
                .iter()
                .all(|member| matches!(member.key.as_str(), "at" | "as" | "refused"))
        {
            self.error(
                path,
                node.span,
                "this step does nothing",
                "a step has an operation, `instances` or `fault`",
            );
        }
        let (line, _) = crate::api::finding::line_and_column(self.text, node.span.start);
        let refused = node
            .get("refused")
            .and_then(Node::as_str)
            .map(str::to_owned);
        let caller = node.member("as").filter(|_| WHOLE);
        let caller = caller.and_then(|member| {
            let asks = matches!(what, Some(What::Request { .. }) | None);
            self.caller(&member.value, &json::key_path(path, "as"), asks)
        });
        Some(Step {
            at: time?,
            what: what?,
            caller,
            refused,
            line,
        })
    }

    fn request(&mut self, operation: Operation, node: &Node, path: &str) -> What {
        if WHOLE {
            check_request(operation, node, path, &mut self.findings);
        }
        What::Request {
            operation,
            request: request_value(operation, node),
        }
    }

    fn instances(&mut self, member: &Member, path: &str) -> Option<What> {
        self.check(&member.value, &shape::INSTANCES, path);
        let value = member.value.to_value();
        let input = Input::new(&value);
        let name = input.str("type")?;
        let Some(kind) = instance_type(name) else {
            let help = match nearest(name, instance_types().iter().map(|kind| kind.name)) {
                Some(word) => did_you_mean(word),
                None => "see the list of instance types in the catalogue".to_owned(),
            };
            let span = member
                .value
                .get("type")
                .map_or(member.key_span, |node| node.span);
            self.error(
                &json::key_path(path, "type"),
                span,
                format!("unknown instance type `{name}`"),
                help,
            );
            return None;
        };
        let mut zones = Vec::new();
        for node in member.value.get("zones").map_or(&[][..], Node::elements) {
            match node.as_str().and_then(zone) {
                Some(zone) => zones.push(zone),
                None => {
                    let help = format!("one of {}, or only the letter", ZONES.join(", "));
                    self.error(
                        &json::key_path(path, "zones"),
                        node.span,
                        "unknown zone",
                        help,
                    );
                }
            }
        }
        if zones.is_empty() {
            zones.push(ZONES[0]);
        }
        let attributes: AttributeMap = input
            .map("attributes")
            .map(|(name, value)| {
                (
                    name.to_owned(),
                    (!value.is_empty()).then(|| value.to_owned()),
                )
            })
            .collect();
        Some(What::Instances(Arc::new(NewInstances {
            cluster: input.str("cluster").unwrap_or("default").to_owned(),
            kind,
            zones,
            count: input.u32("count").unwrap_or(1),
            attributes,
            agent: AgentSettings {
                os_memory_bytes: input.value("osMemoryBytes").and_then(Value::as_u64),
                reserved_memory_mib: input.u32("reservedMemory").unwrap_or(0),
                trunking: input.bool("trunking") == Some(true),
            },
        })))
    }

    /// How long a fault lasts, when it says so.
    pub(super) fn lasts(&mut self, member: &Member, key: &str, path: &str) -> Option<SimSpan> {
        let node = member.value.get(key)?.get("for")?;
        self.time(node, path).map(|at| at.since(SimTime::ZERO))
    }

    fn fault(&mut self, member: &Member, path: &str) -> Option<What> {
        self.check(&member.value, &faults::FAULT, path);
        let value = member.value.to_value();
        let input = Input::new(&value);
        if let Some(instance) = input.object("agentDisconnect").u32("instance") {
            let span = self.lasts(member, "agentDisconnect", path);
            return Some(What::Fault(Fault::AgentDisconnect { instance, span }));
        }
        if let Some(instance) = input.object("instanceTerminate").u32("instance") {
            return Some(What::Fault(Fault::InstanceTerminate { instance }));
        }
        if let Some(name) = input.object("zoneOutage").str("zone") {
            let Some(zone) = zone(name) else {
                let help = format!("one of {}, or only the letter", ZONES.join(", "));
                self.error(path, member.value.span, "unknown zone", help);
                return None;
            };
            let span = self.lasts(member, "zoneOutage", path);
            return Some(What::Fault(Fault::ZoneOutage { zone, span }));
        }
        if let Some(instance) = input.object("spotInterruption").u32("instance") {
            return Some(What::Fault(Fault::SpotInterruption { instance }));
        }
        if let Some(instance) = input.object("instanceImpaired").u32("instance") {
            return Some(What::Fault(Fault::InstanceImpaired { instance }));
        }
        if let Some(task) = input.object("spotTaskInterruption").str("task") {
            let task = task.to_owned();
            return Some(What::Fault(Fault::SpotTaskInterruption { task }));
        }
        if SHORTAGES.iter().any(|key| input.has(key)) {
            return self.shortage(member, path);
        }
        let task = input.object("taskCrash").str("task")?.to_owned();
        Some(What::Fault(Fault::TaskCrash { task }))
    }

    fn suggestion(&mut self, node: &Node) -> Option<Suggestion> {
        let say = node.get("say").and_then(Node::as_str)?.to_owned();
        let mut found = None;
        for member in node.members().iter().filter(|member| member.key != "say") {
            let path = json::key_path("suggest", &member.key);
            let Some(operation) = Operation::from_name(&member.key) else {
                self.error(
                    &path,
                    member.key_span,
                    "unknown operation",
                    "`suggest` has `say` and one operation",
                );
                continue;
            };
            if let What::Request { request, .. } = self.request(operation, &member.value, &path) {
                found = Some(Suggestion {
                    say: say.clone(),
                    operation,
                    request,
                });
            }
        }
        found
    }

    fn expectation(&mut self, node: &Node, path: &str) -> Option<Expectation> {
        self.check(node, &shape::EXPECT, path);
        let when = |loader: &mut Self, key: &str| {
            node.get(key)
                .and_then(|at| loader.time(at, &json::key_path(path, key)))
        };
        let (at, by) = (when(self, "at"), when(self, "by"));
        let (line, _) = crate::api::finding::line_and_column(self.text, node.span.start);
        let read = expect::read(&node.to_value(), at, by, line);
        if let Err(message) = &read {
            self.error(
                path,
                node.span,
                message.clone(),
                "see the scenario format in the documentation",
            );
        }
        read.ok()
    }
}
