//! `sysgrok.topN`: what the hottest functions of a system have in common, and what to look at.

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
        title: format!("topn: {}", text.title),
        subject: Subject::TopN(text.text),
        no_optimisations: false,
    };
    begin(context, ask)
}
