//! Two runs beside each other, what EventBridge was told, and auto scaling with the work it follows, as the page has them.

#![cfg(not(target_arch = "wasm32"))]

use ecs_playground::view::frame::{Kind, Subject};
use ecs_playground::view::inspector::{Action, Inspector, Table};
use ecs_playground::view::message::{Ask, Direction, Request, Stride, Tab};

#[path = "support/page.rs"]
mod page;

use page::Page;

fn panel(page: &Page) -> Inspector {
    page.frame.inspector.clone().expect("the inspector")
}

/// The cells of the row that begins so.
fn cells<'t>(table: &'t Table, name: &str) -> Vec<&'t str> {
    let mut rows = table.rows.iter();
    let row = rows.find(|row| row.cells[0].text == name);
    let row = row.unwrap_or_else(|| panic!("no row {name} in {table:?}"));
    row.cells.iter().map(|word| word.text.as_str()).collect()
}

/// The runs that the list on the left offers for comparison.
fn others(page: &Page) -> Vec<(u32, String)> {
    let sections = page.frame.tree.clone().expect("the tree").sections;
    let rows = sections.into_iter().flat_map(|section| section.rows);
    let run = |subject: Subject| (subject.kind == Kind::Run).then_some(subject.id);
    rows.filter_map(|row| Some((row.subject.and_then(run)?, row.name)))
        .collect()
}

fn follow(page: &mut Page, action: &Action, typed: &[(&str, &str)]) -> String {
    let mut input = action.input.clone();
    input.pop();
    for field in &action.fields {
        let own = typed.iter().find(|(path, _)| *path == field.path);
        let value = own.map_or(field.value.as_str(), |(_, value)| value);
        input.push_str(&format!(", \"{}\": \"{value}\"", field.path));
    }
    input.push('}');
    let reply = page.submit(&action.operation, &input);
    reply.error.map_or(String::new(), |error| error.message)
}

fn action(page: &Page, label: &str) -> Action {
    let actions = panel(page).actions;
    let found = actions.iter().find(|action| action.label == label);
    found
        .unwrap_or_else(|| {
            panic!(
                "no {label} among {:?}",
                actions.iter().map(|it| &it.label).collect::<Vec<_>>()
            )
        })
        .clone()
}

#[test]
fn two_runs_stand_side_by_side_at_one_instant() {
    let mut page = Page::open("rolling-update");
    assert!(others(&page).is_empty(), "nothing was left yet");
    page.follow_hint();
    page.seek(400);
    page.seek(200);
    let fewer = r#"{"cluster": "demo", "service": "web", "desiredCount": 2}"#;
    assert_eq!(page.submit("UpdateService", fewer).error, None);
    let left = others(&page);
    assert_eq!(left[0].1, "without UpdateService web");
    assert_eq!(
        left.len(),
        2,
        "before the fork, and before the deployment: {left:?}"
    );

    page.select(Kind::Run, left[0].0, Tab::Why);
    page.seek(400);
    let now = panel(&page);
    assert_eq!(now.title, "without UpdateService web");
    let figures = now.why[0].table.clone().expect("figures");
    assert_eq!(
        cells(&figures, "desired by services"),
        ["desired by services", "6", "10"]
    );
    assert_eq!(
        cells(&figures, "RUNNING tasks"),
        ["RUNNING tasks", "6", "10"]
    );
    assert!(
        now.why[0].paragraphs[0].contains("part at 00:03:20.000"),
        "{:?}",
        now.why[0].paragraphs
    );
    let differ = figures.rows.iter().filter(|row| row.picked).count();
    let of = figures.rows.len();
    assert_eq!(
        now.why[0].headline,
        format!("At 00:06:40.000 the two runs differ in {differ} of {of} figures")
    );
    let chart = now.chart.expect("both runs over time");
    assert_eq!(
        (chart.title.as_str(), chart.now.as_str()),
        ("Running tasks of web", "2 and 6")
    );
    let story = now
        .why
        .last()
        .and_then(|why| why.table.clone())
        .expect("both stories");
    assert!(
        story
            .rows
            .iter()
            .all(|row| row.cells[1].text.is_empty() != row.cells[2].text.is_empty())
    );

    // Back before they part, and they are one.
    page.seek(190);
    let before = panel(&page);
    assert_eq!(
        before.why[0].headline,
        "At 00:03:10.000 the two runs stand alike"
    );
    assert!(before.why[0].paragraphs[0].ends_with("they part later."));

    // Taken back, the two change places, and the comparison stays.
    page.seek(400);
    page.ask(Request::new(Ask::Undo));
    assert_eq!(others(&page)[0].1, "with UpdateService web");
    assert_eq!(panel(&page).title, "with UpdateService web");
    page.seek(400);
    let figures = panel(&page).why[0].table.clone().expect("figures");
    assert_eq!(
        cells(&figures, "RUNNING tasks"),
        ["RUNNING tasks", "10", "6"]
    );
    page.ask(Request::new(Ask::Redo));
    assert_eq!(panel(&page).title, "without UpdateService web");
}

#[test]
fn what_only_one_run_has_is_told_by_its_name() {
    let mut page = Page::open("rolling-update");
    let create = |name: &str| {
        format!(
            r#"{{"cluster": "demo", "serviceName": "{name}", "taskDefinition": "api", "desiredCount": 1}}"#
        )
    };
    assert_eq!(page.submit("CreateService", &create("one")).error, None);
    page.ask(Request::new(Ask::Undo));
    let with = others(&page)[0].0;
    page.select(Kind::Run, with, Tab::Why);
    page.seek(300);
    let now = panel(&page);
    let places = now.why[1].table.clone().expect("places");
    assert_eq!(cells(&places, "demo/one")[1], "–");
    assert!(
        cells(&places, "demo/one")[2].starts_with("1 of 1 of api:"),
        "{places:?}"
    );
    assert!(
        now.why[0].paragraphs[0].contains(" and part at "),
        "{:?}",
        now.why[0].paragraphs
    );
    // In its place another one: the two are not taken for each other.
    assert_eq!(page.submit("CreateService", &create("two")).error, None);
    page.select(Kind::Run, others(&page)[0].0, Tab::Why);
    page.seek(400);
    let places = panel(&page).why[1].table.clone().expect("places");
    assert_eq!(cells(&places, "demo/two")[2], "–");
}

#[test]
fn a_service_is_placed_anew_under_each_strategy() {
    let mut page = Page::open("rolling-update");
    let before = page.drawn();
    page.select(Kind::Strategies, 0, Tab::Why);
    let why = panel(&page).why;
    assert!(
        why[0].headline.starts_with("6 tasks of web under "),
        "{}",
        why[0].headline
    );
    let figures = why[0].table.clone().expect("figures");
    let spread = cells(&figures, &figures.rows[0].cells[0].text);
    let packed = cells(&figures, "binpack: memory");
    assert_eq!(
        (spread[0], packed[0]),
        ("its own", "binpack: memory"),
        "all are placed"
    );
    let used = |cells: &[&str]| cells[2].split(' ').next().unwrap().parse::<u32>().unwrap();
    assert!(
        used(&packed) < used(&spread),
        "{packed:?} against {spread:?}"
    );
    let dollars = |cells: &[&str]| cells[5][1..].parse::<f64>().unwrap();
    assert!(
        dollars(&packed) < dollars(&spread),
        "fewer instances cost less"
    );
    let matrix = why[1].table.clone().expect("instances");
    for column in 1..matrix.columns.len() {
        let sum: u32 = matrix
            .rows
            .iter()
            .map(|row| row.cells[column].text.parse::<u32>().unwrap())
            .sum();
        assert_eq!(sum, 6, "{}", matrix.columns[column]);
    }
    assert_eq!(page.drawn(), before, "the run is as it was");
}

#[test]
fn the_same_tasks_are_priced_on_fargate_on_instances_and_on_spot() {
    let mut page = Page::open("rolling-update");
    page.select(Kind::Purchases, 0, Tab::Why);
    let why = panel(&page).why;
    let table = why[0].table.clone().expect("prices");
    let dollars = |name: &str| cells(&table, name)[1][1..].parse::<f64>().unwrap();
    assert!(dollars("Fargate Spot") < dollars("Fargate"));
    let names: Vec<&str> = table
        .rows
        .iter()
        .map(|row| row.cells[0].text.as_str())
        .collect();
    assert!(
        names.contains(&"as it is now")
            && names
                .iter()
                .any(|it| it.starts_with("m5.large ×") && it.ends_with(", Spot")),
        "{names:?}"
    );
    let picked: Vec<f64> = table
        .rows
        .iter()
        .filter(|row| row.picked)
        .map(|row| row.cells[1].text[1..].parse().unwrap())
        .collect();
    let least = table
        .rows
        .iter()
        .map(|row| row.cells[1].text[1..].parse::<f64>().unwrap())
        .fold(f64::MAX, f64::min);
    assert!(picked.iter().all(|it| *it == least) && !picked.is_empty());
}

#[test]
fn what_eventbridge_was_told_is_there_as_lines_and_as_json() {
    let mut page = Page::open("rolling-update");
    page.follow_hint();
    page.seek(260);
    page.select(Kind::Records, 0, Tab::Events);
    let lines = panel(&page).events;
    assert!(lines.len() > 20, "{}", lines.len());
    assert!(
        lines.windows(2).all(|two| two[0].seq > two[1].seq),
        "newest first"
    );
    let kinds: std::collections::BTreeSet<&str> =
        lines.iter().map(|line| line.says.as_str()).collect();
    assert!(kinds.contains("ECS Task State Change"), "{kinds:?}");
    page.select(Kind::Records, 0, Tab::Json);
    let json: serde_json::Value = serde_json::from_str(&panel(&page).json).unwrap();
    let records = json.as_array().unwrap();
    assert_eq!(records.len(), lines.len());
    for (record, line) in records.iter().zip(&lines) {
        assert_eq!(record["detail-type"], line.says.as_str());
        assert_eq!(record["source"], "aws.ecs");
    }
    // An instant earlier, less was told.
    page.seek(185);
    let fewer: serde_json::Value = serde_json::from_str(&panel(&page).json).unwrap();
    assert_ne!(fewer[0], records[0]);
}

#[test]
fn auto_scaling_tells_its_next_period_and_draws_its_metric() {
    let mut page = Page::open("auto-scaling");
    let service = Subject::new(Kind::Service, 0);
    page.select(service.kind, service.id, Tab::Why);
    let why = panel(&page).why;
    assert_eq!(why[0].headline, "Auto scaling leaves it at 4");
    page.seek(12 * 60);
    let told = panel(&page);
    let chart = told.chart.expect("a chart");
    assert_eq!(chart.title, "CPUUtilization, target 50.0 %");
    assert!(
        chart.line.starts_with('M') && chart.tasks.contains('H'),
        "{chart:?}"
    );
    let newest: Vec<&str> = chart.table.rows[0]
        .cells
        .iter()
        .map(|word| word.text.as_str())
        .collect();
    assert_eq!(newest[1], chart.now);
    let arithmetic = told.why[0].paragraphs.join(" ");
    assert!(
        arithmetic.contains("8 running tasks × 60.0 ÷ 50.0 = 10 tasks, rounded up."),
        "{arithmetic}"
    );
    page.select(service.kind, service.id, Tab::State);
    let state = panel(&page).state;
    let group = state
        .iter()
        .find(|group| group.title == "Service auto scaling")
        .expect("its fields");
    let value = |name: &str| {
        &group
            .fields
            .iter()
            .find(|field| field.name == name)
            .unwrap()
            .value
    };
    assert_eq!(value("MinCapacity, MaxCapacity"), "2, 16");
    assert_eq!(value("cpu50"), "CPUUtilization at 50.0");
    assert_eq!(value("AlarmLow"), "OK");
}

#[test]
fn step_policies_are_told_from_the_alarms_that_call_them() {
    let mut page = Page::story("step_scaling_by_alarms");
    page.select(Kind::Service, 0, Tab::Why);
    let (mut on, mut cooling) = (0, 0);
    for minute in 1..40 {
        page.seek(minute * 60 + 30);
        let panel = panel(&page);
        let told = panel.why[0].paragraphs.join(" ");
        let in_alarm = told.contains("It is ALARM.");
        on += u32::from(in_alarm);
        cooling += u32::from(told.contains("the cooldown ends in"));
        assert!(
            !(in_alarm && told.contains("No alarm of a policy is on")),
            "{told}"
        );
        if let Some(chart) = panel.chart {
            assert!(chart.title.contains(", threshold "), "{}", chart.title);
            assert!(!format!("{:?}", chart.table).contains("nine tenths"));
        }
    }
    assert!(
        on > 0 && cooling > 0,
        "{on} minutes in ALARM, {cooling} in a cooldown"
    );
}

#[test]
fn a_service_selected_before_it_is_there_leaves_the_panel_empty() {
    let mut page = Page::open("rolling-update");
    page.select(Kind::Service, 0, Tab::Why);
    assert!(!panel(&page).title.is_empty());
    while page.clock().seq > 0 {
        page.step(Stride::Event, Direction::Back);
    }
    assert!(panel(&page).title.is_empty());
}

#[test]
fn throttled_calls_hold_only_services_with_something_to_do() {
    let mut page = Page::open("rolling-update");
    page.select(Kind::Service, 0, Tab::Why);
    let throttle = action(&page, "Let the scheduler's calls be throttled");
    assert_eq!(
        page.submit(&throttle.operation, &throttle.input).error,
        None
    );
    let quiet = page.clock().last_seq;
    page.seek(400);
    assert_eq!(
        page.clock().last_seq,
        quiet,
        "both services are steady: nothing to say"
    );
    page.follow_hint();
    page.seek(460);
    page.select(Kind::Service, 0, Tab::Events);
    let lines = panel(&page).events;
    let said = "(service web) operations are being throttled. Will try again later.";
    assert_eq!(lines.iter().filter(|line| line.says == said).count(), 1);
    let told = lines
        .iter()
        .find(|line| line.says == said)
        .expect("the message");
    assert!(told.cause.contains("calls are throttled"), "{}", told.cause);
    let next = page.frame.rollout.clone().expect("the deployment").next;
    assert!(
        next.contains("as soon as the service scheduler's calls are no longer throttled"),
        "{next}"
    );
    page.select(Kind::Service, 0, Tab::Why);
    let end = action(&page, "End the throttling");
    assert_eq!(page.submit(&end.operation, &end.input).error, None);
    page.seek(900);
    let rollout = page.frame.rollout.clone().expect("the deployment");
    assert_eq!(rollout.state, "COMPLETED");
    assert_eq!(page.frame.tree.clone().unwrap().services[0].revision, 2);
}

#[test]
fn work_given_on_the_page_is_followed_and_saved() {
    let mut page = Page::open("rolling-update");
    page.select(Kind::Service, 1, Tab::Why);
    for label in ["Let it scale from 1 to 12 tasks", "Keep its CPU at 60 %"] {
        let action = action(&page, label);
        let reply = page.submit(&action.operation, &action.input);
        assert_eq!(reply.error, None, "{label}");
    }
    let ramp = action(&page, "A ramp");
    let refused = follow(&mut page, &ramp, &[("minutes", "soon")]);
    assert_eq!(refused, "minutes: `soon` is not a number from 0 to 100000");
    let refused = follow(&mut page, &ramp, &[("to", "-1")]);
    assert_eq!(refused, "to: `-1` is not a number from 0 to 4000000");
    let refused = follow(&mut page, &ramp, &[("from", "")]);
    assert_eq!(refused, "from: `` is not a number from 0 to 4000000");
    let wave = action(&page, "A daily wave");
    let refused = follow(&mut page, &wave, &[("from", "9"), ("to", "2")]);
    assert_eq!(refused, "the usual level lies above the highest");
    let before = page.drawn();
    assert_eq!(
        follow(
            &mut page,
            &ramp,
            &[("from", "1"), ("to", "5"), ("minutes", "5")]
        ),
        ""
    );
    page.seek(20 * 60);
    assert_ne!(page.drawn(), before);
    let desired = |page: &Page| page.frame.tree.clone().unwrap().services[1].desired;
    // Five tasks' worth at 60 % are 500 ÷ 60 tasks, rounded up.
    assert_eq!(desired(&page), 9);

    let drawn = action(&page, "Draw it by hand");
    assert_eq!(drawn.fields.len(), 14);
    let flat: Vec<(String, &str)> = (0..12).map(|place| (place.to_string(), "20")).collect();
    let mut typed: Vec<(&str, &str)> = flat
        .iter()
        .map(|(path, value)| (path.as_str(), *value))
        .collect();
    typed.extend([("to", "10"), ("minutes", "10")]);
    assert_eq!(follow(&mut page, &drawn, &typed), "");
    let saved = page.frame.saved.clone().expect("a scenario file");
    page.seek(60 * 60);
    // A fifth of ten tasks' worth: 200 ÷ 60 tasks, rounded up.
    assert_eq!(desired(&page), 4);
    let end = page.drawn();

    let mut again = Page::default();
    let opened = again.ask(Request {
        scenario: Some(saved),
        time_us: Some(3_600_000_000),
        ..Request::new(Ask::Load)
    });
    assert_eq!(opened.error, None);
    assert_eq!(again.drawn(), end);
}
