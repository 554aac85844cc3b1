//! What `sysgrok doctor` says about the model.

use std::time::Duration;

use crate::{Error, Window};

/// What a server says of itself, without being asked a question that costs tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    /// From the request for the list of models to its whole answer; absent when none came.
    pub latency: Option<Duration>,
    /// The models listed, in the server's order.
    pub models: Vec<String>,
    /// Whether ours is among them; absent when none are listed, or when the list does not decide it (Azure).
    pub model_listed: Option<bool>,
    /// The size of the window.
    pub window: Window,
    /// Why the server cannot be used; absent when nothing stands in the way.
    pub error: Option<Error>,
}
