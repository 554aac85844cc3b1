//! The three protocols: what is sent, and what a message of the answer tells.

pub(crate) mod anthropic;
pub(crate) mod ollama;
pub(crate) mod openai;

use serde_json::Value;

use crate::answer::Finish;
use crate::learned::Learned;
use crate::{Message, Provider, Role, Schema, Usage};

/// One request, before it has a protocol.
#[derive(Clone, Debug)]
pub(crate) struct Call<'a> {
    pub(crate) model: &'a str,
    pub(crate) system: &'a str,
    pub(crate) messages: &'a [Message],
    pub(crate) max_output_tokens: Option<u32>,
    pub(crate) temperature: Option<f32>,
    /// Where the server is to see to it.
    pub(crate) schema: Option<&'a Schema>,
    /// Tokens of the window, which Ollama wants to be told.
    pub(crate) window: Option<u32>,
    /// Whether it goes to `OpenAI` itself, which knows its own newest names.
    pub(crate) is_default_server: bool,
}

/// The body of a request in the provider's protocol.
pub(crate) fn body(provider: Provider, call: &Call<'_>, learned: &Learned) -> Value {
    match provider {
        Provider::OpenAi | Provider::Azure => openai::body(call, learned),
        Provider::Anthropic => anthropic::body(call, learned),
        Provider::Ollama => ollama::body(call, learned),
    }
}

/// What one message of an answer tells.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Told {
    /// Text of the answer.
    pub(crate) text: String,
    /// Why it ended.
    pub(crate) finish: Option<Finish>,
    /// Tokens counted so far.
    pub(crate) usage: Counted,
    /// Nothing follows.
    pub(crate) is_end: bool,
    /// An error in place of an answer, as the whole message.
    pub(crate) error: Option<Value>,
    /// Whether it is of the protocol at all.
    pub(crate) is_known: bool,
}

/// Reads one message in the provider's protocol. Unknown fields and values are passed over.
pub(crate) fn read(provider: Provider, message: Value) -> Told {
    match provider {
        Provider::OpenAi | Provider::Azure => openai::read(message),
        Provider::Anthropic => anthropic::read(message),
        Provider::Ollama => ollama::read(message),
    }
}

/// Tokens counted in any message; each absent until told.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Counted {
    pub(crate) input: Option<u64>,
    pub(crate) output: Option<u64>,
    pub(crate) cached_input: Option<u64>,
    pub(crate) cost: Option<f64>,
}

impl Counted {
    /// Adds what a later message tells. Counts are cumulative, so that the larger one holds.
    pub(crate) fn follow(&mut self, later: Counted) {
        self.input = self.input.max(later.input);
        self.output = self.output.max(later.output);
        self.cached_input = self.cached_input.max(later.cached_input);
        self.cost = later.cost.or(self.cost);
    }

    /// What is known; nothing where nothing was counted, as in `usage: {}`.
    pub(crate) fn usage(self) -> Option<Usage> {
        (self.input.is_some() || self.output.is_some()).then(|| Usage {
            input: self.input.unwrap_or(0),
            output: self.output.unwrap_or(0),
            cached_input: self.cached_input,
            cost: self.cost,
        })
    }
}

/// The conversation as `{role, content}`, with the instructions in their own message or, where a model takes none, at the
/// head of the first.
fn messages(call: &Call<'_>, own_system: bool) -> Vec<Value> {
    let turn = |role: &str, text: &str| serde_json::json!({"role": role, "content": text});
    let mut turns = Vec::with_capacity(call.messages.len() + 1);
    if own_system && !call.system.is_empty() {
        turns.push(turn("system", call.system));
    }
    for (number, message) in call.messages.iter().enumerate() {
        if number == 0 && !own_system && !call.system.is_empty() && message.role == Role::User {
            turns.push(turn("user", &format!("{}\n\n{}", call.system, message.text)));
        } else {
            turns.push(turn(message.role.name(), &message.text));
        }
    }
    turns
}

/// A temperature as it was written: 0.2, not 0.20000000298.
fn decimal(number: f32) -> Value {
    number.to_string().parse::<f64>().map_or(Value::Null, Value::from)
}

/// Text that is a string, or a list of parts as some servers send it.
fn text_of(content: &Value) -> String {
    match content {
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts
            .iter()
            .filter_map(|part| part.get("text").and_then(Value::as_str))
            .collect(),
        _ => String::new(),
    }
}
