//! Text within a line: code spans, links, URLs, HTML.

use super::super::visible;
use super::link::{self, Allowed};

/// Entities that stand: signs that have no meaning in markdown, or none when they are written so (`CommonMark` 0.31,
/// section 6.2).
const ENTITIES: [&str; 12] = [
    "lt", "gt", "amp", "quot", "apos", "nbsp", "times", "plusmn", "micro", "mdash", "ndash", "hellip",
];
/// The longest name of an entity that is held back, in bytes.
const LONGEST_ENTITY: usize = 32;

/// What is read of a line of text.
#[derive(Clone, Debug, Default)]
pub(super) struct Inline {
    allowed: Allowed,
    pending: Pending,
    /// How many backticks opened the code span that is open; zero outside.
    span: usize,
    /// How many backticks were just written in a code span.
    run: usize,
    /// The last character that was written on the line.
    last: Option<char>,
    /// The last character that was read, as far as it matters for what hides.
    read: Option<char>,
    /// Whether the last that was written is a `]` that may end the text of a link.
    bracket: bool,
    /// Whether nothing but blanks, quotation marks and markers was written on the line.
    at_start: bool,
    table: Table,
}

/// What is known of tables (GitHub Flavored Markdown 0.29, section 4.10). Their cells end at `|`, in code too.
#[derive(Clone, Copy, Debug, Default)]
struct Table {
    /// Whether the line may be a row.
    row: bool,
    /// What of the line between head and rows was read; absent when this line is another.
    delimiter: Option<Delimiter>,
    /// Whether code on the line has a `|`.
    bar_in_code: bool,
    /// Whether code on the line before has one: that line must not become the head of a table.
    bar_in_code_before: bool,
}

#[derive(Clone, Copy, Debug, Default)]
struct Delimiter {
    dashes: bool,
    bars: bool,
}

/// What was read and not written, since its meaning depends on what follows.
#[derive(Clone, Debug, Default)]
enum Pending {
    #[default]
    Nothing,
    Backslash,
    /// Backticks outside of code.
    Backticks(usize),
    /// A `<`.
    Angle,
    /// `&` and the name behind it.
    Entity(String),
    /// What stands behind `](`, and how many parentheses are open in it.
    Target(String, usize),
    /// What may be the beginning of a URL.
    Scheme(String),
    /// One or two slashes.
    Slashes(usize),
    /// A URL.
    Url(String),
    /// `@` and the domain behind it.
    Domain(String),
}

impl Inline {
    pub(super) fn new(allowed: Allowed) -> Inline {
        Inline {
            allowed,
            ..Inline::default()
        }
    }

    /// Begins a line.
    pub(super) fn begin_line(&mut self) {
        self.at_start = true;
        self.last = None;
        self.table.delimiter = Some(Delimiter::default());
    }

    /// A character of code in a fence.
    pub(super) fn code(&mut self, character: char, safe: &mut String) {
        self.write(character, safe);
    }

    /// The end of a line in a fence.
    pub(super) fn end_code(&mut self) {
        self.last = None;
        self.read = None;
    }

    /// A blank line, or the beginning of a fence: tables end.
    pub(super) fn end_block(&mut self) {
        self.table = Table::default();
        self.end_code();
    }

    /// The end of a line of text.
    pub(super) fn end_line(&mut self, safe: &mut String) {
        self.settle(safe);
        if self.span > 0 {
            self.close_span(safe);
        }
        let table = self.table;
        self.table = Table {
            row: table.row || table.delimiter.is_some_and(|line| line.dashes && line.bars),
            bar_in_code_before: table.bar_in_code,
            ..Table::default()
        };
        self.bracket = false;
        self.end_code();
    }

    /// A character of text.
    pub(super) fn feed(&mut self, character: char, safe: &mut String) {
        if self.span > 0 {
            self.in_span(character, safe);
            return;
        }
        match std::mem::take(&mut self.pending) {
            Pending::Nothing => self.text(character, safe),
            Pending::Backslash => match character {
                // Some viewers look for URLs after escapes are undone.
                '/' | '@' => self.text(character, safe),
                '.' if matches!(self.last, Some('w' | 'W')) => self.write_code(".", safe),
                _ if character.is_ascii_punctuation() => {
                    safe.push('\\');
                    self.plain(character, safe);
                }
                _ => {
                    self.plain('\\', safe);
                    self.text(character, safe);
                }
            },
            Pending::Backticks(count) if character == '`' => self.pending = Pending::Backticks(count + 1),
            Pending::Backticks(count) => {
                self.separate(safe);
                safe.extend(std::iter::repeat_n('`', count));
                (self.span, self.run, self.last, self.bracket) = (count, 0, Some('`'), false);
                self.in_span(character, safe);
            }
            Pending::Angle => {
                // HTML and autolinks begin right behind it.
                if !matches!(character, ' ' | '\t') {
                    safe.push('\\');
                }
                self.plain('<', safe);
                self.text(character, safe);
            }
            Pending::Entity(mut name) => {
                if character == ';' && !name.is_empty() {
                    let stands = ENTITIES.contains(&name.as_str());
                    safe.push_str(if stands { "&" } else { "\\&" });
                    safe.push_str(&name);
                    self.plain(';', safe);
                } else if name.len() < LONGEST_ENTITY
                    && (character.is_ascii_alphanumeric() || character == '#')
                {
                    name.push(character);
                    self.pending = Pending::Entity(name);
                } else {
                    self.plain('&', safe);
                    self.again(&name, safe);
                    self.feed(character, safe);
                }
            }
            Pending::Target(inside, open) => self.target(inside, open, character, safe),
            Pending::Scheme(mut word) => {
                word.push(character);
                if link::is_scheme(&word) {
                    self.pending = Pending::Url(word);
                } else if link::may_be_scheme(&word) {
                    self.pending = Pending::Scheme(word);
                } else {
                    word.pop();
                    self.not_scheme(&word, safe);
                    self.feed(character, safe);
                }
            }
            Pending::Slashes(1) if character == '/' => self.pending = Pending::Slashes(2),
            Pending::Slashes(count) => {
                // One may be written already, of which nothing was known to follow.
                let double = count == 2 || self.last == Some('/');
                if double && character != '/' && link::goes_on(character) {
                    self.pending = Pending::Url(format!("{}{character}", "/".repeat(count)));
                } else {
                    for _ in 0..count {
                        self.plain('/', safe);
                    }
                    self.text(character, safe);
                }
            }
            Pending::Url(mut url) => {
                if link::goes_on(character) {
                    url.push(character);
                    if url.len() > link::LONGEST {
                        self.write_code(&url, safe);
                        url = String::from("…");
                    }
                    self.pending = Pending::Url(url);
                } else {
                    self.url(&url, safe);
                    self.feed(character, safe);
                }
            }
            Pending::Domain(mut domain) => {
                if domain.len() < link::LONGEST
                    && (character.is_alphanumeric() || matches!(character, '.' | '-' | '_'))
                {
                    domain.push(character);
                    self.pending = Pending::Domain(domain);
                } else {
                    self.domain(&domain, safe);
                    self.feed(character, safe);
                }
            }
        }
    }

    /// Writes what is pending: nothing follows on the line.
    fn settle(&mut self, safe: &mut String) {
        match std::mem::take(&mut self.pending) {
            Pending::Nothing => {}
            Pending::Backslash => self.plain('\\', safe),
            Pending::Backticks(count) => {
                for _ in 0..count {
                    safe.push('\\');
                    self.plain('`', safe);
                }
            }
            Pending::Angle => self.plain('<', safe),
            Pending::Entity(name) => {
                self.plain('&', safe);
                self.again(&name, safe);
                self.settle(safe);
            }
            Pending::Target(inside, _) => {
                self.no_target(&inside, safe);
                self.settle(safe);
            }
            Pending::Scheme(word) => {
                self.not_scheme(&word, safe);
                self.settle(safe);
            }
            Pending::Slashes(count) => {
                for _ in 0..count {
                    self.plain('/', safe);
                }
            }
            Pending::Url(url) => {
                self.url(&url, safe);
                self.settle(safe);
            }
            Pending::Domain(domain) => {
                self.domain(&domain, safe);
                self.settle(safe);
            }
        }
    }

    /// A character with nothing pending before it.
    fn text(&mut self, character: char, safe: &mut String) {
        let begins_word = !self.last.is_some_and(char::is_alphanumeric);
        match character {
            '\\' => self.pending = Pending::Backslash,
            '`' => self.pending = Pending::Backticks(1),
            '<' => self.pending = Pending::Angle,
            '&' => self.pending = Pending::Entity(String::new()),
            '/' => self.pending = Pending::Slashes(1),
            '(' if self.bracket => self.pending = Pending::Target(String::new(), 0),
            // A definition of a link or footnote; of a list of definitions at the start of a line.
            ':' if self.bracket || self.at_start => self.escaped(':', safe),
            // An image, a link of a wiki.
            '[' if matches!(self.last, Some('!' | '[')) => self.escaped('[', safe),
            '$' => self.escaped('$', safe),
            '@' if self
                .last
                .is_some_and(|last| last.is_alphanumeric() || "._+-%".contains(last)) =>
            {
                self.pending = Pending::Domain(String::new());
            }
            '|' if self.table.delimiter.is_some() && self.table.bar_in_code_before => self.escaped('|', safe),
            'w' | 'W' => self.pending = Pending::Scheme(character.to_string()),
            _ if begins_word && link::may_be_scheme(character.encode_utf8(&mut [0; 4])) => {
                self.pending = Pending::Scheme(character.to_string());
            }
            _ => self.plain(character, safe),
        }
    }

    fn escaped(&mut self, character: char, safe: &mut String) {
        safe.push('\\');
        self.plain(character, safe);
    }

    /// Writes a character that means nothing more than what it says, or what it always means.
    fn plain(&mut self, character: char, safe: &mut String) {
        self.bracket = character == ']';
        let in_delimiter = matches!(character, '|' | '-' | ':' | ' ' | '\t' | '>' | '\\');
        self.table.delimiter = self
            .table
            .delimiter
            .filter(|_| in_delimiter)
            .map(|line| Delimiter {
                dashes: line.dashes || character == '-',
                bars: line.bars || matches!(character, '|' | ':'),
            });
        let marker =
            matches!(character, ' ' | '\t' | '>' | '-' | '*' | '+' | '.' | ')') || character.is_ascii_digit();
        self.at_start &= marker;
        self.write(character, safe);
    }

    fn write(&mut self, character: char, safe: &mut String) {
        if let Some(replacement) = visible::replacement(character, self.read) {
            safe.push_str(&replacement);
            self.last = Some('}');
        } else {
            safe.push(character);
            self.last = Some(character);
        }
        self.read = Some(character);
    }

    /// Reads text again of which the first character was not what it seemed. It is shorter each time.
    fn again(&mut self, text: &str, safe: &mut String) {
        for character in text.chars() {
            self.feed(character, safe);
        }
    }

    /// A blank before backticks that would mean something else together with what is before them.
    fn separate(&mut self, safe: &mut String) {
        if matches!(self.last, Some('`' | '\\')) {
            self.plain(' ', safe);
        }
    }

    fn in_span(&mut self, character: char, safe: &mut String) {
        if character == '`' {
            self.run += 1;
            self.write('`', safe);
            return;
        }
        if self.run > 0 && self.run == self.span {
            (self.span, self.run) = (0, 0);
            self.has_code();
            self.feed(character, safe);
            return;
        }
        self.run = 0;
        if character == '|' {
            self.table.bar_in_code |= !self.table.row;
            if self.table.row {
                // Whether or not the cell ends here, code does, and begins anew.
                let span = self.span;
                self.close_span(safe);
                self.escaped('|', safe);
                safe.extend(std::iter::repeat_n('`', span));
                self.span = span;
                self.write(' ', safe);
                return;
            }
        }
        self.has_code();
        self.write(character, safe);
    }

    /// Notes that the line has code.
    fn has_code(&mut self) {
        self.bracket = false;
        self.at_start = false;
        self.table.delimiter = None;
    }

    /// Ends the code span that is open.
    fn close_span(&mut self, safe: &mut String) {
        let (span, run) = (self.span, self.run);
        (self.span, self.run) = (0, 0);
        if run != span {
            // Without a blank, backticks before the end would count with it.
            if self.last == Some('`') {
                safe.push(' ');
            }
            safe.extend(std::iter::repeat_n('`', span));
        }
        self.last = Some('`');
        self.has_code();
    }

    /// Writes a text as code. It has no backticks.
    fn write_code(&mut self, text: &str, safe: &mut String) {
        self.separate(safe);
        self.has_code();
        safe.push('`');
        for character in text.chars() {
            self.write(character, safe);
        }
        safe.push('`');
        self.last = Some('`');
    }

    /// What stands between the parentheses of a link.
    fn target(&mut self, mut inside: String, open: usize, character: char, safe: &mut String) {
        let angle = inside.trim_start().starts_with('<') && !inside.contains('>');
        match character {
            ')' if open == 0 && !angle => {
                if let Some(target) = self.allowed.target(&inside) {
                    self.plain('(', safe);
                    for character in target.chars() {
                        self.write(character, safe);
                    }
                    self.plain(')', safe);
                } else if inside.trim().is_empty() {
                    self.escaped('(', safe);
                    self.plain(')', safe);
                } else {
                    // A blank is enough to make no link of it.
                    self.plain(' ', safe);
                    self.plain('(', safe);
                    self.write_code(inside.trim(), safe);
                    self.plain(')', safe);
                }
            }
            // No URI has these; reading on would read nested links again and again.
            '`' | '|' | '[' => {
                self.no_target(&inside, safe);
                self.feed(character, safe);
            }
            _ if inside.len() >= link::LONGEST => {
                self.no_target(&inside, safe);
                self.feed(character, safe);
            }
            _ => {
                inside.push(character);
                let open = match character {
                    '(' if !angle => open + 1,
                    ')' if !angle => open - 1,
                    _ => open,
                };
                self.pending = Pending::Target(inside, open);
            }
        }
    }

    /// A parenthesis behind a bracket that begins no target.
    fn no_target(&mut self, inside: &str, safe: &mut String) {
        self.escaped('(', safe);
        self.again(inside, safe);
    }

    fn not_scheme(&mut self, word: &str, safe: &mut String) {
        let mut characters = word.chars();
        if let Some(first) = characters.next() {
            self.plain(first, safe);
        }
        self.again(characters.as_str(), safe);
    }

    fn url(&mut self, url: &str, safe: &mut String) {
        let end = link::end(url);
        let (address, rest) = url.split_at_checked(end).unwrap_or((url, ""));
        if self.allowed.has(address) {
            for character in address.chars() {
                self.plain(character, safe);
            }
        } else if link::is_scheme(url) && !url.contains('/') {
            // A word and a colon, or `www.`: nothing that could be followed.
            for character in url.chars() {
                self.plain(character, safe);
            }
            return;
        } else if !address.is_empty() {
            self.write_code(address, safe);
        }
        for character in rest.chars() {
            self.plain(character, safe);
        }
    }

    fn domain(&mut self, domain: &str, safe: &mut String) {
        let dotted = domain.trim_end_matches(['.', '-', '_']);
        if dotted.contains('.') {
            self.write_code(&format!("@{dotted}"), safe);
            for character in domain.get(dotted.len()..).unwrap_or_default().chars() {
                self.plain(character, safe);
            }
        } else {
            self.plain('@', safe);
            self.again(domain, safe);
        }
    }
}
