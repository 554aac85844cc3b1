//! The models of `llm` as `ask` wants them; one client for each configuration, so that its limits hold for all that ask.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use ask::{Call, End, Model, ModelError, Piece, Speaker, Usage};
use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;
use futures_util::{FutureExt, StreamExt, future};
use llm::{Client, Event, Finish, Message, Request, Role};

use crate::asking::configured::{Environment, ModelChoice, ModelFault, choose, parallel};
use crate::asking::policy::Policy;
use crate::asking::windows::Windows;
use crate::settings::ModelSettings;

/// The models of a process.
pub struct Models {
    policy: PathBuf,
    state: Option<PathBuf>,
    cache: Option<PathBuf>,
    known: Mutex<Option<(ModelSettings, ModelChoice, Asked)>>,
}

impl Models {
    /// Keeps usage under `state` and answers under `cache`; nothing is kept where they are absent. `policy` is the file
    /// of the administrator's rules.
    pub fn new(policy: PathBuf, state: Option<PathBuf>, cache: Option<PathBuf>) -> Models {
        Models {
            policy,
            state,
            cache,
            known: Mutex::new(None),
        }
    }

    /// The model that is configured; absent when none is. Nobody is asked anything.
    ///
    /// # Errors
    /// When what is set makes no sense, or the policy forbids it.
    pub fn configured(
        &self,
        settings: &ModelSettings,
        choice: &ModelChoice,
        environment: Environment<'_>,
    ) -> Result<Option<Asked>, ModelFault> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, _, asked)) = known
            .as_ref()
            .filter(|(of, with, _)| of == settings && with == choice)
        {
            return Ok(Some(asked.clone()));
        }
        let policy = Policy::read(&self.policy)?;
        let (state, cache) = (self.state.as_deref(), self.cache.as_deref());
        let asked = choose(settings, choice, environment, &policy, state, cache)?.map(|client| Asked {
            client,
            parallel: parallel(settings, choice),
            // What the user sets needs no memory.
            windows: cache
                .filter(|_| settings.context_window.is_none())
                .map(Windows::new),
            window: Arc::default(),
        });
        *known = asked
            .clone()
            .map(|asked| (settings.clone(), choice.clone(), asked));
        Ok(asked)
    }

    /// The administrator's rules.
    ///
    /// # Errors
    /// When they are there and not understood.
    pub fn policy(&self) -> Result<Policy, ModelFault> {
        Ok(Policy::read(&self.policy)?)
    }
}

/// A client as `ask` wants it.
#[derive(Clone, Debug)]
pub struct Asked {
    client: Client,
    parallel: usize,
    windows: Option<Windows>,
    /// What the server was asked for and is not remembered yet; zero when there is nothing to remember.
    window: Arc<AtomicU32>,
}

impl Asked {
    /// The client.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The window, where it is known without asking anybody; absent before the first question.
    pub fn known_window(&self) -> Option<u32> {
        self.windows.as_ref()?.get(&self.whole_name(), SystemTime::now())
    }

    /// The model and its server.
    fn whole_name(&self) -> String {
        let identity = self.client.identity();
        format!("{} {}", identity.endpoint, identity.model)
    }
}

impl Model for Asked {
    fn label(&self) -> String {
        let identity = self.client.identity();
        let host = identity
            .endpoint
            .split_once("://")
            .map_or(identity.endpoint.as_str(), |(_, host)| host);
        format!("{} at {host}", identity.model)
    }

    fn window(&self) -> BoxFuture<'_, u32> {
        async {
            let Some(windows) = &self.windows else {
                return self.client.window().await.tokens;
            };
            if let Some(known) = windows.get(&self.whole_name(), SystemTime::now()) {
                return known;
            }
            let window = self.client.window().await.tokens;
            self.window.store(window, Ordering::Relaxed);
            window
        }
        .boxed()
    }

    fn tokens(&self, text: &str) -> usize {
        self.client.tokens(text)
    }

    fn parallel(&self) -> usize {
        self.parallel
    }

    fn cached(&self, call: &Call) -> Option<String> {
        self.client
            .cached(&request(call.clone()))
            .map(|finished| finished.text)
    }

    fn call(&self, call: Call) -> BoxStream<'static, Result<Piece, ModelError>> {
        let (windows, name) = (self.windows.clone(), self.whole_name());
        let window = self.window.clone();
        (self.client.ask(request(call)))
            .map(move |event| match event {
                Ok(Event::Text(text)) => Ok(Piece::Text(text)),
                Ok(Event::End(finished)) => {
                    // Zero when it was remembered already. A server that has not answered yet may say more next time.
                    let asked = window.swap(0, Ordering::Relaxed);
                    if let (Some(windows), 1.., false) = (&windows, asked, finished.from_cache) {
                        windows.remember(&name, asked, SystemTime::now());
                    }
                    Ok(Piece::End(End {
                        cut: cut(finished.finish),
                        from_cache: finished.from_cache,
                        usage: finished.usage.map(|usage| Usage {
                            input: usage.input,
                            output: usage.output,
                        }),
                        warnings: finished.warnings,
                    }))
                }
                Err(error) => {
                    if let (Some(windows), Some(_)) = (&windows, error.too_long()) {
                        windows.forget(&name);
                    }
                    Err(ModelError {
                        too_long: error.too_long(),
                        message: error.to_string(),
                    })
                }
            })
            // After an error nothing more comes.
            .scan(false, |failed, piece| {
                let was = std::mem::replace(failed, piece.is_err());
                future::ready((!was).then_some(piece))
            })
            .boxed()
    }
}

fn cut(finish: Finish) -> Option<String> {
    match finish {
        Finish::Stop | Finish::Other => None,
        Finish::Length => Some(
            "it reached the longest that was allowed: ask it to go on (with --chat, or as a follow-up in the editor), \
             or choose a model with a larger window"
                .to_owned(),
        ),
        Finish::Filter => Some("the provider's content filter cut it: ask in other words, or choose another model".to_owned()),
    }
}

fn request(call: Call) -> Request {
    let role = |speaker| match speaker {
        Speaker::User => Role::User,
        Speaker::Model => Role::Assistant,
    };
    Request {
        system: call.system,
        messages: (call.turns.into_iter())
            .map(|turn| Message {
                role: role(turn.speaker),
                text: turn.text,
            })
            .collect(),
        max_output_tokens: call.max_output_tokens,
        schema: call.schema.map(|schema| llm::Schema {
            name: schema.name.to_owned(),
            json: schema.json,
            accepted: schema.accepted,
        }),
        prompt_version: call.prompt_version,
        use_cache: call.use_cache,
    }
}
