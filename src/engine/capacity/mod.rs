//! Capacity: which provider a task goes to, how many instances a provider needs, and what that costs.
//!
//! The arithmetic stands alone, in functions of numbers; capacity 1.5, 2.2 to 2.4 and 3.

pub mod bill;
pub mod cost;
pub mod distribution;
pub mod group;
pub mod look;
pub mod machines;
pub mod reservation;
pub mod tracking;
pub mod waiting;
