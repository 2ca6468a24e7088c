//! Sizes and characters (iam 1, 1.1).

use crate::iam::check::{Also, Checker};
use crate::iam::place::Span;
use crate::iam::policy::PolicyKind;

/// Longest text of the parameter that carries a document.
const PARAMETER_MAX: usize = 131_072;
const MANAGED_MAX: usize = 6_144;
const TRUST_MAX: usize = 2_048;
const SESSION_MAX: usize = 2_048;
/// As stored, white space included.
const CONTROL_MAX: usize = 5_120;
const INLINE_MAX: [(&str, usize); 3] = [("user", 2_048), ("group", 5_120), ("role", 10_240)];

impl Checker {
    pub(super) fn size(&mut self, text: &str) {
        crate::iam_assumed!(TRUST_SIZE);
        let everything = Span::new(0, text.len().min(1));
        let characters = text.chars().count();
        let black = text.chars().filter(|it| !it.is_whitespace()).count();
        if characters > PARAMETER_MAX {
            let message = format!("the document has {characters} characters of {PARAMETER_MAX}");
            self.error("iam 1.1", "", everything, message);
        }
        let kind = self.kind;
        let mut too_large = |size: usize, limit: usize, literal: Option<&str>| {
            if size <= limit {
                return;
            }
            let message = format!("the policy has {size} characters of {limit}");
            let finding = self.error("iam 1.1", "", everything, message);
            finding.advise("group actions with wildcards, or split the policy");
            if let Some(literal) = literal {
                finding.says(literal);
            }
        };
        match kind {
            PolicyKind::Managed | PolicyKind::Boundary => {
                let literal = "Cannot exceed quota for PolicySize: 6144";
                too_large(black, MANAGED_MAX, Some(literal));
            }
            PolicyKind::Trust => {
                let literal = "Cannot exceed quota for ACLSizePerRole: 2048";
                too_large(black, TRUST_MAX, Some(literal));
            }
            PolicyKind::Session => too_large(black, SESSION_MAX, None),
            PolicyKind::Scp | PolicyKind::Rcp => too_large(characters, CONTROL_MAX, None),
            PolicyKind::Inline => {
                too_large(black, INLINE_MAX[2].1, None);
                for (whose, limit) in &INLINE_MAX[..2] {
                    if black > *limit && black <= INLINE_MAX[2].1 {
                        let message =
                            format!("{black} characters are more than the {limit} of a {whose}");
                        self.warn("iam 1.1", "", everything, message);
                    }
                }
            }
            PolicyKind::Resource | PolicyKind::VpcEndpoint => {}
        }
        let odd = text
            .char_indices()
            .find(|(_, it)| !matches!(it, '\t' | '\n' | '\r' | ' '..='\u{ff}'));
        if let Some((at, character)) = odd {
            let place = Span::new(at, at + character.len_utf8());
            let message = format!("`{character}` is outside the characters IAM takes");
            let finding = self.error("iam 1", "", place, message);
            finding.advise("documents hold tab, line ends and U+0020 to U+00FF");
        }
    }
}
