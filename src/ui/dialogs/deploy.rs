//! Updating a service: another revision, another desired count, or the same again.

use ecs_playground::view::call::Call;
use ecs_playground::view::tree::ServiceRow;
use leptos::prelude::*;

use super::super::dom::{Node, el};
use super::super::state::App;
use super::{choice, confirm, entry, strategy, title};

#[derive(Clone, Copy)]
pub struct Fields {
    service: RwSignal<String>,
    revision: RwSignal<String>,
    desired: RwSignal<String>,
    force: RwSignal<String>,
    how: RwSignal<String>,
    strategy: strategy::Fields,
}

fn name_of(service: &ServiceRow) -> String {
    let mut name = service.cluster.clone();
    name.push('/');
    name.push_str(&service.name);
    name
}

impl Fields {
    pub fn new() -> Fields {
        let field = || RwSignal::new(String::new());
        Fields {
            service: field(),
            revision: field(),
            desired: field(),
            force: field(),
            how: field(),
            strategy: strategy::Fields::new(),
        }
    }

    /// The service whose family was registered last, its newest revision, its count as it is.
    pub fn usual(self, app: App) {
        app.done.set(None);
        self.force.set(String::new());
        self.how.set(String::new());
        let family = app.draft.name.get_untracked();
        let chosen = app.tree.with_untracked(|tree| {
            let of_family = tree
                .services
                .iter()
                .find(|service| service.family == family);
            of_family.or(tree.services.first()).map(name_of)
        });
        self.follow(app, &chosen.unwrap_or_default());
    }

    /// Sets the other fields to what suits `service`.
    fn follow(self, app: App, service: &str) {
        self.service.set(service.to_string());
        app.tree.with_untracked(|tree| {
            let Some(row) = tree.services.iter().find(|row| name_of(row) == service) else {
                return;
            };
            self.desired.set(row.desired.to_string());
            let mut prefix = row.family.clone();
            prefix.push(':');
            let newest = tree
                .revisions
                .iter()
                .find(|revision| revision.starts_with(&prefix));
            self.revision.set(newest.cloned().unwrap_or_default());
        });
    }
}

pub fn draw(app: App, fields: Fields) -> Vec<Node> {
    let (services, revisions) = app.tree.with(|tree| {
        let services: Vec<_> = tree
            .services
            .iter()
            .map(|row| (name_of(row), name_of(row)))
            .collect();
        let revisions: Vec<_> = tree
            .revisions
            .iter()
            .map(|name| (name.clone(), name.clone()))
            .collect();
        (services, revisions)
    });
    if services.is_empty() {
        return vec![
            title(app, "Deploy"),
            el("p", "empty")
                .text("There is no service yet. Create one first; it runs the revision you choose.")
                .into(),
        ];
    }
    let service = fields.service.get();
    let (cluster, name) = service.split_once('/').unwrap_or(("", ""));
    let mut call = Call::new("UpdateService")
        .text("cluster", cluster)
        .text("service", name)
        .text("taskDefinition", &fields.revision.get())
        .number("desiredCount", fields.desired.get().parse().unwrap_or(0));
    if fields.force.get() == "yes" {
        call = call.switch("forceNewDeployment", true);
    }
    let changes = fields.how.get() == "yes";
    if changes {
        call = call.raw("deploymentConfiguration", fields.strategy.configuration());
    }
    let again = [
        ("", "Only if something changes"),
        ("yes", "Always (forceNewDeployment)"),
    ]
    .map(|(value, label)| (value.to_string(), label.to_string()));
    // Another service brings its own family and count.
    let known = StoredValue::new(service.clone());
    Effect::new(move |_: Option<()>| {
        let now = fields.service.get();
        if known.try_get_value().is_some_and(|known| known != now) {
            known.set_value(now.clone());
            fields.follow(app, &now);
        }
    });
    let hows = strategy::options(&[("", "As it does now"), ("yes", "Otherwise from now on")]);
    let grid = el("div", "fields-grid")
        .child(choice("Service", fields.service, &services, ""))
        .child(choice("Task definition", fields.revision, &revisions, ""))
        .child(entry("Desired tasks", "number", fields.desired, ""))
        .child(choice("New deployment", fields.force, &again, ""))
        .child(choice("How it deploys", fields.how, &hows, ""));
    let grid = if changes {
        fields.strategy.entries(grid)
    } else {
        grid
    };
    vec![
        title(app, "Deploy to a service"),
        grid.into(),
        confirm(app, call, "Deploy"),
    ]
}
