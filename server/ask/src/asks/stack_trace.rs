//! What a stack does, and how to make it faster, or what led to its error.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::{explain_function, known};
use crate::evidence::Evidence;
use crate::facts::{FrameFacts, TraceFacts};
use crate::question::{NO_MODEL, Question};
use crate::words;

/// Functions of the workspace of which the source is shown.
const WITH_SOURCE: usize = 3;

/// Frames of which our notes are shown, the innermost first.
const WITH_NOTES: usize = 6;

/// The question.
pub fn question(facts: &TraceFacts) -> Question {
    let mut evidence = Evidence::default();
    evidence.add("The stack trace", &facts.text);
    evidence.add(
        "Its frames as sysgrok reads them, innermost first",
        frames_text(facts),
    );
    let mut seen = Vec::new();
    for frame in &facts.frames {
        let Some(name) = &frame.function else { continue };
        if seen.len() >= WITH_NOTES {
            break;
        }
        if let Some(found) = knowledge::function(frame.mapping.as_deref(), name)
            && !seen.contains(&found.entry.names.first())
        {
            seen.push(found.entry.names.first());
            evidence.add(
                format!("Notes of sysgrok on {name}"),
                known::function_text(&found),
            );
        }
    }
    for known in facts.known.iter().take(WITH_SOURCE) {
        if let Some(source) = &known.source {
            evidence.add(
                format!(
                    "Source of {}, with the heat of each line where there is any",
                    known.name
                ),
                explain_function::source_text(source),
            );
        }
    }
    let mut variables = BTreeMap::new();
    if facts.is_error {
        variables.insert("error".to_owned(), "yes".to_owned());
    }
    let top = facts.frames.iter().find_map(|frame| frame.function.as_deref());
    Question {
        prompt: "stack_trace",
        stages: vec!["answer"],
        evidence,
        long: Some((0, 0)),
        variables,
        title: match top {
            Some(top) => format!("stacktrace: {}", words::code(top)),
            None => "stacktrace".to_owned(),
        },
        without_model: without_model(facts),
        is_unread: facts.frames.is_empty(),
    }
}

fn frames_text(facts: &TraceFacts) -> String {
    let mut text = String::new();
    for frame in &facts.frames {
        let _ = write!(
            text,
            "{}",
            frame.function.as_deref().unwrap_or("unknown function")
        );
        if let Some(mapping) = &frame.mapping {
            let _ = write!(text, " in {mapping}");
        }
        if let Some((file, line)) = &frame.place {
            let _ = write!(text, ", in the workspace at {file}:{line}");
        } else if let Some(given) = &frame.given {
            let _ = write!(text, " at {given}");
        }
        text.push('\n');
    }
    text
}

fn without_model(facts: &TraceFacts) -> String {
    let mut text = String::new();
    if facts.frames.is_empty() {
        text.push_str(
            "This is no stack trace that sysgrok can read. Nothing can be said of it without a model.\n\n",
        );
        text.push_str(NO_MODEL);
        return words::tidy(&text);
    }
    if let Some(heading) = &facts.heading {
        let _ = write!(text, "{}\n\n", words::code_block("text", &words::shown(heading)));
    }
    if let Some(dialect) = &facts.dialect {
        let own = facts.frames.iter().filter(|frame| frame.place.is_some()).count();
        let count = facts.frames.len();
        let _ = write!(
            text,
            "{} frames ({}), innermost first; {own} of them in this workspace.\n\n",
            count,
            words::prose(dialect)
        );
    }
    frames(&mut text, &facts.frames);
    for known in &facts.known {
        let Some(source) = &known.source else { continue };
        let _ = write!(text, "\n## {}\n\n", words::code(&known.name));
        if let Some(heat) = &known.heat {
            let _ = write!(
                text,
                "{} of {}.\n\n",
                words::shares(heat.own, heat.total),
                words::prose(&heat.counted)
            );
        }
        if let Some(doc) = &source.doc {
            let first = doc.split("\n\n").next().unwrap_or_default().replace('\n', " ");
            let _ = write!(text, "{}\n\n", words::prose(&first));
        }
        if !known.costs.is_empty() {
            let _ = writeln!(text, "{}", known::costs_markdown(&known.costs));
        }
    }
    let mut seen = Vec::new();
    for frame in &facts.frames {
        let Some(name) = &frame.function else { continue };
        let Some(found) = knowledge::function(frame.mapping.as_deref(), name) else {
            continue;
        };
        if seen.contains(&found.entry.names.first()) || seen.len() >= WITH_NOTES {
            continue;
        }
        seen.push(found.entry.names.first());
        let _ = write!(
            text,
            "\n## {}\n\n{}",
            words::code(name),
            known::function_markdown(&found)
        );
    }
    if seen.is_empty() && facts.known.is_empty() {
        text.push_str("\nsysgrok has no notes on these functions, and none of them is in this workspace.\n");
    }
    let _ = write!(text, "\n{NO_MODEL}\n");
    words::tidy(&text)
}

/// The frames; those of libraries that follow each other are folded.
fn frames(text: &mut String, frames: &[FrameFacts]) {
    let mut folded = 0;
    let mut told = Vec::new();
    for (index, frame) in frames.iter().enumerate() {
        // The innermost frame says what the processor does: it is always told.
        let next_is_library = frames.get(index + 1).is_some_and(|next| next.is_library);
        if frame.is_library && index > 0 && next_is_library {
            folded += 1;
            continue;
        }
        if folded > 0 {
            let _ = writeln!(text, "- … {folded} frames of libraries");
            folded = 0;
        }
        let name = frame.function.as_deref().unwrap_or("unknown function");
        let _ = write!(text, "- {}", words::code(name));
        if let Some(mapping) = &frame.mapping {
            let _ = write!(text, " in {}", words::code(mapping));
        }
        match (&frame.place, &frame.given) {
            (Some((file, line)), _) => {
                let _ = write!(text, ", {}", words::code(&format!("{file}:{line}")));
            }
            (None, Some(given)) => {
                let _ = write!(text, ", {}", words::code(given));
            }
            (None, None) => {}
        }
        // Neighbours often share an entry, which is told once.
        if let Some(found) = knowledge::function(frame.mapping.as_deref(), name)
            && !told.contains(&found.entry.names.first())
        {
            told.push(found.entry.names.first());
            let _ = write!(text, ": {}", found.entry.summary);
        }
        text.push('\n');
    }
    if folded > 0 {
        let _ = writeln!(text, "- … {folded} frames of libraries");
    }
}
