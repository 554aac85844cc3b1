//! `sysgrok/explained`.

use lsp_types::{Range, TextDocumentIdentifier};
use serde::{Deserialize, Serialize};

/// Parameters of `sysgrok/explained`.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::lsp) struct ExplainedParams {
    /// The document.
    #[cfg_attr(test, schemars(with = "super::tests::TextDocumentIdentifier"))]
    pub(in crate::lsp) text_document: TextDocumentIdentifier,
    /// The range that the hover had: the function's name, or a call of it, as the text was then.
    #[cfg_attr(test, schemars(with = "super::tests::Range"))]
    pub(in crate::lsp) range: Range,
    /// The function's name.
    pub(in crate::lsp) function: String,
}
