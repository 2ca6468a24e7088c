//! The strategy workbench: all tasks of a service placed anew under each strategy, side by side. The run is not touched.

use crate::engine::capacity::cost::instance_nano_usd_hour;
use crate::engine::placement::{Destination, Placer, TaskAsk};
use crate::engine::service::{new_task, provider, service_ask};
use crate::model::capacity::Purchase;
use crate::model::placement::{LaunchType, Strategy};
use crate::model::service::SchedulingStrategy;
use crate::model::task::StoppedReason;
use crate::model::{ContainerInstanceId, ServiceId};
use crate::view::frame::{Kind, Subject, Tone};
use crate::view::inspector::cost::dollars;
use crate::view::inspector::{Table, TableRow, Why, Word};
use crate::view::look::Look;
use crate::view::text;
use crate::view::what_if::strategies;
use crate::world::{Cause, Entry, Event, World};

/// More tasks or instances than this are not placed anew for a panel.
const MOST: usize = 500;
/// Instances listed at most.
const ROWS: usize = 60;

/// One strategy's outcome.
struct Bench {
    label: &'static str,
    world: World,
    /// Tasks that found a place, of all.
    placed: u32,
    of: u32,
}

/// The service's own strategy first, then the others.
pub fn whys(look: &Look<'_>, id: ServiceId) -> Vec<Why> {
    let service = look.world.service(id);
    let tasks = service.tasks().filter(|task| task.row.is_wanted()).count();
    let instances = look.world.cluster(service.row.cluster).instances().count();
    let items = &service.row.settings.providers;
    let mut asks = provider::asks(look.world, service_ask(look.world, id), items);
    let own = asks.pop().filter(|own| {
        let replica = service.row.scheduling == SchedulingStrategy::Replica;
        let fits = (1..=MOST).contains(&tasks) && instances <= MOST;
        asks.is_empty() && own.launch_type == LaunchType::Ec2 && replica && fits
    });
    let Some(own) = own else {
        let why = "Strategies are about tasks on instances: this needs a REPLICA service on EC2, of one capacity provider at most, with 1 to 500 tasks on at most 500 instances.";
        return vec![Why {
            paragraphs: vec![why.to_owned()],
            ..Why::now(look, "Nothing to place anew")
        }];
    };
    let words: Vec<String> = own.strategies.iter().map(Strategy::label).collect();
    let others = strategies()
        .into_iter()
        .filter(|(_, it)| **it != *own.strategies);
    let mut benches = vec![bench(look.world, id, "its own", (*own).clone())];
    benches.extend(others.map(|(label, it)| {
        let ask = TaskAsk {
            strategies: it.into(),
            ..(*own).clone()
        };
        bench(look.world, id, label, ask)
    }));
    let paragraph = format!(
        "As if all {} of {} were started again, one after the other, beside what else runs. Its own strategy is {}. CPU, memory and cost are of the instances that are used; empty ones cost as much until somebody takes them away.",
        text::count(tasks as u32, "task"),
        service.row.name,
        words.join(", "),
    );
    let headline = format!(
        "{} of {} under {} strategies",
        text::count(tasks as u32, "task"),
        service.row.name,
        benches.len()
    );
    vec![
        Why {
            paragraphs: vec![paragraph],
            table: Some(figures(&benches, id)),
            ..Why::now(look, headline)
        },
        Why {
            table: Some(matrix(look, id, &benches)),
            ..Why::now(look, "Instance by instance")
        },
    ]
}

/// The service's tasks stopped and started again in a copy of the world.
fn bench(world: &World, id: ServiceId, label: &'static str, ask: TaskAsk) -> Bench {
    let mut copy = world.clone();
    let apply = |copy: &mut World, event: Event| {
        let entry = Entry {
            at: copy.now(),
            cause: Cause::Entry(0),
            event,
        };
        copy.apply(&entry);
    };
    let wanted = world
        .service(id)
        .tasks()
        .filter(|task| task.row.is_wanted());
    let tasks: Vec<_> = wanted.map(|task| task.id).collect();
    for task in &tasks {
        let reason = StoppedReason::StoppedByUser;
        apply(
            &mut copy,
            Event::TaskStopRequested {
                task: *task,
                reason,
            },
        );
    }
    let mut placer = Placer::prepare(&copy, &ask);
    let mut placed = 0;
    for _ in &tasks {
        let Some(instance) = placer.choose(&copy) else {
            break;
        };
        let primary = copy.service(id).row.primary;
        let task = new_task(
            &copy,
            &ask,
            Destination::Instance(instance),
            Some(primary),
            None,
        );
        apply(&mut copy, Event::TaskCreated(task));
        placer.placed(&copy, instance);
        placed += 1;
    }
    Bench {
        label,
        world: copy,
        placed,
        of: tasks.len() as u32,
    }
}

/// Tasks on an instance that are to run, of all groups.
fn tasks_on(world: &World, instance: ContainerInstanceId) -> u32 {
    world
        .instance(instance)
        .tasks()
        .filter(|task| task.row.is_wanted())
        .count() as u32
}

fn figures(benches: &[Bench], id: ServiceId) -> Table {
    let row = |bench: &Bench| {
        let world = &bench.world;
        let service = world.service(id);
        let cluster = world.cluster(service.row.cluster);
        let all: Vec<_> = cluster
            .instances()
            .filter(|it| it.row.is_present())
            .collect();
        let used: Vec<_> = all.iter().filter(|it| tasks_on(world, it.id) > 0).collect();
        let wanted = service.tasks().filter(|task| task.row.is_wanted());
        let zones: Vec<&str> = wanted.map(|task| task.zone()).collect();
        let zones = text::by_zone(zones.into_iter());
        let packed = |of: fn(crate::model::resources::Amounts) -> u32| {
            let sum = |amounts: &dyn Fn(&crate::world::views::InstanceView<'_>) -> u32| {
                used.iter().map(|it| amounts(it)).sum::<u32>()
            };
            let taken = sum(&|it| of(it.row.allocated));
            format!(
                "{} %",
                text::percent(taken, sum(&|it| of(it.row.registered)))
            )
        };
        let cost: u64 = used
            .iter()
            .map(|it| instance_nano_usd_hour(it.row.kind, purchase(it)))
            .sum();
        let label = match bench.placed < bench.of {
            true => Word::new(
                format!("{}: {} of {} placed", bench.label, bench.placed, bench.of),
                Tone::Bad,
            ),
            false => Word::plain(bench.label),
        };
        TableRow {
            subject: None,
            picked: false,
            cells: vec![
                label,
                Word::plain(zones),
                Word::plain(format!("{} of {}", used.len(), all.len())),
                Word::plain(packed(|it| it.cpu_units)),
                Word::plain(packed(|it| it.memory_mib)),
                Word::plain(dollars(cost / 1_000)),
            ],
        }
    };
    Table::new(
        "Spread, packing and cost under each strategy",
        &["Strategy", "By zone", "Used", "CPU", "MEM", "An hour"],
        benches.iter().map(row).collect(),
    )
}

fn purchase(instance: &crate::world::views::InstanceView<'_>) -> Purchase {
    let machine = instance.row.machine;
    machine.map_or(Purchase::OnDemand, |id| instance.world.machine(id).purchase)
}

/// How many of the service's tasks each instance gets under each strategy.
fn matrix(look: &Look<'_>, id: ServiceId, benches: &[Bench]) -> Table {
    let count = |world: &World, instance: ContainerInstanceId| {
        let mine = world.instance(instance).tasks();
        mine.filter(|task| task.row.is_wanted() && task.row.service() == Some(id))
            .count()
    };
    let cluster = look.world.cluster(look.world.service(id).row.cluster);
    let present: Vec<_> = cluster
        .instances()
        .filter(|it| it.row.is_present())
        .collect();
    let rows = present.iter().take(ROWS).map(|it| {
        let now = count(look.world, it.id);
        let mut cells = vec![Word::plain(it.label()), Word::plain(now.to_string())];
        cells.extend(benches.iter().map(|bench| {
            let then = count(&bench.world, it.id);
            let tone = if then == now {
                Tone::Plain
            } else {
                Tone::Accent
            };
            Word::new(then.to_string(), tone)
        }));
        TableRow {
            subject: Some(Subject::new(Kind::Instance, it.id.0)),
            picked: false,
            cells,
        }
    });
    let mut columns = vec!["Instance", "now"];
    columns.extend(benches.iter().map(|bench| bench.label));
    Table {
        more: present.len().saturating_sub(ROWS) as u32,
        ..Table::new("Its tasks on each instance", &columns, rows.collect())
    }
}
