//! The bytes of an answer as whole lines, with bounds on their size and on the time between them.
//!
//! What follows then never sees half a character, and never searches the same unfinished line again for every byte that a
//! slow server sends.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::Stream;
use tokio::time::{Instant, Sleep};

/// A line may be a whole answer, escaped.
const LINE_LIMIT: usize = 16 << 20;
/// All of what a server may send for one answer.
const TOTAL_LIMIT: usize = 64 << 20;

/// Why no more lines come.
#[derive(Debug)]
pub(crate) enum LinesError {
    /// The connection failed.
    Transport(reqwest::Error),
    /// Nothing came for this long.
    Silence(Duration),
    /// More came than any answer has.
    TooLarge,
}

/// A stream of bytes, cut after line ends only. What is after the last line end follows at the end, with an empty line,
/// which ends an unfinished event.
pub(crate) struct Lines<S> {
    bytes: Pin<Box<S>>,
    pending: BytesMut,
    total: usize,
    /// Time limit for the next bytes, and since when it counts.
    limit: Duration,
    since: Instant,
    silence: Pin<Box<Sleep>>,
    idle: Duration,
    ended: bool,
}

impl<S> Lines<S> {
    /// Waits until `first` for the first bytes, and for `idle` between any.
    pub(crate) fn new(bytes: S, first: Instant, idle: Duration) -> Lines<S> {
        let since = Instant::now();
        Lines {
            bytes: Box::pin(bytes),
            pending: BytesMut::new(),
            total: 0,
            limit: first.saturating_duration_since(since),
            since,
            silence: Box::pin(tokio::time::sleep_until(first)),
            idle,
            ended: false,
        }
    }
}

impl<S: Stream<Item = Result<Bytes, reqwest::Error>>> Stream for Lines<S> {
    type Item = Result<Bytes, LinesError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        while !self.ended {
            match self.bytes.as_mut().poll_next(context) {
                Poll::Ready(Some(Ok(part))) => {
                    self.since = Instant::now();
                    if self.total == 0 {
                        self.limit = self.idle;
                        let until = self.since + self.idle;
                        self.silence.as_mut().reset(until);
                    }
                    self.total += part.len();
                    let end = part.iter().rposition(|byte| matches!(byte, b'\n' | b'\r'));
                    let unfinished = if end.is_none() {
                        self.pending.len() + part.len()
                    } else {
                        0
                    };
                    if self.total > TOTAL_LIMIT || unfinished > LINE_LIMIT {
                        self.ended = true;
                        return Poll::Ready(Some(Err(LinesError::TooLarge)));
                    }
                    // Most parts are whole events, and are passed on as they are.
                    if self.pending.is_empty() && end.is_some_and(|end| end + 1 == part.len()) {
                        return Poll::Ready(Some(Ok(well_formed(part))));
                    }
                    let length = self.pending.len();
                    self.pending.extend_from_slice(&part);
                    if let Some(end) = end {
                        let lines = self.pending.split_to(length + end + 1);
                        return Poll::Ready(Some(Ok(well_formed(lines.freeze()))));
                    }
                }
                Poll::Ready(Some(Err(error))) => {
                    self.ended = true;
                    return Poll::Ready(Some(Err(LinesError::Transport(error))));
                }
                Poll::Ready(None) => {
                    self.ended = true;
                    if !self.pending.is_empty() {
                        self.pending.extend_from_slice(b"\n\n");
                        let lines = self.pending.split();
                        return Poll::Ready(Some(Ok(well_formed(lines.freeze()))));
                    }
                }
                Poll::Pending => {
                    // The timer is set anew when it rings, not for every token.
                    while self.silence.as_mut().poll(context).is_ready() {
                        let until = self.since + self.limit;
                        if Instant::now() >= until {
                            self.ended = true;
                            return Poll::Ready(Some(Err(LinesError::Silence(self.limit))));
                        }
                        self.silence.as_mut().reset(until);
                    }
                    return Poll::Pending;
                }
            }
        }
        Poll::Ready(None)
    }
}

/// Lines whose bytes are UTF-8, by replacing what is none.
fn well_formed(lines: Bytes) -> Bytes {
    match std::str::from_utf8(&lines) {
        Ok(_) => lines,
        Err(_) => String::from_utf8_lossy(&lines).into_owned().into(),
    }
}
