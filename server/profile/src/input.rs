//! The bytes of a profile as readers want them: unpacked, buffered, by line, never all at once.

use std::io::{self, Cursor, ErrorKind, Read};

use flate2::read::MultiGzDecoder;

use crate::{Error, Format, Options, Position};

/// Bytes asked of the source at a time; also what detection gets to see.
const CHUNK: usize = 1 << 20;

/// A stream of bytes with a window on what has been read and not yet consumed.
pub(crate) struct Input<'a> {
    name: String,
    format: Option<Format>,
    reader: Box<dyn Read + 'a>,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    at_end: bool,
    /// Offset of `start` in the unpacked bytes.
    offset: u64,
    /// Lines handed out by `next_line`, or counted by the reader with `count_lines`.
    line: u64,
    inside_cut_line: bool,
    cut_lines: u64,
    damage: Option<String>,
    received: u64,
    max_unpacked: u64,
    max_line: usize,
}

impl<'a> Input<'a> {
    /// Reads the first bytes and sets up unpacking.
    pub(crate) fn open(
        name: &str,
        reader: Box<dyn Read + 'a>,
        options: &Options,
    ) -> Result<Input<'a>, Error> {
        let mut input = Input {
            name: name.to_owned(),
            format: None,
            reader,
            buffer: vec![0; CHUNK],
            start: 0,
            end: 0,
            at_end: false,
            offset: 0,
            line: 0,
            inside_cut_line: false,
            cut_lines: 0,
            damage: None,
            received: 0,
            max_unpacked: options.max_unpacked,
            max_line: options.max_line.max(1024),
        };
        input.fill_head()?;
        if input.window().starts_with(&[0x1f, 0x8b]) {
            let head = input.window().to_vec();
            let rest = std::mem::replace(&mut input.reader, Box::new(io::empty()));
            input.reader = Box::new(MultiGzDecoder::new(Cursor::new(head).chain(rest)));
            (input.start, input.end, input.at_end, input.received) = (0, 0, false, 0);
            input.fill_head()?;
        }
        if input.window().starts_with(b"\xef\xbb\xbf") {
            input.consume(3);
        }
        Ok(input)
    }

    fn fill_head(&mut self) -> Result<(), Error> {
        while self.window().len() < CHUNK / 4 && self.refill()? {}
        Ok(())
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn set_format(&mut self, format: Format) {
        self.format = Some(format);
    }

    /// The first bytes, before anything was consumed.
    pub(crate) fn head(&self) -> &[u8] {
        self.window()
    }

    /// What has been read and not consumed.
    pub(crate) fn window(&self) -> &[u8] {
        &self.buffer[self.start..self.end]
    }

    /// Whether nothing follows the window.
    pub(crate) fn at_end(&self) -> bool {
        self.at_end
    }

    /// Moves the window's start.
    pub(crate) fn consume(&mut self, bytes: usize) {
        let bytes = bytes.min(self.end - self.start);
        self.start += bytes;
        self.offset += bytes as u64;
    }

    /// Adds bytes behind the window; false when there are none. What the window already shows stays.
    pub(crate) fn refill(&mut self) -> Result<bool, Error> {
        if self.at_end {
            return Ok(false);
        }
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        if self.buffer.len() - self.end < CHUNK / 2 {
            let grown = self.buffer.len() + CHUNK.max(self.buffer.len() / 2);
            self.buffer.resize(grown, 0);
        }
        loop {
            match self.reader.read(&mut self.buffer[self.end..]) {
                Ok(0) => {
                    self.at_end = true;
                    return Ok(false);
                }
                Ok(count) => {
                    self.end += count;
                    self.received += count as u64;
                    if self.received > self.max_unpacked {
                        return Err(Error::TooLarge {
                            name: self.name.clone(),
                            limit: self.max_unpacked,
                            what: "after unpacking",
                        });
                    }
                    return Ok(true);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                // A damaged or cut-off gzip stream: what came before it is still worth loading.
                Err(error)
                    if self.received > 0
                        && matches!(
                            error.kind(),
                            ErrorKind::UnexpectedEof | ErrorKind::InvalidData | ErrorKind::InvalidInput
                        ) =>
                {
                    self.damage = Some(error.to_string());
                    self.at_end = true;
                    return Ok(false);
                }
                Err(source) => {
                    return Err(Error::Io {
                        name: self.name.clone(),
                        source,
                    });
                }
            }
        }
    }

    /// The next line without its line break (`\n` or `\r\n`); `None` at the end of the input. A line
    /// longer than the limit is cut.
    pub(crate) fn next_line(&mut self) -> Result<Option<&[u8]>, Error> {
        let mut searched = 0;
        loop {
            let found = memchr::memchr(b'\n', &self.window()[searched..]).map(|at| at + searched);
            if self.inside_cut_line {
                if let Some(at) = found {
                    self.consume(at + 1);
                    self.inside_cut_line = false;
                } else {
                    self.consume(self.end - self.start);
                    if !self.refill()? {
                        return Ok(None);
                    }
                }
                searched = 0;
                continue;
            }
            let (length, taken) = match found {
                Some(at) => (at, at + 1),
                None if self.window().len() >= self.max_line => (self.window().len(), self.window().len()),
                None => {
                    searched = self.window().len();
                    if self.refill()? {
                        continue;
                    }
                    if self.window().is_empty() {
                        return Ok(None);
                    }
                    (self.window().len(), self.window().len())
                }
            };
            if found.is_none() && !self.at_end {
                self.inside_cut_line = true;
            }
            let start = self.start;
            self.consume(taken);
            self.line += 1;
            let mut line = &self.buffer[start..start + length];
            if let [rest @ .., b'\r'] = line {
                line = rest;
            }
            if line.len() > self.max_line || self.inside_cut_line {
                self.cut_lines += 1;
                line = &line[..line.len().min(self.max_line)];
            }
            return Ok(Some(line));
        }
    }

    /// 1-based number of the line that `next_line` returned last.
    pub(crate) fn line(&self) -> u64 {
        self.line
    }

    /// Tells the input that the reader itself consumed this many lines of the window.
    pub(crate) fn count_lines(&mut self, lines: u64) {
        self.line += lines;
    }

    /// Everything that is left, at most `limit` bytes.
    pub(crate) fn rest(&mut self, limit: u64) -> Result<&[u8], Error> {
        while self.refill()? {
            if self.window().len() as u64 > limit {
                return Err(Error::TooLarge {
                    name: self.name.clone(),
                    limit,
                    what: "in one message",
                });
            }
        }
        Ok(self.window())
    }

    /// What was wrong with the bytes themselves: a broken gzip stream, lines that were cut.
    pub(crate) fn damages(&self) -> Vec<String> {
        let mut damages = Vec::new();
        if let Some(damage) = &self.damage {
            damages.push(format!(
                "the gzip stream is damaged or cut off ({damage}); what came before was loaded"
            ));
        }
        if self.cut_lines > 0 {
            damages.push(format!(
                "{} lines over {} bytes were cut",
                self.cut_lines, self.max_line
            ));
        }
        damages
    }

    /// The error of a file whose format nothing fits.
    pub(crate) fn unrecognised(&self) -> Error {
        Error::Unrecognised {
            name: self.name.clone(),
            head: excerpt(self.window()),
        }
    }

    /// The error of a file that is whole but holds no samples.
    pub(crate) fn empty(&self) -> Error {
        let hint = self
            .damages()
            .first()
            .map_or(String::new(), |damage| format!(" ({damage})"));
        Error::Empty {
            name: self.name.clone(),
            format: self.known_format(),
            hint,
        }
    }

    /// The error of a line that makes the rest unreadable.
    pub(crate) fn malformed_line(&self, expected: &str, found: &[u8]) -> Error {
        self.malformed(Position::Line(self.line), expected, excerpt(found))
    }

    /// The error of a byte that makes the rest unreadable.
    pub(crate) fn malformed_byte(&self, at: u64, expected: &str, found: impl Into<String>) -> Error {
        self.malformed(Position::Byte(self.offset + at), expected, found.into())
    }

    fn malformed(&self, position: Position, expected: &str, found: String) -> Error {
        Error::Malformed {
            name: self.name.clone(),
            format: self.known_format(),
            position,
            expected: expected.to_owned(),
            found,
        }
    }

    fn known_format(&self) -> Format {
        self.format.unwrap_or(Format::Folded)
    }
}

/// The first characters of something, fit for a message.
pub(crate) fn excerpt(bytes: &[u8]) -> String {
    let head = &bytes[..bytes.len().min(160)];
    String::from_utf8_lossy(head).chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes: &[u8], options: &Options) -> Vec<String> {
        let mut input = Input::open("test", Box::new(bytes), options).unwrap();
        let mut lines = Vec::new();
        while let Some(line) = input.next_line().unwrap() {
            lines.push(String::from_utf8_lossy(line).into_owned());
        }
        lines
    }

    #[test]
    fn lines_end_with_either_line_break_or_the_input() {
        assert_eq!(lines(b"a\r\nb\n\nc", &Options::default()), ["a", "b", "", "c"]);
        assert_eq!(lines(b"", &Options::default()), Vec::<String>::new());
        assert_eq!(lines(b"\xef\xbb\xbfa\n", &Options::default()), ["a"]);
    }

    #[test]
    fn a_line_past_the_limit_is_cut_and_the_next_one_is_whole() {
        let mut text = vec![b'x'; 5 << 20];
        text.extend(b"\nnext\n");
        let options = Options {
            max_line: 2048,
            ..Options::default()
        };
        let mut input = Input::open("test", Box::new(&text[..]), &options).unwrap();
        assert_eq!(input.next_line().unwrap().unwrap().len(), 2048);
        assert_eq!(input.next_line().unwrap(), Some(&b"next"[..]));
        assert_eq!(input.damages().len(), 1);
    }

    #[test]
    fn gzip_is_unpacked_and_a_bomb_is_stopped() {
        use flate2::{Compression, write::GzEncoder};
        use std::io::Write;
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(&vec![b'\n'; 8 << 20]).unwrap();
        let packed = packed.finish().unwrap();
        assert_eq!(lines(&packed, &Options::default()).len(), 8 << 20);

        let options = Options {
            max_unpacked: 1 << 20,
            ..Options::default()
        };
        let mut input = match Input::open("bomb", Box::new(&packed[..]), &options) {
            Ok(input) => input,
            Err(error) => return assert!(matches!(error, Error::TooLarge { .. })),
        };
        let mut last = Ok(true);
        while let Ok(true) = last {
            input.consume(usize::MAX);
            last = input.refill();
        }
        assert!(matches!(last, Err(Error::TooLarge { .. })));
    }

    #[test]
    fn a_cut_gzip_stream_gives_what_came_before() {
        use flate2::{Compression, write::GzEncoder};
        use std::io::Write;
        let lines: Vec<String> = (0..200_000).map(|n| format!("line {n}")).collect();
        let text = lines.join("\n");
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(text.as_bytes()).unwrap();
        let packed = packed.finish().unwrap();
        let mut input =
            Input::open("cut", Box::new(&packed[..packed.len() / 2]), &Options::default()).unwrap();
        let mut count = 0;
        while input.next_line().unwrap().is_some() {
            count += 1;
        }
        assert!(count > 10_000);
        assert_eq!(input.damages().len(), 1);
    }
}
