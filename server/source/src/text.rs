//! Text by byte offset and by line, whether it came from disk or is being edited.
//!
//! Lines break at `\n`, `\r\n` and `\r`, as LSP has it, and are counted from 0 here.

use std::borrow::Cow;
use std::ops::Range;
use std::path::Path;
use std::{fs, io};

use ropey::Rope;

/// What parsing and the outline need to know of a text. Offsets are bytes; whatever lies outside is clamped.
pub trait Text {
    /// The length in bytes.
    fn len_bytes(&self) -> usize;
    /// The part of the text in this range, cut back to whole characters.
    fn slice(&self, range: Range<usize>) -> Cow<'_, str>;
    /// Some bytes from this offset on: as many as are at hand, none at the end.
    fn bytes_from(&self, offset: usize) -> &[u8];
    /// The number of lines; an empty text has one.
    fn line_count(&self) -> usize;
    /// The line, from 0, that holds this byte.
    fn line_of(&self, offset: usize) -> usize;
    /// Where this line, from 0, starts; the end of the text for lines past the last.
    fn line_start(&self, line: usize) -> usize;

    /// The text of a line, from 0, with its line break.
    fn line(&self, line: usize) -> Cow<'_, str> {
        self.slice(self.line_start(line)..self.line_start(line.saturating_add(1)))
    }
}

/// A whole text that does not change, such as a file on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileText {
    text: String,
    line_starts: Vec<u32>,
    lossy: bool,
}

impl FileText {
    /// Takes a text as it is.
    pub fn new(text: String) -> Self {
        let line_starts = line_starts(text.as_bytes());
        FileText {
            text,
            line_starts,
            lossy: false,
        }
    }

    /// Takes bytes; those that are not UTF-8 are replaced, and the text is marked lossy.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        match String::from_utf8(bytes) {
            Ok(text) => FileText::new(text),
            Err(error) => {
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                FileText {
                    lossy: true,
                    ..FileText::new(text)
                }
            }
        }
    }

    /// Reads a file of at most `limit` bytes.
    ///
    /// # Errors
    /// When the file cannot be read, is not a regular file, or is larger.
    pub fn read(path: &Path, limit: u64) -> io::Result<Self> {
        Ok(FileText::from_bytes(read_bytes(path, limit)?))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether some bytes were not UTF-8 and stand replaced; columns and offsets then differ from those on disk.
    pub fn is_lossy(&self) -> bool {
        self.lossy
    }
}

/// Reads a regular file of at most `limit` bytes; a pipe or device would block or never end.
pub(crate) fn read_bytes(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    use io::Read;

    let kind = fs::metadata(path)?;
    if !kind.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(kind.len().min(limit)).unwrap_or(0));
    fs::File::open(path)?
        .take(limit.saturating_add(1))
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(io::Error::new(
            io::ErrorKind::FileTooLarge,
            format!("larger than {limit} bytes"),
        ));
    }
    Ok(bytes)
}

fn line_starts(bytes: &[u8]) -> Vec<u32> {
    let mut starts = vec![0];
    for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
        let split_pair = bytes.get(at) == Some(&b'\r') && bytes.get(at + 1) == Some(&b'\n');
        if !split_pair {
            starts.push(u32::try_from(at + 1).unwrap_or(u32::MAX));
        }
    }
    starts
}

/// The last boundary between characters at or before this offset.
pub(crate) fn floor_char_boundary(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (at.saturating_sub(3)..=at)
        .rev()
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(0)
}

/// The range within a text of this length, with its ends moved back to character boundaries.
fn clamp(text: &str, range: Range<usize>) -> Range<usize> {
    let end = floor_char_boundary(text, range.end);
    let start = floor_char_boundary(text, range.start.min(end));
    start..end
}

impl Text for FileText {
    fn len_bytes(&self) -> usize {
        self.text.len()
    }

    fn slice(&self, range: Range<usize>) -> Cow<'_, str> {
        Cow::Borrowed(self.text.get(clamp(&self.text, range)).unwrap_or_default())
    }

    fn bytes_from(&self, offset: usize) -> &[u8] {
        self.text.as_bytes().get(offset..).unwrap_or_default()
    }

    fn line_count(&self) -> usize {
        self.line_starts.len()
    }

    fn line_of(&self, offset: usize) -> usize {
        self.line_starts
            .partition_point(|&start| start as usize <= offset.min(self.text.len()))
            .saturating_sub(1)
    }

    fn line_start(&self, line: usize) -> usize {
        self.line_starts
            .get(line)
            .map_or(self.text.len(), |&start| start as usize)
    }
}

impl Text for Rope {
    fn len_bytes(&self) -> usize {
        Rope::len_bytes(self)
    }

    fn slice(&self, range: Range<usize>) -> Cow<'_, str> {
        let end = range.end.min(Rope::len_bytes(self));
        let start = range.start.min(end);
        if let Some(slice) = self.get_byte_slice(start..end) {
            return slice.into();
        }
        // It cuts a character.
        let chars = self.byte_to_char(start)..self.byte_to_char(end);
        self.get_slice(chars).map(Cow::from).unwrap_or_default()
    }

    fn line(&self, line: usize) -> Cow<'_, str> {
        self.get_line(line).map(Cow::from).unwrap_or_default()
    }

    fn bytes_from(&self, offset: usize) -> &[u8] {
        let Some((chunk, start, _, _)) = self.get_chunk_at_byte(offset) else {
            return &[];
        };
        chunk.as_bytes().get(offset - start..).unwrap_or_default()
    }

    fn line_count(&self) -> usize {
        self.len_lines()
    }

    fn line_of(&self, offset: usize) -> usize {
        self.byte_to_line(offset.min(Rope::len_bytes(self)))
    }

    fn line_start(&self, line: usize) -> usize {
        self.line_to_byte(line.min(self.len_lines()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lines_break_where_lsp_breaks_them() {
        let text = FileText::new("a\nb\r\nc\rd\u{2028}e\n".to_owned());
        let lines: Vec<_> = (0..text.line_count()).map(|line| text.line(line)).collect();
        assert_eq!(lines, ["a\n", "b\r\n", "c\r", "d\u{2028}e\n", ""]);
    }

    #[test]
    fn bytes_that_are_not_utf8_are_replaced_and_said() {
        let text = FileText::from_bytes(b"caf\xe9\n".to_vec());
        assert_eq!(text.as_str(), "caf\u{fffd}\n");
        assert!(text.is_lossy());
    }

    #[test]
    fn a_pipe_or_a_huge_file_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("big.c");
        fs::write(&path, "12345").unwrap();
        assert!(FileText::read(&path, 5).is_ok());
        assert_eq!(
            FileText::read(&path, 4).unwrap_err().kind(),
            io::ErrorKind::FileTooLarge
        );
        assert!(FileText::read(folder.path(), 4).is_err());
    }

    proptest! {
        #[test]
        fn a_rope_and_a_file_agree(text in "[a\u{e9}\u{1f600}\n\r\u{2028}]{0,40}", at in 0..200usize, to in 0..200usize) {
            let (file, rope) = (FileText::new(text.clone()), Rope::from_str(&text));
            prop_assert_eq!(file.line_count(), Text::line_count(&rope));
            prop_assert_eq!(file.line_of(at), Text::line_of(&rope, at));
            prop_assert_eq!(file.line_start(at), Text::line_start(&rope, at));
            prop_assert_eq!(file.line(at), Text::line(&rope, at));
            prop_assert_eq!(Text::slice(&file, at..to), Text::slice(&rope, at..to));
        }
    }
}
