//! Answers in the editor: which model is asked, who agreed to it, what is being asked, and where the answers go.
//!
//! Nothing here runs in a handler. A command begins a report and answers at once ([`begin`]); a hover looks into what
//! is remembered, and has the rest looked up and asked for behind it ([`background`]).

pub(super) mod background;
mod consent;
mod follow_up;
pub(super) mod hosts;
pub(super) mod prefetch;
mod report;
mod run;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ask::Model;
use engine::asking::{Asked, ModelChoice, ModelFault, Models, Policy, Reports};
use engine::hosts::Plans;
use engine::{Engine, Settings};
use host::gate;
use tokio_util::sync::CancellationToken;

use super::context::Context;

pub(super) use follow_up::{follow_up, typed};
pub(super) use run::{Ask, begin};

/// Why a report cannot be gone on with now.
const IS_WRITTEN: &str = "this report is still being written: wait for its end, or cancel it";

/// Who is asked and what runs, of one client.
pub(super) struct Asking {
    models: Models,
    reports: Option<Reports>,
    plans: Option<Plans>,
    consents: consent::State,
    pub(super) background: background::State,
    running: Mutex<Vec<Running>>,
    /// The number of the last ask.
    last: AtomicU64,
    /// The model of hovers, and the settings that say so: hovers are many.
    of_hovers: Mutex<Option<(Arc<Settings>, Option<Asked>)>>,
}

/// A report that is being written.
struct Running {
    /// By which the client knows it; also the token of its progress.
    id: String,
    path: PathBuf,
    stop: CancellationToken,
}

impl Default for Asking {
    /// Reads nothing and makes no client: that is done for the first question.
    fn default() -> Asking {
        let (state, cache) = (crate::user_state(), crate::user_cache());
        Asking {
            consents: consent::State::new(state.as_deref()),
            reports: state.as_deref().map(Reports::new),
            plans: state.as_deref().map(Plans::new),
            models: Models::new(crate::policy_file(), state, cache),
            background: background::State::default(),
            running: Mutex::default(),
            last: AtomicU64::new(0),
            of_hovers: Mutex::default(),
        }
    }
}

impl Asking {
    /// Where reports are kept.
    ///
    /// # Errors
    /// When there is no folder for them.
    pub(super) fn reports(&self) -> Result<&Reports, String> {
        self.reports
            .as_ref()
            .ok_or_else(|| "there is no folder to write reports to: set HOME or XDG_STATE_HOME".to_owned())
    }

    /// Whether a document is a report.
    pub(super) fn is_report(&self, key: &Path) -> bool {
        self.reports
            .as_ref()
            .is_some_and(|reports| reports.is_report(key))
    }

    /// Whether a document is a plan of commands for hosts.
    pub(super) fn is_plan(&self, key: &Path) -> bool {
        self.plans.as_ref().is_some_and(|plans| plans.is_plan(key))
    }

    /// What the gate has to know of the administrator. Where that cannot be read nothing but what only reads looks as if it
    /// could run, and nothing does.
    pub(super) fn gate(&self) -> gate::Policy {
        gate::Policy {
            read_only: self.models.policy().map_or(true, |policy| policy.hosts_read_only),
        }
    }

    /// The model that the settings and the environment of this process name. No `.env` is read: a workspace could
    /// bring one.
    fn model(&self, settings: &Settings) -> Result<Option<Asked>, ModelFault> {
        let environment = |name: &str| std::env::var(name).ok();
        self.models
            .configured(&settings.model, &ModelChoice::default(), &environment)
    }

    /// The same for hovers; what is wrong with it, commands say.
    pub(super) fn model_of_hovers(&self, engine: &Engine) -> Option<Asked> {
        let settings = engine.settings();
        let mut known = lock(&self.of_hovers);
        if let Some((_, model)) = known.as_ref().filter(|(of, _)| Arc::ptr_eq(of, &settings)) {
            return model.clone();
        }
        let model = self.model(&settings).unwrap_or_default();
        *known = Some((settings, model.clone()));
        model
    }

    /// What the administrator allows. Where that cannot be read no model is asked, and so nothing goes out.
    fn policy(&self) -> Policy {
        self.models.policy().unwrap_or_default()
    }

    /// Whether text of a workspace may go to a model.
    pub(super) fn may_send(&self, context: &Context, root: &Path, model: &Asked) -> bool {
        context.is_trusted() && self.consents.is_given(root, model.client().identity())
    }

    /// Whether a report is being written.
    fn is_running(&self, path: &Path) -> bool {
        lock(&self.running).iter().any(|running| running.path == path)
    }

    /// Notes that a report is written.
    ///
    /// # Errors
    /// When it is being written already.
    fn start(&self, path: &Path) -> Result<(String, CancellationToken), String> {
        let mut running = lock(&self.running);
        if running.iter().any(|running| running.path == path) {
            return Err(IS_WRITTEN.to_owned());
        }
        let number = self.last.fetch_add(1, Ordering::Relaxed) + 1;
        let id = format!("sysgrok/ask/{number}");
        let stop = CancellationToken::new();
        running.push(Running {
            id: id.clone(),
            path: path.to_owned(),
            stop: stop.clone(),
        });
        Ok((id, stop))
    }

    fn end(&self, id: &str) {
        lock(&self.running).retain(|running| running.id != id);
    }

    /// By which id a report is being written; absent when it is not.
    pub(super) fn running(&self, path: &Path) -> Option<String> {
        let running = lock(&self.running);
        let found = running.iter().find(|running| running.path == path);
        found.map(|running| running.id.clone())
    }

    /// Stops what is asked: by the report or the token of its progress, or all of it. Gives how many there were.
    pub(super) fn cancel(&self, which: Option<Which<'_>>) -> usize {
        let running = lock(&self.running);
        let meant = running.iter().filter(|running| match which {
            Some(Which::Token(id)) => running.id == id,
            Some(Which::Report(path)) => running.path == path,
            None => true,
        });
        meant.map(|running| running.stop.cancel()).count()
    }

    /// The server ends.
    pub(super) fn shutdown(&self) {
        self.cancel(None);
        self.background.stop();
    }

    /// Settings changed: what failed may work now, and another model may be meant.
    pub(super) fn settings_changed(&self) {
        *lock(&self.of_hovers) = None;
        self.background.forget();
    }
}

/// One of the things that are asked.
#[derive(Clone, Copy)]
pub(super) enum Which<'a> {
    /// By the token of its progress.
    Token(&'a str),
    /// By the file of its report.
    Report(&'a Path),
}

/// How a model is called.
pub(super) fn label(model: &Asked) -> String {
    model.label()
}

/// A lock whose holder never panics while it is held; if it did, the value is still whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
