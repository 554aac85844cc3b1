//! `--debug`: what is sent where, and what comes back, on standard error.

use std::io::Write;

use ask::{Call, Model, ModelError, Piece, Speaker};
use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;
use futures_util::{FutureExt, StreamExt};

use super::super::printable;

/// A model that says what it is asked. Secrets have been taken out of that before.
pub(super) struct Told<'a>(pub(super) &'a dyn Model);

impl Model for Told<'_> {
    fn label(&self) -> String {
        self.0.label()
    }

    fn window(&self) -> BoxFuture<'_, u32> {
        async {
            let window = self.0.window().await;
            say(&format!("{}: a window of {window} tokens", self.0.label()));
            window
        }
        .boxed()
    }

    fn tokens(&self, text: &str) -> usize {
        self.0.tokens(text)
    }

    fn parallel(&self) -> usize {
        self.0.parallel()
    }

    fn cached(&self, call: &Call) -> Option<String> {
        self.0.cached(call)
    }

    fn call(&self, call: Call) -> BoxStream<'static, Result<Piece, ModelError>> {
        say(&format!(
            "asked: {}, prompt {}",
            self.0.label(),
            call.prompt_version
        ));
        say(&format!("system: {}", call.system));
        for turn in &call.turns {
            let speaker = match turn.speaker {
                Speaker::User => "user",
                Speaker::Model => "model",
            };
            say(&format!("{speaker}: {}", turn.text));
        }
        (self.0.call(call))
            .inspect(|piece| match piece {
                Ok(Piece::Text(_)) => {}
                Ok(Piece::End(end)) => {
                    let usage = end.usage.map_or("unknown tokens".to_owned(), |usage| {
                        format!("{} tokens sent, {} received", usage.input, usage.output)
                    });
                    let from = if end.from_cache { ", kept from before" } else { "" };
                    say(&format!("answered: {usage}{from}"));
                }
                Err(error) => say(&format!("failed: {error}")),
            })
            .boxed()
    }
}

/// Says it on standard error, line by line.
pub(super) fn say(text: &str) {
    let style = anstyle::Style::new().dimmed();
    let mut out = anstream::stderr().lock();
    for line in text.lines() {
        // Where nobody listens nothing is missed.
        let _ = writeln!(out, "{style}debug: {}{style:#}", printable::text(line));
    }
}
