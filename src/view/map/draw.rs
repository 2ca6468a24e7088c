//! The map of a world: which tiles there are, what is on them, who waits.

use crate::explain::placement::CandidateRow;
use crate::kernel::SortedMap;
use crate::kernel::WHOLE;
use crate::model::ContainerInstanceId;
use crate::model::capacity::{MachineState, Purchase};
use crate::model::container::HealthStatus;
use crate::model::container_instance::InstanceStatus;
use crate::model::task::TaskStatus;
use crate::view::frame::Tone;
use crate::view::look::{Look, hue, shade, task_label};
use crate::view::map::waiting::waiting;
use crate::view::map::{Bar, Cell, Glyph, Legend, Map, Mark, Meter, Tile, TileForm, Zone};
use crate::view::query::misses;
use crate::view::text;
use crate::world::views::{InstanceView, TaskView};

/// Above this many task cells a tile shows bars by revision instead.
const CELLS_MAX: usize = 300;
/// Above this many instances a tile stands for all of one type and state in a zone.
const TILES_MAX: usize = 120;
/// Keys of tiles that are not instances, above any instance number.
const LANE_KEYS: u32 = 1 << 31;
const GROUP_KEYS: u32 = 1 << 30;

/// The skeleton and every tile, in order.
pub fn map(look: &Look<'_>) -> (Map, Vec<Tile>) {
    let world = look.world;
    let instances: Vec<_> = world
        .instances()
        .filter(|instance| instance.row.is_present())
        .collect();
    let fargate: Vec<_> = world.fargate_tasks().collect();
    let mut zones: SortedMap<&str, (Vec<InstanceView<'_>>, Vec<TaskView<'_>>)> = SortedMap::new();
    // A zone that lost all it had keeps its column: what is gone shows, too.
    for instance in world.instances() {
        zones.or_default(&instance.row.zone);
    }
    // So do the zones where a group would launch.
    for (_, group) in world.groups().filter(|_| WHOLE) {
        for zone in &group.zones {
            zones.or_default(zone);
        }
    }
    for instance in &instances {
        zones.or_default(&instance.row.zone).0.push(*instance);
    }
    for task in &fargate {
        zones.or_default(task.zone()).1.push(*task);
    }
    let tasks = fargate.len()
        + instances
            .iter()
            .map(|instance| instance.tasks().count())
            .sum::<usize>();
    let as_bars = tasks > CELLS_MAX;
    let as_groups = instances.len() > TILES_MAX;
    let marks = marks(look);

    let mut columns = Vec::new();
    let mut tiles = Vec::new();
    for (place, (name, (instances, lane))) in zones.into_iter().enumerate() {
        let first = tiles.len();
        if as_groups {
            group_tiles(&instances, place as u32, &mut tiles);
        } else {
            tiles.extend(
                instances
                    .iter()
                    .map(|instance| instance_tile(look, instance, as_bars, &marks)),
            );
        }
        if !lane.is_empty() {
            let mut tile = Tile {
                key: LANE_KEYS + place as u32,
                form: TileForm::Fargate,
                name: "Fargate".to_owned(),
                kind: text::count(lane.len() as u32, "task"),
                ..Tile::default()
            };
            fill(look, &mut tile, lane.iter().copied(), as_bars);
            tiles.push(tile);
        }
        let here: usize = instances
            .iter()
            .map(|instance| instance.tasks().count())
            .sum::<usize>()
            + lane.len();
        columns.push(Zone {
            name: name.to_owned(),
            note: match tiles.len() == first {
                true => format!("no instances{}", launching(look, name)),
                false => text::count(here as u32, "task") + &launching(look, name),
            },
            tiles: tiles[first..].iter().map(|tile| tile.key).collect(),
        });
    }
    let grouped = match (as_groups, as_bars) {
        (true, _) => format!(
            "{} instances: a tile stands for all of one type in a zone",
            instances.len()
        ),
        (false, true) => format!("{tasks} tasks: bars count them by revision"),
        (false, false) => String::new(),
    };
    let map = Map {
        summary: format!(
            "{} on {} in {}",
            text::count(tasks as u32, "task"),
            text::count(instances.len() as u32, "instance"),
            text::count(columns.len() as u32, "zone"),
        ),
        zones: columns,
        waiting: waiting(look),
        legend: legend(look),
        grouped,
        has_cluster: world
            .clusters()
            .any(|cluster| world.find_cluster(&cluster.row.name).is_some()),
    };
    (map, tiles)
}

/// What a group has launched in the zone and has not registered yet.
fn launching(look: &Look<'_>, zone: &str) -> String {
    if !WHOLE {
        return String::new();
    }
    let machines = look.world.machines().map(|(_, machine)| machine);
    let starting = machines.filter(|machine| {
        let begun = matches!(
            machine.state,
            MachineState::Pending | MachineState::InService
        );
        begun && machine.instance.is_none() && &*machine.zone == zone
    });
    match starting.count() {
        0 => String::new(),
        count => format!(", {count} launching"),
    }
}

fn instance_tile(
    look: &Look<'_>,
    instance: &InstanceView<'_>,
    as_bars: bool,
    marks: &SortedMap<ContainerInstanceId, (Mark, String)>,
) -> Tile {
    let row = instance.row;
    let (state, tone) = match row.status {
        InstanceStatus::Active if !row.agent_connected => ("AGENT DISCONNECTED", Tone::Bad),
        InstanceStatus::Active => ("ACTIVE", Tone::Good),
        other => (other.word(), Tone::Warn),
    };
    let (mark, reason) = marks.get(&instance.id).cloned().unwrap_or_default();
    let mut tile = Tile {
        key: instance.id.0,
        name: instance.label(),
        full_name: instance.ec2_id(),
        kind: kind_of(instance),
        state: state.to_owned(),
        tone,
        cpu: Some(meter(row.allocated.cpu_units, row.registered.cpu_units)),
        memory: Some(meter(row.allocated.memory_mib, row.registered.memory_mib)),
        mark,
        reason,
        ..Tile::default()
    };
    if row.allocated.network_interfaces > 0 {
        let (used, all) = (
            row.allocated.network_interfaces,
            row.registered.network_interfaces,
        );
        tile.extra = format!("network interfaces {used} / {all}");
    }
    if row.registered.gpus > 0 {
        tile.extra = format!("GPUs {} / {}", row.allocated.gpus, row.registered.gpus);
    }
    fill(look, &mut tile, instance.tasks(), as_bars);
    tile
}

/// Its type, and that it is a Spot instance where it is one.
fn kind_of(instance: &InstanceView<'_>) -> String {
    let row = instance.row;
    let machine = row.machine.filter(|_| WHOLE);
    match machine.map(|id| instance.world.machine(id).purchase) {
        Some(Purchase::Spot) => format!("{}, Spot", row.kind.name),
        _ => row.kind.name.to_owned(),
    }
}

fn meter(used: u32, total: u32) -> Meter {
    Meter {
        used: text::number(used),
        total: text::number(total),
        percent: text::percent(used, total),
    }
}

fn fill<'w>(
    look: &Look<'_>,
    tile: &mut Tile,
    tasks: impl Iterator<Item = TaskView<'w>>,
    as_bars: bool,
) {
    if !as_bars {
        tile.cells = tasks.map(|task| cell(look, &task)).collect();
        return;
    }
    let mut counts: SortedMap<(u8, u32, String), u32> = SortedMap::new();
    for task in tasks {
        let key = (
            hue(task.row.made.group),
            task.definition().revision,
            task_label(&task),
        );
        *counts.or_default(key) += 1;
    }
    tile.bars = counts
        .into_iter()
        .map(|((hue, revision, label), count)| Bar {
            label,
            hue,
            shade: shade(revision),
            count,
        })
        .collect();
}

fn cell(look: &Look<'_>, task: &TaskView<'_>) -> Cell {
    let definition = task.definition();
    let memory = look
        .world
        .registered(task.row.made.definition)
        .demand
        .memory_mib;
    Cell {
        task: task.id.0,
        name: task.label(),
        label: task_label(task),
        hue: hue(task.row.made.group),
        shade: shade(definition.revision),
        glyph: glyph(task),
        status: status(task),
        size: match memory {
            0..=512 => 1,
            513..=2_048 => 2,
            2_049..=8_192 => 3,
            _ => 4,
        },
        fresh: look.fresh.contains(&task.id),
    }
}

/// The shape of a task's status.
pub fn glyph(task: &TaskView<'_>) -> Glyph {
    let row = task.row;
    match row.last_status {
        TaskStatus::Stopped => Glyph::Stopped,
        _ if !row.is_wanted() => Glyph::Stopping,
        TaskStatus::Provisioning => Glyph::Provisioning,
        TaskStatus::Pending => Glyph::Pending,
        TaskStatus::Activating => Glyph::Activating,
        TaskStatus::Running => match row.health {
            HealthStatus::Unknown => Glyph::Running,
            HealthStatus::Healthy => Glyph::Healthy,
            HealthStatus::Unhealthy => Glyph::Unhealthy,
        },
        TaskStatus::Deactivating | TaskStatus::Stopping | TaskStatus::Deprovisioning => {
            Glyph::Stopping
        }
    }
}

/// Last status, and what it is on the way to or how healthy it is.
pub fn status(task: &TaskView<'_>) -> String {
    let row = task.row;
    let last = row.last_status.word();
    if !row.is_wanted() && !row.is_stopped() {
        return format!("{last}, to be STOPPED");
    }
    match row.health {
        HealthStatus::Unknown => last.to_owned(),
        health => format!("{last}, {health}"),
    }
}

/// Instances of one type and state in one zone, as one tile with the sums.
fn group_tiles(instances: &[InstanceView<'_>], place: u32, tiles: &mut Vec<Tile>) {
    let mut groups: SortedMap<(&str, &str), Vec<InstanceView<'_>>> = SortedMap::new();
    for instance in instances {
        groups
            .or_default((instance.row.kind.name, instance.row.status.word()))
            .push(*instance);
    }
    for (index, ((kind, state), members)) in groups.into_iter().enumerate() {
        let sum = |of: fn(&InstanceView<'_>) -> u32| members.iter().map(of).sum::<u32>();
        let mut tile = Tile {
            key: GROUP_KEYS + place * 1_000 + index as u32,
            form: TileForm::Group,
            name: format!("{} ×", members.len()),
            kind: kind.to_owned(),
            state: state.to_owned(),
            tone: if state == "ACTIVE" {
                Tone::Good
            } else {
                Tone::Warn
            },
            cpu: Some(meter(
                sum(|it| it.row.allocated.cpu_units),
                sum(|it| it.row.registered.cpu_units),
            )),
            memory: Some(meter(
                sum(|it| it.row.allocated.memory_mib),
                sum(|it| it.row.registered.memory_mib),
            )),
            ..Tile::default()
        };
        let mut counts: SortedMap<(u8, u32, String), u32> = SortedMap::new();
        for task in members.iter().flat_map(|instance| instance.tasks()) {
            *counts.or_default((
                hue(task.row.made.group),
                task.definition().revision,
                task_label(&task),
            )) += 1;
        }
        tile.bars = counts
            .into_iter()
            .map(|((hue, revision, label), count)| Bar {
                label,
                hue,
                shade: shade(revision),
                count,
            })
            .collect();
        tiles.push(tile);
    }
}

/// Which instances a query selects; else how each took part in the placement of the selected task.
fn marks(look: &Look<'_>) -> SortedMap<ContainerInstanceId, (Mark, String)> {
    if WHOLE && let Some(query) = look.query {
        let mark = |instance: InstanceView<'_>| match misses(query, &instance) {
            None => (instance.id, (Mark::Picked, String::new())),
            Some(miss) => (instance.id, (Mark::Refused, miss)),
        };
        return look.world.instances().map(mark).collect();
    }
    let Some(placed) = look.placed else {
        return SortedMap::new();
    };
    let mark = |row: &CandidateRow| match row.misses.first() {
        _ if row.chosen => (Mark::Picked, String::new()),
        Some(miss) => (Mark::Refused, miss.clone()),
        None => (Mark::Ranked, String::new()),
    };
    placed
        .rows
        .iter()
        .map(|row| (ContainerInstanceId(row.instance), mark(row)))
        .collect()
}

/// Each service with the revisions it runs now.
fn legend(look: &Look<'_>) -> Vec<Legend> {
    let mut legend: SortedMap<(u8, u32, String), ()> = SortedMap::new();
    for service in look.world.services() {
        for task in service.tasks() {
            legend.insert(
                (
                    hue(task.row.made.group),
                    task.definition().revision,
                    task_label(&task),
                ),
                (),
            );
        }
    }
    legend
        .into_keys()
        .take(12)
        .map(|(hue, revision, label)| Legend {
            label,
            hue,
            shade: shade(revision),
        })
        .collect()
}
