//! Rows joined with profile and workspace.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use engine::{Engine, View};
use heat::{Whereabouts, Why};
use lsp_types::{Location, Position, Range};
use profile::FunctionId;

use super::Opened;
use super::rows::{FileMention, Row};
use crate::lsp::context::Context;
use crate::lsp::proto;

/// Answers questions about the rows of one document; remembers what it was asked.
pub(in crate::lsp) struct Joiner<'a> {
    context: &'a Context,
    engine: &'a Arc<Engine>,
    /// The view of the document's own profile, else the one that is shown.
    view: Option<Arc<View>>,
    /// Whether the view is that of the document's own profile.
    own: bool,
    names: HashMap<&'a str, FunctionId>,
    files: HashMap<&'a str, Vec<(FunctionId, &'a str)>>,
    paths: HashMap<(String, String), Option<PathBuf>>,
    definitions: HashMap<u32, Option<Location>>,
}

impl<'a> Joiner<'a> {
    /// Without a view there are still files.
    pub(in crate::lsp) fn new(
        context: &'a Context,
        opened: &'a Opened,
        view: Option<&'a Arc<View>>,
    ) -> Joiner<'a> {
        let own = match (view, opened.loaded()) {
            (Some(view), Some(loaded)) => Arc::ptr_eq(&view.loaded, &loaded),
            _ => false,
        };
        let mut joiner = Joiner {
            context,
            engine: &opened.engine,
            view: view.cloned(),
            own,
            names: HashMap::new(),
            files: HashMap::new(),
            paths: HashMap::new(),
            definitions: HashMap::new(),
        };
        if let Some(view) = view {
            joiner.learn(view);
        }
        joiner
    }

    /// The view of an opened profile, else the one that is shown.
    pub(in crate::lsp) fn view_of(opened: &Opened) -> Option<Arc<View>> {
        let own = opened
            .loaded()
            .and_then(|loaded| opened.engine.view_of(loaded.id));
        own.or_else(|| opened.engine.shown())
    }

    /// The names by which the profile calls its functions; of several of one name the heaviest counts.
    fn learn(&mut self, view: &'a View) {
        let profile = &view.loaded.profile;
        let weighed = profile.flat.functions_of(view.value).map(|cell| cell.key);
        let others = (0..profile.symbols.functions.len() as u32).map(FunctionId);
        for id in weighed.chain(others) {
            let Some(function) = profile.symbols.functions.get(id.index()) else {
                continue;
            };
            for text in [function.shown, function.raw] {
                let name = profile.symbols.text.get(text);
                self.names.entry(name).or_insert(id);
                if let Some(file) = function.file {
                    self.files
                        .entry(name)
                        .or_default()
                        .push((id, profile.symbols.text.get(file)));
                }
            }
        }
    }

    /// The view that rows are joined with.
    pub(in crate::lsp) fn view(&self) -> Option<&Arc<View>> {
        self.view.as_ref()
    }

    /// The spot of a row's function in the view.
    pub(in crate::lsp) fn spot(&mut self, row: &Row) -> Option<u32> {
        let view = self.view.clone()?;
        if !self.own
            && let Some((file, line)) = self.place(row)
        {
            // A trace's line tells more than its name does.
            let within = |spot: &u32| match view
                .placement
                .spots
                .get(*spot as usize)
                .map(|spot| &*spot.whereabouts)
            {
                Some(Whereabouts::Source {
                    start_line, end_line, ..
                }) => (*start_line..=*end_line).contains(&line),
                _ => false,
            };
            let spots = view
                .functions_in(&file)
                .filter_map(|hot| Some(view.heat.functions.get(hot)?.spot));
            return spots.filter(within).max_by_key(|&spot| view.start_line(spot));
        }
        let name = row.function.as_ref()?.text.as_str();
        let path = row.file.as_ref().map(|file| file.mention.text.as_str());
        let same = self.files.get(name).and_then(|known| {
            known
                .iter()
                .find(|(_, file)| Some(*file) == path)
                .map(|(id, _)| *id)
        });
        let function = same.or_else(|| self.names.get(name).copied())?;
        view.placement.spot_of(function)
    }

    /// The file, relative to the root, and the line that a row names.
    pub(in crate::lsp) fn place(&mut self, row: &Row) -> Option<(PathBuf, u32)> {
        let file = row.file.as_ref()?;
        let line = file.line?;
        Some((self.file(row, file)?, line))
    }

    fn file(&mut self, row: &Row, file: &FileMention) -> Option<PathBuf> {
        let function = row.function.as_ref().map(|function| function.text.clone());
        let key = (file.mention.text.clone(), function.clone().unwrap_or_default());
        let engine = self.engine;
        self.paths
            .entry(key)
            .or_insert_with(|| engine.locate(&file.mention.text, function.as_deref()))
            .clone()
    }

    /// The file that a row names, absolute: of the workspace, or one that is there under this very path.
    pub(in crate::lsp) fn target(&mut self, row: &Row) -> Option<PathBuf> {
        let file = row.file.as_ref()?;
        if let Some(found) = self.file(row, file) {
            return Some(self.engine.root().join(found));
        }
        let path = Path::new(&file.mention.text);
        let others = self.context.engines();
        let function = row.function.as_ref().map(|function| function.text.as_str());
        let elsewhere = others
            .iter()
            .find_map(|engine| Some(engine.root().join(engine.locate(&file.mention.text, function)?)));
        elsewhere.or_else(|| (path.is_absolute() && path.is_file()).then(|| path.to_owned()))
    }

    /// Where the function of a row is defined.
    pub(in crate::lsp) fn definition(&mut self, row: &Row) -> Option<Location> {
        if let Some(spot) = self.spot(row) {
            let found = self.definition_of(spot);
            if found.is_some() {
                return found;
            }
        }
        let (file, line) = self.place(row)?;
        row.function.as_ref()?;
        let function = self.engine.sources().function_at(&file, line)?;
        let start = Position::new(function.start_line.saturating_sub(1), 0);
        Some(Location::new(
            proto::uri(&self.engine.root().join(file))?,
            Range::new(start, start),
        ))
    }

    fn definition_of(&mut self, spot: u32) -> Option<Location> {
        if let Some(known) = self.definitions.get(&spot) {
            return known.clone();
        }
        let found = self.look(spot);
        self.definitions.insert(spot, found.clone());
        found
    }

    fn look(&self, spot: u32) -> Option<Location> {
        let view = self.view.as_ref()?;
        let Whereabouts::Source { file, start_line, .. } =
            &*view.placement.spots.get(spot as usize)?.whereabouts
        else {
            return None;
        };
        let uri = proto::uri(&self.engine.root().join(file))?;
        let now = self.engine.snapshot(view, file).and_then(|snapshot| {
            let function = snapshot.heat.function(view.hot_of(spot)?)?;
            let name = function.function.name_range.clone();
            Some(proto::range(&snapshot.document, name, self.context.encoding()))
        });
        let start = Position::new(start_line.saturating_sub(1), 0);
        Some(Location::new(
            uri,
            now.unwrap_or_else(|| Range::new(start, start)),
        ))
    }

    /// Why the function of a row is not in the workspace.
    pub(in crate::lsp) fn why_nowhere(&mut self, row: &Row) -> Option<Why> {
        let spot = self.spot(row)?;
        let view = self.view.as_ref()?;
        match &*view.placement.spots.get(spot as usize)?.whereabouts {
            Whereabouts::Nowhere(why) => Some(why.clone()),
            Whereabouts::Source { .. } => None,
        }
    }
}
