//! A model that says what the test tells it to, and remembers what it was asked.

use std::sync::{Arc, Mutex};

use ask::{Call, End, Model, ModelError, Piece, Usage};
use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;
use futures_util::{FutureExt, StreamExt, stream};

/// What the model says to a call.
pub type Script = Arc<dyn Fn(usize, &Call) -> Vec<Result<Piece, ModelError>> + Send + Sync>;

/// See the module.
#[derive(Clone)]
pub struct Scripted {
    pub window: u32,
    pub parallel: usize,
    script: Script,
    calls: Arc<Mutex<Vec<Call>>>,
    running: Arc<Mutex<(usize, usize)>>,
}

impl Scripted {
    /// Says `script(number of the call, call)`.
    pub fn new(
        script: impl Fn(usize, &Call) -> Vec<Result<Piece, ModelError>> + Send + Sync + 'static,
    ) -> Scripted {
        Scripted {
            window: 100_000,
            parallel: 4,
            script: Arc::new(script),
            calls: Arc::default(),
            running: Arc::default(),
        }
    }

    /// What it was asked so far.
    pub fn calls(&self) -> Vec<Call> {
        self.calls.lock().unwrap().clone()
    }

    /// The most calls that ran at once.
    pub fn most_at_once(&self) -> usize {
        self.running.lock().unwrap().1
    }
}

/// A whole answer.
pub fn says(text: &str) -> Vec<Result<Piece, ModelError>> {
    // In pieces of one character, as the worst server sends them.
    let pieces = text.chars().map(|char| Ok(Piece::Text(char.to_string())));
    let usage = Some(Usage { input: 10, output: 2 });
    pieces
        .chain([Ok(Piece::End(End {
            usage,
            ..End::default()
        }))])
        .collect()
}

/// A failure.
pub fn fails(message: &str) -> ModelError {
    ModelError {
        message: message.to_owned(),
        too_long: None,
    }
}

impl Model for Scripted {
    fn label(&self) -> String {
        "scripted at nowhere".to_owned()
    }

    fn window(&self) -> BoxFuture<'_, u32> {
        async { self.window }.boxed()
    }

    fn tokens(&self, text: &str) -> usize {
        text.len().div_ceil(4)
    }

    fn parallel(&self) -> usize {
        self.parallel
    }

    fn cached(&self, _: &Call) -> Option<String> {
        None
    }

    fn call(&self, call: Call) -> BoxStream<'static, Result<Piece, ModelError>> {
        let number = {
            let mut calls = self.calls.lock().unwrap();
            calls.push(call.clone());
            calls.len() - 1
        };
        let pieces = (self.script)(number, &call);
        let running = Running(self.running.clone());
        stream::once(async move {
            running.begin();
            // Lets the others begin.
            tokio::task::yield_now().await;
            stream::iter(pieces).map(move |piece| {
                let _until_it_is_dropped = &running;
                piece
            })
        })
        .flatten()
        .boxed()
    }
}

/// Counts a call as running until it is dropped.
struct Running(Arc<Mutex<(usize, usize)>>);

impl Running {
    fn begin(&self) {
        let mut running = self.0.lock().unwrap();
        running.0 += 1;
        running.1 = running.1.max(running.0);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.lock().unwrap().0 -= 1;
    }
}
