//! `sysgrok.toggle`: hides all heat, or shows it again.

use std::sync::Arc;

use serde_json::json;

use super::Given;
use crate::lsp::context::Context;
use crate::lsp::execute_command::Outcome;
use crate::lsp::loading;

/// In all folders at once.
#[expect(clippy::unnecessary_wraps, reason = "commands have one type")]
pub(in crate::lsp) fn run(context: &Arc<Context>, _: &Given) -> Outcome {
    let mut shown = false;
    for engine in context.engines().iter() {
        shown = engine.toggle();
    }
    loading::changed(context);
    Ok(json!({ "shown": shown }))
}
