//! One task that loads, joins, reloads and unloads profiles, one after the other, off the handlers.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use engine::{Engine, LoadError, ProfileId, Request, Watch, discover};
use heat::Selection;
use lsp_types::notification::Progress as ProgressNotification;
use lsp_types::request::WorkDoneProgressCreate;
use lsp_types::{
    MessageType, NumberOrString, ProgressParams, ProgressParamsValue, WorkDoneProgress, WorkDoneProgressBegin,
    WorkDoneProgressCreateParams, WorkDoneProgressEnd, WorkDoneProgressReport,
};
use tokio::sync::mpsc;

use super::context::Context;
use super::extension::HeatChanged;
use super::heat::news;

/// Something to do.
pub(super) enum Job {
    /// Index a workspace, and load the profiles that are found or named in it.
    Workspace { engine: Arc<Engine> },
    /// Load a profile that the user named, and show it.
    Load { engine: Arc<Engine>, path: PathBuf },
    /// Forget a profile.
    Unload { engine: Arc<Engine>, id: ProfileId },
    /// Settings changed: join everything again.
    Rejoin { engine: Arc<Engine> },
    /// A file was opened: its light functions are of interest too.
    LookAt { engine: Arc<Engine>, file: Arc<Path> },
    /// A file came, was written, or went.
    FileChanged { path: PathBuf, gone: bool },
    /// The server ends.
    Stop,
}

/// What takes longer than this shows how far it has come.
const QUIET: Duration = Duration::from_millis(300);

/// How often progress is told.
const STEP: Duration = Duration::from_millis(200);

/// Works the queue off until the server ends.
pub(super) async fn run(context: Arc<Context>, mut queue: mpsc::UnboundedReceiver<Job>) {
    while let Some(job) = queue.recv().await {
        match job {
            Job::Workspace { engine } => open_workspace(&context, &engine).await,
            Job::Load { engine, path } => {
                if let Some(id) = load(&context, &engine, &path).await {
                    engine.select(id);
                    changed(&context);
                }
            }
            Job::Unload { engine, id } => {
                engine.unload(id);
                changed(&context);
            }
            Job::Rejoin { engine } => {
                for loaded in engine.profiles() {
                    join(&engine, loaded.id).await;
                }
                changed(&context);
            }
            Job::LookAt { engine, file } => look_at(&context, &engine, &file).await,
            Job::FileChanged { path, gone } => file_changed(&context, &path, gone).await,
            Job::Stop => return,
        }
    }
}

async fn open_workspace(context: &Arc<Context>, engine: &Arc<Engine>) {
    let found = {
        let engine = engine.clone();
        tokio::task::spawn_blocking(move || {
            engine.index();
            let settings = engine.settings();
            let named = settings.profiles.iter().map(PathBuf::from);
            let found = if settings.discover { discover(engine.root()).profiles } else { Vec::new() };
            let mut paths: Vec<PathBuf> = Vec::new();
            for path in named.chain(found) {
                let path = engine.root().join(path);
                if !paths.contains(&path) {
                    paths.push(path);
                }
            }
            paths
        })
        .await
        .unwrap_or_default()
    };
    for path in found {
        load(context, engine, &path).await;
        changed(context);
    }
}

/// Loads and joins a profile; one of the same file that was loaded before goes. Gives its id.
async fn load(context: &Arc<Context>, engine: &Arc<Engine>, path: &Path) -> Option<ProfileId> {
    let name = path.strip_prefix(engine.root()).unwrap_or(path).display().to_string();
    let request =
        Request { path: path.to_owned(), name: name.clone(), format: None, options: profile::Options::default() };
    let watch = Arc::new(Watch::default());
    context.begin(&watch);
    let progress = tokio::spawn(show_progress(context.clone(), watch.clone(), name));
    let result = engine.load(request, watch.clone()).await;
    let old = engine.profiles().into_iter().find(|loaded| {
        loaded.path == path && result.as_ref().map_or(true, |new| new.id != loaded.id)
    });
    let id = match result {
        Ok(loaded) => {
            context.set_unreadable(path, None);
            join(engine, loaded.id).await;
            if let Some(old) = &old {
                let was_selected = engine.selected_view().is_some_and(|view| view.loaded.id == old.id);
                engine.unload(old.id);
                if was_selected {
                    engine.select(loaded.id);
                }
            }
            Some(loaded.id)
        }
        Err(LoadError::Cancelled { .. }) => None,
        Err(error) => {
            // What was loaded before from this file is no longer what it says.
            if let Some(old) = old {
                engine.unload(old.id);
            }
            context.set_unreadable(path, Some(error.to_string()));
            context.client.log_message(MessageType::WARNING, error).await;
            None
        }
    };
    context.end(&watch);
    progress.abort();
    id
}

/// Joins a loaded profile with the source and keeps the view.
async fn join(engine: &Arc<Engine>, id: ProfileId) {
    let engine = engine.clone();
    let joined = tokio::task::spawn_blocking(move || {
        let Some(loaded) = engine.profile(id) else { return };
        let wanted = engine.settings().value_type.clone();
        let value = wanted.and_then(|wanted| loaded.profile.find_value(&wanted));
        let value = value.unwrap_or_else(|| loaded.profile.selected());
        let selection = Selection { always: 100, files: engine.open_files(), ..Selection::default() };
        let view = engine.view(&loaded, value, &selection);
        engine.show(view);
    });
    // A join that panics costs this profile only; the runtime has printed why.
    let _ = joined.await;
}

/// Joins the shown profile again if a file that was opened may hold functions that were too light so far.
async fn look_at(context: &Arc<Context>, engine: &Arc<Engine>, file: &Path) {
    let Some(view) = engine.selected_view() else { return };
    if view.has_file(file) || !view.loaded.names_file(file) {
        return;
    }
    join(engine, view.loaded.id).await;
    changed(context);
}

async fn file_changed(context: &Arc<Context>, path: &Path, gone: bool) {
    let Some(engine) = context.engine_of(path).filter(|engine| path.starts_with(engine.root())) else { return };
    let loaded = engine.profiles().into_iter().find(|loaded| loaded.path == path);
    let named = path.to_str().is_some_and(profile::unmistakable_name) && engine.settings().discover;
    if gone {
        context.set_unreadable(path, None);
        if let Some(loaded) = loaded {
            engine.unload(loaded.id);
            changed(context);
        }
    } else if loaded.is_some() || named {
        load(context, &engine, path).await;
        changed(context);
    } else if let Ok(file) = path.strip_prefix(engine.root())
        && engine.document(path).is_none()
        && engine.selected_view().is_some_and(|view| view.has_file(file))
    {
        for loaded in engine.profiles() {
            loaded.drift.forget(file);
            join(&engine, loaded.id).await;
        }
        changed(context);
    }
}

/// Tells the client that what it shows is out of date.
fn changed(context: &Arc<Context>) {
    context.dirty.notify_one();
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

/// Shows how far a load has come, once it takes long. Ends when it is aborted.
async fn show_progress(context: Arc<Context>, watch: Arc<Watch>, name: String) {
    tokio::time::sleep(QUIET).await;
    if !context.capabilities().progress {
        return std::future::pending().await;
    }
    let token = NumberOrString::String(format!("sysgrok/load/{:p}", Arc::as_ptr(&watch)));
    let created = WorkDoneProgressCreateParams { token: token.clone() };
    if context.client.send_request::<WorkDoneProgressCreate>(created).await.is_err() {
        return;
    }
    context.name_watch(&watch, &token);
    let shown = Shown { context: context.clone(), token };
    let begin = WorkDoneProgressBegin {
        title: format!("Reading {name}"),
        cancellable: Some(true),
        message: None,
        percentage: Some(0),
    };
    shown.tell(WorkDoneProgress::Begin(begin)).await;
    loop {
        tokio::time::sleep(STEP).await;
        let percentage = (watch.read().saturating_mul(100)).checked_div(watch.size()).map(|part| part.min(100) as u32);
        let report = WorkDoneProgressReport { cancellable: Some(true), message: None, percentage };
        shown.tell(WorkDoneProgress::Report(report)).await;
    }
}

/// Progress that the client shows; ended when it is dropped.
struct Shown {
    context: Arc<Context>,
    token: NumberOrString,
}

impl Shown {
    async fn tell(&self, progress: WorkDoneProgress) {
        let value = ProgressParamsValue::WorkDone(progress);
        let params = ProgressParams { token: self.token.clone(), value };
        self.context.client.send_notification::<ProgressNotification>(params).await;
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        let value = ProgressParamsValue::WorkDone(WorkDoneProgress::End(WorkDoneProgressEnd { message: None }));
        let params = ProgressParams { token: self.token.clone(), value };
        let context = self.context.clone();
        tokio::spawn(async move { context.client.send_notification::<ProgressNotification>(params).await });
    }
}
