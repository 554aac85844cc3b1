//! Shows how far a load has come, where the client can.

use std::sync::Arc;
use std::time::Duration;

use engine::Watch;
use lsp_types::notification::Progress as ProgressNotification;
use lsp_types::request::WorkDoneProgressCreate;
use lsp_types::{
    NumberOrString, ProgressParams, ProgressParamsValue, WorkDoneProgress, WorkDoneProgressBegin,
    WorkDoneProgressCreateParams, WorkDoneProgressEnd, WorkDoneProgressReport,
};

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
    let created = WorkDoneProgressCreateParams { token: token.clone() };
    if context
        .client
        .send_request::<WorkDoneProgressCreate>(created)
        .await
        .is_err()
    {
        return;
    }
    context.name_watch(&watch, &token);
    let shown = Shown {
        context: context.clone(),
        token,
    };
    let begin = WorkDoneProgressBegin {
        title: format!("Reading {name}"),
        cancellable: Some(true),
        message: None,
        percentage: Some(0),
    };
    shown.tell(WorkDoneProgress::Begin(begin)).await;
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

/// Progress that the client shows; ended when it is dropped.
struct Shown {
    context: Arc<Context>,
    token: NumberOrString,
}

impl Shown {
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
