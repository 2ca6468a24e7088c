//! What condition operators compare, read from text: numbers, dates, addresses, bytes.
//!
//! Each reader says `None` for what it cannot read; an operator is then false, whatever its direction.

pub(super) mod address;
pub(super) mod binary;
pub(super) mod date;
pub(super) mod number;
