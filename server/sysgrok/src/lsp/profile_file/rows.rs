//! The rows of a profile or stack trace that is open as text: which function and which file each names, and
//! where in the text. Pure.
//!
//! A row is one mention of a function: a row of a table, a frame of a stack, an annotated line.

use std::ops::Range;

use profile::Format;

use super::{annotate, folded, place, report, table, traces};

/// What a text is, as far as its rows are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::lsp) enum Dialect {
    /// A profile of this format.
    Profile(Format),
    /// Anything that may hold stack traces.
    Traces,
}

/// A part of one line of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::lsp) struct Mention {
    /// From 0.
    pub(in crate::lsp) line: usize,
    /// Within the line.
    pub(in crate::lsp) bytes: Range<usize>,
    /// What is written there, without decoration.
    pub(in crate::lsp) text: String,
}

/// A place in a source file, as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::lsp) struct FileMention {
    /// The whole of it; its text is the path.
    pub(in crate::lsp) mention: Mention,
    /// From 1; absent when only the file is named.
    pub(in crate::lsp) line: Option<u32>,
}

/// One mention of a function, a file, or both.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::lsp) struct Row {
    /// The function.
    pub(in crate::lsp) function: Option<Mention>,
    /// Where it is, or was sampled.
    pub(in crate::lsp) file: Option<FileMention>,
    /// What the row as a whole says is weighed, as far as it does.
    pub(in crate::lsp) weight: Option<Weight>,
}

/// What a row says of weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::lsp) struct Weight {
    /// Self, as a fraction of what is printed as the whole, or as a count where `counted`.
    pub(in crate::lsp) own: Option<f64>,
    /// Total, in the same way.
    pub(in crate::lsp) total: Option<f64>,
    /// Of what the weight is.
    pub(in crate::lsp) of: Of,
}

/// What a weight belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::lsp) enum Of {
    /// A function of the whole recording.
    Function,
    /// A line of a function, as part of the whole recording.
    Line,
    /// A line or instruction: own is its part of its function, total its part of the whole, where that is known.
    Instruction,
    /// A stack: a number, not a fraction.
    Stack,
}

impl Row {
    /// The line that the row begins in.
    pub(in crate::lsp) fn line(&self) -> Option<usize> {
        let function = self.function.as_ref().map(|function| function.line);
        function.or_else(|| self.file.as_ref().map(|file| file.mention.line))
    }
}

/// The lines of a text with their numbers from 0, without line breaks.
pub(super) type Lines<'a> = Box<dyn Iterator<Item = (usize, &'a str)> + 'a>;

/// No text has more rows than these.
const MOST: usize = 50_000;

/// The rows of a text.
pub(in crate::lsp) fn rows<'a>(
    dialect: Dialect,
    lines: impl Iterator<Item = (usize, &'a str)> + 'a,
) -> Vec<Row> {
    let lines: Lines<'a> = Box::new(lines);
    let mut rows = match dialect {
        Dialect::Profile(Format::TopN) => table::rows(lines),
        Dialect::Profile(Format::PerfReport) => report::rows(lines),
        Dialect::Profile(Format::PerfAnnotate) => annotate::rows(lines),
        Dialect::Profile(Format::Folded) => folded::rows(lines),
        Dialect::Profile(Format::PerfData | Format::Pprof) => Vec::new(),
        Dialect::Profile(Format::PerfScript) | Dialect::Traces => traces::rows(lines),
    };
    rows.truncate(MOST);
    rows
}

/// A part of a line, without the blanks around it; absent when nothing else is there.
pub(super) fn mention(number: usize, line: &str, bytes: Range<usize>) -> Option<Mention> {
    let text = line.get(bytes.clone())?;
    let trimmed = text.trim();
    let start = bytes.start + (text.len() - text.trim_start().len());
    (!trimmed.is_empty()).then(|| Mention {
        line: number,
        bytes: start..start + trimmed.len(),
        text: trimmed.to_owned(),
    })
}

/// A part of a line that is a file with a line number.
pub(super) fn file_mention(number: usize, line: &str, bytes: Range<usize>) -> Option<FileMention> {
    let mention = mention(number, line, bytes)?;
    let (path, at) = place::split(&mention.text)?;
    let path = path.to_owned();
    Some(FileMention {
        mention: Mention {
            text: path,
            ..mention
        },
        line: Some(at),
    })
}

/// `12.34%` or `12.34` as a fraction.
pub(super) fn fraction(text: &str) -> Option<f64> {
    let text = text.trim();
    let text = text
        .strip_suffix('%')
        .unwrap_or(text)
        .trim_end()
        .replace(',', ".");
    let percent: f64 = text.parse().ok()?;
    (text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') && percent <= 100.0)
        .then_some(percent / 100.0)
}
