//! Policy variables: `${key}`, `${key, 'default'}`, and `${*}`, `${?}`, `${$}` for the characters themselves (iam 3).

use crate::iam::glob::Token;
use crate::iam::request::Context;

/// A piece of a text with variables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    Text(&'t str),
    /// One of `*`, `?`, `$`, meant literally.
    Character(char),
    Variable {
        key: &'t str,
        default: Option<&'t str>,
    },
    /// A variable in a spelling that has no value, such as a default in double quotes.
    Unresolved(&'t str),
}

/// The pieces of a text in order.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        // The first `${` that is closed; before it, text.
        let mut from = 0;
        while let Some(at) = first_dollar(&rest[from..]).map(|at| from + at) {
            match variable(&rest[at..]) {
                Some((piece, length)) if at == 0 => {
                    rest = &rest[length..];
                    return Some(piece);
                }
                Some(_) => {
                    let (before, after) = rest.split_at(at);
                    rest = after;
                    return Some(Piece::Text(before));
                }
                None => from = at + 2,
            }
        }
        Some(Piece::Text(std::mem::take(&mut rest)))
    })
}

/// Where the first `${` stands.
pub(super) fn first_dollar(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    (1..bytes.len())
        .find(|at| bytes[*at] == b'{' && bytes[at - 1] == b'$')
        .map(|at| at - 1)
}

/// Reads the variable a text begins with, and says how long it is; `None` when it is never closed.
fn variable(text: &str) -> Option<(Piece<'_>, usize)> {
    crate::iam_assumed!(VARIABLE_SPELLING);
    let inside = text.strip_prefix("${")?;
    let mut bytes = inside.bytes();
    let end_of_key = bytes.position(|byte| byte == b',' || byte == b'}')?;
    let key = inside[..end_of_key].trim();
    if inside[end_of_key..].starts_with('}') {
        let length = 2 + end_of_key + 1;
        let piece = match key {
            "*" => Piece::Character('*'),
            "?" => Piece::Character('?'),
            "$" => Piece::Character('$'),
            _ => Piece::Variable { key, default: None },
        };
        return Some((piece, length));
    }
    let default = quoted(inside[end_of_key + 1..].trim_start());
    let closed = default.and_then(|(default, behind)| {
        let behind = behind.trim_start().strip_prefix('}')?;
        Some((default, text.len() - behind.len()))
    });
    if let Some((default, length)) = closed {
        let default = Some(default);
        return Some((Piece::Variable { key, default }, length));
    }
    let length = 2 + inside.find('}')? + 1;
    Some((Piece::Unresolved(&text[..length]), length))
}

/// What stands between single quotes, and what is behind them.
fn quoted(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix('\'')?.split_once('\'')
}

/// The text with its variables replaced, as a pattern; `None` when one of them has no value.
///
/// `wildcards` says whether `*` and `?` of the policy's own text are any; those that come from a value never are.
pub(super) fn expand(text: &str, context: &Context, wildcards: bool) -> Option<Vec<Token>> {
    crate::iam_assumed!(VARIABLE_LITERAL);
    let mut tokens = Vec::with_capacity(text.len());
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => tokens.extend(text.chars().map(|character| match character {
                '*' if wildcards => Token::Run,
                '?' if wildcards => Token::One,
                other => Token::Literal(other),
            })),
            Piece::Character(character) => tokens.push(Token::Literal(character)),
            Piece::Variable { key, default } => {
                let value = context.single(key).or(default)?;
                tokens.extend(value.chars().map(Token::Literal));
            }
            Piece::Unresolved(_) => return None,
        }
    }
    Some(tokens)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let context = Context::new()
            .one("aws:UserName", "ana")
            .one("k", "*")
            .many("l", &["x"]);
        match expand(text, &context, true) {
            None => "none".to_owned(),
            Some(tokens) => tokens
                .iter()
                .map(|token| match token {
                    Token::Literal(character) => character.to_string(),
                    Token::Run => "<run>".to_owned(),
                    Token::One => "<one>".to_owned(),
                })
                .collect(),
        }
    }

    #[test]
    fn spellings_of_variables() {
        for (text, wanted) in [
            ("${aws:username}/x", "ana/x"),
            ("a${AWS:USERNAME}b", "aanab"),
            ("${ aws:username }", "ana"),
            ("${none, 'shared'}", "shared"),
            ("${none,'shared'}", "shared"),
            ("${none ,  'shared' }", "shared"),
            ("${aws:username, 'shared'}", "ana"),
            ("${none, ''}", ""),
            ("${none, 'a}b'}", "a}b"),
            ("${none}", "none"),
            ("${none, \"x\"}", "none"),
            ("${aws:username, \"x\"}", "none"),
            ("${none, x}", "none"),
            ("${}", "none"),
            ("${l}", "none"),
            ("a${none}b${aws:username}", "none"),
            ("${*}${?}${$}", "*?$"),
            ("*${*}?", "<run>*<one>"),
            ("${k}", "*"),
            ("${none, '*'}", "*"),
            ("${aws:username", "${aws:username"),
            ("$aws:username}", "$aws:username}"),
            ("$${aws:username}", "$ana"),
            ("{}$", "{}$"),
            ("${a${aws:username}", "none"),
            ("", ""),
            ("é${aws:username}é", "éanaé"),
        ] {
            assert_eq!(shown(text), wanted, "{text}");
        }
    }
}
