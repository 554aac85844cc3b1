//! Markdown within a block -> styled text.

use std::borrow::Cow;

use anstyle::{AnsiColor, Style};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::super::printable;
use super::layout::Span;

/// How code looks.
pub(super) const CODE: Style = AnsiColor::Cyan.on_default();

/// Stands before the text while it is parsed, so that nothing of it is taken for the beginning of a block.
const GUARD: &str = ".";

/// The text of one block. What is open at its end is closed when more is to come.
pub(super) fn spans(text: &str, base: Style, is_open: bool) -> Vec<Span> {
    let text = if is_open {
        closed(text)
    } else {
        Cow::Borrowed(text)
    };
    let guarded = format!("{GUARD}{text}");
    let mut writer = Writer::new(base);
    for event in Parser::new_ext(&guarded, Options::ENABLE_STRIKETHROUGH) {
        writer.event(event);
    }
    let mut spans = writer.spans;
    if let Some(first) = spans.first_mut() {
        first.text.drain(..GUARD.len().min(first.text.len()));
    }
    spans
}

/// Events of the parser -> styled text.
pub(super) struct Writer {
    base: Style,
    styles: Vec<Style>,
    links: Vec<Link>,
    pub(super) spans: Vec<Span>,
}

struct Link {
    target: String,
    /// Where its text begins: the span, and the byte in it.
    text: (usize, usize),
}

impl Writer {
    pub(super) fn new(base: Style) -> Writer {
        Writer {
            base,
            styles: Vec::new(),
            links: Vec::new(),
            spans: Vec::new(),
        }
    }

    pub(super) fn event(&mut self, event: Event<'_>) {
        match event {
            // A character reference such as `&#27;` has become a control character only now.
            Event::Text(text) | Event::InlineHtml(text) | Event::Html(text) => self.push(&text, self.style()),
            Event::Code(text) => self.push(&text, merged(self.style(), CODE)),
            Event::SoftBreak => self.push(" ", self.style()),
            Event::HardBreak => self.spans.push(Span::new("\n", self.base)),
            Event::Start(Tag::Strong) => self.styles.push(self.style().bold()),
            Event::Start(Tag::Emphasis) => self.styles.push(self.style().italic()),
            Event::Start(Tag::Strikethrough) => self.styles.push(self.style().strikethrough()),
            Event::End(TagEnd::Strong | TagEnd::Emphasis | TagEnd::Strikethrough) => {
                self.styles.pop();
            }
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                self.links.push(Link {
                    target: dest_url.into_string(),
                    text: (
                        self.spans.len(),
                        self.spans.last().map_or(0, |span| span.text.len()),
                    ),
                });
                self.styles.push(self.style().underline());
            }
            Event::End(TagEnd::Link | TagEnd::Image) => {
                self.styles.pop();
                if let Some(link) = self.links.pop() {
                    self.target(&link);
                }
            }
            _ => {}
        }
    }

    /// Shows where a link leads, unless its text says so: a terminal has no other place for it.
    fn target(&mut self, link: &Link) {
        let shown: String = (self.spans.iter().skip(link.text.0))
            .map(|span| span.text.as_str())
            .collect();
        let target = link.target.strip_prefix("mailto:").unwrap_or(&link.target);
        if !target.is_empty() && shown != target {
            self.push(&format!(" ({target})"), self.style().dimmed());
        }
    }

    fn style(&self) -> Style {
        self.styles.last().copied().unwrap_or(self.base)
    }

    fn push(&mut self, text: &str, style: Style) {
        let text = printable::text(text);
        match self.spans.last_mut() {
            Some(last) if last.style == style && last.text != "\n" => last.text.push_str(&text),
            _ => self.spans.push(Span::new(text, style)),
        }
    }
}

fn merged(style: Style, over: Style) -> Style {
    style
        .fg_color(over.get_fg_color())
        .effects(style.get_effects() | over.get_effects())
}

/// The text with what is open at its end closed, so that emphasis and code look right before they end; markers that
/// have nothing after them yet are left out.
fn closed(text: &str) -> Cow<'_, str> {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = 0;
    let bytes = text.as_bytes();
    let mut end = text.len();
    while let Some(found) = text
        .get(rest..)
        .and_then(|after| after.find(['\\', '`', '*', '_', '~']))
    {
        let at = rest + found;
        let Some(&mark) = bytes.get(at) else { break };
        if mark == b'\\' {
            rest = at
                + 1
                + text
                    .get(at + 1..)
                    .and_then(|after| after.chars().next())
                    .map_or(0, char::len_utf8);
            continue;
        }
        let length = bytes.iter().skip(at).take_while(|&&byte| byte == mark).count();
        let run = text.get(at..at + length).unwrap_or_default();
        rest = at + length;
        let after = text.get(rest..).unwrap_or_default();
        if mark == b'`' {
            match code_end(after, length) {
                Some(end) => rest += end,
                None if after.is_empty() => {
                    end = at;
                    break;
                }
                None => {
                    // Within code nothing else is open.
                    let code = after.trim_end_matches('`');
                    end = rest + code.len();
                    if code.trim().is_empty() {
                        end = at;
                    } else {
                        open.push(run);
                    }
                    break;
                }
            }
            continue;
        }
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let next = after.chars().next();
        let is_within = mark == b'_'
            && before.is_some_and(char::is_alphanumeric)
            && next.is_some_and(char::is_alphanumeric);
        if is_within || (mark == b'~' && length != 2) {
            continue;
        }
        let mut left = run;
        if before.is_some_and(|before| !before.is_whitespace()) {
            while let Some(last) = open.last().filter(|last| left.starts_with(**last)) {
                left = left.get(last.len()..).unwrap_or_default();
                open.pop();
            }
        }
        if left.is_empty() {
            continue;
        }
        match next {
            None => end = text.len() - left.len(),
            Some(next) if next.is_whitespace() => {}
            Some(_) => {
                let (pairs, single) = left.split_at(left.len() / 2 * 2);
                let pairs = pairs.get(..pairs.len().min(2)).unwrap_or_default();
                open.extend([single, pairs].into_iter().filter(|marker| !marker.is_empty()));
            }
        }
    }
    if open.is_empty() && end == text.len() {
        return Cow::Borrowed(text);
    }
    let mut closed = text.get(..end).unwrap_or(text).trim_end().to_owned();
    closed.extend(open.into_iter().rev());
    Cow::Owned(closed)
}

/// Where code that begins after a run of this many backticks ends: after the next such run.
fn code_end(after: &str, length: usize) -> Option<usize> {
    let mut at = 0;
    while let Some(found) = after.get(at..).and_then(|rest| rest.find('`')) {
        let start = at + found;
        let run = after.bytes().skip(start).take_while(|&byte| byte == b'`').count();
        at = start + run;
        if run == length {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    fn shown(text: &str, is_open: bool) -> String {
        let mut shown = String::new();
        for span in spans(text, Style::new(), is_open) {
            let _ = write!(shown, "{}{}{:#}", span.style, span.text, span.style);
        }
        shown
            .replace("\u{1b}[1m", "<b>")
            .replace("\u{1b}[3m", "<i>")
            .replace("\u{1b}[9m", "<s>")
            .replace("\u{1b}[4m", "<u>")
            .replace("\u{1b}[2m", "<dim>")
            .replace("\u{1b}[36m", "<code>")
            .replace("\u{1b}[0m", "</>")
    }

    #[test]
    fn emphasis_code_and_links_have_their_styles() {
        assert_eq!(
            shown("a **b** *c* ~~d~~ `e`", false),
            "a <b>b</> <i>c</> <s>d</> <code>e</>"
        );
        assert_eq!(
            shown("_PyEval_EvalFrameDefault", false),
            "_PyEval_EvalFrameDefault"
        );
        assert_eq!(
            shown("[x](https://e.org/y)", false),
            "<u>x</><dim> (https://e.org/y)</>"
        );
        assert_eq!(shown("<https://e.org>", false), "<u>https://e.org</>");
        assert_eq!(shown("cited [E3].", false), "cited [E3].");
        assert_eq!(shown("- # 1. > no block", false), "- # 1. > no block");
        assert_eq!(shown("one\ntwo  \nthree", false), "one two\nthree");
        assert_eq!(shown("a <b>bold</b>", false), "a <b>bold</b>");
    }

    #[test]
    fn what_is_open_looks_as_it_will() {
        assert_eq!(shown("a **b", true), "a <b>b</>");
        assert_eq!(shown("a **", true), "a");
        assert_eq!(shown("a **b*", true), "a <b>b</>");
        assert_eq!(shown("a **b**", true), "a <b>b</>");
        assert_eq!(shown("a `b *c", true), "a <code>b *c</>");
        assert_eq!(shown("a `", true), "a");
        assert_eq!(shown("a ``b` c`", true), "a <code>b` c</>");
        assert_eq!(shown("***b", true), "<b><i>b</>");
        assert_eq!(
            shown("2 * 3 and snake_case_name", true),
            "2 * 3 and snake_case_name"
        );
        assert_eq!(shown("a \\*b", true), "a *b");
        assert_eq!(shown("a **b** c _d", true), "a <b>b</> c <i>d</>");
    }

    #[test]
    fn a_character_reference_is_no_escape_sequence() {
        assert_eq!(shown("&#27;[2J&#x9b;31m&#10;x", false), "␛[2J\u{fffd}31m⏎x");
        assert_eq!(shown("`&#27;`", false), "<code>&#27;</>");
    }
}
