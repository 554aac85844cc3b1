//! The lines that are looked at together.

use std::collections::VecDeque;
use std::ops::Range;

use super::clean;
use super::line::Line;

/// So many lines are seen at once: no dialect needs more for one frame or heading.
pub(super) const AHEAD: usize = 16;

/// Longer lines are not looked at: no tool writes them.
const LONGEST: usize = 1 << 20;

/// A line and those behind it.
pub(super) struct Window<'a> {
    source: &'a str,
    at: usize,
    lines: VecDeque<Line<'a>>,
}

impl<'a> Window<'a> {
    pub(super) fn new(source: &'a str) -> Window<'a> {
        let mut window = Window {
            source,
            at: 0,
            lines: VecDeque::new(),
        };
        window.fill();
        window
    }

    fn fill(&mut self) {
        while self.lines.len() < AHEAD {
            let Some(rest) = self.source.get(self.at..).filter(|rest| !rest.is_empty()) else {
                return;
            };
            let end = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
            let text = rest.get(..end).unwrap_or("").trim_end_matches('\r');
            let text = if text.len() > LONGEST { "" } else { text };
            clean::lines(Line::new(text, self.at), &mut self.lines);
            self.at += end + 1;
        }
    }

    /// Whether nothing is left.
    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The first line.
    pub(super) fn first(&self) -> &str {
        self.text(0).unwrap_or("")
    }

    /// The text of a line, from 0; absent past the end of the source.
    pub(super) fn text(&self, line: usize) -> Option<&str> {
        self.lines.get(line).map(Line::text)
    }

    /// Passes over lines.
    pub(super) fn skip(&mut self, lines: usize) {
        self.lines
            .drain(..lines.clamp(1, self.lines.len().max(1)).min(self.lines.len()));
        self.fill();
    }

    /// Where the first lines stand in the source.
    pub(super) fn bytes(&self, lines: usize) -> Range<usize> {
        let mut bytes = self.lines.front().map_or(0..0, Line::bytes);
        for line in self.lines.iter().take(lines) {
            bytes.end = bytes.end.max(line.bytes().end);
        }
        bytes
    }

    /// Where a part of any of the lines stands in the source.
    pub(super) fn range_of(&self, part: &str) -> Option<Range<usize>> {
        self.lines.iter().take(AHEAD).find_map(|line| line.range_of(part))
    }
}
