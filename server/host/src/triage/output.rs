//! What the steps printed.

use std::collections::BTreeMap;
use std::time::Duration;

/// How far back logs are read unless told otherwise.
pub(crate) const DEFAULT_SINCE: Duration = Duration::from_secs(3600);

/// How a command ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exit {
    /// By itself, with this code.
    Code(i32),
    /// It was ended after its time was up. What it printed before counts.
    TimedOut,
    /// It never ran, or the connection was lost: why.
    Failed(String),
}

/// What one command printed, and how it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Standard output; what is no UTF-8 is replaced.
    pub text: String,
    /// Standard error.
    pub errors: String,
    /// How it ended.
    pub exit: Exit,
}

impl Output {
    /// What a command printed that ended well.
    pub fn of(text: impl Into<String>) -> Output {
        Output {
            text: text.into(),
            errors: String::new(),
            exit: Exit::Code(0),
        }
    }
}

/// The outputs of one host.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outputs {
    /// By id of the [`Step`](super::Step). An id that is no step's is ignored.
    pub by_step: BTreeMap<String, Output>,
    /// The [`Options::since`](super::Options) that the steps were made with.
    pub since: Option<Duration>,
    /// Known to be within a container; otherwise the outputs tell.
    pub is_container: bool,
}

impl Outputs {
    /// How far back logs are looked at, in seconds.
    pub(crate) fn since_seconds(&self) -> f64 {
        self.since.unwrap_or(DEFAULT_SINCE).as_secs_f64()
    }
}
