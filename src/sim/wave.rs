//! A measured day: a wave of load, services that follow it, a capacity provider whose group follows them.
//!
//! Has no clock of its own, and does not know how long anything should take.

use std::sync::Arc;

use serde_json::json;

use crate::api::operation::Operation;
use crate::catalog::instance_types::instance_type;
use crate::catalog::zones::ZONES;
use crate::kernel::SimTime;
use crate::model::arn::auto_scaling_group_arn;
use crate::model::capacity::{NewGroup, TerminationPolicy};
use crate::model::scaling::{Curve, Load, Work};
use crate::sim::bench::{Row, cluster_of, request};
use crate::sim::command::NewLoad;
use crate::sim::{Command, Simulation};

/// A day of a cluster whose load rises and falls once: services follow it, and the provider's group follows them.
pub fn day(instances: u32, clock: &mut dyn FnMut() -> f64) -> Row {
    let mut simulation = wave_of(instances);
    let first = simulation.len();
    let (mut most, mut tasks) = (0, 0);
    let before = clock();
    for hour in 1..=24 {
        simulation.run_until(SimTime::from_secs(hour * 3_600), u64::MAX);
        let world = simulation.world();
        let present = world.instances().filter(|it| it.row.is_present()).count();
        if present > most {
            most = present;
            tasks = world.services().map(|it| it.running_count()).sum();
        }
    }
    let total_millis = clock() - before;
    let world = simulation.world();
    let left = world.instances().filter(|it| it.row.is_present()).count();
    Row {
        what: format!(
            "a day with a wave up to {tasks} tasks on {most} instances, {left} at its end"
        ),
        times: simulation.len() - first,
        total_millis,
    }
}

/// Four services of tasks that fill a quarter of an instance each, on a group of nothing. At noon they need all of
/// `instances`, at night a fifth of them.
fn wave_of(instances: u32) -> Simulation {
    let mut simulation = cluster_of(0);
    let group = NewGroup {
        name: "wave".to_owned(),
        cluster: "default".to_owned(),
        types: vec![instance_type("m5.xlarge").expect("a known type")],
        zones: ZONES[..3].to_vec(),
        min: 0,
        max: instances,
        desired: 0,
        protects_new: false,
        on_demand_base: 0,
        on_demand_percent: 100,
        termination_policy: TerminationPolicy::Default,
        terminating_hook: None,
    };
    let made = simulation.submit(Command::Group(Arc::new(group)));
    made.expect("the cluster is there");
    let arn = auto_scaling_group_arn("wave");
    let provider = json!({ "autoScalingGroupArn": arn, "managedScaling": { "status": "ENABLED" } });
    for (operation, asked) in [
        (
            Operation::CreateCapacityProvider,
            json!({ "name": "wave", "autoScalingGroupProvider": provider }),
        ),
        (
            Operation::PutClusterCapacityProviders,
            json!({ "cluster": "default", "capacityProviders": ["wave"], "defaultCapacityProviderStrategy": [] }),
        ),
        (
            Operation::RegisterTaskDefinition,
            json!({
                "family": "quarter",
                "containerDefinitions": [{ "name": "app", "image": "nginx", "cpu": 1024, "memory": 2048 }],
            }),
        ),
    ] {
        request(&mut simulation, operation, asked);
    }
    for service in 0..4 {
        follower(&mut simulation, &format!("web-{service}"), instances);
    }
    simulation
}

/// A service on the provider that keeps its CPU at half; its load is a day's wave.
fn follower(simulation: &mut Simulation, name: &str, instances: u32) {
    let target = json!({
        "ServiceNamespace": "ecs", "ScalableDimension": "ecs:service:DesiredCount",
        "ResourceId": format!("service/default/{name}"),
    });
    let with = |more: serde_json::Value| {
        let mut all = target.clone();
        for (key, value) in more.as_object().into_iter().flatten() {
            all[key] = value.clone();
        }
        all
    };
    let top = instances;
    let create = json!({
        "serviceName": name, "taskDefinition": "quarter", "desiredCount": top / 5,
        "capacityProviderStrategy": [{ "capacityProvider": "wave", "weight": 1 }],
        "placementStrategy": [{ "type": "binpack", "field": "memory" }],
    });
    request(simulation, Operation::CreateService, create);
    // A task's worth of work is a whole task; the policy gives each task half of it.
    let work = |tasks: u32| tasks * 1_000 / 2;
    let hour = |at: u64, tasks: u32| (SimTime::from_secs(at * 3_600), work(tasks));
    let points = vec![
        hour(0, top / 5),
        hour(6, top / 5),
        hour(12, top),
        hour(15, top),
        hour(21, top / 5),
    ];
    let load = Load {
        cpu: Work::Tasks(Curve { points }),
        ..Load::default()
    };
    let service = name.to_owned();
    let carried = simulation.submit(Command::Load(Arc::new(NewLoad { service, load })));
    carried.expect("the service is there");
    let bounds = with(json!({ "MinCapacity": 1, "MaxCapacity": instances }));
    request(simulation, Operation::RegisterScalableTarget, bounds);
    let policy = with(json!({
        "PolicyName": "half", "PolicyType": "TargetTrackingScaling",
        "TargetTrackingScalingPolicyConfiguration": {
            "TargetValue": 50.0,
            "PredefinedMetricSpecification": { "PredefinedMetricType": "ECSServiceAverageCPUUtilization" },
        },
    }));
    request(simulation, Operation::PutScalingPolicy, policy);
}
