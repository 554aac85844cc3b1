//! What is needed of a language model. `engine` gives a real one, tests one that is scripted.

use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;
use serde::{Deserialize, Serialize};

/// A language model.
pub trait Model: Send + Sync {
    /// How answers name it: `gpt-5-mini at api.openai.com`.
    fn label(&self) -> String;
    /// How many tokens a call and its answer may have together.
    fn window(&self) -> BoxFuture<'_, u32>;
    /// How many tokens a text has, about.
    fn tokens(&self, text: &str) -> usize;
    /// How many calls may run at once.
    fn parallel(&self) -> usize;
    /// The whole answer, where it is known from an earlier call. Asks nobody.
    fn cached(&self, call: &Call) -> Option<String>;
    /// Asks. Dropping the stream cancels the call. After an error nothing more comes; what came before stands.
    fn call(&self, call: Call) -> BoxStream<'static, Result<Piece, ModelError>>;
}

/// One call of a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// What holds for all of the conversation.
    pub system: String,
    /// The conversation; the last turn is the user's.
    pub turns: Vec<Turn>,
    /// Name and version of the prompt, by which old answers are told from new ones.
    pub prompt_version: String,
    /// How long the answer may be; absent where the model decides.
    pub max_output_tokens: Option<u32>,
    /// The JSON that the answer has to be; absent for text. It then comes in one piece, checked.
    pub schema: Option<Schema>,
    /// Whether an earlier answer will do.
    pub use_cache: bool,
}

/// A JSON schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schema {
    /// A name, of letters and underscores.
    pub name: &'static str,
    /// The schema that is asked for.
    pub json: serde_json::Value,
    /// The schema that an answer must have at least, where the caller can do with less; absent where it cannot.
    pub accepted: Option<serde_json::Value>,
}

/// One thing that was said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// By whom.
    pub speaker: Speaker,
    /// What; with placeholders in place of secrets.
    pub text: String,
}

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Speaker {
    /// We or the user.
    User,
    /// The model.
    Model,
}

/// A part of an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// More text.
    Text(String),
    /// The answer is whole.
    End(End),
}

/// How an answer ended.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct End {
    /// Why it is not all that the model had to say; absent when it is.
    pub cut: Option<String>,
    /// Whether it was kept from an earlier call.
    pub from_cache: bool,
    /// What it cost; absent when the server does not say.
    pub usage: Option<Usage>,
    /// What the user should know besides.
    pub warnings: Vec<String>,
}

/// Tokens that were counted by the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Of what was sent.
    pub input: u64,
    /// Of what came back.
    pub output: u64,
}

/// Why a model did not answer, or not to the end: one sentence on what happened and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ModelError {
    /// The sentence.
    pub message: String,
    /// Whether the input was longer than the model takes; what it takes, where it said so.
    pub too_long: Option<Option<u32>>,
}
