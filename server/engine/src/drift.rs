//! How the sources of one profile have changed since it was recorded.
//!
//! What is known is asked for in this order: the content that the sidecar names, the recorded revision,
//! the times of files, and the times of commits, since in a fresh clone all files are new.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use dashmap::DashMap;
use heat::LineNow;
use profile::Meta;
use source::LineMap;

use crate::git;

/// How long two versions of a file may be compared.
const PATIENCE: Duration = Duration::from_secs(2);

/// The drift of a profile's sources; each file is looked at once.
pub struct Drift {
    root: PathBuf,
    /// When the recording began, as far as known; else when the profile was written.
    recorded: Option<SystemTime>,
    /// The profile's own file, relative to the root; absent when it lies elsewhere.
    profile: Option<PathBuf>,
    revision: Option<String>,
    sources: BTreeMap<String, String>,
    files: DashMap<PathBuf, Arc<LineMap>>,
    /// Whether git may be asked.
    trusted: bool,
}

impl Drift {
    /// What is to be known about the sources of a profile. `written` is when its file was last written.
    pub fn new(root: &Path, profile: &Path, meta: &Meta, written: Option<SystemTime>) -> Drift {
        let recorded = meta.recorded.map(SystemTime::from);
        let absolute = fs::canonicalize(profile).ok();
        let inside = |path: PathBuf| {
            path.strip_prefix(fs::canonicalize(root).ok()?)
                .ok()
                .map(Path::to_owned)
        };
        Drift {
            root: root.to_owned(),
            // A file cannot have been written before it was recorded: then the clock, or the zone of a time
            // without one, is wrong.
            recorded: match (recorded, written) {
                (Some(recorded), Some(written)) => Some(recorded.min(written)),
                (recorded, written) => recorded.or(written),
            },
            profile: absolute.and_then(inside),
            revision: meta.revision.clone(),
            sources: meta.sources.clone(),
            files: DashMap::new(),
            trusted: true,
        }
    }

    /// The same, with or without asking git.
    #[must_use]
    pub fn trusting(self, trusted: bool) -> Drift {
        Drift { trusted, ..self }
    }

    /// The content of an object of the repository, where git may be asked.
    fn content(&self, object: &str) -> Option<Vec<u8>> {
        self.trusted.then(|| git::content(&self.root, object)).flatten()
    }

    /// When a file was committed, where git may be asked.
    fn committed(&self, file: &Path) -> Option<i64> {
        self.trusted.then(|| git::committed(&self.root, file)).flatten()
    }

    /// Where a recorded line of a file, relative to the root, is now.
    pub fn line_now(&self, file: &Path, line: u32) -> LineNow {
        let map = self.map(file);
        if map.is_stale() {
            return LineNow::Unknown;
        }
        map.line(line).map_or(LineNow::Gone, LineNow::At)
    }

    /// The lines of a file then and now.
    pub fn map(&self, file: &Path) -> Arc<LineMap> {
        if let Some(known) = self.files.get(file) {
            return known.clone();
        }
        let map = Arc::new(self.look(file));
        self.files.insert(file.to_owned(), map.clone());
        map
    }

    /// Follows a file that was written by the editor; one that was not looked at is looked at when it is asked
    /// for.
    pub(crate) fn saved(&self, file: &Path, moved: &LineMap) {
        if let Some(mut map) = self.files.get_mut(file) {
            let now = map.then(moved);
            *map = Arc::new(now);
        }
    }

    /// Looks again at a file that something else has written.
    pub fn forget(&self, file: &Path) {
        self.files.remove(file);
    }

    fn look(&self, file: &Path) -> LineMap {
        let Ok(now) = fs::read(self.root.join(file)) else {
            return LineMap::stale();
        };
        if let Some(hash) = file.to_str().and_then(|file| self.sources.get(file)) {
            if *hash == git::blob_hash(&now) {
                return LineMap::identity();
            }
            return match self.content(hash) {
                Some(then) => diff(&then, &now),
                None => LineMap::stale(),
            };
        }
        if let Some(revision) = &self.revision
            && let Some(then) = file
                .to_str()
                .and_then(|file| self.content(&format!("{revision}:./{file}")))
        {
            return if then == now {
                LineMap::identity()
            } else {
                diff(&then, &now)
            };
        }
        let changed = fs::metadata(self.root.join(file))
            .and_then(|metadata| metadata.modified())
            .ok();
        let untouched =
            matches!((changed, self.recorded), (Some(changed), Some(recorded)) if changed <= recorded);
        if untouched || self.committed_before(file) {
            LineMap::identity()
        } else {
            LineMap::stale()
        }
    }

    /// Whether the file is as it was committed, and that was before the recording, or before the profile
    /// itself was committed.
    fn committed_before(&self, file: &Path) -> bool {
        let Some(source) = self.committed(file) else {
            return false;
        };
        let recorded = (self.recorded)
            .and_then(|recorded| recorded.duration_since(SystemTime::UNIX_EPOCH).ok())
            .is_some_and(|recorded| source <= recorded.as_secs() as i64);
        recorded
            || (self.profile.as_ref())
                .and_then(|profile| self.committed(profile))
                .is_some_and(|profile| source <= profile)
    }
}

/// When the `perf.data` beside a text was written. The text of perf has no time of its own, and may have been
/// made long after the recording.
pub(crate) fn recorded_beside(profile: &Path, meta: &Meta) -> Option<SystemTime> {
    use profile::Format::{PerfAnnotate, PerfReport, PerfScript};
    meta.format
        .filter(|format| matches!(format, PerfScript | PerfReport | PerfAnnotate))?;
    let data = profile.parent()?.join("perf.data");
    fs::metadata(data).and_then(|metadata| metadata.modified()).ok()
}

fn diff(then: &[u8], now: &[u8]) -> LineMap {
    LineMap::diff(
        &String::from_utf8_lossy(then),
        &String::from_utf8_lossy(now),
        PATIENCE,
    )
}
