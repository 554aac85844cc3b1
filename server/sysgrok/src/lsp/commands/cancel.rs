//! `sysgrok.cancel`: stops answers that are being written. What has come stays.

use std::sync::Arc;

use serde_json::json;

use super::Given;
use crate::lsp::asking::Which;
use crate::lsp::context::Context;
use crate::lsp::execute_command::Outcome;

/// That of a report, or of an id; without one, all.
pub(in crate::lsp) fn run(context: &Arc<Context>, given: &Given) -> Outcome {
    let key = given.key()?;
    let which = key
        .as_deref()
        .map(Which::Report)
        .or_else(|| given.words().map(Which::Token));
    Ok(json!({ "cancelled": context.asking.cancel(which) }))
}
