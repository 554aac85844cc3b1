//! A language-model server of all dialects and faults, for tests.
//!
//! What enters: a [`Dialect`], and what is to be answered: a [`Reply`] each for the next chats, or a function of the
//! request. What leaves: a server on a port of this machine's own, and what it was asked ([`Recorded`]). It ends when
//! dropped.
//!
//! Nothing here needs to be slept for. A reply can hold until the test releases it, and a test can wait for the n-th
//! request, for so many open at once, and for a request that the client gave up. Every wait has a deadline, after which
//! it panics with what was seen.

// A test that cannot have its server has failed.
#![allow(clippy::expect_used)]

mod dialect;
mod http;
mod reply;
mod serve;
mod state;

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread::JoinHandle;

use serde_json::Value;

pub use dialect::Dialect;
pub use http::Recorded;
pub use reply::Reply;

use state::{Scripted, Shared};

/// A server that answers as it was told. Ends when dropped.
pub struct ModelServer {
    address: SocketAddr,
    shared: Arc<Shared>,
    listener: Option<JoinHandle<()>>,
}

impl ModelServer {
    /// Listens on a free port of 127.0.0.1.
    pub fn start(dialect: Dialect) -> ModelServer {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("its address");
        let shared = Arc::new(Shared::new(dialect));
        let accepting = Arc::clone(&shared);
        let listener = std::thread::spawn(move || serve::accept(&listener, &accepting));
        ModelServer {
            address,
            shared,
            listener: Some(listener),
        }
    }

    /// Scheme, host and port.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Answers the next chat with `text`, whole and well.
    pub fn answer(&self, text: &str) -> &ModelServer {
        self.reply(Reply::text(text))
    }

    /// Answers the next chat that has no reply yet.
    pub fn reply(&self, reply: Reply) -> &ModelServer {
        self.shared.change(|state| state.replies.push_back(reply));
        self
    }

    /// Answers every chat for which no reply waits.
    pub fn always(&self, reply: Reply) -> &ModelServer {
        self.respond(move |_| reply.clone())
    }

    /// Answers every chat for which no reply waits by what `respond` makes of it.
    pub fn respond(&self, respond: impl FnMut(&Recorded) -> Reply + Send + 'static) -> &ModelServer {
        self.shared
            .change(|state| state.respond = Some(Scripted(Box::new(respond))));
        self
    }

    /// Answers requests for a path other than the chat's, such as `/props`; a query does not count.
    pub fn at(&self, path: &str, reply: Reply) -> &ModelServer {
        self.shared
            .change(|state| state.paths.insert(path.to_owned(), reply));
        self
    }

    /// Answers requests for a path other than the chat's with this JSON.
    pub fn json_at(&self, path: &str, json: &Value) -> &ModelServer {
        self.at(path, Reply::json(200, json))
    }

    /// Lists these models where the dialect lists them, and refuses chats with others.
    pub fn models(&self, names: &[&str]) -> &ModelServer {
        let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
        let dialect = self.shared.dialect;
        self.at(
            dialect.models_path(),
            Reply::json(200, &dialect.model_list(&names)),
        );
        self.shared.change(|state| state.models = names);
        self
    }

    /// Wants this key, and refuses others with 401, echoing what it was given.
    pub fn wants_key(&self, key: &str) -> &ModelServer {
        self.shared.change(|state| state.key = Some(key.to_owned()));
        self
    }

    /// Refuses chats that have this top-level parameter, in the dialect's words.
    pub fn refuses(&self, parameter: &str) -> &ModelServer {
        self.shared
            .change(|state| state.refused.push(parameter.to_owned()));
        self
    }

    /// Lets so many holds of replies go on, now or as they come.
    pub fn release(&self, holds: usize) {
        self.shared.change(|state| state.released += holds);
    }

    /// All requests so far, oldest first.
    pub fn requests(&self) -> Vec<Recorded> {
        self.shared.read(|state| state.requests.clone())
    }

    /// The chats so far, oldest first.
    pub fn chats(&self) -> Vec<Recorded> {
        self.shared.read(state::State::chats)
    }

    /// Waits until so many chats were asked for, and returns them.
    pub fn wait_for_chats(&self, count: usize) -> Vec<Recorded> {
        self.shared
            .wait("chats", |state| state.chats().len() >= count, state::State::chats)
    }

    /// Waits until exactly so many chats are being answered.
    pub fn wait_for_open(&self, count: usize) {
        self.shared
            .wait("open chats", |state| state.open == count, |_| ());
    }

    /// Waits until the client gave up so many chats before their end.
    pub fn wait_for_given_up(&self, count: usize) {
        self.shared
            .wait("given-up chats", |state| state.given_up >= count, |_| ());
    }

    /// How many chats were being answered at once, at most.
    pub fn most_open(&self) -> usize {
        self.shared.read(|state| state.most_open)
    }

    /// How many connections were made.
    pub fn connections(&self) -> usize {
        self.shared.read(|state| state.connections)
    }
}

impl Drop for ModelServer {
    fn drop(&mut self) {
        self.shared.change(|state| state.ended = true);
        // Wakes the listener, which then sees that it has ended.
        drop(TcpStream::connect(self.address));
        if let Some(listener) = self.listener.take() {
            let ended = listener.join();
            assert!(
                ended.is_ok() || std::thread::panicking(),
                "the model server panicked"
            );
        }
    }
}
