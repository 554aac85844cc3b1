//! One task that publishes diagnostics: all changes of a moment at once, and only what is new.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use lsp_types::{Diagnostic, Uri};

use super::context::Context;
use super::{diagnostics, plan_file, profile_file, proto};

/// How long changes are collected, so that a burst of edits costs one computation.
const COLLECT: Duration = Duration::from_millis(50);

/// Documents that were closed and opened again: of these the client may have forgotten what was published. Neovim
/// forgets it when it reads a file again, which it tells as closing and opening.
#[derive(Default)]
pub(super) struct Reopened {
    /// Those that are closed, and those that were opened since they were last published.
    documents: Mutex<(HashSet<PathBuf>, HashSet<PathBuf>)>,
}

impl Reopened {
    /// A document was closed.
    pub(super) fn closed(&self, key: &Path) {
        let mut documents = self.documents.lock().unwrap_or_else(PoisonError::into_inner);
        documents.0.insert(key.to_owned());
    }

    /// A document was opened, perhaps again.
    pub(super) fn opened(&self, key: &Path) {
        let mut documents = self.documents.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = documents.0.take(key) {
            documents.1.insert(key);
        }
    }

    fn take(&self) -> HashSet<PathBuf> {
        let mut documents = self.documents.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut documents.1)
    }
}

/// Publishes until the server ends.
pub(super) async fn run(context: Arc<Context>) {
    let mut published: BTreeMap<String, (Uri, Vec<Diagnostic>)> = BTreeMap::new();
    loop {
        context.dirty.notified().await;
        tokio::time::sleep(COLLECT).await;
        let reopened = context.reopened.take();
        let computing = context.clone();
        let Ok(current) = tokio::task::spawn_blocking(move || all(&computing)).await else {
            // The runtime has printed the panic; the next change tries again.
            continue;
        };
        for (key, (uri, _)) in &published {
            if !current.contains_key(key) {
                context
                    .client
                    .publish_diagnostics(uri.clone(), Vec::new(), None)
                    .await;
            }
        }
        for (key, (uri, list)) in &current {
            let is_new = published.get(key).is_none_or(|(_, known)| known != list);
            if is_new || reopened.contains(&proto::key(uri)) {
                context
                    .client
                    .publish_diagnostics(uri.clone(), list.clone(), None)
                    .await;
            }
        }
        published = current;
    }
}

/// The findings of all files, open or not: each file once, whoever finds something in it.
fn all(context: &Context) -> BTreeMap<String, (Uri, Vec<Diagnostic>)> {
    let mut all: BTreeMap<String, (Uri, Vec<Diagnostic>)> = BTreeMap::new();
    for (uri, list) in diagnostics::all(context)
        .into_iter()
        .chain(profile_file::findings(context))
        .chain(plan_file::findings(context))
    {
        all.entry(uri.as_str().to_owned())
            .or_insert_with(|| (uri, Vec::new()))
            .1
            .extend(list);
    }
    all
}
