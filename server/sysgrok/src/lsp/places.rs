//! Where functions of a profile are, in the source or in the profile's own file.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use engine::{Engine, Row, Snapshot, View};
use lsp_types::{Location, Position, Range, Uri};
use source::Function;

use super::context::{Context, HotPlace};
use super::proto;

/// What a request looks at: one view, and its own document as it was when the request came.
#[derive(Clone, Copy)]
pub(super) struct Places<'a> {
    pub(super) context: &'a Context,
    pub(super) engine: &'a Engine,
    pub(super) view: &'a View,
    /// The document that is asked about.
    here: Option<&'a HotPlace>,
}

impl<'a> Places<'a> {
    /// Of a question that is about no document.
    pub(super) fn new(context: &'a Context, engine: &'a Engine, view: &'a View) -> Places<'a> {
        Places {
            context,
            engine,
            view,
            here: None,
        }
    }

    /// Of a question about a document.
    pub(super) fn around(context: &'a Context, here: &'a HotPlace) -> Places<'a> {
        Places {
            context,
            engine: &here.place.engine,
            view: &here.view,
            here: Some(here),
        }
    }

    /// A file, relative to the root, and its heat.
    pub(super) fn snapshot(&self, file: &Path) -> Option<Snapshot> {
        match self.here.filter(|here| *here.place.file == *file) {
            Some(here) => Some(Snapshot {
                document: here.place.open.document.clone(),
                version: Some(here.place.open.version),
                heat: here.heat.clone(),
            }),
            None => self.engine.snapshot(self.view, file),
        }
    }

    /// A function of the workspace as it is now, with its file; absent when it is not in the workspace, or
    /// no longer.
    pub(super) fn function(&self, spot: u32) -> Option<InSource<'a>> {
        let view = self.view;
        let file = view.placement.spots.get(spot as usize)?.file()?;
        let current = self.snapshot(file)?;
        let function = current.heat.function(view.hot_of(spot)?)?.function.clone();
        Some(InSource {
            file,
            current,
            function,
        })
    }

    /// Where the name of a function of the workspace stands now.
    pub(super) fn in_source(&self, spot: u32) -> Option<Location> {
        let found = self.function(spot)?;
        Some(Location {
            uri: proto::uri(&self.engine.root().join(found.file))?,
            range: found.range(&found.function.name_range, self.context),
        })
    }

    /// The row of the profile's file that names a function; the start of the file where that cannot be told.
    pub(super) fn in_profile(&self, row: Option<&Row>) -> Option<Location> {
        let range = row.map(|row| {
            let (start, end) = row.columns(self.context.encoding());
            Range::new(Position::new(row.line, start), Position::new(row.line, end))
        });
        Some(Location {
            uri: proto::uri(&self.view.loaded.path)?,
            range: range.unwrap_or_default(),
        })
    }
}

/// Where many functions are, with each file looked at once.
pub(super) struct Spots<'a> {
    places: Places<'a>,
    files: HashMap<Arc<Path>, Option<(Uri, Snapshot)>>,
}

impl<'a> Spots<'a> {
    pub(super) fn of(places: Places<'a>) -> Spots<'a> {
        Spots {
            places,
            files: HashMap::new(),
        }
    }

    /// Where the name of a function of the workspace stands now.
    pub(super) fn location(&mut self, spot: u32) -> Option<Location> {
        let Places {
            context,
            engine,
            view,
            ..
        } = self.places;
        let file = view.placement.spots.get(spot as usize)?.file()?;
        if !self.files.contains_key(file) {
            let uri = proto::uri(&engine.root().join(file));
            let looked_at = uri.zip(self.places.snapshot(file));
            self.files.insert(file.clone(), looked_at);
        }
        let (uri, snapshot) = self.files.get(file)?.as_ref()?;
        let function = &snapshot.heat.function(view.hot_of(spot)?)?.function;
        Some(Location {
            uri: uri.clone(),
            range: proto::range(
                &snapshot.document,
                function.name_range.clone(),
                context.encoding(),
            ),
        })
    }
}

/// A function of the workspace as it is now.
pub(super) struct InSource<'a> {
    /// Relative to the root.
    pub(super) file: &'a Path,
    /// The file.
    pub(super) current: Snapshot,
    /// The function.
    pub(super) function: Function,
}

impl InSource<'_> {
    /// Bytes of the file as the protocol has them.
    pub(super) fn range(&self, bytes: &std::ops::Range<usize>, context: &Context) -> Range {
        proto::range(&self.current.document, bytes.clone(), context.encoding())
    }
}
