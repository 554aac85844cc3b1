//! Lines of markdown -> blocks. A line is looked at once, without those after it, as text that arrives has to be:
//! `CommonMark` 0.31 in what models write, more lenient in how far lists are indented.

use anstyle::Style;

use super::layout::{Span, text_width};
use super::table::{Table, is_delimiters};
use super::unit::{Kind, Unit};

/// Where the lines before have led.
#[derive(Clone, Debug, Default)]
pub(super) struct Blocks {
    /// How many `>` stand before each line.
    quote: usize,
    /// The list items that are open, the outermost first.
    items: Vec<Item>,
    fence: Option<Fence>,
    open: Option<Unit>,
    done: Vec<Unit>,
    /// Whether an empty line came before.
    after_blank: bool,
    /// Whether anything came before.
    has_begun: bool,
}

#[derive(Clone, Debug)]
struct Item {
    /// The column of its marker in the source.
    column: usize,
    /// Columns of its marker on the terminal.
    width: usize,
}

#[derive(Clone, Debug)]
struct Fence {
    mark: char,
    length: usize,
    indent: usize,
}

/// What the beginning of a line says.
enum Line<'a> {
    Blank,
    Rule,
    Heading(usize, &'a str),
    Fence(Fence),
    Item(String, &'a str),
    Text(&'a str),
}

impl Blocks {
    /// The block that may still grow.
    pub(super) fn open(&self) -> Option<&Unit> {
        self.open.as_ref()
    }

    /// The blocks that are complete.
    pub(super) fn take_done(&mut self) -> Vec<Unit> {
        std::mem::take(&mut self.done)
    }

    /// Makes ready what every look at the open block needs.
    pub(super) fn prepare(&mut self, columns: usize) {
        if let Some(open) = &mut self.open {
            let room = columns.saturating_sub(super::layout::width(&open.rest));
            if let Kind::Table(table) = &mut open.kind {
                table.prepare(room);
            }
        }
    }

    /// Ends the open block.
    pub(super) fn finish(&mut self) {
        self.done.extend(self.open.take());
    }

    /// Ends the open block, which has become too long, and goes on below it with what looks the same.
    pub(super) fn split(&mut self, columns: usize) {
        let Some(open) = self.open.take() else { return };
        let room = columns.saturating_sub(super::layout::width(&open.rest));
        let below = match &open.kind {
            Kind::Table(table) => Some(Kind::Table(table.split(room))),
            _ => None,
        };
        self.open = below.map(|kind| Unit {
            kind,
            text: String::new(),
            first: open.rest.clone(),
            rest: open.rest.clone(),
            is_apart: false,
        });
        self.done.push(open);
    }

    /// The line that is being written, as far as it says what it is.
    pub(super) fn open_line(&mut self, line: &str) {
        let (quote, rest) = unquote(line);
        if let Some(fence) = self.fence.as_ref().filter(|_| quote == self.quote) {
            if !rest.trim().chars().all(|char| char == fence.mark) {
                self.line(line);
            }
            return;
        }
        // Marks alone may still become anything.
        let is_clear = |char: char| !char.is_whitespace() && !"-*_+=~`#>|:".contains(char);
        if !rest.contains(is_clear) {
            return;
        }
        if let Some(Unit {
            kind: Kind::Table(table),
            ..
        }) = &mut self.open
            && rest.contains('|')
        {
            table.open(rest.trim());
            return;
        }
        self.line(line);
    }

    /// A whole line.
    pub(super) fn line(&mut self, line: &str) {
        let (quote, rest) = unquote(line);
        if quote != self.quote {
            self.finish();
            self.fence = None;
            self.items.clear();
            self.quote = quote;
        }
        let indent = rest.len() - rest.trim_start().len();
        if let Some(fence) = &self.fence {
            let trimmed = rest.trim();
            let is_end = trimmed.len() >= fence.length && trimmed.chars().all(|char| char == fence.mark);
            if is_end {
                self.fence = None;
            } else {
                let text = rest
                    .get(indent.min(fence.indent)..)
                    .unwrap_or_default()
                    .to_owned();
                self.begin(Kind::Code, &text);
                self.finish();
            }
            return;
        }
        match classify(rest) {
            Line::Blank => {
                self.finish();
                self.after_blank = self.has_begun;
            }
            Line::Text(text) => self.text(indent, text),
            Line::Rule if self.underline(rest) => {}
            Line::Rule if rest.trim().starts_with('=') => self.text(indent, rest.trim()),
            Line::Rule => {
                self.leave_items(indent);
                self.whole(Kind::Rule, "");
            }
            Line::Heading(level, text) => {
                self.leave_items(indent);
                self.after_blank |= self.has_begun;
                self.whole(Kind::Heading(level), text);
                self.after_blank = true;
            }
            Line::Fence(fence) => {
                self.finish();
                self.leave_items(indent);
                self.fence = Some(Fence { indent, ..fence });
            }
            Line::Item(marker, text) => self.item(indent, &marker, text),
        }
    }

    /// A line of text: it goes on with what is open, or begins a paragraph.
    fn text(&mut self, indent: usize, text: &str) {
        if self.table(text) {
            return;
        }
        if let Some(open) = &mut self.open
            && matches!(open.kind, Kind::Paragraph)
        {
            open.text.push('\n');
            open.text.push_str(text);
            return;
        }
        if self.after_blank {
            self.leave_items(indent);
        }
        if indent >= 4 && self.items.is_empty() {
            let code = format!("{}{text}", " ".repeat(indent - 4));
            self.whole(Kind::Code, &code);
            return;
        }
        self.begin(Kind::Paragraph, text);
    }

    /// Takes a line that belongs to a table; false when it does not.
    fn table(&mut self, line: &str) -> bool {
        let Some(open) = &mut self.open else { return false };
        if let Kind::Table(table) = &mut open.kind {
            if line.contains('|') {
                table.push(line.trim());
                return true;
            }
            self.finish();
            return false;
        }
        if !(matches!(open.kind, Kind::Paragraph) && is_delimiters(line)) {
            return false;
        }
        let (before, heading) = match open.text.rsplit_once('\n') {
            Some((before, heading)) => (Some(before.to_owned()), heading.to_owned()),
            None => (None, open.text.clone()),
        };
        if bars(&heading) != bars(line) {
            return false;
        }
        let kind = Kind::Table(Table::new(heading.trim(), line.trim()));
        if let Some(before) = before {
            open.text = before;
            self.finish();
            self.begin(kind, "");
        } else {
            open.kind = kind;
            open.text.clear();
        }
        true
    }

    /// Takes a line of `---` or `===` that makes a heading of the paragraph above it; false when there is none.
    fn underline(&mut self, line: &str) -> bool {
        let mark = line.trim();
        let level = if mark.bytes().all(|byte| byte == b'=') {
            1
        } else {
            2
        };
        match &mut self.open {
            Some(open)
                if matches!(open.kind, Kind::Paragraph)
                    && self.items.is_empty()
                    && mark.bytes().all(|byte| byte == b'-' || byte == b'=') =>
            {
                open.kind = Kind::Heading(level);
                self.finish();
                self.after_blank = true;
                true
            }
            _ => false,
        }
    }

    fn item(&mut self, indent: usize, marker: &str, text: &str) {
        self.finish();
        while self.items.last().is_some_and(|item| indent <= item.column) {
            self.items.pop();
        }
        let bullets = ["•", "◦", "▪"];
        let marker = if marker.len() == 1 {
            bullets.get(self.items.len() % 3).copied().unwrap_or("•")
        } else {
            marker
        };
        let (marker, text) = match text.get(..4) {
            Some("[ ] ") => ("☐", text.get(4..).unwrap_or_default()),
            Some("[x] " | "[X] ") => ("☑", text.get(4..).unwrap_or_default()),
            _ => (marker, text),
        };
        let mut first = self.prefix();
        first.push(Span::plain(format!("{marker} ")));
        self.items.push(Item {
            column: indent,
            width: text_width(marker) + 1,
        });
        self.begin(Kind::Paragraph, text.trim_start());
        if let Some(open) = &mut self.open {
            open.first = first;
        }
    }

    /// Leaves the list items that a line so far to the left does not belong to.
    fn leave_items(&mut self, indent: usize) {
        while self.items.last().is_some_and(|item| indent <= item.column) {
            self.items.pop();
        }
    }

    fn whole(&mut self, kind: Kind, text: &str) {
        self.finish();
        self.begin(kind, text);
        self.finish();
    }

    fn begin(&mut self, kind: Kind, text: &str) {
        self.finish();
        let prefix = self.prefix();
        self.open = Some(Unit {
            kind,
            text: text.to_owned(),
            first: prefix.clone(),
            rest: prefix,
            is_apart: std::mem::take(&mut self.after_blank),
        });
        self.has_begun = true;
    }

    /// What stands before each row within the open quotes and items.
    fn prefix(&self) -> Vec<Span> {
        let mut prefix = Vec::new();
        if self.quote > 0 {
            prefix.push(Span::new("│ ".repeat(self.quote), Style::new().dimmed()));
        }
        let columns: usize = self.items.iter().map(|item| item.width).sum();
        if columns > 0 {
            prefix.push(Span::plain(" ".repeat(columns)));
        }
        prefix
    }
}

/// How many `>` stand before a line, and what comes after them.
fn unquote(line: &str) -> (usize, &str) {
    /// A line of nothing else must not cost much.
    const DEEPEST: usize = 8;
    let mut rest = line;
    let mut quote = 0;
    while quote < DEEPEST {
        let trimmed = rest.trim_start_matches(' ');
        let Some(after) = trimmed
            .strip_prefix('>')
            .filter(|_| rest.len() - trimmed.len() < 4)
        else {
            break;
        };
        quote += 1;
        rest = after.strip_prefix(' ').unwrap_or(after);
    }
    (quote, rest)
}

/// Cells of a table's line are told by the bars between them.
fn bars(line: &str) -> usize {
    let line = line.trim();
    let cells = line.strip_prefix('|').unwrap_or(line);
    let cells = cells.strip_suffix('|').unwrap_or(cells);
    let mut is_escaped = false;
    let mut bars = 0;
    for char in cells.chars() {
        bars += usize::from(char == '|' && !is_escaped);
        is_escaped = char == '\\' && !is_escaped;
    }
    bars
}

fn classify(line: &str) -> Line<'_> {
    let text = line.trim();
    let Some(first) = text.chars().next() else {
        return Line::Blank;
    };
    let run = text.chars().take_while(|&char| char == first).count();
    let is_mark = |char: char| char == first || char == ' ';
    let after = text.get(run * first.len_utf8()..).unwrap_or_default();
    match first {
        '`' | '~' if run >= 3 && !(first == '`' && after.contains('`')) => Line::Fence(Fence {
            mark: first,
            length: run,
            indent: 0,
        }),
        '#' if run <= 6 && (after.is_empty() || after.starts_with(' ')) => {
            let heading = after.trim();
            let bare = heading.trim_end_matches('#');
            let is_closed = bare.is_empty() || bare.ends_with(' ');
            Line::Heading(run, if is_closed { bare.trim_end() } else { heading })
        }
        '-' | '*' | '_' if text.chars().all(is_mark) && text.matches(first).count() >= 3 => Line::Rule,
        '=' if after.is_empty() => Line::Rule,
        '-' | '*' | '+' if run == 1 && (after.is_empty() || after.starts_with(' ')) => {
            Line::Item(first.to_string(), after.trim_start())
        }
        '0'..='9' => numbered(text).unwrap_or(Line::Text(text)),
        _ => Line::Text(text),
    }
}

/// `12. text` or `12) text`.
fn numbered(text: &str) -> Option<Line<'_>> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let after = text.get(digits..)?;
    let rest = after.strip_prefix(['.', ')'])?;
    let is_item = digits <= 9 && (rest.is_empty() || rest.starts_with(' '));
    is_item.then(|| {
        Line::Item(
            text.get(..=digits).unwrap_or_default().to_owned(),
            rest.trim_start(),
        )
    })
}
