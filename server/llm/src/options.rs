//! Which model is asked, where, and within what limits.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{Error, Key};

/// How to reach a model. Only the user's own settings and environment may fill this.
#[derive(Clone, Debug)]
pub struct Options {
    /// The protocol that is spoken.
    pub provider: Provider,
    /// The model's name as the server knows it, on Azure the deployment's; absent for [`Provider::default_model`].
    pub model: Option<String>,
    /// Where the server is; absent for [`Provider::default_endpoint`]. With or without the path `/v1`.
    pub endpoint: Option<String>,
    /// Azure's `api-version`; absent for the newest that was generally available when this was written.
    pub api_version: Option<String>,
    /// The key; absent for servers that need none.
    pub key: Option<Key>,
    /// 0 to 2, where 0 is the least varied; absent where the model decides. Dropped where a model refuses it.
    pub temperature: Option<f32>,
    /// The window in tokens, input and output together; absent where the server is to be asked.
    pub context_window: Option<u32>,
    /// So many requests run at once, over all clones of a client.
    pub max_concurrent_queries: usize,
    /// So many tokens, input and output together, may be used a day (UTC); absent for no bound.
    pub tokens_per_day: Option<u64>,
    /// The file in which tokens are counted, shared by processes; absent where nothing is counted.
    pub usage: Option<PathBuf>,
    /// The folder in which answers are kept; absent where none are.
    pub cache: Option<PathBuf>,
    /// Through what requests go.
    pub proxy: Proxy,
    /// Whether a key may go over plain http to another machine, where everybody on the way can read it.
    pub allow_plain_http: bool,
    /// Time limits and retries.
    pub limits: Limits,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            provider: Provider::OpenAi,
            model: None,
            endpoint: None,
            api_version: None,
            key: None,
            temperature: None,
            context_window: None,
            max_concurrent_queries: 4,
            tokens_per_day: None,
            usage: None,
            cache: None,
            proxy: Proxy::Environment,
            allow_plain_http: false,
            limits: Limits::default(),
        }
    }
}

/// A protocol, and the server that speaks it unless an endpoint is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Provider {
    /// Chat completions of `OpenAI`, which llama.cpp, vLLM, LM Studio, `OpenRouter` and many others speak too.
    #[serde(alias = "open_ai")]
    OpenAi,
    /// The same as deployments of Azure.
    Azure,
    /// Anthropic's messages.
    Anthropic,
    /// Ollama's native chat. Its OpenAI-compatible one ignores the window that is asked for and cuts prompts silently.
    Ollama,
}

impl Provider {
    /// The model that is asked when none is named. Azure has none, since deployments bear names of the user's own.
    ///
    /// `OpenAI`: the successor that its deprecations page of October 2026 recommends for its small models. Anthropic: the
    /// current Sonnet of its models overview of the same month. Ollama: a model for code that runs in 8 GB.
    pub fn default_model(self) -> Option<&'static str> {
        match self {
            Provider::OpenAi => Some("gpt-6-luna"),
            Provider::Azure => None,
            Provider::Anthropic => Some("claude-sonnet-5-5"),
            Provider::Ollama => Some("qwen2.5-coder:7b"),
        }
    }

    /// The server that is asked when no endpoint is named. Azure has none, since each resource has its own.
    pub fn default_endpoint(self) -> Option<&'static str> {
        match self {
            Provider::OpenAi => Some("https://api.openai.com/v1"),
            Provider::Azure => None,
            Provider::Anthropic => Some("https://api.anthropic.com"),
            Provider::Ollama => Some("http://127.0.0.1:11434"),
        }
    }

    /// The name in settings and messages.
    pub fn name(self) -> &'static str {
        match self {
            Provider::OpenAi => "openai",
            Provider::Azure => "azure",
            Provider::Anthropic => "anthropic",
            Provider::Ollama => "ollama",
        }
    }
}

impl fmt::Display for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Provider {
    type Err = Error;

    /// Case does not count; the Python tool's `open_ai` is known too.
    fn from_str(text: &str) -> Result<Provider, Error> {
        match text.trim().to_ascii_lowercase().as_str() {
            "openai" | "open_ai" => Ok(Provider::OpenAi),
            "azure" => Ok(Provider::Azure),
            "anthropic" => Ok(Provider::Anthropic),
            "ollama" => Ok(Provider::Ollama),
            other => Err(Error::Settings {
                problem: format!("the provider `{other}` is not known"),
                remedy: "use openai, azure, anthropic or ollama; servers compatible with OpenAI are openai"
                    .into(),
            }),
        }
    }
}

/// Through what requests go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Proxy {
    /// `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` for other machines; none for this one.
    #[default]
    Environment,
    /// Straight to the endpoint.
    None,
    /// Through this proxy, by its URL.
    Url(String),
}

/// How long is waited, and how often is tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// For the connection.
    pub connect: Duration,
    /// For the server's word on a key that it has not answered to yet. So long nothing else is asked with it, so that a
    /// wrong key is sent once and not with every question of many.
    pub refusal: Duration,
    /// For the first byte of the answer; a local model reads a long prompt for minutes.
    pub first_byte: Duration,
    /// Between two pieces of an answer.
    pub idle: Duration,
    /// So many tries follow a failed one, before the first token only.
    pub retries: u32,
    /// Wait before the second try; doubled for each further one, and varied by up to a half.
    pub backoff: Duration,
    /// A server that wants a longer wait is not waited for.
    pub longest_wait: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            connect: Duration::from_secs(10),
            // Servers refuse at once; a model may think for minutes before its first byte.
            refusal: Duration::from_millis(500),
            first_byte: Duration::from_secs(300),
            idle: Duration::from_secs(120),
            retries: 3,
            backoff: Duration::from_millis(500),
            longest_wait: Duration::from_secs(60),
        }
    }
}
