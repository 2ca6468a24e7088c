//! What is between tasks and their callers: targets and their health.

pub mod address;
pub mod target;
