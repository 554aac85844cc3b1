//! A question about a subject, ready to be asked, and the answer that needs nobody.

use std::collections::BTreeMap;

use crate::evidence::Evidence;

/// What is asked. Made by the files under `asks/`, from facts that are plain data.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// Which prompt, by the name of its file.
    pub prompt: &'static str,
    /// Its sections that are asked one after the other, each with the answer before in sight.
    pub stages: Vec<&'static str>,
    /// What the answer rests on.
    pub evidence: Evidence,
    /// The fact that may be too long for a model: its index in the evidence, and how many of its first lines are
    /// headings that every part needs. It is then read in parts.
    pub long: Option<(usize, usize)>,
    /// How many times as fast the whole gets at most when all that is asked about takes no time (Amdahl's law); absent when
    /// that is not known.
    pub bound: Option<f64>,
    /// What the prompt's sections are filled with, besides the evidence.
    pub variables: BTreeMap<String, String>,
    /// The title of the report: `explainfunction: table_find in wordex`.
    pub title: String,
    /// Markdown: what is known without asking a model, and that none was asked.
    pub without_model: String,
    /// Whether nothing is known without a model: the text that was given could not be read, or nobody knows the function.
    pub is_unread: bool,
}

/// What the user wants of all answers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wishes {
    /// How the answer is to be formatted; markdown when absent.
    pub output_format: Option<String>,
    /// Explain only.
    pub no_optimisations: bool,
    /// For a hover: a few sentences.
    pub short: bool,
    /// Whether an answer that is kept from before will do.
    pub use_cache: bool,
}

/// The last line of every answer that was made without a model.
pub const NO_MODEL: &str =
    "*No model was asked. These are facts from the profile, the source and sysgrok's own notes.*";
