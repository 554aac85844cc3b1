//! Where code is in a stream of markdown: spans that end on their line, and fences.

/// What was read so far, as far as it matters for code.
#[derive(Clone, Debug, Default)]
pub(super) struct Code {
    /// The current line, as far as it is needed to know a fence.
    line: String,
    /// The backticks that are being read.
    run: usize,
    /// The backticks that opened a span; zero outside.
    span: usize,
    escaped: bool,
    /// The character of the fence that is open, and how often it stands there.
    fence: Option<(char, usize)>,
}

/// The longest line that is looked at for a fence, in bytes.
const LONGEST_LINE: usize = 256;

impl Code {
    /// Whether what comes next is code, as far as is known.
    pub(super) fn is_code(&self) -> bool {
        self.fence.is_some() || self.run > 0 || self.span > 0
    }

    pub(super) fn feed(&mut self, character: char) {
        if character == '\n' {
            self.end_line();
            return;
        }
        if self.line.len() < LONGEST_LINE {
            self.line.push(character);
        }
        if self.fence.is_some() {
            return;
        }
        if character == '`' && !self.escaped {
            self.run += 1;
            return;
        }
        self.end_run();
        self.escaped = character == '\\' && self.span == 0 && !self.escaped;
    }

    fn end_run(&mut self) {
        if self.run > 0 {
            if self.span == 0 {
                self.span = self.run;
            } else if self.span == self.run {
                self.span = 0;
            }
        }
        self.run = 0;
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        (self.run, self.span, self.escaped) = (0, 0, false);
        let inside = line.trim_start_matches([' ', '\t', '>']);
        match self.fence {
            Some((mark, length)) => {
                let closing = inside.trim_end();
                if closing.chars().all(|char| char == mark) && closing.len() >= length {
                    self.fence = None;
                }
            }
            None => self.fence = opening(without_marker(inside)),
        }
    }
}

/// The fence that a line opens.
fn opening(line: &str) -> Option<(char, usize)> {
    let mark = line.chars().next().filter(|char| matches!(char, '`' | '~'))?;
    let information = line.trim_start_matches(mark);
    let length = line.len() - information.len();
    (length >= 3 && !(mark == '`' && information.contains('`'))).then_some((mark, length))
}

/// The line behind the marker of a list item.
fn without_marker(line: &str) -> &str {
    let digits = line.trim_start_matches(|char: char| char.is_ascii_digit());
    let behind = line.strip_prefix(['-', '*', '+']).or_else(|| {
        digits
            .strip_prefix(['.', ')'])
            .filter(|_| digits.len() < line.len())
    });
    match behind {
        Some(rest) if rest.starts_with(' ') => rest.trim_start(),
        _ => line,
    }
}
