//! The one place where state is kept.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use dashmap::DashMap;
use heat::{Heat, Placement, Selection};
use profile::{Profile, ValueId};
use source::document::{Document, Edit};
use source::position::Encoding;
use source::{Language, Limits, Options, Sources, Workspace};

use crate::code::WorkspaceCode;
use crate::documents::{Documents, OpenDocument};
use crate::file_heat::FileHeat;
use crate::load::{LoadError, Request, Watch, load};
use crate::texts::Texts;
use crate::view::View;
use crate::{Drift, Settings, drift};

/// A loaded profile, by which it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProfileId(pub u32);

/// A workspace and the profiles that are loaded over it. Cheap to share; all methods may be called from
/// many threads.
pub struct Engine {
    given: PathBuf,
    root: PathBuf,
    settings: Mutex<Arc<Settings>>,
    sources: Sources,
    documents: Documents,
    texts: Texts,
    /// How often documents were saved.
    saves: AtomicU64,
    views: DashMap<ProfileId, Arc<View>>,
    selected: Mutex<Option<ProfileId>>,
    hidden: AtomicBool,
    /// Whether programs may be started on what the workspace holds.
    trusted: AtomicBool,
    /// Value types that the user has chosen, by the profile's file, so that they outlast its reloading.
    chosen: DashMap<PathBuf, String>,
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

impl Loaded {
    /// Whether the profile names a file of this base name.
    pub fn names_file(&self, file: &Path) -> bool {
        let Some(base) = file.file_name().and_then(|name| name.to_str()) else {
            return false;
        };
        let symbols = &self.profile.symbols;
        let files = (symbols.functions.iter().filter_map(|function| function.file))
            .chain(symbols.places.iter().filter_map(|place| place.file));
        let mut last = None;
        for file in files {
            if last == Some(file) {
                continue;
            }
            last = Some(file);
            let path = symbols.text.get(file);
            if path.rsplit(['/', '\\']).next() == Some(base) {
                return true;
            }
        }
        false
    }
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

impl Engine {
    /// Indexes a folder; no file of it is read.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn open(root: &Path, settings: Settings) -> Result<Engine, EngineError> {
        Engine::with_limits(root, settings, Limits::default())
    }

    fn with_limits(root: &Path, settings: Settings, limits: Limits) -> Result<Engine, EngineError> {
        let workspace = Workspace::index(root, limits).map_err(|error| EngineError::Root {
            path: root.to_owned(),
            error,
        })?;
        Ok(Engine {
            given: root.to_owned(),
            root: workspace.canonical_root().to_owned(),
            settings: Mutex::new(Arc::new(settings)),
            documents: Documents::default(),
            texts: Texts::default(),
            saves: AtomicU64::new(0),
            views: DashMap::new(),
            selected: Mutex::new(None),
            hidden: AtomicBool::new(false),
            trusted: AtomicBool::new(true),
            chosen: DashMap::new(),
            sources: Sources::new(workspace, Options::default()),
            profiles: DashMap::new(),
            next: AtomicU32::new(0),
        })
    }

    /// Opens a folder without looking into it; [`Engine::index`] does.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn open_unindexed(root: &Path, settings: Settings) -> Result<Engine, EngineError> {
        Engine::with_limits(root, settings, Limits { entries: 0, depth: 0 })
    }

    /// Indexes the folder, again if need be. Blocks. A folder that has gone keeps its index.
    pub fn index(&self) {
        if let Ok(workspace) = Workspace::index(&self.given, Limits::default()) {
            self.sources.set_workspace(workspace);
        }
    }

    /// The folder as it was given.
    pub fn given_root(&self) -> &Path {
        &self.given
    }

    /// The folder, without symbolic links.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The settings as they are now.
    pub fn settings(&self) -> Arc<Settings> {
        lock(&self.settings).clone()
    }

    /// Takes new settings; what is joined already stays as it is until it is joined again.
    pub fn set_settings(&self, settings: Settings) {
        *lock(&self.settings) = Arc::new(settings);
    }

    /// Whether programs (perf, git) may be started on what the workspace holds. They may unless
    /// [`Engine::trust`] said otherwise.
    pub fn is_trusted(&self) -> bool {
        self.trusted.load(Ordering::Relaxed)
    }

    /// Trusts the workspace, or no longer. Counts for what is loaded from now on.
    pub fn trust(&self, trusted: bool) {
        self.trusted.store(trusted, Ordering::Relaxed);
    }

    /// Chooses the value type that a profile is shown in; false when it has none of that name. Counts from
    /// the next join on.
    pub fn choose_value(&self, loaded: &Loaded, wanted: &str) -> bool {
        let Some(value) = loaded.profile.find_value(wanted) else {
            return false;
        };
        let label = loaded.profile.value(value).label();
        self.chosen.insert(loaded.path.clone(), label);
        true
    }

    /// The value type that a profile is shown in: the chosen one, else that of the settings, else its own.
    pub fn value_of(&self, loaded: &Loaded) -> ValueId {
        let find = |wanted: &str| loaded.profile.find_value(wanted);
        let chosen = self.chosen.get(&loaded.path).and_then(|wanted| find(&wanted));
        chosen
            .or_else(|| self.settings().value_type.as_deref().and_then(find))
            .unwrap_or_else(|| loaded.profile.selected())
    }

    /// The file of the workspace, relative to the root, that a profiler or a stack trace means by a path.
    /// `function` decides between files that fit equally.
    pub fn locate(&self, path: &str, function: Option<&str>) -> Option<PathBuf> {
        let rules = self.settings().path_rules();
        match self.sources.resolve(&rules, path, function) {
            source::Resolution::Found { path, .. } => Some(path),
            _ => None,
        }
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
        let trusted = self.is_trusted();
        let reading = tokio::task::spawn_blocking(move || load(&request, &watch, &runtime, trusted));
        let mut profile = match reading.await {
            Ok(result) => result?,
            Err(error) => {
                // A reader that panics is a fault of ours, and costs this profile only.
                let error = io::Error::other(format!("the reader failed: {error}"));
                return Err(LoadError::Open { name, error });
            }
        };
        profile.meta.recorded =
            (profile.meta.recorded).or_else(|| drift::recorded_beside(&path, &profile.meta)?.try_into().ok());
        let written: Option<SystemTime> = std::fs::metadata(&path)
            .and_then(|metadata| metadata.modified())
            .ok();
        let drift = Drift::new(&self.root, &path, &profile.meta, written).trusting(trusted);
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
        self.views.remove(&id);
        let known = self.profiles.remove(&id).is_some();
        let mut selected = lock(&self.selected);
        if *selected == Some(id) {
            *selected = self.views.iter().map(|view| *view.key()).max();
        }
        known
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

    /// Joins a profile with the source as it is on disk: where its lines are in open documents is asked of
    /// the [`View`]. Reads and parses files; blocks.
    pub fn view(&self, loaded: &Arc<Loaded>, value: ValueId, selection: &Selection) -> View {
        let mut saves = self.saves.load(Ordering::Acquire);
        loop {
            let view = self.join(loaded, value, selection);
            // After a save in between, nobody knows which of the texts was joined. Nobody saves so fast that this
            // does not end.
            let saves_now = self.saves.load(Ordering::Acquire);
            if saves_now == saves {
                return view;
            }
            saves = saves_now;
        }
    }

    fn join(&self, loaded: &Arc<Loaded>, value: ValueId, selection: &Selection) -> View {
        let settings = self.settings();
        let rules = settings.path_rules();
        let code = WorkspaceCode::new(&self.sources, &rules, &loaded.drift);
        let placement = Placement::of(&loaded.profile, value, &code, selection);
        let heat = Heat::of(&loaded.profile, value, &placement, &code);
        let samples = (loaded.profile.samples_of(value))
            .filter(|&samples| samples != value)
            .map(|samples| Heat::of(&loaded.profile, samples, &placement, &code));
        View::new(loaded.clone(), value, placement, heat, samples.as_ref())
    }

    /// Opens a document. `key` is its absolute path, or its URI where it has none.
    pub fn open_document(&self, key: &Path, text: &str, language: Option<&'static Language>, version: i32) {
        let save = self.saves.load(Ordering::Acquire);
        self.documents
            .open(&self.sources, key, text, language, version, save);
    }

    /// Applies edits to an open document; false when it is not open.
    pub fn change_document(&self, key: &Path, edits: &[Edit], encoding: Encoding, version: i32) -> bool {
        self.documents.change(key, edits, encoding, version)
    }

    /// Notes that a document was written to its file.
    pub fn save_document(&self, key: &Path) {
        let Some((file, moved)) = self.documents.unsaved(key) else {
            return;
        };
        let save = self.saves.fetch_add(1, Ordering::AcqRel) + 1;
        for loaded in &self.profiles {
            loaded.drift.saved(&file, &moved);
        }
        // The views first: they know both what was before this save and what is after it, and the document
        // tells which of the two it is.
        for view in &self.views {
            view.saved(&file, save, &moved);
        }
        self.documents.save(key, save);
    }

    /// Forgets a document; its file on disk counts again.
    pub fn close_document(&self, key: &Path) {
        self.documents.close(key);
    }

    /// An open document as it is now. The copy is cheap.
    pub fn document(&self, key: &Path) -> Option<OpenDocument> {
        self.documents.get(key)
    }

    /// Absolute paths, or URIs, of the open documents.
    pub fn open_documents(&self) -> Vec<PathBuf> {
        self.documents.keys()
    }

    /// The open document of a file, relative to the root.
    pub fn open_file(&self, file: &Path) -> Option<OpenDocument> {
        self.documents.of_file(file)
    }

    /// Files of the workspace that are open, relative to the root.
    pub fn open_files(&self) -> Vec<Arc<Path>> {
        self.documents.files()
    }

    /// Keeps a view, for requests to look at, and shows it.
    pub fn show(&self, view: View) -> Arc<View> {
        let view = Arc::new(view);
        let id = view.loaded.id;
        // The profile may have gone while it was joined.
        if self.profiles.contains_key(&id) {
            self.views.insert(id, view.clone());
            let mut selected = lock(&self.selected);
            if selected.is_none_or(|selected| !self.views.contains_key(&selected)) {
                *selected = Some(id);
            }
        }
        view
    }

    /// Selects a profile; false when it is not joined yet.
    pub fn select(&self, id: ProfileId) -> bool {
        let known = self.views.contains_key(&id);
        if known {
            *lock(&self.selected) = Some(id);
        }
        known
    }

    /// The view that is shown; absent when nothing is loaded, or heat is switched off.
    pub fn shown(&self) -> Option<Arc<View>> {
        if self.hidden.load(Ordering::Relaxed) {
            return None;
        }
        self.selected_view()
    }

    /// The view that is selected, shown or not.
    pub fn selected_view(&self) -> Option<Arc<View>> {
        let id = (*lock(&self.selected))?;
        self.views.get(&id).map(|view| view.clone())
    }

    /// The view of a profile, once it is joined.
    pub fn view_of(&self, id: ProfileId) -> Option<Arc<View>> {
        self.views.get(&id).map(|view| view.clone())
    }

    /// Shows or hides all heat; gives whether it is shown now.
    pub fn toggle(&self) -> bool {
        self.hidden.fetch_xor(true, Ordering::Relaxed)
    }

    /// The heat of a file in the view, as the file is now in the editor, or else on disk.
    pub fn file_heat(&self, view: &View, file: &Path) -> FileHeat {
        if !view.has_file(file) {
            return FileHeat::default();
        }
        match self.documents.of_file(file) {
            Some(open) => view.heat_of(file, &open),
            None => self.heat_on_disk(view, file),
        }
    }

    fn heat_on_disk(&self, view: &View, file: &Path) -> FileHeat {
        let outline = self.sources.outline(file).ok();
        outline
            .map(|outline| view.file_on_disk(file, outline))
            .unwrap_or_default()
    }

    /// A file of the workspace, relative to the root, as it is now in the editor, or else on disk, and its
    /// heat in the view. Absent when it cannot be read.
    pub fn snapshot(&self, view: &View, file: &Path) -> Option<Snapshot> {
        if let Some(open) = self.documents.of_file(file) {
            let heat = view.heat_of(file, &open);
            return Some(Snapshot {
                document: open.document,
                version: Some(open.version),
                heat,
            });
        }
        Some(Snapshot {
            document: self.texts.get(&self.root, file)?,
            version: None,
            heat: self.heat_on_disk(view, file),
        })
    }

    /// The text of a file of the workspace, relative to the root, as it is now in the editor, or else on disk,
    /// then without functions. Absent when it cannot be read.
    pub fn text(&self, file: &Path) -> Option<Document> {
        match self.documents.of_file(file) {
            Some(open) => Some(open.document),
            None => self.texts.get(&self.root, file),
        }
    }
}

/// A file and its heat, both of one moment.
pub struct Snapshot {
    /// The text; without functions when it is not open.
    pub document: Document,
    /// The version that the editor gave it; absent when it is not open.
    pub version: Option<i32>,
    /// Its heat.
    pub heat: FileHeat,
}

/// A lock whose holder never panics while it is held; if it did, the value is still whole.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
