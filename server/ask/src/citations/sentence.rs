//! The sentence that is being read: its figures and what it cites.

use std::fmt::Write as _;

use super::Finding;
use super::facts::{Cited, Fact, Known};
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
    /// Which findings are about it, by index: they quote all of it, once it has ended.
    found: Vec<usize>,
    /// The sentence before, if it cites nothing: a citation may follow its full stop.
    before: Option<Box<Sentence>>,
    /// The line so far.
    line: Line,
    /// The end of a line, or of a row's cell, that is not shown yet: a mark may belong before it.
    held: String,
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
    fn quoted(&self) -> String {
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
        known: &Known,
        findings: &mut Vec<Finding>,
        shown: &mut String,
    ) {
        if character == '\n' {
            self.line_end(code, known, findings, shown);
            return;
        }
        if self.line == Line::Begun && character.is_whitespace() {
            self.push(character, code);
            self.held.push(character);
            return;
        }
        if self.line == Line::Begun {
            self.line = match character {
                '|' => Line::Row,
                '#' => Line::Heading,
                _ => Line::Text,
            };
            if matches!(character, '|' | '#' | '-' | '*' | '+' | '>' | '`' | '~')
                || character.is_ascii_digit()
            {
                // A list item, or another block; at worst a line of the same sentence that begins with a figure.
                self.close(known, findings, shown);
            } else if character.is_alphanumeric() && !code {
                let marks = self.marks_before(known, findings);
                shown.push_str(&marks);
            }
            shown.push_str(&std::mem::take(&mut self.held));
            self.push(character, code);
            shown.push(character);
            return;
        }
        shown.push_str(&std::mem::take(&mut self.held));
        if !code {
            let stop = character.is_whitespace() && ends_sentence(&self.text);
            if stop || self.text.len() > LONGEST && character.is_whitespace() {
                self.end(known, findings, shown);
            } else if character == '|' && self.line == Line::Row {
                self.mark(known, findings, shown);
                self.push(character, code);
                self.held.push(character);
                return;
            } else if character.is_alphanumeric() {
                self.end_before(known, findings, shown);
            }
        }
        self.push(character, code);
        shown.push(character);
    }

    fn line_end(&mut self, code: bool, known: &Known, findings: &mut Vec<Finding>, shown: &mut String) {
        self.mark(known, findings, shown);
        if matches!(self.line, Line::Row | Line::Heading | Line::Begun) {
            self.close(known, findings, shown);
        } else {
            shown.push_str(&std::mem::take(&mut self.held));
            if !code && ends_sentence(&self.text) {
                self.end(known, findings, shown);
            }
        }
        self.line = Line::Begun;
        self.push('\n', code);
        self.held.push('\n');
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

    /// Takes a citation, writes it as it is to be shown, and the marks of the figures before it. `missing` are the
    /// findings about what it cites.
    pub(super) fn cite(
        &mut self,
        citation: Citation<'_>,
        known: &Known,
        findings: &mut Vec<Finding>,
        shown: &mut String,
    ) {
        shown.push_str(&std::mem::take(&mut self.held));
        shown.push_str(citation.written);
        if self.line == Line::Begun {
            self.line = Line::Text;
        }
        if self.shown.len() < LONGEST {
            self.shown.push_str(citation.bracket);
        }
        let behind = self.before.is_some() && self.text.chars().all(char::is_whitespace);
        let quoted = self.quoted();
        for index in citation.missing {
            quote(findings, index, &quoted);
            if !behind {
                self.found.push(index);
            }
        }
        let sentence = match &mut self.before {
            Some(before) if behind => before.as_mut(),
            _ => {
                self.before = None;
                self
            }
        };
        for cited in citation.cited {
            if sentence.cited.len() < MOST_CITED && !sentence.cited.contains(&cited) {
                sentence.cited.push(cited);
            }
        }
        sentence.check(known, findings, shown);
    }

    /// Checks the figures since the last citation, when something is cited.
    fn check(&mut self, known: &Known, findings: &mut Vec<Finding>, shown: &mut String) {
        if self.cited.is_empty() {
            return;
        }
        let mut missing = self.unchecked();
        missing.retain(|number| number.counts && !self.holds(known, number));
        let (waiting, missing): (Vec<Number>, Vec<Number>) = (missing.into_iter())
            .partition(|number| known.facts.iter().any(|fact| fact.holds(number)) && number.gain.is_none());
        self.waiting.extend(waiting);
        self.write(&missing, known, findings, shown);
    }

    /// The figures since this was asked last.
    fn unchecked(&mut self) -> Vec<Number> {
        let unchecked = numbers(self.text.get(self.checked..).unwrap_or_default());
        self.checked = self.text.len();
        unchecked
    }

    /// Checks everything, also what has waited for another citation.
    fn mark(&mut self, known: &Known, findings: &mut Vec<Finding>, shown: &mut String) {
        self.check(known, findings, shown);
        let mut waiting = std::mem::take(&mut self.waiting);
        waiting.retain(|number| !self.holds(known, number));
        self.write(&waiting, known, findings, shown);
    }

    fn holds(&self, known: &Known, number: &Number) -> bool {
        // What can be won must be said as such: any `5` of a listing would do for `5x faster` else.
        (number.gain.is_some() && known.bears_out(number))
            || number.gain.is_none() && self.cited.iter().any(|cited| cited.holds(&known.facts, number))
    }

    /// Marks the claims of a sentence that has ended and cites nothing, where no fact bears them out.
    fn claims(&mut self, known: &Known, findings: &mut Vec<Finding>, shown: &mut String) {
        if !self.cited.is_empty() || !known.facts.iter().any(Fact::is_citable) {
            return;
        }
        let mut claims = self.unchecked();
        claims.retain(|number| number.is_claim && !known.bears_out(number) && !is_marked(findings, number));
        self.write(&claims, known, findings, shown);
    }

    fn write(&mut self, missing: &[Number], known: &Known, findings: &mut Vec<Finding>, shown: &mut String) {
        let cited: Vec<String> = (self.cited.iter())
            .map(|cited| cited.name(&known.facts))
            .collect();
        for number in missing {
            if self.marked.contains(&number.text) {
                continue;
            }
            let text = &number.text;
            let place = if cited.is_empty() {
                "the evidence".to_owned()
            } else {
                cited.join(", ")
            };
            let mark = match known.exceeded(number) {
                Some(bound) => {
                    format!(
                        "(**⚠ {text} is not in {place}, and the whole gets at most {bound:.2}x as fast**)"
                    )
                }
                None => format!("(⚠ {text} is not in {place})"),
            };
            // Before the end of a cell there is a blank already.
            let _ = if self.line == Line::Row && self.text.trim_end_matches('|').ends_with(' ') {
                write!(shown, "{mark} ")
            } else {
                write!(shown, " {mark}")
            };
            self.found.push(findings.len());
            findings.push(match known.exceeded(number) {
                Some(bound) => Finding::MoreThanPossible {
                    number: text.clone(),
                    bound: format!("{bound:.2}x"),
                    sentence: self.quoted(),
                },
                None => Finding::NotInEvidence {
                    number: text.clone(),
                    cited: cited.clone(),
                    sentence: self.quoted(),
                },
            });
            self.marked.push(text.clone());
        }
    }

    /// Ends the sentence, with the marks that are due. If it cites nothing, what follows may still cite for it.
    fn end(&mut self, known: &Known, findings: &mut Vec<Finding>, shown: &mut String) {
        self.mark(known, findings, shown);
        let quoted = self.quoted();
        for index in std::mem::take(&mut self.found) {
            quote(findings, index, &quoted);
        }
        let mut ended = std::mem::take(self);
        self.line = ended.line;
        self.held = std::mem::take(&mut ended.held);
        self.before = ended.before.take();
        if ended.text.trim().is_empty() {
            return;
        }
        if ended.cited.is_empty() {
            self.end_before(known, findings, shown);
            self.before = Some(Box::new(ended));
        }
    }

    /// Ends the sentence before, in the middle of a line, with the marks that are due: no citation follows it any more.
    fn end_before(&mut self, known: &Known, findings: &mut Vec<Finding>, shown: &mut String) {
        let marks = self.marks_before(known, findings);
        if !marks.is_empty() {
            shown.push_str(marks.trim_start());
            shown.push(' ');
        }
    }

    /// Ends the sentence before, and gives its marks.
    fn marks_before(&mut self, known: &Known, findings: &mut Vec<Finding>) -> String {
        let mut marks = String::new();
        if let Some(mut before) = self.before.take() {
            before.line = self.line;
            before.mark(known, findings, &mut marks);
            before.claims(known, findings, &mut marks);
        }
        marks
    }

    /// Ends the sentence and its paragraph, item or row, with all marks that are due, before the end of the line.
    pub(super) fn close(&mut self, known: &Known, findings: &mut Vec<Finding>, shown: &mut String) {
        self.end(known, findings, shown);
        let marks = self.marks_before(known, findings);
        shown.push_str(&marks);
        shown.push_str(&std::mem::take(&mut self.held));
    }
}

/// What a sentence cites, once.
pub(super) struct Citation<'a> {
    /// As the model has it.
    pub(super) bracket: &'a str,
    /// As it is shown, with marks.
    pub(super) written: &'a str,
    /// What of it is there.
    pub(super) cited: Vec<Cited>,
    /// The findings about what is not.
    pub(super) missing: std::ops::Range<usize>,
}

/// Lets a finding quote its sentence.
fn quote(findings: &mut [Finding], index: usize, quoted: &str) {
    if let Some(
        Finding::NoSuchEvidence { sentence, .. }
        | Finding::NotInEvidence { sentence, .. }
        | Finding::MoreThanPossible { sentence, .. },
    ) = findings.get_mut(index)
    {
        quoted.clone_into(sentence);
    }
}

/// Whether a figure that nothing bears out was marked before in the answer: once is enough.
fn is_marked(findings: &[Finding], number: &Number) -> bool {
    findings.iter().any(|finding| match finding {
        Finding::NotInEvidence { number: marked, .. } | Finding::MoreThanPossible { number: marked, .. } => {
            *marked == number.text
        }
        Finding::NoSuchEvidence { .. } => false,
    })
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
