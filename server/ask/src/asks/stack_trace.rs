//! What a stack does, and how to make it faster, or what led to its error.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::{explain_function, known};
use crate::evidence::Evidence;
use crate::facts::{FrameFacts, FunctionFacts, TraceFacts};
use crate::question::{NO_MODEL, Question};
use crate::words;

/// Functions of the workspace of which the source is shown.
const WITH_SOURCE: usize = 3;

/// Frames of which our notes are shown, the innermost first.
const WITH_NOTES: usize = 4;

/// The question.
pub fn question(facts: &TraceFacts) -> Question {
    let mut evidence = Evidence::default();
    evidence.add("The stack trace", &facts.text);
    evidence.add(
        "Its frames as sysgrok reads them, innermost first",
        frames_text(&facts.frames),
    );
    for cause in &facts.causes {
        evidence.add(
            "The frames of its cause, innermost first",
            frames_text(&cause.frames),
        );
    }
    let mut seen = Vec::new();
    for frame in &facts.frames {
        let Some(name) = &frame.function else { continue };
        if seen.len() >= WITH_NOTES {
            break;
        }
        if let Some(found) = knowledge::function(module(frame), name)
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
        bound: None,
        variables,
        title: match top {
            Some(top) => format!("stacktrace: {}", words::code(top)),
            None => "stacktrace".to_owned(),
        },
        without_model: without_model(facts),
        is_unread: facts.frames.is_empty(),
    }
}

/// What was said with a stack, line by line.
fn said(heading: &str) -> String {
    let lines: Vec<String> = heading.lines().map(words::shown).collect();
    words::code_block("text", &lines.join("\n"))
}

fn frames_text(frames: &[FrameFacts]) -> String {
    let mut text = String::new();
    for frame in frames {
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
        let _ = write!(text, "{}\n\n", said(heading));
    }
    if let Some(dialect) = &facts.dialect {
        let own = facts.frames.iter().filter(|frame| frame.place.is_some()).count();
        let count = facts.frames.len();
        let _ = write!(
            text,
            "{} ({}), innermost first; {own} of them in this workspace.\n\n",
            counted(count, "frame"),
            words::prose(dialect)
        );
    }
    frames(&mut text, &facts.frames);
    for cause in &facts.causes {
        text.push_str("\n**Caused by**\n\n");
        if let Some(heading) = &cause.heading {
            let _ = write!(text, "{}\n\n", said(heading));
        }
        frames(&mut text, &cause.frames);
    }
    for known in &facts.known {
        let about = of_workspace(known);
        if !about.is_empty() {
            let _ = write!(text, "\n## {}\n\n{about}", words::code(&known.name));
        }
    }
    let mut seen = Vec::new();
    // What makes a function hot does not matter where an error is looked for.
    let notable = facts
        .frames
        .iter()
        .filter(|frame| !facts.is_error && !is_start(frame));
    for frame in notable {
        let Some(name) = &frame.function else { continue };
        let Some(found) = knowledge::function(module(frame), name) else {
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
    let is_silent = seen.is_empty() && !facts.is_error && facts.known.is_empty();
    if is_silent {
        text.push_str("\nsysgrok has no notes on these functions, and none of them is in this workspace.\n");
    }
    let _ = write!(text, "\n{NO_MODEL}\n");
    words::tidy(&text)
}

/// What is known of a function of the workspace: its heat, what it is for, what of it is expensive.
fn of_workspace(known: &FunctionFacts) -> String {
    let mut text = String::new();
    let Some(source) = &known.source else { return text };
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
    text
}

/// The library, program or script that a frame is of.
fn module(frame: &FrameFacts) -> Option<&str> {
    let script = || {
        frame
            .file
            .as_deref()
            .filter(|file| file.rsplit('.').next() == Some("py"))
    };
    // Profilers that see all languages call the program of every script `Python`.
    let mapping = frame
        .mapping
        .as_deref()
        .filter(|mapping| !(mapping.eq_ignore_ascii_case("python") && script().is_some()));
    mapping.or_else(script)
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// Whether a frame only starts the program or a thread.
fn is_start(frame: &FrameFacts) -> bool {
    const NAMES: [&str; 16] = [
        "_start",
        "__libc_start_main",
        "__libc_start_main_impl",
        "__libc_start_call_main",
        "start_thread",
        "clone",
        "clone3",
        "__clone3",
        "main",
        "runtime.main",
        "runtime.goexit",
        "std::rt::lang_start",
        "std::sys::backtrace::__rust_begin_short_backtrace",
        "core::ops::function::FnOnce::call_once",
        "BaseThreadInitThunk",
        "RtlUserThreadStart",
    ];
    let name = frame.function.as_deref().unwrap_or_default();
    NAMES.contains(&name.split("::{{").next().unwrap_or(name))
}

/// How many of the outermost frames only lead to the first function of the program.
fn outer(frames: &[FrameFacts]) -> usize {
    let is_outer = |frame: &&FrameFacts| {
        frame.place.is_none()
            && (frame.function.is_none() || frame.is_library || is_start(frame))
            && frame.function.as_deref() != Some("main")
    };
    let outer = frames.iter().rev().take_while(is_outer).count();
    let begins = frames.iter().rev().take(outer).any(is_start);
    if begins && outer < frames.len() { outer } else { 0 }
}

/// The frames; those of libraries that follow each other are folded, and so are those that start the program.
fn frames(text: &mut String, frames: &[FrameFacts]) {
    let outer = outer(frames);
    let inner = frames.get(..frames.len() - outer).unwrap_or_default();
    let mut folded = 0;
    let mut told = Vec::new();
    for (index, frame) in inner.iter().enumerate() {
        // The innermost frame says what the processor does: it is always told.
        let next_is_library = inner.get(index + 1).is_some_and(|next| next.is_library);
        if frame.is_library && index > 0 && next_is_library {
            folded += 1;
            continue;
        }
        if folded > 0 {
            let _ = writeln!(text, "- … {} of libraries", counted(folded, "frame"));
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
        if let Some(code) = &frame.code {
            let _ = write!(text, ": {}", words::code(code));
        } else if let Some(found) = knowledge::function(module(frame), name)
            && !told.contains(&found.entry.names.first())
        {
            told.push(found.entry.names.first());
            let _ = write!(text, ": {}", found.entry.summary);
        }
        text.push('\n');
    }
    if folded > 0 {
        let _ = writeln!(text, "- … {} of libraries", counted(folded, "frame"));
    }
    if outer > 0 {
        let start = if outer == 1 { "starts" } else { "start" };
        let _ = writeln!(text, "- … {} that {start} the program", counted(outer, "frame"));
    }
}
