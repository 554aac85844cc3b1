//! How much a model takes at once.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::shared::Shared;
use crate::{Error, Provider};

/// The size of a model's window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// Tokens, input and output together.
    pub tokens: u32,
    /// How it is known.
    pub source: WindowSource,
}

/// How the size of a window is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WindowSource {
    /// The user's setting.
    Setting,
    /// The server said it.
    Server,
    /// A table of well-known models.
    Table,
    /// Nothing is known; a small one is assumed.
    Assumed,
}

/// What is assumed where nothing is known.
pub(crate) const ASSUMED: u32 = 4096;

/// A window that Ollama is asked to load where nothing says how large a one the machine's memory holds.
const MODEST: u32 = 16_384;

/// Windows of well-known models, by the beginnings of their names, longest first; from the makers' model pages of October
/// 2026. Servers that tell theirs are believed before.
const TABLE: [(&str, u32); 18] = [
    ("claude-fable-5", 1_000_000),
    ("claude-opus-5", 1_000_000),
    ("claude-sonnet-5", 1_000_000),
    ("claude-", 200_000),
    ("gpt-6", 1_050_000),
    ("gpt-5", 400_000),
    ("gpt-4.1", 1_047_576),
    ("gpt-4o", 128_000),
    ("gpt-4-turbo", 128_000),
    ("gpt-4", 8_192),
    ("gpt-35-turbo", 16_385),
    ("gpt-3.5-turbo", 16_385),
    ("gpt-oss", 131_072),
    ("chatgpt-4o", 128_000),
    ("o1-mini", 128_000),
    ("o1", 200_000),
    ("o3", 200_000),
    ("o4-mini", 200_000),
];

impl Window {
    /// From the table, or assumed.
    pub(crate) fn by_name(model: &str) -> Window {
        let name = model.rsplit('/').next().unwrap_or(model);
        match TABLE.iter().find(|(start, _)| name.starts_with(start)) {
            Some((_, tokens)) => Window {
                tokens: *tokens,
                source: WindowSource::Table,
            },
            None => Window {
                tokens: ASSUMED,
                source: WindowSource::Assumed,
            },
        }
    }
}

/// The window that the server tells. Nothing where it tells none, and an error where it does not answer or refuses the
/// key.
pub(crate) async fn ask(shared: &Shared) -> Result<Option<u32>, Error> {
    let (endpoint, model) = (&shared.endpoint, &shared.identity.model);
    match shared.identity.provider {
        // OpenAI and Azure list models without their windows.
        Provider::Azure => Ok(None),
        Provider::OpenAi if endpoint.is_default() => Ok(None),
        Provider::OpenAi => compatible(shared).await,
        Provider::Anthropic => {
            let about = optional(shared.fetch(endpoint.below(&["v1", "models", model]), None).await)?;
            Ok(number(&about["max_input_tokens"]))
        }
        Provider::Ollama => ollama(shared).await,
    }
}

/// vLLM, `OpenRouter`, Groq, Mistral and llama.cpp say it in their list of models; llama.cpp divides that among its slots,
/// and says each slot's in `/props`; LM Studio has a list of its own.
async fn compatible(shared: &Shared) -> Result<Option<u32>, Error> {
    let (endpoint, model) = (&shared.endpoint, shared.identity.model.as_str());
    let list = optional(shared.fetch(endpoint.models(), None).await)?;
    let entries = list["data"].as_array().map(Vec::as_slice).unwrap_or_default();
    let entry = entries
        .iter()
        .find(|entry| entry["id"] == model)
        // llama.cpp serves one model, whatever name it is asked for by.
        .or_else(|| entries.first().filter(|_| entries.len() == 1))
        .unwrap_or(&Value::Null);
    let stated = [
        "/max_model_len",
        "/context_length",
        "/top_provider/context_length",
        "/context_window",
        "/max_context_length",
    ]
    .iter()
    .find_map(|place| number(entry.pointer(place)?));
    if stated.is_some() {
        return Ok(stated);
    }
    let total = number(&entry["meta"]["n_ctx"]);
    let properties = optional(shared.fetch(endpoint.beside(&["props"]), None).await)?;
    if let Some(slot) = number(&properties["default_generation_settings"]["n_ctx"]).or(total) {
        return Ok(Some(slot));
    }
    let list = optional(
        shared
            .fetch(endpoint.beside(&["api", "v1", "models"]), None)
            .await,
    )?;
    let models = list["models"].as_array().or_else(|| list["data"].as_array());
    Ok(models.into_iter().flatten().find_map(|entry| {
        let is_ours = ["key", "id"].iter().any(|name| entry[*name] == model)
            || entry["loaded_instances"]
                .as_array()
                .is_some_and(|loaded| loaded.iter().any(|one| one["id"] == model));
        is_ours.then(|| number(&entry["loaded_instances"][0]["config"]["context_length"]))?
    }))
}

/// The window that is loaded, which costs nothing to use; else the model's own, as far as it is modest.
async fn ollama(shared: &Shared) -> Result<Option<u32>, Error> {
    let (endpoint, model) = (&shared.endpoint, shared.identity.model.as_str());
    let loaded = optional(shared.fetch(endpoint.below(&["api", "ps"]), None).await)?;
    let tagged = format!("{model}:latest");
    let is_ours = |entry: &&Value| {
        ["model", "name"]
            .iter()
            .any(|name| entry[*name] == model || entry[*name] == tagged.as_str())
    };
    let entry = loaded["models"].as_array().into_iter().flatten().find(is_ours);
    if let Some(tokens) = entry.and_then(|entry| number(&entry["context_length"])) {
        return Ok(Some(tokens));
    }
    let question = json!({"model": model});
    let about = optional(
        shared
            .fetch(endpoint.below(&["api", "show"]), Some(question))
            .await,
    )?;
    let own = about["model_info"].as_object().and_then(|info| {
        info.iter()
            .find(|(name, _)| name.ends_with(".context_length"))
            .and_then(|(_, value)| number(value))
    });
    Ok(own.map(|tokens| tokens.min(MODEST)))
}

/// A server that has no such path says nothing of its window, which is no error.
fn optional(answer: Result<Value, Error>) -> Result<Value, Error> {
    match answer {
        Err(
            Error::Refused { .. }
            | Error::UnknownModel { .. }
            | Error::NotUnderstood { .. }
            | Error::Page { .. }
            | Error::Forbidden { .. }
            | Error::Server { .. },
        ) => Ok(Value::Null),
        other => other,
    }
}

/// Windows below some hundred tokens are none.
fn number(value: &Value) -> Option<u32> {
    let tokens = value.as_u64()?;
    (tokens >= 256).then(|| u32::try_from(tokens).unwrap_or(u32::MAX))
}
