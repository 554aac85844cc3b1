//! A client of the language server for tests: synchronous, strict, and bounded in time.
//!
//! ```ignore
//! let workspace = Workspace::of("//- /main.py\ndef f():$0\n    pass\n");
//! let mut client = Client::start(&workspace).initialize();
//! client.open_file("main.py");
//! let hover = client.request("textDocument/hover", client.at(workspace.cursor()));
//! client.shutdown();
//! ```
//!
//! Every wait has a deadline and nothing sleeps. At the end, in [`Client::shutdown`] or when dropped, the process must
//! have ended with success and no message of the server may be left unread, save those of [`IGNORABLE`] and of
//! [`Client::ignoring`]. When a test fails, the whole conversation is printed, with what the server logged.

// Each test uses a part of this.
#![allow(dead_code)]

mod answers;
mod capabilities;
mod documents;
mod fixture;
mod process;
mod text;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

pub use self::answers::Answers;
pub use self::capabilities::{all_capabilities, few_capabilities, usual_capabilities};
use self::documents::Document;
pub use self::fixture::{Mark, Workspace, uri_of};
use self::process::{Event, Server};
pub use self::text::{Encoding, position_of};

/// A wait that takes longer fails. Machines of CI are slow and run several tests at once.
const PATIENCE: Duration = Duration::from_secs(60);

/// Messages that a test need not read: what is logged, progress, and requests whose time depends on the server's loads.
/// A test that is about them reads them all the same.
pub const IGNORABLE: &[&str] = &[
    "$/logTrace",
    "$/progress",
    "client/registerCapability",
    "client/unregisterCapability",
    "telemetry/event",
    "window/logMessage",
    "window/workDoneProgress/create",
    "workspace/codeLens/refresh",
    "workspace/configuration",
    "workspace/inlayHint/refresh",
];

/// See the module.
pub struct Client {
    server: Server,
    patience: Duration,
    root: PathBuf,
    /// What goes into `initialize`.
    initialize: Value,
    /// The server's answer to it.
    pub initialized: Value,
    answers: Answers,
    ignorable: HashSet<String>,
    documents: BTreeMap<String, Document>,
    last_id: i64,
    /// Requests without an answer yet, by their ids as JSON.
    outstanding: HashSet<String>,
    /// Answers that nobody has asked for yet.
    responses: HashMap<String, Value>,
    /// Requests and notifications of the server, and answers to nothing, in their order.
    unread: Vec<Value>,
    ended: bool,
}

impl Client {
    /// Starts a server; nothing is sent yet.
    pub fn start(workspace: &Workspace) -> Client {
        Client::start_with(workspace, |_| {})
    }

    /// Starts a server with other arguments or another environment.
    pub fn start_with(workspace: &Workspace, change: impl FnOnce(&mut Command)) -> Client {
        let root = workspace.path("");
        let initialize = json!({
            "processId": std::process::id(),
            "clientInfo": {"name": "sysgrok's tests"},
            "rootUri": uri_of(&root),
            "workspaceFolders": [{"uri": uri_of(&root), "name": "root"}],
            "capabilities": usual_capabilities(),
        });
        Client {
            server: Server::start(&root, change),
            patience: PATIENCE,
            root,
            initialize,
            initialized: Value::Null,
            answers: Answers::Sensible,
            ignorable: IGNORABLE.iter().map(ToString::to_string).collect(),
            documents: BTreeMap::new(),
            last_id: 0,
            outstanding: HashSet::new(),
            responses: HashMap::new(),
            unread: Vec::new(),
            ended: false,
        }
    }

    /// Replaces the client's capabilities, which are [`usual_capabilities`].
    pub fn with_capabilities(self, capabilities: Value) -> Client {
        self.with_parameter("capabilities", capabilities)
    }

    pub fn with_options(self, initialization_options: Value) -> Client {
        self.with_parameter("initializationOptions", initialization_options)
    }

    /// Replaces one of the parameters of `initialize`.
    pub fn with_parameter(mut self, name: &str, value: Value) -> Client {
        self.initialize[name] = value;
        self
    }

    /// Folders of the workspace, relative to the root; without this it is the root.
    pub fn with_roots(self, roots: &[&str]) -> Client {
        let folders: Vec<Value> = roots
            .iter()
            .map(|root| json!({"uri": self.uri(root), "name": root}))
            .collect();
        self.with_parameter("rootUri", folders[0]["uri"].clone())
            .with_parameter("workspaceFolders", json!(folders))
    }

    /// Declares that messages with these methods need not be read.
    pub fn ignoring(mut self, methods: &[&str]) -> Client {
        self.ignorable.extend(methods.iter().map(ToString::to_string));
        self
    }

    /// How the server's requests are answered from now on.
    pub fn answer_requests(&mut self, answers: Answers) {
        self.answers = answers;
    }

    pub fn answering(mut self, answers: Answers) -> Client {
        self.answer_requests(answers);
        self
    }

    /// Sends `initialize` and `initialized`.
    #[track_caller]
    pub fn initialize(mut self) -> Client {
        let parameters = self.initialize.clone();
        self.initialized = self.request("initialize", parameters);
        self.notify("initialized", json!({}));
        self
    }

    /// The capabilities that the server declared.
    pub fn offered(&self) -> &Value {
        &self.initialized["capabilities"]
    }

    /// The units of columns that the server chose.
    pub fn encoding(&self) -> Encoding {
        Encoding::named(self.offered()["positionEncoding"].as_str().unwrap_or("utf-16"))
    }

    /// The URI of a file of the workspace.
    pub fn uri(&self, path: &str) -> String {
        uri_of(&self.root.join(path))
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The server's process.
    pub fn process(&mut self) -> &mut Server {
        &mut self.server
    }
}

/// Requests and notifications of the client.
impl Client {
    /// Sends bytes as they are.
    pub fn raw(&mut self, bytes: impl AsRef<[u8]>) {
        self.server.write(bytes.as_ref());
    }

    /// Sends any JSON with the right header.
    pub fn send(&mut self, message: &Value) {
        self.server.send(message);
    }

    pub fn notify(&mut self, method: &str, parameters: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": parameters}));
    }

    /// The result of a request. An error fails the test.
    #[track_caller]
    pub fn request(&mut self, method: &str, parameters: Value) -> Value {
        self.try_request(method, parameters)
            .unwrap_or_else(|error| panic!("{method} failed: {error}"))
    }

    /// The result of a request, or its error.
    #[track_caller]
    pub fn try_request(&mut self, method: &str, parameters: Value) -> Result<Value, Value> {
        let id = self.send_request(method, parameters);
        self.answer_to(&id)
    }

    /// Sends a request and gives its id.
    pub fn send_request(&mut self, method: &str, parameters: Value) -> Value {
        self.last_id += 1;
        let id = json!(self.last_id);
        self.send_request_as(&id, method, parameters);
        id
    }

    /// Sends a request with an id of the test's choice.
    pub fn send_request_as(&mut self, id: &Value, method: &str, parameters: Value) {
        self.outstanding.insert(id.to_string());
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": parameters}));
    }

    pub fn cancel(&mut self, id: &Value) {
        self.notify("$/cancelRequest", json!({"id": id}));
    }

    /// Waits for the answer to a request.
    #[track_caller]
    pub fn answer_to(&mut self, id: &Value) -> Result<Value, Value> {
        let key = id.to_string();
        let deadline = Instant::now() + self.patience;
        let mut response = loop {
            if let Some(response) = self.responses.remove(&key) {
                break response;
            }
            assert!(
                self.receive(deadline),
                "the server ended without an answer to {id}"
            );
        };
        match response.get_mut("error") {
            Some(error) => Err(error.take()),
            None => Ok(response["result"].take()),
        }
    }

    /// After this, everything that was sent has been taken up by the server, and what it sent before answering is here.
    #[track_caller]
    pub fn barrier(&mut self) {
        let answer = self.try_request("sysgrok/unknownRequestOfTheTests", Value::Null);
        assert!(answer.is_err(), "nobody answers this: {answer:?}");
    }
}

/// Messages of the server.
impl Client {
    /// Waits for a notification, and reads it.
    #[track_caller]
    pub fn expect_notification(&mut self, method: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        self.expect(method, |message| {
            message["method"] == method && message.get("id").is_none() && is_it(&message["params"])
        })["params"]
            .take()
    }

    /// Waits for a request, and reads it; who answers it is said by [`Client::answer_requests`]. Gives its id and
    /// parameters.
    #[track_caller]
    pub fn expect_request(&mut self, method: &str, is_it: impl Fn(&Value) -> bool) -> (Value, Value) {
        let mut request = self.expect(method, |message| {
            message["method"] == method && message.get("id").is_some() && is_it(&message["params"])
        });
        (request["id"].take(), request["params"].take())
    }

    /// Waits for an error under a null id, which is the answer to something unreadable. Gives its code.
    #[track_caller]
    pub fn expect_refusal(&mut self) -> i64 {
        let refusal = self.expect("an error without an id", |message| {
            message.get("error").is_some() && message["id"].is_null()
        });
        refusal["error"]["code"].as_i64().unwrap()
    }

    /// Waits for any message that is neither read nor the answer to a request.
    #[track_caller]
    pub fn expect(&mut self, what: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        let deadline = Instant::now() + self.patience;
        let mut seen = 0;
        loop {
            if let Some(found) = self.unread[seen..].iter().position(&is_it) {
                return self.unread.remove(seen + found);
            }
            seen = self.unread.len();
            assert!(self.receive(deadline), "the server ended without {what}");
        }
    }

    /// Messages with this method that have arrived and were not read; reads them.
    pub fn take_unread(&mut self, method: &str) -> Vec<Value> {
        let (taken, left) = std::mem::take(&mut self.unread)
            .into_iter()
            .partition(|message| message["method"] == method);
        self.unread = left;
        taken
    }

    /// Takes one message of the server; false at the end.
    #[track_caller]
    fn receive(&mut self, deadline: Instant) -> bool {
        let message = match self.server.next(deadline) {
            Event::Message(message) => message,
            Event::Garbage(garbage) => panic!("the server wrote what is no message: {garbage}"),
            Event::TooLate => panic!("the server said nothing for {:?}", self.patience),
            Event::End => return false,
        };
        assert_eq!(message["jsonrpc"], "2.0", "{message}");
        let id = message.get("id").cloned();
        match (message.get("method").and_then(Value::as_str), id) {
            (Some(method), Some(id)) => {
                if let Some(answer) = self.answers.to(method, &message["params"], &self.initialize) {
                    let (key, value) = match answer {
                        Ok(result) => ("result", result),
                        Err(error) => ("error", error),
                    };
                    self.send(&json!({"jsonrpc": "2.0", "id": id, key: value}));
                }
                self.unread.push(message);
            }
            (None, Some(id)) if self.outstanding.remove(&id.to_string()) => {
                let is_one = message.get("result").is_some() != message.get("error").is_some();
                assert!(is_one, "an answer has a result or an error: {message}");
                self.responses.insert(id.to_string(), message);
            }
            _ => self.unread.push(message),
        }
        true
    }
}

/// The end.
impl Client {
    /// `shutdown`, `exit`, and everything that must hold then.
    #[track_caller]
    pub fn shutdown(mut self) {
        self.end_well();
    }

    /// Waits for the process, which the test ended in a way of its own, and gives its exit code. What was not read by
    /// then is not asked for.
    #[track_caller]
    pub fn wait(mut self) -> ExitStatus {
        self.ended = true;
        let deadline = Instant::now() + self.patience;
        while self.receive(deadline) {}
        self.server.wait(deadline)
    }

    /// As [`Client::wait`], with the exit code.
    #[track_caller]
    pub fn exit_code(self) -> Option<i32> {
        self.wait().code()
    }

    /// Closes the pipe that the server writes to.
    #[track_caller]
    pub fn close_output(&mut self) {
        self.server.close_output_after_next();
        self.send_request("sysgrok/lastToBeRead", Value::Null);
        let deadline = Instant::now() + self.patience;
        while self.receive(deadline) {}
    }

    #[track_caller]
    fn end_well(&mut self) {
        self.ended = true;
        let null = self.request("shutdown", Value::Null);
        assert_eq!(null, Value::Null, "the result of shutdown");
        self.send(&json!({"jsonrpc": "2.0", "method": "exit"}));
        let deadline = Instant::now() + self.patience;
        while self.receive(deadline) {}
        let status = self.server.wait(deadline);
        assert!(status.success(), "the server ended with {status}");
        let unread: Vec<String> = self
            .unread
            .iter()
            .filter(|message| {
                !message["method"]
                    .as_str()
                    .is_some_and(|method| self.ignorable.contains(method))
            })
            .map(|message| format!("  {message}\n"))
            .collect();
        assert!(
            unread.is_empty(),
            "messages that the test did not read:\n{}",
            unread.concat()
        );
        assert!(
            self.outstanding.is_empty(),
            "requests without an answer: {:?}",
            self.outstanding
        );
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        if !self.ended && !std::thread::panicking() {
            self.end_well();
        }
        if std::thread::panicking() {
            self.server.print_transcript();
        }
    }
}
