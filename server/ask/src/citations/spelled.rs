//! Factors whose figure is a word: `ten times faster`, `a five-fold speed-up`.

use super::unit::{self, Dimension, Unit};

/// The words that stand for figures.
const WORDS: [(&str, f64); 14] = [
    ("two", 2.0),
    ("three", 3.0),
    ("four", 4.0),
    ("five", 5.0),
    ("six", 6.0),
    ("seven", 7.0),
    ("eight", 8.0),
    ("nine", 9.0),
    ("ten", 10.0),
    ("twelve", 12.0),
    ("twenty", 20.0),
    ("fifty", 50.0),
    ("hundred", 100.0),
    ("thousand", 1000.0),
];

/// A factor, where it stands, and what it is.
pub(super) struct Spelled {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) value: f64,
    pub(super) unit: Unit,
}

/// The factors of a text, in order.
pub(super) fn factors(text: &str) -> impl Iterator<Item = Spelled> {
    let mut was_word = false;
    text.char_indices().filter_map(move |(start, char)| {
        let begins = !was_word && char.is_ascii_alphabetic();
        was_word = char.is_alphanumeric() || char == '_';
        begins.then(|| factor(text, start)).flatten()
    })
}

fn factor(text: &str, start: usize) -> Option<Spelled> {
    let rest = text.get(start..)?;
    let (word, value) = (WORDS.iter()).find(|(word, _)| {
        rest.get(..word.len())
            .is_some_and(|begins| begins.eq_ignore_ascii_case(word))
    })?;
    let (unit, length) = unit::read(rest.get(word.len()..)?);
    (unit.dimension == Dimension::Factor).then_some(Spelled {
        start,
        end: start + word.len() + length,
        value: *value,
        unit,
    })
}
