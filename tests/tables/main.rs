//! Rules as tables: each row is a fact and names its row in the fact sheets, sheet first.

mod agent;
mod circuit_breaker;
mod coverage;
mod placement;
mod early_success;
mod failures;
mod query;
mod targets;
mod requests;
mod rolling;
mod scale_in;
mod stage;
mod task_definition;
mod task_definition_documents;
mod traffic;
mod zones;
