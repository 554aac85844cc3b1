//! What every request sees: the client, the engines, and the queues of the tasks behind.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use engine::{Engine, FileHeat, OpenDocument, View, Watch};
use lsp_types::{NumberOrString, Uri};
use source::Encoding;
use tokio::sync::{Notify, mpsc};

use super::asking::Asking;
use super::loading::{self, Job};
use super::{capabilities, plan_file, profile_file, proto, publishing, watching};

/// Shared by all handlers and tasks.
pub(super) struct Context {
    /// The way to the client.
    pub(super) client: tower_lsp::Client,
    startup: OnceLock<Startup>,
    engines: Mutex<Arc<Vec<Arc<Engine>>>>,
    /// What the loader is to do next.
    pub(super) jobs: mpsc::UnboundedSender<Job>,
    /// Wakes the publisher.
    pub(super) dirty: Notify,
    /// What it publishes although it is not new.
    pub(super) reopened: publishing::Reopened,
    /// Profiles that cannot be read: file, and why.
    unreadable: Mutex<Vec<(PathBuf, String)>>,
    /// The settings that the editor sent last, over those that came with `initialize`.
    editor_settings: Mutex<Option<serde_json::Value>>,
    /// Loads that run, and the tokens under which the client knows them.
    loads: Mutex<Vec<(Arc<Watch>, Option<NumberOrString>)>>,
    /// Whether programs may be started on what the workspace holds.
    trusted: AtomicBool,
    /// What the loader remembers.
    pub(super) loading: loading::State,
    /// The rows of profiles that are open as text.
    pub(super) rows: profile_file::Cache,
    /// The rank of the hot spot that was gone to last; 0 before the first.
    pub(super) last_spot: AtomicUsize,
    /// How often the client asked for a hover: the last one is open, if any is.
    pub(super) hovers: AtomicU64,
    /// Files that came, were written, or went.
    pub(super) changes: watching::Changes,
    /// Held while a flame graph is made.
    pub(super) drawing: Arc<tokio::sync::Mutex<()>>,
    /// Whom we ask, and what.
    pub(super) asking: Asking,
    /// What the programs of plans are.
    pub(super) tools: plan_file::Tools,
}

/// What is settled when the client initializes.
pub(super) struct Startup {
    pub(super) client: capabilities::Client,
    pub(super) encoding: Encoding,
    /// The settings in `initializationOptions`.
    pub(super) options: Option<serde_json::Value>,
}

/// A file of a workspace, open or not.
pub(super) struct Place {
    pub(super) engine: Arc<Engine>,
    /// Relative to the engine's root.
    pub(super) file: Arc<Path>,
    /// The open document.
    pub(super) open: OpenDocument,
}

/// The heat of an open document.
pub(super) struct HotPlace {
    pub(super) place: Place,
    pub(super) view: Arc<View>,
    pub(super) heat: FileHeat,
}

/// The document that a request is about, and the view that is shown, as they were when the request came.
pub(super) struct Here {
    pub(super) key: PathBuf,
    /// Absent where there is no heat.
    seen: Option<(Place, Arc<View>)>,
}

impl Here {
    /// The heat of the document. Absent when there is none.
    pub(super) fn hot(self) -> Option<HotPlace> {
        let (place, view) = self.seen?;
        let heat = view.heat_of(&place.file, &place.open);
        Some(HotPlace { place, view, heat })
    }
}

impl Context {
    pub(super) fn new(client: tower_lsp::Client, jobs: mpsc::UnboundedSender<Job>) -> Context {
        Context {
            client,
            startup: OnceLock::new(),
            engines: Mutex::new(Arc::new(Vec::new())),
            jobs,
            dirty: Notify::new(),
            reopened: publishing::Reopened::default(),
            unreadable: Mutex::new(Vec::new()),
            editor_settings: Mutex::new(None),
            loads: Mutex::new(Vec::new()),
            trusted: AtomicBool::new(true),
            loading: loading::State::default(),
            rows: profile_file::Cache::default(),
            last_spot: AtomicUsize::new(0),
            hovers: AtomicU64::new(0),
            changes: watching::Changes::default(),
            drawing: Arc::default(),
            asking: Asking::default(),
            tools: plan_file::Tools::default(),
        }
    }

    /// Settles what the client can do; the first call counts.
    pub(super) fn start(&self, startup: Startup) {
        let _ = self.startup.set(startup);
    }

    /// What the client can do.
    pub(super) fn capabilities(&self) -> capabilities::Client {
        self.startup
            .get()
            .map(|startup| startup.client.clone())
            .unwrap_or_default()
    }

    /// Whether programs may be started on what the workspace holds.
    pub(super) fn is_trusted(&self) -> bool {
        self.trusted.load(Ordering::Relaxed)
    }

    /// Settles whether the workspace is trusted.
    pub(super) fn set_trusted(&self, trusted: bool) {
        self.trusted.store(trusted, Ordering::Relaxed);
    }

    /// The units of columns.
    pub(super) fn encoding(&self) -> Encoding {
        self.startup
            .get()
            .map_or(Encoding::Utf16, |startup| startup.encoding)
    }

    /// One engine a root.
    pub(super) fn engines(&self) -> Arc<Vec<Arc<Engine>>> {
        lock(&self.engines).clone()
    }

    /// Takes other roots.
    pub(super) fn set_engines(&self, engines: Vec<Arc<Engine>>) {
        *lock(&self.engines) = Arc::new(engines);
    }

    /// The settings that came with `initialize`.
    pub(super) fn initial_settings(&self) -> Option<&serde_json::Value> {
        self.startup.get()?.options.as_ref()
    }

    /// The settings that the editor sent last.
    pub(super) fn editor_settings(&self) -> Option<serde_json::Value> {
        lock(&self.editor_settings).clone()
    }

    /// Remembers what the editor sent.
    pub(super) fn set_editor_settings(&self, settings: Option<serde_json::Value>) {
        *lock(&self.editor_settings) = settings;
    }

    /// The engine whose root holds a path; of several the innermost. Documents that lie elsewhere are kept by
    /// the first, so that profiles outside the workspace can be looked at.
    pub(super) fn engine_of(&self, key: &Path) -> Option<Arc<Engine>> {
        let engines = self.engines();
        let inside =
            |engine: &&Arc<Engine>| key.starts_with(engine.root()) || key.starts_with(engine.given_root());
        let innermost = engines
            .iter()
            .filter(inside)
            .max_by_key(|engine| engine.root().as_os_str().len());
        innermost.or_else(|| engines.first()).cloned()
    }

    /// An open document of a workspace. Absent when it is not open or lies elsewhere.
    pub(super) fn place(&self, key: &Path) -> Option<Place> {
        let engine = self.engine_of(key)?;
        let open = engine.document(key)?;
        Some(Place {
            file: open.file.clone()?,
            engine,
            open,
        })
    }

    /// What a request about a document is to look at. Cheap: taken before the handler's first await, so that no
    /// later edit is seen.
    pub(super) fn here(&self, uri: &Uri) -> Here {
        let key = proto::key(uri);
        let seen = self.place(&key).and_then(|place| {
            let view = place.engine.shown()?;
            Some((place, view))
        });
        Here { key, seen }
    }

    /// The heat of an open document, in the view that is shown. Absent when there is none.
    pub(super) fn hot_place(&self, key: &Path) -> Option<HotPlace> {
        let place = self.place(key)?;
        let view = place.engine.shown()?;
        let heat = view.heat_of(&place.file, &place.open);
        Some(HotPlace { place, view, heat })
    }

    /// Gives the loader something to do. When the server ends nobody takes it.
    pub(super) fn load(&self, job: Job) {
        let _ = self.jobs.send(job);
    }

    /// Notes that a load runs.
    pub(super) fn begin(&self, watch: &Arc<Watch>) {
        lock(&self.loads).push((watch.clone(), None));
    }

    /// Notes under which token the client shows a load.
    pub(super) fn name_watch(&self, watch: &Arc<Watch>, token: &NumberOrString) {
        if let Some(load) = lock(&self.loads)
            .iter_mut()
            .find(|load| Arc::ptr_eq(&load.0, watch))
        {
            load.1 = Some(token.clone());
        }
    }

    /// Notes that a load ended.
    pub(super) fn end(&self, watch: &Arc<Watch>) {
        lock(&self.loads).retain(|load| !Arc::ptr_eq(&load.0, watch));
    }

    /// Stops the load of a token, or all of them.
    pub(super) fn cancel(&self, token: Option<&NumberOrString>) {
        for (watch, known) in lock(&self.loads).iter() {
            if token.is_none() || known.as_ref() == token {
                watch.cancel();
            }
        }
    }

    /// Profiles that cannot be read: file, and why.
    pub(super) fn unreadable(&self) -> Vec<(PathBuf, String)> {
        lock(&self.unreadable).clone()
    }

    /// Remembers that a profile cannot be read, or can again.
    pub(super) fn set_unreadable(&self, path: &Path, why: Option<String>) {
        let mut unreadable = lock(&self.unreadable);
        unreadable.retain(|(known, _)| known != path);
        unreadable.extend(why.map(|why| (path.to_owned(), why)));
    }
}

/// A lock whose holder never panics while it is held; if it did, the value is still whole.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
