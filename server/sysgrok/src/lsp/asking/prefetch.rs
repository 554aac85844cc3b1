//! Explanations of the hottest functions of opened files, asked for before anybody hovers.

use std::path::PathBuf;
use std::sync::Arc;

use super::background::{self, Step};
use crate::lsp::context::Context;
use crate::lsp::explain;

/// Functions of a file that are asked for.
const FUNCTIONS: usize = 3;

/// Asks for those of a file, one after the other, where the settings say so; else for nothing.
pub(in crate::lsp) fn of_file(context: &Arc<Context>, key: PathBuf) {
    let wants = |context: &Context| {
        let settings = context.engine_of(&key)?.settings();
        Some(settings.explain.prefetch && explain::asks_in_background(&settings))
    };
    if wants(context) != Some(true) {
        return;
    }
    let context = context.clone();
    tokio::spawn(async move {
        let looking = context.clone();
        let wanted = tokio::task::spawn_blocking(move || {
            let here = looking.hot_place(&key)?;
            let spots = here.heat.functions.iter().filter_map(|function| {
                let hot = here.view.heat.functions.get(function.hot)?;
                Some(hot.spot)
            });
            let wanted = spots
                .take(FUNCTIONS)
                .filter_map(|spot| explain::wanted(&looking, &here.place.engine, &here.view, spot));
            Some(wanted.collect::<Vec<_>>())
        });
        for wanted in wanted.await.ok().flatten().unwrap_or_default() {
            let is_known = context
                .asking
                .background
                .known(&wanted.key, wanted.version)
                .is_some();
            if is_known || !wanted.may_ask {
                continue;
            }
            let mut step = background::begin(&context, wanted);
            // It ends with the server at the latest.
            let _ = step.wait_for(|step| *step == Step::Done).await;
        }
    });
}

/// The same for all files that are open, once they have heat.
pub(in crate::lsp) fn of_open_files(context: &Arc<Context>) {
    for engine in context
        .engines()
        .iter()
        .filter(|engine| engine.settings().explain.prefetch)
    {
        for key in engine.open_documents() {
            of_file(context, key);
        }
    }
}
