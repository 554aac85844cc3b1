//! Markdown without what acts: no HTML, no images, no links but those that are allowed.
//!
//! Model answers are written by others, and so is much of what they quote. Whatever a viewer could run, fetch or follow
//! becomes text; a URL that is not allowed is shown in code, so that no viewer makes a link of it. Code is left alone.
//!
//! What is code here must be code to every viewer, or markup could hide in it. Viewers differ, so the filter takes no
//! chances: a code span that does not end on its line is ended there, a fence is written with the same indentation on
//! every line and closed at the end, and a blank line is put before a fence where some would read on in a paragraph.

mod block;
mod inline;
mod link;

#[cfg(test)]
mod tests;

use block::{Fence, Opening};
use inline::Inline;
use link::Allowed;

/// A whole text as markdown that neither acts nor fetches. Links stand whose URIs are among `allowed`, if these begin
/// with `https:` or `file:`; all others are shown as text. See [`MarkdownFilter`] for what happens to the rest.
pub fn markdown_safe(text: &str, allowed: &[&str]) -> String {
    let mut filter = MarkdownFilter::new(allowed);
    let mut safe = filter.feed(text);
    safe.push_str(&filter.finish());
    safe
}

/// Makes markdown safe while it streams in: what [`markdown_safe`] does to a whole text.
///
/// - `<` is escaped where HTML or an autolink could begin, `![` so that it is no image, `]:` so that it defines no link.
/// - `[text](uri)` is kept for allowed URIs, and becomes ``[text] (`uri`)`` for others; `command:` is never allowed.
/// - Bare URLs that are not allowed are shown in code, and the domain of e-mail addresses.
/// - `$` is escaped, since formulas could swallow the ends of code.
/// - Invisible, bidirectional and control characters are shown as `\u{202e}`, in code too.
///
/// Held back are a URL, the target of a link, a run of backticks, a line that may be a fence, and single characters that
/// mean something together with the next.
#[derive(Clone, Debug, Default)]
pub struct MarkdownFilter {
    inline: Inline,
    fence: Option<Fence>,
    line: Line,
    /// A carriage return, which belongs to a line feed if that follows.
    carriage_return: bool,
    /// Whether the line before is blank; before the first line it is.
    after_text: bool,
    /// Whether the first line is over.
    begun: bool,
}

/// What is known of the current line.
#[derive(Clone, Debug)]
enum Line {
    /// It may be, or be part of, a fence. Nothing of it was written.
    Start(String),
    /// It is written as it comes.
    Body,
}

impl Default for Line {
    fn default() -> Line {
        Line::Start(String::new())
    }
}

impl MarkdownFilter {
    /// A filter that lets these links stand, if they begin with `https:` or `file:`.
    pub fn new(allowed: &[&str]) -> MarkdownFilter {
        MarkdownFilter {
            inline: Inline::new(Allowed::new(allowed)),
            ..MarkdownFilter::default()
        }
    }

    /// Takes the next part of the text, and gives what can be shown by now.
    pub fn feed(&mut self, text: &str) -> String {
        let mut safe = String::with_capacity(text.len() + text.len() / 8);
        for character in text.chars() {
            let before = std::mem::replace(&mut self.carriage_return, character == '\r');
            if before && character != '\n' {
                self.character('\r', &mut safe);
            }
            if character != '\r' {
                self.character(character, &mut safe);
            }
        }
        safe
    }

    /// Gives what was held back, and the end of what was left open.
    pub fn finish(mut self) -> String {
        let mut safe = String::new();
        if self.carriage_return {
            self.character('\r', &mut safe);
        }
        let empty = matches!(&self.line, Line::Start(start) if start.is_empty());
        if !empty {
            self.end_line(&mut safe);
        }
        if let Some(fence) = &self.fence {
            if !empty {
                safe.push('\n');
            }
            safe.push_str(&fence.closing());
        }
        safe
    }

    fn character(&mut self, character: char, safe: &mut String) {
        if character == '\n' {
            self.end_line(safe);
            safe.push('\n');
            self.line = Line::default();
            self.begun = true;
            return;
        }
        match (&mut self.line, &self.fence) {
            (Line::Body, None) => self.inline.feed(character, safe),
            (Line::Body, Some(_)) => self.inline.code(character, safe),
            (Line::Start(start), None) => {
                start.push(character);
                if !block::may_open(start, !self.begun) {
                    let start = std::mem::take(start);
                    self.body(&start, safe);
                }
            }
            (Line::Start(start), Some(fence)) => {
                start.push(character);
                match fence.line(start) {
                    block::InFence::Open => {}
                    block::InFence::Outside => {
                        let start = std::mem::take(start);
                        self.fence = None;
                        for character in start.chars() {
                            self.character(character, safe);
                        }
                    }
                    block::InFence::Inside(content) => {
                        let start = std::mem::take(start);
                        safe.push_str(fence.prefix());
                        for character in start.get(content..).unwrap_or_default().chars() {
                            self.inline.code(character, safe);
                        }
                        self.line = Line::Body;
                    }
                }
            }
        }
    }

    /// Begins a line that is no fence.
    fn body(&mut self, start: &str, safe: &mut String) {
        self.line = Line::Body;
        self.inline.begin_line();
        let (before, rest) = start
            .split_at_checked(block::before_tildes(start))
            .unwrap_or((start, ""));
        for character in before.chars() {
            self.inline.feed(character, safe);
        }
        if !rest.is_empty() {
            safe.push('\\');
        }
        for character in rest.chars() {
            self.inline.feed(character, safe);
        }
    }

    /// Ends the line, without the line feed.
    fn end_line(&mut self, safe: &mut String) {
        let line = std::mem::replace(&mut self.line, Line::Body);
        match (line, self.fence.take()) {
            (Line::Body, None) => {
                self.inline.end_line(safe);
                self.after_text = true;
            }
            (Line::Body, Some(fence)) => {
                self.inline.end_code();
                self.fence = Some(fence);
            }
            (Line::Start(start), Some(fence)) => {
                self.inline.end_code();
                if fence.closes(&start) {
                    safe.push_str(&fence.closing());
                    self.after_text = true;
                } else if let Some(content) = fence.content(&start) {
                    // A blank line needs no indentation.
                    let content = start.get(content..).unwrap_or_default();
                    if fence.is_quoted() || !content.trim().is_empty() {
                        safe.push_str(fence.prefix());
                        for character in content.chars() {
                            self.inline.code(character, safe);
                        }
                        self.inline.end_code();
                    }
                    self.fence = Some(fence);
                } else {
                    self.line = Line::Start(start);
                    self.end_line(safe);
                }
            }
            (Line::Start(start), None) => match block::opening(&start) {
                Some(Opening { fence, interrupts }) => {
                    if self.after_text && !interrupts {
                        safe.push('\n');
                    }
                    for character in start.chars() {
                        self.inline.code(character, safe);
                    }
                    self.inline.end_code();
                    self.fence = Some(fence);
                    self.inline.end_block();
                }
                None if start.trim().is_empty() => {
                    safe.push_str(&start);
                    self.inline.end_block();
                    self.after_text = false;
                }
                None => {
                    if !self.begun && block::is_front_matter(&start) {
                        safe.push('\\');
                    }
                    self.body(&start, safe);
                    self.inline.end_line(safe);
                    self.after_text = true;
                }
            },
        }
    }
}
