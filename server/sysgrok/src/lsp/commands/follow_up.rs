//! `sysgrok.followUp`: asks further in a report.

use std::sync::Arc;

use super::Given;
use crate::lsp::asking;
use crate::lsp::context::Context;
use crate::lsp::execute_command::Outcome;

/// The given text, else what stands under `## You` at the end of the report.
pub(in crate::lsp) fn run(context: &Arc<Context>, given: &Given) -> Outcome {
    let key = given.key()?.ok_or("name a report")?;
    let engine = given.engine(context)?;
    let open = engine.document(&key).map(|open| open.document.rope().to_string());
    asking::follow_up(context, engine, &key, given.content.as_deref(), open.as_deref())
}
