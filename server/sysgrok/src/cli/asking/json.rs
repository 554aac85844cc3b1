//! `--json`: an answer as one object. Keys are never taken away or renamed.

use ask::citations::Finding;
use ask::{Evidence, Usage};
use serde::Serialize;

/// An answer.
// The names are those of the JSON.
#[allow(clippy::struct_field_names)]
#[derive(Debug, Serialize)]
pub(super) struct Answer<'a> {
    /// The command.
    pub(super) command: &'static str,
    /// What it is about, in one line of markdown.
    pub(super) title: &'a str,
    /// What was given, with `--echo-input`.
    pub(super) input: Option<&'a str>,
    /// The model and where it was asked; null when none was, or it said nothing.
    pub(super) model: Option<&'a str>,
    /// Markdown: what the model said, or what is known without one.
    pub(super) answer: &'a str,
    /// Why the answer is not whole, or not the model's; null when nothing is amiss.
    pub(super) problem: Option<&'a str>,
    /// What one should know besides, such as that the model takes no temperature.
    pub(super) warnings: &'a [String],
    /// Whether all of it was kept from before.
    pub(super) from_cache: bool,
    /// Tokens; null when unknown.
    pub(super) usage: Option<Usage>,
    /// Citations and figures that do not hold.
    pub(super) findings: &'a [Finding],
    /// The facts that the answer cites.
    pub(super) evidence: Vec<Fact<'a>>,
    /// The file in which the answer is kept; null when it is not.
    pub(super) report: Option<String>,
}

/// A fact.
#[derive(Debug, Serialize)]
pub(super) struct Fact<'a> {
    /// As it is cited: `E1`, `cmd 4`.
    id: String,
    title: &'a str,
    text: &'a str,
}

/// The facts, as they are cited.
pub(super) fn facts(evidence: &Evidence) -> Vec<Fact<'_>> {
    evidence
        .labelled()
        .map(|(id, fact)| Fact {
            id,
            title: &fact.title,
            text: &fact.text,
        })
        .collect()
}
