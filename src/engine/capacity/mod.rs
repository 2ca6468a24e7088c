//! Capacity: which provider a task goes to, how many instances a provider needs, and what that costs.
//!
//! `distribution`, `reservation`, `tracking`, `group` and `cost` are arithmetic on numbers and know no world (capacity
//! 1.5, 2.2 to 2.4, 3, 4.7). `look`, `waiting`, `machines` and `managed` ask a world, use them and record what follows;
//! `bill` and `alternatives` only ask.

pub mod alternatives;
pub mod bill;
pub mod cost;
pub mod distribution;
pub mod group;
pub mod look;
pub mod machines;
pub mod managed;
pub mod reservation;
pub mod tracking;
pub mod waiting;
