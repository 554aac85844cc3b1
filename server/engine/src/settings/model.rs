//! Settings of models and of what is asked of them. Only the user's own places may say them: a repository that is
//! opened must not decide where code is sent.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The language model. What is not set here comes from the environment.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ModelSettings {
    /// Whose interface: `openai` is also spoken by llama.cpp, vLLM, LM Studio, `OpenRouter` and the like. `none` asks no
    /// model, whatever the environment says.
    #[schemars(extend("x-scope" = "user"))]
    pub provider: Option<ModelProvider>,
    /// The model, or the deployment with azure. Without it the provider's default.
    #[schemars(extend("x-scope" = "user"))]
    pub name: Option<String>,
    /// Where it is reached, such as `http://127.0.0.1:8080/v1`. Without it the provider's own address.
    #[schemars(extend("x-scope" = "user"))]
    pub endpoint: Option<String>,
    /// The version of the interface; azure wants one.
    #[schemars(extend("x-scope" = "user"))]
    pub api_version: Option<String>,
    /// The key. It is sent to `endpoint` only. The environment is a better place.
    #[serde(skip_serializing)]
    #[schemars(extend("x-scope" = "user"))]
    pub key: Option<Secret>,
    /// Send the key over plain http to another machine too, although everybody on the way can read it.
    #[schemars(extend("x-scope" = "user"))]
    pub allow_plain_http: bool,
    /// How freely it answers, from 0 on. Without it the model's own default.
    #[schemars(extend("x-scope" = "user"))]
    pub temperature: Option<f32>,
    /// How answers are to be formatted. Without it markdown.
    #[schemars(extend("x-scope" = "user"))]
    pub output_format: Option<String>,
    /// Queries that run at once.
    #[schemars(extend("x-scope" = "user"))]
    pub max_concurrent_queries: usize,
    /// Tokens that may be used a day, sent and received; then nothing is asked until the next. Without it there is no
    /// limit.
    #[schemars(extend("x-scope" = "user"))]
    pub tokens_per_day: Option<u64>,
    /// How many tokens the model takes. Without it the server is asked, or a table of known models.
    #[schemars(extend("x-scope" = "user"))]
    pub context_window: Option<u32>,
}

impl Default for ModelSettings {
    fn default() -> ModelSettings {
        ModelSettings {
            provider: None,
            name: None,
            endpoint: None,
            api_version: None,
            key: None,
            allow_plain_http: false,
            temperature: None,
            output_format: None,
            max_concurrent_queries: 4,
            tokens_per_day: None,
            context_window: None,
        }
    }
}

/// Whose interface a model has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ModelProvider {
    /// `OpenAI`'s chat completions, which most servers speak.
    #[serde(alias = "open_ai")]
    Openai,
    /// Deployments of Azure.
    Azure,
    /// Anthropic's messages.
    Anthropic,
    /// Ollama's own interface.
    Ollama,
    /// No model at all.
    None,
}

/// What editors show of explanations.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Explain {
    /// Whether a hover explains the function: `off`; `cached`, where an answer is there already; `background`, where a
    /// model is also asked for the next hover. Other machines than this one are asked only after you agreed.
    #[schemars(extend("x-scope" = "user"))]
    pub hover: ExplainHover,
    /// How long a hover waits for an answer, in milliseconds.
    #[schemars(extend("x-scope" = "user"))]
    pub wait: u32,
    /// Ask for the hottest functions of a file when it is opened, with `hover = "background"`.
    #[schemars(extend("x-scope" = "user"))]
    pub prefetch: bool,
}

impl Default for Explain {
    fn default() -> Explain {
        Explain {
            hover: ExplainHover::Background,
            wait: 0,
            prefetch: false,
        }
    }
}

/// When a hover explains.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ExplainHover {
    /// Never.
    Off,
    /// When the answer is there.
    Cached,
    /// When the answer is there; and it is asked for.
    Background,
}

/// A text that no log and no message shows.
#[derive(Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// The text.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
