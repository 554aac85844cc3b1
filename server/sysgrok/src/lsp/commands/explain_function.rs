//! `sysgrok.explainFunction`: what a function does, why it is hot, and what could be done about it.

use std::sync::Arc;

use ask::words;
use engine::asking::Subject;

use super::{Given, subject};
use crate::lsp::asking::{Ask, begin};
use crate::lsp::context::Context;
use crate::lsp::execute_command::Outcome;

/// Of the named function, or of the one under the cursor.
pub(in crate::lsp) fn run(context: &Arc<Context>, given: &Given) -> Outcome {
    let asked = subject::asked(context, given)?;
    let ask = Ask {
        title: format!("explainfunction: {}", words::code(&asked.name)),
        engine: asked.engine,
        subject: Subject::Function(asked.function),
        no_optimisations: given.no_optimizations,
    };
    begin(context, ask)
}
