//! The requests of the protocol, each given to the file of its name.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use lsp_types::{
    CallHierarchyIncomingCall, CallHierarchyIncomingCallsParams, CallHierarchyItem,
    CallHierarchyOutgoingCall, CallHierarchyOutgoingCallsParams, CallHierarchyPrepareParams,
    CodeActionParams, CodeActionResponse, CodeLens, CodeLensParams, DidChangeConfigurationParams,
    DidChangeTextDocumentParams, DidChangeWatchedFilesParams, DidChangeWorkspaceFoldersParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams, DocumentLink,
    DocumentLinkParams, ExecuteCommandParams, Hover, HoverParams, InitializeParams, InitializeResult,
    InitializedParams, InlayHint, InlayHintParams, NumberOrString, OneOf, SymbolInformation, Uri,
    WorkDoneProgressCancelParams, WorkspaceSymbol, WorkspaceSymbolParams,
};
use serde_json::Value;
use tokio::sync::mpsc;
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::{LanguageServer, LspService};

use super::asking::Which;
use super::context::{Context, Here};
use super::{
    call_hierarchy, callers, code_action, code_lens, document_link, documents, execute_command, extension,
    flame_graph, heat, hosts, hot_spots, hover, inlay_hint, lifecycle, loading, publishing, reports,
    transport, workspace_symbol,
};

/// Serves one client over standard input and output, or one that connects to a port of this machine. Gives
/// the exit code of the protocol: 0 after `shutdown`, else 1.
pub(crate) async fn run(port: Option<u16>) -> std::io::Result<u8> {
    let (jobs, queue) = mpsc::unbounded_channel();
    let (service, socket) = LspService::build(|client| {
        let context = Arc::new(Context::new(client, jobs));
        tokio::spawn(loading::run(context.clone(), queue));
        tokio::spawn(publishing::run(context.clone()));
        Server { context }
    })
    .custom_method("window/workDoneProgress/cancel", Server::progress_cancelled)
    .custom_method(extension::HEAT, Server::heat)
    .custom_method(extension::HOT_SPOTS, Server::hot_spots)
    .custom_method(extension::STATUS, Server::status)
    .custom_method(extension::CALLERS, Server::callers)
    .custom_method(extension::FLAME_GRAPH, Server::flame_graph)
    .custom_method(extension::REPORTS, Server::reports)
    .custom_method(extension::REPORT_TEXT, Server::report_text)
    .custom_method(extension::ASK, Server::ask)
    .custom_method(extension::HOSTS, Server::hosts)
    .finish();
    transport::serve_on(port, service, socket, ()).await
}

/// The server of one client.
pub(super) struct Server {
    context: Arc<Context>,
}

impl Server {
    /// Answers a request on a blocking thread: parsing, joining and formatting must not hold up the others.
    /// A panic there costs this request only.
    async fn answer<Params, Answer>(
        &self,
        params: Params,
        handler: fn(&Context, &Params) -> Answer,
    ) -> Result<Answer>
    where
        Params: Send + 'static,
        Answer: Send + 'static,
    {
        let context = self.context.clone();
        tokio::task::spawn_blocking(move || handler(&context, &params))
            .await
            .map_err(|error| failed(&error))
    }
}

/// Requests about a document.
impl Server {
    /// As [`Server::answer`], with the document as it is now.
    async fn answer_here<Params, Answer>(
        &self,
        uri: &Uri,
        params: Params,
        handler: fn(&Context, Here, &Params) -> Answer,
    ) -> Result<Answer>
    where
        Params: Send + 'static,
        Answer: Send + 'static,
    {
        let context = self.context.clone();
        let here = context.here(uri);
        tokio::task::spawn_blocking(move || handler(&context, here, &params))
            .await
            .map_err(|error| failed(&error))
    }
}

/// The answer to a request whose thread has panicked.
fn failed(error: &tokio::task::JoinError) -> Error {
    Error {
        code: ErrorCode::InternalError,
        message: format!("the request failed inside sysgrok: {error}").into(),
        data: None,
    }
}

/// The answer to a request that cannot be done: "a request failed but it was syntactically correct" (LSP 3.17,
/// `LSPErrorCodes.RequestFailed`).
pub(super) fn refused(why: String) -> Error {
    const REQUEST_FAILED: i64 = -32803;
    Error {
        code: ErrorCode::ServerError(REQUEST_FAILED),
        message: why.into(),
        data: None,
    }
}

/// Set when the request's task goes, because it is done or was cancelled.
#[derive(Default)]
struct StopOnDrop(Arc<AtomicBool>);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// What tower-lsp has no method for.
impl Server {
    #[expect(clippy::unused_async, reason = "a custom method has to be one")]
    async fn progress_cancelled(&self, params: WorkDoneProgressCancelParams) {
        self.context.cancel(Some(&params.token));
        if let NumberOrString::String(token) = &params.token {
            self.context.asking.cancel(Some(Which::Token(token)));
        }
    }

    async fn heat(&self, params: extension::HeatParams) -> Result<Option<extension::DocumentHeat>> {
        self.answer(params, heat::heat).await
    }

    async fn hot_spots(&self, params: extension::HotSpotsParams) -> Result<extension::HotSpots> {
        self.answer(params, hot_spots::hot_spots).await
    }

    async fn status(&self, params: extension::NoParams) -> Result<extension::HeatChangedParams> {
        self.answer(params, |context, _| heat::news(context)).await
    }

    async fn callers(&self, params: extension::CallersParams) -> Result<Option<extension::Callers>> {
        self.answer(params, callers::callers).await
    }

    async fn reports(&self, params: extension::ReportsParams) -> Result<extension::Reports> {
        self.answer(params, reports::reports).await
    }

    async fn report_text(&self, params: extension::ReportTextParams) -> Result<extension::ReportText> {
        self.answer(params, reports::report_text).await?.map_err(refused)
    }

    async fn ask(&self, params: extension::AskParams) -> Result<extension::Asked> {
        let context = self.context.clone();
        let begun = tokio::task::spawn_blocking(move || execute_command::ask(&context, &params)).await;
        begun.unwrap_or_else(|error| Err(failed(&error)))
    }

    async fn hosts(&self, params: extension::NoParams) -> Result<extension::Hosts> {
        self.answer(params, |context, _| hosts::hosts(context)).await
    }

    /// One at a time: each needs memory in proportion to the profile's. Whoever cancels the request stops it.
    async fn flame_graph(&self, params: extension::FlameGraphParams) -> Result<extension::FlameGraph> {
        let context = self.context.clone();
        let one = context.drawing.clone().lock_owned().await;
        let stopped = StopOnDrop::default();
        let is_stopped = stopped.0.clone();
        let drawn = tokio::task::spawn_blocking(move || {
            let _one = one;
            flame_graph::flame_graph(&context, &params, &|| is_stopped.load(Ordering::Relaxed))
        });
        drawn.await.map_err(|error| failed(&error))?.map_err(refused)
    }
}

impl LanguageServer for Server {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        Ok(lifecycle::initialize(&self.context, &params))
    }

    async fn initialized(&self, _: InitializedParams) {
        lifecycle::initialized(&self.context);
    }

    async fn shutdown(&self) -> Result<()> {
        lifecycle::shutdown(&self.context);
        Ok(())
    }

    // Documents change before the first await, so that no request can see an older text than was sent
    // before it.
    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        documents::opened(&self.context, &params);
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        documents::changed(&self.context, params);
    }

    async fn did_save(&self, params: DidSaveTextDocumentParams) {
        documents::saved(&self.context, &params);
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        documents::closed(&self.context, &params);
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        lifecycle::configured(&self.context, params);
    }

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        documents::files_changed(&self.context, &params);
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        lifecycle::folders_changed(&self.context, &params);
    }

    async fn document_link(&self, params: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>> {
        self.answer(params, document_link::document_link).await
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        self.answer(params, code_action::code_action).await
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<Value>> {
        let context = self.context.clone();
        let done = tokio::task::spawn_blocking(move || execute_command::execute(&context, &params)).await;
        done.unwrap_or_else(|error| Err(failed(&error)))
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let uri = params.text_document_position_params.text_document.uri.clone();
        let number = self.context.hovers.fetch_add(1, Ordering::Relaxed) + 1;
        let hovered = self.answer_here(&uri, params, hover::hover).await?;
        Ok(match hovered {
            Some(hovered) => hovered.explained(&self.context, uri, number).await,
            None => None,
        })
    }

    async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        let uri = params.text_document.uri.clone();
        self.answer_here(&uri, params, inlay_hint::inlay_hint).await
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        let uri = params.text_document.uri.clone();
        self.answer_here(&uri, params, code_lens::code_lens).await
    }

    async fn symbol(
        &self,
        params: WorkspaceSymbolParams,
    ) -> Result<Option<OneOf<Vec<SymbolInformation>, Vec<WorkspaceSymbol>>>> {
        self.answer(params, workspace_symbol::workspace_symbol).await
    }

    async fn prepare_call_hierarchy(
        &self,
        params: CallHierarchyPrepareParams,
    ) -> Result<Option<Vec<CallHierarchyItem>>> {
        let uri = params.text_document_position_params.text_document.uri.clone();
        self.answer_here(&uri, params, call_hierarchy::prepare).await
    }

    async fn incoming_calls(
        &self,
        params: CallHierarchyIncomingCallsParams,
    ) -> Result<Option<Vec<CallHierarchyIncomingCall>>> {
        self.answer(params, call_hierarchy::incoming).await
    }

    async fn outgoing_calls(
        &self,
        params: CallHierarchyOutgoingCallsParams,
    ) -> Result<Option<Vec<CallHierarchyOutgoingCall>>> {
        self.answer(params, call_hierarchy::outgoing).await
    }
}
