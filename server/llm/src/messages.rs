//! The JSON messages of an answer, however the server sends them: server-sent events, a line each, or one whole.

use std::collections::VecDeque;
use std::pin::Pin;

use bytes::Bytes;
use eventsource_stream::{EventStream, EventStreamError};
use futures_util::{Stream, StreamExt, stream};
use serde_json::Value;

use crate::lines::LinesError;

/// One message.
#[derive(Debug)]
pub(crate) enum Message {
    /// JSON.
    Json(Value),
    /// `[DONE]`.
    Done,
    /// Anything else.
    Garbage,
}

/// More of a web page is not read for its title.
const PAGE: usize = 64 << 10;

type LineStream = Pin<Box<dyn Stream<Item = Result<Bytes, LinesError>> + Send>>;

/// The messages of one answer, in order.
pub(crate) struct Messages {
    source: Source,
    /// The beginning of what came, for saying what it is if it is no answer.
    pub(crate) start: String,
}

enum Source {
    /// Nothing was read yet.
    Unknown(Option<LineStream>),
    Events(Box<EventStream<LineStream>>),
    Lines(LineStream, VecDeque<Message>),
    /// One JSON over all lines.
    Whole(LineStream),
    /// A page of HTML over all lines.
    Page(LineStream),
}

impl Messages {
    pub(crate) fn new(lines: impl Stream<Item = Result<Bytes, LinesError>> + Send + 'static) -> Messages {
        Messages {
            source: Source::Unknown(Some(Box::pin(lines))),
            start: String::new(),
        }
    }

    /// The next message; nothing at the end.
    pub(crate) async fn next(&mut self) -> Result<Option<Message>, LinesError> {
        loop {
            match &mut self.source {
                Source::Unknown(lines) => {
                    let Some(lines) = lines.take() else {
                        return Ok(None);
                    };
                    (self.source, self.start) = recognise(lines).await?;
                }
                Source::Events(events) => {
                    return match events.next().await {
                        None => Ok(None),
                        Some(Ok(event)) => Ok(Some(message(&event.data))),
                        Some(Err(EventStreamError::Transport(error))) => Err(error),
                        Some(Err(EventStreamError::Utf8(_) | EventStreamError::Parser(_))) => {
                            Ok(Some(Message::Garbage))
                        }
                    };
                }
                Source::Lines(lines, ready) => {
                    if let Some(message) = ready.pop_front() {
                        return Ok(Some(message));
                    }
                    match lines.next().await {
                        None => return Ok(None),
                        Some(part) => {
                            let part = part?;
                            let text = String::from_utf8_lossy(&part);
                            ready.extend(
                                text.split(['\n', '\r'])
                                    .filter(|line| !line.trim().is_empty())
                                    .map(message),
                            );
                        }
                    }
                }
                Source::Whole(lines) => {
                    let mut text = String::new();
                    while let Some(part) = lines.next().await {
                        text.push_str(&String::from_utf8_lossy(&part?));
                    }
                    self.source = Source::Unknown(None);
                    return Ok(Some(message(&text)));
                }
                Source::Page(lines) => {
                    let mut text = String::new();
                    while let Some(Ok(part)) = lines.next().await {
                        if text.len() < PAGE {
                            text.push_str(&String::from_utf8_lossy(&part));
                        }
                    }
                    self.source = Source::Unknown(None);
                    self.start = text;
                    return Ok(None);
                }
            }
        }
    }
}

/// Tells by the first line, since the stated content type is often wrong.
async fn recognise(mut lines: LineStream) -> Result<(Source, String), LinesError> {
    let mut start = Vec::new();
    let first = loop {
        let Some(part) = lines.next().await else {
            return Ok((Source::Unknown(None), String::new()));
        };
        start.extend_from_slice(&part?);
        if let Some(first) = start
            .strip_prefix(b"\xef\xbb\xbf")
            .unwrap_or(&start)
            .iter()
            .find(|byte| !byte.is_ascii_whitespace())
        {
            break *first;
        }
    };
    // A first line that is whole JSON is one of many; JSON that is spread over lines is alone.
    let first_line = start
        .split(|byte| matches!(byte, b'\n' | b'\r'))
        .find(|line| !line.trim_ascii().is_empty())
        .unwrap_or_default();
    let is_line = serde_json::from_slice::<Value>(first_line).is_ok();
    let all: LineStream = Box::pin(stream::iter([Ok(Bytes::from(start.clone()))]).chain(lines));
    let source = match first {
        b'{' | b'[' if is_line => Source::Lines(all, VecDeque::new()),
        b'{' | b'[' => Source::Whole(all),
        b'<' => Source::Page(all),
        _ => Source::Events(Box::new(EventStream::new(all))),
    };
    let length = start.len().min(200);
    Ok((
        source,
        String::from_utf8_lossy(start.get(..length).unwrap_or_default()).into_owned(),
    ))
}

fn message(text: &str) -> Message {
    let text = text.trim();
    // Some servers put events' field name into lines of JSON, or the other way round.
    let text = text.strip_prefix("data:").map_or(text, str::trim);
    if text == "[DONE]" {
        return Message::Done;
    }
    serde_json::from_str(text).map_or(Message::Garbage, Message::Json)
}
