//! An expression of the cluster query language.
#![no_main]

use ecs_playground::engine::placement::query;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Err(error) = query::parse(text) {
        assert!(text.get(error.place.start..error.place.end).is_some());
    }
});
