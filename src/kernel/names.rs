//! Interned strings, so that rows which mention a name stay small and `Copy`.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use super::sorted::SortedMap;

/// An interned string; read it through [`Names::text`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(u32);

/// All interned strings of one world, numbered in the order of first use.
#[derive(Clone, Debug, Default)]
pub struct Names {
    // Shared between copies until one gets another name, which is rare.
    texts: Arc<Vec<Arc<str>>>,
    numbers: Arc<SortedMap<Arc<str>, u32>>,
}

impl Names {
    pub fn intern(&mut self, text: &str) -> Name {
        if let Some(number) = self.numbers.get(text) {
            return Name(*number);
        }
        let number = self.texts.len() as u32;
        let text: Arc<str> = text.into();
        Arc::make_mut(&mut self.texts).push(text.clone());
        Arc::make_mut(&mut self.numbers).insert(text, number);
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
        for text in self.texts.iter() {
            text.hash(into);
        }
    }
}
