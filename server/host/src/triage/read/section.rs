//! Numbered lines of one output, or of one file within an output.

use std::collections::HashMap;

use crate::triage::Lines;

/// No line of a known output is longer; of a longer one only this much is looked at, so that columns of a hostile
/// output cost no more than its length.
const LONGEST_LINE: usize = 16 << 10;

/// Lines of the text of one step.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Section<'a> {
    pub(crate) step: &'a str,
    /// Number of the first line, from 1.
    first: usize,
    text: &'a str,
}

/// One line and its number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line<'a> {
    pub(crate) number: usize,
    pub(crate) text: &'a str,
}

impl<'a> Line<'a> {
    /// Columns between white space.
    pub(crate) fn columns(self) -> Vec<&'a str> {
        self.text.split_whitespace().collect()
    }
}

impl<'a> Section<'a> {
    /// A whole output.
    pub(crate) fn new(step: &'a str, text: &'a str) -> Section<'a> {
        Section { step, first: 1, text }
    }

    /// The whole text.
    pub(crate) fn text(self) -> &'a str {
        self.text
    }

    /// All lines, without their line ends.
    pub(crate) fn lines(self) -> impl Iterator<Item = Line<'a>> {
        self.text.lines().enumerate().map(move |(index, text)| Line {
            number: self.first + index,
            text: cut(text),
        })
    }

    /// The first line that is not blank.
    pub(crate) fn first_line(self) -> Option<Line<'a>> {
        self.lines().find(|line| !line.text.trim().is_empty())
    }

    /// The first figure of the section.
    pub(crate) fn number(self) -> Option<f64> {
        self.first_line()?.text.split_whitespace().next()?.parse().ok()
    }

    /// Figures by name, for files of `name value` lines.
    pub(crate) fn named(self) -> HashMap<&'a str, f64> {
        self.lines()
            .filter_map(|line| {
                let mut words = line.text.split_whitespace();
                let name = words.next()?.trim_end_matches(':');
                Some((name, words.next()?.parse().ok()?))
            })
            .collect()
    }

    /// The line whose first word is this, with or without a colon.
    pub(crate) fn line_of(self, name: &str) -> Option<Line<'a>> {
        self.lines().find(|line| {
            line.text
                .split_whitespace()
                .next()
                .is_some_and(|word| word.trim_end_matches(':') == name)
        })
    }

    /// A citation of one line.
    pub(crate) fn at(self, line: usize) -> Lines {
        self.between(line, line)
    }

    /// A citation of several lines.
    pub(crate) fn between(self, first: usize, last: usize) -> Lines {
        Lines {
            step: self.step.to_owned(),
            first,
            last: last.max(first),
        }
    }

    /// A citation of the whole section.
    pub(crate) fn whole(self) -> Lines {
        let count = self.text.trim_end().lines().count().max(1);
        self.between(self.first, self.first + count - 1)
    }
}

fn cut(line: &str) -> &str {
    let mut end = line.len().min(LONGEST_LINE);
    while !line.is_char_boundary(end) {
        end -= 1;
    }
    line.get(..end).unwrap_or_default()
}

/// The files within the output of `head FILE FILE...`, by path. The first of one name counts.
pub(crate) fn files<'a>(step: &'a str, text: &'a str) -> HashMap<&'a str, Section<'a>> {
    let mut files = HashMap::new();
    let mut open: Option<(&str, usize, usize)> = None;
    let mut offset = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        if let Some(path) = header(line) {
            close(&mut files, step, text, open, offset);
            open = Some((path, index + 2, offset + line.len()));
        }
        offset += line.len();
    }
    close(&mut files, step, text, open, text.len());
    files
}

fn header(line: &str) -> Option<&str> {
    let path = line.trim_end().strip_prefix("==> ")?.strip_suffix(" <==")?;
    path.starts_with('/').then_some(path)
}

fn close<'a>(
    files: &mut HashMap<&'a str, Section<'a>>,
    step: &'a str,
    text: &'a str,
    open: Option<(&'a str, usize, usize)>,
    end: usize,
) {
    if let Some((path, first, start)) = open {
        let text = text.get(start..end).unwrap_or_default();
        files.entry(path).or_insert(Section { step, first, text });
    }
}
