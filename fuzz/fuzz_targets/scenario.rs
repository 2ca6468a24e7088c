//! A scenario file: loaded, and run for a while when it loads.
#![no_main]

use std::sync::Arc;

use ecs_playground::kernel::SimTime;
use ecs_playground::scenario::{Run, load, transcript};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    match load(text) {
        Err(findings) => {
            assert!(!findings.is_empty());
            assert!(findings.iter().all(|it| it.line > 0 && it.column > 0));
        }
        Ok(scenario) => {
            let mut run = Run::new(Arc::new(scenario));
            run.run_until(SimTime::from_secs(600), 2_000);
            transcript::text(&run, u64::MAX);
        }
    }
});
