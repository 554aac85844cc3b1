//! `sysgrok.unloadProfile`: forgets a profile, until it is asked for again.

use std::sync::Arc;

use engine::{Engine, Loaded};
use serde_json::json;

use super::{Given, ask};
use crate::lsp::context::Context;
use crate::lsp::execute_command::Outcome;
use crate::lsp::loading::Job;

/// Without a name: the document, else the only one, else the user chooses.
pub(in crate::lsp) fn run(context: &Arc<Context>, given: &Given) -> Outcome {
    let loaded = given.loaded(context)?;
    if let [(engine, loaded)] = loaded.as_slice() {
        unload(context, engine, loaded);
        return Ok(json!({ "profile": loaded.name }));
    }
    let choices = loaded
        .into_iter()
        .map(|choice| (choice.1.name.clone(), choice))
        .collect();
    ask(
        context,
        "Which profile shall be unloaded?",
        choices,
        |context, (engine, loaded)| {
            unload(context, &engine, &loaded);
        },
    );
    Ok(json!(null))
}

fn unload(context: &Context, engine: &Arc<Engine>, loaded: &Loaded) {
    context.load(Job::Unload {
        engine: engine.clone(),
        id: loaded.id,
    });
}
