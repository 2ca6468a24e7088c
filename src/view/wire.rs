//! How panels cross from the engine to the page: JSON arrays, field by field in the order declared.
//!
//! Derived readers know every key of every panel and cost the page a fifth of its program. Both ends
//! are built from the same declarations, so positions are enough. Reading never fails halfway: what
//! cannot be read leaves defaults and marks the reader as failed.

/// Writes JSON.
#[derive(Default)]
pub struct Writer {
    pub text: String,
}

impl Writer {
    pub fn open(&mut self) {
        self.text.push('[');
    }

    /// Stands before every item of a list.
    pub fn item(&mut self) {
        if !self.text.ends_with('[') {
            self.text.push(',');
        }
    }

    pub fn close(&mut self) {
        self.text.push(']');
    }
}

/// Reads what a `Writer` wrote.
pub struct Reader<'t> {
    bytes: &'t [u8],
    text: &'t str,
    at: usize,
    pub failed: bool,
}

impl<'t> Reader<'t> {
    pub fn new(text: &'t str) -> Reader<'t> {
        Reader {
            bytes: text.as_bytes(),
            text,
            at: 0,
            failed: false,
        }
    }

    fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(0)
    }

    /// Goes past `byte` when it is next.
    fn takes(&mut self, byte: u8) -> bool {
        let here = self.peek() == byte;
        self.at += usize::from(here);
        here
    }

    fn expect(&mut self, byte: u8) {
        if !self.takes(byte) {
            self.failed = true;
        }
    }

    pub fn open(&mut self) {
        self.expect(b'[');
    }

    pub fn item(&mut self) {
        self.takes(b',');
    }

    pub fn close(&mut self) {
        self.expect(b']');
    }

    /// Whether a list has another item; goes past its end when it has none.
    fn more(&mut self) -> bool {
        if self.failed || self.takes(b']') {
            return false;
        }
        self.takes(b',');
        true
    }

    fn number(&mut self) -> u64 {
        let from = self.at;
        let mut number = 0u64;
        while let digit @ b'0'..=b'9' = self.peek() {
            number = number
                .wrapping_mul(10)
                .wrapping_add(u64::from(digit - b'0'));
            self.at += 1;
        }
        self.failed |= self.at == from;
        number
    }

    fn string(&mut self) -> String {
        self.expect(b'"');
        let mut out = String::new();
        loop {
            let from = self.at;
            while !matches!(self.peek(), b'"' | b'\\' | 0) {
                self.at += 1;
            }
            out.push_str(self.text.get(from..self.at).unwrap_or_default());
            if !self.takes(b'\\') {
                break;
            }
            let letter = self.peek();
            self.at += 1;
            out.push(match letter {
                b'n' => '\n',
                b't' => '\t',
                b'r' => '\r',
                b'u' => {
                    let digits = self.text.get(self.at..self.at + 4).unwrap_or_default();
                    self.at += 4;
                    u32::from_str_radix(digits, 16)
                        .ok()
                        .and_then(char::from_u32)
                        .unwrap_or('\u{fffd}')
                }
                other => char::from(other),
            });
        }
        self.expect(b'"');
        out
    }
}

/// What can cross.
pub trait Wire: Default {
    fn write(&self, to: &mut Writer);
    fn read(from: &mut Reader<'_>) -> Self;
}

macro_rules! numbers {
    ($($number:ty)*) => {$(
        impl Wire for $number {
            fn write(&self, to: &mut Writer) {
                to.text.push_str(&self.to_string());
            }
            fn read(from: &mut Reader<'_>) -> $number {
                from.number() as $number
            }
        }
    )*};
}

numbers!(u8 u32 u64);

impl Wire for bool {
    fn write(&self, to: &mut Writer) {
        to.text.push(if *self { '1' } else { '0' });
    }
    fn read(from: &mut Reader<'_>) -> bool {
        from.number() == 1
    }
}

impl Wire for String {
    fn write(&self, to: &mut Writer) {
        to.text.push_str(&super::call::quote(self));
    }
    fn read(from: &mut Reader<'_>) -> String {
        from.string()
    }
}

/// Nothing is written as 0, something as a list of one.
impl<T: Wire> Wire for Option<T> {
    fn write(&self, to: &mut Writer) {
        match self {
            None => to.text.push('0'),
            Some(value) => {
                to.open();
                value.write(to);
                to.close();
            }
        }
    }
    fn read(from: &mut Reader<'_>) -> Option<T> {
        if from.takes(b'0') {
            return None;
        }
        from.open();
        let value = T::read(from);
        from.close();
        Some(value)
    }
}

impl<T: Wire> Wire for Vec<T> {
    fn write(&self, to: &mut Writer) {
        to.open();
        for value in self {
            to.item();
            value.write(to);
        }
        to.close();
    }
    fn read(from: &mut Reader<'_>) -> Vec<T> {
        let mut list = Vec::new();
        from.open();
        while from.more() {
            list.push(T::read(from));
        }
        list
    }
}

impl<T: Wire> Wire for Box<T> {
    fn write(&self, to: &mut Writer) {
        (**self).write(to);
    }
    fn read(from: &mut Reader<'_>) -> Box<T> {
        Box::new(T::read(from))
    }
}

/// Declares a panel, or a part of one, that can cross.
#[macro_export]
macro_rules! record {
    ($(#[$meta:meta])* pub struct $name:ident { $($(#[$doc:meta])* pub $field:ident: $kind:ty),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $name { $($(#[$doc])* pub $field: $kind),* }

        impl $crate::view::wire::Wire for $name {
            fn write(&self, to: &mut $crate::view::wire::Writer) {
                to.open();
                $(to.item(); self.$field.write(to);)*
                to.close();
            }
            fn read(from: &mut $crate::view::wire::Reader<'_>) -> $name {
                from.open();
                let record = $name {
                    $($field: { from.item(); <$kind as $crate::view::wire::Wire>::read(from) }),*
                };
                from.close();
                record
            }
        }
    };
}

/// Declares a closed set that crosses as a number. The first is the default.
#[macro_export]
macro_rules! choices {
    ($(#[$meta:meta])* pub enum $name:ident { $(#[$first_doc:meta])* $first:ident, $($(#[$doc:meta])* $variant:ident),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $(#[$first_doc])* #[default] $first, $($(#[$doc])* $variant),* }

        impl $name {
            pub const ALL: &'static [$name] = &[$name::$first, $($name::$variant),*];
            /// The names, in order.
            pub const NAMES: &'static [&'static str] = &[stringify!($first), $(stringify!($variant)),*];
        }

        impl $crate::view::wire::Wire for $name {
            fn write(&self, to: &mut $crate::view::wire::Writer) {
                (*self as u8).write(to);
            }
            fn read(from: &mut $crate::view::wire::Reader<'_>) -> $name {
                let number = u8::read(from);
                $name::ALL.get(usize::from(number)).copied().unwrap_or_default()
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    record! {
        pub struct Sample {
            pub text: String,
            pub maybe: Option<u32>,
            pub list: Vec<Option<String>>,
            pub on: bool,
        }
    }

    #[test]
    fn what_is_written_reads_back() {
        let sample = Sample {
            text: "a \"quoted\" \\ line\nand \u{1} ünï → code".to_owned(),
            maybe: Some(0),
            list: vec![None, Some(String::new()), Some("]".to_owned())],
            on: true,
        };
        let mut writer = Writer::default();
        sample.write(&mut writer);
        let json: serde_json::Value = serde_json::from_str(&writer.text).expect("it is JSON");
        assert_eq!(json[0], sample.text.as_str());
        let mut reader = Reader::new(&writer.text);
        assert_eq!(Sample::read(&mut reader), sample);
        assert!(!reader.failed);
    }

    #[test]
    fn what_is_cut_short_is_seen() {
        for text in ["", "[", "[\"a", "[\"a\",[1],[0,[", "[\"a\",[1],[0"] {
            let mut reader = Reader::new(text);
            Sample::read(&mut reader);
            assert!(reader.failed, "{text}");
        }
    }
}
