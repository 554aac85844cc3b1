//! Messages -> bytes: one task writes, so that a client that does not read holds up nobody but itself.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::{FutureExt, StreamExt};
use serde_json::Value;
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::sync::{Notify, mpsc};
use tower_lsp::jsonrpc::{Error, Id, Request};

use super::framing::encode;
use super::message::{self, RequestId};
use super::uris::Uris;
use super::{locked, log};

/// While more than this waits to be read by the client, no more is read from it. Tests need not wait for so much.
const MOST_UNREAD: usize = if cfg!(test) { 4 << 20 } else { 64 << 20 };

/// Messages are written together up to about this size.
const WRITE_SIZE: usize = 64 << 10;

/// How many of a handler's own messages may overtake an answer that came after them. Without a bound a handler that
/// notifies in a loop could hold up answers for ever.
const MOST_BEFORE_ANSWER: usize = 1024;

/// What the writer is told.
#[derive(Debug)]
enum Task {
    Write(Vec<u8>),
    End,
}

/// The way to the client, shared by all that answer.
#[derive(Debug)]
pub(super) struct Outgoing {
    tasks: mpsc::UnboundedSender<Task>,
    /// Bytes that are queued and not written.
    unread: AtomicUsize,
    drained: Notify,
    /// Our own requests that the client has not answered, and their methods.
    asked: Mutex<HashMap<i64, Cow<'static, str>>>,
    pub(super) uris: Uris,
}

/// The writer's end of the queue.
#[derive(Debug)]
pub(super) struct Queue(mpsc::UnboundedReceiver<Task>);

impl Outgoing {
    pub(super) fn new() -> (Self, Queue) {
        let (tasks, queue) = mpsc::unbounded_channel();
        let outgoing = Self {
            tasks,
            unread: AtomicUsize::new(0),
            drained: Notify::new(),
            asked: Mutex::default(),
            uris: Uris::default(),
        };
        (outgoing, Queue(queue))
    }

    /// Queues the answer to a request.
    pub(super) fn answer(&self, id: &RequestId, method: &str, mut outcome: Result<Value, Error>) {
        if let Ok(result) = &mut outcome {
            self.uris.restore_all(method, result);
        }
        let bytes = encode(&message::answer(id, &outcome));
        self.unread.fetch_add(bytes.len(), Ordering::Relaxed);
        // Fails when the writer has ended, and then the session ends.
        let _ = self.tasks.send(Task::Write(bytes));
    }

    /// Queues the answer to what is no request that we understand.
    pub(super) fn refuse(&self, id: &RequestId, error: Error) {
        self.answer(id, "", Err(error));
    }

    /// Everything queued before this is still written.
    pub(super) fn end(&self) {
        let _ = self.tasks.send(Task::End);
    }

    /// Whether the client must read before more is read from it.
    pub(super) fn is_full(&self) -> bool {
        self.unread.load(Ordering::Relaxed) > MOST_UNREAD
    }

    /// Waits until that may have changed.
    pub(super) async fn drained(&self) {
        self.drained.notified().await;
    }

    /// The method that an answer of the client is for, the first time it comes.
    pub(super) fn answered(&self, id: i64) -> Option<Cow<'static, str>> {
        locked(&self.asked).remove(&id)
    }

    /// Appends a request or notification of ours.
    fn append(&self, request: Request, bytes: &mut Vec<u8>) {
        let (method, id, params) = request.into_parts();
        let id = match id {
            None => None,
            Some(Id::Number(id)) => Some(id),
            // tower-lsp-server's `Client` counts its requests; nobody can make others.
            Some(other) => {
                log(format_args!(
                    "{method}: its id {other} is none of ours, so it is not sent"
                ));
                return;
            }
        };
        let mut params = params;
        if let Some(params) = &mut params {
            self.uris.restore_all(&method, params);
        }
        bytes.extend(encode(&message::call(id, &method, params.as_ref())));
        if let Some(id) = id {
            // Before it is written, and so before it can be answered.
            locked(&self.asked).insert(id, method);
        }
    }

    /// Writes until told to end, or until nobody reads.
    pub(super) async fn write_all<O, C>(&self, mut output: O, queue: Queue, mut calls: C) -> io::Result<()>
    where
        O: AsyncWrite + Unpin,
        C: futures_util::Stream<Item = Request> + Unpin,
    {
        let Queue(mut queue) = queue;
        let mut calls_end = false;
        loop {
            let mut bytes = Vec::new();
            let mut answers = 0;
            let mut task = tokio::select! {
                biased;
                call = calls.next(), if !calls_end => {
                    match call {
                        Some(call) => self.append(call, &mut bytes),
                        None => calls_end = true,
                    }
                    None
                }
                task = queue.recv() => Some(task.unwrap_or(Task::End)),
            };
            let is_end = loop {
                // What a handler sent before it answered is in `calls` by now, and goes first.
                for _ in 0..MOST_BEFORE_ANSWER {
                    match calls.next().now_or_never() {
                        Some(Some(call)) => self.append(call, &mut bytes),
                        _ => break,
                    }
                }
                match task.take() {
                    Some(Task::Write(answer)) => {
                        answers += answer.len();
                        bytes.extend(answer);
                    }
                    Some(Task::End) => break true,
                    None => {}
                }
                if bytes.len() >= WRITE_SIZE {
                    break false;
                }
                match queue.try_recv() {
                    Ok(next) => task = Some(next),
                    Err(_) => break false,
                }
            };
            output.write_all(&bytes).await?;
            output.flush().await?;
            if self.unread.fetch_sub(answers, Ordering::Relaxed) > MOST_UNREAD {
                self.drained.notify_one();
            }
            if is_end {
                return output.shutdown().await;
            }
        }
    }
}
