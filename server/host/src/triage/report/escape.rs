//! Text of hosts in markdown.

use crate::triage::Findings;
use crate::triage::words::{is_hidden, plain};

/// Text of the host that stands outside a code span: short, and none of it acts as markup.
pub(crate) fn escaped(text: &str) -> String {
    let mut safe = String::new();
    for character in plain(text).chars() {
        if character.is_ascii_punctuation()
            && !matches!(
                character,
                '.' | ',' | ':' | ';' | '-' | '/' | '\'' | '(' | ')' | '%' | '='
            )
        {
            safe.push('\\');
        }
        safe.push(character);
    }
    safe
}

/// A sentence of a finding, in which text of the host stands in code spans, for a cell of a table.
pub(crate) fn cell(sentence: &str) -> String {
    sentence
        .chars()
        .filter(|&character| !is_hidden(character))
        .collect::<String>()
        .replace('|', "\\|")
}

/// The verdict; of a host that gave no outputs, that nothing is known.
pub(crate) fn verdict(findings: &Findings) -> &str {
    if findings.verdict.is_empty() {
        "nothing could be judged."
    } else {
        &findings.verdict
    }
}
