//! `sysgrok.loadProfile`: loads a profile and shows it.

use std::path::PathBuf;
use std::sync::Arc;

use engine::Engine;
use serde_json::{Value, json};

use super::{Given, ask, in_root};
use crate::lsp::context::Context;
use crate::lsp::execute_command::Outcome;
use crate::lsp::loading::{self, Job};
use crate::lsp::{profile_file, words};

/// Without a path: the document, else the only profile that is not loaded, else the user chooses.
pub(in crate::lsp) fn run(context: &Arc<Context>, given: &Given) -> Outcome {
    if let Some(path) = given.named_profile() {
        let engine = given.engine(context)?;
        let path = in_root(&engine, &PathBuf::from(path));
        return Ok(begin(context, engine, path));
    }
    if let Some(key) = given.key()? {
        let engine = given.engine(context)?;
        if !key.is_absolute() {
            return Err(format!("{} is no file", words::shown(&key.display().to_string())));
        }
        let path = in_root(&engine, &key);
        return Ok(begin(context, engine, path));
    }
    let mut candidates = candidates(context);
    match candidates.len() {
        0 => Err("every profile that was found is loaded; name another one".to_owned()),
        1 => {
            let (engine, path) = candidates.remove(0);
            Ok(begin(context, engine, path))
        }
        _ => {
            let choices = candidates
                .into_iter()
                .map(|(engine, path)| (loading::name_of(&engine, &path), (engine, path)))
                .collect();
            ask(
                context,
                "Which profile shall be loaded?",
                choices,
                |context, (engine, path)| {
                    begin(context, engine, path);
                },
            );
            Ok(json!(null))
        }
    }
}

fn begin(context: &Context, engine: Arc<Engine>, path: PathBuf) -> Value {
    let name = loading::name_of(&engine, &path);
    context.load(Job::Load { engine, path });
    json!({ "profile": name })
}

/// Profiles that are not loaded: open ones, then those that are found by their names.
fn candidates(context: &Context) -> Vec<(Arc<Engine>, PathBuf)> {
    let mut candidates: Vec<(Arc<Engine>, PathBuf)> = Vec::new();
    for engine in context.engines().iter() {
        let opened = engine.open_documents().into_iter().filter_map(|key| {
            let opened = profile_file::opened(context, &key)?;
            matches!(opened.dialect, profile_file::Dialect::Profile(_))
                .then(|| opened.path())
                .flatten()
        });
        let found = engine::discover(engine.root())
            .profiles
            .into_iter()
            .map(|path| engine.root().join(path));
        let loaded = engine.profiles();
        for path in opened.chain(found) {
            let is_known = loaded.iter().any(|loaded| loaded.path == path)
                || candidates.iter().any(|(_, known)| *known == path);
            if !is_known {
                candidates.push((engine.clone(), path));
            }
        }
    }
    candidates
}
