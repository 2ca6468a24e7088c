//! Reads an expression: `not` binds tighter than `and`, `and` tighter than `or`.

use regex_lite::Regex;

use crate::assumed;
use crate::engine::placement::query::token::{Token, TokenKind, tokens};
use crate::engine::placement::query::{
    Comparator, Comparison, Expression, Place, Query, QueryError, Subject, Test, date,
};

/// Longest expression ECS takes (scheduler 2.1).
const LENGTH_MAX: usize = 2_000;
/// Deepest nesting read, so that a hostile expression cannot exhaust the stack.
const DEPTH_MAX: usize = 64;

/// Reads `text`.
pub fn parse(text: &str) -> Result<Query, QueryError> {
    assumed!(QUERY_PRECEDENCE);
    if text.chars().count() > LENGTH_MAX {
        return Err(error(
            0,
            text.len(),
            "the expression is longer than 2000 characters",
            "split it into several constraints",
        ));
    }
    let tokens = tokens(text)?;
    let mut parser = Parser {
        tokens: &tokens,
        at: 0,
        end: text.len(),
    };
    let root = parser.or(0)?;
    if let Some(rest) = parser.peek() {
        return Err(error(
            rest.place.start,
            rest.place.end,
            "nothing was expected here",
            "join comparisons with `and` or `or`; put a value with spaces in quotes",
        ));
    }
    Ok(Query {
        text: text.into(),
        root,
    })
}

fn error(start: usize, end: usize, message: impl AsRef<str>, help: impl AsRef<str>) -> QueryError {
    error_of(Place { start, end }, message.as_ref(), help.as_ref())
}

/// The code exists once, not at each error.
#[inline(never)]
fn error_of(place: Place, message: &str, help: &str) -> QueryError {
    QueryError {
        place,
        message: message.to_owned(),
        help: help.to_owned(),
    }
}

struct Parser<'t> {
    tokens: &'t [Token],
    at: usize,
    end: usize,
}

impl<'t> Parser<'t> {
    fn peek(&self) -> Option<&'t Token> {
        self.tokens.get(self.at)
    }

    fn take(&mut self) -> Option<&'t Token> {
        let token = self.peek();
        self.at += 1;
        token
    }

    /// Takes the next token when it is this word or sign.
    fn skip(&mut self, word: &str, sign: &str) -> bool {
        let found = self.peek().is_some_and(|token| match &token.kind {
            TokenKind::Word(text) => text == word,
            TokenKind::Sign(text) => *text == sign,
            _ => false,
        });
        self.at += usize::from(found);
        found
    }

    fn start(&self) -> usize {
        self.peek().map_or(self.end, |token| token.place.start)
    }

    fn place_from(&self, start: usize) -> Place {
        let end = self
            .at
            .checked_sub(1)
            .and_then(|at| self.tokens.get(at))
            .map_or(self.end, |token| token.place.end);
        Place { start, end }
    }

    fn or(&mut self, depth: usize) -> Result<Expression, QueryError> {
        let start = self.start();
        let mut parts = vec![self.and(depth)?];
        while self.skip("or", "||") {
            parts.push(self.and(depth)?);
        }
        Ok(if parts.len() == 1 {
            parts.remove(0)
        } else {
            Expression::Or(parts, self.place_from(start))
        })
    }

    fn and(&mut self, depth: usize) -> Result<Expression, QueryError> {
        let start = self.start();
        let mut parts = vec![self.unary(depth)?];
        while self.skip("and", "&&") {
            parts.push(self.unary(depth)?);
        }
        Ok(if parts.len() == 1 {
            parts.remove(0)
        } else {
            Expression::And(parts, self.place_from(start))
        })
    }

    fn unary(&mut self, depth: usize) -> Result<Expression, QueryError> {
        let start = self.start();
        if depth > DEPTH_MAX {
            return Err(error(
                start,
                start,
                "too many levels of parentheses",
                "simplify the expression",
            ));
        }
        if self.skip("not", "!") {
            let inner = self.unary(depth + 1)?;
            return Ok(Expression::Not(Box::new(inner), self.place_from(start)));
        }
        if self
            .peek()
            .is_some_and(|token| token.kind == TokenKind::Open)
        {
            self.at += 1;
            let inner = self.or(depth + 1)?;
            if !self
                .take()
                .is_some_and(|token| token.kind == TokenKind::Close)
            {
                return Err(error(
                    start,
                    self.end,
                    "this parenthesis is not closed",
                    "add `)`",
                ));
            }
            return Ok(inner);
        }
        self.comparison().map(Expression::Comparison)
    }

    fn comparison(&mut self) -> Result<Comparison, QueryError> {
        let start = self.start();
        let subject = self.subject()?;
        let test = self.test(&subject)?;
        Ok(Comparison {
            subject,
            test,
            place: self.place_from(start),
        })
    }

    fn subject(&mut self) -> Result<Subject, QueryError> {
        let start = self.start();
        let Some(token) = self.take() else {
            return Err(error(start, self.end, "a subject is missing", SUBJECTS));
        };
        let TokenKind::Word(word) = &token.kind else {
            return Err(error(
                token.place.start,
                token.place.end,
                "a subject is expected here",
                SUBJECTS,
            ));
        };
        if let Some(name) = word
            .strip_prefix("attribute:")
            .filter(|name| !name.is_empty())
        {
            return Ok(Subject::Attribute(name.to_owned()));
        }
        Ok(match word.as_str() {
            "task:group" => Subject::TaskGroup,
            "agentConnected" => Subject::AgentConnected,
            "agentVersion" => Subject::AgentVersion,
            "ec2InstanceId" => Subject::Ec2InstanceId,
            "registeredAt" => Subject::RegisteredAt,
            "runningTasksCount" => Subject::RunningTasksCount,
            _ => {
                let message = format!("`{word}` is not a subject");
                return Err(error(token.place.start, token.place.end, message, SUBJECTS));
            }
        })
    }

    fn test(&mut self, subject: &Subject) -> Result<Test, QueryError> {
        let start = self.start();
        let Some(token) = self.take() else {
            return Err(error(start, self.end, "an operator is missing", OPERATORS));
        };
        let word = match &token.kind {
            TokenKind::Word(word) => word.as_str(),
            TokenKind::Sign(sign) => sign,
            _ => {
                return Err(error(
                    token.place.start,
                    token.place.end,
                    "an operator is expected here",
                    OPERATORS,
                ));
            }
        };
        let Some(operator) = operator(word) else {
            let message = format!("`{word}` is not an operator");
            return Err(error(
                token.place.start,
                token.place.end,
                message,
                OPERATORS,
            ));
        };
        if !operator.suits(subject) {
            let message = format!("`{word}` does not go with {}", subject_name(subject));
            return Err(error(
                token.place.start,
                token.place.end,
                message,
                allowed(subject),
            ));
        }
        Ok(match operator {
            Operator::Exists => Test::Exists,
            Operator::NotExists => Test::NotExists,
            Operator::In { negated } => Test::In {
                values: self.list(subject)?,
                negated,
            },
            Operator::Compare(comparator) => Test::Compare(comparator, self.value(subject)?),
            Operator::Matches { negated } => {
                let at = self.start();
                let value = self.value(subject)?;
                // Java's `matches` looks at the whole text, and so do we.
                let pattern = Regex::new(&format!("^(?:{value})$")).map_err(|_| {
                    error(
                        at,
                        self.place_from(at).end,
                        "this is not a regular expression we can use",
                        "look-around and back references are not supported",
                    )
                })?;
                Test::Matches {
                    pattern: Box::new(pattern),
                    negated,
                }
            }
        })
    }

    fn list(&mut self, subject: &Subject) -> Result<Vec<String>, QueryError> {
        let start = self.start();
        if !self
            .take()
            .is_some_and(|token| token.kind == TokenKind::ListOpen)
        {
            return Err(error(
                start,
                self.end.max(start),
                "a list is expected here",
                "write it like `[us-east-1a, us-east-1b]`",
            ));
        }
        let mut values = Vec::new();
        loop {
            match self.peek().map(|token| &token.kind) {
                Some(TokenKind::ListClose) => {
                    self.at += 1;
                    return Ok(values);
                }
                Some(TokenKind::Comma) => self.at += 1,
                Some(_) => values.push(self.value(subject)?),
                None => return Err(error(start, self.end, "this list is not closed", "add `]`")),
            }
        }
    }

    fn value(&mut self, subject: &Subject) -> Result<String, QueryError> {
        let start = self.start();
        let Some(token) = self.take() else {
            return Err(error(
                start,
                self.end,
                "a value is missing",
                "write what to compare with",
            ));
        };
        let value = match &token.kind {
            TokenKind::Word(word) | TokenKind::Quoted(word) => word.clone(),
            _ => {
                return Err(error(
                    token.place.start,
                    token.place.end,
                    "a value is expected here",
                    "put signs in quotes",
                ));
            }
        };
        let bad = |message: &str, help: &str| {
            Err(error(token.place.start, token.place.end, message, help))
        };
        match subject {
            Subject::RunningTasksCount if value.parse::<u32>().is_err() => bad(
                "runningTasksCount is compared with a whole number",
                "such as `runningTasksCount < 5`",
            ),
            Subject::RegisteredAt if date::seconds(&value).is_none() => bad(
                "this is not a date",
                "write it like `2018-06-18` or `2018-06-18T22:28:28Z`",
            ),
            _ => Ok(value),
        }
    }
}

const SUBJECTS: &str = "subjects are attribute:<name>, task:group, agentConnected, agentVersion, ec2InstanceId, registeredAt and runningTasksCount";
const OPERATORS: &str = "operators are ==, !=, >, >=, <, <=, =~, !~, in, !in, exists and !exists";

enum Operator {
    Exists,
    NotExists,
    In { negated: bool },
    Matches { negated: bool },
    Compare(Comparator),
}

fn operator(word: &str) -> Option<Operator> {
    Some(match word {
        "exists" => Operator::Exists,
        "!exists" | "not_exists" => Operator::NotExists,
        "in" => Operator::In { negated: false },
        "!in" | "not_in" => Operator::In { negated: true },
        "=~" | "matches" => Operator::Matches { negated: false },
        "!~" | "not_matches" => Operator::Matches { negated: true },
        "==" | "equals" => Operator::Compare(Comparator::Equals),
        "!=" | "not_equals" => Operator::Compare(Comparator::NotEquals),
        ">" | "greater_than" => Operator::Compare(Comparator::Greater),
        ">=" | "greater_than_equal" => Operator::Compare(Comparator::GreaterEqual),
        "<" | "less_than" => Operator::Compare(Comparator::Less),
        "<=" | "less_than_equal" => Operator::Compare(Comparator::LessEqual),
        _ => return None,
    })
}

impl Operator {
    /// Which operators a subject takes (scheduler 2.4).
    fn suits(&self, subject: &Subject) -> bool {
        let equality = matches!(
            self,
            Operator::Compare(Comparator::Equals | Comparator::NotEquals)
        );
        match subject {
            Subject::Attribute(_) => true,
            Subject::TaskGroup => {
                equality
                    || matches!(
                        self,
                        Operator::In { .. } | Operator::Matches { .. } | Operator::Exists
                    )
            }
            Subject::AgentConnected | Subject::Ec2InstanceId => {
                equality || matches!(self, Operator::In { .. } | Operator::Matches { .. })
            }
            Subject::AgentVersion | Subject::RegisteredAt | Subject::RunningTasksCount => {
                matches!(self, Operator::Compare(_))
            }
        }
    }
}

fn subject_name(subject: &Subject) -> &'static str {
    match subject {
        Subject::Attribute(_) => "an attribute",
        Subject::TaskGroup => "task:group",
        Subject::AgentConnected => "agentConnected",
        Subject::AgentVersion => "agentVersion",
        Subject::Ec2InstanceId => "ec2InstanceId",
        Subject::RegisteredAt => "registeredAt",
        Subject::RunningTasksCount => "runningTasksCount",
    }
}

fn allowed(subject: &Subject) -> &'static str {
    match subject {
        Subject::AgentVersion | Subject::RegisteredAt | Subject::RunningTasksCount => {
            "use ==, !=, >, >=, < or <="
        }
        Subject::TaskGroup => "use ==, !=, in, !in, =~, !~ or exists",
        _ => "use ==, !=, in, !in, =~ or !~",
    }
}
