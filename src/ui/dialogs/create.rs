//! Making a cluster, container instances or a service.

use ecs_playground::view::call::{Call, quote};
use leptos::prelude::*;

use super::super::dom::{Node, el};
use super::super::state::{App, Dialog};
use super::{choice, confirm, confirm_with, entry, strategy, title};

/// The fields of all three, each with what is usual.
#[derive(Clone, Copy)]
pub struct Fields {
    cluster: RwSignal<String>,
    name: RwSignal<String>,
    instance_type: RwSignal<String>,
    zones: RwSignal<String>,
    count: RwSignal<String>,
    revision: RwSignal<String>,
    launch_type: RwSignal<String>,
    scheduling: RwSignal<String>,
    strategy: strategy::Fields,
    placement: RwSignal<String>,
    distinct: RwSignal<String>,
    member_of: RwSignal<String>,
}

/// Label and `placementStrategy`, the console's templates first.
const PLACEMENTS: [(&str, &str); 5] = [
    (
        "Spread over zones, then instances",
        r#"[{"type": "spread", "field": "attribute:ecs.availability-zone"}, {"type": "spread", "field": "instanceId"}]"#,
    ),
    (
        "Spread over zones, then pack memory",
        r#"[{"type": "spread", "field": "attribute:ecs.availability-zone"}, {"type": "binpack", "field": "memory"}]"#,
    ),
    (
        "Pack by memory",
        r#"[{"type": "binpack", "field": "memory"}]"#,
    ),
    ("Pack by CPU", r#"[{"type": "binpack", "field": "cpu"}]"#),
    ("Random", r#"[{"type": "random"}]"#),
];

const TYPES: [&str; 9] = [
    "t3.medium",
    "t3.large",
    "m5.large",
    "m5.xlarge",
    "m6g.large",
    "c5.large",
    "c5.xlarge",
    "r5.large",
    "g4dn.xlarge",
];

fn same(words: &[&str]) -> Vec<(String, String)> {
    words
        .iter()
        .map(|word| (word.to_string(), word.to_string()))
        .collect()
}

impl Fields {
    pub fn new() -> Fields {
        let field = |value: &str| RwSignal::new(value.to_string());
        Fields {
            cluster: field(""),
            name: field(""),
            instance_type: field("m5.large"),
            zones: field("abc"),
            count: field("3"),
            revision: field(""),
            launch_type: field("EC2"),
            scheduling: field("REPLICA"),
            strategy: strategy::Fields::new(),
            placement: field(PLACEMENTS[0].1),
            distinct: field(""),
            member_of: field(""),
        }
    }

    /// Names that exist now; what the person chose before stays when it still exists.
    pub fn usual(self, app: App) {
        app.done.set(None);
        let dialog = app.dialog.get_untracked();
        app.tree.with_untracked(|tree| {
            if !tree.clusters.contains(&self.cluster.get_untracked()) {
                self.cluster
                    .set(tree.clusters.first().cloned().unwrap_or_default());
            }
            if !tree.revisions.contains(&self.revision.get_untracked()) {
                self.revision
                    .set(tree.revisions.first().cloned().unwrap_or_default());
            }
        });
        self.name.set(
            if dialog == Dialog::Cluster {
                "demo"
            } else {
                "my-service"
            }
            .to_string(),
        );
    }

    fn clusters(app: App) -> Vec<(String, String)> {
        app.tree.with(|tree| {
            tree.clusters
                .iter()
                .map(|name| (name.clone(), name.clone()))
                .collect()
        })
    }
}

pub fn cluster(app: App, fields: Fields) -> Vec<Node> {
    let call = Call::new("CreateCluster").text("clusterName", &fields.name.get());
    vec![
        title(app, "Create a cluster"),
        el("div", "fields-grid")
            .child(entry(
                "Cluster name",
                "text",
                fields.name,
                "Letters, digits, hyphens and underscores.",
            ))
            .into(),
        confirm(app, call, "Create cluster"),
    ]
}

pub fn instances(app: App, fields: Fields) -> Vec<Node> {
    let zones = fields.zones.get();
    let (cluster, instance_type) = (fields.cluster.get(), fields.instance_type.get());
    let count = fields.count.get();
    let mut input = String::from("{\"cluster\": ");
    input.push_str(&quote(&cluster));
    input.push_str(", \"type\": ");
    input.push_str(&quote(&instance_type));
    input.push_str(", \"zones\": [");
    for (index, zone) in zones.chars().enumerate() {
        if index > 0 {
            input.push_str(", ");
        }
        input.push_str(&quote(&zone.to_string()));
    }
    input.push_str("], \"count\": ");
    input.push_str(if count.is_empty() { "0" } else { &count });
    input.push('}');

    // Instances join by themselves: the machine starts, its agent registers.
    let mut command = String::from(
        "aws ec2 run-instances --image-id resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id --instance-type ",
    );
    command.push_str(&instance_type);
    command.push_str(" --count ");
    command.push_str(&count);
    command.push_str(" --user-data $'#!/bin/bash\\necho ECS_CLUSTER=");
    command.push_str(&cluster);
    command.push_str(" >> /etc/ecs/ecs.config'");

    let zone_sets = [
        ("abc", "a, b and c, in turn"),
        ("ab", "a and b, in turn"),
        ("a", "a"),
        ("b", "b"),
        ("c", "c"),
    ]
    .map(|(value, label)| (value.to_string(), label.to_string()));
    let grid = el("div", "fields-grid")
        .child(choice(
            "Cluster",
            fields.cluster,
            &Fields::clusters(app),
            "",
        ))
        .child(choice(
            "Instance type",
            fields.instance_type,
            &same(&TYPES),
            "",
        ))
        .child(choice("Zones", fields.zones, &zone_sets, ""))
        .child(entry(
            "How many",
            "number",
            fields.count,
            "In all, over the zones.",
        ));
    vec![
        title(app, "Add container instances"),
        grid.into(),
        confirm_with(
            app,
            "instances".to_string(),
            input,
            command,
            "Add instances",
        ),
    ]
}

pub fn service(app: App, fields: Fields) -> Vec<Node> {
    let revisions: Vec<(String, String)> = app.tree.with(|tree| {
        tree.revisions
            .iter()
            .map(|name| (name.clone(), name.clone()))
            .collect()
    });
    let fargate = fields.launch_type.get() == "FARGATE";
    let number = |field: RwSignal<String>| field.get().parse().unwrap_or(0);
    let daemon = !fargate && fields.scheduling.get() == "DAEMON";
    let mut call = Call::new("CreateService")
        .text("cluster", &fields.cluster.get())
        .text("serviceName", &fields.name.get())
        .text("taskDefinition", &fields.revision.get())
        .text("launchType", &fields.launch_type.get());
    if daemon {
        call = call.text("schedulingStrategy", "DAEMON");
    } else {
        call = call
            .number("desiredCount", number(fields.count))
            .raw("deploymentConfiguration", fields.strategy.configuration());
    }
    call = if fargate {
        let network =
            r#"{"awsvpcConfiguration": {"subnets": ["subnet-a", "subnet-b", "subnet-c"]}}"#;
        call.raw("networkConfiguration", network.to_string())
    } else {
        let mut constraints = String::new();
        if !daemon && fields.distinct.get() == "yes" {
            constraints.push_str("{\"type\": \"distinctInstance\"}");
        }
        let expression = fields.member_of.get();
        if !expression.trim().is_empty() {
            constraints.push_str(if constraints.is_empty() { "" } else { ", " });
            constraints.push_str("{\"type\": \"memberOf\", \"expression\": ");
            constraints.push_str(&quote(expression.trim()));
            constraints.push('}');
        }
        if !constraints.is_empty() {
            constraints = ["[", &constraints, "]"].concat();
        }
        let placement = if daemon {
            String::new()
        } else {
            fields.placement.get()
        };
        call.raw("placementStrategy", placement)
            .raw("placementConstraints", constraints)
    };

    let placements: Vec<(String, String)> = PLACEMENTS
        .iter()
        .map(|(label, value)| (value.to_string(), label.to_string()))
        .collect();
    let yes_no = [
        ("", "As many as fit on an instance"),
        ("yes", "One task per instance (distinctInstance)"),
    ]
    .map(|(value, label)| (value.to_string(), label.to_string()));
    let mut grid = el("div", "fields-grid")
        .child(choice(
            "Cluster",
            fields.cluster,
            &Fields::clusters(app),
            "",
        ))
        .child(entry("Service name", "text", fields.name, ""))
        .child(choice("Task definition", fields.revision, &revisions, ""))
        .child(choice(
            "Launch type",
            fields.launch_type,
            &same(&["EC2", "FARGATE"]),
            "",
        ));
    if !fargate {
        let kinds = strategy::options(&[
            ("REPLICA", "As many tasks as desired"),
            ("DAEMON", "One on each instance (DAEMON)"),
        ]);
        grid = grid.child(choice("Scheduling", fields.scheduling, &kinds, ""));
    }
    if !daemon {
        grid =
            fields
                .strategy
                .entries(grid.child(entry("Desired tasks", "number", fields.count, "")));
    }
    if !fargate && !daemon {
        grid = grid
            .child(choice("Placement", fields.placement, &placements, ""))
            .child(choice("Per instance", fields.distinct, &yes_no, ""));
    }
    if !fargate {
        grid = grid.child(entry(
            "Only on instances (memberOf)",
            "text",
            fields.member_of,
            "A query, as over the map.",
        ));
    }
    vec![
        title(app, "Create a service"),
        grid.into(),
        confirm(app, call, "Create service"),
    ]
}
