//! The client: what is shared by all questions to one model.

use std::sync::Arc;

use crate::endpoint::Endpoint;
use crate::{Answer, Error, Finished, Options, Probe, Provider, Request, Window};

/// Asks one model at one endpoint. Clones share limits, budget, cache and what was learned of the server.
///
/// Cheap to make: HTTP client and tokenizer are made when first needed.
#[derive(Clone, Debug)]
pub struct Client {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    options: Options,
    endpoint: Endpoint,
    identity: Identity,
}

/// Who answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The protocol.
    pub provider: Provider,
    /// The model's name as the server knows it.
    pub model: String,
    /// Scheme, host and port of the server, such as `https://api.openai.com`.
    pub endpoint: String,
    /// Whether the server is this machine, so that nothing leaves it.
    pub is_loopback: bool,
}

impl Client {
    /// A client for `options`; nothing is sent. Fails where they do not make sense.
    pub fn new(options: Options) -> Result<Client, Error> {
        todo!()
    }

    /// Who answers.
    pub fn identity(&self) -> &Identity {
        &self.shared.identity
    }

    /// Asks. Nothing is sent before the stream is polled, and dropping it cancels.
    pub fn ask(&self, request: Request) -> Answer {
        todo!()
    }

    /// The answer to an earlier, equal request. Reads a file, asks nobody.
    pub fn cached(&self, request: &Request) -> Option<Finished> {
        todo!()
    }

    /// The size of the window: the user's setting, else the server's word, else a table, else 4096. Asked once.
    pub async fn window(&self) -> Window {
        todo!()
    }

    /// About how many tokens `text` has.
    pub fn tokens(&self, text: &str) -> usize {
        todo!()
    }

    /// What the server says of itself; costs no tokens.
    pub async fn probe(&self) -> Probe {
        todo!()
    }
}
