//! What the page is sent about capacity and who may do what: providers, limits, metrics, refusals.

#![cfg(not(target_arch = "wasm32"))]

use ecs_playground::view::frame::Kind;
use ecs_playground::view::message::{Ask, Request, Tab};

#[path = "support/page.rs"]
mod page;

use page::Page;

#[test]
fn a_capacity_provider_tells_its_coming_minute_its_past_and_its_turns() {
    let mut page = Page::open("managed-scaling-from-nothing");
    let row = page.frame.tree.clone().expect("the tree").sections;
    let row = row.iter().flat_map(|section| &section.rows);
    let provider = row
        .filter_map(|row| row.subject)
        .find(|subject| subject.kind == Kind::CapacityProvider)
        .expect("a provider in the list");
    page.select(provider.kind, provider.id, Tab::Why);
    let panel = page.frame.inspector.clone().expect("the inspector");
    let coming = &panel.why[0];
    assert_eq!(coming.headline, "workers grows from 0 to 2");
    let told = "None is in service, and then the reservation is 200 %, however many wait.";
    assert!(
        coming.paragraphs[0].contains(told),
        "{:?}",
        coming.paragraphs
    );
    assert!(panel.chart.is_none());
    assert_eq!(page.map().waiting.len(), 1, "all eight together");
    assert_eq!(page.map().waiting[0].count, 8);
    page.seek(330);
    let panel = page.frame.inspector.clone().expect("the inspector");
    let chart = panel.chart.expect("a chart of the metric");
    assert_eq!(chart.now, "100.0 %");
    assert!(
        chart.line.starts_with("M0 2 L"),
        "200 is the top: {}",
        chart.line
    );
    assert_eq!(chart.table.rows.len(), 5);
    assert_eq!(panel.why[1].headline, "workers grows from 0 to 2");
}

/// The State tab shows what CloudWatch would, with the numbers each value is a share of.
#[test]
fn metrics_stand_in_the_state_of_cluster_and_service() {
    let mut page = Page::open("auto-scaling");
    let shown = |page: &Page| -> Vec<(String, String)> {
        let panel = page.frame.inspector.as_ref().expect("an inspector");
        let group = panel.state.iter().find(|it| it.title == "CloudWatch");
        let fields = &group.expect("metrics").fields;
        fields
            .iter()
            .map(|it| (it.name.clone(), it.value.replace('\u{202f}', " ")))
            .collect()
    };
    let line = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    page.select(Kind::Cluster, 0, Tab::State);
    assert_eq!(
        shown(&page),
        [
            line(
                "CPUReservation",
                "8.3 %, 2 048 of 24 576 units are reserved"
            ),
            line(
                "MemoryReservation",
                "4.3 %, 4 096 of 95 352 MiB are reserved"
            )
        ]
    );
    page.select(Kind::Service, 0, Tab::State);
    assert_eq!(
        shown(&page),
        [line(
            "CPUUtilization",
            "50 % of 512 units each, over 4 running tasks, a sample each a minute"
        )]
    );
}

/// What Fargate gives runs out by a button, and the run can be saved and opened again with it.
#[test]
fn fargate_and_subnets_run_out_by_a_button() {
    let mut page = Page::open("fargate-web-app");
    let press = |page: &mut Page, label: &str| {
        page.select(Kind::Task, 0, Tab::Why);
        let panel = page.frame.inspector.as_ref().expect("an inspector");
        let labels: Vec<_> = panel.actions.iter().map(|it| it.label.clone()).collect();
        let action = panel.actions.iter().find(|it| it.label == label);
        let action = action
            .unwrap_or_else(|| panic!("{label}: {labels:?}"))
            .clone();
        let reply = page.submit(&action.operation, &action.input);
        assert_eq!(reply.error, None, "{label}");
    };
    page.select(Kind::Task, 0, Tab::State);
    let zone = {
        let panel = page.frame.inspector.as_ref().expect("an inspector");
        let field = panel.state[0]
            .fields
            .iter()
            .find(|it| it.name == "availabilityZone");
        field.expect("a zone").value.clone()
    };
    press(&mut page, &format!("Let FARGATE run out in {zone}"));
    press(&mut page, "Let FARGATE run out in every zone");
    press(&mut page, &format!("Let the subnet of {zone} run full"));
    press(&mut page, "Give FARGATE capacity in every zone again");
    let quota = {
        let panel = page.frame.inspector.as_ref().expect("an inspector");
        let is_quota = |it: &&ecs_playground::view::inspector::Action| it.operation == "limits";
        panel
            .actions
            .iter()
            .find(is_quota)
            .expect("a quota")
            .label
            .clone()
    };
    assert_eq!(quota, "Set the account's quota of Fargate vCPUs to 0");
    press(&mut page, &quota);
    press(&mut page, "Lift the account's quota of Fargate vCPUs");
    press(&mut page, &quota);
    let saved = page
        .ask(Request::new(Ask::ScenarioExport))
        .text
        .expect("a file");
    for part in [
        "\"fargateUnavailable\"",
        "\"subnetExhausted\"",
        "\"fargateVcpus\"",
        "\"over\": true",
        "\"for\": \"0s\"",
    ] {
        assert!(saved.contains(part), "{part} is not in {saved}");
    }
    let again = page.ask(Request {
        scenario: Some(saved.clone()),
        open: Some(true),
        ..Request::new(Ask::Load)
    });
    assert_eq!(again.error, None);
    let twice = page
        .ask(Request::new(Ask::ScenarioExport))
        .text
        .expect("a file");
    assert_eq!(saved, twice);
}

/// An instance of a group whose status checks fail is replaced by a button, and the file says so.
#[test]
fn an_impaired_instance_is_replaced_by_a_button() {
    let mut page = Page::open("spot-interruption");
    page.select(Kind::Instance, 0, Tab::Why);
    let panel = page.frame.inspector.as_ref().expect("an inspector");
    let label = "Let its status checks fail";
    let action = panel.actions.iter().find(|it| it.label == label);
    let action = action.expect("a button").clone();
    assert_eq!(page.submit(&action.operation, &action.input).error, None);
    let panel = page.frame.inspector.as_ref().expect("an inspector");
    assert!(
        panel.actions.iter().all(|it| it.label != label),
        "it is on its way out"
    );
    let saved = page.ask(Request::new(Ask::ScenarioExport)).text;
    assert!(saved.expect("a file").contains("\"instanceImpaired\""));
}

/// A provider of Managed Instances shows what AWS may launch, and what it did.
#[test]
fn managed_instances_have_a_panel() {
    let folder = "tests/scenarios/managed_instances_get_smaller";
    let path = format!("{}/{folder}/scenario.json", env!("CARGO_MANIFEST_DIR"));
    let mut page = Page::default();
    let reply = page.ask(Request {
        scenario: Some(std::fs::read_to_string(path).unwrap()),
        open: Some(true),
        ..Request::new(Ask::Load)
    });
    assert_eq!(reply.error, None);
    page.seek(300);
    page.select(Kind::CapacityProvider, 2, Tab::State);
    let panel = page.frame.inspector.as_ref().expect("an inspector");
    assert_eq!(panel.subtitle, "capacity provider of Managed Instances");
    assert!(panel.actions.is_empty());
    let shown = |title: &str| {
        let group = panel.state.iter().find(|it| it.title == title);
        let fields = &group.expect("a group").fields;
        let values = fields.iter().map(|it| it.value.as_str());
        values.collect::<Vec<_>>().join("; ")
    };
    assert_eq!(
        shown("Its instances"),
        "InService, r5a.large in us-east-1a, on-demand; InService, r5a.large in us-east-1b, on-demand"
    );
    assert_eq!(
        shown("Capacity provider"),
        "managed; us-east-1a, us-east-1b; any to any; any to any"
    );
}

/// IAM's answer comes with what decides and what would mend it, and a role's failure with its why.
#[test]
fn what_iam_refuses_is_explained_where_it_shows() {
    let mut page = Page::open("iam-pass-role");
    let before = page.drawn();
    let update = |revision: u32| {
        format!(r#"{{"cluster": "demo", "service": "web", "taskDefinition": "web:{revision}"}}"#)
    };
    let error = page
        .submit("UpdateService", &update(2))
        .error
        .expect("a refusal");
    assert_eq!(error.name, "AccessDeniedException");
    assert!(
        error
            .message
            .contains("is not authorized to perform: iam:PassRole")
    );
    for part in ["\"PassOwnRoles\"", "not about this resource", "To mend it:"] {
        assert!(error.help.contains(part), "{part}: {}", error.help);
    }
    assert_eq!(page.drawn(), before, "nothing happened");
    assert_eq!(page.submit("UpdateService", &update(3)).error, None);
    let mut page = Page::open("iam-execution-role");
    page.select(Kind::Task, 0, Tab::Why);
    let why = format!("{:?}", page.frame.inspector);
    let lesson = "The task role is for the program inside and does not count here.";
    assert!(why.contains(lesson), "{why}");
}
