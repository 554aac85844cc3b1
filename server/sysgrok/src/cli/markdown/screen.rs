//! What is on the terminal of the open block, and how it becomes something else with the least drawing.

use std::fmt::Write;

use super::Size;
use super::layout::{Row, Span, char_width, text_width, width};

/// The rows that may still change. The cursor is after the last, or at the beginning of an empty line when there is
/// none.
#[derive(Default)]
pub(super) struct Screen {
    rows: Vec<Row>,
    size: Option<Size>,
}

impl Screen {
    /// Follows the terminal's size. After a change the open rows are taken away, to be drawn anew.
    pub(super) fn resize(&mut self, size: Size) -> String {
        let mut drawn = String::new();
        let before = self.size.replace(size);
        if before.is_none_or(|before| before.columns == size.columns) || self.rows.is_empty() {
            return drawn;
        }
        // Terminals break rows that have become too long for them.
        let columns = size.columns + 1;
        let above: usize = (self.rows.iter())
            .map(|row| width(row).div_ceil(columns).max(1))
            .sum::<usize>()
            - 1;
        up(above, &mut drawn);
        drawn.push_str("\r\u{1b}[J");
        self.rows.clear();
        drawn
    }

    /// Turns what is there into these rows.
    pub(super) fn update(&mut self, rows: Vec<Row>, drawn: &mut String) {
        let first = (self.rows.iter().zip(&rows))
            .position(|(old, new)| old != new)
            .unwrap_or(self.rows.len().min(rows.len()));
        if first == self.rows.len() {
            // Only more rows.
            for (index, row) in rows.iter().enumerate().skip(first) {
                if index > 0 {
                    drawn.push('\n');
                }
                write_spans(row, drawn);
            }
        } else {
            self.replace(first, &rows, drawn);
        }
        self.rows = rows;
    }

    fn replace(&self, first: usize, rows: &[Row], drawn: &mut String) {
        let is_last = first + 1 == self.rows.len();
        let empty = Row::default();
        let old = self.rows.get(first).unwrap_or(&empty);
        let new = rows.get(first).unwrap_or(&empty);
        let common = common(old, new);
        up(self.rows.len() - 1 - first, drawn);
        if !(is_last && common.is_all) {
            drawn.push('\r');
            if common.columns > 0 {
                let _ = write!(drawn, "\u{1b}[{}C", common.columns);
            }
        }
        write_after(new, &common, drawn);
        if !common.is_all {
            drawn.push_str("\u{1b}[K");
        }
        let mut last = first;
        for (index, row) in rows.iter().enumerate().skip(first + 1) {
            drawn.push('\n');
            write_spans(row, drawn);
            if index < self.rows.len() {
                drawn.push_str("\u{1b}[K");
            }
            last = index;
        }
        if last + 1 < self.rows.len() {
            drawn.push_str("\u{1b}[J");
        }
        if rows.len() <= first && first > 0 {
            // All of this row is gone: back to the end of the one before.
            up(1, drawn);
            drawn.push('\r');
            let columns = rows.last().map_or(0, |row| width(row));
            if columns > 0 {
                let _ = write!(drawn, "\u{1b}[{columns}C");
            }
        }
    }

    /// Leaves what is there for good.
    pub(super) fn keep(&mut self, drawn: &mut String) {
        if !self.rows.is_empty() {
            drawn.push('\n');
            self.rows.clear();
        }
    }
}

/// What two rows have in common at their beginning.
struct Common {
    columns: usize,
    /// Spans that are wholly the same.
    spans: usize,
    /// Bytes of the next.
    bytes: usize,
    /// Whether the old row is all of it.
    is_all: bool,
}

fn common(old: &[Span], new: &[Span]) -> Common {
    let mut common = Common {
        columns: 0,
        spans: 0,
        bytes: 0,
        is_all: true,
    };
    for (old, new) in old.iter().zip(new) {
        if old == new {
            common.columns += text_width(&old.text);
            common.spans += 1;
            continue;
        }
        if old.style != new.style {
            break;
        }
        for (one, other) in old.text.chars().zip(new.text.chars()) {
            if one != other {
                break;
            }
            common.columns += char_width(one);
            common.bytes += one.len_utf8();
        }
        let is_grown = new.text.get(common.bytes..).is_some_and(|rest| {
            // What joins the character before it is drawn with it.
            common.bytes > 0 && rest.chars().next().is_some_and(|char| char_width(char) == 0)
        });
        if is_grown {
            let last = new
                .text
                .get(..common.bytes)
                .and_then(|text| text.chars().next_back());
            common.columns -= last.map_or(0, char_width);
            common.bytes -= last.map_or(0, char::len_utf8);
        }
        break;
    }
    let shared: usize = old.iter().take(common.spans).map(|span| span.text.len()).sum();
    let all: usize = old.iter().map(|span| span.text.len()).sum();
    common.is_all = shared + common.bytes == all;
    common
}

fn write_after(row: &[Span], common: &Common, drawn: &mut String) {
    let mut rest = row.iter().skip(common.spans);
    if let Some(span) = rest.next() {
        write_text(
            span.text.get(common.bytes..).unwrap_or_default(),
            span.style,
            drawn,
        );
    }
    rest.for_each(|span| write_text(&span.text, span.style, drawn));
}

fn write_spans(row: &[Span], drawn: &mut String) {
    for span in row {
        write_text(&span.text, span.style, drawn);
    }
}

fn write_text(text: &str, style: anstyle::Style, drawn: &mut String) {
    if !text.is_empty() {
        let _ = write!(drawn, "{style}{text}{style:#}");
    }
}

fn up(rows: usize, drawn: &mut String) {
    if rows > 0 {
        let _ = write!(drawn, "\u{1b}[{rows}A");
    }
}
