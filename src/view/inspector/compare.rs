//! Two runs side by side at one instant: where they part, what differs now, what each did alone. Reads both and changes
//! neither; how the other one came to this instant is `left`'s.

use crate::engine::capacity::bill::bill;
use crate::kernel::{SimTime, SortedMap};
use crate::model::ServiceId;
use crate::model::service::{RolloutState, ServiceStatus};
use crate::model::task::TaskStatus;
use crate::sim::{Simulation, log};
use crate::view::frame::{Kind, Subject, Tone};
use crate::view::inspector::cost::{dollars, reserved_percent};
use crate::view::inspector::plot::Plot;
use crate::view::inspector::{Chart, Table, TableRow, Why, Word};
use crate::view::left::{Kept, Other};
use crate::view::look::{Look, is_dull};
use crate::view::{text, why};
use crate::world::World;

/// Runs one can choose from at most.
const MOST: usize = 4;
/// Lines of each run's own story.
const STORY: usize = 14;
/// Places listed at most.
const PLACES: usize = 60;
/// Samples of the chart.
const SAMPLES: u64 = 60;

/// A run that can stand beside.
pub struct Choice {
    pub number: u32,
    /// What sets it apart.
    pub name: String,
    /// The instant it was left at.
    pub left_at: SimTime,
}

/// The runs that can stand beside, newest first.
pub fn choices(look: &Look<'_>) -> Vec<Choice> {
    let choice = |kept: &Kept, name: String| Choice {
        number: kept.number,
        name,
        left_at: kept.now,
    };
    let with = look.redo.last();
    let mut list: Vec<Choice> = with
        .map(|kept| choice(kept, format!("with {}", kept.label)))
        .into_iter()
        .collect();
    for (place, kept) in look.undo.iter().rev().take(MOST).enumerate() {
        let since = if place == 0 { "" } else { " and all since" };
        list.push(choice(kept, format!("without {}{since}", kept.label)));
    }
    list
}

/// What the run `number` is called, while it is one of the choices.
pub fn title(look: &Look<'_>, number: u32) -> Option<String> {
    let mut choices = choices(look).into_iter();
    choices.find(|it| it.number == number).map(|it| it.name)
}

pub fn whys(look: &Look<'_>) -> Vec<Why> {
    let Some(other) = look.other else {
        return Vec::new();
    };
    if !other.arrived {
        let headline = format!(
            "The other run is on its way: it is at {}",
            other.run().now()
        );
        return vec![Why::now(look, headline)];
    }
    let entry = |run: &Simulation| run.entry(other.common).map(|entry| entry.at);
    let parting = entry(look.run).into_iter().chain(entry(other.run())).min();
    let parting = parting.filter(|at| *at <= look.now);
    let figures = figures(look, other);
    let differ = figures.iter().filter(|row| row.picked).count();
    let parts = match parting {
        Some(at) => format!(
            "Both runs are the same for {} entries and part at {at}.",
            text::number(other.common as u32)
        ),
        None => "At this instant both runs are still the same: they part later.".to_owned(),
    };
    let headline = match differ {
        0 => format!("At {} the two runs stand alike", look.now),
        _ => format!(
            "At {} the two runs differ in {differ} of {} figures",
            look.now,
            figures.len()
        ),
    };
    let part = |headline: &str, table: Table| Why {
        table: Some(table),
        ..Why::now(look, headline)
    };
    let mut list = vec![Why {
        paragraphs: vec![
            parts,
            "Step, scrub or play: the other run goes along to the same instant.".to_owned(),
        ],
        ..part(
            &headline,
            Table::new(
                "Figures of both runs",
                &["Figure", "This run", "The other"],
                figures,
            ),
        )
    }];
    let places = places(look, other);
    if !places.rows.is_empty() {
        list.push(part("Where they have other tasks", places));
    }
    let story = story(look, other);
    if !story.is_empty() {
        list.push(part(
            "What each did alone, latest first",
            Table::new(
                "Both stories by time",
                &["When", "This run", "The other"],
                story,
            ),
        ));
    }
    list
}

/// A row that is picked when the two values differ.
fn row(subject: Option<Subject>, name: &str, one: String, two: String) -> TableRow {
    let differs = one != two;
    let tone = if differs { Tone::Accent } else { Tone::Plain };
    TableRow {
        subject,
        picked: differs,
        cells: vec![
            Word::plain(name),
            Word::new(one, tone),
            Word::new(two, tone),
        ],
    }
}

fn figures(look: &Look<'_>, other: &Other) -> Vec<TableRow> {
    let figure = |name: &str, of: &dyn Fn(&World) -> String| {
        row(None, name, of(look.world), of(&other.world))
    };
    let tasks = |world: &World, is: &dyn Fn(TaskStatus) -> bool| {
        let live = world.clusters().flat_map(|cluster| {
            cluster
                .live_tasks()
                .map(|task| task.row.last_status)
                .collect::<Vec<_>>()
        });
        text::number(live.filter(|status| is(*status)).count() as u32)
    };
    let services = |world: &World, of: &dyn Fn(&crate::world::views::ServiceView<'_>) -> u32| {
        let active = world
            .services()
            .filter(|it| it.row.status == ServiceStatus::Active);
        text::number(active.map(|it| of(&it)).sum())
    };
    let messages = |run: &Simulation, seq: u64| {
        let written = |seq: &u64| {
            matches!(
                run.entry(*seq).map(|it| &it.event),
                Some(crate::world::Event::ServiceEventWritten { .. })
            )
        };
        text::number((other.common..seq).filter(written).count() as u32)
    };
    let mut rows = vec![
        figure("desired by services", &|world| {
            services(world, &|it| it.row.settings.desired_count)
        }),
        figure("RUNNING tasks", &|world| {
            tasks(world, &|it| it == TaskStatus::Running)
        }),
        figure("tasks on their way up", &|world| {
            tasks(world, &|it| it < TaskStatus::Running)
        }),
        figure("tasks on their way down", &|world| {
            tasks(world, &|it| it > TaskStatus::Running)
        }),
        figure("deployments under way", &|world| {
            let under_way = RolloutState::InProgress;
            services(world, &|it| {
                u32::from(it.primary().rollout_state == under_way)
            })
        }),
        figure("container instances", &|world| {
            text::number(world.instances().filter(|it| it.row.is_present()).count() as u32)
        }),
        figure("CPU reserved", &|world| share(world, |it| it.0)),
        figure("memory reserved", &|world| share(world, |it| it.1)),
        figure("tasks by zone", &zones),
        figure("cost an hour", &|world| {
            dollars(bill(world, look.now).total().nano_usd_hour / 1_000)
        }),
        figure("cost so far", &|world| {
            dollars(bill(world, look.now).total().micro_usd)
        }),
    ];
    let (one, two) = (
        messages(look.run, look.seq()),
        messages(other.run(), other.world.seq()),
    );
    rows.push(row(None, "service events since", one, two));
    rows
}

/// Of what instances have.
fn share(world: &World, of: fn((u8, u8)) -> u8) -> String {
    match reserved_percent(world) {
        None => "–".to_owned(),
        Some(parts) => format!("{} %", of(parts)),
    }
}

/// RUNNING tasks by zone.
fn zones(world: &World) -> String {
    let tasks = world.clusters().flat_map(|cluster| {
        let running = cluster.live_tasks();
        let running = running.filter(|task| task.row.last_status == TaskStatus::Running);
        running.map(|task| task.zone()).collect::<Vec<_>>()
    });
    text::by_zone(tasks)
}

/// Services and instances on which the runs have different tasks, by name: each run may have some that the other has not.
fn places(look: &Look<'_>, other: &Other) -> Table {
    let mut found: SortedMap<(Kind, String), (Option<Subject>, [String; 2])> = SortedMap::new();
    for (side, world) in [look.world, &other.world].into_iter().enumerate() {
        let mut put = |subject: Subject, name: String, words: String| {
            let place = found.or_default((subject.kind, name));
            place.1[side] = words;
            if side == 0 {
                place.0 = Some(subject);
            }
        };
        for it in world.services() {
            let revision = world.definition(it.primary().definition).reference();
            let desired = it.row.settings.desired_count;
            let words = format!("{} of {desired} of {revision}", it.running_count());
            let cluster = &world.cluster(it.row.cluster).row.name;
            let name = format!("{cluster}/{}", it.row.name);
            put(Subject::new(Kind::Service, it.id.0), name, words);
        }
        for it in world.instances() {
            let mut labels: Vec<String> = it.tasks().map(|task| task.label()).collect();
            labels.sort_unstable();
            let words = match (it.row.is_present(), labels.is_empty()) {
                (false, _) => "gone".to_owned(),
                (true, true) => format!("{}, no tasks", it.row.status),
                (true, false) => format!("{}, {}", it.row.status, labels.join(" ")),
            };
            put(Subject::new(Kind::Instance, it.id.0), it.label(), words);
        }
    }
    let word = |text: &str| match text {
        "" => "–".to_owned(),
        text => text.to_owned(),
    };
    let rows = found.iter().filter(|(_, (_, words))| words[0] != words[1]);
    let mut rows: Vec<TableRow> = rows
        .map(|((_, name), (subject, [one, two]))| row(*subject, name, word(one), word(two)))
        .collect();
    let more = rows.len().saturating_sub(PLACES) as u32;
    rows.truncate(PLACES);
    Table {
        more,
        ..Table::new("Tasks by place", &["Place", "This run", "The other"], rows)
    }
}

/// What happened since they parted, both runs in one order of time.
fn story(look: &Look<'_>, other: &Other) -> Vec<TableRow> {
    let told = |run: &Simulation, until: u64| -> Vec<(SimTime, u64, String)> {
        let seqs = (other.common..until).rev();
        let known = seqs.filter_map(|seq| Some((seq, run.entry(seq)?)));
        let lines = known
            .filter(|(_, entry)| !is_dull(&entry.event))
            .take(STORY);
        lines
            .map(|(seq, entry)| {
                let (subject, what) = log::subject_and_what(run.world(), &entry.event);
                (entry.at, seq, format!("{} {what}", why::strip(&subject)))
            })
            .collect()
    };
    let mine = told(look.run, look.seq());
    let theirs = told(other.run(), other.world.seq());
    let mut rows: Vec<(SimTime, u64, bool, String)> = mine
        .into_iter()
        .map(|(at, seq, text)| (at, seq, true, text))
        .chain(
            theirs
                .into_iter()
                .map(|(at, seq, text)| (at, seq, false, text)),
        )
        .collect();
    rows.sort_by_key(|row| std::cmp::Reverse((row.0, row.1, row.2)));
    rows.truncate(STORY);
    rows.into_iter()
        .map(|(at, seq, mine, text)| {
            let subject = mine.then(|| Subject::new(Kind::Step, seq as u32));
            let (one, two) = if mine {
                (text, String::new())
            } else {
                (String::new(), text)
            };
            TableRow {
                picked: false,
                ..row(subject, &at.to_string(), one, two)
            }
        })
        .collect()
}

/// Running tasks here and there since shortly before the runs part, of the first service in which they differ.
pub fn chart(look: &Look<'_>) -> Option<Chart> {
    let other = look.other.filter(|other| other.arrived)?;
    let parted = look.run.entry(other.common.saturating_sub(1))?.at;
    let from = SimTime(parted.0.saturating_sub(30_000_000));
    if look.now <= from {
        return None;
    }
    let span = look.now.since(from).0;
    let at = |sample: u64| SimTime(from.0 + span * sample / SAMPLES);
    let samples: Vec<SimTime> = (0..=SAMPLES).map(at).collect();
    let both = |id: ServiceId| (look.track.counts(id), other.track.counts(id));
    let differ = |id: ServiceId| {
        let (one, two) = both(id);
        samples
            .iter()
            .any(|at| one.running(*at) != two.running(*at))
    };
    let mut services = look.world.services();
    let service = services
        .find(|it| differ(it.id))
        .or_else(|| look.world.services().next())?;
    let (one, two) = both(service.id);
    let top = samples
        .iter()
        .map(|at| one.running(*at).max(two.running(*at)))
        .max()?;
    let plot = Plot {
        from,
        to: look.now,
        top: top.max(1),
    };
    let rows = samples.iter().step_by(6).rev().map(|at| {
        let counts = [one.running(*at), two.running(*at)];
        row(
            None,
            &at.to_string(),
            counts[0].to_string(),
            counts[1].to_string(),
        )
    });
    Some(Chart {
        title: format!("Running tasks of {}", service.row.name),
        now: format!("{} and {}", one.running(look.now), two.running(look.now)),
        top: text::number(top),
        line: plot.steps(samples.iter().map(|at| (*at, one.running(*at)))),
        target: plot.steps(samples.iter().map(|at| (*at, two.running(*at)))),
        tasks: String::new(),
        legend: "Solid: this run. Dashed: the other.".to_owned(),
        table: Table::new(
            "Running tasks over time, latest first",
            &["When", "This run", "The other"],
            rows.collect(),
        ),
    })
}
