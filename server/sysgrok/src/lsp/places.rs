//! Where functions of a profile are, in the source or in the profile's own file.

use engine::{Engine, Row, View};
use lsp_types::{Location, Position, Range};

use super::context::Context;
use super::proto;

/// Where the name of a spot stands now; absent when it is not in the workspace, or no longer.
pub(super) fn in_source(context: &Context, engine: &Engine, view: &View, spot: u32) -> Option<Location> {
    let file = view.placement.spots.get(spot as usize)?.file()?;
    let current = engine.snapshot(view, file)?;
    let function = current.heat.function(view.hot_of(spot)?)?;
    let name = function.function.name_range.clone();
    Some(Location {
        uri: proto::uri(&engine.root().join(file))?,
        range: proto::range(&current.document, name, context.encoding()),
    })
}

/// The row of the profile's file that names a spot; the start of the file where that cannot be told.
pub(super) fn in_profile(context: &Context, view: &View, row: Option<&Row>) -> Option<Location> {
    let range = row.map(|row| {
        let (start, end) = row.columns(context.encoding());
        Range::new(Position::new(row.line, start), Position::new(row.line, end))
    });
    Some(Location {
        uri: proto::uri(&view.loaded.path)?,
        range: range.unwrap_or_default(),
    })
}
