//! Fences of code (`CommonMark` 0.31, section 4.5) within quotations and list items.

/// The longest beginning of a line that is held back to know whether it is a fence, in bytes.
const LONGEST: usize = 256;

/// An open fence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fence {
    /// What stands before it on every line: blanks, and the marks of quotations.
    prefix: String,
    mark: char,
    length: usize,
}

/// A line that opens a fence.
pub(super) struct Opening {
    pub(super) fence: Fence,
    /// Whether it is one to every viewer even right behind a paragraph.
    pub(super) interrupts: bool,
}

/// What the beginning of a line within a fence is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum InFence {
    /// Not known yet.
    Open,
    /// The quotation that the fence stood in is over.
    Outside,
    /// Code, from this byte on.
    Inside(usize),
}

/// Whether a line that begins so may still open a fence, or be the first line of front matter.
pub(super) fn may_open(start: &str, first: bool) -> bool {
    if start.len() > LONGEST {
        return false;
    }
    let (_, rest) = containers(start);
    let Some(mark) = rest.chars().next() else {
        return true;
    };
    let information = rest.trim_start_matches(mark);
    let length = rest.len() - information.len();
    match mark {
        '`' => information.is_empty() || length >= 3 && !information.contains('`'),
        '~' => information.is_empty() || length >= 3,
        // The marker of a list item, of which the blank is not there yet.
        '-' | '+' if first && start == rest && length <= 3 => information.trim().is_empty(),
        '-' | '*' | '+' => rest.len() == 1,
        _ => is_number(rest),
    }
}

/// Whether this may be the number of a list item.
fn is_number(rest: &str) -> bool {
    let behind = rest.trim_start_matches(|char: char| char.is_ascii_digit());
    (1..=9).contains(&(rest.len() - behind.len())) && matches!(behind, "" | "." | ")")
}

/// The fence that a line opens.
pub(super) fn opening(line: &str) -> Option<Opening> {
    let (length_of_prefix, rest) = containers(line);
    let mark = rest.chars().next().filter(|char| matches!(char, '`' | '~'))?;
    let information = rest.trim_start_matches(mark);
    let length = rest.len() - information.len();
    if length < 3 || mark == '`' && information.contains('`') {
        return None;
    }
    let prefix = line.get(..length_of_prefix)?;
    let interrupts = prefix.chars().all(|char| matches!(char, ' ' | '>'))
        && prefix
            .split('>')
            .enumerate()
            .all(|(index, blanks)| blanks.len() <= 3 + usize::from(index > 0));
    // Within an item its marker stands no more; its columns are blank.
    let prefix = prefix
        .chars()
        .map(|char| if matches!(char, '>' | '\t') { char } else { ' ' })
        .collect();
    Some(Opening {
        fence: Fence { prefix, mark, length },
        interrupts,
    })
}

/// Where a row of tildes begins that is a fence to viewers, in a line that was too long to be held back as one; the
/// length of the line where there is none.
pub(super) fn before_tildes(start: &str) -> usize {
    let (before, rest) = containers(start);
    if rest.starts_with("~~~") {
        before
    } else {
        start.len()
    }
}

/// Whether the first line of a text would begin its front matter, in YAML or TOML: a viewer would not show what follows.
pub(super) fn is_front_matter(line: &str) -> bool {
    matches!(line.trim_end(), "---" | "+++")
}

/// The blanks, marks of quotations and markers of list items that a line begins with, in bytes, and what follows.
fn containers(line: &str) -> (usize, &str) {
    let mut rest = line;
    loop {
        let inner = rest.trim_start_matches([' ', '\t', '>']);
        let digits = inner.trim_start_matches(|char: char| char.is_ascii_digit());
        let numbered = (1..=9).contains(&(inner.len() - digits.len()));
        let behind = inner
            .strip_prefix(['-', '*', '+'])
            .or_else(|| digits.strip_prefix(['.', ')']).filter(|_| numbered));
        match behind {
            Some(behind) if behind.starts_with([' ', '\t']) => rest = behind,
            _ => return (line.len() - inner.len(), inner),
        }
    }
}

impl Fence {
    /// What stands before each line of code.
    pub(super) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Whether it stands in a quotation.
    pub(super) fn is_quoted(&self) -> bool {
        self.prefix.contains('>')
    }

    /// The line that closes it.
    pub(super) fn closing(&self) -> String {
        let mut closing = self.prefix.clone();
        closing.extend(std::iter::repeat_n(self.mark, self.length));
        closing
    }

    /// What the beginning of a line is, where that of one character less was still open.
    pub(super) fn line(&self, start: &str) -> InFence {
        // However long a row of marks or blanks is, it is looked at once, when it ends.
        if start.len() > LONGEST && start.ends_with(['`', '~', ' ', '\t']) {
            return InFence::Open;
        }
        match self.behind_prefix(start) {
            InFence::Inside(content) if self.may_close(start.get(content..).unwrap_or_default()) => {
                InFence::Open
            }
            known => known,
        }
    }

    /// Where the code of a whole line begins; absent when the line is outside.
    pub(super) fn content(&self, line: &str) -> Option<usize> {
        match self.behind_prefix(line) {
            InFence::Inside(content) => Some(content),
            InFence::Outside => None,
            // A blank line ends a quotation, and nothing else.
            InFence::Open => {
                (line.matches('>').count() >= self.prefix.matches('>').count()).then_some(line.len())
            }
        }
    }

    /// Where the code begins. A mark of a quotation may stand up to three blanks further to the right (`CommonMark`
    /// 0.31, section 5.1).
    fn behind_prefix(&self, line: &str) -> InFence {
        let bytes = line.as_bytes();
        let mut at = 0;
        for expected in self.prefix.bytes() {
            if expected == b'>' {
                let blanks = bytes
                    .iter()
                    .skip(at)
                    .take(3)
                    .take_while(|byte| **byte == b' ')
                    .count();
                match bytes.get(at + blanks) {
                    Some(b'>') => at += blanks + 1,
                    Some(_) => return InFence::Outside,
                    None => return InFence::Open,
                }
            } else if bytes.get(at) == Some(&expected) {
                at += 1;
            } else if at == bytes.len() {
                return InFence::Open;
            }
        }
        InFence::Inside(at)
    }

    /// Whether a line of code that begins so may be the end of the fence.
    fn may_close(&self, content: &str) -> bool {
        let marks = content.trim_start_matches([' ', '\t']);
        marks.trim_start_matches(self.mark).is_empty() || self.is_closing(content)
    }

    /// Whether code is the end of the fence. Some viewers take a mixture of marks for it.
    fn is_closing(&self, content: &str) -> bool {
        let marks = content.trim_start_matches([' ', '\t']);
        let rest = marks.trim_start_matches(self.mark);
        marks.len() - rest.len() >= self.length
            && rest
                .trim_start_matches(['`', '~'])
                .bytes()
                .all(|byte| matches!(byte, b' ' | b'\t'))
    }

    /// Whether a whole line ends the fence.
    pub(super) fn closes(&self, line: &str) -> bool {
        match self.behind_prefix(line) {
            InFence::Inside(content) => self.is_closing(line.get(content..).unwrap_or_default()),
            InFence::Open | InFence::Outside => false,
        }
    }
}
