//! What the rules of registration have to say, gathered in the order in which ECS would come upon it.
//!
//! ECS answers with the first refusal; the editor shows them all. Each names its row of the fact sheet, and whether the
//! words are ECS's own.

use crate::api::error::{ApiError, Exception, put};

/// One broken rule, or one piece of advice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The row or section of the fact sheet `task-definition`.
    pub row: &'static str,
    /// Whether the message is ECS's wording.
    pub literal: bool,
    /// Advice does not stop the registration.
    pub refuses: bool,
    pub exception: Exception,
    pub message: String,
    pub path: String,
    pub help: Option<String>,
}

/// The verdicts so far.
#[derive(Default)]
pub struct Verdicts {
    pub list: Vec<Verdict>,
}

impl Verdicts {
    /// A refusal in ECS's own words.
    pub fn literal(&mut self, row: &'static str, path: &str, message: &str) -> &mut Verdict {
        self.add(row, true, true, path, message)
    }

    /// A refusal whose wording by ECS is not known; the words are ours.
    pub fn own(&mut self, row: &'static str, path: &str, message: &str) -> &mut Verdict {
        crate::assumed!(REGISTRATION_WORDS);
        self.add(row, false, true, path, message)
    }

    /// Accepted, but worth a word.
    pub fn advise(&mut self, row: &'static str, path: &str, message: &str) -> &mut Verdict {
        self.add(row, false, false, path, message)
    }

    /// The refusal that ECS would answer with.
    pub fn first_refusal(&self) -> Option<&Verdict> {
        self.list.iter().find(|verdict| verdict.refuses)
    }

    fn add(
        &mut self,
        row: &'static str,
        literal: bool,
        refuses: bool,
        path: &str,
        message: &str,
    ) -> &mut Verdict {
        self.list.push(Verdict {
            row,
            literal,
            refuses,
            exception: Exception::Client,
            message: message.to_owned(),
            path: path.to_owned(),
            help: None,
        });
        let last = self.list.len() - 1;
        &mut self.list[last]
    }
}

impl Verdict {
    /// Adds advice.
    pub fn help(&mut self, help: impl AsRef<str>) -> &mut Verdict {
        put(&mut self.help, help.as_ref());
        self
    }

    /// The verdict as the API would answer it.
    pub fn to_error(&self) -> ApiError {
        ApiError {
            exception: self.exception,
            message: self.message.clone(),
            path: Some(self.path.clone()).filter(|path| !path.is_empty()),
            help: self.help.clone(),
        }
    }
}
