//! Two tasks that load, join, reload and unload profiles, off the handlers: what takes long has a task of its
//! own, so that what is quick never waits for it.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use engine::{Engine, LoadError, Loaded, ProfileId, Request, Watch, discover};
use heat::Selection;
use lsp_types::MessageType;
use tokio::sync::mpsc;

use super::asking::prefetch;
use super::context::Context;
use super::extension::HeatChanged;
use super::heat::news;
use super::{progress, watching};

/// Something to do.
pub(super) enum Job {
    /// Index a workspace, and load the profiles that are found or named in it.
    Workspace { engine: Arc<Engine> },
    /// Load a profile that the user named, and show it.
    Load { engine: Arc<Engine>, path: PathBuf },
    /// Load a profile that came or was written.
    Reload { engine: Arc<Engine>, path: PathBuf },
    /// Forget a profile.
    Unload { engine: Arc<Engine>, id: ProfileId },
    /// Settings changed: join everything again.
    Rejoin { engine: Arc<Engine> },
    /// A file was opened: its light functions are of interest too.
    LookAt { engine: Arc<Engine>, file: Arc<Path> },
    /// Files or folders came, were written, or went.
    FilesChanged { paths: Vec<PathBuf> },
    /// The server ends.
    Stop,
}

/// More profiles than these are not loaded unless they are named; the newest are.
const MOST_FOUND: usize = 20;

/// How often a profile is read again that is written meanwhile.
const ATTEMPTS: usize = 5;

/// A file that has not changed for so long is taken to be written.
const SETTLED: Duration = Duration::from_millis(300);

/// A file that is still written after this is read as it is.
const PATIENCE: Duration = Duration::from_secs(10);

/// What the tasks remember.
#[derive(Default)]
pub(super) struct State {
    stopping: AtomicBool,
    /// One join at a time: the later one shall win.
    joining: tokio::sync::Mutex<()>,
    /// Profiles that the user does not want loaded, until asked for again.
    dismissed: Mutex<HashSet<PathBuf>>,
    /// The files as they were when they were read.
    read: Mutex<HashMap<PathBuf, Option<Stamp>>>,
}

/// A file of the same stamp is the same.
type Stamp = (u64, Option<SystemTime>);

impl State {
    fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }

    /// Whether the user has sent this profile away.
    pub(super) fn is_dismissed(&self, path: &Path) -> bool {
        lock(&self.dismissed).contains(path)
    }

    /// Keeps a profile from being loaded when it is written, or no longer.
    pub(super) fn dismiss(&self, path: &Path, dismissed: bool) {
        if dismissed {
            lock(&self.dismissed).insert(path.to_owned());
        } else {
            lock(&self.dismissed).remove(path);
        }
    }

    /// Lets a file be read again though it has not changed.
    pub(super) fn forget(&self, path: &Path) {
        lock(&self.read).remove(path);
    }

    /// Whether a file is as it was when it was read last.
    fn is_read(&self, path: &Path) -> bool {
        lock(&self.read)
            .get(path)
            .is_some_and(|known| *known == stamp(path))
    }
}

/// Works the queue off until the server ends.
pub(super) async fn run(context: Arc<Context>, mut queue: mpsc::UnboundedReceiver<Job>) {
    let (loads, load_queue) = mpsc::unbounded_channel();
    tokio::spawn(load_all(context.clone(), load_queue));
    tokio::spawn(watching::run(context.clone()));
    while let Some(job) = queue.recv().await {
        match job {
            Job::Workspace { .. } | Job::Load { .. } | Job::Reload { .. } => {
                // The other task ends with this one only.
                let _ = loads.send(job);
            }
            Job::Unload { engine, id } => {
                if let Some(loaded) = engine.profile(id) {
                    context.loading.dismiss(&loaded.path, true);
                }
                engine.unload(id);
                changed(&context);
            }
            Job::Rejoin { engine } => rejoin(&context, &engine).await,
            Job::LookAt { engine, file } => look_at(&context, &engine, &file).await,
            Job::FilesChanged { paths } => watching::files_changed(&context, paths).await,
            Job::Stop => {
                context.loading.stopping.store(true, Ordering::Relaxed);
                context.cancel(None);
                return;
            }
        }
    }
}

async fn load_all(context: Arc<Context>, mut queue: mpsc::UnboundedReceiver<Job>) {
    while let Some(job) = queue.recv().await {
        if context.loading.is_stopping() {
            return;
        }
        match job {
            Job::Workspace { engine } => open_workspace(&context, &engine).await,
            Job::Load { engine, path } => {
                context.loading.dismiss(&path, false);
                match load(&context, &engine, &path).await {
                    Ok(id) => {
                        engine.select(id);
                    }
                    Err(LoadError::Cancelled { .. }) => {}
                    Err(error) => {
                        context
                            .client
                            .show_message(MessageType::WARNING, format!("sysgrok: {error}"))
                            .await;
                    }
                }
                changed(&context);
            }
            Job::Reload { engine, path }
                if !context.loading.is_dismissed(&path) && !context.loading.is_read(&path) =>
            {
                // The reason is kept as a finding of the file.
                let _ = load(&context, &engine, &path).await;
                changed(&context);
            }
            // What is read already; and what is quick, which the other task does.
            _ => {}
        }
    }
}

/// Tells the client something; a client that hides it loses nothing.
async fn log(context: &Context, text: impl std::fmt::Display) {
    context.client.log_message(MessageType::INFO, text).await;
}

async fn open_workspace(context: &Arc<Context>, engine: &Arc<Engine>) {
    if !context.capabilities().watches_files {
        watching::watch_folder(context, engine.root()).await;
    }
    let (found, left_out) = {
        let engine = engine.clone();
        tokio::task::spawn_blocking(move || {
            engine.index();
            wanted(&engine)
        })
        .await
        .unwrap_or_default()
    };
    if left_out > 0 {
        let text =
            format!("sysgrok: {left_out} more profiles were found; the newest {MOST_FOUND} are loaded");
        log(context, text).await;
    }
    for path in found {
        let is_current = context.engines().iter().any(|known| Arc::ptr_eq(known, engine));
        if context.loading.is_stopping() || !is_current {
            return;
        }
        if context.loading.is_dismissed(&path) {
            continue;
        }
        // The reason is kept as a finding of the file.
        let _ = load(context, engine, &path).await;
        changed(context);
    }
}

/// The profiles of a workspace that are to be loaded: those that settings name, then the newest of those that
/// are found. With the number of those that are too many.
fn wanted(engine: &Engine) -> (Vec<PathBuf>, usize) {
    let settings = engine.settings();
    let mut paths: Vec<PathBuf> = settings
        .profiles
        .iter()
        .map(|path| engine.root().join(path))
        .collect();
    let found = if settings.discover {
        discover(engine.root()).profiles
    } else {
        Vec::new()
    };
    let mut found: Vec<PathBuf> = found.into_iter().map(|path| engine.root().join(path)).collect();
    found.retain(|path| !paths.contains(path));
    // Stable: those of one time stay in the order of their names.
    found.sort_by_cached_key(|path| std::cmp::Reverse(stamp(path).and_then(|stamp| stamp.1)));
    let left_out = found.len().saturating_sub(MOST_FOUND);
    paths.extend(found.into_iter().take(MOST_FOUND));
    (paths, left_out)
}

/// How a profile is called: relative to the workspace, or as it is.
pub(super) fn name_of(engine: &Engine, path: &Path) -> String {
    path.strip_prefix(engine.root())
        .unwrap_or(path)
        .display()
        .to_string()
}

/// Loads and joins a profile; one of the same file that was loaded before goes. Gives its id.
async fn load(context: &Arc<Context>, engine: &Arc<Engine>, path: &Path) -> Result<ProfileId, LoadError> {
    // First, so that no change is missed.
    watching::watch_profile(context, path).await;
    let watch = Arc::new(Watch::default());
    context.begin(&watch);
    let progress = tokio::spawn(progress::show(
        context.clone(),
        watch.clone(),
        name_of(engine, path),
    ));
    let result = read(context, engine, path, &watch).await;
    let old = (engine.profiles().into_iter())
        .find(|loaded| loaded.path == path && result.as_ref().map_or(true, |new| new.id != loaded.id));
    let result = match result {
        Ok(loaded) => {
            context.set_unreadable(path, None);
            join(context, engine, loaded.id).await;
            if let Some(old) = &old {
                let was_selected = engine
                    .selected_view()
                    .is_some_and(|view| view.loaded.id == old.id);
                engine.unload(old.id);
                if was_selected {
                    engine.select(loaded.id);
                }
            }
            for warning in &loaded.profile.meta.warnings {
                log(context, format!("{}: {}", loaded.name, warning.message)).await;
            }
            Ok(loaded.id)
        }
        Err(error @ LoadError::Cancelled { .. }) => {
            // Whoever stops a load does not want it to begin again when the file is touched.
            context.loading.dismiss(path, true);
            Err(error)
        }
        Err(error) => {
            // What was loaded before from this file is no longer what it says.
            if let Some(old) = old {
                engine.unload(old.id);
            }
            // A file that went meanwhile has no fault.
            let why = stamp(path).map(|_| error.to_string());
            context.set_unreadable(path, why);
            context.client.log_message(MessageType::WARNING, &error).await;
            Err(error)
        }
    };
    context.end(&watch);
    progress.abort();
    result
}

/// Reads a profile; again if it was written meanwhile, once that has ended.
async fn read(
    context: &Context,
    engine: &Arc<Engine>,
    path: &Path,
    watch: &Arc<Watch>,
) -> Result<Arc<Loaded>, LoadError> {
    let mut attempt = 1;
    loop {
        let request = Request {
            path: path.to_owned(),
            name: name_of(engine, path),
            format: None,
            options: profile::Options::default(),
        };
        let before = stamp(path);
        let result = engine.load(request, watch.clone()).await;
        let after = stamp(path);
        lock(&context.loading.read).insert(path.to_owned(), before);
        if before == after || watch.is_cancelled() || attempt == ATTEMPTS {
            return result;
        }
        if let Ok(loaded) = &result {
            engine.unload(loaded.id);
        }
        settle(path, watch).await;
        attempt += 1;
    }
}

/// Waits until a file is no longer written.
async fn settle(path: &Path, watch: &Watch) {
    let end = tokio::time::Instant::now() + PATIENCE;
    let mut last = stamp(path);
    while tokio::time::Instant::now() < end && !watch.is_cancelled() {
        tokio::time::sleep(SETTLED).await;
        let now = stamp(path);
        if now == last {
            return;
        }
        last = now;
    }
}

/// Absent when there is no such file.
fn stamp(path: &Path) -> Option<Stamp> {
    let metadata = std::fs::metadata(path).ok()?;
    Some((metadata.len(), metadata.modified().ok()))
}

/// Joins a loaded profile with the source and keeps the view.
async fn join(context: &Context, engine: &Arc<Engine>, id: ProfileId) {
    let _one = context.loading.joining.lock().await;
    let engine = engine.clone();
    let joined = tokio::task::spawn_blocking(move || {
        // Again when a file was opened meanwhile that the profile speaks of; so often that it ends.
        for _ in 0..3 {
            let Some(loaded) = engine.profile(id) else { return };
            let value = engine.value_of(&loaded);
            let files = engine.open_files();
            let selection = Selection {
                always: 100,
                files: files.clone(),
                ..Selection::default()
            };
            engine.show(engine.view(&loaded, value, &selection));
            let is_new = |file: &Arc<Path>| !files.contains(file) && loaded.names_file(file);
            if !engine.open_files().iter().any(is_new) {
                return;
            }
        }
    });
    // A join that panics costs this profile only; the runtime has printed why.
    let _ = joined.await;
}

/// Joins all profiles of a workspace again.
pub(super) async fn rejoin(context: &Arc<Context>, engine: &Arc<Engine>) {
    for loaded in engine.profiles() {
        join(context, engine, loaded.id).await;
    }
    changed(context);
}

/// Joins the shown profile again if a file that was opened may hold functions that were too light so far.
async fn look_at(context: &Arc<Context>, engine: &Arc<Engine>, file: &Path) {
    let Some(view) = engine.selected_view() else {
        return;
    };
    if view.has_file(file) || !view.loaded.names_file(file) {
        return;
    }
    join(context, engine, view.loaded.id).await;
    changed(context);
}

/// Tells the client that what it shows is out of date.
pub(super) fn changed(context: &Arc<Context>) {
    context.dirty.notify_one();
    prefetch::of_open_files(context);
    let capabilities = context.capabilities();
    let client = context.client.clone();
    let news = capabilities.heat_changed.then(|| news(context));
    // Not waited for: a client may never answer.
    tokio::spawn(async move {
        if let Some(news) = news {
            client.send_notification::<HeatChanged>(news).await;
        }
        if capabilities.inlay_hint_refresh {
            let _ = client.inlay_hint_refresh().await;
        }
        if capabilities.code_lens_refresh {
            let _ = client.code_lens_refresh().await;
        }
    });
}

/// A lock whose holder never panics while it is held; if it did, the value is still whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
