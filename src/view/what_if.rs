//! What if: the same placement under other rules or on another fleet, beside what happened. The run is not touched.

use std::sync::Arc;

use crate::engine::Decision;
use crate::engine::placement::{Table as Watched, TaskAsk, place_by_scan};
use crate::explain::words::number;
use crate::model::ContainerInstanceId;
use crate::model::container_instance::InstanceStatus;
use crate::model::placement::{BinpackField, SpreadField, Strategy, service_default};
use crate::model::task::Group;
use crate::sim::Simulation;
use crate::view::frame::{Kind, Subject, Tone};
use crate::view::inspector::{Table, TableRow, Word};
use crate::view::text;
use crate::world::event::NewInstance;
use crate::world::{Cause, DecisionId, Entry, Event, World};

/// Every variation of the placement `id`, one a row; none for what is no placement on instances.
pub fn table(run: &Simulation, id: DecisionId) -> Option<Table> {
    let decided = run.decided(id)?;
    let Decision::Placement(placement) = &decided.decision else {
        return None;
    };
    let world = run.world_at(decided.seq);
    let ask = &placement.ask;
    let chosen = place_by_scan(&world, ask, &mut Watched::default());
    let mut rows = vec![row(&world, ask, "as it was", chosen, chosen)];
    let mut add = |world: &World, ask: &TaskAsk, label: &str| {
        let now = place_by_scan(world, ask, &mut Watched::default());
        rows.push(row(world, ask, label, now, chosen));
    };
    for (label, strategies) in strategies() {
        if *strategies != *ask.strategies {
            let other = TaskAsk {
                strategies: strategies.into(),
                ..(**ask).clone()
            };
            add(&world, &other, label);
        }
    }
    if !ask.constraints.is_empty() || !ask.member_of.is_empty() {
        let free = TaskAsk {
            constraints: Arc::default(),
            member_of: Arc::default(),
            ..(**ask).clone()
        };
        add(&world, &free, "no constraints");
    }
    let with = |event: Event| {
        let mut other = world.clone();
        let (at, cause) = (other.now(), Cause::Entry(0));
        other.apply(&Entry { at, cause, event });
        other
    };
    if let Some(instance) = chosen {
        let drained = with(Event::InstanceStatusChanged {
            instance,
            status: InstanceStatus::Draining,
        });
        add(
            &drained,
            ask,
            &format!("{} drained", world.instance(instance).label()),
        );
    }
    let like = chosen
        .or(placement.closest.map(|(id, _)| id))
        .map(|id| world.instance(id).row);
    if let Some(like) = like {
        let new = NewInstance {
            cluster: like.cluster,
            kind: like.kind,
            zone: like.zone.clone(),
            attributes: like.attributes.clone(),
            agent: Default::default(),
            machine: None,
        };
        let label = format!("one more {} in {}", like.kind.name, like.zone);
        add(&with(Event::InstanceRegistered(Arc::new(new))), ask, &label);
    }
    let service = match ask.group {
        Group::Service(id) => Some(id),
        Group::Named(_) => None,
    };
    rows.extend(service.map(|id| {
        TableRow {
            subject: Some(Subject::new(Kind::Strategies, id.0)),
            picked: false,
            cells: ["all its tasks anew", "", "", "", ""]
                .map(Word::plain)
                .to_vec(),
        }
    }));
    let columns = ["What if", "Goes to", "Zone", "CPU after", "MiB after"];
    Some(Table::new("The same placement, otherwise", &columns, rows))
}

/// The strategies to try, by what they do.
pub fn strategies() -> [(&'static str, Vec<Strategy>); 4] {
    [
        ("spread: zones, instances", service_default()),
        (
            "spread: instances",
            vec![Strategy::Spread(SpreadField::Instance)],
        ),
        ("binpack: CPU", vec![Strategy::Binpack(BinpackField::Cpu)]),
        (
            "binpack: memory",
            vec![Strategy::Binpack(BinpackField::Memory)],
        ),
    ]
}

/// One variation; highlighted when it changes the place.
fn row(
    world: &World,
    ask: &TaskAsk,
    label: &str,
    place: Option<ContainerInstanceId>,
    before: Option<ContainerInstanceId>,
) -> TableRow {
    let mut cells = vec![Word::plain(label)];
    match place.map(|id| world.instance(id)) {
        Some(instance) => {
            let (left, demand) = (instance.row.remaining(), ask.demand(world));
            cells.push(Word::plain(instance.label()));
            cells.push(Word::plain(text::zone(&instance.row.zone)));
            cells.push(Word::plain(number(u64::from(
                left.cpu_units - demand.cpu_units,
            ))));
            cells.push(Word::plain(number(u64::from(
                left.memory_mib - demand.memory_mib,
            ))));
        }
        None => cells.push(Word::new("nowhere", Tone::Bad)),
    }
    TableRow {
        subject: None,
        picked: place != before,
        cells,
    }
}
