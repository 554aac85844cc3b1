//! What the server was told and what it saw, behind one lock.

use std::collections::{HashMap, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::{Dialect, Recorded, Reply};

/// After this long, a wait of a test has failed.
const DEADLINE: Duration = Duration::from_secs(20);

/// A function that answers.
pub(crate) struct Scripted(pub(crate) Box<dyn FnMut(&Recorded) -> Reply + Send>);

/// All that changes.
#[derive(Default)]
pub(crate) struct State {
    pub(crate) replies: VecDeque<Reply>,
    pub(crate) respond: Option<Scripted>,
    pub(crate) paths: HashMap<String, Reply>,
    pub(crate) models: Vec<String>,
    pub(crate) key: Option<String>,
    pub(crate) refused: Vec<String>,
    pub(crate) released: usize,
    pub(crate) requests: Vec<Recorded>,
    pub(crate) open: usize,
    pub(crate) most_open: usize,
    pub(crate) given_up: usize,
    pub(crate) connections: usize,
    pub(crate) ended: bool,
}

impl State {
    pub(crate) fn chats(&self) -> Vec<Recorded> {
        self.requests
            .iter()
            .filter(|request| request.method == "POST" && is_chat(&request.path))
            .cloned()
            .collect()
    }
}

/// Whether a path is where any dialect answers chats.
pub(crate) fn is_chat(path: &str) -> bool {
    let path = path.split('?').next().unwrap_or_default();
    ["/chat/completions", "/v1/messages", "/api/chat"]
        .iter()
        .any(|end| path.ends_with(end))
}

/// The state, shared by the test and the connections.
pub(crate) struct Shared {
    pub(crate) dialect: Dialect,
    state: Mutex<State>,
    changed: Condvar,
}

impl Shared {
    pub(crate) fn new(dialect: Dialect) -> Shared {
        Shared {
            dialect,
            state: Mutex::default(),
            changed: Condvar::new(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn read<R>(&self, read: impl FnOnce(&State) -> R) -> R {
        read(&self.lock())
    }

    pub(crate) fn change<R>(&self, change: impl FnOnce(&mut State) -> R) -> R {
        let result = change(&mut self.lock());
        self.changed.notify_all();
        result
    }

    /// Waits for any change, at most for `time`.
    pub(crate) fn pause(&self, time: Duration) {
        let state = self.lock();
        let _ = self.changed.wait_timeout(state, time);
    }

    /// Waits until `ready`, then reads.
    pub(crate) fn wait<R>(
        &self,
        what: &str,
        ready: impl Fn(&State) -> bool,
        read: impl FnOnce(&State) -> R,
    ) -> R {
        let deadline = Instant::now() + DEADLINE;
        let mut state = self.lock();
        while !ready(&state) {
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(
                !left.is_zero(),
                "waited in vain for {what}: {} requests, {} open, {} given up",
                state.requests.len(),
                state.open,
                state.given_up
            );
            state = self
                .changed
                .wait_timeout(state, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        read(&state)
    }
}
