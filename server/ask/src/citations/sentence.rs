//! The sentence that is being read: its figures and what it cites.

use std::fmt::Write as _;

use super::Finding;
use super::facts::{Cited, Fact};
use super::number::{Number, numbers};

/// The longest sentence, in bytes; a longer one ends there.
const LONGEST: usize = 8192;

/// How much of a sentence is shown to people, in bytes.
const LONGEST_SHOWN: usize = 500;

/// What a sentence cites at most; more is not looked at.
const MOST_CITED: usize = 256;

/// The sentence that is being read.
#[derive(Clone, Debug, Default)]
pub(super) struct Sentence {
    /// Since it began, code left out.
    text: String,
    /// The same for people.
    shown: String,
    /// How much of the text was checked, in bytes.
    checked: usize,
    /// What it cites.
    cited: Vec<Cited>,
    /// Figures before a citation that others of the facts hold, which may be cited yet.
    waiting: Vec<Number>,
    /// Figures that were marked.
    marked: Vec<String>,
    /// The sentence before, if it cites nothing: a citation may follow its full stop.
    before: Option<Box<Sentence>>,
    /// The line so far.
    line: Line,
}

/// What is known of the line that is being read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Line {
    /// Nothing but blanks was read.
    #[default]
    Begun,
    /// It is text.
    Text,
    /// It is a row of a table.
    Row,
    /// It is a heading.
    Heading,
}

impl Sentence {
    /// The sentence so far, or its end, on one line.
    pub(super) fn shown(&self) -> String {
        let whole = match &self.before {
            Some(before) if self.text.trim().is_empty() => format!("{}{}", before.shown, self.shown),
            _ => self.shown.clone(),
        };
        let Some(start) = (whole.len().saturating_sub(LONGEST_SHOWN)..whole.len())
            .find(|start| whole.is_char_boundary(*start))
        else {
            return String::new();
        };
        let end = whole.get(start..).unwrap_or_default();
        let words = end.split_whitespace().collect::<Vec<_>>().join(" ");
        if start > 0 { format!("…{words}") } else { words }
    }

    /// Takes a character that is no part of a citation, and writes it with the marks that are due before it.
    pub(super) fn feed(
        &mut self,
        character: char,
        code: bool,
        facts: &[Fact],
        findings: &mut Vec<Finding>,
        shown: &mut String,
    ) {
        if character == '\n' {
            self.mark(facts, findings, shown);
            self.end_before(facts, findings, shown, true);
            let ends = matches!(self.line, Line::Row | Line::Heading | Line::Begun);
            if ends {
                self.end(facts, findings, shown);
                // What a paragraph ends with, the next does not cite.
                self.before = None;
            }
            self.line = Line::Begun;
            self.push('\n', code);
            shown.push('\n');
            return;
        }
        if self.line == Line::Begun && !character.is_whitespace() {
            self.line = match character {
                '|' => Line::Row,
                '#' => Line::Heading,
                _ => Line::Text,
            };
            if matches!(character, '|' | '#' | '-' | '*' | '+' | '>' | '`' | '~')
                || character.is_ascii_digit()
            {
                // A list item, or another block; at worst a line of the same sentence that begins with a figure.
                self.end(facts, findings, shown);
                self.before = None;
            }
        }
        if !code {
            let stop = character.is_whitespace() && ends_sentence(&self.text);
            if stop || self.text.len() > LONGEST && character.is_whitespace() {
                self.end(facts, findings, shown);
            } else if character == '|' && self.line == Line::Row {
                self.mark(facts, findings, shown);
            } else if character.is_alphanumeric() {
                self.end_before(facts, findings, shown, false);
            }
        }
        self.push(character, code);
        shown.push(character);
    }

    fn push(&mut self, character: char, code: bool) {
        if self.shown.len() < LONGEST {
            self.shown.push(character);
        }
        if !code {
            self.text.push(character);
        } else if !self.text.ends_with('`') {
            // Stands for the code, so that what is before and behind it is not one word.
            self.text.push('`');
        }
    }

    /// Takes a citation that was written, and writes the marks of the figures before it.
    pub(super) fn cite(
        &mut self,
        written: &str,
        cited: Vec<Cited>,
        facts: &[Fact],
        findings: &mut Vec<Finding>,
        shown: &mut String,
    ) {
        if self.line == Line::Begun {
            self.line = Line::Text;
        }
        if self.shown.len() < LONGEST {
            self.shown.push_str(written);
        }
        let behind = self.text.chars().all(char::is_whitespace);
        let sentence = match &mut self.before {
            Some(before) if behind => before.as_mut(),
            _ => {
                self.before = None;
                self
            }
        };
        for cited in cited {
            if sentence.cited.len() < MOST_CITED && !sentence.cited.contains(&cited) {
                sentence.cited.push(cited);
            }
        }
        sentence.check(facts, findings, shown);
    }

    /// Checks the figures since the last citation, when something is cited.
    fn check(&mut self, facts: &[Fact], findings: &mut Vec<Finding>, shown: &mut String) {
        if self.cited.is_empty() {
            return;
        }
        let unchecked = self.text.get(self.checked..).unwrap_or_default();
        let mut missing: Vec<Number> = numbers(unchecked)
            .into_iter()
            .filter(|number| number.counts)
            .collect();
        self.checked = self.text.len();
        missing.retain(|number| !self.holds(facts, number));
        let (waiting, missing): (Vec<Number>, Vec<Number>) = missing
            .into_iter()
            .partition(|number| facts.iter().any(|fact| fact.holds(number)));
        self.waiting.extend(waiting);
        self.write(&missing, facts, findings, shown);
    }

    /// Checks everything, also what has waited for another citation.
    fn mark(&mut self, facts: &[Fact], findings: &mut Vec<Finding>, shown: &mut String) {
        self.check(facts, findings, shown);
        let mut waiting = std::mem::take(&mut self.waiting);
        waiting.retain(|number| !self.holds(facts, number));
        self.write(&waiting, facts, findings, shown);
    }

    fn holds(&self, facts: &[Fact], number: &Number) -> bool {
        self.cited.iter().any(|cited| cited.holds(facts, number))
    }

    fn write(&mut self, missing: &[Number], facts: &[Fact], findings: &mut Vec<Finding>, shown: &mut String) {
        let cited: Vec<String> = self.cited.iter().map(|cited| cited.name(facts)).collect();
        for number in missing {
            if self.marked.contains(&number.text) {
                continue;
            }
            let mark = format!("⚠ {} is not in {}", number.text, cited.join(", "));
            // Before the end of a cell there is a blank already.
            let _ = if self.line == Line::Row && self.text.ends_with(' ') {
                write!(shown, "{mark} ")
            } else {
                write!(shown, " {mark}")
            };
            findings.push(Finding::NotInEvidence {
                number: number.text.clone(),
                cited: cited.clone(),
                sentence: self.shown(),
            });
            self.marked.push(number.text.clone());
        }
    }

    /// Ends the sentence, with the marks that are due.
    pub(super) fn end(&mut self, facts: &[Fact], findings: &mut Vec<Finding>, shown: &mut String) {
        self.mark(facts, findings, shown);
        self.end_before(facts, findings, shown, true);
        let line = self.line;
        let mut ended = std::mem::take(self);
        self.line = line;
        if ended.cited.is_empty() && !ended.text.trim().is_empty() {
            ended.before = None;
            self.before = Some(Box::new(ended));
        }
    }

    /// Ends the sentence before, with the marks that are due: in the middle of a line, before what comes next.
    fn end_before(&mut self, facts: &[Fact], findings: &mut Vec<Finding>, shown: &mut String, at_end: bool) {
        let Some(mut before) = self.before.take() else {
            return;
        };
        let mut marks = String::new();
        before.mark(facts, findings, &mut marks);
        if !at_end && !marks.is_empty() {
            marks = format!("{} ", marks.trim_start());
        }
        shown.push_str(&marks);
        // It can be cited as long as nothing was said since, also on the next line.
        if at_end && before.cited.is_empty() {
            self.before = Some(before);
        }
    }
}

/// Whether a blank after this text ends a sentence.
fn ends_sentence(text: &str) -> bool {
    const ABBREVIATIONS: [&str; 12] = [
        "e.g", "i.e", "vs", "approx", "ca", "cf", "resp", "etc", "fig", "no", "incl", "max",
    ];
    let closed = text.trim_end_matches(['*', '_', ')', '"', '\'', '”', '`']);
    if closed.ends_with(['!', '?']) {
        return true;
    }
    let Some(rest) = closed.strip_suffix('.') else {
        return false;
    };
    let word = rest
        .rsplit(|char: char| char.is_whitespace() || char == '(')
        .next()
        .unwrap_or_default();
    let line = rest.rsplit('\n').next().unwrap_or_default();
    let list_marker = !line.trim().is_empty() && line.trim().bytes().all(|byte| byte.is_ascii_digit());
    !ABBREVIATIONS.contains(&word.to_lowercase().as_str()) && !list_marker
}
