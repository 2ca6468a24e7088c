//! JSON text as a tree in which every value knows its place.
//!
//! Two dialects: the API's edge takes JSON as the standard has it; the editor and files may also have comments and
//! trailing commas. Knows no ECS key: that is `check`.

use crate::api::finding::{Finding, Severity, Source, Span};
use jsonc_parser::ast;
use jsonc_parser::common::{Range, Ranged};
use jsonc_parser::errors::ParseErrorKind;
use jsonc_parser::{CollectOptions, CommentCollectionStrategy, ParseOptions, parse_to_ast};
use serde_json::{Map, Number, Value};

/// Largest text that is read.
pub const SIZE_MAX_BYTES: usize = 1 << 20;
/// Deepest nesting that is read; the deepest ECS request has about ten levels.
pub const DEPTH_MAX: usize = 64;

/// What is allowed beside standard JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Nothing.
    Strict,
    /// Comments and trailing commas.
    Relaxed,
}

/// A value with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    pub span: Span,
    pub kind: NodeKind,
}

/// The value itself.
#[derive(Clone, Debug, PartialEq)]
pub enum NodeKind {
    Null,
    Bool(bool),
    Number(Number),
    String(String),
    List(Vec<Node>),
    /// In the order written, repeated keys included.
    Object(Vec<Member>),
}

/// A key of an object with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    pub key: String,
    pub key_span: Span,
    pub value: Node,
}

/// Reads a text; the error is the first syntax error (a list, as everywhere), with line and column.
pub fn parse(text: &str, dialect: Dialect) -> Result<Node, Vec<Finding>> {
    if text.len() > SIZE_MAX_BYTES {
        return Err(syntax(
            text,
            Span::default(),
            "the text is larger than 1 MiB",
        ));
    }
    let collect = CollectOptions {
        comments: CommentCollectionStrategy::Off,
        tokens: false,
    };
    let relaxed = dialect == Dialect::Relaxed;
    let options = ParseOptions {
        allow_comments: relaxed,
        allow_trailing_commas: relaxed,
        allow_loose_object_property_names: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    let parsed = parse_to_ast(text, &collect, &options)
        .map_err(|error| syntax(text, span(error.range()), say(error.kind())))?;
    let Some(value) = parsed.value else {
        return Err(syntax(text, Span::default(), "the text is empty"));
    };
    Node::from_ast(value, 0).map_err(|(span, message)| syntax(text, span, message))
}

/// One error per key that an object holds twice, anywhere in the tree. The last one would count, silently.
pub fn repeated_keys(node: &Node) -> Vec<Finding> {
    let mut findings = Vec::new();
    node.find_repeated_keys("", &mut findings);
    findings
}

impl Node {
    /// A tree without places, for a value that did not come from a text.
    pub fn from_value(value: &Value) -> Node {
        let kind = match value {
            Value::Null => NodeKind::Null,
            Value::Bool(value) => NodeKind::Bool(*value),
            Value::Number(value) => NodeKind::Number(value.clone()),
            Value::String(value) => NodeKind::String(value.clone()),
            Value::Array(values) => NodeKind::List(values.iter().map(Node::from_value).collect()),
            Value::Object(values) => NodeKind::Object(
                values
                    .iter()
                    .map(|(key, value)| Member {
                        key: key.clone(),
                        key_span: Span::default(),
                        value: Node::from_value(value),
                    })
                    .collect(),
            ),
        };
        Node {
            span: Span::default(),
            kind,
        }
    }

    /// The value without places; of a repeated key the last one counts.
    pub fn to_value(&self) -> Value {
        match &self.kind {
            NodeKind::Null => Value::Null,
            NodeKind::Bool(value) => Value::Bool(*value),
            NodeKind::Number(value) => Value::Number(value.clone()),
            NodeKind::String(value) => Value::String(value.clone()),
            NodeKind::List(nodes) => Value::Array(nodes.iter().map(Node::to_value).collect()),
            NodeKind::Object(members) => {
                let mut object = Map::new();
                for member in members {
                    object.insert(member.key.clone(), member.value.to_value());
                }
                Value::Object(object)
            }
        }
    }

    /// The members of an object; anything else has none.
    pub fn members(&self) -> &[Member] {
        match &self.kind {
            NodeKind::Object(members) => members,
            _ => &[],
        }
    }

    /// The elements of a list; anything else has none.
    pub fn elements(&self) -> &[Node] {
        match &self.kind {
            NodeKind::List(elements) => elements,
            _ => &[],
        }
    }

    /// The value of a key; of a repeated key the last one.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.member(key).map(|member| &member.value)
    }

    /// The key with its value; of a repeated key the last one.
    pub fn member(&self, key: &str) -> Option<&Member> {
        self.members().iter().rev().find(|member| member.key == key)
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            NodeKind::String(value) => Some(value),
            _ => None,
        }
    }

    /// The place of a path such as `containerDefinitions[0].memory`: the value there, or the nearest thing around it.
    pub fn span_at(&self, path: &str) -> Span {
        let mut node = self;
        let mut span = self.span;
        for step in path.split(['.', '[']).filter(|step| !step.is_empty()) {
            let next = match step.strip_suffix(']') {
                Some(index) => index
                    .parse::<usize>()
                    .ok()
                    .and_then(|index| node.elements().get(index)),
                None => node.get(step),
            };
            let Some(next) = next else { break };
            node = next;
            span = node.span;
        }
        span
    }

    fn from_ast(value: ast::Value<'_>, depth: usize) -> Result<Node, (Span, &'static str)> {
        let place = span(value.range());
        if depth > DEPTH_MAX {
            return Err((place, "values are nested more than 64 levels deep"));
        }
        let kind = match value {
            ast::Value::NullKeyword(_) => NodeKind::Null,
            ast::Value::BooleanLit(literal) => NodeKind::Bool(literal.value),
            ast::Value::NumberLit(literal) => match literal.value.parse() {
                Ok(number) => NodeKind::Number(number),
                Err(_) => return Err((place, "the number is not written as JSON has it")),
            },
            ast::Value::StringLit(literal) => NodeKind::String(literal.value.into_owned()),
            ast::Value::Array(array) => {
                let mut elements = Vec::with_capacity(array.elements.len());
                for element in array.elements {
                    elements.push(Node::from_ast(element, depth + 1)?);
                }
                NodeKind::List(elements)
            }
            ast::Value::Object(object) => {
                let mut members = Vec::with_capacity(object.properties.len());
                for property in object.properties {
                    members.push(Member {
                        key_span: span(property.name.range()),
                        value: Node::from_ast(property.value, depth + 1)?,
                        key: property.name.into_string(),
                    });
                }
                NodeKind::Object(members)
            }
        };
        Ok(Node { span: place, kind })
    }

    fn find_repeated_keys(&self, path: &str, findings: &mut Vec<Finding>) {
        for (index, element) in self.elements().iter().enumerate() {
            element.find_repeated_keys(&index_path(path, index), findings);
        }
        let mut seen = std::collections::BTreeSet::new();
        for member in self.members() {
            let path = key_path(path, &member.key);
            if !seen.insert(member.key.as_str()) {
                let message = ["`", &member.key, "` is written twice in the same object"].concat();
                findings.push(
                    Finding::new(
                        Severity::Error,
                        Source::Syntax,
                        path.clone(),
                        member.key_span,
                        message,
                    )
                    .help("keep one of the two"),
                );
            }
            member.value.find_repeated_keys(&path, findings);
        }
    }
}

/// `path` with a key after it.
pub fn key_path(path: &str, key: &str) -> String {
    if path.is_empty() {
        return key.to_owned();
    }
    [path, ".", key].concat()
}

/// `path` with a list index after it.
pub fn index_path(path: &str, index: usize) -> String {
    [path, "[", &index.to_string(), "]"].concat()
}

fn span(range: Range) -> Span {
    Span {
        start: range.start,
        end: range.end,
    }
}

fn syntax(text: &str, span: Span, message: &str) -> Vec<Finding> {
    let mut finding = Finding::new(Severity::Error, Source::Syntax, "", span, message);
    (finding.line, finding.column) = crate::api::finding::line_and_column(text, span.start);
    vec![finding]
}

/// The parser's error in our words; its own texts would be carried in the program otherwise.
fn say(kind: &ParseErrorKind) -> &'static str {
    match kind {
        ParseErrorKind::CommentsNotAllowed => "a comment is not allowed here",
        ParseErrorKind::TrailingCommasNotAllowed => {
            "a comma before the closing bracket is not allowed here"
        }
        ParseErrorKind::ExpectedColonAfterObjectKey => "expected `:` after the key",
        ParseErrorKind::ExpectedObjectValue => "expected a value after `:`",
        ParseErrorKind::ExpectedStringObjectProperty => "a key must be in double quotes",
        ParseErrorKind::ExpectedComma => "expected `,`",
        ParseErrorKind::MultipleRootJsonValues => {
            "there is more text after the end of the document"
        }
        ParseErrorKind::SingleQuotedStringsNotAllowed => "strings are written in double quotes",
        ParseErrorKind::UnexpectedCloseBrace => "unexpected `}`",
        ParseErrorKind::UnexpectedCloseBracket => "unexpected `]`",
        ParseErrorKind::UnexpectedColon => "unexpected `:`",
        ParseErrorKind::UnexpectedComma => "unexpected `,`",
        ParseErrorKind::UnexpectedWord => {
            "this word is not JSON; strings are written in double quotes"
        }
        ParseErrorKind::UnexpectedTokenInObject => "expected a key in double quotes, or `}`",
        ParseErrorKind::UnterminatedArray => "this `[` is never closed",
        ParseErrorKind::UnterminatedObject => "this `{` is never closed",
        ParseErrorKind::UnterminatedCommentBlock => "this comment is never closed",
        ParseErrorKind::NestingDepthExceeded => "values are nested more than 64 levels deep",
        ParseErrorKind::String(_) => {
            "the string is not closed, or has an escape or character that JSON does not know"
        }
        ParseErrorKind::BareDecimalPointNumbersNotAllowed
        | ParseErrorKind::ExpectedDigit
        | ParseErrorKind::ExpectedDigitFollowingNegativeSign
        | ParseErrorKind::ExpectedPlusMinusOrDigitInNumberLiteral
        | ParseErrorKind::HexadecimalNumbersNotAllowed
        | ParseErrorKind::NonFiniteNumbersNotAllowed
        | ParseErrorKind::UnaryPlusNumbersNotAllowed => "the number is not written as JSON has it",
        _ => "this is not JSON",
    }
}
