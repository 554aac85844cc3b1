//! The promises of [`serve`](super::serve), over pipes in memory and a small service whose handlers panic, hang and ask.

mod bytes;
mod calls;
mod lifecycle;

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ::bytes::BytesMut;
use lsp_types::{
    DidChangeTextDocumentParams, DidOpenTextDocumentParams, InitializeParams, InitializeResult,
    InitializedParams,
};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, ReadHalf, WriteHalf, duplex, split};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tower_lsp::jsonrpc::Result;
use tower_lsp::{Client, LanguageServer, LspService};

use super::framing::{Decoder, Found, LARGEST_MESSAGE, encode};
use super::{Exit, Hooks, locked, serve};

/// Everything here takes milliseconds.
const DEADLINE: Duration = Duration::from_secs(10);

/// What happened inside the service.
#[derive(Debug, Default)]
struct Seen {
    calls: Mutex<Vec<String>>,
    initialize: Mutex<Value>,
    hanging: AtomicUsize,
    dropped: AtomicUsize,
    fail_initialize: AtomicBool,
    panic_in_initialize: AtomicBool,
}

impl Seen {
    fn note(&self, call: impl Into<String>) {
        locked(&self.calls).push(call.into());
    }

    fn calls(&self) -> Vec<String> {
        locked(&self.calls).clone()
    }
}

struct Service {
    client: Client,
    seen: Arc<Seen>,
}

/// Counts the handlers that were dropped before their end.
struct Dropped(Arc<Seen>);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.dropped.fetch_add(1, Ordering::SeqCst);
    }
}

/// A request of the service to the client.
enum Ask {}

impl lsp_types::request::Request for Ask {
    type Params = Value;
    type Result = Value;
    const METHOD: &'static str = "test/asked";
}

/// A notification of the service to the client.
enum Told {}

impl lsp_types::notification::Notification for Told {
    type Params = Value;
    const METHOD: &'static str = "test/told";
}

impl LanguageServer for Service {
    async fn initialize(&self, _: InitializeParams) -> Result<InitializeResult> {
        assert!(
            !self.seen.panic_in_initialize.load(Ordering::SeqCst),
            "initialize panics"
        );
        if self.seen.fail_initialize.load(Ordering::SeqCst) {
            return Err(tower_lsp::jsonrpc::Error::internal_error());
        }
        Ok(InitializeResult::default())
    }

    async fn initialized(&self, _: InitializedParams) {
        self.seen.note("initialized");
    }

    async fn shutdown(&self) -> Result<()> {
        self.seen.note("shutdown");
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        self.seen
            .note(format!("open {}", params.text_document.uri.as_str()));
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        self.seen.note(format!("change {}", params.text_document.version));
        // What comes after the await is not promised to be in order.
        tokio::task::yield_now().await;
    }
}

#[expect(clippy::unused_async, reason = "handlers are")]
impl Service {
    async fn echo(&self, params: Value) -> Result<Value> {
        Ok(params)
    }

    async fn panic(&self) -> Result<Value> {
        panic!("the reason");
    }

    async fn panic_later(&self) -> Result<Value> {
        tokio::time::sleep(Duration::from_millis(1)).await;
        panic!("the later reason");
    }

    async fn notified_panic(&self) {
        panic!("in a notification");
    }

    async fn hang(&self) -> Result<Value> {
        self.seen.hanging.fetch_add(1, Ordering::SeqCst);
        let _dropped = Dropped(self.seen.clone());
        std::future::pending().await
    }

    async fn slow(&self) -> Result<Value> {
        tokio::time::sleep(Duration::from_millis(50)).await;
        Ok(json!("slow"))
    }

    async fn ask(&self, params: Value) -> Result<Value> {
        self.client.send_request::<Ask>(params).await
    }

    async fn tell_then_answer(&self) -> Result<Value> {
        for count in 0..5 {
            self.client
                .send_notification::<Told>(json!({"count": count}))
                .await;
        }
        Ok(json!("told"))
    }

    async fn plain(&self, params: Value) -> Result<Value> {
        Ok(json!({"plain": params}))
    }
}

struct TestHooks(Arc<Seen>);

impl Hooks for TestHooks {
    fn initialize_params(&self, params: &Value) {
        *locked(&self.0.initialize) = params.clone();
    }

    fn initialize_result(&self, result: &mut Value) {
        result["capabilities"]["workspace"] = json!({"textDocumentContent": {"schemes": ["sysgrok"]}});
    }

    fn route(&self, method: &str) -> Option<&'static str> {
        (method == "textDocument/codeAction").then_some("test/plain")
    }
}

/// A client, and the session that serves it.
struct Test {
    to_server: WriteHalf<DuplexStream>,
    from_server: ReadHalf<DuplexStream>,
    buffer: BytesMut,
    decoder: Decoder,
    seen: Arc<Seen>,
    session: JoinHandle<Exit>,
}

impl Test {
    /// Nothing is sent yet.
    fn fresh() -> Self {
        let seen = Arc::new(Seen::default());
        let (service, socket) = LspService::build(|client| Service {
            client,
            seen: seen.clone(),
        })
        .custom_method("test/echo", Service::echo)
        .custom_method("test/panic", Service::panic)
        .custom_method("test/panicLater", Service::panic_later)
        .custom_method("test/notifiedPanic", Service::notified_panic)
        .custom_method("test/hang", Service::hang)
        .custom_method("test/slow", Service::slow)
        .custom_method("test/ask", Service::ask)
        .custom_method("test/tellThenAnswer", Service::tell_then_answer)
        .custom_method("test/plain", Service::plain)
        .finish();
        let (ours, theirs) = duplex(1 << 16);
        let (input, output) = split(theirs);
        let session = tokio::spawn(serve(input, output, service, socket, TestHooks(seen.clone())));
        let (from_server, to_server) = split(ours);
        Self {
            to_server,
            from_server,
            buffer: BytesMut::new(),
            decoder: Decoder::new(LARGEST_MESSAGE),
            seen,
            session,
        }
    }

    /// `initialize` and `initialized` are done.
    async fn running() -> Self {
        let mut test = Self::fresh();
        let answer = test
            .request(json!(0), "initialize", json!({"capabilities": {}}))
            .await;
        assert!(answer["result"].is_object(), "{answer}");
        test.send(json!({"jsonrpc": "2.0", "method": "initialized", "params": {}}))
            .await;
        test
    }

    async fn raw(&mut self, bytes: &[u8]) {
        timeout(DEADLINE, self.to_server.write_all(bytes))
            .await
            .unwrap()
            .unwrap();
    }

    async fn send(&mut self, message: Value) {
        self.raw(&encode(message.to_string().as_bytes())).await;
    }

    /// The next message of the server; `None` at the end.
    async fn next(&mut self) -> Option<Value> {
        let next = async {
            loop {
                match self.decoder.next(&mut self.buffer) {
                    Some(Found::Body(body)) => return Some(serde_json::from_slice(&body).unwrap()),
                    Some(Found::Fault(fault)) => panic!("the server wrote nonsense: {fault}"),
                    None => {}
                }
                if self.from_server.read_buf(&mut self.buffer).await.unwrap() == 0 {
                    return None;
                }
            }
        };
        timeout(DEADLINE, next).await.expect("the server says nothing")
    }

    /// Sends a request and gives the next message, which must be its answer.
    async fn request(&mut self, id: Value, method: &str, params: Value) -> Value {
        self.send(json!({"jsonrpc": "2.0", "id": id.clone(), "method": method, "params": params}))
            .await;
        let answer = self.next().await.unwrap();
        assert_eq!(answer["id"], id, "{answer}");
        answer
    }

    /// The server still works.
    async fn assert_alive(&mut self) {
        let answer = self
            .request(json!("alive"), "test/echo", json!({"alive": true}))
            .await;
        assert_eq!(answer["result"], json!({"alive": true}));
    }

    /// The server reads the end.
    async fn close(&mut self) {
        self.to_server.shutdown().await.unwrap();
    }

    /// Closes the client's side and gives the end of the session, which nothing may precede.
    async fn end(mut self) -> Exit {
        self.close().await;
        let last = self.next().await;
        assert_eq!(last, None, "nothing is left unread");
        self.exit().await
    }

    async fn exit(self) -> Exit {
        timeout(Duration::from_secs(1), self.session)
            .await
            .expect("it ends within a second")
            .unwrap()
    }
}

/// The error code of an answer.
fn code(answer: &Value) -> i64 {
    answer["error"]["code"]
        .as_i64()
        .unwrap_or_else(|| panic!("no error: {answer}"))
}
