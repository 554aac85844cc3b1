//! `sysgrok.runPlan`: runs what is ticked in a plan, or asks for an answer without that.

use std::sync::Arc;

use super::Given;
use crate::lsp::asking::hosts;
use crate::lsp::context::Context;
use crate::lsp::execute_command::Outcome;

/// The plan as the editor has it, also where it is not saved; else its file.
pub(in crate::lsp) fn run(context: &Arc<Context>, given: &Given) -> Outcome {
    let key = given.key()?.ok_or("name a plan")?;
    let engine = given.engine(context)?;
    let open = engine.document(&key).map(|open| open.document.rope().to_string());
    hosts::run_plan(context, engine, &key, open, given.suggest_only)
}
