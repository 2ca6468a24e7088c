//! Matching with `*` (any run of characters, also none) and `?` (exactly one character).
//!
//! Iterative: a star remembers where it stood, and only the last star is ever tried again, so the time is at most the
//! product of both lengths whatever the pattern.

/// One step of a pattern in which variables were replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    /// This character and no other, even if it is a star.
    Literal(char),
    /// `*`
    Run,
    /// `?`
    One,
}

/// Whether a text fits a pattern in which every `*` and `?` is a wildcard.
pub fn matches(pattern: &str, text: &str) -> bool {
    run(pattern, text, |left, right| left == right)
}

/// The same without regard to the case of ASCII letters.
pub fn matches_ignoring_case(pattern: &str, text: &str) -> bool {
    run(pattern, text, |left, right| {
        left.eq_ignore_ascii_case(&right)
    })
}

/// Bytes do, because UTF-8 keeps characters apart; only `?` and a second try of `*` step over whole characters.
fn run(pattern: &str, text: &str, same: impl Fn(u8, u8) -> bool) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut p, mut t) = (0, 0);
    // The place behind the last star, and where the text after it is tried next.
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some(b'*') => {
                p += 1;
                if p == pattern.len() {
                    return true;
                }
                star = Some((p, t));
            }
            Some(b'?') => {
                p += 1;
                t += width(text[t]);
            }
            Some(byte) if same(*byte, text[t]) => {
                p += 1;
                t += 1;
            }
            _ => {
                let Some((behind, tried)) = star else {
                    return false;
                };
                let next = tried + width(text[tried]);
                star = Some((behind, next));
                (p, t) = (behind, next);
            }
        }
    }
    pattern[p..].iter().all(|byte| *byte == b'*')
}

/// Bytes of the character that begins with this one.
fn width(first: u8) -> usize {
    match first {
        0..0xC0 => 1,
        0xC0..0xE0 => 2,
        0xE0..0xF0 => 3,
        _ => 4,
    }
}

/// Whether a text fits a pattern of tokens.
pub fn matches_tokens(pattern: &[Token], text: &str) -> bool {
    let (mut p, mut rest) = (0, text.chars());
    let mut star: Option<(usize, std::str::Chars<'_>)> = None;
    loop {
        let mut ahead = rest.clone();
        let next = ahead.next();
        match (pattern.get(p), next) {
            (Some(Token::Run), _) => {
                p += 1;
                star = Some((p, rest.clone()));
            }
            (None, None) => return true,
            (Some(Token::One), Some(_)) => {
                p += 1;
                rest = ahead;
            }
            (Some(Token::Literal(wanted)), Some(found)) if *wanted == found => {
                p += 1;
                rest = ahead;
            }
            _ => {
                let Some((behind, mut tried)) = star.take() else {
                    return false;
                };
                if tried.next().is_none() {
                    return false;
                }
                p = behind;
                rest = tried.clone();
                star = Some((behind, tried));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition itself, as a check.
    fn plainly(pattern: &[char], text: &[char]) -> bool {
        match (pattern.split_first(), text.split_first()) {
            (None, rest) => rest.is_none(),
            (Some(('*', rest)), _) => (0..=text.len()).any(|skip| plainly(rest, &text[skip..])),
            (Some(('?', rest)), Some((_, text))) => plainly(rest, text),
            (Some((wanted, rest)), Some((found, text))) => wanted == found && plainly(rest, text),
            (Some(_), None) => false,
        }
    }

    /// Every text of up to `length` of these characters.
    fn all(characters: &[char], length: usize) -> Vec<String> {
        let mut all = vec![String::new()];
        let mut last = all.clone();
        for _ in 0..length {
            last = last
                .iter()
                .flat_map(|text| characters.iter().map(move |it| format!("{text}{it}")))
                .collect();
            all.extend(last.iter().cloned());
        }
        all
    }

    #[test]
    fn every_short_pattern_agrees_with_the_definition() {
        let texts = all(&['a', 'b', 'é'], 4);
        for pattern in all(&['a', 'é', '*', '?'], 4) {
            let chars: Vec<char> = pattern.chars().collect();
            let tokens: Vec<Token> = pattern
                .chars()
                .map(|it| match it {
                    '*' => Token::Run,
                    '?' => Token::One,
                    other => Token::Literal(other),
                })
                .collect();
            for text in &texts {
                let wanted = plainly(&chars, &text.chars().collect::<Vec<_>>());
                assert_eq!(matches(&pattern, text), wanted, "{pattern} {text}");
                assert_eq!(matches_tokens(&tokens, text), wanted, "{pattern} {text}");
            }
        }
    }

    #[test]
    fn case_counts_unless_it_is_said_not_to() {
        assert!(matches_ignoring_case("Run*", "runTask"));
        assert!(!matches("Run*", "runTask"));
    }

    #[test]
    fn many_stars_take_no_exponential_time() {
        let text = "a".repeat(2_000);
        assert!(!matches(&format!("{}b", "a*".repeat(500)), &text));
        let mut tokens = [Token::Literal('a'), Token::Run].repeat(500);
        tokens.push(Token::Literal('b'));
        assert!(!matches_tokens(&tokens, &text));
    }
}
