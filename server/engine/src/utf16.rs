//! Text that Windows PowerShell wrote: `perf script > file` there makes UTF-16 of it.

use std::io::{self, Cursor, Read};

/// How much is taken from the file at a time.
const CHUNK: usize = 64 << 10;

/// The reader as it is, or, where it begins with the byte order mark of UTF-16, its text as UTF-8.
pub(crate) fn decoded<'a>(mut reader: impl Read + 'a) -> io::Result<Box<dyn Read + 'a>> {
    let mut mark = [0; 2];
    let mut have = 0;
    while have < mark.len() {
        match reader.read(&mut mark[have..]) {
            Ok(0) => break,
            Ok(count) => have += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let unit: fn([u8; 2]) -> u16 = match mark {
        [0xff, 0xfe] => u16::from_le_bytes,
        [0xfe, 0xff] => u16::from_be_bytes,
        _ => return Ok(Box::new(Cursor::new(mark).take(have as u64).chain(reader))),
    };
    Ok(Box::new(Utf16 {
        reader,
        unit,
        raw: Vec::new(),
        text: Cursor::new(Vec::new()),
    }))
}

struct Utf16<R> {
    reader: R,
    unit: fn([u8; 2]) -> u16,
    /// What is not decoded yet: between two chunks, less than one character.
    raw: Vec<u8>,
    text: Cursor<Vec<u8>>,
}

impl<R: Read> Utf16<R> {
    /// Decodes the next bytes; false at the end.
    fn fill(&mut self) -> io::Result<bool> {
        let count = (&mut self.reader).take(CHUNK as u64).read_to_end(&mut self.raw)?;
        let mut units: Vec<u16> = (self.raw.chunks_exact(2))
            .filter_map(|pair| pair.try_into().ok())
            .map(self.unit)
            .collect();
        let is_half = |unit: &u16| (0xd800..0xdc00).contains(unit);
        if count > 0 && units.last().is_some_and(is_half) {
            units.pop();
        }
        self.raw.drain(..units.len() * 2);
        let chars = char::decode_utf16(units).map(|char| char.unwrap_or(char::REPLACEMENT_CHARACTER));
        self.text = Cursor::new(chars.collect::<String>().into_bytes());
        if count == 0 {
            // Half a unit at the very end is nothing.
            self.raw.clear();
        }
        Ok(count > 0)
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let count = self.text.read(buffer)?;
            if count > 0 || buffer.is_empty() || (!self.fill()? && self.text.get_ref().is_empty()) {
                return Ok(count);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hands out a byte at a time.
    struct Dribble<'a>(&'a [u8]);

    impl Read for Dribble<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let count = buffer.len().min(1);
            self.0.read(&mut buffer[..count])
        }
    }

    fn text(bytes: &[u8]) -> String {
        let mut texts = [String::new(), String::new()];
        decoded(bytes).unwrap().read_to_string(&mut texts[0]).unwrap();
        decoded(Dribble(bytes))
            .unwrap()
            .read_to_string(&mut texts[1])
            .unwrap();
        assert_eq!(texts[0], texts[1]);
        texts[0].clone()
    }

    #[test]
    fn text_with_a_mark_is_decoded_and_other_text_is_left_alone() {
        assert_eq!(text(b"\xff\xfea\0\xe4\0\n\0"), "aä\n");
        assert_eq!(text(b"\xfe\xff\0a\0\xe4\0\n"), "aä\n");
        for plain in ["", "a", "ab", "abc", "ä"] {
            assert_eq!(text(plain.as_bytes()), plain);
        }
        assert_eq!(text(b"\xff\xfe"), "");
    }

    #[test]
    fn broken_pairs_and_an_odd_byte_cost_no_more_than_themselves() {
        assert_eq!(text(b"\xff\xfe\x3d\xd8\x00\xdea\0"), "😀a");
        assert_eq!(text(b"\xff\xfe\x3d\xd8a\0"), "\u{fffd}a");
        assert_eq!(text(b"\xff\xfea\0\x3d\xd8"), "a\u{fffd}");
        assert_eq!(text(b"\xff\xfea\0b"), "a");
    }

    #[test]
    fn characters_across_chunks_are_whole() {
        let long: String = "a".chars().chain("😀".chars().cycle().take(CHUNK)).collect();
        let mut bytes = b"\xff\xfe".to_vec();
        bytes.extend(long.encode_utf16().flat_map(u16::to_le_bytes));
        let mut read = String::new();
        decoded(bytes.as_slice())
            .unwrap()
            .read_to_string(&mut read)
            .unwrap();
        assert!(read == long);
    }
}
