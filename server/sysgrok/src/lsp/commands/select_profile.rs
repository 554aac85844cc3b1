//! `sysgrok.selectProfile`: shows another one of the loaded profiles.

use std::sync::Arc;

use engine::{Engine, Loaded};
use serde_json::json;

use super::{Given, ask};
use crate::lsp::context::Context;
use crate::lsp::execute_command::Outcome;
use crate::lsp::loading;

/// Without a name: the document, else the other one of two, else the user chooses.
pub(in crate::lsp) fn run(context: &Arc<Context>, given: &Given) -> Outcome {
    let mut loaded = given.loaded(context)?;
    if loaded.len() > 1 {
        let selected = |engine: &Engine| engine.selected_view().map(|view| view.loaded.id);
        loaded.retain(|(engine, loaded)| selected(engine) != Some(loaded.id));
    }
    if let [(engine, loaded)] = loaded.as_slice() {
        select(context, engine, loaded);
        return Ok(json!({ "profile": loaded.name }));
    }
    if loaded.is_empty() {
        return Err("every loaded profile is shown".to_owned());
    }
    let choices = loaded
        .into_iter()
        .map(|choice| (choice.1.name.clone(), choice))
        .collect();
    ask(
        context,
        "Which profile shall be shown?",
        choices,
        |context, (engine, loaded)| {
            select(context, &engine, &loaded);
        },
    );
    Ok(json!(null))
}

fn select(context: &Arc<Context>, engine: &Engine, loaded: &Loaded) {
    // One that went meanwhile is not selected.
    engine.select(loaded.id);
    loading::changed(context);
}
