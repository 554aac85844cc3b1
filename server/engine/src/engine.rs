//! The one place where state is kept.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::SystemTime;

use dashmap::DashMap;
use heat::{Heat, Placement, Selection};
use profile::{Profile, ValueId};
use source::{Limits, Options, Sources, Workspace};

use crate::code::WorkspaceCode;
use crate::load::{LoadError, Request, Watch, load};
use crate::{Drift, Settings};

/// A loaded profile, by which it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProfileId(pub u32);

/// A workspace and the profiles that are loaded over it. Cheap to share; all methods may be called from
/// many threads.
pub struct Engine {
    root: PathBuf,
    settings: Settings,
    sources: Sources,
    profiles: DashMap<ProfileId, Arc<Loaded>>,
    next: AtomicU32,
}

/// A profile that was loaded.
pub struct Loaded {
    /// Its id.
    pub id: ProfileId,
    /// Its file.
    pub path: PathBuf,
    /// How it is called: the path as the user gave it, or relative to the workspace.
    pub name: String,
    /// What was read.
    pub profile: Profile,
    /// How its sources have changed.
    pub drift: Drift,
}

/// A profile joined with the source, in one value type.
pub struct View {
    /// The profile.
    pub loaded: Arc<Loaded>,
    /// What is counted.
    pub value: ValueId,
    /// Where its functions are.
    pub placement: Placement,
    /// Their weights.
    pub heat: Heat,
    /// The same, counted in samples, for the margin of error; absent when the profile does not count any,
    /// or when samples are what is shown.
    pub samples: Option<Heat>,
}

/// Why a workspace cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The folder is not there or cannot be entered.
    #[error("{path}: cannot be opened as a workspace: {error}", path = path.display())]
    Root {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
}

impl View {
    /// The weight as a fraction of the whole.
    pub fn share(&self, weight: Option<i64>) -> Option<f64> {
        self.heat.share(&self.loaded.profile, weight)
    }
}

impl Engine {
    /// Indexes a folder; no file of it is read.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn open(root: &Path, settings: Settings) -> Result<Engine, EngineError> {
        let workspace = Workspace::index(root, Limits::default()).map_err(|error| EngineError::Root {
            path: root.to_owned(),
            error,
        })?;
        Ok(Engine {
            root: workspace.canonical_root().to_owned(),
            settings,
            sources: Sources::new(workspace, Options::default()),
            profiles: DashMap::new(),
            next: AtomicU32::new(0),
        })
    }

    /// The folder, without symbolic links.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The sources of the workspace.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// Loads a profile on a thread of its own. It stays loaded until [`Engine::unload`].
    ///
    /// # Errors
    /// When the file cannot be read as a profile, or `watch` stopped it.
    pub async fn load(&self, request: Request, watch: Arc<Watch>) -> Result<Arc<Loaded>, LoadError> {
        let runtime = tokio::runtime::Handle::current();
        let (path, name) = (request.path.clone(), request.name.clone());
        let reading = tokio::task::spawn_blocking(move || load(&request, &watch, &runtime));
        let profile = match reading.await {
            Ok(result) => result?,
            Err(error) => {
                // A reader that panics is a fault of ours, and costs this profile only.
                let error = io::Error::other(format!("the reader failed: {error}"));
                return Err(LoadError::Open { name, error });
            }
        };
        let written: Option<SystemTime> = std::fs::metadata(&path)
            .and_then(|metadata| metadata.modified())
            .ok();
        let drift = Drift::new(&self.root, &path, &profile.meta, written);
        let id = ProfileId(self.next.fetch_add(1, Ordering::Relaxed));
        let loaded = Arc::new(Loaded {
            id,
            path,
            name,
            profile,
            drift,
        });
        self.profiles.insert(id, loaded.clone());
        Ok(loaded)
    }

    /// Forgets a profile; false when it was not loaded.
    pub fn unload(&self, id: ProfileId) -> bool {
        self.profiles.remove(&id).is_some()
    }

    /// A loaded profile.
    pub fn profile(&self, id: ProfileId) -> Option<Arc<Loaded>> {
        self.profiles.get(&id).map(|loaded| loaded.clone())
    }

    /// All loaded profiles, in the order of loading.
    pub fn profiles(&self) -> Vec<Arc<Loaded>> {
        let mut profiles: Vec<Arc<Loaded>> =
            self.profiles.iter().map(|entry| entry.value().clone()).collect();
        profiles.sort_by_key(|loaded| loaded.id);
        profiles
    }

    /// Joins a profile with the source. Reads and parses files; blocks.
    pub fn view(&self, loaded: &Arc<Loaded>, value: ValueId, selection: &Selection) -> View {
        let rules = self.settings.path_rules();
        let code = WorkspaceCode::new(&self.sources, &rules, &loaded.drift);
        let placement = Placement::of(&loaded.profile, value, &code, selection);
        let heat = Heat::of(&loaded.profile, value, &placement, &code);
        let samples = (loaded.profile.samples_of(value))
            .filter(|&samples| samples != value)
            .map(|samples| Heat::of(&loaded.profile, samples, &placement, &code));
        View {
            loaded: loaded.clone(),
            value,
            placement,
            heat,
            samples,
        }
    }
}
