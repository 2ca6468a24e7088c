//! A page without a browser, for every test of what panels say.

#![allow(dead_code, reason = "each test takes the part it needs")]

use std::collections::BTreeMap;

use ecs_playground::view::desk::Desk;
use ecs_playground::view::frame::{Frame, Kind, Subject};
use ecs_playground::view::map::{Map, Tile};
use ecs_playground::view::message::{Ask, Direction, Reply, Request, Stride, Tab};

/// A page without a browser: keeps the panels as the real one does.
#[derive(Default)]
pub struct Page {
    pub desk: Desk,
    pub frame: Frame,
    pub tiles: BTreeMap<u32, Tile>,
}

impl Page {
    pub fn open(name: &str) -> Page {
        Page::read(&format!("public/scenarios/{name}.json"))
    }

    /// A story of the tests, from its beginning.
    pub fn story(name: &str) -> Page {
        Page::read(&format!("tests/scenarios/{name}/scenario.json"))
    }

    fn read(path: &str) -> Page {
        let path = format!("{}/{path}", env!("CARGO_MANIFEST_DIR"));
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

    pub fn ask(&mut self, request: Request) -> Reply {
        let mut reply = self.desk.answer(request, &mut || true);
        while let Some(more) = self.desk.go_on(&mut || true) {
            self.take(&mut reply);
            reply = more;
        }
        self.take(&mut reply);
        reply
    }

    pub fn take(&mut self, reply: &mut Reply) {
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
            balancers: frame.balancers.take().or(old.balancers),
            rollout: frame.rollout.take().or(old.rollout),
            query: frame.query.take().or(old.query),
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

    pub fn step(&mut self, stride: Stride, direction: Direction) {
        self.ask(Request {
            stride: Some(stride),
            direction: Some(direction),
            ..Request::new(Ask::Step)
        });
    }

    pub fn seek(&mut self, secs: u64) {
        self.ask(Request {
            time_us: Some(secs * 1_000_000),
            ..Request::new(Ask::Seek)
        });
    }

    pub fn submit(&mut self, operation: &str, input: &str) -> Reply {
        let request = Request::new(Ask::Submit);
        self.ask(Request {
            operation: Some(operation.into()),
            input: Some(input.into()),
            ..request
        })
    }

    pub fn follow_hint(&mut self) {
        let hint = self.frame.hint.clone().expect("a hint");
        let reply = self.submit(&hint.operation, &hint.input);
        assert_eq!(reply.error, None);
    }

    pub fn select(&mut self, kind: Kind, id: u32, tab: Tab) {
        self.ask(Request {
            subject: Some(Subject::new(kind, id)),
            tab: Some(tab),
            ..Request::new(Ask::Select)
        });
    }

    pub fn map(&self) -> &Map {
        self.frame.map.as_ref().expect("a map")
    }

    /// The picture in lines: zones, tiles, cells, and who waits.
    pub fn drawn(&self) -> String {
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

    pub fn clock(&self) -> &ecs_playground::view::timeline::Clock {
        self.frame.clock.as_ref().expect("a clock")
    }
}
