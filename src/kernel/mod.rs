//! A deterministic event simulator without one word of ECS: time, what is due, keyed chance, paged rows, one hash.
//!
//! Everything here is a value. Cloning it is cheap, and equal inputs give equal bits on every target.

pub mod agenda;
pub mod arena;
pub mod assumption;
pub mod chance;
pub mod digest;
pub mod names;
pub mod sorted;
pub mod time;

pub use agenda::{Agenda, TimerId};
pub use arena::{Arena, Key};
pub use assumption::Assumption;
pub use chance::{Chance, Stream};
pub use digest::Digest;
pub use names::{Name, Names};
pub use sorted::{SortedMap, SortedSet, sort_by, sort_by_key};
pub use time::{SimSpan, SimTime};

/// Whether this build can do everything. The opening program (`bin/opening.rs`) is built without the feature `whole`: it
/// plays the scenario of a first visit and nothing else, and what only the whole engine needs stands behind this
/// constant, so that a first visit does not fetch it. Where the opening program would go wrong it stops instead, and the
/// page goes on with the whole engine.
pub const WHOLE: bool = cfg!(feature = "whole");
