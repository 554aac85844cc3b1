//! The client: what is asked of one model.

use std::sync::Arc;

use tokio::time::Instant;

use crate::endpoint::Endpoint;
use crate::shared::Shared;
use crate::{Answer, Error, Finished, Options, Probe, Provider, Request, Window, ask, cache};

/// Asks one model at one endpoint. Clones share limits, budget, cache and what was learned of the server.
///
/// Cheap to make: HTTP client and tokenizer are made when first needed.
#[derive(Clone, Debug)]
pub struct Client {
    shared: Arc<Shared>,
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
    /// A client for `options`; nothing is sent. Fails where they do not make sense: an endpoint that is no URL, an Azure
    /// without endpoint or deployment, a key for another origin or on its way over plain http, a temperature out of range.
    pub fn new(options: Options) -> Result<Client, Error> {
        let wrong = |problem: &str, remedy: &str| Error::Settings {
            problem: problem.into(),
            remedy: remedy.into(),
        };
        let provider = options.provider;
        let place = options
            .endpoint
            .as_deref()
            .filter(|text| !text.trim().is_empty())
            .or(provider.default_endpoint())
            .ok_or_else(|| {
                wrong(
                    "Azure needs the endpoint of your resource",
                    "set GAI_API_BASE, or the endpoint in your user settings, to something like https://NAME.openai.azure.com",
                )
            })?;
        let endpoint = Endpoint::new(provider, place, options.api_version.as_deref())?;
        let model = options
            .model
            .clone()
            .filter(|name| !name.trim().is_empty())
            .or_else(|| endpoint.deployment.clone())
            .or_else(|| provider.default_model().map(str::to_owned))
            .ok_or_else(|| {
                wrong(
                    "Azure needs the name of your deployment",
                    "set GAI_MODEL, or the model in your user settings, to it",
                )
            })?;
        match &options.key {
            Some(key) if key.origin() != endpoint.origin => {
                return Err(wrong(
                    &format!(
                        "the key is for {}, and the endpoint is {}",
                        key.origin(),
                        endpoint.origin
                    ),
                    "give the endpoint its own key; a key is sent to the server it was set for only",
                ));
            }
            Some(_) if endpoint.is_plain() && !endpoint.is_loopback && !options.allow_plain_http => {
                return Err(wrong(
                    &format!("the key would go to {} unencrypted", endpoint.origin),
                    "use https, or set `model.allow_plain_http` in your user settings if you trust the network in between",
                ));
            }
            // The providers' own servers answer nobody without one.
            None if (endpoint.is_default() && provider != Provider::Ollama)
                || provider == Provider::Azure =>
            {
                return Err(Error::NoKey {
                    origin: endpoint.origin,
                });
            }
            _ => {}
        }
        if options
            .temperature
            .is_some_and(|temperature| !(0.0..=2.0).contains(&temperature))
        {
            return Err(wrong(
                "the temperature is out of range",
                "set it to a number from 0 to 2",
            ));
        }
        let identity = Identity {
            provider,
            model,
            endpoint: endpoint.origin.clone(),
            is_loopback: endpoint.is_loopback,
        };
        Ok(Client {
            shared: Arc::new(Shared::new(options, endpoint, identity)),
        })
    }

    /// Who answers.
    pub fn identity(&self) -> &Identity {
        &self.shared.identity
    }

    /// How many requests run at once.
    pub fn max_concurrent_queries(&self) -> usize {
        self.shared.options.max_concurrent_queries.max(1)
    }

    /// Asks. Nothing is sent before the stream is polled (within a tokio runtime), and dropping it cancels.
    pub fn ask(&self, request: Request) -> Answer {
        let shared = Arc::clone(&self.shared);
        Answer::new(|sender| ask::run(shared, request, sender))
    }

    /// The kept answer to an earlier, equal request. Reads a file, asks nobody.
    pub fn cached(&self, request: &Request) -> Option<Finished> {
        let cache = self.shared.cache.as_ref()?;
        cache.get(&cache::hash(
            &self.shared.options,
            &self.shared.endpoint.origin,
            &self.shared.identity.model,
            request,
        ))
    }

    /// The size of the window: the user's setting, else the server's word, else a table, else 4096. Asked once; a server
    /// that cannot be reached is asked again the next time.
    pub async fn window(&self) -> Window {
        self.shared.window().await.0
    }

    /// About how many tokens `text` has, rather too many than too few. Texts below 8 KiB are estimated.
    pub fn tokens(&self, text: &str) -> usize {
        self.shared.counter.count(text)
    }

    /// What the server says of itself; costs no tokens.
    pub async fn probe(&self) -> Probe {
        let shared = &self.shared;
        let begun = Instant::now();
        let models = shared.models().await;
        // A server that answers chats need not list its models.
        let unlisted = match &models {
            Err(Error::Refused { status, .. }) if matches!(status, 404 | 405 | 501) => Some(*status),
            _ => None,
        };
        let latency = (models.is_ok() || unlisted.is_some()).then(|| begun.elapsed());
        let (window, unanswered) = shared.window().await;
        let (models, error) = match models {
            Err(_) if unlisted.is_some() => (Vec::new(), unanswered),
            Err(error) => (Vec::new(), Some(error)),
            Ok(models) => (models, unanswered),
        };
        let model = &shared.identity.model;
        // Azure lists what can be deployed, not what is.
        let decides = !models.is_empty() && shared.identity.provider != Provider::Azure;
        let is_listed = || {
            models
                .iter()
                .any(|name| name == model || name.strip_suffix(":latest") == Some(model))
        };
        Probe {
            latency,
            unlisted,
            model_listed: decides.then(is_listed),
            models,
            window,
            error,
        }
    }
}
