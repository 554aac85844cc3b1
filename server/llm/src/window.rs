//! How much a model takes at once.

use serde::{Deserialize, Serialize};

/// The size of a model's window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// Tokens, input and output together.
    pub tokens: u32,
    /// How it is known.
    pub source: WindowSource,
}

/// How the size of a window is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WindowSource {
    /// The user's setting.
    Setting,
    /// The server said it.
    Server,
    /// A table of well-known models.
    Table,
    /// Nothing is known; a small one is assumed.
    Assumed,
}
