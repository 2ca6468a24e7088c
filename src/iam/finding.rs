//! Something to say about a policy: what is wrong at a place, which rule says so, what would help.

use crate::iam::place::{Span, line_and_column};

/// One remark about a policy document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub severity: Severity,
    /// The row of the fact sheet behind it, as in `iam 1.2 #4`.
    pub rule: &'static str,
    /// Where in the document, as in `Statement[0].Action[1]`; empty for the document itself.
    pub path: String,
    pub place: Span,
    /// 1-based.
    pub line: u32,
    /// 1-based, in characters.
    pub column: u32,
    /// Starts lower-case, as every message of ours.
    pub message: String,
    pub help: Option<String>,
    /// What IAM answers word for word, when it refuses the document for this.
    pub literal: Option<String>,
    /// Whether IAM would answer with this one: it stops at its first.
    pub first: bool,
}

/// Whether IAM takes the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It refuses it.
    Error,
    /// It takes it, and it hardly means what was meant.
    Warning,
}

impl Finding {
    /// A finding without advice; line and column come from `place_all`.
    pub fn new(
        severity: Severity,
        rule: &'static str,
        path: impl Into<String>,
        place: Span,
        message: impl Into<String>,
    ) -> Finding {
        Finding {
            severity,
            rule,
            path: path.into(),
            place,
            line: 0,
            column: 0,
            message: message.into(),
            help: None,
            literal: None,
            first: false,
        }
    }

    pub fn help(mut self, help: impl Into<String>) -> Finding {
        self.help = Some(help.into());
        self
    }

    pub fn literal(mut self, literal: impl Into<String>) -> Finding {
        self.literal = Some(literal.into());
        self
    }

    /// One line for lists of errors: place in the document, then the message.
    pub fn sentence(&self) -> String {
        match self.path.is_empty() {
            true => self.message.clone(),
            false => format!("{}: {}", self.path, self.message),
        }
    }
}

/// Fills in line and column from the text the places point into.
pub fn place_all(findings: &mut [Finding], text: &str) {
    for finding in findings {
        (finding.line, finding.column) = line_and_column(text, finding.place.start);
    }
}
