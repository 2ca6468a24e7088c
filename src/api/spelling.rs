//! What a misspelt word was probably meant to be.

use crate::kernel::WHOLE;

/// The sentence for a likely slip of the pen.
pub fn did_you_mean(word: &str) -> String {
    ["did you mean `", word, "`?"].concat()
}

/// The candidate that `written` was probably meant to be: one letter off per three, case not counted.
pub fn nearest<'c>(written: &str, candidates: impl Iterator<Item = &'c str>) -> Option<&'c str> {
    if !WHOLE {
        return None;
    }
    let written = written.to_ascii_lowercase();
    let allowed = (written.chars().count() / 3).max(1);
    let mut best: Option<(usize, &'c str)> = None;
    for candidate in candidates {
        let distance = edit_distance(&written, &candidate.to_ascii_lowercase());
        if distance <= allowed && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Insertions, deletions, replacements and swaps of neighbours between two words.
fn edit_distance(from: &str, to: &str) -> usize {
    let from: Vec<char> = from.chars().take(64).collect();
    let to: Vec<char> = to.chars().take(64).collect();
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=to.len()).collect();
    for row in 1..=from.len() {
        let mut next = vec![row; to.len() + 1];
        for column in 1..=to.len() {
            let replaced = last[column - 1] + usize::from(from[row - 1] != to[column - 1]);
            next[column] = replaced.min(last[column] + 1).min(next[column - 1] + 1);
            let swapped = row > 1
                && column > 1
                && from[row - 1] == to[column - 2]
                && from[row - 2] == to[column - 1];
            if swapped {
                next[column] = next[column].min(before[column - 2] + 1);
            }
        }
        before = std::mem::replace(&mut last, next);
    }
    last[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_word_is_near() {
        let words = ["containerDefinitions", "cpu", "memory", "memoryReservation"];
        for (written, meant) in [
            ("containerDefinition", Some("containerDefinitions")),
            ("ContainerDefinitions", Some("containerDefinitions")),
            ("memroy", Some("memory")),
            ("cp", Some("cpu")),
            ("gpu", Some("cpu")),
            ("image", None),
            ("cores", None),
            ("mxmzrx", None),
            ("", None),
        ] {
            assert_eq!(nearest(written, words.into_iter()), meant, "{written}");
        }
        assert_eq!(edit_distance("abcd", "acbd"), 1, "neighbours swapped");
        assert_eq!(edit_distance("kitten", "sitting"), 3);
    }
}
