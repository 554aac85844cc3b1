//! What all clones of a client share, and the requests that are no chats.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use reqwest::{RequestBuilder, Url};
use serde_json::Value;
use tokio::sync::{OwnedMutexGuard, Semaphore};
use tokio::time::Instant;

use crate::budget::Budget;
use crate::cache::Cache;
use crate::client::Identity;
use crate::dialect::anthropic;
use crate::endpoint::Endpoint;
use crate::learned::Learned;
use crate::refusal::{self, Asked};
use crate::tokens::Counter;
use crate::window::{self, Window, WindowSource};
use crate::{Error, Options, Provider, http};

/// For a question about the server or its models, which it answers at once or not.
const SMALL: Duration = Duration::from_secs(5);
/// A list of models has some hundred kilobytes at `OpenRouter`.
const LIST_LIMIT: usize = 16 << 20;

/// One model at one endpoint.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) options: Options,
    pub(crate) endpoint: Endpoint,
    pub(crate) identity: Identity,
    pub(crate) cache: Option<Cache>,
    pub(crate) budget: Arc<Budget>,
    pub(crate) counter: Counter,
    pub(crate) limiter: Arc<Semaphore>,
    http: OnceLock<Result<reqwest::Client, Error>>,
    learned: Mutex<Learned>,
    /// Until when the server wants to be left alone.
    left_alone: Mutex<Option<Instant>>,
    key_refused: AtomicBool,
    /// Whether the server has answered to the key.
    key_taken: AtomicBool,
    /// Held by the one question that finds out.
    key_tried: Arc<tokio::sync::Mutex<()>>,
    window: tokio::sync::Mutex<Option<Window>>,
}

impl Shared {
    pub(crate) fn new(options: Options, endpoint: Endpoint, identity: Identity) -> Shared {
        Shared {
            cache: options.cache.clone().map(Cache::new),
            budget: Arc::new(Budget::new(options.usage.clone(), options.tokens_per_day)),
            counter: Counter::new(identity.provider, &identity.model),
            limiter: Arc::new(Semaphore::new(
                options.max_concurrent_queries.clamp(1, Semaphore::MAX_PERMITS),
            )),
            http: OnceLock::new(),
            learned: Mutex::default(),
            left_alone: Mutex::default(),
            key_refused: AtomicBool::default(),
            key_taken: AtomicBool::default(),
            key_tried: Arc::default(),
            window: tokio::sync::Mutex::default(),
            options,
            endpoint,
            identity,
        }
    }

    /// Who is asked, for reading refusals.
    pub(crate) fn asked(&self, is_chat: bool) -> Asked<'_> {
        Asked {
            origin: &self.endpoint.origin,
            model: &self.identity.model,
            key: self.options.key.as_ref(),
            is_chat,
        }
    }

    /// A request to `url`, which must be of the endpoint, with the key that is for it.
    pub(crate) fn request(&self, url: Url, body: Option<&Value>) -> Result<RequestBuilder, Error> {
        let client = self
            .http
            .get_or_init(|| http::client(&self.options, &self.endpoint))
            .clone()?;
        let origin = crate::endpoint::origin(&url);
        let mut request = match body {
            Some(body) => client
                .post(url)
                .header("content-type", "application/json")
                .body(body.to_string()),
            None => client.get(url),
        };
        if let Some(secret) = self.options.key.as_ref().and_then(|key| key.expose_to(&origin)) {
            let (name, value) = match self.identity.provider {
                Provider::OpenAi | Provider::Ollama => ("authorization", format!("Bearer {secret}")),
                Provider::Azure => ("api-key", secret.to_owned()),
                Provider::Anthropic => ("x-api-key", secret.to_owned()),
            };
            if let Ok(mut value) = reqwest::header::HeaderValue::try_from(value) {
                // Keeps it out of the debug output of requests.
                value.set_sensitive(true);
                request = request.header(name, value);
            }
        }
        if self.identity.provider == Provider::Anthropic {
            request = request.header("anthropic-version", anthropic::VERSION);
        }
        Ok(request)
    }

    /// JSON of the server about itself: fetched, or answered to a small `body`.
    pub(crate) async fn fetch(&self, url: Url, body: Option<Value>) -> Result<Value, Error> {
        let request = self.request(url, body.as_ref())?;
        let fetched = tokio::time::timeout(SMALL, async {
            let mut response = request
                .send()
                .await
                .map_err(|error| http::failure(&error, self.identity.provider, &self.endpoint).error)?;
            let status = response.status();
            if !status.is_success() {
                let headers = response.headers().clone();
                let text = http::text(response).await;
                let refused = refusal::read(self.asked(false), status.as_u16(), &headers, &text);
                return Err(refused.error);
            }
            let mut bytes = Vec::new();
            while let Some(part) = response
                .chunk()
                .await
                .map_err(|error| http::failure(&error, self.identity.provider, &self.endpoint).error)?
            {
                bytes.extend_from_slice(&part);
                if bytes.len() > LIST_LIMIT {
                    return Err(self.not_understood("too long a list", status.as_u16()));
                }
            }
            serde_json::from_slice(&bytes)
                .map_err(|_| self.not_understood(&String::from_utf8_lossy(&bytes), status.as_u16()))
        });
        fetched.await.unwrap_or_else(|_| {
            Err(Error::TimedOut {
                origin: self.endpoint.origin.clone(),
                within: SMALL,
            })
        })
    }

    /// What `start`, the beginning of a response, is if it is no answer.
    pub(crate) fn not_understood(&self, start: &str, status: u16) -> Error {
        let key = self.options.key.as_ref();
        let start = key.map_or_else(|| start.to_owned(), |key| key.redact(start));
        let origin = self.endpoint.origin.clone();
        if start.trim_start().starts_with('<') {
            return Error::Page {
                origin,
                status,
                title: refusal::title(&start),
            };
        }
        Error::NotUnderstood {
            origin,
            provider: self.identity.provider.to_string(),
            sample: refusal::shortened(&start).chars().take(80).collect(),
        }
    }

    /// The models that the server lists.
    pub(crate) async fn models(&self) -> Result<Vec<String>, Error> {
        let list = self.fetch(self.endpoint.models(), None).await?;
        let entries = list["data"].as_array().or_else(|| list["models"].as_array());
        let Some(entries) = entries else {
            return Err(self.not_understood(&list.to_string(), 200));
        };
        Ok(entries
            .iter()
            .filter_map(|entry| {
                ["id", "model", "name"]
                    .iter()
                    .find_map(|name| entry[*name].as_str())
            })
            .map(str::to_owned)
            .collect())
    }

    /// The size of the window. What a server said, or that it says nothing, is remembered; that it could not be reached is
    /// not.
    pub(crate) async fn window(&self) -> (Window, Option<Error>) {
        let stated = |tokens, source| Window { tokens, source };
        if let Some(tokens) = self.options.context_window {
            return (stated(tokens, WindowSource::Setting), None);
        }
        let mut known = self.window.lock().await;
        if let Some(window) = *known {
            return (window, None);
        }
        // A name that the user did not give says nothing of a server that is not the provider's own.
        let by_name = if self.options.model.is_some() || self.endpoint.is_default() {
            Window::by_name(&self.identity.model)
        } else {
            stated(window::ASSUMED, WindowSource::Assumed)
        };
        match window::ask(self).await {
            Ok(told) => {
                let window = told.map_or(by_name, |tokens| stated(tokens, WindowSource::Server));
                *known = Some(window);
                (window, None)
            }
            Err(error) => (by_name, Some(error)),
        }
    }

    pub(crate) fn learned(&self) -> MutexGuard<'_, Learned> {
        self.learned.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Leaves the server alone for `wait`, for all questions.
    pub(crate) fn leave_alone(&self, wait: Duration) {
        let until = Instant::now() + wait;
        let mut left_alone = self.left_alone.lock().unwrap_or_else(PoisonError::into_inner);
        *left_alone = Some(left_alone.map_or(until, |known| known.max(until)));
    }

    /// Waits until the server may be asked.
    pub(crate) async fn allowed(&self) {
        let until = *self.left_alone.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(until) = until {
            tokio::time::sleep_until(until).await;
        }
    }

    /// Whether the server refused the key before.
    pub(crate) fn is_key_refused(&self) -> bool {
        self.key_refused.load(Ordering::Relaxed)
    }

    pub(crate) fn refuse_key(&self) {
        self.key_refused.store(true, Ordering::Relaxed);
    }

    /// Waits until the server has answered to the key, or is late with that. The first who asks waits for nobody, and
    /// holds the others until it drops what it got.
    pub(crate) async fn try_key(&self) -> Option<OwnedMutexGuard<()>> {
        if self.options.key.is_none() || self.key_taken.load(Ordering::Relaxed) {
            return None;
        }
        let turn = Arc::clone(&self.key_tried).lock_owned();
        let turn = tokio::time::timeout(self.options.limits.refusal, turn)
            .await
            .ok()?;
        (!self.key_taken.load(Ordering::Relaxed)).then_some(turn)
    }

    pub(crate) fn take_key(&self) {
        self.key_taken.store(true, Ordering::Relaxed);
    }
}
