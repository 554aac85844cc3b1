//! `textDocument/hover` in an opened profile or trace: of a row's function the same as in its source.

use std::path::Path;
use std::sync::Arc;

use engine::{Engine, View};
use lsp_types::{Position, Range};

use super::rows::Mention;
use super::{Joiner, Opened, Row, opened};
use crate::lsp::context::Context;
use crate::lsp::proto;

/// What stands under the cursor.
pub(in crate::lsp) struct Facts {
    /// What the function is joined with.
    pub(in crate::lsp) engine: Arc<Engine>,
    pub(in crate::lsp) view: Arc<View>,
    pub(in crate::lsp) spot: u32,
    /// The name in the document.
    pub(in crate::lsp) range: Range,
}

/// A function that a row names and no profile knows.
pub(in crate::lsp) struct Named {
    pub(in crate::lsp) engine: Arc<Engine>,
    pub(in crate::lsp) name: String,
    /// The name in the document.
    pub(in crate::lsp) range: Range,
}

/// The function of the row under the cursor, as the profile knows it.
pub(in crate::lsp) fn hover(context: &Context, key: &Path, at: Position) -> Option<Facts> {
    let opened = opened(context, key)?;
    let row = row_at(context, &opened, at)?;
    let view = Joiner::view_of(&opened);
    let mut joiner = Joiner::new(context, &opened, view.as_ref());
    let spot = joiner.spot(row)?;
    let mention = row
        .function
        .as_ref()
        .or(row.file.as_ref().map(|file| &file.mention))?;
    let range = super::findings::range(context, &opened, mention)?;
    Some(Facts {
        engine: opened.engine.clone(),
        view: view.clone()?,
        spot,
        range,
    })
}

/// The name of the function of the row under the cursor, for what no profile knows.
pub(in crate::lsp) fn named(context: &Context, key: &Path, at: Position) -> Option<Named> {
    let opened = opened(context, key)?;
    // Whoever hides heat wants nothing of it.
    if opened.engine.shown().is_none() && opened.engine.selected_view().is_some() {
        return None;
    }
    let function = row_at(context, &opened, at)?.function.as_ref()?;
    Some(Named {
        engine: opened.engine.clone(),
        name: function.text.clone(),
        range: super::findings::range(context, &opened, function)?,
    })
}

fn row_at<'a>(context: &Context, opened: &'a Opened, at: Position) -> Option<&'a Row> {
    let document = &opened.open.document;
    let offset = document.offset(proto::position(at), context.encoding());
    let rope = document.rope();
    let within = |mention: &Mention| {
        if mention.line != at.line as usize || mention.line >= rope.len_lines() {
            return false;
        }
        let start = rope.line_to_byte(mention.line);
        (start + mention.bytes.start..=start + mention.bytes.end).contains(&offset)
    };
    let on = |row: &&Row| {
        row.function.as_ref().is_some_and(within)
            || row.file.as_ref().is_some_and(|file| within(&file.mention))
    };
    // A row of a table is its function's, wherever the cursor is in it.
    let alone = || {
        let mut of_line = opened
            .rows
            .iter()
            .filter(|row| row.line() == Some(at.line as usize));
        let only = of_line.next()?;
        of_line.next().is_none().then_some(only)
    };
    opened.rows.iter().find(on).or_else(alone)
}
