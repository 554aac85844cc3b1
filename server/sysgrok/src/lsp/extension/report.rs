//! `sysgrok/report`.

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
