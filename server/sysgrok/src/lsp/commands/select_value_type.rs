//! `sysgrok.selectValueType`: shows another value type of a profile: samples or time, objects or bytes.

use std::sync::Arc;

use engine::{Engine, Loaded};
use serde_json::json;

use super::{Given, ask};
use crate::lsp::context::Context;
use crate::lsp::execute_command::Outcome;
use crate::lsp::loading::Job;
use crate::lsp::words;

/// Without a name the user chooses.
pub(in crate::lsp) fn run(context: &Arc<Context>, given: &Given) -> Outcome {
    let engine = given.engine(context)?;
    let view = engine.selected_view().ok_or("no profile is shown")?;
    let loaded = &view.loaded;
    if let Some(wanted) = given.value_type.as_deref().or(given.text.as_deref()) {
        choose(context, &engine, loaded, wanted)?;
        return Ok(json!({ "profile": loaded.name, "valueType": wanted }));
    }
    let labels = loaded.profile.values.iter().map(profile::ValueType::label);
    let now = loaded.profile.value(view.value).label();
    let mut others: Vec<String> = labels.filter(|label| *label != now).collect();
    match others.len() {
        0 => Err(format!("{} has no other value type than {now}", loaded.name)),
        1 => {
            let wanted = others.remove(0);
            choose(context, &engine, loaded, &wanted)?;
            Ok(json!({ "profile": loaded.name, "valueType": wanted }))
        }
        _ => {
            let choices = others.into_iter().map(|label| (label.clone(), label)).collect();
            let (engine, loaded) = (engine.clone(), loaded.clone());
            ask(context, "What shall be shown?", choices, move |context, label| {
                // The label is one of its own.
                let _ = choose(context, &engine, &loaded, &label);
            });
            Ok(json!(null))
        }
    }
}

fn choose(context: &Context, engine: &Arc<Engine>, loaded: &Loaded, wanted: &str) -> Result<(), String> {
    if !engine.choose_value(loaded, wanted) {
        let known: Vec<String> = loaded
            .profile
            .values
            .iter()
            .map(profile::ValueType::label)
            .collect();
        let wanted = words::shown(wanted);
        return Err(format!(
            "{} has no value type {wanted}; it has {}",
            loaded.name,
            known.join(", ")
        ));
    }
    context.load(Job::Rejoin {
        engine: engine.clone(),
    });
    Ok(())
}
