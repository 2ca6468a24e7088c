//! Where in a JSON text the cursor is, also while the text is still broken.
//!
//! A parser stops at the first error, which is where a person is typing. This reads tokens, keeps a stack of what is
//! open, and forgives the rest.

use crate::api::finding::Span;

/// The place of the cursor in the document's structure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// From the document inwards.
    pub path: Vec<Step>,
    pub role: Role,
    /// The token under the cursor, quotes included; empty at the cursor when there is none.
    pub span: Span,
    /// What stands before the cursor in that token, without quotes.
    pub typed: String,
    /// Keys that the object around the cursor has, before and after; the one under the cursor is not among them.
    pub keys: Vec<String>,
    /// Whether a colon follows the token.
    pub colon_follows: bool,
}

/// One step into a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    Key(String),
    Index(usize),
}

/// What stands, or would stand, at the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Key,
    Value,
    /// Between values, where a comma or a bracket is due.
    Nothing,
}

/// A string, number or word in the document, with the path to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scalar {
    pub path: Vec<Step>,
    pub text: String,
}

/// A key or scalar under the cursor, and every scalar of the document.
pub struct Survey {
    pub cursor: Cursor,
    pub scalars: Vec<Scalar>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum TokenKind {
    /// One of `{ } [ ] : ,`.
    Mark(u8),
    /// `closed`: its last quote is there.
    String {
        closed: bool,
    },
    Word,
    End,
}

#[derive(Clone, Copy)]
struct Token {
    kind: TokenKind,
    start: usize,
    end: usize,
}

/// What is open around the reader, and what it expects next.
struct Frame {
    list: bool,
    index: usize,
    key: Option<String>,
    keys: Vec<String>,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Key,
    Colon,
    Value,
    Comma,
}

struct Reader<'t> {
    text: &'t str,
    offset: usize,
    frames: Vec<Frame>,
    root_done: bool,
    cursor: Option<Cursor>,
    /// How many frames were open at the cursor; its object's keys are complete when fewer are.
    depth: usize,
    scalars: Vec<Scalar>,
}

/// Reads the whole text once and tells where `offset` (in bytes) is.
pub fn survey(text: &str, offset: usize) -> Survey {
    let mut reader = Reader {
        text,
        offset: offset.min(text.len()),
        frames: Vec::new(),
        root_done: false,
        cursor: None,
        depth: 0,
        scalars: Vec::new(),
    };
    let mut at = 0;
    loop {
        let token = next_token(text, at);
        reader.look_for_cursor(token);
        if token.kind == TokenKind::End {
            break;
        }
        reader.take(token);
        at = token.end;
    }
    while !reader.frames.is_empty() {
        reader.close();
    }
    let cursor = reader.cursor.unwrap_or(Cursor {
        path: Vec::new(),
        role: Role::Nothing,
        span: Span::default(),
        typed: String::new(),
        keys: Vec::new(),
        colon_follows: false,
    });
    Survey {
        cursor,
        scalars: reader.scalars,
    }
}

impl Reader<'_> {
    fn look_for_cursor(&mut self, token: Token) {
        if self.cursor.is_some() {
            return;
        }
        let inside = match token.kind {
            TokenKind::String { closed } => {
                token.start < self.offset
                    && (self.offset < token.end || (!closed && self.offset == token.end))
            }
            TokenKind::Word => token.start <= self.offset && self.offset <= token.end,
            TokenKind::Mark(_) | TokenKind::End => false,
        };
        // A string that begins at the cursor counts too: the pointer may rest on its quote.
        let at_start = matches!(token.kind, TokenKind::String { .. }) && token.start == self.offset;
        if !inside && token.start < self.offset {
            return;
        }
        let touches = inside || at_start;
        let span = if touches {
            Span {
                start: token.start,
                end: token.end,
            }
        } else {
            Span {
                start: self.offset,
                end: self.offset,
            }
        };
        let typed_from = match token.kind {
            TokenKind::String { .. } if inside => token.start + 1,
            TokenKind::Word if inside => token.start,
            _ => self.offset,
        };
        let role = match self.frames.last().map(|frame| frame.state) {
            Some(State::Key) => Role::Key,
            // A string where a colon is due: the key before it was left unfinished.
            Some(State::Colon) if touches => Role::Key,
            Some(State::Value) => Role::Value,
            None if !self.root_done => Role::Value,
            _ => Role::Nothing,
        };
        let mut path = self.path();
        if role == Role::Key {
            // The object's own path; its last key belongs to the member before.
            path.pop();
            if touches {
                path.push(Step::Key(content(self.text, token)));
            }
        }
        let colon_follows =
            touches && next_token(self.text, token.end).kind == TokenKind::Mark(b':');
        self.depth = self.frames.len();
        self.cursor = Some(Cursor {
            path,
            role,
            span,
            typed: self.text[typed_from.min(self.offset)..self.offset].to_owned(),
            keys: Vec::new(),
            colon_follows,
        });
    }

    fn take(&mut self, token: Token) {
        match token.kind {
            TokenKind::Mark(b'{') => self.open(false),
            TokenKind::Mark(b'[') => self.open(true),
            TokenKind::Mark(b'}' | b']') => self.close(),
            TokenKind::Mark(b':') => {
                if let Some(frame) = self.frames.last_mut()
                    && !frame.list
                {
                    frame.state = State::Value;
                }
            }
            TokenKind::Mark(_) => {
                if let Some(frame) = self.frames.last_mut() {
                    frame.index += 1;
                    frame.key = None;
                    frame.state = if frame.list { State::Value } else { State::Key };
                }
            }
            TokenKind::String { .. } | TokenKind::Word => self.take_scalar(token),
            TokenKind::End => {}
        }
    }

    fn take_scalar(&mut self, token: Token) {
        let text = content(self.text, token);
        let under_cursor = self.cursor.as_ref().is_some_and(|cursor| {
            cursor.role == Role::Key
                && cursor.span.start == token.start
                && cursor.span.end == token.end
        });
        if let Some(frame) = self.frames.last_mut()
            && matches!(frame.state, State::Key | State::Colon)
        {
            if !under_cursor {
                frame.keys.push(text.clone());
            }
            frame.key = Some(text);
            frame.state = State::Colon;
            return;
        }
        let path = self.path();
        self.scalars.push(Scalar { path, text });
        self.value_done();
    }

    fn open(&mut self, list: bool) {
        self.frames.push(Frame {
            list,
            index: 0,
            key: None,
            keys: Vec::new(),
            state: if list { State::Value } else { State::Key },
        });
    }

    fn close(&mut self) {
        let depth = self.frames.len();
        if let Some(frame) = self.frames.pop()
            && depth == self.depth
            && let Some(cursor) = &mut self.cursor
        {
            cursor.keys = frame.keys;
            // Later objects of the same depth are others.
            self.depth = usize::MAX;
        }
        self.value_done();
    }

    fn value_done(&mut self) {
        match self.frames.last_mut() {
            Some(frame) => frame.state = State::Comma,
            None => self.root_done = true,
        }
    }

    fn path(&self) -> Vec<Step> {
        self.frames
            .iter()
            .map(|frame| match &frame.key {
                _ if frame.list => Step::Index(frame.index),
                Some(key) => Step::Key(key.clone()),
                None => Step::Key(String::new()),
            })
            .collect()
    }
}

fn next_token(text: &str, from: usize) -> Token {
    let bytes = text.as_bytes();
    let mut at = from;
    while at < bytes.len() {
        let rest = &text[at..];
        if bytes[at].is_ascii_whitespace() {
            at += 1;
        } else if rest.starts_with("//") {
            at += rest.find('\n').unwrap_or(rest.len());
        } else if rest.starts_with("/*") {
            at += rest.find("*/").map_or(rest.len(), |end| end + 2);
        } else {
            break;
        }
    }
    let Some(first) = bytes.get(at) else {
        return Token {
            kind: TokenKind::End,
            start: text.len(),
            end: text.len(),
        };
    };
    let (kind, end) = match first {
        b'{' | b'}' | b'[' | b']' | b':' | b',' => (TokenKind::Mark(*first), at + 1),
        b'"' => {
            let (end, closed) = string_end(bytes, at + 1);
            (TokenKind::String { closed }, end)
        }
        _ => {
            let length = text[at..]
                .find(|character: char| {
                    character.is_ascii_whitespace() || "{}[]:,\"".contains(character)
                })
                .unwrap_or(text.len() - at);
            (TokenKind::Word, at + length)
        }
    };
    Token {
        kind,
        start: at,
        end,
    }
}

/// A string that is not closed ends with its line, as JSON strings have no line breaks.
fn string_end(bytes: &[u8], from: usize) -> (usize, bool) {
    let mut at = from;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => return (at + 1, true),
            b'\n' => return (at, false),
            // The character after the backslash may be a quote; a line break still ends the string.
            b'\\' if bytes.get(at + 1).is_some_and(|next| *next != b'\n') => at += 2,
            _ => at += 1,
        }
    }
    (bytes.len(), false)
}

fn content(text: &str, token: Token) -> String {
    let raw = &text[token.start..token.end];
    match token.kind {
        TokenKind::String { closed: true } => raw[1..raw.len() - 1].to_owned(),
        TokenKind::String { closed: false } => raw[1..].to_owned(),
        _ => raw.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `text` with `|` where the cursor is.
    fn at(marked: &str) -> Cursor {
        let offset = marked.find('|').unwrap();
        survey(&marked.replacen('|', "", 1), offset).cursor
    }

    fn path(cursor: &Cursor) -> String {
        let mut path = String::new();
        for step in &cursor.path {
            match step {
                Step::Key(key) => path.push_str(&[".", key].concat()),
                Step::Index(index) => path.push_str(&["[", &index.to_string(), "]"].concat()),
            }
        }
        path
    }

    #[test]
    fn the_cursor_is_found_in_whole_and_broken_texts() {
        for (marked, role, wanted, typed) in [
            ("|", Role::Value, "", ""),
            ("{|}", Role::Key, "", ""),
            ("{ \"fam|", Role::Key, ".fam", "fam"),
            ("{ \"fam|\n \"cpu\": \"256\" }", Role::Key, ".fam", "fam"),
            ("{ fam| }", Role::Key, ".fam", "fam"),
            ("{ \"a\": |", Role::Value, ".a", ""),
            ("{ \"a\": \"br|\" }", Role::Value, ".a", "br"),
            ("{ \"a\": \"b\" | }", Role::Nothing, ".a", ""),
            ("{ \"a\": 1, | }", Role::Key, "", ""),
            (
                "{ \"a\": [1, {\"b\": tr|ue}] }",
                Role::Value,
                ".a[1].b",
                "tr",
            ),
            ("{ \"a\": [ |", Role::Value, ".a[0]", ""),
            (
                "{ \"a\": { \"b\": \"\\\"|\" } }",
                Role::Value,
                ".a.b",
                "\\\"",
            ),
            ("{ // \"x\": {\n \"a\": /* , */ |1 }", Role::Value, ".a", ""),
            ("{} |", Role::Nothing, "", ""),
        ] {
            let cursor = at(marked);
            assert_eq!(
                (cursor.role, path(&cursor).as_str(), cursor.typed.as_str()),
                (role, wanted, typed),
                "{marked}"
            );
        }
    }

    #[test]
    fn keys_before_and_after_the_cursor_are_known() {
        let cursor = at("{ \"a\": { \"x\": 1 }, \"b|\": 2, \"c\": [ { \"y\": 1 } ], \"d\": 3 }");
        assert_eq!(cursor.keys, ["a", "c", "d"]);
        assert!(cursor.colon_follows);
        let cursor = at("{ \"a\": [ { | }, { \"x\": 1 } ] }");
        assert!(cursor.keys.is_empty(), "the next object's keys are its own");
        let cursor = at("{ \"a\": [ { \"x\": 1, | , \"y\": 2 } ], \"b\": 1");
        assert_eq!(cursor.keys, ["x", "y"]);
    }

    #[test]
    fn every_cut_of_a_text_is_read() {
        let text = "{ \"a\": [ { \"b\\\\\": \"ü\" }, true ], /* c */ \"d\": -1.5 } // e";
        for (cut, _) in text.char_indices() {
            for (offset, _) in text.char_indices() {
                survey(&text[..cut], offset);
            }
        }
    }
}
