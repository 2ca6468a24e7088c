//! Rules as tables: each row is a fact and names its row in the fact sheets, sheet first.

mod access;
mod agent;
mod alarms;
mod capacity;
mod capacity_arithmetic;
mod capacity_coverage;
mod circuit_breaker;
mod coverage;
mod early_success;
mod failures;
mod managed_instances;
mod placement;
mod query;
mod quotas;
mod refusals;
mod requests;
mod rolling;
mod scale_in;
mod scaling;
mod stage;
mod targets;
mod task_definition;
mod task_definition_documents;
mod task_sets;
mod traffic;
mod zones;
