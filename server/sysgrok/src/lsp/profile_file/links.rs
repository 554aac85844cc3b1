//! The links of an opened profile or trace: from a function to its definition, from a place to that place.

use lsp_types::{DocumentLink, Uri};

use super::rows::Mention;
use super::{Joiner, Opened};
use crate::lsp::context::Context;
use crate::lsp::proto;

/// No document gets more links.
const MOST: usize = 5_000;

/// All links.
pub(in crate::lsp) fn links(context: &Context, opened: &Opened) -> Vec<DocumentLink> {
    let view = Joiner::view_of(opened);
    let mut joiner = Joiner::new(context, opened, view.as_ref());
    let mut links = Vec::new();
    for row in opened.rows.iter() {
        if links.len() >= MOST {
            break;
        }
        if let Some(function) = &row.function
            && let Some(definition) = joiner.definition(row)
        {
            let target = with_line(&definition.uri, definition.range.start.line + 1);
            links.extend(link(context, opened, function, target));
        }
        if let Some(file) = &row.file
            && let Some(target) = joiner.target(row).and_then(|path| proto::uri(&path))
        {
            let target = file
                .line
                .map_or(Some(target.clone()), |line| with_line(&target, line));
            links.extend(link(context, opened, &file.mention, target));
        }
    }
    links
}

fn link(context: &Context, opened: &Opened, mention: &Mention, target: Option<Uri>) -> Option<DocumentLink> {
    Some(DocumentLink {
        range: super::findings::range(context, opened, mention)?,
        target: Some(target?),
        tooltip: None,
        data: None,
    })
}

/// A file at a line, as editors take it.
fn with_line(uri: &Uri, line: u32) -> Option<Uri> {
    format!("{}#L{line}", uri.as_str()).parse().ok()
}
