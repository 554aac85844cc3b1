//! `sysgrok/callers`.

use lsp_types::{Location, Uri};
use serde::{Deserialize, Serialize};

/// Parameters of `sysgrok/callers`. All but the function may be left out.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::lsp) struct CallersParams {
    /// The file of a loaded profile; `null` for the one that is shown.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<super::tests::Uri>"))]
    pub(in crate::lsp) profile: Option<Uri>,
    /// The function's name, as in `HotSpot`.
    pub(in crate::lsp) function: String,
    /// At most this many callers, and as many callees; 20 when left out.
    #[serde(default = "twenty")]
    pub(in crate::lsp) limit: usize,
}

fn twenty() -> usize {
    20
}

/// Who calls a function, and what it calls.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[expect(clippy::struct_field_names, reason = "they are the protocol's")]
pub(in crate::lsp) struct Callers {
    /// The function's name.
    pub(in crate::lsp) function: String,
    /// Self.
    #[serde(rename = "self")]
    pub(in crate::lsp) own: Option<f64>,
    /// Total.
    pub(in crate::lsp) total: Option<f64>,
    /// Who calls it, heaviest first. Empty where the profile tells of no calls.
    pub(in crate::lsp) callers: Vec<CallEdge>,
    /// What it calls, heaviest first.
    pub(in crate::lsp) callees: Vec<CallEdge>,
}

/// A function at the other end of a call.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::lsp) struct CallEdge {
    /// Its name.
    pub(in crate::lsp) name: String,
    /// Where its name stands now; `null` when it is not in the workspace.
    #[cfg_attr(test, schemars(with = "Option<super::tests::Location>"))]
    pub(in crate::lsp) location: Option<Location>,
    /// Its binary or library; `null` when it is not known.
    pub(in crate::lsp) mapping: Option<String>,
    /// The share of the whole profile that goes through this call.
    pub(in crate::lsp) total: Option<f64>,
    /// The same as a fraction of the total of the function that was asked about; `null` when that has none.
    pub(in crate::lsp) of_function: Option<f64>,
}
