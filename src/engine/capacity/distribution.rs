//! Which provider of a strategy the next task goes to, and which one loses a task (capacity 1.5).

use crate::assumed;
use crate::model::capacity::StrategyItem;

/// The line a task goes to or comes from, with the reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// The line's place in the strategy.
    pub line: usize,
    pub because: TurnBecause,
}

/// Why it is that line's turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TurnBecause {
    /// Fewer tasks run there than its base asks for.
    Base { runs: u32, base: u32 },
    /// Of the tasks above the base it is the furthest behind its share (or, when one has to go, ahead of it).
    Share {
        above_base: u32,
        of_above_base: u32,
        weight: u32,
        of_weight: u32,
    },
}

/// The line for one more task; `counts` has the live tasks per line. None when no line may take any.
pub fn next_provider(items: &[StrategyItem], counts: &[u32]) -> Option<Turn> {
    assumed!(STRATEGY_ROUNDING);
    assumed!(BASE_WITHOUT_WEIGHT);
    let wanting = |(item, count): &(&StrategyItem, &u32)| **count < item.base;
    let lines = || items.iter().zip(counts);
    if let Some(line) = lines().position(|pair| wanting(&pair)) {
        return Some(Turn {
            line,
            because: TurnBecause::Base {
                runs: counts[line],
                base: items[line].base,
            },
        });
    }
    let shares = Shares::of(items, counts);
    let weighted = (0..items.len()).filter(|line| items[*line].weight > 0);
    // The last of equal maxima would win, so the search runs from the end.
    let line = weighted
        .rev()
        .max_by_key(|line| -shares.ahead(*line, shares.total + 1))?;
    Some(Turn {
        line,
        because: shares.because(line, shares.total + 1),
    })
}

/// The line that gives up a task: the furthest ahead of its share; the base goes last.
pub fn loses_task(items: &[StrategyItem], counts: &[u32]) -> Option<Turn> {
    assumed!(STRATEGY_SCALE_IN);
    let shares = Shares::of(items, counts);
    let above = (0..items.len()).filter(|line| shares.above[*line] > 0);
    let after = shares.total.saturating_sub(1);
    if let Some(line) = above.max_by_key(|line| shares.ahead(*line, after)) {
        return Some(Turn {
            line,
            because: shares.because(line, after),
        });
    }
    let line = counts.iter().rposition(|count| *count > 0)?;
    Some(Turn {
        line,
        because: TurnBecause::Base {
            runs: counts[line],
            base: items[line].base,
        },
    })
}

/// How `count` tasks are spread when they start one after the other.
pub fn distribute(items: &[StrategyItem], count: u32) -> Vec<u32> {
    let mut counts = vec![0; items.len()];
    for _ in 0..count {
        match next_provider(items, &counts) {
            Some(turn) => counts[turn.line] += 1,
            None => break,
        }
    }
    counts
}

/// Tasks above the base, per line.
struct Shares<'i> {
    items: &'i [StrategyItem],
    above: Vec<u32>,
    total: u32,
    weight: u32,
}

impl<'i> Shares<'i> {
    fn of(items: &'i [StrategyItem], counts: &[u32]) -> Shares<'i> {
        let above: Vec<u32> = items
            .iter()
            .zip(counts)
            .map(|(item, count)| count.saturating_sub(item.base))
            .collect();
        Shares {
            items,
            total: above.iter().sum(),
            weight: items.iter().map(|item| item.weight).sum(),
            above,
        }
    }

    /// How many tasks the line has above its share of `total`, times the sum of weights.
    fn ahead(&self, line: usize, total: u32) -> i64 {
        i64::from(self.above[line]) * i64::from(self.weight)
            - i64::from(total) * i64::from(self.items[line].weight)
    }

    fn because(&self, line: usize, total: u32) -> TurnBecause {
        TurnBecause::Share {
            above_base: self.above[line],
            of_above_base: total,
            weight: self.items[line].weight,
            of_weight: self.weight,
        }
    }
}
