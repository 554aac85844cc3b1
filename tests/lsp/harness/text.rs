//! Offsets in a text as positions of the protocol.

use serde_json::{Value, json};

/// The units in which columns are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Utf8,
    Utf16,
    Utf32,
}

impl Encoding {
    #[track_caller]
    pub fn named(name: &str) -> Encoding {
        match name {
            "utf-8" => Encoding::Utf8,
            "utf-16" => Encoding::Utf16,
            "utf-32" => Encoding::Utf32,
            _ => panic!("{name:?} is no encoding"),
        }
    }

    fn length(self, text: &str) -> usize {
        match self {
            Encoding::Utf8 => text.len(),
            Encoding::Utf16 => text.encode_utf16().count(),
            Encoding::Utf32 => text.chars().count(),
        }
    }
}

/// The position of a byte offset. Lines end at `\n`, `\r\n` and `\r` (LSP 3.17, "Text Documents").
pub fn position_of(text: &str, offset: usize, encoding: Encoding) -> Value {
    let (line, start) = line_starts(text)
        .take_while(|&(_, start)| start <= offset)
        .last()
        .unwrap();
    json!({"line": line, "character": encoding.length(&text[start..offset])})
}

/// The byte offset of a position.
pub fn offset_of(text: &str, position: &Value, encoding: Encoding) -> usize {
    let number = |key: &str| usize::try_from(position[key].as_u64().unwrap()).unwrap();
    let (_, start) = line_starts(text)
        .nth(number("line"))
        .unwrap_or_else(|| panic!("no line {position}"));
    let rest = &text[start..];
    let ends = rest.char_indices().map(|(index, _)| index).chain([rest.len()]);
    let found = ends
        .take_while(|&end| encoding.length(&rest[..end]) <= number("character"))
        .last();
    start + found.unwrap_or(0)
}

/// Lines by number and byte offset, from 0.
fn line_starts(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let bytes = text.as_bytes();
    let is_end = |at: usize| bytes[at] == b'\n' || bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n');
    let starts = (0..bytes.len()).filter(move |&at| is_end(at)).map(|at| at + 1);
    std::iter::once(0).chain(starts).enumerate()
}
