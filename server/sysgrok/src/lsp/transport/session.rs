//! One client, from its first byte to the end: see the promises in [`super`].

use std::any::Any;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::BytesMut;
use futures_util::{FutureExt, SinkExt};
use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;
use tower_lsp::jsonrpc::{Error, ErrorCode, Id, Request, Response};
use tower_lsp::{ClientSocket, ExitedError, LanguageServer, Loopback, LspService};
use tower_service::Service;

use super::framing::{Decoder, Found, LARGEST_MESSAGE};
use super::message::{self, Incoming, RequestId};
use super::outgoing::Outgoing;
use super::parent::Parent;
use super::phase::Phase;
use super::{Ended, Exit, Hooks, Panicked, guarded, locked, log, panicked, repair};

/// How much is read at once.
const READ_SIZE: usize = 64 << 10;

/// By how much the buffer grows for a large message.
const MOST_GROWTH: usize = 8 << 20;

/// More requests than this are refused until some are answered. A client that waits for no answer could else fill our
/// memory; an editor has a few dozen.
pub(super) const MOST_PENDING: usize = 1 << 14;

/// After the end of input, handlers have this long to answer, for those who pipe messages in.
const GRACE_FOR_HANDLERS: Duration = Duration::from_millis(400);

/// The client has this long to take what is left.
const GRACE_FOR_WRITER: Duration = Duration::from_millis(400);

/// What came of the writer.
type Written = Result<io::Result<()>, Panicked>;

/// What came of a call into the service.
type Outcome = Result<Result<Option<Response>, ExitedError>, Box<dyn Any + Send>>;

/// A request that is not answered.
#[derive(Debug, PartialEq, Eq)]
struct Pending {
    /// Its id inside.
    id: i32,
    /// `initialize` and `shutdown` change the phase, and are carried through.
    is_cancellable: bool,
}

/// What handlers' tasks share with the session.
struct Shared<H> {
    outgoing: Arc<Outgoing>,
    pending: Mutex<HashMap<RequestId, Pending>>,
    phase: Mutex<Phase>,
    hooks: H,
}

/// See the module.
pub(super) struct Session<I, S, H> {
    input: I,
    buffer: BytesMut,
    decoder: Decoder,
    service: LspService<S>,
    responses: <ClientSocket as Loopback>::ResponseSink,
    shared: Arc<Shared<H>>,
    writer: JoinHandle<Written>,
    handlers: JoinSet<()>,
    parent: Parent,
    last_id: i32,
}

impl<I, S, H> Session<I, S, H>
where
    I: AsyncRead + Send + Unpin + 'static,
    S: LanguageServer,
    H: Hooks,
{
    pub(super) fn start<O>(
        input: I,
        output: O,
        service: LspService<S>,
        socket: ClientSocket,
        hooks: H,
    ) -> Self
    where
        O: AsyncWrite + Send + Unpin + 'static,
    {
        let (calls, responses) = socket.split();
        let (outgoing, queue) = Outgoing::new();
        let outgoing = Arc::new(outgoing);
        let writer = outgoing.clone();
        Self {
            input,
            buffer: BytesMut::new(),
            decoder: Decoder::new(LARGEST_MESSAGE),
            service,
            responses,
            shared: Arc::new(Shared {
                outgoing,
                pending: Mutex::default(),
                phase: Mutex::new(Phase::Fresh),
                hooks,
            }),
            writer: tokio::spawn(guarded("writing", async move {
                writer.write_all(output, queue, calls).await
            })),
            handlers: JoinSet::new(),
            parent: Parent::default(),
            last_id: 0,
        }
    }

    /// Serves until something ends the session.
    pub(super) async fn run(mut self) -> Exit {
        let why = self.converse().await;
        if let Ended::NoInput = why {
            let all = async { while self.handlers.join_next().await.is_some() {} };
            let _ = timeout(GRACE_FOR_HANDLERS, all).await;
        }
        // Ends the service's `Client` too, so that nothing waits for a client that is gone.
        let _ = self.call("exit", None, None).now_or_never();
        self.handlers.abort_all();
        self.shared.outgoing.end();
        if !self.writer.is_finished() && timeout(GRACE_FOR_WRITER, &mut self.writer).await.is_err() {
            self.writer.abort();
        }
        let shut_down = *locked(&self.shared.phase) == Phase::ShutDown;
        Exit { shut_down, why }
    }

    async fn converse(&mut self) -> Ended {
        loop {
            while let Some(found) = self.decoder.next(&mut self.buffer) {
                if let Some(ended) = self.take(found) {
                    return ended;
                }
            }
            self.buffer
                .reserve(self.decoder.wanted(self.buffer.len(), MOST_GROWTH).max(READ_SIZE));
            let outgoing = &self.shared.outgoing;
            let is_full = outgoing.is_full();
            tokio::select! {
                biased;
                written = &mut self.writer => return Ended::OutputFailed(writer_error(written)),
                number = self.parent.died() => return Ended::ParentDied(number),
                Some(_) = self.handlers.join_next() => {}
                () = outgoing.drained(), if is_full => {}
                read = self.input.read_buf(&mut self.buffer), if !is_full => match read {
                    Ok(0) => {
                        if self.decoder.is_inside(&self.buffer) {
                            log(format_args!("the client's messages end inside a message"));
                        }
                        return Ended::NoInput;
                    }
                    Ok(_) => {}
                    Err(error) => return Ended::InputFailed(error),
                },
            }
        }
    }

    /// Takes one thing of the stream; `Some` ends the session.
    fn take(&mut self, found: Found) -> Option<Ended> {
        let body = match found {
            Found::Body(body) => body,
            Found::Fault(fault) => {
                self.unreadable(&fault);
                return None;
            }
        };
        match repair::parse(&body) {
            Err(error) => self.unreadable(&error),
            Ok(body) => match message::sort(body) {
                // A request by mistake, perhaps; what it says is clear.
                Incoming::Request { method, .. } | Incoming::Notification { method, .. }
                    if method == "exit" =>
                {
                    return Some(Ended::Exited);
                }
                Incoming::Request { id, method, params } => self.request(id, method, params),
                Incoming::Notification { method, params } => self.notification(method, params),
                Incoming::Response {
                    id,
                    outcome,
                    is_empty,
                    sent,
                } => self.response(id, outcome, is_empty, &sent),
                Incoming::Invalid { id, why } => {
                    log(format_args!("not a message: {why}"));
                    let error = message::error(ErrorCode::InvalidRequest, why);
                    self.shared.outgoing.refuse(&id, error);
                }
            },
        }
        None
    }

    /// "Parse error: Invalid JSON was received by the server", with a null id (JSON-RPC 2.0, 5.1).
    fn unreadable(&self, why: &dyn std::error::Error) {
        log(format_args!("unreadable message: {why}"));
        let error = message::error(ErrorCode::ParseError, why.to_string());
        self.shared.outgoing.refuse(&RequestId::null(), error);
    }

    fn request(&mut self, id: RequestId, method: String, params: Option<Value>) {
        let shared = self.shared.clone();
        if let Err(error) = locked(&shared.phase).admits(&method) {
            return shared.outgoing.refuse(&id, error);
        }
        let inside = self.fresh_id();
        let is_cancellable = !matches!(method.as_str(), "initialize" | "shutdown");
        if let Err(error) = shared.begin(id.clone(), inside, is_cancellable) {
            return shared.outgoing.refuse(&id, error);
        }
        match method.as_str() {
            "initialize" => {
                *locked(&shared.phase) = Phase::Initializing;
                let params = params.as_ref().unwrap_or(&Value::Null);
                self.parent = Parent::new(params);
                let hook = AssertUnwindSafe(|| shared.hooks.initialize_params(params));
                let _ = catch_unwind(hook).map_err(|panic| panicked("initialize", &*panic));
            }
            "shutdown" => *locked(&shared.phase) = Phase::ShutDown,
            _ => {}
        }
        let mut call = self.call(&method, Some(inside), params);
        match (&mut call).now_or_never() {
            Some(outcome) => shared.answer(&id, inside, &method, outcome),
            None => {
                self.handlers.spawn(async move {
                    let outcome = call.await;
                    shared.answer(&id, inside, &method, outcome);
                });
            }
        }
    }

    fn notification(&mut self, method: String, params: Option<Value>) {
        if method == "$/cancelRequest" {
            return self.cancel(params);
        }
        if !locked(&self.shared.phase).admits_notification() {
            return log(format_args!("{method} is dropped: it is not the time for it"));
        }
        let mut call = self.call(&method, None, params);
        let done = move |outcome: Outcome| {
            if let Err(panic) = outcome {
                panicked(&method, &*panic);
            }
        };
        match (&mut call).now_or_never() {
            Some(outcome) => done(outcome),
            None => {
                self.handlers.spawn(async move { done(call.await) });
            }
        }
    }

    /// "A request that got canceled still needs to return from the server and send a response back" (LSP 3.17,
    /// "Cancellation Support"). Unknown and finished requests are left alone.
    fn cancel(&mut self, params: Option<Value>) {
        let id = params
            .and_then(|mut params| params.get_mut("id").map(Value::take))
            .and_then(RequestId::new);
        let Some(inside) = id.as_ref().and_then(|id| self.shared.cancel(id)) else {
            return;
        };
        // The service drops the handler when its task next looks.
        let _ = self
            .call("$/cancelRequest", None, Some(json!({"id": inside})))
            .now_or_never();
    }

    fn response(&mut self, id: Option<i64>, outcome: Result<Value, Error>, is_empty: bool, sent: &RequestId) {
        let outgoing = &self.shared.outgoing;
        let Some((id, method)) = id.and_then(|id| Some((id, outgoing.answered(id)?))) else {
            log(format_args!(
                "an answer to {sent}, which was not asked, is dropped"
            ));
            if is_empty {
                // Rather a request that lost its method.
                let error = message::error(
                    ErrorCode::InvalidRequest,
                    "neither `method` nor `result` nor `error`",
                );
                outgoing.refuse(sent, error);
            }
            return;
        };
        let mut outcome = outcome;
        if let Ok(result) = &mut outcome
            && method != "workspace/configuration"
        {
            outgoing.uris.encode_all(&method, result);
        }
        // The sink is always ready, and fails only after the end.
        let _ = self
            .responses
            .send(Response::from_parts(Id::Number(id), outcome))
            .now_or_never();
    }

    /// Ids inside are new for each request. They wrap around after as many as lsp-types can cancel by number; the
    /// requests of then are long answered.
    fn fresh_id(&mut self) -> i32 {
        self.last_id = self.last_id.checked_add(1).unwrap_or(1);
        self.last_id
    }

    /// Calls the service with what the client sent.
    fn call(
        &mut self,
        method: &str,
        id: Option<i32>,
        params: Option<Value>,
    ) -> impl Future<Output = Outcome> + Send + Unpin + use<I, S, H> {
        let mut params = repair::params(method, params);
        if let Some(params) = &mut params {
            self.shared.outgoing.uris.encode_all(method, params);
        }
        let method = self
            .shared
            .hooks
            .route(method)
            .map_or_else(|| method.to_owned().into(), Into::into);
        let method: std::borrow::Cow<'static, str> = method;
        let mut request = Request::build(method);
        if let Some(params) = params {
            request = request.params(params);
        }
        if let Some(id) = id {
            request = request.id(i64::from(id));
        }
        let request = request.finish();
        // The service is always ready. Parameters are read in `call` itself, handlers run in the future.
        let service = AssertUnwindSafe(&mut self.service);
        let call = catch_unwind(move || {
            let AssertUnwindSafe(service) = { service };
            service.call(request)
        });
        match call {
            Ok(future) => AssertUnwindSafe(future).catch_unwind().left_future(),
            Err(panic) => std::future::ready(Err(panic)).right_future(),
        }
    }
}

impl<H: Hooks> Shared<H> {
    /// Notes that a request is to be answered.
    fn begin(&self, id: RequestId, inside: i32, is_cancellable: bool) -> Result<(), Error> {
        let mut pending = locked(&self.pending);
        if pending.len() >= MOST_PENDING {
            return Err(message::request_failed("too many requests are pending"));
        }
        match pending.entry(id) {
            Entry::Vacant(entry) => {
                entry.insert(Pending {
                    id: inside,
                    is_cancellable,
                });
                Ok(())
            }
            Entry::Occupied(_) => {
                let error = "a request with this id is pending";
                Err(message::error(ErrorCode::InvalidRequest, error))
            }
        }
    }

    /// Answers a request as cancelled and forgets it; `None` if there is nothing to cancel.
    fn cancel(&self, id: &RequestId) -> Option<i32> {
        let mut pending = locked(&self.pending);
        let Entry::Occupied(entry) = pending.entry(id.clone()) else {
            return None;
        };
        if !entry.get().is_cancellable {
            return None;
        }
        let (sent, cancelled) = entry.remove_entry();
        drop(pending);
        self.outgoing.refuse(&sent, Error::request_cancelled());
        Some(cancelled.id)
    }

    /// Answers a request unless it was cancelled.
    fn answer(&self, id: &RequestId, inside: i32, method: &str, outcome: Outcome) {
        {
            let mut pending = locked(&self.pending);
            // The client may have used the id again since it cancelled.
            if pending.get(id).is_none_or(|pending| pending.id != inside) {
                return;
            }
            pending.remove(id);
        }
        let mut outcome = match outcome {
            Ok(Ok(Some(response))) => response.into_parts().1,
            // "If a server receives a request starting with `$/` it must error the request with error code
            // MethodNotFound"; the service leaves it without an answer.
            Ok(Ok(None)) => Err(Error::method_not_found()),
            Ok(Err(exited)) => Err(message::error(ErrorCode::InvalidRequest, exited.to_string())),
            Err(panic) => Err(panicked(method, &*panic).into()),
        };
        if method == "initialize" {
            if let Ok(result) = &mut outcome {
                let hook = AssertUnwindSafe(|| self.hooks.initialize_result(result));
                let _ = catch_unwind(hook).map_err(|panic| panicked("initialize", &*panic));
            }
            let phase = if outcome.is_ok() {
                Phase::Running
            } else {
                Phase::Fresh
            };
            *locked(&self.phase) = phase;
        }
        self.outgoing.answer(id, method, outcome);
    }
}

/// Why the writer ended though nobody told it to.
fn writer_error(written: Result<Written, tokio::task::JoinError>) -> io::Error {
    match written {
        Ok(Ok(Err(error))) => error,
        Ok(Ok(Ok(()))) => io::ErrorKind::BrokenPipe.into(),
        Ok(Err(panicked)) => io::Error::other(panicked),
        Err(error) => io::Error::other(error),
    }
}
