//! Which files may define functions of these names, told from their text alone.
//!
//! Parsing reads some megabytes a second, searching some hundreds; so all wanted words are searched for at once, and
//! only files in which one stands where a definition could put it are worth parsing.

use std::collections::HashMap;

use grammars::Style;

/// The words that are searched for: identifiers.
///
/// Every word of a text is looked up, rather than every wanted word looked for: this takes the same time for a
/// thousand words as for one. Length and both ends of a word tell nearly always that it is none of them.
pub(crate) struct Words {
    wanted: HashMap<Box<[u8]>, u32, foldhash::fast::FixedState>,
    shapes: Vec<u64>,
}

const SHAPES: usize = 1 << 18;

/// What a text has of the words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Hits {
    /// The words that stand where a definition could put them.
    pub defined: Vec<u32>,
    /// The words that stand anywhere, those included.
    pub present: Vec<u32>,
}

impl Words {
    /// Absent when there are none.
    pub fn new(words: &[&str]) -> Option<Self> {
        if words.is_empty() {
            return None;
        }
        let mut shapes = vec![0; SHAPES / 64];
        for word in words {
            let shape = shape(word.as_bytes());
            if let Some(bits) = shapes.get_mut(shape / 64) {
                *bits |= 1 << (shape % 64);
            }
        }
        let wanted = (0..)
            .zip(words)
            .map(|(index, word)| (word.as_bytes().into(), index))
            .collect();
        Some(Words { wanted, shapes })
    }

    fn find(&self, word: &[u8]) -> Option<u32> {
        let shape = shape(word);
        let bits = self.shapes.get(shape / 64)?;
        if bits >> (shape % 64) & 1 == 0 {
            return None;
        }
        self.wanted.get(word).copied()
    }

    /// Searches a text of one language.
    pub fn search(&self, text: &[u8], style: Style) -> Hits {
        let mut seen = vec![Seen::No; self.wanted.len()];
        let mut at = 0;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let gap = rest.iter().take_while(|byte| !is_word_byte(**byte)).count();
            let word = rest.get(gap..).unwrap_or_default();
            let length = word.iter().take_while(|byte| is_word_byte(**byte)).count();
            let start = at + gap;
            at = start + length;
            let Some(index) = word.get(..length).and_then(|word| self.find(word)) else {
                continue;
            };
            if let Some(seen) = seen
                .get_mut(index as usize)
                .filter(|seen| **seen != Seen::Defined)
            {
                *seen = if may_define(text, start, at, style) {
                    Seen::Defined
                } else {
                    Seen::Present
                };
            }
        }
        let those = |wanted: fn(Seen) -> bool| {
            (0..)
                .zip(&seen)
                .filter(|(_, seen)| wanted(**seen))
                .map(|(word, _)| word)
                .collect::<Vec<u32>>()
        };
        Hits {
            defined: those(|seen| seen == Seen::Defined),
            present: those(|seen| seen != Seen::No),
        }
    }
}

/// The length and the ends of a word, in 18 bits.
fn shape(word: &[u8]) -> usize {
    let (Some(&first), Some(&last)) = (word.first(), word.last()) else {
        return 0;
    };
    (word.len() & 63) << 12 | usize::from(first & 63) << 6 | usize::from(last & 63)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seen {
    No,
    Present,
    Defined,
}

/// Bytes beyond ASCII are taken for letters.
static WORD_BYTES: [bool; 256] = {
    let mut is_word = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        is_word[byte] =
            byte >= 0x80 || (byte as u8).is_ascii_alphanumeric() || byte as u8 == b'_' || byte as u8 == b'$';
        byte += 1;
    }
    is_word
};

fn is_word_byte(byte: u8) -> bool {
    WORD_BYTES.get(usize::from(byte)).copied().unwrap_or(false)
}

/// Whether a function of this name could be defined here. Too many such places cost time, one too few a function:
/// what is unusual is taken for a definition.
fn may_define(text: &[u8], start: usize, end: usize, style: Style) -> bool {
    let before = text.get(..start).unwrap_or_default().trim_ascii_end();
    let after = text.get(end..).unwrap_or_default();
    match style {
        Style::Rust => ends_with_word(before, b"fn") || before.ends_with(b"r#"),
        // Before a method's name stands its receiver; an operator-like `) (` of a call is rare enough.
        Style::Go => ends_with_word(before, b"func") || before.ends_with(b")"),
        Style::Python => ends_with_word(before, b"def"),
        Style::Java => {
            opens(after)
                && before
                    .last()
                    .is_some_and(|&last| is_word_byte(last) || b">]*/};{".contains(&last))
        }
        Style::JavaScript => {
            let next = after.trim_ascii_start().first().copied();
            let called =
                matches!(next, Some(b'(' | b'<')) && before.last().is_some_and(|last| b".(=".contains(last));
            matches!(
                next,
                Some(b'(' | b'<' | b'=' | b':' | b'?' | b'!' | b'"' | b'\'' | b']')
            ) && !called
        }
        Style::C | Style::Cpp => may_define_c(before, after),
    }
}

/// In C and C++ a call looks like a definition but for what stands before it and what follows its parentheses.
fn may_define_c(before: &[u8], after: &[u8]) -> bool {
    let word_only = after.trim_ascii_start();
    // `operator<<`, and specialisations.
    if word_only
        .first()
        .is_some_and(|first| b"<=>+-*/%!&|^~[\"".contains(first))
    {
        return true;
    }
    if ends_with_word(before, b"operator") || ends_with_word(before, b"define") {
        return true;
    }
    if !opens(after) || ends_with_word(before, b"return") || ends_with_word(before, b"else") {
        return false;
    }
    let typed = match before.last() {
        None => true,
        Some(b'>') => !before.ends_with(b"->"),
        Some(last) => is_word_byte(*last) || b"*&:~;}/)(".contains(last),
    };
    typed && !matches!(after_parentheses(word_only), Some(b';' | b',' | b')' | b'.'))
}

/// The first byte after the parentheses that the text starts with, if they close soon.
fn after_parentheses(text: &[u8]) -> Option<u8> {
    let mut depth = 0_usize;
    for (at, byte) in text.iter().enumerate().take(512) {
        match byte {
            b'(' => depth += 1,
            b')' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return text.get(at + 1..)?.trim_ascii_start().first().copied();
                }
            }
            _ => {}
        }
    }
    None
}

fn opens(after: &[u8]) -> bool {
    after.trim_ascii_start().first() == Some(&b'(')
}

fn ends_with_word(text: &[u8], word: &[u8]) -> bool {
    text.strip_suffix(word)
        .is_some_and(|rest| !rest.last().is_some_and(|&byte| is_word_byte(byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(style: Style, word: &str, cases: &[(&str, bool)]) {
        let words = Words::new(&[word]).unwrap();
        for (text, expected) in cases {
            let hits = words.search(text.as_bytes(), style);
            assert_eq!(!hits.defined.is_empty(), *expected, "{text}");
        }
    }

    #[test]
    fn definitions_are_told_from_calls() {
        check(
            Style::Rust,
            "run",
            &[
                ("fn run()", true),
                ("fn  run<T>", true),
                ("x.run()", false),
                ("fn rerun()", false),
            ],
        );
        check(
            Style::Go,
            "Run",
            &[("func Run(", true), ("func (t *T) Run(", true), ("t.Run(", false)],
        );
        check(
            Style::Python,
            "run",
            &[("  def run(self)", true), ("run(1)", false), ("undef run", false)],
        );
        check(
            Style::Java,
            "run",
            &[
                ("void run ()", true),
                ("List<T> run(", true),
                ("x.run()", false),
                ("= run()", false),
            ],
        );
        check(
            Style::JavaScript,
            "run",
            &[
                ("function run() {", true),
                ("const run = ", true),
                ("x.run = function", true),
                ("{ run() {} }", true),
                ("{ run: () => 1 }", true),
                ("x.run()", false),
                ("y = run()", false),
            ],
        );
        check(
            Style::Cpp,
            "run",
            &[
                ("int run(int a) {", true),
                ("int *run(void)\n{", true),
                ("static int\nrun(a, b) int a; {", true),
                ("void C::run() const {", true),
                ("int run(int a);", false),
                ("x->run();", false),
                ("return run(x);", false),
                ("y = run(x);", false),
                ("if (run(x)) {", false),
            ],
        );
        check(Style::Cpp, "operator", &[("bool operator==(A a)", true)]);
    }

    #[test]
    fn words_within_words_are_told_apart() {
        let words = Words::new(&["add", "add_all", "all"]).unwrap();
        let hits = words.search(b"fn add_all() { add(all) }", Style::Rust);
        assert_eq!(
            hits,
            Hits {
                defined: vec![1],
                present: vec![0, 1, 2]
            }
        );
        assert!(Words::new(&[]).is_none());
    }
}
