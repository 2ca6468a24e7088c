//! Dense rows in copy-on-write pages of 16: an array whose copies share what has not changed.
//!
//! Page size and sharing are hidden here; nothing outside this file knows them. Rows are never removed: a row's
//! number is its place in the order of creation.

use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::sync::Arc;

const PAGE: usize = 16;

/// A typed row number.
pub trait Key: Copy {
    fn from_index(index: u32) -> Self;
    fn index(self) -> u32;
}

/// Rows of `T`, numbered by `K` from 0.
#[derive(Clone, Debug)]
pub struct Arena<K, T> {
    pages: Vec<Arc<Vec<T>>>,
    len: u32,
    key: PhantomData<K>,
}

impl<K, T> Default for Arena<K, T> {
    fn default() -> Self {
        Arena {
            pages: Vec::new(),
            len: 0,
            key: PhantomData,
        }
    }
}

impl<K: Key, T: Clone> Arena<K, T> {
    pub fn len(&self) -> u32 {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The key the next row will get.
    pub fn next_key(&self) -> K {
        K::from_index(self.len)
    }

    pub fn get(&self, key: K) -> Option<&T> {
        let index = key.index() as usize;
        self.pages.get(index / PAGE)?.get(index % PAGE)
    }

    /// The row for changing; its page is copied first when another copy of the arena shares it.
    pub fn edit(&mut self, key: K) -> Option<&mut T> {
        let index = key.index() as usize;
        Arc::make_mut(self.pages.get_mut(index / PAGE)?).get_mut(index % PAGE)
    }

    pub fn push(&mut self, row: T) -> K {
        let key = self.next_key();
        if (self.len as usize).is_multiple_of(PAGE) {
            self.pages.push(Arc::new(Vec::with_capacity(PAGE)));
        }
        if let Some(page) = self.pages.last_mut() {
            let page = Arc::make_mut(page);
            page.push(row);
            self.len += 1;
        }
        key
    }

    /// Keeps the first `len` rows.
    pub fn truncate(&mut self, len: u32) {
        if len >= self.len {
            return;
        }
        self.pages.truncate((len as usize).div_ceil(PAGE));
        if let Some(page) = self.pages.last_mut() {
            let rest = len as usize - (len as usize - 1) / PAGE * PAGE;
            Arc::make_mut(page).truncate(rest);
        }
        self.len = len;
    }

    /// All rows in the order of their keys.
    pub fn iter(&self) -> Rows<'_, K, T> {
        Rows {
            arena: self,
            front: 0,
            back: self.len,
        }
    }

    pub fn keys(&self) -> impl DoubleEndedIterator<Item = K> + use<K, T> {
        (0..self.len).map(K::from_index)
    }
}

/// Rows in order, by number.
///
/// Nested iterators over pages do the same, but every chain on top of them compiles to a page of code.
#[derive(Clone)]
pub struct Rows<'a, K, T> {
    arena: &'a Arena<K, T>,
    front: u32,
    back: u32,
}

impl<'a, K: Key, T: Clone> Rows<'a, K, T> {
    fn row(&self, index: u32) -> Option<(K, &'a T)> {
        let key = K::from_index(index);
        Some((key, self.arena.get(key)?))
    }
}

impl<'a, K: Key, T: Clone> Iterator for Rows<'a, K, T> {
    type Item = (K, &'a T);
    fn next(&mut self) -> Option<(K, &'a T)> {
        if self.front == self.back {
            return None;
        }
        self.front += 1;
        self.row(self.front - 1)
    }
    fn nth(&mut self, skipped: usize) -> Option<(K, &'a T)> {
        self.front = self.back.min(self.front.saturating_add(skipped as u32));
        self.next()
    }
    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = (self.back - self.front) as usize;
        (left, Some(left))
    }
}

impl<K: Key, T: Clone> DoubleEndedIterator for Rows<'_, K, T> {
    fn next_back(&mut self) -> Option<Self::Item> {
        if self.front == self.back {
            return None;
        }
        self.back -= 1;
        self.row(self.back)
    }
    fn nth_back(&mut self, skipped: usize) -> Option<Self::Item> {
        self.back = self.front.max(self.back.saturating_sub(skipped as u32));
        self.next_back()
    }
}

impl<K: Key, T: Clone> std::ops::Index<K> for Arena<K, T> {
    type Output = T;
    /// A key comes from the arena it is used with, so a miss is a mistake in our code.
    fn index(&self, key: K) -> &T {
        self.get(key).expect("the key belongs to this arena")
    }
}

impl<K: Key, T: Clone + Hash> Hash for Arena<K, T> {
    fn hash<H: Hasher>(&self, into: &mut H) {
        self.len.hash(into);
        for (_, row) in self.iter() {
            row.hash(into);
        }
    }
}

/// Declares typed row numbers.
#[macro_export]
macro_rules! row_ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);
        impl $crate::kernel::Key for $name {
            fn from_index(index: u32) -> Self { $name(index) }
            fn index(self) -> u32 { self.0 }
        }
    )*};
}

#[cfg(test)]
mod tests {
    use super::*;

    row_ids!(Row);

    #[test]
    fn a_copy_keeps_its_rows_while_the_original_changes() {
        let mut arena: Arena<Row, u64> = Arena::default();
        for n in 0..100 {
            assert_eq!(arena.push(n), Row(n as u32));
        }
        let copy = arena.clone();
        *arena.edit(Row(17)).unwrap() = 1_000;
        arena.push(100);
        assert_eq!((arena[Row(17)], copy[Row(17)]), (1_000, 17));
        assert_eq!((arena.len(), copy.len()), (101, 100));
        assert!(
            Arc::ptr_eq(&arena.pages[0], &copy.pages[0]),
            "an untouched page is shared"
        );
        assert_eq!(
            copy.iter().map(|(_, n)| *n).collect::<Vec<_>>(),
            (0..100).collect::<Vec<_>>()
        );
        assert_eq!(arena.get(Row(101)), None);
        let numbers = |(row, n): (Row, &u64)| (row.0, *n);
        assert_eq!(copy.iter().nth(20).map(numbers), Some((20, 20)));
        assert_eq!(copy.iter().rev().nth(20).map(numbers), Some((79, 79)));
        assert_eq!(copy.iter().rev().skip(98).count(), 2);
        assert!(copy.iter().nth(100).is_none() && copy.iter().rev().nth(100).is_none());
    }

    #[test]
    fn truncation_keeps_the_beginning() {
        for keep in [0, 1, 15, 16, 17, 32, 39, 40, 50] {
            let mut arena: Arena<Row, u64> = Arena::default();
            for n in 0..40 {
                arena.push(n);
            }
            arena.truncate(keep);
            assert_eq!(arena.len(), keep.min(40));
            assert_eq!(arena.iter().count() as u32, keep.min(40));
            arena.push(7);
            assert_eq!(arena[Row(keep.min(40))], 7);
        }
    }
}
