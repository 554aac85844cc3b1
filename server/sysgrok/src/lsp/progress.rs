//! Shows how far a load or an answer has come, where the client can.

use std::sync::Arc;
use std::time::Duration;

use engine::Watch;
use lsp_types::notification::Progress as ProgressNotification;
use lsp_types::request::WorkDoneProgressCreate;
use lsp_types::{
    NumberOrString, ProgressParams, ProgressParamsValue, WorkDoneProgress, WorkDoneProgressBegin,
    WorkDoneProgressCreateParams, WorkDoneProgressEnd, WorkDoneProgressReport,
};

use tokio::sync::watch;

use super::context::Context;

/// What takes longer than this shows how far it has come.
const QUIET: Duration = Duration::from_millis(300);

/// How often progress is told.
const STEP: Duration = Duration::from_millis(200);

/// Shows how far a load has come, once it takes long. Ends when it is aborted.
pub(super) async fn show(context: Arc<Context>, watch: Arc<Watch>, name: String) {
    tokio::time::sleep(QUIET).await;
    if !context.capabilities().progress {
        return std::future::pending().await;
    }
    let token = NumberOrString::String(format!("sysgrok/load/{:p}", Arc::as_ptr(&watch)));
    if !is_created(&context, &token).await {
        return;
    }
    context.name_watch(&watch, &token);
    let shown = Shown {
        context: context.clone(),
        token,
    };
    shown.begin(format!("Reading {name}"), Some(0)).await;
    loop {
        tokio::time::sleep(STEP).await;
        let percentage = (watch.read().saturating_mul(100))
            .checked_div(watch.size())
            .map(|part| part.min(100) as u32);
        let report = WorkDoneProgressReport {
            cancellable: Some(true),
            message: None,
            percentage,
        };
        shown.tell(WorkDoneProgress::Report(report)).await;
    }
}

/// Shows what is done for an answer, as `messages` says it. The client cancels it by its token, `id`. Ends when it is
/// aborted.
pub(super) async fn show_ask(
    context: Arc<Context>,
    id: String,
    title: String,
    mut messages: watch::Receiver<String>,
) {
    let token = NumberOrString::String(id);
    if !context.capabilities().progress || !is_created(&context, &token).await {
        return std::future::pending().await;
    }
    let shown = Shown { context, token };
    shown.begin(format!("sysgrok {title}"), None).await;
    loop {
        let report = WorkDoneProgressReport {
            cancellable: Some(true),
            message: Some(messages.borrow_and_update().clone()).filter(|message| !message.is_empty()),
            percentage: None,
        };
        if report.message.is_some() {
            shown.tell(WorkDoneProgress::Report(report)).await;
        }
        if messages.changed().await.is_err() {
            return std::future::pending().await;
        }
    }
}

/// Whether the client takes a token. It may never say.
async fn is_created(context: &Context, token: &NumberOrString) -> bool {
    let created = WorkDoneProgressCreateParams { token: token.clone() };
    context
        .client
        .send_request::<WorkDoneProgressCreate>(created)
        .await
        .is_ok()
}

/// Progress that the client shows; ended when it is dropped.
struct Shown {
    context: Arc<Context>,
    token: NumberOrString,
}

impl Shown {
    async fn begin(&self, title: String, percentage: Option<u32>) {
        let begin = WorkDoneProgressBegin {
            title,
            cancellable: Some(true),
            message: None,
            percentage,
        };
        self.tell(WorkDoneProgress::Begin(begin)).await;
    }

    async fn tell(&self, progress: WorkDoneProgress) {
        let value = ProgressParamsValue::WorkDone(progress);
        let params = ProgressParams {
            token: self.token.clone(),
            value,
        };
        self.context
            .client
            .send_notification::<ProgressNotification>(params)
            .await;
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        let value =
            ProgressParamsValue::WorkDone(WorkDoneProgress::End(WorkDoneProgressEnd { message: None }));
        let params = ProgressParams {
            token: self.token.clone(),
            value,
        };
        let context = self.context.clone();
        tokio::spawn(async move {
            context
                .client
                .send_notification::<ProgressNotification>(params)
                .await;
        });
    }
}
