//! A free question.

use std::collections::BTreeMap;

use super::explain_function;
use crate::facts::FunctionFacts;
use crate::question::Question;
use crate::words;

/// The question, with what is known of the function that it is about.
pub fn question(text: &str, about: Option<&FunctionFacts>) -> Question {
    let (evidence, source) = about.map(explain_function::evidence).unwrap_or_default();
    let mut variables = BTreeMap::new();
    variables.insert("question".to_owned(), text.to_owned());
    let first: String = text.lines().next().unwrap_or_default().chars().take(60).collect();
    Question {
        prompt: "chat",
        stages: vec!["answer"],
        evidence,
        long: source.map(|source| (source, 1)),
        bound: about.and_then(explain_function::bound),
        variables,
        title: format!("chat: {}", words::prose(&first)),
        without_model:
            "A free question needs a model that answers: `sysgrok doctor` says which one is configured, and \
                        how to set one up.\n\n*No model was asked.*\n"
                .to_owned(),
        is_unread: false,
    }
}
