//! One task that publishes diagnostics: all changes of a moment at once, and only what is new.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use lsp_types::{Diagnostic, Uri};

use super::context::Context;
use super::{diagnostics, plan_file, profile_file};

/// How long changes are collected, so that a burst of edits costs one computation.
const COLLECT: Duration = Duration::from_millis(50);

/// Publishes until the server ends.
pub(super) async fn run(context: Arc<Context>) {
    let mut published: BTreeMap<String, (Uri, Vec<Diagnostic>)> = BTreeMap::new();
    loop {
        context.dirty.notified().await;
        tokio::time::sleep(COLLECT).await;
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
            if published.get(key).is_none_or(|(_, known)| known != list) {
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
