//! Styled text -> rows of a terminal.

use std::sync::Arc;

use anstyle::Style;
use unicode_width::UnicodeWidthChar;

/// Text in one style. `\n` in it is a line break that stays one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) text: String,
    pub(super) style: Style,
}

/// One row of the terminal; neighbours differ in style, so equal rows are equal spans.
pub(super) type Row = Arc<Vec<Span>>;

impl Span {
    pub(super) fn new(text: impl Into<String>, style: Style) -> Span {
        Span {
            text: text.into(),
            style,
        }
    }

    pub(super) fn plain(text: impl Into<String>) -> Span {
        Span::new(text, Style::new())
    }
}

/// Columns that spans take.
pub(super) fn width(spans: &[Span]) -> usize {
    spans.iter().map(|span| text_width(&span.text)).sum()
}

pub(super) fn text_width(text: &str) -> usize {
    text.chars().map(char_width).sum()
}

pub(super) fn char_width(char: char) -> usize {
    char.width().unwrap_or(0)
}

#[derive(Clone, Copy)]
struct Cell {
    char: char,
    width: usize,
    style: Style,
}

/// Breaks text into rows between words, and within what is longer than a row. The first row begins with `first`, the
/// others with `rest`.
pub(super) fn wrap(spans: &[Span], columns: usize, first: &[Span], rest: &[Span]) -> Vec<Row> {
    let cells = cells(spans);
    let mut rows = Vec::new();
    for line in cells.split(|cell| cell.char == '\n') {
        let mut line = trim(line);
        loop {
            let prefix = if rows.is_empty() { first } else { rest };
            let room = columns.saturating_sub(width(prefix)).max(1);
            let (end, next) = break_at(line, room);
            rows.push(row(prefix, line.get(..end).unwrap_or_default()));
            line = line.get(next..).unwrap_or_default();
            if line.is_empty() {
                break;
            }
        }
    }
    rows
}

/// Breaks text into rows wherever they are full, as code is broken.
pub(super) fn chop(span: &Span, columns: usize, prefix: &[Span]) -> Vec<Row> {
    let cells = cells(std::slice::from_ref(span));
    let room = columns.saturating_sub(width(prefix)).max(1);
    let mut rows = Vec::new();
    let mut line = cells.as_slice();
    loop {
        let end = fitting(line, room);
        rows.push(row(prefix, line.get(..end).unwrap_or_default()));
        line = line.get(end..).unwrap_or_default();
        if line.is_empty() {
            return rows;
        }
    }
}

fn cells(spans: &[Span]) -> Vec<Cell> {
    let mut cells = Vec::with_capacity(spans.iter().map(|span| span.text.len()).sum());
    for span in spans {
        cells.extend(span.text.chars().map(|char| Cell {
            char,
            width: char_width(char),
            style: span.style,
        }));
    }
    cells
}

fn trim(mut cells: &[Cell]) -> &[Cell] {
    while let Some((Cell { char: ' ', .. }, rest)) = cells.split_first() {
        cells = rest;
    }
    while let Some((Cell { char: ' ', .. }, rest)) = cells.split_last() {
        cells = rest;
    }
    cells
}

/// How many cells fit, one at least.
fn fitting(line: &[Cell], room: usize) -> usize {
    let mut used = 0;
    for (index, cell) in line.iter().enumerate() {
        used += cell.width;
        if used > room {
            return index.max(1);
        }
    }
    line.len()
}

/// Where the row ends, and where the next begins.
fn break_at(line: &[Cell], room: usize) -> (usize, usize) {
    let fitting = fitting(line, room);
    if fitting == line.len() {
        return (fitting, fitting);
    }
    let is_space = |index: usize| line.get(index).is_some_and(|cell| cell.char == ' ');
    let is_wide = |index: usize| line.get(index).is_some_and(|cell| cell.width == 2);
    for end in (1..=fitting).rev() {
        if is_space(end) {
            let next = (end..line.len()).find(|&index| !is_space(index));
            let content = (0..end).rev().find(|&index| !is_space(index));
            return (content.map_or(0, |last| last + 1), next.unwrap_or(line.len()));
        }
        // Chinese and Japanese are written without spaces.
        if is_wide(end) || is_wide(end - 1) {
            return (end, end);
        }
    }
    (fitting, fitting)
}

fn row(prefix: &[Span], cells: &[Cell]) -> Row {
    let mut spans: Vec<Span> = prefix.to_vec();
    for cell in cells {
        match spans.last_mut() {
            Some(last) if last.style == cell.style => last.text.push(cell.char),
            _ => spans.push(Span::new(cell.char, cell.style)),
        }
    }
    Arc::new(spans)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapped(text: &str, columns: usize) -> String {
        let rows = wrap(
            &[Span::plain(text)],
            columns,
            &[Span::plain("- ")],
            &[Span::plain("  ")],
        );
        let shown: Vec<String> = (rows.iter())
            .map(|row| row.iter().map(|span| span.text.as_str()).collect())
            .collect();
        shown.join("|")
    }

    #[test]
    fn rows_break_between_words() {
        assert_eq!(wrapped("", 8), "- ");
        assert_eq!(wrapped("one two three", 9), "- one two|  three");
        assert_eq!(wrapped("one two three", 8), "- one|  two|  three");
        assert_eq!(wrapped("one   two", 6), "- one|  two");
        assert_eq!(wrapped(" one \n two ", 20), "- one|  two");
        assert_eq!(wrapped("abcdefgh i", 6), "- abcd|  efgh|  i");
        assert_eq!(wrapped("漢字漢字", 7), "- 漢字|  漢字");
        assert_eq!(
            wrapped("e\u{301}e\u{301}e\u{301}", 5),
            "- e\u{301}e\u{301}e\u{301}"
        );
    }

    #[test]
    fn a_terminal_that_is_too_narrow_gets_a_character_a_row() {
        assert_eq!(wrapped("漢 ab", 1), "- 漢|  a|  b");
    }
}
