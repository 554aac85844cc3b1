//! A part of an investigation while it goes on: what is seen of it, and Ctrl-C, which ends what runs on the hosts.

use engine::hosts::HostSeen;
use tokio_util::sync::CancellationToken;

use super::super::interrupt::{Stop, Watch};
use super::super::output::Waiting;

/// Lasts as long as the part does.
pub(super) struct Phase {
    stop: Stop,
    waiting: Waiting,
    _watch: Watch,
}

impl Phase {
    pub(super) fn new(what: &str) -> Phase {
        let stop = Stop::default();
        Phase {
            waiting: Waiting::new(what),
            _watch: Watch::new(stop.clone()),
            stop,
        }
    }

    /// Cancelled by Ctrl-C.
    pub(super) fn stop(&self) -> &CancellationToken {
        &self.stop.at_once
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.stop.at_once.is_cancelled()
    }

    /// Shows what is going on; what was found is shown once it is whole.
    pub(super) fn see(&self, seen: &HostSeen) {
        match seen {
            HostSeen::Progress(text) => self.waiting.says(text),
            HostSeen::SoFar(text) => self.waiting.line(text),
            HostSeen::Text(_) => {}
        }
    }

    /// Waits for it.
    pub(super) async fn during<T>(&self, work: impl Future<Output = T>) -> T {
        let done = tokio::select! {
            done = work => done,
            never = self.waiting.turn() => match never {},
        };
        self.waiting.end();
        done
    }

    /// Waits for what does not end by itself when it is stopped; nothing comes of it then.
    pub(super) async fn unless_stopped<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        self.during(async {
            tokio::select! {
                done = work => Some(done),
                () = self.stop.at_once.cancelled() => None,
            }
        })
        .await
    }
}
