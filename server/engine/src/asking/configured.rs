//! Which model the user means: by settings, by the environment, or none.

use std::path::Path;

use llm::{Client, Options, Provider};

use crate::asking::policy::{Policy, PolicyError};
use crate::settings::{ModelProvider, ModelSettings};

/// Looks up a variable of the environment. The terminal adds those of a `.env` file.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// What the terminal's flags say, over everything else.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ModelChoice {
    /// `--model`.
    pub name: Option<String>,
    /// `--temperature`.
    pub temperature: Option<f32>,
    /// `--max-concurrent-queries`.
    pub max_concurrent_queries: Option<usize>,
}

/// Why there is no model, although one is wanted.
#[derive(Debug, thiserror::Error)]
pub enum ModelFault {
    /// What is set makes no sense.
    #[error(transparent)]
    Set(#[from] llm::Error),
    /// A key of the settings, and no address that it is for.
    #[error("`model.key` is set in your settings without an address: set `model.endpoint` beside it")]
    KeyAlone,
    /// The policy cannot be read.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// The policy forbids it.
    #[error("{origin} is not asked: the policy of this machine does not name it among its endpoints")]
    Forbidden {
        /// The address.
        origin: String,
    },
}

/// The model that is configured; absent when none is, or `none` was chosen. Nobody is asked anything.
///
/// The settings go before the environment. A key of the environment goes only to the address that the environment gives
/// with it, and a key of the settings only to that of the settings.
///
/// # Errors
/// When what is set makes no sense, or the policy forbids it.
pub fn choose(
    settings: &ModelSettings,
    choice: &ModelChoice,
    environment: Environment<'_>,
    policy: &Policy,
    state: Option<&Path>,
    cache: Option<&Path>,
) -> Result<Option<Client>, ModelFault> {
    let wanted = match settings.provider {
        Some(ModelProvider::None) => return Ok(None),
        Some(ModelProvider::Openai) => Some(Provider::OpenAi),
        Some(ModelProvider::Azure) => Some(Provider::Azure),
        Some(ModelProvider::Anthropic) => Some(Provider::Anthropic),
        Some(ModelProvider::Ollama) => Some(Provider::Ollama),
        None => None,
    };
    let given = match wanted {
        None => llm::from_environment(environment)?,
        Some(wanted) => llm::from_environment(|name: &str| of_provider(wanted, environment, name))?
            .filter(|options| options.provider == wanted),
    };
    let mut options = match (given, wanted) {
        (Some(given), _) => given,
        (None, Some(provider)) => Options {
            provider,
            ..Options::default()
        },
        // An endpoint without a provider is one of those that speak as OpenAI does.
        (None, None) if settings.endpoint.is_some() => Options::default(),
        (None, None) => return Ok(None),
    };
    if let Some(endpoint) = &settings.endpoint {
        options.endpoint = Some(endpoint.clone());
    }
    if let Some(key) = &settings.key {
        // Where the environment points to another address, nobody said that the key is for that.
        let endpoint = settings.endpoint.as_deref();
        let endpoint = (endpoint.or(options.provider.default_endpoint())).ok_or(ModelFault::KeyAlone)?;
        options.key = Some(llm::Key::new(key.expose(), endpoint)?);
    }
    options.allow_plain_http = settings.allow_plain_http;
    let or = |one: &Option<String>, other: Option<String>| one.clone().or(other);
    options.model = choice.name.clone().or(or(&settings.name, options.model));
    options.api_version = or(&settings.api_version, options.api_version);
    options.temperature = choice
        .temperature
        .or(settings.temperature)
        .or(options.temperature);
    options.context_window = settings.context_window.or(options.context_window);
    options.max_concurrent_queries = parallel(settings, choice);
    options.tokens_per_day = settings.tokens_per_day.or(options.tokens_per_day);
    options.cache = cache.map(|folder| folder.join("answers"));
    options.usage = state.map(|folder| folder.join("usage.json"));
    let client = Client::new(options)?;
    let origin = &client.identity().endpoint;
    if !policy.allows(origin) {
        return Err(ModelFault::Forbidden {
            origin: origin.clone(),
        });
    }
    Ok(Some(client))
}

/// How many queries may run at once.
pub(super) fn parallel(settings: &ModelSettings, choice: &ModelChoice) -> usize {
    choice
        .max_concurrent_queries
        .unwrap_or(settings.max_concurrent_queries)
        .clamp(1, 64)
}

/// A variable, if it speaks of this provider: a key for another one is not looked at.
fn of_provider(provider: Provider, environment: Environment<'_>, name: &str) -> Option<String> {
    let is_named = |name: &str| {
        environment("GAI_API_TYPE").and_then(|kind| kind.trim_matches('"').parse::<Provider>().ok())
            == Some(provider)
            && name.starts_with("GAI_")
    };
    let is_own = match provider {
        Provider::OpenAi => name.starts_with("OPENAI_"),
        Provider::Azure => name.starts_with("AZURE_"),
        Provider::Anthropic => name.starts_with("ANTHROPIC_"),
        Provider::Ollama => name.starts_with("OLLAMA_"),
    };
    (is_own || is_named(name)).then(|| environment(name)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Which model settings alone lead to.
    fn chosen(settings: &str) -> Result<Option<Client>, ModelFault> {
        let settings: ModelSettings = toml::from_str(settings).unwrap();
        let choice = ModelChoice::default();
        choose(&settings, &choice, &|_| None, &Policy::default(), None, None)
    }

    #[test]
    fn a_key_goes_over_plain_http_where_the_user_wants_that() {
        let plain = "endpoint = \"http://models.example/v1\"\nkey = \"k\"\n";
        let refused = chosen(plain).unwrap_err().to_string();
        assert!(refused.contains("set `model.allow_plain_http`"), "{refused}");
        let allowed = chosen(&format!("{plain}allow_plain_http = true\n")).unwrap();
        assert_eq!(allowed.unwrap().identity().endpoint, "http://models.example");
    }
}
