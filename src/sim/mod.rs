//! A run: commands in, a log out, and every moment of it within reach.
//!
//! The seed and the journal of commands are the whole input. Run again, they give the same log; the log, folded, gives
//! the same world.

pub mod bench;
pub mod command;
pub mod history;
pub mod log;
mod log_services;
pub mod records;
pub mod simulation;
mod wave;
pub mod words;

pub use command::Command;
pub use simulation::{Decided, Journaled, Progress, Simulation};
