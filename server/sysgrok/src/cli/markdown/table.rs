//! Tables: aligned, as wide as the terminal allows.

use std::sync::Arc;

use anstyle::Style;
use pulldown_cmark::{Alignment, Event, Options, Parser, Tag, TagEnd};

use super::inline::Writer;
use super::layout::{Row, Span, width, wrap};

/// Between the cells.
const BAR: &str = " │ ";

/// A table whose rows are complete but for the last.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    /// Heading, delimiters and rows, as they were written.
    source: String,
    /// The row that is being written.
    open: String,
    /// Columns of a table that began further up, where it cannot be drawn anew.
    fixed: Option<Vec<usize>>,
    /// How the complete rows look, once somebody has asked.
    drawn: Option<(usize, Vec<Row>)>,
}

type Cells = Vec<Vec<Span>>;

impl Table {
    pub(super) fn new(heading: &str, delimiters: &str) -> Table {
        Table {
            source: format!("{heading}\n{delimiters}\n"),
            ..Table::default()
        }
    }

    pub(super) fn push(&mut self, row: &str) {
        self.open.clear();
        self.drawn = None;
        self.source.push_str(row);
        self.source.push('\n');
    }

    pub(super) fn open(&mut self, row: &str) {
        row.clone_into(&mut self.open);
    }

    pub(super) fn length(&self) -> usize {
        self.source.len()
    }

    /// The table below this one, of the same columns, once this one must not change any more.
    pub(super) fn split(&self, columns: usize) -> Table {
        let mut lines = self.source.lines();
        let mut below = Table::new(lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
        below.fixed = self
            .fixed
            .clone()
            .or_else(|| Some(widths(&self.parse().1, columns)));
        below
    }

    /// Keeps how the complete rows look, so that a row that grows costs little.
    pub(super) fn prepare(&mut self, columns: usize) {
        if self.drawn.as_ref().is_none_or(|(drawn, _)| *drawn != columns) {
            self.drawn = Some((columns, self.draw(columns)));
        }
    }

    pub(super) fn rows(&self, columns: usize) -> Vec<Row> {
        let mut rows = match &self.drawn {
            Some((drawn, rows)) if *drawn == columns => rows.clone(),
            _ => self.draw(columns),
        };
        if !self.open.is_empty() {
            let open = Span::new(self.open.clone(), Style::new().dimmed());
            rows.extend(wrap(&[open], columns, &[], &[]));
        }
        rows
    }

    fn parse(&self) -> (Vec<Alignment>, Vec<Cells>) {
        let mut alignments = Vec::new();
        let mut rows: Vec<Cells> = Vec::new();
        let mut writer = Writer::new(Style::new());
        let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
        for event in Parser::new_ext(&self.source, options) {
            match event {
                Event::Start(Tag::Table(found)) => alignments = found,
                Event::Start(Tag::TableHead | Tag::TableRow) => rows.push(Cells::new()),
                Event::Start(Tag::TableCell) => {
                    let base = Style::new();
                    writer = Writer::new(if rows.len() == 1 { base.bold() } else { base });
                }
                Event::End(TagEnd::TableCell) => {
                    if let Some(row) = rows.last_mut() {
                        row.push(std::mem::take(&mut writer.spans));
                    }
                }
                event => writer.event(event),
            }
        }
        (alignments, rows)
    }

    fn draw(&self, columns: usize) -> Vec<Row> {
        let (alignments, cells) = self.parse();
        let widths = match &self.fixed {
            Some(widths) => widths.clone(),
            None => widths(&cells, columns),
        };
        let mut rows = Vec::new();
        let is_below = self.fixed.is_some();
        for (number, row) in cells.iter().enumerate().skip(usize::from(is_below)) {
            rows.extend(row_of(row, &widths, &alignments));
            if number == 0 {
                let rules: Vec<String> = widths.iter().map(|&width| "─".repeat(width)).collect();
                rows.push(Arc::new(vec![Span::new(
                    rules.join("─┼─"),
                    Style::new().dimmed(),
                )]));
            }
        }
        rows
    }
}

/// Columns of each cell: what its content needs, less where the table would be too wide.
fn widths(rows: &[Cells], columns: usize) -> Vec<usize> {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut widths: Vec<usize> = (0..count)
        .map(|column| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| width(cell)).max().unwrap_or(0).max(1)
        })
        .collect();
    let room = columns.saturating_sub(3 * count.saturating_sub(1)).max(count);
    // A limit for all cells such that they fit: narrow ones keep what they need.
    let mut limit = room;
    let needed = |limit: usize| widths.iter().map(|&width| width.min(limit)).sum::<usize>();
    while limit > 1 && needed(limit) > room {
        limit -= 1;
    }
    for width in &mut widths {
        *width = (*width).min(limit);
    }
    widths
}

/// A row of a table, of as many rows of the terminal as its longest cell needs.
fn row_of(cells: &Cells, widths: &[usize], alignments: &[Alignment]) -> Vec<Row> {
    let empty = Vec::new();
    let wrapped: Vec<Vec<Row>> = (widths.iter().enumerate())
        .map(|(column, &width)| wrap(cells.get(column).unwrap_or(&empty), width, &[], &[]))
        .collect();
    let height = wrapped.iter().map(Vec::len).max().unwrap_or(1);
    let dim = Style::new().dimmed();
    (0..height)
        .map(|line| {
            let mut row: Vec<Span> = Vec::new();
            for (column, (content, &room)) in wrapped.iter().zip(widths).enumerate() {
                if column > 0 {
                    row.push(Span::new(BAR, dim));
                }
                let content = content.get(line).map(|row| row.as_slice()).unwrap_or_default();
                let free = room.saturating_sub(width(content));
                let before = match alignments.get(column) {
                    Some(Alignment::Right) => free,
                    Some(Alignment::Center) => free / 2,
                    _ => 0,
                };
                let is_last = column + 1 == widths.len();
                let after = if is_last { 0 } else { free - before };
                row.push(Span::plain(" ".repeat(before)));
                row.extend(content.iter().cloned());
                row.push(Span::plain(" ".repeat(after)));
            }
            row.retain(|span| !span.text.is_empty());
            Arc::new(row)
        })
        .collect()
}

/// Whether a line is what stands between the heading of a table and its rows: `|---|:--:|`. At least one bar or
/// colon, since a line of dashes alone underlines a heading.
pub(super) fn is_delimiters(line: &str) -> bool {
    let line = line.trim();
    let cells = line.strip_prefix('|').unwrap_or(line);
    let cells = cells.strip_suffix('|').unwrap_or(cells);
    line.contains(['|', ':'])
        && cells.split('|').all(|cell| {
            let cell = cell.trim();
            let cell = cell.strip_prefix(':').unwrap_or(cell);
            let cell = cell.strip_suffix(':').unwrap_or(cell);
            !cell.is_empty() && cell.bytes().all(|byte| byte == b'-')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(table: &Table, columns: usize) -> String {
        let rows: Vec<String> = (table.rows(columns).iter())
            .map(|row| row.iter().map(|span| span.text.as_str()).collect())
            .collect();
        rows.join("\n")
    }

    #[test]
    fn cells_are_aligned() {
        let mut table = Table::new("| Function | Self |", "|---|---:|");
        table.push("| `strlen` | 4 % |");
        table.push("| a \\| b | 12.5 % |");
        table.push("| short |");
        assert_eq!(
            shown(&table, 80),
            "Function │   Self\n─────────┼───────\nstrlen   │    4 %\na | b    │ 12.5 %\nshort    │       "
        );
    }

    #[test]
    fn wide_cells_wrap_and_narrow_ones_stay() {
        let mut table = Table::new("| Id | What to do |", "|---|---|");
        table.push("| 1 | replace the map by one with a faster hash |");
        assert_eq!(
            shown(&table, 24),
            "Id │ What to do\n───┼────────────────────\n1  │ replace the map by\n   │ one with a faster\n   │ hash"
        );
    }

    #[test]
    fn the_rest_of_a_long_table_keeps_its_columns() {
        let mut table = Table::new("| a | b |", "|---|---|");
        table.push("| wide cell | 1 |");
        let mut below = table.split(80);
        below.push("| x | 2 |");
        assert_eq!(shown(&below, 80), "x         │ 2");
    }

    #[test]
    fn delimiters_are_told_from_rules() {
        for line in ["|---|", "---|---", "| :-: | --: |", ":--"] {
            assert!(is_delimiters(line), "{line}");
        }
        for line in ["---", "| a |", "||", "|  |", ""] {
            assert!(!is_delimiters(line), "{line}");
        }
    }
}
