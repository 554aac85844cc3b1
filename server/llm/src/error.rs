//! What can go wrong, each as one sentence on what happened and what to do.

use std::time::Duration;

use crate::Finish;

/// Why there is no answer, or not all of it. Never holds a key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The settings do not make sense.
    #[error("{problem}: {remedy}")]
    Settings {
        /// What is wrong.
        problem: String,
        /// What to do.
        remedy: String,
    },
    /// The server wants a key, and there is none.
    #[error("{origin} wants a key and none is set: set GAI_API_KEY, or the key in your user settings")]
    NoKey {
        /// Who was asked.
        origin: String,
    },
    /// The server does not take the key.
    #[error(
        "{origin} does not accept the key: check GAI_API_KEY or the key in your user settings, or make a new key"
    )]
    WrongKey {
        /// Who was asked.
        origin: String,
    },
    /// The key is known but may not do this.
    #[error(
        "{origin} does not permit this with your key ({message}): ask for access, or choose another model"
    )]
    Forbidden {
        /// Who was asked.
        origin: String,
        /// What the server says.
        message: String,
    },
    /// The account is out of money.
    #[error(
        "the account at {origin} has no credit left ({message}): add credit there, or choose another provider"
    )]
    NoCredit {
        /// Who was asked.
        origin: String,
        /// What the server says.
        message: String,
    },
    /// The server has no such model.
    #[error("{origin} has no model `{model}`: {}", listed_models(listed))]
    UnknownModel {
        /// Who was asked.
        origin: String,
        /// For what.
        model: String,
        /// Models that the server lists, likeliest first; empty where it lists none.
        listed: Vec<String>,
    },
    /// Input, or input and wanted output, are longer than the window.
    #[error("the question is too long for the model{}: ask about less, or choose a model with a larger window", too_long(*needed, *window))]
    ContextTooLong {
        /// What the model takes, in tokens; absent when unknown.
        window: Option<u32>,
        /// What it would have had to take, in tokens; absent when unknown.
        needed: Option<u32>,
    },
    /// Too many requests.
    #[error("{origin} takes no more requests for now{}: wait, or lower the number of parallel queries", after.map(|wait| format!(", for another {} s", wait.as_secs().max(1))).unwrap_or_default())]
    RateLimited {
        /// Who was asked.
        origin: String,
        /// When it will again; absent when it does not say.
        after: Option<Duration>,
    },
    /// The server failed, repeatedly.
    #[error("{origin} failed with status {status} ({message}): try again later")]
    Server {
        /// Who was asked.
        origin: String,
        /// The HTTP status.
        status: u16,
        /// What the server says.
        message: String,
    },
    /// The server does not take the request.
    #[error(
        "{origin} refused the request with status {status} ({message}): check the provider, endpoint and model"
    )]
    Refused {
        /// Who was asked.
        origin: String,
        /// The HTTP status.
        status: u16,
        /// What the server says.
        message: String,
    },
    /// A filter of the server stopped the question or the answer.
    #[error("a content filter of {origin} stopped this ({message}): ask in other words")]
    Filtered {
        /// Who was asked.
        origin: String,
        /// What the server says.
        message: String,
    },
    /// A web page came instead of an answer.
    #[error(
        "instead of a model, a web page answers at {origin} (status {status}, `{title}`): check the endpoint, and whether a proxy or login page is in between"
    )]
    Page {
        /// Who was asked.
        origin: String,
        /// The HTTP status.
        status: u16,
        /// The page's title, or its beginning.
        title: String,
    },
    /// The server sends us elsewhere, where we do not go.
    #[error("{origin} redirects to {to}, which is not followed: set the endpoint to the right address")]
    Redirected {
        /// Who was asked.
        origin: String,
        /// Where it points; origin and path.
        to: String,
    },
    /// No connection.
    #[error("{origin} cannot be reached ({reason}): {remedy}")]
    Unreachable {
        /// Who was asked.
        origin: String,
        /// Why.
        reason: String,
        /// What to do.
        remedy: String,
    },
    /// No answer in time. What is cut off later is [`Error::Interrupted`].
    #[error("{origin} did not begin to answer within {} s: try again, or raise the time limit for the first byte", within.as_secs_f32())]
    TimedOut {
        /// Who was asked.
        origin: String,
        /// How long was waited.
        within: Duration,
    },
    /// The answer broke off. Its text so far was given as events; it is partial.
    #[error("the answer broke off ({reason}), what is shown is partial: ask again")]
    Interrupted {
        /// Who was asked.
        origin: String,
        /// Why.
        reason: String,
    },
    /// The answer is larger than any can be. Its text so far was given as events; it is partial.
    #[error("the answer of {origin} was cut at {} MiB, what is shown is partial: ask for less", limit >> 20)]
    TooLarge {
        /// Who was asked.
        origin: String,
        /// At most this many bytes.
        limit: usize,
    },
    /// The model said nothing.
    #[error("the model gave an empty answer{}", empty(*finish))]
    Empty {
        /// Why it stopped.
        finish: Finish,
    },
    /// The answer has not the shape that was asked for, nor after one repair.
    #[error(
        "the model's answer has not the form that was asked for ({problem}): ask again, or choose a more capable model"
    )]
    OffSchema {
        /// What is wrong with it.
        problem: String,
        /// What it said.
        text: String,
    },
    /// What came is not the protocol of the provider.
    #[error(
        "what {origin} answers is not the protocol of `{provider}` (`{sample}`): check the provider and the endpoint"
    )]
    NotUnderstood {
        /// Who was asked.
        origin: String,
        /// Whose protocol was expected.
        provider: String,
        /// The beginning of what came.
        sample: String,
    },
    /// The day's tokens are used up.
    #[error(
        "the budget of {limit} tokens a day does not allow this ({used} are used): wait until tomorrow (UTC), or raise the tokens a day in your settings"
    )]
    Budget {
        /// Tokens used today.
        used: u64,
        /// Tokens allowed a day.
        limit: u64,
    },
    /// Tokens cannot be counted, so that no budget can be kept.
    #[error(
        "the tokens of the day cannot be counted in {path} ({reason}): make it writable, or remove the tokens a day from your settings"
    )]
    UsageFile {
        /// The file.
        path: String,
        /// Why.
        reason: String,
    },
}

impl Error {
    /// Whether text came before, which is then partial.
    pub fn is_partial(&self) -> bool {
        matches!(self, Error::Interrupted { .. } | Error::TooLarge { .. })
    }

    /// Whether the input was longer than the window, and the window where known.
    pub fn too_long(&self) -> Option<Option<u32>> {
        match self {
            Error::ContextTooLong { window, .. } => Some(*window),
            _ => None,
        }
    }
}

fn listed_models(listed: &[String]) -> String {
    if listed.is_empty() {
        return "set GAI_MODEL, or the model in your user settings, to one that it has".into();
    }
    let names: Vec<String> = listed.iter().take(8).map(|name| format!("`{name}`")).collect();
    let more = if listed.len() > 8 { ", ..." } else { "" };
    format!(
        "set GAI_MODEL, or the model in your user settings, to one of {}{more}",
        names.join(", ")
    )
}

fn too_long(needed: Option<u32>, window: Option<u32>) -> String {
    match (needed, window) {
        (Some(needed), Some(window)) => format!(" ({needed} tokens, and it takes {window})"),
        (None, Some(window)) => format!(" (it takes {window} tokens)"),
        (Some(needed), None) => format!(" ({needed} tokens)"),
        (None, None) => String::new(),
    }
}

fn empty(finish: Finish) -> &'static str {
    match finish {
        Finish::Length => " since it used all tokens allowed before the first word: allow more output tokens",
        Finish::Filter => " since a content filter stopped it: ask in other words",
        Finish::Stop | Finish::Other => ": ask again, or choose another model",
    }
}
