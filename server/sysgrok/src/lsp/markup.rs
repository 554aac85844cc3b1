//! The text of hovers: markdown, or plain for clients that do not render it.
//!
//! What comes from files, such as names, is never markup: names stand in code spans, other text is escaped.

use std::fmt::Write;

use lsp_types::{MarkupContent, MarkupKind, Uri};

/// A text that grows.
pub(super) struct Markup {
    markdown: bool,
    text: String,
}

impl Markup {
    /// An empty text.
    pub(super) fn new(markdown: bool) -> Markup {
        Markup {
            markdown,
            text: String::new(),
        }
    }

    /// Words of ours, which need no escaping.
    pub(super) fn words(&mut self, words: &str) -> &mut Markup {
        self.text.push_str(words);
        self
    }

    /// Text from anywhere.
    pub(super) fn text(&mut self, text: &str) -> &mut Markup {
        if self.markdown {
            escape(&mut self.text, text);
        } else {
            self.text.push_str(text);
        }
        self
    }

    /// Words of ours that stand out.
    pub(super) fn strong(&mut self, words: &str) -> &mut Markup {
        let mark = if self.markdown { "**" } else { "" };
        // Writing to a string does not fail.
        let _ = write!(self.text, "{mark}{words}{mark}");
        self
    }

    /// A name or a piece of code.
    pub(super) fn code(&mut self, code: &str) -> &mut Markup {
        if self.markdown {
            code_span(&mut self.text, code);
        } else {
            self.text.push_str(code);
        }
        self
    }

    /// A name that leads to a line, counted from 0; without a place it is just the name.
    pub(super) fn link(&mut self, name: &str, place: Option<(&Uri, u32)>) -> &mut Markup {
        let Some((uri, line)) = place.filter(|_| self.markdown) else {
            return self.code(name);
        };
        // A parenthesis would end the link.
        let uri = uri.as_str().replace('(', "%28").replace(')', "%29");
        self.text.push('[');
        code_span(&mut self.text, name);
        let _ = write!(self.text, "]({uri}#L{})", u64::from(line) + 1);
        self
    }

    /// Begins a new line of the same paragraph.
    pub(super) fn line(&mut self) -> &mut Markup {
        self.text.push_str(if self.markdown { "  \n" } else { "\n" });
        self
    }

    /// Begins a new paragraph.
    pub(super) fn paragraph(&mut self) -> &mut Markup {
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        self
    }

    /// Begins an item of a list.
    pub(super) fn item(&mut self) -> &mut Markup {
        self.text.push_str("\n- ");
        self
    }

    /// The text as the protocol has it.
    pub(super) fn content(self) -> MarkupContent {
        let kind = if self.markdown {
            MarkupKind::Markdown
        } else {
            MarkupKind::PlainText
        };
        MarkupContent {
            kind,
            value: self.text,
        }
    }
}

/// Code between more backticks than stand in it.
fn code_span(into: &mut String, code: &str) {
    let (mut longest, mut run) = (0, 0);
    for char in code.chars() {
        run = if char == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest + 1);
    // A blank keeps backticks at the ends apart, and goes when it is rendered.
    let blank = if code.starts_with('`') || code.ends_with('`') || code.trim().is_empty() {
        " "
    } else {
        ""
    };
    let code = code.replace(['\n', '\r'], " ");
    let _ = write!(into, "{fence}{blank}{code}{blank}{fence}");
}

/// Escapes what would be markup, and nothing else, since some editors show the backslashes.
fn escape(into: &mut String, text: &str) {
    let mut before = '\n';
    let mut chars = text.chars().peekable();
    // Digits of a line so far, which a full stop would make a list.
    let mut only_digits = true;
    while let Some(char) = chars.next() {
        let starts_line = before == '\n';
        only_digits = starts_line || only_digits && before.is_ascii_digit();
        let in_word = before.is_alphanumeric() && chars.peek().is_some_and(|next| next.is_alphanumeric());
        let is_markup = match char {
            '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '&' | '~' | '|' | '!' => true,
            '_' => !in_word,
            '#' | '+' | '-' | '=' => starts_line,
            '.' | ')' => only_digits && before.is_ascii_digit(),
            // What looks like an address is made a link.
            ':' => chars.peek() == Some(&'/'),
            _ => false,
        };
        if is_markup {
            into.push('\\');
        }
        into.push(if char == '\n' { ' ' } else { char });
        before = if char == '\n' { ' ' } else { char };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn markdown(write: impl FnOnce(&mut Markup)) -> String {
        let mut markup = Markup::new(true);
        write(&mut markup);
        markup.content().value
    }

    #[test]
    fn names_are_code_whatever_they_hold() {
        let code = |code: &str| {
            markdown(|markup| {
                markup.code(code);
            })
        };
        assert_eq!(code("a_b<T>::*c"), "`a_b<T>::*c`");
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("``"), "``` `` ```");
        assert_eq!(code("a](http://x)\n<b>"), "`a](http://x) <b>`");
        assert_eq!(code(""), "`  `");
    }

    #[test]
    fn text_is_escaped_where_it_would_be_markup() {
        let text = |text: &str| {
            markdown(|markup| {
                markup.text(text);
            })
        };
        assert_eq!(
            text("table_find is 2 * faster. 3.5 % (so)"),
            r"table_find is 2 \* faster. 3.5 % (so)"
        );
        assert_eq!(text("_a_ [b](c) <d> &e;"), r"\_a\_ \[b\](c) \<d\> \&e;");
        assert_eq!(text("# a\n- b"), r"\# a - b");
        assert_eq!(text("1. a"), r"1\. a");
        assert_eq!(text("http://x"), r"http\://x");
    }

    #[test]
    fn links_stay_whole_and_plain_text_has_none() {
        let uri: Uri = "file:///a(b)%20c.rs".parse().unwrap();
        let linked = markdown(|markup| {
            markup.link("f]", Some((&uri, 11))).words(" ").link("g", None);
        });
        assert_eq!(linked, "[`f]`](file:///a%28b%29%20c.rs#L12) `g`");
        let mut plain = Markup::new(false);
        plain
            .strong("a")
            .words(" ")
            .link("f<T>", Some((&uri, 1)))
            .text("*");
        assert_eq!(plain.content().value, "a f<T>*");
    }
}
