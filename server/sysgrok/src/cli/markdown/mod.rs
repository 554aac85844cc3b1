//! Markdown on a terminal, while it arrives: each piece is visible at once, and what turns out to be a heading, a list
//! or a table is drawn anew in its place. Blocks that are complete are never touched again.
//!
//! The markdown is hostile: nothing of it but printable text reaches the terminal.

mod blocks;
mod inline;
mod layout;
mod screen;
mod table;
mod unit;

use std::io::{self, Write};

use super::printable;
use blocks::Blocks;
use layout::Row;
use screen::Screen;
use unit::Unit;

/// A block of more rows than the terminal has could not be drawn anew, and a very long one would cost too much with
/// every piece: it is then drawn in several.
const LONGEST: usize = 4096;

/// Columns and rows of a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) struct Size {
    pub(in crate::cli) columns: usize,
    pub(in crate::cli) rows: usize,
}

/// Draws markdown on a terminal whose cursor is at the beginning of a line.
pub(in crate::cli) struct Drawer {
    blocks: Blocks,
    /// What came after the last line break.
    line: String,
    /// A `\r` that may belong to a `\n`.
    is_returned: bool,
    screen: Screen,
}

impl Drawer {
    pub(in crate::cli) fn new() -> Drawer {
        Drawer {
            blocks: Blocks::default(),
            line: String::new(),
            is_returned: false,
            screen: Screen::default(),
        }
    }

    /// Draws more of the markdown, in one write.
    pub(in crate::cli) fn feed(&mut self, text: &str, size: Size, out: &mut impl Write) -> io::Result<()> {
        let size = usable(size);
        let mut drawn = self.screen.resize(size);
        for piece in text.split_inclusive('\n') {
            let (content, ends) = match piece.strip_suffix('\n') {
                Some(content) => (content, true),
                None => (piece, false),
            };
            self.take(content);
            if ends {
                self.is_returned = false;
                let line = std::mem::take(&mut self.line);
                self.blocks.line(&line);
                self.keep(size, &mut drawn);
            }
        }
        self.show(size, &mut drawn);
        out.write_all(drawn.as_bytes())?;
        out.flush()
    }

    /// Draws what is left, and ends the last line.
    pub(in crate::cli) fn finish(mut self, size: Size, out: &mut impl Write) -> io::Result<()> {
        let size = usable(size);
        let mut drawn = self.screen.resize(size);
        if !self.line.is_empty() {
            let line = std::mem::take(&mut self.line);
            self.blocks.line(&line);
        }
        self.blocks.finish();
        self.keep(size, &mut drawn);
        out.write_all(drawn.as_bytes())?;
        out.flush()
    }

    /// Adds text without line breaks to the open line, made safe.
    fn take(&mut self, text: &str) {
        for char in text.chars() {
            if std::mem::take(&mut self.is_returned) {
                self.line.push('␍');
            }
            match char {
                '\r' => self.is_returned = true,
                '\t' => self.line.push_str("    "),
                char => self.line.push(printable::char(char)),
            }
        }
    }

    /// Draws the blocks that are complete for the last time.
    fn keep(&mut self, size: Size, drawn: &mut String) {
        let done = self.blocks.take_done();
        if done.is_empty() {
            return;
        }
        let rows = (done.iter())
            .flat_map(|unit| unit.rows(size.columns, false))
            .collect();
        self.screen.update(rows, drawn);
        self.screen.keep(drawn);
    }

    /// Draws the open block as it would be if the open line ended here.
    fn show(&mut self, size: Size, drawn: &mut String) {
        let mut is_split = false;
        loop {
            self.blocks.prepare(size.columns);
            let mut preview = self.blocks.clone();
            if !self.line.is_empty() {
                preview.open_line(&self.line);
            }
            let done = preview.take_done();
            let mut rows: Vec<Row> = (done.iter())
                .flat_map(|unit| unit.rows(size.columns, false))
                .collect();
            if let Some(open) = preview.open() {
                rows.extend(open.rows(size.columns, true));
            }
            let length = self.blocks.open().map_or(0, Unit::length) + self.line.len();
            if rows.len() < size.rows && length <= LONGEST {
                self.screen.update(rows, drawn);
                return;
            }
            if is_split || self.blocks.open().is_none() {
                let line = self.break_line();
                self.blocks.line(&line);
            }
            is_split = !is_split;
            self.blocks.split(size.columns);
            self.keep(size, drawn);
        }
    }

    /// Takes what of the open line can be drawn for good: all words but the last.
    fn break_line(&mut self) -> String {
        match self.line.rfind(' ').filter(|&end| end > 0) {
            Some(end) => {
                let rest = self.line.split_off(end + 1);
                std::mem::replace(&mut self.line, rest)
            }
            None => std::mem::take(&mut self.line),
        }
    }
}

/// The last column stays free: terminals disagree on where the cursor is after it.
fn usable(size: Size) -> Size {
    Size {
        columns: size.columns.saturating_sub(1).max(10),
        rows: size.rows.max(4),
    }
}

#[cfg(test)]
mod tests;
