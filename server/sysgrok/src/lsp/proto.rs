//! Between the protocol's positions and URIs, and ours.

use std::path::{Path, PathBuf};

use lsp_types::{Position, Range, Uri};
use source::Encoding;
use source::document::Document;
use tower_lsp::UriExt;

/// How an open document is called: its absolute path, or the URI itself where it has none (`untitled:`).
pub(super) fn key(uri: &Uri) -> PathBuf {
    uri.to_file_path()
        .map_or_else(|| PathBuf::from(uri.as_str()), std::borrow::Cow::into_owned)
}

/// The URI of an absolute path. Absent for a path that none can be made of.
pub(super) fn uri(path: &Path) -> Option<Uri> {
    Uri::from_file_path(path)
}

/// The URI of a document's key.
pub(super) fn uri_of_key(key: &Path) -> Option<Uri> {
    if key.is_absolute() {
        uri(key)
    } else {
        key.to_str()?.parse().ok()
    }
}

/// Our position; both count from 0.
pub(super) fn position(position: Position) -> source::Position {
    source::Position {
        line: position.line,
        character: position.character,
    }
}

/// The protocol's position of a byte.
pub(super) fn position_of(document: &Document, offset: usize, encoding: Encoding) -> Position {
    let position = document.position(offset, encoding);
    Position::new(position.line, position.character)
}

/// The protocol's range of bytes.
pub(super) fn range(document: &Document, bytes: std::ops::Range<usize>, encoding: Encoding) -> Range {
    Range::new(
        position_of(document, bytes.start, encoding),
        position_of(document, bytes.end, encoding),
    )
}

/// A line, counted from 1, from its first character that is not blank to its last. Empty for a line that
/// does not exist.
pub(super) fn line_range(document: &Document, line: u32, encoding: Encoding) -> Range {
    let rope = document.rope();
    let index = line.saturating_sub(1) as usize;
    if index >= rope.len_lines() {
        let end = Position::new(rope.len_lines().saturating_sub(1) as u32, 0);
        return Range::new(end, end);
    }
    let start = rope.line_to_byte(index);
    let text = rope.line(index).to_string();
    let trimmed = text.trim();
    let start = start + (text.len() - text.trim_start().len());
    range(document, start..start + trimmed.len(), encoding)
}
