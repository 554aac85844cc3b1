//! Changes of files, from the client where it watches for us, else from the system: collected for a moment, then
//! worked on by what the disk says now.

use std::collections::{BTreeSet, VecDeque};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use engine::{Engine, WORKSPACE_FILE};
use notify::event::{AccessKind, AccessMode};
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use source::grammars;
use source::workspace::NEVER_SOURCE;
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::context::Context;
use super::lifecycle;
use super::loading::{Job, changed, rejoin};

/// Changes are worked on when none came for so long,
const QUIET: Duration = Duration::from_millis(100);

/// or when they came for so long.
const LONGEST: Duration = Duration::from_secs(1);

/// More folders are not watched: each costs the kernel memory, of which users have a limit.
const MOST_FOLDERS: usize = 8192;

/// Where changes are handed in, and the system's watcher, if there is one.
pub(super) struct Changes {
    sender: mpsc::UnboundedSender<PathBuf>,
    receiver: Mutex<Option<mpsc::UnboundedReceiver<PathBuf>>>,
    watcher: Mutex<Option<RecommendedWatcher>>,
    watched: Mutex<BTreeSet<PathBuf>>,
}

impl Default for Changes {
    fn default() -> Changes {
        let (sender, receiver) = mpsc::unbounded_channel();
        Changes {
            sender,
            receiver: Mutex::new(Some(receiver)),
            watcher: Mutex::new(None),
            watched: Mutex::default(),
        }
    }
}

impl Changes {
    /// A file or folder came, was written, or went.
    pub(super) fn note(&self, path: PathBuf) {
        // The receiver lasts as long as the server.
        let _ = self.sender.send(path);
    }

    /// Lets the system watch a folder and those in it; on Linux each by itself, so that what was fetched or built
    /// costs nothing. Blocks. Gives what went wrong.
    fn watch(&self, folder: &Path) -> Option<String> {
        let mut watcher = self.watcher.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(fault) = self.start(&mut watcher) {
            return Some(fault);
        }
        let watcher = watcher.as_mut()?;
        let mut watched = self.watched.lock().unwrap_or_else(PoisonError::into_inner);
        if !cfg!(target_os = "linux") {
            return watcher
                .watch(folder, RecursiveMode::Recursive)
                .err()
                .map(|error| error.to_string());
        }
        let mut fault = None;
        let mut waiting = VecDeque::from([folder.to_owned()]);
        while let Some(folder) = waiting.pop_front() {
            if watched.len() >= MOST_FOLDERS {
                return Some(format!("only {MOST_FOLDERS} folders are watched"));
            }
            match watcher.watch(&folder, RecursiveMode::NonRecursive) {
                Ok(()) => {
                    watched.insert(folder.clone());
                }
                Err(error) => {
                    fault.get_or_insert_with(|| format!("{} cannot be watched: {error}", folder.display()));
                    continue;
                }
            }
            waiting.extend(folders_in(&folder));
        }
        fault
    }

    /// Lets the system watch a folder, and none in it. Blocks. Gives what went wrong.
    fn watch_one(&self, folder: &Path) -> Option<String> {
        if self.is_known(folder) {
            return None;
        }
        let mut watcher = self.watcher.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(fault) = self.start(&mut watcher) {
            return Some(fault);
        }
        let fault = watcher.as_mut()?.watch(folder, RecursiveMode::NonRecursive).err();
        if fault.is_none() {
            let mut watched = self.watched.lock().unwrap_or_else(PoisonError::into_inner);
            watched.insert(folder.to_owned());
        }
        fault.map(|error| format!("{} cannot be watched: {error}", folder.display()))
    }

    /// Makes the system's watcher when there is none yet. Gives what went wrong.
    fn start(&self, watcher: &mut Option<RecommendedWatcher>) -> Option<String> {
        if watcher.is_some() {
            return None;
        }
        let sender = self.sender.clone();
        let made = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            for path in event.map(of_interest).unwrap_or_default() {
                let _ = sender.send(path);
            }
        });
        match made {
            Ok(made) => {
                *watcher = Some(made);
                None
            }
            Err(error) => Some(format!("files cannot be watched: {error}")),
        }
    }

    /// Whether a folder is watched already.
    fn is_known(&self, folder: &Path) -> bool {
        self.watched
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .contains(folder)
    }

    /// Forgets folders that are gone; the system has forgotten them.
    fn gone(&self, path: &Path) {
        let mut watched = self.watched.lock().unwrap_or_else(PoisonError::into_inner);
        watched.retain(|folder| !folder.starts_with(path));
    }

    fn is_used(&self) -> bool {
        self.watcher
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_some()
    }
}

/// The paths of an event that says more than that somebody looked.
fn of_interest(event: notify::Event) -> Vec<PathBuf> {
    match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => event.paths,
        EventKind::Access(_) => Vec::new(),
        _ => event.paths,
    }
}

/// The folders in a folder that may hold sources or profiles. Links are not followed.
fn folders_in(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    (entries.flatten())
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .filter(|entry| !is_heavy(&entry.file_name()))
        .map(|entry| entry.path())
        .filter(|path| !path.join("CACHEDIR.TAG").exists())
        .collect()
}

fn is_heavy(name: &OsStr) -> bool {
    name.to_str().is_some_and(|name| NEVER_SOURCE.contains(&name))
}

/// Collects changes and gives them to the loader, until the server ends.
pub(super) async fn run(context: Arc<Context>) {
    let receiver = context
        .changes
        .receiver
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .take();
    let Some(mut receiver) = receiver else { return };
    while let Some(first) = receiver.recv().await {
        let mut paths = BTreeSet::from([first]);
        let end = Instant::now() + LONGEST;
        loop {
            let quiet = (Instant::now() + QUIET).min(end);
            match tokio::time::timeout_at(quiet, receiver.recv()).await {
                Ok(Some(path)) => {
                    paths.insert(path);
                }
                Ok(None) | Err(_) => break,
            }
        }
        context.load(Job::FilesChanged {
            paths: paths.into_iter().collect(),
        });
    }
}

/// Lets the system watch a folder, for clients that do not.
pub(super) async fn watch_folder(context: &Arc<Context>, folder: &Path) {
    let (watching, folder) = (context.clone(), folder.to_owned());
    let watch = tokio::task::spawn_blocking(move || watching.changes.watch(&folder));
    tell(context, watch.await.ok().flatten()).await;
}

/// Lets the system watch the folder of a profile, for every client: some that say they watch tell of few changes (eglot
/// 1.9 of no renaming), and heat must not outlive its profile.
pub(super) async fn watch_profile(context: &Arc<Context>, profile: &Path) {
    let Some(folder) = profile.parent().map(Path::to_owned) else {
        return;
    };
    let watching = context.clone();
    let watch = tokio::task::spawn_blocking(move || watching.changes.watch_one(&folder));
    tell(context, watch.await.ok().flatten()).await;
}

async fn tell(context: &Context, fault: Option<String>) {
    if let Some(fault) = fault {
        context
            .client
            .log_message(lsp_types::MessageType::WARNING, format!("sysgrok: {fault}"))
            .await;
    }
}

/// What changed in one workspace.
#[derive(Default)]
struct Changed {
    settings: bool,
    /// Files came or went that the index should know, or no longer.
    index: bool,
    /// Profiles that are gone.
    gone: Vec<PathBuf>,
    /// Profiles that came or were written.
    profiles: Vec<PathBuf>,
    /// Sources that carry heat, relative to the root.
    sources: Vec<PathBuf>,
    /// Folders that came.
    folders: Vec<PathBuf>,
}

/// Works on changes: profiles are loaded again or forgotten, drift is looked at again, settings are read again.
pub(super) async fn files_changed(context: &Arc<Context>, paths: Vec<PathBuf>) {
    for engine in context.engines().iter() {
        let (sorting, sorted_context, all) = (engine.clone(), context.clone(), paths.clone());
        let sort = move || sort(&sorted_context, &sorting, &all);
        let Ok(found) = tokio::task::spawn_blocking(sort).await else {
            continue;
        };
        for path in &found.gone {
            context.set_unreadable(path, None);
            // It may come back as it was.
            context.loading.forget(path);
            for loaded in engine.profiles().iter().filter(|loaded| loaded.path == *path) {
                engine.unload(loaded.id);
            }
        }
        if !found.gone.is_empty() {
            changed(context);
        }
        if found.settings {
            lifecycle::read_settings(context, engine);
        }
        if context.changes.is_used() {
            for folder in &found.folders {
                watch_folder(context, folder).await;
            }
        }
        for path in found.profiles {
            context.load(Job::Reload {
                engine: engine.clone(),
                path,
            });
        }
        if found.index {
            let indexing = engine.clone();
            // An index that panics leaves the old one.
            let _ = tokio::task::spawn_blocking(move || indexing.index()).await;
        }
        if found.index || found.settings || !found.sources.is_empty() {
            for loaded in engine.profiles() {
                found.sources.iter().for_each(|file| loaded.drift.forget(file));
            }
            rejoin(context, engine).await;
        }
    }
}

fn sort(context: &Context, engine: &Engine, paths: &[PathBuf]) -> Changed {
    let mut found = Changed::default();
    let loaded = engine.profiles();
    let unreadable = context.unreadable();
    let (workspace, views) = (engine.sources().workspace(), engine.selected_view());
    let discovers = engine.settings().discover;
    let mut waiting: VecDeque<PathBuf> = paths.iter().map(|path| in_root(engine, path)).collect();
    while let Some(path) = waiting.pop_front() {
        let metadata = std::fs::metadata(&path).ok();
        let known = loaded.iter().any(|loaded| loaded.path == path);
        let within = path.strip_prefix(engine.root()).ok();
        if metadata.is_none() {
            // Of a folder that went, some clients tell nothing else.
            let of_loaded = loaded.iter().map(|loaded| &loaded.path);
            let of_unreadable = unreadable.iter().map(|(file, _)| file);
            found.gone.extend(
                of_loaded
                    .chain(of_unreadable)
                    .filter(|file| file.starts_with(&path))
                    .cloned(),
            );
            context.changes.gone(&path);
        }
        let described = path
            .to_str()
            .and_then(|path| path.strip_suffix(".meta.toml"))
            .map(Path::new);
        if let Some(described) = described.filter(|file| loaded.iter().any(|loaded| loaded.path == *file)) {
            context.loading.forget(described);
            found.profiles.push(described.to_owned());
        }
        let Some(file) = within.filter(|file| !file.iter().any(is_heavy)) else {
            if known && metadata.is_some() {
                found.profiles.push(path);
            }
            continue;
        };
        if file == Path::new(WORKSPACE_FILE) {
            found.settings = true;
        }
        match metadata {
            Some(metadata) if metadata.is_dir() => {
                // Of a folder that came, too: what is in it may have come before anybody looked. Links are not
                // followed.
                let is_folder = std::fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_dir());
                if is_folder && found.folders.len() < MOST_FOLDERS && !context.changes.is_known(&path) {
                    waiting.extend(children(&path));
                    found.folders.push(path);
                }
            }
            Some(_) if known || discovers && path.to_str().is_some_and(profile::unmistakable_name) => {
                found.profiles.push(path);
            }
            metadata => {
                if views.as_ref().is_some_and(|view| view.has_file(file)) && engine.document(&path).is_none()
                {
                    found.sources.push(file.to_owned());
                }
                // What is built comes and goes all the time, and is no source.
                found.index |=
                    grammars::by_path(file).is_some() && metadata.is_some() != workspace.contains(file);
            }
        }
    }
    found
}

/// What is in a folder, for one that came; so much as is in one level.
fn children(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let entries = entries.flatten().filter(|entry| !is_heavy(&entry.file_name()));
    entries.take(MOST_FOLDERS).map(|entry| entry.path()).collect()
}

/// A path as profiles are called: below the root without symbolic links.
fn in_root(engine: &Engine, path: &Path) -> PathBuf {
    match path.strip_prefix(engine.given_root()) {
        Ok(rest) if !rest.as_os_str().is_empty() => engine.root().join(rest),
        _ => path.to_owned(),
    }
}
