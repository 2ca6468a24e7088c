//! An Amazon ECS playground: the scheduler, deployments, agents and placement as a deterministic simulation.
//!
//! Read it from the bottom up. A module uses only what stands above it in this list:
//!
//! - [`kernel`]: time, what is due, keyed chance, paged rows, one hash. Not one ECS word.
//! - [`catalog`]: tables of facts with their dates.
//! - [`iam`]: policies, and the decision over all that have a say. Not one ECS word either.
//! - [`model`]: ECS nouns as plain data.
//! - [`world`]: the state and the only way to change it.
//! - [`engine`]: decisions. Every file: a world in, a decision out.
//! - [`api`]: ECS-shaped requests, checked against one table of shapes, turned into events.
//! - [`sim`]: a run: commands in, a log out, every moment within reach.
//! - [`scenario`]: files that say what happens when, and what must come of it.
//! - [`explain`]: why, in sentences and tables.
//! - [`view`]: panels as plain structs, and the session the page talks to.

// Wrong input is an answer, never a panic; what our own code guarantees says so with `expect`. Nothing is printed here.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::todo,
        clippy::unimplemented,
        clippy::dbg_macro
    )
)]
#![deny(clippy::print_stdout, clippy::print_stderr)]

pub mod api;
pub mod catalog;
pub mod engine;
pub mod explain;
pub mod iam;
pub mod kernel;
pub mod model;
pub mod scenario;
pub mod sim;
pub mod view;
pub mod world;
