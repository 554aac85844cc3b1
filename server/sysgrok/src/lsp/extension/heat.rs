//! `sysgrok/heat`.

use lsp_types::{Range, TextDocumentIdentifier};
use serde::{Deserialize, Serialize};

use super::ProfileInfo;

/// Parameters of `sysgrok/heat`.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::lsp) struct HeatParams {
    /// The document; it need not be open.
    #[cfg_attr(test, schemars(with = "super::tests::TextDocumentIdentifier"))]
    pub(in crate::lsp) text_document: TextDocumentIdentifier,
}

/// The heat of one document, as it is now.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::lsp) struct DocumentHeat {
    /// The profile that is shown.
    pub(in crate::lsp) profile: ProfileInfo,
    /// The version of the open document that the ranges count in; `null` when it is not open.
    pub(in crate::lsp) version: Option<i32>,
    /// Self of the file: the share of the code that stands in it.
    #[serde(rename = "self")]
    pub(in crate::lsp) own: Option<f64>,
    /// Total of the file: the share of the stacks that pass through it.
    pub(in crate::lsp) total: Option<f64>,
    /// Whether the file has changed since the recording in ways that are not known. Functions then have
    /// heat, lines have none.
    pub(in crate::lsp) stale: bool,
    /// Hottest first.
    pub(in crate::lsp) functions: Vec<FunctionHeat>,
    /// Hottest first.
    pub(in crate::lsp) lines: Vec<LineHeat>,
}

/// The heat of one function.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::lsp) struct FunctionHeat {
    /// Its name with all it is nested in, as the source writes it.
    pub(in crate::lsp) name: String,
    /// All of it.
    #[cfg_attr(test, schemars(with = "super::tests::Range"))]
    pub(in crate::lsp) range: Range,
    /// Its name.
    #[cfg_attr(test, schemars(with = "super::tests::Range"))]
    pub(in crate::lsp) selection_range: Range,
    /// Self.
    #[serde(rename = "self")]
    pub(in crate::lsp) own: Option<f64>,
    /// Total: with all it calls, counted once per stack.
    pub(in crate::lsp) total: Option<f64>,
    /// The samples behind its self; `null` when the profile does not count samples, or none hit it.
    pub(in crate::lsp) samples: Option<Samples>,
    /// Whether the place of its lines is not known.
    pub(in crate::lsp) stale: bool,
}

/// How many samples stand behind a share.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::lsp) struct Samples {
    /// Samples that hit it.
    pub(in crate::lsp) hit: i64,
    /// Samples of the whole profile.
    pub(in crate::lsp) of: i64,
    /// The relative standard error, as a fraction: of 9 samples 0.33.
    pub(in crate::lsp) margin: f64,
}

/// The heat of one line.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::lsp) struct LineHeat {
    /// From its first character that is not blank to its last.
    #[cfg_attr(test, schemars(with = "super::tests::Range"))]
    pub(in crate::lsp) range: Range,
    /// Self.
    #[serde(rename = "self")]
    pub(in crate::lsp) own: Option<f64>,
    /// Total.
    pub(in crate::lsp) total: Option<f64>,
}
