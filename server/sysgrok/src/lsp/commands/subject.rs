//! Which function of the profile a command is about.

use std::path::Path;
use std::sync::Arc;

use engine::asking::FunctionSubject;
use engine::{Engine, View};
use lsp_types::Position;
use source::functions::named_at_line;

use super::Given;
use crate::lsp::context::Context;
use crate::lsp::cursor::{self, Subject};
use crate::lsp::{profile_file, proto, words};

/// A function of a profile.
pub(in crate::lsp) struct Found {
    pub(in crate::lsp) engine: Arc<Engine>,
    pub(in crate::lsp) view: Arc<View>,
    pub(in crate::lsp) spot: u32,
}

/// The function at a place: the hot one that is named or called there, else the one around it; in an opened profile
/// that of the row.
pub(in crate::lsp) fn spot_at(context: &Context, key: &Path, position: Position) -> Option<Found> {
    if let Some(facts) = profile_file::hover(context, key, position) {
        return Some(Found {
            engine: facts.engine,
            view: facts.view,
            spot: facts.spot,
        });
    }
    let here = context.hot_place(key)?;
    let document = &here.place.open.document;
    let offset = document.offset(proto::position(position), context.encoding());
    let line = document.position(offset, context.encoding()).line + 1;
    let spot_of = |hot: usize| here.view.heat.functions.get(hot).map(|function| function.spot);
    let spot = match cursor::subject(&here, offset, line) {
        Some(Subject::Function(function)) => spot_of(function.hot),
        Some(Subject::Call(call)) => Some(call.spot),
        _ => None,
    };
    let spot = spot.or_else(|| cursor::around(&here, offset).and_then(|function| spot_of(function.hot)))?;
    Some(Found {
        engine: here.place.engine.clone(),
        view: here.view.clone(),
        spot,
    })
}

/// The function that a command names, or that is under the cursor.
///
/// # Errors
/// A sentence, when there is none.
pub(super) fn of(context: &Context, given: &Given) -> Result<Found, String> {
    let key = given.key()?;
    let name = given
        .function
        .as_deref()
        .or(given.text.as_deref().filter(|text| !text.starts_with("file:")));
    if let Some(name) = name {
        return named(context, given, name);
    }
    let (Some(key), Some(position)) = (key, given.position) else {
        return Err("name a function, or a place in a document".to_owned());
    };
    spot_at(context, &key, position).ok_or_else(|| "no function of the profile is here".to_owned())
}

/// A function to be asked about, and what it is called.
pub(super) struct Asked {
    pub(super) engine: Arc<Engine>,
    pub(super) function: FunctionSubject,
    pub(super) name: String,
}

/// The same as [`of`] for questions, which need no profile: a name may be of any library, a place in any function.
///
/// # Errors
/// A sentence, when there is none.
pub(super) fn asked(context: &Context, given: &Given) -> Result<Asked, String> {
    let name = given
        .function
        .as_deref()
        .or(given.text.as_deref().filter(|text| !text.starts_with("file:")));
    if let Some(name) = name.map(str::trim).filter(|name| !name.is_empty()) {
        return Ok(Asked {
            engine: given.engine(context)?,
            function: FunctionSubject::Named {
                library: given.library.clone(),
                function: name.to_owned(),
            },
            name: name.to_owned(),
        });
    }
    let (Some(key), Some(position)) = (given.key()?, given.position) else {
        return Err("name a function, or a place in a document".to_owned());
    };
    if let Some(Found { engine, view, spot }) = spot_at(context, &key, position) {
        let name = view.short(spot).unwrap_or_default().to_owned();
        let function = FunctionSubject::Spot(view, spot);
        return Ok(Asked {
            engine,
            function,
            name,
        });
    }
    if let Some(named) = profile_file::named(context, &key, position) {
        let function = FunctionSubject::Named {
            library: None,
            function: named.name.clone(),
        };
        return Ok(Asked {
            engine: named.engine,
            function,
            name: named.name,
        });
    }
    let place = (context.place(&key)).ok_or("no function is here: open a file of the workspace")?;
    let line = position.line + 1;
    let functions = place.open.document.functions();
    let around = named_at_line(functions, line).and_then(|index| functions.get(index));
    let name = around.ok_or("no function is here")?.qualified.clone();
    Ok(Asked {
        engine: place.engine,
        function: FunctionSubject::At(place.file.to_path_buf(), line),
        name,
    })
}

fn named(context: &Context, given: &Given, name: &str) -> Result<Found, String> {
    let mut engines = vec![given.engine(context)?];
    engines.extend(context.engines().iter().cloned());
    let mut is_shown = false;
    for engine in engines {
        let Some(view) = engine.shown() else { continue };
        is_shown = true;
        // Heaviest first.
        let spots = view.heat.functions.iter().map(|function| function.spot);
        let is_called = |spot: &u32| view.short(*spot) == Some(name);
        let found = spots
            .clone()
            .find(is_called)
            .or_else(|| view.named(name).first().copied());
        let found = found.or_else(|| {
            spots
                .clone()
                .find(|&spot| view.names(spot).is_some_and(|names| names.full == name))
        });
        if let Some(spot) = found {
            return Ok(Found { engine, view, spot });
        }
    }
    if is_shown {
        Err(format!("the profile has no function {}", words::shown(name)))
    } else {
        Err("no profile is shown".to_owned())
    }
}
