//! Which profile, and which function of it, a request of our own names.

use std::sync::Arc;

use engine::{Engine, View};
use lsp_types::Uri;

use super::context::Context;
use super::{proto, words};

/// A profile over its folder of the workspace.
pub(super) struct Chosen {
    pub(super) engine: Arc<Engine>,
    pub(super) view: Arc<View>,
}

/// The loaded profiles of a file, one a folder that has loaded it; those that are shown when none is named.
///
/// # Errors
/// A sentence, when there is none.
pub(super) fn profiles(context: &Context, profile: Option<&Uri>) -> Result<Vec<Chosen>, String> {
    let engines = context.engines();
    let Some(uri) = profile else {
        let shown: Vec<Chosen> = (engines.iter())
            .filter_map(|engine| Some((engine, engine.shown()?)))
            .map(|(engine, view)| Chosen {
                engine: engine.clone(),
                view,
            })
            .collect();
        return match shown.as_slice() {
            [] => Err("no profile is shown".to_owned()),
            _ => Ok(shown),
        };
    };
    let key = proto::key(uri);
    let found: Vec<Chosen> = (engines.iter())
        .filter_map(|engine| {
            let path = super::commands::in_root(engine, &key);
            let loaded = engine
                .profiles()
                .into_iter()
                .rev()
                .find(|loaded| loaded.path == path)?;
            let view = engine.view_of(loaded.id)?;
            Some(Chosen {
                engine: engine.clone(),
                view,
            })
        })
        .collect();
    match found.as_slice() {
        [] => Err(format!("{} is not loaded", words::shown(uri.as_str()))),
        _ => Ok(found),
    }
}

/// The heaviest function of one of these that is called so, as hot spots are: by its name in the source, or else by
/// the profiler's.
pub(super) fn function(chosen: Vec<Chosen>, name: &str) -> Option<(Chosen, u32)> {
    chosen.into_iter().find_map(|chosen| {
        let spot = chosen.view.spot_called(name)?;
        Some((chosen, spot))
    })
}
