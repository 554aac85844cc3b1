//! Every text of a profile, each once, in one allocation.

use std::hash::BuildHasher;
use std::num::NonZeroU32;

use foldhash::fast::FixedState;
use hashbrown::HashTable;

/// A text of the [`Arena`] that handed it out. Equal texts of one arena have equal ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Text(NonZeroU32);

/// An append-only store of distinct texts.
#[derive(Clone, Default)]
pub struct Arena {
    bytes: String,
    ends: Vec<u32>,
    index: HashTable<u32>,
    hasher: FixedState,
}

/// What stands in for a text that no longer fits into the arena.
const OVERFLOW: &str = "[names past the text limit]";

/// Names longer than this are cut: no tool writes them, and a viewer could not show them.
const LONGEST: usize = 64 << 10;

impl Arena {
    /// The id of `text`, stored when it is new. Texts over 64 KiB are cut; once the arena holds
    /// `u32::MAX` bytes every new text becomes one placeholder.
    pub fn intern(&mut self, text: &str) -> Text {
        let text = cut(text);
        let hash = self.hasher.hash_one(text);
        if let Some(&found) = self.index.find(hash, |&id| self.at(id) == text) {
            return text_id(found);
        }
        let full = self.bytes.len() + text.len() > u32::MAX as usize - 2 * OVERFLOW.len();
        if full && text != OVERFLOW {
            return self.intern(OVERFLOW);
        }
        self.bytes.push_str(text);
        self.ends.push(self.bytes.len() as u32);
        let id = (self.ends.len() - 1) as u32;
        let (bytes, ends, hasher) = (&self.bytes, &self.ends, &self.hasher);
        self.index
            .insert_unique(hash, id, |&id| hasher.hash_one(slice(bytes, ends, id)));
        text_id(id)
    }

    /// The id of the text in these bytes; what is not UTF-8 is replaced by U+FFFD.
    pub fn intern_bytes(&mut self, bytes: &[u8]) -> Text {
        self.intern(&String::from_utf8_lossy(bytes))
    }

    /// The id of `text` if it is stored.
    pub fn find(&self, text: &str) -> Option<Text> {
        let hash = self.hasher.hash_one(text);
        self.index
            .find(hash, |&id| self.at(id) == text)
            .map(|&id| text_id(id))
    }

    /// The text behind an id; empty for an id of another arena.
    pub fn get(&self, text: Text) -> &str {
        self.at(text.0.get() - 1)
    }

    /// How many distinct texts are stored.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether nothing is stored.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Gives back what it grew by in advance.
    pub(crate) fn shrink_to_fit(&mut self) {
        self.bytes.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    fn at(&self, id: u32) -> &str {
        slice(&self.bytes, &self.ends, id)
    }
}

fn text_id(index: u32) -> Text {
    Text(NonZeroU32::MIN.saturating_add(index))
}

fn slice<'a>(bytes: &'a str, ends: &[u32], id: u32) -> &'a str {
    let start = if id == 0 {
        0
    } else {
        ends.get(id as usize - 1).copied().unwrap_or(0)
    };
    let end = ends.get(id as usize).copied().unwrap_or(start);
    bytes.get(start as usize..end as usize).unwrap_or("")
}

fn cut(text: &str) -> &str {
    if text.len() <= LONGEST {
        return text;
    }
    let mut end = LONGEST;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_share_an_id() {
        let mut arena = Arena::default();
        let first = arena.intern("main");
        let second = arena.intern("");
        assert_eq!(arena.intern("main"), first);
        assert_eq!(arena.get(first), "main");
        assert_eq!(arena.get(second), "");
        assert_eq!(arena.find("absent"), None);
        assert_eq!(arena.len(), 2);
    }

    #[test]
    fn a_name_of_a_megabyte_is_cut_on_a_character_boundary() {
        let mut arena = Arena::default();
        let id = arena.intern(&"ä".repeat(1 << 20));
        assert_eq!(arena.get(id).len(), LONGEST);
    }
}
