//! Citations of an answer, and the figures beside them, checked against the evidence.
//!
//! What enters: the texts of the facts `E1`, `E2` and so on, and an answer as it streams in, in markdown. What leaves:
//! the answer, with a mark where it cites what is not there (`[E9 ⚠ no such evidence]`) or gives a figure that the cited
//! facts do not hold (`⚠ 55 % is not in E3`), and the list of these.
//!
//! A figure is beside a citation when both are in one sentence, table row or list item. Code is left out. A figure that
//! is in a fact which the sentence does not cite yet may be cited further on, so its mark waits for the sentence's end.

mod code;
mod facts;
mod number;
mod sentence;
mod unit;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use code::Code;
use facts::Fact;
use sentence::Sentence;

/// What does not hold in an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Finding {
    /// Something is cited that is not there.
    NoSuchEvidence {
        /// As it is cited: `E9`.
        citation: String,
        /// The sentence up to the citation.
        sentence: String,
    },
    /// A figure is in none of the facts that are cited beside it.
    NotInEvidence {
        /// As it is written: `55 %`.
        number: String,
        /// What is cited beside it: `E3`, `E5`.
        cited: Vec<String>,
        /// The sentence, as far as it was known when the figure was marked.
        sentence: String,
    },
}

/// The longest citation, in bytes; a longer bracket is text.
const LONGEST_CITATION: usize = 64;

/// Checks an answer while it streams in. Holds back an open citation (`[E…`) and nothing else.
#[derive(Clone, Debug)]
pub struct Checker {
    facts: Vec<Fact>,
    held: String,
    code: Code,
    sentence: Sentence,
    findings: Vec<Finding>,
}

impl Checker {
    /// For evidence with these texts, of `E1` and so on.
    pub fn new(evidence: &[&str]) -> Checker {
        Checker {
            facts: evidence.iter().map(|text| Fact::new(text)).collect(),
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
        self.sentence.end(&self.facts, &mut self.findings, &mut shown);
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
            && let Some(cited) = citation(&self.held)
        {
            self.held.clear();
            self.cite(&cited, shown);
        } else if !may_become_citation(&self.held) {
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
            .feed(character, code, &self.facts, &mut self.findings, shown);
    }

    fn cite(&mut self, cited: &[Cited], shown: &mut String) {
        self.code.feed(']');
        let mut written = String::from("[");
        for (index, cited) in cited.iter().enumerate() {
            if index > 0 {
                written.push_str(", ");
            }
            written.push_str(&cited.text);
            if cited.missing(self.facts.len()) {
                written.push_str(" ⚠ no such evidence");
                self.findings.push(Finding::NoSuchEvidence {
                    citation: cited.text.clone(),
                    sentence: self.sentence.shown(),
                });
            }
        }
        written.push(']');
        shown.push_str(&written);
        let known = self.facts.len();
        let numbers = cited
            .iter()
            .flat_map(|cited| cited.first..=cited.last.min(known))
            .filter(|number| (1..=known).contains(number));
        self.sentence
            .cite(&written, numbers, &self.facts, &mut self.findings, shown);
    }
}

/// One part of a citation: `E3`, or `E3-E5`.
struct Cited {
    text: String,
    first: usize,
    last: usize,
}

impl Cited {
    fn missing(&self, known: usize) -> bool {
        self.first < 1 || self.last > known || self.first > self.last
    }
}

/// What a closed bracket cites; absent when it is no citation.
fn citation(bracket: &str) -> Option<Vec<Cited>> {
    let inside = bracket
        .strip_prefix('[')?
        .strip_suffix(']')?
        .replace(" and ", ",")
        .replace(" & ", ",");
    let number = |text: &str| -> Option<usize> {
        let digits = text.trim().strip_prefix('E').unwrap_or(text.trim());
        (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| digits.parse().unwrap_or(usize::MAX))
    };
    let cited: Option<Vec<Cited>> = inside
        .split([',', ';'])
        .map(|part| {
            let text = part.trim().to_owned();
            match text.split_once(['-', '–']) {
                Some((first, last)) => Some(Cited {
                    first: number(first)?,
                    last: number(last)?,
                    text,
                }),
                None => Some(Cited {
                    first: number(&text)?,
                    last: number(&text)?,
                    text,
                }),
            }
        })
        .collect();
    cited.filter(|_| inside.starts_with('E'))
}

/// Whether an open bracket may still become a citation.
fn may_become_citation(held: &str) -> bool {
    let inside = held.strip_prefix('[').unwrap_or_default();
    let digit = |at: usize| inside.as_bytes().get(at).is_none_or(u8::is_ascii_digit);
    held.len() <= LONGEST_CITATION
        && !held.ends_with(']')
        && (inside.is_empty() || inside.starts_with('E') && digit(1))
        && inside.chars().all(|char| {
            char.is_ascii_digit() || matches!(char, 'E' | ',' | ';' | ' ' | '-' | '–' | '&' | 'a' | 'n' | 'd')
        })
}
