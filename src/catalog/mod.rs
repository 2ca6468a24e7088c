//! Facts as tables: sizes, types and limits that AWS publishes, each with its date and source.
//!
//! Holds data and look-ups in it, nothing that decides.

pub mod ecs_actions;
pub mod fargate_prices;
pub mod fargate_sizes;
pub mod instance_types;
pub mod managed_policies;
pub mod zones;
