//! What is known of a host: what its triage found, and what commands printed there.

use serde::{Deserialize, Serialize};

/// One host, or several that are compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct HostFacts {
    /// The hosts, as the user calls them.
    pub hosts: Vec<String>,
    /// What the user says is wrong; absent when nothing was said.
    pub problem: Option<String>,
    /// What the triage found, as plain text; empty when there was none.
    pub triage: String,
    /// What commands printed, in the order of their numbers.
    pub outputs: Vec<OutputFacts>,
    /// What could not be seen, and why: a permission is no sign of health.
    pub not_seen: Vec<String>,
}

/// What a command printed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OutputFacts {
    /// As reports cite it: `[cmd 4, lines 10-12]`.
    pub number: usize,
    /// Where it ran; absent where there is one host only.
    pub host: Option<String>,
    /// The command line as it ran.
    pub command: String,
    /// How it ended: `exit code 0`, `stopped after 10 s`.
    pub ended: String,
    /// What it printed, without escape sequences; its lines count from 1.
    pub text: String,
    /// All that it printed, where `text` is a summary.
    pub full: Option<String>,
}
