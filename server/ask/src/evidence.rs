//! The labelled facts about a subject: what the model is shown, and what its answer is checked against.

use std::fmt::Write;

use serde::{Deserialize, Serialize};

use crate::citations::Labelled;
use crate::fence::fence;
use crate::redact::Redaction;

/// Facts, in their order. One without a label is cited by its number among all: `E1`, `E2`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The facts.
    pub facts: Vec<Fact>,
}

/// One fact, as plain text. All of it counts as hostile: names and source come from files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// What it is, in our words: `Heat`, `Source with heat by line`.
    pub title: String,
    /// The fact, as a model is shown it.
    pub text: String,
    /// `cmd 4` for what a command printed: its lines can be cited too, so a model is shown their numbers. Absent for a
    /// fact that is cited as `E` and its number.
    pub label: Option<String>,
    /// All of it, where `text` is a summary: what citations are checked against, and what the numbers of lines in the
    /// summary mean. Absent when `text` is all.
    pub full: Option<String>,
}

impl Fact {
    /// Whether a model is shown the numbers of its lines.
    pub(crate) fn has_numbers(&self) -> bool {
        self.label.is_some() && self.full.is_none()
    }
}

/// A part of a fact that is too long for a model.
#[derive(Clone)]
pub(crate) struct Part {
    /// Index of the fact.
    pub(crate) fact: usize,
    /// The lines of the part.
    pub(crate) text: String,
    /// Their numbers in the fact, from 1. A line that is too long comes in pieces of one number.
    pub(crate) lines: Vec<usize>,
}

impl Part {
    /// A part without lines.
    pub(crate) fn new(fact: usize) -> Part {
        Part {
            fact,
            text: String::new(),
            lines: Vec::new(),
        }
    }

    /// Adds a line, or a piece of one.
    pub(crate) fn push(&mut self, number: usize, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
        self.lines.push(number);
    }
}

impl Evidence {
    /// Adds a fact, unless it is empty.
    pub fn add(&mut self, title: impl Into<String>, text: impl Into<String>) {
        let (title, text) = (title.into(), text.into());
        if !text.trim().is_empty() {
            self.facts.push(Fact {
                title,
                text,
                ..Fact::default()
            });
        }
    }

    /// The facts, each with how it is cited: `E3`, `cmd 4`.
    pub fn labelled(&self) -> impl Iterator<Item = (String, &Fact)> {
        (1..).zip(&self.facts).map(|(number, fact): (usize, _)| {
            let label = fact.label.clone().unwrap_or_else(|| format!("E{number}"));
            (label, fact)
        })
    }

    /// The facts as a model is shown them, or only a part of one: with their labels, fenced, without secrets.
    pub(crate) fn for_model(&self, redaction: &mut Redaction, only: Option<&Part>) -> String {
        let mut shown = String::new();
        for (index, (label, fact)) in self.labelled().enumerate() {
            match only {
                None => show(&mut shown, &label, fact, &fact.text, 1.., redaction),
                Some(part) if part.fact == index => {
                    let numbers = part.lines.iter().copied();
                    show(&mut shown, &label, fact, &part.text, numbers, redaction);
                }
                Some(_) => {}
            }
        }
        shown
    }

    /// Cuts the longest facts at their ends, but not the one at `keep`, until all together have `most` tokens; if that is
    /// not enough, leaves out the last but for the first. Gives the labels of those that were cut. Citations are checked
    /// against all that was there.
    pub(crate) fn shorten(
        &mut self,
        most: usize,
        keep: Option<usize>,
        tokens: &mut dyn FnMut(&Evidence) -> usize,
    ) -> Vec<String> {
        /// Shorter facts are left alone, in bytes.
        const SHORT: usize = 160;
        let mut cut = std::collections::BTreeSet::new();
        while tokens(self) > most {
            let longest = (self.facts.iter_mut().enumerate())
                .filter(|(index, fact)| Some(*index) != keep && fact.text.len() > SHORT)
                .max_by_key(|(_, fact)| fact.text.len());
            let (index, fact, text) = if let Some((index, fact)) = longest {
                let text = half(&fact.text);
                (index, fact, text)
            } else {
                let last = (self.facts.iter_mut().enumerate().skip(1).rev())
                    .find(|(index, fact)| Some(*index) != keep && !fact.text.is_empty());
                let Some((index, fact)) = last else { break };
                (index, fact, String::new())
            };
            let whole = std::mem::replace(&mut fact.text, text);
            fact.full.get_or_insert(whole);
            cut.insert(index);
        }
        (self.labelled().enumerate())
            .filter(|(index, _)| cut.contains(index))
            .map(|(_, (label, _))| label)
            .collect()
    }

    /// What citations are checked against, without secrets.
    pub(crate) fn checked(&self, redaction: &mut Redaction) -> Vec<Labelled> {
        self.labelled()
            .map(|(label, fact)| {
                let text = redaction.redact_lines(fact.full.as_ref().unwrap_or(&fact.text));
                Labelled { label, text }
            })
            .collect()
    }

    /// The list of facts for people, below an answer that cites them.
    pub fn for_people(&self) -> String {
        let mut shown = String::new();
        for (label, fact) in self.labelled() {
            let first = fact
                .text
                .lines()
                .find(|line| !line.trim().is_empty())
                .unwrap_or_default();
            let many = fact.text.lines().filter(|line| !line.trim().is_empty()).count();
            let rest = if many > 1 {
                format!(" … ({many} lines)")
            } else {
                String::new()
            };
            let _ = writeln!(
                shown,
                "- {label}: {}: {}{rest}",
                fact.title,
                crate::words::code(first.trim())
            );
        }
        shown
    }
}

/// What says to a model that a fact goes on.
const CUT: &str = "(the rest is left out)";

/// The first half of a text, to the end of a line where it has several.
pub(crate) fn half(text: &str) -> String {
    let text = text.strip_suffix(CUT).unwrap_or(text);
    let mut end = text.len() / 2;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let half = text.get(..end).unwrap_or_default();
    match half.rsplit_once('\n') {
        Some((lines, _)) => format!("{lines}\n{CUT}"),
        None => format!("{half} {CUT}"),
    }
}

fn show(
    shown: &mut String,
    label: &str,
    fact: &Fact,
    text: &str,
    numbers: impl Iterator<Item = usize>,
    redaction: &mut Redaction,
) {
    if text.is_empty() {
        return;
    }
    // The title of what a command printed is the command, which may hold a password.
    let title = redaction.redact(&fact.title);
    let text = if fact.has_numbers() {
        numbered(&redaction.redact_lines(text), numbers)
    } else {
        redaction.redact(text)
    };
    let _ = writeln!(shown, "[{label}] {title}\n{}", fence(label, &text));
}

/// The text with a number before each line: `10| ...`.
fn numbered(text: &str, numbers: impl Iterator<Item = usize>) -> String {
    let mut numbered = String::with_capacity(text.len() + text.len() / 8);
    for (number, line) in numbers.zip(text.lines()) {
        let _ = writeln!(numbered, "{number}| {line}");
    }
    numbered
}
