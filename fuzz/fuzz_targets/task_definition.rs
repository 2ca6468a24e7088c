//! The JSON of a task definition: diagnosed, then registered.
#![no_main]

use ecs_playground::api::operation::{Operation, read_request};
use ecs_playground::api::{document, task_definition};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for finding in document::diagnose(text) {
        assert!(finding.line > 0 && finding.column > 0);
        assert!(text.get(finding.span.start..finding.span.end).is_some());
    }
    if let Ok(request) = read_request(Operation::RegisterTaskDefinition, text) {
        let _ = task_definition::register(&request, 1);
    }
});
