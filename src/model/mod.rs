//! ECS nouns as plain data, with no behaviour beyond arithmetic.

pub mod task_definition;
