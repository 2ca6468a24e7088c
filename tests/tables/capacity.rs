//! Capacity on a small stage: draining under the limits, sizes of Fargate, network interfaces, metrics, a day's wave.

use crate::stage::{Stage, app, sized};
use ecs_playground::api::operation::Operation;
use ecs_playground::catalog::instance_types::instance_type;
use ecs_playground::engine::Decision;
use ecs_playground::engine::metrics::{samples, value};
use ecs_playground::kernel::SimTime;
use ecs_playground::model::ClusterId;
use ecs_playground::model::alarm::Metric;
use ecs_playground::model::capacity::{NewGroup, TerminationPolicy};
use ecs_playground::model::container::ContainerStatus;
use ecs_playground::model::container_instance::AgentSettings;
use ecs_playground::model::image::ImageBehaviour;
use ecs_playground::model::quota::Limit;
use ecs_playground::model::scaling::{Curve, Load, Work};
use ecs_playground::sim::Command;
use ecs_playground::sim::bench::{Sizes, measure};
use ecs_playground::sim::command::{Fault, NewBehaviour, NewInstances, NewLoad};
use ecs_playground::world::Event;
use serde_json::{Value, json};
use std::sync::Arc;

/// Starts and stops of the looks at `web` after the only instance it is on begins to drain, beside an empty one.
fn drained(desired: u32, minimum: u32, maximum: u32) -> Vec<(u32, usize)> {
    let mut stage = Stage::new();
    let first = stage.join(instance_type("m5.4xlarge").unwrap(), "a");
    stage.define("web", app(256, 256));
    stage.serve(
        desired,
        json!({ "deploymentConfiguration": { "minimumHealthyPercent": minimum, "maximumPercent": maximum } }),
    );
    stage.pass(300);
    stage.join(instance_type("m5.4xlarge").unwrap(), "b");
    let asked = stage.simulation.now();
    let arn = stage.world().instance(first).arn();
    stage.ask(
        Operation::UpdateContainerInstancesState,
        json!({ "containerInstances": [arn], "status": "DRAINING" }),
    );
    stage.pass(1_200);
    let left = stage.per_instance();
    assert_eq!(left, [0, desired as usize], "the drained instance is empty");
    stage.course(asked)
}

#[test]
fn draining_keeps_to_the_limits_of_a_deployment() {
    assert_eq!(drained(4, 50, 100)[0], (0, 2), "capacity A01");
    assert_eq!(drained(4, 100, 200)[0], (4, 0), "capacity A02");
    // Three may exist, so one has to go before one can come.
    let course = drained(3, 50, 125);
    assert_eq!(course[0], (0, 1), "capacity A03");
    assert!(course.iter().all(|(start, _)| *start <= 1), "capacity A03");
    assert_eq!(drained(2, 75, 200)[0], (2, 0), "capacity A04");
}

fn fargate(with: Value) -> Value {
    let mut request = json!({
        "family": "task", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"],
        "cpu": "256", "memory": "512", "containerDefinitions": [{ "name": "app", "image": "app" }],
    });
    for (key, value) in with.as_object().unwrap() {
        request[key] = value.clone();
    }
    request
}

#[test]
fn fargate_has_the_sizes_of_its_table() {
    let size =
        |cpu: u32, memory: u32| json!({ "cpu": cpu.to_string(), "memory": memory.to_string() });
    let storage = |gib: u32| json!({ "ephemeralStorage": { "sizeInGiB": gib } });
    let windows = json!({
        "cpu": "8192", "memory": "16384", "runtimePlatform": { "operatingSystemFamily": "WINDOWS_SERVER_2022_CORE" },
    });
    let no_such = "No Fargate configuration exists for given values.";
    let invalid = "Invalid 'cpu' setting for task.";
    let rows = [
        ("capacity F01", size(32_768, 122_880), None),
        ("capacity F01", size(4_096, 30_720), None),
        ("capacity F02", size(1_024, 9_216), Some(no_such)),
        ("capacity F02", size(8_192, 18_432), Some(no_such)),
        ("capacity F02", size(256, 4_096), Some(no_such)),
        ("capacity F02", size(16_384, 131_072), Some(no_such)),
        ("capacity F02", size(2_048, 3_072), Some(no_such)),
        ("capacity F02", size(32_768, 131_072), Some(no_such)),
        ("capacity F03", size(700, 2_048), Some(invalid)),
        ("capacity F04", storage(20), Some("")),
        ("capacity F04", storage(21), None),
        ("capacity F04", storage(200), None),
        ("capacity F04", storage(201), Some("")),
        ("capacity F05", windows, Some(no_such)),
    ];
    for (row, with, refusal) in rows {
        let mut stage = Stage::new();
        let answer = stage.try_ask(Operation::RegisterTaskDefinition, fargate(with.clone()));
        match (answer, refusal) {
            (Ok(_), None) => {}
            (Err(error), Some(said)) => {
                assert!(error.message.contains(said), "{row}, {with}: {error}");
            }
            (answer, _) => panic!("{row}, {with}: {answer:?}"),
        }
    }
}

fn join_trunked(stage: &mut Stage, kind: &str, trunking: bool) {
    let new = NewInstances {
        cluster: "default".to_owned(),
        kind: instance_type(kind).unwrap(),
        zones: vec!["us-east-1a"],
        count: 1,
        attributes: Default::default(),
        agent: AgentSettings {
            trunking,
            ..AgentSettings::default()
        },
    };
    let joined = stage.simulation.submit(Command::Instances(Arc::new(new)));
    joined.unwrap();
}

/// How many awsvpc tasks of `web` come to run on each instance when there is no end to them.
fn interfaces(stage: &mut Stage) -> Vec<usize> {
    stage.define_with("web", json!({ "networkMode": "awsvpc" }), app(16, 16));
    stage.serve(
        30,
        json!({ "networkConfiguration": { "awsvpcConfiguration": { "subnets": ["subnet-a"] } } }),
    );
    stage.pass(120);
    stage.per_instance()
}

#[test]
fn awsvpc_tasks_fit_as_an_instance_has_interfaces() {
    for (row, kind, trunking, fit) in [
        ("capacity N01", "c5.large", false, 2),
        ("capacity N01", "c5.large", true, 10),
        ("capacity N02", "t3.large", true, 2),
    ] {
        let mut stage = Stage::new();
        join_trunked(&mut stage, kind, trunking);
        assert_eq!(interfaces(&mut stage), [fit], "{row}");
    }
    // Opting in changes nothing for the instance that is there already.
    let mut stage = Stage::new();
    join_trunked(&mut stage, "c5.large", false);
    join_trunked(&mut stage, "c5.large", true);
    assert_eq!(interfaces(&mut stage), [2, 10], "capacity N04");
}

#[test]
fn an_instance_registers_what_its_system_sees() {
    // An m4.large in vCPUs and nominal memory; the catalogue has newer ones only.
    let kind = sized(2, 7_946);
    let seen = |mib: u64| AgentSettings {
        os_memory_bytes: Some((mib << 20) + 700_000),
        ..AgentSettings::default()
    };
    let registered = seen(7_985).registered(kind);
    assert_eq!(
        (registered.cpu_units, registered.memory_mib),
        (2_048, 7_985),
        "capacity N05"
    );
    // Without that figure ours is 97 % of the nominal memory, half a percent from AWS's sample.
    assert!(
        kind.registered_memory_mib().abs_diff(7_985) < 42,
        "capacity N05"
    );
}

fn percent(stage: &Stage, metric: Metric) -> f64 {
    f64::from(value(stage.world(), metric).unwrap()) / 10.0
}

#[test]
fn reservation_is_rounded_as_aws_writes_it() {
    let mut stage = Stage::new();
    stage.join(sized(16, 30_158), "a");
    stage.join(sized(2, 3_768), "b");
    stage.define("web", app(1_024, 2_048));
    stage.serve(10, json!({}));
    stage.pass(100);
    let cluster = ClusterId(0);
    assert_eq!(
        (
            percent(&stage, Metric::CpuReservation(cluster)),
            percent(&stage, Metric::MemoryReservation(cluster))
        ),
        (55.6, 60.4),
        "capacity X01"
    );
}

#[test]
fn utilization_is_what_is_used_of_what_is_reserved() {
    let level = |units: u32| {
        Work::Units(Curve {
            points: vec![(SimTime::ZERO, units * 1_000)],
        })
    };
    for (row, used, expected) in [
        ("capacity X02", (2_048, 512), (400.0, 50.0)),
        ("capacity X03", (128, 128), (25.0, 12.5)),
    ] {
        let mut stage = Stage::new();
        stage.join_many(1);
        stage.define("web", app(512, 1_024));
        stage.serve(1, json!({}));
        let load = Load {
            cpu: level(used.0),
            memory: level(used.1),
            ..Load::default()
        };
        let service = "web".to_owned();
        let loaded = stage
            .simulation
            .submit(Command::Load(Arc::new(NewLoad { service, load })));
        loaded.unwrap();
        stage.pass(100);
        let web = stage.web().id;
        let both = (
            percent(&stage, Metric::Cpu(web)),
            percent(&stage, Metric::Memory(web)),
        );
        assert_eq!(both, expected, "{row}");
    }
}

#[test]
fn a_minute_has_a_sample_for_each_running_task() {
    let mut stage = Stage::new();
    stage.join_many(1);
    stage.define("web", app(64, 64));
    stage.serve(3, json!({}));
    assert_eq!(samples(stage.world(), stage.web().id), 0, "capacity X04");
    stage.pass(100);
    assert_eq!(samples(stage.world(), stage.web().id), 3, "capacity X04");
}

/// The measured day is a day: the wave carries services and group up together and back down again.
#[test]
fn the_measured_day_fills_its_group_and_empties_it_again() {
    let sizes = Sizes {
        placement: Vec::new(),
        instances: 20,
        services: 0,
        wave: 12,
    };
    let mut rows = Vec::new();
    measure(&sizes, &mut || 0.0, &mut |row| rows.push(row.what));
    let day = rows.last().unwrap();
    assert_eq!(
        day,
        "a day with a wave up to 48 tasks on 12 instances, 2 at its end"
    );
}

/// RunTask of the family `task` on Fargate, as often as asked; how many started, and the reasons of what did not.
fn run_on_fargate(stage: &mut Stage, count: u32, with: Value) -> (usize, Vec<String>) {
    let mut request = json!({
        "taskDefinition": "task", "count": count,
        "networkConfiguration": { "awsvpcConfiguration": { "subnets": ["subnet-a", "subnet-b"] } },
    });
    for (key, value) in with.as_object().unwrap() {
        request[key] = value.clone();
    }
    let answer = stage.ask(Operation::RunTask, request);
    let failures = answer["failures"].as_array().unwrap().iter();
    let reasons = failures.map(|it| it["reason"].as_str().unwrap().to_owned());
    (answer["tasks"].as_array().unwrap().len(), reasons.collect())
}

fn set(stage: &mut Stage, limit: Limit, to: Option<u32>) {
    let set = Command::Limits(Arc::new(vec![(limit, to)]));
    stage.simulation.submit(set).unwrap();
}

const NO_VCPUS: &str = "You've reached the limit on the number of vCPUs you can run concurrently";
const NO_CAPACITY: &str = "Capacity is unavailable at this time. Please try again later or in a different availability zone";

#[test]
fn a_quota_of_vcpus_ends_launches_until_tasks_have_stopped() {
    let mut stage = Stage::new();
    stage.ask(Operation::RegisterTaskDefinition, fargate(json!({})));
    set(&mut stage, Limit::FargateVcpus { spot: false }, Some(6));
    let on_demand = || json!({ "launchType": "FARGATE" });
    for _ in 0..2 {
        assert_eq!(
            run_on_fargate(&mut stage, 10, on_demand()),
            (10, vec![]),
            "capacity F09"
        );
    }
    let last = run_on_fargate(&mut stage, 10, on_demand());
    assert_eq!(last, (4, vec![NO_VCPUS.to_owned()]), "capacity F09");
    // A service is told so in its events, as scheduler 6.1 #15 words it: without a full stop.
    let service = json!({
        "serviceName": "web", "taskDefinition": "task", "desiredCount": 1, "launchType": "FARGATE",
        "networkConfiguration": { "awsvpcConfiguration": { "subnets": ["subnet-a"] } },
    });
    stage.ask(Operation::CreateService, service);
    stage.pass(60);
    let said = format!("(service web) was unable to place a task. Reason: {NO_VCPUS}");
    assert_eq!(stage.events(), [said], "capacity F09");
    // What stops counts until it has stopped; then there is room for one.
    let first = stage.world().tasks().next().unwrap().arn();
    stage.ask(Operation::StopTask, json!({ "task": first }));
    assert_eq!(run_on_fargate(&mut stage, 1, on_demand()).0, 0);
    stage.pass(120);
    assert_eq!(stage.web().running_count(), 1);
    // Spot has a quota of its own.
    stage.ask(
        Operation::PutClusterCapacityProviders,
        json!({ "cluster": "default", "capacityProviders": ["FARGATE_SPOT"], "defaultCapacityProviderStrategy": [] }),
    );
    let spot = json!({ "capacityProviderStrategy": [{ "capacityProvider": "FARGATE_SPOT", "weight": 1 }] });
    assert_eq!(run_on_fargate(&mut stage, 3, spot), (3, vec![]));
}

/// The largest numbers a file may have are no smaller ones.
#[test]
fn a_quota_and_a_group_may_be_as_large_as_a_number() {
    let mut stage = Stage::new();
    stage.ask(Operation::RegisterTaskDefinition, fargate(json!({})));
    for vcpus in [4_194_304, u32::MAX] {
        set(&mut stage, Limit::FargateVcpus { spot: false }, Some(vcpus));
        let started = run_on_fargate(&mut stage, 1, json!({ "launchType": "FARGATE" }));
        assert_eq!(started, (1, vec![]), "capacity F09");
    }
    let group = NewGroup {
        name: "workers".to_owned(),
        cluster: "default".to_owned(),
        types: vec![instance_type("m5.large").unwrap()],
        zones: vec!["us-east-1a", "us-east-1b"],
        min: 0,
        max: u32::MAX,
        desired: 2,
        protects_new: false,
        on_demand_base: 0,
        on_demand_percent: 100,
        termination_policy: TerminationPolicy::Default,
        terminating_hook: None,
    };
    let made = stage.simulation.submit(Command::Group(Arc::new(group)));
    made.unwrap();
    stage.pass(300);
    assert_eq!(stage.world().instances().count(), 2, "capacity 3.1");
}

#[test]
fn run_task_gives_each_provider_its_share_and_no_other() {
    let mut stage = Stage::new();
    stage.ask(Operation::RegisterTaskDefinition, fargate(json!({})));
    stage.ask(
        Operation::PutClusterCapacityProviders,
        json!({ "cluster": "default", "capacityProviders": ["FARGATE", "FARGATE_SPOT"], "defaultCapacityProviderStrategy": [] }),
    );
    let even = json!({ "capacityProviderStrategy": [
        { "capacityProvider": "FARGATE", "weight": 1 }, { "capacityProvider": "FARGATE_SPOT", "weight": 1 },
    ] });
    let none = |spot, zone| Limit::FargateCapacity { spot, zone };
    set(&mut stage, none(true, None), Some(0));
    let answer = run_on_fargate(&mut stage, 4, even.clone());
    assert_eq!(answer, (2, vec![NO_CAPACITY.to_owned()]), "capacity S18");
    // In one zone only: the other takes it.
    set(&mut stage, none(true, None), None);
    set(&mut stage, none(true, Some("us-east-1a")), Some(0));
    assert_eq!(run_on_fargate(&mut stage, 4, even), (4, vec![]));
    let spot = stage.world().find_provider("FARGATE_SPOT");
    let on_spot = stage
        .world()
        .tasks()
        .filter(|task| task.row.made.provider == spot);
    let zones: Vec<&str> = on_spot.map(|task| task.zone()).collect();
    assert_eq!(zones, ["us-east-1b", "us-east-1b"]);
}

/// What a line has no capacity for is asked once a look, however many tasks are missing there.
#[test]
fn a_line_without_capacity_is_asked_once_a_look() {
    let on = |line: &str| json!({ "capacityProvider": line, "weight": 1 });
    #[rustfmt::skip]
    let rows: [(&[&str], &[bool], usize, usize); 4] = [
        // lines                      none left for    started  decisions
        (&["FARGATE"],                &[false],        0,       1),
        (&["FARGATE", "FARGATE_SPOT"], &[true],        20,      21),
        (&["FARGATE_SPOT", "FARGATE"], &[true],        20,      21),
        (&["FARGATE", "FARGATE_SPOT"], &[false, true], 0,       2),
    ];
    for (lines, none_left, started, decisions) in rows {
        let mut stage = Stage::new();
        stage.ask(Operation::RegisterTaskDefinition, fargate(json!({})));
        stage.ask(
            Operation::PutClusterCapacityProviders,
            json!({ "cluster": "default", "capacityProviders": lines, "defaultCapacityProviderStrategy": [] }),
        );
        for spot in none_left {
            let limit = Limit::FargateCapacity {
                spot: *spot,
                zone: None,
            };
            set(&mut stage, limit, Some(0));
        }
        let strategy: Vec<Value> = lines.iter().map(|line| on(line)).collect();
        let service = json!({
            "serviceName": "web", "taskDefinition": "task", "desiredCount": 40, "capacityProviderStrategy": strategy,
            "networkConfiguration": { "awsvpcConfiguration": { "subnets": ["subnet-a"] } },
        });
        stage.ask(Operation::CreateService, service);
        stage.pass(5);
        let placed = stage.simulation.decisions();
        let placed = placed.filter(|(_, it)| matches!(it.decision, Decision::Placement(_)));
        let took = (stage.world().tasks().count(), placed.count());
        assert_eq!(
            took,
            (started, decisions),
            "capacity S18: {lines:?} without {none_left:?}"
        );
    }
}

#[test]
fn a_spot_task_is_killed_when_its_stop_timeout_is_over() {
    // Ten seconds of network and pull pass before it runs; 500 s later Fargate Spot takes it back.
    for (row, timeout) in [("capacity F06", 30), ("capacity F07", 120)] {
        let mut stage = Stage::new();
        let deaf = ImageBehaviour {
            ignores_sigterm: true,
            ..ImageBehaviour::default()
        };
        stage.behave(NewBehaviour {
            image: "app".to_owned(),
            behaviour: deaf,
        });
        let app = json!([{ "name": "app", "image": "app", "stopTimeout": timeout }]);
        let task = fargate(json!({ "containerDefinitions": app }));
        stage.ask(Operation::RegisterTaskDefinition, task);
        stage.ask(
            Operation::PutClusterCapacityProviders,
            json!({ "cluster": "default", "capacityProviders": ["FARGATE_SPOT"], "defaultCapacityProviderStrategy": [] }),
        );
        let spot = json!({ "capacityProviderStrategy": [{ "capacityProvider": "FARGATE_SPOT", "weight": 1 }] });
        run_on_fargate(&mut stage, 1, spot);
        stage.pass(500);
        let task = stage.world().tasks().next().unwrap().id;
        let fault = Fault::SpotTaskInterruption { task };
        stage.simulation.submit(Command::Fault(fault)).unwrap();
        stage.pass(200);
        let at = |found: &dyn Fn(&Event) -> bool| stage.when(found).unwrap();
        let told = at(&|it| matches!(it, Event::ContainerStopBegun { .. }));
        let ended = at(&|it| {
            matches!(
                it,
                Event::ContainerMoved {
                    to: ContainerStatus::Stopped,
                    exit_code: Some(137),
                    ..
                }
            )
        });
        assert_eq!(ended.since(told).secs(), timeout, "{row}");
    }
}
