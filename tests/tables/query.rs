//! The cluster query language: every example expression of scheduler 2.5 and the worked examples P22 to P25.

use std::sync::Arc;

use ecs_playground::api::operation::Operation;
use ecs_playground::catalog::instance_types::instance_type;
use ecs_playground::engine::placement::query;
use ecs_playground::kernel::{SimTime, SortedMap};
use ecs_playground::sim::command::NewInstances;
use ecs_playground::sim::{Command, Simulation};
use serde_json::json;

/// Type, zone and custom attributes of an instance.
type Row<'r> = (&'r str, &'static str, &'r [(&'r str, &'r str)]);

fn simulation(instances: &[Row<'_>]) -> Simulation {
    let mut simulation = Simulation::new(1);
    request(
        &mut simulation,
        Operation::CreateCluster,
        json!({ "clusterName": "demo" }),
    );
    for (kind, zone, attributes) in instances {
        let attributes: SortedMap<String, Option<String>> = attributes
            .iter()
            .map(|(name, value)| ((*name).to_owned(), Some((*value).to_owned())))
            .collect();
        let kind = instance_type(kind).expect("a known type");
        let new = NewInstances {
            cluster: "demo".to_owned(),
            kind,
            zones: vec![zone],
            count: 1,
            attributes,
            agent: Default::default(),
        };
        simulation
            .submit(Command::Instances(Arc::new(new)))
            .expect("instances join");
    }
    simulation
}

fn request(simulation: &mut Simulation, operation: Operation, request: serde_json::Value) {
    let command = Command::Request {
        operation,
        request: Arc::new(request),
    };
    simulation.submit(command).expect("the request is accepted");
}

/// The numbers, from 1, of the instances an expression selects.
fn selected(simulation: &Simulation, expression: &str) -> Vec<u32> {
    let query = query::parse(expression).unwrap_or_else(|error| panic!("{expression}: {error:?}"));
    let world = simulation.world();
    world
        .instances()
        .filter(|instance| query.selects(instance))
        .map(|instance| instance.id.0 + 1)
        .collect()
}

#[test]
fn example_expressions() {
    let simulation = simulation(&[
        ("t3.small", "us-east-1a", &[("stack", "prod")]),
        ("t3.medium", "us-east-1b", &[("stack", "stage")]),
        ("g5.xlarge", "us-east-1a", &[("gpu", "yes")]),
        ("m6g.large", "us-east-1d", &[]),
        ("c5.large", "us-east-1c", &[("stack", "dev")]),
        ("m5.large", "us-east-1a", &[]),
    ]);
    // scheduler 2.5, by number; the fleet above stands in for the types of the examples.
    for (expression, expected, row) in [
        ("attribute:ecs.instance-type == t3.small", &[1][..], "#1"),
        (
            "attribute:ecs.availability-zone in [us-east-1a, us-east-1b]",
            &[1, 2, 3, 6],
            "#2",
        ),
        (
            "attribute:ecs.instance-type =~ g5.* and attribute:ecs.availability-zone != us-east-1d",
            &[3],
            "#3",
        ),
        ("task:group == service:production", &[], "#4"),
        ("not(task:group == database)", &[1, 2, 3, 4, 5, 6], "#5"),
        ("runningTasksCount == 0", &[1, 2, 3, 4, 5, 6], "#6"),
        ("agentVersion < 1.14.5", &[], "#7"),
        ("registeredAt < 2018-02-13", &[], "#8"),
        ("ec2InstanceId in ['i-abcd1234', 'i-wxyx7890']", &[], "#9"),
        ("attribute:stack == prod", &[1], "#10"),
        (
            "attribute:stack != prod",
            &[2, 5],
            "#11, scheduler P22: only those that have a stack",
        ),
        (
            "attribute:ecs.instance-type in [t3.small, t3.medium]",
            &[1, 2],
            "#12",
        ),
        (
            "attribute:ecs.instance-type =~ t3.* and attribute:ecs.availability-zone == us-east-1a",
            &[1],
            "#13",
        ),
        ("attribute:ecs.awsvpc-trunk-id exists", &[], "#15"),
        (
            "attribute:ecs.outpost-arn !exists",
            &[1, 2, 3, 4, 5, 6],
            "#16",
        ),
        ("attribute:ecs.cpu-architecture == arm64", &[4], "#17"),
        ("agentConnected == false", &[], "#19"),
        (
            "(attribute:stack == prod or attribute:stack == stage) and runningTasksCount < 5",
            &[1, 2],
            "#20",
        ),
        (
            "attribute:stack == prod or attribute:stack == stage and runningTasksCount > 5",
            &[1],
            "#21: and binds tighter",
        ),
        (
            "!(attribute:ecs.instance-type =~ c5.*) && attribute:gpu !exists",
            &[1, 2, 4, 6],
            "#22",
        ),
        ("attribute:ecs.instance-type !~ t.*", &[3, 4, 5, 6], "#23"),
        (
            "attribute:ecs.subnet-id not_in [subnet-0demoa, subnet-0demob]",
            &[4, 5],
            "#24",
        ),
        (
            "registeredAt >= 2026-01-01T00:00:00Z and registeredAt < 2026-12-01T00:00:00Z",
            &[1, 2, 3, 4, 5, 6],
            "#26",
        ),
        (
            r"attribute:ecs.instance-type matches m5\.(large|xlarge)",
            &[6],
            "#27",
        ),
        ("not(attribute:stack == prod)", &[2, 3, 4, 5, 6], "P23"),
        (
            "attribute:ecs.instance-type =~ 5.large",
            &[],
            "scheduler P25: the whole value has to match",
        ),
        (
            "agentVersion >= 1.14.5",
            &[1, 2, 3, 4, 5, 6],
            "scheduler P24: 1.98.0 is above 1.14.5",
        ),
        (
            "agentVersion greater_than 1.100.0",
            &[],
            "scheduler P24: parts compare as numbers",
        ),
    ] {
        assert_eq!(
            selected(&simulation, expression),
            expected,
            "{row}: {expression}"
        );
    }
}

#[test]
fn groups_are_those_of_live_tasks() {
    let mut simulation = simulation(&[
        ("m5.large", "us-east-1a", &[]),
        ("m5.large", "us-east-1b", &[]),
    ]);
    request(
        &mut simulation,
        Operation::RegisterTaskDefinition,
        json!({ "family": "db", "containerDefinitions": [{ "name": "db", "image": "postgres:17", "memory": 512 }] }),
    );
    let run = json!({ "cluster": "demo", "taskDefinition": "db", "group": "databases",
        "placementConstraints": [{ "type": "memberOf", "expression": "attribute:ecs.availability-zone == us-east-1b" }] });
    request(&mut simulation, Operation::RunTask, run);
    simulation.run_until(SimTime::from_secs(60), u64::MAX);
    for (expression, expected, row) in [
        ("task:group == databases", &[2][..], "#14"),
        ("not(task:group == databases)", &[1], "#5"),
        ("task:group exists", &[2], "2.4"),
        ("task:group in [web, databases]", &[2], "2.4"),
        ("runningTasksCount == 1", &[2], "#6"),
    ] {
        assert_eq!(
            selected(&simulation, expression),
            expected,
            "{row}: {expression}"
        );
    }
}

#[test]
fn unreadable_expressions_say_where_and_what() {
    for (expression, start, message) in [
        ("", 0, "a subject is missing"),
        ("attribute:stack", 15, "an operator is missing"),
        ("attribute:stack ==", 18, "a value is missing"),
        (
            "attribute:stack == prod extra",
            24,
            "nothing was expected here",
        ),
        (
            "(attribute:stack == prod",
            0,
            "this parenthesis is not closed",
        ),
        ("stack == prod", 0, "`stack` is not a subject"),
        (
            "attribute:stack =~ (",
            19,
            "this is not a regular expression we can use",
        ),
        ("attribute:stack in [a", 19, "this list is not closed"),
        (
            "agentVersion in [1]",
            13,
            "`in` does not go with agentVersion",
        ),
        (
            "runningTasksCount < many",
            20,
            "runningTasksCount is compared with a whole number",
        ),
        ("registeredAt < yesterday", 15, "this is not a date"),
        ("attribute:stack AND prod", 16, "`AND` is not an operator"),
        ("attribute:a == 'x", 15, "this quotation does not end"),
    ] {
        let error = query::parse(expression).expect_err(expression);
        assert_eq!(
            (error.place.start, error.message.as_str()),
            (start, message),
            "{expression}"
        );
        assert!(!error.help.is_empty());
    }
}
