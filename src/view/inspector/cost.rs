//! What everything costs, by how it was bought, with the share that stands idle.

use crate::catalog::fargate_prices;
use crate::engine::capacity::bill::bill;
use crate::engine::metrics;
use crate::view::inspector::Group;
use crate::view::inspector::state::{field, group};
use crate::view::look::Look;
use crate::view::text;
use crate::world::World;

pub fn groups(look: &Look<'_>) -> Vec<Group> {
    let bill = bill(look.world, look.now);
    let total = bill.total();
    if total.micro_usd == 0 {
        return Vec::new();
    }
    let hour = |nano: u64| dollars(nano / 1_000);
    let mut fields = Vec::new();
    for (name, line) in bill.lines().into_iter().filter(|(_, it)| it.micro_usd > 0) {
        fields.push(field(
            name,
            format!(
                "{} now, {} an hour, {} so far",
                text::number(line.count),
                hour(line.nano_usd_hour),
                dollars(line.micro_usd)
            ),
        ));
    }
    fields.push(field(
        "together",
        format!(
            "{} an hour, {} so far",
            hour(total.nano_usd_hour),
            dollars(total.micro_usd)
        ),
    ));
    fields.push(field("reserved on instances", reserved(look.world)));
    let title = format!(
        "Cost, list prices of us-east-1 on {}",
        fargate_prices::AS_OF
    );
    vec![group(&title, fields)]
}

/// How much of the instances' CPU and memory tasks reserve; the rest is paid for and idle.
fn reserved(world: &World) -> String {
    match reserved_percent(world) {
        None => "no instances".to_owned(),
        Some((cpu, memory)) => format!("{cpu} % of CPU, {memory} % of memory"),
    }
}

/// The same in percent of CPU and of memory; none without instances.
pub fn reserved_percent(world: &World) -> Option<(u8, u8)> {
    let share = |of| {
        let present = world.instances().filter(|it| it.row.is_present());
        let (reserved, registered) = metrics::reserved(present, of);
        (registered > 0).then(|| text::percent(reserved as u32, registered as u32))
    };
    Some((share(|it| it.cpu_units)?, share(|it| it.memory_mib)?))
}

/// Micro-dollars as dollars with four decimals.
pub fn dollars(micro: u64) -> String {
    let rounded = (micro + 50) / 100;
    format!("${}.{:04}", rounded / 10_000, rounded % 10_000)
}
