//! `sysgrok.optimise`: how a function could be made faster. Suggestions in words; nothing is changed.

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
        title: format!("optimise: {}", words::code(&asked.name)),
        engine: asked.engine,
        subject: Subject::Optimise(asked.function),
        no_optimisations: false,
    };
    begin(context, ask)
}
