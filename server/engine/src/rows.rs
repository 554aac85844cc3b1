//! Where functions stand in the text of their profile's file.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use dashmap::DashMap;
use memchr::memmem::Finder;
use profile::{Format, FunctionId, Profile};
use source::Encoding;

/// Functions are looked for in so many bytes from the start of the file.
const LOOKED_AT: u64 = 4 << 20;

/// Columns are not counted in longer lines.
const LONGEST_LINE: usize = 1 << 16;

/// The row of a profile's file in which a function is first named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// From 0.
    pub line: u32,
    /// What stands before the name in the row.
    before: String,
    /// The name as the file has it.
    name: String,
}

impl Row {
    /// The columns of the name's start and end, from 0.
    pub fn columns(&self, encoding: Encoding) -> (u32, u32) {
        let width = |text: &str| match encoding {
            Encoding::Utf8 => text.len(),
            Encoding::Utf16 => text.encode_utf16().count(),
            Encoding::Utf32 => text.chars().count(),
        };
        let start = width(&self.before) as u32;
        (start, start + width(&self.name) as u32)
    }
}

/// The rows that were looked for so far.
#[derive(Default)]
pub(crate) struct Rows {
    known: DashMap<FunctionId, Option<Row>>,
}

impl Rows {
    /// The rows of some functions. The file is read once for all that were never looked for.
    pub(crate) fn of(&self, profile: &Profile, path: &Path, functions: &[FunctionId]) -> Vec<Option<Row>> {
        let is_new = |function: &FunctionId| !self.known.contains_key(function);
        if is_text(profile) && functions.iter().any(is_new) {
            let text = head(path);
            for &function in functions.iter().filter(|function| is_new(function)) {
                let raw = (profile.symbols.functions.get(function.index()))
                    .map_or("", |function| profile.symbols.text.get(function.raw));
                self.known.insert(function, find(&text, raw));
            }
        }
        let row = |function| self.known.get(function).and_then(|row| row.clone());
        functions.iter().map(row).collect()
    }
}

fn is_text(profile: &Profile) -> bool {
    match profile.meta.format {
        Some(
            Format::PerfScript | Format::PerfReport | Format::PerfAnnotate | Format::Folded | Format::TopN,
        ) => true,
        Some(Format::Pprof | Format::PerfData) | None => false,
    }
}

/// What a file begins with; nothing of one that cannot be read.
fn head(path: &Path) -> Vec<u8> {
    let mut text = Vec::new();
    // What was read before an error can still be looked at.
    let _ = File::open(path).map(|file| file.take(LOOKED_AT).read_to_end(&mut text));
    text
}

/// The first place of a name that is not part of a longer word.
fn find(text: &[u8], name: &str) -> Option<Row> {
    let part_of_word =
        |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    if name.is_empty() {
        return None;
    }
    let start = Finder::new(name).find_iter(text).find(|&start| {
        let before = start.checked_sub(1).and_then(|before| text.get(before));
        !part_of_word(before) && !part_of_word(text.get(start + name.len()))
    })?;
    let above = text.get(..start)?;
    let line_start = memchr::memrchr2(b'\n', b'\r', above).map_or(0, |at| at + 1);
    let before = above.get(line_start..)?;
    let breaks = memchr::memchr_iter(b'\n', above).count();
    // A lone `\r` breaks a line too.
    let lone = memchr::memchr_iter(b'\r', above)
        .filter(|at| text.get(at + 1) != Some(&b'\n'))
        .count();
    Some(Row {
        line: (breaks + lone) as u32,
        before: String::from_utf8_lossy(before.get(..before.len().min(LONGEST_LINE))?).into_owned(),
        name: name.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_whole_name_counts() {
        let text = "main;add_all 3\r\nmain;\u{e9};add 4\nadd 5\n".as_bytes();
        let row = find(text, "add").unwrap();
        assert_eq!((row.line, row.columns(Encoding::Utf16)), (1, (7, 10)));
        assert_eq!(row.columns(Encoding::Utf8), (8, 11));
        assert_eq!(find(text, "all"), None);
        assert_eq!(find(text, ""), None);
        assert_eq!(find(b"", "add"), None);
    }
}
