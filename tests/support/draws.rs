//! Draws from a seed, and what they do to a text. For every test that lives on chance.

#![allow(dead_code, reason = "each test takes the part it needs")]

use ecs_playground::kernel::{Chance, Stream};

/// Draws in a row; the seed alone repeats them.
pub struct Draws {
    chance: Chance,
    drawn: u64,
}

impl Draws {
    pub fn new(seed: u64) -> Draws {
        Draws {
            chance: Chance::new(seed),
            drawn: 0,
        }
    }

    pub fn below(&mut self, bound: u64) -> u64 {
        self.drawn += 1;
        self.chance.below(Stream(1_000), self.drawn, 0, bound)
    }

    pub fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u64) as usize].clone()
    }

    pub fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }
}

/// `text` with a few parts cut out, doubled, moved or replaced.
pub fn damaged(text: &str, pieces: &[&str], draws: &mut Draws) -> String {
    let mut text = text.to_owned();
    for _ in 0..1 + draws.below(4) {
        let place = |draws: &mut Draws| {
            let mut at = draws.below(text.len() as u64 + 1) as usize;
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let (one, other) = (place(draws), place(draws));
        let (start, far) = (one.min(other), one.max(other));
        // Mostly small wounds: a large one leaves nothing to read.
        let mut end = far.min(start + draws.below(40) as usize);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        match draws.below(4) {
            0 => text.replace_range(start..end, ""),
            1 => {
                let part = text[start..end].to_owned();
                text.insert_str(far, &part);
            }
            2 => text.replace_range(start..end, draws.pick(pieces)),
            _ => text.insert_str(start, draws.pick(pieces)),
        }
    }
    text
}
