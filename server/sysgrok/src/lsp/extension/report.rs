//! `sysgrok/report`, `sysgrok/reports` and `sysgrok/reportText`.

use lsp_types::Uri;
use serde::{Deserialize, Serialize};

/// Parameters of `sysgrok/report`.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::lsp) struct ReportParams {
    /// The report's file, by which it is known: its folder outlasts the server.
    #[cfg_attr(test, schemars(with = "super::tests::Uri"))]
    pub(in crate::lsp) uri: Uri,
    /// The one answer that is being written; also the token of its progress. A follow-up has another.
    pub(in crate::lsp) id: String,
    /// The report's title, in markdown.
    pub(in crate::lsp) title: String,
    /// What comes after all that came before under this `id`: markdown, to be shown without raw HTML. The first under an
    /// `id` is all that stands in the report so far.
    pub(in crate::lsp) text: String,
    /// The model that answered, said at the end; `null` when none did.
    pub(in crate::lsp) model: Option<String>,
    /// What is done at the moment, such as `asking gpt-6 at api.openai.com`; `null` when that has not changed.
    pub(in crate::lsp) progress: Option<String>,
    /// Whether nothing more comes under this `id`.
    pub(in crate::lsp) done: bool,
}

/// Parameters of `sysgrok/reports`. It may be left out.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::lsp) struct ReportsParams {
    /// At most this many; 200 when left out, which is how many are kept.
    pub(in crate::lsp) limit: usize,
}

impl Default for ReportsParams {
    fn default() -> ReportsParams {
        ReportsParams { limit: 200 }
    }
}

/// The reports that are kept.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::lsp) struct Reports {
    /// Newest first.
    pub(in crate::lsp) reports: Vec<ReportInfo>,
}

/// A report.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::lsp) struct ReportInfo {
    /// Its file.
    #[cfg_attr(test, schemars(with = "super::tests::Uri"))]
    pub(in crate::lsp) uri: Uri,
    /// Its title, in markdown.
    pub(in crate::lsp) title: String,
    /// When it was begun, RFC 3339; `null` when its file's name does not say it.
    pub(in crate::lsp) created: Option<String>,
    /// Whether this server is writing it.
    pub(in crate::lsp) running: bool,
    /// The answer that is being written, as in `ReportParams`; `null` when none is.
    pub(in crate::lsp) id: Option<String>,
}

/// Parameters of `sysgrok/reportText`.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::lsp) struct ReportTextParams {
    /// The report's file.
    #[cfg_attr(test, schemars(with = "super::tests::Uri"))]
    pub(in crate::lsp) uri: Uri,
}

/// All of a report.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::lsp) struct ReportText {
    /// The report's file.
    #[cfg_attr(test, schemars(with = "super::tests::Uri"))]
    pub(in crate::lsp) uri: Uri,
    /// Its title, in markdown.
    pub(in crate::lsp) title: String,
    /// All of it, the title included: markdown, to be shown without raw HTML. Of a report that is being written, what
    /// stands in the file so far.
    pub(in crate::lsp) text: String,
    /// The model that wrote in it last, as the report says; `null` when none did yet.
    pub(in crate::lsp) model: Option<String>,
    /// Whether this server is writing it.
    pub(in crate::lsp) running: bool,
    /// The answer that is being written, as in `ReportParams`; `null` when none is.
    pub(in crate::lsp) id: Option<String>,
}
