//! Something to say about a place in a text: what is wrong there, and what would help.
//!
//! The same form for syntax, shapes, registration rules and scenario files, so that an editor, a loader and the command
//! line show them alike. Offsets are bytes; `utf16_offset` converts for editors that count otherwise.

use crate::api::error::put;
use crate::api::error::{ApiError, Exception};

/// One remark about a text or value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub severity: Severity,
    pub source: Source,
    /// Where in the document, as in `containerDefinitions[0].memory`; empty for the document itself.
    pub path: String,
    pub span: Span,
    /// 1-based; 0 when the value did not come from a text.
    pub line: u32,
    /// 1-based, in characters.
    pub column: u32,
    pub message: String,
    pub help: Option<String>,
    pub fix: Option<Fix>,
}

/// A range of bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

/// Whether a finding stops the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    Error,
    Warning,
    Info,
}

/// What made the finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    Syntax,
    /// Keys, types, words and limits.
    Shape,
    /// A registration rule, by its row in the fact sheet (`R46`). `literal`: the message is ECS's own wording.
    /// `first`: it is the one ECS would answer with, as it stops at the first problem.
    Rule {
        row: &'static str,
        literal: bool,
        first: bool,
    },
    /// Advice that no rule stands behind.
    Note,
}

/// A replacement that removes the finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    pub label: String,
    pub span: Span,
    pub insert: String,
}

impl Finding {
    /// A finding without advice; the line and column come from `place_all`.
    pub fn new(
        severity: Severity,
        source: Source,
        path: impl AsRef<str>,
        span: Span,
        message: impl AsRef<str>,
    ) -> Finding {
        Finding::of(severity, source, path.as_ref(), span, message.as_ref())
    }

    /// The code exists once, not at each of some hundred findings.
    #[inline(never)]
    fn of(severity: Severity, source: Source, path: &str, span: Span, message: &str) -> Finding {
        Finding {
            severity,
            source,
            path: path.to_owned(),
            span,
            line: 0,
            column: 0,
            message: message.to_owned(),
            help: None,
            fix: None,
        }
    }

    /// The same finding, with advice.
    pub fn help(mut self, help: impl AsRef<str>) -> Finding {
        put(&mut self.help, help.as_ref());
        self
    }

    /// The same finding, with a replacement that removes it.
    pub fn fix(mut self, label: impl AsRef<str>, span: Span, insert: impl AsRef<str>) -> Finding {
        self.fix = Some(Fix {
            label: label.as_ref().to_owned(),
            span,
            insert: insert.as_ref().to_owned(),
        });
        self
    }
}

/// Whether any finding stops the request.
pub fn any_error(findings: &[Finding]) -> bool {
    findings
        .iter()
        .any(|finding| finding.severity == Severity::Error)
}

/// The refusal for the first error, when there is one.
pub fn first_error(findings: &[Finding]) -> Option<ApiError> {
    crate::assumed!(REQUEST_SHAPE);
    let finding = findings
        .iter()
        .find(|finding| finding.severity == Severity::Error)?;
    Some(ApiError {
        exception: Exception::InvalidParameter,
        message: finding.message.clone(),
        path: Some(finding.path.clone()).filter(|path| !path.is_empty()),
        help: finding.help.clone(),
    })
}

/// Fills in line and column from the text the spans point into.
pub fn place_all(findings: &mut [Finding], text: &str) {
    for finding in findings {
        (finding.line, finding.column) = line_and_column(text, finding.span.start);
    }
}

/// 1-based line and column (in characters) of a byte offset.
pub fn line_and_column(text: &str, offset: usize) -> (u32, u32) {
    let before = &text[..floor_char_boundary(text, offset)];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let column = before[line_start..].chars().count() + 1;
    (line as u32, column as u32)
}

/// The offset in UTF-16 units, as browsers count, of a byte offset.
pub fn utf16_offset(text: &str, offset: usize) -> usize {
    text[..floor_char_boundary(text, offset)]
        .chars()
        .map(char::len_utf16)
        .sum()
}

/// The byte offset of an offset in UTF-16 units; an offset inside a character gives that character's start.
pub fn byte_offset(text: &str, utf16: usize) -> usize {
    let mut units = 0;
    for (offset, character) in text.char_indices() {
        units += character.len_utf16();
        if units > utf16 {
            return offset;
        }
    }
    text.len()
}

fn floor_char_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_characters_and_utf16_units() {
        let text = "{\n \"ä😀x\": 1}";
        let x = text.find('x').unwrap();
        assert_eq!(line_and_column(text, x), (2, 5));
        assert_eq!(utf16_offset(text, x), 7);
        assert_eq!(byte_offset(text, 7), x);
        // Inside the surrogate pair: the character's start.
        assert_eq!(byte_offset(text, 6), text.find('😀').unwrap());
        assert_eq!(byte_offset(text, 999), text.len());
        assert_eq!(
            utf16_offset(text, x - 1),
            5,
            "an offset inside a character counts to its start"
        );
    }
}
