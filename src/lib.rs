//! An Amazon ECS playground: the scheduler, deployments, agents and placement as a deterministic simulation.

pub mod api;
pub mod catalog;
pub mod model;
