//! What the frames of a profile are in the source.

mod build;
mod files;
mod name;
mod selection;
mod spot;
mod why;

use std::path::Path;
use std::sync::{Arc, OnceLock};

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use profile::{FunctionId, LineKey, Profile, Text, ValueId};

use self::build::PlacementBuilder;
use self::files::files_by_function;
use self::name::named;
use self::selection::select;
use crate::outermost::Outermost;
use crate::{Code, LineNow};

pub use self::selection::Selection;
pub use self::spot::{Spot, Whereabouts};
pub use self::why::Why;

type Map<Key, Value> = HashMap<Key, Value, FixedState>;

/// What every frame of a profile is in the source, as far as it was looked for.
pub struct Placement {
    /// Everything that weight is counted for.
    pub spots: Vec<Spot>,
    /// For every place of the profile, its spot.
    pub(crate) of_place: Vec<u32>,
    /// For every function of the profile, the spot of its rows.
    pub(crate) of_function: Vec<u32>,
    /// For lines that rows give weight to, the spot that the line is in: another function than the row's
    /// where that was inlined.
    pub(crate) of_line: Map<LineKey, u32>,
    /// For every place of the profile, its line of the workspace: an index into `lines`.
    pub(crate) line_of_place: Vec<Option<u32>>,
    /// Lines of the workspace.
    pub(crate) lines: Vec<(Arc<Path>, u32)>,
    line_ids: Map<(Arc<Path>, u32), u32>,
    /// Files named by the profile -> files of the workspace, as far as looked for.
    files: Map<Text, Vec<FileChoice>>,
    /// The same for every value type; found when the first one is summed up.
    outermost: OnceLock<Outermost>,
}

struct FileChoice {
    path: Arc<Path>,
    by_function: bool,
}

impl Placement {
    /// Looks the heaviest functions of a value type up in the source, and with them whatever else the
    /// same files hold. No other file is parsed.
    pub fn of(profile: &Profile, value: ValueId, code: &impl Code, selection: &Selection) -> Placement {
        let mut builder = PlacementBuilder::new(profile, code);
        let wanted = select(profile, value, selection);
        let files = files_by_function(profile, &wanted);
        builder.locate_files(&wanted, &files);
        builder.find_by_name(&wanted, &files);
        builder.place_everything(&wanted)
    }

    /// The spot of a function of the profile, as its rows and its frames without a line have it.
    pub fn of_function(&self, function: FunctionId) -> Option<&Spot> {
        self.spots.get(*self.of_function.get(function.index())? as usize)
    }

    /// Which nodes of the profile's stacks count for totals.
    pub(crate) fn outermost(&self, find: impl FnOnce() -> Outermost) -> &Outermost {
        self.outermost.get_or_init(find)
    }

    /// The line of the workspace that a line of the profile is now.
    pub(crate) fn line_of(
        &self,
        profile: &Profile,
        code: &impl Code,
        key: &LineKey,
    ) -> Option<(Arc<Path>, u32)> {
        let file = self.file_of(profile, code, key.file, key.function)?;
        match code.line_now(&file, key.line.get()) {
            LineNow::At(line) => Some((file, line)),
            LineNow::Gone | LineNow::Unknown => None,
        }
    }

    fn file_of(
        &self,
        profile: &Profile,
        code: &impl Code,
        file: Text,
        function: FunctionId,
    ) -> Option<Arc<Path>> {
        let choices = self.files.get(&file)?;
        if let Some(sure) = choices.iter().find(|choice| !choice.by_function) {
            return Some(sure.path.clone());
        }
        let name = profile.symbols.name(function);
        let fits = |choice: &&FileChoice| named(code, &choice.path, name).is_some();
        choices.iter().find(fits).map(|choice| choice.path.clone())
    }
}
