//! What is asked.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One question to a model.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Request {
    /// What holds for the whole conversation; empty when nothing does. Servers that cache prompts cache a stable
    /// beginning, so what changes belongs into the messages.
    pub system: String,
    /// The conversation, oldest first; the last message is the user's.
    pub messages: Vec<Message>,
    /// At most this many tokens come back; absent where the model decides.
    pub max_output_tokens: Option<u32>,
    /// The shape of the answer, which is then one JSON value in [`crate::Finished::text`]; absent for prose.
    pub schema: Option<Schema>,
    /// Name and version of the prompt, by which kept answers to an older prompt are told apart.
    pub prompt_version: String,
    /// Whether an earlier answer to the same request will do. A new answer is kept either way.
    pub use_cache: bool,
}

/// One turn of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Who speaks.
    pub role: Role,
    /// What is said.
    pub text: String,
}

impl Message {
    /// What the user says.
    pub fn user(text: impl Into<String>) -> Message {
        Message {
            role: Role::User,
            text: text.into(),
        }
    }

    /// What the model said.
    pub fn assistant(text: impl Into<String>) -> Message {
        Message {
            role: Role::Assistant,
            text: text.into(),
        }
    }
}

/// Who speaks, by the names that all three protocols use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The one who asks.
    User,
    /// The model.
    Assistant,
}

impl Role {
    /// The name in the protocols.
    pub fn name(self) -> &'static str {
        match self {
            Role::User => "user",
            Role::Assistant => "assistant",
        }
    }
}

/// The shape that an answer must have.
#[derive(Clone, Debug, PartialEq)]
pub struct Schema {
    /// A word for it: letters, digits, `_` and `-`.
    pub name: String,
    /// A JSON schema, of which these words are checked: `type`, `enum`, `const`, `properties`, `required`,
    /// `additionalProperties: false`, `items`, `minItems`, `maxItems`, `minimum`, `maximum`, `minLength`, `maxLength`,
    /// `anyOf`.
    pub json: Value,
    /// What an answer must have at least, where the caller can do with less than it asks for; absent where it cannot.
    pub accepted: Option<Value>,
}
