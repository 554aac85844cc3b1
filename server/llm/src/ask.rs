//! A question from the cache to the cache: budget, limit, tries, stream, shape.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::time::Instant;

use crate::answer::{Event, Finish, Finished, Sender, Usage};
use crate::budget::Reservation;
use crate::dialect::{self, Call, Counted, anthropic};
use crate::learned::Optional;
use crate::lines::{Lines, LinesError};
use crate::messages::{Message as Wire, Messages};
use crate::refusal::{self, Again, Failure};
use crate::shared::Shared;
use crate::{Error, Message, Provider, Request, Schema, cache, http, structured};

/// No answer is longer, in bytes.
const TEXT_LIMIT: usize = 8 << 20;
/// What is not of the protocol is passed over so often.
const GARBAGE_LIMIT: usize = 100;
/// After the model said why it stopped, what may follow (usage) is waited for this long.
const AFTERMATH: Duration = Duration::from_secs(2);

/// Answers `request` by what it sends. The receiver drops this to cancel.
pub(crate) async fn run(shared: Arc<Shared>, request: Request, sender: Sender) {
    let event = answer(&shared, &request, &sender).await.map(Event::End);
    // Nobody listens any more to an answer that nobody wants.
    let _ = sender.send(event).await;
}

async fn answer(shared: &Shared, request: &Request, sender: &Sender) -> Result<Finished, Error> {
    let kept = shared.cache.as_ref().map(|cache| {
        let hash = cache::hash(
            &shared.options,
            &shared.endpoint.origin,
            &shared.identity.model,
            request,
        );
        (cache, hash)
    });
    if request.use_cache
        && let Some((cache, hash)) = &kept
        && let Some(finished) = cache.get(hash)
    {
        let _ = sender.send(Ok(Event::Text(finished.text.clone()))).await;
        return Ok(finished);
    }
    // Held until the answer ends or is dropped. The semaphore is never closed.
    let _permit = Arc::clone(&shared.limiter).acquire_owned().await.ok();
    let finished = match &request.schema {
        None => {
            let said = Talk::new(shared, request)
                .say(&request.messages, None, Some(sender))
                .await?;
            finish(shared, said)?
        }
        Some(schema) => {
            let finished = shaped(shared, request, schema).await?;
            let _ = sender.send(Ok(Event::Text(finished.text.clone()))).await;
            finished
        }
    };
    if let Some((cache, hash)) = kept {
        let (cache, kept) = (cache.clone(), finished.clone());
        // An answer that cannot be kept is an answer still.
        let _ = tokio::task::spawn_blocking(move || cache.put(&hash, &kept)).await;
    }
    Ok(finished)
}

/// An answer in the wanted shape, after one repair at most.
async fn shaped(shared: &Shared, request: &Request, schema: &Schema) -> Result<Finished, Error> {
    let talk = Talk::new(shared, request);
    let first = talk.say(&request.messages, Some(schema), None).await?;
    let first = finish(shared, first)?;
    let problem = match structured::value(&first.text, schema) {
        Ok(value) => {
            return Ok(Finished {
                text: value.to_string(),
                ..first
            });
        }
        Err(problem) => problem,
    };
    let problem = match first.finish {
        Finish::Length => format!("it was cut at the allowed length, and {problem}"),
        _ => problem,
    };
    let messages = structured::repair(&request.messages, &first.text, &problem, schema);
    let second = talk.say(&messages, Some(schema), None).await?;
    let second = finish(shared, second)?;
    match structured::value(&second.text, schema) {
        Ok(value) => Ok(Finished {
            text: value.to_string(),
            usage: first.usage.zip(second.usage).map(|(one, other)| one.plus(other)),
            ..second
        }),
        Err(problem) => Err(Error::OffSchema {
            problem,
            text: second.text,
        }),
    }
}

fn finish(shared: &Shared, said: Said) -> Result<Finished, Error> {
    if said.text.trim().is_empty() {
        return Err(Error::Empty { finish: said.finish });
    }
    let mut warnings = said.warnings;
    if let Some(temperature) = shared.options.temperature {
        if !shared.learned().takes(Optional::Temperature) {
            warnings.push(format!(
                "{} takes no temperature, so that yours was left out",
                shared.identity.model
            ));
        } else if shared.identity.provider == Provider::Anthropic && temperature > anthropic::HOTTEST {
            warnings.push(format!(
                "{} takes temperatures up to {}, which was sent in place of yours",
                shared.identity.model,
                anthropic::HOTTEST
            ));
        }
    }
    Ok(Finished {
        text: said.text,
        finish: said.finish,
        usage: said.usage,
        from_cache: false,
        warnings,
    })
}

/// What a model said.
#[derive(Debug)]
struct Said {
    text: String,
    finish: Finish,
    usage: Option<Usage>,
    warnings: Vec<String>,
}

/// A question with its tries.
struct Talk<'a> {
    shared: &'a Shared,
    request: &'a Request,
}

impl<'a> Talk<'a> {
    fn new(shared: &'a Shared, request: &'a Request) -> Talk<'a> {
        Talk { shared, request }
    }

    /// Asks until there is an answer or no sense in asking. Text goes to `sender` as it comes.
    async fn say(
        &self,
        messages: &[Message],
        schema: Option<&Schema>,
        sender: Option<&Sender>,
    ) -> Result<Said, Error> {
        let shared = self.shared;
        let window = match shared.identity.provider {
            Provider::Ollama => Some(shared.window().await.0.tokens),
            _ => None,
        };
        let bytes =
            self.request.system.len() + messages.iter().map(|message| message.text.len()).sum::<usize>();
        let input = shared.counter.estimate(bytes);
        let mut reservation = shared.budget.reserve(input as u64).await?;
        let mut tries = 0;
        loop {
            shared.allowed().await;
            let learned = shared.learned().clone();
            let mut system = self.request.system.clone();
            if let Some(schema) = schema
                && (!learned.takes(Optional::Schema) || !shared.endpoint.is_default())
            {
                // Servers that pass over a schema in silence are told in words as well.
                if !system.is_empty() {
                    system.push_str("\n\n");
                }
                system.push_str(&structured::instructions(schema));
            }
            let call = Call {
                model: &shared.identity.model,
                system: &system,
                messages,
                max_output_tokens: self.request.max_output_tokens,
                temperature: shared.options.temperature,
                schema,
                window,
                is_default_server: shared.endpoint.is_default()
                    || shared.identity.provider == Provider::Azure,
            };
            let body = dialect::body(shared.identity.provider, &call, &learned);
            let failure = match self.once(&body, sender, input, &mut reservation).await {
                Ok(mut said) => {
                    self.account(&mut said, bytes, window, &mut reservation, input);
                    return Ok(said);
                }
                Err(failure) => failure,
            };
            if failure.error.is_partial() {
                return Err(failure.error);
            }
            reservation.use_tokens(0);
            if let Some(complaint) = &failure.complaint
                && matches!(failure.error, Error::Refused { .. } | Error::Server { .. })
                && shared.learned().learn(
                    shared.identity.provider,
                    &body,
                    complaint.status,
                    complaint.parameter.as_deref(),
                    &complaint.message,
                )
            {
                continue;
            }
            let wait = self.wait(&failure, tries);
            let Some(wait) = wait else {
                return Err(self.explained(failure.error).await);
            };
            tries += 1;
            if matches!(failure.again, Again::After(Some(_))) {
                shared.leave_alone(wait);
            } else {
                tokio::time::sleep(wait).await;
            }
        }
    }

    /// How long to wait before the next try; nothing when there is none.
    fn wait(&self, failure: &Failure, tries: u32) -> Option<Duration> {
        let limits = &self.shared.options.limits;
        let (most, named) = match failure.again {
            Again::No => return None,
            Again::After(named) => (limits.retries, named),
            // Where nothing listens on this machine, it will not in a second.
            Again::Connection if self.shared.endpoint.is_loopback => (limits.retries.min(1), None),
            Again::Connection => (limits.retries.min(2), None),
        };
        if tries >= most || named.is_some_and(|wait| wait > limits.longest_wait) {
            return None;
        }
        let own = limits.backoff.saturating_mul(1 << tries.min(16));
        let varied = own.mul_f64(0.5 + fastrand::f64() / 2.0).min(limits.longest_wait);
        Some(named.map_or(varied, |wait| wait + varied.min(wait / 10)))
    }

    /// One request and its answer.
    async fn once(
        &self,
        body: &Value,
        sender: Option<&Sender>,
        input: usize,
        reservation: &mut Reservation,
    ) -> Result<Said, Failure> {
        let shared = self.shared;
        let limits = &shared.options.limits;
        let turn = shared.try_key().await;
        if shared.is_key_refused() {
            return Err(Failure::last(Error::WrongKey {
                origin: shared.endpoint.origin.clone(),
            }));
        }
        let first = Instant::now() + limits.first_byte;
        let url = shared.endpoint.chat(&shared.identity.model);
        let request = shared.request(url, Some(body)).map_err(Failure::last)?;
        let late = || {
            Failure::last(Error::TimedOut {
                origin: shared.endpoint.origin.clone(),
                within: limits.first_byte,
            })
        };
        let response = tokio::time::timeout_at(first, request.send())
            .await
            .map_err(|_| late())?
            .map_err(|error| http::failure(&error, shared.identity.provider, &shared.endpoint))?;
        let status = response.status();
        if !status.is_success() {
            let headers = response.headers().clone();
            let text = http::text(response).await;
            let failure = refusal::read(shared.asked(true), status.as_u16(), &headers, &text);
            if matches!(failure.error, Error::WrongKey { .. }) {
                shared.refuse_key();
            }
            return Err(failure);
        }
        shared.take_key();
        drop(turn);
        // Where HTTP itself marks the end, an answer that just ends was not cut on the way to us.
        let is_framed = response.version() >= reqwest::Version::HTTP_2
            || response.content_length().is_some()
            || response.headers().contains_key("transfer-encoding");
        let status = status.as_u16();
        let mut messages = Messages::new(Lines::new(response.bytes_stream(), first, limits.idle));
        let mut heard = Heard::default();
        loop {
            let next = if heard.finish.is_some() {
                // The answer is there; what follows is not worth an error.
                tokio::time::timeout(AFTERMATH, messages.next())
                    .await
                    .unwrap_or(Ok(None))
                    .or(Ok(None))
            } else {
                messages.next().await
            };
            let message = match next {
                Ok(Some(message)) => message,
                Ok(None) => break,
                Err(error) => return Err(self.broken(error, &heard)),
            };
            let told = match message {
                Wire::Done => {
                    heard.finish.get_or_insert(Finish::Stop);
                    break;
                }
                Wire::Garbage => {
                    heard.garbage += 1;
                    if heard.garbage > GARBAGE_LIMIT {
                        break;
                    }
                    continue;
                }
                Wire::Json(json) => dialect::read(shared.identity.provider, json),
            };
            if let Some(error) = told.error {
                let failure = refusal::read_message(shared.asked(true), &error);
                return Err(if heard.text.is_empty() {
                    failure
                } else {
                    let reason = failure.complaint.map(|complaint| complaint.message);
                    self.interrupted(reason.as_deref().unwrap_or("the server failed"))
                });
            }
            heard.is_known |= told.is_known;
            heard.counted.follow(told.usage);
            if !told.text.is_empty() {
                heard.text.push_str(&told.text);
                reservation.use_tokens((input + shared.counter.estimate(heard.text.len())) as u64);
                if heard.text.len() > TEXT_LIMIT {
                    return Err(Failure::last(Error::TooLarge {
                        origin: shared.endpoint.origin.clone(),
                        limit: TEXT_LIMIT,
                    }));
                }
                if let Some(sender) = sender {
                    let _ = sender.send(Ok(Event::Text(told.text))).await;
                }
            }
            heard.finish = told.finish.or(heard.finish);
            if told.is_end {
                heard.finish.get_or_insert(Finish::Stop);
                break;
            }
        }
        self.judge(heard, &messages.start, is_framed, status)
    }

    /// What was heard until nothing more came.
    fn judge(&self, heard: Heard, start: &str, is_framed: bool, status: u16) -> Result<Said, Failure> {
        let shared = self.shared;
        let mut warnings = Vec::new();
        if heard.text.is_empty() && !heard.is_known && !start.is_empty() {
            return Err(Failure::last(shared.not_understood(start, status)));
        }
        if heard.garbage > 0 {
            warnings.push("parts of the answer could not be read, and were left out".into());
        }
        let finish = match heard.finish {
            Some(finish) => finish,
            None if !is_framed && !heard.text.is_empty() => {
                return Err(self.interrupted("the connection was closed"));
            }
            None => {
                warnings.push("the server did not say that the answer is whole".into());
                Finish::Other
            }
        };
        Ok(Said {
            text: heard.text,
            finish,
            usage: heard.counted.usage(),
            warnings,
        })
    }

    fn broken(&self, error: LinesError, heard: &Heard) -> Failure {
        let shared = self.shared;
        let reason = match &error {
            LinesError::TooLarge => {
                return Failure::last(Error::TooLarge {
                    origin: shared.endpoint.origin.clone(),
                    limit: TEXT_LIMIT,
                });
            }
            LinesError::Silence(limit) if heard.is_known => {
                format!("nothing came for {} s", limit.as_secs_f32())
            }
            LinesError::Silence(limit) => {
                return Failure::last(Error::TimedOut {
                    origin: shared.endpoint.origin.clone(),
                    within: *limit,
                });
            }
            LinesError::Transport(error) => http::reason(error),
        };
        if heard.text.is_empty() {
            return match error {
                LinesError::Transport(error) => {
                    http::failure(&error, shared.identity.provider, &shared.endpoint)
                }
                _ => self.interrupted(&reason),
            };
        }
        self.interrupted(&reason)
    }

    fn interrupted(&self, reason: &str) -> Failure {
        Failure::last(Error::Interrupted {
            origin: self.shared.endpoint.origin.clone(),
            reason: reason.into(),
        })
    }

    /// An error with what can be found out about it cheaply.
    async fn explained(&self, error: Error) -> Error {
        match error {
            // It may have come as an answer, in whose head nothing was amiss.
            Error::WrongKey { .. } => {
                self.shared.refuse_key();
                error
            }
            Error::UnknownModel { origin, model, .. } => {
                let mut listed = self.shared.models().await.unwrap_or_default();
                listed.sort_by_key(|name| std::cmp::Reverse(likeness(name, &model)));
                Error::UnknownModel {
                    origin,
                    model,
                    listed,
                }
            }
            Error::ContextTooLong { window: None, needed } => Error::ContextTooLong {
                window: Some(self.shared.window().await.0)
                    .filter(|window| window.source != crate::WindowSource::Assumed)
                    .map(|window| window.tokens),
                needed,
            },
            other => other,
        }
    }

    /// Counts what an answer cost, and learns from it.
    fn account(
        &self,
        said: &mut Said,
        bytes: usize,
        window: Option<u32>,
        reservation: &mut Reservation,
        input: usize,
    ) {
        let counter = &self.shared.counter;
        let Some(usage) = said.usage else {
            reservation.use_tokens((input + counter.estimate(said.text.len())) as u64);
            return;
        };
        reservation.use_tokens(usage.input.saturating_add(usage.output));
        if self.shared.identity.provider != Provider::Ollama {
            counter.calibrate(bytes, usage.input);
            return;
        }
        // Ollama counts what it read, which is less than was sent where it cut the beginning or had it in its cache. Only
        // a count at the window's end says that it cut.
        let window = window.unwrap_or(u32::MAX);
        let is_full = usage.input.saturating_add(usage.output) >= u64::from(window);
        if is_full && bytes as u64 / 8 > usage.input / 2 {
            said.warnings.push(format!(
                "the question may have been cut at the beginning, since it fills the window of {window} tokens: set a larger context window"
            ));
        }
    }
}

/// What was read of an answer.
#[derive(Default)]
struct Heard {
    text: String,
    finish: Option<Finish>,
    counted: Counted,
    is_known: bool,
    garbage: usize,
}

/// How many characters two names have in common at their beginnings.
fn likeness(one: &str, other: &str) -> usize {
    one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count()
}
