//! What comes back.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::Stream;
use futures_util::StreamExt;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

use crate::Error;

/// A part of an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// More text, as soon as it arrives. Where a schema is asked for, the whole JSON once it is found good.
    Text(String),
    /// The answer is whole.
    End(Finished),
}

/// A whole answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finished {
    /// All the text.
    pub text: String,
    /// Why it ended.
    pub finish: Finish,
    /// What it cost; absent where the server does not say, which is not the same as nothing.
    pub usage: Option<Usage>,
    /// Whether it was kept from an earlier request.
    pub from_cache: bool,
    /// What the user should know besides: that a parameter was refused, that the prompt may have been cut.
    pub warnings: Vec<String>,
}

/// Why an answer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Finish {
    /// It was complete.
    Stop,
    /// It reached the number of tokens allowed, or the end of the window.
    Length,
    /// A filter of the server stopped it, or the model declined.
    Filter,
    /// Any other reason, or none was given.
    Other,
}

/// What an answer cost, as the server counted it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Usage {
    /// Tokens read, those from the server's own prompt cache too.
    pub input: u64,
    /// Tokens written, those of unseen reasoning too.
    pub output: u64,
    /// Of those read, how many came from the server's prompt cache; absent where it does not say.
    pub cached_input: Option<u64>,
    /// US dollars, where the server itself names a price (`OpenRouter`); absent elsewhere.
    pub cost: Option<f64>,
}

impl Usage {
    /// Both together; a price only if both have one.
    pub(crate) fn plus(self, other: Usage) -> Usage {
        Usage {
            input: self.input.saturating_add(other.input),
            output: self.output.saturating_add(other.output),
            cached_input: match (self.cached_input, other.cached_input) {
                (None, None) => None,
                (one, another) => Some(one.unwrap_or(0).saturating_add(another.unwrap_or(0))),
            },
            cost: self.cost.zip(other.cost).map(|(one, another)| one + another),
        }
    }
}

/// Where the request's task puts events.
pub(crate) type Sender = mpsc::Sender<Result<Event, Error>>;

/// The stream of an answer: any number of [`Event::Text`], then one [`Event::End`] or one error. Nothing is sent before it
/// is first polled; dropping it closes the connection, which servers take as a cancel.
pub struct Answer {
    events: mpsc::Receiver<Result<Event, Error>>,
    work: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
}

impl Answer {
    /// The events that the future made by `work` sends. It runs where the stream is polled, so that nothing runs on
    /// once nobody listens.
    pub(crate) fn new<W>(work: impl FnOnce(Sender) -> W) -> Answer
    where
        W: Future<Output = ()> + Send + 'static,
    {
        let (sender, events) = mpsc::channel(1);
        Answer {
            events,
            work: Some(Box::pin(work(sender))),
        }
    }

    /// Waits for the end, for callers that show nothing before.
    pub async fn whole(mut self) -> Result<Finished, Error> {
        while let Some(event) = self.next().await {
            if let Event::End(finished) = event? {
                return Ok(finished);
            }
        }
        Err(Error::Interrupted {
            origin: String::new(),
            reason: "the answer has no end".into(),
        })
    }
}

impl Stream for Answer {
    type Item = Result<Event, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Poll::Ready(Some(event)) = self.events.poll_recv(context) {
            return Poll::Ready(Some(event));
        }
        if let Some(work) = &mut self.work
            && work.as_mut().poll(context).is_ready()
        {
            self.work = None;
        }
        self.events.poll_recv(context)
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer").finish_non_exhaustive()
    }
}
