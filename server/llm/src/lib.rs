//! A request to a language model -> a stream of text.
//!
//! What enters: [`Options`] (provider, model, endpoint, key, limits), from settings or from the environment
//! ([`from_environment`]), and a [`Request`]: instructions, conversation, at times a schema. What leaves: an [`Answer`],
//! the stream of [`Event`]s as the tokens arrive, ending in [`Finished`] or in an [`Error`] of one sentence.
//!
//! Spoken are the chat completions of `OpenAI` (Azure, llama.cpp, vLLM, LM Studio and the like too), Anthropic's
//! messages and Ollama's native chat. Retries, one limit of parallel queries, a budget of tokens a day, a cache of
//! answers and the size of the model's window are kept here. Nothing is asked but the configured endpoint, and a key is
//! sent to the origin that it was made for only.

mod answer;
mod ask;
mod budget;
mod cache;
mod client;
mod dialect;
mod endpoint;
mod environment;
mod error;
mod http;
mod key;
mod learned;
mod lines;
mod messages;
mod options;
mod probe;
mod refusal;
mod request;
mod schema;
mod shared;
mod structured;
mod tokens;
mod window;

pub use answer::{Answer, Event, Finish, Finished, Usage};
pub use client::{Client, Identity};
pub use environment::from_environment;
pub use error::Error;
pub use key::Key;
pub use options::{Limits, Options, Provider, Proxy};
pub use probe::Probe;
pub use request::{Message, Request, Role, Schema};
pub use window::{Window, WindowSource};
