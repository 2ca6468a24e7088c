//! JSON text as a flat list of values that know their places.
//!
//! Standard JSON only. One list for the whole document and strings that stay in the text make reading some ten times
//! cheaper than a tree: a policy is often read for a single decision. Numbers keep their text, because IAM compares it.

use crate::iam::place::Span;

/// Deepest nesting that is read; a policy needs seven.
const DEPTH_MAX: u32 = 64;
/// Places are kept in 32 bits.
const SIZE_MAX: usize = u32::MAX as usize / 2;

/// Why a text is no JSON, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    pub place: Span,
    pub message: &'static str,
}

/// A text that was read.
#[derive(Debug)]
pub struct Document<'t> {
    text: &'t str,
    entries: Vec<Entry>,
    /// Strings that had escapes, without them.
    unescaped: String,
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Null,
    Bool,
    Number,
    String,
    List,
    Object,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    kind: Kind,
    escaped: bool,
    /// The number of the value that comes after this one and all it holds.
    after: u32,
    place: Span,
    /// Of a string its content, of a number or word itself: in the text, or in `unescaped`.
    content: Span,
}

/// One value of a document. A member of an object is two values in a row: its key and its value.
#[derive(Clone, Copy)]
pub struct Node<'d> {
    document: &'d Document<'d>,
    index: u32,
}

impl<'t> Document<'t> {
    /// Reads a text; the error is the first one.
    pub fn read(text: &'t str) -> Result<Document<'t>, SyntaxError> {
        if text.len() > SIZE_MAX {
            return Err(SyntaxError {
                place: Span::default(),
                message: "the text is too large",
            });
        }
        let mut reader = Reader {
            text,
            bytes: text.as_bytes(),
            at: 0,
            document: Document {
                text,
                entries: Vec::with_capacity(16 + text.len() / 8),
                unescaped: String::new(),
            },
        };
        reader.space();
        reader.value(0)?;
        reader.space();
        if reader.at < text.len() {
            return Err(reader.error("there is more text after the end of the document"));
        }
        Ok(reader.document)
    }

    /// The whole text.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// The outermost value.
    pub fn root(&self) -> Node<'_> {
        Node {
            document: self,
            index: 0,
        }
    }
}

impl<'d> Node<'d> {
    fn entry(self) -> &'d Entry {
        &self.document.entries[self.index as usize]
    }

    pub fn kind(self) -> Kind {
        self.entry().kind
    }

    /// Where it stands in the text.
    pub fn place(self) -> Span {
        self.entry().place
    }

    /// The content of a string.
    #[inline]
    pub fn as_str(self) -> Option<&'d str> {
        (self.kind() == Kind::String).then(|| self.content())
    }

    /// The text of a string, number or boolean.
    pub fn as_scalar(self) -> Option<&'d str> {
        matches!(self.kind(), Kind::String | Kind::Number | Kind::Bool).then(|| self.content())
    }

    /// The place of the content in the text, when it stands there as it is; `None` when it was written with escapes.
    pub fn content_place(self) -> Option<Span> {
        let entry = self.entry();
        (!entry.escaped).then_some(entry.content)
    }

    #[inline]
    fn content(self) -> &'d str {
        let entry = self.entry();
        let text = match entry.escaped {
            true => &self.document.unescaped,
            false => self.document.text,
        };
        &text[entry.content.start as usize..entry.content.end as usize]
    }

    /// The elements of a list; nothing for anything else.
    pub fn elements(self) -> impl Iterator<Item = Node<'d>> {
        let of = Kind::List;
        Siblings::of(self, of)
    }

    /// Keys and values of an object, in the order written; nothing for anything else.
    pub fn members(self) -> impl Iterator<Item = (Node<'d>, Node<'d>)> {
        let mut siblings = Siblings::of(self, Kind::Object);
        std::iter::from_fn(move || Some((siblings.next()?, siblings.next()?)))
    }

    /// The value of a key; of a repeated key the last one.
    pub fn get(self, key: &str) -> Option<Node<'d>> {
        let found = self
            .members()
            .filter(|(name, _)| name.as_str() == Some(key));
        found.map(|(_, value)| value).last()
    }

    /// The value itself when it is no list, otherwise its elements: one and a list of one mean the same in a policy.
    pub fn one_or_many(self) -> impl Iterator<Item = Node<'d>> {
        let one = (self.kind() != Kind::List).then_some(self);
        one.into_iter().chain(self.elements())
    }
}

struct Siblings<'d> {
    document: &'d Document<'d>,
    next: u32,
    end: u32,
}

impl<'d> Siblings<'d> {
    fn of(value: Node<'d>, kind: Kind) -> Siblings<'d> {
        let entry = value.entry();
        let next = value.index + 1;
        let end = if entry.kind == kind {
            entry.after
        } else {
            next
        };
        Siblings {
            document: value.document,
            next,
            end,
        }
    }
}

impl<'d> Iterator for Siblings<'d> {
    type Item = Node<'d>;

    fn next(&mut self) -> Option<Node<'d>> {
        if self.next >= self.end {
            return None;
        }
        let value = Node {
            document: self.document,
            index: self.next,
        };
        self.next = value.entry().after;
        Some(value)
    }
}

struct Reader<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    document: Document<'t>,
}

impl Reader<'_> {
    fn error(&self, message: &'static str) -> SyntaxError {
        let start = self.at.min(self.text.len());
        let width = self
            .text
            .get(start..)
            .and_then(|rest| rest.chars().next())
            .map_or(0, char::len_utf8);
        SyntaxError {
            place: Span::new(start, start + width),
            message,
        }
    }

    fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(0)
    }

    #[inline]
    fn space(&mut self) {
        while matches!(self.peek(), b' ' | b'\t' | b'\n' | b'\r') {
            self.at += 1;
        }
    }

    fn push(&mut self, kind: Kind, start: usize, content: Span, escaped: bool) -> usize {
        let index = self.document.entries.len();
        self.document.entries.push(Entry {
            kind,
            escaped,
            after: index as u32 + 1,
            place: Span::new(start, self.at),
            content,
        });
        index
    }

    /// Sets where a list or object ends, once all it holds was read.
    fn close(&mut self, index: usize) {
        let after = self.document.entries.len() as u32;
        let entry = &mut self.document.entries[index];
        entry.after = after;
        entry.place.end = self.at as u32;
    }

    fn value(&mut self, depth: u32) -> Result<(), SyntaxError> {
        if depth > DEPTH_MAX {
            return Err(self.error("values are nested more than 64 levels deep"));
        }
        match self.peek() {
            b'{' => self.object(depth),
            b'[' => self.list(depth),
            b'"' => self.string(),
            b'-' | b'0'..=b'9' => self.number(),
            b't' => self.word("true", Kind::Bool),
            b'f' => self.word("false", Kind::Bool),
            b'n' => self.word("null", Kind::Null),
            _ if self.at >= self.text.len() => Err(self.error("a value is missing")),
            _ => Err(self.error("this is not JSON; strings are written in double quotes")),
        }
    }

    fn object(&mut self, depth: u32) -> Result<(), SyntaxError> {
        let index = self.push(Kind::Object, self.at, Span::default(), false);
        self.at += 1;
        self.space();
        if self.peek() == b'}' {
            self.at += 1;
            self.close(index);
            return Ok(());
        }
        loop {
            if self.peek() != b'"' {
                return Err(self.error("expected a key in double quotes"));
            }
            self.string()?;
            self.space();
            if self.peek() != b':' {
                return Err(self.error("expected `:` after the key"));
            }
            self.at += 1;
            self.space();
            self.value(depth + 1)?;
            if self.another(b'}', "expected `,` or `}`")? {
                continue;
            }
            self.close(index);
            return Ok(());
        }
    }

    fn list(&mut self, depth: u32) -> Result<(), SyntaxError> {
        let index = self.push(Kind::List, self.at, Span::default(), false);
        self.at += 1;
        self.space();
        if self.peek() == b']' {
            self.at += 1;
            self.close(index);
            return Ok(());
        }
        loop {
            self.value(depth + 1)?;
            if self.another(b']', "expected `,` or `]`")? {
                continue;
            }
            self.close(index);
            return Ok(());
        }
    }

    /// Takes a comma, and says that another element follows; or takes the closing bracket.
    fn another(&mut self, close: u8, message: &'static str) -> Result<bool, SyntaxError> {
        self.space();
        let next = self.peek();
        if next != b',' && next != close {
            return Err(self.error(message));
        }
        self.at += 1;
        self.space();
        Ok(next == b',')
    }

    fn word(&mut self, word: &'static str, kind: Kind) -> Result<(), SyntaxError> {
        let start = self.at;
        if !self.text[start..].starts_with(word) {
            return Err(self.error("this is not JSON; strings are written in double quotes"));
        }
        self.at += word.len();
        self.push(kind, start, Span::new(start, self.at), false);
        Ok(())
    }

    fn number(&mut self) -> Result<(), SyntaxError> {
        let start = self.at;
        let fault = "the number is not written as JSON has it";
        if self.peek() == b'-' {
            self.at += 1;
        }
        if self.peek() == b'0' {
            self.at += 1;
        } else if !self.digits() {
            return Err(self.error(fault));
        }
        if self.peek() == b'.' {
            self.at += 1;
            if !self.digits() {
                return Err(self.error(fault));
            }
        }
        if matches!(self.peek(), b'e' | b'E') {
            self.at += 1;
            if matches!(self.peek(), b'+' | b'-') {
                self.at += 1;
            }
            if !self.digits() {
                return Err(self.error(fault));
            }
        }
        self.push(Kind::Number, start, Span::new(start, self.at), false);
        Ok(())
    }

    fn digits(&mut self) -> bool {
        let start = self.at;
        while self.peek().is_ascii_digit() {
            self.at += 1;
        }
        self.at > start
    }

    fn string(&mut self) -> Result<(), SyntaxError> {
        let start = self.at;
        self.at += 1;
        let content = self.at;
        self.at = plain_until(self.bytes, self.at);
        match self.bytes.get(self.at) {
            Some(b'"') => {
                let content = Span::new(content, self.at);
                self.at += 1;
                self.push(Kind::String, start, content, false);
                Ok(())
            }
            Some(b'\\') => self.escaped_string(start, content),
            Some(_) => Err(self.error("a control character must be escaped")),
            None => Err(self.error("the string is not closed")),
        }
    }

    /// The rest of a string in which the first escape was met.
    fn escaped_string(&mut self, start: usize, content: usize) -> Result<(), SyntaxError> {
        let from = self.document.unescaped.len();
        let before = &self.text[content..self.at];
        self.document.unescaped.push_str(before);
        loop {
            match self.bytes.get(self.at) {
                Some(b'"') => {
                    self.at += 1;
                    let content = Span::new(from, self.document.unescaped.len());
                    self.push(Kind::String, start, content, true);
                    return Ok(());
                }
                Some(b'\\') => {
                    let character = self.escape()?;
                    self.document.unescaped.push(character);
                }
                Some(byte) if *byte >= 0x20 => {
                    let end = plain_until(self.bytes, self.at);
                    let run = &self.text[self.at..end];
                    self.document.unescaped.push_str(run);
                    self.at = end;
                }
                Some(_) => return Err(self.error("a control character must be escaped")),
                None => return Err(self.error("the string is not closed")),
            }
        }
    }

    fn escape(&mut self) -> Result<char, SyntaxError> {
        self.at += 1;
        let character = match self.peek() {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode_escape(),
            _ => return Err(self.error("JSON does not know this escape")),
        };
        self.at += 1;
        Ok(character)
    }

    fn unicode_escape(&mut self) -> Result<char, SyntaxError> {
        let fault = "JSON does not know this escape";
        let first = self.four_digits().ok_or_else(|| self.error(fault))?;
        if !(0xD800..0xDC00).contains(&first) {
            return char::from_u32(first).ok_or_else(|| self.error("half of a surrogate pair"));
        }
        let second = match self.text[self.at..].starts_with("\\u") {
            true => {
                self.at += 1;
                self.four_digits().ok_or_else(|| self.error(fault))?
            }
            false => 0,
        };
        if !(0xDC00..0xE000).contains(&second) {
            return Err(self.error("half of a surrogate pair"));
        }
        let code = 0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00);
        char::from_u32(code).ok_or_else(|| self.error(fault))
    }

    /// The four hexadecimal digits after `u`, on which it stands.
    fn four_digits(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at + 1..self.at + 5)?;
        let digits = Some(digits).filter(|it| it.bytes().all(|it| it.is_ascii_hexdigit()))?;
        self.at += 5;
        u32::from_str_radix(digits, 16).ok()
    }
}

/// Where the next quote, backslash or control character stands: eight bytes at a time, because most of a policy is text.
fn plain_until(bytes: &[u8], mut at: usize) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    // The high bit of each byte that is zero, and of none below the first such one.
    let zeros = |word: u64| word.wrapping_sub(ONES) & !word & HIGH;
    while let Some(eight) = bytes.get(at..).and_then(|rest| rest.first_chunk()) {
        let word = u64::from_le_bytes(*eight);
        let quote = zeros(word ^ (ONES * u64::from(b'"')));
        let escape = zeros(word ^ (ONES * u64::from(b'\\')));
        let control = word.wrapping_sub(ONES * 0x20) & !word & HIGH;
        let found = quote | escape | control;
        if found != 0 {
            return at + (found.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    let rest = bytes.get(at..).unwrap_or(&[]);
    let found = rest
        .iter()
        .position(|byte| matches!(byte, b'"' | b'\\') || *byte < 0x20);
    at + found.unwrap_or(rest.len())
}
