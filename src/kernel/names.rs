//! Interned strings, so that rows which mention a name stay small and `Copy`.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// An interned string; read it through [`Names::text`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(u32);

/// All interned strings of one world, numbered in the order of first use.
#[derive(Clone, Debug, Default)]
pub struct Names {
    texts: imbl::Vector<Arc<str>>,
    numbers: imbl::OrdMap<Arc<str>, u32>,
}

impl Names {
    pub fn intern(&mut self, text: &str) -> Name {
        if let Some(number) = self.numbers.get(text) {
            return Name(*number);
        }
        let number = self.texts.len() as u32;
        let text: Arc<str> = text.into();
        self.texts.push_back(text.clone());
        self.numbers.insert(text, number);
        Name(number)
    }

    pub fn text(&self, name: Name) -> &str {
        self.texts.get(name.0 as usize).map_or("", |text| text)
    }

    /// The name of `text` when it is known.
    pub fn find(&self, text: &str) -> Option<Name> {
        self.numbers.get(text).copied().map(Name)
    }
}

impl Hash for Names {
    fn hash<H: Hasher>(&self, into: &mut H) {
        for text in &self.texts {
            text.hash(into);
        }
    }
}
