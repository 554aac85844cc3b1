//! From a file to finished heat, as the engine does it, on this thread alone.

use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use engine::{Drift, Engine, Loaded, ProfileId, Settings, View};
use heat::Selection;
use profile::{Options, Profile, ValueId};

use super::{Fault, peak_memory};

/// How long the parts took.
pub struct Phases {
    /// Bytes to profile.
    pub read: Duration,
    /// Profile to spots and weights, over all the value types that a view shows.
    pub join: Duration,
    /// The most memory that the process had had when the profile was read, in bytes.
    pub peak_after_read: f64,
}

/// Reads a profile, and tells how long that took.
pub fn read(file: &Path) -> Result<(Profile, Duration), Fault> {
    let start = Instant::now();
    let profile = profile::read(&file.to_string_lossy(), File::open(file)?, &Options::default())?;
    Ok((profile, start.elapsed()))
}

/// A profile as the engine holds it.
pub fn loaded(engine: &Engine, file: &Path, profile: Profile) -> Result<Arc<Loaded>, Fault> {
    let written = fs::metadata(file)?.modified().ok();
    Ok(Arc::new(Loaded {
        id: ProfileId(0),
        path: file.to_owned(),
        name: file.to_string_lossy().into_owned(),
        drift: Drift::new(engine.root(), file, &profile.meta, written),
        profile,
    }))
}

/// Reads a profile and joins it with the sources of a workspace.
pub fn finished_heat(file: &Path, workspace: &Path) -> Result<(View, Phases), Fault> {
    let engine = Engine::open(workspace, Settings::default())?;
    let (profile, read) = read(file)?;
    let peak_after_read = peak_memory()?;
    let value = profile.meta.selected.unwrap_or(ValueId(0));
    let loaded = loaded(&engine, file, profile)?;
    let start = Instant::now();
    let view = engine.view(&loaded, value, &Selection::default());
    let join = start.elapsed();
    Ok((
        view,
        Phases {
            read,
            join,
            peak_after_read,
        },
    ))
}
