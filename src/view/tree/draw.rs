//! The resource tree of a world.

use crate::kernel::WHOLE;
use crate::model::CapacityProviderId;
use crate::model::capacity::{CapacityProvider, ProviderKind, ProviderStatus};
use crate::model::cluster::ClusterStatus;
use crate::model::container_instance::InstanceStatus;
use crate::model::service::{RolloutState, ServiceStatus};
use crate::model::task::Group;
use crate::view::frame::{Kind, Subject, Tone};
use crate::view::inspector::{compare, provider};
use crate::view::look::{Look, hue};
use crate::view::text;
use crate::view::tree::{Row, Section, ServiceRow, Tree};

/// Instances listed one by one.
const INSTANCES_MAX: usize = 60;

pub fn tree(look: &Look<'_>) -> Tree {
    let world = look.world;
    let active: Vec<_> = world
        .clusters()
        .filter(|it| it.row.status == ClusterStatus::Active)
        .collect();
    Tree {
        sections: vec![
            services(look),
            definitions(look),
            clusters(look),
            providers(look),
            instances(look),
            runs(look),
        ]
        .into_iter()
        .filter(|section| !section.rows.is_empty() || !section.empty.is_empty())
        .collect(),
        clusters: active
            .iter()
            .map(|cluster| cluster.row.name.to_string())
            .collect(),
        services: world
            .services()
            .filter(|service| service.row.status == ServiceStatus::Active)
            .map(|service| {
                let definition = world.definition(service.primary().definition);
                ServiceRow {
                    id: service.id.0,
                    cluster: world.cluster(service.row.cluster).row.name.to_string(),
                    name: service.row.name.to_string(),
                    family: definition.family.clone(),
                    revision: definition.revision,
                    desired: service.row.settings.desired_count,
                }
            })
            .collect(),
        revisions: world
            .definitions()
            .rev()
            .filter(|(_, row)| row.active)
            .map(|(_, row)| row.definition.reference())
            .collect(),
    }
}

fn services(look: &Look<'_>) -> Section {
    let row = |service: crate::world::views::ServiceView<'_>| {
        let desired = service.row.settings.desired_count;
        let running = service.running_count();
        let deploying = service.primary().rollout_state == RolloutState::InProgress;
        let (state, tone) = match service.row.status {
            ServiceStatus::Draining => (" · draining", Tone::Warn),
            _ if deploying => (" · deploying", Tone::Accent),
            _ if running < desired => (" · short of tasks", Tone::Warn),
            _ => ("", Tone::Plain),
        };
        Row {
            subject: Some(Subject::new(Kind::Service, service.id.0)),
            name: service.row.name.to_string(),
            value: format!("{running} / {desired}{state}"),
            tone,
            hue: Some(hue(Group::Service(service.id))),
            inner: false,
        }
    };
    let shown = look
        .world
        .services()
        .filter(|service| service.row.status != ServiceStatus::Inactive);
    Section {
        title: "Services".to_owned(),
        rows: shown.map(row).collect(),
        empty: "No service. A service keeps a number of tasks running.".to_owned(),
    }
}

fn definitions(look: &Look<'_>) -> Section {
    let world = look.world;
    let mut rows = Vec::new();
    for (family, revisions) in world.families() {
        for (place, id) in revisions
            .iter()
            .rev()
            .enumerate()
            .filter(|(place, _)| *place < 5)
        {
            let registered = world.registered(*id);
            let in_use = world.services().any(|service| {
                service.row.status != ServiceStatus::Inactive
                    && service.deployments().any(|(_, it)| it.definition == *id)
            });
            let value = match (registered.active, in_use) {
                (false, _) => "INACTIVE",
                (true, true) => "in use",
                (true, false) => "",
            };
            rows.push(Row {
                subject: Some(Subject::new(Kind::TaskDefinition, id.0)),
                name: if place == 0 {
                    format!("{family}:{}", registered.definition.revision)
                } else {
                    format!(":{}", registered.definition.revision)
                },
                value: value.to_owned(),
                tone: Tone::Muted,
                hue: None,
                inner: place > 0,
            });
        }
    }
    Section {
        title: "Task definitions".to_owned(),
        rows,
        empty: "No task definition. Register the draft below.".to_owned(),
    }
}

fn clusters(look: &Look<'_>) -> Section {
    let active = look
        .world
        .clusters()
        .filter(|it| it.row.status == ClusterStatus::Active);
    let rows = active.map(|cluster| Row {
        subject: Some(Subject::new(Kind::Cluster, cluster.id.0)),
        name: cluster.row.name.to_string(),
        value: text::count(cluster.instances().count() as u32, "instance"),
        ..Row::default()
    });
    Section {
        title: "Clusters".to_owned(),
        rows: rows.collect(),
        empty: "No cluster yet.".to_owned(),
    }
}

/// Capacity providers somebody made or a cluster uses; nothing is said where there are none.
fn providers(look: &Look<'_>) -> Section {
    if !WHOLE {
        return Section::default();
    }
    let world = look.world;
    let used = |id| world.clusters().any(|it| it.row.providers.contains(&id));
    let shown = world.providers().filter(|(id, row)| {
        let made = row.kind.group().is_some();
        row.status == ProviderStatus::Active && (made || used(*id))
    });
    let row = |(id, row): (CapacityProviderId, &CapacityProvider)| {
        let value = match row.kind {
            ProviderKind::Managed(group) => {
                let count = world.machines_of(group).count();
                text::count(count as u32, "instance")
            }
            ProviderKind::AutoScaling(group) => {
                let waiting = world.waiting_for(id).count();
                let group = world.group(group);
                let waits = if waiting > 0 {
                    format!(" · {waiting} wait")
                } else {
                    String::new()
                };
                format!("{} desired of {}{waits}", group.desired, group.max)
            }
            ProviderKind::Fargate | ProviderKind::FargateSpot => String::new(),
        };
        Row {
            subject: Some(Subject::new(Kind::CapacityProvider, id.0)),
            name: row.name.to_string(),
            value,
            tone: provider::tone(row),
            ..Row::default()
        }
    };
    Section {
        title: "Capacity providers".to_owned(),
        rows: shown.map(row).collect(),
        empty: String::new(),
    }
}

/// Runs that were left by changes: each can stand beside this one.
fn runs(look: &Look<'_>) -> Section {
    if !WHOLE {
        return Section::default();
    }
    let row = |choice: compare::Choice| Row {
        subject: Some(Subject::new(Kind::Run, choice.number)),
        name: choice.name,
        value: choice
            .left_at
            .to_string()
            .trim_end_matches(".000")
            .to_owned(),
        tone: Tone::Muted,
        ..Row::default()
    };
    Section {
        title: "Other runs".to_owned(),
        rows: compare::choices(look).into_iter().map(row).collect(),
        empty: String::new(),
    }
}

fn instances(look: &Look<'_>) -> Section {
    let present: Vec<_> = look
        .world
        .instances()
        .filter(|it| it.row.is_present())
        .collect();
    let row = |instance: &crate::world::views::InstanceView<'_>| {
        let row = instance.row;
        let tone = match row.status {
            InstanceStatus::Active if row.agent_connected => Tone::Plain,
            InstanceStatus::Active => Tone::Bad,
            _ => Tone::Warn,
        };
        let state = if tone == Tone::Bad {
            "disconnected"
        } else {
            row.status.word()
        };
        let zone = text::zone(&row.zone);
        Row {
            subject: Some(Subject::new(Kind::Instance, instance.id.0)),
            name: instance.label(),
            value: if tone == Tone::Plain {
                format!("{} · {zone}", row.kind.name)
            } else {
                format!("{state} · {zone}")
            },
            tone,
            hue: None,
            inner: false,
        }
    };
    let mut rows: Vec<Row> = present.iter().take(INSTANCES_MAX).map(row).collect();
    if present.len() > INSTANCES_MAX {
        rows.push(Row {
            name: format!("and {} more", present.len() - INSTANCES_MAX),
            ..Row::default()
        });
    }
    Section {
        title: "Container instances".to_owned(),
        rows,
        empty: "No instance. Tasks of launch type EC2 need some.".to_owned(),
    }
}
