//! `ecs-sim bench`: the library's measured rows with this machine's clock.

use std::process::ExitCode;
use std::time::Instant;

use ecs_playground::iam;
use ecs_playground::sim::bench::{Row, Sizes, measure};

use super::print;

#[expect(
    clippy::disallowed_methods,
    reason = "a measurement needs a real clock; nothing simulated sees it"
)]
pub fn bench() -> ExitCode {
    let start = Instant::now();
    let mut clock = || start.elapsed().as_secs_f64() * 1_000.0;
    if cfg!(debug_assertions) {
        eprintln!("a debug build is many times slower: use `cargo run --release`");
    }
    print([format!(
        "{:<58} {:>10} {:>12} {:>12}",
        "", "times", "µs each", "ms in all"
    )]);
    iam::bench::measure(1.0, &mut clock, &mut |what, times, total_millis| {
        let what = what.to_owned();
        print([line(&Row {
            what,
            times,
            total_millis,
        })]);
    });
    measure(&Sizes::full(), &mut clock, &mut |row| print([line(&row)]));
    ExitCode::SUCCESS
}

fn line(row: &Row) -> String {
    format!(
        "{:<58} {:>10} {:>12.2} {:>12.1}",
        row.what,
        row.times,
        row.micros_each(),
        row.total_millis
    )
}
