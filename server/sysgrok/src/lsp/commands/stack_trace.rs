//! `sysgrok.stackTrace`: what a stack trace says, whatever wrote it.

use std::sync::Arc;

use engine::asking::Subject;

use super::{Given, text};
use crate::lsp::asking::{Ask, begin};
use crate::lsp::context::Context;
use crate::lsp::execute_command::Outcome;

/// Of the given text, the selection, or the whole file.
pub(in crate::lsp) fn run(context: &Arc<Context>, given: &Given) -> Outcome {
    let text = text::of(context, given)?;
    let ask = Ask {
        engine: given.engine(context)?,
        title: format!("stacktrace: {}", text.title),
        subject: Subject::StackTrace(text.text),
        no_optimisations: false,
    };
    begin(context, ask)
}
