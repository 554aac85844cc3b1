//! One block of markdown, and how it looks.

use std::sync::Arc;

use anstyle::{AnsiColor, Effects, Style};

use super::inline::{self, CODE};
use super::layout::{Row, Span, chop, wrap};
use super::table::Table;

/// A rule is no wider than people read.
const RULE: usize = 60;

/// One block: what is drawn anew when more of it comes. Every line of code is one.
#[derive(Clone, Debug)]
pub(super) struct Unit {
    pub(super) kind: Kind,
    /// The text between the markers that made it what it is.
    pub(super) text: String,
    /// What stands before its first row: the marker of a list's item, with all around it.
    pub(super) first: Vec<Span>,
    /// What stands before its other rows.
    pub(super) rest: Vec<Span>,
    /// Whether an empty row comes before.
    pub(super) is_apart: bool,
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    Paragraph,
    Heading(usize),
    Code,
    Rule,
    Table(Table),
}

impl Unit {
    /// Bytes that every further piece costs.
    pub(super) fn length(&self) -> usize {
        match &self.kind {
            Kind::Table(table) => table.length(),
            _ => self.text.len(),
        }
    }

    /// The rows it takes. When it `is_open`, more is to come.
    pub(super) fn rows(&self, columns: usize, is_open: bool) -> Vec<Row> {
        let mut rows = Vec::new();
        if self.is_apart {
            let bars = self.rest.iter().filter(|span| span.text.contains('│')).cloned();
            rows.push(Arc::new(bars.collect()));
        }
        let heading;
        let base = match self.kind {
            Kind::Heading(level) => {
                heading = heading_style(level);
                heading
            }
            _ => Style::new(),
        };
        match &self.kind {
            Kind::Paragraph | Kind::Heading(_) => {
                let spans = inline::spans(&self.text, base, is_open);
                rows.extend(wrap(&spans, columns, &self.first, &self.rest));
            }
            Kind::Code => {
                let mut prefix = self.rest.clone();
                prefix.push(Span::plain("    "));
                rows.extend(chop(&Span::new(self.text.clone(), CODE), columns, &prefix));
            }
            Kind::Rule => {
                let rule = Span::new("─".repeat(columns.min(RULE)), Style::new().dimmed());
                rows.extend(chop(&rule, columns, &self.rest));
            }
            Kind::Table(table) => {
                let room = columns.saturating_sub(super::layout::width(&self.rest));
                rows.extend(table.rows(room).into_iter().map(|row| self.behind_rest(row)));
            }
        }
        rows
    }

    fn behind_rest(&self, row: Row) -> Row {
        if self.rest.is_empty() {
            return row;
        }
        let mut spans = self.rest.clone();
        spans.extend(row.iter().cloned());
        Arc::new(spans)
    }
}

fn heading_style(level: usize) -> Style {
    let effects = match level {
        1 => Effects::BOLD | Effects::UNDERLINE,
        2 => Effects::BOLD,
        _ => Effects::BOLD | Effects::ITALIC,
    };
    AnsiColor::Green.on_default() | effects
}
