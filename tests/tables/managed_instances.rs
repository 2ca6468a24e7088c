//! Managed Instances: rows M of capacity.

use std::sync::Arc;

use crate::stage::{Stage, app};
use ecs_playground::api::operation::Operation;
use ecs_playground::catalog::instance_types::{InstanceType, instance_type};
use ecs_playground::engine::capacity::bill::bill;
use ecs_playground::engine::capacity::cost::management_nano_usd_hour;
use ecs_playground::engine::capacity::managed::pick;
use ecs_playground::explain;
use ecs_playground::model::capacity::{
    MachineState, NewGroup, ProviderKind, Requirements, TerminationPolicy,
};
use ecs_playground::model::container_instance::InstanceStatus;
use ecs_playground::model::resources::Amounts;
use ecs_playground::scenario::{What, load};
use ecs_playground::sim::Command;
use ecs_playground::world::Event;
use serde_json::{Value, json};

const DAY: u64 = 24 * 3_600;

#[test]
fn the_fee_is_a_share_of_the_price() {
    let like = |name: &'static str, dollars_e5: u64| InstanceType {
        name,
        price_micro_usd_hour: dollars_e5 * 10,
        ..*instance_type("m5.large").unwrap()
    };
    for (row, kind, fee) in [
        ("capacity M01", like("m5.large", 9_600), 11_520_000),
        (
            "capacity M07",
            *instance_type("g6.xlarge").unwrap(),
            62_774_400,
        ),
        (
            "capacity M07",
            like("p5.48xlarge", 5_504_000),
            2_641_920_000,
        ),
    ] {
        assert_eq!(management_nano_usd_hour(&kind), fee, "{row}");
    }
}

fn holds(vcpus: u32, gib_tenths: u32) -> Amounts {
    Amounts {
        cpu_units: vcpus * 1_024,
        memory_mib: gib_tenths * 1_024 / 10,
        ..Amounts::default()
    }
}

#[test]
fn the_cheapest_type_that_holds_the_tasks_is_picked() {
    let any = Requirements::default();
    for (row, amounts, arm64, expected) in [
        ("capacity M02", holds(2, 150), false, "r5a.large"),
        ("capacity M03", holds(1, 55), false, "r7a.medium"),
        ("capacity M04", holds(2, 150), true, "r6g.large"),
        ("capacity M04", holds(1, 55), true, "r6g.medium"),
        ("capacity M05", holds(8, 160), false, "m5a.2xlarge"),
    ] {
        assert_eq!(pick(&any, amounts, arm64).unwrap().name, expected, "{row}");
    }
}

#[test]
fn requirements_narrow_the_choice() {
    let names = |list: &[&str]| list.iter().map(|it| Arc::from(*it)).collect::<Vec<_>>();
    let any = Requirements::default;
    let rows = [
        (
            Requirements {
                vcpus: (Some(4), None),
                ..any()
            },
            Some("c6a.xlarge"),
        ),
        (
            Requirements {
                allowed: names(&["m5.*"]),
                ..any()
            },
            Some("m5.large"),
        ),
        (
            Requirements {
                allowed: names(&["t3.large"]),
                ..any()
            },
            Some("t3.large"),
        ),
        (
            Requirements {
                excluded: names(&["r7a.medium"]),
                ..any()
            },
            Some("m5a.large"),
        ),
        (
            Requirements {
                memory_mib: (None, Some(4_096)),
                ..any()
            },
            None,
        ),
    ];
    for (requirements, expected) in rows {
        let picked = pick(&requirements, holds(1, 55), false).map(|kind| kind.name);
        assert_eq!(picked, expected, "{requirements:?}");
    }
}

#[test]
fn a_task_counts_with_its_own_memory_or_with_what_its_containers_reserve() {
    let reserving = json!([{ "name": "app", "image": "app", "memoryReservation": 1_024 }]);
    for (with, containers, expected) in [
        (json!({ "memory": "2048" }), app(256, 1_024), 2_048),
        (json!({}), reserving, 1_024),
    ] {
        let mut stage = Stage::new();
        stage.define_with("web", with, containers);
        let (_, registered) = stage.world().definitions().next().unwrap();
        assert_eq!(registered.demand.memory_mib, expected, "capacity M06");
    }
}

fn managed() -> Stage {
    let mut stage = Stage::new();
    stage.ask(Operation::CreateCapacityProvider, provider(json!({})));
    stage.define_with("web", json!({ "networkMode": "awsvpc" }), app(1_024, 2_048));
    stage
}

fn provider(requirements: Value) -> Value {
    json!({
        "name": "managed", "cluster": "default",
        "managedInstancesProvider": { "instanceLaunchTemplate": {
            "networkConfiguration": { "subnets": ["subnet-a", "subnet-b"] },
            "instanceRequirements": requirements,
        } },
    })
}

/// The Auto Scaling group `workers`.
fn group(stage: &mut Stage) {
    let group = NewGroup {
        name: "workers".to_owned(),
        cluster: "default".to_owned(),
        types: vec![instance_type("m5.large").unwrap()],
        zones: vec!["us-east-1a"],
        min: 0,
        max: 1,
        desired: 0,
        protects_new: false,
        on_demand_base: 0,
        on_demand_percent: 100,
        termination_policy: TerminationPolicy::Default,
        terminating_hook: None,
    };
    let made = stage.simulation.submit(Command::Group(Arc::new(group)));
    made.unwrap();
}

fn line() -> Value {
    json!({
        "capacityProviderStrategy": [{ "capacityProvider": "managed", "weight": 1 }],
        "networkConfiguration": { "awsvpcConfiguration": { "subnets": ["subnet-a", "subnet-b"] } },
    })
}

#[test]
fn an_instance_drains_after_two_weeks_and_is_gone_after_three() {
    let mut stage = managed();
    let mut request = line();
    request["taskDefinition"] = "web".into();
    stage.ask(Operation::RunTask, request);
    stage.pass(200);
    let only = stage.world().instances().next().unwrap().id;
    let status = |stage: &Stage| stage.world().instance(only).row.status;
    stage.pass(14 * DAY - 300);
    assert_eq!(status(&stage), InstanceStatus::Active, "capacity M08");
    stage.pass(200);
    // A task of nobody's service is waited for, but not longer than this.
    assert_eq!(status(&stage), InstanceStatus::Draining, "capacity M08");
    stage.pass(7 * DAY - 200);
    assert_eq!(status(&stage), InstanceStatus::Draining, "capacity M08");
    stage.pass(200);
    assert_eq!(status(&stage), InstanceStatus::Inactive, "capacity M08");
    assert_eq!(
        stage
            .world()
            .tasks()
            .filter(|task| task.row.is_wanted())
            .count(),
        0
    );
}

#[test]
fn an_empty_fleet_ends_and_the_bill_has_its_fee() {
    let mut stage = managed();
    stage.serve(2, line());
    stage.pass(200);
    assert_eq!(stage.web().running_count(), 2);
    let world = stage.world();
    let lines = bill(world, world.now());
    let expected: u64 = world
        .machines()
        .map(|(_, it)| it.kind.price_micro_usd_hour * 1_120)
        .sum();
    assert_eq!(
        (lines.managed.count, lines.managed.nano_usd_hour),
        (2, expected)
    );
    assert_eq!(lines.total().micro_usd, lines.managed.micro_usd);
    stage.update(json!({ "desiredCount": 0 }));
    stage.pass(1_200);
    let world = stage.world();
    assert_eq!(bill(world, world.now()).managed.count, 0);
}

/// Five minutes pass after the last change, not after the first (capacity 5).
#[test]
fn a_fleet_is_made_cheaper_after_the_last_change() {
    let mut stage = managed();
    stage.serve(2, line());
    stage.pass(1_000);
    for desired in [1, 0] {
        stage.update(json!({ "desiredCount": desired }));
        stage.pass(200);
    }
    let entries = stage.simulation.entries();
    let asked = entries.filter(|(_, it)| matches!(it.event, Event::TaskStopRequested { .. }));
    let last = asked.map(|(_, it)| it.at).max().unwrap();
    stage.pass(1_000);
    let ends = stage.when(|it| {
        matches!(it, Event::MachineMoved { to, .. } if *to == MachineState::TerminatingWait || *to == MachineState::Terminated)
    });
    let waited = ends.unwrap().since(last).secs();
    assert_eq!(waited, 300, "capacity 5");
}

/// An instance that may not register is ended, and another tried later; nothing waits for it, and the fleet lives on.
#[test]
fn an_instance_that_may_not_register_is_ended() {
    let mut stage = managed();
    let role = |policies: Value| {
        let file = json!({ "title": "-", "steps": [], "iam": { "instanceRole": "workers",
            "roles": [{ "name": "workers", "trust": "ec2.amazonaws.com", "policies": policies }] } });
        let scenario = load(&file.to_string()).unwrap();
        match &scenario.steps[0].what {
            What::Account(account) => Command::Account(account.clone()),
            other => panic!("{other:?}"),
        }
    };
    stage.simulation.submit(role(json!([]))).unwrap();
    let mut request = line();
    request["taskDefinition"] = "web".into();
    stage.ask(Operation::RunTask, request);
    stage.pass(200);
    let states = |stage: &Stage| {
        let all = stage.world().machines();
        all.map(|(_, it)| it.state).collect::<Vec<_>>()
    };
    assert_eq!(states(&stage), [MachineState::Terminated], "iam 11");
    let mended = role(json!(["AmazonEC2ContainerServiceforEC2Role"]));
    stage.simulation.submit(mended).unwrap();
    stage.pass(600);
    assert_eq!(
        states(&stage),
        [MachineState::Terminated, MachineState::InService],
        "iam 11"
    );
    let task = stage.world().tasks().next().unwrap();
    assert_eq!(task.row.last_status.word(), "RUNNING");
}

#[test]
fn what_no_type_holds_waits_and_is_stopped() {
    let mut stage = Stage::new();
    let small = json!({ "vCpuCount": { "max": 2 } });
    stage.ask(Operation::CreateCapacityProvider, provider(small));
    stage.define_with("web", json!({ "networkMode": "awsvpc" }), app(4_096, 2_048));
    let mut request = line();
    request["taskDefinition"] = "web".into();
    stage.ask(Operation::RunTask, request);
    stage.pass(1_790);
    assert_eq!(
        (
            stage.world().machines().count(),
            stage.world().waiting_count()
        ),
        (0, 1)
    );
    stage.pass(20);
    let task = stage.world().tasks().next().unwrap();
    assert_eq!(
        task.stopped_reason().unwrap(),
        "TaskFailedToStart: EMPTY CAPACITY PROVIDER"
    );
}

#[test]
fn an_instance_that_does_not_help_is_not_launched_twice() {
    let mut stage = managed();
    let mut request = line();
    request["taskDefinition"] = "web".into();
    request["placementConstraints"] =
        json!([{ "type": "memberOf", "expression": "attribute:stack == prod" }]);
    stage.ask(Operation::RunTask, request);
    stage.pass(1_200);
    let world = stage.world();
    assert_eq!((world.machines().count(), world.waiting_count()), (1, 1));
}

#[test]
fn a_deleted_provider_takes_its_instances_along() {
    let mut stage = managed();
    let mut request = line();
    request["taskDefinition"] = "web".into();
    stage.ask(Operation::RunTask, request);
    stage.pass(200);
    let described = stage.ask(Operation::DescribeTasks, {
        let task = stage.world().tasks().next().unwrap();
        json!({ "tasks": [task.arn()] })
    });
    assert_eq!(described["tasks"][0]["launchType"], "MANAGED_INSTANCES");
    let delete = || json!({ "capacityProvider": "managed" });
    let refused = stage.try_ask(Operation::DeleteCapacityProvider, delete());
    assert!(refused.is_err(), "its cluster uses it");
    let task = stage.world().tasks().next().unwrap().arn();
    stage.ask(Operation::StopTask, json!({ "task": task }));
    stage.pass(60);
    stage.ask(
        Operation::PutClusterCapacityProviders,
        json!({ "cluster": "default", "capacityProviders": [], "defaultCapacityProviderStrategy": [] }),
    );
    stage.ask(Operation::DeleteCapacityProvider, delete());
    stage.pass(10);
    assert!(stage.world().instances().all(|it| !it.row.is_present()));
}

/// One cluster for good, and with managed scaling one at a time (capacity 1.1, 1.2).
#[test]
fn a_provider_stays_in_its_cluster() {
    let mut stage = managed();
    group(&mut stage);
    for (name, status) in [("scaled", "ENABLED"), ("plain", "DISABLED")] {
        // One group, one provider: the one before is deleted.
        let asked = json!({ "name": name, "autoScalingGroupProvider": {
            "autoScalingGroupArn": "workers", "managedScaling": { "status": status } } });
        stage.ask(Operation::CreateCapacityProvider, asked);
        let put = json!({ "cluster": "default", "capacityProviders": ["managed", name], "defaultCapacityProviderStrategy": [] });
        stage.ask(Operation::PutClusterCapacityProviders, put);
        let mut elsewhere = |provider: &str, operation: Operation| {
            let cluster = format!("{provider}-{}", operation.name());
            let mut request =
                json!({ "capacityProviders": [provider], "defaultCapacityProviderStrategy": [] });
            match operation {
                Operation::CreateCluster => request["clusterName"] = cluster.into(),
                _ => {
                    stage.ask(
                        Operation::CreateCluster,
                        json!({ "clusterName": cluster.clone() }),
                    );
                    request["cluster"] = cluster.into();
                }
            }
            stage.try_ask(operation, request).is_ok()
        };
        let both = [
            Operation::CreateCluster,
            Operation::PutClusterCapacityProviders,
        ];
        for operation in both {
            assert!(
                !elsewhere("managed", operation),
                "capacity 1.1: {}",
                operation.name()
            );
            let may = elsewhere(name, operation);
            assert_eq!(
                may,
                status == "DISABLED",
                "capacity 1.2: {} {name}",
                operation.name()
            );
        }
        let out = json!({ "cluster": "default", "capacityProviders": [], "defaultCapacityProviderStrategy": [] });
        stage.ask(Operation::PutClusterCapacityProviders, out);
        // Left out of the list it is still its cluster's.
        let again = json!({ "clusterName": "another", "capacityProviders": ["managed"] });
        assert!(
            stage.try_ask(Operation::CreateCluster, again).is_err(),
            "capacity 1.1"
        );
        if status == "ENABLED" {
            stage.ask(
                Operation::DeleteCapacityProvider,
                json!({ "capacityProvider": name }),
            );
        }
    }
}

/// What AWS runs is no Auto Scaling group: neither under that name nor in the advice.
#[test]
fn a_fleet_is_not_found_as_a_group() {
    let mut stage = managed();
    let asked = |group: &str| json!({ "name": "second", "autoScalingGroupProvider": { "autoScalingGroupArn": group } });
    let refused = stage.try_ask(Operation::CreateCapacityProvider, asked("managed"));
    let help = refused.unwrap_err().help.unwrap();
    assert_eq!(help, "there is no Auto Scaling group yet", "capacity 1.1");
    group(&mut stage);
    let refused = stage.try_ask(Operation::CreateCapacityProvider, asked("managed"));
    let help = refused.unwrap_err().help.unwrap();
    assert_eq!(help, "there is: workers", "capacity 1.1");
    stage.ask(Operation::CreateCapacityProvider, {
        let mut request = asked("workers");
        request["name"] = "workers".into();
        request
    });
    let kinds = stage.world().providers().map(|(_, row)| row.kind);
    let kinds: Vec<ProviderKind> = kinds.filter(|it| it.group().is_some()).collect();
    assert!(
        matches!(
            kinds[..],
            [ProviderKind::Managed(_), ProviderKind::AutoScaling(_)]
        ),
        "capacity 1.1: {kinds:?}"
    );
}

#[test]
fn a_waiting_task_is_told_that_aws_picks_an_instance() {
    let mut stage = managed();
    let mut request = line();
    request["taskDefinition"] = "web".into();
    stage.ask(Operation::RunTask, request);
    let (id, _) = stage.simulation.decisions().next().unwrap();
    let said = explain::placement(&stage.simulation, id).unwrap().paragraph;
    assert!(said.contains("AWS picks instances"), "capacity 5: {said}");
}

#[test]
fn a_strategy_of_managed_instances_has_no_other_provider() {
    let mut stage = managed();
    stage.ask(
        Operation::CreateCapacityProvider,
        json!({ "name": "second", "cluster": "default", "managedInstancesProvider": provider(json!({}))["managedInstancesProvider"] }),
    );
    group(&mut stage);
    stage.ask(
        Operation::CreateCapacityProvider,
        json!({ "name": "workers", "autoScalingGroupProvider": { "autoScalingGroupArn": "workers" } }),
    );
    let mut with = |other: &str| {
        let line = |name: &str| json!({ "capacityProvider": name, "weight": 1 });
        let put = json!({
            "cluster": "default", "capacityProviders": ["managed", other],
            "defaultCapacityProviderStrategy": [line("managed"), line(other)],
        });
        stage
            .try_ask(Operation::PutClusterCapacityProviders, put)
            .is_ok()
    };
    assert_eq!(
        [with("second"), with("workers"), with("FARGATE")],
        [true, false, false],
        "capacity 1.4"
    );
}
