//! Citations of an answer, and the figures beside them, checked against the evidence.
//!
//! What enters: the texts of the facts `E1` and `cmd 4` and so on, and an answer as it streams in, in markdown. What
//! leaves: the answer, with a mark where it cites what is not there (`[E9 ⚠ no such evidence]`,
//! `[cmd 4, lines 10-12 ⚠ no such lines]`) or gives a figure that the cited facts or lines do not hold
//! (`(⚠ 55 % is not in E3)`), and the list of these. Where nothing is cited, shares, times, gains in speed and numbers of
//! samples must be in one of the facts, or are marked too; most of all gains that are more than the whole can get faster.
//!
//! A figure is beside a citation when both are in one sentence, table row or list item. Code is left out. A figure that
//! is in a fact which the sentence does not cite yet may be cited further on, so its mark waits for the sentence's end.

mod bracket;
mod code;
mod facts;
mod gain;
mod number;
mod sentence;
mod spelled;
mod unit;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use bracket::{Kind, Part};
use code::Code;
use facts::{Cited, Fact, Known};
use sentence::{Citation, Sentence};

/// A fact, and how it is cited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Labelled {
    /// `E3`, or `cmd 4` for what a command printed, whose lines can be cited; what has another form cannot be cited.
    pub label: String,
    /// What figures are checked against. Its lines count from 1.
    pub text: String,
}

/// What does not hold in an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Finding {
    /// Something is cited that is not there.
    NoSuchEvidence {
        /// As it is cited: `E9`, or `cmd 4, lines 10-12` where only the lines are not there.
        citation: String,
        /// The sentence, or its end.
        sentence: String,
    },
    /// A figure is in none of the facts that are cited beside it, or in none at all where nothing is.
    NotInEvidence {
        /// As it is written: `55 %`.
        number: String,
        /// What is cited beside it: `E3`, `cmd 4 lines 10-12`; empty when nothing is.
        cited: Vec<String>,
        /// The sentence, or its end.
        sentence: String,
    },
    /// A gain in speed is in no fact, and more than the whole can get faster.
    MoreThanPossible {
        /// As it is written: `5x`.
        number: String,
        /// What is possible at most, by Amdahl's law: `1.99x`.
        bound: String,
        /// The sentence, or its end.
        sentence: String,
    },
}

/// Checks an answer while it streams in. Holds back an open citation (`[E…`, `[cmd…`), and the end of a line or of a
/// table's cell, before which a mark may belong; nothing else.
#[derive(Clone, Debug)]
pub struct Checker {
    known: Known,
    held: String,
    code: Code,
    sentence: Sentence,
    findings: Vec<Finding>,
}

impl Checker {
    /// For this evidence. `bound` says how many times as fast the whole can get at most, where that is known.
    pub fn new(evidence: &[Labelled], bound: Option<f64>) -> Checker {
        Checker {
            known: Known {
                facts: evidence.iter().map(Fact::new).collect(),
                bound,
            },
            held: String::new(),
            code: Code::default(),
            sentence: Sentence::default(),
            findings: Vec::new(),
        }
    }

    /// Takes the next part of the answer, and gives what can be shown by now, with marks.
    pub fn feed(&mut self, text: &str) -> String {
        let mut shown = String::with_capacity(text.len());
        for character in text.chars() {
            self.character(character, &mut shown);
        }
        shown
    }

    /// Gives what was held back, the marks of the last sentence, and everything that did not hold.
    pub fn finish(mut self) -> (String, Vec<Finding>) {
        let mut shown = String::new();
        self.release(&mut shown);
        self.sentence.close(&self.known, &mut self.findings, &mut shown);
        (shown, self.findings)
    }

    fn character(&mut self, character: char, shown: &mut String) {
        if self.held.is_empty() {
            if character == '[' && !self.code.is_code() {
                self.held.push('[');
            } else {
                self.text(character, shown);
            }
            return;
        }
        self.held.push(character);
        if character == ']'
            && let Some(parts) = bracket::parts(&self.held)
        {
            let held = std::mem::take(&mut self.held);
            self.cite(&held, &parts, shown);
        } else if !bracket::may_become(&self.held) {
            self.held.pop();
            self.release(shown);
            self.character(character, shown);
        }
    }

    fn release(&mut self, shown: &mut String) {
        for character in std::mem::take(&mut self.held).chars() {
            self.text(character, shown);
        }
    }

    /// A character that belongs to no citation.
    fn text(&mut self, character: char, shown: &mut String) {
        let was_code = self.code.is_code();
        self.code.feed(character);
        let code = was_code || self.code.is_code();
        self.sentence
            .feed(character, code, &self.known, &mut self.findings, shown);
    }

    fn cite(&mut self, bracket: &str, parts: &[Part], shown: &mut String) {
        self.code.feed(']');
        let mut written = String::with_capacity(bracket.len());
        let mut cited = Vec::new();
        let mut done = 0;
        let first = self.findings.len();
        for part in parts {
            written.push_str(bracket.get(done..part.end).unwrap_or_default());
            done = part.end;
            if let Some(mark) = self.resolve(part, &mut cited) {
                written.push_str(mark);
                self.findings.push(Finding::NoSuchEvidence {
                    citation: bracket.get(part.start..part.end).unwrap_or_default().to_owned(),
                    sentence: String::new(),
                });
            }
        }
        written.push_str(bracket.get(done..).unwrap_or_default());
        let citation = Citation {
            bracket,
            written: &written,
            cited,
            missing: first..self.findings.len(),
        };
        self.sentence
            .cite(citation, &self.known, &mut self.findings, shown);
    }

    /// Adds what is there of what is cited, and gives the mark if that is not all.
    fn resolve(&self, part: &Part, cited: &mut Vec<Cited>) -> Option<&'static str> {
        let (mut has_first, mut has_last, mut has_lines) = (false, false, true);
        for (fact, number) in self.known.facts.iter().enumerate().filter_map(|(index, fact)| {
            let number = fact.number(part.kind)?;
            (part.first..=part.last)
                .contains(&number)
                .then_some((index, number))
        }) {
            has_first |= number == part.first;
            has_last |= number == part.last;
            // Whatever lines of another fact are, they are not ours.
            if part.lines.is_empty() || part.kind == Kind::Evidence {
                cited.push(Cited { fact, lines: None });
                continue;
            }
            let count = self.known.facts.get(fact).map_or(0, Fact::lines);
            for &(first, last) in &part.lines {
                has_lines &= first >= 1 && first <= last && last <= count;
                let (first, last) = (first.max(1), last.min(count));
                if first <= last {
                    cited.push(Cited {
                        fact,
                        lines: Some((first, last)),
                    });
                }
            }
        }
        if !(has_first && has_last) {
            Some(" ⚠ no such evidence")
        } else if !has_lines {
            Some(" ⚠ no such lines")
        } else {
            None
        }
    }
}
