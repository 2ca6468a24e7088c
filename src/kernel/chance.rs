//! Keyed chance: a draw is named by (seed, stream, key, number), so adding one draw leaves every other as it was.
//!
//! ChaCha8 because its output is promised to stay the same and is equal on every target.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// What a draw is for. Each use has a number of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stream(pub u32);

/// The source of all draws of one run. Copies draw the same numbers: there is no cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Chance {
    seed: u64,
}

impl Chance {
    pub fn new(seed: u64) -> Chance {
        Chance { seed }
    }

    pub fn seed(self) -> u64 {
        self.seed
    }

    /// 64 even bits.
    pub fn bits(self, stream: Stream, key: u64, number: u32) -> u64 {
        let mut seed = [0u8; 32];
        seed[0..8].copy_from_slice(&self.seed.to_le_bytes());
        seed[8..16].copy_from_slice(&key.to_le_bytes());
        seed[16..20].copy_from_slice(&stream.0.to_le_bytes());
        seed[20..24].copy_from_slice(&number.to_le_bytes());
        ChaCha8Rng::from_seed(seed).next_u64()
    }

    /// An even draw from 0 (included) to 1 (excluded).
    pub fn unit(self, stream: Stream, key: u64, number: u32) -> f64 {
        (self.bits(stream, key, number) >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A draw from `0..bound`; 0 when `bound` is 0. Bias is below 2⁻³² for the bounds used here.
    pub fn below(self, stream: Stream, key: u64, number: u32, bound: u64) -> u64 {
        ((u128::from(self.bits(stream, key, number)) * u128::from(bound)) >> 64) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_depend_on_every_part_of_their_name() {
        let chance = Chance::new(7);
        let base = chance.bits(Stream(1), 2, 3);
        assert_eq!(base, chance.bits(Stream(1), 2, 3));
        for other in [
            Chance::new(8).bits(Stream(1), 2, 3),
            chance.bits(Stream(2), 2, 3),
            chance.bits(Stream(1), 3, 3),
            chance.bits(Stream(1), 2, 4),
        ] {
            assert_ne!(base, other);
        }
    }

    #[test]
    fn bounded_draws_reach_every_value_and_stay_inside() {
        let chance = Chance::new(1);
        let mut seen = [0u32; 5];
        for key in 0..1_000 {
            seen[chance.below(Stream(9), key, 0, 5) as usize] += 1;
            assert!((0.0..1.0).contains(&chance.unit(Stream(9), key, 1)));
        }
        assert!(seen.iter().all(|&n| 140 < n && n < 260), "{seen:?}");
        assert_eq!(chance.below(Stream(9), 0, 0, 0), 0);
    }
}
