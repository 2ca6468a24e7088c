//! What the page is sent, as text: requests to the desk and the panels that come back.

#![cfg(not(target_arch = "wasm32"))]

use ecs_playground::view::desk::Desk;
use ecs_playground::view::frame::{Frame, Kind, Subject};
use ecs_playground::view::map::{Map, Mark, Tile};
use ecs_playground::view::message::{Ask, Direction, Reply, Request, Stride, Tab};
use ecs_playground::view::tree::Act;
use std::collections::BTreeMap;

/// A page without a browser: keeps the panels as the real one does.
#[derive(Default)]
struct Page {
    desk: Desk,
    frame: Frame,
    tiles: BTreeMap<u32, Tile>,
}

impl Page {
    fn open(name: &str) -> Page {
        let path = format!(
            "{}/public/scenarios/{name}.json",
            env!("CARGO_MANIFEST_DIR")
        );
        let mut page = Page::default();
        let scenario = std::fs::read_to_string(&path).expect(&path);
        let reply = page.ask(Request {
            scenario: Some(scenario),
            open: Some(true),
            ..Request::new(Ask::Load)
        });
        assert_eq!(reply.error, None);
        page
    }

    fn ask(&mut self, request: Request) -> Reply {
        let mut reply = self.desk.answer(request, &mut || true);
        while let Some(more) = self.desk.go_on(&mut || true) {
            self.take(&mut reply);
            reply = more;
        }
        self.take(&mut reply);
        reply
    }

    fn take(&mut self, reply: &mut Reply) {
        let Some(frame) = reply.frame.as_deref_mut() else {
            return;
        };
        let old = std::mem::take(&mut self.frame);
        self.frame = Frame {
            head: frame.head.take().or(old.head),
            clock: frame.clock.take().or(old.clock),
            history: frame.history.take().or(old.history),
            tree: frame.tree.take().or(old.tree),
            map: frame.map.take().or(old.map),
            inspector: frame.inspector.take().or(old.inspector),
            hint: frame.hint.take().or(old.hint),
            saved: frame.saved.take().or(old.saved),
            ..Frame::default()
        };
        for tile in frame.tiles.drain(..) {
            self.tiles.insert(tile.key, tile);
        }
        let map = self.frame.map.clone().unwrap_or_default();
        self.tiles
            .retain(|key, _| map.zones.iter().any(|zone| zone.tiles.contains(key)));
    }

    fn step(&mut self, stride: Stride, direction: Direction) {
        self.ask(Request {
            stride: Some(stride),
            direction: Some(direction),
            ..Request::new(Ask::Step)
        });
    }

    fn seek(&mut self, secs: u64) {
        self.ask(Request {
            time_us: Some(secs * 1_000_000),
            ..Request::new(Ask::Seek)
        });
    }

    fn submit(&mut self, operation: &str, input: &str) -> Reply {
        let request = Request::new(Ask::Submit);
        self.ask(Request {
            operation: Some(operation.into()),
            input: Some(input.into()),
            ..request
        })
    }

    fn follow_hint(&mut self) {
        let hint = self.frame.hint.clone().expect("a hint");
        let reply = self.submit(&hint.operation, &hint.input);
        assert_eq!(reply.error, None);
    }

    fn select(&mut self, kind: Kind, id: u32, tab: Tab) {
        self.ask(Request {
            subject: Some(Subject::new(kind, id)),
            tab: Some(tab),
            ..Request::new(Ask::Select)
        });
    }

    fn map(&self) -> &Map {
        self.frame.map.as_ref().expect("a map")
    }

    /// The picture in lines: zones, tiles, cells, and who waits.
    fn drawn(&self) -> String {
        let mut lines = Vec::new();
        for zone in &self.map().zones {
            lines.push(format!("{} ({})", zone.name, zone.note));
            for tile in zone.tiles.iter().map(|key| &self.tiles[key]) {
                let cells: Vec<_> = tile
                    .cells
                    .iter()
                    .map(|cell| format!("{} {}", cell.name, cell.status))
                    .collect();
                lines.push(format!(
                    "  {} {} [{}]",
                    tile.kind,
                    tile.state,
                    cells.join(" | ")
                ));
            }
        }
        lines.extend(
            self.map()
                .waiting
                .iter()
                .map(|it| format!("waiting {} × {}: {}", it.label, it.count, it.reason)),
        );
        lines.join("\n")
    }

    fn clock(&self) -> &ecs_playground::view::timeline::Clock {
        self.frame.clock.as_ref().expect("a clock")
    }
}

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
