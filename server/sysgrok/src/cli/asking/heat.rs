//! The profile that an answer takes its heat from.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use engine::{Engine, discover};
use heat::Selection;

use super::super::arguments::ReadingArguments;
use super::super::{Failure, UNREADABLE, loading, warn};

/// Loads the profiles that were named; else, of those of the settings and of discovery, the one that was written last.
/// The last that is loaded is selected. There is no discovery unless the folder `is_searched`.
pub(super) async fn load(engine: &Arc<Engine>, named: &[PathBuf], is_searched: bool) -> Result<(), Failure> {
    if !named.is_empty() {
        for path in named {
            load_one(engine, path)
                .await?
                .map_err(|problem| Failure::Said(problem, UNREADABLE))?;
        }
        return Ok(());
    }
    let searching = engine.clone();
    let newest = loading::working("looking for profiles in .", move || {
        newest(&searching, is_searched)
    })
    .await?;
    if let Some(path) = newest
        && let Err(problem) = load_one(engine, &path).await?
    {
        warn(&format!("answered without heat: {problem}"));
    }
    Ok(())
}

fn newest(engine: &Engine, is_searched: bool) -> Option<PathBuf> {
    let root = engine.given_root();
    let settings = engine.settings();
    let named = settings.profiles.iter().map(PathBuf::from);
    let found = if settings.discover && is_searched {
        discover(root).profiles
    } else {
        Vec::new()
    };
    named.chain(found).max_by_key(|path| {
        root.join(path)
            .metadata()
            .and_then(|metadata| metadata.modified())
            .ok()
    })
}

/// The inner error says why it cannot be read.
async fn load_one(engine: &Arc<Engine>, path: &Path) -> Result<Result<(), String>, Failure> {
    let reading = ReadingArguments {
        value_type: None,
        input_format: None,
    };
    let loaded = if path == Path::new("-") {
        let spooled = loading::spool_stdin().await?;
        loading::load(engine, spooled.path(), loading::STDIN, &reading).await?
    } else {
        loading::load(engine, path, &path.display().to_string(), &reading).await?
    };
    let loaded = match loaded {
        Ok(loaded) => loaded,
        Err(error) => return Ok(Err(error.to_string())),
    };
    let joining = engine.clone();
    loading::working(&format!("placing {}", loaded.name), move || {
        let value = joining.value_of(&loaded);
        let view = joining.view(&loaded, value, &Selection::default());
        joining.show(view);
    })
    .await?;
    Ok(Ok(()))
}
