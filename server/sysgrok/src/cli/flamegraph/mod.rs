//! `sysgrok flamegraph`: a profile's stacks as a page for the browser, alone or compared with another profile.

mod graph;
mod page;

use std::fs::File;
use std::io::{BufWriter, IsTerminal, Write, stdout};
use std::path::Path;
use std::sync::Arc;

use engine::{Engine, Settings, View};
use heat::{Flame, FlameOptions, NoFlame, Selection, Weighed};
use profile::ValueId;

use super::arguments::FlamegraphArguments;
use super::{DONE, Failure, NOTHING, Outcome, UNREADABLE, UNWRITABLE, USAGE, inspect, loading, warn};

/// Reads one profile, or two, and writes the page.
pub(super) async fn run(arguments: &FlamegraphArguments) -> Outcome {
    if arguments.output.is_none() && stdout().is_terminal() {
        return Err(Failure::Said(
            "the page is for a browser; name a file with -o, or pipe it on".to_owned(),
            USAGE,
        ));
    }
    let root = &arguments.path;
    let settings = Settings::of_workspace(root, crate::user_settings().as_deref(), None);
    settings.warnings.iter().for_each(|warning| warn(warning));
    let settings = settings.value;
    let wanted = (arguments.reading.value_type.clone()).or_else(|| settings.value_type.clone());
    let opening = root.clone();
    let looking = format!("looking through {}", root.display());
    let engine = loading::working(&looking, move || Engine::open(&opening, settings)).await?;
    let engine = Arc::new(engine.map_err(|error| Failure::Said(error.to_string(), UNREADABLE))?);
    let view = view(&engine, &arguments.file, wanted.as_deref(), arguments).await?;
    let base = match &arguments.base {
        Some(file) => Some(view_like(&engine, file, &view, arguments).await?),
        None => None,
    };
    let through = match &arguments.function {
        Some(name) => Some(view.spot_called(name).ok_or_else(|| {
            let loaded = &view.loaded.name;
            Failure::Said(
                format!("{loaded} has no function {name}; `sysgrok inspect` lists them"),
                NOTHING,
            )
        })?),
        None => None,
    };
    let options = FlameOptions {
        through,
        invert: arguments.callers,
        limit: arguments.limit,
    };
    let drawn = loading::working("adding up stacks", move || {
        let flame = Flame::of(weighed(&view), base.as_ref().map(weighed), options, &|| false);
        let flame = flame.map_err(|why| without_stacks(&view, base.as_ref(), why))?;
        Ok::<_, Failure>(graph::json(&engine, &view, base.as_ref(), &flame, options.invert))
    });
    let graph = drawn.await??;
    let Some(path) = &arguments.output else {
        let mut out = BufWriter::new(stdout().lock());
        page::write(&graph, &mut out)?;
        out.flush()?;
        return Ok(DONE);
    };
    let failed = |error: std::io::Error| {
        Failure::Said(format!("cannot write {}: {error}", path.display()), UNWRITABLE)
    };
    let mut file = BufWriter::new(File::create(path).map_err(failed)?);
    page::write(&graph, &mut file).map_err(failed)?;
    file.flush().map_err(failed)?;
    Ok(DONE)
}

/// A profile over the folder, in the wanted value type.
async fn view(
    engine: &Arc<Engine>,
    file: &Path,
    wanted: Option<&str>,
    arguments: &FlamegraphArguments,
) -> Result<View, Failure> {
    let loaded = if file == Path::new("-") {
        let spooled = loading::spool_stdin().await?;
        loading::load(engine, spooled.path(), loading::STDIN, &arguments.reading).await?
    } else {
        loading::load(engine, file, &file.display().to_string(), &arguments.reading).await?
    };
    let loaded = loaded.map_err(|error| Failure::Said(error.to_string(), UNREADABLE))?;
    inspect::warn_about(&loaded);
    let value = loading::value_type(&loaded.profile, &loaded.name, wanted)?;
    placed(engine, loaded, value).await
}

/// The profile to compare with, in the value type of the other one where it has that.
async fn view_like(
    engine: &Arc<Engine>,
    file: &Path,
    other: &View,
    arguments: &FlamegraphArguments,
) -> Result<View, Failure> {
    let label = other.loaded.profile.value(other.value).label();
    view(engine, file, Some(&label), arguments).await
}

async fn placed(engine: &Arc<Engine>, loaded: Arc<engine::Loaded>, value: ValueId) -> Result<View, Failure> {
    let engine = engine.clone();
    let placing = format!("placing {}", loaded.name);
    loading::working(&placing, move || {
        engine.view(&loaded, value, &Selection::default())
    })
    .await
}

fn weighed(view: &View) -> Weighed<'_> {
    Weighed {
        profile: &view.loaded.profile,
        value: view.value,
        placement: &view.placement,
    }
}

fn without_stacks(view: &View, base: Option<&View>, why: NoFlame) -> Failure {
    let view = match why {
        NoFlame::NoStacksInBase => base.unwrap_or(view),
        NoFlame::NoStacks => view,
        NoFlame::Stopped => return Failure::Interrupted,
    };
    let name = &view.loaded.name;
    Failure::Said(
        format!(
            "{name} has no whole stacks: its format lists functions only; perf script, pprof and folded stacks have them"
        ),
        NOTHING,
    )
}
