//! Steps that describe what surrounds ECS: loads, metrics, functions, load balancers, images.

use std::sync::Arc;

use crate::api::check::{did_you_mean, nearest};
use crate::api::input::Input;
use crate::api::json::{self, Member, Node};
use crate::catalog::instance_types::{instance_type, instance_types};
use crate::catalog::zones::{ZONES, zone};
use crate::kernel::SimTime;
use crate::kernel::time::parse_span;
use crate::model::capacity::{HEARTBEAT, NewGroup, TerminatingHook, TerminationPolicy};
use crate::model::image::{Exit, ImageBehaviour};
use crate::model::load_balancer::{LoadBalancerKind, TargetType};
use crate::model::scaling::{Curve, Load, Work};
use crate::model::traffic::{FunctionBehaviour, HookAnswer, LifecycleStage};
use crate::scenario::load::Loader;
use crate::scenario::{What, shape};
use crate::sim::command::{NewBehaviour, NewLoad};
use crate::world::event::{NewLoadBalancer, NewTargetGroup};

impl Loader<'_> {
    pub(super) fn work(&mut self, member: &Member, path: &str) -> Option<What> {
        self.check(&member.value, &shape::LOAD, path);
        let service = member
            .value
            .get("service")
            .and_then(Node::as_str)?
            .to_owned();
        let mut work = |tasks: &str, units: &str| match member.value.get(units) {
            Some(_) => Work::Units(self.curve(member, units, path)),
            None => Work::Tasks(self.curve(member, tasks, path)),
        };
        let (cpu, memory) = (work("cpu", "cpuUnits"), work("memory", "memoryMib"));
        let requests = self.curve(member, "requests", path);
        let load = Load {
            cpu,
            memory,
            requests,
        };
        Some(What::Load(Arc::new(NewLoad { service, load })))
    }

    pub(super) fn metric(&mut self, member: &Member, path: &str) -> Option<What> {
        self.check(&member.value, &shape::METRIC, path);
        let name = member.value.get("name").and_then(Node::as_str)?.to_owned();
        let curve = self.curve(member, "values", path);
        Some(What::Metric(Arc::new((name, Arc::new(curve)))))
    }

    pub(super) fn function(&mut self, member: &Member, path: &str) -> Option<What> {
        self.check(&member.value, &shape::FUNCTION, path);
        let value = member.value.to_value();
        let input = Input::new(&value);
        let mut span = |key: &str| {
            let node = member.value.get(key)?;
            let at = self.time(node, &json::key_path(path, key))?;
            Some(at.since(SimTime::ZERO))
        };
        let usual = FunctionBehaviour::default();
        let behaviour = FunctionBehaviour {
            takes: span("takes").unwrap_or(usual.takes),
            call_back: span("callBackDelay").unwrap_or(usual.call_back),
            answers: input
                .strings("answers")
                .filter_map(HookAnswer::from_word)
                .collect(),
            stages: input
                .strings("stages")
                .filter_map(LifecycleStage::from_word)
                .collect(),
        };
        let name = input.str("name")?.to_owned();
        Some(What::Function(Arc::new((name, Arc::new(behaviour)))))
    }

    pub(super) fn group(&mut self, member: &Member, path: &str) -> Option<What> {
        self.check(&member.value, &shape::GROUP, path);
        let value = member.value.to_value();
        let input = Input::new(&value);
        let mut types = Vec::new();
        for name in input.strings("types") {
            match instance_type(name) {
                Some(kind) => types.push(kind),
                None => {
                    let help = match nearest(name, instance_types().iter().map(|kind| kind.name)) {
                        Some(word) => did_you_mean(word),
                        None => "see the list of instance types in the catalogue".to_owned(),
                    };
                    let message = format!("unknown instance type `{name}`");
                    self.error(
                        &json::key_path(path, "types"),
                        member.value.span,
                        message,
                        help,
                    );
                }
            }
        }
        let zones: Vec<&'static str> = input.strings("zones").filter_map(zone).collect();
        if zones.len() < input.list("zones").len() {
            let help = format!("one of {}, or only the letter", ZONES.join(", "));
            self.error(
                &json::key_path(path, "zones"),
                member.value.span,
                "unknown zone",
                help,
            );
        }
        let hook = member.value.get("terminatingHook");
        let mut span = |key: &str| {
            let node = hook?.get(key)?;
            self.time(node, path).map(|at| at.since(SimTime::ZERO))
        };
        let (heartbeat, takes) = (span("heartbeat").unwrap_or(HEARTBEAT), span("takes"));
        let policy = input.str("terminationPolicy").unwrap_or("Default");
        let min = input.u32("min").unwrap_or(0);
        Some(What::Group(Arc::new(NewGroup {
            name: input.str("name")?.to_owned(),
            cluster: input.str("cluster").unwrap_or("default").to_owned(),
            types: Some(types).filter(|types| !types.is_empty())?,
            zones: if zones.is_empty() {
                vec![ZONES[0]]
            } else {
                zones
            },
            min,
            max: input.u32("max")?,
            desired: input.u32("desired").unwrap_or(min),
            protects_new: input
                .bool("newInstancesProtectedFromScaleIn")
                .unwrap_or(false),
            on_demand_base: input.u32("onDemandBaseCapacity").unwrap_or(0),
            termination_policy: TerminationPolicy::from_word(policy)?,
            terminating_hook: hook.map(|_| TerminatingHook { heartbeat, takes }),
            on_demand_percent: input
                .u32("onDemandPercentageAboveBaseCapacity")
                .unwrap_or(100),
        })))
    }

    /// Pairs of a time and a value.
    fn curve(&mut self, member: &Member, key: &str, path: &str) -> Curve {
        let mut points = Vec::new();
        for node in member.value.get(key).map_or(&[][..], Node::elements) {
            let at = node
                .elements()
                .first()
                .and_then(Node::as_str)
                .and_then(parse_span);
            let worth = node
                .elements()
                .get(1)
                .map(Node::to_value)
                .and_then(|value| value.as_f64());
            match (at, worth) {
                (Some(at), Some(worth)) if (0.0..4_000_000.0).contains(&worth) => {
                    points.push((SimTime::ZERO + at, (worth * 1_000.0 + 0.5) as u32));
                }
                _ => {
                    let path = json::key_path(path, key);
                    self.error(
                        &path,
                        node.span,
                        "this is not a point of the load",
                        "write it like `[\"5m\", 2.5]`",
                    );
                }
            }
        }
        Curve { points }
    }

    pub(super) fn load_balancer(&mut self, member: &Member, path: &str) -> Option<What> {
        self.check(&member.value, &shape::LOAD_BALANCER, path);
        let value = member.value.to_value();
        let input = Input::new(&value);
        let group = |group: Input<'_>| {
            Some(NewTargetGroup {
                name: group.str("name")?.to_owned(),
                target_type: group
                    .str("targetType")
                    .and_then(TargetType::from_word)
                    .unwrap_or(TargetType::Instance),
                health_check_interval_secs: group.u32("healthCheckIntervalSeconds").unwrap_or(30),
                healthy_threshold: group.u32("healthyThresholdCount").unwrap_or(5),
                unhealthy_threshold: group.u32("unhealthyThresholdCount").unwrap_or(2),
                deregistration_delay_secs: group.u32("deregistrationDelaySeconds").unwrap_or(300),
            })
        };
        Some(What::LoadBalancer(Arc::new(NewLoadBalancer {
            name: input.str("name")?.to_owned(),
            kind: input
                .str("type")
                .and_then(LoadBalancerKind::from_word)
                .unwrap_or(LoadBalancerKind::Application),
            listener_port: input.u32("listenerPort").map_or(80, |port| port as u16),
            groups: input.objects("targetGroups").filter_map(group).collect(),
        })))
    }

    pub(super) fn image(&mut self, member: &Member, path: &str) -> Option<What> {
        self.check(&member.value, &shape::IMAGE, path);
        let value = member.value.to_value();
        let input = Input::new(&value);
        let mut span = |key: &str| {
            let node = member.value.get(key)?;
            self.time(node, &json::key_path(path, key))
                .map(|at| at.since(SimTime::ZERO))
        };
        let (exit_after, unhealthy_after) = (span("exitAfter"), span("unhealthyAfter"));
        let (slow_start, target_unhealthy_after) =
            (span("slowStart"), span("targetUnhealthyAfter"));
        let code = input.u32("exitCode").map_or(1, |code| code as u8);
        let behaviour = ImageBehaviour {
            missing: input.bool("missing").unwrap_or(false),
            exits: exit_after.map(|after| Exit { after, code }),
            unhealthy_after,
            slow_start,
            target_unhealthy_after,
            ignores_sigterm: input.bool("ignoresSigterm").unwrap_or(false),
        };
        Some(What::Image(Arc::new(NewBehaviour {
            image: input.str("name")?.to_owned(),
            behaviour,
        })))
    }
}
