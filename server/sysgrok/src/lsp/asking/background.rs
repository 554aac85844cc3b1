//! Explanations for hovers: looked up and asked for behind them, and remembered for the next.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ask::{Conversation, Wishes};
use engine::asking::{Asked, Subject, tag};
use engine::{Engine, ProfileId};
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::lock;
use crate::lsp::context::Context;
use crate::lsp::transport::guarded;

/// More are not asked for at once; a further one takes the place of the oldest.
const MOST: usize = 3;

/// Explanations that are remembered; beyond it all are forgotten, and looked up again on disk.
const REMEMBERED: usize = 500;

/// After a question that failed no other is begun for so long, unless settings change: the next hover would fail, too.
const PAUSE: Duration = Duration::from_secs(60);

/// The function that an explanation is of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(in crate::lsp) struct Key {
    pub(in crate::lsp) root: PathBuf,
    /// Absent for a function that no profile knows.
    pub(in crate::lsp) profile: Option<ProfileId>,
    /// Its file, relative to the root; absent outside the workspace.
    pub(in crate::lsp) file: Option<PathBuf>,
    pub(in crate::lsp) name: String,
}

/// An explanation that somebody would like to see.
#[derive(Clone)]
pub(in crate::lsp) struct Wanted {
    pub(in crate::lsp) engine: Arc<Engine>,
    pub(in crate::lsp) subject: Subject,
    pub(in crate::lsp) key: Key,
    /// Differs when the function, its heat or the model does.
    pub(in crate::lsp) version: u64,
    pub(in crate::lsp) model: Asked,
    /// Whether the model may be asked. Earlier answers may be looked up always.
    pub(in crate::lsp) may_ask: bool,
}

/// How far one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::lsp) enum Step {
    /// Facts are gathered, and an earlier answer is looked for.
    LookingUp,
    /// The model is asked.
    Asking,
    /// It is remembered, or there is none.
    Done,
}

/// What is remembered of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::lsp) enum Known {
    /// The explanation: markdown, with the note on who wrote it.
    Explained(Arc<str>),
    /// It was looked for in vain.
    Nothing,
}

/// What is asked for, and what is known.
#[derive(Default)]
pub(in crate::lsp) struct State(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    known: HashMap<Key, (u64, Known)>,
    /// In the order of their beginning.
    jobs: Vec<Job>,
    last: u64,
    paused_until: Option<Instant>,
    is_ended: bool,
}

struct Job {
    number: u64,
    key: Key,
    version: u64,
    stop: CancellationToken,
    step: watch::Receiver<Step>,
}

impl Inner {
    fn is_paused(&self) -> bool {
        self.paused_until.is_some_and(|until| Instant::now() < until)
    }
}

impl State {
    /// What is remembered; absent when nobody has looked.
    pub(in crate::lsp) fn known(&self, key: &Key, version: u64) -> Option<Known> {
        let inner = lock(&self.0);
        let (of, known) = inner.known.get(key)?;
        (*of == version).then(|| known.clone())
    }

    /// Whether nobody is asked for now, since the last question failed.
    pub(in crate::lsp) fn is_paused(&self) -> bool {
        lock(&self.0).is_paused()
    }

    /// Ends what runs, for good.
    pub(super) fn stop(&self) {
        let mut inner = lock(&self.0);
        inner.is_ended = true;
        inner.jobs.drain(..).for_each(|job| job.stop.cancel());
    }

    /// Ends what runs, and forgets what is known.
    pub(super) fn forget(&self) {
        let mut inner = lock(&self.0);
        inner.jobs.drain(..).for_each(|job| job.stop.cancel());
        inner.known.clear();
        inner.paused_until = None;
    }

    /// Makes room for a question that the user waits for: the model takes so many at once.
    pub(super) fn make_way(&self, at_once: usize) {
        let mut inner = lock(&self.0);
        while inner.jobs.len() >= at_once.max(1) {
            inner.jobs.remove(0).stop.cancel();
        }
    }
}

/// Begins to look an explanation up, and to ask for it where that is permitted; one that is under way is joined. Gives
/// how far it is.
pub(in crate::lsp) fn begin(context: &Arc<Context>, wanted: Wanted) -> watch::Receiver<Step> {
    let state = &context.asking.background;
    let mut inner = lock(&state.0);
    let same = inner.jobs.iter().position(|job| job.key == wanted.key);
    if let Some(at) = same {
        if let Some(job) = inner.jobs.get(at).filter(|job| job.version == wanted.version) {
            return job.step.clone();
        }
        // The function has changed: nobody wants to know what it was.
        inner.jobs.remove(at).stop.cancel();
    }
    let (step, seen) = watch::channel(Step::LookingUp);
    if inner.is_ended {
        step.send_replace(Step::Done);
        return seen;
    }
    // One query is left for what the user asks for.
    let most = wanted.model.client().max_concurrent_queries().saturating_sub(1);
    while inner.jobs.len() >= most.clamp(1, MOST) {
        inner.jobs.remove(0).stop.cancel();
    }
    inner.last += 1;
    let number = inner.last;
    let stop = CancellationToken::new();
    inner.jobs.push(Job {
        number,
        key: wanted.key.clone(),
        version: wanted.version,
        stop: stop.clone(),
        step: seen.clone(),
    });
    drop(inner);
    let context = context.clone();
    tokio::spawn(async move {
        let (key, version) = (wanted.key.clone(), wanted.version);
        let explaining = guarded("an explanation", explain(&context, wanted, &step));
        let found = tokio::select! {
            () = stop.cancelled() => None,
            found = explaining => found.ok(),
        };
        let mut inner = lock(&context.asking.background.0);
        inner.jobs.retain(|job| job.number != number);
        if let Some(found) = found
            && !stop.is_cancelled()
        {
            if inner.known.len() >= REMEMBERED {
                inner.known.clear();
            }
            match found {
                Ok(known) => {
                    inner.known.insert(key, (version, known));
                }
                Err(Failed) => inner.paused_until = Some(Instant::now() + PAUSE),
            }
        }
        drop(inner);
        step.send_replace(Step::Done);
    });
    seen
}

/// The model did not answer, or not to the end. Why, a command says.
struct Failed;

async fn explain(
    context: &Arc<Context>,
    wanted: Wanted,
    step: &watch::Sender<Step>,
) -> Result<Known, Failed> {
    let Wanted {
        engine,
        subject,
        model,
        may_ask,
        ..
    } = wanted;
    let explained = |text: &str| {
        let text = text.trim();
        if text.is_empty() {
            return Known::Nothing;
        }
        Known::Explained(format!("{}{text}", tag(&super::label(&model))).into())
    };
    let (looking, known) = (context.clone(), model.clone());
    let looked_up = tokio::task::spawn_blocking(move || {
        let wishes = Wishes {
            short: true,
            use_cache: true,
            ..Wishes::default()
        };
        let window = engine
            .settings()
            .model
            .context_window
            .or_else(|| known.known_window());
        let question = engine
            .question(&subject, &wishes, &looking.asking.policy())
            .ok()?;
        let conversation = Conversation::new(&question, &wishes).ok()?;
        let kept = window.and_then(|window| conversation.cached(&known, window));
        Some((conversation, kept))
    });
    let Ok(Some((mut conversation, kept))) = looked_up.await else {
        return Ok(Known::Nothing);
    };
    if let Some(kept) = kept {
        return Ok(explained(&kept.text));
    }
    if !may_ask || context.asking.background.is_paused() {
        return Ok(Known::Nothing);
    }
    step.send_replace(Step::Asking);
    match conversation.ask(&model, &mut |_| {}).await {
        Ok(Some(reply)) if reply.cut.is_none() => Ok(explained(&reply.text)),
        _ => Err(Failed),
    }
}
