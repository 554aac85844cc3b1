//! Rows of stack traces: the frames that `profile::traces` finds, each where it stands.

use std::ops::Range;

use profile::traces::{self, Frame};

use super::rows::{FileMention, Lines, Mention, Row};

/// The rows, in the order of the text.
pub(super) fn rows(lines: Lines<'_>) -> Vec<Row> {
    let mut text = Text::default();
    for (number, line) in lines {
        text.push(number, line);
    }
    let Some(found) = traces::parse(&text.joined) else {
        return Vec::new();
    };
    let frames = found
        .traces
        .iter()
        .flat_map(|trace| trace.origin.iter().chain(&trace.frames));
    let mut rows: Vec<Row> = frames.filter_map(|frame| text.row(frame)).collect();
    let place = |row: &Row| {
        let mention = row
            .function
            .as_ref()
            .or(row.file.as_ref().map(|file| &file.mention));
        mention.map(|mention| (mention.line, mention.bytes.start))
    };
    rows.sort_by_key(place);
    rows
}

/// The lines that were handed over, in one piece. Some of the document's may be missing.
#[derive(Default)]
struct Text {
    joined: String,
    /// Where each line begins, and its number in the document.
    starts: Vec<(usize, usize)>,
}

impl Text {
    fn push(&mut self, number: usize, line: &str) {
        self.starts.push((self.joined.len(), number));
        self.joined.push_str(line);
        self.joined.push('\n');
    }

    fn row(&self, frame: &Frame) -> Option<Row> {
        let function = frame
            .function
            .as_ref()
            .zip(frame.function_range.as_ref())
            .and_then(|(function, range)| self.mention(range, function));
        let file = frame
            .file
            .as_ref()
            .zip(frame.place_range.as_ref())
            .and_then(|(file, range)| {
                Some(FileMention {
                    mention: self.mention(range, file)?,
                    line: frame.line.map(u32::from),
                })
            });
        (function.is_some() || file.is_some()).then_some(Row {
            function,
            file,
            weight: None,
        })
    }

    /// A mention of what a range of the joined text means.
    fn mention(&self, range: &Range<usize>, text: &str) -> Option<Mention> {
        let after = self.starts.partition_point(|(start, _)| *start <= range.start);
        let (start, line) = *self.starts.get(after.checked_sub(1)?)?;
        Some(Mention {
            line,
            bytes: range.start - start..range.end - start,
            text: text.to_owned(),
        })
    }
}
