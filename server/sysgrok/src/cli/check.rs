//! `sysgrok check`: the hot functions and lines of a workspace.

use std::io::{BufWriter, Write, stdout};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use engine::{Engine, LoadError, Loaded, Settings, View, discover};
use heat::Selection;

use super::arguments::{CheckArguments, FindingFormat};
use super::findings::{self, Findings};
use super::{DONE, Failure, NOTHING, Outcome, UNREADABLE, USAGE, complain, inspect, loading, warn};

/// Functions and lines shown where people read them.
const SHOWN: usize = 10;
/// Functions and lines put out where programs read them.
const PUT_OUT: usize = 1000;

/// Shows the findings of all profiles that can be read.
pub(super) async fn run(arguments: &CheckArguments) -> Outcome {
    let root = &arguments.path;
    if !root.is_dir() {
        return Err(Failure::Said(
            format!(
                "{}: not a folder; give the folder with the sources, and profiles with --profile",
                root.display()
            ),
            USAGE,
        ));
    }
    let settings = Settings::of_workspace(root, crate::user_settings().as_deref(), None);
    settings.warnings.iter().for_each(|warning| warn(warning));
    let settings = settings.value;
    let profiles = profiles(arguments, &settings).await?;
    if profiles.is_empty() {
        return Err(Failure::Said(
            format!(
                "no profile found in {}; name one with --profile, or record one: perf record -g ./program && perf script -F \
                 +srcline --full-source-path > cpu.perf.txt",
                root.display()
            ),
            NOTHING,
        ));
    }
    let wanted = arguments
        .reading
        .value_type
        .clone()
        .or_else(|| settings.value_type.clone());
    let opening = root.clone();
    let indexing = format!("looking through {}", root.display());
    let engine = loading::working(&indexing, move || Engine::open(&opening, settings)).await?;
    let engine = Arc::new(engine.map_err(|error| Failure::Said(error.to_string(), UNREADABLE))?);
    let mut code = DONE;
    let mut views: Vec<View> = Vec::new();
    // With --value-type, why each profile shows its own instead.
    let mut without = Vec::new();
    let limit = arguments.limit.unwrap_or(match arguments.format {
        FindingFormat::Json => PUT_OUT,
        _ => SHOWN,
    });
    let selection = Selection {
        always: limit.clamp(1, PUT_OUT),
        ..Selection::default()
    };
    for path in &profiles {
        let loaded = match load(&engine, path, root, arguments).await? {
            Ok(loaded) => loaded,
            Err(error) => {
                complain(&error.to_string());
                code = UNREADABLE;
                continue;
            }
        };
        inspect::warn_about(&loaded);
        let value = match loading::value_type(&loaded.profile, &loaded.name, wanted.as_deref()) {
            Ok(value) => value,
            Err(failure) => {
                without.push(failure);
                loaded.profile.selected()
            }
        };
        let (engine, selection) = (engine.clone(), selection.clone());
        let placing = format!("placing {}", loaded.name);
        views.push(loading::working(&placing, move || engine.view(&loaded, value, &selection)).await?);
    }
    if views.is_empty() {
        return Ok(UNREADABLE);
    }
    if arguments.reading.value_type.is_some() {
        for failure in &without {
            if without.len() == views.len() {
                complain(&failure.to_string());
            } else {
                warn(&failure.to_string());
            }
        }
        if without.len() == views.len() {
            return Ok(USAGE);
        }
    }
    let findings = Findings {
        engine: &engine,
        views: &views,
        root,
        limit,
    };
    let mut out = BufWriter::new(anstream::AutoStream::auto(stdout().lock()));
    match arguments.format {
        FindingFormat::Text => findings::text::write(&findings, &mut out)?,
        FindingFormat::Json => findings::json::write(&findings, &mut out)?,
        FindingFormat::Sarif => findings::sarif::write(&findings, &mut out)?,
        FindingFormat::Github => findings::github::write(&findings, &mut out)?,
    }
    out.flush()?;
    Ok(code)
}

/// The profiles that the command line names, else those of the settings and of discovery.
async fn profiles(arguments: &CheckArguments, settings: &Settings) -> Result<Vec<PathBuf>, Failure> {
    if !arguments.profiles.is_empty() {
        let mut named: Vec<PathBuf> = Vec::new();
        for path in &arguments.profiles {
            if !named.contains(path) {
                named.push(path.clone());
            }
        }
        return Ok(named);
    }
    let root = arguments.path.clone();
    let looking = format!("looking for profiles in {}", root.display());
    let found = loading::working(&looking, move || discover(&root)).await?;
    if found.truncated {
        warn(&format!(
            "{}: too large to look through; profiles may be missing",
            arguments.path.display()
        ));
    }
    let named = settings.profiles.iter().map(PathBuf::from).chain(found.profiles);
    let mut profiles: Vec<PathBuf> = Vec::new();
    for path in named {
        let path = arguments.path.join(path);
        if !profiles.contains(&path) {
            profiles.push(path);
        }
    }
    Ok(profiles)
}

async fn load(
    engine: &Engine,
    path: &Path,
    root: &Path,
    arguments: &CheckArguments,
) -> Result<Result<Arc<Loaded>, LoadError>, Failure> {
    if path == Path::new("-") {
        let spooled = loading::spool_stdin().await?;
        return loading::load(engine, spooled.path(), loading::STDIN, &arguments.reading).await;
    }
    // As seen from where the user is, so that commands in messages can be run there.
    let shown = if root == Path::new(".") {
        path.strip_prefix(root).unwrap_or(path)
    } else {
        path
    };
    loading::load(engine, path, &shown.display().to_string(), &arguments.reading).await
}
