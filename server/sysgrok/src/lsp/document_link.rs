//! `textDocument/documentLink`, in opened profiles and traces.

use lsp_types::{DocumentLink, DocumentLinkParams};

use super::context::Context;
use super::{profile_file, proto};

/// From functions to their definitions, from places to these.
pub(super) fn document_link(context: &Context, params: &DocumentLinkParams) -> Option<Vec<DocumentLink>> {
    let opened = profile_file::opened(context, &proto::key(&params.text_document.uri))?;
    Some(profile_file::links(context, &opened))
}
