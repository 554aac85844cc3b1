use std::path::PathBuf;

use tokio::io::AsyncWriteExt;

/// What is kept of one output stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keep {
    /// Bytes kept of its beginning, in memory.
    pub head: usize,
    /// Bytes kept of its end, in memory.
    pub tail: usize,
    /// Where the stream goes as it is; absent: nowhere.
    pub file: Option<RawFile>,
}

impl Default for Keep {
    /// A mebibyte of the beginning and one of the end.
    fn default() -> Self {
        Self {
            head: 1 << 20,
            tail: 1 << 20,
            file: None,
        }
    }
}

/// A file for raw output. It is made new, readable by its owner only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawFile {
    /// Replaced when it is there.
    pub path: PathBuf,
    /// No more bytes than this are written.
    pub cap: u64,
}

/// What a raw file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawKept {
    /// The file.
    pub path: PathBuf,
    /// Bytes in it.
    pub bytes: u64,
    /// Why it does not hold all: the cap, or the system's word (a full disk).
    pub cut: Option<String>,
}

/// One output stream, capped.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Output {
    /// The beginning; all of it when nothing was skipped. Ends with a line where something was skipped after it.
    pub head: Vec<u8>,
    /// The end; empty when nothing was skipped. Begins with a line.
    pub tail: Vec<u8>,
    /// Bytes between head and tail.
    pub skipped: u64,
    /// Lines between head and tail.
    pub skipped_lines: u64,
    /// Bytes in all.
    pub bytes: u64,
    /// Lines in all; a last one without its line feed counts.
    pub lines: u64,
    /// Whether it looks like no text: over a tenth of the first 8,000 bytes are control characters (other than tab,
    /// line breaks, backspace, escape and single NULs, with which `/proc/PID/cmdline` separates words) or no UTF-8.
    pub binary: bool,
    /// The raw file, if one was asked for.
    pub file: Option<RawKept>,
}

impl Output {
    /// Head and tail as text, with a line between them that says how much is missing. What is no UTF-8 is replaced.
    pub fn text(&self) -> String {
        let mut text = String::from_utf8_lossy(&self.head).into_owned();
        if self.skipped > 0 {
            use std::fmt::Write;
            // Writing to a string does not fail.
            let _ = writeln!(
                text,
                "[... {} lines, {} bytes left out ...]",
                self.skipped_lines, self.skipped
            );
            text.push_str(&String::from_utf8_lossy(&self.tail));
        }
        text
    }
}

/// Bytes within which head and tail are cut back to a line's end.
const LINE_REACH: usize = 8 << 10;

/// Collects one stream. Memory: head + two tails + one chunk.
pub(crate) struct Capture {
    keep: Keep,
    output: Output,
    file: Option<tokio::fs::File>,
    ends_line: bool,
}

impl Capture {
    pub(crate) async fn new(keep: &Keep) -> Result<Self, (PathBuf, std::io::Error)> {
        let file = match &keep.file {
            Some(raw) => Some(create(raw).await.map_err(|error| (raw.path.clone(), error))?),
            None => None,
        };
        let kept = keep.file.as_ref().map(|raw| RawKept {
            path: raw.path.clone(),
            bytes: 0,
            cut: None,
        });
        Ok(Self {
            keep: keep.clone(),
            output: Output {
                file: kept,
                ..Output::default()
            },
            file,
            ends_line: true,
        })
    }

    pub(crate) async fn take(&mut self, chunk: &[u8]) {
        let Some(last) = chunk.last() else { return };
        self.write(chunk).await;
        let output = &mut self.output;
        output.bytes += chunk.len() as u64;
        output.lines += line_feeds(chunk);
        self.ends_line = *last == b'\n';

        let room = self.keep.head.saturating_sub(output.head.len());
        let (head, rest) = chunk.split_at(room.min(chunk.len()));
        output.head.extend_from_slice(head);
        output.tail.extend_from_slice(rest);
        // Only now and then, so that each byte is moved once.
        if output.tail.len() > 2 * self.keep.tail + (64 << 10) {
            let surplus = output.tail.len() - self.keep.tail;
            drop_front(output, surplus);
        }
    }

    async fn write(&mut self, chunk: &[u8]) {
        let (Some(file), Some(kept), Some(raw)) = (&mut self.file, &mut self.output.file, &self.keep.file)
        else {
            return;
        };
        if kept.cut.is_some() {
            return;
        }
        let room = usize::try_from(raw.cap - kept.bytes).unwrap_or(usize::MAX);
        let (fits, over) = chunk.split_at(room.min(chunk.len()));
        match file.write_all(fits).await {
            Ok(()) => kept.bytes += fits.len() as u64,
            Err(error) => kept.cut = Some(error.to_string()),
        }
        if !over.is_empty() && kept.cut.is_none() {
            kept.cut = Some(format!("the limit of {} bytes", raw.cap));
        }
    }

    pub(crate) async fn finish(mut self) -> Output {
        if let (Some(mut file), Some(kept)) = (self.file.take(), &mut self.output.file)
            && let Err(error) = file.flush().await
        {
            kept.cut = Some(error.to_string());
        }
        let mut output = self.output;
        if !self.ends_line {
            output.lines += 1;
        }
        let surplus = output.tail.len().saturating_sub(self.keep.tail);
        let begins_line = surplus > 0 && output.tail.get(surplus - 1) == Some(&b'\n');
        drop_front(&mut output, surplus);
        if output.skipped == 0 {
            output.head.append(&mut output.tail);
        } else {
            cut_to_lines(&mut output, begins_line);
        }
        output.binary = looks_binary(&output.head);
        output
    }
}

async fn create(raw: &RawFile) -> std::io::Result<tokio::fs::File> {
    let mut options = tokio::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    options.mode(0o600);
    // A link that somebody has put there is replaced, not followed.
    match tokio::fs::remove_file(&raw.path).await {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    options.open(&raw.path).await
}

fn line_feeds(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}

fn drop_front(output: &mut Output, count: usize) {
    output.skipped += count as u64;
    output.skipped_lines += line_feeds(&output.tail[..count]);
    output.tail.drain(..count);
}

/// Half a line would be read as a whole one.
fn cut_to_lines(output: &mut Output, tail_begins_line: bool) {
    let from = output.head.len().saturating_sub(LINE_REACH);
    if let Some(at) = memchr::memrchr(b'\n', &output.head[from..]) {
        let end = from + at + 1;
        output.skipped += (output.head.len() - end) as u64;
        output.head.truncate(end);
    }
    let reach = output.tail.len().min(LINE_REACH);
    if !tail_begins_line
        && let Some(at) = memchr::memchr(b'\n', &output.tail[..reach])
        && at + 1 < output.tail.len()
    {
        drop_front(output, at + 1);
    }
}

fn looks_binary(head: &[u8]) -> bool {
    let looked_at = &head[..head.len().min(8000)];
    let mut strange = 0;
    for part in looked_at.utf8_chunks() {
        strange += part.invalid().len();
        let mut before = ' ';
        for character in part.valid().chars() {
            let plain = match character {
                '\t' | '\n' | '\r' | '\x08' | '\x0c' | '\x1b' => true,
                '\0' => before != '\0',
                other => !other.is_ascii_control(),
            };
            strange += usize::from(!plain);
            before = character;
        }
    }
    strange * 10 > looked_at.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn capture(head: usize, tail: usize, chunks: &[&[u8]]) -> Output {
        let keep = Keep {
            head,
            tail,
            file: None,
        };
        let mut capture = Capture::new(&keep).await.unwrap();
        for chunk in chunks {
            capture.take(chunk).await;
        }
        capture.finish().await
    }

    #[tokio::test]
    async fn what_fits_is_kept_whole() {
        let output = capture(4, 6, &[b"one\n", b"two\n", b"x"]).await;
        assert_eq!(output.head, b"one\ntwo\nx");
        assert_eq!((output.tail.len(), output.skipped), (0, 0));
        assert_eq!((output.bytes, output.lines), (9, 3));
    }

    #[tokio::test]
    async fn the_middle_is_counted_in_whole_lines() {
        let lines: Vec<_> = (0..1000).map(|number| format!("line {number}\n")).collect();
        let text = lines.concat();
        let output = capture(20, 20, &[text.as_bytes()]).await;
        assert_eq!(
            output.text(),
            "line 0\nline 1\n[... 996 lines, 8858 bytes left out ...]\nline 998\nline 999\n"
        );
        let whole = capture(14, 18, &[text.as_bytes()]).await;
        assert_eq!(whole.text(), output.text());
        assert_eq!((output.bytes, output.lines), (text.len() as u64, 1000));
    }

    #[tokio::test]
    async fn a_line_longer_than_all_is_cut_where_it_must() {
        let output = capture(3, 3, &[b"abcdefgh"]).await;
        assert_eq!(output.text(), "abc[... 0 lines, 2 bytes left out ...]\nfgh");
        assert_eq!(output.lines, 1);
    }

    #[test]
    fn binary_is_told_from_text() {
        assert!(looks_binary(b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3e\0"));
        assert!(looks_binary(&[0xff, 0xfe, 0x12, 0x80].repeat(100)));
        assert!(!looks_binary(b"/usr/bin/python3\0-m\0http.server\0"));
        assert!(!looks_binary("\x1b[1mbold\x1b[0m gr\u{fc}n\r\n".as_bytes()));
        assert!(!looks_binary(b""));
        // One Latin-1 letter makes no binary.
        assert!(!looks_binary(b"caf\xe9 is the name of the process"));
    }
}
