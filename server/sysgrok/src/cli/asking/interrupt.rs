//! Ctrl-C while a model answers: the answer ends, the program does not.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use ask::{Call, Model, ModelError, Piece};
use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;
use futures_util::{FutureExt, StreamExt, future, stream};
use tokio_util::sync::CancellationToken;

use super::super::INTERRUPTED;

/// How an answer is stopped.
#[derive(Clone, Default)]
pub(super) struct Stop {
    /// Nothing has come that is worth keeping.
    pub(super) at_once: CancellationToken,
    /// What has come stays, in the conversation too.
    pub(super) later: CancellationToken,
    /// Whether anything has come.
    pub(super) has_begun: Arc<AtomicBool>,
}

/// Stops an answer at the first Ctrl-C, as long as it is kept. The second ends the program, which may hang in a write
/// to a terminal or a pipe.
pub(super) struct Watch(tokio::task::JoinHandle<()>);

impl Watch {
    pub(super) fn new(stop: Stop) -> Watch {
        Watch(tokio::spawn(async move {
            if tokio::signal::ctrl_c().await.is_ok() {
                if stop.has_begun.load(Ordering::Relaxed) {
                    stop.later.cancel();
                } else {
                    stop.at_once.cancel();
                }
                // A key that is held down is still the first.
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            if tokio::signal::ctrl_c().await.is_ok() {
                std::process::exit(i32::from(INTERRUPTED));
            }
        }))
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// A model whose answers end when they are stopped. What came before stands, in the conversation too.
pub(super) struct Stoppable<'a> {
    pub(super) model: &'a dyn Model,
    pub(super) stop: CancellationToken,
}

impl Model for Stoppable<'_> {
    fn label(&self) -> String {
        self.model.label()
    }

    fn window(&self) -> BoxFuture<'_, u32> {
        async {
            tokio::select! {
                window = self.model.window() => window,
                // The call that needs it fails at once.
                () = self.stop.cancelled() => u32::MAX,
            }
        }
        .boxed()
    }

    fn tokens(&self, text: &str) -> usize {
        self.model.tokens(text)
    }

    fn parallel(&self) -> usize {
        self.model.parallel()
    }

    fn cached(&self, call: &Call) -> Option<String> {
        self.model.cached(call)
    }

    fn call(&self, call: Call) -> BoxStream<'static, Result<Piece, ModelError>> {
        let stopped = self.stop.clone();
        let end = stream::once(async move {
            stopped.is_cancelled().then(|| {
                Err(ModelError {
                    message: "you stopped it".to_owned(),
                    too_long: None,
                })
            })
        });
        (self.model.call(call))
            .take_until(self.stop.clone().cancelled_owned())
            .chain(end.filter_map(future::ready))
            .boxed()
    }
}
