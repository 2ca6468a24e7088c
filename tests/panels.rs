//! What the page is sent, as text: requests to the desk and the panels that come back.

#![cfg(not(target_arch = "wasm32"))]

use ecs_playground::view::frame::Kind;
use ecs_playground::view::map::Mark;
use ecs_playground::view::message::{Ask, Direction, Request, Stride, Tab};
use ecs_playground::view::rollout::StageAt;
use ecs_playground::view::tree::Act;

#[path = "support/page.rs"]
mod page;

use page::Page;

#[test]
fn opens_on_two_steady_services_and_one_thing_to_do() {
    let page = Page::open("rolling-update");
    assert_eq!(
        page.drawn(),
        "us-east-1a (4 tasks)\n  m5.large ACTIVE [web.1 RUNNING | api.1 RUNNING]\n  m5.large ACTIVE [web.4 RUNNING | api.4 RUNNING]\n\
         us-east-1b (3 tasks)\n  m5.large ACTIVE [web.2 RUNNING | api.2 RUNNING]\n  m5.large ACTIVE [web.5 RUNNING]\n\
         us-east-1c (3 tasks)\n  m5.large ACTIVE [web.3 RUNNING | api.3 RUNNING]\n  m5.large ACTIVE [web.6 RUNNING]"
    );
    let hint = page.frame.hint.as_ref().expect("a hint");
    assert_eq!(
        (hint.label.as_str(), hint.act),
        ("Deploy revision 2 of web", Act::Submit)
    );
    assert_eq!(
        hint.command,
        "aws ecs update-service --cluster demo --service web --task-definition web:2"
    );
}

#[test]
fn forth_and_back_gives_the_same_pictures() {
    let mut page = Page::open("rolling-update");
    page.follow_hint();
    for stride in [Stride::Event, Stride::Decision, Stride::ServiceEvent] {
        let mut pictures = Vec::new();
        for _ in 0..12 {
            let before = page.clock().seq;
            page.step(stride, Direction::Forward);
            if page.clock().seq == before {
                break;
            }
            pictures.push((page.clock().seq, page.drawn()));
        }
        assert!(
            pictures.len() > 4 && pictures.is_sorted(),
            "{stride:?} moves on"
        );
        pictures.pop();
        for (seq, picture) in pictures.into_iter().rev() {
            page.step(stride, Direction::Back);
            assert_eq!((page.clock().seq, page.drawn()), (seq, picture));
        }
    }
}

#[test]
fn scrubbing_shows_what_stepping_showed() {
    let mut page = Page::open("rolling-update");
    page.follow_hint();
    page.seek(400);
    let end = page.drawn();
    page.seek(200);
    let middle = page.drawn();
    page.seek(400);
    assert_eq!(page.drawn(), end);
    page.seek(200);
    assert_eq!(page.drawn(), middle);
    assert_ne!(middle, end);
}

#[test]
fn a_change_in_the_past_forks_and_undo_brings_the_future_back() {
    let mut page = Page::open("rolling-update");
    page.follow_hint();
    page.seek(400);
    let future = page.drawn();
    page.seek(200);
    let reply = page.submit(
        "UpdateService",
        r#"{"cluster": "demo", "service": "web", "desiredCount": 2}"#,
    );
    assert_eq!(reply.error, None);
    page.seek(400);
    assert_ne!(page.drawn(), future);
    page.ask(Request::new(Ask::Undo));
    assert_eq!(page.clock().now, "00:03:20.000");
    page.seek(400);
    assert_eq!(page.drawn(), future);
    page.ask(Request::new(Ask::Redo));
    assert_ne!(page.drawn(), future);
}

#[test]
fn a_placement_is_told_with_every_candidate() {
    let mut page = Page::open("rolling-update");
    page.follow_hint();
    page.step(Stride::Decision, Direction::Forward);
    let fresh = page
        .tiles
        .values()
        .flat_map(|tile| &tile.cells)
        .find(|cell| cell.fresh)
        .expect("a new task")
        .task;
    page.select(Kind::Task, fresh, Tab::Why);
    let why = &page.frame.inspector.as_ref().expect("an inspector").why;
    let placement = why
        .iter()
        .find(|why| why.table.is_some())
        .expect("a placement");
    assert!(
        placement.headline.contains("was placed on"),
        "{}",
        placement.headline
    );
    assert_eq!(
        placement.table.as_ref().map(|table| table.rows.len()),
        Some(6)
    );
    assert_eq!(
        page.tiles
            .values()
            .filter(|tile| tile.mark == Mark::Picked)
            .count(),
        1
    );
}

#[test]
fn what_is_saved_opens_as_it_was() {
    let mut page = Page::open("rolling-update");
    page.follow_hint();
    page.seek(260);
    let picture = page.drawn();
    let saved = page
        .ask(Request::new(Ask::ScenarioExport))
        .text
        .expect("a file");
    let mut again = Page::default();
    let load = Request {
        scenario: Some(saved),
        time_us: Some(260_000_000),
        ..Request::new(Ask::Load)
    };
    assert_eq!(again.ask(load).error, None);
    assert_eq!(again.drawn(), picture);
}

/// What is to be over by itself keeps its time in a file that is saved in the middle of it.
#[test]
fn what_is_saved_in_the_middle_of_a_fault_opens_as_it_was() {
    let scenario = r#"{ "title": "-", "open": "1m30s", "steps": [
        { "CreateCluster": { "clusterName": "demo" } },
        { "instances": { "cluster": "demo", "type": "m5.large", "zones": ["a", "b"], "count": 2 } },
        { "at": "1m", "fault": { "apiThrottled": { "for": "5m" } } },
        { "at": "1m", "fault": { "fargateUnavailable": { "zone": "a", "for": "6m" } } },
        { "at": "1m", "fault": { "agentDisconnect": { "instance": 1, "for": "7m" } } },
        { "at": "1m", "fault": { "zoneOutage": { "zone": "b", "for": "8m" } } } ] }"#;
    let load = |page: &mut Page, scenario: &str| {
        let reply = page.ask(Request {
            scenario: Some(scenario.to_owned()),
            open: Some(true),
            ..Request::new(Ask::Load)
        });
        assert_eq!(reply.error, None);
    };
    let save = |page: &mut Page| {
        let reply = page.ask(Request::new(Ask::ScenarioExport));
        reply.text.expect("a file")
    };
    let mut page = Page::default();
    load(&mut page, scenario);
    let saved = save(&mut page);
    let mut again = Page::default();
    load(&mut again, &saved);
    for page in [&mut page, &mut again] {
        page.seek(1_200);
    }
    for lasts in ["300s", "360s", "420s", "480s"] {
        let lasts = format!("\"for\": \"{lasts}\"");
        assert!(saved.contains(&lasts), "{lasts} is not in {saved}");
    }
    assert_eq!(again.drawn(), page.drawn());
    assert_eq!(save(&mut again), save(&mut page));
}

#[test]
fn a_refused_request_changes_nothing_and_says_why() {
    let mut page = Page::open("rolling-update");
    let before = page.drawn();
    let reply = page.submit(
        "UpdateService",
        r#"{"cluster": "nowhere", "service": "web"}"#,
    );
    assert_eq!(
        reply.error.map(|error| error.name).as_deref(),
        Some("ClusterNotFoundException")
    );
    assert_eq!(page.drawn(), before);
    assert_eq!(
        page.frame.head.as_ref().map(|head| head.undo.as_str()),
        Some("")
    );
}

#[test]
fn registering_shows_the_difference_and_offers_the_services() {
    let mut page = Page::open("rolling-update");
    let text = "{ // as pasted\n \"family\": \"web\", \"containerDefinitions\": [{ \"name\": \"web\", \"image\": \"nginx:2\", \"memory\": 256 }] }";
    let reply = page.ask(Request {
        text: Some(text.into()),
        ..Request::new(Ask::Register)
    });
    let registered = reply.registered.expect("a revision");
    assert_eq!(
        (
            registered.revision,
            registered.previous,
            registered.services
        ),
        (3, Some(2), vec!["web".to_owned()])
    );
    assert!(!registered.lines.is_empty());
    let reply = page.ask(Request {
        text: Some("{ \"family\": 3 }".into()),
        ..Request::new(Ask::Register)
    });
    assert!(reply.registered.is_none() && reply.error.is_some());
}

#[test]
fn another_scenario_leaves_nothing_of_the_one_before() {
    let mut page = Page::open("rolling-update");
    assert_ne!(page.frame.hint.as_ref().expect("a hint").act, Act::Nothing);
    let quiet = r#"{ "title": "Quiet", "open": "5s", "steps": [{ "CreateCluster": { "clusterName": "demo" } },
        { "RegisterTaskDefinition": { "family": "web", "containerDefinitions": [{ "name": "app", "image": "nginx", "memory": 128 }] } },
        { "instances": { "cluster": "demo", "type": "m5.large" } },
        { "CreateService": { "cluster": "demo", "serviceName": "web", "taskDefinition": "web", "desiredCount": 1 } }] }"#;
    page.ask(Request {
        scenario: Some(quiet.to_owned()),
        open: Some(true),
        ..Request::new(Ask::Load)
    });
    assert_eq!(page.frame.hint.expect("a hint").act, Act::Nothing);
}

#[test]
fn every_built_in_scenario_opens_and_its_suggestion_is_taken() {
    let folder = format!("{}/public/scenarios", env!("CARGO_MANIFEST_DIR"));
    for file in std::fs::read_dir(folder).expect("the scenarios") {
        let name = file
            .expect("a file")
            .file_name()
            .to_string_lossy()
            .replace(".json", "");
        if name == "index" {
            continue;
        }
        let mut page = Page::open(&name);
        assert!(page.map().has_cluster, "{name}");
        if page
            .frame
            .hint
            .as_ref()
            .is_some_and(|hint| hint.act == Act::Submit)
        {
            page.follow_hint();
            page.step(Stride::Decision, Direction::Forward);
        }
    }
}

#[test]
fn the_strip_of_load_balancers_tells_weights_and_health() {
    let mut page = Page::open("behind-a-load-balancer");
    let strip = |page: &Page| page.frame.balancers.clone().expect("the strip").list;
    let group = strip(&page)[0].groups[0].clone();
    assert_eq!(
        (group.healthy, group.of, group.weight.as_str()),
        (4, 4, "100\u{a0}%")
    );
    page.follow_hint();
    let draining = (0..400).find_map(|_| {
        page.step(Stride::Event, Direction::Forward);
        let group = &strip(&page)[0].groups[0];
        group
            .others
            .iter()
            .find(|it| it.words.contains("draining"))
            .cloned()
    });
    assert_eq!(draining.expect("one drains").words, "1 draining, 30 s left");
    page.select(Kind::TargetGroup, 0, Tab::State);
    let panel = page.frame.inspector.as_ref().expect("an inspector");
    assert_eq!(panel.subtitle, "target group of shop-alb");
    assert!(
        panel.state[1]
            .fields
            .iter()
            .any(|field| field.name == "draining")
    );
    page.select(Kind::TargetGroup, 0, Tab::Json);
    let json = &page.frame.inspector.as_ref().expect("an inspector").json;
    assert!(
        json.contains("TargetHealthDescriptions") && json.contains("\"draining\""),
        "{json}"
    );
}

#[test]
fn a_stuck_deployment_says_what_would_move_it() {
    let mut page = Page::open("stuck-rollout");
    let rollout = page.frame.rollout.clone().expect("a deployment");
    assert!(rollout.next.starts_with("shop"), "{}", rollout.next);
    assert!(!rollout.unstick.is_empty());
    let raise = rollout.actions.first().expect("a way out").clone();
    assert_eq!(raise.label, "Raise maximumPercent to 134");
    assert_eq!(page.submit(&raise.operation, &raise.input).error, None);
    page.seek(900);
    let rollout = page.frame.rollout.as_ref().expect("a deployment");
    assert_eq!(
        (rollout.state.as_str(), rollout.unstick.as_str()),
        ("COMPLETED", "")
    );
}

#[test]
fn what_is_broken_is_a_command_and_can_be_undone_saved_and_mended() {
    let mut page = Page::open("rolling-update");
    let before = page.drawn();
    page.select(Kind::Service, 0, Tab::Why);
    let action = |page: &Page, words: &str| {
        let panel = page.frame.inspector.as_ref().expect("an inspector");
        let found = panel
            .actions
            .iter()
            .find(|action| action.label.contains(words));
        found.cloned().expect(words)
    };
    let missing = action(&page, "goes missing");
    assert_eq!(page.submit(&missing.operation, &missing.input).error, None);
    let mend = action(&page, "Let image ");
    page.ask(Request {
        subject: None,
        tab: Some(Tab::Why),
        ..Request::new(Ask::Select)
    });
    let outage = action(&page, "Let us-east-1b fail");
    assert_eq!(page.submit(&outage.operation, &outage.input).error, None);
    let zones = page.map().zones.clone();
    let gone = zones.iter().find(|zone| zone.name == "us-east-1b");
    assert!(
        gone.is_some_and(|zone| zone.tiles.is_empty() && zone.note == "no instances"),
        "its column stays, empty"
    );
    let saved = page
        .ask(Request::new(Ask::ScenarioExport))
        .text
        .expect("a file");
    assert!(
        saved.contains("\"zoneOutage\"") && saved.contains("\"missing\": true"),
        "{saved}"
    );
    page.seek(300);
    let end = page.drawn();
    let mut again = Page::default();
    let load = Request {
        scenario: Some(saved),
        time_us: Some(300_000_000),
        ..Request::new(Ask::Load)
    };
    assert_eq!(again.ask(load).error, None);
    assert_eq!(again.drawn(), end);
    page.ask(Request::new(Ask::Undo));
    assert_eq!(page.drawn(), before);
    assert_eq!(page.submit(&mend.operation, &mend.input).error, None);
}

#[test]
fn a_query_marks_instances_and_says_where_it_is_wrong() {
    let mut page = Page::open("rolling-update");
    let mut ask = |text: &str| {
        page.ask(Request {
            text: Some(text.into()),
            ..Request::new(Ask::Query)
        });
        let picked = page
            .tiles
            .values()
            .filter(|tile| tile.mark == Mark::Picked)
            .count();
        (picked, page.frame.query.clone().expect("the query"))
    };
    let (picked, panel) =
        ask("attribute:ecs.availability-zone == us-east-1a and runningTasksCount > 1");
    assert_eq!((picked, panel.verdict.as_str()), (2, "2 of 6 instances"));
    let table = panel.table.expect("truths");
    assert_eq!(
        table.columns[2..],
        [
            "attribute:ecs.availability-zone == us-east-1a",
            "runningTasksCount > 1"
        ]
    );
    let (picked, panel) = ask("attribute:ecs.availability-zone === us-east-1a");
    assert_eq!(picked, 0);
    assert!(!panel.error.is_empty() && !panel.before.is_empty());
    let (_, panel) = ask("");
    assert_eq!(panel, Default::default());
}

#[test]
fn a_placement_is_told_otherwise_without_touching_the_run() {
    let mut page = Page::open("rolling-update");
    page.follow_hint();
    page.step(Stride::Decision, Direction::Forward);
    let fresh = page
        .tiles
        .values()
        .flat_map(|tile| &tile.cells)
        .find(|cell| cell.fresh);
    page.select(Kind::Task, fresh.expect("a new task").task, Tab::Why);
    let why = &page.frame.inspector.as_ref().expect("an inspector").why;
    let decision = why
        .iter()
        .find_map(|why| why.placement)
        .expect("a placement");
    let before = page.drawn();
    let reply = page.ask(Request {
        seq: Some(u64::from(decision)),
        ..Request::new(Ask::WhatIf)
    });
    let table = reply.table.expect("variations");
    assert_eq!(table.rows[0].cells[0].text, "as it was");
    assert!(
        table.rows.iter().any(|row| row.picked),
        "one of them goes elsewhere"
    );
    assert!(
        table
            .rows
            .iter()
            .any(|row| row.cells[0].text.ends_with("drained") && row.picked)
    );
    assert_eq!(page.drawn(), before);
}

#[test]
fn a_paused_canary_shows_its_stage_and_takes_an_answer() {
    let mut page = Page::open("canary-with-a-pause");
    page.follow_hint();
    let rollout = |page: &Page| page.frame.rollout.clone().expect("a deployment");
    page.seek(200);
    let before = rollout(&page);
    assert_eq!(before.stages.len(), 11);
    let here = before.stages.iter().find(|stage| stage.at == StageAt::Here);
    assert_eq!(
        here.map(|stage| (stage.name.as_str(), stage.pauses)),
        Some(("PRE_PRODUCTION_TRAFFIC_SHIFT", true))
    );
    assert!(before.wait.starts_with("waits for you"), "{}", before.wait);
    let weights: Vec<_> = before.revisions.iter().map(|it| it.percent).collect();
    assert_eq!(weights, [0, 100]);
    assert_eq!(
        page.submit(&before.actions[0].operation, &before.actions[0].input)
            .error,
        None
    );
    page.seek(210);
    assert_eq!(rollout(&page).revisions[0].weight, "10\u{a0}%");
    let strip = page.frame.balancers.clone().expect("the strip").list;
    assert!(strip[0].groups.iter().any(|group| group.percent == 10));
}

#[test]
fn a_circuit_breaker_is_counted_until_it_trips() {
    let mut page = Page::open("circuit-breaker");
    let counted = (0..400).any(|_| {
        page.step(Stride::Event, Direction::Forward);
        let rollout = page.frame.rollout.as_ref().expect("a deployment");
        rollout.breaker == "2 of 3 failures" && rollout.unstick.contains("image")
    });
    assert!(counted);
}

#[test]
fn a_second_engine_stands_where_the_first_one_stood() {
    let mut first = Page::open("rolling-update");
    for place in [
        "at the start",
        "between entries",
        "behind an entry",
        "at the end",
    ] {
        match place {
            "at the start" => {
                while first.clock().seq > 0 {
                    first.step(Stride::Event, Direction::Back);
                }
            }
            "between entries" => first.seek(100),
            "behind an entry" => {
                first.seek(5);
                first.step(Stride::Event, Direction::Forward);
            }
            _ => first.seek(180),
        }
        let (seq, now_us) = (first.clock().seq, first.clock().now_us);
        let mut second = Page::open("rolling-update");
        second.ask(Request {
            seq: Some(seq),
            time_us: Some(now_us),
            open: Some(true),
            ..Request::new(Ask::Seek)
        });
        let stands = (second.clock().seq, second.clock().now_us);
        assert_eq!(stands, (seq, now_us), "{place}");
        assert_eq!(second.map().summary, first.map().summary, "{place}");
    }
}

/// On Fargate the error's text stands in stoppedReason (agent-and-lifecycle 8), and is what ECS is quoted with.
#[test]
fn a_failed_start_on_fargate_is_quoted_with_its_error() {
    let scenario = r#"{ "title": "-", "open": "8m", "steps": [
        { "CreateCluster": { "clusterName": "demo" } },
        { "image": { "name": "gone", "missing": true } },
        { "RegisterTaskDefinition": { "family": "web", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"],
            "cpu": "256", "memory": "512", "containerDefinitions": [{ "name": "app", "image": "gone" }] } },
        { "RunTask": { "cluster": "demo", "taskDefinition": "web", "launchType": "FARGATE",
            "networkConfiguration": { "awsvpcConfiguration": { "subnets": ["subnet-a"] } } } } ] }"#;
    let mut page = Page::default();
    let load = Request {
        scenario: Some(scenario.to_owned()),
        open: Some(true),
        ..Request::new(Ask::Load)
    };
    assert_eq!(page.ask(load).error, None);
    page.select(Kind::Task, 0, Tab::Why);
    let panel = page.frame.inspector.clone().expect("an inspector");
    let said = &panel.why[0].says[0];
    assert!(
        said.starts_with("CannotPullContainerError: pull image manifest has been retried"),
        "{said}"
    );
}

/// A load goes on while nothing happens: its metric is that of the instant looked at, in the past too.
#[test]
fn a_metric_is_that_of_the_instant_looked_at() {
    let scenario = r#"{ "title": "-", "steps": [
        { "CreateCluster": { "clusterName": "demo" } },
        { "instances": { "cluster": "demo", "type": "m5.large", "count": 1 } },
        { "RegisterTaskDefinition": { "family": "web",
            "containerDefinitions": [{ "name": "app", "image": "nginx", "cpu": 512, "memory": 512 }] } },
        { "CreateService": { "cluster": "demo", "serviceName": "web", "taskDefinition": "web", "desiredCount": 1 } },
        { "load": { "service": "web", "cpu": [["0s", 0], ["1000s", 1]] } },
        { "at": "30m", "CreateCluster": { "clusterName": "late" } } ] }"#;
    let mut page = Page::default();
    let load = Request {
        scenario: Some(scenario.to_owned()),
        ..Request::new(Ask::Load)
    };
    assert_eq!(page.ask(load).error, None);
    page.select(Kind::Service, 0, Tab::State);
    let shown = |page: &Page| {
        let panel = page.frame.inspector.as_ref().expect("an inspector");
        let group = panel.state.iter().find(|it| it.title == "CloudWatch");
        group.expect("metrics").fields[0].value.clone()
    };
    for seconds in [500, 1_800, 500, 700] {
        page.seek(seconds);
        let percent = seconds.min(1_000) / 10;
        let said = shown(&page);
        assert!(
            said.starts_with(&format!("{percent} % of 512")),
            "at {seconds} s: {said}"
        );
    }
}

/// What was ended by hand does not end again when its time would have been up.
#[test]
fn a_fault_that_was_ended_by_hand_may_begin_again_for_good() {
    let scenario = r#"{ "title": "-", "open": "1m", "steps": [
        { "CreateCluster": { "clusterName": "demo" } },
        { "fault": { "apiThrottled": { "for": "10m" } } } ] }"#;
    let load = |page: &mut Page, scenario: &str| {
        let reply = page.ask(Request {
            scenario: Some(scenario.to_owned()),
            open: Some(true),
            ..Request::new(Ask::Load)
        });
        assert_eq!(reply.error, None);
    };
    let mut page = Page::default();
    load(&mut page, scenario);
    for input in [
        r#"{"apiThrottled": {"over": true}}"#,
        r#"{"apiThrottled": {}}"#,
    ] {
        assert_eq!(page.submit("fault", input).error, None);
        page.seek(120);
    }
    let saved = page.ask(Request::new(Ask::ScenarioExport)).text;
    let saved = saved.expect("a file");
    page.seek(1_200);
    let after = page.ask(Request::new(Ask::ScenarioExport)).text;
    let open = |at: &str| format!("\"open\": \"{at}\"");
    assert_eq!(
        after
            .expect("a file")
            .replace(&open("1200s"), &open("120s")),
        saved,
        "nothing more was done"
    );
    let mut again = Page::default();
    load(&mut again, &saved);
    assert_eq!(saved.matches("\"for\"").count(), 1, "{saved}");
}
