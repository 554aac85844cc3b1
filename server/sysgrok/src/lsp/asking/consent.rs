//! Whether text of a workspace may leave this machine: asked once for a workspace and an address, before the first.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use engine::asking::Consents;
use llm::Identity;
use lsp_types::request::ShowMessageRequest;
use lsp_types::{MessageActionItem, MessageType, ShowMessageRequestParams};

use super::lock;
use crate::lsp::context::Context;

/// The answer that refuses; anything else than the other one does, too.
const NOT_NOW: &str = "Not now";

/// A workspace and an address.
type Way = (PathBuf, String);

/// What the user said so far.
#[derive(Default)]
pub(super) struct State {
    kept: Option<Consents>,
    /// What was agreed to in this session, or read before.
    given: Mutex<HashSet<Way>>,
    /// How often it was refused: those who waited for the same question take its answer.
    refused: Mutex<HashMap<Way, usize>>,
    /// One question at a time.
    question: tokio::sync::Mutex<()>,
}

impl State {
    /// Keeps what is agreed to under the state folder, or for this session only.
    pub(super) fn new(state: Option<&Path>) -> State {
        State {
            kept: state.map(Consents::new),
            ..State::default()
        }
    }

    /// Whether text of a workspace may go to a server: to this machine always.
    pub(super) fn is_given(&self, root: &Path, identity: &Identity) -> bool {
        if identity.is_loopback {
            return true;
        }
        let way = (root.to_owned(), identity.endpoint.clone());
        if lock(&self.given).contains(&way) {
            return true;
        }
        // Another window may have asked meanwhile.
        let is_kept = (self.kept.as_ref()).is_some_and(|kept| kept.given(root, &identity.endpoint));
        if is_kept {
            lock(&self.given).insert(way);
        }
        is_kept
    }

    fn refusals(&self, way: &Way) -> usize {
        lock(&self.refused).get(way).copied().unwrap_or_default()
    }
}

/// Asks the user, unless that was done. Takes as long as the user does.
pub(super) async fn ask(context: &Arc<Context>, root: &Path, identity: &Identity) -> bool {
    let state = &context.asking.consents;
    if state.is_given(root, identity) {
        return true;
    }
    let way = (root.to_owned(), identity.endpoint.clone());
    let before = state.refusals(&way);
    let _one = state.question.lock().await;
    if state.is_given(root, identity) {
        return true;
    }
    if state.refusals(&way) != before {
        return false;
    }
    let host = identity
        .endpoint
        .split_once("://")
        .map_or(identity.endpoint.as_str(), |(_, host)| host);
    let send = format!("Send to {host}");
    let action = |title: &str| MessageActionItem {
        title: title.to_owned(),
        properties: HashMap::new(),
    };
    let params = ShowMessageRequestParams {
        typ: MessageType::INFO,
        message: text(root, identity),
        actions: Some(vec![action(&send), action(NOT_NOW)]),
    };
    // A client that cannot ask has not agreed.
    let chosen = context.client.send_request::<ShowMessageRequest>(params).await;
    let agreed = matches!(&chosen, Ok(Some(chosen)) if chosen.title == send);
    if !agreed {
        *lock(&state.refused).entry(way).or_default() += 1;
        return false;
    }
    lock(&state.given).insert(way.clone());
    if let Some(kept) = state.kept.clone() {
        let written = tokio::task::spawn_blocking(move || kept.give(&way.0, &way.1)).await;
        if let Ok(Err(error)) = written {
            let text = format!("sysgrok: your agreement is kept until the server ends: {error}");
            context.client.log_message(MessageType::WARNING, text).await;
        }
    }
    true
}

fn text(root: &Path, identity: &Identity) -> String {
    format!(
        "sysgrok: shall answers about {} come from the model {} at {}? For each answer it is sent the source of the \
         functions in question with their heat, names of functions, files, libraries and callers, pages of the manual, \
         the text that you select or type, and what commands print on hosts that you have it look at. What looks like a \
         secret is taken out before. You are asked once for this folder and this address.",
        root.display(),
        identity.model,
        identity.endpoint,
    )
}
