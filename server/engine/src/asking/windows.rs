//! How much the models take that were asked before, so that an answer that is kept needs no request at all.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

/// A server may have been started anew with another window.
const FRESH: Duration = Duration::from_secs(24 * 3600);

/// Models that are remembered; a file of more is begun anew.
const REMEMBERED: usize = 100;

/// The windows, in a file of the cache folder.
#[derive(Clone, Debug)]
pub(super) struct Windows {
    file: PathBuf,
}

#[derive(Debug, Deserialize, Serialize)]
struct Known {
    tokens: u32,
    asked: SystemTime,
}

impl Windows {
    /// Those of a cache folder.
    pub(super) fn new(cache: &Path) -> Windows {
        Windows {
            file: cache.join("windows.json"),
        }
    }

    /// What a model took when it was asked last, unless that is long ago. `model` names it with its server.
    pub(super) fn get(&self, model: &str, now: SystemTime) -> Option<u32> {
        let known = self.read().remove(model)?;
        // A clock that was set back makes it old too.
        let age = now.duration_since(known.asked).ok()?;
        (age < FRESH).then_some(known.tokens)
    }

    /// Remembers it. What cannot be written is asked again.
    pub(super) fn remember(&self, model: &str, tokens: u32, now: SystemTime) {
        let mut all = self.read();
        if all.len() >= REMEMBERED {
            all.clear();
        }
        all.insert(model.to_owned(), Known { tokens, asked: now });
        self.write(&all);
    }

    /// Forgets it, since the server has said something else.
    pub(super) fn forget(&self, model: &str) {
        let mut all = self.read();
        if all.remove(model).is_some() {
            self.write(&all);
        }
    }

    fn read(&self) -> BTreeMap<String, Known> {
        fs::read(&self.file)
            .ok()
            .and_then(|text| serde_json::from_slice(&text).ok())
            .unwrap_or_default()
    }

    fn write(&self, all: &BTreeMap<String, Known>) {
        let Some(folder) = self.file.parent() else { return };
        let written = super::reports::make_private(folder)
            .and_then(|()| tempfile::NamedTempFile::new_in(folder))
            .and_then(|mut file| {
                let json = serde_json::to_vec(all)?;
                std::io::Write::write_all(&mut file, &json).map(|()| file)
            });
        if let Ok(file) = written {
            // In one step: another process may read it at the same time.
            let _ = file.persist(&self.file);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_remembered_for_a_day() {
        let cache = tempfile::tempdir().unwrap();
        let windows = Windows::new(&cache.path().join("new"));
        let now = SystemTime::now();
        assert_eq!(windows.get("a", now), None);
        windows.remember("a", 8192, now);
        windows.remember("b", 4096, now);
        let again = Windows::new(&cache.path().join("new"));
        assert_eq!(again.get("a", now + Duration::from_secs(3600)), Some(8192));
        assert_eq!(again.get("a", now + FRESH), None);
        assert_eq!(again.get("a", now - Duration::from_secs(1)), None);
        again.forget("a");
        assert_eq!(windows.get("a", now), None);
        assert_eq!(windows.get("b", now), Some(4096));
    }

    #[test]
    fn a_broken_file_knows_nothing() {
        let cache = tempfile::tempdir().unwrap();
        fs::write(cache.path().join("windows.json"), "{\"a\": 1").unwrap();
        let windows = Windows::new(cache.path());
        let now = SystemTime::now();
        assert_eq!(windows.get("a", now), None);
        windows.remember("a", 8192, now);
        assert_eq!(windows.get("a", now), Some(8192));
    }
}
