//! What all answers say of a profile.

use lsp_types::Uri;
use serde::{Deserialize, Serialize};

/// A loaded profile, and what of it is shown.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::lsp) struct ProfileInfo {
    /// Its file.
    #[cfg_attr(test, schemars(with = "super::tests::Uri"))]
    pub(in crate::lsp) uri: Uri,
    /// Its path, relative to the folder of the workspace where it lies in it.
    pub(in crate::lsp) name: String,
    /// What is counted, such as `cpu`.
    pub(in crate::lsp) value_type: String,
    /// The unit of `whole`, such as `nanoseconds`.
    pub(in crate::lsp) unit: String,
    /// What shares are fractions of, in `unit`.
    pub(in crate::lsp) whole: f64,
    /// Whether the file shows the whole recording. If not, only the heaviest entries were printed.
    pub(in crate::lsp) complete: bool,
    /// Samples of the whole; `null` when the profile does not count them.
    pub(in crate::lsp) samples: Option<i64>,
    /// Where it comes from.
    pub(in crate::lsp) provenance: Provenance,
}

/// Where a profile comes from, as far as it says.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::lsp) struct Provenance {
    /// The format of the file, such as `perf-script`.
    pub(in crate::lsp) format: Option<String>,
    /// What recorded it, with its version.
    pub(in crate::lsp) tool: Option<String>,
    /// The recorded command line.
    pub(in crate::lsp) command: Option<String>,
    /// When the recording began, RFC 3339.
    pub(in crate::lsp) recorded: Option<String>,
    /// The machine.
    pub(in crate::lsp) host: Option<String>,
    /// The revision of the source that was running.
    pub(in crate::lsp) revision: Option<String>,
}
