//! `textDocument/did*` and `workspace/didChangeWatchedFiles`.

use std::sync::Arc;

use lsp_types::{
    DidChangeTextDocumentParams, DidChangeWatchedFilesParams, DidCloseTextDocumentParams,
    DidOpenTextDocumentParams, DidSaveTextDocumentParams,
};
use source::document::Edit;
use source::grammars;

use super::asking::prefetch;
use super::context::Context;
use super::loading::Job;
use super::proto;

/// A document was opened.
pub(super) fn opened(context: &Arc<Context>, params: &DidOpenTextDocumentParams) {
    let document = &params.text_document;
    let key = proto::key(&document.uri);
    let Some(engine) = context.engine_of(&key) else {
        return;
    };
    let language = grammars::by_language_id(&document.language_id).or_else(|| grammars::by_path(&key));
    engine.open_document(&key, &document.text, language, document.version);
    if let Some(file) = engine.document(&key).and_then(|open| open.file) {
        context.load(Job::LookAt { engine, file });
        prefetch::of_file(context, key.clone());
    }
    context.reopened.opened(&key);
    context.dirty.notify_one();
}

/// A document was edited.
pub(super) fn changed(context: &Context, params: DidChangeTextDocumentParams) {
    let key = proto::key(&params.text_document.uri);
    let Some(engine) = context.engine_of(&key) else {
        return;
    };
    let edits: Vec<Edit> = (params.content_changes.into_iter())
        .map(|change| Edit {
            range: change
                .range
                .map(|range| (proto::position(range.start), proto::position(range.end))),
            text: change.text,
        })
        .collect();
    engine.change_document(&key, &edits, context.encoding(), params.text_document.version);
    context.dirty.notify_one();
}

/// A document was written to its file.
pub(super) fn saved(context: &Context, params: &DidSaveTextDocumentParams) {
    let key = proto::key(&params.text_document.uri);
    if let Some(engine) = context.engine_of(&key) {
        engine.save_document(&key);
    }
    context.dirty.notify_one();
}

/// A document was closed.
pub(super) fn closed(context: &Context, params: &DidCloseTextDocumentParams) {
    let key = proto::key(&params.text_document.uri);
    if let Some(engine) = context.engine_of(&key) {
        engine.close_document(&key);
    }
    context.reopened.closed(&key);
    context.dirty.notify_one();
}

/// Files came, went or were written. What became of them, the disk tells.
pub(super) fn files_changed(context: &Context, params: &DidChangeWatchedFilesParams) {
    for change in &params.changes {
        context.changes.note(proto::key(&change.uri));
    }
}
