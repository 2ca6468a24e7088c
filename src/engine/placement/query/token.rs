//! The words and signs of an expression.

use crate::engine::placement::query::{Place, QueryError};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub kind: TokenKind,
    pub place: Place,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    Open,
    Close,
    ListOpen,
    ListClose,
    Comma,
    /// A sign: `==`, `!=`, `<`, `<=`, `>`, `>=`, `=~`, `!~`, `&&`, `||`, `!`.
    Sign(&'static str),
    /// Anything else up to a space, bracket, comma or closing parenthesis.
    Word(String),
    Quoted(String),
}

const SIGNS: [&str; 11] = [
    "==", "!=", "<=", ">=", "=~", "!~", "&&", "||", "<", ">", "!",
];

/// Splits `text`; `after_operator` words may hold almost anything, so that `t2.*` and `m5\.(large|xlarge)` are one word.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, QueryError> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let (kind, length) = next(text, at, tokens.last().map(|token| &token.kind))?;
        tokens.push(Token {
            kind,
            place: Place {
                start: at,
                end: at + length,
            },
        });
        at += length;
    }
    Ok(tokens)
}

fn next(
    text: &str,
    at: usize,
    before: Option<&TokenKind>,
) -> Result<(TokenKind, usize), QueryError> {
    let rest = &text[at..];
    let value_follows = matches!(before, Some(TokenKind::Sign(sign)) if !matches!(*sign, "&&" | "||" | "!"))
        || matches!(before, Some(TokenKind::Word(word)) if is_word_operator(word));
    let first = rest.chars().next().unwrap_or(' ');
    match first {
        '\'' | '"' => {
            let body = &rest[1..];
            let Some(end) = body.find(first) else {
                return Err(QueryError {
                    place: Place {
                        start: at,
                        end: text.len(),
                    },
                    message: "this quotation does not end".to_owned(),
                    help: format!("add the closing {first}"),
                });
            };
            Ok((TokenKind::Quoted(body[..end].to_owned()), end + 2))
        }
        '[' => Ok((TokenKind::ListOpen, 1)),
        ']' => Ok((TokenKind::ListClose, 1)),
        ',' => Ok((TokenKind::Comma, 1)),
        '(' if !value_follows => Ok((TokenKind::Open, 1)),
        ')' => Ok((TokenKind::Close, 1)),
        _ => {
            if let Some(sign) = SIGNS
                .iter()
                .find(|sign| rest.starts_with(**sign) && !value_follows)
            {
                // `!exists` and `!in` are one operator.
                if *sign != "!"
                    || !["!exists", "!in"]
                        .iter()
                        .any(|word| starts_with_word(rest, word))
                {
                    return Ok((TokenKind::Sign(sign), sign.len()));
                }
            }
            let length = word_length(rest, value_follows);
            Ok((TokenKind::Word(rest[..length].to_owned()), length))
        }
    }
}

fn starts_with_word(text: &str, word: &str) -> bool {
    text.strip_prefix(word)
        .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_'))
}

/// Up to a space, a list sign, or a parenthesis that the word itself did not open.
fn word_length(text: &str, is_value: bool) -> usize {
    let mut depth = 0i32;
    for (at, c) in text.char_indices() {
        match c {
            '(' if is_value => depth += 1,
            ')' if depth > 0 => depth -= 1,
            ')' | '[' | ']' | ',' if depth == 0 => return at.max(1),
            '(' => return at.max(1),
            c if c.is_whitespace() => return at,
            '=' | '!' | '<' | '>' | '&' | '|' if !is_value && at > 0 => return at,
            _ => {}
        }
    }
    text.len()
}

pub(super) fn is_word_operator(word: &str) -> bool {
    matches!(
        word,
        "equals"
            | "not_equals"
            | "greater_than"
            | "greater_than_equal"
            | "less_than"
            | "less_than_equal"
            | "matches"
            | "not_matches"
    )
}
