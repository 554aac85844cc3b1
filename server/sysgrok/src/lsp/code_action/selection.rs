//! Stack traces, lists and annotated code: those that are selected in any text, and those that a whole file is.

use std::path::Path;

use profile::Format;
use serde_json::json;

use super::{Actions, OF_CODE};
use crate::lsp::commands;
use crate::lsp::context::Context;
use crate::lsp::profile_file::{self, Dialect};
use crate::lsp::proto;

/// Of a longer selection the beginning tells what it is.
const HEAD: usize = 64 << 10;

/// What a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    StackTrace,
    List,
    Code,
}

/// The action for what is selected, else for what the file is. A whole profile of stacks is no stack trace.
pub(super) fn add(context: &Context, actions: &mut Actions<'_>, key: &Path) {
    if !actions.wants(&OF_CODE) {
        return;
    }
    let opened = profile_file::opened(context, key);
    let kind = if actions.is_selection() {
        let Some(engine) = context.engine_of(key) else {
            return;
        };
        let Some(open) = engine.document(key) else { return };
        let document = &open.document;
        let offset = |position| document.offset(proto::position(position), context.encoding());
        let (start, end) = (offset(actions.range.start), offset(actions.range.end));
        let end = end.min(start + HEAD);
        let rope = document.rope();
        let text = rope
            .byte_slice(
                rope.char_to_byte(rope.byte_to_char(start))..rope.char_to_byte(rope.byte_to_char(end)),
            )
            .to_string();
        // What is cut out of a list has lost the heading that tells it.
        kind_of(&text).or(opened.and_then(|opened| of_dialect(opened.dialect)))
    } else {
        let is_profile = |dialect| matches!(dialect, Dialect::Profile(Format::Folded | Format::PerfScript));
        opened.and_then(|opened| of_dialect(opened.dialect).filter(|_| !is_profile(opened.dialect)))
    };
    let (title, command) = match kind {
        Some(Kind::StackTrace) => ("Explain this stack trace", commands::STACK_TRACE),
        Some(Kind::List) => ("Explain this list", commands::TOP_N),
        Some(Kind::Code) => ("Explain this annotated code", commands::CODE),
        None => return,
    };
    let argument = json!({ "uri": actions.uri.as_str(), "range": actions.range });
    actions.add(OF_CODE, title, command, Some(argument));
}

fn of_dialect(dialect: Dialect) -> Option<Kind> {
    match dialect {
        Dialect::Traces => Some(Kind::StackTrace),
        Dialect::Profile(format) => of_format(format),
    }
}

fn of_format(format: Format) -> Option<Kind> {
    match format {
        Format::TopN | Format::PerfReport => Some(Kind::List),
        Format::PerfAnnotate => Some(Kind::Code),
        Format::Folded | Format::PerfScript => Some(Kind::StackTrace),
        Format::PerfData | Format::Pprof => None,
    }
}

/// What a text is, if it is one of them at all.
fn kind_of(text: &str) -> Option<Kind> {
    let format = profile::detect("selection", text.as_bytes());
    if let Some(kind) = format.and_then(of_format) {
        return Some(kind);
    }
    if profile::traces::parse(text).is_some() {
        return Some(Kind::StackTrace);
    }
    let has_share = |line: &str| {
        let first = line.split_whitespace().next().unwrap_or_default();
        let number = first.strip_suffix('%').unwrap_or(first);
        (first.ends_with('%') || number.contains('.')) && number.parse::<f64>().is_ok()
    };
    text.lines().any(has_share).then_some(Kind::Code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_selection_is_told_by_its_text() {
        assert_eq!(kind_of(" 12.50 |   x = y * 2;\n"), Some(Kind::Code));
        assert_eq!(kind_of("12.5%  x = y * 2;\n"), Some(Kind::Code));
        assert_eq!(
            kind_of(
                "Traceback (most recent call last):\n  File \"a.py\", line 3, in f\n    g()\nValueError: x\n"
            ),
            Some(Kind::StackTrace)
        );
        assert_eq!(kind_of("some words that a user has selected\n"), None);
        assert_eq!(kind_of("    x = y * 2;\n"), None);
        assert_eq!(kind_of(""), None);
    }
}
