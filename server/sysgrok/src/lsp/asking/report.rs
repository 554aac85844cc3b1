//! A report on its way to the user: into its file, and to a client that shows it itself, while it is written.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use engine::asking::Report;
use lsp_types::{MessageType, Uri};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout_at};

use crate::lsp::commands;
use crate::lsp::context::Context;
use crate::lsp::extension::{ReportChanged, ReportParams};
use crate::lsp::proto;

/// What comes within this time is written at once: editors read the whole file again each time.
const STEP: Duration = Duration::from_millis(100);

/// Where a report is seen.
#[derive(Clone, Debug)]
pub(super) struct Page {
    /// By which it is cancelled.
    pub(super) id: String,
    pub(super) title: String,
    pub(super) path: PathBuf,
    pub(super) uri: Uri,
}

impl Page {
    /// # Errors
    /// When the file has no URI.
    pub(super) fn new(id: String, title: &str, report: &Report) -> Result<Page, String> {
        let path = report.path.clone();
        let uri = proto::uri(&path).ok_or_else(|| format!("{} has no URI", path.display()))?;
        Ok(Page {
            id,
            title: title.to_owned(),
            path,
            uri,
        })
    }

    /// Opens it where the client does not do that itself.
    pub(super) fn show(&self, context: &Arc<Context>) {
        if !context.capabilities().reports {
            let otherwise = format!("sysgrok: see {}", self.path.display());
            commands::show(context, self.uri.clone(), None, otherwise);
        }
    }

    async fn tell(&self, context: &Context, change: Change) {
        if !context.capabilities().reports {
            return;
        }
        let params = ReportParams {
            uri: self.uri.clone(),
            id: self.id.clone(),
            title: self.title.clone(),
            text: change.text,
            model: change.model,
            progress: change.progress,
            done: change.done,
        };
        context.client.send_notification::<ReportChanged>(params).await;
    }

    /// Says that nothing more comes.
    pub(super) async fn done(&self, context: &Context, model: Option<String>) {
        let change = Change {
            model,
            done: true,
            ..Change::default()
        };
        self.tell(context, change).await;
    }
}

#[derive(Default)]
struct Change {
    text: String,
    model: Option<String>,
    progress: Option<String>,
    done: bool,
}

enum Said {
    Text(String),
    Progress(String),
}

/// Writes a report. What is written is seen soon after; nobody waits for it.
#[derive(Clone)]
pub(super) struct Pen {
    said: mpsc::UnboundedSender<Said>,
    message: Arc<watch::Sender<String>>,
}

impl Pen {
    /// More markdown.
    pub(super) fn text(&self, text: impl Into<String>) {
        // The writer lives as long as there is a pen.
        let _ = self.said.send(Said::Text(text.into()));
    }

    /// What is done meanwhile.
    pub(super) fn progress(&self, what: &str) {
        self.message.send_replace(what.to_owned());
        let _ = self.said.send(Said::Progress(what.to_owned()));
    }
}

/// A pen for a report, what it says of progress, and the task that writes until no pen is left.
pub(super) fn write(
    context: &Arc<Context>,
    page: Page,
    report: Report,
) -> (Pen, watch::Receiver<String>, JoinHandle<()>) {
    let (said, receiver) = mpsc::unbounded_channel();
    let (message, messages) = watch::channel(String::new());
    let writing = tokio::spawn(run(context.clone(), page, report, receiver));
    let pen = Pen {
        said,
        message: Arc::new(message),
    };
    (pen, messages, writing)
}

async fn run(context: Arc<Context>, page: Page, report: Report, mut said: mpsc::UnboundedReceiver<Said>) {
    let mut begun = String::new();
    report.text().clone_into(&mut begun);
    // What stands there already belongs to it, for a client that begins with nothing.
    page.tell(
        &context,
        Change {
            text: begun,
            ..Change::default()
        },
    )
    .await;
    let mut report = Some(report);
    let mut pending = String::new();
    let mut due: Option<Instant> = None;
    loop {
        let next = match due {
            None => Ok(said.recv().await),
            Some(due) => timeout_at(due, said.recv()).await,
        };
        let Ok(next) = next else {
            report = append(&context, report, std::mem::take(&mut pending)).await;
            due = None;
            continue;
        };
        let Some(first) = next else { break };
        let mut change = Change::default();
        let mut take = |said| match said {
            Said::Text(text) => change.text.push_str(&text),
            Said::Progress(what) => change.progress = Some(what),
        };
        take(first);
        while let Ok(more) = said.try_recv() {
            take(more);
        }
        if !change.text.is_empty() {
            pending.push_str(&change.text);
            due.get_or_insert(Instant::now() + STEP);
        }
        page.tell(&context, change).await;
    }
    append(&context, report, pending).await;
}

/// Writes to the file. A report that cannot be written any more ends where it is, and the user is told so.
async fn append(context: &Arc<Context>, report: Option<Report>, text: String) -> Option<Report> {
    let mut report = report?;
    if text.is_empty() {
        return Some(report);
    }
    let written = tokio::task::spawn_blocking(move || {
        let written = report.append(&text);
        (report, written)
    });
    let (report, written) = written.await.ok()?;
    match written {
        Ok(()) => Some(report),
        Err(error) => {
            let text = format!(
                "sysgrok: {} cannot be written further: {error}",
                report.path.display()
            );
            commands::tell(context, MessageType::WARNING, text);
            None
        }
    }
}
