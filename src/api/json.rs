//! JSON text as a tree in which every value knows its place.
//!
//! Two dialects: the API's edge takes JSON as the standard has it; the editor and files may also have comments and
//! trailing commas. Knows no ECS key: that is `check`.

use crate::api::finding::{Finding, Severity, Source, Span};
use crate::kernel::WHOLE;
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
    tree(text, dialect)
}

/// The value in a message between our own programs, however long: standard JSON, the last of repeated keys counts.
pub fn value(text: &str) -> Result<Value, String> {
    match tree(text, Dialect::Strict) {
        Ok(node) => Ok(node.to_value()),
        Err(findings) => Err(findings
            .into_iter()
            .map(|it| it.message)
            .next()
            .unwrap_or_default()),
    }
}

fn tree(text: &str, dialect: Dialect) -> Result<Node, Vec<Finding>> {
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
    if WHOLE {
        node.find_repeated_keys("", &mut findings);
    }
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

    /// The place of a path such as `containerDefinitions[0].memory`. When it is not there, the key of the nearest thing
    /// around it that is, or the bracket that opens it, so that a missing key does not colour a whole object.
    pub fn place_of(&self, path: &str) -> Span {
        let mut node = self;
        let mut nearest = Span {
            start: self.span.start,
            end: self.span.end.min(self.span.start + 1),
        };
        for step in path.split(['.', '[']).filter(|step| !step.is_empty()) {
            let next = match step.strip_suffix(']') {
                Some(index) => {
                    let element = index
                        .parse::<usize>()
                        .ok()
                        .and_then(|index| node.elements().get(index));
                    let bracket = |node: &Node| Span {
                        start: node.span.start,
                        end: node.span.end.min(node.span.start + 1),
                    };
                    element.map(|element| (element, bracket(element)))
                }
                None => node
                    .member(step)
                    .map(|member| (&member.value, member.key_span)),
            };
            let Some((value, place)) = next else {
                return nearest;
            };
            (node, nearest) = (value, place);
        }
        match node.kind {
            NodeKind::List(_) | NodeKind::Object(_) => nearest,
            _ => node.span,
        }
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
        let mut seen = crate::kernel::SortedSet::new();
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

/// An object with these keys and values, in this order.
///
/// Instead of `serde_json::json!`, which compiles a serializer into every place it is used: 30 KB of the engine program.
macro_rules! object {
    ($($key:tt: $value:expr),* $(,)?) => {
        $crate::api::json::object_of(&mut [$(($key, serde_json::Value::from($value))),*])
    };
}

pub(crate) use object;

/// What `object!` builds; it takes the values out of `entries`.
#[inline(never)]
pub fn object_of(entries: &mut [(&str, Value)]) -> Value {
    let mut object = Map::new();
    for (key, value) in entries {
        object.insert((*key).to_owned(), std::mem::take(value));
    }
    Value::Object(object)
}

/// A list without items.
pub fn empty_list() -> Value {
    Value::Array(Vec::new())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dialects_differ_in_comments_and_trailing_commas_alone() {
        for (text, strict, relaxed) in [
            ("{ \"a\": 1 }", true, true),
            ("{ \"a\": 1, }", false, true),
            ("{ /* c */ \"a\": [1, 2,] } // d", false, true),
            ("{ a: 1 }", false, false),
            ("{ 'a': 1 }", false, false),
            ("{ \"a\": 0x10 }", false, false),
            ("{ \"a\": +1 }", false, false),
            ("{ \"a\": .5 }", false, false),
            ("{ \"a\": NaN }", false, false),
            ("{ \"a\": 1 \"b\": 2 }", false, false),
            ("{ \"a\": \"\\x41\" }", false, false),
            ("{ \"a\": 1 } {}", false, false),
            ("", false, false),
            ("{ \"a\": [1 }", false, false),
        ] {
            assert_eq!(
                parse(text, Dialect::Strict).is_ok(),
                strict,
                "strict {text}"
            );
            assert_eq!(
                parse(text, Dialect::Relaxed).is_ok(),
                relaxed,
                "relaxed {text}"
            );
        }
    }

    #[test]
    fn a_syntax_error_has_its_place() {
        let findings = parse("{\n  \"a\": 1\n  \"b\": 2\n}", Dialect::Relaxed).unwrap_err();
        assert_eq!(findings.len(), 1);
        assert_eq!(
            (findings[0].line, findings[0].message.as_str()),
            (2, "expected `,`")
        );
    }

    #[test]
    fn values_survive_the_tree() {
        let value = serde_json::json!({ "a": [1, -2.5, "x", null, true], "b": { "c": 18446744073709551615u64 } });
        assert_eq!(
            parse(&value.to_string(), Dialect::Strict)
                .unwrap()
                .to_value(),
            value
        );
        assert_eq!(Node::from_value(&value).to_value(), value);
    }

    #[test]
    fn repeated_keys_are_told_and_the_last_one_counts() {
        let node = parse(
            "{ \"a\": 1, \"b\": [{ \"c\": 1, \"c\": 2 }], \"a\": 3 }",
            Dialect::Strict,
        )
        .unwrap();
        let paths: Vec<String> = repeated_keys(&node)
            .into_iter()
            .map(|finding| finding.path)
            .collect();
        assert_eq!(paths, ["b[0].c", "a"]);
        assert_eq!(node.get("a").unwrap().to_value(), 3);
    }

    #[test]
    fn size_and_depth_have_a_cap() {
        let deep = |levels: usize| ["[".repeat(levels), "]".repeat(levels)].concat();
        assert!(parse(&deep(64), Dialect::Strict).is_ok());
        assert!(parse(&deep(66), Dialect::Strict).is_err());
        assert!(parse(&deep(100_000), Dialect::Strict).is_err());
        assert!(parse(&" ".repeat(SIZE_MAX_BYTES + 1), Dialect::Strict).is_err());
    }

    #[test]
    fn places_of_paths_present_and_absent() {
        let text = "{ \"a\": [ { \"b\": 12 } ], \"c\": {} }";
        let node = parse(text, Dialect::Strict).unwrap();
        let place = |path: &str| {
            let span = node.place_of(path);
            &text[span.start..span.end]
        };
        assert_eq!(place("a[0].b"), "12");
        assert_eq!(place("a"), "\"a\"");
        assert_eq!(place("a[0].x"), "{");
        assert_eq!(place("a[7]"), "\"a\"");
        assert_eq!(place("c.x.y"), "\"c\"");
        assert_eq!(place("x"), "{");
        assert_eq!(place(""), "{");
    }
}
