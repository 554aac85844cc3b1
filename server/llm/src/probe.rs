//! What `sysgrok doctor` says about the model.

use std::time::Duration;

use crate::{Error, Window};

/// What a server says of itself, without being asked a question that costs tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    /// From the request for the list of models to the whole answer, be that a list or not; absent when none came.
    pub latency: Option<Duration>,
    /// The status with which a server that can be asked all the same refuses a list of its models, as Azure and gateways
    /// do; neither model nor key is known to be right then. Absent where it lists them.
    pub unlisted: Option<u16>,
    /// The models listed, in the server's order.
    pub models: Vec<String>,
    /// Whether ours is among them; absent when none are listed, or when the list does not decide it (Azure).
    pub model_listed: Option<bool>,
    /// The size of the window.
    pub window: Window,
    /// Why the server cannot be used; absent when nothing stands in the way.
    pub error: Option<Error>,
}
