//! One question from the command to the end of its report.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ask::{Conversation, Model, NO_MODEL, Seen, Wishes, words};
use engine::Engine;
use engine::asking::{self, Answered, Asked, Report, Subject};
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::report::{self, Page, Pen};
use super::{consent, lock};
use crate::lsp::context::Context;
use crate::lsp::execute_command::Outcome;
use crate::lsp::progress;
use crate::lsp::transport::guarded;

/// What answers where no model does, and the facts were shown already.
pub(super) const STANDS_ABOVE: &str = "What is known without it stands above.\n";

/// What is asked.
pub(in crate::lsp) struct Ask {
    pub(in crate::lsp) engine: Arc<Engine>,
    pub(in crate::lsp) subject: Subject,
    /// Of the report.
    pub(in crate::lsp) title: String,
    /// Explain only.
    pub(in crate::lsp) no_optimisations: bool,
}

/// Begins a report, shows it, and answers with its URI; everything else goes on behind.
///
/// # Errors
/// When no report can be written.
pub(in crate::lsp) fn begin(context: &Arc<Context>, ask: Ask) -> Outcome {
    let report = fresh(context, &ask.title)?;
    let root = ask.engine.root().to_owned();
    let title = ask.title.clone();
    go_on(
        context,
        report,
        &title,
        root,
        move |context, pen, stop| async move { answer(&context, ask, &pen, &stop).await },
    )
}

/// A new report with this title.
///
/// # Errors
/// When none can be written.
pub(super) fn fresh(context: &Context, title: &str) -> Result<Report, String> {
    let reports = context.asking.reports()?;
    (reports.begin(title, Timestamp::now())).map_err(|error| {
        let folder = reports.folder().display();
        format!("no report can be written to {folder}: {error}")
    })
}

/// What is left when a report is written.
#[derive(Default)]
pub(super) struct Written {
    pub(super) conversation: Option<Conversation>,
    pub(super) model: Option<String>,
}

/// Writes to a report what `writing` has to say, with progress that can be cancelled. Gives its URI and id at once.
///
/// # Errors
/// When it is being written already.
pub(super) fn go_on<F>(
    context: &Arc<Context>,
    report: Report,
    title: &str,
    root: PathBuf,
    writing: impl FnOnce(Arc<Context>, Pen, CancellationToken) -> F,
) -> Outcome
where
    F: Future<Output = Written> + Send + 'static,
{
    let (id, stop) = context.asking.start(&report.path)?;
    let page = match Page::new(id, title, &report) {
        Ok(page) => page,
        Err(why) => {
            lock(&context.asking.running).retain(|running| running.path != report.path);
            return Err(why);
        }
    };
    page.show(context);
    let answer: Value = json!({ "report": page.uri.as_str(), "id": page.id });
    let (pen, messages, written) = report::write(context, page.clone(), report);
    let work = writing(context.clone(), pen, stop);
    let context = context.clone();
    tokio::spawn(async move {
        let showing = progress::show_ask(context.clone(), page.id.clone(), page.title.clone(), messages);
        let showing = tokio::spawn(showing);
        let left = guarded("an answer", work).await.unwrap_or_default();
        // Only the pens of the work are left to wait for.
        let _ = written.await;
        if let Some(conversation) = left.conversation {
            keep(&context, &page, root, conversation).await;
        }
        context.asking.end(&page.id);
        showing.abort();
        page.done(&context, left.model).await;
    });
    Ok(answer)
}

/// Keeps what a follow-up needs.
async fn keep(context: &Arc<Context>, page: &Page, root: PathBuf, conversation: Conversation) {
    let (keeping, path) = (context.clone(), page.path.clone());
    let kept = tokio::task::spawn_blocking(move || {
        let Ok(reports) = keeping.asking.reports() else {
            return Ok(());
        };
        reports.keep(&path, &conversation)?;
        reports.keep_workspace(&path, &root)
    });
    if let Ok(Err(error)) = kept.await {
        let text = format!("sysgrok: nothing can be asked further in this report: {error}");
        context
            .client
            .log_message(lsp_types::MessageType::WARNING, text)
            .await;
    }
}

async fn answer(context: &Arc<Context>, ask: Ask, pen: &Pen, stop: &CancellationToken) -> Written {
    let settings = ask.engine.settings();
    let wishes = Wishes {
        output_format: settings.model.output_format.clone(),
        no_optimisations: ask.no_optimisations,
        short: false,
        use_cache: true,
    };
    pen.progress("gathering facts");
    let (gathering, engine, subject, wanted) =
        (context.clone(), ask.engine.clone(), ask.subject, wishes.clone());
    let gathered =
        tokio::task::spawn_blocking(move || engine.question(&subject, &wanted, &gathering.asking.policy()));
    let question = tokio::select! {
        () = stop.cancelled() => None,
        gathered = gathered => Some(gathered),
    };
    let question = match question {
        None => {
            pen.text("**Stopped.**\n");
            return Written::default();
        }
        Some(Ok(Ok(question))) => question,
        Some(Ok(Err(error))) => {
            pen.text(format!("**{}**\n", words::prose(&error.to_string())));
            return Written::default();
        }
        Some(Err(error)) => {
            pen.text(format!(
                "**This failed inside sysgrok:** {}\n",
                words::prose(&error.to_string())
            ));
            return Written::default();
        }
    };
    let mut question = question;
    let mut stands_above = false;
    // Nobody knows how long the user takes, or whether the question was seen at all.
    let meanwhile = || {
        let known = question.without_model.trim_end();
        pen.text(known.strip_suffix(NO_MODEL).unwrap_or(known));
        stands_above = true;
    };
    let admitted = admit(context, &ask.engine, ask.engine.root(), pen, stop, meanwhile).await;
    if stands_above {
        STANDS_ABOVE.clone_into(&mut question.without_model);
        pen.text("---\n\n");
    }
    let model = match admitted {
        Admitted::Model(model) => Some(model),
        Admitted::Nobody(None) => None,
        Admitted::Nobody(Some(why)) => {
            pen.text(format!("**No model was asked:** {}\n\n", words::prose(&why)));
            None
        }
        Admitted::Stopped => {
            pen.text("**Stopped.**\n");
            return Written::default();
        }
    };
    let mut seen = sink(pen);
    let model = model.as_ref().map(|model| model as &dyn Model);
    let answered = asking::answer(&question, &wishes, model, stop, &mut seen).await;
    end(context, pen, answered)
}

/// Takes what is seen of an answer into the report.
pub(super) fn sink(pen: &Pen) -> impl FnMut(Seen) + Send + use<> {
    let pen = pen.clone();
    move |seen| match seen {
        Seen::Text(text) => pen.text(text),
        Seen::Progress(what) => pen.progress(&what),
    }
}

/// What is left; in a report that is a file the place where more can be asked.
pub(super) fn end(context: &Context, pen: &Pen, answered: Answered) -> Written {
    // An answer that was stopped before its first word is none to talk about.
    let conversation = answered.conversation.filter(|_| !answered.answer.is_empty());
    if conversation.is_some() {
        super::follow_up::place(context, pen);
    }
    Written {
        conversation,
        model: answered.model,
    }
}

/// Whether a model is asked.
pub(super) enum Admitted {
    /// It is.
    Model(Asked),
    /// None is, and why, where one might be expected.
    Nobody(Option<String>),
    /// The user stopped it before that was settled.
    Stopped,
}

/// The model, if there is one, and if text of a workspace may go to it: the user is asked where that is not settled, and
/// `meanwhile` is done before.
pub(super) async fn admit(
    context: &Arc<Context>,
    engine: &Engine,
    root: &Path,
    pen: &Pen,
    stop: &CancellationToken,
    meanwhile: impl FnOnce(),
) -> Admitted {
    let model = match context.asking.model(&engine.settings()) {
        Ok(Some(model)) => model,
        Ok(None) => return Admitted::Nobody(None),
        Err(fault) => return Admitted::Nobody(Some(fault.to_string())),
    };
    if !context.is_trusted() {
        let why = "this workspace is not trusted, so nothing of it is sent to anybody";
        return Admitted::Nobody(Some(why.to_owned()));
    }
    let identity = model.client().identity();
    if !context.asking.may_send(context, root, &model) {
        meanwhile();
        pen.progress("waiting for your consent");
    }
    let agreed = tokio::select! {
        () = stop.cancelled() => return Admitted::Stopped,
        agreed = consent::ask(context, root, identity) => agreed,
    };
    if !agreed {
        let why = format!(
            "you have not agreed that text of this folder is sent to {}; the next command asks again",
            identity.endpoint
        );
        return Admitted::Nobody(Some(why));
    }
    context
        .asking
        .background
        .make_way(model.client().max_concurrent_queries());
    pen.progress(&format!("asking {}", model.label()));
    Admitted::Model(model)
}
