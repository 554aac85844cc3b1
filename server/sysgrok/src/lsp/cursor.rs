//! What of a profile is under a cursor.

use std::ops::Range;

use engine::{FunctionHeat, LineHeat, View};
use source::functions::{innermost_at_byte, named};
use source::{Rope, calls, normalise};

use super::context::HotPlace;

/// Longer words are no names.
const LONGEST_WORD: usize = 256;

/// So many of the hottest callees are compared with a call.
const CALLEES: usize = 500;

/// What names of constructors end in: the class is what the source calls.
const CONSTRUCTORS: &[&str] = &["<init>", "__init__", "constructor", "new"];

/// What is under a cursor.
pub(super) enum Subject<'a> {
    /// The name of a function where it is defined.
    Function(&'a FunctionHeat),
    /// The name of a function where it is called.
    Call(Call),
    /// Anything else on a hot line.
    Line(&'a LineHeat),
}

/// A call.
pub(super) struct Call {
    /// What is called, as a spot of the profile.
    pub(super) spot: u32,
    /// The bytes of the name.
    pub(super) range: Range<usize>,
    /// The weight that passes from this line; absent when no stack tells it.
    pub(super) from_line: Option<i64>,
    /// The weight that passes from the function around; absent when the profile does not have it.
    pub(super) from_function: Option<i64>,
}

/// The hot thing under a cursor; nothing for what is cold.
pub(super) fn subject(hot: &HotPlace, offset: usize, line: u32) -> Option<Subject<'_>> {
    let touches = |name: &Range<usize>| (name.start..=name.end).contains(&offset);
    let functions = hot.place.open.document.functions();
    // Names are tried before calls: a name is no call, though the query might take a macro's for one.
    if let Some(index) = functions
        .iter()
        .position(|function| touches(&function.name_range) && function.is_named())
    {
        return hot.heat.function_at(index).map(Subject::Function);
    }
    if let Some(call) = call(hot, offset, line) {
        return Some(Subject::Call(call));
    }
    hot.heat.line(line).map(Subject::Line)
}

/// The innermost hot function with a name around a byte.
pub(super) fn around(hot: &HotPlace, offset: usize) -> Option<&FunctionHeat> {
    let functions = hot.place.open.document.functions();
    hot.heat
        .function_at(named(functions, innermost_at_byte(functions, offset)?)?)
}

fn call(hot: &HotPlace, offset: usize, line: u32) -> Option<Call> {
    let (view, document) = (&hot.view, &hot.place.open.document);
    let word = word_at(document.rope(), offset)?;
    let caller = around(hot, offset)
        .and_then(|function| view.heat.functions.get(function.hot))
        .map(|caller| caller.spot);
    let callees: Vec<(u32, i64)> = caller
        .into_iter()
        .flat_map(|caller| view.heat.calls.callees(caller))
        .take(CALLEES)
        .collect();
    let of_line = |line: u32| {
        hot.heat
            .line(line)
            .into_iter()
            .flat_map(|line| view.line_calls.callees(line.hot))
    };
    let known = of_line(line)
        .chain(callees.iter().copied())
        .map(|callee| callee.0)
        .find(|&spot| is_called(view, spot, &word.text));
    let spot = known.or_else(|| match view.named(&word.text) {
        [only] => Some(*only),
        // Of several only one that stands in the same file is meant for sure.
        several => {
            let here = |spot: &u32| {
                (view.placement.spots.get(*spot as usize))
                    .and_then(|spot| spot.file())
                    .is_some_and(|file| *file == hot.place.file)
            };
            match several
                .iter()
                .copied()
                .filter(here)
                .collect::<Vec<_>>()
                .as_slice()
            {
                [only] => Some(*only),
                _ => None,
            }
        }
    })?;
    // Only now, since most words are no hot function's name, the tree is asked whether this is a call.
    let found = calls(
        document.tree()?,
        document.rope(),
        document.language()?,
        Some(&word.range),
    );
    let call = found
        .into_iter()
        .find(|call| call.name_range.contains(&word.range.start))?;
    let last = document
        .rope()
        .byte_to_line(call.range.end.min(document.rope().len_bytes())) as u32
        + 1;
    // Profilers put a call of several lines on any of them; the name's own is the likeliest.
    let from_line = std::iter::once(line)
        .chain(line + 1..=last)
        .find_map(|line| of_line(line).find(|callee| callee.0 == spot))
        .map(|callee| callee.1);
    Some(Call {
        spot,
        range: call.name_range,
        from_line,
        from_function: callees
            .iter()
            .find(|callee| callee.0 == spot)
            .map(|callee| callee.1),
    })
}

/// Whether a spot may be what the source calls by this word.
fn is_called(view: &View, spot: u32, word: &str) -> bool {
    let Some(name) = view.short(spot).filter(|name| name.contains(word)) else {
        return false;
    };
    let name = normalise(name);
    match name.segments.as_slice() {
        [.., class, last] if CONSTRUCTORS.contains(&last.as_str()) => last == word || class == word,
        [.., last] => last == word,
        [] => false,
    }
}

struct Word {
    text: String,
    range: Range<usize>,
}

/// The word that a byte is in, or next to.
fn word_at(rope: &Rope, offset: usize) -> Option<Word> {
    let is_part = |char: &char| char.is_alphanumeric() || *char == '_' || *char == '$';
    let offset = offset.min(rope.len_bytes());
    let at = rope.byte_to_char(offset);
    let mut before: Vec<char> = rope
        .chars_at(at)
        .reversed()
        .take(LONGEST_WORD)
        .take_while(is_part)
        .collect();
    before.reverse();
    let start = rope.char_to_byte(at) - before.iter().map(|char| char.len_utf8()).sum::<usize>();
    let after = rope.chars_at(at).take(LONGEST_WORD).take_while(is_part);
    let text: String = before.into_iter().chain(after).collect();
    let range = start..start + text.len();
    (!text.is_empty()).then_some(Word { text, range })
}
