//! One request per line, `Operation {…}`: checked and carried out in turn.
#![no_main]

use std::sync::Arc;

use ecs_playground::api::operation::{Operation, read_request};
use ecs_playground::kernel::SimSpan;
use ecs_playground::sim::{Command, Simulation};
use ecs_playground::world::laws;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut simulation = Simulation::new(1);
    for line in text.lines().take(50) {
        let Some((name, request)) = line.split_once(' ') else {
            continue;
        };
        let Some(operation) = Operation::from_name(name) else {
            continue;
        };
        let Ok(request) = read_request(operation, request) else {
            continue;
        };
        let before = simulation.len();
        let request = Arc::new(request);
        let answer = simulation.submit(Command::Request { operation, request });
        assert!(answer.is_ok() || simulation.len() == before);
        let until = simulation.now() + SimSpan::from_secs(20);
        simulation.run_until(until, 2_000);
        assert!(laws::broken(simulation.world()).is_empty());
    }
});
