//! The numbered facts about a subject: what the model is shown, and what its answer is checked against.

use std::fmt::Write;

use serde::{Deserialize, Serialize};

use crate::fence::fence;
use crate::redact::Redaction;

/// Facts, numbered from `E1` in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The facts.
    pub facts: Vec<Fact>,
}

/// One fact, as plain text. All of it counts as hostile: names and source come from files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// What it is, in our words: `Heat`, `Source with heat by line`.
    pub title: String,
    /// The fact.
    pub text: String,
}

impl Evidence {
    /// Adds a fact, unless it is empty.
    pub fn add(&mut self, title: impl Into<String>, text: impl Into<String>) {
        let (title, text) = (title.into(), text.into());
        if !text.trim().is_empty() {
            self.facts.push(Fact { title, text });
        }
    }

    /// The facts as a model is shown them, all or only one: numbered, fenced, without secrets.
    pub fn for_model(&self, redaction: &mut Redaction, only: Option<usize>) -> String {
        let mut shown = String::new();
        for (index, fact) in self.facts.iter().enumerate() {
            if only.is_some_and(|only| only != index) {
                continue;
            }
            let number = index + 1;
            let label = format!("E{number}");
            let text = redaction.redact(&fact.text);
            let _ = writeln!(shown, "[{label}] {}\n{}", fact.title, fence(&label, &text));
        }
        shown
    }

    /// The texts that citations are checked against, without secrets.
    pub fn texts(&self, redaction: &mut Redaction) -> Vec<String> {
        (self.facts.iter())
            .map(|fact| redaction.redact(&fact.text))
            .collect()
    }

    /// The list of facts for people, below an answer that cites them.
    pub fn for_people(&self) -> String {
        let mut shown = String::new();
        for (number, fact) in (1..).zip(&self.facts) {
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
                "- E{number}: {}: {}{rest}",
                fact.title,
                crate::words::code(first.trim())
            );
        }
        shown
    }
}
