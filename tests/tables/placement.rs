//! Where a task goes, and what ECS says when it goes nowhere: the worked examples of placement.

use ecs_playground::api::operation::Operation;
use ecs_playground::catalog::instance_types::instance_type;
use ecs_playground::engine::placement::{Rejection, Table, Tally, place_by_scan};
use ecs_playground::model::ContainerInstanceId;
use ecs_playground::model::messages::FailureReason;
use ecs_playground::model::placement::{BinpackField, SpreadField, Strategy, ZONE_ATTRIBUTE};
use ecs_playground::model::task_definition::Demand;
use serde_json::{Value, json};

use crate::stage::{Stage, app, sized};

/// The reasons of RunTask's failures, by instance.
fn reasons(answer: &Value) -> Vec<&str> {
    let failures = answer["failures"].as_array().unwrap();
    failures
        .iter()
        .map(|failure| failure["reason"].as_str().unwrap())
        .collect()
}

fn started(answer: &Value) -> usize {
    answer["tasks"].as_array().unwrap().len()
}

/// Runs `count` tasks of `family` by RunTask.
fn run(stage: &mut Stage, family: &str, count: u32, with: Value) -> Value {
    let mut request = with;
    request["taskDefinition"] = family.into();
    request["count"] = count.into();
    stage.ask(Operation::RunTask, request)
}

#[test]
fn one_copy_per_instance_when_the_rest_is_too_small() {
    for (kind, containers, reason, row) in [
        (
            sized(2, 1_024),
            app(0, 1_000),
            "RESOURCE:MEMORY",
            "scheduler P01",
        ),
        (
            sized(1, 4_096),
            app(1_000, 128),
            "RESOURCE:CPU",
            "scheduler P02",
        ),
    ] {
        let mut stage = Stage::new();
        for zone in ["a", "b", "c"] {
            stage.join(kind, zone);
        }
        stage.define("web", containers);
        let answer = run(&mut stage, "web", 5, json!({}));
        assert_eq!(started(&answer), 3, "{row}");
        assert_eq!(stage.per_instance(), [1, 1, 1], "{row}");
        assert_eq!(reasons(&answer), [reason; 3], "{row}");
    }
}

#[test]
fn a_task_of_the_nominal_size_does_not_fit() {
    let mut stage = Stage::new();
    stage.join(instance_type("m5.large").unwrap(), "a");
    stage.define("web", app(0, 8_192));
    let answer = run(&mut stage, "web", 1, json!({}));
    assert_eq!(
        (started(&answer), reasons(&answer)),
        (0, vec!["RESOURCE:MEMORY"]),
        "scheduler P06"
    );
}

#[test]
fn what_a_task_takes() {
    let two = json!([
        { "name": "a", "image": "a", "memory": 300, "memoryReservation": 128 },
        { "name": "b", "image": "b", "memory": 256 },
    ]);
    let cpu = json!([
        { "name": "a", "image": "a", "memory": 128, "cpu": 256 },
        { "name": "b", "image": "b", "memory": 128 },
    ]);
    for (with, containers, cpu_units, memory_mib, row) in [
        (json!({}), two.clone(), 0, 384, "scheduler P07"),
        (json!({ "memory": "512" }), two, 0, 512, "scheduler P08"),
        (json!({}), cpu, 256, 256, "scheduler P09"),
    ] {
        let mut stage = Stage::new();
        stage.define_with("web", with, containers);
        let (_, registered) = stage.world().definitions().next().unwrap();
        let wanted = Demand {
            cpu_units,
            memory_mib,
            ..Demand::default()
        };
        assert_eq!(*registered.demand, wanted, "{row}");
    }
}

#[test]
fn network_interfaces_run_out() {
    let mut stage = Stage::new();
    stage.join(instance_type("c5.large").unwrap(), "a");
    stage.define_with("web", json!({ "networkMode": "awsvpc" }), app(64, 64));
    let network =
        json!({ "networkConfiguration": { "awsvpcConfiguration": { "subnets": ["subnet-1a"] } } });
    let answer = run(&mut stage, "web", 3, network);
    assert_eq!(
        (started(&answer), reasons(&answer)),
        (2, vec!["RESOURCE:ENI"]),
        "scheduler P11"
    );
}

fn with_port(host_port: u16) -> Value {
    json!([{ "name": "app", "image": "app", "memory": 128,
        "portMappings": [{ "containerPort": 80, "hostPort": host_port }] }])
}

#[test]
fn a_host_port_has_one_owner() {
    let mut stage = Stage::new();
    let instance = stage.join(instance_type("m5.large").unwrap(), "a");
    stage.define("web", with_port(80));
    stage.serve(2, json!({}));
    stage.pass(120);
    assert_eq!(stage.web().running_count(), 1, "scheduler P13");
    let hex = stage.world().instance(instance).hex();
    let text = format!(
        "(service web) was unable to place a task because no container instance met all of its requirements. The \
         closest matching (container-instance {hex}) is already using a port required by your task. For more \
         information, see the Troubleshooting section of the Amazon ECS Developer Guide."
    );
    assert_eq!(
        stage
            .events()
            .iter()
            .filter(|event| **event == text)
            .count(),
        1,
        "scheduler P13"
    );

    let mut stage = Stage::new();
    stage.join(instance_type("m5.large").unwrap(), "a");
    stage.define("web", with_port(0));
    stage.serve(2, json!({}));
    stage.pass(120);
    assert_eq!(stage.web().running_count(), 2, "scheduler P14");
    let ports = |stage: &Stage| -> Vec<u16> {
        let tasks = stage.world().tasks();
        let ports = tasks.map(|task| task.containers().next().unwrap().1.dynamic_port);
        let mut ports: Vec<u16> = ports.collect();
        ports.sort();
        ports
    };
    assert_eq!(
        ports(&stage),
        [32_768, 32_769],
        "scheduler P14: from the ephemeral range"
    );
}

#[test]
fn an_instance_reserves_a_hundred_ports() {
    let mut stage = Stage::new();
    stage.join(instance_type("m5.4xlarge").unwrap(), "a");
    let ports = |from: u16, count: u16| -> Value {
        let maps: Vec<Value> = (from..from + count)
            .map(|port| json!({ "containerPort": port, "hostPort": port }))
            .collect();
        json!([{ "name": "app", "image": "app", "memory": 64, "portMappings": maps }])
    };
    stage.define("most", ports(8_000, 94));
    stage.define("last", ports(9_000, 1));
    assert_eq!(started(&run(&mut stage, "most", 1, json!({}))), 1);
    let answer = run(&mut stage, "last", 1, json!({}));
    assert_eq!(
        (started(&answer), reasons(&answer)),
        (0, vec!["RESOURCE:PORTS"]),
        "scheduler P28"
    );
    let mut table = Table::default();
    place_by_scan(
        stage.world(),
        &stage.ask_for(&[Strategy::Random], &[]),
        &mut table,
    );
    let miss = Rejection::TooManyPorts {
        asked: 1,
        used: 100,
    };
    assert_eq!(table.rows[0].misses, [miss], "scheduler P28");
}

#[test]
fn distinct_instances() {
    let mut stage = Stage::new();
    stage.join_many(1);
    stage.define("web", app(64, 64));
    stage.serve(
        4,
        json!({ "placementConstraints": [{ "type": "distinctInstance" }] }),
    );
    stage.pass(120);
    assert_eq!(stage.per_instance(), [1, 1, 1], "scheduler P15");
    let hex = stage.world().instance(ContainerInstanceId(0)).hex();
    let said = format!(
        "(container-instance {hex}) encountered error \"DistinctInstance placement constraint unsatisfied.\". For"
    );
    assert!(
        stage.events().iter().any(|event| event.contains(&said)),
        "scheduler P15"
    );
    let mut tally = Tally::default();
    let ask = ecs_playground::engine::service::service_ask(stage.world(), stage.web().id);
    assert_eq!(place_by_scan(stage.world(), &ask, &mut tally), None);
    assert_eq!(
        tally.rejected(),
        [(FailureReason::DistinctInstance, 3)],
        "scheduler P15"
    );
}

#[test]
fn a_service_without_a_strategy_spreads_over_zones_then_instances() {
    let mut stage = Stage::new();
    for zone in ["a", "b", "c"] {
        stage.join(instance_type("m5.large").unwrap(), zone);
        stage.join(instance_type("m5.large").unwrap(), zone);
    }
    stage.define("web", app(64, 64));
    stage.serve(1, json!({}));
    stage.pass(60);
    let zones = |stage: &Stage| -> Vec<String> {
        let tasks = stage.world().tasks();
        tasks.map(|task| task.zone().to_owned()).collect()
    };
    let first = zones(&stage)[0].clone();
    stage.update(json!({ "desiredCount": 2 }));
    stage.pass(60);
    let second = zones(&stage)[1].clone();
    assert_ne!(second, first, "scheduler P16");
    stage.update(json!({ "desiredCount": 3 }));
    stage.pass(60);
    assert!(
        ![first, second].contains(&zones(&stage)[2]),
        "scheduler P17"
    );
}

#[test]
fn within_the_emptier_zone_the_emptier_instance() {
    let mut stage = Stage::new();
    let m5 = instance_type("m5.large").unwrap();
    let (_in_b, _full_in_a) = (stage.join(m5, "b"), stage.join(m5, "a"));
    stage.define("web", app(64, 64));
    stage.serve(5, json!({}));
    stage.pass(60);
    assert_eq!(stage.per_instance(), [3, 2]);
    let empty_in_a = stage.join(m5, "a");
    stage.update(json!({ "desiredCount": 6 }));
    stage.pass(60);
    assert_eq!(stage.per_instance(), [3, 2, 1], "scheduler P18");
    assert_eq!(
        stage.world().tasks().last().unwrap().row.made.instance,
        Some(empty_in_a)
    );
}

fn by_zone() -> Strategy {
    Strategy::Spread(SpreadField::Attribute(ZONE_ATTRIBUTE.into()))
}

#[test]
fn binpack_takes_the_fullest_that_fits() {
    let mut stage = Stage::new();
    for memory in [4_096, 2_000, 1_500] {
        stage.join(sized(8, memory), "a");
    }
    stage.define("web", app(64, 1_800));
    let ask = stage.ask_for(&[Strategy::Binpack(BinpackField::Memory)], &[]);
    let mut table = Table::default();
    let chosen = place_by_scan(stage.world(), &ask, &mut table);
    assert_eq!(chosen, Some(ContainerInstanceId(1)), "scheduler P19");
    let miss = Rejection::Memory {
        asked: 1_800,
        left: 1_500,
    };
    assert_eq!(table.rows[2].misses, [miss], "scheduler P19");
    assert_eq!(
        (&table.rows[0].scores, &table.rows[1].scores),
        (&vec![4_096], &vec![2_000])
    );
}

#[test]
fn strategies_are_asked_in_their_order() {
    let mut stage = Stage::new();
    let a = stage.join(sized(4, 8_000), "a");
    let b: Vec<_> = (0..2).map(|_| stage.join(sized(1, 8_000), "b")).collect();
    let c = stage.join(sized(1, 8_000), "c");
    // Half of the first instance in b, and a quarter of the one in c, belong to others.
    stage.define("other", app(256, 64));
    let other = stage.ask_for(&[Strategy::Random], &[]);
    let other = ecs_playground::engine::placement::TaskAsk {
        group: ecs_playground::model::task::Group::Named(
            stage.world().names().find("us-east-1b").unwrap(),
        ),
        ..other
    };
    stage.put(b[0], &other);
    stage.define("web", app(256, 64));
    let ask = stage.ask_for(&[by_zone(), Strategy::Binpack(BinpackField::Cpu)], &[]);
    for instance in [a, a, b[0], c] {
        stage.put(instance, &ask);
    }
    let left = |id| stage.world().instance(id).row.remaining().cpu_units;
    assert_eq!((left(b[0]), left(b[1]), left(c)), (512, 1_024, 768));
    let mut table = Table::default();
    let chosen = place_by_scan(stage.world(), &ask, &mut table);
    assert_eq!(chosen, Some(b[0]), "scheduler P20");
    // Two siblings ruled zone a out; the rest was decided by CPU.
    let scores: Vec<&[i64]> = table.rows.iter().map(|row| &row.scores[..]).collect();
    assert_eq!(
        scores,
        [&[2][..], &[1, 512], &[1, 1_024], &[1, 768]],
        "scheduler P20"
    );
}

#[test]
fn spread_over_instances_takes_one_with_the_fewest() {
    let mut stage = Stage::new();
    let all: Vec<_> = (0..3).map(|_| stage.join(sized(4, 8_000), "a")).collect();
    stage.define("web", app(64, 64));
    let ask = stage.ask_for(&[Strategy::Spread(SpreadField::Instance)], &[]);
    for instance in [all[0], all[0], all[1], all[2]] {
        stage.put(instance, &ask);
    }
    let chosen = place_by_scan(stage.world(), &ask, &mut ()).unwrap();
    assert!([all[1], all[2]].contains(&chosen), "scheduler P21");
}

#[test]
fn siblings_in_another_cluster_do_not_count() {
    let mut stage = Stage::new();
    let first = stage.join(sized(4, 8_000), "a");
    stage.join(sized(4, 8_000), "b");
    stage.define("web", app(64, 64));
    stage.ask(Operation::CreateCluster, json!({ "clusterName": "other" }));
    let elsewhere = ecs_playground::sim::command::NewInstances {
        cluster: "other".to_owned(),
        kind: sized(4, 8_000),
        zones: vec!["us-east-1a"],
        count: 1,
        attributes: Default::default(),
        agent: Default::default(),
    };
    let joined = ecs_playground::sim::Command::Instances(std::sync::Arc::new(elsewhere));
    stage.simulation.submit(joined).unwrap();
    let ask = stage.ask_for(&[by_zone()], &[]);
    for _ in 0..3 {
        stage.put(ContainerInstanceId(2), &ask);
    }
    let mut table = Table::default();
    assert_eq!(
        place_by_scan(stage.world(), &ask, &mut table),
        Some(first),
        "scheduler 3.2"
    );
    assert_eq!(
        table.rows[0].scores,
        [0],
        "the same group of another cluster is not its sibling"
    );
}

#[test]
fn run_task_places_what_it_can() {
    let mut stage = Stage::new();
    stage.join(sized(2, 1_100), "a");
    stage.join(sized(2, 600), "b");
    stage.define("web", app(64, 500));
    let answer = run(&mut stage, "web", 5, json!({}));
    assert_eq!(started(&answer), 3, "scheduler P26");
    assert_eq!(
        reasons(&answer),
        ["RESOURCE:MEMORY", "RESOURCE:MEMORY"],
        "scheduler P26"
    );
    let arns: Vec<String> = stage.world().instances().map(|it| it.arn()).collect();
    let failed: Vec<&str> = answer["failures"]
        .as_array()
        .unwrap()
        .iter()
        .map(|failure| failure["arn"].as_str().unwrap())
        .collect();
    assert_eq!(
        failed, arns,
        "scheduler P26: one entry per container instance"
    );
}

#[test]
fn run_task_needs_instances_and_a_count() {
    let mut stage = Stage::new();
    stage.define("web", app(64, 64));
    let empty = stage.try_ask(Operation::RunTask, json!({ "taskDefinition": "web" }));
    let error = empty.unwrap_err();
    assert_eq!(
        (error.exception.name(), error.message.as_str()),
        (
            "InvalidParameterException",
            "No Container Instances were found in your cluster."
        ),
        "scheduler P27"
    );
    stage.join_many(2);
    for (count, fine) in [(0, false), (1, true), (10, true), (11, false)] {
        let answer = stage.try_ask(
            Operation::RunTask,
            json!({ "taskDefinition": "web", "count": count }),
        );
        let exception = answer.err().map(|error| error.exception.name());
        let wanted = (!fine).then_some("InvalidParameterException");
        assert_eq!(exception, wanted, "scheduler Q06: count {count}");
    }
}

#[test]
fn a_subnet_in_another_zone_is_a_matter_of_location() {
    let mut stage = Stage::new();
    stage.join(instance_type("m5.large").unwrap(), "a");
    stage.define_with("web", json!({ "networkMode": "awsvpc" }), app(64, 64));
    let in_zone = |zone: &str| json!({ "networkConfiguration": { "awsvpcConfiguration": { "subnets": [format!("subnet-1{zone}")] } } });
    let answer = run(&mut stage, "web", 1, in_zone("b"));
    assert_eq!(reasons(&answer), ["LOCATION"], "scheduler 1.3");
    assert_eq!(
        started(&run(&mut stage, "web", 1, in_zone("a"))),
        1,
        "scheduler 1.3"
    );
}

#[test]
fn an_instance_shows_its_first_miss_and_the_table_all() {
    let mut stage = Stage::new();
    let drained = stage.join(instance_type("m5.large").unwrap(), "a");
    stage.join(sized(1, 256), "b");
    let arn = stage.world().instance(drained).arn();
    let request = json!({ "containerInstances": [arn], "status": "DRAINING" });
    stage.ask(Operation::UpdateContainerInstancesState, request);
    stage.define_with("web", json!({ "networkMode": "awsvpc" }), app(2_000, 512));
    let network = json!({ "networkConfiguration": { "awsvpcConfiguration": { "subnets": ["subnet-1a", "subnet-1b"] } } });
    let answer = run(&mut stage, "web", 1, network);
    assert_eq!(
        reasons(&answer),
        ["INACTIVE", "RESOURCE:CPU"],
        "scheduler 1.3"
    );
    let mut table = Table::default();
    place_by_scan(
        stage.world(),
        &stage.ask_for(&[Strategy::Random], &[]),
        &mut table,
    );
    let cpu = Rejection::Cpu {
        asked: 2_000,
        left: 1_024,
    };
    let memory = Rejection::Memory {
        asked: 512,
        left: 256,
    };
    assert_eq!(table.rows[1].misses, [cpu, memory], "scheduler 1.3");
}
