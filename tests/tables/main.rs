//! Rules as tables: each row is a fact and names its row in the fact sheets, sheet first.

mod circuit_breaker;
mod query;
mod requests;
mod task_definition;
mod task_definition_documents;
