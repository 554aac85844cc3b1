//! Explanations for hovers: looked up and asked for behind them, and remembered for the next.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ask::{Conversation, Reply, Wishes};
use engine::asking::{Asked, Subject};
use engine::{Engine, ProfileId};
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::lock;
use crate::lsp::context::Context;
use crate::lsp::transport::guarded;

/// More are not asked for at once.
const MOST: usize = 3;

/// A further one takes the place of the oldest, if that has had so much time: whoever goes from function to function
/// must not send a question and take it back with every step.
const TURN: Duration = Duration::from_secs(5);

/// More are not looked up at once; the manual may be slow.
const MOST_JOBS: usize = 16;

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
    /// The explanation.
    Explained(Arc<Explained>),
    /// It was looked for in vain.
    Nothing,
}

/// What a model wrote.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::lsp) struct Explained {
    /// How the model is called.
    pub(in crate::lsp) label: String,
    /// Markdown that is safe to show.
    pub(in crate::lsp) text: String,
}

/// What is asked for, and what is known.
#[derive(Default)]
pub(in crate::lsp) struct State(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    known: HashMap<Key, (u64, Known)>,
    /// In the order in which they began to be looked up, and behind those to be asked for.
    jobs: Vec<Job>,
    last: u64,
    paused_until: Option<Instant>,
    /// Why the last question failed; told once.
    fault: Option<String>,
    is_ended: bool,
}

struct Job {
    number: u64,
    key: Key,
    version: u64,
    stop: CancellationToken,
    step: watch::Receiver<Step>,
    /// Absent while it is looked up.
    asked: Option<Instant>,
}

impl Inner {
    /// When those began that the model is asked for, oldest first.
    fn asking(&self) -> impl Iterator<Item = Instant> {
        self.jobs.iter().filter_map(|job| job.asked)
    }

    /// Stops the oldest of those that the model is asked for.
    fn stop_oldest(&mut self) {
        if let Some(at) = self.jobs.iter().position(|job| job.asked.is_some()) {
            self.jobs.remove(at).stop.cancel();
        }
    }

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

    /// Why the last question failed, to be told to the user; absent when that was done.
    pub(in crate::lsp) fn take_fault(&self) -> Option<String> {
        lock(&self.0).fault.take()
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
        inner.fault = None;
    }

    /// Makes room for a question that the user waits for: the model takes so many at once.
    pub(super) fn make_way(&self, at_once: usize) {
        let mut inner = lock(&self.0);
        while inner.asking().count() >= at_once.max(1) {
            inner.stop_oldest();
        }
    }

    /// Takes a turn at asking the model; false when others are at it.
    fn take_turn(&self, number: u64, at_once: usize) -> bool {
        let mut inner = lock(&self.0);
        // One query is left for what the user asks for.
        if inner.asking().count() >= at_once.saturating_sub(1).clamp(1, MOST) {
            let is_over = |asked: Instant| asked.elapsed() >= TURN;
            if !inner.asking().next().is_some_and(is_over) {
                return false;
            }
            inner.stop_oldest();
        }
        let now = Instant::now();
        if let Some(at) = inner.jobs.iter().position(|job| job.number == number) {
            let mut job = inner.jobs.remove(at);
            job.asked = Some(now);
            inner.jobs.push(job);
        }
        true
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
    if inner.is_ended || inner.jobs.len() >= MOST_JOBS {
        step.send_replace(Step::Done);
        return seen;
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
        asked: None,
    });
    drop(inner);
    let context = context.clone();
    tokio::spawn(async move {
        let (key, version) = (wanted.key.clone(), wanted.version);
        let explaining = guarded("an explanation", explain(&context, wanted, number, &step));
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
                Ok(Some(known)) => {
                    inner.known.insert(key, (version, known));
                }
                Ok(None) => {}
                Err(Failed(why)) => {
                    inner.paused_until = Some(Instant::now() + PAUSE);
                    inner.fault = Some(why);
                }
            }
        }
        drop(inner);
        step.send_replace(Step::Done);
    });
    seen
}

/// The model did not answer, or not to the end, and why.
struct Failed(String);

/// Absent when it has to be tried again.
async fn explain(
    context: &Arc<Context>,
    wanted: Wanted,
    number: u64,
    step: &watch::Sender<Step>,
) -> Result<Option<Known>, Failed> {
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
        Known::Explained(Arc::new(Explained {
            label: super::label(&model),
            text: text.to_owned(),
        }))
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
        return Ok(Some(Known::Nothing));
    };
    if let Some(kept) = kept {
        return Ok(Some(explained(&kept.text)));
    }
    let state = &context.asking.background;
    if !may_ask || state.is_paused() {
        return Ok(Some(Known::Nothing));
    }
    if !state.take_turn(number, model.client().max_concurrent_queries()) {
        // The next hover tries again.
        return Ok(None);
    }
    step.send_replace(Step::Asking);
    match conversation.ask(&model, &mut |_| {}).await {
        Ok(Some(Reply { cut: Some(why), .. })) => Err(Failed(why)),
        Ok(Some(reply)) => Ok(Some(explained(&reply.text))),
        Ok(None) => Ok(Some(Known::Nothing)),
        Err(error) => Err(Failed(error.to_string())),
    }
}
