//! Places in a text as editors give them, in each of LSP's three encodings.

use crate::text::Text;

/// In what units an editor counts columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units: what every client knows.
    #[default]
    Utf16,
    /// Characters.
    Utf32,
}

impl Encoding {
    fn units(self, char: char) -> usize {
        match self {
            Encoding::Utf8 => char.len_utf8(),
            Encoding::Utf16 => char.len_utf16(),
            Encoding::Utf32 => 1,
        }
    }
}

/// A place between two characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Position {
    /// From 0.
    pub line: u32,
    /// From 0, in units of the encoding.
    pub character: u32,
}

/// The byte offset of a position. Columns past the end of a line mean its end, before the line break; lines past
/// the last mean the end of the text; a column within a character means its start.
pub fn offset_of(text: &impl Text, position: Position, encoding: Encoding) -> usize {
    let line = position.line as usize;
    if line >= text.line_count() {
        return text.len_bytes();
    }
    let start = text.line_start(line);
    let content = text.line(line);
    let content = without_break(&content);
    let mut left = position.character as usize;
    let mut bytes = 0;
    // What is wanted is often in the first part of a long line.
    for char in content.chars() {
        let Some(rest) = left.checked_sub(encoding.units(char)).filter(|_| left > 0) else {
            break;
        };
        left = rest;
        bytes += char.len_utf8();
    }
    start + bytes
}

/// The position of a byte offset. Offsets past the end mean the end; one within a character means its start, one
/// within a line break the end of the line before it.
pub fn position_of(text: &impl Text, offset: usize, encoding: Encoding) -> Position {
    let offset = offset.min(text.len_bytes());
    let line = text.line_of(offset);
    let start = text.line_start(line);
    let content = text.line(line);
    let content = without_break(&content);
    let upto = crate::text::floor_char_boundary(content, offset.saturating_sub(start));
    let before = content.get(..upto).unwrap_or(content);
    let character = match encoding {
        Encoding::Utf8 => before.len(),
        Encoding::Utf16 | Encoding::Utf32 => before.chars().map(|char| encoding.units(char)).sum(),
    };
    Position {
        line: u32::try_from(line).unwrap_or(u32::MAX),
        character: u32::try_from(character).unwrap_or(u32::MAX),
    }
}

fn without_break(line: &str) -> &str {
    let line = line.strip_suffix('\n').unwrap_or(line);
    line.strip_suffix('\r').unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ropey::Rope;

    use super::*;
    use crate::text::FileText;

    const ALL: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];

    #[track_caller]
    fn check(text: &str, (line, character): (u32, u32), expected: [usize; 3]) {
        let text = FileText::new(text.to_owned());
        let offsets = ALL.map(|encoding| offset_of(&text, Position { line, character }, encoding));
        assert_eq!(offsets, expected);
    }

    #[test]
    fn each_encoding_counts_its_own_units() {
        let text = "a\u{e9}\u{1f600}b\r\nc\u{2028}d\re";
        check(text, (0, 3), [3, 3, 7]);
        check(text, (0, 4), [3, 7, 8]);
        check(text, (0, 99), [8, 8, 8]);
        check(text, (1, 1), [11, 11, 11]);
        check(text, (1, 3), [11, 15, 15]);
        check(text, (2, 9), [17, 17, 17]);
        check(text, (3, 0), [17, 17, 17]);
        check(text, (u32::MAX, u32::MAX), [17, 17, 17]);
    }

    proptest! {
        #[test]
        fn positions_and_offsets_undo_each_other(
            text in "[a\u{e9}\u{1f600}\n\r\u{2028}]{0,30}",
            at in 0..80usize,
            line in 0..12u32,
            character in 0..20u32,
        ) {
            let (file, rope) = (FileText::new(text.clone()), Rope::from_str(&text));
            for encoding in ALL {
                let offset = offset_of(&file, Position { line, character }, encoding);
                prop_assert!(text.is_char_boundary(offset));
                prop_assert_eq!(offset, offset_of(&rope, Position { line, character }, encoding));
                prop_assert_eq!(offset, offset_of(&file, position_of(&file, offset, encoding), encoding));
                let position = position_of(&file, at, encoding);
                prop_assert_eq!(position, position_of(&rope, at, encoding));
                prop_assert!(offset_of(&file, position, encoding) <= at);
            }
        }
    }
}
