//! A free question.

use std::collections::BTreeMap;

use crate::evidence::Evidence;
use crate::question::{NO_MODEL, Question};
use crate::words;

/// The question, with what is known of the workspace.
pub fn question(text: &str, evidence: Evidence) -> Question {
    let mut variables = BTreeMap::new();
    variables.insert("question".to_owned(), text.to_owned());
    let first: String = text.lines().next().unwrap_or_default().chars().take(60).collect();
    Question {
        prompt: "chat",
        stages: vec!["answer"],
        evidence,
        long: None,
        variables,
        title: format!("chat: {}", words::prose(&first)),
        without_model: format!(
            "A free question needs a model, and none is configured: `sysgrok doctor` says how to set one up.\n\n{NO_MODEL}\n"
        ),
    }
}
